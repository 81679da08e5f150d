"""Pupils over the seats are settled among the zones around; what lies farther off stays as it is."""

import numpy as np
import tiny_districts as tiny

from zoning.assign.bound.prices import Prices
from zoning.assign.zones import relieve, search
from zoning.contiguity import cut_off


def crowded():
    """A street of four schools, two blocks of 5 pupils each; the second has taken a block of the first."""
    made = tiny.grid(8, 1, [0, 3, 4, 7], pupils=[5] * 8, seats=[[10]] * 4)
    return made, np.array([0, 1, 1, 1, 2, 2, 3, 3]), Prices(np.zeros(4, np.int64))


def test_pupils_over_find_seats_near_by():
    made, plan, prices = crowded()
    found = relieve.relieved(made, prices, plan, seed=1, stop=search.never())
    assert found.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert plan.tolist() == [0, 1, 1, 1, 2, 2, 3, 3], "the plan given stays"


def test_a_plan_within_its_seats_stays_as_it_is():
    made, _, prices = crowded()
    plan = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    assert relieve.relieved(made, prices, plan, seed=1, stop=search.never()).tolist() == plan.tolist()


def test_where_it_is_stopped_the_plan_stays():
    made, plan, prices = crowded()
    assert relieve.relieved(made, prices, plan, seed=1, stop=np.ones(1, np.bool_)).tolist() == plan.tolist()


def test_the_plans_an_anneal_meets_are_in_one_piece_and_its_best_is_among_the_least_crowded():
    rng = np.random.default_rng(4)
    made = tiny.grid(9, 6, [0, 26, 47], pupils=rng.integers(5, 40, 54).tolist())
    first = np.where(np.arange(54) % 9 < 3, 0, np.where(np.arange(54) < 27, 1, 2))
    first[[0, 26, 47]] = [0, 1, 2]
    first[cut_off(first, made.home, made.adj_start, made.adj)] = 2
    prices = Prices(np.zeros(3, np.int64))
    met = np.full((5, 54), -1, np.int32)
    best = search.anneal(made, first, prices, proposals=20_000, heat=1.0, seed=2, met=met)
    apart = cut_off(first, made.home, made.adj_start, made.adj).sum()
    assert (met >= 0).all()
    for plan in met.astype(np.int64):
        assert cut_off(plan, made.home, made.adj_start, made.adj).sum() <= apart
        assert made.over(best).sum() <= made.over(plan).sum()
