"""Street graphs of osmnx: a saved .graphml, or a place fetched by its name."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmnx
import pandas as pd
import shapely

from zoning.model import Source, Streets
from zoning.read import osm
from zoning.read.files import refusal, source_of
from zoning.read.findings import Findings
from zoning.read.network import tidy
from zoning.read.osm_streets import LEVELS, walkable
from zoning.scenario import StreetsInput
from zoning.words import Text

_WAIT_S = 60
_TAGS = ("highway", "name", "foot", "access", "motorroad", "oneway:foot")


def read(spec: StreetsInput, crs: str) -> tuple[Streets | None, Findings, Source | None]:
    """Return the walkable network of a saved graph or of a place; raise `InputError` if there is none."""
    wrong = osm.wrong_datum(spec.datum, "streets")
    if wrong:
        return None, Findings(tuple(wrong)), None
    credit = Findings(notes=(osm.credit("streets"),))
    if spec.path is None:
        return _streets(_fetched(str(spec.place)), crs), credit, None
    try:
        streets = _streets(_saved(spec.path), crs)
    except (KeyError, TypeError, ValueError):  # a graph, but of something else than streets
        text = Text(
            "不是道路图：缺少坐标、坐标系或 highway 属性",
            "is no graph of streets: x, y, crs or highway is missing",
        )
        raise refusal("streets", spec.path, text) from None
    return streets, credit, source_of(spec.path, len(streets.edges))


def _saved(path: Path) -> Any:
    if not path.is_file():
        raise refusal("streets", path, Text("文件不存在", "there is no such file"))
    try:
        return osmnx.load_graphml(path)
    except Exception:
        text = Text(
            "不是 osmnx 保存的路网（.graphml），或文件已损坏",
            "is no street graph of osmnx, or is damaged",
        )
        raise refusal("streets", path, text) from None


def _fetched(place: str) -> Any:
    """Ask the public servers for the network of a place."""
    osmnx.settings.requests_timeout = _WAIT_S
    osmnx.settings.use_cache = False  # it would leave a folder beside the planner's files
    try:
        return osmnx.graph_from_place(place, network_type="walk", retain_all=True)
    except Exception:
        zh = (
            "无法按地名下载道路：没有外网，或服务器查不到这个地名。请改用文件：在 inputs.streets.path "
            "写 OpenStreetMap 的 .osm.pbf 或 .osm，或道路中心线（.gpkg、.shp、.geojson）"
        )
        en = (
            "its streets could not be fetched: no network, or the server knows no such place. Give a file "
            "instead: in inputs.streets.path name an .osm.pbf or .osm of OpenStreetMap, or street centre "
            "lines (.gpkg, .shp, .geojson)"
        )
        raise refusal("streets", Path(place), Text(zh, en)) from None


def _streets(graph: Any, crs: str) -> Streets:
    """Keep the walkable edges, each once: the graph has one for each direction."""
    points, edges = osmnx.graph_to_gdfs(graph, fill_edge_geometry=True)
    edges = edges.reset_index()
    tags = pd.Series(
        [_tags(row) for row in edges.reindex(columns=list(_TAGS)).to_dict("records")], index=edges.index
    )
    foot = walkable(tags).to_numpy()
    edges, tags = edges[foot].to_crs(crs), tags[foot]
    points = points.to_crs(crs)
    place = pd.Series(np.arange(len(points)), index=points.index)
    table = pd.DataFrame(
        {
            "u": place.loc[edges["u"]].to_numpy(),
            "v": place.loc[edges["v"]].to_numpy(),
            "name": osm.tag(tags, "name").array,
            "level": osm.tag(tags, "highway").map(LEVELS).array,
        }
    )
    whole = gpd.GeoDataFrame(table, geometry=edges.geometry.to_numpy(), crs=crs)
    return tidy(shapely.get_coordinates(points.geometry.to_numpy()), whole)


def _tags(row: dict[Any, Any]) -> dict[str, str]:
    """One edge's tags; where osmnx merged streets, the first one's."""
    first = {key: value[0] if isinstance(value, list) and value else value for key, value in row.items()}
    return {key: value for key, value in first.items() if isinstance(value, str)}
