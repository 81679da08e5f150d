"""Why no plan can exist: the rule that cannot be met, where, and short by how much."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from zoning.assign.problem import Problem
from zoning.model import Ints


@dataclass(frozen=True, eq=False)
class Shortage:
    """Pupils of `blocks` can reach only the seats of `schools`: short by `short`."""

    blocks: Ints
    schools: Ints
    pupils: int
    seats: int

    @property
    def short(self) -> int:
        """Pupils without a seat."""
        return self.pupils - self.seats


def homeless(problem: Problem) -> Ints:
    """Return the blocks that no school may take."""
    return np.flatnonzero(~problem.allowed.any(axis=1))


def too_big(problem: Problem) -> Ints:
    """Return the blocks with more pupils than any school that may take them has room for."""
    room = np.where(problem.allowed, problem.limit, -1).max(axis=1, initial=-1)
    return np.flatnonzero((problem.pupils > room) & (room >= 0))


def shortage(problem: Problem) -> Shortage | None:
    """Return the blocks whose pupils outnumber the seats they can reach, or None if seats suffice (pupils may split).

    The set is the source side of a minimum cut of the flow pupils -> seats (Hall's condition).
    """
    n, m = problem.cost.shape
    source, sink = n + m, n + m + 1
    block, school = problem.allowed.nonzero()
    rows = np.r_[np.full(n, source), block, n + np.arange(m)]
    cols = np.r_[np.arange(n), n + school, np.full(m, sink)]
    room = np.r_[problem.pupils, problem.pupils[block], problem.limit]
    graph = csr_array((room.astype(np.int32), (rows, cols)), shape=(n + m + 2, n + m + 2))
    flow = maximum_flow(graph, source, sink)
    if flow.flow_value >= problem.pupils.sum():
        return None
    left = csr_array(graph - flow.flow)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    side = np.zeros(n + m + 2, bool)
    side[breadth_first_order(left, source, return_predecessors=False)] = True
    blocks, schools = side[:n].nonzero()[0], side[n : n + m].nonzero()[0]
    blocks = blocks[problem.pupils[blocks] > 0]
    return Shortage(blocks, schools, int(problem.pupils[blocks].sum()), int(problem.limit[schools].sum()))
