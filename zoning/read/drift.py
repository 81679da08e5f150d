"""A datum declared wrongly shows: schools stand far from their streets, all in one direction."""

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.datum import gcj02_to_bd09, to_wgs84, wgs84_to_gcj02
from zoning.model import Floats, Note
from zoning.read.coordinates import moved
from zoning.read.findings import warning
from zoning.read.grids import in_china

_FEWEST = 3
_FAR_M, _NEAR_M = 200.0, 60.0
_OWN_STREET_M = 150.0
"""A gate stands on the street of its address; the middle of a campus is within this of it."""
_MOST_AGREE = 0.7
_COMPASS = (
    ("东", "east"),
    ("东北", "north-east"),
    ("北", "north"),
    ("西北", "north-west"),
    ("西", "west"),
    ("西南", "south-west"),
    ("南", "south"),
    ("东南", "south-east"),
)


@dataclass(frozen=True)
class _Suspicion:
    """A way the datum may have been told wrongly, and where the places would then be."""

    datum: str
    declared_shifted: bool
    """The scenario says `datum` while the places are WGS84; else the other way round."""
    points: Any


def drift_notes(
    places: gpd.GeoDataFrame, blocks: gpd.GeoSeries, streets: gpd.GeoDataFrame | None, about: str = "schools"
) -> list[Note]:
    """Return a warning where the places would fit the streets far better, had another datum been declared.

    A place is measured to the street its address names; where addresses name no streets, to the nearest
    street or, without streets, block: then only a shift that takes most places off all of them can show.

    Parameters
    ----------
    places
        Points and, if known, `address` of schools or sites, in the metric CRS of the area.
    blocks
        Polygons of the blocks, in the same CRS.
    streets
        Lines of the streets with their `name`, in the same CRS.
    about
        Name of the input the places came from.
    """
    lonlat = shapely.get_coordinates(moved(places.geometry.to_numpy(), places.crs, "EPSG:4326"))
    if len(places) < _FEWEST or not in_china(*np.median(lonlat, axis=0)):
        return []
    own = _own_streets(places, streets)
    if own.notna().sum() >= _FEWEST:
        judge, far_m, near_m = _to_own(own), _OWN_STREET_M, _OWN_STREET_M
    else:
        targets = blocks if streets is None or len(streets) == 0 else streets.geometry
        if len(targets) == 0:
            return []
        judge, far_m, near_m = _to_nearest(targets.to_numpy()), _FAR_M, _NEAR_M
    return _worst(places, _suspicions(lonlat, places.crs), judge, (far_m, near_m), about)


def _worst(
    places: gpd.GeoDataFrame,
    suspicions: list[_Suspicion],
    judge: Any,
    limits_m: tuple[float, float],
    about: str,
) -> list[Note]:
    """The suspicion under which most places fit, where they do not fit as declared."""
    far_m, near_m = limits_m
    here = places.geometry.to_numpy()
    now = judge(here)
    now_m = float(np.nanmedian(now))
    best, best_m = None, min(now_m / 2, near_m)
    for suspicion in suspicions if now_m > far_m else []:
        then = judge(suspicion.points)
        agree = np.mean((then < now)[np.isfinite(now)])
        if agree >= _MOST_AGREE and np.nanmedian(then) < best_m:
            best, best_m = suspicion, float(np.nanmedian(then))
    return [] if best is None else [_note(best, here, now_m, best_m, about)]


def _own_streets(places: gpd.GeoDataFrame, streets: gpd.GeoDataFrame | None) -> pd.Series:
    """Each place's street, all pieces together: the longest street name that its address holds."""
    none = pd.Series(None, index=places.index, dtype=object)
    if streets is None or "address" not in places or "name" not in streets:
        return none
    names = sorted({str(n) for n in streets["name"].dropna() if len(str(n)) > 1}, key=lambda n: (-len(n), n))
    if not names:
        return none
    pattern = "(" + "|".join(map(re.escape, names)) + ")"
    named = places["address"].astype("str").str.extract(pattern)[0]
    lines = {
        n: shapely.union_all(streets.geometry[streets["name"] == n].to_numpy())
        for n in named.dropna().unique()
    }
    return named.map(lines).astype(object)


def _to_own(own: pd.Series) -> Any:
    """Metres from points to the street of their address, NaN where it names none."""
    lines = np.array([line if isinstance(line, shapely.Geometry) else None for line in own], dtype=object)
    return lambda points: shapely.distance(points, lines)


def _to_nearest(targets: Any) -> Any:
    """Metres from points to the nearest of the shapes."""
    tree = shapely.STRtree(targets)
    return lambda points: tree.query_nearest(points, return_distance=True, all_matches=False)[1]


def _suspicions(lonlat: Floats, crs: Any) -> list[_Suspicion]:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    ways = [
        ("gcj02", False, to_wgs84(lon, lat, "gcj02")),
        ("bd09", False, to_wgs84(lon, lat, "bd09")),
        ("gcj02", True, wgs84_to_gcj02(lon, lat)),
        ("bd09", True, gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))),
    ]
    return [
        _Suspicion(datum, shifted, moved(shapely.points(x, y), "EPSG:4326", crs))
        for datum, shifted, (x, y) in ways
    ]


def _note(found: _Suspicion, here: Any, now_m: float, then_m: float, about: str) -> Note:
    offset = np.median(shapely.get_coordinates(here) - shapely.get_coordinates(found.points), axis=0)
    off_m = float(np.hypot(*offset))
    side_zh, side_en = _COMPASS[round(np.degrees(np.arctan2(offset[1], offset[0])) / 45) % 8]
    datum = found.datum
    what_zh, what_en = (f"坐标其实是 {datum.upper()}", f"they are {datum.upper()} in truth")
    if found.declared_shifted:
        what_zh, what_en = (
            f"坐标并不是 {datum.upper()}，不必换算",
            f"they are not {datum.upper()} and need no conversion",
        )
    said = warning(
        about,
        f"各点整体偏{side_zh}约 {off_m:.0f} 米（离道路或地块中位距离 {now_m:.0f} 米，移回后 {then_m:.0f} "
        f"米）：很可能{what_zh}，请核对 inputs.{about}.datum；若它无误，则是道路或地块的坐标有误",
        f"all points seem shifted {side_en} by about {off_m:.0f} m (median distance to a street or block "
        f"{now_m:.0f} m, moved back {then_m:.0f} m): "
        f"likely {what_en}; check inputs.{about}.datum, or, if that is right, the datum of streets and blocks",
    )
    return said.notes[0]
