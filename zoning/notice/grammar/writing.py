"""A zone written as a bureau prints it: four sides in the order 东南西北, pieces numbered, names quoted where they could mislead."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from itertools import groupby
from typing import Literal

from zoning.clauses import SIDES, Address, Edge, Named, Piece, Place, Scope
from zoning.notice.grammar import names
from zoning.notice.grammar.edges import CLOSE_ROUND
from zoning.notice.grammar.normal import limits, normal, plain
from zoning.notice.grammar.numbering import rule
from zoning.notice.grammar.reading import read
from zoning.notice.grammar.vocabulary import FACING, SIGN_OF

Role = Literal["line", "place", "street", "landmark", "remark", "unread"]
Write = Callable[[Role, str], str]
"""Writes a name in its role: as it is, or in quotes."""


def written(scope: Scope) -> str:
    """Return the text of a zone, which `read` reads back as `normal` gives it.

    Names are quoted only where the text would not be read back so without quotes. That holds for numbers of up to six digits, spans
    that do not run backward, and the units of `vocabulary.UNITS`.

    >>> from zoning.clauses import Edge, Piece, Scope
    >>> written(Scope((Piece((Edge("south", ("运河",)), Edge("west", ("西四路", "云溪路")))),)))
    '运河以北、西四路—云溪路以东区域。'
    """
    told = normal(scope)
    for write in (_as_it_is, _where_clear):
        text = _scope(told, write)
        if read(text) == told:
            return text
    return _scope(told, _in_quotes)


def quoted(name: str) -> str:
    """Return a name in quotes, in which every sign stands for itself.

    >>> quoted("东至路")
    '“东至路”'
    """
    return f"“{name.replace('”', '””')}”"


def _as_it_is(role: Role, name: str) -> str:
    del role
    return name


def _in_quotes(role: Role, name: str) -> str:
    del role
    return quoted(name)


@lru_cache(maxsize=4096)
def _where_clear(role: Role, name: str) -> str:
    """Return a name as it is if it is read as itself beside others, in quotes if not."""
    beside = Place("云峰社区")
    tries: dict[Role, tuple[Scope, ...]] = {
        "line": (
            Scope((Piece((Edge("south", (name, "明德街")), Edge("west", ("明德街", name)))),)),
            Scope((Piece(tuple(Edge(side, (name,)) for side in SIDES)),)),
        ),
        "place": (
            Scope((Piece(named=(beside, Place(name), beside)),)),
            Scope((Piece(named=(Place(name, of=name),)),)),
        ),
        "street": (Scope((Piece(named=(beside, Address(name), beside)),)),),
        "remark": (Scope((), (name,)),),
        "unread": (Scope((), (), (name,)),),
    }
    clear = all(read(_scope(scope, _as_it_is)) == scope for scope in tries.get(role, ()))
    return name if clear and role != "landmark" else quoted(name)


def _scope(scope: Scope, write: Write) -> str:
    """Return the text of a scope in its normal form."""
    pieces = [_piece(piece, write) for piece in scope.pieces]
    if len(pieces) > 1 and not all(_listed(piece) for piece in scope.pieces):
        pieces = ["；".join(f"{number}.{text}" for number, text in enumerate(pieces, 1))]
    notes = [f"备注：{write('remark', words)}" for words in scope.remarks]
    notes += [f"待核：{write('unread', words)}" for words in scope.unread]
    return "".join(f"{sentence}。" for sentence in ("、".join(pieces), *notes) if sentence)


def _listed(piece: Piece) -> bool:
    """Whether a piece can stand in one list with others: 甲社区、乙社区（丙河以东）."""
    return plain(piece) or len(piece.named) == 1


def _piece(piece: Piece, write: Write) -> str:
    """Return the text of one piece."""
    if len(piece.named) == 1:
        inner = [*_edges(piece, write)]
        if piece.without:
            inner.append(_things(piece.without, write) + "除外")
        return _thing(piece.named, write, inner)
    left_out = f"，不含{_things(piece.without, write)}" if piece.without else ""
    if not piece.named:
        return _area(piece, write) + left_out
    ground = "、".join(_edges(piece, write))
    return f"{ground}{'的' if ground else ''}{_things(piece.named, write)}{left_out}"


def _area(piece: Piece, write: Write) -> str:
    """Return the text of everything within edges."""
    if [edge.side for edge in piece.edges] == list(SIDES) and not piece.ring:
        return "，".join(f"{SIGN_OF[edge.side]}至{_chain(edge.lines, write)}" for edge in piece.edges)
    if len(piece.ring) >= CLOSE_ROUND and not piece.edges:  # fewer are told as lines it lies within
        return f"{_chain(piece.ring, write)}合围区域"
    return "、".join(_edges(piece, write)) + "区域"


def _edges(piece: Piece, write: Write) -> list[str]:
    """Return each edge told by what lies beyond it."""
    ring = [f"{_chain(piece.ring, write)}以内"] if piece.ring else []
    return ring + [f"{_chain(edge.lines, write)}以{SIGN_OF[FACING[edge.side]]}" for edge in piece.edges]


def _chain(lines: Iterable[str], write: Write) -> str:
    return "—".join(write("line", line) for line in lines)


def _things(named: tuple[Named, ...], write: Write) -> str:
    """Return things as a list; what differs only in its numbers is told once: 至善路（单号1—99号；双号2—40号）."""
    return "、".join(_thing(tuple(same), write, []) for _, same in groupby(named, _once))


def _once(one: Named) -> tuple[object, ...]:
    """Return what things told in one breath share."""
    unit = one.numbers.unit if one.numbers and one.numbers.parity != "all" else object()
    return (one.street, unit) if isinstance(one, Address) else (one.name, one.of, unit)


def _thing(same: tuple[Named, ...], write: Write, inner: list[str]) -> str:
    """Return a street or a place with its numbers, and what else limits it."""
    first = same[0]
    rules = "；".join(
        rule(one.numbers, partial(write, "landmark")) for one in same if one.numbers and limits(one.numbers)
    )
    if isinstance(first, Address):
        name = write("street", first.street)
        if name != first.street or not names.is_street(name):
            rules = f"门牌号{rules}" if rules else "全部门牌号"
    else:
        name = f"{write('place', first.of)}的" if first.of else ""
        name += write("place", first.name)
    held = "，".join([rules, *inner] if rules else inner)
    return f"{name}（{held}）" if held else name
