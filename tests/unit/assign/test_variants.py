"""Different plans near the best, recomputed: within the distance, within the rules, and as different as stated."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_districts import clean, costs, districts, grid, plans

from zoning import assess, assign
from zoning.assign.policy.variants import dearer, different, moved_share
from zoning.assign.zones.solver import solve
from zoning.policy import Policy
from zoning.toy import town


def by_trying_all(problem, every):
    """The cheapest plan of those there are, as a solver would find it."""

    def find(dear):
        return every[int(np.argmin(costs(dear, every)))]

    return find


def cost_of(problem):
    return lambda plan: None if problem.over(plan).any() else problem.total(plan)


@settings(max_examples=40, deadline=None)
@given(districts(most=9, tiers=2), st.floats(0, 1), st.floats(0.01, 0.5))
def test_every_plan_is_within_the_distance_and_differs_as_stated(problem, within, differ):
    every = plans(problem)
    every = every[costs(problem, every) < 2**60]
    assume(len(every))
    best = every[int(np.argmin(costs(problem, every)))]
    found = different(
        problem,
        best,
        count=4,
        within=within,
        differ=differ,
        find=by_trying_all(problem, every),
        cost=cost_of(problem),
    )
    assert (found[0] == best).all()
    assert len(found) <= 4
    for n, plan in enumerate(found[1:], 1):
        assert clean(problem, plan)
        assert problem.total(plan) <= problem.total(best) * (1 + within) + 1
        assert moved_share(problem, found[:n], plan) >= differ
        elsewhere = [problem.pupils[plan != other].sum() / problem.pupils.sum() for other in found[:n]]
        assert min(elsewhere) == pytest.approx(moved_share(problem, found[:n], plan))


def test_where_every_other_plan_is_too_dear_there_is_only_the_best():
    problem = grid(5, 1, [0, 4], pupils=10)
    best, _ = solve(problem, effort=0.01)
    found = different(
        problem,
        best,
        count=3,
        within=0.0,
        differ=0.05,
        find=lambda dear: solve(dear, effort=0.01)[0],
        cost=cost_of(problem),
    )
    middle = [
        plan[2] for plan in found
    ]  # the block half way may go either way at the same cost; nothing else may change
    assert len(found) == len(set(middle)) <= 2


def test_the_price_counts_once_for_every_earlier_plan_that_uses_the_pair():
    problem = grid(3, 1, [0, 2])
    one, two = np.array([0, 0, 1]), np.array([0, 1, 1])
    made = dearer(problem, [one, two], 7)
    assert (made.cost - problem.cost)[problem.allowed].tolist() == [14, 7, 7, 14]
    assert (made.allowed == problem.allowed).all()


def test_a_town_has_several_plans_all_held_against_one_bound(measured):
    area = town(8, 2, pupils=10, schools=[(0, 0, 100), (7, 1, 100)])
    measures = measured(area)
    found = assign.alternatives(area, measures, Policy(effort=0.05), count=3, within=0.3, differ=0.05)
    assert 2 <= len(found) <= 3
    table = assess.alternatives(found, area, measures)
    assert table.index.tolist() == list(range(1, len(found) + 1))
    pupils, walk = area.blocks["pupils"], measures.walks.matrix()
    for n, (_, row) in enumerate(table.iterrows()):
        school_of = found[n].school_of
        walked = sum(pupils[b] * walk.at[b, school_of[b]] for b in pupils.index)
        assert row["cost_pupil_km"] == pytest.approx(walked / 1000)
        assert found[n].solve.lower_bound == found[0].solve.lower_bound
        assert row["gap_share"] == pytest.approx(walked / found[0].solve.lower_bound - 1, abs=1e-9)
        assert row["above_first_share"] <= 0.3
        assert row["elsewhere_pupils"] == pupils[school_of != found[0].school_of].sum()
        assert pupils.groupby(school_of).sum().max() <= 100
    assert (table["least_elsewhere_share"].iloc[1:] >= 0.05).all()
    assert pd.isna(table["least_elsewhere_share"].iloc[0])


def test_a_cap_on_moves_holds_for_every_plan(measured):
    from dataclasses import replace

    import judged

    area = town(8, 2, pupils=10, schools=[(0, 0, 100), (7, 1, 100)])
    today = ["S1", "S1", "S1", "S1", "S2", "S2", "S2", "S2"] * 2
    area = replace(area, blocks=judged.with_today(area.blocks, today))
    policy = Policy(effort=0.05, most_moved_share=0.15)
    for plan in assign.alternatives(area, measured(area), policy, count=3, within=0.5, differ=0.05):
        moved = area.blocks["pupils"][plan.school_of != area.blocks["current_school"]].sum()
        assert moved <= 0.15 * 160
