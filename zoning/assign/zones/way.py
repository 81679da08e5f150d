"""The cheapest way from a block to a zone: the blocks that would have to join it."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from zoning.assign.problem import Problem
from zoning.model import Floats, Ints


def cheapest(
    problem: Problem, price: Floats, begin: Ints, end: npt.NDArray[np.bool_], *, most: float = np.inf
) -> Ints | None:
    """Return the blocks after `begin` up to and with the first of `end` (n,), the last first; None if no way costs `most` or less.

    `price` (n,) is what entering a block costs, more than 0; infinite where none may.
    """
    ways = csr_matrix((price[problem.adj], problem.adj, problem.adj_start), shape=(len(price),) * 2)
    far, before, _ = dijkstra(ways, indices=begin, min_only=True, return_predecessors=True, limit=most)
    far[~end] = np.inf
    block, path = int(np.argmin(far)), list[int]()
    if not np.isfinite(far[block]):
        return None
    within = set(begin.tolist())
    while block not in within:
        path.append(block)
        block = int(before[block])
    return np.array(path, np.int64)
