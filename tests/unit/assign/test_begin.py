"""First plans differ where they can, and each is one piece a zone."""

import numpy as np
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.zones.begin import GUESSES, Begin, spread

some = settings(max_examples=60, deadline=None)
solvable = tiny.districts().filter(lambda made: tiny.cheapest(made) is not None)


@some
@given(solvable, st.data())
def test_every_first_plan_is_one_piece_a_zone_within_what_is_allowed(made, data):
    found = transport.seat_prices(made)
    assert found is not None
    n, m = made.cost.shape

    def may(schools: list[int]) -> np.ndarray:
        guess = np.array(schools)
        return np.where((guess >= 0) & made.allowed[np.arange(n), guess], guess, -1)

    guess = st.lists(st.integers(-1, m - 1), min_size=n, max_size=n).map(may)
    begin = Begin(made, found[0], data.draw(st.lists(guess, max_size=3)), mend=data.draw(st.booleans()))
    for number in range(begin.count + 1):
        plan = begin.plan(number)
        here = np.flatnonzero(plan >= 0)
        assert made.allowed[here, plan[here]].all()
        assert len(here) == n or (begin.first < 0).any(), "where one leaves no block out, none does"
        if len(here) == n:
            assert tiny.in_one_piece(made, plan)
    assert begin.plan(begin.count).tolist() == begin.first.tolist()


def test_guesses_mended_in_several_ways_give_different_plans():
    made = tiny.grid(30, 1, [0, 14, 29])
    guesses = [np.repeat([0, 1, 2], [a, b, 30 - a - b]) for a, b in ((10, 10), (8, 15))]
    begin = Begin(made, Prices(np.zeros(3, np.int64)), guesses, mend=True)
    assert begin.plan(0).tolist() != begin.plan(1).tolist()


def test_the_last_plan_of_a_relaxation_comes_first_and_then_some_on_the_way():
    met = [np.array([number]) for number in range(31)]
    chosen = [int(plan[0]) for plan in spread(met)]
    assert chosen[:2] == [30, 0]
    assert len(chosen) == len(set(chosen)) == GUESSES
    assert spread([]) == []
    assert [plan.tolist() for plan in spread(met[:1])] == [[0]]
