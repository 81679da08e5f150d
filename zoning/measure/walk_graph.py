"""The street network as the search walks it: junctions along a space-filling curve, and the chains between them.

Lengths are whole millimetres, so that sums are exact and do not depend on their order. Nodes with two edges are
walked through: they lie on a chain between two junctions, as blocks and schools do. Dead ends hang on their
junction and are never searched.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from zoning.measure import shortest
from zoning.model import Floats, Ints

Millimetres = npt.NDArray[np.signedinteger[Any]]
"""Whole millimetres; the largest number of the type means that there is no way."""
_SHARES_OF_A_THREAD = 4
_NO_LIMIT = 2**62


class Spots(NamedTuple):
    """Points that meet the streets, each on a chain and so between two junctions (one twice in a dead end)."""

    chain: Ints
    place: Ints
    """Millimetres from the chain's beginning."""
    off: Ints
    """Millimetres from the street."""
    near: Ints
    back: Ints
    to_near: Ints
    """Millimetres to the junction where the chain begins, those off the street counted."""
    to_back: Ints


@dataclass(frozen=True, eq=False)
class WalkGraph:
    """Junctions with their arcs in CSR form, and where every edge lies on its chain."""

    start: Ints
    arcs: Millimetres
    """(arcs, 2): the junction an arc leads to, and its millimetres."""
    ends: Ints
    """(chains, 2) junctions at a chain's two ends; twice the first where the other is a dead end."""
    chain_mm: Ints
    """(chains,) length."""
    dead: npt.NDArray[np.bool_]
    """(chains,) whether the chain is a dead end: the only way out of it is where it begins."""
    chain: Ints
    """(edges,) the chain of each edge."""
    place_u: Ints
    """(edges,) millimetres from the chain's beginning to the edge's `u`."""
    place_v: Ints

    @property
    def junctions(self) -> int:
        """How many nodes are searched."""
        return len(self.start) - 1


def whole_mm(metres: Floats) -> Ints:
    """Return metres as whole millimetres.

    >>> whole_mm(np.array([1.2346])).tolist()
    [1235]
    """
    return np.rint(metres * 1000.0).astype(np.int64)


def build(nodes: Floats, u: Ints, v: Ints, length_m: Floats) -> WalkGraph:
    """Return the graph of edges `u`–`v` (positions in `nodes`, (n, 2) metres), walked both ways."""
    u, v, mm = u.copy(), v.copy(), whole_mm(length_m)  # the kernel is compiled for arrays that may be written
    at_node = np.r_[u, v]
    order = np.argsort(at_node, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(at_node, minlength=len(nodes)))].astype(np.int64)
    edge_at = np.tile(np.arange(len(u)), 2)[order]
    chain, place_u, place_v, chain_mm = (np.full(len(u), -1, np.int64) for _ in range(4))
    ends = np.empty((len(u), 2), np.int64)
    count = shortest.chains(first, edge_at, u, v, mm, chain, place_u, place_v, ends, chain_mm)
    ends, chain_mm = ends[:count].copy(), chain_mm[:count].copy()
    dead = ends[:, 1] < 0
    ends[dead, 1] = ends[dead, 0]
    number = _along_a_curve(nodes, np.unique(ends))
    ends = number[ends]
    start, arcs = _arcs(ends, chain_mm, int(number.max(initial=-1)) + 1)
    return WalkGraph(start, arcs, ends, chain_mm, dead, chain, place_u, place_v)


def _along_a_curve(nodes: Floats, kept: Ints) -> Ints:
    """(nodes,) the kept nodes' new numbers, -1 for others: what is near on the ground is near in memory."""
    number = np.full(len(nodes), -1, np.int64)
    if len(kept):
        spots = gpd.GeoSeries(gpd.points_from_xy(*nodes[kept].T))
        number[kept[np.argsort(spots.hilbert_distance().to_numpy(), kind="stable")]] = np.arange(len(kept))
    return number


def _arcs(ends: Ints, mm: Ints, size: int) -> tuple[Ints, Millimetres]:
    """Return the CSR start and the arcs, both ways: the shortest of parallel chains, no loops."""
    through = ends[:, 0] != ends[:, 1]
    tail, head = np.r_[ends[through], ends[through, ::-1]].T
    way = np.tile(mm[through], 2)
    order = np.lexsort((way, head, tail))
    tail, head, way = tail[order], head[order], way[order]
    shortest_of = np.r_[True, (np.diff(tail) != 0) | (np.diff(head) != 0)][: len(tail)]
    tail, head, way = tail[shortest_of], head[shortest_of], way[shortest_of]
    start = np.r_[0, np.cumsum(np.bincount(tail, minlength=size))].astype(np.int64)
    kind = np.int32 if way.max(initial=0) < np.iinfo(np.int32).max else np.int64
    return start, np.c_[head, way].astype(kind)


def spots(graph: WalkGraph, edge: Ints, along_mm: Ints, off_mm: Ints) -> Spots:
    """Return points `along_mm` from the `u` end of edges, and `off_mm` off them, as the search takes them."""
    backwards = graph.place_u[edge] > graph.place_v[edge]
    place = graph.place_u[edge] + np.where(backwards, -along_mm, along_mm)
    return _on_chains(graph, graph.chain[edge], place, off_mm)


def nodes(graph: WalkGraph, u: Ints, v: Ints, size: int) -> Spots:
    """Return every node of the edges `u`–`v` as a spot; one without a street is out of reach."""
    chain, place = np.full(size, -1, np.int64), np.zeros(size, np.int64)
    chain[v], place[v] = graph.chain, graph.place_v
    chain[u], place[u] = graph.chain, graph.place_u
    found = _on_chains(graph, chain, place, np.zeros(size, np.int64))
    found.to_near[chain < 0] = found.to_back[chain < 0] = _NO_LIMIT
    return found


def _on_chains(graph: WalkGraph, chain: Ints, place: Ints, off_mm: Ints) -> Spots:
    near, back = graph.ends[chain].T.copy()
    behind = np.where(graph.dead[chain], place, graph.chain_mm[chain] - place)
    return Spots(chain, place, off_mm, near, back, place + off_mm, behind + off_mm)


def millimetres(
    graph: WalkGraph,
    sources: Spots,
    targets: Spots,
    cut_off_mm: int | None = None,
    *,
    threads: int | None = None,
) -> Millimetres:
    """Return the shortest walks (sources, targets); the type's largest number where there is none.

    `threads` share the sources, one for each core unless you say otherwise. Memory is that of the answer, and a
    few numbers per junction and thread.
    """
    search = partial(_filled, graph, sources, targets, threads=threads or os.cpu_count() or 1)
    for kind in (np.int32, np.int64):  # 2,147 km fit in the first
        out = np.empty((len(sources.chain), len(targets.chain)), kind)
        if search(out, limit=_NO_LIMIT if cut_off_mm is None else cut_off_mm):
            return out
    raise OverflowError("walks longer than 64 bits of millimetres")


def _filled(
    graph: WalkGraph, sources: Spots, targets: Spots, out: Millimetres, *, limit: int, threads: int
) -> bool:
    """Write every row of `out`; return whether all walks fit in it."""
    # one layout of arrays, so that the kernel is compiled once
    given = tuple(np.ascontiguousarray(column, np.int64) for column in sources)
    wanted = tuple(np.ascontiguousarray(column, np.int64) for column in targets)
    shift, buckets = _buckets(graph)
    step = max(1, -(-len(out) // (threads * _SHARES_OF_A_THREAD)))

    def share(i: int) -> bool:
        some, rows = tuple(column[i : i + step] for column in given), out[i : i + step]
        return bool(shortest.sweep(graph.start, graph.arcs, shift, buckets, some, wanted, limit, rows))

    shares = range(0, len(out), step)
    if threads == 1 or len(shares) <= 1:
        return all(map(share, shares))
    with ThreadPoolExecutor(threads) as pool:
        return all(pool.map(share, shares))


def _buckets(graph: WalkGraph) -> tuple[int, int]:
    """Return the width of the search's buckets, as a power of two in millimetres, and how many it takes.

    Half a mean chain is about the quickest, and bounds their number by that of the chains.
    """
    longest = max(int(graph.chain_mm.max(initial=1)), 1)
    mean = max(int(graph.chain_mm.mean()), 1) if len(graph.chain_mm) else 1
    shift = max(mean.bit_length() - 2, 0)
    return shift, 1 << ((longest >> shift) + 2).bit_length()
