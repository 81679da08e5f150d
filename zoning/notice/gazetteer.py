"""What the names in a notice stand for: lines of the map, and blocks by estate, village, community, subdistrict or address."""

import re
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from zoning.clauses import Address, Named, Numbers, Place, called
from zoning.measure import inner_points, named_lines
from zoning.model import Floats, Ints, StudyArea
from zoning.notice import addresses, courses, frame
from zoning.notice.courses import Course
from zoning.notice.joints import RIM, Stop, World

RIM_NAME = "区界"
"""How the boundary of the district is called in 四至."""
BLOCK_PREFIX = "地块"
"""Before the id of a block that has neither a name nor an address of its own."""
_RIM_WORDS = re.compile(r"(?:本?[区县市]|全[区县市])?(?:区|县|市|辖区|行政区)?(?:边)?界线?|.*[区县市]交界处?")
_LONGER = re.compile(r"[东南西北]{0,2}向?(?:延伸段|延长线|延伸线)")
_WALL = re.compile(r"(?P<place>.+?)的?(?P<side>[东南西北]{1,2})侧?(?:围墙|院墙|边界)")
_TOWARDS = {"东": (1.0, 0.0), "南": (0.0, -1.0), "西": (-1.0, 0.0), "北": (0.0, 1.0)}
_FACING = 0.5
_COMMON = re.compile(r"(?:住宅)?(?:小区|住宅区|住宅小区)$")


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """The names of a district; lines are laid out when they are first asked for, and kept."""

    blocks: pd.Index
    points: Floats
    """(n, 2) a point inside each block: a block lies where this lies."""
    places: dict[str, Ints]
    """Name as compared -> positions of the blocks."""
    numbered: dict[str, list[tuple[int, str, int]]]
    """Estate or village -> number, unit and position of its numbered parts."""
    streets: dict[str, list[tuple[int, str, int]]]
    """Street -> house number, unit and position of the blocks with that address."""
    named: list[str]
    """(n,) name of every block as it is written, or ""."""
    village: list[str]
    """(n,) the estate or village that it is a part of, or ""."""
    outer: list[tuple[str, ...]]
    """(n,) the community and the subdistrict that it lies in."""
    houses: list[addresses.House | None]
    """(n,) street and number of every block."""
    shapes: gpd.GeoSeries
    lines: dict[str, np.ndarray]
    """Name as compared -> the lines and areas of that name."""
    area: StudyArea
    world: World
    """How the lines meet each other and the boundary."""
    _lines: dict[str, tuple[Stop] | None] = field(default_factory=dict)
    _courses: dict[str, Course] = field(default_factory=dict)

    def of(self, named: Named) -> Ints:
        """Return the positions of the blocks that a place or an address stands for; none where it is not known."""
        return self._address(named) if isinstance(named, Address) else self._place(named)

    def line(self, name: str) -> tuple[Stop] | None:
        """Return the line of that name, in a tuple since the boundary of the district is one too; None where it is not known."""
        if name not in self._lines:
            self._lines[name] = self._line(name)
        return self._lines[name]

    def _line(self, name: str) -> tuple[Stop] | None:
        for called_ in called(name):
            key = addresses.normal(called_)
            for spelt in (key, _LONGER.sub("", key)):
                if spelt in self.lines:
                    return (self._course(spelt, self.lines[spelt]),)
            if _RIM_WORDS.fullmatch(key):
                return (RIM,)
            wall = _WALL.fullmatch(key)
            if wall is not None and len(at := self._place(Place(wall["place"]))):
                return (self._course(key, _wall(self.shapes.iloc[at].union_all(), wall["side"])),)
        return None

    def _course(self, key: str, shapes: np.ndarray) -> Course:
        if key not in self._courses:
            self._courses[key] = courses.of(key, shapes, self.area.boundary)
        return self._courses[key]

    def _place(self, place: Place) -> Ints:
        for name in dict.fromkeys((place.name, *called(place.name))):
            key = addresses.normal(name)
            at = self._numbered(key, place) if place.numbers is not None else self._plain(key)
            if place.of:
                at = np.intersect1d(at, self._plain(addresses.normal(place.of)))
            if len(at):
                return at
        return np.empty(0, np.int64)

    def _plain(self, key: str) -> Ints:
        for spelt in (key, _COMMON.sub("", key), f"{key}小区"):
            if spelt in self.places:
                return self.places[spelt]
        return np.empty(0, np.int64)

    def _numbered(self, key: str, place: Place) -> Ints:
        assert place.numbers is not None
        rows = (
            self.numbered.get(key, [])
            if place.numbers.unit != "号"
            else [*self.numbered.get(key, []), *self.streets.get(key, [])]
        )
        return _matching(rows, place.numbers)

    def _address(self, address: Address) -> Ints:
        for name in called(address.street):
            at = _matching(self.streets.get(addresses.normal(name), []), address.numbers)
            if len(at):
                return at
        return np.empty(0, np.int64)


def _wall(estate: BaseGeometry, side: str) -> npt.NDArray[np.object_]:
    """The stretches of an outline that face a side, within 60 degrees."""
    ring = shapely.get_exterior_ring(shapely.get_parts(shapely.orient_polygons(estate)))
    xy, which = shapely.get_coordinates(ring, return_index=True)
    way = np.diff(xy, axis=0)
    outward = np.c_[way[:, 1], -way[:, 0]] / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    towards = np.sum([_TOWARDS[letter] for letter in side], axis=0)
    towards = towards / max(float(np.hypot(*towards)), 1e-9)
    faces = (which[1:] == which[:-1]) & (outward @ towards >= _FACING)
    faces = faces if faces.any() else which[1:] == which[:-1]
    return np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)[faces]))


def _matching(rows: list[tuple[int, str, int]], numbers: Numbers) -> Ints:
    found = {at for number, unit, at in rows if unit == numbers.unit and addresses.holds(numbers, number)}
    return np.array(sorted(found), np.int64)


def of(area: StudyArea) -> Gazetteer:
    """Return the names of an area.

    地块 and an id stands for that block, whatever is called so; a name of blocks for all of that name; the name of an estate or village also
    for its parts (东区, 二期, 3组); a community or subdistrict for all its blocks. Where one name could be several of these, the first is meant.
    """
    parts = named_lines.of(area)
    keys = parts["name"].map(addresses.normal)
    shapes = parts.geometry.to_numpy()
    lines = {str(key): shapes[at] for key, at in keys.groupby(keys).indices.items()}
    inner = inner_points(area.blocks)
    blocks = area.blocks
    names, outer = (
        _written(blocks, "name"),
        list(zip(_written(blocks, "community"), _written(blocks, "subdistrict"), strict=True)),
    )
    villages = _villages(names)
    houses = [
        addresses.house(text, around[::-1])  # 街道 stands before 社区
        for text, around in zip(_written(blocks, "address"), outer, strict=True)
    ]
    return Gazetteer(
        blocks.index, np.c_[inner.x.to_numpy(), inner.y.to_numpy()], _places(blocks.index, villages, names, outer), _parts(names),
        _streets(houses), names, villages, [tuple(filter(None, around)) for around in outer], houses,
        blocks.geometry, lines, area, World(frame.of(area.boundary)),
    )  # fmt: skip


def _written(blocks: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in blocks:
        return [""] * len(blocks)
    values = blocks[column].astype("object")
    return [str(value).strip() for value in values.where(values.notna(), "")]


def _villages(names: list[str]) -> list[str]:
    """The whole that each name is a part of; a name that is that of a whole with parts belongs to it."""
    keys = [addresses.normal(name) for name in names]
    parts = [found[0] if (found := addresses.numbered(key)) else addresses.whole(key) or "" for key in keys]
    wholes = set(parts)
    return [name if key in wholes else part for name, key, part in zip(names, keys, parts, strict=True)]


def _places(
    ids: pd.Index, villages: list[str], names: list[str], outer: list[tuple[str, str]]
) -> dict[str, Ints]:
    columns = (
        [f"{BLOCK_PREFIX}{block}" for block in ids],
        villages,
        names,
        [c for c, _ in outer],
        [s for _, s in outer],
    )
    found: dict[str, Ints] = {}
    for column in columns:
        keys = [addresses.normal(name) for name in column]
        where = pd.Series(keys).groupby(keys).indices
        found |= {str(name): np.sort(at) for name, at in where.items() if name and name not in found}
    return found


def _parts(names: list[str]) -> dict[str, list[tuple[int, str, int]]]:
    found: dict[str, list[tuple[int, str, int]]] = {}
    for at, name in enumerate(names):
        if part := addresses.numbered(addresses.normal(name)):
            found.setdefault(part[0], []).append((part[1], part[2], at))
    return found


def _streets(houses: list[addresses.House | None]) -> dict[str, list[tuple[int, str, int]]]:
    found: dict[str, list[tuple[int, str, int]]] = {}
    for at, one in enumerate(houses):
        if one is not None:
            last = one.last or one.number  # both odd or both even: that side alone
            for number in range(one.number, last + 1, 1 if (last - one.number) % 2 else 2):
                found.setdefault(one.street, []).append((number, one.unit, at))
    return found
