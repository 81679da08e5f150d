"""House numbers: an address taken apart, whether a rule holds for a number, and the shortest rule that holds for some and not for others."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from zoning.clauses import Numbers, Parity

_HOUSE = re.compile(
    r"(?P<street>\D*[^\d\s、，,])(?P<first>\d{1,5})(?:号?[-—–~至](?P<last>\d{1,5}))?(?P<unit>号|弄)"
)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"组": "组", "队": "组", "社": "组", "幢": "幢", "栋": "幢", "号楼": "幢", "楼": "幢"}
_NUMBERED = re.compile(
    r"(?P<base>.*?[^\d一二三四五六七八九十〇零第])第?(?P<number>\d{1,3}|[一二三四五六七八九十〇零]{1,3})(?P<unit>组|队|社|幢|栋|号楼)"
)
_PARTED = re.compile(
    r"(?P<base>.{2,}?)[（(]?(?:[东南西北中]{1,2}|[A-Za-z]|\d{1,2}|[一二三四五六七八九十]{1,3}|第[一二三四五六七八九十]{1,3})(?:区|期|苑区|片区|组团|段)[）)]?"
)


@dataclass(frozen=True)
class House:
    """A number of a street, or the first and the last of several."""

    street: str
    number: int
    unit: str = "号"
    last: int | None = None


def normal(text: str) -> str:
    """Return text as it is compared: full-width letters made narrow, no blanks, no quotes.

    >>> normal("碧水苑 Ａ区"), normal("“甲苑”")
    ('碧水苑A区', '甲苑')
    """
    narrow = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s“”\"'‘’「」《》]", "", narrow)


def house(address: str, within: Iterable[str] = ()) -> House | None:
    """Return the street and number of an address, without the names of the places that it lies `within`.

    >>> house("文昌街道至善路262号（香榭新城内）", ["文昌街道"])
    House(street='至善路', number=262, unit='号', last=None)
    >>> house("柳泉街道马厂村一组") is None
    True
    """
    text = normal(address)
    for name in within:
        text = text.removeprefix(normal(name)) if name else text
    found = _HOUSE.match(text)
    if found is None:
        return None
    first, last = int(found["first"]), int(found["last"] or 0)
    return House(found["street"], first, found["unit"], last if last > first else None)


def numbered(name: str) -> tuple[str, int, str] | None:
    """Return place, number and unit of a name that ends with a numbered part (组, 幢).

    >>> numbered("马厂村十二组"), numbered("碧水苑3号楼"), numbered("碧水苑")
    (('马厂村', 12, '组'), ('碧水苑', 3, '幢'), None)
    """
    found = _NUMBERED.fullmatch(name)
    return None if found is None else (found["base"], _number(found["number"]), _UNITS[found["unit"]])


def whole(name: str) -> str | None:
    """Return the name of the estate that a name is a part of (东区, 二期), if it says so.

    >>> whole("万福花园东区"), whole("碧水苑二期"), whole("万福花园")
    ('万福花园', '碧水苑', None)
    """
    found = _PARTED.fullmatch(name)
    return None if found is None else found["base"]


def _number(text: str) -> int:
    """A number of up to two places in digits or 汉字.

    >>> _number("12"), _number("十二"), _number("三十"), _number("二一")
    (12, 12, 30, 21)
    """
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, ones = text.split("十", 1)
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[digit]) for digit in text))


def holds(numbers: Numbers, number: int) -> bool:
    """Return whether a rule holds for a number.

    >>> rule = Numbers("odd", spans=((1, 99),), without=((57, 57),))
    >>> [n for n in (1, 2, 57, 99, 101) if holds(rule, n)]
    [1, 99]
    """
    if numbers.parity != "all" and (number % 2 == 1) != (numbers.parity == "odd"):
        return False
    if numbers.spans and not any(
        low <= number and (high is None or number <= high) for low, high in numbers.spans
    ):
        return False
    return not any(low <= number <= high for low, high in numbers.without)


def rule(mine: set[int], others: set[int], unit: str = "号", *, parities: bool = True) -> Numbers:
    """Return the shortest rule that holds for all of `mine` and none of `others`; they have no number in common.

    >>> rule({1, 3, 5}, {2, 4})
    Numbers(parity='odd', spans=(), without=(), unit='号', landmarks=())
    >>> rule({1, 3, 7}, {5, 9}).spans, rule({1, 3, 7, 9}, {5}).without
    (((1, 3), (7, 7)), ((5, 5),))
    """
    ways: list[Parity] = ["all", "odd", "even"] if parities else ["all"]
    fitting = [way for way in ways if all(holds(Numbers(way), n) for n in mine)]
    found = [_spans(way, mine, {n for n in others if holds(Numbers(way), n)}, unit) for way in fitting]
    return min(found, key=terms)


def terms(numbers: Numbers) -> int:
    """Return how many things a reader must keep in mind of a rule."""
    return (numbers.parity != "all") + len(numbers.spans) + len(numbers.without)


def _spans(parity: Parity, mine: set[int], others: set[int], unit: str) -> Numbers:
    """The rule for one parity: spans between the others, those of several numbers joined over a single exception."""
    bare = Numbers(parity, unit=unit)
    if not others:
        return bare
    runs: list[list[int]] = []
    for number in sorted(mine):
        if runs and not any(runs[-1][-1] < other < number for other in others):
            runs[-1].append(number)
        else:
            runs.append([number])
    joined, without = [runs[0]], []
    for run in runs[1:]:
        between = [other for other in others if joined[-1][-1] < other < run[0]]
        if len(between) == 1 and len(joined[-1]) > 1 and len(run) > 1:
            without.append((between[0], between[0]))
            joined[-1] = [*joined[-1], *run]
        else:
            joined.append(run)
    return replace(bare, spans=tuple((run[0], run[-1]) for run in joined), without=tuple(without))
