"""One call of the solver: what answering a question may take, and the sizes at which other roads are taken."""

import os
import time
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zoning.assign.problem import Problem
from zoning.assign.zones.search import Stop
from zoning.assign.zones.warm import Known
from zoning.model import Ints

WHOLE = 60_000
"""Pairs of block and school up to which branch and cut takes on a whole district, not a few zones at a time."""
WORKING = 0.98
"""Share of a time limit for work; the rest is for winding up what has begun."""
CUTS_MOST = 60_000
"""Blocks up to which contiguity cuts are worked out; beyond, the bound is that of the transportation problem."""


class Bound(NamedTuple):
    """A cost that no plan within the rules can be below, and what shows it."""

    value: int
    by: str

    def raised(self, value: int, by: str) -> "Bound":
        """Return the higher of this bound and another one."""
        return Bound(value, by) if value > self.value else self


@dataclass(frozen=True, eq=False, kw_only=True)
class Budget:
    """What a call may spend, and whether it is over."""

    effort: float
    gap: float
    seed: int
    seconds: float | None
    began: float
    ended: Stop
    """Set when time is out or the caller has asked to stop."""

    @property
    def workers(self) -> int:
        """Threads that may work at a time; they change the time, never the answer."""
        return min(8, os.cpu_count() or 1)

    def group_seconds(self, most: float = 6.0) -> float:
        """Return what a group of zones may take: with a time limit `most` seconds or those left, without one only nodes count."""
        return np.inf if self.seconds is None else float(np.clip(self.left(), 0.0, most))

    def left(self) -> float:
        """Return the seconds left, less those for winding up; endless where there is no limit."""
        return np.inf if self.seconds is None else WORKING * self.seconds - (time.perf_counter() - self.began)

    def share(self, share: float) -> float:
        """Return the seconds that are a share of the time limit; endless where there is none."""
        return np.inf if self.seconds is None else share * self.seconds

    def passed(self, share: float) -> bool:
        """Return whether a share of the time limit is over; never where there is none."""
        return self.left() < self.share(1 - share)

    def over(self) -> bool:
        """Return whether time is out or the caller has asked to stop."""
        return bool(self.ended[0])


@dataclass(frozen=True, eq=False, kw_only=True)
class Run(Budget):
    """One call of `solve`: the question, and what answering it may take."""

    problem: Problem
    known: Known | None
    """An earlier answer to begin from."""
    pace: float = np.inf
    """Proposals a second of one thread: seen on this machine where there is a time limit, of no account where there is none."""

    def good(self, school_of: Ints, bound: int) -> bool:
        """Return whether a plan is clean and within the gap asked for."""
        clean = not self.problem.over(school_of).any()
        return clean and self.problem.total(school_of) <= bound * (1 + self.gap)
