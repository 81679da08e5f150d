"""First plans: every zone grown in one piece from its school, and paths laid where growing is not enough."""

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.zones import start
from zoning.contiguity import cut_off


def whole(made, school_of):
    return not cut_off(school_of, made.home, made.adj_start, made.adj).any()


FREE = np.zeros(9, np.int64)


def test_zones_grow_to_the_nearest_school():
    school_of, stuck = start.grow(tiny.grid(6, 1, [0, 5]), FREE[:2])
    assert school_of.tolist() == [0, 0, 0, 1, 1, 1]
    assert len(stuck) == 0


def test_the_price_of_seats_moves_the_border():
    school_of, _ = start.grow(tiny.grid(6, 1, [0, 5]), np.array([0, 350]))
    assert school_of.tolist() == [0, 0, 0, 0, 0, 1]  # its own block stays, whatever the price


def test_a_block_that_may_not_go_to_the_zone_around_it_gets_a_path_to_its_school():
    # the last block of a row may only go to the first school; the second stands between them, in the row below
    made = tiny.grid(5, 2, [0, 7], never=[(4, 1)])
    school_of, stuck = start.grow(made, FREE[:2])
    assert len(stuck) == 0
    assert school_of[4] == 0
    assert whole(made, school_of)


def test_a_locked_block_far_away_is_joined_to_its_school():
    made = tiny.grid(6, 2, [0, 11], fixed={5: 0})
    school_of, stuck = start.grow(made, FREE[:2])
    assert len(stuck) == 0
    assert school_of[5] == 0
    assert school_of[0] == 0
    assert school_of[11] == 1
    assert whole(made, school_of)


def test_a_block_that_no_zone_can_reach_is_left_and_named():
    # an island: the third block may go to the first school, but the second, between them, may not
    made = tiny.grid(3, 1, [0, 1], never=[(2, 1)])
    school_of, stuck = start.grow(made, FREE[:2])
    assert stuck.tolist() == [2]
    assert school_of.tolist() == [0, 1, -1]


def test_the_same_problem_gives_the_same_start():
    rng = np.random.default_rng(5)
    made = tiny.grid(8, 8, [3, 40, 62], cost=rng.integers(0, 900, (64, 3)))
    one, two = (start.grow(made, FREE[:3])[0] for _ in range(2))
    assert one.tolist() == two.tolist()


@pytest.mark.parametrize("rounds", [1, 60])
def test_nothing_is_assigned_where_it_is_not_allowed(rounds):
    made = tiny.grid(4, 2, [0, 7], never=[(1, 0), (2, 1), (6, 0)])
    school_of, _ = start.grow(made, FREE[:2], rounds=rounds)
    taken = school_of >= 0
    assert made.allowed[taken.nonzero()[0], school_of[taken]].all()


def test_what_hangs_together_in_a_guess_stays_and_the_rest_grows():
    # guessed: blocks 1 and 2 to school 1, of which 1 does not touch it; block 4 is open
    made = tiny.grid(6, 1, [0, 5])
    school_of, stuck = start.grow(made, FREE[:2], np.array([0, 1, 0, 1, -1, 1]))
    assert school_of.tolist() == [0, 0, 0, 1, 1, 1]
    assert len(stuck) == 0
    kept, _ = start.grow(made, FREE[:2], np.array([0, 1, 1, 1, 1, 1]))
    assert kept.tolist() == [0, 1, 1, 1, 1, 1], "dearer, but in one piece"


def test_a_guess_is_not_changed_and_never_moves_a_locked_block():
    made = tiny.grid(4, 1, [0, 3], fixed={1: 0})
    guess = np.array([1, 1, 1, 0])
    school_of, _ = start.grow(made, FREE[:2], guess)
    assert guess.tolist() == [1, 1, 1, 0]
    assert school_of.tolist() == [0, 0, 1, 1]


@settings(max_examples=60, deadline=None)
@given(tiny.districts(), st.booleans(), st.integers(0, 10**6))
def test_every_start_is_allowed_and_in_one_piece_whatever_the_guess(made, guessed, seed):
    rng = np.random.default_rng(seed)
    n, m = made.cost.shape
    seat = rng.integers(0, 300_000, m)
    guess = np.where(rng.random(n) < 0.8, (rng.random((n, m)) * made.allowed).argmax(axis=1), -1)
    school_of, stuck = start.grow(made, seat, guess if guessed else None)
    taken = np.flatnonzero(school_of >= 0)
    assert sorted([*taken, *stuck]) == list(range(n))
    assert made.allowed[taken, school_of[taken]].all()
    assert (school_of[made.home] == np.arange(m)).all()
    assert whole(made, school_of)
    if not guessed and made.allowed[made.fixed < 0].all() and (made.fixed >= 0).sum() == m:
        assert len(stuck) == 0, "without locks nothing is in the way of a plan in one piece"


CROSSING = tiny.grid(3, 3, [3, 1], fixed={5: 0, 7: 1})
"""Locks east and west, north and south: each zone alone could reach its own, but one would cut the other in two."""


@pytest.mark.parametrize("guess", [None, [0, 1, 1, 0, 0, 0, 0, 1, 0]])
def test_a_locked_block_that_cannot_be_joined_is_named(guess):
    assert len(tiny.plans(CROSSING)) == 0
    school_of, stuck = start.grow(CROSSING, FREE[:2], None if guess is None else np.array(guess))
    assert set(stuck) & {5, 7}
    assert (school_of[stuck] == -1).all()


def test_what_is_left_over_joins_the_zone_beside_it_whose_school_is_nearest():
    # 0 1 2    schools in 0 and 2; the row below is open: 4 is nearest to school 1, but 3 and 5 are asked before it
    # 3 4 5
    made = tiny.grid(3, 2, [0, 2], cost=[[0, 9], [5, 5], [9, 0], [5, 6], [9, 3], [1, 7]])
    assert start.filled(made, np.array([0, 1, 1, -1, -1, -1])).tolist() == [0, 1, 1, 0, 1, 1]
    assert start.filled(made, np.array([0, 0, 1, -1, -1, -1])).tolist() == [0, 0, 1, 0, 0, 0]
    assert start.filled(made, np.array([0, 0, 1, 0, 1, 1])).tolist() == [0, 0, 1, 0, 1, 1]


def test_what_no_zone_may_take_in_cannot_be_filled():
    made = tiny.grid(3, 1, [0, 1], never=[(2, 1)])
    assert start.filled(made, np.array([0, 1, -1])) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(2, 5), st.integers(1, 4))
def test_every_start_is_in_one_piece_whatever_the_costs(seed, columns, rows, schools):
    rng = np.random.default_rng(seed)
    n, m = columns * rows, min(schools, columns * rows)
    homes = rng.choice(n, m, replace=False)
    made = tiny.grid(columns, rows, homes, cost=rng.integers(0, 5000, (n, m)))
    school_of, stuck = start.grow(made, rng.integers(0, 2000, m))
    assert len(stuck) == 0
    assert (school_of >= 0).all()
    assert whole(made, school_of)
    assert (school_of[homes] == np.arange(m)).all()
