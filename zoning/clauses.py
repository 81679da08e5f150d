"""划片范围 as clauses: what the text of a notice says of one school's zone, piece by piece.

A zone is what its pieces cover together. The same clauses are written from a zone, printed, read back from text, and laid over the blocks.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["east", "south", "west", "north"]
SIDES: tuple[Side, ...] = ("east", "south", "west", "north")
"""In the order in which 四至 are told: 东至, 南至, 西至, 北至."""
Parity = Literal["all", "odd", "even"]


@dataclass(frozen=True)
class Edge:
    """A line that the piece does not go beyond on one side.

    东至甲路—乙河 is `Edge("east", ("甲路", "乙河"))`; 甲路以北 has 甲路 as its southern edge, `Edge("south", ("甲路",))`.
    """

    side: Side
    lines: tuple[str, ...]
    """Streets, rivers, railways, walls, as they are called, in the order in which they are followed."""


@dataclass(frozen=True)
class Numbers:
    """Which house numbers of a street, or which buildings or groups of a place."""

    parity: Parity = "all"
    """单号, 双号."""
    spans: tuple[tuple[int, int | None], ...] = ()
    """From and to, both included; None: to the end of the street. Without any, all of them."""
    without: tuple[tuple[int, int], ...] = ()
    """除外."""
    unit: str = "号"
    """号, 弄, 幢, 组."""
    landmarks: tuple[tuple[int | None, str], ...] = ()
    """What is told of where a number is: 1号（观澜桥）起到底（大剧院） is `((1, "观澜桥"), (None, "大剧院"))`."""


@dataclass(frozen=True)
class Address:
    """Houses of a street: 至善路（单号 1—99号，57号除外）."""

    street: str
    numbers: Numbers = Numbers()


@dataclass(frozen=True)
class Place:
    """An estate, village, community or subdistrict by its name: 碧水苑, 北岭村（1—4组）, 新华社区."""

    name: str
    numbers: Numbers | None = None
    """Only these buildings (幢) or groups (组) of it."""
    of: str = ""
    """The larger place that it lies in, where the text says so: 彭埠街道的兴隆社区 is `Place("兴隆社区", of="彭埠街道")`."""


Named = Address | Place


@dataclass(frozen=True)
class Piece:
    """One numbered piece of a zone: the ground within the edges, or what is named, less what is left out.

    云峰社区（塘工局路以西，甲苑除外） is `Piece(edges=(Edge("east", ("塘工局路",)),), named=(Place("云峰社区"),), without=(Place("甲苑"),))`.
    """

    edges: tuple[Edge, ...] = ()
    """The piece lies within all of them."""
    named: tuple[Named, ...] = ()
    """With edges: only of these places; without: these places themselves. None and edges: everything within the edges."""
    without: tuple[Named, ...] = ()
    """不含, 除外."""
    ring: tuple[str, ...] = ()
    """Lines that close round the piece, in their order, where no sides are told: 甲路—乙河—丙街合围区域, 三环路以内."""


@dataclass(frozen=True)
class Scope:
    """What a text says of one school's zone."""

    pieces: tuple[Piece, ...]
    remarks: tuple[str, ...] = ()
    """Sentences that say nothing of the ground: who may also register where, until when."""
    unread: tuple[str, ...] = field(default=())
    """Clauses that are about the ground and were not understood, as they stand."""


def called(name: str) -> tuple[str, ...]:
    """Return the names that a line or a place may be looked up by, the best first: another one may stand in brackets.

    >>> called("长板巷（夹城巷）"), called("碧水苑（一期）"), called("至善路（东端）"), called("至善路")
    (('长板巷', '夹城巷'), ('碧水苑一期',), ('至善路',), ('至善路',))
    """
    found = BRACKETED.fullmatch(name)
    if found is None:
        return (name,)
    head, other = found.groups()
    if other.endswith(PORTIONS):
        return (head + other,)
    return (head,) if other.endswith(STRETCHES) else (head, FORMER.sub("", other) or other)


BRACKETED = re.compile(r"([^（）]+)（([^（）]+)）")
PORTIONS = ("期", "区", "组团")
"""What ends a bracket that belongs to the name of an estate: 一期, 北区."""
STRETCHES = ("端", "段", "止", "起", "侧", "附近")
"""What ends a bracket that tells how far a line is followed."""
FORMER = re.compile("^(?:原名|原|又名|又称|即|现名|现|暂名)")
