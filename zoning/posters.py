"""Maps to hang on a wall: a plan's zones as A3 posters, one for each school, and a sheet of all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from zoning import planner, suppression
from zoning.errors import ExportError
from zoning.export.folder import replaced, require_writable
from zoning.measure import service_areas, walking
from zoning.model import StudyArea
from zoning.planner import OnStep
from zoning.render import fonts, titles
from zoning.render.posters import Page, Ring, Size, Town, Zone, beneath, pages, shifted, write_pages
from zoning.render.shapes import simplified
from zoning.render.tiles import Tiles
from zoning.result import Result
from zoning.words import Lang, Text, listed

LAY_OUT = Text("量算步行圈、排版", "measuring walks from the schools, laying out the pages")
DRAW = Text("绘制挂图", "drawing the posters")
_CLOSED_M = 80.0
"""Streets walked that lie nearer than twice this to each other make one area."""
_HOLE_M2 = 300_000.0
"""Ground between streets walked is filled in up to this size."""
_SMOOTH_M = 14.0
"""Edges of zones run along the middle of streets, give or take a few metres, which are drawn straight."""
_RINGS = (1, 2)
"""Rings, as multiples of the service radius."""


@dataclass(frozen=True)
class Asked:
    """What the posters are to be."""

    schools: tuple[str, ...] = ()
    """Ids or names of the schools whose zones are drawn; without any all are, and the sheet of all zones."""
    size: Size = "A3"
    """Of the sheet of all zones."""
    png: bool = False
    """Pictures of 300 dots per inch too."""
    public: bool = True
    """Numbers of pupils below 10 are not told; else those below 5."""
    basemap: Tiles | None = None


@dataclass(frozen=True)
class Posters:
    """What was drawn, and into which files."""

    files: list[Path]
    pages: list[Page]


def write(result: Result, folder: Path, lang: Lang, asked: Asked | None = None, *, notice: Mapping[str, str] | None = None, on_step: OnStep = planner.ignore) -> Posters:  # fmt: skip
    """Write a plan's posters into a folder, whole or not at all.

    Raises `ExportError` where a school is not there, this machine has no Chinese font, or the basemap cannot be had.
    """
    asked = asked or Asked()
    require_writable(folder, result.scenario)
    on_step(LAY_OUT)
    only = chosen(result, asked.schools) if asked.schools else None
    town = of(result, notice=notice, public=asked.public)
    under = None
    if asked.basemap is not None:
        town = shifted(town) if asked.basemap.about.datum == "gcj02" else town
        under = beneath(asked.basemap, town.crs, lang)
    about = {"Title": town.title, "Author": town.info.made_by or ""}
    with fonts.typeset():
        found = pages(town, lang, only=only, size=asked.size, beneath=under)
        on_step(DRAW)
        count = getattr(on_step, "count", lambda at, of: None)

        def fill(new: Path) -> None:
            write_pages(found, new, about, png=asked.png, whole=only is None, counted=count)

        files = replaced(folder, fill)
    return Posters(files, found)


def chosen(result: Result, schools: Collection[str]) -> set[str]:
    """Return the ids of the zones of schools given by id or name; raise `ExportError` where there is none such."""
    zones = [str(zone) for zone in result.assessment.zones.index]
    names = result.area.schools["name"].astype(str)
    ids = {one: zone for zone in zones for one in (zone, *result.area.pools.get(zone, ()))}
    named: dict[str, set[str]] = {}
    for one, zone in ids.items():
        named.setdefault(str(names.get(one, one)), set()).add(zone)
    if twice := [school for school in schools if school not in ids and len(named.get(school, ())) > 1]:
        raise ExportError(Text(f"有两所学校都叫 {listed(twice, 'zh')}，请改用学校编号", f"two schools are called {listed(twice, 'en')}: give the id"))  # fmt: skip
    zone_of = {said: min(of) for said, of in named.items()} | ids
    strange = [school for school in schools if school not in zone_of]
    if strange:
        there = [f"{zone} {names.get(zone, '')}".strip() for zone in zones]
        raise ExportError(Text(f"没有这些学校的片区：{listed(strange, 'zh')}。有片区的是：{listed(there, 'zh', 20)}", f"no zones of these schools: {listed(strange, 'en')}. There are: {listed(there, 'en', 20)}"))  # fmt: skip
    return {zone_of[school] for school in schools}


def of(result: Result, *, notice: Mapping[str, str] | None = None, public: bool = True) -> Town:
    """Return everything that the posters show of a plan.

    Parameters
    ----------
    notice
        What the notice says of each zone, by the id of its school (of a shared zone: by the id of the zone).
    public
        Numbers below 10 are not told; else those below 5.
    """
    area, frame = result.area, result.assessment.zones
    outlines = simplified(frame.geometry, _SMOOTH_M)
    members = {str(zone): area.pools.get(str(zone), (str(zone),)) for zone in frame.index}
    rings = _rings(result, members)
    least = suppression.PUBLIC if public else suppression.INTERNAL
    pupils = told(frame["pupils"], least)
    zones = [
        Zone(
            zone_id=zone, shape=outlines[zone], colour=int(frame["colour"][zone]), schools=_schools(area, ids), homes=_homes(result, zone), unnamed=_unnamed(result, zone),
            rings=[Ring(metres, shapes[zone], share) for (metres, shapes), share in zip(rings.items(), _shares(result, zone, ids, list(rings), least), strict=True)],
            pupils=pupils[zone], notice=(notice or {}).get(zone, ""),
        )
        for zone, ids in members.items()
    ]  # fmt: skip
    streets = gpd.GeoDataFrame({"level": [], "name": []}, geometry=[], crs=area.crs) if area.streets is None else area.streets.edges[["level", "name", "geometry"]]  # fmt: skip
    return Town(
        info=result.scenario.map, name=result.scenario.name, stage=titles.STAGES[result.scenario.stage], crs=area.crs, boundary=area.boundary,
        blocks=area.blocks[["name", "kind", "dwellings", "geometry"]].assign(lived=lived(area.blocks)), streets=streets, barriers=area.barriers, crossings=area.crossings, zones=zones,
        rules=result.rules.title, radius_m=result.measures.radius_m, on_foot=area.streets is not None, from_osm=titles.from_osm(result.scenario, area),
    )  # fmt: skip


def told(counts: pd.Series, least: int) -> dict[str, float | None]:
    """Return the numbers that may be told, None for those that may not: below `least`, or telling of those.

    >>> told(pd.Series([40, 7, 12], index=["a", "b", "c"]), 10)
    {'a': 40.0, 'b': None, 'c': None}
    """
    out, _ = suppression.of_list(counts.astype(int), least)
    return {str(zone): None if hidden or count < least else float(count) for zone, hidden, count in zip(counts.index, out, counts, strict=True)}  # fmt: skip


def _schools(area: StudyArea, ids: Sequence[str]) -> gpd.GeoDataFrame:
    return area.schools.loc[list(ids)].reindex(columns=["name", "ownership", "address", "seats", "classes", "geometry"])  # fmt: skip


def _homes(result: Result, zone: str) -> gpd.GeoDataFrame:
    """Estates and villages of a zone by subdistrict and name; addresses without what the list says already."""
    mine = _lived(result, zone)
    frame = gpd.GeoDataFrame(
        {"name": _names(mine), "address": _text(mine["address"]), "place": _text(mine["subdistrict"])},
        geometry=mine.geometry.to_numpy(), index=mine.index, crs=mine.crs,
    )  # fmt: skip
    frame = frame[frame["name"] != ""]
    keys = frame[["place", "name"]].map(
        lambda said: said.encode("gb18030")
    )  # in the order of their sounds, nearly
    frame = frame.loc[keys.sort_values(["place", "name"], kind="stable").index]
    short = [address.removeprefix(place) for address, place in zip(frame["address"], frame["place"], strict=True)]  # fmt: skip
    frame["address"] = ["" if said == name else said for said, name in zip(short, frame["name"], strict=True)]
    return frame.assign(number=np.arange(1, len(frame) + 1))


def lived(blocks: gpd.GeoDataFrame) -> pd.Series:
    """Return in which blocks somebody lives; in all of them where no dwellings are known at all."""
    homes = blocks["dwellings"].fillna(0.0) > 0
    return homes | (blocks["pupils"].fillna(0.0) > 0) if homes.any() else homes | True


def _lived(result: Result, zone: str) -> gpd.GeoDataFrame:
    """The blocks of a zone where somebody lives."""
    blocks = result.area.blocks
    return blocks[lived(blocks) & (result.plan.school_of.reindex(blocks.index) == zone)]


def _unnamed(result: Result, zone: str) -> int:
    return int((_names(_lived(result, zone)) == "").sum())


def _names(blocks: gpd.GeoDataFrame) -> pd.Series:
    """What blocks are called; "" for those that bear no name but their own id."""
    names = _text(blocks["name"])
    return names.where(names != blocks.index.astype(str), "")


def _text(column: pd.Series) -> pd.Series:
    return column.fillna("").astype(str).str.strip()


def _rings(result: Result, members: Mapping[str, Sequence[str]]) -> dict[float, dict[str, BaseGeometry]]:
    """How far one walks from each zone's schools: metres -> zone -> area; along streets where there are any."""
    area = result.area
    schools = area.schools.loc[[school for ids in members.values() for school in ids]]
    network = None if area.streets is None else walking.network(area.streets, area.barriers)
    found = {}
    for times in _RINGS:
        metres = times * result.measures.radius_m
        if network is None:
            factor = result.scenario.measure.detour_factor
            walked = service_areas.circles(schools, metres, metres / factor)["walk"]
        else:
            walked = service_areas.streets(network, schools, metres)["walk"]
        found[metres] = {zone: _whole(walked.loc[list(ids)].to_numpy()) for zone, ids in members.items()}
    return found


def _whole(shapes: np.ndarray) -> BaseGeometry:
    """Areas as one, with the ground between near streets filled in and no small holes."""
    grown = shapely.buffer(shapely.union_all(shapes), _CLOSED_M, quad_segs=4)
    parts = shapely.get_parts(shapely.buffer(grown, -_CLOSED_M, quad_segs=4))
    rings = [shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > _HOLE_M2]) for part in parts]  # fmt: skip
    return shapely.simplify(shapely.union_all(rings), 1.0)


def _shares(result: Result, zone: str, ids: Sequence[str], metres: Sequence[float], least: int) -> list[float | None]:  # fmt: skip
    """The share of a zone's pupils whose block is within so many metres of one of its schools; None for all where it would tell of few."""
    measures = result.measures.apart or result.measures
    mine = result.plan.school_of.index[result.plan.school_of == zone]
    walk = np.min([measures.walks.to(pd.Series(school, index=mine)).reindex(mine) for school in ids], axis=0)
    pupils = result.area.blocks["pupils"].reindex(mine).fillna(0.0).to_numpy(float)
    within = [float(pupils[walk <= far].sum()) for far in metres]
    parts = np.diff([0.0, *within, float(pupils.sum())])
    few = bool(((parts > 0) & (parts < least)).any()) or pupils.sum() < least
    return [None if few else count / float(pupils.sum()) for count in within]
