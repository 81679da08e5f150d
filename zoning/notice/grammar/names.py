"""What is a name, of what kind of thing, and where one name ends and the next begins."""

import re

from zoning.notice.grammar.shape import Shape, shaped
from zoning.notice.grammar.vocabulary import (
    BARE,
    BARE_LINES,
    LIMITS,
    LINE,
    NUMERALS,
    PROSE,
    REMARK,
    SETTLED,
    STREET,
    STRONG,
    UNIT,
)

LONGEST = 24
LONGEST_UNKNOWN = 12
LONGEST_LINE = 30
QUOTED = re.compile("“(?:住宅小区|住宅区|小区|楼盘)?")
AND = re.compile("以及|和|与|及")
WORD_OF_NAMES = re.compile(
    r"和(?=[家谐睦平顺风兴苑园府合美润庭悦煦光乐雅畅泰天信祥欣馨鸣善达安丰庆义贵众])|及(?=第)|与(?=共)"
)
"""An “and” that most often is a syllable of a name."""
MEETING = re.compile("交界|交叉|交汇|相交|之间|接壤|连接|结合")
"""A place between two lines: 甲区与乙区交界线 is one name."""
COUNTED = re.compile(rf"(?:[0-9]|{UNIT})$")
A_PART = re.compile("[路街巷弄道][0-9]+$")
YARD = re.compile("[0-9]+号(?:大院|院|宿舍|大楼)")
BEGINS_COUNTED = re.compile(rf"[0-9]+(?:{UNIT})")
A_NUMBER = re.compile(rf"[0-9](?:{UNIT})$")
NUMBERED = re.compile(
    "(?P<head>[^一二三四五六七八九十东南西北、]{2,})"
    "(?P<numbers>[一二三四五六七八九十]{1,3}(?:、[一二三四五六七八九十]{1,3})+|[东南西北](?:、[东南西北])+)"
    "(?P<tail>[^一二三四五六七八九十、]{1,4})"
)
A_COUNT = re.compile("[^、]+")
FROM_TO = re.compile("(?<=..)[至到](?=..)")
INNER = re.compile(
    r"(?P<of>“|.{2,}?)(?:(?:辖区|范围|区域|境)内的?|[内中]的|的|内(?![环河港街]|大街)|(?<=社区)中|(?<=街道)中|(?<=镇)中)(?P<name>“|.{2,})"
)
UNDER = re.compile(
    r"(?P<of>.{2,}(?:街道|社区))(?P<name>.{2,})|(?P<of_town>.{1,5}[镇乡])(?P<name_there>.{2,}(?:村|社区|小区))"
)
HOLDS_OTHERS = re.compile(SETTLED.pattern + "|(?:校区|园区|新区|大院|新城|[邨苑园城]|“)$")
CONTINUES = frozenset("苑园府城里区期路街巷弄村镇坊庭家院楼馆房")
"""A name does not begin with what names end in."""


def is_street(signs: str) -> bool:
    """Whether houses are told by numbers along what is called so."""
    return bool(STREET.search(signs)) and signs not in BARE and len(signs) > 1


def is_line(signs: str) -> bool:
    """Whether a zone may be bounded by what is called so, as far as its last syllable tells."""
    return (
        bool(LINE.search(signs))
        and not is_settled(signs)
        and signs not in BARE - BARE_LINES
        and len(signs) > 1
    )


def is_strong(signs: str) -> bool:
    """Whether it is a place beyond doubt, as far as its last syllable tells."""
    return bool(STRONG.search(signs)) and signs not in BARE and len(signs) > 1


def is_settled(signs: str) -> bool:
    """Whether it is a place that has others in it: a community, a village."""
    return bool(SETTLED.search(signs)) and signs not in BARE and len(signs) > 1


def name(shape: Shape, *, listed: bool = False) -> str:
    """Return the name that a stretch is, "" where it may be something else; among others in a list more is believed."""
    signs = shape.signs
    if QUOTED.fullmatch(signs):
        return shape.inside(0)
    plain = signs[:-1] if signs.endswith("（") and harmless(shape, len(signs) - 1) else signs
    if not _spelled_like_a_name(plain) or PROSE.search(plain) or FROM_TO.search(plain) or plain in BARE:
        return ""
    if _told_of(plain):
        return ""
    known = is_strong(plain) or is_street(plain) or "“" in plain
    if len(plain) > (LONGEST if known else LONGEST_UNKNOWN) or not (known or listed):
        return ""
    return shape.spelled()


def _told_of(signs: str) -> bool:
    """Whether it tells where something is rather than what it is called: 沿明德路, 在北岭村, 明德路9号至."""
    rest = signs[1:]
    along = signs[0] == "沿" and len(rest) > 2 and is_street(rest)
    counted = A_NUMBER.search(signs) and (signs[-1] != "弄" or signs[0].isdecimal())
    in_full = is_strong(signs) and not YARD.match(signs)
    part = A_PART.search(signs) or (not in_full and (BEGINS_COUNTED.match(signs) or signs[-1] in NUMERALS))
    return bool(along or counted or part) or signs[0] == "在" or signs[-1] in "至到和及与"


def line(shape: Shape) -> str:
    """Return the name of a line, "" where it may be something else."""
    signs = shape.signs
    if signs == "“":
        return shape.inside(0)
    plain = signs[:-1] if signs.endswith("（") and harmless(shape, len(signs) - 1) else signs
    if (
        not _spelled_like_a_name(plain.replace("的", ""))
        or NO_LINE.search(plain)
        or plain in BARE - BARE_LINES
    ):
        return ""
    return shape.spelled() if len(plain) <= LONGEST_LINE else ""


NO_LINE = re.compile(
    "^沿|[点口处端]沿|沿线|延伸[至到]|往[东南西北]|向[东南西北]|以[东南西北内外]|[东南西北](?:一?[侧面边])?[至到临接靠邻抵]|[起止]$|只招|仅限|[0-9](?:号|弄|幢|栋|号楼)$|交叉|交汇|除|不含|部分|适龄|儿童|区域|范围|其中|包含|包括|学区|该|上述|户籍"
)


def joined(shape: Shape, *, listed: bool) -> list[Shape]:
    """Return the names that 和, 与, 及 join, one by one.

    >>> from zoning.notice.grammar.shape import shaped
    >>> [part.signs for part in joined(shaped("秋实村和和家园"), listed=False)]
    ['秋实村', '和家园']
    """
    signs = shape.signs
    if MEETING.search(signs):
        return [shape]
    parts, start = [], 0
    for found in AND.finditer(signs):
        left, right = signs[start : found.start()], signs[found.end() :]
        if found.start() >= start and _apart(
            found[0], left, right, syllable=bool(WORD_OF_NAMES.match(signs, found.start())), listed=listed
        ):
            parts.append(shape[start : found.start()])
            start = found.end()
    return [*parts, shape[start:]]


def numbered(shape: Shape) -> list[Shape]:
    """Return the names that share all but a number: 河滨一、三马路 is 河滨一马路 and 河滨三马路.

    >>> from zoning.notice.grammar.shape import shaped
    >>> [one.signs for one in numbered(shaped("河滨一、三马路"))]
    ['河滨一马路', '河滨三马路']
    """
    found = NUMBERED.fullmatch(shape.signs)
    if found is None:
        return [shape]
    head, tail = shape[: found.start("numbers")], shape[found.end("numbers") :]
    start = found.start("numbers")
    return [
        head + shape[start + one.start() : start + one.end()] + tail
        for one in A_COUNT.finditer(found["numbers"])
    ]


def _apart(word: str, left: str, right: str, *, syllable: bool, listed: bool) -> bool:
    """Whether what stands left and right of an “and” are two names."""
    if not left or not right or (COUNTED.search(left) and right[0].isdecimal()):
        return False
    closed = left[-1] in "“（"
    if not closed and len(left) < 2:
        return False
    if right[0] != "“" and (len(right) < 2 or right[0] in CONTINUES or right in BARE):
        return False
    if word == "以及" or closed or A_NUMBER.search(left):
        return True
    if syllable:
        return (is_strong(left) or is_street(left)) and len(right) > 2
    if is_strong(left) or is_street(left) or (word != "与" and is_line(left) and is_line(right)):
        return True
    return listed and word in "和及" and (is_strong(right) or is_street(right) or right[-1] in "“（")


def within(shape: Shape) -> tuple[str, Shape]:
    """Return the larger place that is told with a name, "" if none, and the rest.

    >>> from zoning.notice.grammar.shape import shaped
    >>> place, rest = within(shaped("云河街道的春晓社区"))
    >>> place, rest.signs
    ('云河街道', '春晓社区')
    """
    signs = shape.signs
    found = INNER.fullmatch(signs)
    if found and (HOLDS_OTHERS.search(found["of"]) or ("的" in found[0] and is_strong(found["of"]))):
        of = name(shape[: found.end("of")], listed=True)
        return (of, shape[found.start("name") :]) if of else ("", shape)
    found = UNDER.fullmatch(signs)
    if found is None or is_street(signs):
        return "", shape
    start = max(found.start("name"), found.start("name_there"))
    rest = signs[start:]
    of = name(shape[:start], listed=True)
    if not of or rest[0] in CONTINUES or rest in BARE or len(rest.rstrip("（")) < 3:
        return "", shape
    return of, shape[start:]


def _spelled_like_a_name(signs: str) -> bool:
    """Whether it is letters and no sign of grammar, and not figures alone."""
    letters = [sign for sign in signs if sign not in "·•・“ "]
    return (
        bool(signs)
        and all(sign.isalnum() for sign in letters)
        and not signs.isdecimal()
        and "的" not in signs
        and (len(signs) > 1 or signs == "“")
    )


def harmless(shape: Shape, number: int) -> bool:
    """Whether brackets hold another name or a portion, nothing that limits or remarks."""
    held = shaped(shape.inside(number)).signs
    return bool(held) and len(held) <= LONGEST and not LIMITS.search(held) and not REMARK.search(held)
