"""How a sheet is divided: the map, columns of text beside or below it, scale, inset and title block."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zoning.render.atlas.paper import Rect

Size = Literal["A3", "A2", "A1"]
_SIZES: Mapping[Size, tuple[float, float]] = {"A3": (420.0, 297.0), "A2": (594.0, 420.0), "A1": (841.0, 594.0)}  # fmt: skip
COLUMN_MM = 52.0
"""Width of a column of text."""
COMPASS_MM, INSET_MM, FOOT_MM = 45.0, 42.0, 104.0
"""Heights of scale and north arrow, of the inset, and of text that stands below a map."""
_EDGE, _INNER, _HEAD, _GAP, _BELOW = 8.0, 12.0, 27.0, 4.0, 3.0
"""From the edge of the sheet to the frame, to what stands in it, and to the map below the heading; between map and text, and between the parts of a column."""
_LEAST_COLUMN = 20.0


class Paper(NamedTuple):
    """A sheet of paper, in mm."""

    size: Size
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Where everything stands on a sheet."""

    paper: Paper
    map: Rect
    columns: tuple[Rect, ...]
    """What text flows through, in this order."""
    compass: Rect
    inset: Rect
    block: Rect

    @property
    def frame(self) -> Rect:
        """The frame around everything."""
        return Rect(_EDGE, _EDGE, self.paper.width - 2 * _EDGE, self.paper.height - 2 * _EDGE)


def landscape(size: Size = "A3") -> Paper:
    """Return a sheet that is wider than high."""
    return Paper(size, *_SIZES[size])


def portrait(size: Size = "A3") -> Paper:
    """Return a sheet that is higher than wide."""
    return Paper(size, *reversed(_SIZES[size]))


def arrangements(block_mm: float, size: Size = "A3") -> list[Layout]:
    """Return the ways to divide a sheet, for ground of all shapes: from very wide to very high."""
    wide, high = landscape(size), portrait(size)
    return [beside(wide, block_mm), below(high, block_mm), below(wide, block_mm), beside(high, block_mm, 1)]


def beside(paper: Paper, block_mm: float, count: int = 2) -> Layout:
    """Return a sheet whose text stands to the right of the map, in one or two columns."""
    room = _room(paper)
    text = count * COLUMN_MM + (count - 1) * _GAP
    seen = Rect(room.x, room.y, room.w - text - _GAP, room.h)
    left, right = room.right - text, room.right - COLUMN_MM
    block = Rect(right, room.y, COLUMN_MM, block_mm)
    if count == 1:
        inset = Rect(right, block.top + _BELOW, COLUMN_MM, INSET_MM)
        compass = Rect(right, inset.top + _BELOW, COLUMN_MM, COMPASS_MM)
        return Layout(paper, seen, (_above(compass, room),), compass, inset, block)
    inset = Rect(left, room.y, COLUMN_MM, INSET_MM)
    compass = Rect(left, inset.top + _BELOW, COLUMN_MM, COMPASS_MM)
    return Layout(paper, seen, (_above(compass, room), _above(block, room)), compass, inset, block)


def below(paper: Paper, block_mm: float) -> Layout:
    """Return a sheet whose text stands below the map."""
    room = _room(paper)
    foot = Rect(room.x, room.y, room.w, max(FOOT_MM, block_mm))
    columns = _columns(foot)
    seen = Rect(room.x, foot.top + _GAP, room.w, room.top - foot.top - _GAP)
    *free, other, last = columns
    block = Rect(last.x, room.y, COLUMN_MM, block_mm)
    inset = Rect(other.x, room.y, COLUMN_MM, INSET_MM)
    compass = Rect(other.x, inset.top + _BELOW, COLUMN_MM, COMPASS_MM)
    rest = [column for column in (_above(compass, foot), _above(block, foot)) if column.h >= _LEAST_COLUMN]
    return Layout(paper, seen, (*free, *rest), compass, inset, block)


def listing(paper: Paper, block_mm: float) -> Layout:
    """Return a sheet of text without a map: columns, and the title block at the foot of the last."""
    room = _room(paper)
    *free, last = _columns(room)
    block = Rect(last.x, room.y, COLUMN_MM, block_mm)
    nothing = Rect(0, 0, 0, 0)
    return Layout(paper, nothing, (*free, _above(block, room)), nothing, nothing, block)


def _room(paper: Paper) -> Rect:
    """What is inside the frame, below the heading."""
    return Rect(_INNER, _INNER, paper.width - 2 * _INNER, paper.height - _INNER - _HEAD)


def _columns(room: Rect) -> list[Rect]:
    count = int((room.w + _BELOW) // (COLUMN_MM + _BELOW))
    step = (room.w - COLUMN_MM) / (count - 1)
    return [Rect(room.x + number * step, room.y, COLUMN_MM, room.h) for number in range(count)]


def _above(rect: Rect, room: Rect) -> Rect:
    """What of a column is free above something at its foot."""
    return Rect(rect.x, rect.top + _BELOW, COLUMN_MM, room.top - rect.top - _BELOW)
