"""The road for districts small enough for branch and cut as a whole, with anneals beside it."""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from zoning.assign.bound import lagrangian
from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.lagrangian import Bounded
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation
from zoning.assign.zones import combine, exact, forks, refresh, regroup, search
from zoning.assign.zones.pool import Pool
from zoning.assign.zones.run import Bound, Run
from zoning.model import Ints

GROUPS = 0.15
"""Share of a time limit for re-solves of groups beside branch and cut, each time."""
ANNEAL, ROUNDS = 1_000, 4
"""Proposals a block of the short anneals, and how many rounds of them at effort 1."""
ENDLESS = 10**9
"""Rounds, where time decides."""
NODES, STEPS, RESOLVED = (100, 300), 800, 1
"""Where no time limit is given, at effort 1: nodes of branch and cut before and after groups of zones are re-solved; groups for each school.
Steps of the Lagrangian before branch and cut."""
ROUND, JOINED = 0.08, 0.08
"""Shares of a time limit for the anneals of a round, and for putting their zones together."""
COMBINED, REGROUPED = 0.12, 0.2
"""Shares of a time limit by which the first rounds, and the re-solves of groups of zones after them, end."""
PROVING, HARD, HARD_GAP = 0.12, 0.4, 0.005
"""Branch and cut begins at the first share of a time limit, later by up to the second where more than this gap is left: a proof
is far then, and plans are worth more."""
LADDER = (0.25, 1 / 3, 0.5, 1.0)
"""Cutoffs of branch and cut on the whole, one after the other: shares of the way from the bound to what is to be proved."""
CLIMBED, GUESSED = 0.1, 300
"""Share of a time limit for the Lagrangian before branch and cut; steps of it that tell how far a proof is."""


def solve(
    run: Run,
    starts: list[Ints],
    prices: Prices,
    bound: Bound,
    cuts: Sequence[Cut],
    relaxed: Relaxation | None,
) -> tuple[Ints, Bound]:
    """Return a plan and its bound: anneals whose zones are put together, then branch and cut on the whole district."""
    pool = Pool(run.problem, prices)
    rounds = _rounds(run, starts, prices, pool=pool, workers=run.workers, stop=run.ended)
    school_of = next(rounds)
    seen = _seen(run, school_of, prices, bound)
    count = round(ROUNDS * run.effort) - 1 if run.seconds is None else ENDLESS
    school_of = _combined(run, school_of, rounds, seen.value, count=count, until=COMBINED)
    bound = (
        _seen(run, school_of, prices, bound) if seen is bound else seen
    )  # there was no clean plan at first
    if run.good(school_of, bound.value) or run.problem.over(school_of).any():
        return school_of, bound
    if run.seconds is None:
        school_of, bound = _whole(run, school_of, prices, bound, cuts, nodes=NODES[0])
        if run.good(school_of, bound.value) or run.over():
            return school_of, bound
    school_of = _regrouped(
        run, school_of, prices, run.workers, lambda: run.over() or run.passed(REGROUPED), run.ended
    )
    gap = (run.problem.total(school_of) - bound.value) / max(1, bound.value)
    if relaxed is not None and gap > HARD_GAP and forks.worthwhile(run, relaxed, school_of, bound.value):
        school_of, bound = _forked(run, school_of, prices, bound, relaxed, pool)
    if run.good(school_of, bound.value) or run.over():
        return school_of, bound
    if run.seconds is None:
        return _whole(run, school_of, prices, bound, cuts, nodes=NODES[1])
    begin = PROVING + HARD * min(1.0, gap / HARD_GAP)
    if not run.passed(begin):
        rounds = _rounds(run, [school_of], prices, pool=pool, workers=run.workers, stop=run.ended, later=500)
        school_of = _combined(run, school_of, rounds, bound.value, count=ENDLESS, until=begin)
        school_of = _regrouped(
            run,
            school_of,
            prices,
            run.workers,
            lambda: run.over() or run.passed(begin + GROUPS / 2),
            run.ended,
        )
    if run.workers < 2:
        return _whole(run, school_of, prices, bound, cuts)
    return _beside(
        run, school_of, prices, pool, lambda found: _whole(run, school_of, prices, bound, cuts, found)
    )


def _forked(
    run: Run, school_of: Ints, prices: Prices, bound: Bound, relaxed: Relaxation, pool: Pool
) -> tuple[Ints, Bound]:
    """Return a plan, and the bound after branching at necks."""

    def prove(found: Sequence[Ints]) -> tuple[Ints, Bound]:
        def known() -> int:
            return run.problem.total(found[-1] if found else school_of)

        return school_of, bound.raised(forks.raised(run, relaxed, known, bound.value), forks.NAME)

    if run.seconds is None or run.workers < 2:
        return prove([])
    return _beside(run, school_of, prices, pool, prove)


def _combined(
    run: Run, school_of: Ints, plans: Iterator[Ints], bound: int, *, count: int, until: float
) -> Ints:
    """Return the best of a plan and those of `count` more rounds, or of those until a share of the time limit is over."""

    def enough(plan: Ints) -> bool:
        clean = not run.problem.over(plan).any()
        return run.good(plan, bound) or run.over() or (run.passed(until) and clean)

    return school_of if count < 1 or enough(school_of) else combine.first(plans, count, enough)


def _seen(run: Run, school_of: Ints, prices: Prices, bound: Bound) -> Bound:
    """Return the bound after a first look at what knapsacks add to it: often enough for the gap asked for, and it tells how far a proof is."""
    problem = run.problem
    known = not problem.over(school_of).any()
    if not known or run.good(school_of, bound.value) or run.over() or not lagrangian.worthwhile(problem):
        return bound
    value = lagrangian.raised(problem, prices, problem.total(school_of), steps=GUESSED, stop=run.over)
    return bound.raised(value, lagrangian.NAME)


def _rounds(
    run: Run,
    starts: list[Ints],
    prices: Prices,
    *,
    pool: Pool,
    workers: int,
    stop: search.Stop,
    later: int = 0,
) -> Iterator[Ints]:
    proposals = ANNEAL * len(run.problem.pupils)
    if run.seconds is not None:
        proposals = min(proposals, int(ROUND * run.seconds * run.workers * run.pace / combine.ANNEALS))
    return combine.rounds(
        run.problem, prices, starts, proposals=proposals, seed=(run.seed + later) * 100_000,
        workers=workers, stop=stop, pool=pool,
        seconds=lambda: np.inf if run.seconds is None else min(JOINED * run.seconds, run.left() / 2),
    )  # fmt: skip


def _whole(
    run: Run,
    school_of: Ints,
    prices: Prices,
    bound: Bound,
    cuts: Sequence[Cut],
    elsewhere: Sequence[Ints] = (),
    nodes: int = -1,
) -> tuple[Ints, Bound]:
    """Return the plan after branch and cut on the whole district, and the bound it proved.

    It is asked for plans cheaper than a cutoff well below the plan known: few pairs could be part of those, so either the
    best plan is found soon or the bound rises to the cutoff; then the next one is tried. Better plans found `elsewhere` meanwhile
    are added to that list.
    """
    bounded, best = _bounded(run, school_of, prices), school_of
    if bounded is not None:
        bound = bound.raised(min(bounded.value, run.problem.total(best)), lagrangian.NAME)
    for rung in LADDER if run.seconds is not None else LADDER[-1:]:  # where nodes are counted, once is enough
        best = min((best, *elsewhere[-1:]), key=lambda plan: combine.rank(run.problem, plan))
        goal = math.ceil(run.problem.total(best) / (1 + run.gap))
        cutoff = bound.value + math.ceil(rung * (goal - bound.value))
        if cutoff <= bound.value or run.over():
            break
        answer = exact.branch_and_cut(
            run.problem, prices, best, cuts=cuts, bounded=bounded, cutoff=cutoff,
            nodes=int(nodes * run.effort) if run.seconds is None else -1, seconds=max(0.1, run.left()),
            gap=run.gap, seed=run.seed, stop=run.over, offers=partial(_newest, elsewhere, [len(elsewhere)]),
        )  # fmt: skip
        best = best if answer.school_of is None else answer.school_of
        bound = bound.raised(min(answer.bound, run.problem.total(best)), "branch and cut")
    return best, bound


def _newest(plans: Sequence[Ints], seen: list[int]) -> Ints | None:
    """Return the last of `plans` if there are more than were `seen`."""
    news, seen[0] = len(plans) > seen[0], len(plans)
    return plans[-1] if news else None


def _bounded(run: Run, school_of: Ints, prices: Prices) -> Bounded | None:
    """Return what the Lagrangian proves of every pair; nothing where its knapsacks would take too long."""
    if not lagrangian.worthwhile(run.problem):
        return None
    until = run.left() - CLIMBED * (run.seconds or 0.0)
    return lagrangian.bounded(
        run.problem, prices, run.problem.total(school_of), steps=STEPS, stop=lambda: run.over() or run.left() < until
    )  # fmt: skip


def _beside(
    run: Run,
    school_of: Ints,
    prices: Prices,
    pool: Pool,
    prove: Callable[[Sequence[Ints]], tuple[Ints, Bound]],
) -> tuple[Ints, Bound]:
    """Return what `prove` finds and proves while another thread goes on looking for plans, and hands them over to it.

    Which plan comes when depends on the machine: only where a time limit makes the answer depend on it anyway.
    """
    found, halt = list[Ints](), search.never()
    seconds = run.seconds or 0.0

    def offered(best: Ints, plan: Ints) -> Ints:
        if combine.rank(run.problem, plan) >= combine.rank(run.problem, best):
            return best
        found.append(plan)
        return plan

    def halted(until: float) -> bool:
        return bool(halt[0]) or run.left() < until

    def look() -> Ints:
        best, settled = school_of, np.empty(0, np.int64)
        plans = _rounds(run, [school_of], prices, pool=pool, workers=1, stop=halt, later=1_000)
        while not halt[0] and run.left() > 0:
            if best is not settled:
                until = run.left() - GROUPS * seconds
                best = settled = offered(best, _regrouped(run, best, prices, 1, partial(halted, until), halt))
                pool.add(best)
            best = offered(best, next(plans, best))
        return best

    with ThreadPoolExecutor(max_workers=1) as aside:
        looking = aside.submit(look)
        try:
            proved, bound = prove(found)
        finally:
            halt[0] = True
        best = min(proved, looking.result(), key=lambda plan: combine.rank(run.problem, plan))
    return best, bound


def _regrouped(
    run: Run, school_of: Ints, prices: Prices, workers: int, stop: Callable[[], bool], ended: search.Stop
) -> Ints:
    """Return the plan after anneals and then re-solves of groups of zones; `ended[0]` ends anneals begun as well."""
    if not run.problem.contiguous or stop():
        return school_of
    school_of = refresh.refreshed(
        run.problem, prices, school_of, workers=workers, seed=run.seed, enough=lambda groups, _: stop() or groups >= len(prices.seat), stop=ended,
    )  # fmt: skip
    return regroup.improve(
        run.problem, prices, school_of, workers=workers, seed=run.seed, largest=len(school_of) // 2, seconds=run.group_seconds,
        stop=stop, most=RESOLVED * run.effort * len(prices.seat) if run.seconds is None else np.inf,
    )  # fmt: skip
