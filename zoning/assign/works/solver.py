"""The road from a question of works to a certified programme: a relaxed master problem with cuts, then the same in whole numbers.

Benders decomposition with one cut a stage and year. The cuts of the relaxed problem are made between its optimum and a point
inside (in-out), which spares many of them. A programme that the master problem in whole numbers proposes is settled exactly, which teaches
it what that one costs; so none is proposed twice but as the answer, and it ends, at a gap or a proof.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from zoning.assign.works import judge, nearby, shortfall
from zoning.assign.works.master import Master
from zoning.assign.works.pupils import Pupils
from zoning.assign.works.task import FEN, NOT_DONE, Task, task
from zoning.assign.zones import search
from zoning.assign.zones.run import Budget
from zoning.model import Ints
from zoning.programme import Answer, Question

METHOD = "Benders decomposition"
INSIDE, DRIFT = 0.5, 0.3
"""How far from the relaxed optimum towards the point inside cuts are made, and how far that point then follows."""
ROUNDS, PATIENCE = 80, 3
"""Rounds of cuts, at most; so many that hardly raise the bound end them."""
RISE, LEAST_RISE = 0.01, 1e-6
"""What hardly is: less than this share of the gap asked for, or of the bound."""
RELAXING = 0.5
"""Share of a time limit for the relaxed problem."""
LOOSE = 0.1
"""Gap of a program in whole numbers, as a share of the gap of the best programme, as long as it teaches anything."""
FIRST = 0.01
"""Gap of the first programme, of which only the works count."""
SETTLING = 2.0
"""Of the seconds that the first programme took to settle, what is kept for the last."""
DOUBT = 1e-6
"""Share of the value by which the arithmetic of a program may be off, at most."""
NEARBY = 20
"""Programmes near the best that are settled between two programs, at most."""
MASTER = 0.3
"""Share of the gap that a program in whole numbers may leave; the rest is for what its cuts do not know."""


def best(
    question: Question, *, gap: float = 0.001, seconds: float | None = None, stop: Callable[[], bool] = lambda: False
) -> Answer:  # fmt: skip
    """Return the cheapest programme found, and what no programme within the rules comes below.

    Ends at a proof, at `gap` (a share of the bound), when `stop()` holds or on Ctrl-C or, where given, after `seconds`. Without
    `seconds` the same question has the same answer. Raises `InputError` where the question is wrong and `InfeasiblePlan` where
    what must be done cannot be.
    """
    made, ended, asked = task(question), search.never(), False
    budget = Budget(effort=1.0, gap=gap, seed=1, seconds=seconds, began=time.perf_counter(), ended=ended)
    with ThreadPoolExecutor(max_workers=1) as aside:  # this thread stays awake for the clock and for Ctrl-C
        job = aside.submit(_solved, made, budget)
        try:
            while not wait([job], timeout=0.02).done:
                asked = asked or stop()
                ended[0] = asked or budget.left() <= 0
        except KeyboardInterrupt:
            ended[0] = True
        except BaseException:
            ended[0] = True
            raise
        return job.result()


def _solved(made: Task, budget: Budget) -> Answer:
    with ThreadPoolExecutor(max_workers=budget.workers) as pool:
        run = _Search(made, budget, Pupils(made, pool, budget.over))
        run.begin()
        run.relax()
        run.choose()
        programme = judge.programme(made, run.pupils, run.when)
    found = {"relaxed programs": run.relaxed, "whole programs": run.whole, "transport problems": run.pupils.solved, "cuts": len(run.master.cuts)}  # fmt: skip
    return Answer(programme, run.bound / FEN, METHOD, stopped=not run.good, found=found)


class _Search:
    """The best programme so far, and what is proved."""

    def __init__(self, made: Task, budget: Budget, pupils: Pupils) -> None:
        self.task, self.budget, self.pupils = made, budget, pupils
        self.master = Master(made)
        self.core = np.zeros(made.size)
        self.when, self.value, self.bound = np.full(made.size[0], NOT_DONE), 0, 0.0
        self.relaxed = self.whole = 0
        self.settling = 0.0

    @property
    def good(self) -> bool:
        """Whether the programme is within the gap asked for."""
        return self.value <= self.bound * (1 + self.budget.gap)

    def begin(self) -> None:
        """Find a first programme, whatever the time: the cheapest works that the rules allow."""
        choice = self.master.whole(FIRST)
        if choice is None or choice.when is None:
            raise shortfall.explained(self.task)
        self.core = self.task.done(choice.when).astype(float)
        self.when, self.value = choice.when, 2**62
        began = time.perf_counter()
        self._take(choice.when)
        self.settling = SETTLING * (time.perf_counter() - began)
        if (relaxed := self.master.relaxed()) is not None:
            self._prove(relaxed.bound)

    def relax(self) -> None:
        """Add cuts until the bound of the relaxed problem hardly rises."""
        stalled, inside = 0, INSIDE
        for _ in range(ROUNDS):
            before, choice = self.bound, self.master.relaxed()
            if choice is None:
                return
            self.relaxed += 1
            self._prove(choice.bound)
            few = max(LEAST_RISE, RISE * self.budget.gap) * self.bound
            stalled = stalled + 1 if self.bound - before <= few else 0
            if stalled > PATIENCE or self.good or self.budget.over() or self.budget.passed(RELAXING):
                return
            inside = INSIDE if not stalled else 0.0
            self.core += (0.5 if self.relaxed == 1 else DRIFT) * (choice.done - self.core)
            self.master.add(self.pupils.cuts((1 - inside) * choice.done + inside * self.core, self.core))

    def choose(self) -> None:
        """Let the master problem propose programmes until one is good enough: to a wide gap as long as its cuts know little."""
        loose = LOOSE
        self._improve()
        while not self.good and not self.budget.over():
            least = MASTER * self.budget.gap
            gap = max(least, loose * (self.value / self.bound - 1)) if self.bound > 0 else least
            choice = self.master.whole(
                gap, self.when, enough=self.value / (1 + self.budget.gap),
                seconds=self.budget.left() - self.settling, stop=self.budget.over,
            )  # fmt: skip
            self.whole += 1
            if choice is None:
                return
            self._prove(choice.bound)
            if choice.when is None or self.good:
                return
            new = self._take(choice.when)
            if not new and gap == 0 and choice.finished:
                self.bound = float(self.value)  # it proposed one it knows the cost of: there is none better
            if not new and gap <= least:
                return
            loose = loose if new else 0.0
            self._improve()

    def _improve(self) -> None:
        """Settle programmes near the best one as long as the cuts promise that one of them is better."""
        for _ in range(NEARBY):
            found = None
            if not self.good and not self.budget.over():
                found = nearby.promising(
                    self.task, self.master.cuts, self.master.rows.may, self.when, self.value
                )
            if found is None:
                return
            self._take(found)

    def _take(self, when: Ints) -> int:
        """Settle a programme, whatever the time, for what was long sought is not lost; return how many cuts were new."""
        taken = self.pupils.taken(when, self.core)
        self.master.add(taken.cuts, held=True)
        if taken.value < self.value:
            self.when, self.value = when, taken.value
        return len(taken.cuts)

    def _prove(self, bound: float) -> None:
        """Take in a bound; one above what a programme within the rules costs cannot be, and proves nothing."""
        if bound <= self.value * (1 + DOUBT):
            self.bound = min(max(self.bound, bound), float(self.value))
