"""The zones of one set of sites, worked on as long as the set may be the best."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from zoning.assign.bound import lagrangian
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem
from zoning.assign.sites import opening as sets
from zoning.assign.zones import combine, exact, regroup, search, small, solver, start
from zoning.assign.zones.run import CUTS_MOST, WHOLE, Budget
from zoning.model import Ints

ANNEALS = (0.4, 1.0, 0.3, 2.0)
"""Temperatures of the anneals of a first try."""
STEPS, AIM = 400, 1.05
"""Steps of the Lagrangian for a set, and the multiple of its bound that it aims at, at most."""
NODES = 500
"""Nodes of branch and cut at effort 1 where no time limit is given."""


CUTTING = 0.05
"""Share of a time limit for the contiguity cuts of a set."""
SLICE = 0.02
"""Share of the time limit that the first branch and cut of a set may take, half of it; it doubles each time."""


class Trial:
    """The best plan of one set so far, and what is proved of the set."""

    def __init__(self, made: Problem, sites: Ints, fixed: int, prices: Prices, budget: Budget) -> None:
        self.made, self.sites, self.fixed, self.budget = made, sites, fixed, budget
        self.prices, self.cuts, self.guess = prices, list[Cut](), None
        if made.contiguous and len(made.pupils) <= CUTS_MOST:
            relaxed = tighten(Relaxation(made, prices), seconds=budget.share(CUTTING), stop=budget.over)
            self.prices, self.guess, self.cuts = relaxed.prices, relaxed.rounded(), relaxed.binding()
        self.bound = pricing.bound(made, self.prices) + fixed
        self.plan = np.full(len(made.pupils), -1)
        self.finished = False
        self.slices = 0
        self.rounds: Iterator[Ints] | None = None

    @property
    def clean(self) -> bool:
        """Whether the plan keeps the rules."""
        return bool((self.plan >= 0).all()) and not self.made.over(self.plan).any()

    @property
    def cost(self) -> int:
        """What the plan costs, opening of the sites included."""
        return self.made.total(self.plan) + self.fixed

    @property
    def rank(self) -> tuple[int, int, int]:
        """How good the plan is, least first: blocks no zone could be grown to, pupils over, cost."""
        lost = int((self.plan < 0).sum())
        return (lost, 0, 0) if lost else (0, int(self.made.over(self.plan).sum()), self.cost)

    def begin(self, other: Ints | None) -> None:
        """Find a first plan by a few anneals, from the relaxation and, where given, from the plan of an `other` set."""
        guesses = [self.guess] if other is None else [self.guess, other]
        grown = [self._grown(guess) for guess in guesses]
        grown = [plan for plan in grown if (plan >= 0).all()] or grown[:1]
        self.plan = grown[0]
        if (self.plan < 0).any():
            return
        proposals = int(small.ANNEAL * len(self.made.pupils))
        for turn, heat in enumerate(ANNEALS):
            found = search.anneal(
                self.made, grown[turn % len(grown)], self.prices, proposals=proposals, heat=heat,
                seed=self.budget.seed * 1000 + turn, stop=self.budget.ended,
            )  # fmt: skip
            self._take(found)

    def sharpen(self, known: int) -> int:
        """Return the bound of the set with whole blocks filling the seats, where that is soon worked out; `known` is the cost to beat."""
        aim = min(known - self.fixed, int((self.bound - self.fixed) * AIM))
        if lagrangian.worthwhile(self.made) and self.made.cost.size <= WHOLE:
            found = lagrangian.raised(self.made, self.prices, aim, steps=STEPS, stop=self.budget.over)
            self.bound = max(self.bound, found + self.fixed)
        return self.bound

    def _grown(self, guess: Ints | None) -> Ints:
        if not self.made.contiguous:
            school_of = start.cheapest(self.made, self.prices.seat)
            return np.where(self.made.fixed >= 0, self.made.fixed, school_of)
        return start.grow(self.made, self.prices.seat, guess)[0]

    def _take(self, found: Ints) -> None:
        if combine.rank(self.made, found) < combine.rank(self.made, self.plan):
            self.plan = found

    def improve(self, seconds: float) -> None:
        """Work on the plan: anneals whose zones are put together, then groups of zones solved anew."""
        if (self.plan < 0).any():
            return
        if self.made.cost.size > WHOLE:
            limit = None if np.isinf(seconds) else seconds
            found, _ = solver.solve(
                self.made,
                effort=self.budget.effort / 4,
                seconds=limit,
                seed=self.budget.seed,
                stop=self.budget.over,
            )
            self._take(found) if (found >= 0).all() else None
            return
        began = time.perf_counter()
        self._round(seconds)
        if self.clean and self.made.contiguous and not self.budget.over():
            better = regroup.improved(
                self.made, self.prices, self.plan, workers=self.budget.workers, seed=self.budget.seed,
                largest=len(self.made.pupils) // 2, seconds=self.budget.group_seconds,
                stop=lambda: self.budget.over() or time.perf_counter() - began > seconds,
            )  # fmt: skip
            self._take(regroup.last(better, self.plan))

    def _round(self, seconds: float) -> None:
        if self.rounds is None:
            self.rounds = combine.rounds(
                self.made, self.prices, [self.plan], proposals=small.ANNEAL * len(self.made.pupils),
                seed=self.budget.seed * 100_000, workers=self.budget.workers, stop=self.budget.ended,
                seconds=lambda: np.inf if np.isinf(seconds) else max(1.0, 0.3 * seconds),
            )  # fmt: skip
        self._take(next(self.rounds))

    def _extremes(self) -> tuple[int, int]:
        """Return what no plan costs less than, and no plan within the seats more."""
        walk = self.made.pupils[:, None] * self.made.cost.astype(np.int64)
        least = int(np.where(self.made.allowed, walk, NEVER**2).min(axis=1).sum())
        most = int(
            np.where(self.made.allowed, walk, 0).max(axis=1).sum()
            + self.made.pupils.sum() * self.made.fee.max()
        )
        return least, most

    def branch(self, known: int) -> int:
        """Return the bound of the set after branch and cut; the plan may be better. `finished` once nothing is left to prove.

        `known` is what a plan must cost less than to be of use.
        """
        budget, timed = self.budget, self.budget.seconds is not None
        if self.made.cost.size > WHOLE:
            self.finished = True
            return self.bound
        self.slices += 1
        made, (least, most) = self.made, self._extremes()
        beyond = most + 1 if (self.plan < 0).any() else exact.NO_CUTOFF
        if not self.clean:  # one pupil over takes any plan beyond what is of use
            made = _softened(made, max(min(known - self.fixed, most) - least, int(made.fee.max())) + 1)
        cutoff, bounded = max(0, min(known - self.fixed, beyond)), None
        if lagrangian.worthwhile(made):
            aim = min(cutoff, made.total(self.plan)) if (self.plan >= 0).all() else cutoff
            bounded = lagrangian.bounded(made, self.prices, aim, steps=STEPS, stop=budget.over)
        answer = exact.branch_and_cut(
            made, self.prices, self.plan, cuts=self.cuts, cutoff=cutoff, bounded=bounded,
            nodes=-1 if timed else max(1, round(NODES * budget.effort)),
            seconds=max(0.1, min(budget.share(SLICE * 2**self.slices), budget.left())), seed=budget.seed, stop=budget.over,
        )  # fmt: skip
        if answer.school_of is not None:
            self.plan = answer.school_of
        impossible = answer.bound > most
        self.bound = sets.NONE if impossible else max(self.bound, answer.bound + self.fixed)
        self.finished = not timed or self.bound >= min(self.cost if self.clean else sets.NONE, known)
        return self.bound


def _softened(made: Problem, enough: int) -> Problem:
    """Return the problem with seats for all at every school, a pupil beyond the limit at a price that is `enough` to be no use.

    What is proved of it holds for the problem itself, whose plans cost the same in it.
    """
    beyond = np.full((len(made.seats), 1), made.pupils.sum())
    return replace(made, seats=np.hstack([made.seats, beyond]), fee=np.r_[made.fee, enough])
