"""Seats as they fill: free up to even use, then dearer by quarters, dearest beyond capacity."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny_districts import cheapest, costs, districts, plans

from zoning import assign
from zoning.assign.bound.prices import bound
from zoning.assign.bound.transport import seat_prices
from zoning.assign.policy import tiers
from zoning.policy import Policy
from zoning.toy import town


def of(pupils, seats, **knobs):
    rooms, fee = tiers.of(np.array(pupils), np.array(seats), Policy(**knobs))
    return rooms.tolist(), fee.tolist()


def test_without_a_price_on_balance_all_seats_are_free():
    assert of([60], [60, 40]) == ([[60, 0], [40, 0]], [0, 2_000_000])


def test_seats_above_even_use_come_in_four_parts_each_dearer():
    # 60 pupils on 100 seats: even use is 0.6, and each part a tenth of the seats
    assert of([20, 40], [60, 40], balance_price_m=200) == (
        [[36, 6, 6, 6, 6, 0], [24, 4, 4, 4, 4, 0]],
        [0, 50_000, 100_000, 150_000, 200_000, 2_200_000],
    )


def test_beyond_capacity_balance_has_been_paid_as_well():
    rooms, fee = of([60], [60, 40], balance_price_m=200, over_capacity_share=0.1, over_capacity_price_m=1000)
    assert [room[-1] for room in rooms] == [6, 4]
    assert fee[-2:] == [200_000, 1_200_000]


def test_a_district_that_is_full_has_nothing_to_balance():
    assert of([130], [60, 40], balance_price_m=200, over_capacity_share=0.5)[0] == [
        [60, 0, 0, 0, 0, 30],
        [40, 0, 0, 0, 0, 20],
    ]


@given(
    pupils=st.integers(0, 500), seats=st.lists(st.integers(0, 200), min_size=1, max_size=5),
    price=st.floats(0, 1e6), over=st.floats(0, 1), over_price=st.floats(0, 1e6),
)  # fmt: skip
def test_tiers_hold_every_seat_once_and_never_get_cheaper(pupils, seats, price, over, over_price):
    policy = Policy(balance_price_m=price, over_capacity_share=over, over_capacity_price_m=over_price)
    rooms, fee = tiers.of(np.array([pupils]), np.array(seats), policy)
    assert (rooms >= 0).all()
    assert rooms[:, :-1].sum(axis=1).tolist() == seats
    assert fee[0] == 0
    assert (np.diff(fee) >= 0).all()


@given(made=districts(most=9, tiers=1), price=st.integers(1, 300))
def test_the_bound_stays_below_every_balanced_plan(made, price):
    rooms, fee = tiers.of(made.pupils, made.seats.sum(axis=1), Policy(balance_price_m=price))
    made = replace(made, seats=rooms, fee=fee)
    found, least = seat_prices(made), cheapest(made)
    if found is not None and least is not None:
        assert bound(made, found[0]) <= least


@given(made=districts(most=9, tiers=1), price=st.tuples(st.integers(0, 300), st.integers(0, 300)))
def test_a_higher_price_never_leaves_the_best_plan_less_even(made, price):
    def unevenness(each):
        """What the best plan by enumeration pays for balance, at a price of one metre."""
        rooms, fee = tiers.of(made.pupils, made.seats.sum(axis=1), Policy(balance_price_m=each))
        cost = costs(replace(made, seats=rooms, fee=fee), every)
        unit_rooms, unit_fee = tiers.of(made.pupils, made.seats.sum(axis=1), Policy(balance_price_m=1))
        used = replace(made, seats=unit_rooms, fee=unit_fee)
        return [int((used.used(plan) * unit_fee).sum()) for plan in every[cost == cost.min()]]

    every = plans(made)
    every = every[costs(made, every) < 2**60]
    if len(every):
        assert min(unevenness(max(price))) <= max(unevenness(min(price)))


def test_a_price_on_balance_evens_out_two_schools(measured):
    # eight blocks of 10, S1 is near seven of them; 80 pupils on 160 seats is a use of one half
    area = town(8, 1, pupils=10, schools=[(2, 0, 80), (7, 0, 80)])
    plain = assign.best(area, measured(area), Policy(effort=0.01))
    even = assign.best(area, measured(area), Policy(effort=0.01, balance_price_m=1000))
    assert [plain.school_of.tolist().count(s) for s in ("S1", "S2")] == [5, 3]
    assert [even.school_of.tolist().count(s) for s in ("S1", "S2")] == [4, 4]
    assert plain.solve.cost == 10 * (200 + 100 + 0 + 100 + 200 + 200 + 100 + 0)
    assert even.solve.cost == plain.solve.cost + 10 * (300 - 200)
    assert even.solve.paid_m == {"balance_price_m": 0}
    assert even.solve.status == "optimal"
