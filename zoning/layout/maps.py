"""The map set of a layout plan: its tables as the atlas draws them."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.assess import years as judge
from zoning.assess import zones as ground
from zoning.layout import rooms, tables
from zoning.layout.made import Layout, Years
from zoning.model import Stage
from zoning.render import atlas, titles
from zoning.render.atlas import Atlas, Rooms, Sheet
from zoning.result import Siting
from zoning.words import Lang, Text

_NO_PROGRAMME = Text(
    "情景没有 [programme] 一节：学校维持现状", "The scenario has no [programme]: schools stay as they are"
)
_NONE_NEAR = Text("近期没有建设项目", "No works in the near term")
_NONE = Text("没有选定的项目：学校维持现状", "No works are chosen: schools stay as they are")


def write(made: Layout, path: Path, lang: Lang) -> int:
    """Write the map set as one A3 PDF; return how many pages it has."""
    return atlas.write(of(made), path, lang)


def of(made: Layout) -> Atlas:
    """Return everything that the map set shows of a layout plan."""
    first = next(iter(made.stages.values())).area
    years, order = made.forecast.years, made.forecast.blocks
    streets = None if first.streets is None else first.streets.edges
    works = _works(made)
    return Atlas(
        info=made.scenario.map, name=made.scenario.name, crs=first.crs, boundary=first.boundary,
        blocks=first.blocks[["name", "kind", "dwellings", "geometry"]].reindex(order),
        streets=gpd.GeoDataFrame({"level": []}, geometry=[], crs=first.crs) if streets is None else streets[["level", "geometry"]],
        barriers=first.barriers, crossings=first.crossings, places=_places(made), base_year=years[0], near_year=min(years[0] + tables.NEAR_YEARS, years[-1]), horizon=years[-1],
        stages={stage: _sheet(made, stage, found) for stage, found in made.stages.items()}, works=works, no_works=_why_none(made, works),
        rules=made.rules.title, from_osm=any(titles.from_osm(made.scenario, found.area) for found in made.stages.values()),
        rooms=None if made.rooms is None else _rooms(made.rooms),
    )  # fmt: skip


def _why_none(made: Layout, works: pd.DataFrame) -> Text | None:
    if len(works):
        return None
    if made.scenario.programme is None:
        return _NO_PROGRAMME
    return _NONE_NEAR if len(made.works) else _NONE


def _places(made: Layout) -> gpd.GeoSeries:
    """The middle of each subdistrict's homes, on a block of its own."""
    blocks = next(iter(made.stages.values())).area.blocks.reindex(made.forecast.blocks)
    at = shapely.get_coordinates(shapely.point_on_surface(blocks.geometry.to_numpy()))
    homes = blocks["dwellings"].fillna(0.0).to_numpy(float) + 1e-6
    found = {}
    for name in sorted(set(made.forecast.subdistrict) - {""}):
        mine = (made.forecast.subdistrict.reindex(blocks.index) == name).to_numpy()
        middle = np.average(at[mine], axis=0, weights=homes[mine])
        found[str(name)] = shapely.Point(at[mine][np.argmin(np.hypot(*(at[mine] - middle).T))])
    return gpd.GeoSeries(found, crs=blocks.crs)


def _sheet(made: Layout, stage: Stage, years: Years) -> Sheet:
    first, last = made.forecast.years[0], made.forecast.years[-1]
    zone_year = made.forecast.years[1]
    zoned = pd.Series(years.zones.school_of.loc[zone_year])
    use_year = first if years.zones.school_of.loc[first].notna().any() else zone_year
    by = {year: years.by_school[years.by_school["year"] == year].set_index("school_id") for year in {use_year, zone_year}}  # fmt: skip
    use = by[use_year].rename(columns={"utilisation_share": "share"})[["pupils", "seats", "share", "alert"]]
    zones = ground.table(by[zone_year], zoned, years.area, years.measures)
    ends = made.end_state.set_index("stage")
    return Sheet(
        stage=stage, radius_m=years.measures.radius_m, pupils=pd.DataFrame({"now": years.pupils.loc[first], "then": years.pupils.loc[last]}),
        reach=_reach(made, years), cover=_cover(made, years), circles=_circles(years), schools=_schools(made, stage, years), use=use, use_year=use_year, zones=zones, zone_year=zone_year,
        coverage=years.coverage, city=years.by_city.assign(gap_unchanged=years.idle["gap"].to_numpy()), parts=years.by_subdistrict, counts=pd.Series(ends.loc[stage]),
    )  # fmt: skip


def _reach(made: Layout, years: Years) -> pd.DataFrame:
    """Whether each block lies within the radius of a school with seats, on foot or in a straight line, in the base year and at the horizon."""
    blocks, schools = years.pupils.columns, years.seats.columns
    near = {way: walks.matrix().loc[blocks, schools].to_numpy() <= years.measures.radius_m for way, walks in (("walk", years.measures.walks), ("radius", years.measures.straight))}  # fmt: skip
    found = {}
    for when, at in (("now", 0), ("then", -1)):
        open_ = (years.seats.iloc[at] > 0).to_numpy()
        lived = (years.pupils.iloc[at].to_numpy() > 0) | (made.forecast.dwellings[at] > 0)
        ways = [lived & reached[:, open_].any(axis=1) for reached in near.values()]
        found[when] = np.select(ways, list(near), np.where(lived, "beyond", ""))
    return pd.DataFrame(found, index=blocks)


def _cover(made: Layout, years: Years) -> pd.Series:
    """What becomes of each block's cover: by schools with seats today and at the horizon, where somebody lives at the horizon."""
    near = years.measures.straight.matrix().loc[years.pupils.columns, years.seats.columns].to_numpy() <= years.measures.radius_m  # fmt: skip
    now, then = (near[:, (years.seats.iloc[at] > 0).to_numpy()].any(axis=1) for at in (0, -1))
    lived = (years.pupils.iloc[-1].to_numpy() > 0) | (made.forecast.dwellings[-1] > 0)
    what = np.select([now & then, then, now], ["stays", "gained", "lost"], "beyond")
    return pd.Series(np.where(lived, what, ""), index=years.pupils.columns)


def _circles(years: Years) -> gpd.GeoDataFrame:
    areas = years.measures.service_areas.reindex(years.seats.columns)
    radius = gpd.GeoSeries(areas["radius"], crs=years.area.crs)
    ends = {when: (years.seats.iloc[at] > 0).to_numpy() for when, at in (("now", 0), ("then", -1))}
    table = gpd.GeoDataFrame(ends, geometry=radius.to_numpy(), index=radius.index, crs=years.area.crs)
    return table[~(table.geometry.isna() | table.geometry.is_empty)]


def _schools(made: Layout, stage: Stage, years: Years) -> gpd.GeoDataFrame:
    """Schools as they stand: those that share a zone one by one, with their own seats."""
    planned = tables.planned(made).query("stage == @stage").set_index("school_id")
    area, pools = years.area, years.area.pools
    ids = [*planned.index.drop(list(pools), errors="ignore"), *(school for zone in pools.values() for school in zone)]  # fmt: skip
    schools, rows = area.schools.reindex(ids), planned.reindex(ids)
    own = pd.to_numeric(schools["seats"], errors="coerce").fillna(0.0)
    shared = rows["kind"].isna()
    mine = made.works[(made.works["stage"] == stage) & made.works["into"].notna()].drop_duplicates("school_id", keep="last")  # fmt: skip
    table = {
        "name": schools["name"].astype(str), "private": judge.is_private(schools["ownership"]), "classes": pd.to_numeric(schools["classes"], errors="coerce"),
        "roll": pd.to_numeric(schools["roll"], errors="coerce"), "seats_before": rows["seats_before"].where(~shared, own),
        "seats_planned": rows["seats_planned"].where(~shared, own), "classes_planned": rows["classes_planned"], "kind": rows["kind"].fillna("keep"),
        "into": mine.set_index("school_id")["into"].reindex(ids), "year": rows["done_year"], "subdistrict": judge.school_places(area, made.forecast.subdistrict).reindex(ids),
    }  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=schools.geometry.to_numpy(), index=pd.Index(ids, name="school_id"), crs=area.crs)  # fmt: skip


def _works(made: Layout) -> gpd.GeoDataFrame:
    """Works of the near term where they are done: of one that moves or joins schools, the place that grows."""
    rows = tables.works(made).rename(columns={"done_year": "year"})
    at = [made.stages[stage].area.schools.geometry.get(school) for stage, school in zip(rows["stage"], rows["school_id"], strict=True)]  # fmt: skip
    return gpd.GeoDataFrame(rows.drop(columns=["land_m2", "decided"]), geometry=gpd.GeoSeries(at, index=rows.index, crs=next(iter(made.stages.values())).area.crs))  # fmt: skip


def _rooms(found: Siting) -> Rooms:
    """Where a facility is and where it goes, and whom it reaches: blocks by a point inside them."""
    facility, reach, pupils = (
        found.scenario.sites.facility,
        rooms.reach(found),
        found.area.blocks["pupils"].to_numpy(float),
    )
    assert facility is not None
    near = float(pupils[reach.fillna(False).to_numpy(bool)].sum())
    return Rooms(facility.name, found.scenario.stage, found.asked.radius_m, rooms.schools(found), reach, near, float(pupils.sum()), found.answer.proved)  # fmt: skip
