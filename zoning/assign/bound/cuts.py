"""Contiguity cuts: block i may go to school j only if a block of some set between i and j's own block goes there too."""

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from zoning.assign.bound.separators import fronts, pieces
from zoning.assign.problem import NEVER, Problem
from zoning.model import Floats, Ints

SHARES = (1e-6, 0.1, 0.3, 0.5, 0.7)
"""Shares of a block above which it counts as part of a zone, tried in this order until a cut is found."""
LEVELS = 5
_VIOLATION = 1e-4


class Cut(NamedTuple):
    """x[block, school] <= sum of x[b, school] over `parting`."""

    block: int
    school: int
    parting: Ints


def violated(
    problem: Problem, school: int, share: Floats, toll: Floats, *, above: float, levels: int = LEVELS
) -> Iterator[Cut]:
    """Yield cuts that `share` (n,), the shares of blocks at `school`, breaks where blocks with more than `above` fall apart.

    `toll` (n,) tells what drawing a block into the zone costs; cuts lie where that is dear.
    """
    home = problem.home[school]
    inside = share > above
    inside[home] = True
    piece, _ = pieces(problem.adj_start, problem.adj, inside, home)
    may = problem.cost[:, school] < NEVER
    counts = (problem.pupils > 0) | (problem.fixed >= 0)  # other blocks may be left out of every zone for now
    for which in np.unique(piece[(piece > 0) & counts]):
        begins, blocks = fronts(
            problem.adj_start,
            problem.adj,
            may,
            piece,
            which,
            np.where(inside, 0.0, toll) + _least(toll),
            home,
            levels,
        )
        members = np.flatnonzero((piece == which) & counts)
        for parting in _distinct(begins, blocks):
            lacking = share[members] > share[parting].sum() + _VIOLATION
            yield from (Cut(int(i), school, parting) for i in members[lacking])


def _least(toll: Floats) -> float:
    """A small toll for every block, so that a wave over blocks that cost nothing still has a front."""
    return max(1.0, 1e-3 * float(np.median(toll[toll > 0]))) if (toll > 0).any() else 1.0


def _distinct(begins: Ints, blocks: Ints) -> Sequence[Ints]:
    found = {tuple(blocks[a:b]): blocks[a:b] for a, b in itertools.pairwise(begins)}
    return list(found.values())
