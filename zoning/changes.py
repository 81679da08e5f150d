"""A scenario's changes laid over a study area: schools opened, closed, resized; locks checked."""

import difflib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from shapely import Point

from zoning.datum import to_wgs84
from zoning.errors import ScenarioError
from zoning.model import Note, StudyArea
from zoning.scenario import Open, Scenario
from zoning.words import Text


def apply(scenario: Scenario, area: StudyArea) -> StudyArea:
    """Return `area` with the scenario's schools; candidate sites that are not opened take no part.

    Raises `ScenarioError` for an id that is not there, a new school without a place or seats, a lock that
    contradicts the rest.
    """
    schools, notes = area.schools, list(area.notes)
    _check_contradictions(scenario)
    _check_ids(scenario, area)
    for change in scenario.close:
        schools = _set(schools, change.id, status="closed")
        notes.append(_note(f"关闭 {_name(schools, change.id)}", f"{_name(schools, change.id)} is closed"))
    for resize in scenario.resize:
        schools = _set(schools, resize.id, seats=float(resize.seats))
        notes.append(_note(f"{_name(schools, resize.id)} 学位改为 {resize.seats}", f"{_name(schools, resize.id)}: seats set to {resize.seats}"))  # fmt: skip
    for opening in scenario.open:
        schools = _opened(scenario, area, schools, opening)
        seats = int(schools.at[opening.id, "seats"])
        notes.append(_note(f"新开 {_name(schools, opening.id)}，{seats} 个学位", f"{_name(schools, opening.id)} opens with {seats} seats"))  # fmt: skip
    changed = replace(area, schools=schools, notes=tuple(notes))
    _check_locks(scenario, changed)
    if changed.open_schools.empty:
        raise ScenarioError(str(scenario.file), "close", Text("没有一所开放的学校", "no school is left open"))
    return changed


def _check_contradictions(scenario: Scenario) -> None:
    closed = {change.id for change in scenario.close}
    for opening in scenario.open:
        _must(scenario, opening, opening.id not in closed, Text("同一所学校既要开放又要关闭", "is both opened and closed"))  # fmt: skip


def _note(zh: str, en: str) -> Note:
    return Note("scenario", Text(zh, en))


def _name(schools: gpd.GeoDataFrame, school: str) -> str:
    return str(schools.at[school, "name"])


def _set(schools: gpd.GeoDataFrame, school: str, **values: object) -> gpd.GeoDataFrame:
    changed = schools.copy()
    for column, value in values.items():
        changed.loc[school, column] = value
    return changed


def _check_ids(scenario: Scenario, area: StudyArea) -> None:
    """Raise for every id of the changes that is not there, all at once."""
    opened = {opening.id for opening in scenario.open}
    schools = [str(i) for i in area.schools.index]
    asked = [
        *((f"close[{n + 1}]", change.id, schools) for n, change in enumerate(scenario.close)),
        *((f"resize[{n + 1}]", change.id, schools) for n, change in enumerate(scenario.resize)),
        *((f"lock[{n + 1}].block", lock.block, [str(i) for i in area.blocks.index]) for n, lock in enumerate(scenario.lock)),
        *((f"lock[{n + 1}].school", lock.school, [*schools, *opened]) for n, lock in enumerate(scenario.lock)),
    ]  # fmt: skip
    missing = [(key, _unknown(wanted, there)) for key, wanted, there in asked if wanted not in set(there)]
    if missing:
        raise ScenarioError.of(str(scenario.file), missing)


def _unknown(wanted: str, there: list[str]) -> Text:
    close = difflib.get_close_matches(wanted, there, 3, 0.5)
    hint_zh = f"；相近的有：{'、'.join(close)}" if close else ""
    hint_en = f"; close to it: {', '.join(close)}" if close else ""
    return Text(f"没有编号为 {wanted} 的记录{hint_zh}", f"there is no {wanted}{hint_en}")


def _opened(
    scenario: Scenario, area: StudyArea, schools: gpd.GeoDataFrame, opening: Open
) -> gpd.GeoDataFrame:
    if opening.id in schools.index:
        _must(scenario, opening, opening.lon is None and opening.lat is None, Text("已有这个编号的学校或备选点；另选编号，或去掉 lon、lat", "is the id of a school or site that is there: choose another id, or leave out lon and lat"))  # fmt: skip
        _must(scenario, opening, schools.at[opening.id, "status"] != "open", Text("已经开放；改学位请用 [[resize]]", "is open already; to change its seats use [[resize]]"))  # fmt: skip
        seats = opening.seats or schools.at[opening.id, "seats"]
        _must(
            scenario,
            opening,
            pd.notna(seats) and seats > 0,
            Text("没有学位数，请写 seats", "has no seats; give seats"),
        )
        schools = _set(schools, opening.id, status="open", seats=float(seats))
        return _set(schools, opening.id, name=opening.name) if opening.name else schools
    placed = opening.lon is not None and opening.lat is not None
    _must(
        scenario, opening, placed, Text("不是已有备选点，请写 lon、lat", "is no known site; give lon and lat")
    )
    _must(scenario, opening, opening.datum is not None, Text("请写坐标系 datum（wgs84、cgcs2000、gcj02 或 bd09）", "give the datum of lon and lat: wgs84, cgcs2000, gcj02 or bd09"))  # fmt: skip
    _must(scenario, opening, opening.seats is not None, Text("请写学位数 seats", "give its seats"))
    lon, lat = to_wgs84(np.array([opening.lon]), np.array([opening.lat]), str(opening.datum))
    x, y = pyproj.Transformer.from_crs(4326, area.crs, always_xy=True).transform(lon[0], lat[0])
    _must(scenario, opening, area.boundary.buffer(2000).covers(Point(x, y)), Text("位置在规划范围之外", "lies outside the area"))  # fmt: skip
    row = {
        "name": opening.name or opening.id,
        "status": "open",
        "seats": float(opening.seats or 0),
        "geometry": Point(x, y),
    }
    added = gpd.GeoDataFrame(
        [row], index=pd.Index([opening.id], name=schools.index.name), geometry="geometry", crs=schools.crs
    )
    return gpd.GeoDataFrame(pd.concat([schools, added.reindex(columns=schools.columns)]))


def _must(scenario: Scenario, opening: Open, holds: bool, text: Text) -> None:
    if not holds:
        raise ScenarioError(str(scenario.file), f"open {opening.id}", text)


def _check_locks(scenario: Scenario, area: StudyArea) -> None:
    school_of: dict[str, str] = {}
    for lock in scenario.lock:
        block, school, other = lock.block, lock.school, school_of.setdefault(lock.block, lock.school)
        if school not in area.open_schools.index:
            raise ScenarioError(str(scenario.file), "lock", Text(f"地块 {block} 锁定到未开放的学校 {school}", f"block {block} is locked to {school}, which is not open"))  # fmt: skip
        if other != school:
            raise ScenarioError(str(scenario.file), "lock", Text(f"地块 {block} 同时锁定到 {other} 和 {school}", f"block {block} is locked to both {other} and {school}"))  # fmt: skip
