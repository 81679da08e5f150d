"""The CRS that an exchange file is wanted in: CGCS2000 in degrees or 3° zones, WGS84, or GCJ-02 when asked for by name and then marked so."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from zoning.datum import wgs84_to_gcj02
from zoning.errors import ExportError
from zoning.exchange.plan import PlanLayers
from zoning.export.fields import DATUM, GCJ02
from zoning.model import Note
from zoning.read.grids import in_china, metric_crs
from zoning.words import Text

DEGREES = ("EPSG:4490", "EPSG:4326")
_PREFIXED, _PLAIN = range(4513, 4534), range(4534, 4555)
"""CGCS2000 3° zones 25 to 45, with the zone number before the easting and without."""
_FIRST_MERIDIAN = 75
_FARTHEST_DEGREES = 4.5
"""From the central meridian: a zone beside one's own is sometimes wanted, one beyond it never."""
_GCJ_WKT = (
    'GEOGCRS["GCJ-02",DATUM["GCJ-02, shifted 300 to 700 m from CGCS2000 and WGS84",'
    'ELLIPSOID["CGCS2000",6378137,298.257222101,LENGTHUNIT["metre",1]]],'
    'PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],'
    'AXIS["longitude",east,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],'
    'AXIS["latitude",north,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]]]'
)
_MARK = Text("GCJ-02（有偏移，不是 CGCS2000 或 WGS84）", "GCJ-02 (shifted: neither CGCS2000 nor WGS84)")


def in_crs(plan: PlanLayers, asked: str | None) -> PlanLayers:
    """Return a plan in the CRS asked for: an EPSG code with or without "EPSG:", "gcj02", or None for its own.

    Raises `ExportError` for any other CRS, and for a 3° zone far from the district.
    """
    if asked is None:
        return plan
    if asked.strip().lower() in ("gcj02", "gcj-02"):
        return _gcj02(plan)
    code = "EPSG:" + asked.strip().upper().removeprefix("EPSG:")
    own = plan.frames["zones"].crs
    if code != f"EPSG:{own.to_epsg()}":
        _require_known(code, own, plan)
    frames = {name: frame.to_crs(code) for name, frame in plan.frames.items()}
    return replace(plan, frames=frames, meta=_with_crs(plan, code))


def _with_crs(plan: PlanLayers, crs: str) -> pd.DataFrame:
    return plan.meta.assign(value=plan.meta["value"].where(plan.meta["key"] != "crs", crs))


def _require_known(code: str, own: pyproj.CRS, plan: PlanLayers) -> None:
    if code in DEGREES:
        return
    number = int(code.removeprefix("EPSG:")) if code.removeprefix("EPSG:").isdecimal() else 0
    if number not in _PREFIXED and number not in _PLAIN:
        raise ExportError(Text(
            f"坐标系“{code}”不能用；可写 4490（CGCS2000 经纬度）、4326（WGS84）、4513–4533（CGCS2000 3° 带，有带号）、4534–4554（无带号）、gcj02，或不写（{own.name}）",
            f"CRS {code!r} is none of these: 4490 (CGCS2000 degrees), 4326 (WGS84), 4513–4533 (CGCS2000 3° zones with prefix), "
            f"4534–4554 (without), gcj02, or none given ({own.name})",
        ))  # fmt: skip
    lon, lat = _middle(plan)
    meridian = _FIRST_MERIDIAN + 3 * (number - (_PREFIXED if number in _PREFIXED else _PLAIN).start)
    if abs(lon - meridian) <= _FARTHEST_DEGREES:
        return
    code_of_own = own.to_epsg()
    plain = (
        code_of_own
        if code_of_own is not None and code_of_own in _PLAIN
        else int(metric_crs(lon, lat).removeprefix("EPSG:"))
    )
    better = f"{plain}" if plain not in _PLAIN else f"{plain - 21}（有带号）/ {plain}（无带号）"
    raise ExportError(Text(
        f"{code} 的中央经线是 {meridian}°，本区在东经 {lon:.2f}°，相距太远；应是 {better}",
        f"{code} has its central meridian at {meridian}°, the district lies at {lon:.2f}°: too far; use {plain}",
    ))  # fmt: skip


def _middle(plan: PlanLayers) -> tuple[float, float]:
    west, south, east, north = plan.frames["zones"].to_crs("EPSG:4326").total_bounds.tolist()
    return (west + east) / 2, (south + north) / 2


def _gcj02(plan: PlanLayers) -> PlanLayers:
    """Shift a plan to GCJ-02 and mark it: in the names, in a field of every layer, in `meta` and in the name of its CRS."""
    if not in_china(*_middle(plan)):
        raise ExportError(Text("GCJ-02 只用于中国境内", "GCJ-02 is used in China only"))
    crs = pyproj.CRS.from_wkt(_GCJ_WKT)
    frames = {name: _shifted(frame, crs) for name, frame in plan.frames.items()}
    said = _with_crs(plan, "GCJ-02")
    said.loc[len(said)] = ["datum", _MARK.to(plan.lang)]
    text = Text("坐标是 GCJ-02，只能叠在高德、腾讯等网络地图上，不可作测绘成果或再导入 CGCS2000 图层", "the coordinates are GCJ-02: for AMap or Tencent maps alone, not to be mixed with CGCS2000 layers")  # fmt: skip
    return replace(plan, frames=frames, meta=said, suffix=GCJ02, notes=(*plan.notes, Note("exchange", text, "warning")))  # fmt: skip


def _shifted(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    degrees = frame.geometry.to_crs("EPSG:4326").to_numpy()
    moved = shapely.transform(degrees, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    fields = {name: frame[name] for name in frame.columns if name != frame.geometry.name}
    mark = np.full(len(frame), "GCJ-02", dtype=object)
    return gpd.GeoDataFrame({**fields, DATUM.name: mark}, geometry=moved, crs=crs).astype({DATUM.name: "str"})
