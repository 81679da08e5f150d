"""The bound after branching at necks: who holds the block through which several zones would pass decides more than any other block.

Of all blocks, those with most pupils beyond them in zones other than the one with most there are necks. One is branched on: a branch for each
school that wants it, and one for all others. What a zone can no longer reach in a branch is closed to it there. Near the root a few necks are tried on, and
the one that raises the bound most is taken: what is wasted there is wasted in every branch below. The branch whose bound is
least is looked at first; that bound is true of every plan at any stop. Cuts found in one branch hold in all.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from zoning.assign.bound.necks import WANTED, beyond, close_unreached
from zoning.assign.bound.relaxation import Relaxation
from zoning.assign.problem import NEVER, Problem
from zoning.model import Ints

ROUNDS, RISE = 3, 0.01
"""Rounds of cuts in a branch, at most; another has to close this share of the gap."""
AHEAD = 0.05
"""Share of the gap that a branch may be above the least of all and still be branched on at once."""
LEAST = 0.1
"""Pupils beyond a neck in zones that would share it, in blocks of usual size, with fewer than which nothing is branched on."""
TRIED, NEAR = 3, 1
"""Necks tried on before one is branched on, in branches so near to the root; farther off the first that is new, or else the best by what was seen before."""
MEAN = 0.3
"""What the mean rise of a neck's branches counts beside the least."""

Closed = tuple[tuple[int, Ints], ...]
"""Blocks, each with the schools it may not go to in a branch."""
Neck = tuple[int, Ints]
"""A block, and the schools that want it."""


def bounds(
    relaxation: Relaxation,
    known: Callable[[], int],
    *,
    left: Callable[[], float] = lambda: np.inf,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[int]:
    """Yield the bound after each branch looked at, not above the cost of the best plan `known()`.

    Ends when no branch is left to split, no seconds are `left()` or `stop()`. `relaxation` has been solved for the whole problem; it is of no use for that any more afterwards.
    """
    least = LEAST * float(relaxation.problem.pupils.mean())
    opened: list[tuple[int, int, Closed]] = [(relaxation.bound, 0, ())]
    whole, count = np.inf, 0  # the least bound of branches without a neck; branches made so far
    worth: dict[int, float] = {}

    def spare() -> float:
        return 0.0 if stop() else left()

    while opened and opened[0][0] < min(whole, known()) and spare() > 0:
        before, _, closed = heapq.heappop(opened)
        value = max(before, _solved(relaxation, closed, known(), spare))
        split = [(value, closed)]
        if value < known() and not _far(value, opened, known()):
            if necks := _necks(relaxation, least):
                split = _split(relaxation, closed, value, necks, worth, spare)
            else:
                whole, split = min(whole, value), []
        for bound, branch in split:
            count += 1
            heapq.heappush(opened, (bound, count, branch))
        yield int(min(whole, known(), opened[0][0] if opened else np.inf))


def _far(value: int, opened: list[tuple[int, int, Closed]], known: int) -> bool:
    """Return whether another branch should be looked at before this one is split."""
    return bool(opened) and value > opened[0][0] + AHEAD * (known - opened[0][0])


def _solved(relaxation: Relaxation, closed: Closed, known: int, left: Callable[[], float]) -> int:
    """Return the bound of a branch, as far as a few rounds of cuts raise it."""
    relaxation.enter(_branch(relaxation.problem, closed))
    relaxation.solve(left)
    for _ in range(ROUNDS - 1):
        before = relaxation.bound
        cuts = relaxation.broken() if before < known and left() > 0 else []
        if not cuts:
            break
        relaxation.add_cuts(cuts)
        relaxation.solve(left)
        if relaxation.bound - before < RISE * (known - before):
            break
    return relaxation.bound


def _branch(problem: Problem, closed: Closed) -> Problem:
    """Return the problem without the pairs closed in a branch, nor those that can no longer be reached."""
    cost = problem.cost.copy()
    for block, schools in closed:
        cost[block, schools] = NEVER
    every = np.arange(len(problem.seats))
    close_unreached(problem.adj_start, problem.adj, problem.home, cost, NEVER, every)
    return replace(problem, cost=cost)


def _split(
    relaxation: Relaxation, closed: Closed, value: int, necks: list[Neck], worth: dict[int, float], left: Callable[[], float]
) -> list[tuple[int, Closed]]:  # fmt: skip
    """Return the branches of one of some `necks`, each with its bound, `value` or more; `worth` learns what necks raise it by."""
    branch = relaxation.branch
    if len(closed) > NEAR:
        neck, wanting = max(necks, key=lambda pair: worth.get(pair[0], np.inf))
        return [(value, (*closed, (neck, schools))) for schools in _ways(branch, neck, wanting)]
    tried = dict[int, list[tuple[int, Closed]]]()
    for neck, wanting in necks:
        tried[neck] = [
            (_first(relaxation, closer, value, left), closer)
            for closer in ((*closed, (neck, schools)) for schools in _ways(branch, neck, wanting))
        ]
        rises = [bound - value for bound, _ in tried[neck]]
        worth[neck] = min(rises) + MEAN * sum(rises) / len(rises)
        if left() <= 0:
            break
    return tried[max(tried, key=lambda neck: worth[neck])]


def _first(relaxation: Relaxation, closed: Closed, value: int, left: Callable[[], float]) -> int:
    """Return the bound of a branch before any cut of its own, no less than that of the branch it is part of."""
    if left() <= 0:
        return value
    relaxation.enter(_branch(relaxation.problem, closed))
    relaxation.solve(left)
    return max(value, relaxation.bound)


def _necks(relaxation: Relaxation, least: float) -> list[Neck]:
    """Return a few necks to branch on, the one with most pupils beyond first; none with fewer than `least`."""
    problem, share = relaxation.problem, relaxation.share
    order = np.argsort(relaxation.school, kind="stable")
    first = np.searchsorted(relaxation.school[order], np.arange(len(problem.seats) + 1))
    weight = np.zeros(len(share))
    weight[order] = beyond(
        problem.adj_start, problem.adj, problem.home, first, relaxation.block[order], problem.pupils.astype(float), share[order]
    )  # fmt: skip
    most = np.zeros(len(problem.pupils))
    np.maximum.at(most, relaxation.block, weight)
    at = np.bincount(relaxation.block, weight, minlength=len(most)) - most
    most_first = np.argsort(-at, kind="stable")[:TRIED]
    wanted = share > WANTED
    return [
        (neck, relaxation.school[(relaxation.block == neck) & wanted])
        for neck in most_first[at[most_first] >= least].tolist()
    ]


def _ways(branch: Problem, neck: int, wanting: Ints) -> Iterator[Ints]:
    """Yield the schools closed to the neck in each branch: all but one that wants it, or those that want it."""
    may = np.flatnonzero(branch.cost[neck] < NEVER)
    for school in wanting:
        yield np.setdiff1d(may, [school])
    if len(np.setdiff1d(may, wanting)) or branch.pupils[neck] == 0:
        yield wanting
