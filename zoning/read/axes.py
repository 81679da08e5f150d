"""The coordinate columns of a CSV or XLSX: their headers, and their values as numbers."""

import re
import unicodedata

import numpy as np
import pandas as pd
import shapely

from zoning.columns import Table, plain
from zoning.model import Floats
from zoning.read.findings import NOTHING, Findings, problem
from zoning.scenario import TableInput
from zoning.words import listed

_PAIRS = (
    (("经度", "东经", "lon", "lng", "long", "longitude"), ("纬度", "北纬", "lat", "latitude")),
    (("东坐标", "横坐标", "easting", "east", "e"), ("北坐标", "纵坐标", "northing", "north", "n")),
    (("x", "x坐标", "x_coord", "point_x", "坐标x"), ("y", "y坐标", "y_coord", "point_y", "坐标y")),
)
AXIS_HEADERS = {
    "x": frozenset(name for east, _ in _PAIRS for name in east),
    "y": frozenset(name for _, north in _PAIRS for name in north),
}
_ALIKE = {"wgs84": {"wgs84", "cgcs2000"}, "cgcs2000": {"wgs84", "cgcs2000"}}
_DEGREES = re.compile(
    r"[NSEW东西南北经纬]*\s*(\d+(?:\.\d+)?)\s*[°度]\s*(?:(\d+(?:\.\d+)?)\s*['′分])?\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|″|''|′′|秒))?\s*[NE]?"
)


def axes_of(headers: list[str], table: Table, spec: TableInput) -> tuple[tuple[str, str] | None, Findings]:
    """Return the headers of the east and the north coordinate: the scenario's, else a known pair."""
    if "Point" not in table.geometry:
        return None, problem(
            table.name,
            f"表格没有图形；{table.title.zh}要用矢量图层（GeoJSON、GeoPackage 或 Shapefile）",
            f"a sheet has no shapes; {table.title.en} need a layer (GeoJSON, GeoPackage or Shapefile)",
        )
    by_plain = {plain(h): h for h in reversed(headers)}
    if spec.x is not None or spec.y is not None:
        return _as_told(headers, table, spec)
    for easts, norths in _PAIRS:
        east = next((by_plain[name] for name in easts if name in by_plain), None)
        north = next((by_plain[name] for name in norths if name in by_plain), None)
        if east is not None and north is not None:
            return (east, north), NOTHING
    return None, problem(
        table.name,
        f"没有坐标列（经度/纬度、lon/lat 或 X/Y）；文件里有：{listed(headers, 'zh', 12)}。可在情景中写 x = "
        '"列名"、y = "列名"',
        f"no columns of coordinates (lon/lat or X/Y); the file has: {listed(headers, 'en', 12)}. Say which "
        'with x = "…", y = "…"',
    )


def points(
    frame: pd.DataFrame, axes: tuple[str, str], table: Table, rows: pd.Series
) -> tuple[Floats, Findings]:
    """Return a point for every row, NaN where a coordinate cannot be read, which is a problem."""
    found = NOTHING
    numbers = []
    for header in axes:
        value = degrees(frame[header])
        bad = ~np.isfinite(value)
        for row, empty in zip(rows[bad], frame[header][bad].isna(), strict=True):
            found += problem(
                table.name,
                "没有坐标" if empty else "坐标不是数字",
                "there is no coordinate" if empty else "the coordinate is not a number",
                row=row,
                column=header,
            )
        numbers.append(value)
    return shapely.points(numbers[0], numbers[1]), found


def degrees(values: pd.Series) -> Floats:
    """Return coordinates as numbers: plain, with thousands separators, or as degrees, minutes and seconds.

    >>> degrees(pd.Series(["118.58", "118°34′48″", "4,148,619.4", "none"])).tolist()
    [118.58, 118.58, 4148619.4, nan]
    """
    return np.array([_degree(value) for value in values], float)


def _degree(value: object) -> float:
    text = unicodedata.normalize("NFKC", "" if value is None else str(value)).strip()
    match = _DEGREES.fullmatch(text)
    if match:
        whole, minutes, seconds = (float(part or 0) for part in match.groups())
        return whole + minutes / 60 + seconds / 3600
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return float("nan")
    return number if np.isfinite(number) else float("nan")


def _as_told(headers: list[str], table: Table, spec: TableInput) -> tuple[tuple[str, str] | None, Findings]:
    if spec.x is None or spec.y is None:
        return None, problem(table.name, "x 和 y 要同时写明", "give both x and y, or neither")
    lacking = [name for name in (spec.x, spec.y) if name not in headers]
    if not lacking:
        return (spec.x, spec.y), NOTHING
    found = NOTHING
    for name in lacking:
        found += problem(
            table.name,
            f"情景中写的坐标列不存在；文件里有：{listed(headers, 'zh', 12)}",
            f"the scenario names this column of coordinates, the file has: {listed(headers, 'en', 12)}",
            column=name,
        )
    return None, found


def datum_written(frame: pd.DataFrame, spec: TableInput, table: Table) -> Findings:
    """Return a problem where the file has a column 坐标系 that contradicts the datum of the scenario."""
    header = next((h for h in frame.columns if plain(h) in ("坐标系", "坐标系统", "坐标基准", "datum")), None)
    if header is None or spec.datum is None:
        return NOTHING
    written = {_datum_of(value) for value in frame[header].dropna().unique()} - {None}
    if not written - _ALIKE.get(spec.datum, {spec.datum}):
        return NOTHING
    names = sorted(str(datum) for datum in written)
    return problem(
        table.name,
        f'文件的“{header}”一列写着 {listed(names, "zh")}，情景写的是 datum = "{spec.datum}"；请核对',
        f'the column {header!r} says {listed(names, "en")}, the scenario datum = "{spec.datum}": check '
        "which is right",
    )


def _datum_of(value: object) -> str | None:
    bare = re.sub(r"[^a-z0-9]", "", str(value).lower())
    known = {"gcj": "gcj02", "bd09": "bd09", "wgs": "wgs84", "cgcs2000": "cgcs2000"}
    return next((datum for word, datum in known.items() if word in bare), None)
