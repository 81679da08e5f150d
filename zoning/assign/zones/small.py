"""The road for districts small enough for branch and cut as a whole, with anneals beside it."""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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

GROUPS = 0.3
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
    run: Run, starts: list[Ints], prices: Prices, bound: Bound, cuts: Sequence[Cut], relaxed: Relaxation | None
) -> tuple[Ints, Bound]:  # fmt: skip
    """Return a plan and its bound: anneals whose zones are put together, then branch and cut on the whole district."""
    district = _District(run, prices, cuts, relaxed, Pool(run.problem, prices))
    rounds = district.rounds(starts, run.workers, run.ended)
    school_of = next(rounds)
    seen = district.seen(school_of, bound)
    count = round(ROUNDS * run.effort) - 1 if run.seconds is None else ENDLESS
    school_of = district.combined(school_of, rounds, seen, count=count, until=COMBINED)
    # a first plan that is not clean tells nothing of a bound
    bound = district.seen(school_of, bound) if seen is bound else seen
    if run.good(school_of, bound.value) or run.problem.over(school_of).any():
        return school_of, bound
    return district.counted(school_of, bound) if run.seconds is None else district.timed(school_of, bound)


@dataclass(frozen=True, eq=False)
class _District:
    """What the search for plans and proofs goes by."""

    run: Run
    prices: Prices
    cuts: Sequence[Cut]
    relaxed: Relaxation | None
    pool: Pool

    def counted(self, school_of: Ints, bound: Bound) -> tuple[Ints, Bound]:
        """Return a plan and its bound after so much work, the same on every machine."""
        run = self.run
        school_of, bound = self.whole(school_of, bound, nodes=NODES[0])
        if self.done(school_of, bound):
            return school_of, bound
        school_of = self.regrouped(school_of, run.workers, run.over, run.ended)
        school_of, bound = self.forked(school_of, bound)
        if self.done(school_of, bound):
            return school_of, bound
        return self.whole(school_of, bound, nodes=NODES[1])

    def timed(self, school_of: Ints, bound: Bound) -> tuple[Ints, Bound]:
        """Return the plan and the bound that there is time for."""
        run = self.run
        school_of = self.regrouped(
            school_of, run.workers, lambda: run.over() or run.passed(REGROUPED), run.ended
        )
        gap = self.gap(school_of, bound)
        school_of, bound = self.forked(school_of, bound)
        if self.done(school_of, bound):
            return school_of, bound
        begin = PROVING + HARD * min(1.0, gap / HARD_GAP)
        if not run.passed(begin):
            rounds = self.rounds([school_of], run.workers, run.ended, later=500)
            school_of = self.combined(school_of, rounds, bound, count=ENDLESS, until=begin)
            until = begin + GROUPS / 2
            school_of = self.regrouped(
                school_of, run.workers, lambda: run.over() or run.passed(until), run.ended
            )
        if run.workers < 2:
            return self.whole(school_of, bound)
        return self.beside(school_of, lambda found: self.whole(school_of, bound, found))

    def done(self, school_of: Ints, bound: Bound) -> bool:
        """Return whether a plan is within the gap asked for, or time is out."""
        return self.run.good(school_of, bound.value) or self.run.over()

    def gap(self, school_of: Ints, bound: Bound) -> float:
        """Return the share of the bound that a plan is above it."""
        return (self.run.problem.total(school_of) - bound.value) / max(1, bound.value)

    def rounds(
        self, starts: list[Ints], workers: int, stop: search.Stop, *, later: int = 0
    ) -> Iterator[Ints]:
        """Yield the best plan after each round of short anneals whose zones are put together."""
        run = self.run
        proposals = ANNEAL * len(run.problem.pupils)
        if run.seconds is not None:
            proposals = min(proposals, int(ROUND * run.seconds * run.workers * run.pace / combine.ANNEALS))
        return combine.rounds(
            run.problem, self.prices, starts, proposals=proposals, seed=(run.seed + later) * 100_000,
            workers=workers, stop=stop, pool=self.pool,
            seconds=lambda: np.inf if run.seconds is None else min(JOINED * run.seconds, run.left() / 2),
        )  # fmt: skip

    def combined(
        self, school_of: Ints, plans: Iterator[Ints], bound: Bound, *, count: int, until: float
    ) -> Ints:
        """Return the best of a plan and those of `count` more rounds, or of those until a share of the time limit is over."""
        run = self.run

        def enough(plan: Ints) -> bool:
            return self.done(plan, bound) or (run.passed(until) and not run.problem.over(plan).any())

        return school_of if count < 1 or enough(school_of) else combine.first(plans, count, enough)

    def seen(self, school_of: Ints, bound: Bound) -> Bound:
        """Return the bound after a first look at what knapsacks add to it: often enough for the gap asked for, and it tells how far a proof is."""
        problem, run = self.run.problem, self.run
        clean = not problem.over(school_of).any()
        if not clean or self.done(school_of, bound) or not lagrangian.worthwhile(problem):
            return bound
        value = lagrangian.raised(
            problem, self.prices, problem.total(school_of), steps=GUESSED, stop=run.over
        )
        return bound.raised(value, lagrangian.NAME)

    def regrouped(self, school_of: Ints, workers: int, stop: Callable[[], bool], ended: search.Stop) -> Ints:
        """Return the plan after anneals and then re-solves of groups of zones; `ended[0]` ends anneals begun as well."""
        school_of = self.refreshed(school_of, workers, stop, ended)
        most = RESOLVED * self.run.effort * len(self.prices.seat) if self.run.seconds is None else np.inf
        return regroup.last(self.resolved(school_of, workers, stop), school_of, most)

    def refreshed(self, school_of: Ints, workers: int, stop: Callable[[], bool], ended: search.Stop) -> Ints:
        """Return the plan after an anneal of a group for each school."""
        if not self.run.problem.contiguous:
            return school_of
        return refresh.refreshed(
            self.run.problem, self.prices, school_of, workers=workers, seed=self.run.seed,
            enough=lambda groups, _: stop() or groups >= len(self.prices.seat), stop=ended,
        )  # fmt: skip

    def resolved(self, school_of: Ints, workers: int, stop: Callable[[], bool]) -> Iterator[Ints]:
        """Yield better and better plans as groups of zones are solved anew, until none has anything to give."""
        run = self.run
        if not run.problem.contiguous:
            return iter(())
        return regroup.improved(
            run.problem, self.prices, school_of, workers=workers, seed=run.seed, largest=len(school_of) // 2,
            seconds=run.group_seconds, stop=stop,
        )  # fmt: skip

    def forked(self, school_of: Ints, bound: Bound) -> tuple[Ints, Bound]:
        """Return a plan, and the bound after branching at necks where much is left of the gap."""
        run, relaxed = self.run, self.relaxed
        hard = self.gap(school_of, bound) > HARD_GAP and forks.worthwhile(
            run, relaxed, school_of, bound.value
        )
        if relaxed is None or not hard:
            return school_of, bound

        def prove(found: Sequence[Ints]) -> tuple[Ints, Bound]:
            def known() -> int:
                return run.problem.total(found[-1] if found else school_of)

            return school_of, bound.raised(forks.raised(run, relaxed, known, bound.value), forks.NAME)

        return prove([]) if run.seconds is None or run.workers < 2 else self.beside(school_of, prove)

    def whole(
        self, school_of: Ints, bound: Bound, elsewhere: Sequence[Ints] = (), nodes: int = -1
    ) -> tuple[Ints, Bound]:  # fmt: skip
        """Return the plan after branch and cut on the whole district, and the bound it proved.

        It is asked for plans cheaper than a cutoff well below the plan known: few pairs could be part of those, so either the
        best plan is found soon or the bound rises to the cutoff; then the next one is tried. Better plans found `elsewhere` meanwhile
        are added to that list. `nodes`, at effort 1, count where no time limit is given.
        """
        run, problem, best = self.run, self.run.problem, school_of
        bounded = self.bounded(school_of)
        if bounded is not None:
            bound = bound.raised(min(bounded.value, problem.total(best)), lagrangian.NAME)
        ladder = LADDER if run.seconds is not None else LADDER[-1:]  # where nodes are counted, once is enough
        for rung in ladder:
            best = min((best, *elsewhere[-1:]), key=lambda plan: combine.rank(problem, plan))
            goal = math.ceil(problem.total(best) / (1 + run.gap))
            cutoff = bound.value + math.ceil(rung * (goal - bound.value))
            if cutoff <= bound.value or run.over():
                break
            answer = exact.branch_and_cut(
                problem, self.prices, best, cuts=self.cuts, bounded=bounded, cutoff=cutoff,
                nodes=int(nodes * run.effort) if run.seconds is None else -1, seconds=max(0.1, run.left()),
                gap=run.gap, seed=run.seed, stop=run.over, offers=partial(_newest, elsewhere, [len(elsewhere)]),
            )  # fmt: skip
            best = best if answer.school_of is None else answer.school_of
            bound = bound.raised(min(answer.bound, problem.total(best)), exact.NAME)
        return best, bound

    def bounded(self, school_of: Ints) -> Bounded | None:
        """Return what the Lagrangian proves of every pair; nothing where its knapsacks would take too long."""
        run, problem = self.run, self.run.problem
        if not lagrangian.worthwhile(problem):
            return None
        until = run.left() - CLIMBED * (run.seconds or 0.0)
        return lagrangian.bounded(
            problem, self.prices, problem.total(school_of), steps=STEPS, stop=lambda: run.over() or run.left() < until
        )  # fmt: skip

    def beside(
        self, school_of: Ints, prove: Callable[[Sequence[Ints]], tuple[Ints, Bound]]
    ) -> tuple[Ints, Bound]:  # fmt: skip
        """Return what `prove` finds and proves while another thread goes on looking for plans, and hands them over to it.

        Which plan comes when depends on the machine: only where a time limit makes the answer depend on it anyway.
        """
        found, halt = list[Ints](), search.never()
        with ThreadPoolExecutor(max_workers=1) as aside:
            looking = aside.submit(self.look, school_of, found, halt)
            try:
                proved, bound = prove(found)
            finally:
                halt[0] = True
            best = min(proved, looking.result(), key=lambda plan: combine.rank(self.run.problem, plan))
        return best, bound

    def look(self, school_of: Ints, found: list[Ints], halt: search.Stop) -> Ints:
        """Return the best plan met until `halt[0]`; each better one is added to those `found`.

        Re-solves of groups of zones and rounds of anneals take turns; whichever finds a plan, the other goes on from it.
        """
        run, best = self.run, school_of
        rounds = self.rounds([school_of], 1, halt, later=1_000)

        def halted() -> bool:
            return bool(halt[0]) or run.left() <= 0

        def offered(plan: Ints) -> Ints:
            if combine.rank(run.problem, plan) >= combine.rank(run.problem, best):
                return best
            found.append(plan)
            self.pool.add(plan)
            return plan

        while not halted():
            best = settled = offered(self.refreshed(best, 1, halted, halt))
            groups = self.resolved(best, 1, halted)
            while best is settled and not halted():
                until = run.left() - run.share(GROUPS)
                for plan in groups:
                    best = settled = offered(plan)
                    if run.left() < until:
                        break
                best = offered(next(rounds, best))
        return best


def _newest(plans: Sequence[Ints], seen: list[int]) -> Ints | None:
    """Return the last of `plans` if there are more than were `seen`."""
    news, seen[0] = len(plans) > seen[0], len(plans)
    return plans[-1] if news else None
