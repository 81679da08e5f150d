"""Contiguity cuts: what parts a piece of a zone from its school, and that no plan in one piece breaks one."""

import itertools

import networkx as nx
import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound.cuts import LEVELS, SHARES, Cut, Pairs, Tolls, broken
from zoning.assign.bound.separators import fronts, pieces
from zoning.assign.problem import Problem

some = settings(max_examples=80, deadline=None)
HEIGHTS = st.integers(1, 7)


@st.composite
def shared(draw: st.DrawFn) -> tuple[Problem, int, np.ndarray, np.ndarray]:
    """A district, one of its schools, shares of the blocks at it and tolls of drawing them in."""
    made = draw(tiny.districts())
    j = draw(st.integers(0, len(made.seats) - 1))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n = len(made.pupils)
    share = np.where(rng.random(n) < draw(st.sampled_from([0.3, 0.7])), rng.random(n), 0.0)
    if draw(st.booleans()):
        share = np.ceil(share)
    share[~made.allowed[:, j]] = 0.0
    toll = rng.exponential(draw(st.sampled_from([1.0, 1e9])), n) * (
        rng.random(n) < draw(st.sampled_from([0.5, 1.0]))
    )
    return made, j, share, toll


def violated(
    made: Problem, j: int, share: np.ndarray, toll: np.ndarray, *, above: float, levels: int = LEVELS
) -> list[Cut]:
    """Cuts of one school."""
    n, m = made.cost.shape
    pairs = Pairs(np.arange(n), np.full(n, j), m)
    each = np.zeros((n, m))
    each[:, j] = toll
    return broken(made, pairs, share, Tolls.of(each), above=above, levels=levels)


def cuts_of(made: Problem, j: int, share: np.ndarray, toll: np.ndarray, **options) -> list[Cut]:
    return [cut for above in SHARES for cut in violated(made, j, share, toll, above=above, **options)]


@some
@given(shared(), HEIGHTS)
def test_no_plan_in_one_piece_breaks_a_cut_and_the_shares_do(asked, levels):
    made, j, share, toll = asked
    zones = tiny.plans(made) == j
    for cut in cuts_of(made, j, share, toll, levels=levels):
        assert cut.school == j
        assert share[cut.block] > share[cut.parting].sum()
        assert (zones[:, cut.block] <= zones[:, cut.parting].sum(axis=1)).all()


@some
@given(shared())
def test_a_cut_parts_its_block_from_the_school_as_networkx_sees_it(asked):
    made, j, share, toll = asked
    home = int(made.home[j])
    may = tiny.graph(made).subgraph(np.flatnonzero(made.allowed[:, j]).tolist())
    for cut in cuts_of(made, j, share, toll):
        parting = cut.parting.tolist()
        assert len(set(parting) - {cut.block, home}) == len(parting)
        assert not nx.has_path(may.subgraph(set(may) - set(parting)), cut.block, home)
        fewest = len(nx.minimum_node_cut(may, cut.block, home)) if nx.has_path(may, cut.block, home) else 0
        assert len(parting) >= fewest
        # a block that only leads back is left out
        assert all(nx.has_path(may.subgraph((set(may) - set(parting)) | {b}), b, home) for b in parting)


@some
@given(tiny.districts(), st.integers(0, 10**6), HEIGHTS)
def test_a_plan_in_pieces_always_breaks_a_cut(made, seed, levels):
    rng = np.random.default_rng(seed)
    weight = rng.random(made.cost.shape) * made.allowed
    plan = weight.argmax(axis=1)
    lived = np.flatnonzero((made.pupils > 0) | (made.fixed >= 0)).tolist()
    for j, home in enumerate(made.home.tolist()):
        share = (plan == j).astype(float)
        found = violated(made, j, share, rng.random(len(plan)) * 1e6, above=0.5, levels=levels)
        zone = tiny.graph(made).subgraph(np.flatnonzero(plan == j).tolist())
        loose = [i for i in lived if plan[i] == j and not nx.has_path(zone, i, home)]
        assert (len(found) > 0) == (len(loose) > 0)
        assert {cut.block for cut in found} <= set(loose)


def test_a_block_beyond_others_needs_a_way_through_them():
    # 0 1 2     the school in 0, block 2 at it, the others not
    # 3 4 5
    share = np.array([1.0, 0, 1, 0, 0, 0])
    found = violated(tiny.grid(3, 2, [0]), 0, share, np.ones(6), above=0.5, levels=3)
    assert {(cut.block, cut.school) for cut in found} == {(2, 0)}
    assert {tuple(sorted(cut.parting.tolist())) for cut in found} == {(1, 5)}
    # with another school in 3, blocks 5 and 4 only lead back to 1
    found = violated(tiny.grid(3, 2, [0, 3]), 0, share, np.ones(6), above=0.5, levels=3)
    assert [cut.parting.tolist() for cut in found] == [[1]]


def test_a_block_without_any_way_may_not_go_there_at_all():
    made = tiny.grid(3, 1, [0, 1])  # the second school stands between the first and block 2
    found = violated(made, 0, np.array([1.0, 0, 1]), np.ones(3), above=0.5)
    assert [(cut.block, cut.parting.tolist()) for cut in found] == [(2, [])]


def test_a_loose_piece_without_pupils_is_no_harm():
    made = tiny.grid(4, 1, [0, 1], pupils=[1, 1, 0, 0])
    assert not (violated(made, 1, np.array([0.0, 1, 0, 1]), np.ones(4), above=0.5))


def test_cuts_lie_where_drawing_blocks_in_is_dear():
    # one way from block 4 to the school in block 0; the dear blocks on it are 1 and 3
    made = tiny.grid(5, 1, [0])
    toll = np.array([0.0, 60, 0, 40, 0])
    found = violated(made, 0, np.array([1.0, 0, 0, 0, 1]), toll, above=0.5)
    assert {tuple(cut.parting.tolist()) for cut in found} == {(1,), (3,)}


@some
@given(tiny.districts(), st.integers(0, 10**6), HEIGHTS)
def test_all_schools_at_once_are_cut_as_one_by_one(made, seed, levels):
    rng = np.random.default_rng(seed)
    n, m = made.cost.shape
    share = rng.random((n, m)) * made.allowed * (rng.random((n, m)) < 0.6)
    toll = rng.random((n, m)) * 1e6
    block, school = (share > 0).nonzero()
    mixed = rng.permutation(len(block))
    block, school = block[mixed], school[mixed]
    found = broken(
        made, Pairs(block, school, m), share[block, school], Tolls.of(toll), above=0.3, levels=levels
    )
    alone = [
        c for j in range(m) for c in violated(made, j, share[:, j], toll[:, j], above=0.3, levels=levels)
    ]
    assert sorted(map(_plain, found)) == sorted(map(_plain, alone))


def _plain(cut: Cut) -> tuple[int, int, tuple[int, ...]]:
    return cut.block, cut.school, tuple(sorted(cut.parting.tolist()))


@pytest.mark.parametrize("rows", [1, 2])
def test_pieces_are_numbered_from_the_school(rows):
    made = tiny.grid(5, rows, [3])
    inside = np.tile([True, True, False, True, True], rows)
    piece, number = pieces(made.adj_start, made.adj, inside, 3)
    assert number == 2
    assert piece.tolist() == [1, 1, -1, 0, 0] * rows


@some
@given(shared(), HEIGHTS)
def test_each_front_parts_the_piece_from_the_school(asked, levels):
    made, j, share, toll = asked
    home, may = int(made.home[j]), made.allowed[:, j]
    inside = share > 0
    inside[home] = True
    piece, number = pieces(made.adj_start, made.adj, inside, home)
    around = tiny.graph(made).subgraph(np.flatnonzero(may).tolist())
    for which in range(1, number):
        begins, blocks = fronts(made.adj_start, made.adj, may, piece, which, toll + 1.0, home, levels)
        sets = [set(blocks[a:b].tolist()) for a, b in itertools.pairwise(begins)]
        first = int(np.flatnonzero(piece == which)[0])
        if nx.has_path(around, first, home):
            assert len(sets) == levels
            assert all(sets)
        else:
            assert sets == [set()]
        for parting in sets:
            assert not parting & set(np.flatnonzero((piece == which) | (piece == 0)).tolist())
            assert not nx.has_path(around.subgraph(set(around) - parting), first, home)


@pytest.mark.parametrize("levels", [4, 6, 7])
def test_the_last_front_stands_before_the_school_whatever_their_number(levels):
    made = tiny.grid(3, 1, [0])
    piece = np.array([0, -1, 1])
    for toll in np.random.default_rng(0).random((100, 1)) + np.ones(3):
        begins, blocks = fronts(made.adj_start, made.adj, made.allowed[:, 0], piece, 1, toll, 0, levels)
        assert begins.tolist() == list(range(levels + 1))
        assert (blocks == 1).all()
