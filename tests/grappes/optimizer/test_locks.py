"""Promises and wishes of the staff, on small named cases."""

from dataclasses import replace

import pytest

from grappes.optimizer import Budget, Locks, Problem, ProblemError, Reduced, bound, check, solve
from grappes.optimizer.bench.instances import draw

from .builders import og, plan, problem


def homes(found) -> list[set[str]]:
    return [set(group.members) for group in found.groups]


def test_two_organisations_that_reach_the_threshold_together_form_a_grappe():
    given = problem(og("a", 8), og("b", 7))
    assert homes(solve(given)) == [{"a", "b"}]


def test_partners_are_placed_together_or_not_at_all():
    given = problem(
        og("a", 15), og("b", 14, partners=("c",)), og("c", 1, partners=("b",), accepts=("V2",))
    )
    found = solve(given)
    assert homes(found) == [{"a"}]
    assert set(found.unplaced) == {"b", "c"}


def test_who_refuses_each_other_is_kept_apart():
    given = problem(og("a", 15, refuses=("b",)), og("b", 15), og("c", 1))
    assert not any({"a", "b"} <= home for home in homes(solve(given)))


def test_a_pair_forbidden_by_the_staff_is_kept_apart():
    given = problem(og("a", 8), og("b", 8), locks=Locks(apart=(("a", "b"),)))
    assert homes(solve(given)) == []


def test_a_pair_locked_by_the_staff_stays_together():
    given = problem(
        og("a", 15),
        og("b", 15, lat=48.4),
        og("c", 15, lat=48.2),
        locks=Locks(together=(("a", "b"),)),
    )
    assert any({"a", "b"} <= home for home in homes(solve(given)))


def test_an_excluded_organisation_is_left_out():
    given = problem(og("a", 15), og("b", 15), locks=Locks(excluded=frozenset({"b"})))
    assert solve(given).unplaced == ("b",)


def test_a_frozen_grappe_comes_back_unchanged_and_counts_in_the_ceiling():
    given = problem(og("a", 8), og("b", 8), og("c", 15), locks=Locks(frozen_groups=(("a", "b"),)))
    found = solve(given)
    assert {"a", "b"} in homes(found)
    assert (found.placed_esms, found.placement_ceiling) == (31, 31)
    assert check(given, found) == []


def test_a_frozen_grappe_keeps_its_lead_and_its_vendor():
    given = problem(
        og("a", 8, accepts=("V1", "V2")),
        og("b", 8, accepts=("V1", "V2")),
        locks=Locks(frozen_groups=(("b", "a"),)),
    )
    before = plan(given, ("b", "a"))
    assert solve(given, previous=before).groups[0] == before.groups[0]


@pytest.mark.parametrize(
    "changes",
    [{"esms": 1}, {"lat": 44.0}, {"accepts": ("V2",)}, {"project": "conformite"}, {"esms": 60}],
)
def test_a_frozen_grappe_that_breaks_the_reglement_is_taken_as_it_is(changes):
    given = problem(
        og("a", 8),
        replace(og("b", 8), **changes),
        og("c", 15),
        locks=Locks(frozen_groups=(("a", "b"),)),
    )
    found = solve(given)
    assert homes(found) == [{"a", "b"}, {"c"}]
    assert found.placed_esms == found.placement_ceiling
    assert check(given, found) == []


def test_who_wants_a_member_of_a_frozen_grappe_waits_outside():
    given = problem(og("a", 15), og("b", 15, partners=("a",)), locks=Locks(frozen_groups=(("a",),)))
    found = solve(given)
    assert found.unplaced == ("b",)
    assert check(given, found) == []


def test_frozen_members_that_refuse_each_other_are_a_contradiction():
    given = problem(
        og("a", 8), og("b", 8, refuses=("a",)), locks=Locks(frozen_groups=(("a", "b"),))
    )
    with pytest.raises(ProblemError, match="La grappe figée n° 1 réunit"):
        solve(given)


def test_a_whole_group_kept_apart_is_spread_over_the_grappes():
    region = draw("drawn", 150, 3, "Normandie")
    first = solve(region, budget=Budget(effort=60))
    apart = max((group.members for group in first.groups), key=len)
    given = Problem(region.rules, region.candidates, Locks(apart=(apart,)))
    found = solve(given, budget=Budget(effort=400))
    assert check(given, found) == []
    assert found.placed_esms >= 0.98 * first.placed_esms


def test_an_organisation_above_the_ceiling_is_a_grappe_of_one():
    given = problem(og("a", 60), og("b", 5), min_ogs=3)
    found = solve(given)
    assert homes(found) == [{"a"}]
    assert check(given, found) == []


def test_the_minimum_of_organisations_is_waived_by_one_that_reaches_the_threshold():
    given = problem(og("a", 15), og("b", 1), og("c", 14), min_ogs=3, max_esms=16)
    assert {"a", "b"} in homes(solve(given))


@pytest.mark.parametrize(("min_ogs", "expected"), [(1, 16), (2, 16), (3, 0)])
def test_the_minimum_of_organisations_is_a_parameter(min_ogs, expected):
    assert solve(problem(og("a", 8), og("b", 8), min_ogs=min_ogs)).placed_esms == expected


@pytest.mark.parametrize(("department", "expected"), [("2A", 8), ("35", 0)])
def test_the_reduced_threshold_holds_inside_its_departements_only(department, expected):
    reduced = Reduced(min_esms=8, min_ogs=1, departments=frozenset({"2A"}))
    given = problem(og("a", 4, department="2A"), og("b", 4, department=department), reduced=reduced)
    assert solve(given).placed_esms == expected


@pytest.mark.parametrize(("radius", "expected"), [(None, 16), (200.0, 16), (50.0, 0)])
def test_the_reach_is_a_parameter(radius, expected):
    given = problem(og("a", 8), og("b", 8, lat=49.11), radius_km=radius)
    assert solve(given).placed_esms == expected


@pytest.mark.parametrize(("most", "expected"), [(None, 60), (60, 60), (50, 45)])
def test_the_ceiling_is_a_parameter(most, expected):
    given = problem(*(og(name, 12) for name in "abc"), og("d", 12), og("e", 12), max_esms=most)
    found = solve(given)
    assert check(given, found) == []
    assert found.placed_esms == bound(given)
    assert found.placed_esms >= expected


@pytest.mark.parametrize(("share", "expected"), [(None, 0), (0.1, 0), (0.2, 16)])
def test_the_share_of_mixed_projects_is_a_parameter(share, expected):
    given = problem(og("a", 13), og("b", 3, project="conformite"), mixed_share=share)
    assert solve(given).placed_esms == expected


def test_no_possible_grappe_gives_an_empty_plan():
    found = solve(problem(og("a", 3), og("b", 4)))
    assert (found.groups, found.unplaced, found.placement_ceiling) == ((), ("a", "b"), 0)


def test_no_candidate_gives_an_empty_plan():
    found = solve(problem())
    assert (found.groups, found.unplaced, found.placed_esms) == ((), (), 0)


def test_contradictory_wishes_of_candidates_leave_them_out_without_a_crash():
    given = problem(og("a", 15, partners=("b",)), og("b", 15, refuses=("a",)), og("c", 15))
    assert homes(solve(given)) == [{"c"}]
