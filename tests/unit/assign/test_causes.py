"""The smallest cause of an impossible plan, against enumeration: short as said, and no smaller part of it is."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_districts import districts, grid

from zoning import assign
from zoning.assign.bound import feasible
from zoning.assign.infeasible import mend, pockets
from zoning.assign.policy import build
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town


def confined(problem, schools):
    """Pupils of the blocks that can reach some of `schools` and no other."""
    others = np.setdiff1d(np.arange(len(problem.seats)), schools)
    mine = problem.allowed.any(axis=1) & ~problem.allowed[:, others].any(axis=1)
    return int(problem.pupils[mine].sum())


def short_of(problem, schools):
    return confined(problem, schools) - int(problem.limit[schools].sum())


@st.composite
def crowded(draw):
    """A district of three schools with few seats and many pairs ruled out, where pupils may want for seats."""
    problem = draw(districts(tiers=1))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n = len(problem.pupils)
    m = draw(st.integers(2, 5))
    cost = np.where(rng.random((n, m)) < 0.5, 100, 2**30).astype(np.int32)
    cost[np.arange(n), rng.integers(0, m, n)] = 100
    seats = rng.integers(0, max(2, int(problem.pupils.sum() * 1.6 / m) + 1), (m, 1))
    return replace(
        problem, cost=cost, seats=seats, home=np.full(m, -1), fixed=np.full(n, -1), contiguous=False
    )


@settings(max_examples=150, deadline=None)
@given(crowded())
def test_the_cause_is_short_and_no_part_of_its_schools_is(problem):
    found = feasible.shortage(problem)
    every = [list(s) for k in range(1, len(problem.seats) + 1) for s in itertools.combinations(range(len(problem.seats)), k)]  # fmt: skip
    assert (found is not None) == any(short_of(problem, schools) > 0 for schools in every)
    if found is None:
        return
    assert found.short == max(short_of(problem, schools) for schools in every), "as many have no seat in all"
    least = feasible.smallest(problem, found)
    assert least.short > 0
    assert not problem.allowed[np.ix_(least.blocks, np.setdiff1d(np.arange(len(problem.seats)), least.schools))].any()  # fmt: skip
    assert least.pupils == problem.pupils[least.blocks].sum()
    assert least.short == short_of(problem, least.schools.tolist())
    for k in range(1, len(least.schools)):
        for part in itertools.combinations(least.schools.tolist(), k):
            assert short_of(problem, list(part)) <= 0


def test_of_two_places_short_of_seats_the_smaller_is_named():
    problem = grid(
        6, 1, [0, 2, 5], pupils=[30, 1, 10, 10, 10, 30], seats=[[20], [29], [20]], contiguous=False,
        never=[(0, 1), (0, 2), (5, 0), (5, 1), (1, 2), (2, 2), (3, 2), (3, 0), (4, 0), (4, 2), (2, 0), (1, 0)],
    )  # fmt: skip
    least = feasible.smallest(problem, feasible.shortage(problem))
    assert (least.blocks.tolist(), least.schools.tolist(), least.short) in [([0], [0], 10), ([5], [2], 10)]


@given(st.sets(st.integers(0, 9), min_size=2, max_size=4), st.integers(10, 14))
def test_the_locks_named_clash_and_none_is_to_spare(bad, count):
    locks = tuple(Lock(f"b{i}", "S1") for i in range(count))
    names = {f"b{i}" for i in bad}

    def holds(some):
        return not names <= {lock.block for lock in some}

    assert {lock.block for lock in mend.smallest_clash(locks, holds)} == names


def refused(measured, area, **knobs) -> InfeasiblePlan:
    with pytest.raises(InfeasiblePlan) as caught:
        assign.best(area, measured(area), Policy(**knobs))
    return caught.value


def test_locks_that_fill_a_school_are_named_with_what_would_mend_it(measured):
    # any two of the blocks of 5 fit in the 12 seats of S1, three do not
    area = town(8, 1, pupils=5, schools=[(0, 0, 12), (7, 0, 100)])
    locks = (Lock("c1r0", "S1"), Lock("c6r0", "S2"), Lock("c2r0", "S1"), Lock("c4r0", "S1"))
    error = refused(measured, area, locks=locks, contiguous=False)
    assert error.rule == "lock"
    assert set(error.places) == {"c1r0", "c2r0", "c4r0"}
    assert "c6r0" not in error.to("en")
    assert "Dropping any one of these locks is enough" in error.to("en")
    assert "不能同时成立" in error.to("zh")


def test_one_lock_that_takes_the_way_of_others_is_enough_of_a_cause(measured):
    # with c2r0 at S1, the block before it can go nowhere else: 15 pupils for 12 seats
    area = town(8, 1, pupils=5, schools=[(0, 0, 12), (7, 0, 100)])
    error = refused(measured, area, locks=(Lock("c1r0", "S1"), Lock("c2r0", "S1"), Lock("c6r0", "S2")))
    assert error.places == ("c2r0",)
    assert "3 blocks with 15 pupils can reach only 12 seats" in error.to("en")


def test_a_lock_that_shuts_others_in_is_the_cause(measured):
    # c1r0 goes to S2 on the far side, so that S1's own zone cannot leave its block, and S2's cannot get past it
    area = town(4, 1, pupils=5, schools=[(1, 0, 12), (3, 0, 100)])
    error = refused(measured, area, locks=(Lock("c0r0", "S2"),))
    assert error.rule == "lock"
    assert error.places == ("c0r0",)
    assert "cannot hold" in error.to("en")


def test_locks_are_not_blamed_for_seats_that_are_short_without_them(measured):
    area = town(4, 1, pupils=30, schools=[(0, 0, 50), (3, 0, 40)])
    error = refused(measured, area, locks=(Lock("c1r0", "S1"),))
    assert (error.rule, error.short) == ("seats", 30)


@pytest.mark.parametrize("limit", [250, 350, 450])
def test_the_least_longest_walk_that_would_do_is_the_least(measured, limit):
    area = town(8, 1, pupils=30, schools=[(0, 0, 130), (7, 0, 130)])
    area = replace(area, schools=area.schools.assign(seats=[60.0, 200.0]))
    error = refused(measured, area, longest_walk_m=limit)
    measures = measured(area)

    def possible(metres):
        return feasible.sound(build.problem(area, measures, Policy(longest_walk_m=metres)))

    # the first two blocks fill S1; the third walks 500 m to S2
    assert possible(500)
    assert not possible(499.9)
    assert "longest_walk_m must be at least 500.0 m" in error.to("en")
    assert "至少要 500.0 米" in error.to("zh")


def test_no_walk_is_promised_where_none_would_do(measured):
    error = refused(measured, town(4, 1, pupils=30, schools=[(0, 0, 50), (3, 0, 40)]), longest_walk_m=900)
    assert "longest_walk_m must" not in error.to("en")


def test_a_pocket_is_named_with_the_river_round_it(measured):
    error = refused(measured, town(4, 1, river_after=2, schools=[(0, 0, 500)]))
    assert error.rule == "contiguous"
    assert "c3r0" in error.to("en")
    assert "玩具河 between it and the nearest other block" in error.to("en")
    assert "隔着玩具河" in error.to("zh")


def test_pockets_are_the_pieces_without_a_school():
    problem = grid(6, 1, [0], links=[(0, 1), (2, 3), (4, 5)])
    assert [p.tolist() for p in pockets.without_school(problem)] == [[2, 3], [4, 5]]
    assert pockets.without_school(grid(6, 1, [0])) == []


def test_seats_missing_at_some_schools_and_the_share_over_capacity_that_would_do(measured):
    # within 450 m the three western blocks reach only S1: 90 pupils, 50 seats
    area = town(8, 1, pupils=30, schools=[(0, 0, 50), (7, 0, 400)])
    error = refused(measured, area, longest_walk_m=450)
    said = error.to("en")
    assert "3 blocks with 90 pupils can reach only 50 seats, at 第1小学, short by 40" in said
    assert "over_capacity_share = 0.8 or more" in said
    assert "longest_walk_m must be at least" in said
