"""Where one line can be left for the next on the way round, and how far it is along a line from one such place to another."""

from dataclasses import dataclass, field

import numpy as np

from zoning.model import Floats, Ints
from zoning.notice import courses, frame
from zoning.notice.courses import Course
from zoning.notice.frame import Frame

RIM = None
"""Stands for the boundary of the district in the place of a line."""
Stop = Course | None
_RIM_SHARE = 0.01


@dataclass(frozen=True, eq=False)
class Joint:
    """The places where one line may be left for the next: corners of the two lines, or metres along the boundary."""

    before: Ints | Floats
    after: Ints | Floats
    at: Floats
    """(k, 2)"""
    cost: Floats
    gap_m: Floats
    open: bool = False
    """Whether the boundary of the district is on one side of it."""


@dataclass(frozen=True, eq=False)
class World:
    """How the lines of a district meet each other and its boundary; kept, since it is asked for again and again."""

    frame: Frame
    _joints: dict[tuple[str, str], Joint] = field(default_factory=dict)
    _steps: dict[tuple[str, str, str], Floats] = field(default_factory=dict)

    def joint(self, before: Stop, after: Stop) -> Joint:
        """Return where `before` can be left for `after`."""
        key = (_name(before), _name(after))
        if key not in self._joints:
            self._joints[key] = (
                _landing(before, after, self.frame)
                if before is RIM or after is RIM
                else _meeting(before, after)
            )
        return self._joints[key]

    def step(self, before: Stop, line: Stop, after: Stop) -> Floats:
        """Return what the way along `line` counts, from each place where it is come to from `before` to each where it is left for `after`."""
        key = (_name(before), _name(line), _name(after))
        if key not in self._steps:
            first, last = self.joint(before, line), self.joint(line, after)
            if line is RIM:
                metres = _RIM_SHARE * self.frame.metres(
                    np.asarray(first.after, float), np.asarray(last.before, float)
                )
            else:
                metres = line.distances(np.asarray(first.after, np.int64), np.asarray(last.before, np.int64))
            self._steps[key] = first.cost[:, None] + metres
        return self._steps[key]

    def way(self, line: Stop, start: float, stop: float) -> Floats:
        """Return the corners (n, 2) of the way along a line."""
        return self.frame.way(start, stop) if line is RIM else line.way(int(start), int(stop))


def _name(stop: Stop) -> str:
    return "" if stop is RIM else stop.name


def _meeting(before: Course, after: Course) -> Joint:
    found = courses.meetings(before, after)
    return Joint(found.a, found.b, before.xy[found.a], found.cost, found.gap_m)


def _landing(before: Stop, after: Stop, around: Frame) -> Joint:
    line = after if before is RIM else before
    assert line is not RIM
    landing = frame.landfall(line, around)
    nowhere = np.zeros(len(landing.gap_m))
    if before is RIM:
        return Joint(
            landing.along, landing.corner, line.xy[landing.corner], landing.gap_m, nowhere, open=True
        )
    return Joint(landing.corner, landing.along, line.xy[landing.corner], landing.gap_m, nowhere, open=True)
