"""Text that flows from column to column: rows are kept whole, headings stay with what they head."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from zoning.render.atlas import ink
from zoning.render.atlas.paper import Rect
from zoning.render.fonts import POINT_MM, width_mm, wrapped

_MOST_TOGETHER = 8
"""Rows that are kept together at most: every column has room for them."""


class Row(NamedTuple):
    """A piece of text that is not broken."""

    height: float
    draw: Callable[[Axes, float, float], None]
    """Draws it, given its left end and its top in mm."""
    heads: bool = False
    """It stays with the row after it."""


class Set(NamedTuple):
    """Rows that found a place, and those that did not."""

    rows: list[tuple[Row, float, float]]
    """Each with its left end and its top."""
    rest: list[Row]


def poured(rows: Sequence[Row], columns: Sequence[Rect]) -> Set:
    """Pour rows into columns, from the top of the first to the foot of the last.

    >>> rows = [Row(4, lambda *_: None) for _ in range(5)]
    >>> [(x, top) for _, x, top in poured(rows, [Rect(0, 0, 50, 10), Rect(60, 0, 50, 9)]).rows]
    [(0, 10), (0, 6), (60, 9), (60, 5)]
    """
    found: list[tuple[Row, float, float]] = []
    places = iter(columns)
    column = next(places, None)
    top = column.top if column else 0.0
    groups = list(_groups(rows))
    for number, group in enumerate(groups):
        high = sum(row.height for row in group)
        while column is not None and top - high < column.y - 1e-9:
            column = next(places, None)
            top = column.top if column else 0.0
        if column is None:
            return Set(found, [row for later in groups[number:] for row in later])
        for row in group:
            found.append((row, column.x, top))
            top -= row.height
    return Set(found, [])


def balanced(rows: Sequence[Row], columns: Sequence[Rect], least: float = 60.0) -> Set:
    """Pour rows into the upper parts of columns, all about as high as each other; into all of the columns where they fill them."""
    most = max(column.h for column in columns)
    for high in [*range(int(least), int(most), 6), most]:
        parts = [Rect(c.x, max(c.y, c.top - high), c.w, min(c.h, high)) for c in columns]
        found = poured(rows, parts)
        if not found.rest:
            break
    return found


def draw(ax: Axes, found: Set) -> None:
    """Draw the rows that found a place."""
    for row, x, top in found.rows:
        row.draw(ax, x, top)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.heads or len(group) == _MOST_TOGETHER:
            yield group
            group = []
    if group:
        yield group


def space(height: float) -> Row:
    """Return an empty row that stays with what follows it."""
    return Row(height, lambda ax, x, top: None, heads=True)


def text(said: str, width: float, size: float, *, bold: bool = False, colour: str = ink.INK, heads: bool = False) -> list[Row]:  # fmt: skip
    """Return words as rows, a line each, no wider than `width`."""
    room = width / 1.06 if bold else width  # lines are broken as if they were not bold
    return [line(words, size, bold, colour, heads) for words in wrapped(said, room, size)]


def heading(said: str, width: float, size: float = 10.0) -> list[Row]:
    """Return a heading with a line below it, a little apart from what stands above."""

    def rule(ax: Axes, x: float, top: float) -> None:
        ink.line(ax, (x, x + width), (top - 0.2, top - 0.2), width=0.8)

    return [space(2.2), *text(said, width, size, bold=True, heads=True), Row(1.6, rule, heads=True)]


def pair(said: str, value: str, width: float, size: float = 8.0, share: float = 0.34) -> list[Row]:
    """Return a fact: what it is on the left, its value on the right in as many lines as it takes."""
    left = max(width * share, width_mm(said, size) + 2)
    lines = wrapped(value, width - left, size) or [""]

    def first(ax: Axes, x: float, top: float) -> None:
        y = top - size * POINT_MM
        ink.say(ax, x, y, said, size, color=ink.SOFT)
        ink.say(ax, x + left, y, lines[0], size)

    rows = [Row(pitch(size), first, heads=len(lines) > 1)]
    for number, words in enumerate(lines[1:], start=2):
        rows.append(line(words, size, False, ink.INK, number < len(lines), left))
    return rows


def pitch(size: float) -> float:
    """Return the height of a line of words of a size in points."""
    return size * POINT_MM * ink.LINE_MM


def line(said: str, size: float, bold: bool, colour: str, heads: bool, indent: float = 0.0) -> Row:
    """Return one line of words as a row."""

    def draw_(ax: Axes, x: float, top: float) -> None:
        ink.say(ax, x + indent, top - size * POINT_MM, said, size, bold=bold, color=colour)

    return Row(pitch(size), draw_, heads)
