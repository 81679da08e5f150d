"""Prices: whatever they are, no plan costs less than they prove, and the gap falls to the zones that make it."""

import numpy as np
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER

some = settings(max_examples=60, deadline=None)


def any_prices(data, made, *, tolls=True):
    """Seat prices and tolls of true cuts, both any size."""
    most = data.draw(st.sampled_from([100, 400_000, 10**8]))
    amounts = st.integers(0, most)
    seat = np.array(data.draw(st.lists(amounts, min_size=len(made.seats), max_size=len(made.seats))))
    cuts = tiny.all_cuts(made) if tolls and made.contiguous else []
    chosen = data.draw(st.lists(st.sampled_from(cuts), max_size=5)) if cuts else []
    toll = data.draw(st.lists(st.integers(0, 50 * most), min_size=len(chosen), max_size=len(chosen)))
    return tiny.priced(seat, chosen, toll), chosen, toll


@some
@given(tiny.districts(most=9), st.data())
def test_any_prices_and_tolls_prove_a_bound(made, data):
    best = tiny.cheapest(made)
    found, _, _ = any_prices(data, made)
    assert best is None or pricing.bound(made, found) <= best


@some
@given(tiny.districts(contiguous=False, most=9), st.data())
def test_any_prices_prove_a_bound_where_zones_may_fall_apart(made, data):
    best = tiny.cheapest(made)
    found, _, _ = any_prices(data, made)
    assert best is None or pricing.bound(made, found) <= best


def test_the_bound_of_two_blocks_by_hand():
    # seats at 30 apiece in a school whose dear seat costs 20: block 0 pays 5 * (10 + 30), block 1 pays 4 * 25
    made = tiny.grid(
        2,
        1,
        [0, 1],
        pupils=[5, 4],
        cost=[[10, 90], [15, 25]],
        seats=[[6, 3], [9, 0]],
        fee=[0, 20],
        contiguous=False,
    )
    found = Prices(np.array([30, 0]))
    assert pricing.least(made, found).tolist() == [200, 100]
    assert pricing.bound(made, found) == 200 + 100 - 30 * 6 - 10 * 3


def test_a_toll_is_paid_by_the_far_block_and_given_to_those_on_its_way():
    # 0 - 1 - 2, schools at 0 and 1: block 2 may go to school 0 only through block 1, which never goes there
    made = tiny.grid(3, 1, [0, 1], cost=[[0, 9], [9, 0], [10, 100]], pupils=2)
    cut = Cut(2, 0, np.array([1]))
    found = tiny.priced(np.zeros(2, np.int64), [cut], [180])
    assert pricing.bound(made, Prices(np.zeros(2, np.int64))) == 2 * 10
    assert pricing.bound(made, found) == 2 * 100
    assert pricing.reduced(made, found, slice(2, 3)).tolist() == [[20 + 180, 200]]
    assert pricing.reduced(made, found, slice(1, 2))[0, 0] >= 2**60, "not allowed, whatever the toll"


def test_tolls_of_equal_pairs_add_up_and_those_that_cancel_go():
    found = pricing.tolled(
        np.array([7, 8]), np.array([3, 0, 3, 1, 0]), np.array([1, 0, 1, 1, 0]), np.array([5, 4, 6, -2, -4])
    )
    assert found.seat.tolist() == [7, 8]
    assert list(zip(found.block.tolist(), found.school.tolist(), found.toll.tolist(), strict=True)) == [
        (1, 1, -2),
        (3, 1, 11),
    ]


@some
@given(tiny.districts(), st.data())
def test_what_the_zones_add_sums_to_the_gap_where_there_are_no_cuts(made, data):
    found, _, _ = any_prices(data, made, tolls=False)
    all_plans = tiny.plans(made)
    within = all_plans[tiny.costs(made, all_plans) < NEVER**2]
    for plan in within[:20]:
        excess = pricing.Standing(made, found).excess(plan)
        assert (excess >= 0).all()
        assert excess.sum() == made.total(plan) - pricing.bound(made, found)


@some
@given(tiny.districts(most=9), st.data())
def test_with_cuts_the_zones_fall_short_of_the_gap_by_the_room_in_them(made, data):
    found, cuts, tolls = any_prices(data, made)
    all_plans = tiny.plans(made)
    within = all_plans[tiny.costs(made, all_plans) < NEVER**2]
    for plan in within[:20]:
        spare = [(plan[cut.parting] == cut.school).sum() - (plan[cut.block] == cut.school) for cut in cuts]
        assert all(room >= 0 for room in spare)
        gap = made.total(plan) - pricing.bound(made, found)
        excess = pricing.Standing(made, found).excess(plan)
        assert (excess >= 0).all()
        assert excess.sum() == gap - sum(int(r) * toll for r, toll in zip(spare, tolls, strict=True))


@some
@given(tiny.districts(most=9), st.data())
def test_the_prices_of_a_part_are_those_of_its_pairs(made, data):
    n, m = made.cost.shape
    found, _, _ = any_prices(data, made)
    blocks = np.array(sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=1))))
    schools = np.array(sorted(data.draw(st.sets(st.integers(0, m - 1), min_size=1))))
    own = pricing.part(found, blocks, schools, n)
    assert own.seat.tolist() == found.seat[schools].tolist()
    assert table(own, len(blocks)).tolist() == table(found, n)[np.ix_(blocks, schools)].tolist()


def table(found: Prices, n: int) -> np.ndarray:
    tolls = np.zeros((n, len(found.seat)), np.int64)
    np.add.at(tolls, (found.block, found.school), found.toll)
    return tolls
