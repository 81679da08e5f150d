"""What is named on each kind of page, and in which order the names take their places."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.render.atlas import ground as land
from zoning.render.atlas.paper import Window
from zoning.render.posters import names as place
from zoning.render.posters import paint, panel
from zoning.render.posters.names import Names
from zoning.render.posters.room import Room, Spot
from zoning.render.posters.town import Town, Zone
from zoning.render.posters.words import Style, size_mm
from zoning.words import Lang, Text

SCHOOL = Style(11.0, True, paint.EDGE, 3.2)
_STREETS: Mapping[str, Style] = {
    "arterial": Style(8.6, False, "#2b2b2b", 2.4),
    "secondary": Style(7.8, False, "#2b2b2b", 2.4),
    "local": Style(7.0, False, "#454545", 2.2),
    "path": Style(7.0, False, "#6a6a6a", 2.2),
}
"""Names of streets by level, the largest first."""
_PALE = "#858b93"
_FAR: Mapping[str, Style] = {"arterial": Style(7.8, False, _PALE, 2.2), "secondary": Style(7.0, False, _PALE, 2.2)}  # fmt: skip
"""Names of streets outside the zone."""
_LINES: Mapping[str, Style] = {"river": Style(9.0, False, "#1f5f8f", 2.4), "railway": Style(8.0, False, "#2b2b2b", 2.4), "motorway": Style(8.6, False, "#6b4d20", 2.4)}  # fmt: skip
_RING = Style(7.4, False, paint.RIM, 2.2)
_OTHER = (Style(10.0, True, _PALE, 2.6), Style(8.4, True, _PALE, 2.4), Style(7.2, True, _PALE, 2.2))
_HOME = (Style(7.6, False, "#1f1f1f", 2.0), Style(7.0, False, "#1f1f1f", 2.0))
_ON_SHEET = Style(9.0, True, "#1f1f1f", 2.8)
_NUMBER = Style(7.0, True, "#1f1f1f", 2.0)
_EXTENT = Style(7.0, False, "#1f1f1f", 2.2)
_EVERY_MM, _FAR_MM, _RING_MM = 115.0, 160.0, 150.0
"""A name stands on its line again after so many mm; outside the zone; on a ring."""
_LOOSE = 0.8
"""How far a ring may bend away under its name: it is no line that anyone walks."""
_REACH_MM, _EDGE_MM = 7.0, 1.0
"""So far outside its edge a street still counts as one of the zone; so far names stay off the edge."""
ZONE_OF = Text("片区", "zone")


def zone_page(near: Town, zone: Zone, seen: Window, area: Any, rims: Sequence[Any], lang: Lang, *, named: bool = False) -> Names:  # fmt: skip
    """Return the names of a zone's page; where the basemap is `named`, none of streets and rivers."""
    edge = shapely.buffer(shapely.boundary(area), _EDGE_MM)
    names = Names(Room(seen.rect.within(1.0), edge))
    _schools(names, near, zone, seen)
    if not named:
        _barriers(names, near, seen)
    for ring, rim in zip(zone.rings, rims, strict=False):
        said = f"{panel.walking(near).zh} {ring.metres:,.0f} m" if lang == "zh" else f"{ring.metres:,.0f} m"
        place.along_lines(names, {said: rim}, _RING, "ring", every_mm=_RING_MM, bend=_LOOSE)
    if not named:
        streets(names, near.streets, seen, _STREETS, "street", _EVERY_MM, shapely.buffer(area, _REACH_MM))
    _others(names, near, zone, seen, lang)
    _homes(names, zone, seen)
    if not named:
        far = shapely.difference(shapely.box(*_corners(seen)), shapely.buffer(area, _REACH_MM))
        streets(names, near.streets, seen, _FAR, "far street", _FAR_MM, far)
    return names


def extents(names: Names, boxes: Sequence[Any], lang: Lang) -> None:
    """Say at the frame of each enlargement that there is one, in a corner where there is room."""
    said = Text("放大图见后页", "enlarged on a later page").to(lang)
    wide, high = size_mm((said,), _EXTENT)
    for (west, south), (east, north) in (box.tolist() for box in boxes):
        left, right = west + wide / 2 + 0.8, east - wide / 2 - 0.8
        ups = (north + high / 2 + 0.8, north - high / 2 - 0.8, south - high / 2 - 0.8, south + high / 2 + 0.8)
        spots = [Spot(x, y, wide, high) for y in ups for x in (left, right, (left + right) / 2)]
        if (at := names.room.first(spots)) is not None:
            names.add((said,), spots[at], _EXTENT, "enlarged", said)


def _corners(seen: Window) -> tuple[float, float, float, float]:
    r = seen.rect
    return r.x, r.y, r.right, r.top


def _within(seen: Window, at: Sequence[float]) -> bool:
    """Whether a place is seen: an enlargement shows only some."""
    west, south, east, north = _corners(seen)
    return bool(west <= at[0] <= east and south <= at[1] <= north)


def _schools(names: Names, near: Town, zone: Zone, seen: Window) -> None:
    """The zone's schools by name; every school's symbol keeps its place."""
    points = [(each is zone, school) for each in near.zones for _, school in each.schools.iterrows()]
    xy = seen.mm(shapely.get_coordinates(np.array([school.geometry for _, school in points], object)))
    names.room.take([Spot(x, y, 5.0 if own else 2.6, 5.0 if own else 2.6) for (x, y), (own, _) in zip(xy.tolist(), points, strict=True)])  # fmt: skip
    for at, (own, school) in zip(xy.tolist(), points, strict=True):
        if own and _within(seen, at):
            place.at_point(names, (at[0], at[1]), (str(school["name"]),), SCHOOL, "school", 3.2)


def _barriers(names: Names, near: Town, seen: Window) -> None:
    for kind, style in _LINES.items():
        mine = near.barriers[near.barriers["kind"] == kind]
        found = (
            _by_name(mine["name"], seen.drawn(mine.geometry.to_numpy(), simplify_mm=0.1)) if len(mine) else ()
        )
        seen_ = {name: shapes for name, shapes in found if not shapely.is_empty(shapes).all()}
        place.along_lines(names, seen_, style, kind, every_mm=_EVERY_MM)


def streets(names: Names, frame: gpd.GeoDataFrame, seen: Window, styles: Mapping[str, Style], about: str, every_mm: float, inside: Any = None) -> None:  # fmt: skip
    """Name the streets of each level along them, the largest first."""
    if not len(frame) or "name" not in frame:
        return
    level = land.levels(frame)
    there = land.shown(level, seen.scale)  # a street that is not drawn is not named
    for name in (name for name in styles if name in there):
        drawn = dict(_drawn(frame[level == name], seen, inside))
        place.along_lines(names, drawn, styles[name], about, every_mm=every_mm, inside=inside)


def _drawn(frame: gpd.GeoDataFrame, seen: Window, inside: Any) -> Iterator[tuple[str, Any]]:
    """The streets that are seen, or seen inside an area."""
    if not len(frame):
        return
    shapes = seen.drawn(frame.geometry.to_numpy(), simplify_mm=0.05)
    there = ~shapely.is_empty(shapes)
    if inside is not None:
        shapely.prepare(inside)
        there &= shapely.intersects(inside, shapes)
    yield from _by_name(frame["name"][there], shapes[there])


def _by_name(names: pd.Series, shapes: Any) -> Iterator[tuple[str, Any]]:
    """Shapes by name, the longest lines first; those without a name are left out."""
    said = names.fillna("").astype(str).str.strip().to_numpy(str)
    called, which = np.unique(said, return_inverse=True)
    long = np.bincount(which, weights=shapely.length(shapes), minlength=len(called))
    for number in np.argsort(-long, kind="stable").tolist():
        if called[number]:
            yield str(called[number]), shapes[which == number]


def _others(names: Names, near: Town, zone: Zone, seen: Window, lang: Lang) -> None:
    """The zones around, by the names of their schools."""
    r = seen.rect.within(1.0)
    window = shapely.box(r.x, r.y, r.right, r.top)
    rest = [each for each in near.zones if each is not zone]
    shapes = shapely.intersection(seen.drawn([each.shape for each in rest], simplify_mm=0.05), window)
    for each, shape in sorted(zip(rest, shapes, strict=True), key=lambda pair: -pair[1].area):
        if shape.area > 1.0:
            called = each.called(lang)
            said = f"{called}{ZONE_OF.zh}" if lang == "zh" else f"{called} {ZONE_OF.en}"
            lines = ((said,), (called, ZONE_OF.to(lang)))
            if not place.over_area(names, shape, lines, _OTHER, "other zone", called):
                names.lacks("other zone", called)


def _homes(names: Names, zone: Zone, seen: Window) -> None:
    """Estates and villages by name inside their ground, the largest first; by their number in the list where the name has no room."""
    shapes = seen.drawn(zone.homes.geometry.to_numpy(), simplify_mm=0.0)
    at = seen.mm(shapely.get_coordinates(shapely.point_on_surface(zone.homes.geometry.to_numpy())))
    order = sorted((n for n in range(len(shapes)) if _within(seen, at[n])), key=lambda n: (-shapes[n].area, n))  # fmt: skip
    said, numbers = zone.homes["name"].astype(str).tolist(), zone.homes["number"].tolist()
    bare = [n for n in order if not place.in_area(names, shapes[n], at[n].tolist(), said[n], _HOME, "home")]
    for n in bare:
        if not place.in_area(names, shapes[n], at[n].tolist(), str(numbers[n]), (_NUMBER,), "number"):
            names.lacks("home", said[n])


def overview(town: Town, seen: Window, *, named: bool = False) -> Names:
    """Return the names of the sheet of all zones: schools, rivers, main streets."""
    names = Names(Room(seen.rect.within(1.0)))
    points = [(zone, school) for zone in town.zones for _, school in zone.schools.iterrows()]
    xy = seen.mm(shapely.get_coordinates(np.array([school.geometry for _, school in points], object)))
    names.room.take([Spot(x, y, 3.0, 3.0) for x, y in xy.tolist()])
    for at, (_, school) in zip(xy.tolist(), points, strict=True):
        place.at_point(names, (at[0], at[1]), (str(school["name"]),), _ON_SHEET, "school", 2.0)
    if not named:
        _barriers(names, town, seen)
        main = {level: _STREETS[level] for level in ("arterial", "secondary")}
        streets(names, town.streets, seen, main, "street", _FAR_MM)
    return names
