"""The road for districts small enough for branch and cut as a whole, with anneals beside it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zoning.assign import combine, exact, regroup, search
from zoning.assign.cuts import Cut
from zoning.assign.pool import Pool
from zoning.assign.prices import Prices
from zoning.assign.run import Run
from zoning.model import Ints

ANNEAL, ROUNDS = 1_000, 4
"""Proposals a block of the short anneals, and how many rounds of them at effort 1."""
NODES, STEPS = 2_000, 1_200
"""Nodes of branch and cut at effort 1 where no time limit is given; steps of the Lagrangian before it."""
COMBINED, REGROUPED = 0.25, 0.4
"""Shares of a time limit by which putting zones together and re-solving groups of zones end."""
JOINED = 0.1
"""Share of a time limit that putting zones together may take each time."""


def solve(run: Run, school_of: Ints, prices: Prices, bound: int, cuts: list[Cut]) -> tuple[Ints, int]:
    """Return a plan and its bound: anneals whose zones are put together, then branch and cut on the whole district."""
    problem, pool = run.problem, Pool(run.problem, prices)
    plans = _rounds(run, school_of, prices, pool=pool, workers=run.workers, stop=run.ended)

    def enough(plan: Ints) -> bool:
        clean = not problem.over(plan).any()
        return run.good(plan, bound) or run.over() or (run.passed(COMBINED) and clean)

    count = max(1, round(ROUNDS * run.effort)) if run.seconds is None else 10**9
    school_of = combine.first(plans, count, enough)
    if run.good(school_of, bound) or problem.over(school_of).any():
        return school_of, bound
    if problem.contiguous and not run.over():
        school_of = regroup.improve(
            problem, prices, school_of, workers=run.workers, seed=run.seed, largest=len(problem.pupils) // 2,
            seconds=run.group_seconds, stop=lambda: run.over() or run.passed(REGROUPED),
        )  # fmt: skip
    if run.seconds is None or run.workers < 2:
        return _whole(run, school_of, prices, cuts, None)
    return _beside(run, school_of, prices, cuts, pool)


def _rounds(
    run: Run, school_of: Ints, prices: Prices, *, pool: Pool, workers: int, stop: search.Stop, later: int = 0
) -> Iterator[Ints]:
    return combine.rounds(
        run.problem, prices, school_of, proposals=ANNEAL * len(run.problem.pupils), seed=(run.seed + later) * 100_000,
        workers=workers, stop=stop, pool=pool,
        seconds=lambda: np.inf if run.seconds is None else max(0.05, min(JOINED * run.seconds, run.left())),
    )  # fmt: skip


def _whole(
    run: Run, school_of: Ints, prices: Prices, cuts: list[Cut], slot: list[Ints] | None
) -> tuple[Ints, int]:
    """Return the plan after branch and cut on the whole district, and the bound it proved."""
    nodes = int(NODES * run.effort) if run.seconds is None else -1
    answer = exact.branch_and_cut(
        run.problem, prices, school_of, cuts=cuts, steps=STEPS, nodes=nodes, seconds=min(1e6, max(0.1, run.left())),
        gap=run.gap, seed=run.seed, stop=run.over, offers=None if slot is None else lambda: slot.pop() if slot else None,
    )  # fmt: skip
    return (school_of if answer.school_of is None else answer.school_of), answer.bound


def _beside(run: Run, school_of: Ints, prices: Prices, cuts: list[Cut], pool: Pool) -> tuple[Ints, int]:
    """Return what branch and cut finds while another thread goes on looking for plans, and hands them over.

    Which plan comes when depends on the machine: only where a time limit makes the answer depend on it anyway.
    """
    slot, halt = list[Ints](), search.never()

    def look() -> Ints:
        best = school_of
        plans = _rounds(run, school_of, prices, pool=pool, workers=1, stop=halt, later=1_000)
        while not halt[0] and run.left() > 0:
            found = next(plans)
            if combine.rank(run.problem, found) < combine.rank(run.problem, best):
                best = found
                slot[:] = [found]
        return best

    with ThreadPoolExecutor(max_workers=1) as aside:
        looking = aside.submit(look)
        try:
            proved, bound = _whole(run, school_of, prices, cuts, slot)
        finally:
            halt[0] = True
        best = min(proved, looking.result(), key=lambda plan: combine.rank(run.problem, plan))
    return best, min(bound, run.problem.total(best))
