"""An invented town as a map set: any size, the same for the same seed; for tests of the printed atlas."""

import geopandas as gpd
import invented_town
import numpy as np
import pandas as pd
import shapely

from zoning.render.atlas import Atlas, Rooms, Sheet
from zoning.words import Text

YEARS = (2026, 2027, 2028, 2029, 2030)
KINDS = ("keep", "expand", "close", "keep", "merge", "convert")


def atlas(
    blocks: int = 80, schools: int = 6, *, stages=("primary",), works: bool = True, rooms: bool = False, **map_info
) -> Atlas:  # fmt: skip
    """Return the map set of an invented district; its second school grows and its third is closed where there are `works`."""
    result = invented_town.result(blocks, schools, **map_info)
    area = result.area
    return Atlas(
        info=result.scenario.map, name=result.scenario.name, crs=area.crs, boundary=area.boundary, blocks=area.blocks[["name", "kind", "dwellings", "geometry"]],
        streets=area.streets.edges[["level", "geometry"]], barriers=area.barriers, crossings=area.crossings, places=_places(area.blocks),
        base_year=YEARS[0], near_year=YEARS[-1], horizon=YEARS[-1], stages={stage: _sheet(result, stage, works=works) for stage in stages},
        works=_works(area, works=works), no_works=None if works else Text("没有选定的项目", "No works are chosen"), rules=result.rules.title,
        from_osm=False, rooms=_rooms(area) if rooms else None,
    )  # fmt: skip


def _places(blocks: gpd.GeoDataFrame) -> gpd.GeoSeries:
    middle = blocks.geometry.representative_point()
    return gpd.GeoSeries(
        {name: middle[mine.index[len(mine) // 2]] for name, mine in blocks.groupby("subdistrict")},
        crs=blocks.crs,
    )


def _sheet(result, stage: str, *, works: bool) -> Sheet:
    area, judged = result.area, result.assessment
    ids = area.schools.index
    kind = [KINDS[n % len(KINDS)] if works else "keep" for n in range(len(ids))]
    before = area.schools["seats"].astype(float)
    after = before.where(np.array(kind) != "close", 0.0) * np.where(np.array(kind) == "expand", 2, 1)
    near = result.measures.straight.matrix().reindex(area.blocks.index) <= result.measures.radius_m
    foot = result.measures.walks.matrix().reindex(area.blocks.index) <= result.measures.radius_m
    reach = {
        when: np.select([foot.loc[:, seats > 0].any(axis=1), near.loc[:, seats > 0].any(axis=1)], ["walk", "radius"], "beyond")
        for when, seats in (("now", before), ("then", after))
    }  # fmt: skip
    change = np.select([reach["then"] != "beyond", reach["now"] != "beyond"], ["stays", "lost"], "beyond")
    pupils = area.blocks["pupils"]
    schools = pd.DataFrame(
        {
            "name": area.schools["name"], "private": np.arange(len(ids)) % 3 == 2, "classes": np.ceil(before / 45), "roll": before - 20, "seats_before": before,
            "seats_planned": after, "classes_planned": np.ceil(after / 45), "kind": kind, "into": [ids[0] if k == "close" else None for k in kind],
            "year": [2028.0 if k != "keep" else np.nan for k in kind], "subdistrict": "文汇街道",
        }
    )  # fmt: skip
    use = judged.schools[["pupils", "seats", "utilisation_share", "alert"]].rename(
        columns={"utilisation_share": "share"}
    )
    return Sheet(
        stage=stage, radius_m=result.measures.radius_m, pupils=pd.DataFrame({"now": pupils, "then": pupils * np.where(np.arange(len(pupils)) % 9, 0.9, 2.0)}),
        reach=pd.DataFrame(reach, index=area.blocks.index), cover=pd.Series(change, index=area.blocks.index),
        circles=gpd.GeoDataFrame({"now": before > 0, "then": after > 0}, geometry=result.measures.service_areas["radius"], crs=area.crs),
        schools=gpd.GeoDataFrame(schools, geometry=area.schools.geometry, crs=area.crs), use=use, use_year=2026, zones=judged.zones, zone_year=2027,
        coverage=pd.DataFrame([(y, way, base, 6.0, 10.0, 0.6) for y in YEARS for way in ("radius", "walk") for base in ("area", "dwellings", "pupils")], columns=["year", "way", "base", "covered", "total", "share"]),
        city=_city(pupils.sum(), before.sum(), after.sum(), len(ids)), parts=_parts(area.blocks, before.sum()),
        counts=pd.Series({"today": len(ids), **{k: kind.count(k) for k in ("keep", "expand", "relocate", "build", "merge", "convert", "close")}, "horizon": int((after > 0).sum())}),
    )  # fmt: skip


def _city(pupils: float, before: float, after: float, schools: int) -> pd.DataFrame:
    table = pd.DataFrame({"year": YEARS, "pupils": pupils * np.linspace(1, 0.8, len(YEARS)), "seats": [before, before, *[after] * 3]})  # fmt: skip
    return table.assign(
        private_seats=0.0, schools=schools, gap=table["pupils"] - table["seats"], gap_unchanged=table["pupils"] - before,
        utilisation_share=table["pupils"] / table["seats"], alert="yellow",
    )  # fmt: skip


def _parts(blocks: gpd.GeoDataFrame, seats: float) -> pd.DataFrame:
    pupils = blocks.groupby("subdistrict")["pupils"].sum()
    rows = [(year, name, value, seats / len(pupils), value - seats / len(pupils)) for year in YEARS for name, value in pupils.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "subdistrict", "pupils", "seats", "gap"])


def _works(area, *, works: bool) -> gpd.GeoDataFrame:
    rows = [
        (1, 2027, "expand", "primary", area.schools.index[1], "扩建一期", None, 900, 1800, 1200.0),
        (2, 2028, "close", "primary", area.schools.index[2], "停办", area.schools.index[0], 900, 0, 0.0),
        (3, 2028, "build", "primary", area.schools.index[1], "同址新建", None, 0, 600, 5000.0),
    ][: 3 if works else 0]
    columns = ["number", "year", "kind", "stage", "school_id", "name", "into", "seats_before", "seats_planned", "cost_wan"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries([area.schools.geometry[i] for i in table["school_id"]], crs=area.crs))  # fmt: skip


def _rooms(area) -> Rooms:
    role = ["have", "new", *["other"] * (len(area.schools) - 2)]
    schools = gpd.GeoDataFrame({"name": area.schools["name"], "role": role}, geometry=area.schools.geometry)
    at = shapely.multipoints(schools.geometry.to_numpy()[:2])
    near = pd.Series(area.blocks.distance(at) < 800, dtype="object")
    return Rooms("资源教室", "primary", 800.0, schools, near, 500.0, 900.0, Text("已证明为最优", "proved to be the best possible"))  # fmt: skip
