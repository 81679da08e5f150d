"""What brackets after a name hold: numbers, edges, exceptions, places within it, a landmark, a remark."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from zoning.clauses import FORMER, Numbers, Piece, Place, Scope
from zoning.notice.grammar import names, numbers
from zoning.notice.grammar.shape import Shape, shaped
from zoning.notice.grammar.vocabulary import HERE, PROSE, REMARK

DOORS = re.compile("(?:全部|所有)?门牌(?:号码|号)?(?:全部|为)?(?:，|$)?")
"""It is a street, whatever it is called."""
WHOLE = re.compile("全部|全域|全境|全段|全路段|全线")
PORTION = re.compile("[一二三四五六七八九十0-9A-Za-z东南西北中前后]{1,3}[期区]|筹|新|旧|老")
STRETCH = re.compile("(?:[止起段端侧边面部半]|附近)$|[至到]")
"""It tells only a stretch of what stands before it."""
MOST_RULES = 12
Reader = Callable[[Shape], Scope]
"""Reads what stands in brackets as a scope of its own."""


@dataclass(frozen=True)
class Held:
    """What the brackets after a name hold."""

    rules: tuple[Numbers, ...] = ()
    limits: Piece = field(default_factory=Piece)
    doors: bool = False
    landmark: str = ""
    remarks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def own(body: Shape) -> bool:
    """Whether the brackets at the end belong to the name before them: another name, a portion of an estate."""
    head, held = body.signs[:-1], shaped(body.inside(len(body.signs) - 1))
    signs = held.signs
    if DOORS.match(signs) or WHOLE.fullmatch(signs) or STRETCH.search(signs) or numbers.read(held):
        return False
    if PROSE.search(signs) or not names.name(body, listed=True) or numbers.tail(body[:-1])[1]:
        return False
    if names.is_street(head):  # 甲路（乙苑）: the estate may be all of the street that is meant
        return names.is_street(signs) or bool(FORMER.match(signs))
    return not names.is_settled(head) or bool(PORTION.fullmatch(signs))


def held(inside: Shape, reader: Reader, *, settled: bool) -> Held | None:
    """Return what brackets hold, nothing where they limit in a way that is not understood.

    `settled`: they stand after a place that has others in it, so that names in them are of these.
    """
    found = DOORS.match(inside.signs)
    doors, rest = bool(found), inside[found.end() :] if found else inside
    if not rest or WHOLE.fullmatch(rest.signs):
        return Held(doors=doors)
    if REMARK.search(rest.signs):
        said = (rest.text(),)
        return Held(unread=said) if HERE.search(rest.signs) else Held(remarks=said)
    rules, rest = _rules_before(rest)
    if not rest:
        return Held(rules, doors=doors)
    if FORMER.match(rest.signs):
        return None
    scope = reader(rest)
    if scope.remarks and not (scope.pieces or scope.unread):
        return Held(rules, doors=doors, remarks=scope.remarks)
    if scope.unread or len(scope.pieces) != 1 or not _limits(scope.pieces[0], rules, settled=settled):
        return _landmark(rest) if not rules else None
    return Held(rules, scope.pieces[0], doors, "", scope.remarks)


def part(whole: Place, one: Place) -> Place:
    """Return a part of a place: 一期 of 甲苑 is 甲苑一期, 乙苑 of 丙社区 is a place of its own."""
    if PORTION.fullmatch(one.name):
        return Place(whole.name + one.name, one.numbers, whole.of)
    return Place(one.name, one.numbers, whole.of + whole.name)


def _limits(piece: Piece, rules: tuple[Numbers, ...], *, settled: bool) -> bool:
    """Whether brackets limit by edges and exceptions, or by names of places within the one before them alone."""
    if not piece.named:
        return True
    if piece.edges or piece.ring or piece.without or rules:
        return False
    places = [one for one in piece.named if isinstance(one, Place) and not one.of]
    return len(places) == len(piece.named) and (settled or all(PORTION.fullmatch(one.name) for one in places))


def _landmark(inside: Shape) -> Held | None:
    """Return the words as what may tell where a number is."""
    words = numbers.landmark(inside)
    return Held(landmark=words) if words else None


def _rules_before(inside: Shape) -> tuple[tuple[Numbers, ...], Shape]:
    """Return the number rules that brackets begin with, and the rest."""
    ends = [number for number, sign in enumerate(inside.signs) if sign in "，；"][:MOST_RULES]
    for end in (len(inside.signs), *reversed(ends)):
        rules = numbers.read(inside[:end])
        if rules:
            return tuple(rules), inside[end + 1 :]
    return (), inside
