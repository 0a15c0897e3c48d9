"""Problems and plans as JSON: what is read back, and what bad input gets."""

import json

import pytest

from grappes.optimizer import (
    Kinds,
    Locks,
    ProblemError,
    Reduced,
    parse_plan,
    parse_problem,
    plan_to_json,
    read_problem,
    solve,
    write_problem,
)

from .builders import og, problem


def as_json(tmp_path, given):
    write_problem(tmp_path / "problem.json", given)
    return json.loads((tmp_path / "problem.json").read_text(encoding="utf-8"))


def test_a_problem_comes_back_from_its_file(tmp_path):
    given = problem(
        og("a", 8, partners=("b",)),
        og("b", 9, kinds=Kinds(acquisition=3, conformite=2)),
        locks=Locks(together=(("a", "b"),), excluded=frozenset({"a", "b"})),
        max_esms=None,
        radius_km=None,
        reduced=Reduced(8, 1, frozenset({"2A", "2B"})),
        mixed_share=0.2,
    )
    write_problem(tmp_path / "problem.json", given)
    back = read_problem(tmp_path / "problem.json")
    assert (back.rules, back.candidates, back.locks) == (given.rules, given.candidates, given.locks)


def test_a_plan_comes_back_from_its_file():
    plan = solve(problem(og("a", 8), og("b", 9), og("c", 1, accepts=("V2",))))
    assert parse_plan(plan_to_json(plan)) == plan


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"esms": -1}, "Le candidat n° 2 (« b ») : « esms » doit être un entier positif ou nul"),
        ({"esms": 2.5}, "« esms » doit être un entier"),
        ({"lat": 120}, "Le candidat n° 2 (« b ») : « lat » vaut 120, hors des bornes"),
        ({"lat": None}, "« lat » doit être un nombre"),
        ({"lat": float("nan")}, "« lat » doit être un nombre"),
        ({"esms": 10**30}, "« esms » vaut 1000000000000000000000000000000, hors des bornes"),
        ({"lead": 3}, "« lead » vaut 3"),
        ({"project": "autre"}, "le projet « autre » n’existe pas"),
        ({"accepts": "V1"}, "« accepts » doit être une liste."),
        ({"accepts": None}, "Le candidat n° 2 (« b ») : « accepts » doit être une liste"),
        ({"partners": 0}, "« partners » doit être une liste de textes"),
        ({"partners": ["z"]}, "Le candidat n° 2 (« b ») : partenaire inconnu, « z »"),
        ({"refuses": ["z"]}, "Le candidat n° 2 (« b ») : refus inconnu, « z »"),
        ({"refuses": ["b"]}, "se nomme lui-même"),
        ({"kinds": 3}, "« kinds » n’est pas un objet JSON"),
        ({"kinds": {"mixte": 3}}, "« kinds » compte des « mixte » (acquisition, conformite)"),
        ({"kinds": {"acquisition": -1}}, "« acquisition » doit être un entier positif"),
        (
            {"kinds": {"acquisition": 5, "conformite": 6}},
            "« b » compte 5 ESMS en acquisition et 6 en mise en conformité, sur 9 en tout",
        ),
        ({"id": "a"}, "Le candidat « a » figure 2 fois"),
        ({"id": ""}, "Le candidat n° 2 n’a pas d’identifiant"),
    ],
)
def test_a_wrong_candidate_is_named(tmp_path, change, sentence):
    data = as_json(tmp_path, problem(og("a", 8), og("b", 9)))
    data["candidates"][1].update(change)
    with pytest.raises(ProblemError) as error:
        parse_problem(data)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("locks", "sentence"),
    [
        ({"together": [["a", "z"]]}, "Le verrou « together » n° 1 : candidat inconnu, « z »"),
        ({"excluded": ["z"]}, "Le verrou « excluded » : candidat inconnu, « z »"),
        ({"together": [["a", "b"]], "apart": [["b", "a"]]}, "« a » et « b » sont à la fois"),
        (
            {"together": [["a", "b"], ["b", "c"]], "apart": [["a", "c"]]},
            "« a » et « c » sont à la fois",
        ),
        ({"frozen_groups": [["a", "b"]], "apart": [["a", "b"]]}, "« frozen_groups » et « apart »"),
        ({"frozen_groups": [["a"], ["a", "b"]]}, "« a » est dans les grappes figées 1 et 2"),
        ({"frozen_groups": [["a", "b"]], "excluded": ["a"]}, "« a » est à la fois exclu"),
        ({"frozen_groups": [["a", "b"]], "together": [["b", "c"]]}, "contredit une grappe figée"),
        ({"together": [["a", "b"]], "excluded": ["a"]}, "« a » est exclu, mais « together »"),
        ({"together": [["a", "a"]]}, "« a » y figure deux fois"),
        ({"together": 3}, "« locks » : « together » doit être une liste"),
        ({"apart": [3]}, "Le verrou « apart » n° 1 : « apart » doit être une liste de textes"),
        ([], "« locks » n’est pas un objet JSON"),
    ],
)
def test_contradictory_locks_are_named(tmp_path, locks, sentence):
    data = as_json(tmp_path, problem(og("a", 8), og("b", 9), og("c", 9)))
    data["locks"] = locks
    with pytest.raises(ProblemError) as error:
        parse_problem(data)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("rule", "value", "sentence"),
    [
        ("radius_km", float("inf"), "Le règlement : « radius_km » vaut inf, hors des bornes"),
        ("mixed_share", 1.5, "« mixed_share » vaut 1.5, hors des bornes"),
        ("min_esms", True, "« min_esms » doit être un entier"),
        ("reduced", 0, "« reduced » n’est pas un objet JSON"),
        ("weights", [], "« weights » n’est pas un objet JSON"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path, rule, value, sentence):
    data = as_json(tmp_path, problem(og("a", 8)))
    data["rules"][rule] = value
    with pytest.raises(ProblemError) as error:
        parse_problem(data)
    assert sentence in str(error.value)


def test_a_candidate_without_its_vendors_is_named(tmp_path):
    data = as_json(tmp_path, problem(og("a", 8)))
    del data["candidates"][0]["accepts"]
    with pytest.raises(ProblemError, match=r"Le candidat n° 1 .« a ».\s: « accepts » manque"):
        parse_problem(data)


@pytest.mark.parametrize(
    ("key", "value"), [("placement_ceiling", float("nan")), ("seed", []), ("placed_esms", "3")]
)
def test_a_wrong_plan_is_refused(key, value):
    data = plan_to_json(solve(problem(og("a", 8), og("b", 9)))) | {key: value}
    with pytest.raises(ProblemError, match=f"Le plan : « {key} » doit être un entier"):
        parse_plan(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "n’est pas du JSON (ligne 1"),
        ("[]", "n’est pas un objet JSON"),
        ("{}", "Le problème : « candidates » manque"),
        ('{"candidates": [3]}', "Le candidat n° 1 n’est pas un objet JSON"),
        ('{"candidates": []}', "Le problème : « rules » manque"),
        ('{"candidates": [], "rules": {}}', "« weights » manque"),
    ],
)
def test_a_file_that_is_no_problem_is_refused(tmp_path, text, sentence):
    (tmp_path / "problem.json").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as error:
        read_problem(tmp_path / "problem.json")
    assert sentence in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ProblemError, match="ne peut pas être lu"):
        read_problem(tmp_path / "nowhere.json")
