"""Places and streets as a text lists them, what is left out of them, and what stands in brackets by itself."""

import re
from dataclasses import replace

from zoning.clauses import Piece, Place
from zoning.notice.grammar import edges, names, numbers, things
from zoning.notice.grammar.drafts import Draft
from zoning.notice.grammar.normal import limits, plain
from zoning.notice.grammar.sentences import Item
from zoning.notice.grammar.shape import Shape, shaped
from zoning.notice.grammar.state import State
from zoning.notice.grammar.vocabulary import BACK, HERE, HOMES, LABEL, REMARK

PORTION = re.compile("[一二三四五六七八九十0-9]{1,3}[期区]")
"""It is of the estate before it: 甲苑一期、二期."""
WITH = re.compile("含|包括|包含|另含|另有")


def read_names(state: State, item: Item, shape: Shape) -> None:
    """Read a thing of a list as names, or as more of what the thing before it told."""
    if state.edge_follows and item.before in "、，" and _unsure_of_line(state, item, shape):
        return
    state.edge_follows = False
    rules = numbers.read(shape)
    if rules and item.before in ("、", "，") and state.drafts.count(rules):
        return
    together = state.names_follow and item.before == "、"
    if PORTION.fullmatch(shape.signs):
        if item.before == "、" and state.drafts.portion(shape.signs):
            return
        if not state.in_brackets:
            state.not_understood(shape)
            return
    parts = [one for part in names.joined(shape, listed=item.listed) for one in names.numbered(part)]
    for part in parts:
        read_named(state, part, listed=item.listed or len(parts) > 1, together=together)
    state.names_follow = together


def _unsure_of_line(state: State, item: Item, shape: Shape) -> bool:
    """Whether a thing after 西至甲山 may be of that edge: told to be, or reported since it cannot be told."""
    if item.before == "、":
        lines = () if HOMES.search(shape.signs) else edges.chain(shape)
        if not lines or not state.drafts.follow(lines):
            state.not_understood(shape)
        return True
    last = state.drafts.last()
    if names.is_line(shape.signs) and last and len(last.edges) < 4:
        state.not_understood(shape)
        return True
    return False


def read_named(
    state: State, shape: Shape, *, listed: bool, together: bool = False, draft: Draft | None = None
) -> bool:
    """Read one name into the piece it belongs to; true if 区域 after it closes that piece."""
    told = things.thing(shape, state.inside, listed=listed)
    piece = _of_place(state, told.piece) if told else None
    if told is None or piece is None:
        state.not_understood(shape)
        return False
    state.remarks.extend(told.remarks)
    state.unread.extend(told.unread)
    if draft is not None and not (piece.ring and draft.ring):
        draft.outer = tuple(draft.edges) if piece.edges or piece.without else draft.outer
        draft.edges.extend(piece.edges)
        draft.named.extend(piece.named)
        draft.without.extend(piece.without)
        draft.ring = draft.ring or piece.ring
    else:
        state.drafts.named(piece, together=together)
    return told.closed


def read_without(state: State, shape: Shape, *, listed: bool) -> None:
    """Read things that are left out of the pieces of the sentence."""
    rules = numbers.read(shape)
    if rules and len(rules) == 1 and state.drafts.discount(rules[0]):
        return
    for part in names.joined(shape, listed=listed):
        told = things.thing(part, state.inside, listed=True)
        piece = told.piece if told else None
        limited = told is None or piece is None or piece.edges or piece.ring or piece.without or told.unread
        if limited or piece is None or told is None:
            state.not_understood(part)
            continue
        state.remarks.extend(told.remarks)
        if not state.drafts.without(piece.named, alone=state.in_brackets):
            state.left_out.append((part, piece.named))


def aside(state: State, shape: Shape) -> None:
    """Read what stands in brackets by itself: a remark, or what is left out; anything else is reported."""
    held = shaped(shape.inside(0))
    if BACK.match(held.signs) or REMARK.search(held.signs):
        here = HERE.search(held.signs)
        state.not_understood(held) if here else state.remark([held] if held else [])
        return
    if LABEL.fullmatch(held.signs):
        return
    scope = state.inside(held)
    if WITH.match(held.signs) and not scope.unread and all(_homes(piece) for piece in scope.pieces):
        state.beside.extend(scope.pieces)
        state.remarks.extend(scope.remarks)
        return
    only = scope.pieces[0] if len(scope.pieces) == 1 else None
    leaves_out = only is not None and not (only.edges or only.named or only.ring or scope.unread)
    if only is None or not leaves_out or not state.drafts.without(only.without, alone=state.in_brackets):
        state.not_understood(held)
    else:
        state.remarks.extend(scope.remarks)


def _homes(piece: Piece) -> bool:
    """Whether a piece only names places, or houses of streets by number; a whole street may be meant as a line."""
    return plain(piece) and all(isinstance(one, Place) or limits(one.numbers) for one in piece.named)


def _of_place(state: State, piece: Piece) -> Piece | None:
    """Return what is named as of the place told before a colon, nothing if it is a street, of which no place is told."""
    if state.place is None:
        return piece
    places = [one for one in piece.named if isinstance(one, Place)]
    if len(places) < len(piece.named):
        return None
    of = state.place_name()
    return replace(piece, named=tuple(replace(one, of=of + one.of) for one in places))
