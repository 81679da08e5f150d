"""Questions about zones in one piece."""

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from zoning.model import Ints


def pieces(school_of: Ints, adj_start: Ints, adj: Ints) -> Ints:
    """Return the piece each block is in (n,): blocks joined through neighbours of the same school.

    >>> pieces(np.array([0, 0, 1, 0]), np.array([0, 1, 3, 5, 6]), np.array([1, 0, 2, 1, 3, 2])).tolist()
    [0, 0, 1, 2]
    """
    block = np.repeat(np.arange(len(school_of)), np.diff(adj_start))
    same = school_of[block] == school_of[adj]
    within = csr_matrix((np.ones(same.sum()), (block[same], adj[same])), shape=(len(school_of),) * 2)
    return connected_components(within, directed=False)[1].astype(np.int64)


def cut_off(school_of: Ints, home: Ints, adj_start: Ints, adj: Ints) -> npt.NDArray[np.bool_]:
    """Return which assigned blocks (n,) are not in one piece with the block their school stands in."""
    piece = pieces(school_of, adj_start, adj)
    assigned = school_of >= 0
    home_of = home[np.where(assigned, school_of, 0)]
    joined = (piece == piece[home_of]) & (school_of == school_of[home_of])
    return assigned & (home_of >= 0) & ~joined


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
