"""The blocks that the text of a notice covers: its lines followed on the map, its places and addresses looked up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zoning.clauses import Address, Edge, Named, Piece, Scope, Side
from zoning.notice import rings
from zoning.notice.courses import MEETS_M
from zoning.notice.gazetteer import Gazetteer
from zoning.notice.joints import Stop

Mask = np.ndarray


@dataclass(frozen=True, eq=False)
class Covered:
    """What a text covers, and what of it could not be laid on the map."""

    blocks: pd.Series
    """Index `block_id`: whether the text covers it."""
    unknown: tuple[str, ...]
    """Names of lines, places and streets that are not on the map; a piece with an unknown line covers nothing."""
    open: tuple[tuple[str, ...], ...]
    """Lines of pieces around which no way leads; such a piece covers nothing."""
    gaps: tuple[tuple[str, str, float], ...]
    """Two lines told one after the other that do not meet, and the metres between them, over which they were joined."""


@dataclass(frozen=True, eq=False)
class _Laid:
    covers: Mask
    unknown: tuple[str, ...] = ()
    open: tuple[tuple[str, ...], ...] = ()
    gaps: tuple[tuple[str, str, float], ...] = ()
    askew_m: float = 0.0
    on_m: float = 0.0


@dataclass(frozen=True, eq=False)
class Within:
    """What lies within the edges of a piece, and how well they can be followed."""

    covers: Mask
    gap_m: float
    """Metres over which lines told one after the other had to be joined, where they end far from each other."""
    askew_m: float
    """Metres that lines lead elsewhere than along the side on which they are told."""
    on_m: float
    """Metres over which lines were followed straight on to the boundary of the district."""


def covered(scope: Scope, names: Gazetteer) -> Covered:
    """Return the blocks that a text covers: those of all its pieces together.

    四至 are read as a person would follow them on a map: down the lines of the east, back along those of the south, up the west, along
    the north, and what they enclose is meant (`rings.ring`). Where a side is not told, the lines beside it are followed to their ends and straight on
    to the boundary of the district. A block lies where its inner point lies. Of a piece with lines and places, the places within the lines are meant;
    of one with lines alone, all blocks within; of one with places alone, these. What it leaves out is taken away from that piece alone.
    """
    laid = [_piece(piece, names) for piece in scope.pieces]
    blocks = np.zeros(len(names.blocks), bool)
    for one in laid:
        blocks |= one.covers
    return Covered(
        pd.Series(blocks, index=names.blocks, name="covered"),
        tuple(dict.fromkeys(name for one in laid for name in one.unknown)),
        tuple(lines for one in laid for lines in one.open),
        tuple(gap for one in laid for gap in one.gaps),
    )


def _piece(piece: Piece, names: Gazetteer) -> _Laid:
    within = _within(piece, names)
    inside, missing = chosen(piece.named, names)
    left_out, absent = chosen(piece.without, names)
    lined = bool(piece.edges or piece.ring)
    covers = within.covers & inside if lined and piece.named else within.covers if lined else inside
    return _Laid(covers & ~left_out, (*within.unknown, *missing, *absent), within.open, within.gaps)


def chosen(named: Sequence[Named], names: Gazetteer) -> tuple[Mask, tuple[str, ...]]:
    """Return which blocks (n,) some places and addresses stand for, and those that are not known."""
    found, unknown = np.zeros(len(names.blocks), bool), []
    for one in named:
        at = names.of(one)
        found[at] = True
        if not len(at):
            unknown.append(_told(one))
    return found, tuple(unknown)


def _told(one: Named) -> str:
    """A place or address in short, for a list of what is not known."""
    name = one.street if isinstance(one, Address) else f"{one.of}{one.name}"
    numbers = one.numbers
    if numbers is None or not (numbers.spans or numbers.parity != "all"):
        return name
    spans = "、".join(f"{low}—{'' if high is None else high}" for low, high in numbers.spans)
    return f"{name}{ {'odd': '单号', 'even': '双号', 'all': ''}[numbers.parity] }{spans}{numbers.unit if spans else ''}"


def within(edges: Sequence[Edge], names: Gazetteer) -> Within | None:
    """Return what lies within the edges of a piece; None where they cannot be followed in the order in which they are told."""
    laid = _within(Piece(edges=tuple(edges)), names, as_told=True)
    if laid.unknown or laid.open:
        return None
    gap_m = sum(metres for _, _, metres in laid.gaps if metres > MEETS_M)
    return Within(laid.covers, gap_m, laid.askew_m, laid.on_m)


def _within(piece: Piece, names: Gazetteer, *, as_told: bool = False) -> _Laid:
    """The blocks within the edges and the ring of a piece."""
    nothing = np.zeros(len(names.blocks), bool)
    told = [*dict.fromkeys((*(line for edge in piece.edges for line in edge.lines), *piece.ring))]
    stops = {line: names.line(line) for line in told}
    if missing := tuple(line for line, stop in stops.items() if stop is None):
        return _Laid(nothing, missing)
    known: dict[str, Stop] = {line: stop[0] for line, stop in stops.items() if stop is not None}
    laps = _laps(piece.edges, known)
    found = [rings.ring(lap, names.world, as_told=as_told) for lap in laps]
    found += [rings.closed([known[line] for line in piece.ring], names.world)] if piece.ring else []
    if not found:
        return _Laid(nothing)
    if any(one is None for one in found):
        return _Laid(nothing, open=(tuple(told),))
    grounds = [one for one in found if one is not None]
    covers = np.ones(len(names.blocks), bool)
    for one in grounds:
        covers &= one.holds(names.points)
    gaps = tuple(gap for one in grounds for gap in one.gaps)
    return _Laid(covers, (), (), gaps, sum(one.askew_m for one in grounds), sum(one.on_m for one in grounds))


def _laps(edges: Sequence[Edge], known: dict[str, Stop]) -> list[dict[Side, list[Stop]]]:
    """The edges in rounds of one a side: a piece with two edges on a side lies within both."""
    laps: list[dict[Side, list[Stop]]] = []
    for edge in edges:
        lap = next((lap for lap in laps if edge.side not in lap), None)
        if lap is None:
            laps.append(lap := {})
        lap[edge.side] = [known[line] for line in edge.lines]
    return laps
