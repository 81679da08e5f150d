"""Where the header of a sheet is: the row, or two or three merged rows, that recognises most columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from zoning.columns import Table, plain
from zoning.read.axes import AXIS_HEADERS
from zoning.scenario import TableInput

Cells = Sequence[str | None]
_LOOKED_AT_ROWS = 15
_MOST_HEADER_ROWS = 3
_LONGEST_HEADER = 40


@dataclass(frozen=True)
class Header:
    """The names of a sheet's columns and the rows they came from."""

    names: tuple[str, ...]
    first: int
    """Position of its first row."""
    below: int
    """Position of the first row of data."""
    repeated: tuple[str, ...] = ()
    """Names that more than one column has."""


def find_header(rows: Sequence[Cells], table: Table, spec: TableInput) -> Header:
    """Return the header among the first rows; where none is recognised, the fullest of them."""
    looked_at = range(min(_LOOKED_AT_ROWS, len(rows)))
    best, most = None, 0
    spans = [
        (first, depth)
        for depth in range(1, _MOST_HEADER_ROWS + 1)
        for first in looked_at
        if first + depth <= len(rows)
    ]
    for first, depth in spans:  # fewer rows first: a title above the header adds nothing to it
        known = score(_joined(rows[first : first + depth]), table, spec)
        if known > most:
            best, most = (first, depth), known
    first, depth = best or (max(looked_at, key=lambda i: (sum(map(bool, rows[i])), -i)), 1)
    return _named(_joined(rows[first : first + depth]), first, first + depth)


def score(names: Sequence[str], table: Table, spec: TableInput) -> int:
    """Return how many different columns of the table, or coordinates, these headers name."""
    mine = {plain(name) for name in names if name}
    wanted = [
        {plain(n) for n in (c.name, *c.synonyms, spec.columns.get(c.name, c.name))} for c in table.columns
    ]
    axes = [AXIS_HEADERS["x"] | {plain(spec.x or "x")}, AXIS_HEADERS["y"] | {plain(spec.y or "y")}]
    return sum(bool(mine & one) for one in wanted + axes)


def _joined(rows: Sequence[Cells]) -> list[str]:
    """One name a column: its lowest filled cell, after the group above it where two would be alike."""
    width = max(len(row) for row in rows)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    lowest = [next((row[i] for row in reversed(full) if row[i]), "") or "" for i in range(width)]
    if len(rows) == 1:
        return _trimmed(lowest)
    groups = _filled_right(full[0])
    twice = {plain(name) for name in lowest if name and [plain(n) for n in lowest].count(plain(name)) > 1}
    joined = [
        f"{group}{name}" if plain(name) in twice and group and group != name else name
        for group, name in zip(groups, lowest, strict=True)
    ]
    return _trimmed(joined)


def _filled_right(cells: Cells) -> list[str]:
    """A merged cell keeps its text in its first cell only: carry it to the right."""
    carried, filled = "", []
    for cell in cells:
        carried = cell or carried
        filled.append(carried)
    return filled


def _trimmed(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return [" ".join(name.split())[:_LONGEST_HEADER] for name in names]


def _named(names: list[str], first: int, below: int) -> Header:
    """Every column its own name: nameless ones are numbered, repeated ones too."""
    taken: dict[str, int] = {}
    own = []
    for position, name in enumerate(names, start=1):
        name = name or f"#{position}"
        taken[name] = taken.get(name, 0) + 1
        own.append(name if taken[name] == 1 else f"{name} #{position}")
    return Header(tuple(own), first, below, tuple(name for name, times in taken.items() if times > 1))
