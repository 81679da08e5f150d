"""The master problem: what to do when, within money, land and the rules between actions, against all cuts known.

Beside the columns of `rows`, one for each stage and year: what its pupils cost. The programs are HiGHS's, in 10,000 yuan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from highspy.highs import HighsCallbackEvent

from zoning.assign.bound.mixed import SOUND
from zoning.assign.works import rows as ruling
from zoning.assign.works.cuts import Cut
from zoning.assign.works.rows import Rows
from zoning.assign.works.task import FEN, Task
from zoning.model import Floats, Ints

SAFE = 1e-8
"""What a bound is lowered by, as a share, for the arithmetic of a program."""
NEAR = 1e-5
"""Cuts of part-done programmes go into a program in whole numbers where they are within this share of the bound of being met exactly."""
CLOSED = 1e-7
"""Gap in 10,000 yuan at which a program counts as solved: a tenth of a fen."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The best programme where actions may be done in part."""

    done: Floats
    """(A, T) how far each action is done by each year."""
    bound: float
    """Fen: no programme costs less."""


@dataclass(frozen=True, eq=False)
class Choice:
    """The best programme against the cuts."""

    when: Ints | None
    """(A,) the years; None where none was found in time."""
    bound: float
    """Fen: no programme costs less."""
    finished: bool
    """Solved to the gap asked for."""


class Master:
    """The relaxed master problem, which grows by cuts, and the one in whole numbers over the same cuts."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.rows = Rows(task)
        self.cuts: list[Cut] = []
        self.held: list[bool] = []
        self.program = self._program()

    def add(self, cuts: Sequence[Cut], *, held: bool = False) -> None:
        """Take in cuts; `held` ones are part of every program in whole numbers."""
        self.cuts += cuts
        self.held += [held] * len(cuts)
        for cut in cuts:
            self._add(self.program, cut)

    def relaxed(self) -> Relaxed | None:
        """Return the best programme where actions may be done in part; None where the arithmetic fails."""
        if not _optimal(self.program):
            self.program.clearSolver()  # from nothing, once more
            if not _optimal(self.program):
                return None
        bound = self.program.getInfo().objective_function_value * FEN
        done = self.rows.done(np.array(self.program.getSolution().col_value))
        return Relaxed(done, bound - SAFE * abs(bound))

    def whole(
        self,
        gap: float,
        known: Ints | None = None,
        *,
        enough: float = np.inf,
        seconds: float = np.inf,
        stop: Callable[[], bool] = lambda: False,
    ) -> Choice | None:
        """Return the best programme in whole numbers, to a `gap`, beginning with one that is `known`; None where the rules leave none.

        Ends as well once its bound is `enough` (fen), after so many `seconds`, or when `stop()` holds.
        """
        program = self._program()
        for cut, wanted in zip(self.cuts, self._wanted(), strict=True):
            if wanted:
                self._add(program, cut)
        ruling.in_whole_numbers(program, self.rows.count)
        limits = {"mip_rel_gap": gap, "mip_abs_gap": CLOSED, "time_limit": max(0.1, min(seconds, 1e9))}
        for option, value in {**SOUND, **limits}.items():
            program.setOptionValue(option, value)
        if known is not None:
            begin = highspy.HighsSolution()
            begin.col_value = self._values(known).tolist()
            program.setSolution(begin)
        aim = enough / FEN * (1 + 2 * SAFE)

        def look(event: HighsCallbackEvent) -> None:
            if stop() or event.data_out.mip_dual_bound > aim:
                event.interrupt()

        program.cbMipInterrupt.subscribe(look)
        program.run()
        return self._choice(program)

    def _choice(self, program: highspy.Highs) -> Choice | None:
        status, info = program.getModelStatus(), program.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        bound = info.mip_dual_bound * FEN if np.isfinite(info.mip_dual_bound) else 0.0
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        when = self.rows.when(np.array(program.getSolution().col_value)) if found else None
        return Choice(when, bound - SAFE * abs(bound), status == highspy.HighsModelStatus.kOptimal)

    # ---- columns and rows ----------------------------------------------------------------------

    def _program(self) -> highspy.Highs:
        """Return the program without cuts: columns of actions, then of stages and years."""
        cost, constant = self._costs()
        program = ruling.program(self.rows, cost)
        count = len(self.task.stages) * self.task.size[1]
        weight, none = np.tile(self.task.weight, len(self.task.stages)).astype(float), np.empty(0, np.int32)
        program.addCols(count, weight, np.zeros(count), np.full(count, highspy.kHighsInf), 0, none, none, np.empty(0))  # fmt: skip
        program.changeObjectiveOffset(constant)
        for row in (*self.rows.limits(), *self.rows.crowded()):
            ruling.add(program, row.factors, -highspy.kHighsInf, row.most)
        return program

    def _costs(self) -> tuple[Floats, float]:
        """Return what works and running cost by column, and what runs today for all years."""
        task, at = self.task, self.rows.at
        cost, constant = np.zeros(self.rows.count), 0
        able = at[:, -1] >= 0
        np.add.at(cost, at[able, -1], task.cost[able] / FEN)
        for stage in task.stages:
            constant += int(task.weight.sum() * (stage.running @ stage.offers.today))
            by = stage.running @ stage.offers.by
            for year, weight in enumerate(task.weight):
                here = at[:, year] >= 0
                np.add.at(cost, at[here, year], weight * by[here] / FEN)
        return cost, constant / FEN

    def _add(self, program: highspy.Highs, cut: Cut) -> None:
        factors = {self.rows.count + cut.stage * self.task.size[1] + cut.year: 1.0}
        for action in np.flatnonzero(cut.by).tolist():
            if (column := int(self.rows.at[action, cut.year])) >= 0:
                factors[column] = -float(cut.by[action]) / FEN
        ruling.add(program, factors, cut.base / FEN, highspy.kHighsInf)

    def _wanted(self) -> np.ndarray:
        """Return which cuts a program in whole numbers needs: the held ones, and those near the relaxed optimum."""
        if not self.cuts or all(self.held):
            return np.ones(len(self.cuts), np.bool_)
        if not _optimal(self.program):
            return np.ones(len(self.cuts), np.bool_)
        met = np.array(self.program.getSolution().row_value)[-len(self.cuts) :]
        base = np.array([cut.base for cut in self.cuts]) / FEN
        near = met - base <= NEAR * abs(self.program.getInfo().objective_function_value)
        return near | np.array(self.held)

    def _values(self, when: Ints) -> Floats:
        done = self.task.done(when)
        pupils = np.zeros((len(self.task.stages), self.task.size[1]))
        for cut in self.cuts:
            known = pupils[cut.stage, cut.year]
            pupils[cut.stage, cut.year] = max(known, cut.at(done[:, cut.year]) / FEN)
        return np.r_[self.rows.value(when), pupils.ravel()]


def _optimal(program: highspy.Highs) -> bool:
    """Solve a program; return whether that went well."""
    program.run()
    return bool(program.getModelStatus() == highspy.HighsModelStatus.kOptimal)
