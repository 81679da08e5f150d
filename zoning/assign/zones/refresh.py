"""Groups of neighbouring zones annealed again from where they stand; what gets better is kept.

An anneal of a whole city leaves some corner in disorder each time, and a pupil or two over the seats of some school. Annealed alone, a group of
zones is either improved or stays as it was, so the corners come right one after the other: those around crowded schools first.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem, part
from zoning.assign.zones import search
from zoning.assign.zones.search import Stop
from zoning.contiguity import touching
from zoning.model import Ints

SIZES = (12, 20, 40)
"""Zones of a group, in turn; never more than half of all."""
CROWDED = (6, *SIZES)
"""The same while a school is over its seats: often the zones next to it can take the pupils, and such a group is quick."""
HEATS = (0.05, 0.1, 0.2, 0.4)
"""Temperatures at which the anneals begin, in turn."""
PROPOSALS = 3_000
"""Proposals a block of each anneal."""
TOGETHER = 4
"""Groups annealed at a time, none of which two have a zone in common."""


def refreshed(
    problem: Problem, prices: Prices, school_of: Ints, *, workers: int, seed: int, enough: Callable[[int, Ints], bool], stop: Stop,
    proposals: int = PROPOSALS,
) -> Ints:  # fmt: skip
    """Return the plan after groups of zones were annealed, a few at a time by so many `workers`, until `enough(groups so far, plan)`.

    It costs no more than `school_of` and has no more pupils over. Threads change the time, never the plan; `stop[0]` ends groups begun.
    """
    random, done, turn = np.random.default_rng(seed), 0, 0
    with ThreadPoolExecutor(max_workers=workers) as pool:
        while not (stop[0] or enough(done, school_of)):
            over = problem.over(school_of) > 0
            sizes = CROWDED if over.any() else SIZES
            groups = _groups(problem, school_of, sizes[turn % len(sizes)], over, random)
            if not groups:  # no zone has a neighbour
                break
            heat, before = HEATS[turn % len(HEATS)], school_of
            jobs = [
                pool.submit(
                    annealed, problem, prices, before, group, proposals=proposals, heat=heat, seed=100_000 * seed + done + number, stop=stop
                )
                for number, group in enumerate(groups)
            ]  # fmt: skip
            for job in jobs:
                blocks, schools = job.result()
                school_of = school_of.copy()
                school_of[blocks] = schools
            done, turn = done + len(groups), turn + 1
    return school_of


def annealed(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    schools: Ints,
    *,
    proposals: float,
    heat: float,
    seed: int,
    stop: Stop,
) -> tuple[Ints, Ints]:
    """Return the blocks of some zones (`schools`, sorted) and their schools after an anneal of these zones alone: never a worse plan."""
    blocks = np.flatnonzero(np.isin(school_of, schools))
    own = part(problem, blocks, schools)
    after = search.anneal(
        own, np.searchsorted(schools, school_of[blocks]), pricing.part(prices, blocks, schools, len(school_of)),
        proposals=int(proposals * len(blocks)), heat=heat, seed=seed, stop=stop,
    )  # fmt: skip
    return blocks, schools[after]


def _groups(
    problem: Problem, school_of: Ints, size: int, over: npt.NDArray[np.bool_], random: np.random.Generator
) -> list[Ints]:
    """Return a few groups of neighbouring zones, each of `size` or fewer, that share none: those around schools that are `over`, if any is."""
    m = len(problem.seats)
    near = touching(school_of, problem.adj_start, problem.adj, m)
    size, taken = max(2, min(size, m // 2)), set[int]()
    groups = list[Ints]()
    drawn = random.permutation(m)
    for first in (drawn[over[drawn]] if over.any() else drawn).tolist():
        if len(groups) == TOGETHER:
            break
        if first in taken:
            continue
        group = set(_grown(first, near, taken, size, random))
        taken |= group
        if len(group) > 1:
            groups.append(np.array(sorted(group)))
    return groups


def _grown(
    first: int, near: list[set[int]], taken: set[int], size: int, random: np.random.Generator
) -> Iterator[int]:
    """Yield a zone and others that hang together with it, none of them taken."""
    group, around = {first}, near[first] - taken
    yield first
    while around and len(group) < size:
        chosen = int(random.choice(sorted(around)))
        group.add(chosen)
        around = (around | near[chosen]) - taken - group
        yield chosen
