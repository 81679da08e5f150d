"""Streets from OpenStreetMap, a saved graph, lines or a place name -> one walking network in metres."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from zoning.errors import InputError, Problem
from zoning.model import Note, Source, Streets
from zoning.read import osm, osm_streets, street_lines
from zoning.read.findings import Findings, problem, warning
from zoning.read.network import Shapes, from_chains, within
from zoning.read.scraps import mended
from zoning.scenario import StreetsInput

MARGIN_M = 2000.0
"""Streets are kept this far outside the boundary: a walk may leave the district and return."""


@dataclass(frozen=True, eq=False)
class StreetsRead:
    """What the streets input gave; everything in the metric CRS asked for."""

    streets: Streets
    """Its edges have `part` besides: 0 in the main network, else the number of a piece that stands alone."""
    barriers: gpd.GeoDataFrame
    """`kind` (railway, motorway, river), `name`, lines and polygons."""
    crossings: gpd.GeoDataFrame
    """`kind` (bridge, underpass, level_crossing), `name`, lines and points."""
    notes: tuple[Note, ...]
    problems: list[Problem]
    source: Source | None


@dataclass(frozen=True, eq=False)
class _Found:
    """One file's streets before they are cut to the district and mended."""

    streets: Streets
    barriers: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    walls: gpd.GeoSeries
    found: Findings
    source: Source | None


def read(
    spec: StreetsInput, crs: str, boundary: BaseGeometry, *, barriers: gpd.GeoDataFrame | None = None
) -> StreetsRead:
    """Return the walking network around `boundary`, with the barriers and crossings the file knows.

    `crs` is projected, in metres; `boundary` is in it. `barriers` are those of other inputs: no
    piece of the network is joined to another across them. Nothing is raised: what is wrong is in
    `problems`, and then there are no streets.
    """
    try:
        raw = _dispatched(spec, crs)
    except InputError as error:
        return _refused(crs, Findings(error.problems), None)
    if raw.found.problems:
        return _refused(crs, raw.found, raw.source)
    region = boundary.buffer(MARGIN_M)
    near = within(raw.streets, region)
    if near.edges.empty:
        return _refused(crs, raw.found + _elsewhere(spec), raw.source)
    stops, opens = _touching(raw.barriers, region), _touching(raw.crossings, region)
    streets, notes = mended(near, _obstacles(stops, raw.walls, barriers))
    return StreetsRead(streets, stops, opens, raw.found.notes + notes, [], raw.source)


def _dispatched(spec: StreetsInput, crs: str) -> _Found:
    if sum(given is not None for given in (spec.path, spec.place, spec.database)) != 1:
        return _nothing(
            crs,
            problem(
                "streets",
                "请写 path（道路文件）、place（地名）或 database（数据库），三者之一",
                "give one of path (a file of streets), place and database",
            ),
        )
    if spec.path is not None and osm.is_osm(spec.path):
        return _from_osm(spec, crs)
    if spec.database is None and (spec.path is None or spec.path.suffix.lower() == ".graphml"):
        from zoning.read import street_graphs  # osmnx takes two seconds to load

        return _plain(*street_graphs.read(spec, crs), crs=crs)
    return _plain(*street_lines.read(spec, crs), crs=crs)


def _from_osm(spec: StreetsInput, crs: str) -> _Found:
    assert spec.path is not None
    wrong = osm.wrong_datum(spec.datum, "streets")
    held = osm.load(spec.path, osm_streets.KEYS, "streets")
    if isinstance(held, Problem) or wrong:
        return _nothing(crs, Findings((*wrong, *([held] if isinstance(held, Problem) else []))))
    chains, attributes, lost = osm_streets.streets(held, crs)
    stops = osm_streets.barriers(held, crs)
    found = Findings(notes=(osm.credit("streets"),))
    if lost:
        found += warning(
            "streets",
            f"{lost} 条道路在数据范围边缘缺少节点，已在缺处截断；边缘一带的步行距离可能偏长",
            f"{lost} street(s) lack nodes at the edge of the file and end there: walks near it may be long",
        )
    return _Found(
        from_chains(chains, attributes, crs),
        stops,
        osm_streets.crossings(held, stops, crs),
        osm_streets.walls(held, crs),
        found,
        held.source,
    )


def _plain(streets: Streets | None, found: Findings, source: Source | None, *, crs: str) -> _Found:
    """Streets of a file that knows no barriers."""
    return _Found(
        streets or _no_streets(crs),
        _no_features(crs),
        _no_features(crs),
        gpd.GeoSeries([], crs=crs),
        found,
        source,
    )


def _nothing(crs: str, found: Findings) -> _Found:
    return _plain(_no_streets(crs), found, None, crs=crs)


def _refused(crs: str, found: Findings, source: Source | None) -> StreetsRead:
    empty = _no_features(crs)
    return StreetsRead(_no_streets(crs), empty, empty, found.notes, list(found.problems), source)


def _no_streets(crs: str) -> Streets:
    columns = {
        "u": "int64",
        "v": "int64",
        "length_m": "float64",
        "name": "str",
        "level": "str",
        "part": "int64",
    }
    table = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return Streets(np.zeros((0, 2)), gpd.GeoDataFrame(table, geometry=gpd.GeoSeries([], crs=crs)))


def _no_features(crs: str) -> gpd.GeoDataFrame:
    table = pd.DataFrame({"kind": pd.Series(dtype="str"), "name": pd.Series(dtype="str")})
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries([], crs=crs))


def _touching(features: gpd.GeoDataFrame, region: BaseGeometry) -> gpd.GeoDataFrame:
    return features[features.intersects(region)].reset_index(drop=True)


def _obstacles(stops: gpd.GeoDataFrame, walls: gpd.GeoSeries, others: gpd.GeoDataFrame | None) -> Shapes:
    more = [] if others is None else others.geometry.to_numpy()
    return np.r_[stops.geometry.to_numpy(), walls.to_numpy(), np.asarray(more, dtype=object)]


def _elsewhere(spec: StreetsInput) -> Findings:
    name = spec.path.name if spec.path is not None else spec.place or spec.table
    return problem(
        "streets",
        f"{name} 里没有一条步行道路在规划范围 {MARGIN_M / 1000:.0f} 公里之内；请核对文件、crs 和 datum",
        f"{name} has no walkable street within {MARGIN_M / 1000:.0f} km of the boundary: check the file, "
        "its crs and datum",
    )
