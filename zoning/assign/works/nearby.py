"""Programmes near the best one known: one action done earlier, later, or not, or two of them, as far as the cuts promise that it pays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zoning.assign.works.cuts import Cut
from zoning.assign.works.judge import broken
from zoning.assign.works.task import NOT_DONE, Task
from zoning.model import Floats, Ints

PAIRED = 400
"""Changes of one action that are tried two at a time: those that promise most, and as many that promise least money spent."""
LOOKED_AT = 300
"""Programmes within the money that are looked at further, the most promising first."""
LEAST = 1e-7
"""What a change must promise, as a share of the value."""


def promising(task: Task, cuts: Sequence[Cut], may: np.ndarray, when: Ints, value: int) -> Ints | None:
    """Return the programme near `when` (A,) that keeps all rules and that cuts promise the least of, if that is less than `value`.

    `may` (A, T) tells the years in which actions may take effect.
    """
    known = _Known(task, cuts)
    for other in _ordered(task, known.changes(may, when), when):
        if known.value(other) < value * (1 - LEAST) and next(broken(task, other), None) is None:
            return other
    return None


@dataclass(frozen=True, eq=False)
class Changes:
    """Changes of one action each."""

    action: Ints
    """(M,)"""
    year: Ints
    """(M,) its new one, or `NOT_DONE`."""
    adds: Floats
    """(M,) fen, by the cuts."""
    spends: Ints
    """(M, T) fen more in each year, or in all years so far where what is left may be spent later."""

    def take(self, which: Ints) -> "Changes":
        """Return some of them."""
        return Changes(self.action[which], self.year[which], self.adds[which], self.spends[which])


def _ordered(task: Task, changes: Changes, when: Ints) -> Iterator[Ints]:
    """Yield programmes within the budgets with one or two changes that add less than nothing, the least first; of two changes the sum is a guess."""
    left = task.funds - _by_year(task, task.cost[:, None] * (when[:, None] == np.arange(task.size[1]))).sum(
        axis=0
    )
    cheap = np.argsort(changes.adds, kind="stable")[:PAIRED]
    saving = np.argsort(changes.spends.sum(axis=1), kind="stable")[:PAIRED]
    some = changes.take(np.union1d(cheap, saving))
    one, other = np.triu_indices(len(some.adds))
    adds = some.adds[one] + np.where(one == other, 0.0, some.adds[other])
    kept = np.flatnonzero((adds < 0) & ((one == other) | (some.action[one] != some.action[other])))
    one, other, adds = one[kept], other[kept], adds[kept]
    spends = some.spends[one] + np.where((one == other)[:, None], 0, some.spends[other])
    fits = np.flatnonzero((spends <= left).all(axis=1))
    for pair in fits[np.argsort(adds[fits], kind="stable")[:LOOKED_AT]].tolist():
        found = when.copy()
        for change in (one[pair], other[pair]):
            found[some.action[change]] = some.year[change]
        yield found


def _by_year(task: Task, spent: Ints) -> Ints:
    """Return (…, T) what budgets count of money `spent` (…, T): that of each year, or of all years so far."""
    return np.cumsum(spent, axis=-1) if task.question.carry_over else spent


class _Known:
    """What cuts say of programmes, in fen."""

    def __init__(self, task: Task, cuts: Sequence[Cut]) -> None:
        self.task = task
        by: dict[tuple[int, int], list[Cut]] = {}
        for cut in cuts:
            by.setdefault((cut.stage, cut.year), []).append(cut)
        self.base = {key: np.array([float(cut.base) for cut in some]) for key, some in by.items()}
        self.factor = {key: np.array([cut.by for cut in some], float) for key, some in by.items()}

    def value(self, when: Ints) -> float:
        """Return what a programme costs at least."""
        done, weight = self.task.done(when), self.task.weight
        pupils = sum(
            weight[year] * (base + self.factor[k, year] @ done[:, year]).max()
            for (k, year), base in self.base.items()
        )
        return float(self.task.fixed_cost(when) + pupils)

    def changes(self, may: np.ndarray, when: Ints) -> Changes:
        """Return every change of one action."""
        count, years = self.task.size
        before = np.minimum(when, years)
        able = np.column_stack([may, ~self.task.must])
        able[np.arange(count), before] = False
        action, year = able.nonzero()
        now = before[action]
        so_far = np.concatenate([np.zeros((count, 1)), np.cumsum(self._flipped(when), axis=1)], axis=1)
        adds = so_far[action, np.maximum(year, now)] - so_far[action, np.minimum(year, now)]
        adds += self.task.cost[action] * ((year < years).astype(float) - (now < years))
        moved = (year[:, None] == np.arange(years)).astype(np.int64) - (now[:, None] == np.arange(years))
        spends = _by_year(self.task, self.task.cost[action][:, None] * moved)
        return Changes(action, np.where(year < years, year, NOT_DONE), adds, spends)

    def _flipped(self, when: Ints) -> Floats:
        """Return (A, T) what it adds to a year if an action is done there and was not, or the other way round."""
        done = self.task.done(when)
        sign = 1.0 - 2.0 * done
        running = sum(stage.running @ stage.offers.by for stage in self.task.stages)
        found = sign * np.asarray(running, float)[:, None] * self.task.weight
        for (k, year), factor in self.factor.items():
            met = self.base[k, year] + factor @ done[:, year]
            touched = np.flatnonzero(factor.any(axis=0))
            then = (met[:, None] + factor[:, touched] * sign[touched, year]).max(axis=0)
            found[touched, year] += self.task.weight[year] * (then - met.max())
        return found
