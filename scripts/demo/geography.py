"""The ground of the invented district: its edge, river, railway and subdistricts, in local metres.

Everything is first drawn by hand on a flat sheet (x east, y north, metres from the centre) and then
bent by one smooth `warp`, so that straight lines become gently curved streets that still fit together.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.interpolate import CubicSpline
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Points = list[tuple[float, float]]

SEED = 20260
ORIGIN = (376_000.0, 4_141_800.0)
"""EPSG:4549 coordinates of the sheet's (0, 0), near 118.6 E 37.4 N."""

RIVER: Points = [
    (-6600, -2300), (-5400, -2150), (-4300, -1500), (-3300, -980), (-2300, -1130), (-1400, -1600),
    (-400, -1650), (450, -1120), (1400, -720), (2400, -850), (3300, -1430), (4300, -1700),
    (5300, -1200), (6600, -900),
]  # fmt: skip
RAILWAY: Points = [
    (-6600, 2250), (-4500, 2450), (-2500, 2780), (0, 2880), (2300, 2720), (3800, 2800), (5000, 3350), (6600, 4300),
]  # fmt: skip
EDGE_NORTH: Points = [
    (-5650, -1350), (-5480, -200), (-5800, 900), (-5450, 1900), (-5600, 2900), (-5150, 3700), (-4100, 4250),
    (-2800, 4080), (-1500, 4650), (200, 4430), (1500, 4700), (2800, 4250), (3700, 4350), (4250, 3500),
]  # fmt: skip
EDGE_SOUTH: Points = [
    (5750, 2700), (5400, 1900), (5700, 900), (5300, -100), (5450, -1200), (5050, -2200), (5150, -3100),
    (4200, -4050), (2700, -4050), (1500, -4650), (-100, -4400), (-1600, -4600), (-2900, -4450), (-4150, -3800),
    (-3950, -2600),
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ground:
    """What was there before the streets."""

    district: Polygon
    river_line: LineString
    river: Polygon
    railway: LineString


def warp(xy: Floats) -> Floats:
    """Return points of the sheet bent into the land, rounded to decimetres."""
    x, y = xy[:, 0], xy[:, 1]
    east = x + 120 * np.sin(y / 830 + 0.6) + 70 * np.sin(x / 640 + y / 1900 + 1.9)
    north = y + 130 * np.sin(x / 980 + 2.1) + 60 * np.sin(x / 450 + y / 1100)
    return np.round(np.column_stack([east, north]), 1)


def curve(points: Points, step: float = 60.0) -> LineString:
    """Return the smooth warped line through points drawn on the sheet."""
    return LineString(warp(_sampled(points, step)))


def place(x: float, y: float) -> Point:
    """Return one point of the sheet on the land."""
    return Point(warp(np.array([[x, y]]))[0])


def outline(points: Points) -> Polygon:
    """Return a straight-sided polygon of the sheet, densified and warped."""
    ring = shapely.segmentize(Polygon(points), 80.0)
    return Polygon(warp(shapely.get_coordinates(ring)))


def offset(line: LineString, distance: float, sway: float = 0.0) -> LineString:
    """Return the line moved to its left by distance, swaying by up to `sway` metres on the way."""
    along = np.arange(0.0, line.length + 1, 50.0)
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    ahead = np.gradient(here, axis=0)
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    by = distance + sway * np.sin(along / 410.0)
    return LineString(np.round(here + left * by[:, None], 1))


def stretch(line: LineString, start: Point, end: Point) -> LineString:
    """Return the stretch of a line between the places nearest to two points."""
    first, last = sorted((line.project(start), line.project(end)))
    along = np.append(np.arange(first, last - 25.0, 50.0), last)
    return LineString(np.round(shapely.get_coordinates(shapely.line_interpolate_point(line, along)), 1))


def ground() -> Ground:
    """Return the district's edge, river and railway."""
    river_line, railway = curve(RIVER), curve(RAILWAY)
    district = _district(river_line, railway)
    bank = offset(river_line, 82.0, 16.0)
    other = offset(river_line, -80.0, 14.0)
    water = Polygon([*bank.coords, *reversed(other.coords)]).intersection(district)
    return Ground(district, river_line, _largest(water), _largest(railway.intersection(district.buffer(0.2))))


def subdistricts(land: Ground, west: LineString, east: LineString) -> list[Polygon]:
    """Return four polygons that tile the district, cut by the river and two lines north of it."""
    cuts = [land.district.exterior, land.river_line, west, east]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(cuts, grid_size=0.1)]))
    inside = [face for face in faces if land.district.buffer(1).contains(face.representative_point())]
    south_of = [_is_south(face, land.river_line) for face in inside]
    south = shapely.union_all([face for face, is_south in zip(inside, south_of, strict=True) if is_south])
    north = [face for face, is_south in zip(inside, south_of, strict=True) if not is_south]
    columns = _columns(north, west, east)
    return [*columns, _largest(south)]


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in longitude and latitude (WGS84), to six decimals."""
    inverse = Transformer.from_crs("EPSG:4549", "EPSG:4490", always_xy=True)

    def turn(xy: Floats) -> Floats:
        lon, lat = inverse.transform(xy[:, 0] + ORIGIN[0], xy[:, 1] + ORIGIN[1])
        return np.round(np.column_stack([lon, lat]), 6)

    return shapely.transform(shape, turn)


def _sampled(points: Points, step: float) -> Floats:
    xy = np.array(points, dtype=float)
    chord = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
    if len(xy) == 2:
        return np.linspace(xy[0], xy[1], max(2, int(chord[-1] // step) + 1))
    at = np.linspace(0.0, chord[-1], max(3, int(chord[-1] // step) + 1))
    return np.asarray(CubicSpline(chord, xy, bc_type="natural")(at))


def _district(river: LineString, railway: LineString) -> Polygon:
    """Return the district: hand-drawn sides, the railway in the north-east, the river in the south-west."""
    north, south = (_ragged(points, tag) for tag, points in enumerate((EDGE_NORTH, EDGE_SOUTH)))
    by_rail = stretch(railway, Point(north[-1]), Point(south[0]))
    by_river = stretch(river, Point(north[0]), Point(south[-1]))
    return Polygon([*north, *by_rail.coords, *south, *reversed(by_river.coords)])


def _ragged(points: Points, tag: int) -> list[tuple[float, float]]:
    rng = np.random.default_rng([SEED, 1, tag])
    xy = np.array(points, dtype=float)
    for size in (110.0, 55.0, 25.0):
        middle = (xy[:-1] + xy[1:]) / 2 + rng.normal(0, size / 2, (len(xy) - 1, 2))
        woven = np.empty((2 * len(xy) - 1, 2))
        woven[0::2], woven[1::2] = xy, middle
        xy = woven
    return [(float(x), float(y)) for x, y in warp(xy)]


def _is_south(face: Polygon, river: LineString) -> bool:
    point = face.representative_point()
    at = river.project(point)
    a, b = river.interpolate(max(at - 5, 0)), river.interpolate(at + 5)
    return bool((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) < 0)


def _columns(faces: list[Polygon], west: LineString, east: LineString) -> list[Polygon]:
    def column(face: Polygon) -> int:
        point = face.representative_point()
        return sum(point.x > line.interpolate(line.project(point)).x for line in (west, east))

    groups = [[face for face in faces if column(face) == number] for number in range(3)]
    return [_largest(shapely.union_all(group)) for group in groups]


def _largest(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    size = [part.area + part.length for part in parts]
    if isinstance(shape, MultiLineString):
        parts = shapely.get_parts(shapely.line_merge(shape))
        size = [part.length for part in parts]
    return parts[int(np.argmax(size))]
