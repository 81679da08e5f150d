"""Questions about zones in one piece."""

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from zoning.model import Ints


def pieces(school_of: Ints, adj_start: Ints, adj: Ints) -> Ints:
    """Return the piece each block is in (n,): blocks joined through neighbours of the same school.

    >>> pieces(np.array([0, 0, 1, 0]), np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2])).tolist()
    [0, 0, 1, 2]
    """
    return _pieces(school_of, adj_start, adj)


@njit(cache=True, nogil=True)
def _pieces(school_of, start, adj):  # type: ignore[no-untyped-def]
    """Number the pieces in the order of their first blocks."""
    piece, stack = np.full(school_of.shape[0], -1, np.int64), np.empty(school_of.shape[0], np.int64)
    number = 0
    for first in range(school_of.shape[0]):
        if piece[first] < 0:
            _flood(school_of, start, adj, first, number, piece, stack)
            number += 1
    return piece


@njit(cache=True, nogil=True)
def _flood(school_of, start, adj, first, number, piece, stack):  # type: ignore[no-untyped-def]
    """Give the piece that `first` is in its number; `stack` (n,) is scratch."""
    piece[first] = number
    stack[0], top = first, 1
    while top > 0:
        top -= 1
        b = stack[top]
        for k in range(start[b], start[b + 1]):
            c = adj[k]
            if piece[c] < 0 and school_of[c] == school_of[b]:
                piece[c] = number
                stack[top] = c
                top += 1


def cut_off(school_of: Ints, home: Ints, adj_start: Ints, adj: Ints) -> npt.NDArray[np.bool_]:
    """Return which assigned blocks (n,) are not in one piece with the block their school stands in."""
    return _cut_off(school_of, home, adj_start, adj)


@njit(cache=True, nogil=True)
def _cut_off(school_of, home, start, adj):  # type: ignore[no-untyped-def]
    piece, stack = np.full(school_of.shape[0], -1, np.int64), np.empty(school_of.shape[0], np.int64)
    for j in range(home.shape[0]):
        if home[j] >= 0 and school_of[home[j]] == j:
            _flood(school_of, start, adj, home[j], j, piece, stack)
    apart = np.zeros(school_of.shape[0], np.bool_)
    for i in range(school_of.shape[0]):
        apart[i] = school_of[i] >= 0 and home[school_of[i]] >= 0 and piece[i] < 0
    return apart


def touching(school_of: Ints, adj_start: Ints, adj: Ints, schools: int) -> list[set[int]]:
    """Return the schools (of so many) whose zones touch that of each.

    >>> touching(np.array([0, 0, 1, 0]), np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2]), 3)
    [{1}, {0}, set()]
    """
    block = np.repeat(np.arange(len(school_of)), np.diff(adj_start))
    pairs = np.unique(school_of[block] * schools + school_of[adj])
    near: list[set[int]] = [set() for _ in range(schools)]
    for a, b in zip((pairs // schools).tolist(), (pairs % schools).tolist(), strict=True):
        if a != b:
            near[a].add(b)
    return near


def fragments(school_of: pd.Series, neighbours: pd.DataFrame) -> pd.Series:
    """Count the pieces each school's zone falls into; 1 means it holds together.

    `neighbours` has columns `block_a`, `block_b`; pairs with a block that is not in `school_of` do not count.
    """
    index = school_of.index
    pairs = np.column_stack([index.get_indexer(pd.Index(neighbours[end])) for end in ("block_a", "block_b")])
    pairs = pairs[(pairs >= 0).all(axis=1)]
    codes, schools = pd.factorize(school_of, sort=True)
    same = codes[pairs[:, 0]] == codes[pairs[:, 1]]
    joined = csr_matrix((np.ones(same.sum()), pairs[same].T), shape=(len(index),) * 2)
    piece = pd.Series(connected_components(joined, directed=False)[1], index=index)
    return piece.groupby(school_of).nunique().reindex(schools).rename("pieces")


def colours(touching: pd.DataFrame, zones: pd.Index) -> pd.Series:
    """Return a colour number per zone so that zones in a pair (`zone_a`, `zone_b`) differ; few and stable."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(sorted(zones))
    graph.add_edges_from(sorted(zip(touching["zone_a"], touching["zone_b"], strict=True)))
    found = nx.greedy_color(graph, strategy="DSATUR")
    return pd.Series(found, dtype="int64").reindex(zones).rename("colour")
