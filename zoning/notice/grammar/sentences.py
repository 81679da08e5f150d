"""A text cut into sentences, what they say to pupils told from what they say of the ground, and the things they list."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from zoning.notice.grammar import edges, names
from zoning.notice.grammar.shape import Shape, shaped, split
from zoning.notice.grammar.vocabulary import (
    AUDIENCE,
    BACK,
    ELSEWHERE,
    GROUND,
    NUMERALS,
    PREAMBLE,
    REMARK,
    SAYS_NOTHING,
    SCHOOL,
    UNIT,
)

LONGEST = 400
"""What is longer between two commas is no clause."""
MARK = re.compile(
    r"(?:第[一二三四五六七八九十0-9]{1,3}(?:片区?|块|部分)[：，、]?)|[0-9]{1,2}(?:[.)](?![0-9])|、(?![0-9]))"
    r"|[①-⑳㈠-㈩❶-❿](?:[.、])?|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])"
)
"""The number of a piece."""
MARK_IN_BRACKETS = re.compile("[0-9]{1,2}|[一二三四五六七八九十]{1,3}")
NEXT_PIECE = re.compile(
    r"(?<=[^0-9.])(?=[0-9]{1,2}(?:[.][\u4e00-\u9fff“]|[)][东南西北][至到]))|(?<=.)(?=[①-⑳㈠-㈩❶-❿])"
)
SHARED = "[横马正新后前支直东西南北中]{0,2}(?:路|街|巷|弄|里|横|村|社区|居委|区|期|苑|园)"
"""What names that are told by their numbers alone have in common: 甲苑一、二期."""
GLUED = re.compile(
    rf"(?<=[0-9号弄幢栋组座楼队社室元])、(?=[单双]?[0-9]{{1,6}}(?:{UNIT})(?![路街巷弄桥线渠院公]))"
    rf"|(?<=[0-9号弄幢栋组座楼队社室元])、(?=(?:[单双]号)?[0-9]{{1,6}}[—至到][0-9]{{1,6}}(?:{UNIT}|[单双]))"
    rf"|(?<=[0-9])、(?=[0-9]{{1,6}}(?:[、—至到和单双]|$))"
    rf"|(?<=单)、(?=双)|(?<=[^以之、，：][东南西北])、(?=[东南西北](?:、[东南西北]|{SHARED}$|{SHARED}[、，]))|(?<=、[东南西北])、(?=[东南西北](?:、[东南西北]|{SHARED}$|{SHARED}[、，]))|(?<=[{NUMERALS}])、(?=[{NUMERALS}]{{1,3}}(?:[、—至到]|村民小组|居民小组|小组|组|社|队|幢|栋|{SHARED}))"
)
"""A 、 within a list of numbers: 61、62幢."""
NEXT_SIDE = re.compile(r"(?<=[路街道巷弄河江溪港渠线界墙处）“（])(?=[东南西北][至到临接靠邻抵起])")
"""Where 东至甲路南至乙路 begins to tell another side."""
INNER_EXCEPT = re.compile("(?<=.)(?=但不(?:含|包)|(?<!但)不(?:含|包括|包含))")
AS_WELL_AS = re.compile("(?<=..)以及(?=..)")
NOTE = re.compile("(?P<kind>备注|说明|特别说明|注明|注|待核)：(?=.)")


class Spoken(NamedTuple):
    """What stands between two commas, told apart."""

    ground: Shape | None
    remark: Shape | None = None
    unread: Shape | None = None


class Item(NamedTuple):
    """One of the things that a sentence lists, with the sign before it."""

    before: str
    shape: Shape
    listed: bool
    """Other things stand beside it."""


def sentences(shape: Shape) -> Iterator[tuple[str, Shape, bool]]:
    """Yield every sentence with the sign before it, and whether it begins with the number of a piece."""
    for sign, whole in split(shape, "。；"):
        cuts = [0, *(found.start() for found in NEXT_PIECE.finditer(whole.signs)), len(whole.signs)]
        for start, stop in pairwise(cuts):
            sentence = whole[start:stop]
            length = _mark(sentence)
            if len(sentence.signs) > length:
                told = sentence[length:]
                preamble = PREAMBLE.match(told.signs)
                yield "。" if start else sign, told[preamble.end() :] if preamble else told, length > 0


def note(sentence: Shape) -> tuple[str, str] | None:
    """Return the kind and the words of a sentence that says by its first word what it is: 备注：……."""
    found = NOTE.match(sentence.signs)
    if found is None:
        return None
    rest = sentence[found.end() :]
    return found["kind"], rest.inside(0) if rest.signs == "“" else rest.text()


def spoken(part: Shape) -> Spoken:
    """Return which words between two commas are of the ground, and which tell how pupils are registered.

    >>> from zoning.notice.grammar.shape import shaped
    >>> spoken(shaped("该区域内适龄儿童可到校报名")).remark.text()
    '该区域内适龄儿童可到校报名'
    """
    signs = part.signs
    if BACK.match(signs):
        return Spoken(None, part)
    verb, audience = REMARK.search(signs), AUDIENCE.search(signs)
    if verb is None:
        return Spoken(part)
    cut = min(verb.start(), audience.start() if audience else verb.start())
    if not GROUND.search(SCHOOL.sub("", signs[:cut])):
        return Spoken(None, part)
    if ELSEWHERE.search(signs) or audience is None or audience.start() > verb.start():
        return Spoken(None, None, part)
    return Spoken(part[:cut], part[cut:])


def chunks(part: Shape) -> Iterator[tuple[Shape, Shape | None]]:
    """Yield what stands before each mention of who is spoken to, and who that is if not every pupil."""
    start = 0
    for found in AUDIENCE.finditer(part.signs):
        who = part[found.start() + found[0].startswith("的") : found.end()]
        yield part[start : found.start()], None if SAYS_NOTHING.fullmatch(found[0]) else who
        start = found.end()
    yield part[start:], None


def items(before: str, chunk: Shape) -> list[Item]:
    """Return the things that are listed between commas; lines that share what lies beyond them are one."""
    parts = _gathered(list(_listed(before, chunk)), chunk)
    return [Item(sign, chunk[start:stop], len(parts) > 1 or before == "、") for sign, start, stop in parts]


Part = tuple[str, int, int]
"""The sign before a part, and from where to where it stands."""


def _listed(before: str, chunk: Shape) -> Iterator[Part]:
    """Yield what stands between 、 that are not within a list of numbers, and before and after 不含."""
    signs = chunk.signs
    glued = {found.start() for found in GLUED.finditer(signs)}
    cuts = {number: 1 for number, sign in enumerate(signs) if sign == "、" and number not in glued}
    cuts |= {found.start(): 2 for found in AS_WELL_AS.finditer(signs)}
    cuts |= {found.start(): 0 for found in NEXT_SIDE.finditer(signs)}
    cuts |= {found.start(): 0 for found in INNER_EXCEPT.finditer(signs) if found.start() - 1 not in cuts}
    start, sign = 0, before
    for end in (*sorted(cuts), len(signs)):
        if end > start:
            yield from _places_before_edge(sign, start, end, signs)
        start, sign = end + cuts.get(end, 0), "、" if cuts.get(end) else "，"


def _places_before_edge(sign: str, start: int, stop: int, signs: str) -> Iterator[Part]:
    """Yield 甲社区 and 乙路以东 of 甲社区和乙路以东."""
    edge = edges.RELATIVE.search(signs, start, stop) if stop - start <= LONGEST else None
    for found in names.AND.finditer(signs, start, edge.start() if edge else start):
        left, right = signs[start : found.start()], signs[found.end() : stop]
        ends = left and (names.is_settled(left) or left[-1] in "“（" or names.A_NUMBER.search(left))
        if ends and not edges.RELATIVE.match(right) and not names.MEETING.search(signs, start, stop):
            yield sign, start, found.start()
            sign, start = "、", found.end()
    yield sign, start, stop


def _gathered(parts: list[Part], chunk: Shape) -> list[Part]:
    """Return the parts with the lines of 甲巷、乙巷和丙巷以东 in one; where names follow, the lines are names as well."""
    told = [chunk.signs[start:stop] if stop - start <= LONGEST else "" for _, start, stop in parts]
    opens = [bool(edges.RELATIVE.search(signs) or edges.RING.match(signs)) for signs in told]
    edges_from = max((number + 1 for number, one in enumerate(opens) if not one), default=0)
    kept: list[Part] = []
    lines = 0  # how many of the last kept are bare lines that an edge after them may share
    for number, (sign, start, stop) in enumerate(parts):
        signs = told[number]
        if number >= edges_from and sign == "、" and lines and not edges.begins_bound(signs):
            first = kept[-lines]
            del kept[-lines:]
            kept.append((first[0], first[1], stop))
        else:
            kept.append((sign, start, stop))
        lines = (lines + 1 if sign == "、" else 1) if not opens[number] and _bare_line(signs) else 0
    return kept


def _bare_line(signs: str) -> bool:
    """Whether words are a line and nothing else."""
    return names.is_line(signs.lstrip("由以")) and "（" not in signs and not edges.begins_bound(signs)


def _mark(sentence: Shape) -> int:
    """Return how many signs the number of a piece takes."""
    found = MARK.match(sentence.signs)
    if found:
        return found.end()
    short = sentence.signs[:1] == "（" and sentence.at[0][1] - sentence.at[0][0] < 8
    in_brackets = short and MARK_IN_BRACKETS.fullmatch(shaped(sentence.inside(0)).signs)
    return 1 if in_brackets else 0
