"""OpenStreetMap files: tagged nodes, ways and areas as plain tables, ways that lost nodes included."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from zoning.errors import Problem
from zoning.model import Ints, Note, Source
from zoning.read.files import source_of
from zoning.words import Text

_NOWHERE = 2147483647  # osmium's coordinate of a node that the file does not hold
_LINE_ROUTES = ("railway", "tracks", "road", "train")  # best name first
_RAILWAY_NAME = re.compile(r"(铁路|线|[Rr]ailway|[Ll]ine)$")  # a train service is named after its ends


@dataclass(frozen=True, eq=False)
class Osm:
    """What one file holds of the wanted keys, in degrees (WGS84, as all OpenStreetMap data)."""

    nodes: pd.DataFrame
    """`osm_id`, `tags` (dict), `lon`, `lat`."""
    ways: pd.DataFrame
    """`osm_id`, `tags` (dict); position is the `way` of `way_nodes`."""
    way_nodes: pd.DataFrame
    """`way`, `node` (OSM id), `lon`, `lat` (missing where the file lost the node), in the ways' order."""
    areas: gpd.GeoDataFrame
    """`osm_id` ("w…" or "r…"), `tags`, polygons: closed ways and multipolygon relations."""
    routes: dict[int, str]
    """way -> name of the railway or road it is part of, where a relation names it."""
    source: Source


def is_osm(path: Path) -> bool:
    """Return whether the name is that of an OpenStreetMap file."""
    return path.name.lower().endswith((".osm", ".pbf", ".osm.gz", ".osm.bz2"))


def load(path: Path, keys: tuple[str, ...], table: str) -> Osm | Problem:
    """Return everything tagged with one of `keys`, or the reason the file cannot be read.

    Node locations are read in a pass of their own, because some programs write ways before nodes.
    """
    if not path.is_file():
        return Problem(table, Text(f"文件不存在：{path}", f"there is no such file: {path}"))
    try:
        held = _in_order(path, keys)
    except RuntimeError as error:  # what osmium raises for anything wrong with a file
        zh = f"{path.name} 不是完整的 OpenStreetMap 文件（.osm 或 .osm.pbf），请重新下载：{error}"
        en = f"{path.name} is no complete OpenStreetMap file (.osm or .osm.pbf): download it again ({error})"
        return Problem(table, Text(zh, en))
    return _tables(held, path)


def tag(tags: pd.Series, key: str) -> pd.Series:
    """Return the value of one tag, "" where absent."""
    return pd.Series([t.get(key, "") for t in tags], index=tags.index, dtype="str")


def wrong_datum(datum: str | None, table: str) -> list[Problem]:
    """Return a problem where the scenario says that OpenStreetMap data are shifted: they never are."""
    if datum not in ("gcj02", "bd09"):
        return []
    zh = f'OpenStreetMap 数据总是 WGS84，不能写 datum = "{datum}"；请改为 wgs84 或删去'
    en = f'OpenStreetMap data are always WGS84, never datum = "{datum}"; write wgs84 or leave it out'
    return [Problem(table, Text(zh, en), column="datum")]


def credit(about: str) -> Note:
    """Return the note that the licence of OpenStreetMap asks every output to carry."""
    zh = "数据 © OpenStreetMap 贡献者（ODbL 许可），完整性未经核实，不能代替测绘部门的资料"
    en = "data © OpenStreetMap contributors (ODbL); not surveyed, completeness unchecked"
    return Note(about, Text(zh, en))


@dataclass
class _Held:
    """What has been met so far while a file streams by."""

    nodes: list[tuple[int, dict[str, str], float, float]] = field(default_factory=list)
    ways: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    refs: list[tuple[int, int, int, int]] = field(default_factory=list)
    areas: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    routes: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, thing: Any, shapes: osmium.geom.WKBFactory) -> None:
        tags = dict(thing.tags)
        if thing.is_node():
            self.nodes.append((thing.id, tags, thing.lon, thing.lat))
        elif thing.is_way():
            self.refs += [(len(self.ways), node.ref, node.x, node.y) for node in thing.nodes]
            self.ways.append((thing.id, tags))
        elif thing.is_relation():
            self._add_route(thing, tags)
        elif thing.num_rings()[0]:
            kind = "w" if thing.from_way() else "r"
            self.areas.append((f"{kind}{thing.orig_id()}", tags, shapes.create_multipolygon(thing)))

    def _add_route(self, relation: Any, tags: dict[str, str]) -> None:
        route, name = tags.get("route"), tags.get("name", "")
        if route not in _LINE_ROUTES or not name or (route == "train" and not _RAILWAY_NAME.search(name)):
            return
        rank = _LINE_ROUTES.index(route)
        self.routes += [(rank, member.ref, name) for member in relation.members if member.type == "w"]


def _in_order(path: Path, keys: tuple[str, ...]) -> _Held:
    """Read a file; where its ids are out of order (as Overpass writes them) read a sorted copy."""
    try:
        return _collected(path, keys)
    except RuntimeError as error:
        if "out of order" not in str(error):
            raise
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sorted.osm.pbf"
        merged = osmium.MergeInputReader()
        merged.add_file(str(path))
        with osmium.SimpleWriter(str(copy)) as writer:
            merged.apply(writer)
        return _collected(copy, keys)


def _collected(path: Path, keys: tuple[str, ...]) -> _Held:
    held, shapes = _Held(), osmium.geom.WKBFactory()
    for thing in _things(path, keys):
        held.add(thing, shapes)
    return held


def _tables(held: _Held, path: Path) -> Osm:
    points = pd.DataFrame(held.nodes, columns=["osm_id", "tags", "lon", "lat"])
    lines = pd.DataFrame(held.ways, columns=["osm_id", "tags"])
    order = lines["osm_id"].argsort(kind="stable").to_numpy()
    return Osm(
        nodes=points.sort_values("osm_id", ignore_index=True),
        ways=lines.iloc[order].reset_index(drop=True),
        way_nodes=_located(held.refs, np.argsort(order)),
        areas=_areas(held.areas),
        routes={way: name for _, way, name in sorted(held.routes, reverse=True)},  # the best name comes last
        source=source_of(path, len(held.nodes) + len(held.ways)),
    )


def _things(path: Path, keys: tuple[str, ...]) -> Iterator[Any]:
    """Nodes, ways, relations and areas with one of the keys; deleted ones left out."""
    places = osmium.index.create_map("flex_mem")
    remember = osmium.NodeLocationsForWays(places)
    remember.ignore_errors()
    with osmium.io.Reader(str(path), osmium.osm.NODE) as reader:
        osmium.apply(reader, remember)
    wanted = osmium.filter.KeyFilter(*keys)
    stream: Any = osmium.FileProcessor(str(path))  # Any: osmium's types forget that a table of places will do
    things = stream.with_locations(places).with_areas(wanted).with_filter(wanted)
    return (thing for thing in things if thing.is_area() or not thing.deleted)


def _located(refs: list[tuple[int, int, int, int]], place: Ints) -> pd.DataFrame:
    """Way, node and degrees of every point, with the ways where `place` puts them."""
    table = np.array(refs, dtype=np.int64).reshape(-1, 4)
    way = place[table[:, 0]]
    degrees = np.where(table[:, 2:] == _NOWHERE, np.nan, table[:, 2:] / 1e7)
    frame = pd.DataFrame({"way": way, "node": table[:, 1], "lon": degrees[:, 0], "lat": degrees[:, 1]})
    return frame.sort_values("way", kind="stable", ignore_index=True)


def _areas(areas: list[tuple[str, dict[str, str], str]]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(areas, columns=["osm_id", "tags", "wkb"])
    shapes = shapely.make_valid(shapely.from_wkb(table.pop("wkb").to_numpy()))
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
    return frame.sort_values("osm_id", ignore_index=True)
