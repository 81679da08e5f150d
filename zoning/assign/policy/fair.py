"""The shortest longest walk: what no plan can be below, and the shortest that a plan is found for."""

from collections.abc import Callable

import numpy as np

from zoning.assign.bound import feasible
from zoning.assign.problem import Problem
from zoning.model import Floats, Ints

CLOSE_MM = 1_000.0
"""Limits closer than a metre are not told apart."""


def limits(problem: Problem, walk: Floats) -> Floats:
    """Return the distinct walks of pairs that a limit could rule out, rising (k,); millimetres, as `walk` (n, m)."""
    free = (problem.pupils > 0) & (problem.fixed < 0)
    return np.unique(walk[problem.allowed & free[:, None]])


def longest(problem: Problem, walk: Floats, school_of: Ints) -> float:
    """Return the longest walk of a plan among blocks with pupils that no lock holds; 0 where there are none."""
    free = (problem.pupils > 0) & (problem.fixed < 0)
    return float(walk[np.arange(len(school_of)), school_of][free].max(initial=0.0))


def possible(problem: Problem) -> bool:
    """Whether no block is without a school and seats suffice for whoever can reach them; necessary, not sufficient."""
    stuck = len(feasible.homeless(problem)) or len(feasible.too_big(problem))
    return not stuck and feasible.shortage(problem) is None


def shortest(
    walks: Floats, may: Callable[[float], bool], found: Callable[[float], float | None]
) -> tuple[float | None, float]:
    """Return the least limit that a plan was found for (None if none was) and the limit that no plan can be below.

    `walks` are the limits to choose from, rising; `may` tells whether a plan could exist under a limit, `found` looks
    for one and returns its longest walk.
    """
    below, least = -1, len(walks) - 1
    while least - below > 1:
        middle = (below + least) // 2
        below, least = (below, middle) if may(walks[middle]) else (middle, least)
    if (first := found(walks[least])) is not None:
        return first, float(walks[least])
    best = found(walks[-1])
    low = least
    while best is not None and best - walks[low] > CLOSE_MM:
        middle = (low + int(np.searchsorted(walks, best))) // 2
        if middle == low:
            break
        better = found(walks[middle])
        best, low = (best, middle) if better is None else (better, low)
    return best, float(walks[least])
