"""The column beside the map: legend, tables and notes, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from zoning.render.atlas import ink
from zoning.render.atlas.furniture import BLOCK, shortened
from zoning.render.atlas.paper import COLUMN, Rect
from zoning.render.fonts import width_mm, wrapped
from zoning.words import Lang, Text

LEGEND = Text("图  例", "Legend")
SWATCH = 9.0
"""Width in mm of the samples of a legend."""
_SIZE = 7.5
_ROW = 4.9


@dataclass(frozen=True)
class Key:
    """One entry of the legend: what it looks like, and what it means."""

    said: str
    fill: str | None = None
    edge: str = "#8d8878"
    hatch: str | None = None
    hatch_edge: str | None = None
    line: str | None = None
    """Colour of a line; then `width` and `dash` are its own."""
    width: float = 0.5
    dash: ink.Dash = None
    marker: str | None = None
    size: float = 3.2
    on: str | None = None
    """A second line in this colour over it, dashed: a railway."""


@dataclass(frozen=True)
class Grid:
    """A small table: its title, the heads of its columns, and its rows, all in words."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    over: Sequence[str] = ()
    """Words above the heads of all columns but the first, each over as many of them."""


@dataclass(frozen=True)
class Beside:
    """What stands in the column."""

    keys: Sequence[Key]
    grids: Sequence[Grid] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def column(ax: Axes, beside: Beside, top: float, lang: Lang) -> None:
    """Draw legend, tables and notes from `top` down to the title block; tables lose their last rows where they do not fit."""
    y = _legend(ax, beside.keys, top, lang)
    notes = [line for said in beside.notes for line in [*wrapped(said, COLUMN.w, ink.SMALLEST)]]
    floor = BLOCK.top + 3.5 * len(notes) + 3
    for number, grid in enumerate(beside.grids):
        left = sum(_least(later) for later in beside.grids[number + 1 :])
        y = _grid(ax, grid, y - 3, floor + left, lang)
    y -= 4.5
    for words in notes:
        ink.say(ax, COLUMN.x, y, words, ink.SMALLEST, color=ink.SOFT)
        y -= 3.5


def _legend(ax: Axes, keys: Sequence[Key], top: float, lang: Lang) -> float:
    y = top - 4
    ink.say(ax, COLUMN.x, y, LEGEND.to(lang), 10, bold=True)
    y -= 1.8
    for key in keys:
        lines = wrapped(key.said, COLUMN.w - SWATCH - 3, _SIZE)
        y -= _ROW
        swatch(ax, key, COLUMN.x, y + 1.3)
        for at, words in enumerate(lines):
            ink.say(ax, COLUMN.x + SWATCH + 3, y + 0.4 - 3.5 * at, words, _SIZE)
        y -= 3.5 * (len(lines) - 1)
    return y - 1


def swatch(ax: Axes, key: Key, x: float, y: float) -> None:
    """Draw a sample of what a key means, its left end at x, its middle at y."""
    if key.line is not None:
        ink.line(ax, (x, x + SWATCH), (y, y), colour=key.line, width=key.width, dash=key.dash)
        if key.on is not None:
            ink.line(ax, (x, x + SWATCH), (y, y), colour=key.on, width=key.width * 0.55, dash=(4, 4))
        return
    if key.marker is None or key.hatch is not None:
        rect = Rect(x, y - 1.6, SWATCH, 3.2)
        ink.box(ax, rect, fill=key.fill or "none", edge=key.edge, width=key.width)
        if key.hatch:
            ink.box(ax, rect, edge=key.hatch_edge or key.edge, width=0, hatch=key.hatch)
    if key.marker is not None:
        ink.mark(ax, np.array([(x + SWATCH / 2, y)]), key.marker, key.size, fill=key.fill or "none", edge=key.edge, width=max(key.width, 0.6), z=ink.ABOVE)  # fmt: skip


def _least(grid: Grid) -> float:
    """Height that a table takes with all its rows."""
    return 3 + 4.5 + 4.2 * (len(grid.rows) + 1 + bool(grid.over)) + 2


def _grid(ax: Axes, grid: Grid, top: float, floor: float, lang: Lang) -> float:
    """Draw a table; numbers to the right, the first column to the left."""
    y = top - 4.0
    ink.say(ax, COLUMN.x, y, shortened(grid.title, COLUMN.w, 8), 8, bold=True)
    y -= 1.6
    ink.line(ax, (COLUMN.x, COLUMN.right), (y, y), width=0.8)
    headed = bool(any(grid.head)) + bool(grid.over)
    room = max(1, int((y - floor - 4.4 * headed) / 4.2))
    rows, left = list(grid.rows), 0
    if len(rows) > room:
        left = len(rows) - room + 1
        rows = rows[: room - 1]
    edges, size = _columns(grid)
    if grid.over:
        y = _over(ax, grid, edges, size, y)
    if any(grid.head):
        y = _row(ax, grid.head, edges, size, y)
        ink.line(ax, (COLUMN.x, COLUMN.right), (y, y), width=0.4)
    for row in rows:
        y = _row(ax, row, edges, size, y)
    if left:
        y -= 4.2
        ink.say(ax, COLUMN.x, y + 1.2, Text(f"……另 {left} 行见规划表格", f"… {left} more rows in the plan's tables").to(lang), ink.SMALLEST, color=ink.SOFT)  # fmt: skip
    ink.line(ax, (COLUMN.x, COLUMN.right), (y, y), width=0.8)
    return y


def _over(ax: Axes, grid: Grid, edges: Sequence[float], size: float, y: float) -> float:
    y -= 4.2
    each = (len(grid.head) - 1) // len(grid.over)
    for at, words in enumerate(grid.over):
        left, right = edges[1 + at * each], edges[1 + (at + 1) * each]
        ink.say(ax, (left + right) / 2 + 0.8, y + 1.2, words, size, ha="center")
        ink.line(ax, (left + 2, right), (y, y), width=0.3)
    return y


def _row(ax: Axes, cells: Sequence[str], edges: Any, size: float, y: float) -> float:
    y -= 4.2
    for at, cell in enumerate(cells):
        left, right = edges[at], edges[at + 1]
        words = shortened(cell, right - left - 0.8, size)
        if at == 0:
            ink.say(ax, left, y + 1.2, words, size)
        else:
            ink.say(ax, right, y + 1.2, words, size, ha="right")
    return y


def _columns(grid: Grid) -> tuple[list[float], float]:
    """Edges of the columns, and the size of the words: as wide as the words ask, the space left over shared out."""
    table = [grid.head, *grid.rows]
    size = _SIZE
    wide = np.array([max(width_mm(row[at], size) for row in table) for at in range(len(grid.head))]) + 1.8
    if wide.sum() > COLUMN.w:
        wide, size = wide * ink.SMALLEST / _SIZE, ink.SMALLEST
    if wide.sum() > COLUMN.w:
        wide[0] = max(12.0, wide[0] - (wide.sum() - COLUMN.w))
        wide *= min(1.0, COLUMN.w / wide.sum())
    else:
        wide += (COLUMN.w - wide.sum()) / len(wide)
    return [COLUMN.x + float(edge) for edge in np.r_[0, np.cumsum(wide)]], size
