"""Room for words on a map: turned boxes that must not touch each other, symbols or lines, and stay within a frame."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from zoning.model import Floats
from zoning.render.atlas.paper import Rect

APART_MM = 0.5
"""Between any two names."""
Bools = npt.NDArray[np.bool_]


class Spot(NamedTuple):
    """A turned box on the sheet, in mm."""

    x: float
    """Its middle."""
    y: float
    width: float
    height: float
    angle: float = 0.0
    """Degrees counterclockwise from lying."""


class Room:
    """Boxes that are taken on a sheet; grows as words are placed."""

    def __init__(self, frame: Rect, lines: Any = None, *, most: int = 4000) -> None:
        """Begin with nothing taken; words keep within `frame` and off `lines`, a geometry."""
        self.frame, self.lines = frame, lines
        if lines is not None:
            shapely.prepare(lines)
        self._boxes = np.empty((most, 5))
        self._count = 0

    def take(self, spots: Sequence[Spot]) -> None:
        """Take boxes, whatever is there."""
        more = np.array(spots, float).reshape(-1, 5)
        while self._count + len(more) > len(self._boxes):
            self._boxes = np.concatenate([self._boxes, np.empty_like(self._boxes)])
        self._boxes[self._count : self._count + len(more)] = more
        self._count += len(more)

    def free(self, spots: Sequence[Spot], *, on_lines: bool = False) -> Bools:
        """Return which boxes touch nothing that is taken and are within the frame; `on_lines` they may lie on the lines."""
        if not len(spots):
            return np.zeros(0, bool)
        boxes = np.array(spots, float).reshape(-1, 5)
        corner = corners(boxes)
        f = self.frame
        low, high = corner.min(axis=1), corner.max(axis=1)
        inside: Bools = (low >= (f.x, f.y)).all(axis=1) & (high <= (f.right, f.top)).all(axis=1)
        some = np.flatnonzero(inside)
        inside[some[touching(boxes[some], self._boxes[: self._count], APART_MM).any(axis=1)]] = False
        if self.lines is not None and not on_lines:
            some = np.flatnonzero(inside)
            inside[some[shapely.intersects(self.lines, shapely.polygons(corner[some]))]] = False
        return inside

    def first(self, spots: Sequence[Spot], *, on_lines: bool = False) -> int | None:
        """Take the first of these boxes that is free and return its place among them; None where none is."""
        free = np.flatnonzero(self.free(spots, on_lines=on_lines))
        if not len(free):
            return None
        self.take([spots[free[0]]])
        return int(free[0])


def corners(boxes: Floats) -> Floats:
    """Return the four corners of each box, (n, 4, 2).

    >>> corners(np.array([[0, 0, 4, 2, 90]])).round(6).tolist()[0][0]
    [1.0, -2.0]
    """
    turn = np.radians(boxes[:, 4])
    along = np.stack([np.cos(turn), np.sin(turn)], axis=1) * boxes[:, 2:3] / 2
    up = np.stack([-np.sin(turn), np.cos(turn)], axis=1) * boxes[:, 3:4] / 2
    middle = boxes[:, :2]
    return np.stack([middle - along - up, middle + along - up, middle + along + up, middle - along + up], axis=1)  # fmt: skip


def touching(some: Floats, others: Floats, apart: float = 0.0) -> Bools:
    """Return (some, others): whether two boxes are less than `apart` from each other along each direction of their sides."""
    out = np.zeros((len(some), len(others)), bool)
    far = np.hypot(some[:, 2], some[:, 3])[:, None] / 2 + np.hypot(others[:, 2], others[:, 3]) / 2 + apart
    one, other = np.nonzero(np.hypot(some[:, :1] - others[:, 0], some[:, 1:2] - others[:, 1]) < far)
    a, b = some[one], others[other]
    turn, across = np.radians(b[:, 4] - a[:, 4]), b[:, :2] - a[:, :2]
    cos, sin = np.abs(np.cos(turn)), np.abs(np.sin(turn))
    near = np.ones(len(one), bool)
    for boxes, rest in ((a, b), (b, a)):
        own = np.radians(boxes[:, 4])
        along = np.abs(across[:, 0] * np.cos(own) + across[:, 1] * np.sin(own))
        up = np.abs(across[:, 1] * np.cos(own) - across[:, 0] * np.sin(own))
        near &= along < (boxes[:, 2] + rest[:, 2] * cos + rest[:, 3] * sin) / 2 + apart
        near &= up < (boxes[:, 3] + rest[:, 2] * sin + rest[:, 3] * cos) / 2 + apart
    out[one, other] = near
    return out
