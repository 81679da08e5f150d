"""Everything that can be asked for by name: estates, villages, communities, schools, former names, and the numbers of streets."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import pandas as pd

from zoning.lookup import streets
from zoning.lookup.parts import ESTATE, readings
from zoning.lookup.plain import plain
from zoning.lookup.sounds import letters, sound
from zoning.lookup.streets import Street
from zoning.model import StudyArea

Kind = Literal["place", "community", "school"]

_SEVERAL = re.compile("[、；;/]")
_ONCE = re.compile(r"[（(](?:原名|原|曾用名|旧称|旧名)[:：]?([^（）()]{2,})[）)]")
_ORDINAL = re.compile("第([一二三四五六七八九十]{1,3})(小学|初级中学|中学)")
_SHORT = {"小学": "小", "初级中学": "中", "中学": "中"}


class Name(NamedTuple):
    """One name and what it stands for."""

    shown: str
    plain: str
    kind: Kind
    blocks: tuple[int, ...]
    """Positions in the district; none for a school."""
    zone: int = -1
    """Position of a school's zone; -1 for the others."""
    now: str = ""
    """What it is called today, where this is a former name."""


class Former(NamedTuple):
    """A name that a place, a school or a street had before."""

    former: str
    now: str


@dataclass(frozen=True)
class Gazetteer:
    """The names of a district and how they are found."""

    names: tuple[Name, ...]
    streets: tuple[Street, ...]
    called: tuple[str, ...]
    """What each block is called: its name, else its address, else its id."""
    addresses: tuple[str, ...]
    subdistrict_of: tuple[str, ...]
    """Of each block, plain; "" where it is not known."""

    @cached_property
    def subdistricts(self) -> frozenset[str]:
        """The subdistricts that there are, plain."""
        return frozenset(self.subdistrict_of) - {""}

    @cached_property
    def by_plain(self) -> Mapping[str, tuple[int, ...]]:
        """Plain name -> positions of names."""
        return _grouped((name.plain, i) for i, name in enumerate(self.names))

    @cached_property
    def by_sound(self) -> Mapping[str, tuple[int, ...]]:
        """The same by how names sound."""
        return _grouped((sound(name.plain), i) for i, name in enumerate(self.names))

    @cached_property
    def by_signs(self) -> Mapping[str, tuple[int, ...]]:
        """The same by the characters of names, whatever their order."""
        return _grouped(("".join(sorted(name.plain)), i) for i, name in enumerate(self.names))

    @cached_property
    def by_letters(self) -> Mapping[str, tuple[int, ...]]:
        """The same by pinyin: initials, and whole."""
        return _grouped(
            (typed, i) for i, name in enumerate(self.names) for typed in letters(name.shown, name.plain)
        )

    @cached_property
    def by_start(self) -> Mapping[str, tuple[int, ...]]:
        """The same by every beginning of two characters or more that is not the whole; schools are not found so."""
        return _grouped(
            (name.plain[:k], i)
            for i, name in enumerate(self.names)
            if name.kind != "school"
            for k in range(2, len(name.plain))
        )

    @cached_property
    def by_gap(self) -> Mapping[str, tuple[int, ...]]:
        """The same by what is left of names once any one character is lost."""
        return _grouped((name.plain[:k] + name.plain[k + 1 :], i) for i, name in enumerate(self.names) for k in range(len(name.plain)))  # fmt: skip

    @cached_property
    def street_by_plain(self) -> Mapping[str, tuple[int, ...]]:
        """Plain name -> positions of streets."""
        return _grouped((street.plain, i) for i, street in enumerate(self.streets))

    @cached_property
    def street_by_sound(self) -> Mapping[str, tuple[int, ...]]:
        """The same by how they sound."""
        return _grouped((sound(street.plain), i) for i, street in enumerate(self.streets))

    @cached_property
    def street_by_signs(self) -> Mapping[str, tuple[int, ...]]:
        """The same by the characters, whatever their order."""
        return _grouped(("".join(sorted(street.plain)), i) for i, street in enumerate(self.streets))

    @cached_property
    def street_by_stem(self) -> Mapping[str, tuple[int, ...]]:
        """The same without the word for street."""
        return _grouped(
            (stem, i) for i, street in enumerate(self.streets) if (stem := streets.stem(street.plain))
        )

    @cached_property
    def street_by_letters(self) -> Mapping[str, tuple[int, ...]]:
        """The same by pinyin."""
        return _grouped(
            (typed, i) for i, street in enumerate(self.streets) for typed in letters(street.shown)
        )

    @cached_property
    def spoken(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """How the names and the streets sound, in their order."""
        return tuple(sound(name.plain) for name in self.names), tuple(
            sound(street.plain) for street in self.streets
        )

    @cached_property
    def longest_name(self) -> int:
        """The length of the longest name."""
        return max((len(name.plain) for name in self.names), default=0)

    @cached_property
    def longest_street(self) -> int:
        """The length of the longest name of a street."""
        return max((len(street.plain) for street in self.streets), default=0)


def gazetteer(area: StudyArea, former: Sequence[Former] = ()) -> Gazetteer:
    """Return what can be asked for in a district; `former` names stand for what bears the present name."""
    blocks = area.blocks
    shown, written, subdistrict, community = (
        _texts(blocks, name) for name in ("name", "address", "subdistrict", "community")
    )
    places = _places(shown)
    names = [*places, *_shorter(places), *_communities(community), *_schools(area)]
    there = streets.known(written)
    more, roads = _former([*former, *_in_brackets(shown)], names, there)
    called = tuple(a or b or str(i) for a, b, i in zip(shown, written, blocks.index, strict=True))
    return Gazetteer(
        tuple(_once([*names, *more])),
        (*there, *roads),
        called,
        tuple(written),
        tuple(map(plain, subdistrict)),
    )


def _texts(blocks: pd.DataFrame, column: str) -> list[str]:
    if column not in blocks:
        return [""] * len(blocks)
    values = blocks[column].astype("object")
    return [str(value).strip() for value in values.where(values.notna(), "")]


def _places(shown: Sequence[str]) -> list[Name]:
    """A name for every name of a block: the whole, its parts where it names several places, and without what it was called once."""
    blocks: dict[tuple[str, str], list[int]] = {}
    for block, text in enumerate(shown):
        bare = _ONCE.sub("", text)
        for part in dict.fromkeys((bare, *_SEVERAL.split(bare))):
            if key := plain(part):
                blocks.setdefault((key, part.strip()), []).append(block)
    return [Name(part, key, "place", tuple(of)) for (key, part), of in blocks.items()]


def _shorter(places: Sequence[Name]) -> list[Name]:
    """Names without the word for estate, where no other name begins so."""
    starts = Counter(name.plain[:k] for name in places for k in range(3, len(name.plain) + 1))
    short = [
        name._replace(plain=name.plain.removesuffix(ESTATE)) for name in places if name.plain.endswith(ESTATE)
    ]
    return [name for name in short if len(name.plain) > 2 and starts[name.plain] == 1]


def _communities(community: Sequence[str]) -> list[Name]:
    blocks: dict[str, list[int]] = {}
    for block, text in enumerate(community):
        if text:
            blocks.setdefault(text, []).append(block)
    return [Name(text, key, "community", tuple(of)) for text, of in blocks.items() if (key := plain(text))]


def _schools(area: StudyArea) -> list[Name]:
    """The schools that take part, those that share a zone one by one; each also without its city in front, and as 一小 for 第一小学."""
    zones = area.open_schools.index
    names = area.schools["name"].astype(str)
    made = []
    for position, zone in enumerate(zones.astype(str)):
        for school in area.pools.get(zone, (zone,)):
            made += [Name(names[school], form, "school", (), position) for form in _forms(names[school])]
    return made


def _forms(school: str) -> list[str]:
    whole = plain(school)
    without = [rest for _, rest in readings(whole) if len(rest) > 3]
    short = plain(_ORDINAL.sub(lambda found: found[1] + _SHORT[found[2]], school))
    return [form for form in dict.fromkeys((whole, *without, short)) if form]


def _in_brackets(shown: Iterable[str]) -> list[Former]:
    """Former names that stand behind the present one: 碧水苑（原红星小区）."""
    return [Former(found[1], _ONCE.sub("", text)) for text in shown if (found := _ONCE.search(text))]


def _former(
    former: Iterable[Former], names: Sequence[Name], roads: Sequence[Street]
) -> tuple[list[Name], list[Street]]:
    """Names and streets under what they were called once; what is there under no present name is left out."""
    known, street_of = (
        _grouped((name.plain, i) for i, name in enumerate(names)),
        {road.plain: road for road in roads},
    )
    made, again = [], []
    for once, now in former:
        key, today = plain(once), plain(now)
        if not key or key == today:
            continue
        made += [names[i]._replace(shown=once, plain=key, now=names[i].shown) for i in known.get(today, ())]
        if today in street_of:
            road = street_of[today]
            again.append(Street(once, key, road.spans, road.shown))
    return made, again


def unknown(former: Iterable[Former], area: StudyArea) -> list[Former]:
    """Return the former names of which nothing here bears the present one."""
    there = gazetteer(area)
    known = there.by_plain.keys() | there.street_by_plain.keys()
    return [one for one in former if plain(one.now) not in known]


def _once(names: Iterable[Name]) -> list[Name]:
    return list(dict.fromkeys(names))


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for key, position in pairs:
        of = found.setdefault(key, [])
        if not of or of[-1] != position:
            of.append(position)
    return {key: tuple(of) for key, of in found.items()}
