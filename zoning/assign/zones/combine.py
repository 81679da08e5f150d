"""Many short anneals, and the best plan that their zones can be put together to: for districts of few blocks a school."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem
from zoning.assign.zones import search
from zoning.assign.zones.pool import Pool
from zoning.model import Ints

ANNEALS = 24
"""Anneals of a round."""
SHOTS, SPARSE = 30, 240
"""Plans met on the way of each anneal whose zones are kept as well, at most; so many blocks' worth for each school: large zones hardly ever fit together."""
HEATS = (0.4, 1.0, 2.0, 0.6, 0.25, 4.0)
"""Temperatures at which they begin, in turn; every third begins at the best plan so far, the others
at the starts in turn."""


def rank(problem: Problem, school_of: Ints) -> tuple[int, int]:
    """Return how good a plan is, least first: pupils over, then cost."""
    return int(problem.over(school_of).sum()), problem.total(school_of)


def rounds(
    problem: Problem,
    prices: Prices,
    starts: Sequence[Ints],
    *,
    proposals: int,
    seed: int,
    workers: int,
    stop: search.Stop,
    best: Ints | None = None,
    pool: Pool | None = None,
    seconds: Callable[[], float] = lambda: np.inf,
) -> Iterator[Ints]:
    """Yield the best plan after each round of anneals of so many `proposals`, without end unless `stop[0]` is set.

    `seconds` tells the most that putting zones together may take each time; zones met go to `pool`, where there is one already.

    The same arguments give the same plans, whatever the number of threads.
    """
    pool = Pool(problem, prices) if pool is None else pool
    best = starts[0] if best is None else best
    # without a time limit the work is a fixed one: putting more zones together would take several times as long
    shots = 0 if np.isinf(seconds()) else min(SHOTS, SPARSE * len(problem.seats) // len(problem.pupils))
    pool.add(best)
    with ThreadPoolExecutor(max_workers=workers) as threads:
        turn = 0
        while True:

            def anneal(number: int, turn: int = turn, known: Ints = best) -> tuple[Ints, search.Plans]:
                met = np.full((shots, len(known)), -1, np.int32)
                found = search.anneal(
                    problem, known if turn > 0 and number % 3 == 0 else starts[number % len(starts)], prices, proposals=proposals,
                    heat=HEATS[(number + number // 6) % 6], seed=seed + turn * ANNEALS + number, stop=stop, met=met,
                )  # fmt: skip
                return found, met[(met >= 0).all(axis=1)]

            for found, met in threads.map(anneal, range(ANNEALS)):
                for plan in (found, *met):
                    pool.add(plan)
                best = min(best, found, key=lambda plan: rank(problem, plan))
            best = _joined(pool, best, seconds())
            yield best
            if stop[0]:
                return
            turn += 1


def _joined(pool: Pool, best: Ints, seconds: float) -> Ints:
    """Return the best plan made of zones of the pool, or `best` if that is better."""
    found = pool.best(best, seconds=seconds) if seconds > 0 else None
    return best if found is None else found


def first(plans: Iterator[Ints], count: int, enough: Callable[[Ints], bool]) -> Ints:
    """Return the last of at most `count` plans, the first one that is `enough` if there is one."""
    for turn, plan in enumerate(plans, start=1):
        if turn >= count or enough(plan):
            return plan
    raise ValueError("no plans")
