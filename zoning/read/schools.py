"""Schools and candidate sites of the stage, with seats of the file or as the scenario assumes."""

from collections.abc import Collection
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from zoning import tables
from zoning.columns import Table
from zoning.model import Stage
from zoning.read import layer, osm, osm_places
from zoning.read.findings import NOTHING, Findings, assumption, info, problem, warning
from zoning.read.layer import Layer, row_names
from zoning.read.stages import of_stage
from zoning.scenario import SchoolsInput
from zoning.words import listed

_TOGETHER_M = 1.0
_FAR_OUTSIDE_M = 500.0
_ELSEWHERE_M = 30_000.0
_COLUMNS = (
    "name",
    "status",
    "seats",
    "classes",
    "roll",
    "purchased",
    "address",
    "subdistrict",
    "ownership",
    "stage",
    "site_m2",
    "cost_wan",
    "intake_classes",
    "intake",
    "feeds",
    "phone",
    "remark",
)
_NUMBERS = ("classes", "roll", "purchased", "seats", "site_m2", "cost_wan", "intake_classes", "intake")


def read(spec: SchoolsInput, stage: Stage, name: str = "schools", taken_up: Collection[str] = ()) -> Layer:
    """Return the schools of the stage in one file, and those that have `taken_up` the stage; seats not yet filled in."""
    table = tables.schools(name, stage)
    if osm.is_osm(spec.path):
        return _from_osm(spec, stage, name)
    read_ = layer.read(spec, table)
    if read_.frame is None:
        return read_
    frame, found = of_stage(read_.frame, stage, table, taken_up)
    return Layer(frame, read_.found + found, read_.source)


def _from_osm(spec: SchoolsInput, stage: Stage, name: str) -> Layer:
    wrong = tuple(osm.wrong_datum(spec.datum, name))
    places = osm_places.schools(spec.path, stage)
    mine = tuple(replace(one, table=name) for one in places.problems)
    return Layer(places.frame, Findings(wrong + mine, tuple(places.notes)), places.source)


def with_seats(
    schools: gpd.GeoDataFrame, spec: SchoolsInput, pupils_today: pd.Series | None, table: Table
) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return the schools with seats for all: the file's, else the scenario's assumption, else a problem each.

    Parameters
    ----------
    schools
        Index `school_id`.
    pupils_today
        school_id -> pupils of the blocks that are zoned to it today; none where that cannot be known.
    """
    seats = _numbers(schools, "seats")
    empty = seats.isna() & schools["seats"].isna() if "seats" in schools else seats.isna()
    if not empty.any():
        return schools.assign(seats=seats), NOTHING
    if spec.seats_each is not None and spec.seats_roll_times is not None:
        return schools.assign(seats=seats), problem(
            table.name,
            f"inputs.{table.name} 同时写了 seats_each 和 seats_roll_times，请只留一个",
            f"inputs.{table.name} has both seats_each and seats_roll_times: keep one",
        )
    if spec.seats_each is not None:
        return schools.assign(seats=seats.fillna(float(spec.seats_each))), _each(
            spec.seats_each, empty, table
        )
    if spec.seats_roll_times is not None:
        if pupils_today is None:
            return schools.assign(seats=seats), NOTHING
        return _roll_times(schools.assign(seats=seats), spec.seats_roll_times, pupils_today, table)
    return schools.assign(seats=seats), _no_seats(schools[empty], table)


def _each(seats: int, empty: pd.Series, table: Table) -> Findings:
    count = int(empty.sum())
    return assumption(
        table.name,
        f"{count} 所没有学位数，按情景假定每所 {seats} 个",
        f"{count} without seats: {seats} each, as the scenario assumes",
    )


def _roll_times(
    schools: gpd.GeoDataFrame, factor: float, pupils_today: pd.Series, table: Table
) -> tuple[gpd.GeoDataFrame, Findings]:
    """Seats = roll × factor, rounded up; the roll of the file, else the pupils of today's zone."""
    empty = schools["seats"].isna()
    roll = _numbers(schools, "roll")
    from_zones = empty & roll.isna()
    zoned = pupils_today.reindex(schools.index)
    if from_zones.any() and len(pupils_today) == 0:
        return schools, problem(
            table.name,
            f"按在校生数推算学位（seats_roll_times），但 {int(from_zones.sum())} 所没有在校生数，"
            "地块也没有现划片学校",
            f"seats_roll_times needs a roll: {int(from_zones.sum())} have none, and no block names today's "
            "school",
        )
    base = roll.where(~from_zones, zoned.fillna(0.0))
    seats = schools["seats"].where(~empty, np.ceil(np.round(base * factor, 6)))
    basis_zh = (
        "今日片区学生数"
        if from_zones.all()
        else "在校生数"
        if not from_zones.any()
        else "在校生数（没有的用今日片区学生数）"
    )
    basis_en = (
        "today's zones"
        if from_zones.all()
        else "the roll"
        if not from_zones.any()
        else "the roll, or today's zones where there is none"
    )
    said = assumption(
        table.name,
        f"{int(empty.sum())} 所没有学位数，按{basis_zh} × {factor:g} 假定，合计 {seats[empty].sum():.0f} 个",
        f"{int(empty.sum())} without seats: pupils of {basis_en} × {factor:g}, {seats[empty].sum():.0f} "
        "seats in all, as the scenario assumes",
    )
    return schools.assign(seats=seats), said


def _no_seats(lacking: gpd.GeoDataFrame, table: Table) -> Findings:
    found = NOTHING
    has_classes = _numbers(lacking, "classes").notna()
    for school, classes in has_classes.items():
        more_zh = "（有班数：可加一列学位数 = 班数 × 班额）" if classes else ""
        more_en = " (it has classes: add a column of seats = classes × class size)" if classes else ""
        found += problem(
            table.name,
            f"没有学位数{more_zh}；请补上，或在 inputs.{table.name} 写 seats_each 或 seats_roll_times",
            f"has no seats{more_en}; add them, or set seats_each or seats_roll_times in inputs.{table.name}",
            row=str(school),
            column="seats",
        )
    return found


def one_table(
    opened: gpd.GeoDataFrame, candidates: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return existing schools and candidate sites together with their `status`; ids must differ."""
    parts = [opened.assign(status="open")]
    found = NOTHING
    if candidates is not None:
        parts.append(candidates.assign(status="candidate"))
        for school in sorted(set(opened.index) & set(candidates.index)):
            found += problem(
                "candidates",
                "编号与现有学校相同，请换一个",
                "the id is also that of an existing school: use another",
                row=str(school),
            )
    joined = gpd.GeoDataFrame(pd.concat(parts), crs=opened.crs)
    for name in _COLUMNS:
        if name not in joined:
            numeric = name in _NUMBERS
            joined[name] = pd.Series(
                np.nan if numeric else None, index=joined.index, dtype=float if numeric else "str"
            )
    none = joined["seats"] == 0
    joined["status"] = joined["status"].where(~none, "closed")
    return joined[[*_COLUMNS, "geometry"]], found + _closed(joined[none])


def _closed(schools: gpd.GeoDataFrame) -> Findings:
    if schools.empty:
        return NOTHING
    return info(
        "schools",
        f"{len(schools)} 所学位为 0，不参加划片：{listed(schools['name'], 'zh')}",
        f"{len(schools)} with no seats take no part in the plan: {listed(schools['name'], 'en')}",
    )


def placed(schools: gpd.GeoDataFrame, boundary: BaseGeometry) -> Findings:
    """Return what is odd about where schools stand: far away, outside, two at one point; in metres."""
    outside_m = schools.geometry.distance(boundary)
    gone = outside_m > _ELSEWHERE_M
    return (
        _elsewhere(schools[gone], outside_m[gone], len(schools))
        + _outside(schools, outside_m, gone)
        + _together(schools)
    )


def _elsewhere(gone: gpd.GeoDataFrame, away_m: pd.Series, of: int) -> Findings:
    """Schools in another city: a slip in one row, or the whole file misunderstood."""
    if len(gone) * 2 > of:
        return problem(
            "schools",
            f"{len(gone)} 所学校离地块约 {away_m.median() / 1000:.0f} 公里，不在同一个地方；请核对 schools "
            "与 blocks 的 datum、crs、swap_axes",
            f"{len(gone)} schools are about {away_m.median() / 1000:.0f} km from the blocks, another place "
            "altogether: check datum, crs and swap_axes of schools and blocks",
        )
    found = NOTHING
    for (school, name), metres in zip(gone["name"].items(), away_m, strict=True):
        found += problem(
            "schools",
            f"“{name}”离地块 {metres / 1000:.0f} 公里，请核对坐标",
            f"{name!r} is {metres / 1000:.0f} km from the blocks: check its coordinates",
            row=str(school),
        )
    return found


def _outside(schools: gpd.GeoDataFrame, outside_m: pd.Series, gone: pd.Series) -> Findings:
    far = (outside_m > _FAR_OUTSIDE_M) & ~gone
    if not far.any():
        return NOTHING
    names, most = schools["name"][far], outside_m[far].max()
    return warning(
        "schools",
        f"{int(far.sum())} 所在规划范围外 {_FAR_OUTSIDE_M:.0f} 米以上：{listed(names, 'zh')}（最远 "
        f"{most:.0f} 米）",
        f"{int(far.sum())} lie more than {_FAR_OUTSIDE_M:.0f} m outside the boundary: {listed(names, 'en')} "
        f"(farthest {most:.0f} m)",
    )


def _together(schools: gpd.GeoDataFrame) -> Findings:
    """Pairs at the same point."""
    found = NOTHING
    first, second = schools.sindex.query(schools.geometry, predicate="dwithin", distance=_TOGETHER_M)
    once = first < second
    for a, b in zip(first[once], second[once], strict=True):
        one, other = schools["name"].iloc[a], schools["name"].iloc[b]
        found += warning(
            "schools",
            f"“{one}”和“{other}”在同一点，请核对坐标",
            f"{one!r} and {other!r} are at the same point: check the coordinates",
        )
    return found


def indexed(schools: gpd.GeoDataFrame, table: Table) -> gpd.GeoDataFrame:
    """Return schools by id, or by their row where they have none (which is a problem already)."""
    rows = row_names(schools, table).astype("str").rename("school_id")
    frame = schools.drop(columns="school_id", errors="ignore").set_axis(pd.Index(rows, name="school_id"))
    if "name" not in frame:
        frame["name"] = frame.index  # a missing column of names is a problem already
    return frame[~frame.index.duplicated()]  # and so is an id used twice


def _numbers(schools: pd.DataFrame, column: str) -> pd.Series:
    if column not in schools:
        return pd.Series(np.nan, index=schools.index)
    return pd.to_numeric(schools[column], errors="coerce").astype(float)
