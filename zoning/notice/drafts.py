"""Drafts of the text of a zone: pieces by their lines, and how much a reader has to keep in mind of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zoning.clauses import SIDES, Edge
from zoning.measure import edges as borders
from zoning.measure.edges import Edges
from zoning.notice.gazetteer import RIM_NAME, Gazetteer
from zoning.notice.ground import Within
from zoning.notice.rewordings import Sides

Mask = np.ndarray
MOST_LINES = 6
"""No side of a piece has many more lines than this where the ground can be told otherwise."""
_EXCEPTION = 2.5
_PIECE = 1.0
_AGAIN = 0.3
_EASY_LINES = 8
_LONG = 0.03
_GAP_M = 100.0
_ON_M = 600.0
_ASKEW_M = 600.0
_OPEN = 2


@dataclass(frozen=True, eq=False)
class Facts:
    """What texts are written from."""

    names: Gazetteer
    edges: Edges
    pairs: np.ndarray
    """(k, 4): two blocks, metres of border, metres of it along which a line runs between them."""
    kin: np.ndarray
    """(n,) number of the estate or village a block belongs to: how many names it takes to tell some blocks."""
    rank: dict[str, float]
    """How good a line is to be told by, by its name; the best 1.3."""


def facts(names: Gazetteer, edges: Edges) -> Facts:
    """Return what the texts of any plan of a district are written from."""
    own = [village or f"#{i}" for i, village in enumerate(names.village)]
    pairs = borders.pairs(edges).to_numpy(float)
    return Facts(
        names,
        edges,
        pairs,
        pd.factorize(pd.Series(own))[0],
        {str(name): float(rank) for name, rank in edges.lines["rank"].items()},
    )


@dataclass(frozen=True, eq=False)
class Part:
    """A piece by its lines, and what it covers."""

    sides: Sides
    within: Within

    @property
    def covers(self) -> Mask:
        """The blocks within the lines."""
        return self.within.covers


@dataclass(frozen=True, eq=False)
class Draft:
    """Pieces that together come near a zone; what they get wrong is told by name."""

    parts: tuple[Part, ...]
    cost: float


def told(sides: Sides) -> tuple[Edge, ...]:
    """Return sides as edges; those on the boundary of the district are left open where few others remain."""
    bare = [side for side in SIDES if sides[side] == (RIM_NAME,)]
    return tuple(Edge(side, sides[side]) for side in SIDES if side not in bare or len(bare) < _OPEN)


def cost(parts: Sequence[Part], zone: Mask, known: Facts) -> float:
    """Return how much a reader has to keep in mind: lines, and names of what they get wrong; 1 is about one street."""
    covered, found = np.zeros(len(zone), bool), 0.0
    for part in parts:
        covered |= part.covers
        found += _PIECE + _lines_cost(part, known)
        found += _EXCEPTION * _names(part.covers & ~zone, part.covers & zone, known)
    return found + _EXCEPTION * _names(zone & ~covered, ~zone, known)


def _names(blocks: Mask, barred: Mask, known: Facts) -> int:
    """How many names tell some blocks and none of those barred: one for an estate or village, but one for every block where it is split."""
    if not blocks.any():
        return 0
    count = np.bincount(known.kin[blocks], minlength=len(known.kin))
    split = np.bincount(known.kin[barred], minlength=len(known.kin)) > 0
    return int(np.where(split, count, np.minimum(count, 1)).sum())


def _lines_cost(part: Part, known: Facts) -> float:
    lines = [line for side in SIDES for line in part.sides[side]]
    crowded: float = sum(max(0, len(told) - MOST_LINES) for told in part.sides.values())
    crowded += max(0, len(lines) - _EASY_LINES) ** 2 * _LONG
    # told again round a corner, a line is nothing new
    fresh = sum(2.0 - known.rank.get(line, 1.3) for i, line in enumerate(lines) if line != lines[i - 1])
    again = _AGAIN * sum(line == lines[i - 1] for i, line in enumerate(lines))
    loose = part.within.gap_m / _GAP_M + part.within.on_m / _ON_M + part.within.askew_m / _ASKEW_M
    return fresh + again + crowded + loose
