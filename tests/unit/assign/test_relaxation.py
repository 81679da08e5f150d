"""The bound with contiguity: above the transportation bound, below every plan, and no better than all cuts together."""

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem

some = settings(max_examples=50, deadline=None)
roomy = tiny.districts().filter(lambda made: transport.seat_prices(made) is not None)
solvable = tiny.districts().filter(lambda made: tiny.cheapest(made) is not None)


def begun(made: Problem) -> Relaxation:
    """A relaxation that knows no cuts yet."""
    found = transport.seat_prices(made)
    assert found is not None
    return Relaxation(made, found[0])


@some
@given(roomy)
def test_it_lies_between_the_transport_bound_and_the_best_plan(made):
    relaxed = begun(made)
    loose, best = relaxed.bound, tiny.cheapest(made)
    tighten(relaxed)
    assert loose <= relaxed.bound
    assert relaxed.bound == pricing.bound(made, relaxed.prices)
    assert best is None or relaxed.bound <= best


@some
@given(roomy)
def test_it_lies_between_the_linear_optima_without_cuts_and_with_all_of_them(made):
    relaxed = begun(made)
    relaxed.solve()
    rounding = 2.0 * made.pupils.sum() + 10  # prices are whole millimetres, each pupil pays one
    assert relaxed.bound == pytest.approx(tiny.by_linear_programme(made), abs=rounding)
    tighten(relaxed)
    with_all = tiny.by_linear_programme(made, tiny.all_cuts(made))
    assume(with_all is not None)  # None: the seats suffice, but not for zones in one piece
    assert relaxed.bound <= with_all + 1e-6 * abs(with_all) + 1e-3


@some
@given(roomy)
def test_its_cuts_are_kept_by_every_plan(made):
    relaxed = tighten(begun(made))
    zones = tiny.plans(made)
    for cut in relaxed.cuts:
        through = (zones[:, cut.parting] == cut.school).sum(axis=1)
        assert ((zones[:, cut.block] == cut.school) <= through).all()
    assert {id(cut) for cut in relaxed.binding()} <= {id(cut) for cut in relaxed.cuts}


@some
@given(roomy, st.integers(0, 3))
def test_it_is_true_wherever_it_stops(made, rounds):
    best = tiny.cheapest(made)
    assert best is None or tighten(begun(made), rounds=rounds).bound <= best
    assert best is None or tighten(begun(made), stop=lambda: True).bound <= best
    assert best is None or tighten(begun(made), seconds=0.0).bound <= best


@some
@given(tiny.districts(contiguous=False).filter(lambda made: transport.seat_prices(made) is not None))
def test_where_zones_may_fall_apart_there_are_no_cuts(made):
    relaxed = begun(made)
    loose = relaxed.bound
    assert tighten(relaxed).cuts == []
    assert loose <= relaxed.bound <= loose + made.pupils.sum()
    best = tiny.cheapest(made)
    assert best is None or relaxed.bound <= best


@some
@given(solvable)
def test_rounding_gives_each_block_the_school_of_its_largest_share(made):
    relaxed = tighten(begun(made))
    guess = relaxed.rounded()
    share = np.zeros(made.cost.shape)
    share[relaxed.block, relaxed.school] = relaxed.share
    for i, j in enumerate(guess.tolist()):
        if j < 0:
            assert made.pupils[i] == 0
            assert share[i].max() <= 1e-6
        else:
            assert share[i, j] == share[i].max()
            assert made.cost[i, j] < NEVER
        if made.pupils[i] > 0:
            assert share[i].sum() == pytest.approx(1, abs=1e-6)


def test_a_way_round_a_zone_is_paid_for():
    # 0 1 2     schools at 0 and 1, seats for all at either; block 2 has 10 pupils, nearer to school 0, which it can reach
    # 3 4 5     only through 3, 4 and 5, all much nearer to school 1: five pupils each walk 100 there, and 300 to school 0
    cost = [[0, 900], [900, 0], [10, 100], [300, 100], [300, 100], [300, 100]]
    made = tiny.grid(3, 2, [0, 1], cost=cost, pupils=[1, 1, 10, 5, 5, 5])
    relaxed = begun(made)
    assert relaxed.bound == 10 * 10 + 15 * 100
    tighten(relaxed)
    # sending 2 to school 0 saves 900 and costs 200 for each of the 15 pupils on the way
    assert relaxed.bound == tiny.cheapest(made) == 10 * 100 + 15 * 100
    assert relaxed.rounded().tolist() == [0, 1, 1, 1, 1, 1]
    assert {cut.block for cut in relaxed.binding()} == {2}


def test_pairs_beyond_the_nearest_are_priced_in():
    # six schools in a row of twelve blocks, the seats of the near ones few: somebody walks past four schools
    homes = [0, 1, 2, 3, 4, 11]
    made = tiny.grid(
        12, 1, homes, pupils=[9] + [1] * 11, seats=[[9], [1], [1], [1], [1], [20]], contiguous=False
    )
    relaxed = begun(made)
    first = len(relaxed.block)
    tighten(relaxed)
    assert len(relaxed.block) >= first
    assert relaxed.bound == pytest.approx(tiny.by_linear_programme(made), abs=50)
