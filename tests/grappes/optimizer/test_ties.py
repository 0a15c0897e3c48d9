"""Wishes that contradict each other: told to the staff, never a crash."""

import pytest

from grappes.optimizer import Locks, Problem, conflicts, explain, solve

from .builders import og, problem

NAMES = {"a": "Les Tilleuls", "b": "Les Ormes", "c": "Le Parc"}

GIVEN: dict[str, tuple[Problem, str]] = {
    "REFUS": (
        problem(og("a", 8, partners=("b",)), og("b", 8, refuses=("a",))),
        "Les Ormes et Les Tilleuls sont liés, mais l’un refuse l’autre",
    ),
    "LOGICIEL": (
        problem(og("a", 8, partners=("b",)), og("b", 8, accepts=("V2",))),
        "Les Tilleuls et Les Ormes sont liés, mais n’acceptent aucun logiciel en commun",
    ),
    "PROJET": (
        problem(og("a", 8, partners=("b",)), og("b", 8, project="conformite")),
        "Les Tilleuls et Les Ormes sont liés, mais n’ont aucun type de projet en commun",
    ),
    "PLAFOND": (
        problem(og("a", 30, partners=("b",)), og("b", 30)),
        "Les Tilleuls et Les Ormes sont liés et réunissent 60 ESMS, 50 au plus",
    ),
    "DISTANCE": (
        problem(
            og("a", 8, partners=("b",)),
            og("b", 8, lat=48.7, partners=("c",)),
            og("c", 8, lat=49.8),
        ),
        "Les Tilleuls, Les Ormes et Le Parc sont liés, mais aucun n’est à moins de 80 km de tous "
        "(122 km au mieux)",
    ),
    "FIGE": (
        problem(og("a", 15), og("b", 15, partners=("a",)), locks=Locks(frozen_groups=(("a",),))),
        "Les Ormes est lié à Les Tilleuls, dont la grappe est figée",
    ),
    "SEPARES": (
        problem(og("a", 8, partners=("b",)), og("b", 8), locks=Locks(apart=(("a", "b"),))),
        "Les Tilleuls et Les Ormes sont liés, mais un verrou les sépare",
    ),
}


@pytest.mark.parametrize("code", GIVEN)
def test_each_contradiction_between_wishes_has_its_sentence(code):
    given, sentence = GIVEN[code]
    found = conflicts(given, name=NAMES.__getitem__)
    assert [(conflict.code, conflict.sentence) for conflict in found] == [(code, sentence)]


@pytest.mark.parametrize("code", GIVEN)
def test_who_is_in_a_conflict_is_left_out_and_told_why(code):
    given, sentence = GIVEN[code]
    members = conflicts(given)[0].candidates
    plan = solve(given)
    assert set(members) <= set(plan.unplaced)
    explanation = explain(given, plan, members[0], name=NAMES.__getitem__)
    assert (explanation.code, explanation.sentence) == ("CONTRADICTION", f"{sentence}.")


def test_partners_that_agree_are_no_conflict():
    assert conflicts(problem(og("a", 8, partners=("b",)), og("b", 8))) == []


def test_who_the_staff_leaves_out_is_no_conflict():
    locks = Locks(excluded=frozenset({"a"}))
    assert conflicts(problem(og("a", 8, partners=("b",)), og("b", 8), locks=locks)) == []
