"""The shortest longest walk: found, and proved by what cannot be, against every plan there is."""

from dataclasses import replace

import judged
import numpy as np
import pytest
from hypothesis import assume, given, settings
from tiny_districts import costs, districts, grid, plans

from zoning import assign
from zoning.assign.policy import build, fair
from zoning.policy import Lock, Policy
from zoning.toy import town


def best(measured, area, **knobs):
    return assign.best(area, measured(area), Policy(effort=0.01, **knobs))


def longest(measured, area, plan):
    return measured(area).walks.to(plan.school_of).max()


def test_the_longest_walk_is_cut_though_the_sum_grows(measured):
    # S1 (c3) has 10 seats: for the 10 pupils of c5, who save 100 m each, or for the one of c0, who saves 500 m
    area = town(9, 1, pupils=[1, 0, 0, 0, 0, 10, 0, 0, 0], schools=[(3, 0, 10), (8, 0, 60)])
    plain = best(measured, area, contiguous=False)
    short = best(measured, area, contiguous=False, shortest_longest_walk=True)
    lived = ["c0r0", "c5r0"]
    assert (plain.school_of[lived].tolist(), plain.solve.cost) == (["S2", "S1"], 10 * 200 + 800)
    assert (short.school_of[lived].tolist(), short.solve.cost) == (["S1", "S2"], 300 + 10 * 300)
    assert short.solve.least_longest_walk_m == 300
    assert plain.solve.least_longest_walk_m is None


def test_what_is_proved_of_the_longest_walk_is_said(measured):
    area = town(6, 1, pupils=10, schools=[(0, 0, 60), (5, 0, 60)])
    plan = best(measured, area, shortest_longest_walk=True)
    assert plan.solve.least_longest_walk_m == 200
    assert longest(measured, area, plan) == 200
    assert "cannot be shorter" in plan.notes[-1].text.en


def test_full_seats_show_in_the_walk_that_no_plan_can_be_below(measured):
    # S1 seats two of the three western blocks: one of them has to walk to S2
    area = town(6, 1, pupils=10, schools=[(0, 0, 20), (5, 0, 60)])
    plan = best(measured, area, shortest_longest_walk=True)
    assert plan.solve.least_longest_walk_m == 300
    assert longest(measured, area, plan) == 300


def test_a_locked_block_does_not_count(measured):
    area = town(6, 1, pupils=10, schools=[(0, 0, 60), (5, 0, 60)])
    plan = best(measured, area, shortest_longest_walk=True, contiguous=False, locks=(Lock("c4r0", "S1"),))
    assert plan.school_of["c4r0"] == "S1"
    assert plan.solve.least_longest_walk_m == 200


def test_a_cap_on_moves_is_kept_and_counts_in_the_proof(measured):
    area = town(6, 1, pupils=10, schools=[(0, 0, 60), (5, 0, 60)])
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1"] * 5 + ["S2"]))
    plan = best(measured, area, shortest_longest_walk=True, most_moved_share=0.0)
    assert plan.school_of.tolist() == ["S1"] * 5 + ["S2"]
    assert plan.solve.least_longest_walk_m == 400


@pytest.mark.parametrize(("works_from", "proved_from"), [(0, 0), (3, 3), (9, 0), (5, 2), (7, 6)])
def test_the_least_limit_that_works_is_found_between_proof_and_plan(works_from, proved_from):
    walks = np.arange(10) * 100_000.0
    found = fair.shortest(
        walks,
        lambda limit: limit >= walks[proved_from],
        lambda limit: limit if limit >= walks[works_from] else None,
    )
    assert found == (walks[works_from], walks[proved_from])


def test_a_limit_that_is_a_walk_in_metres_does_not_rule_that_walk_out():
    assert 258_537 / 1000 * 1000 < 258_537
    walk = np.array([[0.0, 9e6], [258_537.0, 9e6], [9e6, 0.0]])
    made = grid(3, 1, [0, 2], cost=walk.astype(np.int32))
    assert build.limited(made, walk, 258_537 / 1000).allowed[1].tolist() == [True, False]
    assert not build.limited(made, walk, 258.536).allowed[1].any()


def test_where_no_plan_is_found_at_all_none_is_claimed():
    assert fair.shortest(np.array([1.0, 2.0]), lambda _: True, lambda _: None) == (None, 1.0)


@settings(max_examples=60)
@given(districts(most=8, tiers=1))
def test_no_plan_has_a_longest_walk_below_what_is_proved(made):
    walk = made.cost.astype(float)
    every = plans(made)
    every = every[costs(made, every) < 2**60]
    walks = fair.limits(made, walk)
    assume(len(every) and len(walks))
    real = np.array([fair.longest(made, walk, plan) for plan in every])

    def found(limit):
        return min((r for r in real if r <= limit), default=None)

    limit, least = fair.shortest(walks, lambda x: fair.possible(build.limited(made, walk, x / 1000)), found)
    assert least <= max(real.min(), walks[0])
    assert real.min() <= limit <= real.min() + fair.CLOSE_MM
