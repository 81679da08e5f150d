"""Pieces while they are being read, and which of them the next words belong to."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from zoning.clauses import Address, Edge, Named, Numbers, Piece, Place

PORTION = re.compile("(?<=..)[一二三四五六七八九十0-9]{1,3}[期区]$")
MOST_TOLD = 200
"""Lines of one edge, numbers of one street: a longer list is none."""
MOST_TOGETHER = 60
"""Pieces of one sentence that 不含 may speak of."""


@dataclass
class Draft:
    """One piece while it is being read."""

    edges: list[Edge] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    without: list[Named] = field(default_factory=list)
    ring: tuple[str, ...] = ()
    told: Literal["", "bound", "relative"] = ""
    """How its edges are told: 东至甲路, or 甲路以东."""
    outer: tuple[Edge, ...] | None = None
    """Its edges without those that only its first name is told to lie within: 甲路以东的乙村（丙路以北）."""
    closed: bool = False
    """No more edges or names belong to it."""

    def piece(self) -> Piece:
        """Return it as it is now."""
        return Piece(tuple(self.edges), tuple(self.named), tuple(self.without), self.ring)


@dataclass
class Drafts:
    """The pieces read so far."""

    all: list[Draft] = field(default_factory=list)
    sentence: int = 0
    """Where the pieces of the sentence begin that was last told of."""
    fresh: bool = True
    """A new sentence began: what comes next is of none of the pieces before."""
    numbered: bool = False
    """It began with a number of its own."""

    def begin(self, *, numbered: bool) -> None:
        """Begin a sentence; one with a number of its own is of none of the pieces before."""
        self.fresh = True
        self.numbered = self.numbered or numbered

    def close(self) -> None:
        """No more edges or names belong to the last piece."""
        if self.all:
            self.all[-1].closed = True

    def last(self) -> Draft | None:
        """Return the piece that the next words may belong to."""
        return self.all[-1] if self.all else None

    def new(self, draft: Draft) -> Draft:
        """Begin a piece."""
        if self.fresh:
            self.sentence, self.fresh, self.numbered = len(self.all), False, False
        self.all.append(draft)
        return draft

    def bound(self, edge: Edge) -> Draft:
        """Return the piece that an edge told by its side bounds: that of the sides before it, or a new one."""
        last = self.last()
        if last and self._goes_on(last, edge):
            last.edges.append(edge)
            self.fresh = False
            return last
        return self.new(Draft([edge], told="bound"))

    def _goes_on(self, last: Draft, edge: Edge) -> bool:
        """Whether an edge told by its side is one more of a piece, in the same sentence or in one of its own."""
        if last.closed or self.numbered or (self.fresh and (last.without or last.told == "relative")):
            return False
        known = {one.side for one in last.edges} if last.told == "bound" else set()
        return bool(last.told) and edge.side not in known

    def follow(self, lines: tuple[str, ...]) -> bool:
        """Add lines to the edge that was told last; false if that has too many."""
        edge = self.all[-1].edges[-1]
        if len(edge.lines) > MOST_TOLD:
            return False
        self.all[-1].edges[-1] = Edge(edge.side, edge.lines + lines)
        return True

    def relative(self, edges: tuple[Edge, ...], ring: tuple[str, ...]) -> Draft:
        """Add edges told by what lies beyond them to the piece of the edges before them, or begin one."""
        last = self.last()
        goes_on = last is not None and bool(last.told) and not last.closed
        if last and goes_on and not self.fresh and not (ring and last.ring):
            last.edges.extend(edges)
            last.ring = last.ring or ring
            return last
        return self.new(Draft(list(edges), ring=ring, told="relative"))

    def named(self, piece: Piece, *, together: bool) -> None:
        """Add what is named to the piece before it if that only names, or if the words hang `together`; or begin one."""
        last = self.last()
        bare = not (piece.edges or piece.ring or piece.without)
        lists = last is not None and not (last.edges or last.ring or last.without)
        if last and together and (last.outer is not None or not bare) and not (piece.ring and last.ring):
            outer = tuple(last.edges) if last.outer is None else last.outer
            draft = Draft(
                [*outer, *piece.edges], list(piece.named), list(piece.without), last.ring or piece.ring
            )
            draft.closed, draft.outer = True, None if bare else outer
            self.new(draft)
        elif last and bare and not self.numbered and ((lists and not self.fresh) or together):
            last.named.extend(piece.named)
        else:
            self.new(
                Draft(list(piece.edges), list(piece.named), list(piece.without), piece.ring, closed=True)
            )

    def count(self, rules: list[Numbers]) -> bool:
        """Add numbers to those of the thing that was named last, or name it again with them; false if it has none."""
        named, numbers = self._counted()
        plain = all(rule.spans and not rule.landmarks for rule in rules)
        if numbers is None or not plain or not numbers.spans:
            return False
        last, first = named[-1], rules[0]
        if numbers.unit == first.unit and numbers.parity == first.parity and not first.without:
            named[-1] = replace(last, numbers=replace(numbers, spans=numbers.spans + first.spans))
            rules = rules[1:]
        elif not isinstance(last, Address):
            return False
        named.extend([replace(last, numbers=rule) for rule in rules])
        return True

    def discount(self, rule: Numbers) -> bool:
        """Leave numbers out of the thing that was named last; false if they are not of its kind."""
        named, numbers = self._counted()
        left_out = [(start, stop) for start, stop in (*rule.without, *rule.spans) if stop is not None]
        if numbers is None or numbers.unit != rule.unit or rule.parity != "all" or rule.landmarks:
            return False
        if len(left_out) < len(rule.without) + len(rule.spans):
            return False
        named[-1] = replace(named[-1], numbers=replace(numbers, without=(*numbers.without, *left_out)))
        return True

    def _counted(self) -> tuple[list[Named], Numbers | None]:
        """Return what the last piece names, and the numbers of the last of it if there may be more."""
        named = self.all[-1].named if self.all and not self.fresh else []
        numbers = named[-1].numbers if named else None
        if numbers is None or numbers.landmarks or len(numbers.spans) + len(numbers.without) > MOST_TOLD:
            return named, None
        return named, numbers

    def portion(self, signs: str) -> bool:
        """Name one more portion of the estate that was named last; false if no portion of it was."""
        named = self.all[-1].named if self.all and not self.fresh else []
        last = named[-1] if named else None
        before = PORTION.search(last.name) if isinstance(last, Place) and last.numbers is None else None
        if last is None or before is None or not isinstance(last, Place):
            return False
        named.append(replace(last, name=last.name[: before.start()] + signs))
        return True

    def without(self, things: tuple[Named, ...], *, alone: bool) -> bool:
        """Leave things out of every piece of the sentence; false if there is none, or too many; `alone` needs none."""
        if alone and not self.all:
            self.new(Draft(without=list(things)))
            return True
        if not 0 < len(self.all) - self.sentence <= MOST_TOGETHER or self.numbered:
            return False
        for draft in self.all[self.sentence :]:
            draft.without.extend(things)
        return True
