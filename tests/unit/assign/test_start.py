"""First plans: every zone grown in one piece from its school, and paths laid where growing is not enough."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign import start
from zoning.assign.problem import NEVER, Problem, adjacency
from zoning.contiguity import cut_off


def problem(columns, rows, homes, *, cost=None, fixed=None, never=()):
    """A grid of blocks of one pupil; costs are steps along the grid unless given."""
    n, m = columns * rows, len(homes)
    at = np.arange(n)
    pairs = [(i, i + 1) for i in at if (i + 1) % columns] + [(i, i + columns) for i in at if i + columns < n]
    adj_start, adj = adjacency(np.array(pairs), n)
    if cost is None:
        steps = lambda a, b: abs(a % columns - b % columns) + abs(a // columns - b // columns)  # noqa: E731
        cost = [[100 * int(steps(i, home)) for home in homes] for i in at]
    cost = np.array(cost, np.int64)
    for block, school in never:
        cost[block, school] = NEVER
    pinned = np.full(n, -1)
    pinned[homes] = np.arange(m)
    for block, school in (fixed or {}).items():
        pinned[block] = school
    return Problem(
        np.ones(n, np.int64), cost, np.full(m, n), np.zeros(m, np.int64), 0, np.array(homes), adj_start, adj, pinned
    )  # fmt: skip


def whole(made, school_of):
    return not cut_off(school_of, made.home, made.adj_start, made.adj).any()


FREE = np.zeros(9, np.int64)


def test_zones_grow_to_the_nearest_school():
    school_of, stuck = start.grow(problem(6, 1, [0, 5]), FREE[:2])
    assert school_of.tolist() == [0, 0, 0, 1, 1, 1]
    assert len(stuck) == 0


def test_the_price_of_seats_moves_the_border():
    school_of, _ = start.grow(problem(6, 1, [0, 5]), np.array([0, 350]))
    assert school_of.tolist() == [0, 0, 0, 0, 0, 1]  # its own block stays, whatever the price


def test_a_block_that_may_not_go_to_the_zone_around_it_gets_a_path_to_its_school():
    # the last block of a row may only go to the first school; the second stands between them, in the row below
    made = problem(5, 2, [0, 7], never=[(4, 1)])
    school_of, stuck = start.grow(made, FREE[:2])
    assert len(stuck) == 0
    assert school_of[4] == 0
    assert whole(made, school_of)


def test_a_locked_block_far_away_is_joined_to_its_school():
    made = problem(6, 2, [0, 11], fixed={5: 0})
    school_of, stuck = start.grow(made, FREE[:2])
    assert len(stuck) == 0
    assert school_of[5] == 0
    assert school_of[0] == 0
    assert school_of[11] == 1
    assert whole(made, school_of)


def test_a_block_that_no_zone_can_reach_is_left_and_named():
    # an island: the third block may go to the first school, but the second, between them, may not
    made = problem(3, 1, [0, 1], never=[(2, 1)])
    school_of, stuck = start.grow(made, FREE[:2])
    assert stuck.tolist() == [2]
    assert school_of.tolist() == [0, 1, -1]


def test_the_same_problem_gives_the_same_start():
    rng = np.random.default_rng(5)
    made = problem(8, 8, [3, 40, 62], cost=rng.integers(0, 900, (64, 3)))
    one, two = (start.grow(made, FREE[:3])[0] for _ in range(2))
    assert one.tolist() == two.tolist()


@pytest.mark.parametrize("rounds", [1, 60])
def test_nothing_is_assigned_where_it_is_not_allowed(rounds):
    made = problem(4, 2, [0, 7], never=[(1, 0), (2, 1), (6, 0)])
    school_of, _ = start.grow(made, FREE[:2], rounds=rounds)
    taken = school_of >= 0
    assert made.allowed[taken.nonzero()[0], school_of[taken]].all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(2, 5), st.integers(1, 4))
def test_every_start_is_in_one_piece_whatever_the_costs(seed, columns, rows, schools):
    rng = np.random.default_rng(seed)
    n, m = columns * rows, min(schools, columns * rows)
    homes = rng.choice(n, m, replace=False)
    made = problem(columns, rows, homes, cost=rng.integers(0, 5000, (n, m)))
    school_of, stuck = start.grow(made, rng.integers(0, 2000, m))
    assert len(stuck) == 0
    assert (school_of >= 0).all()
    assert whole(made, school_of)
    assert (school_of[homes] == np.arange(m)).all()
