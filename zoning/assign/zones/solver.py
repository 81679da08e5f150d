"""The road from a problem to a certified plan: prices, contiguity cuts, a start, annealing, exact re-solves."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from zoning.assign.bound import lagrangian, transport
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import Problem
from zoning.assign.zones import (
    combine,
    forks,
    merge,
    parks,
    regroup,
    rejoin,
    relieve,
    search,
    small,
    start,
    warm,
)
from zoning.assign.zones.run import CUTS_MOST, SPEED, WHOLE, Run
from zoning.assign.zones.warm import Known
from zoning.errors import InfeasiblePlan
from zoning.model import Ints
from zoning.words import Text

CUTTING = 0.12
"""Share of a time limit for contiguity cuts."""
PROPOSALS = 1_500
"""Proposals a block of each anneal at effort 1."""
ANNEALED = 0.15
"""Share of a time limit for the anneals."""
WAYS = 8
"""Anneals, at most, each from zones joined in a way of its own (`rejoin.py`)."""
HEATS = (0.1, 0.1, 0.4, 0.4)
"""Temperatures at which the anneals begin, in turn; higher ones would forget where they began."""
ENOUGH = 800
"""Proposals a block after which another anneal, whose good parts are taken over, is worth more than a longer one."""
MERGED = 0.45
"""Share of a time limit by which no further plan is merged."""
MERGE_S = 0.03
"""Share of a time limit that putting together one group of zones from several plans may take."""
WARM_PROPOSALS, WARM_HEATS = 100, (0.02, 0.1)
"""Proposals a block of each anneal from an earlier plan, and their temperatures: what is good already should stay."""
CLIMBED, STEPS = 0.15, 600
"""Share of a time limit for the Lagrangian where schools have few blocks; steps of it."""
REGROUPED = 2_000
"""Blocks of the largest groups of zones solved anew."""
GROUPS = 4
"""Groups for each school, at effort 1, where no time limit is given."""
REGROUP_S = 1.0
"""With less time than this left, no group is begun."""


@dataclass(frozen=True, eq=False)
class Proof:
    """A cost that no plan within the rules can be below, in pupil-millimetres."""

    value: int
    seat_saves: Ints
    """(m,) millimetres of walking that one more seat at the school would save, at the bound."""
    prices: Prices
    """Prices of seats and contiguity tolls that prove a bound by `prices.bound` (branch and cut may have raised `value` since)."""
    method: str
    stopped: bool = False
    """Ended by the caller, not by a proof, the gap, the effort or the time."""


def solve(
    problem: Problem,
    *,
    effort: float = 1.0,
    gap: float = 0.0,
    seconds: float | None = None,
    seed: int = 1,
    known: Known | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Ints, Proof]:
    """Return a plan (school position per block, possibly over the limit if none within was found) and a bound.

    Ends at a proof, at `gap`, when `effort` is spent, when `stop()` holds or on Ctrl-C (a second one gives up the plan too)
    or, where given, after `seconds`. Without `seconds` the same seed gives the same plan. From a `known` answer to nearly
    the same problem it takes prices and plan. Blocks that no zone could be grown to have school -1; see `start.grow`.
    """
    ended, asked = search.never(), False
    run = Run(
        problem=problem, known=known, effort=effort, gap=gap, seed=seed, seconds=seconds,
        began=time.perf_counter(), ended=ended,
    )  # fmt: skip
    with ThreadPoolExecutor(max_workers=1) as aside:  # this thread stays awake for the clock and for Ctrl-C
        job = aside.submit(_solve, run)
        try:
            while not wait([job], timeout=0.02).done:
                asked = asked or stop()
                ended[0] = asked or run.left() <= 0
        except KeyboardInterrupt:
            ended[0] = asked = True
        except BaseException:
            ended[0] = True
            raise
        school_of, proof = job.result()
        return school_of, replace(proof, stopped=asked)


def _solve(run: Run) -> tuple[Ints, Proof]:
    problem, priced = run.problem, _priced(run)
    prices, saves = priced.prices, priced.saves
    bound, method = pricing.bound(problem, prices), "contiguity cuts" if len(prices.toll) else "transport"
    begin = _Begin(run, prices, priced.guess)
    if (begin.plan(0) < 0).any():
        return begin.plan(0), Proof(bound, saves, prices, method)
    if problem.cost.size <= WHOLE:
        starts = [begin.plan(way) for way in range(begin.ways)]
        school_of, value = small.solve(run, starts, prices, bound, priced.cuts, priced.relaxed)
        bound, method = (value, "branch and cut") if value > bound else (bound, method)
    else:
        school_of, value, named = _large(run, begin, prices, bound, priced.relaxed)
        bound, method = (value, named) if value > bound else (bound, method)
    return parks.tidied(problem, school_of), Proof(bound, saves, prices, method)


@dataclass(frozen=True, eq=False)
class _Priced:
    """What is known of a problem before there is a plan."""

    prices: Prices
    saves: Ints
    """(m,) what one more seat saves."""
    guess: Ints | None = None
    """(n,) the plan as the relaxation has it, zones in pieces perhaps."""
    cuts: Sequence[Cut] = ()
    """Cuts known to matter."""
    relaxed: Relaxation | None = None


def _priced(run: Run) -> _Priced:
    """Return prices that prove the bound, and what else the relaxation tells."""
    problem, known = run.problem, run.known
    found = transport.seat_prices(problem, tolls=None if known is None else warm.tolls(known, problem))
    if found is None:
        raise InfeasiblePlan(
            "seats", 0.0, (), Text("学位不足以容纳全部学生", "the seats cannot hold the pupils")
        )
    prices, saves = found
    if known is not None:
        return _Priced(prices, saves, warm.guess(known, problem, prices))
    if not problem.contiguous or len(problem.pupils) > CUTS_MOST:
        return _Priced(prices, saves)
    relaxed = tighten(Relaxation(problem, prices), seconds=run.share(CUTTING), stop=run.over)
    return _Priced(relaxed.prices, saves, relaxed.rounded(), relaxed.binding(), relaxed)


class _Begin:
    """First plans: one zone a piece each, grown from a guess whose loose pieces are joined in different ways."""

    def __init__(self, run: Run, prices: Prices, guess: Ints | None) -> None:
        self.problem, self.prices, self.guess = run.problem, prices, guess
        guessed = guess is not None and run.known is None and run.problem.contiguous
        self.ways = WAYS if guessed else 1
        self.link = search.link(run.problem)
        self.first = self._plan(0)

    def plan(self, way: int) -> Ints:
        """Return the plan of a way; -1 for blocks that no zone could be grown to."""
        return self.first if way % self.ways == 0 else self._plan(way)

    def _plan(self, way: int) -> Ints:
        problem, guess = self.problem, self.guess
        if not problem.contiguous:
            school_of = start.cheapest(problem, self.prices.seat)
            return np.where(problem.fixed >= 0, problem.fixed, school_of)
        if self.ways > 1 and guess is not None:
            guess = rejoin.rejoined(problem, self.prices, guess, link=self.link, way=way)
        return start.grow(problem, self.prices.seat, guess)[0]


def _large(
    run: Run, begin: _Begin, prices: Prices, bound: int, relaxed: Relaxation | None
) -> tuple[Ints, int, str]:
    """Return a plan, its bound and what that rests on: anneals, the best of their parts put together, then exact re-solves of a few zones at a time.

    Within a time limit a thread raises the bound meanwhile. What the others have done by then depends on the machine: only where
    a time limit makes the answer depend on it anyway.
    """
    rank = partial(combine.rank, run.problem)
    plans = sorted(_search(run, begin, prices), key=rank)
    best = min(begin.first, plans[0], key=rank)
    best = relieve.relieved(run.problem, prices, best, seed=run.seed, stop=run.over)
    if _idle(run, best, bound) or not run.problem.contiguous:
        return best, bound, ""
    if run.seconds is None:
        best = _merged(run, best, plans[1:], prices, bound, run.workers)
        bound, named = _raised(run, best, prices, bound, relaxed)
        return best if run.good(best, bound) else _regrouped(run, best, prices, run.workers), bound, named
    if not _raisable(run, best, bound, relaxed):
        best = _merged(run, best, plans[1:], prices, bound, run.workers)
        return best if _idle(run, best, bound) else _regrouped(run, best, prices, run.workers), bound, ""
    with ThreadPoolExecutor(max_workers=1) as aside:
        raising = aside.submit(_raised, run, best, prices, bound, relaxed)
        fewer = max(1, run.workers - 1)
        best = _merged(run, best, plans[1:], prices, bound, fewer)
        best = _regrouped(run, best, prices, fewer, raising.done)
        bound, named = raising.result()
    return best if _idle(run, best, bound) else _regrouped(run, best, prices, run.workers), bound, named


def _idle(run: Run, best: Ints, bound: int) -> bool:
    """Return whether there is no time left, nothing left to gain, or no clean plan to begin from."""
    return run.left() <= REGROUP_S or run.good(best, bound) or bool(run.problem.over(best).any())


def _merged(run: Run, best: Ints, plans: Sequence[Ints], prices: Prices, bound: int, workers: int) -> Ints:
    """Return the plan after the best parts of some others were taken over."""
    for plan in plans:
        if run.over() or _idle(run, best, bound) or run.passed(MERGED):
            break
        best = merge.merged(
            run.problem, prices, best, plan, workers=workers, seed=run.seed, seconds=partial(run.group_seconds, run.share(MERGE_S)), stop=run.over
        )  # fmt: skip
    return best


def _raisable(run: Run, best: Ints, bound: int, relaxed: Relaxation | None) -> bool:
    """Return whether there is a way to raise the bound."""
    return lagrangian.coarse(run.problem) or forks.worthwhile(run, relaxed, best, bound)


def _raised(run: Run, best: Ints, prices: Prices, bound: int, relaxed: Relaxation | None) -> tuple[int, str]:
    """Return the bound with branches where zones are in each other's way, or with whole blocks filling the seats, and which it was."""
    named, known = "", run.problem.total(best)
    if relaxed is not None and forks.worthwhile(run, relaxed, best, bound):
        value = forks.raised(run, relaxed, lambda: known, bound)
        bound, named = (value, "branching at necks") if value > bound else (bound, named)
    if lagrangian.coarse(run.problem) and not run.over():
        until = run.left() - run.share(CLIMBED)
        value = lagrangian.raised(
            run.problem, prices, known, steps=STEPS, stop=lambda: run.over() or run.left() < until
        )
        bound, named = (value, "knapsacks") if value > bound else (bound, named)
    return bound, named


def _regrouped(
    run: Run, best: Ints, prices: Prices, workers: int, stop: Callable[[], bool] = lambda: False
) -> Ints:
    """Return the plan after re-solves of groups of zones."""
    return regroup.improve(
        run.problem, prices, best, workers=workers, seed=run.seed,
        largest=REGROUPED,
        most=GROUPS * run.effort * len(prices.seat) if run.seconds is None else np.inf,
        seconds=partial(run.group_seconds, np.inf), stop=lambda: run.over() or stop(),
    )  # fmt: skip


def _search(run: Run, begin: _Begin, prices: Prices) -> list[Ints]:
    """Return the plans of several anneals; threads change the time, never the plans."""
    n = len(run.problem.pupils)
    heats, proposals = HEATS * (WAYS // len(HEATS)), run.effort * PROPOSALS * n
    if run.seconds is not None:
        total = ANNEALED * run.seconds * SPEED * run.workers
        heats = heats[: int(np.clip(total / (ENOUGH * n), 2, WAYS))]
        proposals = total / len(heats)
    if run.known is not None:
        heats, proposals = WARM_HEATS, WARM_PROPOSALS * run.effort * n

    def plan(number: int) -> Ints:
        return search.anneal(
            run.problem, begin.plan(number), prices, proposals=int(proposals), heat=heats[number], seed=run.seed * 1000 + 100 * number, stop=run.ended,
        )  # fmt: skip

    with ThreadPoolExecutor(max_workers=run.workers) as pool:
        return list(pool.map(plan, range(len(heats))))
