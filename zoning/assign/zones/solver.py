"""The road from a problem to a certified plan: prices, contiguity cuts, a start, annealing, exact re-solves."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import Problem
from zoning.assign.zones import again, large, parks, search, small, warm
from zoning.assign.zones.begin import Begin, spread
from zoning.assign.zones.run import CUTS_MOST, WHOLE, Bound, Run
from zoning.assign.zones.warm import Known
from zoning.errors import InfeasiblePlan
from zoning.model import Ints
from zoning.words import Text

CUTTING = 0.12
"""Share of a time limit for contiguity cuts."""
STARTS = 8
"""First plans of small districts."""


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
    the same problem it takes prices and plan, and is content with a plan about as good, at once, long before any `seconds` are over. Blocks that no zone could be grown to have school -1; see `start.grow`.
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
    bound = Bound(pricing.bound(problem, prices), "contiguity cuts" if len(prices.toll) else "transport")
    begin = Begin(problem, prices, priced.guesses, mend=run.known is None)
    if (begin.first < 0).any():
        return begin.first, Proof(bound.value, saves, prices, bound.by)
    if priced.touched is not None:
        school_of = again.solve(run, begin, prices, priced.touched)
        return parks.tidied(problem, school_of), Proof(bound.value, saves, prices, bound.by)
    if run.seconds is not None:
        run = replace(run, pace=search.pace(problem, begin.first, prices))
    if problem.cost.size <= WHOLE:
        starts = [begin.plan(number) for number in range(min(STARTS, begin.count))]
        school_of, bound = small.solve(run, starts, prices, bound, priced.cuts, priced.relaxed)
    else:
        school_of, bound = large.solve(run, begin, prices, bound, priced.relaxed)
    return parks.tidied(problem, school_of), Proof(bound.value, saves, prices, bound.by)


@dataclass(frozen=True, eq=False)
class _Priced:
    """What is known of a problem before there is a plan."""

    prices: Prices
    saves: Ints
    """(m,) what one more seat saves."""
    guesses: Sequence[Ints] = ()
    """(n,) each: plans as the relaxation had them while its bound rose, the last one first; zones in pieces perhaps, -1 where open."""
    cuts: Sequence[Cut] = ()
    """Cuts known to matter."""
    relaxed: Relaxation | None = None
    touched: Ints | None = None
    """Schools that a change since an earlier answer reaches, sorted; None where there is none to go by."""


def _priced(run: Run) -> _Priced:
    """Return prices that prove the bound, and what else the relaxation tells."""
    problem, known = run.problem, run.known
    found = (
        transport.seat_prices(problem)
        if known is None
        else transport.seat_prices(problem, tolls=warm.tolls(known, problem), about=warm.seat(known, problem))
    )
    if found is None:
        raise InfeasiblePlan(
            "seats", 0.0, (), Text("学位不足以容纳全部学生", "the seats cannot hold the pupils")
        )
    prices, saves = found
    if known is not None:
        shift = warm.shift(known, problem, prices)
        return _Priced(prices, saves, shift.guesses, touched=shift.touched)
    if not problem.contiguous or len(problem.pupils) > CUTS_MOST:
        return _Priced(prices, saves)
    met = list[Ints]()
    relaxed = tighten(
        Relaxation(problem, prices), seconds=run.share(CUTTING), stop=run.over, each=lambda now: met.append(now.rounded())
    )  # fmt: skip
    return _Priced(relaxed.prices, saves, spread(met), relaxed.binding(), relaxed)
