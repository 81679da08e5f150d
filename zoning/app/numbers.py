"""What came of a plan at the desk: a row for each school, the district in all, and the places that need another look."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zoning.app.district import Answer, Seen
from zoning.assess.schools import alert
from zoning.assign.problem import adjacency
from zoning.contiguity import cut_off, fragments
from zoning.model import Floats, Ints
from zoning.rules import Rules

MOST_PROBLEMS = 500
"""Places of one kind that are sent to the page; their number is told whole."""

Flags = npt.NDArray[np.bool_]


class Numbers:
    """The facts of one plan, as arrays by block and by school."""

    def __init__(self, seen: Seen, answer: Answer, norms: Rules) -> None:
        walks, schools = seen.measures.walks, seen.zones.open_schools
        self.blocks, self.schools = walks.blocks, walks.schools
        self.names = schools["name"].reindex(self.schools).astype(str)
        self.seats = schools["seats"].reindex(self.schools).to_numpy(float)
        self.pupils = seen.zones.blocks["pupils"].reindex(self.blocks).to_numpy(float)
        self.chosen: Ints = self.schools.get_indexer(pd.Index(answer.school_of.reindex(self.blocks)))
        self.walk_m = walks.to(answer.school_of).to_numpy()
        self.radius_m = seen.policy.longest_walk_m or seen.measures.radius_m
        self.loads = self._summed(self.pupils)
        self.far: Flags = (self.chosen >= 0) & (self.pupils > 0) & (self.walk_m > self.radius_m)
        self.cut_off = self._cut_off(seen) & (self.chosen >= 0)
        self.pieces = fragments(answer.school_of.dropna(), seen.measures.neighbours).reindex(self.schools, fill_value=0).to_numpy()  # fmt: skip
        self.norms = norms

    def _summed(self, values: Floats) -> Floats:
        held = self.chosen >= 0
        return np.bincount(self.chosen[held], values[held], minlength=len(self.schools)).astype(float)

    def _cut_off(self, seen: Seen) -> Flags:
        """Blocks that do not hang together with the block their school stands in."""
        ends = [
            self.blocks.get_indexer(pd.Index(seen.measures.neighbours[end])) for end in ("block_a", "block_b")
        ]
        start, adj = adjacency(np.column_stack(ends).astype(np.int64), len(self.blocks))
        home = self.blocks.get_indexer(pd.Index(seen.measures.home.reindex(self.schools)))
        return cut_off(self.chosen, home.astype(np.int64), start, adj)

    def by_school(self) -> dict[str, list[Any]]:
        """Return a column for each number of a school, as `assess` judges them (`tests/unit/app/test_numbers.py`), without the shapes of zones that take it long."""
        walkers = np.isfinite(self.walk_m)
        on_foot = self._summed(np.where(walkers, self.pupils, 0.0))
        walked = self._summed(np.where(walkers, self.pupils * np.where(walkers, self.walk_m, 0.0), 0.0))
        longest = np.zeros(len(self.schools))
        counted = (self.chosen >= 0) & walkers & (self.pupils > 0)
        np.maximum.at(longest, self.chosen[counted], self.walk_m[counted])
        use = self.loads / np.where(self.seats > 0, self.seats, np.nan)
        idle = (self.seats + self.loads) == 0
        return {
            "id": [str(i) for i in self.schools],
            "name": self.names.tolist(),
            "seats": self.seats.astype(int).tolist(),
            "pupils": self.loads.round(1).tolist(),
            "use": plain(use, 4),
            "alert": alert(pd.Series(np.where(idle, 0.0, use)), self.norms).tolist(),
            "mean_walk_m": plain(walked / np.where(on_foot > 0, on_foot, np.nan)),
            "longest_walk_m": plain(longest),
            "far_pupils": self._summed(self.pupils * self.far).round(1).tolist(),
            "blocks": np.bincount(self.chosen[self.chosen >= 0], minlength=len(self.schools)).tolist(),
            "pieces": self.pieces.tolist(),
        }

    def totals(self, answer: Answer) -> dict[str, Any]:
        """Return the numbers of the district in all."""
        on_foot = np.isfinite(self.walk_m) & (self.chosen >= 0)
        pupils = float(self.pupils[on_foot].sum())
        some = on_foot & (self.pupils > 0)
        return {
            "pupils": float(self.pupils.sum()),
            "seats": float(self.seats.sum()),
            "over_pupils": float(np.maximum(0, self.loads - self.seats).sum()),
            "mean_walk_m": round(float((self.pupils[some] * self.walk_m[some]).sum()) / pupils, 1) if pupils else None,
            "longest_walk_m": round(float(self.walk_m[some].max()), 1) if some.any() else None,
            "far_pupils": float(self.pupils[self.far].sum()),
            "cut_off_blocks": int(self.cut_off.sum()),
            "unassigned_blocks": int((self.chosen < 0).sum()),
            "cost_pupil_km": None if answer.cost is None else round(answer.cost / 1000, 1),
            "gap": answer.gap,
        }  # fmt: skip

    def problems(self) -> list[dict[str, Any]]:
        """Return kinds of problems, each with its number and its first places: blocks, or schools over their seats."""
        over = np.flatnonzero(self.loads > self.seats)
        over = over[np.argsort(self.seats[over] - self.loads[over], kind="stable")]
        kinds = [
            ("unassigned", "block", self._worst(self.chosen < 0, self.pupils)),
            ("cut_off", "block", self._worst(self.cut_off, self.pupils)),
            ("over", "school", over),
            ("far", "block", self._worst(self.far, np.where(np.isfinite(self.walk_m), self.walk_m, 1e9))),
        ]
        return [
            {"kind": kind, "of": of, "count": len(at), "at": at[:MOST_PROBLEMS].tolist()}
            for kind, of, at in kinds
        ]

    @staticmethod
    def _worst(flags: Flags, by: Floats) -> Ints:
        at = np.flatnonzero(flags)
        return at[np.argsort(-by[at], kind="stable")]


def plain(values: Floats, digits: int = 1) -> list[float | None]:
    """Return rounded numbers; None for those that are missing or endless."""
    return [round(v, digits) if np.isfinite(v) else None for v in values.tolist()]


def moved_pupils(before: pd.Series, after: pd.Series, pupils: pd.Series) -> tuple[float, int]:
    """Return pupils and blocks whose school is another one."""
    there = before.index.intersection(after.index)
    a, b = before.reindex(there).fillna(""), after.reindex(there).fillna("")
    moved = a.ne(b)
    return float(pupils.reindex(there)[moved].sum()), int(moved.sum())
