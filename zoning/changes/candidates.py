"""Candidate sites for new schools: those of the file and those made here, less what a rule excludes; all to be tried."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.changes.checks import must_be_schools
from zoning.changes.places import must
from zoning.model import Note, StudyArea
from zoning.rules import Rules
from zoning.scenario import Scenario
from zoning.scenario.sites import Exclude, Made, Sites
from zoning.words import Lang, Text

_TOGETHER_M = 1.0
_NORMS = Exclude.model_validate({})
MOST = 20_000
"""Sites made at most: beyond, the grid is too fine to be meant."""


def tried(scenario: Scenario, area: StudyArea, norms: Rules) -> StudyArea:
    """Return the area with every candidate site `tried`: as good as open. For a facility, the schools are the sites.

    Raises `ScenarioError` where there is none, or a school is named that is not there.
    """
    asked = scenario.sites
    named = [
        *asked.may_close,
        *(grow.id for grow in asked.grow),
        *(asked.facility.have if asked.facility else ()),
    ]
    must_be_schools(scenario, area, "sites", named)
    if asked.facility is not None:
        return _facility(area, asked)
    schools = area.schools
    by_parcel = asked.made is not None and asked.made.place == "parcels"
    must(scenario, "sites.made", not by_parcel or area.parcels is not None, Text("place = \"parcels\" 需要 inputs.parcels（宗地面图层）", "place = \"parcels\" needs inputs.parcels, polygons of land"))  # fmt: skip
    made = _made(area, asked.made, scenario.lang) if asked.made is not None else None
    must(scenario, "sites.made", made is None or len(made) <= MOST, Text(f"备选点超过 {MOST} 个，请加大 spacing_m", f"more than {MOST} sites: raise spacing_m"))  # fmt: skip
    clash = [] if made is None else made.index.intersection(schools.index).tolist()
    must(scenario, "sites.made", not clash, Text(f"编号 {clash[:3]} 与文件中的重复，请改文件里的编号", f"the ids {clash[:3]} are taken by a file: change them there"))  # fmt: skip
    if made is not None:
        schools = gpd.GeoDataFrame(pd.concat([schools, made.reindex(columns=schools.columns)]), crs=area.crs)
    area = replace(area, schools=schools)
    kept, notes = _kept(area, asked, norms, None if made is None else made.index)
    there = (schools["status"] == "candidate").to_numpy()
    must(scenario, "sites", there.any(), Text("没有备选点：请在 inputs.candidates 写备选点文件，或写 [sites.made]", "there are no candidate sites: give inputs.candidates, or [sites.made]"))  # fmt: skip
    must(scenario, "sites.exclude", (there & kept).any(), Text("备选点全部被排除，请放宽", "every candidate site is excluded: relax it"))  # fmt: skip
    status = schools["status"].where(~there, np.where(kept, "tried", "candidate"))
    return replace(area, schools=schools.assign(status=status), notes=(*area.notes, *notes))


def _facility(area: StudyArea, asked: Sites) -> StudyArea:
    """Every open school is a site, those that have the facility are open."""
    assert asked.facility is not None
    open_ = area.schools["status"] == "open"
    have = area.schools.index.isin(list(asked.facility.have))
    status = np.where(open_ & ~have, "tried", np.where(open_, "open", "closed"))
    return replace(area, schools=area.schools.assign(status=status))


def _made(area: StudyArea, asked: Made, lang: Lang) -> gpd.GeoDataFrame:
    """Sites in every block, on a grid, or in every parcel; with names that tell where."""
    ground = np.nan
    if asked.place == "blocks":
        points = area.blocks.geometry.representative_point()
        ids = [f"@{block}" for block in area.blocks.index]
        names = _named(area.blocks["name"], area.blocks.index)
    elif asked.place == "grid":
        points = gpd.GeoSeries(list(_grid(area, float(asked.spacing_m or 0.0))), crs=area.crs)
        ids = [f"@G{n:04d}" for n in range(1, len(points) + 1)]
        names = [Text(f"网格 {n}", f"grid {n}").to(lang) for n in range(1, len(points) + 1)]
    else:
        land = _parcels(area, asked)
        points, ground = land.geometry.representative_point(), land.geometry.area.to_numpy()
        ids = [f"@P{n:04d}" for n in range(1, len(land) + 1)]
        known = land["parcel_id"] if "parcel_id" in land else pd.Series(pd.NA, index=land.index)
        fallback = [
            i if pd.notna(i) else Text(f"宗地 {n}", f"parcel {n}").to(lang) for n, i in enumerate(known, 1)
        ]
        names = _named(land["name"] if "name" in land else pd.Series(pd.NA, index=land.index), fallback)
    columns = {
        "name": names,
        "status": "candidate",
        "seats": float(asked.seats),
        "site_m2": ground,
        "cost_wan": asked.cost_wan,
    }
    index = pd.Index(ids, name=area.schools.index.name, dtype="str")
    return gpd.GeoDataFrame(columns, index=index, geometry=points.to_numpy(), crs=area.crs)


def _named(names: pd.Series, fallback: Iterable[object]) -> list[str]:
    return [
        str(name) if isinstance(name, str) and name else str(other)
        for name, other in zip(names, fallback, strict=True)
    ]


def _parcels(area: StudyArea, asked: Made) -> gpd.GeoDataFrame:
    """The parcels within the boundary, of the uses that are asked for."""
    assert area.parcels is not None
    shapely.prepare(area.boundary)
    land = area.parcels[
        shapely.covers(area.boundary, area.parcels.geometry.representative_point().to_numpy())
    ]
    if not asked.land_use:
        return land
    uses = land["land_use"] if "land_use" in land else pd.Series(pd.NA, index=land.index)
    return land[uses.isin(list(asked.land_use))]


def _grid(area: StudyArea, spacing_m: float) -> Iterator[shapely.Point]:
    """Points of a grid within the boundary, row by row."""
    west, south, east, north = area.boundary.bounds
    x = np.arange(west + spacing_m / 2, east, spacing_m)
    y = np.arange(south + spacing_m / 2, north, spacing_m)
    points = shapely.points(*(axis.ravel() for axis in np.meshgrid(x, y)))
    shapely.prepare(area.boundary)
    yield from points[shapely.covers(area.boundary, points)]


def _kept(
    area: StudyArea, asked: Sites, norms: Rules, made: pd.Index | None
) -> tuple[np.ndarray, tuple[Note, ...]]:
    """Return which schools and sites no rule excludes, and what was excluded by which."""
    schools, rule = area.schools, asked.exclude or _NORMS
    bound = schools["status"].eq("candidate").to_numpy()
    if (
        asked.exclude is None
    ):  # sites of a file are the planner's own: only a rule that is asked for holds for them
        bound = bound & schools.index.isin([] if made is None else made)
    kept, notes = np.ones(len(schools), bool), list[Note]()
    for said, out in _rules(area, rule, norms):
        gone = bound & kept & out
        if gone.any():
            text = Text(f"{int(gone.sum())} 个备选点{said.zh}，不考虑", f"{int(gone.sum())} candidate sites left out: {said.en}")  # fmt: skip
            notes.append(Note("sites", text))
        kept &= ~gone
    return kept, tuple(notes)


def _rules(area: StudyArea, rule: Exclude, norms: Rules) -> Iterator[tuple[Text, np.ndarray]]:
    """Yield, rule by rule, what it says and the sites (of all schools) that it excludes."""
    points = area.schools.geometry
    for kind, zh, en, asked in (
        ("railway", "铁路", "a railway", rule.railway_m),
        ("motorway", "高速公路", "a motorway", rule.motorway_m),
    ):
        least = norms.site_distance_m(kind) if asked is None else asked
        lines = area.barriers.geometry[area.barriers["kind"] == kind]
        if least > 0 and len(lines):
            near = shapely.dwithin(points.to_numpy(), shapely.union_all(lines.to_numpy()), least)
            yield Text(f"距{zh}不足 {least:g} 米", f"within {least:g} m of {en}"), near
    open_ = area.open_schools.geometry
    least = max(rule.school_m, _TOGETHER_M)
    if len(open_):
        near = shapely.dwithin(points.to_numpy(), shapely.union_all(open_.to_numpy()), least)
        yield Text(f"距现有学校不足 {least:g} 米", f"within {least:g} m of a school that is open"), near
    if rule.smallest_m2 > 0:
        ground = pd.to_numeric(area.schools["site_m2"], errors="coerce").to_numpy(float)
        yield (
            Text(
                f"用地不足 {rule.smallest_m2:,.0f} 平方米", f"less than {rule.smallest_m2:,.0f} m² of ground"
            ),
            ground < rule.smallest_m2,
        )
