"""The text of a notice as a line of signs: one “ for what is quoted, one （ for what stands in brackets, one — for any dash."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zoning.notice.grammar.vocabulary import (
    CLOSERS,
    DASHES,
    LONGEST_QUOTE,
    OPENERS,
    QUOTES,
    ROUND,
    SIGNS,
    STOPS,
    STREET,
    STRONG,
    UNIT,
)

INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
LONE_QUOTES = frozenset("“”") | frozenset(QUOTES) | frozenset(QUOTES.values())
NEXT_MARK = re.compile(r"[0-9]{1,2}[.．、)）](?!\s*[0-9])")
COUNTED = re.compile(f"[0-9](?:{UNIT})（?$")
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
JOINING = re.compile("[以之的至到和及与内中侧段等部区期号弄]|[东南西北](?:一?[侧面边]|[至到]|段)")
"""After a blank it goes on with what stands before."""
LONGEST_BEFORE = 12
LINE_ENDS = STOPS - frozenset("。．.!！?？")


@dataclass(frozen=True)
class Shape:
    """A stretch of a text: its signs, and from where to where each of them stands in the text."""

    raw: str
    signs: str
    at: tuple[tuple[int, int], ...]

    def __getitem__(self, part: slice) -> "Shape":
        return Shape(self.raw, self.signs[part], self.at[part])

    def __bool__(self) -> bool:
        return bool(self.signs)

    def __add__(self, other: "Shape") -> "Shape":
        return Shape(self.raw, self.signs + other.signs, self.at + other.at)

    def drop(self, number: int) -> "Shape":
        """Return it without one sign."""
        return Shape(
            self.raw, self.signs[:number] + self.signs[number + 1 :], self.at[:number] + self.at[number + 1 :]
        )

    def text(self) -> str:
        """Return the words as they stand."""
        return self.raw[self.at[0][0] : self.at[-1][1]].strip() if self.at else ""

    def inside(self, number: int) -> str:
        """Return what the quotes or brackets at this sign hold."""
        start, stop = self.at[number]
        held = self.raw[start + 1 : stop - 1]
        return held.replace("””", "”") if self.raw[start] == "“" else held

    def spelled(self) -> str:
        """Return the words as a name: quotes gone, brackets full-width, blanks gone."""
        return "".join(
            self.inside(number)
            if sign == "“"
            else f"（{self.inside(number).strip()}）"
            if sign == "（"
            else sign
            for number, sign in enumerate(self.signs)
        )


def shaped(raw: str) -> Shape:
    """Return the signs of a text, in one pass.

    >>> shaped("东至“甲路” -- 乙河( 南段),").signs
    '东至“—乙河（，'
    """
    jumps, literal = _pairs(raw), _decimal_points(raw)
    signs: list[str] = []
    at: list[tuple[int, int]] = []
    position, blank = 0, False
    while position < len(raw):
        stop = jumps.get(position, position) + 1
        sign = raw[position] if position in literal else _sign(raw, position, stop)
        if sign == " ":
            blank = True
        elif sign == "—" and signs and signs[-1] == "—":
            at[-1] = (at[-1][0], stop)
        elif sign:
            between = _between(signs, raw[position : position + 5]) if blank and signs else ""
            if between:
                signs.append(between)
                at.append((position - 1, position))
            signs.append(sign)
            at.append((position, stop))
            blank = False
        position = stop
    return Shape(raw, "".join(signs), tuple(at))


def split(shape: Shape, signs: str) -> Iterator[tuple[str, Shape]]:
    """Yield the parts between any of `signs`, each with the sign before it; empty parts are left out."""
    before, start = "", 0
    for number, sign in enumerate(shape.signs + signs[0]):
        if sign in signs:
            if number > start:
                yield before, shape[start:number]
                before = ""
            before, start = sign if before not in ("。", "；") else before, number + 1


def _sign(raw: str, position: int, stop: int) -> str:
    """Return the one sign that stands for what is at this place, nothing for what is not seen."""
    char = raw[position]
    if stop - position > 1:
        return "（" if char in OPENERS else "“"
    if "！" <= char <= "～" and char not in "．":
        char = chr(ord(char) - 0xFEE0)
    if char in INVISIBLE:
        return ""
    if char in STOPS:
        return "。"
    if char in DASHES:
        return "—"
    if char.isspace():
        return " "
    if char in OPENERS or char in CLOSERS:
        return ")" if char == ")" else "，"
    if char in LONE_QUOTES:
        return ""
    return SIGNS.get(char, char)


def _between(signs: list[str], after: str) -> str:
    """Return what a blank stands for: nothing as a rule, a blank between Latin words, a 、 between two names."""
    if _latin(signs[-1]) and _latin(after[0]):
        return " "
    if NEXT_MARK.match(after):
        return "。"
    if not HAN.match(after) or JOINING.match(after):
        return ""
    before = "".join(signs[-LONGEST_BEFORE:])
    name = re.split("[，、；：。]", before)[-1]
    ends = STRONG.search(name) or STREET.search(name) or COUNTED.search(name)
    return "、" if len(name) > 2 and ends else ""


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _decimal_points(raw: str) -> frozenset[int]:
    """Return where a point follows a digit: 1.东至, 1.5."""
    return frozenset(
        number for number in range(1, len(raw)) if raw[number] in ".．" and raw[number - 1].isdecimal()
    )


def _pairs(raw: str) -> dict[int, int]:
    """Return where each pair of quotes or outermost brackets opens and closes; a pair that is not whole is none."""
    closing = _closing_quotes(raw)
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    position = 0
    while position < len(raw):
        char = raw[position]
        end = _quote_end(raw, position, closing)
        if end > position:
            pairs[position] = end
            position = end
        elif char in OPENERS:
            open_at.append(position)
        elif char in CLOSERS and open_at:
            pairs[open_at.pop()] = position
        elif char in LINE_ENDS:
            while open_at and raw[open_at[-1]] in ROUND:
                open_at.pop()
        position += 1
    return pairs


def _quote_end(raw: str, position: int, closing: dict[int, int]) -> int:
    """Return where what opens here closes, this place itself if nothing does."""
    char = raw[position]
    if char == "“":
        return closing.get(position, position)
    if char not in QUOTES:
        return position
    end = raw.find(QUOTES[char], position + 1, position + LONGEST_QUOTE)
    held = raw[position + 1 : end]
    return end if end > position + 1 and not any(sign in STOPS for sign in held) else position


def _closing_quotes(raw: str) -> dict[int, int]:
    """Return the ” of each “: the first one that is not written twice."""
    closing: dict[int, int] = {}
    nearest, position = -1, len(raw) - 1
    while position >= 0:
        if raw[position] == "”":
            start = position
            while start > 0 and raw[start - 1] == "”":
                start -= 1
            if (position - start) % 2 == 0:
                nearest = position
            position = start
        elif raw[position] == "“" and nearest > 0:
            closing[position] = nearest
        position -= 1
    return closing
