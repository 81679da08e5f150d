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
    _check_pools(scenario, changed)
    _check_policy(scenario, changed)
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
    schools, blocks = [str(i) for i in area.schools.index], [str(i) for i in area.blocks.index]
    asked = [
        *((f"close[{n + 1}]", change.id, schools) for n, change in enumerate(scenario.close)),
        *((f"resize[{n + 1}]", change.id, schools) for n, change in enumerate(scenario.resize)),
        *((f"lock[{n + 1}].block", lock.block, blocks) for n, lock in enumerate(scenario.lock)),
        *((f"lock[{n + 1}].school", lock.school, [*schools, *opened]) for n, lock in enumerate(scenario.lock)),
        *((f"together[{n + 1}].blocks", block, blocks) for n, group in enumerate(scenario.together) for block in group.blocks),
        *((f"pool[{n + 1}].schools", school, [*schools, *opened]) for n, pool in enumerate(scenario.pool) for school in pool.schools),
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
    """Raise for a lock on a school that is not open, for locks that contradict each other, and where they leave no school."""
    school_of: dict[str, str] = {}
    for lock in (lock for lock in scenario.lock if not lock.never):
        block, school, other = lock.block, lock.school, school_of.setdefault(lock.block, lock.school)
        if school not in area.open_schools.index:
            raise _lock(scenario, f"地块 {block} 锁定到未开放的学校 {school}", f"block {block} is locked to {school}, which is not open")  # fmt: skip
        if other != school:
            raise _lock(scenario, f"地块 {block} 同时锁定到 {other} 和 {school}", f"block {block} is locked to both {other} and {school}")  # fmt: skip
    barred: dict[str, set[str]] = {}
    for lock in (lock for lock in scenario.lock if lock.never):
        # a school that is closed takes nobody: no mistake
        barred.setdefault(lock.block, set()).add(lock.school)
        if school_of.get(lock.block) == lock.school:
            raise _lock(scenario, f"地块 {lock.block} 既锁定到 {lock.school} 又锁定为不去", f"block {lock.block} is locked to {lock.school} and may never go there")  # fmt: skip
    for block, schools in barred.items():
        if not set(area.open_schools.index) - schools:
            raise _lock(scenario, f"地块 {block} 的锁定排除了所有开放的学校", f"the locks of block {block} rule out every open school")  # fmt: skip


def _check_pools(scenario: Scenario, area: StudyArea) -> None:
    """Raise for pools with schools that are not open, twice in a pool or in two, all at once."""
    found, pool_of = [], dict[str, int]()
    for n, pool in enumerate(scenario.pool, 1):
        for school in pool.schools:
            before = pool_of.setdefault(school, n)
            if school not in area.open_schools.index:
                found += [(f"pool[{n}].schools", Text(f"{school} 未开放，不能参加多校划片", f"{school} is not open and cannot share a zone"))]  # fmt: skip
            elif before != n:
                found += [(f"pool[{n}].schools", Text(f"{school} 已在第 {before} 组多校划片中", f"{school} is in pool {before} already"))]  # fmt: skip
        if len(set(pool.schools)) < len(pool.schools):
            found += [(f"pool[{n}].schools", Text("同一所学校写了两次", "a school is named twice"))]
    if found:
        raise ScenarioError.of(str(scenario.file), found)


def _lock(scenario: Scenario, zh: str, en: str) -> ScenarioError:
    return ScenarioError(str(scenario.file), "lock", Text(zh, en))


def _check_policy(scenario: Scenario, area: StudyArea) -> None:
    """Raise for every key of the policy that asks for what the inputs do not have, all at once."""
    policy, blocks = scenario.policy_input, area.blocks
    texts = [c for c in blocks.columns if c != "geometry" and not pd.api.types.is_numeric_dtype(blocks[c])]
    columns = [str(c) for c in texts if blocks[c].notna().any()]
    found = []
    if policy.whole is not None and policy.whole not in columns:
        found += [("policy.whole", Text(f"地块没有 {policy.whole} 一列；有：{'、'.join(columns)}", f"the blocks have no column {policy.whole}; there are: {', '.join(columns)}"))]  # fmt: skip
    if policy.far_price and policy.far_m is None:
        found += [("policy.far_m", Text("写了 far_price，还要写从多少米起算远", "far_price is set: say from how many metres a walk is far"))]  # fmt: skip
    if policy.most_moved_share is not None and "current_school" not in columns:
        found += [("policy.most_moved_share", Text("地块没有现划片学校，无从计算调整；请补充该列或 inputs.current_zones", "no block names today's school; add that column or inputs.current_zones"))]  # fmt: skip
    if policy.subdistrict_price_m and "subdistrict" not in columns:
        found += [("policy.subdistrict_price_m", Text("地块没有街道一列", "the blocks have no column of subdistricts"))]  # fmt: skip
    if policy.arterial_price_m and (
        area.streets is None or not (area.streets.edges["level"] == "arterial").any()
    ):
        found += [("policy.arterial_price_m", Text("道路数据中没有主干道（level = arterial）", "the streets hold no arterial road (level = arterial)"))]  # fmt: skip
    if found:
        raise ScenarioError.of(str(scenario.file), found)
