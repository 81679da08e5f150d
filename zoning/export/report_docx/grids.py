"""Tables on paper: columns as wide as what stands in them, the head on every page, no row cut in two."""

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from zoning.export.report_docx.pieces import Cell, Grid

TWIPS_CM = 567
EM_CM = 0.3175
"""A 汉字 of 9 points."""
SMALLER = (1.0, 0.89, 0.78)
"""What letters may shrink to where a table has many columns."""
PADDING_EM = 1.1
WIDEST_EM, NARROWEST_EM, HEAD_EM = 16.0, 3.2, 4.6
"""Of a column of words, of any column, and how wide a head is before it is broken."""
BOLD = 1.15
"""How much wider bold letters are."""
TOGETHER = 14
"""A table with no more rows stands on one page."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def text(cell: Cell) -> str:
    """Return what stands in a cell."""
    return cell if isinstance(cell, str) else cell.shown


def width(said: str) -> float:
    """Return how wide a text is, in 汉字.

    >>> width("学位"), width("ab")
    (2.0, 1.1)
    """
    return sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in said)


def xml(grid: Grid, room_cm: float, style: str, weights: Sequence[float] = ()) -> object:
    """Return a table as an element of the document, within `room_cm`; columns by what is in them, or as wide beside each other as `weights` says."""
    cells = [[text(cell) for cell in row] for row in grid.rows]
    widths, scale = fitted(grid, cells, room_cm)
    if weights:
        widths, scale = [round(weight * room_cm * TWIPS_CM / sum(weights)) for weight in weights], 1.0
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    keep = len(cells) <= TOGETHER
    head = _row([column.title for column in grid.columns], widths, ["center"] * len(widths), style, scale, head=True, keep=True)  # fmt: skip
    sides = ["right" if column.number else "left" for column in grid.columns]
    body = "".join(
        _row(row, widths, sides, style, scale, keep=keep and at < len(cells) - 1) for at, row in enumerate(cells)
    )  # fmt: skip
    lines = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:color="{colour}"/>' for side, size, colour in _LINES)  # fmt: skip
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    properties = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
    return parse_xml(f'<w:tbl {nsdecls("w")}>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>')  # fmt: skip


_LINES = (
    ("top", 10, "404040"), ("left", 4, "9AA5B1"), ("bottom", 10, "404040"), ("right", 4, "9AA5B1"), ("insideH", 4, "9AA5B1"), ("insideV", 4, "9AA5B1"),
)  # fmt: skip


def parts(grid: Grid, room_cm: float) -> list[Grid]:
    """Return a table as it fits within `room_cm`: where it has too many columns, several tables that all begin with its columns of words."""
    cells = [[text(cell) for cell in row] for row in grid.rows]
    least = [_least(grid, cells, at) for at in range(len(grid.columns))]
    first = next((at for at, column in enumerate(grid.columns) if column.number), len(least))
    room = room_cm / (EM_CM * SMALLER[-1]) - sum(least[:first])
    if sum(least[first:]) <= room or len(least) - first < 2:
        return [grid]
    groups, used = [list[int]()], 0.0
    for at in range(first, len(least)):
        if groups[-1] and used + least[at] > room:
            groups.append([])
            used = 0.0
        groups[-1].append(at)
        used += least[at]
    chosen = [[*range(first), *group] for group in groups]
    return [replace(grid, columns=[grid.columns[at] for at in own], rows=[[row[at] for at in own] for row in grid.rows]) for own in chosen]  # fmt: skip


def _least(grid: Grid, cells: Sequence[Sequence[str]], at: int) -> float:
    """How narrow a column may be: numbers are never broken, words are."""
    inside = max((width(row[at]) for row in cells), default=0.0)
    fixed = inside if grid.columns[at].number else min(inside, NARROWEST_EM + 1.5)
    title = grid.columns[at].title
    head = BOLD * width(title) if title.isascii() and " " not in title else min(width(title), NARROWEST_EM)
    return max(fixed, head, NARROWEST_EM / 2) + PADDING_EM


def fitted(grid: Grid, cells: Sequence[Sequence[str]], room_cm: float) -> tuple[list[int], float]:
    """Return the columns' widths in twips and what the letters are scaled by: numbers are never broken, words are."""
    wanted, least = list[float](), [_least(grid, cells, at) for at in range(len(grid.columns))]
    for at, column in enumerate(grid.columns):
        inside = max((width(row[at]) for row in cells), default=0.0)
        head = min(width(column.title), HEAD_EM)
        wanted.append(max(min(inside, inside if column.number else WIDEST_EM) + PADDING_EM, head + PADDING_EM, least[at]))  # fmt: skip
    for scale in SMALLER:
        room = room_cm / (EM_CM * scale)
        if sum(least) <= room:
            break
    if sum(wanted) > room:  # what is too wide is taken from the columns of words, as far as they can give
        spare = [wide - narrow for wide, narrow in zip(wanted, least, strict=True)]
        take = min(1.0, (sum(wanted) - room) / sum(spare)) if sum(spare) else 0.0
        wanted = [w - s * take for w, s in zip(wanted, spare, strict=True)]
    stretch = min(room / sum(wanted), 1.35 if sum(wanted) < room else 1.0)
    wanted = _roomier(wanted, grid, cells, room) if stretch > 1 else [w * stretch for w in wanted]
    return [round(w * EM_CM * scale * TWIPS_CM) for w in wanted], scale


def _roomier(wanted: list[float], grid: Grid, cells: Sequence[Sequence[str]], room: float) -> list[float]:
    """Room that is left goes to the columns whose words would be broken, then to all a little."""
    longest = [max([width(row[at]) for row in cells] + [width(column.title)], default=0.0) + PADDING_EM for at, column in enumerate(grid.columns)]  # fmt: skip
    lacking = [max(0.0, wide - w) for wide, w in zip(longest, wanted, strict=True)]
    left = room - sum(wanted)
    if sum(lacking):
        give = min(1.0, left / sum(lacking))
        wanted = [w + more * give for w, more in zip(wanted, lacking, strict=True)]
    stretch = min(room / sum(wanted), 1.3)
    return [w * stretch for w in wanted]


def _row(
    cells: Sequence[str], widths: Sequence[int], sides: Sequence[str], style: str, scale: float, *, head: bool = False, keep: bool = False
) -> str:  # fmt: skip
    """One row; `keep` holds it on the page of the next."""
    repeated = "<w:tblHeader/>" if head else ""
    look = "<w:b/>" if head else ""
    size = f'<w:sz w:val="{round(18 * scale)}"/><w:szCs w:val="{round(18 * scale)}"/>'
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E3EAF1"/>' if head else ""
    kept = "<w:keepNext/>" if keep else ""
    said = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}'
        f'<w:jc w:val="{side}"/></w:pPr><w:r><w:rPr>{look}{size}</w:rPr><w:t xml:space="preserve">{escape(_CONTROL.sub("", cell))}</w:t></w:r></w:p></w:tc>'
        for cell, w, side in zip(cells, widths, sides, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{said}</w:tr>"
