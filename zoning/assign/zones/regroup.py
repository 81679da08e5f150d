"""Exact re-solves of a few neighbouring zones at a time, where most is left to gain."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem, part
from zoning.assign.zones import exact
from zoning.model import Floats, Ints

SMALLEST = 80
"""Groups begin with about this many blocks and grow by half when none of a size is left to try."""
WISHED = 3.0
"""What a wish to change between two zones counts when groups are put together, in units of what zones have to gain."""
TOGETHER = 4
"""Groups solved at a time."""
NODES = 150
"""Nodes of branch and cut for one group."""


def improve(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    *,
    workers: int,
    seed: int,
    largest: int,
    most: float = np.inf,
    seconds: Callable[[], float] = lambda: np.inf,
    stop: Callable[[], bool],
) -> Ints:
    """Return the plan after `most` groups of zones with up to `largest` blocks were solved anew, or until none is left or `stop`.

    A few groups that share no zone are solved at a time, by so many `workers`; a group is tried again only once
    one of its zones has changed. `seconds()` is the most that the next group may take.
    """
    size, standing = float(min(SMALLEST, largest)), pricing.Standing(problem, prices)
    changed, tried, turn = np.zeros(len(problem.seats), np.int64), dict[frozenset[int], int](), 0
    with ThreadPoolExecutor(max_workers=workers) as pool:
        while not stop() and TOGETHER * turn < most:
            turn += 1
            groups = _groups(
                standing, school_of, int(size), lambda g: tried.get(g, -1) < changed[list(g)].max()
            )
            if not groups and size >= largest:
                break
            if not groups:
                size = min(1.5 * size, largest)
                continue
            jobs = [
                pool.submit(
                    solved, problem, prices, school_of, group, seed=seed + turn, seconds=seconds, stop=stop
                )
                for group in groups
            ]
            for group, job in zip(groups, jobs, strict=True):
                found = job.result()
                tried[group] = turn
                if found is not None:
                    blocks, schools = found
                    school_of = school_of.copy()
                    school_of[blocks] = schools
                    changed[list(group)] = turn
    return school_of


def _groups(
    standing: pricing.Standing, school_of: Ints, most: int, fresh: Callable[[frozenset[int]], bool]
) -> list[frozenset[int]]:
    """Return groups of up to `most` blocks, without a zone in common, that promise most per block."""
    excess, wishes = standing.excess(school_of), _wishes(standing, school_of)
    size = np.bincount(school_of, minlength=len(excess))
    near = _neighbours(standing.problem, school_of)
    grown = {frozenset(_grow(j, excess, wishes, size, near, most)) for j in range(len(excess))}
    ranked = sorted(
        (-excess[list(g)].sum() / size[list(g)].sum(), sorted(g)) for g in grown if len(g) > 1 and fresh(g)
    )
    chosen: list[frozenset[int]] = []
    taken: set[int] = set()
    for _, group in ranked:
        if len(chosen) < TOGETHER and not taken & set(group):
            chosen.append(frozenset(group))
            taken |= set(group)
    return chosen


def _neighbours(problem: Problem, school_of: Ints) -> list[set[int]]:
    block = np.repeat(np.arange(len(school_of)), np.diff(problem.adj_start))
    m = len(problem.seats)
    pairs = np.unique(school_of[block] * m + school_of[problem.adj])
    near: list[set[int]] = [set() for _ in range(m)]
    for a, b in zip((pairs // m).tolist(), (pairs % m).tolist(), strict=True):
        if a != b:
            near[a].add(b)
    return near


def _wishes(standing: pricing.Standing, school_of: Ints) -> list[dict[int, float]]:
    """Return, for each zone, what its blocks and those of each other zone would save at the school they would rather go to."""
    m = len(standing.prices.seat)
    above = standing.above(school_of)
    some = np.flatnonzero(above > 0)
    pairs, at = np.unique(school_of[some] * m + standing.wished[some], return_inverse=True)
    saved = np.bincount(at, weights=above[some], minlength=len(pairs))
    wishes: list[dict[int, float]] = [{} for _ in range(m)]
    for a, b, worth in zip((pairs // m).tolist(), (pairs % m).tolist(), saved.tolist(), strict=True):
        wishes[a][b] = wishes[a].get(b, 0.0) + worth
        wishes[b][a] = wishes[b].get(a, 0.0) + worth
    return wishes


def _grow(
    first: int, excess: Floats, wishes: list[dict[int, float]], size: Ints, near: list[set[int]], most: int
) -> set[int]:
    """Return `first` with the zones around it that have most to gain, up to `most` blocks."""
    group, blocks, pull = {first}, size[first], dict(wishes[first])
    while True:
        around = set[int]().union(*(near[j] for j in group)) - group
        fits = [(excess[j] + WISHED * pull.get(j, 0.0), j) for j in around if blocks + size[j] <= most]
        if not fits:
            return group
        best = max(fits)[1]
        group.add(best)
        blocks += size[best]
        for j, worth in wishes[best].items():
            pull[j] = pull.get(j, 0.0) + worth


def solved(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    group: Collection[int],
    *,
    others: Sequence[Ints] = (),
    nodes: int = NODES,
    seed: int,
    seconds: Callable[[], float],
    stop: Callable[[], bool],
) -> tuple[Ints, Ints] | None:
    """Return (blocks, their new schools) where the group's zones could be made cheaper.

    With `others`, blocks choose only among their schools in the plan and in these.
    """
    schools = np.array(sorted(group))
    blocks = np.flatnonzero(np.isin(school_of, schools))
    own = part(problem, blocks, schools)
    own_prices = pricing.part(prices, blocks, schools, len(school_of))
    plan = np.searchsorted(schools, school_of[blocks])
    if others:
        own = _limited(own, [school_of[blocks], *(other[blocks] for other in others)], schools)
    found = exact.branch_and_cut(
        own, own_prices, plan, cuts=[], nodes=nodes, seconds=seconds(), quick=True, seed=seed, stop=stop
    ).school_of
    return None if found is None else (blocks, schools[found])


def _limited(own: Problem, plans: list[Ints], schools: Ints) -> Problem:
    """Return the problem of a group with only the choices of some plans; blocks without pupils keep all of theirs."""
    choice = np.repeat(((own.pupils == 0) & (own.fixed < 0))[:, None], len(schools), axis=1)
    for plan in plans:
        at = np.minimum(np.searchsorted(schools, plan), len(schools) - 1)
        here = schools[at] == plan
        choice[here, at[here]] = True
    return replace(own, cost=np.where(choice, own.cost, NEVER).astype(np.int32))
