"""The bound with contiguity: the transportation problem in blocks, with contiguity cuts added where they are broken.

Linear programs are solved by HiGHS over a few pairs of each block; the prices found are then rounded and checked over
all pairs in whole numbers (`prices.bound`), so the bound does not rest on the solver's tolerances.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import highspy
import numpy as np
import numpy.typing as npt

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import SHARES, Cut, Pairs, Tolls, broken
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.model import Floats, Ints

_SHARE = 1e-6
_UNSERVED = 1_000
"""Longest walks that a pupil costs whom no pair serves."""
_PATIENCE, _RISE = 6, 1e-6
"""Rounds in which the bound has to rise by this share of itself."""
_SLACK, _STALE = 2, 200
"""Answers in a row in which a cut may be slack before it is stale; stale cuts, as rows, that are dropped together. Of thousands of cuts only hundreds
matter, and every row costs time."""
_PERTURBED = 0.01
"""How much of the usual perturbation of costs the simplex method works with: every program begins near its answer, and what is perturbed has
to be mended at its end. For the same reason rows and columns, of ones and of pupils, are not scaled."""
NEAREST = 4
"""Schools of a block the first program knows; others are priced in."""


class Relaxation:
    """A linear program that grows: pairs (columns) and cuts (rows). `share` holds its last answer.

    It is about `problem`, or, after `enter`, about a branch of it in which some pairs are closed; its cuts hold for both.
    """

    def __init__(self, problem: Problem, first: Prices) -> None:
        self.problem = self.branch = problem
        n, m = problem.cost.shape
        self.column = np.full((n, m), -1, np.int32)
        self.block, self.school, self.share = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        self.closed = np.empty(0, np.bool_)
        self.cuts: list[Cut] = []
        self.slack_for: list[int] = []
        self.prices, self.bound = first, pricing.bound(problem, first)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("simplex_scale_strategy", 0)
        self.solver.setOptionValue("dual_simplex_cost_perturbation_multiplier", _PERTURBED)
        self._add_rows()
        self._add_fees()
        self._add_unserved()
        self.add_pairs(*self._first_pairs())

    def _add_rows(self) -> None:
        n, m = self.problem.cost.shape
        # a block without pupils costs nothing anywhere: it only serves as a way through, where a cut names it
        least = np.r_[(self.problem.pupils > 0).astype(float), np.full(m, -highspy.kHighsInf)]
        most = np.r_[np.ones(n), self.problem.seats[:, 0]].astype(float)
        none = np.empty(0)
        self.solver.addRows(n + m, least, most, 0, np.zeros(n + m, np.int32), none.astype(np.int32), none)

    def _add_fees(self) -> None:
        """One column per school and dear tier: seats bought there."""
        n, m = self.problem.cost.shape
        self.first_pair = m * (len(self.problem.fee) - 1)
        for tier in range(1, len(self.problem.fee)):
            cost = np.full(m, self.problem.fee[tier] / PER_METRE)
            room = self.problem.seats[:, tier].astype(float)
            rows = (n + np.arange(m)).astype(np.int32)
            self.solver.addCols(
                m, cost, np.zeros(m), room, m, np.arange(m, dtype=np.int32), rows, -np.ones(m)
            )

    def _add_unserved(self) -> None:
        """One column for each block, dearer than any walk: for when the pairs known so far serve nobody, as in a branch."""
        some = np.flatnonzero(self.problem.pupils)
        walks = self.problem.cost[self.problem.allowed]
        dear = _UNSERVED * max(1, int(walks.max(initial=0))) / PER_METRE
        k = len(some)
        self.unserved, self.lenient = self.first_pair + np.arange(k, dtype=np.int32), False
        self.solver.addCols(
            k, dear * self.problem.pupils[some], np.zeros(k), np.zeros(k), k, np.arange(k, dtype=np.int32),
            some.astype(np.int32), np.ones(k),
        )  # fmt: skip
        self.first_pair += k

    def _serve(self, *, all_of_them: bool) -> None:
        """Let no block go unserved, or any."""
        if self.lenient == all_of_them:
            self.lenient, k = not all_of_them, len(self.unserved)
            self.solver.changeColsBounds(
                k, self.unserved, np.zeros(k), _room(np.full(k, all_of_them, np.bool_))
            )

    def _first_pairs(self) -> tuple[Ints, Ints]:
        found = []
        for rows in self.problem.chunks():
            priced = pricing.reduced(self.problem, self.prices, rows)
            near = min(NEAREST, priced.shape[1])
            keep = priced <= np.partition(priced, near - 1, axis=1)[:, near - 1 : near]
            keep &= self.problem.cost[rows] < NEVER
            keep[self.problem.pupils[rows] == 0] = False
            block, school = keep.nonzero()
            found.append((rows.start + block, school))
        return np.concatenate([b for b, _ in found]), np.concatenate([s for _, s in found])

    def add_pairs(self, block: Ints, school: Ints) -> int:
        """Add columns for the pairs that are new; return how many were."""
        new = self.column[block, school] < 0
        block, school, k = block[new], school[new], int(new.sum())
        if k:
            n = len(self.problem.pupils)
            self.column[block, school] = len(self.block) + np.arange(k)
            self.block, self.school = np.r_[self.block, block], np.r_[self.school, school]
            rows = np.column_stack([block, n + school]).ravel().astype(np.int32)
            values = np.column_stack([np.ones(k), self.problem.pupils[block]]).ravel().astype(float)
            cost = self.problem.pupils[block] * self.problem.cost[block, school] / PER_METRE
            closed = self.branch.cost[block, school] >= NEVER
            self.closed, self.share = np.r_[self.closed, closed], np.r_[self.share, np.zeros(k)]
            self.solver.addCols(
                k, cost, np.zeros(k), _room(closed), 2 * k, 2 * np.arange(k, dtype=np.int32), rows, values
            )
        return k

    def enter(self, branch: Problem) -> None:
        """Turn to a branch of the problem: the same with fewer pairs allowed. What is proved from now on holds only there."""
        self.branch, self.bound = branch, 0
        self._serve(all_of_them=True)
        closed = branch.cost[self.block, self.school] >= NEVER
        changed = np.flatnonzero(closed != self.closed)
        k, self.closed = len(changed), closed
        if k:
            columns = (changed + self.first_pair).astype(np.int32)
            self.solver.changeColsBounds(k, columns, np.zeros(k), _room(closed[changed]))

    def add_cuts(self, cuts: list[Cut]) -> None:
        """Add a row for each cut, and the pairs it names."""
        pairs = np.unique(np.concatenate([c.parting * len(self.problem.seats) + c.school for c in cuts]))
        self.add_pairs(pairs // len(self.problem.seats), pairs % len(self.problem.seats))
        width = np.array([1 + len(c.parting) for c in cuts])
        begins = np.r_[0, np.cumsum(width)[:-1]].astype(np.int32)
        columns = [np.r_[self.column[c.block, c.school], self.column[c.parting, c.school]] for c in cuts]
        signs = -np.ones(width.sum())
        signs[begins] = 1.0
        most, least = np.zeros(len(cuts)), np.full(len(cuts), -highspy.kHighsInf)
        places = (np.concatenate(columns) + self.first_pair).astype(np.int32)
        self.solver.addRows(len(cuts), least, most, int(width.sum()), begins, places, signs)
        self.cuts += cuts
        self.slack_for += [0] * len(cuts)

    def solve(self, left: Callable[[], float] = lambda: np.inf) -> None:
        """Solve, price all pairs in, and keep the best prices met. Out of the seconds `left`, the last answer stays."""
        n, m = self.problem.cost.shape
        while True:
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(0.0, left()))
            self.solver.run()
            status = self.solver.getModelStatus()
            if (
                status == highspy.HighsModelStatus.kInfeasible
                and not self.lenient
                and self.branch is not self.problem
            ):
                self._serve(all_of_them=False)
                continue
            if status != highspy.HighsModelStatus.kOptimal:
                return  # out of time, or nobody can serve a block: what was proved before stays
            answer = self.solver.getSolution()
            self.share = np.maximum(0.0, np.array(answer.col_value)[self.first_pair :])
            dual = np.array(answer.row_dual) * PER_METRE
            found = self._prices(dual)
            if (value := pricing.bound(self.branch, found)) > self.bound:
                self.prices, self.bound = found, value
            self.last = found
            if not self.add_pairs(*self._cheaper(found, dual[:n])):
                self._age(dual[n + m :])
                return

    def _prices(self, dual: Floats) -> Prices:
        n, m = self.problem.cost.shape
        seat = np.maximum(0, np.rint(-dual[n : n + m])).astype(np.int64)
        toll = np.maximum(0, np.rint(-dual[n + m :])).astype(np.int64)
        active = [self.cuts[r] for r in np.flatnonzero(toll)]
        if not active:
            return Prices(seat)
        width = [len(c.parting) for c in active]
        block = np.r_[[c.block for c in active], np.concatenate([c.parting for c in active])]
        schools = np.array([c.school for c in active])
        school, toll = np.r_[schools, np.repeat(schools, width)], toll[toll > 0]
        found = pricing.tolled(seat, block, school, np.r_[toll, -np.repeat(toll, width)])
        sums = np.zeros(m, np.int64)
        np.add.at(sums, schools, toll)
        return replace(found, cuts=sums)

    def _cheaper(self, found: Prices, dual: Floats) -> tuple[Ints, Ints]:
        """Return the pairs that would lower the program's cost."""
        pairs = []
        for rows in self.problem.chunks():
            value = dual[rows]
            rounding = self.problem.pupils[rows] + 2 + 1e-7 * np.abs(value)  # prices were made whole
            below = pricing.reduced(self.branch, found, rows) < (value - rounding)[:, None]
            block, school = below.nonzero()
            pairs.append((rows.start + block, school))
        return np.concatenate([b for b, _ in pairs]), np.concatenate([s for _, s in pairs])

    def _age(self, toll: Floats) -> None:
        """Drop cuts that have cost nothing for a while: they slow the solver down."""
        self.slack_for = [0 if t < 0 else age + 1 for t, age in zip(toll, self.slack_for, strict=True)]
        stale = np.array([age > _SLACK for age in self.slack_for])
        if stale.sum() > _STALE:
            n, m = self.problem.cost.shape
            rows = (n + m + np.flatnonzero(stale)).astype(np.int32)
            self.solver.deleteRows(len(rows), rows)
            self.cuts = [cut for cut, old in zip(self.cuts, stale, strict=True) if not old]
            self.slack_for = [age for age, old in zip(self.slack_for, stale, strict=True) if not old]

    def broken(self) -> list[Cut]:
        """Return cuts that the last answer breaks."""
        reduced = np.concatenate(
            [pricing.reduced(self.branch, self.last, rows) for rows in self.problem.chunks()]
        )
        tolls = Tolls.of((reduced - reduced.min(axis=1)[:, None]).astype(float))
        pairs = Pairs(self.block, self.school, len(self.problem.seats))
        for above in SHARES:
            if found := broken(self.problem, pairs, self.share, tolls, above=above):
                return found
        return []

    def rounded(self) -> Ints:
        """Return the school of which each block has the largest share in the last answer; -1 where it has none."""
        school_of = np.full(len(self.problem.pupils), -1)
        known = np.flatnonzero(self.share > _SHARE)
        order = known[np.argsort(self.share[known], kind="stable")]
        school_of[self.block[order]] = self.school[order]
        return school_of

    def binding(self) -> list[Cut]:
        """Return the cuts that cost something in the last answer."""
        return [cut for cut, age in zip(self.cuts, self.slack_for, strict=True) if age == 0]


def _room(closed: npt.NDArray[np.bool_]) -> Floats:
    """Return the most of each pair that may be used."""
    return np.where(closed, 0.0, highspy.kHighsInf)


def tighten(
    relaxation: Relaxation,
    *,
    rounds: int = 100,
    seconds: float = np.inf,
    stop: Callable[[], bool] = lambda: False,
    each: Callable[[Relaxation], object] = lambda _: None,
) -> Relaxation:
    """Add cuts until none is broken, the bound hardly rises any more, or time is out; it is true at any stop.

    `each` is called after every round.
    """
    began, bounds = time.perf_counter(), list[int]()
    for _ in range(rounds):
        relaxation.solve()
        bounds.append(relaxation.bound)
        each(relaxation)
        if len(bounds) > _PATIENCE and bounds[-1] < bounds[-1 - _PATIENCE] * (1 + _RISE):
            break
        if stop() or time.perf_counter() - began > seconds:
            break
        cuts = relaxation.broken() if relaxation.problem.contiguous else []
        if not cuts:
            break
        relaxation.add_cuts(cuts)
    return relaxation
