"""Names on a poster: each kind in turn takes the room that is left, so that no two names ever touch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from zoning.model import Floats
from zoning.render.atlas import labels
from zoning.render.atlas.labels import Label
from zoning.render.fonts import POINT_MM
from zoning.render.posters import along, words
from zoning.render.posters.room import Room, Spot
from zoning.render.posters.words import Style, Word

_BESIDE_MM = 1.4
"""From a line to a name beside it."""
_ROOMY, _ENOUGH = 0.98, 0.55
"""Share of a name that lies in its area: best so, and at least so."""
_SHIFTS = ((0.0, 0.0), (0.0, 0.25), (0.0, -0.25), (-0.2, 0.0), (0.2, 0.0), (-0.2, 0.25), (0.2, 0.25), (-0.2, -0.25), (0.2, -0.25))  # fmt: skip
"""How far from the middle of its area a name may stand, as shares of the area's width and height."""
_GRID = 9
_SPLIT = 4
"""Names of so many characters and more may stand in two lines."""
_VILLAGE = "村"
"""Groups of a village are named after it."""


@dataclass
class Names:
    """The names of a page as they find their places."""

    room: Room
    words: list[Word] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    """What is named -> those that had no room."""

    def add(self, lines: Sequence[str], spot: Spot, style: Style, about: str, name: str) -> None:
        """Keep a name whose room is taken."""
        self.words.append(Word(tuple(lines), spot, style, about, name))

    def lacks(self, about: str, name: str) -> None:
        """Count a name that has no room."""
        self.missing.setdefault(about, []).append(name)


def along_lines(names: Names, found: Mapping[str, Any], style: Style, about: str, *, every_mm: float, inside: Any = None, bend: float = along.BEND) -> None:  # fmt: skip
    """Name lines (name -> shapes in mm) along them, again every so many mm, and only `inside` an area where one is given."""
    if inside is not None:
        shapely.prepare(inside)
    for name, shapes in found.items():
        spots = _along(name, shapes, style, bend)
        if inside is not None and spots:
            within = shapely.contains_xy(inside, [s.x for s in spots], [s.y for s in spots])
            spots = [spot for spot, yes in zip(spots, within.tolist(), strict=True) if yes]
        there = [word.spot for word in names.words if word.name == name]
        taken = _thinned(names.room, spots, every_mm, there)
        for spot in taken:
            names.add((name,), spot, style, about, name)
        if not taken and not there:
            names.lacks(about, name)


def _along(name: str, shapes: Any, style: Style, bend: float) -> list[Spot]:
    """Places for a name along its lines, the best first: on the line, in the middle of it, then beside it."""
    high = style.size * POINT_MM
    lying, standing = words.size_mm((name,), style)[0], words.stacked_mm(name, style)
    places = along.stretches(shapes, max(lying, standing), high, bend)
    places = places[np.argsort(places[:, 3] / high + places[:, 4], kind="stable")]
    long = [standing if words.stands(name, angle) else lying for angle in places[:, 2].tolist()]
    three = [along.beside(place, wide, high, _BESIDE_MM) for place, wide in zip(places, long, strict=True)]
    return [*(on for on, _, _ in three), *(spot for _, *sides in three for spot in sides)]


def _thinned(room: Room, spots: Sequence[Spot], every_mm: float, there: Sequence[Spot]) -> list[Spot]:
    """Take those of the places that are free, none nearer than `every_mm` to another or to where the name stands already."""
    free = [spot for spot, yes in zip(spots, room.free(spots).tolist(), strict=True) if yes]
    taken: list[Spot] = []
    for spot in free:
        if all(np.hypot(spot.x - other.x, spot.y - other.y) >= every_mm for other in (*there, *taken)):
            taken.append(spot)
    room.take(taken)
    return taken


def at_point(names: Names, xy: tuple[float, float], lines: Sequence[str], style: Style, about: str, clear: float) -> bool:  # fmt: skip
    """Name a symbol beside it, on lines where it cannot be helped; return whether there was room."""
    wide, high = words.size_mm(lines, style)
    spots = [_spot(place.box) for place in labels.places(Label(*xy, wide, high, clear)) if not place.led]
    for on_lines in (False, True):
        if (at := names.room.first(spots, on_lines=on_lines)) is not None:
            names.add(lines, spots[at], style, about, lines[0])
            return True
    names.lacks(about, lines[0])
    return False


def _spot(box: labels.Box) -> Spot:
    return Spot((box.left + box.right) / 2, (box.bottom + box.top) / 2, box.right - box.left, box.top - box.bottom)  # fmt: skip


def in_area(
    names: Names, area: Any, at: Sequence[float], name: str, styles: Iterable[Style], about: str
) -> bool:
    """Name an area inside it, around a point, in one line or two, in the first of the styles that fits; return whether there was room."""
    west, south, east, north = area.bounds
    trials = [
        (lines, style, Spot(at[0] + across * (east - west), at[1] + up * (north - south), *words.size_mm(lines, style)))
        for style in styles for lines in split(name) for across, up in _SHIFTS
    ]  # fmt: skip
    spots = [spot for _, _, spot in trials]
    held = _held(area, spots)
    for least in (_ROOMY, _ENOUGH):
        order = np.flatnonzero(held >= least)
        if (first := names.room.first([spots[n] for n in order])) is not None:
            lines, style, spot = trials[order[first]]
            names.add(lines, spot, style, about, name)
            return True
    return False


def over_area(names: Names, area: Any, said: Sequence[Sequence[str]], styles: Sequence[Style], about: str, name: str) -> bool:  # fmt: skip
    """Name a large area wherever in it there is room, nearest to its middle; return whether there was any."""
    spots_at = _grid(area)
    if not len(spots_at):
        return False
    for style in styles:
        for lines in said:
            spots = [Spot(x, y, *words.size_mm(lines, style)) for x, y in spots_at.tolist()]
            held = np.flatnonzero(_held(area, spots) >= _ROOMY)
            if (first := names.room.first([spots[n] for n in held])) is not None:
                names.add(lines, spots[held[first]], style, about, name)
                return True
    return False


def _grid(area: Any) -> Floats:
    """Points in an area, those nearest to the middle of its largest part first."""
    parts = shapely.get_parts(area)
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1.0)]
    if not len(parts):
        return np.empty((0, 2))
    largest = parts[int(np.argmax(shapely.area(parts)))]
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=1.0))[0]
    west, south, east, north = largest.bounds
    x, y = np.meshgrid(np.linspace(west, east, _GRID + 2)[1:-1], np.linspace(south, north, _GRID + 2)[1:-1])
    points = np.concatenate([[middle], np.column_stack([x.ravel(), y.ravel()])])
    points = points[shapely.contains_xy(largest, points[:, 0], points[:, 1])]
    return points[np.argsort(np.hypot(*(points - middle).T), kind="stable")]


def _held(area: Any, spots: Sequence[Spot]) -> Floats:
    """The share of each box that lies in an area."""
    half = [(s.x - s.width / 2, s.y - s.height / 2, s.x + s.width / 2, s.y + s.height / 2) for s in spots]
    boxes = shapely.box(*np.array(half).reshape(-1, 4).T)
    return shapely.area(shapely.intersection(boxes, area)) / np.maximum(shapely.area(boxes), 1e-9)


def split(name: str) -> list[tuple[str, ...]]:
    """Return a name in one line, and in two about as long as each other where it may be broken.

    >>> split("滨河花园小区"), split("北岭村一组"), split("Oak Park"), split("南苑")
    ([('滨河花园小区',), ('滨河花', '园小区')], [('北岭村一组',), ('北岭村', '一组')], [('Oak Park',), ('Oak', 'Park')], [('南苑',)])
    """
    out: list[tuple[str, ...]] = [(name,)]
    if " " in name.strip():
        parts = name.split()
        ways = [(" ".join(parts[:n]), " ".join(parts[n:])) for n in range(1, len(parts))]
        out.append(min(ways, key=lambda way: max(map(len, way))))
    elif len(name) >= _SPLIT and not name.isascii():
        half = name.find(_VILLAGE) + 1 if _VILLAGE in name[1:-2] else (len(name) + 1) // 2
        out.append((name[:half], name[half:]))
    return out
