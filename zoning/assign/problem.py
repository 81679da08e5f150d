"""The zoning problem as numbers: what the solver sees of a city, and of a benchmark folder alike."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zoning.model import Ints

NEVER = np.int64(2**40)
"""Cost of a pair that is not allowed."""

DECIMETRE = 10
"""Costs are whole decimetres, so that sums are exact and a bound can be trusted to the last pupil-metre."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Give every block wholly to one school at least cost, within seats, each zone in one piece with its school.

    n blocks, m schools; blocks and schools are positions. Pupils and seats are whole numbers.
    """

    pupils: Ints
    """(n,)"""
    cost: Ints
    """(n, m) decimetres per pupil; `NEVER` where the pair is not allowed."""
    seats: Ints
    """(m,) free of charge."""
    extra_seats: Ints
    """(m,) beyond capacity, each at `extra_price`."""
    extra_price: int
    """Decimetres per pupil over capacity."""
    home: Ints
    """(m,) block in which the school stands; -1 where the zone need not hold it."""
    adj_start: Ints
    """(n + 1,) CSR of the neighbours of each block."""
    adj: Ints
    fixed: Ints
    """(n,) school a block is locked to (its own school for home blocks), or -1."""
    contiguous: bool = True

    @property
    def limit(self) -> Ints:
        """Most pupils each school may take."""
        return self.seats + self.extra_seats

    @property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """(n, m) pairs that may be used."""
        return self.cost < NEVER

    def loads(self, school_of: Ints) -> Ints:
        """Return the pupils at each school (m,)."""
        return np.bincount(school_of, weights=self.pupils, minlength=len(self.seats)).astype(np.int64)

    def total(self, school_of: Ints) -> int:
        """Return the cost of a plan in pupil-decimetres, seats beyond capacity included."""
        walk = (self.pupils * self.cost[np.arange(len(self.pupils)), school_of]).sum()
        over = np.maximum(0, self.loads(school_of) - self.seats)
        return int(walk + over.sum() * self.extra_price)

    def over(self, school_of: Ints) -> Ints:
        """Return the pupils at each school beyond what may be bought (m,); all zero in a clean plan."""
        return np.maximum(0, self.loads(school_of) - self.limit)


def adjacency(pairs: Ints, n: int) -> tuple[Ints, Ints]:
    """Return CSR (start, neighbours) of an undirected list of pairs (k, 2), sorted."""
    both = np.unique(np.vstack([pairs, pairs[:, ::-1]]), axis=0) if len(pairs) else np.empty((0, 2), np.int64)
    start = np.searchsorted(both[:, 0], np.arange(n + 1)).astype(np.int64)
    return start, both[:, 1].astype(np.int64)
