"""The judge: one sentence per broken rule."""

from dataclasses import replace

import pytest

from grappes.optimizer import Fault, Locks, check, judge

from .builders import og, plan, problem

GIVEN = {
    "valid": (problem(og("a", 8), og("b", 8)), ("a", "b"), None),
    "small": (problem(og("a", 8), og("b", 6)), ("a", "b"), "14 ESMS, il en faut au moins 15"),
    "large": (problem(og("a", 30), og("b", 30)), ("a", "b"), "60 ESMS, il en faut au plus 50"),
    "few": (problem(og("a", 8), og("b", 8), min_ogs=3), ("a", "b"), "2 OG, il en faut au moins 3"),
    "vendor": (
        problem(og("a", 8), og("b", 8, accepts=("V2",))),
        ("a", "b"),
        "« b » n’accepte pas le logiciel V1",
    ),
    "project": (
        problem(og("a", 8), og("b", 8, project="conformite")),
        ("a", "b"),
        "8 ESMS sur 16 ont un autre projet",
    ),
    "far": (problem(og("a", 8), og("b", 8, lat=49.0)), ("a", "b"), "« b » est à 99.0 km"),
    "refusal": (problem(og("a", 8, refuses=("b",)), og("b", 8)), ("a", "b"), "« a » refuse « b »"),
    "partner": (
        problem(og("a", 15, partners=("b",)), og("b", 8)),
        ("a",),
        "« a » est sans son partenaire « b »",
    ),
    "together": (
        problem(og("a", 15), og("b", 8), locks=Locks(together=(("a", "b"),))),
        ("a",),
        "« a », « b » devaient rester ensemble",
    ),
    "apart": (
        problem(og("a", 8), og("b", 8), locks=Locks(apart=(("a", "b"),))),
        ("a", "b"),
        "devaient rester séparés",
    ),
    "excluded": (
        problem(og("a", 15), locks=Locks(excluded=frozenset({"a"}))),
        ("a",),
        "« a » devait rester hors des grappes",
    ),
    "frozen": (
        problem(og("a", 15), og("b", 8), locks=Locks(frozen_groups=(("a", "b"),))),
        ("a",),
        "La grappe figée « a », « b » a changé",
    ),
}


@pytest.mark.parametrize("case", GIVEN)
def test_each_broken_rule_has_its_sentence(case):
    given, members, sentence = GIVEN[case]
    found = check(given, plan(given, members))
    assert len(found) == (sentence is not None)
    assert all(sentence in fault for fault in found)


def test_a_member_of_two_grappes_is_named():
    given = problem(og("a", 15), og("b", 15))
    assert "« a » est dans les grappes 1 et 2." in check(given, plan(given, ("a",), ("a", "b")))


def test_an_unknown_member_is_named():
    given = problem(og("a", 15))
    other = plan(problem(og("a", 15), og("z", 1)), ("a", "z"))
    assert "Grappe 1 : « z » n’est pas une candidature." in check(given, other)


def test_wrong_accounts_are_told():
    given = problem(og("a", 15), og("b", 1))
    right = plan(given, ("a",))
    assert check(given, replace(right, placed_esms=16)) != []
    assert check(given, replace(right, unplaced=())) != []
    assert check(given, replace(right, placement_ceiling=14)) != []


def test_fault_tells_its_group_its_code_and_its_candidates_by_the_name_that_is_given():
    given = problem(og("a", 8), og("b", 8), og("c", 9, refuses=("d",)), og("d", 8))

    (fault,) = judge(given, plan(given, ("a", "b"), ("c", "d")), name=str.upper)

    assert fault == Fault(1, "REFUS", ("c", "d"), "C refuse D.")
