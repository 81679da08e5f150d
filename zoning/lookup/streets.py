"""Streets and the house numbers that are known on them: what stands at a number, and between which two it lies."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zoning.lookup.parts import readings
from zoning.lookup.plain import plain

MOST = 10**6
"""Above this a number is no house number."""
_SPLIT = re.compile("[、，,；;/]")
_TO = re.compile("号?(?:[-‐-―−~]|至|到)(?=[0-9])")
_KNOWN = re.compile("(.{1,11}?[^0-9])?([0-9]{1,6})(?:-([0-9]{1,6}))?(?:号|弄|$)")
_BARE = re.compile("[东西南北中]?(?:大街|大道|路)")
STEM = re.compile("(.{2,}?)(?:大街|大道|胡同|路|街|巷|道|弄|里)")


class Span(NamedTuple):
    """House numbers of one block: from and to, both included; a range whose ends are both odd or both even is of that side."""

    low: int
    high: int
    block: int

    def has(self, number: int) -> bool:
        """Tell whether a number lies in it."""
        one_side = (self.low - self.high) % 2 == 0
        return self.low <= number <= self.high and not (one_side and (number - self.low) % 2)


@dataclass(frozen=True)
class Street:
    """One street and its known numbers; a former name of it is a street with the same numbers."""

    shown: str
    plain: str
    spans: tuple[Span, ...]
    now: str = ""
    """What it is called today, where this is a former name."""

    def at(self, number: int) -> tuple[Span, ...]:
        """Return what is known to stand at a number."""
        return tuple(span for span in self.spans if span.has(number))

    def beside(self, number: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Return the known numbers next below and next above on the same side; several where blocks share a number."""
        below, above = self._ends
        low = max((n for n in below if n < number and (number - n) % 2 == 0), default=None)
        high = min((n for n in above if n > number and (number - n) % 2 == 0), default=None)
        return tuple(below.get(low, ())), tuple(above.get(high, ()))  # type: ignore[arg-type]

    def nearest(self, number: int) -> tuple[Span, ...]:
        """Return the known numbers nearest to one, on whichever side."""
        apart = [min(abs(span.low - number), abs(span.high - number)) for span in self.spans]
        return tuple(span for span, far in zip(self.spans, apart, strict=True) if far == min(apart))

    @cached_property
    def _ends(self) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
        below: dict[int, list[Span]] = {}
        above: dict[int, list[Span]] = {}
        for span in self.spans:
            below.setdefault(span.high, []).append(span)
            above.setdefault(span.low, []).append(span)
        return below, above


def known(addresses: Iterable[str]) -> list[Street]:
    """Return the streets that the blocks' addresses name, in order of appearance; an address belongs to the block of its position."""
    spans: dict[str, list[Span]] = {}
    for block, written in enumerate(addresses):
        for street, low, high in parsed(written):
            spans.setdefault(street, []).append(Span(low, high, block))
    return [Street(street, street, tuple(sorted(of))) for street, of in spans.items()]


def parsed(written: str) -> Iterator[tuple[str, int, int]]:
    """Yield street, first and last number of every address in a text.

    >>> list(parsed("文昌街道至善路262号、264号")), list(parsed("求真街1号—99号（碧水苑内）"))
    ([('至善路', 262, 262), ('至善路', 264, 264)], [('求真街', 1, 99)])
    """
    street = ""
    for part in _SPLIT.split(unicodedata.normalize("NFKC", written)):
        found = _numbered(plain(_TO.sub("-", part)))
        if found is None:
            continue
        street = found[1] or street
        low = int(found[2])
        high = int(found[3]) if found[3] and int(found[3]) > low else low
        if street and high < MOST:
            yield street, low, high


def _numbered(text: str) -> re.Match[str] | None:
    """Street and number with as much in front taken away as leaves the street a name: 新区大道 is not 大道."""
    found = [_KNOWN.match(rest) for _, rest in readings(text)]
    named = [one for one in found if one is not None and not _BARE.fullmatch(one[1] or "")]
    return named[-1] if named else None


def stem(street: str) -> str:
    """Return a street's name without the word for street, "" where nothing is left.

    >>> stem("至善路"), stem("滨河南街"), stem("东路")
    ('至善', '滨河南', '')
    """
    found = STEM.fullmatch(street)
    return found[1] if found else ""
