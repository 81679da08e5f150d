"""What locks, zones in one piece and barriers cost, against another solver and by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_districts import by_linear_programme, districts

from zoning import assign, measure
from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.policy import build
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.assign.why import worth
from zoning.policy import Policy
from zoning.toy import town


def locked(problem: Problem, block: int, school: int) -> Problem:
    cost, fixed = problem.cost.copy(), problem.fixed.copy()
    cost[block, np.arange(cost.shape[1]) != school] = NEVER
    fixed[block] = school
    return replace(problem, cost=cost, fixed=fixed)


def forbidden(problem: Problem, block: int, school: int) -> Problem:
    cost = problem.cost.copy()
    cost[block, school] = NEVER
    return replace(problem, cost=cost)


@settings(max_examples=60, deadline=None)
@given(districts(contiguous=False), st.integers(0, 10**6), st.booleans())
def test_dropping_a_lock_lowers_the_bound_by_no_more_than_its_price(free, seed, never):
    """The transport bound with and without the lock, from another solver."""
    rng = np.random.default_rng(seed)
    pairs = np.argwhere(free.allowed & (free.fixed < 0)[:, None])
    assume(len(pairs))
    block, school = pairs[rng.integers(len(pairs))].tolist()
    problem = (forbidden if never else locked)(free, block, school)
    assume(problem.allowed[block].any())
    found = transport.seat_prices(problem)
    assume(found is not None)
    asked = pd.DataFrame({"block": [block], "school": [school], "never": [never]})
    price = worth.locks(problem, free, found[0], asked)["price_pupil_m"].iloc[0] * PER_METRE
    with_lock, without = by_linear_programme(problem), by_linear_programme(free)
    assert price >= 0
    assert with_lock - without <= price + 1 + 1e-6 * abs(with_lock)


@settings(max_examples=40, deadline=None)
@given(districts(contiguous=False, idle=False, tiers=1), st.integers(0, 10**6))
def test_where_seats_are_free_a_lock_costs_exactly_what_the_bound_falls_by(free, seed):
    free = replace(free, seats=np.full_like(free.seats, free.pupils.sum()))
    rng = np.random.default_rng(seed)
    pairs = np.argwhere(free.allowed & (free.fixed < 0)[:, None])
    assume(len(pairs))
    block, school = pairs[rng.integers(len(pairs))].tolist()
    problem = locked(free, block, school)
    asked = pd.DataFrame({"block": [block], "school": [school], "never": [False]})
    found = worth.locks(problem, free, Prices(np.zeros(len(free.seats), np.int64)), asked)
    fall = by_linear_programme(problem) - by_linear_programme(free)
    assert found["price_pupil_m"].iloc[0] * PER_METRE == pytest.approx(fall, abs=1 + 1e-6 * abs(fall))
    assert found["instead"].iloc[0] in np.flatnonzero(free.cost[block] == free.cost[block].min())


@settings(max_examples=40, deadline=None)
@given(districts(tiers=2))
def test_zones_in_one_piece_cost_what_the_cuts_add_to_the_bound(problem):
    first = transport.seat_prices(problem)
    assume(first is not None)
    tight = tighten(Relaxation(problem, first[0]))
    added = worth.contiguity(problem, tight.prices)
    assert added == max(0, pricing.bound(problem, tight.prices) - pricing.bound(problem, first[0]))
    assert worth.bound(problem) == tight.bound


def test_a_seat_table_counts_the_blocks_that_cuts_keep_off_and_the_ways():
    prices = Prices(np.array([2000, 0]), np.array([0, 1, 2]), np.array([0, 0, 1]), np.array([500, -500, 300]))
    found = worth.seats(prices, np.array([1500, 0]))
    assert found.to_dict("list") == {
        "saves_m": [1.5, 0.0], "priced_m": [2.0, 0.0], "kept_off": [1, 1], "ways": [1, 0],
    }  # fmt: skip


def walled_town():
    """Two columns either side of a river, a bridge in the first row."""
    return town(4, 4, pupils=10, schools=[(0, 3, 90), (3, 0, 90)], river_after=1, bridges=[0])


def test_the_river_keeps_the_blocks_on_its_banks_apart(measured):
    area = walled_town()
    found = measure.walled(area, measured(area))
    assert set(found["name"]) == {"玩具河"}
    assert set(zip(found["block_a"], found["block_b"], strict=True)) == {
        (f"c1r{r}", f"c2r{r}") for r in (1, 2, 3)
    }


def test_a_town_without_barriers_has_none_to_price(measured):
    area = town(4, 2)
    assert measure.walled(area, measured(area)).empty


@pytest.mark.parametrize("seats", [(90, 90), (60, 110), (110, 60)])
def test_the_price_of_a_barrier_is_the_fall_of_the_bound_without_it(measured, seats):
    area = town(4, 4, pupils=10, schools=[(0, 3, seats[0]), (3, 2, seats[1])], river_after=1, bridges=[0])
    measures, policy = measured(area), Policy(effort=0.01)
    plan = assign.best(area, measures, policy)
    walled = measure.walled(area, measures)
    (found,) = assign.with_barriers(plan, area, measures, policy, walled).why.barriers.to_dict("records")
    joined = pd.concat([measures.neighbours, walled[["block_a", "block_b"]].assign(kind="ground")])
    now = worth.bound(build.problem(area, measures, policy))
    then = worth.bound(build.problem(area, replace(measures, neighbours=joined), policy))
    assert (found["name"], found["links"]) == ("玩具河", 3)
    assert found["falls_pupil_m"] == max(0, now - then) / PER_METRE


def test_a_river_that_sends_a_zone_round_has_a_price(measured):
    # walks are straight lines: S1 lacks 20 seats; going on to S2 costs the far blocks c1r0 and c1r1 least, but the bridge is in c1r3
    area = town(4, 4, pupils=10, schools=[(0, 3, 60), (3, 3, 110)], river_after=1, bridges=[3])
    measures, policy = measured(area), Policy(effort=0.01)
    plan = assign.best(area, measures, policy)
    assert plan.why.contiguity_pupil_m > 0
    assert assign.asks_for_barriers(plan, area)
    (found,) = assign.with_barriers(
        plan, area, measures, policy, measure.walled(area, measures)
    ).why.barriers.to_dict("records")
    assert found["falls_pupil_m"] > 0
    assert found["falls_pupil_m"] <= plan.why.contiguity_pupil_m + 0.01
