"""The rules of a programme as rows of a program: years in order, actions that exclude or need each other, money and land.

A column for each action and year it may take effect: whether it is done by then. What is done by any year is that of the last such year so far.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np

from zoning.assign.works.task import NOT_DONE, Task
from zoning.model import Floats, Ints

TOLERANCE = 1e-9
"""What a program may break a row by: of money, so much of the dearest action."""
_TOLERANCES = ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance")
CROWDED = (1, 2, 3)
"""Of how many actions of like cost a year's budget is said to allow so many at most; see `Rows.crowded`."""


@dataclass(frozen=True, eq=False)
class Row:
    """Columns times their factors come to `most` at most."""

    factors: dict[int, float]
    most: float


@dataclass(frozen=True, eq=False)
class Limit(Row):
    """A row of money or land, in units of `scale`."""

    about: Literal["budget", "land"]
    year: int
    """Whose budget; the last year for land."""
    scale: float
    """Fen or square metres."""


class Rows:
    """Columns of a task, and the rows between them."""

    def __init__(self, task: Task, may: np.ndarray | None = None) -> None:
        self.task = task
        self.may = task.affordable if may is None else may
        self.action, self.year = self.may.nonzero()
        self.at = np.full(task.size, -1)
        """(A, T) column of what is done by then; -1 where nothing can be."""
        for column, (action, year) in enumerate(zip(self.action, self.year, strict=True)):
            self.at[action, year:] = column

    @property
    def count(self) -> int:
        """Columns."""
        return len(self.action)

    def done(self, value: Floats) -> Floats:
        """Return how far each action is done by each year (A, T)."""
        return np.where(self.at >= 0, np.clip(np.r_[value[: self.count], 0.0][self.at], 0.0, 1.0), 0.0)

    def when(self, value: Floats) -> Ints:
        """Return the year of each action (A,)."""
        found = np.full(self.task.size[0], NOT_DONE)
        for column in np.flatnonzero(value[: self.count] > 0.5)[::-1]:
            found[self.action[column]] = self.year[column]
        return found

    def value(self, when: Ints) -> Floats:
        """Return the columns of a programme."""
        return self.task.done(when)[self.action, self.year].astype(float)

    def least(self) -> Floats:
        """Return the least of each column: what must be done is, by its last year."""
        low = np.zeros(self.count)
        last = self.at[self.task.must, -1]
        low[last[last >= 0]] = 1.0
        return low

    def logic(self) -> Iterator[Row]:
        """Yield what holds whatever there is of money and land."""
        for column in np.flatnonzero(self.action[1:] == self.action[:-1]).tolist():
            yield Row({column: 1.0, column + 1: -1.0}, 0.0)
        for fork in self.task.forks:
            yield from self._at_most_one(fork.members, fork.parent)
        for action in np.flatnonzero(self.task.after >= 0).tolist():
            yield from self._at_most_one((action,), int(self.task.after[action]))
        if (self.task.must & ~self.may.any(axis=1)).any():
            yield Row({}, -1.0)

    def _at_most_one(self, members: Sequence[int], parent: int) -> Iterator[Row]:
        """Yield that at most one of these actions is done, by any year no further than its parent."""
        seen = set[tuple[int, ...]]()
        for year in range(self.task.size[1]) if parent >= 0 else [self.task.size[1] - 1]:
            row = {int(self.at[member, year]): 1.0 for member in members if self.at[member, year] >= 0}
            most = 1.0 if parent < 0 else 0.0
            if row and parent >= 0 and self.at[parent, year] >= 0:
                row[int(self.at[parent, year])] = -1.0
            if row and tuple(row) not in seen:
                seen.add(tuple(row))
                yield Row(row, most)

    def limits(self) -> Iterator[Limit]:
        """Yield the budget of each year, or of all years so far where what is left may be spent later, and the land."""
        task, years = self.task, self.task.size[1]
        scale = max(1.0, float(task.cost.max(initial=0)))
        for year in range(years) if task.budget is not None else []:
            row = self._spent(year, dict(enumerate((task.cost / scale).tolist())))
            yield Limit(row, float(task.funds[year]) / scale, "budget", year, scale)
        if task.question.land_m2 is not None:
            scale = max(1.0, float(np.abs(task.land).max(initial=0.0)))
            last = zip(self.at[:, -1].tolist(), (task.land / scale).tolist(), strict=True)
            row = {column: land for column, land in last if column >= 0 and land}
            yield Limit(row, task.question.land_m2 / scale, "land", years - 1, scale)

    def crowded(self) -> Iterator[Row]:
        """Yield what a budget allows of whole actions, but not of parts: of those above a half of it one, of those above a third two, and so on.

        Shares x of a budget that add up to 1 at most have u(x) that do, where u(x) = ((k + 1) x, rounded down) / k, or x where there is nothing to round
        (a dual feasible function; Fekete and Schepers 2001). A relaxed programme would spend every year's last yuan; this takes away some of that.
        """
        task = self.task
        for year in range(task.size[1]) if task.budget is not None else []:
            funds = int(task.funds[year])
            for k in CROWDED if funds else ():
                part = {
                    action: _rounded(int(cost), funds, k)
                    for action, cost in enumerate(task.cost)
                    if 0 < cost <= funds
                }
                if row := self._spent(year, part):
                    yield Row(row, 1.0)

    def _spent(self, year: int, cost: dict[int, float]) -> dict[int, float]:
        """Return what a year spends by column, or all years so far where what is left may be spent later; actions at a `cost`."""
        row = dict[int, float]()
        for action, each in cost.items():
            now, before = int(self.at[action, year]), int(self.at[action, year - 1]) if year else -1
            if each and now >= 0 and (self.task.question.carry_over or now != before):
                row[now] = each
                if not self.task.question.carry_over and before >= 0:
                    row[before] = -each
        return row


def _rounded(cost: int, funds: int, k: int) -> float:
    whole, rest = divmod((k + 1) * cost, funds)
    return whole / k if rest else cost / funds


def add(program: highspy.Highs, factors: dict[int, float], least: float, most: float) -> None:
    """Add a row to a program."""
    columns, values = np.array(list(factors), np.int32), np.array(list(factors.values()), float)
    program.addRow(least, most, len(factors), columns, values)


def program(rows: Rows, cost: Floats) -> highspy.Highs:
    """Return a program of the columns alone, each at its `cost`, within all rules but money and land."""
    made = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "random_seed": 1}
    for option, value in {**options, **dict.fromkeys(_TOLERANCES, TOLERANCE)}.items():
        made.setOptionValue(option, value)
    none = np.empty(0, np.int32)
    made.addCols(rows.count, cost, rows.least(), np.ones(rows.count), 0, none, none, np.empty(0))
    for row in rows.logic():
        add(made, row.factors, -highspy.kHighsInf, row.most)
    return made


def in_whole_numbers(made: highspy.Highs, columns: int) -> None:
    """Ask a program for whole numbers in its first `columns`."""
    which = np.arange(columns, dtype=np.int32)
    made.changeColsIntegrality(columns, which, np.full(columns, highspy.HighsVarType.kInteger))
