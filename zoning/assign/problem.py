"""The zoning problem as numbers: what the solver sees of a city, and of a benchmark folder alike."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zoning.model import Ints

Costs = npt.NDArray[np.int32]

PER_METRE = 1000
"""Costs are whole millimetres per pupil, so that sums are exact and a bound can be trusted to the last one."""

NEVER = 2**30
"""Cost of a pair that is not allowed, in millimetres: farther than any walk."""

_CHUNK = 4_000_000


@dataclass(frozen=True, eq=False)
class Problem:
    """Give every block wholly to one school at least cost, within seats, each zone in one piece with its school.

    n blocks, m schools, T tiers of seats; blocks and schools are positions. Pupils and seats are whole numbers.
    """

    pupils: Ints
    """(n,)"""
    cost: Costs
    """(n, m) millimetres per pupil; `NEVER` where the pair is not allowed."""
    seats: Ints
    """(m, T) seats of each tier, used in this order."""
    fee: Ints
    """(T,) millimetres a pupil seated in the tier costs beside the walk; 0 in the first, then rising."""
    home: Ints
    """(m,) block in which the school stands; -1 where zones need not hold together."""
    adj_start: Ints
    """(n + 1,) CSR of the neighbours of each block."""
    adj: Ints
    fixed: Ints
    """(n,) school a block is locked to (its own school for home blocks), or -1."""
    contiguous: bool = True

    @property
    def limit(self) -> Ints:
        """Most pupils each school may take (m,)."""
        return self.seats.sum(axis=1)

    @property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """(n, m) pairs that may be used."""
        return self.cost < NEVER

    def loads(self, school_of: Ints) -> Ints:
        """Return the pupils at each school (m,)."""
        return np.bincount(school_of, weights=self.pupils, minlength=len(self.seats)).astype(np.int64)

    def walked(self, school_of: Ints) -> int:
        """Return what the walks of a plan cost, in pupil-millimetres."""
        return int((self.pupils * self.cost[np.arange(len(self.pupils)), school_of]).sum())

    def total(self, school_of: Ints) -> int:
        """Return the cost of a plan in pupil-millimetres, fees of seats included."""
        return self.walked(school_of) + int((self.used(school_of) * self.fee).sum())

    def used(self, school_of: Ints) -> Ints:
        """Return the pupils in each tier of seats (m, T)."""
        below = np.cumsum(self.seats, axis=1) - self.seats
        return np.clip(self.loads(school_of)[:, None] - below, 0, self.seats)

    def over(self, school_of: Ints) -> Ints:
        """Return the pupils at each school beyond its last seat (m,); all zero in a clean plan."""
        return np.maximum(0, self.loads(school_of) - self.limit)

    def chunks(self) -> Iterator[slice]:
        """Yield slices of blocks whose (blocks, m) tables stay small, however large the city."""
        step = max(1, _CHUNK // max(1, self.cost.shape[1]))
        for first in range(0, len(self.pupils), step):
            yield slice(first, min(first + step, len(self.pupils)))


def adjacency(pairs: Ints, n: int) -> tuple[Ints, Ints]:
    """Return CSR (start, neighbours) of an undirected list of pairs (k, 2), sorted."""
    ends = pairs.astype(np.int64)
    both = np.unique(np.r_[ends[:, 0] * n + ends[:, 1], ends[:, 1] * n + ends[:, 0]])
    start = np.searchsorted(both, np.arange(n + 1) * n).astype(np.int64)
    return start, both % max(1, n)


def part(problem: Problem, blocks: Ints, schools: Ints) -> Problem:
    """Return the problem of some `blocks` and `schools` (sorted positions) alone; links that lead out are dropped."""
    n, m = problem.cost.shape
    block_at, school_at = np.full(n, -1), np.full(m + 1, -1)
    block_at[blocks], school_at[schools] = np.arange(len(blocks)), np.arange(len(schools))
    degree = np.diff(problem.adj_start)[blocks]
    ends = np.repeat(problem.adj_start[blocks] - np.cumsum(degree) + degree, degree) + np.arange(degree.sum())
    into = block_at[problem.adj[ends]]
    kept = into >= 0
    start = np.r_[
        0, np.cumsum(np.bincount(np.repeat(np.arange(len(blocks)), degree)[kept], minlength=len(blocks)))
    ]
    return Problem(
        pupils=problem.pupils[blocks],
        cost=np.ascontiguousarray(problem.cost[np.ix_(blocks, schools)]),
        seats=problem.seats[schools],
        fee=problem.fee,
        home=np.where(problem.home[schools] >= 0, block_at[problem.home[schools]], -1),
        adj_start=start.astype(np.int64),
        adj=into[kept],
        fixed=school_at[problem.fixed[blocks]],
        contiguous=problem.contiguous,
    )
