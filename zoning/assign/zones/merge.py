"""The best of two plans put together from their parts: where they differ, groups of zones choose anew between the two."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem
from zoning.assign.zones import regroup
from zoning.model import Ints

CHOICES = 80
"""Blocks with a choice in a group, at most."""
NODES = 500
"""Nodes of branch and cut for one group."""
TRIES = 2
"""Groups that each zone with a choice is part of, at least."""


def merged(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    other: Ints,
    *,
    workers: int,
    seed: int,
    seconds: Callable[[], float] = lambda: np.inf,
    stop: Callable[[], bool],
) -> Ints:
    """Return a plan that costs no more than `school_of`, each block of which has its school in one of the two clean plans.

    A few groups that share no zone are solved at a time, by so many `workers`, each for `seconds()` at most.
    """
    tried, first = np.zeros(len(problem.seats), np.int64), seed
    with ThreadPoolExecutor(max_workers=workers) as pool:
        while not stop():
            chosen = groups(school_of, other, tried)
            if not chosen:
                break
            jobs = [
                pool.submit(
                    regroup.solved, problem, prices, school_of, group, others=[other], nodes=NODES,
                    seed=first, seconds=seconds, stop=stop,
                )
                for group in chosen
            ]  # fmt: skip
            first += 1
            for group, job in zip(chosen, jobs, strict=True):
                tried[list(group)] += 1
                if (found := job.result()) is not None:
                    school_of = school_of.copy()
                    school_of[found[0]] = found[1]
    return school_of


def groups(school_of: Ints, other: Ints, tried: Ints) -> list[set[int]]:
    """Return a few groups without a zone in common: around zones least tried, of those most choices."""
    differs = np.flatnonzero(school_of != other)
    choices = np.bincount(school_of[differs], minlength=len(tried))
    linked: list[set[int]] = [set() for _ in tried]
    for a, b in set(zip(school_of[differs].tolist(), other[differs].tolist(), strict=True)):
        linked[a].add(b)
        linked[b].add(a)
    found, taken = list[set[int]](), set[int]()
    for j in np.lexsort([-choices, tried]).tolist():
        if len(found) == regroup.TOGETHER or tried[j] >= TRIES:
            break
        if linked[j] and j not in taken:
            group = _grown(j, linked, choices, taken)
            taken |= group
            if len(group) > 1:
                found.append(group)
    return found


def _grown(first: int, linked: list[set[int]], choices: Ints, taken: set[int]) -> set[int]:
    """Return `first` with the zones linked to it, as long as there are not too many choices."""
    group, count = {first}, choices[first]
    while True:
        around = set[int]().union(*(linked[j] for j in group)) - group - taken
        fits = [(choices[j], j) for j in around if count + choices[j] <= CHOICES]
        if not fits:
            return group
        best = max(fits)[1]
        group.add(best)
        count += choices[best]
