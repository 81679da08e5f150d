"""Groups of zones annealed again: never a worse plan, the same whatever the threads, and better where a corner is in disorder."""

import threading

import numpy as np
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.zones import refresh, search, start
from zoning.assign.zones.combine import rank

some = settings(max_examples=40, deadline=None)
solvable = tiny.districts().filter(lambda made: tiny.cheapest(made) is not None)


def refreshed(made, prices: Prices, plan: np.ndarray, *, groups: int = 6, workers: int = 2) -> np.ndarray:
    return refresh.refreshed(
        made,
        prices,
        plan,
        workers=workers,
        seed=1,
        enough=lambda done, _: done >= groups,
        stop=search.never(),
    )


@some
@given(solvable, st.integers(1, 2))
def test_no_plan_gets_worse_or_falls_apart_and_threads_change_nothing(made, workers):
    found = transport.seat_prices(made)
    assert found is not None
    plan = start.grow(made, found[0].seat)[0]
    assume((plan >= 0).all())
    before = plan.copy()
    after = refreshed(made, found[0], plan, workers=workers)
    assert (plan == before).all()
    assert rank(made, after) <= rank(made, plan)
    assert made.allowed[np.arange(len(after)), after].all()
    assert tiny.in_one_piece(made, after)
    assert after.tolist() == refreshed(made, found[0], plan, workers=3 - workers).tolist()


def test_a_lone_zone_has_nobody_to_change_with_and_the_search_ends():
    made = tiny.grid(4, 1, [0])
    assert refreshed(made, Prices(np.zeros(1, np.int64)), np.zeros(4, np.int64)).tolist() == [0] * 4


def test_zones_that_took_each_others_blocks_give_them_back():
    made = tiny.grid(24, 1, [0, 8, 16, 23])
    plan = np.repeat([0, 1, 2, 3], [7, 8, 7, 2])
    found = refreshed(made, Prices(np.zeros(4, np.int64)), plan, groups=12)
    assert made.total(found) < made.total(plan)
    assert not made.over(found).any()


def test_a_stop_sign_ends_groups_that_have_begun(monkeypatch):
    made = tiny.grid(24, 1, [0, 8, 16, 23])
    plan = np.repeat([0, 1, 2, 3], [7, 8, 7, 2])
    monkeypatch.setattr(refresh, "PROPOSALS", 10**12)  # without the sign: days
    sign = search.never()
    later = threading.Timer(0.3, sign.fill, [True])
    later.start()
    found = refresh.refreshed(
        made, Prices(np.zeros(4, np.int64)), plan, workers=2, seed=1, enough=lambda done, _: False, stop=sign
    )
    assert made.total(found) <= made.total(plan)


def test_groups_hang_together_and_share_no_zone():
    made = tiny.grid(60, 1, list(range(0, 60, 3)))
    plan = np.repeat(np.arange(20), 3)
    groups = refresh._groups(made, plan, 4, np.zeros(20, np.bool_), np.random.default_rng(5))
    assert len(groups) == refresh.TOGETHER
    assert len(np.unique(np.concatenate(groups))) == sum(map(len, groups))
    for group in groups:
        assert (np.diff(group) == 1).all(), "in a row, zones that hang together follow each other"


def test_pupils_over_find_seats_near_by():
    made = tiny.grid(8, 1, [0, 3, 4, 7], pupils=[5] * 8, seats=[[10]] * 4)
    plan = np.array([0, 1, 1, 1, 2, 2, 3, 3])
    found = refreshed(made, Prices(np.zeros(4, np.int64)), plan, groups=1)
    assert found.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert plan.tolist() == [0, 1, 1, 1, 2, 2, 3, 3], "the plan given stays"


def test_while_schools_are_over_groups_are_made_around_them_alone():
    made = tiny.grid(60, 1, list(range(0, 60, 3)))
    plan, over = np.repeat(np.arange(20), 3), np.isin(np.arange(20), [4, 15])
    groups = refresh._groups(made, plan, 4, over, np.random.default_rng(5))
    assert sorted(j for group in groups for j in group if over[j]) == [4, 15]
    assert len(groups) == 2
