"""Blocks with pupils from the residential buildings of an OpenStreetMap file: an assumption, stated as one."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from zoning.errors import Problem
from zoning.model import Floats, Ints, Note, Source
from zoning.read import osm, osm_streets
from zoning.read.findings import Findings, assumption, info, problem, warning
from zoning.read.grouping import Groups, address_of, grouped, named, outlines
from zoning.read.homes import estates, homes, storeys
from zoning.scenario import BlocksInput, Buildings
from zoning.words import listed

_KEYS = ("building", "landuse", "place", *osm_streets.KEYS)
_COLUMNS = ["block_id", "name", "address", "kind", "dwellings", "pupils", "geometry"]


@dataclass(frozen=True, eq=False)
class BuildingsRead:
    """Blocks made of buildings."""

    frame: gpd.GeoDataFrame | None
    """`block_id`, `name`, `address`, `kind`, `dwellings` (missing where no building is drawn), `pupils`,
    polygons in EPSG:4326; none where there are problems."""
    notes: tuple[Note, ...]
    problems: list[Problem]
    source: Source | None


def blocks(spec: BlocksInput) -> BuildingsRead:
    """Return one block for every named estate, and for every group of homes that stand together.

    Floor area = footprint × storeys; dwellings and pupils follow from the scenario's two numbers
    and are shared out in whole numbers, so that their totals are kept.
    """
    found = Findings(tuple(osm.wrong_datum(spec.datum, "blocks"))) + _usable(spec)
    if found.problems or spec.buildings is None:
        return BuildingsRead(None, found.notes, list(found.problems), None)
    held = osm.load(spec.path, _KEYS, "blocks")
    if isinstance(held, Problem):
        return BuildingsRead(None, (), [held], None)
    areas = held.areas.to_crs(_equal_area(held.areas))
    land = estates(areas)
    living, students = homes(areas, land)
    if living.empty and land.empty:
        return BuildingsRead(None, (), list(_no_homes(spec).problems), held.source)
    crs = str(areas.crs)
    groups = grouped(living, land, osm_streets.dividers(held, crs), spec.buildings.join_m)
    ground = outlines(groups, living, land, spec.buildings.join_m)
    names = named(groups, living, ground, osm_streets.named_streets(held, crs))
    counts = _counted(groups, living, spec.buildings)
    addresses = _addresses(groups, living, land)
    kind = groups.table["rank"].map({0: "小区", 1: "小区", 2: "住宅"})
    table = counts.assign(name=names, address=addresses, kind=kind).reset_index()
    frame = gpd.GeoDataFrame(table, geometry=ground.to_numpy(), crs=crs).to_crs("EPSG:4326")[_COLUMNS]
    notes = (osm.credit("blocks"), *_notes(frame, living, students, spec.buildings))
    return BuildingsRead(frame.sort_values("block_id", ignore_index=True), notes, [], held.source)


def _counted(groups: Groups, living: gpd.GeoDataFrame, rule: Buildings) -> pd.DataFrame:
    """`dwellings` and `pupils` of every block in whole numbers; dwellings are missing where no home is drawn."""
    floors_m2 = living.area * storeys(living["tags"]).fillna(rule.storeys)
    floor_m2 = floors_m2.groupby(groups.of_home).sum().reindex(groups.table.index, fill_value=0.0)
    exact = floor_m2 / rule.floor_area_per_dwelling_m2
    dwellings = pd.Series(_whole(exact.to_numpy()), index=exact.index, dtype=float).where(floor_m2 > 0)
    pupils = pd.Series(_whole((exact * rule.pupils_per_dwelling).to_numpy()), index=exact.index)
    return pd.DataFrame({"dwellings": dwellings, "pupils": pupils})


def _whole(values: Floats) -> Ints:
    """Whole numbers that add up to the rounded total: the largest remainders are rounded up."""
    base = np.floor(values)
    left = round(values.sum()) - int(base.sum())
    up = np.argsort(-(values - base), kind="stable")[: max(left, 0)]
    base[up] += 1
    return base.astype(np.int64)


def _addresses(groups: Groups, living: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> pd.Series:
    """The address of the estate, else of its first building that has one."""
    of_land = address_of(land["tags"]).groupby(land["osm_id"]).first()
    mine = address_of(living["tags"])
    of_homes = mine[mine != ""].groupby(groups.of_home[mine != ""]).first()
    known = pd.concat([of_land[of_land != ""], of_homes])
    return known[~known.index.duplicated()].reindex(groups.table.index, fill_value="")


def _notes(
    frame: gpd.GeoDataFrame, living: gpd.GeoDataFrame, students: int, rule: Buildings
) -> tuple[Note, ...]:
    told = int(storeys(living["tags"]).notna().sum())
    homes_, flats, pupils = len(living), int(frame["dwellings"].sum()), int(frame["pupils"].sum())
    per, rate = rule.floor_area_per_dwelling_m2, rule.pupils_per_dwelling
    found = assumption(
        "blocks",
        f"地块与学生数由建筑轮廓推算，不是实际人数：住宅 {homes_} 栋，建筑面积＝基底×层数（{told} 栋有层数，"
        f"其余按 {rule.storeys:g} 层），每户 {per:g} 平方米、{rate:g} 名学生，合 {flats} 户、{pupils} 人",
        f"blocks and pupils were estimated from buildings, not counted: {homes_} homes, floor area = footprint × "
        f"storeys ({told} state theirs, {rule.storeys:g} for the others), {per:g} m² and {rate:g} pupils per "
        f"dwelling make {flats} dwellings and {pupils} pupils",
    )
    if students:
        found += info(
            "blocks",
            f"{students} 栋学生公寓不计入：住的是大学生等，没有适龄学生",
            f"{students} student hall(s) were left out: nobody of school age lives there",
        )
    empty = frame.loc[frame["dwellings"].isna(), "name"]
    if len(empty):
        found += warning(
            "blocks",
            f"{len(empty)} 个小区没有画出住宅楼，人数未知，按 0 计：{listed(empty, 'zh', 10)}；请补充户数或学生数",
            f"{len(empty)} estate(s) have no home drawn and count 0 pupils: {listed(empty, 'en', 10)}; "
            "give their dwellings or pupils",
        )
    return found.notes


def _usable(spec: BlocksInput) -> Findings:
    if not osm.is_osm(spec.path):
        return problem(
            "blocks",
            f"{spec.table or spec.path.name} 不是 OpenStreetMap 文件，不能由建筑推算地块；请给 .osm 或 .osm.pbf，或删去 inputs.blocks.buildings",
            f"{spec.table or spec.path.name} is no OpenStreetMap file to make blocks of buildings from: give an .osm or .osm.pbf, "
            "or remove inputs.blocks.buildings",
        )
    if spec.buildings is None:
        return problem(
            "blocks",
            "由建筑推算地块需要写明每户面积和每户学生数：请加 [inputs.blocks.buildings]，"
            "写 floor_area_per_dwelling_m2 和 pupils_per_dwelling",
            "blocks made of buildings need the floor area and the pupils of a dwelling: add "
            "[inputs.blocks.buildings] with floor_area_per_dwelling_m2 and pupils_per_dwelling",
        )
    return Findings()


def _no_homes(spec: BlocksInput) -> Findings:
    return problem(
        "blocks",
        f"{spec.path.name} 里没有住宅楼（building=residential、apartments 等），也没有命名的小区",
        f"{spec.path.name} has no residential building (building=residential, apartments, …) and no named estate",
    )


def _equal_area(areas: gpd.GeoDataFrame) -> str:
    """Return a CRS in metres, true in area, centred on the data."""
    west, south, east, north = areas.total_bounds if len(areas) else (0.0, 0.0, 0.0, 0.0)
    return f"+proj=laea +lon_0={(west + east) / 2:.4f} +lat_0={(south + north) / 2:.4f} +units=m"
