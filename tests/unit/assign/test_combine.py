"""Zones of many plans put together: never dearer than the best of them, and the same whatever the threads."""

from itertools import count, pairwise

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import combine, search
from zoning.assign.zones.pool import Pool

some = settings(max_examples=40, deadline=None)


@st.composite
def met(draw: st.DrawFn) -> tuple[Problem, Prices, np.ndarray]:
    """A district with prices, and some of its plans in one piece, the first of them clean."""
    made = draw(tiny.districts())
    found = tiny.plans(made)
    clean = found[tiny.costs(made, found) < NEVER**2]
    assume(len(clean))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    some = found[rng.integers(0, len(found), draw(st.integers(0, 30)))]
    prices = Prices(rng.integers(0, 300_000, len(made.seats)))
    if draw(st.booleans()):
        prices = (transport.seat_prices(made) or (prices,))[0]
    return made, prices, np.vstack([clean[rng.integers(len(clean))][None], some])


def pooled(made: Problem, prices: Prices, plans: np.ndarray) -> Pool:
    pool = Pool(made, prices)
    for plan in plans:
        pool.add(plan)
    return pool


def made_of(made: Problem, plans: np.ndarray) -> int:
    """The least cost of all clean plans each of whose zones is one of the plans' (each block with pupils in it)."""
    lived = made.pupils > 0
    found = tiny.plans(made)
    cost = tiny.costs(made, found)
    for j in range(len(made.seats)):
        zones = {(plan[lived] == j).tobytes() for plan in plans}
        cost[[(plan[lived] == j).tobytes() not in zones for plan in found]] = NEVER**2
    return int(cost.min())


@some
@given(met())
def test_the_best_of_zones_met_is_found(asked):
    made, prices, plans = asked
    found = pooled(made, prices, plans).best(plans[0])
    if found is not None:
        assert tiny.clean(made, found)
        assert made.total(found) < made.total(plans[0])
    cost = made.total(plans[0] if found is None else found)
    # parks may be shared out anew, which may make plans possible that the pool cannot put together, so not less only
    assert cost >= made_of(made, plans) - 1
    if (made.pupils > 0).all():
        assert cost <= made_of(made, plans) * (1 + 2e-6) + 1


@some
@given(met())
def test_with_every_plan_met_it_is_the_best_of_all(asked):
    made, prices, plans = asked
    everything = tiny.plans(made)
    assume(len(everything) < 500)
    found = pooled(made, prices, everything).best(plans[0])
    assert made.total(plans[0] if found is None else found) <= tiny.cheapest(made) * (1 + 2e-6) + 1


def test_two_plans_give_each_their_better_half():
    # six blocks in a row, schools in 0, 2 and 5: the first plan is good in the west, the second in the east
    made = tiny.grid(6, 1, [0, 2, 5], cost=[[0, 9, 9], [1, 9, 9], [9, 0, 9], [9, 1, 9], [9, 9, 1], [9, 9, 0]])
    west, east = np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 2, 2])
    pool = pooled(made, Prices(np.zeros(3, np.int64)), np.array([west, east]))
    assert pool.best(west) is None, "no zone of the one fits the others of the other"
    pool.add(np.array([0, 0, 1, 1, 1, 2]))
    assert pool.best(west) is None
    pool.add(np.array([0, 1, 1, 1, 1, 2]))
    pool.add(np.array([0, 0, 1, 1, 2, 2]))
    assert pool.best(west).tolist() == [0, 0, 1, 1, 2, 2]


def test_where_the_best_plan_is_over_any_clean_one_will_do():
    made = tiny.grid(4, 1, [0, 3], pupils=5, seats=[[10], [10]])
    over, dear = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    pool = pooled(made, Prices(np.zeros(2, np.int64)), np.array([over]))
    assert pool.best(over) is None, "a zone over its seats is no part of any plan"
    pool.add(dear)
    assert pool.best(over).tolist() == dear.tolist()


def test_fewer_pupils_over_rank_before_a_lower_cost():
    made = tiny.grid(3, 1, [0, 2], pupils=5, seats=[[5], [10]])
    assert combine.rank(made, np.array([0, 1, 1])) == (0, 500)
    assert combine.rank(made, np.array([0, 0, 1])) == (5, 500)


@settings(max_examples=8, deadline=None)
@given(met(), st.integers(0, 99))
def test_rounds_never_get_worse_and_do_not_depend_on_the_threads(asked, seed):
    made, prices, plans = asked
    turns = []
    for workers in (1, 3):
        rounds = combine.rounds(
            made, prices, plans[:1], proposals=60, seed=seed, workers=workers, stop=search.never()
        )
        turns.append([next(rounds) for _ in range(3)])
    one, other = turns
    assert [plan.tolist() for plan in one] == [plan.tolist() for plan in other]
    ranks = [combine.rank(made, plan) for plan in [plans[0], *one]]
    assert all(later <= earlier for earlier, later in pairwise(ranks))
    assert all(tiny.clean(made, plan) for plan in one)


def test_told_to_stop_a_round_is_the_last():
    made = tiny.grid(4, 2, [0, 7])
    sign = search.never()
    sign[0] = True
    begun = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    plans = list(
        combine.rounds(
            made, Prices(np.zeros(2, np.int64)), [begun], proposals=1000, seed=1, workers=1, stop=sign
        )
    )
    assert len(plans) == 1
    assert combine.rank(made, plans[0]) <= combine.rank(made, begun)


def test_the_first_plan_that_is_enough_ends_the_rounds():
    plans = [np.array([k]) for k in range(5)]
    assert combine.first(iter(plans), 10**9, lambda plan: plan[0] == 2) is plans[2]
    assert combine.first(iter(plans), 2, lambda plan: False) is plans[1]
    seen = count()
    assert combine.first((np.array([next(seen)]) for _ in plans), 1, lambda plan: False).tolist() == [0]
    assert next(seen) == 1, "no round more than asked for"
    with pytest.raises(ValueError, match="no plans"):
        combine.first(iter([]), 3, lambda plan: True)
