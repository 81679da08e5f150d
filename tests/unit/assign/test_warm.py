"""A second question about nearly the same town: prices carried over stay true, plans carried over stay whole."""

from dataclasses import replace

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign import solve
from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem, adjacency
from zoning.assign.zones import small, warm

some = settings(max_examples=80, deadline=None)
few = settings(max_examples=25, deadline=None)


def priced(made: Problem) -> Prices:
    """The best prices of a district, its contiguity cuts included."""
    found = transport.seat_prices(made)
    assume(found is not None)
    return tighten(Relaxation(made, found[0])).prices


def without(made: Problem, gone: int) -> Problem:
    """The district once a school has closed: its own block may go anywhere."""
    left = np.delete(np.arange(len(made.seats)), gone)
    cost, fixed = made.cost.copy(), made.fixed.copy()
    block = made.home[gone]
    cost[block], fixed[block] = np.where(cost[block] < NEVER, cost[block], 7), -1
    fixed = np.where(fixed == gone, -1, fixed - (fixed > gone))
    return replace(made, cost=cost[:, left], seats=made.seats[left], home=made.home[left], fixed=fixed)


def known(made: Problem, prices: Prices, school_of: np.ndarray, school_at=None) -> warm.Known:
    n, m = made.cost.shape
    return warm.Known(
        made, school_of, prices, np.arange(n), np.arange(m) if school_at is None else np.array(school_at)
    )


def bound_of(earlier: warm.Known, asked: Problem) -> int:
    found = transport.seat_prices(asked, tolls=warm.tolls(earlier, asked))
    assume(found is not None)
    return pricing.bound(asked, found[0])


@some
@given(tiny.districts(), st.data())
def test_prices_carried_over_never_claim_more_than_the_best_plan_costs(made, data):
    prices, nothing = priced(made), np.full(len(made.pupils), -1)
    change = data.draw(st.sampled_from(["seats", "closed", "allowed", "linked"]))
    asked, at = made, None
    if change == "seats":
        asked = replace(made, seats=made.seats + data.draw(st.integers(0, 9)))
    elif change == "closed":
        assume(len(made.seats) > 1)
        asked, at = without(made, 0), [-1, *range(len(made.seats) - 1)]
        asked = replace(asked, seats=asked.seats + made.pupils.sum())
    elif change == "allowed":
        asked = replace(made, cost=np.where((made.fixed < 0)[:, None] & ~made.allowed, 5, made.cost))
    else:
        pairs = warm._links(made)
        ends = data.draw(
            st.tuples(*[st.integers(0, len(made.pupils) - 1)] * 2).filter(lambda e: e[0] != e[1])
        )
        start, adj = adjacency(np.vstack([pairs, [ends]]), len(made.pupils))
        asked = replace(made, adj_start=start, adj=adj)
    best = tiny.cheapest(asked)
    assume(best is not None)
    assert bound_of(known(made, prices, nothing, at), asked) <= best


@some
@given(tiny.districts())
def test_where_nothing_changed_the_bound_is_as_good_as_it_was(made):
    prices = priced(made)
    again = bound_of(known(made, prices, np.full(len(made.pupils), -1)), made)
    # walks with tolls are rounded to a millimetre a pupil when seats are priced anew
    assert again >= pricing.bound(made, prices) - made.pupils.sum()


@few
@given(tiny.districts(), st.integers(0, 9))
def test_a_warm_answer_keeps_the_rules_and_its_bound_is_true(made, more):
    assume(tiny.cheapest(made) is not None)
    first, proof = solve(made, effort=0.1)
    asked = replace(made, seats=made.seats + more)
    best = tiny.cheapest(asked)
    assume(best is not None)
    school_of, proved = solve(asked, known=known(made, proof.prices, first))
    assert proved.value <= best
    assert tiny.in_one_piece(asked, school_of)
    assert asked.over(school_of).any() or best <= asked.total(school_of)


def test_a_second_question_without_a_time_limit_is_answered_without_branch_and_cut(monkeypatch):
    made = tiny.grid(12, 4, [0, 11, 40], pupils=[3] * 48, seats=[[60]] * 3)
    first, proof = solve(made)
    asked = replace(made, seats=np.array([[60], [60], [48]]))
    monkeypatch.setattr(small, "solve", lambda *_: pytest.fail("the whole road was taken"))
    answers = [solve(asked, known=known(made, proof.prices, first)) for _ in range(2)]
    school_of, proved = answers[0]
    assert not asked.over(school_of).any()
    assert tiny.in_one_piece(asked, school_of)
    assert proved.value <= asked.total(school_of) <= 1.05 * proved.value
    assert school_of.tolist() == answers[1][0].tolist()


def test_blocks_that_a_new_school_wins_begin_in_its_zone():
    # a street of eight blocks, a school at the west end, then one more at the east end
    one = tiny.grid(8, 1, [0])
    two = tiny.grid(8, 1, [0, 7])
    earlier = warm.Known(
        one, np.zeros(8, np.int64), Prices(np.zeros(1, np.int64)), np.arange(8), np.array([0])
    )
    shift = warm.shift(earlier, two, Prices(np.zeros(2, np.int64)))
    assert [guess.tolist() for guess in shift.guesses] == [[0, 0, 0, 0, 1, 1, 1, 1]] * 2
    assert shift.touched.tolist() == [0, 1]


def test_a_change_reaches_the_schools_that_blocks_leave_and_come_to_and_no_other():
    # a street of twelve blocks and three schools; a seat at the second becomes dearer by two blocks of walk
    made = tiny.grid(12, 1, [0, 5, 11])
    free = Prices(np.zeros(3, np.int64))
    dear = Prices(np.array([0, 2 * made.cost[4, 1], 0]))
    before = made.cost.argmin(axis=1)
    earlier = warm.Known(made, before, free, np.arange(12), np.arange(3))
    assert warm.shift(earlier, made, free).touched.tolist() == []
    shift = warm.shift(earlier, made, dear)
    assert shift.touched.tolist() == [0, 1, 2]
    stayed, sent = shift.guesses
    assert stayed.tolist() == before.tolist()
    assert sent.tolist() == pricing.reduced(made, dear, slice(0, 12)).argmin(axis=1).tolist()


def test_what_is_no_longer_allowed_or_no_longer_there_is_left_open():
    # of four blocks the second is gone; the last may not go to the second school any more
    before = tiny.grid(4, 1, [0, 2])
    after = tiny.grid(3, 1, [0, 1], never=[(2, 1)])
    earlier = warm.Known(
        before,
        np.array([0, 0, 1, 1]),
        Prices(np.zeros(2, np.int64)),
        np.array([0, -1, 1, 2]),
        np.array([0, 1]),
    )
    shift = warm.shift(earlier, after, Prices(np.zeros(2, np.int64)))
    assert [guess.tolist() for guess in shift.guesses] == [[0, 1, -1]] * 2
    assert shift.touched.tolist() == [0]  # the nearer of the two to the last block
