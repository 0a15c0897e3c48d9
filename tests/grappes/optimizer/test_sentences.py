"""Explanations, suggestions and options, on small named cases."""

import pytest

from grappes.optimizer import (
    Locks,
    apply,
    best_candidates,
    best_groups,
    explain,
    insert,
    solve,
    suggest,
)

from .builders import og, plan, problem


def test_a_placement_says_why_in_french():
    given = problem(
        og("a", 8, lead=1.0), og("b", 8, lat=48.27, partners=("a",)), og("c", 1, sector="PH")
    )
    found = solve(given)
    assert explain(given, found, "b").sentence == (
        "même DUI (V1), à 18 km de «\xa0a\xa0», qui porterait, même secteur, même département, "
        "même échéance, souhaité\xa0: avec «\xa0a\xa0»"
    )


def test_names_can_replace_identifiers():
    given = problem(og("a", 8, lead=1.0), og("b", 8))
    sentence = explain(given, solve(given), "b", name=lambda _: "Les Tilleuls").sentence
    assert "de Les Tilleuls, qui porterait" in sentence


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("LOGICIEL", {"accepts": ("V9",)}),
        ("PROJET", {"project": "conformite"}),
        ("DISTANCE", {"lat": 43.0}),
        ("CONTRADICTION", {"accepts": ()}),
        ("CONTRADICTION", {"partners": ("a",), "refuses": ("a",)}),
    ],
)
def test_an_orphan_learns_which_rule_keeps_it_out(code, changes):
    given = problem(og("a", 8), og("b", 8), og("z", 3, **changes))
    assert explain(given, solve(given), "z").code == code


def test_an_orphan_that_others_crowd_out_learns_who_they_are():
    given = problem(og("a", 10), og("b", 10), og("z", 5), max_esms=20)
    explanation = explain(given, plan(given, ("a", "b")), "z")
    assert explanation.code == "CONCURRENCE"
    assert set(explanation.rivals) <= {"a", "b"}


def test_an_orphan_that_fits_a_grappe_is_told_so():
    given = problem(og("a", 10), og("b", 10), og("z", 5))
    assert explain(given, plan(given, ("a", "b")), "z").code == "POSSIBLE"


def test_a_member_of_a_frozen_grappe_is_told_so():
    given = problem(og("a", 10), og("b", 10), locks=Locks(frozen_groups=(("a", "b"),)))
    assert explain(given, solve(given), "a").code == "FIGE"


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("logiciel", {"accepts": ("V9",)}, "Accepter le logiciel V1"),
        ("projet", {"project": "conformite"}, "Accepter les deux types de projet"),
        ("distance", {"lat": 49.0}, "Porter la distance au porteur à 99 km"),
        ("refus", {"refuses": ("a",)}, "Lever le refus entre"),
        ("plafond", {"esms": 40}, "Porter le plafond à 56 ESMS"),
        ("partenaire", {"partners": ("y",)}, "Se séparer de ses partenaires"),
    ],
)
def test_the_smallest_change_places_an_orphan(kind, changes, sentence):
    stranger = og("y", 1, accepts=("V8",))
    changes = {"esms": 3, **changes}
    given = problem(og("a", 8), og("b", 8), stranger, og("z", **changes), min_esms=16)
    before = plan(given, ("a", "b"))
    suggestion = suggest(given, before, "z")[0]
    assert (suggestion.kind, suggestion.sentence.startswith(sentence)) == (kind, True)
    assert "z" not in insert(apply(given, suggestion), before).unplaced


def test_who_is_placed_gets_no_suggestion():
    given = problem(og("a", 8), og("b", 8))
    assert suggest(given, plan(given, ("a", "b")), "a") == []


def test_the_best_grappes_for_one_organisation_come_nearest_first():
    given = problem(og("a", 15), og("b", 15, lat=48.4), og("c", 15, lat=48.6), og("z", 1))
    found = best_groups(given, plan(given, ("c",), ("b",), ("a",)), "z", 2)
    assert [option.group.lead for option in found] == ["a", "b"]
    assert [option.esms for option in found] == [16, 16]


def test_the_best_candidates_for_a_grappe_are_those_left_out():
    given = problem(og("a", 15), og("near", 1), og("far", 1, lat=48.5), og("other", 15))
    found = best_candidates(given, plan(given, ("a",), ("other",)), "a")
    assert [option.candidate for option in found] == ["near", "far"]
