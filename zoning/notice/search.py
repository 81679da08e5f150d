"""The search for the text of a zone with the fewest lines and names: drawn, reworded line by line, and cut in two."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from zoning.clauses import SIDES, Edge
from zoning.notice import drafts, ground, outline, rewordings
from zoning.notice.drafts import Draft, Facts, Part
from zoning.notice.gazetteer import RIM_NAME
from zoning.notice.rewordings import Rewording, Sides

Mask = np.ndarray
_ROUNDINGS = ((0.01, 0.001), (0.005, 0.001), (0.01, 0.003), (0.02, 0.005), (0.003, 0.0005), (0.02, 0.002))
"""Prices of a metre of outline on no line and on a line, in blocks told by name: the zone is drawn with more or fewer corners."""
_TRIED = 4
_CUTS = 12
_CUT_M = 150.0
_EASY = 10.0
_LEAST = 1e-9


@dataclass(frozen=True, eq=False)
class Search:
    """One zone, and what was read of its texts so far."""

    zone: Mask
    known: Facts
    _read: dict[tuple[tuple[str, ...], ...], Part | None] = field(default_factory=dict)

    def best(self) -> Draft:
        """Return the draft of the zone with the fewest lines and names that was found.

        The zone is drawn along named lines with more or fewer corners; each drawing is told side by side, shortened line by line,
        and cut in two along a line within it where that makes it shorter.
        """
        pairs = self.known.pairs
        drawn = [outline.rounded(pairs, self.zone, bare=bare, line=line) for bare, line in _ROUNDINGS]
        grounds = {one.tobytes(): one for one in drawn}.values()
        drafted = sorted((self.draft(self.parts(one)) for one in grounds), key=_cost)
        return self.without_idle(self.cut(min(map(self.reworded, drafted[:_TRIED]), key=_cost)))

    def draft(self, parts: Sequence[Part]) -> Draft:
        """Return a draft of some pieces."""
        return Draft(tuple(parts), drafts.cost(parts, self.zone, self.known))

    def parts(self, drawn: Mask) -> list[Part]:
        """Return the pieces of some ground, each by its lines."""
        found = outline.walks(self.known.edges, drawn)
        told = [{edge.side: edge.lines for edge in outline.told(self.known.edges, walk)} for walk in found]
        read = [self.read(sides) for sides in told]
        return [part for part in read if part is not None and (part.covers & self.zone).any()]

    def read(self, sides: Sides) -> Part | None:
        """Return a piece by its lines; None where they cannot be followed."""
        key = tuple(sides[side] for side in SIDES)
        if key not in self._read:
            within = ground.within(drafts.told(sides), self.known.names)
            self._read[key] = None if within is None else Part(sides, within)
        return self._read[key]

    def reworded(self, draft: Draft) -> Draft:
        """Return the draft with its pieces reworded as long as it gets better."""
        for i in range(len(draft.parts)):
            better = self.better(draft, i)
            while better.cost < draft.cost - _LEAST:
                draft, better = better, self.better(better, i)
        return draft

    def better(self, draft: Draft, i: int) -> Draft:
        """Return the draft with every change made to a piece that is better by itself and still is after those before it, the best first."""
        changes = rewordings.of(draft.parts[i].sides, RIM_NAME)
        alone = [self.changed(draft, i, change) for change in changes]
        gains = [np.inf if other is None else other.cost - draft.cost for other in alone]
        for n in np.argsort(gains, kind="stable"):
            if gains[n] >= -_LEAST:
                break
            other = self.changed(draft, i, changes[n])
            if other is not None and other.cost < draft.cost - _LEAST:
                draft = other
        return draft

    def changed(self, draft: Draft, i: int, change: Rewording) -> Draft | None:
        """Return the draft with one piece reworded; None where that cannot be read."""
        sides = rewordings.reworded(draft.parts[i].sides, change)
        part = None if sides is None else self.read(sides)
        return None if part is None else self.draft((*draft.parts[:i], part, *draft.parts[i + 1 :]))

    def cut(self, draft: Draft) -> Draft:
        """Return the draft with pieces cut in two along a line within them, as long as it gets better."""
        while True:
            better = min((self.cut_part(draft, i) for i in range(len(draft.parts))), key=_cost, default=draft)
            if better.cost >= draft.cost - _LEAST:
                return draft
            draft = better

    def cut_part(self, draft: Draft, i: int) -> Draft:
        """Return the draft with one piece cut in two, the best way found; as it is where no way is better."""
        part, rest = draft.parts[i], (*draft.parts[:i], *draft.parts[i + 1 :])
        mine = part.covers & self.zone
        if drafts.cost([part], mine, self.known) < _EASY:
            return draft
        found = []
        for edge in _within(part.covers, self.known):
            half = ground.within((edge,), self.known.names)
            if half is not None and (mine & half.covers).any() and (mine & ~half.covers).any():
                halves = (*self.parts(mine & half.covers), *self.parts(mine & ~half.covers))
                found.append(self.draft((*rest, *halves)))
        return min([draft, *map(self.reworded, sorted(found, key=_cost)[:_TRIED])], key=_cost)

    def without_idle(self, draft: Draft) -> Draft:
        """Return the draft without pieces that are told in fewer words by name."""
        for part in draft.parts[::-1]:
            left = self.draft([other for other in draft.parts if other is not part])
            draft = left if left.cost < draft.cost else draft
        return draft


def _cost(draft: Draft) -> float:
    return draft.cost


def _within(covers: Mask, known: Facts) -> list[Edge]:
    """The lines along which some ground may be cut in two, those with most border between blocks of it; with the side that they are of one half."""
    faced, between = known.edges.facing, known.edges.between
    piece, line = between["piece"].to_numpy(), between["line"].to_numpy()
    mine = covers[faced.blocks[faced.piece_of[piece]]].all(axis=1)
    way = np.abs(faced.piece[piece[mine], 1] - faced.piece[piece[mine], 0])
    east, north = (np.bincount(line[mine], way[:, axis], len(known.edges.lines)) for axis in (0, 1))
    order = [i for i in np.argsort(-(east + north), kind="stable")[:_CUTS] if east[i] + north[i] >= _CUT_M]
    names = known.edges.lines.index
    return [Edge("north" if east[i] > north[i] else "east", (str(names[i]),)) for i in order]
