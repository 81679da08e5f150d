"""Which sites to open together with their zones: sets ranked by bound, zones tried for those that may be best.

A set whose bound is above the best plan is proved out. The bound of the whole is the least of those of all sets.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.problem import NEVER, Problem, part
from zoning.assign.sites import opening as sets
from zoning.assign.sites.opening import Bools, Limit, Question, Ranking
from zoning.assign.sites.trial import Trial
from zoning.assign.zones import parks, search
from zoning.assign.zones.run import Budget
from zoning.assign.zones.solver import Proof
from zoning.errors import InfeasiblePlan
from zoning.model import Ints
from zoning.words import Text

LOOKS = 600
"""Sets looked at, at effort 1: one transportation problem each."""
TRIED = 10
"""Sets whose zones are tried at effort 1."""
TRYING, WORKING = 0.3, 0.55
"""Shares of a time limit by which trying sets ends, and improving their plans."""
FINALISTS = 3
"""Sets whose zones are worked on further."""


def choose(
    problem: Problem,
    opening: Ints,
    *,
    must: Bools | None = None,
    most: int | None = None,
    limits: Sequence[Limit] = (),
    seconds: float | None = None,
    gap: float = 0.0,
    effort: float = 1.0,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Bools, Ints, Proof]:
    """Return the sites to open (m,), the site of each block (n,), and what no choice and plan can cost less than.

    `problem` holds all candidates as if open, no school's own block fixed to it: an open site gets its own block, that of
    a closed one goes elsewhere. A plan costs its walks and fees plus `opening` (m,), pupil-millimetres, of the open sites. Sites with `must` (m,) stay open; at
    most `most` are, and they keep the `limits`. The plan may have pupils over where none within the seats was found. Without `seconds` the same seed
    gives the same answer. Raises `InfeasiblePlan` where no set of sites can hold the pupils.
    """
    question, able = _asked(problem, opening, must, most, limits)
    ended = search.never()
    budget = Budget(
        effort=effort, gap=gap, seed=seed, seconds=seconds, began=time.perf_counter(), ended=ended
    )
    run = _Search(question, budget)
    with ThreadPoolExecutor(max_workers=1) as aside:  # this thread stays awake for the clock and for Ctrl-C
        job = aside.submit(run.best)
        try:
            while not wait([job], timeout=0.02).done:
                if run.budget.left() <= 0 or stop():
                    ended[0] = True
        except BaseException:
            ended[0] = True
            raise
        best = job.result()
    return _answer(problem, able, best, run.bound(best))


def _asked(
    problem: Problem, opening: Ints, must: Bools | None, most: int | None, limits: Sequence[Limit]
) -> tuple[Question, Ints]:
    """Return the question without the sites that can never open, and the positions (k,) of those that can."""
    m = len(opening)
    stays = np.zeros(m, bool) if must is None else must.copy()
    stays[problem.fixed[problem.fixed >= 0]] = True
    able = np.ones(m, bool)
    held = problem.home >= 0
    home = problem.home[held]
    own = np.flatnonzero(held)
    locked = problem.fixed[home]
    able[held] = (
        (problem.cost[home, own] < NEVER)
        & (problem.pupils[home] <= problem.limit[held])
        & ((locked < 0) | (locked == own))
    )
    count = m if most is None else most
    if (stays & ~able).any() or stays.sum() > count:
        raise none_will_do()
    places = np.flatnonzero(able)
    made = problem if able.all() else part(problem, np.arange(len(problem.pupils)), places)
    kept = tuple(Limit(limit.use[places].astype(np.int64), limit.most) for limit in limits)
    return Question(made, opening[places].astype(np.int64), stays[places], count, kept), places


def none_will_do() -> InfeasiblePlan:
    """Return the error that no choice of sites serves everybody within the rules."""
    return InfeasiblePlan(
        "sites", 0.0, (),
        Text(
            "选址：没有找到能安置全部学生的备选点组合。可多开几处、增加备选点、学位或经费，放宽最远步行，或改用 objective = \"least_shortage\"（缺口最小）",
            "sites: no choice of sites was found that takes every pupil. Open more, add candidates, seats or money, allow longer walks, or ask for objective = \"least_shortage\"",
        ),
    )  # fmt: skip


class _Search:
    """The state of one choice: what is proved of sets, and the zones tried."""

    def __init__(self, question: Question, budget: Budget) -> None:
        self.question, self.budget = question, budget
        self.ranking = Ranking(question)
        self.trials: dict[tuple[int, ...], Trial] = {}

    def best(self) -> Trial:
        """Return the best plan found."""
        budget, ranking = self.budget, self.ranking
        ranking.settle(None, round(LOOKS * budget.effort), budget.over)
        while (
            min(ranking.bound.values(), default=sets.NONE) >= sets.NONE
        ):  # out of time is no proof that there is none
            if ranking.floor() >= sets.NONE:
                raise none_will_do()
            ranking.settle(None, sets.BATCH, lambda: False)
        self._try_all()
        self._work_on(FINALISTS)
        self._prove()
        if ranking.floor() >= sets.NONE:
            raise none_will_do()
        return self._leader()

    def bound(self, best: Trial) -> int:
        """Return what no plan of any set costs less than."""
        return min(self.ranking.floor(), best.cost) if best.clean else self.ranking.floor()

    def _leader(self) -> Trial:
        return min(self.trials.values(), key=lambda trial: (trial.rank, trial.sites.tolist()))

    def _known(self) -> int:
        """Return the cost of the best clean plan, less what the gap forgives."""
        cost = min((trial.cost for trial in self.trials.values() if trial.clean), default=sets.NONE)
        return int(cost / (1 + self.budget.gap))

    def _open(self) -> list[tuple[int, ...]]:
        """Return the sets that may still hold a better plan, the least bound first."""
        known = self._known()
        if known < sets.NONE:
            self.ranking.settle(known, self._looks(), self.budget.over)
        return sorted((key for key, bound in self.ranking.bound.items() if bound < known), key=self._order)

    def _order(self, key: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        return self.ranking.bound[key], key

    def _looks(self) -> int:
        return max(0, round(LOOKS * self.budget.effort) - len(self.ranking.bound))

    def _try_all(self) -> None:
        """Try the zones of the sets of least bound, the least first."""
        tries = max(2, round(TRIED * self.budget.effort)) if self.budget.seconds is None else 10**6
        while not self.trials or (len(self.trials) < tries and not self._spent(TRYING)):
            keys = [key for key in self._open() if key not in self.trials]
            if not keys:
                return
            self._try(keys[0])

    def _try(self, key: tuple[int, ...]) -> None:
        """Try a set: contiguity cuts first, then a few anneals unless the cuts prove it out."""
        sites = np.array(key)
        made = self.question.zoning(sites)
        trial = Trial(made, sites, self.question.fixed_cost(sites), self.ranking.prices[key], self.budget)
        self.ranking.take(sites, made, trial.prices)
        known = self._known()
        if trial.bound < known:
            self.ranking.prove(sites, trial.sharpen(known))
        if not self.trials or trial.bound < known:
            self._start(trial)
            self.trials[key] = trial

    def _start(self, trial: Trial) -> None:
        """Give a trial its first plans, one of them made from the plan of the most similar set."""
        others = sorted(
            self.trials.values(), key=lambda other: (len(np.setxor1d(other.sites, trial.sites)), other.rank)
        )
        guess = None if not others else _moved(others[0], trial.sites)
        trial.begin(guess)

    def _hopeful(self) -> list[Trial]:
        """Return the trials that may still hold a better plan, the most promising first.

        Where no plan within the seats is known yet, it is taken to be as near to the bound as the nearest of the others.
        """
        known = self._known()
        clean = [trial for trial in self.trials.values() if trial.clean]
        nearest = min((trial.cost / max(1, trial.bound) for trial in clean), default=1.0)
        alive = (
            [trial for trial in self.trials.values() if trial.bound < known]
            or clean
            or list(self.trials.values())
        )

        def promise(trial: Trial) -> tuple[float, list[int]]:
            hope = trial.bound * nearest
            return ((trial.cost + hope) / 2 if trial.clean else hope), trial.sites.tolist()

        return sorted(alive, key=promise)

    def _work_on(self, count: int) -> None:
        """Improve the plans of the best few, the best one twice."""
        for turn in range(count + 1):
            hopeful = self._hopeful()
            trial = hopeful[min(turn, len(hopeful) - 1) if turn < count else 0]
            if self._done() or self._spent(WORKING):
                return
            trial.improve(self._share(count + 1 - turn))

    def _spent(self, share: float) -> bool:
        """Return whether a share of the time is over, or all of it."""
        return self.budget.over() or self.budget.passed(share)

    def _share(self, turns: int) -> float:
        """Return seconds for one of so many turns that are left until improving ends."""
        budget = self.budget
        return (
            np.inf
            if budget.seconds is None
            else max(0.1, (budget.left() - budget.share(1 - WORKING)) / turns)
        )

    def _done(self) -> bool:
        return self.budget.over() or not self._open()

    def _prove(self) -> None:
        """Branch and cut: the leader first, then two at a time of the sets that hold the bound down."""
        turns = 0
        limit = np.inf if self.budget.seconds is not None else max(1, round(TRIED * self.budget.effort))
        while turns < limit and not self._done():
            for key in self._open()[:2]:
                if key not in self.trials and not self.budget.over():
                    self._try(key)
            held = [self.trials[key] for key in self._open() if key in self.trials]
            pair = sorted(
                (t for t in held if not t.finished), key=lambda t: turns > 0 or t is not self._leader()
            )[:2]
            if not pair:
                return
            turns += 1
            self._branch(pair)

    def _branch(self, pair: list[Trial]) -> None:
        known = self._known()
        with ThreadPoolExecutor(max_workers=2) as pool:
            jobs = [pool.submit(trial.branch, known) for trial in pair]
            for trial, job in zip(pair, jobs, strict=True):
                self.ranking.prove(trial.sites, job.result())


def _moved(other: Trial, sites: Ints) -> Ints:
    """Return the plan of another set for these sites: -1 where a block's site is not among them."""
    at = np.full(max(other.sites.max(), sites.max()) + 1, -1)
    at[sites] = np.arange(len(sites))
    school = np.where(other.plan >= 0, other.sites[other.plan], -1)
    return np.where(school >= 0, at[school], -1)


def _answer(problem: Problem, able: Ints, best: Trial, bound: int) -> tuple[Bools, Ints, Proof]:
    """Return the answer in positions of all sites."""
    m = len(problem.seats)
    chosen = able[best.sites]
    opened, seat, saves = np.zeros(m, bool), np.zeros(m, np.int64), np.zeros(m, np.int64)
    found = transport.seat_prices(best.made)
    opened[chosen], seat[chosen], saves[chosen] = True, best.prices.seat, 0 if found is None else found[1]
    plan = parks.tidied(best.made, best.plan) if (best.plan >= 0).all() else best.plan
    school_of = np.where(plan >= 0, chosen[plan], -1)
    prices = pricing.tolled(seat, best.prices.block, chosen[best.prices.school], best.prices.toll)
    return opened, school_of, Proof(bound, saves, prices, "sets of sites")
