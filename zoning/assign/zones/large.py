"""The road for cities: anneals, the best of their parts put together, exact re-solves of a few zones at a time; the bound is raised beside them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from zoning.assign.bound import lagrangian
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation
from zoning.assign.zones import combine, forks, merge, refresh, regroup, search
from zoning.assign.zones.begin import Begin
from zoning.assign.zones.run import Bound, Run
from zoning.model import Ints

PROPOSALS = 1_500
"""Proposals a block of each anneal at effort 1."""
ANNEALED = 0.12
"""Share of a time limit for the anneals, if all threads were at them."""
ANNEALS, TIMED, FIRST = 8, 32, 4
"""Anneals, each from a first plan of its own; at most, within a time limit; those that all threads are at before one raises the bound."""
HEATS = (0.1, 0.4, 1.0)
"""Temperatures at which the anneals begin, in turn; higher ones would forget where they began."""
ENOUGH = 800
"""Proposals a block after which another anneal, whose good parts are taken over, is worth more than a longer one."""
REFRESHED, REFRESHES = 0.2, 0.5
"""Share of a time limit for anneals of groups of zones; groups for each school, at effort 1, where no time limit is given."""
SETTLED = 4
"""Groups of zones, for each school at effort 1, that are annealed at most until no pupil is over, where no time limit is given."""
MERGED = 0.15
"""Share of a time limit in which other plans are merged."""
MERGE_S = 0.03
"""Share of a time limit that putting together one group of zones from several plans may take."""
CLIMBED, STEPS = 0.15, 600
"""Share of a time limit for the Lagrangian where schools have few blocks; steps of it."""
REGROUPED = 2_000
"""Blocks of the largest groups of zones solved anew."""
GROUPS = 2
"""Groups for each school, at effort 1, where no time limit is given."""
REGROUP_S = 1.0
"""With less time than this left, no group is begun."""


def solve(run: Run, begin: Begin, prices: Prices, bound: Bound, relaxed: Relaxation | None) -> tuple[Ints, Bound]:  # fmt: skip
    """Return a plan and its bound, no less than the `bound` given.

    One thread raises the bound as soon as there is a plan, and the others go on. Within a time limit what they have done by then depends
    on the machine: only where a time limit makes the answer depend on it anyway.
    """
    city = _City(run, begin, prices, bound.value)
    numbers = range(city.anneals())
    plans = city.annealed(numbers[:FIRST], run.workers)
    best = city.settled([begin.first, *plans], run.workers)
    if not _raisable(run, best, bound.value, relaxed):
        best = city.searched(best, plans, numbers[FIRST:], run.workers)
        return city.regrouped(best, run.workers), bound
    with ThreadPoolExecutor(max_workers=1) as aside:
        known = [
            best
        ]  # by its bound and the work counted, or by the time: the newest plan tells when it no longer pays
        job = aside.submit(_raised, run, prices, bound, relaxed, lambda: known[-1])
        fewer = max(1, run.workers - 1)
        if run.seconds is None:
            best = city.searched(best, plans, numbers[FIRST:], fewer)
        else:
            rest = numbers[FIRST : FIRST + (len(numbers) - FIRST) * fewer // run.workers]
            known.append(city.searched(best, plans, rest, fewer))
            best = city.regrouped(known[-1], fewer, job.done)
        bound = job.result()
    return best if run.good(best, bound.value) else city.regrouped(best, run.workers), bound


@dataclass(frozen=True, eq=False)
class _City:
    """What the search for plans goes by."""

    run: Run
    begin: Begin
    prices: Prices
    bound: int

    def anneals(self) -> int:
        """Return how many anneals there are to be."""
        run = self.run
        return (
            ANNEALS
            if run.seconds is None
            else int(np.clip(self._total() / (ENOUGH * self._blocks), 2, TIMED))
        )

    def annealed(self, numbers: Sequence[int], workers: int) -> list[Ints]:
        """Return the plans of some anneals; threads change the time, never the plans."""
        run, proposals = self.run, self.run.effort * PROPOSALS * self._blocks
        if run.seconds is not None:
            proposals = self._total() / self.anneals()

        def plan(number: int) -> Ints:
            heat = HEATS[(number + number // len(HEATS)) % len(HEATS)]
            return search.anneal(
                run.problem, self.begin.plan(number), self.prices, proposals=int(proposals), heat=heat, seed=run.seed * 1000 + 100 * number,
                stop=run.ended,
            )  # fmt: skip

        with ThreadPoolExecutor(max_workers=workers) as pool:
            return list(pool.map(plan, numbers))

    def searched(self, best: Ints, plans: Sequence[Ints], numbers: Sequence[int], workers: int) -> Ints:
        """Return the best plan after more anneals, with the best parts of all of them taken over."""
        if self.run.over() or self.run.good(best, self.bound):
            return best
        plans = sorted([*plans, *self.annealed(numbers, workers)], key=self.rank)
        best = self.refreshed(self.settled([best, *plans], workers), workers)
        until = self.run.left() - self.run.share(MERGED)
        for plan in plans[1:]:
            if self.idle(best) or self.run.over() or self.run.left() < until:
                break
            best = merge.merged(
                self.run.problem, self.prices, best, plan, workers=workers, seed=self.run.seed,
                seconds=partial(self.run.group_seconds, self.run.share(MERGE_S)), stop=self.run.over,
            )  # fmt: skip
        return best

    def settled(self, plans: Sequence[Ints], workers: int) -> Ints:
        """Return the best of some plans, with the pupils over settled near by where there are any."""
        most = self._most(SETTLED)

        def enough(groups: int, plan: Ints) -> bool:
            return groups >= most or not self.run.problem.over(plan).any()

        return self._refreshed(min(plans, key=self.rank), workers, enough)

    def refreshed(self, best: Ints, workers: int) -> Ints:
        """Return the plan after anneals of groups of zones."""
        run, most = self.run, self._most(REFRESHES)
        until = run.left() - run.share(REFRESHED)

        def enough(groups: int, plan: Ints) -> bool:
            return groups >= most or run.left() < until or self.idle(plan)

        return self._refreshed(best, workers, enough)

    def _refreshed(self, best: Ints, workers: int, enough: Callable[[int, Ints], bool]) -> Ints:
        run = self.run
        return refresh.refreshed(
            run.problem,
            self.prices,
            best,
            workers=workers,
            seed=run.seed,
            enough=enough,
            stop=run.ended,
        )

    def _most(self, groups: float) -> float:
        """Return so many groups for each school at effort 1; endless where there is a time limit."""
        run = self.run
        return groups * run.effort * len(self.prices.seat) if run.seconds is None else np.inf

    def regrouped(self, best: Ints, workers: int, stop: Callable[[], bool] = lambda: False) -> Ints:
        """Return the plan after re-solves of groups of zones."""
        run = self.run
        if self.idle(best):
            return best
        better = regroup.improved(
            run.problem, self.prices, best, workers=workers, seed=run.seed, largest=REGROUPED,
            seconds=partial(run.group_seconds, np.inf), stop=lambda: run.over() or stop(),
        )  # fmt: skip
        return regroup.last(better, best, self._most(GROUPS))

    def idle(self, best: Ints) -> bool:
        """Return whether there is no time left, nothing left to gain, no clean plan to begin from, or no zone to hold together."""
        run = self.run
        done = run.left() <= REGROUP_S or run.good(best, self.bound) or not run.problem.contiguous
        return done or bool(run.problem.over(best).any())

    def rank(self, plan: Ints) -> tuple[int, int]:
        """Return how good a plan is, least first."""
        return combine.rank(self.run.problem, plan)

    def _total(self) -> float:
        """Return the proposals there is time for."""
        return ANNEALED * (self.run.seconds or 0.0) * self.run.pace * self.run.workers

    @property
    def _blocks(self) -> int:
        return len(self.run.problem.pupils)


def _raisable(run: Run, best: Ints, bound: int, relaxed: Relaxation | None) -> bool:
    """Return whether there is a way to raise the bound, and time for it."""
    if run.left() <= REGROUP_S or run.good(best, bound):
        return False
    return lagrangian.coarse(run.problem) or forks.worthwhile(run, relaxed, best, bound)


def _raised(
    run: Run, prices: Prices, bound: Bound, relaxed: Relaxation | None, best: Callable[[], Ints]
) -> Bound:
    """Return the bound with branches where zones are in each other's way, or with whole blocks filling the seats."""
    if relaxed is not None and forks.worthwhile(run, relaxed, best(), bound.value):
        first = bound.value
        value = forks.raised(run, relaxed, lambda: forks.known(run, best(), first), first)
        bound = bound.raised(value, forks.NAME)
    if lagrangian.coarse(run.problem) and not run.over():
        until = run.left() - run.share(CLIMBED)
        value = lagrangian.raised(
            run.problem, prices, run.problem.total(best()), steps=STEPS, stop=lambda: run.over() or run.left() < until
        )  # fmt: skip
        bound = bound.raised(value, lagrangian.NAME)
    return bound
