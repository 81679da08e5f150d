"""Coordinates of any input made WGS84 longitude and latitude; the datum is asked for, never guessed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely

from zoning.datum import to_wgs84
from zoning.read.findings import NOTHING, Findings, info, problem, warning
from zoning.read.grids import fits, in_china, sibling, undeclared
from zoning.scenario import TableInput

Shapes = Any
"""An array of shapely geometries."""

_PLAIN_DEGREES = (4326, 4490, 4979, 4480)
_MOST_LISTED = 20
_ZERO = 1e-9
_MOST_DEGREES = 180.0


@dataclass(frozen=True)
class Place:
    """Where coordinates come from, for what is said of them."""

    table: str
    spec: TableInput

    @property
    def key(self) -> str:
        """The part of the scenario that describes this input."""
        return f"inputs.{self.table}"


def to_lonlat(shapes: Shapes, declared: str | None, rows: Any, place: Place) -> tuple[Shapes, Findings]:
    """Return the shapes in WGS84 degrees, or none and the problems that stand in the way.

    Parameters
    ----------
    shapes
        Geometries as read; missing and empty ones pass through.
    declared
        The CRS the file names.
    rows
        What each row is called in messages.
    """
    shapes = shapely.force_2d(shapes)
    if place.spec.swap_axes:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    crs, found = _crs(declared, place)
    x, y = middle(shapes)
    if found.problems:
        return None, found
    if not np.isfinite([x, y]).all():
        return shapes, found  # no shape at all: said already, row by row
    if crs is not None and not crs.is_geographic:
        lonlat, said = _from_projected(shapes, crs, rows, place)
    elif max(abs(x), abs(y)) > _MOST_DEGREES:
        text = undeclared(x, y, place.key)
        lonlat, said = None, problem(place.table, text.zh, text.en)
    else:
        lonlat, said = _from_degrees(shapes, crs, rows, place)
    return lonlat, found + said


def middle(shapes: Shapes) -> tuple[float, float]:
    """Return the median of the finite vertices, which a few wild ones cannot move."""
    xy = shapely.get_coordinates(shapes)
    xy = xy[np.isfinite(xy).all(axis=1)]
    return (
        (float("nan"), float("nan"))
        if len(xy) == 0
        else (float(np.median(xy[:, 0])), float(np.median(xy[:, 1])))
    )


def moved(shapes: Shapes, source: pyproj.CRS | str, target: pyproj.CRS | str) -> Shapes:
    """Return the shapes in another CRS, x east and y north."""
    transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def _crs(declared: str | None, place: Place) -> tuple[pyproj.CRS | None, Findings]:
    """The scenario's CRS before the file's; both named where they differ."""
    wanted = place.spec.crs or declared
    if wanted is None:
        return None, NOTHING
    try:
        crs = pyproj.CRS.from_user_input(wanted)
    except pyproj.exceptions.CRSError:
        return None, problem(
            place.table,
            f'{place.key}.crs：不认识坐标系“{wanted}”；写成 "EPSG:4549" 这样的代号',
            f'{place.key}.crs: {wanted!r} is no known coordinate reference system; write it like "EPSG:4549"',
        )
    if place.spec.crs is None or declared is None or _same(crs, declared):
        return crs, NOTHING
    return crs, warning(
        place.table,
        f"文件注明 {_code(pyproj.CRS(declared))}，按情景指定的 {_code(crs)} 读取",
        f"the file declares {_code(pyproj.CRS(declared))}; it was read as {_code(crs)}, as the scenario says",
    )


def _same(crs: pyproj.CRS, declared: str) -> bool:
    return bool(crs.equals(pyproj.CRS(declared), ignore_axis_order=True))


def _code(crs: pyproj.CRS) -> str:
    epsg = crs.to_epsg()
    return f"EPSG:{epsg}" if epsg else crs.name


def _from_projected(shapes: Shapes, crs: pyproj.CRS, rows: Any, place: Place) -> tuple[Shapes, Findings]:
    x, y = middle(shapes)
    if max(abs(x), abs(y)) <= _MOST_DEGREES:
        return None, problem(
            place.table,
            f"注明的坐标系是 {_code(crs)}（米），坐标却像经纬度；"
            f'请改 {place.key}.crs = "EPSG:4326" 并写明 datum',
            f"the CRS is {_code(crs)} (metres) but the coordinates look like degrees; "
            f'set {place.key}.crs = "EPSG:4326" and the datum',
        )
    if not fits(crs, x, y):
        return None, _misfit(crs, x, y, place)
    if place.spec.datum in ("gcj02", "bd09"):
        return None, problem(
            place.table,
            f"{_code(crs)} 是投影坐标，不会是 {place.spec.datum}；请删去 {place.key}.datum",
            f"{_code(crs)} is a projected CRS, which is never {place.spec.datum}; remove {place.key}.datum",
        )
    lonlat = moved(shapes, crs, "EPSG:4326")
    bad = _out_of_range(shapes, rows, place, judged=lonlat)
    return (None if bad.problems else lonlat), bad + _old_datum(crs, place)


def _old_datum(crs: pyproj.CRS, place: Place) -> Findings:
    """Xi'an 1980 and Beijing 1954: public parameters are good to about a hundred metres only."""
    base = crs.geodetic_crs.name if crs.geodetic_crs is not None else ""
    if not any(name in base for name in ("Xian 1980", "Beijing 1954")):
        return NOTHING
    return warning(
        place.table,
        f"{_code(crs)}（{base}）换算到 CGCS2000 可能偏差数十米至百余米；请向测绘部门要 CGCS2000 成果",
        f"{_code(crs)} ({base}) may be tens of metres off, or more than a hundred, in CGCS2000: ask the "
        "surveyors for CGCS2000",
    )


def _misfit(crs: pyproj.CRS, x: float, y: float, place: Place) -> Findings:
    """Numbers that do not belong to the CRS: axes swapped, a prefix missing or too many, or another CRS."""
    code = _code(crs)
    if fits(crs, y, x):
        return problem(
            place.table,
            f"横纵坐标颠倒（测量的 X 指北、Y 指东）；请在 {place.key} 写 swap_axes = true",
            f"x and y change places (surveyors' X is north, Y is east); set swap_axes = true in {place.key}",
        )
    for east, north, swap in ((x, y, False), (y, x, True)):
        other = sibling(crs, east, north)
        if other is not None and fits(pyproj.CRS(other), east, north):
            also_zh, also_en = ("，并写 swap_axes = true", " with swap_axes = true") if swap else ("", "")
            return problem(
                place.table,
                f"注明 {code}，但坐标（约 {x:.0f}, {y:.0f}）符合 {other}；请在 {place.key} 写 crs = "
                f'"{other}"{also_zh}',
                f"declared {code}, but the coordinates (about {x:.0f}, {y:.0f}) fit {other}; "
                f'set crs = "{other}" in {place.key}{also_en}',
            )
    return problem(
        place.table,
        f"坐标（约 {x:.0f}, {y:.0f}）不在 {code} 的使用范围内；请核对 {place.key}.crs",
        f"the coordinates (about {x:.0f}, {y:.0f}) lie outside the area of {code}; check {place.key}.crs",
    )


def _from_degrees(shapes: Shapes, crs: pyproj.CRS | None, rows: Any, place: Place) -> tuple[Shapes, Findings]:
    x, y = middle(shapes)
    if looks_swapped(x, y):
        return None, problem(
            place.table,
            f"经度和纬度颠倒（约 {x:.2f}, {y:.2f}）；请在 {place.key} 写 swap_axes = true",
            f"longitude and latitude change places (about {x:.2f}, {y:.2f}); "
            f"set swap_axes = true in {place.key}",
        )
    bad = _out_of_range(shapes, rows, place, judged=shapes)
    if crs is not None and crs.to_epsg() not in _PLAIN_DEGREES and not crs.name.startswith("WGS 84"):
        lonlat, said = _from_other_degrees(shapes, crs, place)
    elif place.spec.datum is None:
        lonlat, said = None, _no_datum(place)
    else:
        lonlat, said = _shifted(shapes, str(place.spec.datum), place)
    return (None if bad.problems else lonlat), bad + said


def _from_other_degrees(shapes: Shapes, crs: pyproj.CRS, place: Place) -> tuple[Shapes, Findings]:
    """Degrees of a datum the file itself names, such as NAD83 or Xian 1980."""
    if place.spec.datum is None:
        return moved(shapes, crs, "EPSG:4326"), _old_datum(crs, place)
    return None, problem(
        place.table,
        f'文件注明 {crs.name}，情景又写 datum = "{place.spec.datum}"，两者矛盾；请删去 datum，或写 crs = '
        '"EPSG:4326"',
        f'the file declares {crs.name} and the scenario datum = "{place.spec.datum}": '
        'remove the datum, or set crs = "EPSG:4326"',
    )


def looks_swapped(x: float, y: float) -> bool:
    """Tell whether degrees can only be (latitude, longitude)."""
    return (abs(y) > 90 and abs(x) <= 90) or (3 <= x <= 54 and 73 <= y <= 136)


def _no_datum(place: Place) -> Findings:
    return problem(
        place.table,
        f'经纬度没有注明坐标基准，请在 {place.key}.datum 写一个："wgs84"（GPS、OpenStreetMap、天地图）、'
        '"cgcs2000"（测绘成果）、'
        '"gcj02"（高德、腾讯）、"bd09"（百度）；不知道就问数据从哪个地图取得，错了会偏 500 至 1300 米',
        f'longitude and latitude need a datum: set {place.key}.datum to "wgs84" (GPS, OpenStreetMap, '
        'Tianditu), "cgcs2000" (surveys), '
        '"gcj02" (AMap, Tencent) or "bd09" (Baidu); ask which map they came from: a wrong one is 500 to '
        "1300 m off",
    )


def _shifted(shapes: Shapes, datum: str, place: Place) -> tuple[Shapes, Findings]:
    x, y = middle(shapes)
    if datum not in ("gcj02", "bd09"):
        return shapes, NOTHING
    if not in_china(x, y):
        return None, problem(
            place.table,
            f"坐标（约 {x:.2f}, {y:.2f}）不在中国境内，不会是 {datum}；请核对 {place.key}.datum",
            f"the coordinates (about {x:.2f}, {y:.2f}) are not in China, where alone {datum} is used; check "
            f"{place.key}.datum",
        )
    done = shapely.transform(shapes, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)))
    return done, info(
        place.table,
        f"坐标由 {datum.upper()} 换算为 WGS84",
        f"coordinates were converted from {datum.upper()} to WGS84",
    )


def _out_of_range(shapes: Shapes, rows: Any, place: Place, *, judged: Shapes) -> Findings:
    """Rows that are no place on earth: not finite, 0/0 or, as degrees (`judged`), beyond 180 and 90."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    lonlat = shapely.get_coordinates(judged)
    bad = ~np.isfinite(lonlat).all(axis=1) | (np.abs(xy) < _ZERO).all(axis=1)
    bad |= (np.abs(lonlat) > (180.0, 90.0)).any(axis=1)
    wrong, first = np.unique(owner[bad], return_index=True)
    found = NOTHING
    for position, (x, y) in list(zip(wrong, xy[bad][first], strict=True))[:_MOST_LISTED]:
        found += problem(
            place.table,
            f"坐标 ({x:g}, {y:g}) 不在地球上的合理范围内",
            f"the coordinate ({x:g}, {y:g}) is no place on earth",
            row=str(rows[position]),
        )
    left = len(wrong) - _MOST_LISTED
    if left > 0:
        found += problem(place.table, f"还有 {left} 行坐标有误", f"{left} more rows have such coordinates")
    return found
