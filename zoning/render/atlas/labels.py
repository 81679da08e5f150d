"""Where names go on a map: around their points, without touching symbols or each other; the least important are left out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from zoning.model import Floats

_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_BETWEEN = ((1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5), (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1))
_RINGS_MM = (0.0, 1.5, 4.0, 8.0, 13.0)
"""How much farther from its point a name may stand, in turn."""
_LED_MM = 3.0
"""A name farther than this from its point is joined to it by a line."""
_APART_MM = 0.4
"""Between any two names, and between names and symbols."""


class Box(NamedTuple):
    """A rectangle on the sheet, in mm."""

    left: float
    bottom: float
    right: float
    top: float


class Label(NamedTuple):
    """Words that want a place."""

    x: float
    """The point they belong to, in mm."""
    y: float
    width: float
    height: float
    clear: float
    """From the point to the nearest edge of the words: half its symbol and a little more; 0 where words may stand on the point."""
    rank: float = 0.0
    """The smaller, the more important."""


class Spot(NamedTuple):
    """Where words stand."""

    box: Box
    led: bool
    """So far away that a line must lead to the point."""


def placed(labels: Sequence[Label], taken: Sequence[Box], frame: Box) -> list[Spot | None]:
    """Return each label's place; None where there is no room for it beside those more important.

    No two places touch, none touches a box that is `taken` and all are within the frame. The same labels always go to the same places.

    >>> [spot.box for spot in placed([Label(10, 10, 8, 3, 1)], [], Box(0, 0, 30, 20))]
    [Box(left=11.0, bottom=8.5, right=19.0, top=11.5)]
    """
    full = _Full(taken, len(labels))
    found: list[Spot | None] = [None] * len(labels)
    for number in sorted(range(len(labels)), key=lambda n: (labels[n].rank, n)):
        label = labels[number]
        for spot in places(label):
            if _inside(spot.box, frame) and full.free(spot, label):
                found[number] = spot
                full.take(spot.box)
                break
    return found


def places(label: Label) -> Iterator[Spot]:
    """Yield places around the point, the nearest first and on its right first; on it, where there is no symbol to clear."""
    half = (label.width / 2, label.height / 2)
    if label.clear == 0:
        yield Spot(Box(label.x - half[0], label.y - half[1], label.x + half[0], label.y + half[1]), False)
    for ring in _RINGS_MM:
        for across, up in _AROUND if ring == 0 else (*_AROUND, *_BETWEEN):
            corner = 0.75 if across and up else 1.0
            away = (label.clear + ring) * corner
            x, y = label.x + across * (away + half[0]), label.y + up * (away + half[1])
            yield Spot(Box(x - half[0], y - half[1], x + half[0], y + half[1]), ring > _LED_MM)


def _inside(box: Box, frame: Box) -> bool:
    return box.left >= frame.left and box.bottom >= frame.bottom and box.right <= frame.right and box.top <= frame.top  # fmt: skip


class _Full:
    """The boxes that are taken, in one table that grows."""

    def __init__(self, taken: Sequence[Box], more: int) -> None:
        self.boxes = np.empty((len(taken) + more, 4))
        self.boxes[: len(taken)] = np.array(taken, float).reshape(-1, 4)
        self.symbols = self.count = len(taken)

    def take(self, box: Box) -> None:
        self.boxes[self.count] = box
        self.count += 1

    def free(self, spot: Spot, label: Label) -> bool:
        """Whether a box touches none that are taken, nor a line to it any words."""
        left, bottom, right, top = self.boxes[: self.count].T
        box = spot.box
        beside = (left >= box.right + _APART_MM) | (right <= box.left - _APART_MM)
        if not (beside | (bottom >= box.top + _APART_MM) | (top <= box.bottom - _APART_MM)).all():
            return False
        return not spot.led or self._line_free(lead(box, label.x, label.y))

    def _line_free(self, ends: Floats) -> bool:
        steps = np.linspace(0.0, 1.0, 12)[:, None]
        points = ends[0] * (1 - steps) + ends[1] * steps
        words = self.boxes[self.symbols : self.count]
        x, y = points[:, :1], points[:, 1:]
        return not ((x > words[:, 0]) & (x < words[:, 2]) & (y > words[:, 1]) & (y < words[:, 3])).any()


def lead(box: Box, x: float, y: float) -> Floats:
    """Return the two ends of the line from a point to the nearest edge of its words."""
    near = (min(max(x, box.left), box.right), min(max(y, box.bottom), box.top))
    return np.array([(x, y), near])
