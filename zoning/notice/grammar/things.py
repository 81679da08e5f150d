"""What a piece names: an address or a place with its numbers, what its brackets limit, what is left out of it."""

import re
from dataclasses import dataclass, replace

from zoning.clauses import Address, Named, Numbers, Piece, Place
from zoning.notice.grammar import names, numbers
from zoning.notice.grammar.brackets import Held, Reader, held, own, part
from zoning.notice.grammar.normal import limits
from zoning.notice.grammar.shape import Shape, shaped

COUNT = "[0-9一二三四五六七八九十两]{1,3}个"
HOMES = "住宅小区|小区|社区|自然村|行政村|村|楼盘|路段|街巷|单位"
ENDING = re.compile(
    "(?P<area>(?:等地|等)?(?:所属|所辖)?(?:全部)?(?:区域|范围|辖区|地段|地块|一带)(?:以?内)?的?)$"
    f"|等(?:{COUNT})?(?:{HOMES}|整片区|整片|片区)?$|{COUNT}(?:{HOMES})$|(?:等地|全部|全域|全境|全段|全路段|的)$"
)
"""After a name it adds nothing."""
AND_SO_ON = re.compile("(?P<name>.{2,}?)等(?P<more>.{2,})")
LETTERED = re.compile("[路街巷弄道][甲乙丙丁]$")
"""甲路乙1号 is no number of 甲路乙."""


@dataclass(frozen=True)
class Told:
    """The ground that one named thing is, and what was said beside it."""

    piece: Piece
    remarks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    closed: bool = False
    """区域 after it: what follows is no part of the same piece."""


def thing(shape: Shape, reader: Reader, *, listed: bool) -> Told | None:
    """Return the ground that a stretch names, nothing where it may be something else.

    >>> from zoning.notice.grammar.shape import shaped
    >>> thing(shaped("至善路12号至18号"), reader=None, listed=False).piece.named
    (Address(street='至善路', numbers=Numbers(parity='all', spans=((12, 18),), without=(), unit='号', landmarks=())),)
    """
    ending = ENDING.search(shape.signs)
    body = shape[: ending.start()] if ending and ending.start() else shape
    closed = len(body.signs) < len(shape.signs) and bool(ending and ending["area"])
    more = AND_SO_ON.fullmatch(body.signs) if closed else None
    unread = (body[more.start("more") :].text(),) if more else ()
    body = body[: more.end("name")] if more else body
    found = _with_brackets(body, reader, listed=listed)
    if found is None:
        return None
    piece, inside = found
    return Told(piece, inside.remarks, inside.unread + unread, closed)


def counted(label: Shape, rest: Shape) -> Piece | None:
    """Return a street or place with the numbers told after a colon: 至善路（单）：1—99号, nothing if they are none."""
    side = [Numbers()]
    if label.signs.endswith("（"):
        side = numbers.read(shaped(label.inside(len(label.signs) - 1))) or []
        label = label[:-1]
    if len(side) != 1 or side[0].spans or side[0].without:
        return None
    told = numbers.read(rest) or numbers.read(rest, parity=side[0].parity)
    if not told:
        return None
    rules = tuple(replace(one, parity=side[0].parity) if one.parity == "all" else one for one in told)
    return _named(label, rules, doors=False, listed=True)


def _with_brackets(body: Shape, reader: Reader, *, listed: bool) -> tuple[Piece, Held] | None:
    """Return the ground of a name, with or without brackets after it, and what these hold beside."""
    if len(body.signs) < 2 or not body.signs.endswith("（") or own(body):
        piece = _piece(body, Held(), listed=listed)
        return (piece, Held()) if piece else None
    piece = _piece(body, Held(), listed=listed) if numbers.tail(body)[1] else None
    if piece:
        return piece, Held()
    head = body[:-1]
    settled = names.is_settled(head.signs.removesuffix("部分"))
    inside = held(shaped(body.inside(len(body.signs) - 1)), reader, settled=settled)
    piece = _piece(head, inside, listed=listed) if inside else None
    return (piece, inside) if piece and inside else None


def _piece(body: Shape, inside: Held, *, listed: bool) -> Piece | None:
    """Return the ground of one name within what its brackets hold."""
    limit = inside.limits
    if body.signs.endswith("部分"):
        body = body[:-2]
        if limit == Piece() and not inside.rules:
            return None
    head, rules = numbers.tail(body)
    if rules and LETTERED.search(head.signs):
        return None
    if inside.landmark:
        last = numbers.beside(rules[-1], inside.landmark) if rules else None
        if last is None:
            return None
        rules[-1] = last
    piece = _named(head, numbers.merged(tuple(rules), inside.rules), doors=inside.doors, listed=listed)
    if piece is None:
        return None
    if limit.named:  # 甲社区（乙苑、丙苑）: only these of it
        whole = piece.named[0]
        if not isinstance(whole, Place) or whole.numbers is not None:
            return None
        return Piece(named=tuple(part(whole, one) for one in limit.named if isinstance(one, Place)))
    return Piece(limit.edges, piece.named, piece.without + limit.without, limit.ring)


def _named(head: Shape, rules: tuple[Numbers, ...], *, doors: bool, listed: bool) -> Piece | None:
    """Return the things of one name, one for each rule, less those that a rule of another unit leaves out."""
    of, rest = names.within(head)
    called = names.name(rest, listed=listed or bool(rules) or bool(of) or doors)
    street = doors or _street(rest, rules)
    if not called or (street and of):
        return None
    others = [one for one in rules if not one.spans and one.parity == "all" and one.unit != rules[0].unit]
    only = [one for one in rules if one not in others]
    named = tuple(_one(called, rule, of, street=street) for rule in only or (None,))
    left_out = (Numbers(spans=rule.without, unit=rule.unit) for rule in others)
    return Piece(named=named, without=tuple(_one(called, rule, of, street=street) for rule in left_out))


def _one(called: str, rule: Numbers | None, of: str, *, street: bool) -> Named:
    """Return one street or place with one rule of numbers."""
    return Address(called, rule or Numbers()) if street else Place(called, rule if limits(rule) else None, of)


def _street(head: Shape, rules: tuple[Numbers, ...]) -> bool:
    """Whether a name is of a street: it ends like one, or houses are counted along it."""
    if names.QUOTED.fullmatch(head.signs):
        return False
    plain = head.signs.removesuffix("（")
    along = bool(rules) and rules[0].unit in ("号", "弄") and not names.is_strong(plain)
    return names.is_street(plain) or along
