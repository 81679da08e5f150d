"""The road for a second question: what a change does not reach stays as it was, the rest is annealed anew, and there is an answer at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zoning.assign.bound.prices import Prices
from zoning.assign.zones import combine, refresh
from zoning.assign.zones.begin import Begin
from zoning.assign.zones.run import Run
from zoning.model import Ints

PROPOSALS, HEATS = 100, (0.02, 0.1)
"""Proposals a block of each anneal, and their temperatures: what is good already should stay."""
LONG, HOT = 800, (0.1, 0.4)
"""The same where pupils are still over their seats after groups of zones were annealed: the seats that are free are far away."""
SHORT = 800
"""Proposals a block of the anneals of groups."""
FEW, MANY = 12, 4.0
"""Groups annealed before the long anneals; groups after them, for each school at effort 1, at most."""


def solve(run: Run, begin: Begin, prices: Prices, touched: Ints) -> Ints:
    """Return a plan grown from the guesses of `begin` that differs from them only around the schools that are `touched` or over their seats.

    Nothing hangs on the clock but an end that is asked for: the same question has the same answer.
    """
    effort, starts = run.effort, range(min(begin.count, len(HEATS) if run.effort >= 1 else 1))
    plans = [begin.plan(number) for number in starts]
    plans = [plan for plan in plans if (plan >= 0).all()]
    regions = [_region(run, begin, plan, touched) for plan in plans]
    best = _best(run, [*plans, *_annealed(run, prices, plans, regions, PROPOSALS * effort, HEATS)])
    best = _settled(run, prices, best, FEW)
    if not run.problem.over(best).any() or effort < 1:
        return _settled(run, prices, best, MANY * effort * len(prices.seat))
    wide = _region(run, begin, best, touched)
    best = _best(
        run, [best, *_annealed(run, prices, [best] * len(HOT), [wide] * len(HOT), LONG * effort, HOT)]
    )
    return _settled(run, prices, best, MANY * effort * len(prices.seat))


def _best(run: Run, plans: Sequence[Ints]) -> Ints:
    return min(plans, key=lambda plan: combine.rank(run.problem, plan))


def _region(run: Run, begin: Begin, plan: Ints, touched: Ints) -> Ints:
    """Return the schools (sorted) that the change reaches in a plan: those told, those over their seats, those that took what was open."""
    grown = [np.unique(plan[guess < 0]) for guess in begin.guesses]
    return np.unique(np.concatenate([touched, np.flatnonzero(run.problem.over(plan)), *grown]))


def _annealed(
    run: Run,
    prices: Prices,
    plans: Sequence[Ints],
    regions: Sequence[Ints],
    proposals: float,
    heats: Sequence[float],
) -> list[Ints]:
    """Return each plan with its region annealed alone, none worse than it was; threads change the time, never the plans."""

    def made(number: int) -> Ints:
        plan, region = plans[number], regions[number]
        if len(region) < 2:
            return plan
        blocks, schools = refresh.annealed(
            run.problem, prices, plan, region,
            proposals=proposals, heat=heats[number], seed=1000 * run.seed + 100 * number, stop=run.ended,
        )  # fmt: skip
        annealed = plan.copy()
        annealed[blocks] = schools
        return annealed

    with ThreadPoolExecutor(max_workers=run.workers) as pool:
        return list(pool.map(made, range(len(plans))))


def _settled(run: Run, prices: Prices, plan: Ints, most: float) -> Ints:
    """Return the plan with the pupils over settled near by, as far as so many groups of zones can."""
    return refresh.refreshed(
        run.problem, prices, plan, workers=run.workers, seed=run.seed, stop=run.ended, proposals=SHORT,
        enough=lambda groups, now: groups >= most or not run.problem.over(now).any(),
    )  # fmt: skip
