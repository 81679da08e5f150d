"""Why no plan can exist: the rule that cannot be met, where, and short by how much; each is a proof (pupils may split)."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from zoning.assign.problem import NEVER, Problem, part
from zoning.model import Ints

_NEAR = 8
"""Schools of each block that are looked at before all of them."""


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


def sound(problem: Problem) -> bool:
    """Tell whether none of these proofs rules a plan out: every block has a school that holds it, and seats suffice."""
    return not len(homeless(problem)) and not len(too_big(problem)) and shortage(problem) is None


def shortage(problem: Problem) -> Shortage | None:
    """Return the blocks whose pupils outnumber the seats they can reach, or None if seats suffice (pupils may split).

    The set is the source side of a minimum cut of the flow pupils -> seats (Hall's condition): of all groups of blocks
    it is short by most, so `short` is also how many pupils at least are left without a seat in the whole district.
    """
    n, m = problem.cost.shape
    if m > _NEAR and _unseated(problem, *_nearest_pairs(problem))[0] == 0:
        return None  # a few schools for each block are enough: most cities, and most of the time saved
    short, left = _unseated(problem, *problem.allowed.nonzero())
    if short == 0:
        return None
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    side = np.zeros(n + m + 2, bool)
    side[breadth_first_order(left, n + m, return_predecessors=False)] = True
    blocks, schools = side[:n].nonzero()[0], side[n : n + m].nonzero()[0]
    return _short(problem, blocks, schools)


def _nearest_pairs(problem: Problem) -> tuple[Ints, Ints]:
    """The pairs (block, school) of each block with its `_NEAR` cheapest schools, as far as they are allowed."""
    school = np.argpartition(problem.cost, _NEAR, axis=1)[:, :_NEAR].ravel()
    block = np.repeat(np.arange(len(problem.pupils)), _NEAR)
    may = problem.cost[block, school] < NEVER
    return block[may], school[may]


def _unseated(problem: Problem, block: Ints, school: Ints) -> tuple[int, csr_array]:
    """Return how many pupils at least get no seat where only these pairs may be used, and what the flow leaves of every way.

    Nodes are the blocks, the schools, the source of all pupils and the sink of all seats.
    """
    n, m = problem.cost.shape
    rows = np.r_[np.full(n, n + m), block, n + np.arange(m)]
    cols = np.r_[np.arange(n), n + school, np.full(m, n + m + 1)]
    room = np.r_[problem.pupils, problem.pupils[block], problem.limit]
    graph = csr_array((room.astype(np.int32), (rows, cols)), shape=(n + m + 2, n + m + 2))
    flow = maximum_flow(graph, n + m, n + m + 1)
    return int(problem.pupils.sum()) - int(flow.flow_value), csr_array(graph - flow.flow)


def smallest(problem: Problem, found: Shortage) -> Shortage:
    """Return a shortage within `found` that cannot be told with fewer schools.

    First the piece with the fewest schools of those that share no school; then every school is left out in turn, with the
    blocks that can reach it: where the rest is still short, it stays out. In the end no proper part of the schools is short for the
    blocks that reach only that part.
    """
    found = min(
        (piece for piece in _pieces(problem, found) if piece.short > 0),
        key=lambda piece: (len(piece.schools), len(piece.blocks)),
    )
    for school in found.schools.tolist():
        if school in found.schools:
            within = _confined_to(problem, found, np.setdiff1d(found.schools, [school]))
            found = within or found
    return found


def _pieces(problem: Problem, found: Shortage) -> list[Shortage]:
    """The shortage by groups of schools that no block joins."""
    allowed = problem.allowed[np.ix_(found.blocks, found.schools)]
    block, school = allowed.nonzero()
    size = sum(allowed.shape)
    graph = csr_array((np.ones(len(block)), (block, len(found.blocks) + school)), shape=(size, size))
    count, piece = connected_components(graph, directed=False)
    of_block, of_school = piece[: len(found.blocks)], piece[len(found.blocks) :]
    return [_short(problem, found.blocks[of_block == k], found.schools[of_school == k]) for k in range(count)]


def _confined_to(problem: Problem, found: Shortage, schools: Ints) -> Shortage | None:
    """A shortage of blocks of `found` that can reach some of `schools` and no others; None if there is none."""
    others = np.setdiff1d(np.arange(len(problem.seats)), schools)
    blocks = found.blocks[~problem.allowed[np.ix_(found.blocks, others)].any(axis=1)]
    if not len(blocks) or not len(schools):
        return None
    short = shortage(part(problem, blocks, schools))
    return None if short is None else _short(problem, blocks[short.blocks], schools[short.schools])


def _short(problem: Problem, blocks: Ints, schools: Ints) -> Shortage:
    blocks = blocks[problem.pupils[blocks] > 0]
    return Shortage(blocks, schools, int(problem.pupils[blocks].sum()), int(problem.limit[schools].sum()))
