"""The compiled search: the same millimetres as scipy's on any graph, with points anywhere along its edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from zoning.measure import walk_graph

HOPS = 4096
"""More than any walk here has steps."""


@st.composite
def graphs(draw, longest=30):
    """Edges (u, v, mm) among few nodes: loops, parallels, rings, dead ends and lone parts; some cut into chains."""
    count = draw(st.integers(1, 8))
    node = st.integers(0, count - 1)
    lengths = st.lists(st.integers(0, longest), min_size=1, max_size=4)
    edges = []
    for u, v, chain in draw(st.lists(st.tuples(node, node, lengths), min_size=1, max_size=10)):
        between = list(range(count, count + len(chain) - 1))
        count += len(between)
        ends = [u, *between, v]
        flips = draw(st.lists(st.booleans(), min_size=len(chain), max_size=len(chain)))
        pairs = zip(ends[:-1], ends[1:], chain, flips, strict=True)
        edges += [(b, a, mm) if flip else (a, b, mm) for a, b, mm, flip in pairs]
    return count, np.array(edges, np.int64)


@st.composite
def points(draw, edges):
    """Points on edges: (k, 3) edge, millimetres along it, millimetres off it."""
    found = []
    for e in draw(st.lists(st.integers(0, len(edges) - 1), min_size=1, max_size=6)):
        found.append((e, draw(st.integers(0, int(edges[e, 2]))), draw(st.integers(0, 5))))
    return np.array(found, np.int64)


def built(count, edges, seed=0):
    spots = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    return walk_graph.build(spots, edges[:, 0], edges[:, 1], edges[:, 2] / 1000)


def searched(graph, sources, targets, cut_off_mm=None):
    """The engine's answer in floats, inf where there is no way."""
    asked = [walk_graph.spots(graph, *np.asarray(p).T) for p in (sources, targets)]
    found = walk_graph.millimetres(graph, *asked, cut_off_mm)
    return np.where(found == np.iinfo(found.dtype).max, np.inf, found)


def by_scipy(count, edges, sources, targets):
    """The same by scipy on the whole graph: every point a node of its own that cuts its edge in two."""
    every = np.vstack([sources, targets])
    rows, cols, cost = [], [], []
    for e, (u, v, mm) in enumerate(edges.tolist()):
        on = np.flatnonzero(every[:, 0] == e)
        on = on[np.argsort(every[on, 1], kind="stable")]
        ends, stops = [u, *(count + on).tolist(), v], [0, *every[on, 1].tolist(), mm]
        rows += ends[:-1]
        cols += ends[1:]
        cost += np.diff(stops).tolist()
    # each step counts one part in HOPS, for scipy takes 0 for "no edge"; a matrix would add up parallel edges
    rows, cols, cost = np.array(rows + cols), np.array(cols + rows), np.array(cost * 2) * HOPS + 1
    order = np.lexsort((cost, cols, rows))
    rows, cols, cost = rows[order], cols[order], cost[order]
    first = np.r_[True, (np.diff(rows) != 0) | (np.diff(cols) != 0)]
    size = count + len(every)
    matrix = csr_matrix((cost[first].astype(float), (rows[first], cols[first])), shape=(size, size))
    way = dijkstra(matrix, indices=count + np.arange(len(sources)))[:, count + len(sources) :]
    return np.floor(way / HOPS) + sources[:, 2][:, None] + targets[:, 2][None, :]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_walks_between_points_are_scipys_to_the_millimetre(data):
    count, edges = data.draw(graphs())
    sources, targets = data.draw(points(edges)), data.draw(points(edges))
    found = searched(built(count, edges), sources, targets)
    assert found.tolist() == by_scipy(count, edges, sources, targets).tolist()


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(0, 60))
def test_a_cut_off_leaves_out_what_is_longer_and_nothing_else(data, cut_off_mm):
    count, edges = data.draw(graphs())
    sources, targets = data.draw(points(edges)), data.draw(points(edges))
    graph = built(count, edges)
    whole = searched(graph, sources, targets)
    short = searched(graph, sources, targets, cut_off_mm)
    assert short.tolist() == np.where(whole <= cut_off_mm, whole, np.inf).tolist()


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_way_back_is_as_long(data):
    count, edges = data.draw(graphs())
    sources, targets = data.draw(points(edges)), data.draw(points(edges))
    graph = built(count, edges)
    assert searched(graph, sources, targets).tolist() == searched(graph, targets, sources).T.tolist()


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_lengths_beyond_32_bits_are_still_exact(data):
    count, edges = data.draw(graphs(longest=2**34))
    sources, targets = data.draw(points(edges)), data.draw(points(edges))
    found = searched(built(count, edges), sources, targets)
    assert found.tolist() == by_scipy(count, edges, sources, targets).tolist()


def test_a_long_walk_over_short_streets_does_not_overflow():
    # 3 × 2,000 km: each street fits in 32 bits, the walk does not; three streets at every node make junctions of them
    edges = np.array(
        [(i, i + 1, 2 * 10**9) for i in range(3)] + [(i, i + 1, 2 * 10**9 + 1) for i in range(3)]
    )
    graph = built(4, edges)
    assert searched(graph, [(0, 0, 0)], [(2, 2 * 10**9, 7)]).tolist() == [[6 * 10**9 + 7]]
    assert searched(graph, [(0, 0, 0)], [(2, 2 * 10**9, 7)], cut_off_mm=2**30).tolist() == [[np.inf]]


def test_a_city_of_crooked_streets_is_scipys_from_every_school():
    rng = np.random.default_rng(5)
    side = 25
    number = np.arange(side * side).reshape(side, side)
    pairs = np.vstack(
        [np.c_[number[:, :-1].ravel(), number[:, 1:].ravel()], np.c_[number[:-1].ravel(), number[1:].ravel()]]
    )
    pairs = pairs[rng.random(len(pairs)) < 0.8]
    edges = np.c_[pairs, rng.integers(1_000, 200_000, len(pairs))].astype(np.int64)
    at = rng.integers(0, len(edges), 460)
    spots = np.c_[at, (edges[at, 2] * rng.random(460)).astype(np.int64), rng.integers(0, 50_000, 460)]
    found = searched(built(side * side, edges), spots[:60], spots[60:])
    assert np.isfinite(found).mean() > 0.9
    assert np.array_equal(found, by_scipy(side * side, edges, spots[:60], spots[60:]))


def test_a_street_of_many_pieces_is_one_chain_between_two_junctions():
    # two squares joined by a street of 50 pieces, and a dead end of 10 pieces at its far side
    square = [(0, 1, 9), (1, 2, 9), (2, 3, 9), (3, 0, 9)]
    pieces = [(k, k + 1, 3) for k in range(4, 53)]
    other = [(54, 55, 9), (55, 56, 9), (56, 54, 9)]
    end = [(k, k + 1, 2) for k in range(60, 69)]
    edges = np.array([*square, (0, 4, 3), *pieces, (53, 54, 3), *other, (54, 60, 2), *end])
    graph = built(70, edges)
    assert graph.junctions == 2
    assert graph.arcs[:, 1].tolist() == [3 * 51, 3 * 51]
    assert int(graph.dead.sum()) == 1
    assert searched(graph, [(1, 0, 0)], [(len(edges) - 1, 2, 0)]).tolist() == [[9 + 3 * 51 + 2 * 10]]


@pytest.mark.parametrize("shape", ["ring", "line", "loop"])
def test_parts_without_a_junction_are_walked(shape):
    edges = {
        "ring": [(0, 1, 10), (1, 2, 20), (2, 0, 30)],
        "line": [(0, 1, 10), (1, 2, 20), (2, 3, 30)],
        "loop": [(0, 0, 60)],
    }[shape]
    graph = built(4, np.array(edges))
    last = len(edges) - 1
    way = searched(graph, [(0, 0, 0)], [(last, edges[last][2] - 5, 0)]).item()
    assert way == {"ring": 5, "line": 55, "loop": 5}[shape]


def test_places_on_one_spot_have_an_order_too():
    edges = np.array([(0, 1, 5), (1, 2, 5), (1, 3, 5), (1, 4, 7)])
    graph = walk_graph.build(np.zeros((5, 2)), edges[:, 0], edges[:, 1], edges[:, 2] / 1000)
    assert searched(graph, [(0, 0, 0)], [(3, 7, 0)]).tolist() == [[12]]


def test_what_is_near_on_the_ground_is_near_in_memory():
    side = 32
    xy = np.array([(x, y) for x in range(side) for y in range(side)], float)
    order = np.random.default_rng(1).permutation(len(xy))
    number = np.empty(len(xy), int)
    number[order] = np.arange(len(xy))
    pairs = [(a, a + 1) for a in range(len(xy)) if (a + 1) % side] + [
        (a, a + side) for a in range(len(xy) - side)
    ]
    u, v = number[np.array(pairs)].T
    graph = walk_graph.build(xy[order], u, v, np.full(len(u), 1.0))
    tail = np.repeat(np.arange(graph.junctions), np.diff(graph.start))
    assert np.median(np.abs(tail - graph.arcs[:, 0])) < 8
    assert np.median(np.abs(u - v)) > 100
