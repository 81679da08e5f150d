"""划片范围 written from a zone: the lines its edge follows, side by side, and by name what these get wrong."""

from dataclasses import dataclass, replace

import numpy as np

from zoning.clauses import Piece, Scope
from zoning.notice import drafts, ground
from zoning.notice.drafts import MOST_LINES, Facts, facts
from zoning.notice.phrases import phrases
from zoning.notice.search import Search

__all__ = ["MOST_LINES", "Facts", "Told", "facts", "scope", "told"]
Mask = np.ndarray


@dataclass(frozen=True)
class Told:
    """How much a reader of a text has to keep in mind."""

    pieces: int
    lines: int
    """Streets, rivers and railways followed, each as often as it is told."""
    names: int
    """Places and addresses told besides, and those left out."""

    @property
    def words(self) -> int:
        """Everything that has a name in it."""
        return self.lines + self.names


def told(scope: Scope) -> Told:
    """Return how much a text tells.

    >>> from zoning.clauses import Edge, Place
    >>> told(Scope((Piece(edges=(Edge("east", ("甲路", "乙河")),), without=(Place("丙苑"),)),)))
    Told(pieces=1, lines=2, names=1)
    """
    lines = sum(len(edge.lines) for piece in scope.pieces for edge in piece.edges)
    return Told(
        len(scope.pieces), lines, sum(len(piece.named) + len(piece.without) for piece in scope.pieces)
    )


def scope(zone: Mask, known: Facts) -> Scope:
    """Return the text of one zone: what `ground.covered` reads from it are exactly its blocks (n,)."""
    done, pieces = np.zeros(len(zone), bool), []
    for part in Search(zone, known).best().parts if zone.any() else ():
        piece = Piece(edges=drafts.told(part.sides))
        covers = ground.covered(Scope((piece,)), known.names).blocks.to_numpy()
        wrong = covers & ~zone
        without = phrases(wrong, ~(covers & zone), known.names) if wrong.any() else ()
        pieces.append(replace(piece, without=without))
        done |= covers & zone
    rest = zone & ~done
    if rest.any():
        pieces.append(Piece(named=phrases(rest, zone, known.names)))
    return Scope(tuple(pieces))
