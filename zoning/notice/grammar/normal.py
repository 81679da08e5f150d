"""The one form in which a scope is written and read: what says nothing is gone, edges stand in the order 东南西北."""

from dataclasses import replace
from itertools import groupby

from zoning.clauses import SIDES, Address, Edge, Named, Numbers, Piece, Place, Scope


def normal(scope: Scope) -> Scope:
    """Return a scope of the same ground in the form in which it is read back.

    Edges stand in the order of `SIDES`. Pieces that follow each other and only name places and streets are one piece. Names, lines,
    remarks and pieces that say nothing are gone. Numbers that limit nothing are none, and those without a number count 号.
    Landmarks stand in the order of the numbers they tell of, one for each.
    """
    told = (piece for piece in map(_piece, scope.pieces) if piece.edges or piece.ring or piece.named)
    pieces: list[Piece] = []
    for only_names, same in groupby(told, plain):
        group = list(same)
        together = [Piece(named=tuple(one for piece in group for one in piece.named))]
        pieces.extend(together if only_names else group)
    return Scope(tuple(pieces), _words(scope.remarks), _words(scope.unread))


def plain(piece: Piece) -> bool:
    """Whether a piece only names places and streets."""
    return bool(piece.named) and not (piece.edges or piece.ring or piece.without)


def limits(numbers: Numbers | None) -> bool:
    """Whether numbers leave anything out."""
    return numbers is not None and (numbers.parity != "all" or bool(numbers.spans or numbers.without))


def _piece(piece: Piece) -> Piece:
    edges = [Edge(edge.side, _names(edge.lines)) for edge in piece.edges]
    told = sorted((edge for edge in edges if edge.lines), key=lambda edge: SIDES.index(edge.side))
    return Piece(tuple(told), _things(piece.named), _things(piece.without), _names(piece.ring))


def _things(named: tuple[Named, ...]) -> tuple[Named, ...]:
    return tuple(_thing(one) for one in named if (one.street if isinstance(one, Address) else one.name))


def _thing(one: Named) -> Named:
    if isinstance(one, Address):
        return Address(one.street, _numbers(one.numbers))
    numbers = one.numbers
    return Place(one.name, _numbers(numbers) if numbers is not None and limits(numbers) else None, one.of)


def _numbers(numbers: Numbers) -> Numbers:
    ends = {number: None for span in numbers.spans for number in span}
    told = dict(reversed(numbers.landmarks))
    landmarks = tuple((number, told[number]) for number in ends if told.get(number))
    counted = bool(numbers.spans or numbers.without)
    return replace(numbers, unit=numbers.unit if counted else "号", landmarks=landmarks)


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _words(said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words.strip() for words in said if words.strip())
