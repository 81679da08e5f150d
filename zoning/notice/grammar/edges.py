"""The edges of a piece: 东至甲路—乙河, 甲路以东, 甲路—乙河—丙街合围区域."""

import re
from dataclasses import dataclass

from zoning.clauses import Edge
from zoning.notice.grammar import names
from zoning.notice.grammar.shape import Shape
from zoning.notice.grammar.vocabulary import AREA, FACING, LINE, SIDE_OF

BOUND = re.compile(
    "[其即]?(?P<side>[东南西北])(?:[面侧边部]|方向)?(?P<verb>[至到临靠邻接抵达起以从自为是：]|起于|起自|起至|以至)：?(?:以(?=.+为界))?(?P<lines>.+?)(?:为界|为止|止)?"
    rf"(?:(?:所)?(?:合围|围合|围成)?(?:而成)?的?(?:{AREA})(?:以?内)?|以内)?"
)
FIRM = frozenset("至到起以：")
"""After these anything may be the line; after the others only what ends like one."""
AS_BOUND = re.compile("以?(?P<lines>.+?)为(?P<side>[东南西北])(?:部|侧)?界")
RELATIVE = re.compile(
    rf"[以之](?P<side>[东南西北])(?![东南西北])(?:侧|面|边)?|(?P<beside>[东南西北])(?:(?:一侧|侧|面)(?=$|[的内（至到]|{AREA})|边(?=[的内]|{AREA}))"
)
ASLANT = re.compile("[以之][东南西北]{2}|[东南西北]{2}[至侧]")
"""North-east and the like: no side."""
RING = re.compile(
    "(?P<lines>.+?)(?:等?[二三四五六七八]条(?:道路|马路|路|街|线))?"
    "(?P<close>(?:所)?(?:合围|围合|围成|包围|环绕)(?:而成|起来|的)?|[以之]内|(?<=.)为界的?(?=$|.*区域|.*范围))"
)
SHORTEST_STREET = 3
"""Letters; what is shorter after 临, 接 or 靠 is the end of a street's name: 西临江路."""
CLOSE_ROUND = 3
"""So many lines of which no sides are told are a border."""
DASH = re.compile("—(?=..)")
LEADS = re.compile("^[—至到和及且由与](?=..)")
TAIL = re.compile(
    rf"(?P<area>等?的?(?:所)?(?:合围|围合|围成)?(?:而成)?的?(?:所属)?(?:{AREA}|部分))?(?:[以之]?内)?(?:的|中的|中(?=.))?"
)
BETWEEN = re.compile(f"之间(?:的?(?:{AREA}))?")
CHINESE_ONE = re.compile(r"(?<=[路街道河巷弄渠（])一(?=[^号段期区弄巷横支里村桥]+[路街道河巷弄渠])")
"""A dash that was typed as the numeral one."""
PLACE_BEFORE = re.compile(r"(?P<place>.{2,}(?:街道|社区|[镇乡]))(?P<line>.{3,})")
INSIDE = re.compile(
    r"(?P<place>.{2,}?(?:区|县|市|镇|乡|街道|社区|村|新城|“))(?:(?:辖区|范围|区域|境)内|内(?![环河港街])|(?<=社区)中|(?<=街道)中)的?(?P<line>.{2,})"
)
ALONG = re.compile(
    r"(?:(?<=[点口处端])|(?<=^[东南西北])|^)沿(?P<line>[^往向延至到]{2,30}?)(?=[往向延至到]|$)"
)


@dataclass(frozen=True)
class Sides:
    """Edges told in one stretch, with what stands before and after them."""

    edges: tuple[Edge, ...]
    place: Shape | None = None
    """滨江区内 before them: what they are edges of."""
    closed: bool = False
    """区域 after them: what follows is no part of the piece."""
    rest: Shape | None = None


def bound(shape: Shape) -> Edge | None:
    """Return the edge that is told by its side: 东至甲路—乙河, 北以丙路为界.

    >>> from zoning.notice.grammar.shape import shaped
    >>> bound(shaped("北以甲路-乙河为界"))
    Edge(side='north', lines=('甲路', '乙河'))
    """
    found = BOUND.fullmatch(shape.signs) or AS_BOUND.fullmatch(shape.signs)
    if found is None or ASLANT.match(shape.signs):
        return None
    lines = chain(shape[found.start("lines") : found.end("lines")])
    verb = found.groupdict().get("verb", "以")
    if not lines or (verb not in FIRM and not _surely(lines)):
        return None
    return Edge(SIDE_OF[found["side"]], lines)


def _surely(lines: tuple[str, ...]) -> bool:
    """Whether words after 临, 接 or 靠 are lines; 西临江路 may be a street of that name."""
    return bool(LINE.search(lines[-1])) and not (
        names.is_street(lines[-1]) and len(lines[-1]) < SHORTEST_STREET
    )


def begins_bound(signs: str) -> bool:
    """Whether words set out to tell an edge by its side, understood or not."""
    return bool(re.match("[东南西北][面侧边]?[至起从到以]", signs))


def relative(shape: Shape, before: tuple[str, ...] = ()) -> Sides | None:
    """Return the edges that are told by what lies beyond them: 甲路以东; `before` are the lines of 甲路以东、以北.

    >>> from zoning.notice.grammar.shape import shaped
    >>> relative(shaped("甲路以东乙路—丙河以北区域")).edges
    (Edge(side='west', lines=('甲路',)), Edge(side='south', lines=('乙路', '丙河')))
    """
    signs = shape.signs
    found = list(RELATIVE.finditer(signs))
    if not found or ASLANT.search(signs):
        return None
    place, start = _place_before(shape[: found[0].start()])
    edges: list[Edge] = []
    lines = before
    for one in found:
        between = shape[start : one.start()]
        lead = (LEADS if edges else DASH).match(between.signs)
        between = between[1:] if lead else between
        lines = chain(_once(between)) if between else lines
        if not lines:
            return None
        edges.append(Edge(FACING[SIDE_OF[one["side"] or one["beside"]]], lines))
        start = one.end()
    inner = BETWEEN.match(signs, start)
    after = TAIL.match(signs, inner.end() if inner else start)
    rest = shape[after.end() if after else start :]
    if rest.signs[:1] in ("至", "到", "起"):
        return None
    return Sides(tuple(edges), place, bool(inner or (after and after["area"])), rest or None)


def _once(shape: Shape) -> Shape:
    """Return 甲路 of 甲路及甲路以东 and of 甲路及以东."""
    line, _, again = shape.signs.partition("及")
    return shape[: len(line)] if line and line.endswith(again) else shape


def ring(shape: Shape) -> tuple[tuple[str, ...], Sides] | None:
    """Return the lines that close round a piece: 甲路→乙河→丙街以内区域."""
    found = RING.match(shape.signs)
    if found is None:
        return None
    start = 1 if shape.signs[0] in "由以" else 0
    lines = chain(shape[start : found.end("lines")])
    after = TAIL.match(shape.signs, found.end())
    rest = shape[after.end() if after else found.end() :]
    if found["close"].startswith("为界") and len(lines) < CLOSE_ROUND:
        return None
    if not lines or (len(lines) == 1 and not names.is_line(lines[0]) and shape.signs[0] != "“"):
        return None
    return lines, Sides((), None, bool(after and after["area"]), rest or None)


def chain(shape: Shape) -> tuple[str, ...]:
    """Return the lines that are followed one after another, nothing where one of them may be something else."""
    lines = tuple(names.line(part) for part in _links(shape))
    return lines if all(lines) else ()


def along(shape: Shape) -> tuple[tuple[str, ...], list[Shape]]:
    """Return the lines that a way follows, 沿甲路往北延伸至乙路, and the words that say how far."""
    lines, rest, start = [], [], 0
    for found in ALONG.finditer(shape.signs):
        one = names.line(shape[found.start("line") : found.end("line")])
        if one and names.is_line(one):
            lines.append(one)
            rest.append(shape[start : found.start()])
            start = found.end()
    return tuple(lines), [part for part in (*rest, shape[start:]) if part]


def _links(shape: Shape) -> list[Shape]:
    """Return what stands between dashes, between 、, and between a 至 that joins two names."""
    signs, parts, start = shape.signs, [], 0
    cuts = {number for number, sign in enumerate(signs) if sign in "—、"}
    cuts |= {found.start() for found in CHINESE_ONE.finditer(signs)}
    for found in names.FROM_TO.finditer(signs):
        if LINE.search(signs[start : found.start()]):
            cuts.add(found.start())
    for cut in (*sorted(cuts), len(signs)):
        parts.append(shape[start:cut])
        start = cut + 1
    return [piece for part in parts for piece in (names.joined(part, listed=False) if part else [part])]


def _place_before(shape: Shape) -> tuple[Shape | None, int]:
    """Return the place that the first line of a stretch is told to lie in, and where the line begins."""
    for pattern in (INSIDE, PLACE_BEFORE):
        found = pattern.fullmatch(shape.signs)
        if found and LINE.search(found["line"]) and "—" not in found["place"]:
            return shape[: found.end("place")], found.start("line")
    return None, 0
