"""Coordinate reference systems: the metric one of an area, and which one unlabelled numbers would fit."""

import math

import numpy as np
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from zoning.words import Text

_CHINA_LON, _CHINA_LAT = (73.5, 136.5), (3.0, 54.0)
_PLAIN_3, _PREFIXED_3, _PREFIXED_6 = 4509, 4488, 4478  # EPSG code minus zone number, CGCS2000
_ZONES_3, _ZONES_6 = range(25, 46), range(13, 24)
_MARGIN_LON, _MARGIN_LAT = 3.5, 3.0  # a city is often measured in the zone beside its own


def metric_crs(lon: float, lat: float) -> str:
    """Return the projected CRS in which an area with this centre is measured.

    In China the CGCS2000 3° zone without prefix whose central meridian is nearest, elsewhere UTM.

    >>> metric_crs(118.6, 37.45), metric_crs(116.9, 36.6), metric_crs(-122.7, 38.4)
    ('EPSG:4549', 'EPSG:4548', 'EPSG:32610')
    """
    if in_china(lon, lat):
        return f"EPSG:{_PLAIN_3 + math.floor(lon / 3 + 0.5)}"
    nearby = AreaOfInterest(lon, lat, lon, lat)
    found = query_utm_crs_info(datum_name="WGS 84", area_of_interest=nearby)
    return f"EPSG:{found[0].code}" if found else "EPSG:3857"


def in_china(lon: float, lat: float) -> bool:
    """Tell whether degrees lie in the box of China's 3° zones."""
    return _CHINA_LON[0] <= lon < _CHINA_LON[1] and _CHINA_LAT[0] <= lat <= _CHINA_LAT[1]


def fits(crs: pyproj.CRS, x: float, y: float) -> bool:
    """Tell whether a point lies where the CRS is meant to be used, or in a zone beside it."""
    area = crs.area_of_use
    if area is None:
        return True
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(x, y)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        return False
    # a transverse Mercator wraps absurd eastings around the pole into plausible degrees: there and back must agree
    back = to_degrees.transform(lon, lat, direction="INVERSE")
    if math.hypot(back[0] - x, back[1] - y) > 1.0:
        return False
    west, south, east, north = area.bounds
    inside_lat = south - _MARGIN_LAT <= lat <= north + _MARGIN_LAT
    inside_lon = west - _MARGIN_LON <= lon <= east + _MARGIN_LON
    return inside_lat and (inside_lon or west > east)


def sibling(crs: pyproj.CRS, x: float, y: float) -> str | None:
    """Return the CGCS2000 zone with (or without) prefix that the numbers fit, if there is one."""
    if x >= 1e7:
        return prefixed(x)
    code = crs.to_epsg()
    offsets = {**{_PREFIXED_3 + z: 21 for z in _ZONES_3}, **{_PREFIXED_6 + z: 11 for z in _ZONES_6}}
    if code in offsets and fits(pyproj.CRS.from_epsg(code + offsets[code]), x, y):
        return f"EPSG:{code + offsets[code]}"
    return None


def prefixed(easting: float) -> str | None:
    """Return the CGCS2000 zone that an easting of eight digits names in its first two.

    >>> prefixed(40_367_287.13), prefixed(20_500_000), prefixed(367_287)
    ('EPSG:4528', 'EPSG:4498', None)
    """
    zone = int(easting // 1_000_000)
    if zone in _ZONES_3:
        return f"EPSG:{_PREFIXED_3 + zone}"
    return f"EPSG:{_PREFIXED_6 + zone}" if zone in _ZONES_6 else None


def undeclared(x: float, y: float, key: str) -> Text:
    """Return what to say of metres without a CRS: the zone they would fit, and how to declare it."""
    code, swapped = prefixed(x), prefixed(y)
    head = Text(
        "没有注明坐标系，坐标是投影后的米数",
        "no coordinate reference system is declared, and these are projected metres",
    )
    if code is not None or swapped is not None:
        best = code or swapped
        swap = "" if code else "，并写 swap_axes = true（X、Y 颠倒）"
        swap_en = "" if code else " with swap_axes = true (X and Y change places)"
        return Text(
            f"{head.zh}：横坐标前两位像是带号 {int(max(x, y) // 1e6)}，多半是 {best}；核对后在 {key} 写 crs "
            f'= "{best}"{swap}',
            f"{head.en}: the first two digits look like zone {int(max(x, y) // 1e6)}, likely {best}; check "
            f'and set crs = "{best}" in {key}{swap_en}',
        )
    if _looks_gauss(x, y) or _looks_gauss(y, x):
        swap = "" if _looks_gauss(x, y) else "；看来 X、Y 颠倒，还要写 swap_axes = true"
        swap_en = (
            "" if _looks_gauss(x, y) else "; X and Y seem to change places: set swap_axes = true as well"
        )
        return Text(
            f"{head.zh}，没有带号：请问数据提供方中央经线，再在 {key} 写 crs。CGCS2000 3° 带：114° → "
            f'"EPSG:4547"，117° → "EPSG:4548"，120° → "EPSG:4549"{swap}',
            f"{head.en} without zone prefix: ask who made the file for its central meridian, then set crs "
            f"in {key}. CGCS2000 3° zones: "
            f'114° → "EPSG:4547", 117° → "EPSG:4548", 120° → "EPSG:4549"{swap_en}',
        )
    return Text(
        f"{head.zh}（约 {x:.0f}, {y:.0f}），像是地方坐标系：请数据提供方转成 CGCS2000，或问清后在 {key} 写 "
        "crs",
        f"{head.en} (about {x:.0f}, {y:.0f}), perhaps of a local grid: have the file converted to CGCS2000, "
        f"or ask and set crs in {key}",
    )


def _looks_gauss(x: float, y: float) -> bool:
    """Tell whether these are metres of a Gauss-Krüger zone in China without prefix."""
    return 100_000 <= x <= 900_000 and 1_000_000 <= y <= 6_000_000
