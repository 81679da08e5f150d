"""The parts of an address as it is written: province, city, district and subdistrict in front, the street and its number, building and room behind."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_ADMIN = "自治区|自治州|街道办事处|街道办|办事处|街道|居委会|村委会|社区|开发区|省|市|区|县|旗|镇|乡"
_ENDS_ADMIN = re.compile(_ADMIN)
NO_ADMIN = ("小区", "超市", "城市", "都市")
"""Ends of names that are no district of any kind."""
_SUBDISTRICT = re.compile("(?:街道|镇|乡)$")
_HOUSE = "号楼|号院|单元|幢|栋|座|楼|层|室|户|号|门|梯|院|排|组|队|房|内|附|之"
_TAIL = re.compile(
    f"(?:[0-9]|[甲乙丙丁a-z东西南北中](?=号楼|单元|幢|栋|座|楼))(?:[0-9a-z-]|{_HOUSE}|[甲乙丙丁东西南北中](?=号楼|单元|幢|栋|座|楼))*"
)
_NUMBER = re.compile("([0-9]{1,6})((?:-[0-9]+)*)(号|弄)?")
_STREET_NUMBER = re.compile("(.{1,11}?[^0-9])([0-9]{1,6})((?:-[0-9]+)*)(?:号|弄)?(.*)")
_OPENING = re.compile("^(?:请问|我家住在|我家在|我家住|家住|我住在|我住|住在|查询|查一下|查)")
_CLOSING = re.compile("(?:属于哪个学校|属于哪所学校|是哪个学校|是哪所学校|上哪个学校|哪个学校|哪所学校|对口学校|对口小学|对口初中|的学区|学区|划片)$")  # fmt: skip
PART = re.compile("[东西南北中新老甲乙丙丁]区|[东西南北中]苑|[东西南北中]院|[东西南北中]里|[东西南北中]园|[0-9a-z]+(?:区|期|组|队|村|段|号院|院|里)")  # fmt: skip
"""What may follow the name of a place in the name of a part of it."""
ESTATE = "小区"
"""The word for estate, which may be added to a name or left out of it."""
WORD = re.compile("小区|住宅区|住宅小区|生活区")
"""Words that say no more than that people live there."""
MORE = re.compile(f"{WORD.pattern}|社区|花园|家园|公寓|新村|村")
"""Words for kinds of places: a name with one of them may be the name without it, or another place."""
GROUP = re.compile("[组队]")
"""Words for a group of a village: in an address they name a place, not a building."""
VAGUE = re.compile("对面|对过|旁边|隔壁|附近|周边|路口|交叉|交汇|以[东南西北]|[东南西北]侧")
"""Words for a place that is not the one named."""


_STREETLIKE = re.compile(".*(?:大街|大道|胡同|路|街|巷|道)")
_HOUSED = re.compile("[0-9]+(?:-[0-9]+)*(?:号(?!楼|院)|弄|$).*")
PATTERNS = {
    "opening": _OPENING, "closing": _CLOSING, "admin": _ENDS_ADMIN, "subdistrict": _SUBDISTRICT, "tail": _TAIL, "house": _NUMBER,
    "address": _STREET_NUMBER, "part": PART, "word": WORD, "more": MORE, "vague": VAGUE, "streetlike": _STREETLIKE, "housed": _HOUSED, "group": GROUP,
}  # fmt: skip
"""By name, for the page: a browser reads what is written here as it stands."""


class Reading(NamedTuple):
    """One way to read a question: what stands in front names where, the rest names what."""

    before: str
    rest: str


def readings(text: str) -> Iterator[Reading]:
    """Yield the ways to read a plain text, the one that takes nothing away first.

    >>> [rest for _, rest in readings("滨河区文昌街道至善路262号")]
    ['滨河区文昌街道至善路262号', '文昌街道至善路262号', '至善路262号']
    """
    yield Reading("", text)
    bare = _CLOSING.sub("", _OPENING.sub("", text))
    if bare != text and len(bare) > 1:
        yield Reading("", bare)
    for found in _ENDS_ADMIN.finditer(bare):
        before, rest = bare[: found.end()], bare[found.end() :]
        if found.start() and len(rest) > 1 and not before.endswith(NO_ADMIN):
            yield Reading(before, rest)


def tail(rest: str) -> bool:
    """Tell whether what follows a name is a building, a door or a room, or nothing.

    >>> tail("3幢2单元501室"), tail("北区"), tail("")
    (True, False, True)
    """
    return not rest or _TAIL.fullmatch(rest) is not None


def other(name: str, after: str) -> bool:
    """Tell whether a number behind a name makes it another place: an estate called after its street is not every house of it.

    >>> other("晚霞路", "232号"), other("晚霞路", "3号楼"), other("碧水苑", "3号")
    (True, False, False)
    """
    return bool(_STREETLIKE.fullmatch(name) and _HOUSED.fullmatch(after))


def core(rest: str) -> str:
    """Return a text without building and room.

    >>> core("碧水院3幢2单元")
    '碧水院'
    """
    for at in range(2, len(rest)):
        if tail(rest[at:]):
            return rest[:at]
    return rest


def house(rest: str) -> tuple[int, bool, str] | None:
    """Return the house number that a text begins with, whether 号 or 弄 is written, and what follows; None where it begins with none.

    >>> house("262-5号碧水苑"), house("东侧")
    ((262, True, '碧水苑'), None)
    """
    found = _NUMBER.match(rest)
    return None if found is None else (int(found[1]), found[3] is not None, rest[found.end() :])


def address(rest: str) -> tuple[str, int, str] | None:
    """Return street, number and what follows, of a street that need not be known; None where there is no number.

    >>> address("致善路262号3幢")
    ('致善路', 262, '3幢')
    """
    found = _STREET_NUMBER.fullmatch(rest)
    return None if found is None else (found[1], int(found[2]), found[4])


def elsewhere(before: str, known: Collection[str]) -> bool:
    """Tell whether what stands in front names a subdistrict that is none of those known."""
    return bool(known and _SUBDISTRICT.search(before)) and not any(name in before for name in known)
