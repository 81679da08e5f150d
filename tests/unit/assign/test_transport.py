"""The transportation bound: the optimum of another solver, with prices that say what a seat is worth."""

from dataclasses import replace

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.problem import Problem

some = settings(max_examples=60, deadline=None)
free = tiny.districts(contiguous=False)


def value(made: Problem, nearest: int = 16) -> int | None:
    """The transportation bound."""
    found = transport.seat_prices(made, nearest)
    return None if found is None else pricing.bound(made, found[0])


@some
@given(free, st.sampled_from([1, 2, 16]))
def test_it_is_the_linear_optimum(made, nearest):
    reference, found = tiny.by_linear_programme(made), value(made, nearest)
    assert (found is None) == (reference is None)
    if found is not None:
        assert found == pytest.approx(reference, rel=1e-9, abs=1e-3)


@some
@given(tiny.districts())
def test_it_does_not_ask_whether_zones_hold_together(made):
    loose = replace(made, contiguous=False, home=np.full(len(made.seats), -1))
    assert value(made) == value(loose)
    best = tiny.cheapest(made)
    assert best is None or value(made) <= best


@some
@given(free, st.sampled_from([1, 2, 16]))
def test_its_prices_are_what_one_more_seat_saves(made, nearest):
    found = transport.seat_prices(made, nearest)
    if found is None:
        return
    prices, saves = found
    assert (saves >= 0).all()
    assert (saves <= prices.seat).all()
    for j in range(len(made.seats)):
        more = made.seats.copy()
        more[j, 0] += 1
        assert value(made) - value(replace(made, seats=more)) == saves[j]


def test_what_a_seat_saves_counts_pupils_whose_pair_was_left_out_at_first():
    # three pupils: one at school 0, two at school 1, whose second seat has a fee of 80; one of them would walk 70 more
    # to school 0, so a free seat there saves 10
    made = tiny.grid(
        3,
        1,
        [0, 1],
        cost=[[280, 210], [280, 130], [160, 190]],
        seats=[[1, 2], [1, 2]],
        fee=[0, 80],
        contiguous=False,
    )
    for nearest in (2, 1):
        found = transport.seat_prices(made, nearest)
        assert found is not None
        assert found[1].tolist() == [10, 80]


def test_a_district_without_pupils_costs_nothing():
    assert value(tiny.grid(2, 1, [0, 1], pupils=0)) == 0


def test_prices_are_those_of_one_more_seat_by_hand():
    # two blocks of 10 pupils, both nearer to school 0, which has 10 seats; the dearer to move stays
    made = tiny.grid(
        2, 1, [0, 1], pupils=10, cost=[[100, 900], [100, 400]], seats=[[10], [20]], contiguous=False
    )
    found = transport.seat_prices(made)
    assert found is not None
    prices, saves = found
    assert pricing.bound(made, prices) == 10 * 100 + 10 * 400
    assert saves.tolist() == [300, 0]
    assert prices.seat.tolist() == [(300 + 800) // 2, 0]


def test_a_dear_seat_is_bought_where_it_is_cheaper_than_the_walk():
    # 10 pupils, 6 seats at the near school and more at 50 apiece: the walk to the far one costs 80 more, then 40 more
    near = {"pupils": [10, 0], "seats": [[6, 9], [20, 0]], "fee": [0, 50], "contiguous": False}
    assert value(tiny.grid(2, 1, [0, 1], cost=[[10, 90], [0, 0]], **near)) == 10 * 10 + 4 * 50
    assert value(tiny.grid(2, 1, [0, 1], cost=[[10, 50], [0, 0]], **near)) == 6 * 10 + 4 * 50


def test_without_room_there_are_no_prices():
    assert transport.seat_prices(tiny.grid(2, 1, [0, 1], pupils=5, seats=[[5], [4]])) is None
    # seats enough, but not where the pupils may go
    apart = tiny.grid(2, 1, [0, 1], pupils=5, seats=[[9], [4]], never=[(0, 1), (1, 0)], contiguous=False)
    assert transport.seat_prices(apart) is None
