"""Pieces of a guessed zone that lie apart: joined by a path where that pays, given up where it does not."""

import numpy as np
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound.prices import Prices
from zoning.assign.zones import rejoin
from zoning.contiguity import cut_off

FREE = Prices(np.zeros(2, np.int64))


def town(**changes):
    """Two rows of five; the first school at the left end of the upper row, the second below the middle."""
    return tiny.grid(5, 2, [0, 7], **changes)


def test_a_piece_apart_is_joined_by_the_shortest_way():
    # the two right blocks of the upper row are the first school's, the middle stands between
    guess = np.array([0, 0, 1, 0, 0, 0, 1, 1, 1, 1])
    school_of = rejoin.rejoined(town(), FREE, guess, link=100.0)
    assert school_of.tolist() == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_a_path_dearer_than_the_piece_is_worth_is_not_laid():
    guess = np.array([0, 0, 1, 0, 0, 0, 1, 1, 1, 1])
    heavy = [1, 1, 50, 1, 1, 1, 1, 1, 1, 1]
    school_of = rejoin.rejoined(town(pupils=heavy), FREE, guess, link=10.0)
    assert school_of.tolist() == [0, 0, 1, -1, -1, 0, 1, 1, 1, 1]


def test_no_path_through_a_locked_block():
    guess = np.array([0, 0, 1, 0, 0, 0, 1, 1, 1, 1])
    school_of = rejoin.rejoined(town(fixed={2: 1}), FREE, guess, link=100.0)
    assert school_of.tolist() == [0, 0, 1, -1, -1, 0, 1, 1, 1, 1]


def test_a_path_that_cuts_off_more_than_it_joins_is_laid_by_an_odd_way_alone():
    # the pupil below the middle can be joined only through the middle, on which 20 of the second school rely
    made = tiny.grid(
        3, 3, [1, 3], pupils=[1, 1, 1, 1, 1, 20, 1, 1, 1], never=[(6, 0), (8, 0), (0, 0), (2, 0)]
    )
    guess = np.array([1, 0, -1, 1, 1, 1, -1, 0, -1])
    careful = rejoin.rejoined(made, FREE, guess, link=1e6)
    bold = rejoin.rejoined(made, FREE, guess, link=1e6, way=1)
    assert careful[[4, 5, 7]].tolist() == [1, 1, -1]
    assert bold[[4, 5, 7]].tolist() == [0, 1, 1]  # the 20 then go round below, through that pupil's block


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_left_hangs_together_and_locks_hold(data):
    made = tiny.grid(4, 4, [0, 15, 3], fixed={9: data.draw(st.integers(0, 2))})
    guess = np.array(data.draw(st.lists(st.integers(-1, 2), min_size=16, max_size=16)))
    guess[made.home] = np.arange(3)
    way = data.draw(st.integers(0, 4))
    prices = Prices(np.array(data.draw(st.lists(st.integers(0, 300), min_size=3, max_size=3))))
    school_of = rejoin.rejoined(made, prices, guess, link=100.0, way=way)
    loose = cut_off(school_of, made.home, made.adj_start, made.adj)
    assert (made.fixed[loose] >= 0).all()
    fixed = made.fixed >= 0
    assert (school_of[fixed] == made.fixed[fixed]).all()
    assert rejoin.rejoined(made, prices, guess, link=100.0, way=way).tolist() == school_of.tolist()
