"""Contiguity cuts: block i may go to school j only if a block of some set between i and j's own block goes there too."""

import itertools
from typing import NamedTuple

import numpy as np

from zoning.assign.bound import separators
from zoning.assign.problem import Problem
from zoning.model import Floats, Ints

SHARES = (1e-6, 0.1, 0.3, 0.5, 0.7)
"""Shares of a block above which it counts as part of a zone, tried in this order until a cut is found."""
LEVELS = 5


class Cut(NamedTuple):
    """x[block, school] <= sum of x[b, school] over `parting`."""

    block: int
    school: int
    parting: Ints


class Tolls(NamedTuple):
    """What drawing a block into a zone costs; cuts lie where that is dear."""

    each: Floats
    """(n, m)"""
    least: Floats
    """(m,) for every block, so that a wave over blocks that cost nothing still has a front."""

    @classmethod
    def of(cls, each: Floats) -> "Tolls":
        """Return tolls with a small least one."""
        dear = [column[column > 0] for column in each.T]
        return cls(each, np.array([max(1.0, 1e-3 * float(np.median(d))) if len(d) else 1.0 for d in dear]))


class Pairs:
    """Pairs of block and school, and in which order a separation takes them."""

    def __init__(self, block: Ints, school: Ints, schools: int) -> None:
        self.order = np.argsort(school, kind="stable")
        self.block = block[self.order]
        self.first = np.searchsorted(school[self.order], np.arange(schools + 1))


def broken(
    problem: Problem, pairs: Pairs, share: Floats, tolls: Tolls, *, above: float, levels: int = LEVELS
) -> list[Cut]:
    """Return cuts that `share`, of each pair, breaks where blocks with more than `above` at a school fall apart."""
    counts = (problem.pupils > 0) | (problem.fixed >= 0)  # other blocks may be left out of every zone for now
    blocks, schools, begins, partings = separators.broken(
        problem.adj_start, problem.adj, problem.home, problem.cost, counts, pairs.first, pairs.block, share[pairs.order],
        tolls.each, tolls.least, above, levels,
    )  # fmt: skip
    return [
        Cut(block, school, partings[a:b])
        for block, school, (a, b) in zip(
            blocks.tolist(), schools.tolist(), itertools.pairwise(begins.tolist()), strict=True
        )
    ]
