"""A line layer of streets, as a bureau's GIS exports it -> a noded walking network."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from zoning.columns import plain, recognise
from zoning.model import Ints, Source, Streets
from zoning.read import postgis, vector
from zoning.read.coordinates import Place, moved, to_lonlat
from zoning.read.files import kind_of, refusal
from zoning.read.findings import NOTHING, Findings, Raw, assumption, info, problem, warning
from zoning.read.network import from_chains
from zoning.read.noding import chains, cuts, unravelled
from zoning.read.osm_streets import LEVELS
from zoning.read.values import texts
from zoning.scenario import StreetsInput
from zoning.tables import STREETS
from zoning.words import Text, listed

_NO_WALK = re.compile(r"高速|铁路|轨道|地铁|motorway|rail|construction|proposed|raceway|bus_guideway")
_LEVEL_WORDS = (
    (re.compile(r"人行|步行|步道|绿道|台阶|小路|便道|foot|pedestrian"), "path"),
    (re.compile(r"次干|县道|secondary|tertiary"), "secondary"),
    (re.compile(r"主干|快速|国道|省道|arterial|primary|trunk"), "arterial"),
    (re.compile(r"支路|街巷|巷|乡道|村道|内部|小区|胡同|local|residential"), "local"),
)
_BRIDGE = ("bridge", "isbridge", "is_bridge", "桥", "桥梁", "是否桥", "是否桥梁", "高架")
_TUNNEL = ("tunnel", "istunnel", "is_tunnel", "隧道", "地道", "是否隧道", "下穿")
_LAYER = ("layer", "层", "层级", "层次")
_FALSE = frozenset({"", "0", "0.0", "no", "n", "f", "false", "否", "无", "none", "nan", "-1"})


def _raw(spec: StreetsInput) -> Raw:
    zh = "道路要有线形；请给 GeoJSON、GeoPackage、Shapefile 或 OpenStreetMap 文件，或库中有线形的表"
    en = "streets need lines: give GeoJSON, GeoPackage, a shapefile, an OpenStreetMap file, or a table of lines"
    if spec.database is not None and spec.table is not None:
        raw = postgis.read(spec.database, spec.table, spec.layer, STREETS)
        if raw.shapes is None:
            raise refusal("streets", Path(spec.table), Text(zh, en))
        return raw
    assert spec.path is not None
    kind = kind_of(spec.path, "streets")
    if kind in ("csv", "xlsx"):
        raise refusal("streets", spec.path, Text(zh, en))
    return vector.read(spec, STREETS, kind)


def read(spec: StreetsInput, crs: str) -> tuple[Streets | None, Findings, Source | None]:
    """Return the network of a line layer; none with problems, `InputError` where it is unreadable."""
    raw = _raw(spec)
    headers, problems = recognise(STREETS, list(raw.frame.columns), spec.columns)
    rows = [f"#{number}" for number in range(1, len(raw.frame) + 1)]
    shapes, placed = to_lonlat(raw.shapes, raw.crs, rows, Place("streets", spec))
    found = raw.found + Findings(tuple(problems)) + placed + _not_lines(raw.shapes)
    if found.problems or shapes is None:
        return None, found, raw.source
    lines, row = shapely.get_parts(moved(shapes, "EPSG:4326", crs), return_index=True)
    level, said = _levels(raw.frame, headers.get("level"))
    real = ~shapely.is_missing(lines) & (shapely.length(lines) > 0) & level.ne("").to_numpy()[row]
    lines, whose = unravelled(lines[real])
    row = row[real][whose]
    if len(lines) == 0:
        return None, found + said + _empty(), raw.source
    name = (
        texts(raw.frame[headers["name"]]).fillna("")
        if "name" in headers
        else pd.Series("", index=raw.frame.index)
    )
    attributes = pd.DataFrame({"name": name.iloc[row].array, "level": level.iloc[row].array})
    at, mere = cuts(lines, _storey(raw.frame)[row], spec.snap_m)
    return from_chains(chains(lines, at), attributes, crs), found + said + _crossed(mere), raw.source


def _levels(frame: pd.DataFrame, header: str | None) -> tuple[pd.Series, Findings]:
    """Level of every street, "" where nobody walks, and what was taken for granted."""
    if header is None:
        said = assumption(
            "streets",
            "道路没有等级一列，全部按支路；主干路的过街判断因此不可用",
            "the streets have no class: all are taken as local, so crossings of arterials cannot be judged",
        )
        return pd.Series("local", index=frame.index), said
    written = texts(frame[header]).fillna("")
    known = {word: _level(word) for word in written.unique()}
    level = written.map(known)
    unknown = sorted(word or "（空）" for word, meaning in known.items() if meaning is None)
    said = NOTHING
    if unknown:
        said += assumption(
            "streets",
            f"不认识的道路等级按支路处理：{listed(unknown, 'zh')}",
            f"classes of street not known are taken as local: {listed(unknown, 'en')}",
        )
    shut = int(level.eq("").sum())
    if shut:
        said += info(
            "streets",
            f"{shut} 条高速、铁路等不能步行，未计入路网",
            f"{shut} motorway(s) or railway(s) are not walked and were left out",
        )
    return level.fillna("local"), said


def _level(word: str) -> str | None:
    text = plain(word)
    if text in LEVELS:
        return LEVELS[text]
    if _NO_WALK.search(text):
        return ""
    return next((level for pattern, level in _LEVEL_WORDS if pattern.search(text)), None)


def _storey(frame: pd.DataFrame) -> Ints:
    """0 on the ground, above on bridges, below in tunnels, from the columns that say so."""
    bridge, tunnel = _true(frame, _BRIDGE), _true(frame, _TUNNEL)
    storey = bridge.astype(np.int64) - tunnel.astype(np.int64)
    layer = _column(frame, _LAYER)
    if layer is None:
        return storey
    said = pd.to_numeric(layer, errors="coerce").fillna(0).to_numpy().astype(np.int64)
    return np.where(said != 0, said, storey)


def _true(frame: pd.DataFrame, names: tuple[str, ...]) -> Any:
    values = _column(frame, names)
    if values is None:
        return np.zeros(len(frame), dtype=bool)
    return ~values.fillna("").astype(str).str.strip().str.lower().isin(_FALSE).to_numpy()


def _column(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.Series | None:
    header = next((header for header in frame.columns if plain(header) in names), None)
    return None if header is None else frame[header]


def _not_lines(shapes: Any) -> Findings:
    """Rows that are no lines stop the run; rows with no shape at all are only mentioned."""
    kind = shapely.get_type_id(shapes)
    bare = int(((kind < 0) | shapely.is_empty(shapes)).sum())
    wrong = np.flatnonzero(~np.isin(kind, (-1, 1, 2, 5)) & ~shapely.is_empty(shapes))
    found = NOTHING
    if len(wrong):
        rows = [f"#{number + 1}" for number in wrong]
        found += problem(
            "streets",
            f"{len(wrong)} 行不是线（{listed(rows, 'zh')}）；道路图层只能有线，请给道路中心线",
            f"{len(wrong)} row(s) are no lines ({listed(rows, 'en')}): give the streets' centre lines",
        )
    if bare:
        found += warning(
            "streets", f"{bare} 行没有线形，未计入路网", f"{bare} row(s) have no line and were left out"
        )
    return found


def _empty() -> Findings:
    return problem("streets", "里面没有一条可步行的道路", "there is no walkable street in it")


def _crossed(places: int) -> Findings:
    if not places:
        return NOTHING
    return assumption(
        "streets",
        f"有 {places} 处道路相交而没有共同端点，按平面路口处理；立交请在“桥”或“隧道”列注明",
        f"{places} place(s) where streets cross without a common end were taken as junctions; mark flyovers "
        "in a column bridge or tunnel",
    )
