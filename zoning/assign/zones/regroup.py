"""Exact re-solves of a few neighbouring zones at a time, where most is left to gain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem, part
from zoning.assign.zones import exact
from zoning.model import Floats, Ints

SMALLEST = 80
"""Groups begin with about this many blocks and grow by half when none of a size is left to try."""
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
    seconds: float = 1e20,
    stop: Callable[[], bool],
) -> Ints:
    """Return the plan after groups of zones with up to `largest` blocks were solved anew, until none is left or `stop`.

    As many groups as `workers` that share no zone are solved at a time; a group is tried again only once
    one of its zones has changed. `seconds` is the most that one group may take.
    """
    size = float(min(SMALLEST, largest))
    changed, tried, turn = np.zeros(len(problem.seats), np.int64), dict[frozenset[int], int](), 0
    with ThreadPoolExecutor(max_workers=workers) as pool:
        while not stop():
            turn += 1
            groups = _groups(
                problem,
                prices,
                school_of,
                (workers, int(size)),
                lambda g: tried.get(g, -1) < changed[list(g)].max(),
            )
            if not groups and size >= largest:
                break
            if not groups:
                size = min(1.5 * size, largest)
                continue
            jobs = [
                pool.submit(
                    _solve, problem, prices, school_of, group, seed=seed + turn, seconds=seconds, stop=stop
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
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    most: tuple[int, int],
    fresh: Callable[[frozenset[int]], bool],
) -> list[frozenset[int]]:
    """Return groups without a zone in common that promise most per block; `most` groups, and blocks of each."""
    count, blocks = most
    excess = pricing.excess(problem, prices, school_of)
    size = np.bincount(school_of, minlength=len(excess))
    near = _neighbours(problem, school_of)
    grown = {frozenset(_grow(j, excess, size, near, blocks)) for j in range(len(excess))}
    ranked = sorted(
        (-excess[list(g)].sum() / size[list(g)].sum(), sorted(g)) for g in grown if len(g) > 1 and fresh(g)
    )
    chosen: list[frozenset[int]] = []
    taken: set[int] = set()
    for _, group in ranked:
        if len(chosen) < count and not taken & set(group):
            chosen.append(frozenset(group))
            taken |= set(group)
    return chosen


def _neighbours(problem: Problem, school_of: Ints) -> list[set[int]]:
    block = np.repeat(np.arange(len(school_of)), np.diff(problem.adj_start))
    pairs = np.unique(np.column_stack([school_of[block], school_of[problem.adj]]), axis=0)
    near: list[set[int]] = [set() for _ in range(len(problem.seats))]
    for a, b in pairs[pairs[:, 0] != pairs[:, 1]].tolist():
        near[a].add(b)
    return near


def _grow(first: int, excess: Floats, size: Ints, near: list[set[int]], most: int) -> set[int]:
    """Return `first` with the zones around it that have most to gain, up to `most` blocks."""
    group, blocks = {first}, size[first]
    while True:
        around = set[int]().union(*(near[j] for j in group)) - group
        fits = [(excess[j], j) for j in around if blocks + size[j] <= most]
        if not fits:
            return group
        best = max(fits)[1]
        group.add(best)
        blocks += size[best]


def _solve(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    group: frozenset[int],
    *,
    seed: int,
    seconds: float,
    stop: Callable[[], bool],
) -> tuple[Ints, Ints] | None:
    """Return (blocks, their new schools) where the group's zones could be made cheaper."""
    schools = np.array(sorted(group))
    blocks = np.flatnonzero(np.isin(school_of, schools))
    own = part(problem, blocks, schools)
    own_prices = pricing.part(prices, blocks, schools, len(school_of))
    plan = np.searchsorted(schools, school_of[blocks])
    found = exact.branch_and_cut(
        own, own_prices, plan, cuts=[], nodes=NODES, seconds=seconds, seed=seed, stop=stop
    ).school_of
    return None if found is None else (blocks, schools[found])
