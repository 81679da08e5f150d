"""Where pupils go in a programme, and what that costs: the transport problems of all stages and years, each solved once."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from zoning.assign.works import cuts as cutting
from zoning.assign.works.cuts import Cut
from zoning.assign.works.task import Task
from zoning.assign.works.transport import WHOLE, Settled, Transport
from zoning.model import Floats, Ints

Key = tuple[int, int, bytes]
"""Stage, the first year with these pupils, and what stands."""


@dataclass(frozen=True, eq=False)
class Priced:
    """A transport problem of offers that stand or do not, and the cut that is exact there."""

    value: int
    cut: Cut


@dataclass(frozen=True, eq=False)
class Taken:
    """What a programme comes to, in fen, and the cuts it taught."""

    value: int
    cuts: list[Cut]


class Pupils:
    """The transport problems of a task; the same seats for the same pupils are never asked for twice."""

    def __init__(self, task: Task, pool: Executor, over: Callable[[], bool]) -> None:
        self.task, self.pool, self.over = task, pool, over
        self.transport = [Transport(stage) for stage in task.stages]
        self.keys = [(k, year) for k in range(len(task.stages)) for year in range(task.size[1])]
        self.alike = [_alike(stage.pupils) for stage in task.stages]
        self.price = {
            (k, year): np.zeros(len(task.stages[k].offers.seats), np.int64) for k, year in self.keys
        }
        self.known: dict[Key, Priced] = {}
        self.taught: set[tuple[int, Key]] = set()
        self.solved = 0

    def cuts(self, done: Floats, core: Floats) -> list[Cut]:
        """Return a cut of each stage and year where actions are `done` (A, T) in part; see `cuts.paid` for the `core` (A, T). Those are left out that there is no time for."""

        def found(key: tuple[int, int]) -> Cut | None:
            k, year = key
            if self.over():
                return None
            share, price = self._share(k, done[:, year]), self.price[key]
            price, _ = self.transport[k].prices(year, share, WHOLE, price, exact=False)
            return self._cut(k, year, share, price, core[:, year])

        made = [cut for cut in self.pool.map(found, self.keys) if cut is not None]
        self.solved += len(made)
        return made

    def taken(self, when: Ints, core: Floats) -> Taken:
        """Return what the programme `when` (A,) comes to."""
        done = self.task.done(when)
        asked = [(k, year, self._key(k, year, done[:, year])) for k, year in self.keys]
        new = {key: (k, year) for k, year, key in reversed(asked) if key not in self.known}

        def found(key: Key) -> Priced:
            k, year = new[key]
            standing = np.frombuffer(key[2], np.int64)
            settled = self.transport[k].settled(year, standing, self.price[k, year])
            return Priced(settled.value, self._cut(k, year, standing * WHOLE, settled.price, core[:, year]))

        self.known.update(zip(new, self.pool.map(found, new), strict=True))
        self.solved += len(new)
        value = sum(int(self.task.weight[year]) * self.known[key].value for _, year, key in asked)
        return Taken(value + self.task.fixed_cost(when), self._untaught(asked))

    def settled(self, standing: list[Ints]) -> list[list[Settled]]:
        """Return the flows of all stages and years, from nothing, so that they do not depend on what was asked before; `standing` (T, L) of each stage."""
        asked = {(k, int(self.alike[k][year]), standing[k][year].tobytes()): (k, year) for k, year in reversed(self.keys)}  # fmt: skip

        def found(key: Key) -> Settled:
            k, year = asked[key]
            return self.transport[k].settled(
                year, standing[k][year], np.zeros(standing[k].shape[1], np.int64)
            )

        flows = dict(zip(asked, self.pool.map(found, asked), strict=True))
        years = range(self.task.size[1])
        return [[flows[k, int(self.alike[k][year]), standing[k][year].tobytes()] for year in years] for k in range(len(standing))]  # fmt: skip

    def _key(self, k: int, year: int, done: Ints) -> Key:
        standing = self.task.stages[k].offers.standing(done)
        return k, int(self.alike[k][year]), np.ascontiguousarray(standing, np.int64).tobytes()

    def _share(self, k: int, done: Floats) -> Ints:
        standing = np.clip(self.task.stages[k].offers.standing(done), 0.0, 1.0)
        return np.rint(standing * WHOLE).astype(np.int64)

    def _cut(self, k: int, year: int, share: Ints, price: Ints, core: Floats) -> Cut:
        """Return the cut at these prices, and keep them to begin from the next time."""
        stage = self.task.stages[k]
        pays = cutting.paid(stage, share, WHOLE, price, self._share(k, core))
        cut, full = cutting.cut(stage, k, year, pays, price)
        self.price[k, year] = np.where(share > 0, price, full)
        return cut

    def _untaught(self, asked: list[tuple[int, int, Key]]) -> list[Cut]:
        """Return the cuts of a programme that were not returned before, each of its own year."""
        fresh = [(year, key) for _, year, key in asked if (year, key) not in self.taught]
        self.taught.update(fresh)
        return [replace(self.known[key].cut, year=year) for year, key in fresh]


def _alike(pupils: Ints) -> Ints:
    """Return (T,) the first year with the same pupils as each."""
    _, first, at = np.unique(pupils, axis=0, return_index=True, return_inverse=True)
    return first[at.ravel()]
