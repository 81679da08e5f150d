"""Walking metres along streets: from the edge a block opens onto to the edge a school opens onto."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from zoning.model import Floats, Ints, Note, Streets, StudyArea
from zoning.words import Text, listed

_CHUNK = 64
_DETOUR_SEARCH_M = 1000.0
_FAR_FROM_STREET_M = 300.0
_SCRAP_SHARE = 0.01


@dataclass(frozen=True, eq=False)
class Network:
    """A street network ready to walk: arrays, and an index of the edges one may start from."""

    size: int
    u: Ints
    v: Ints
    length_m: Floats
    lines: npt.NDArray[np.object_]
    usable: Ints
    """Positions of the edges that are not in a scrap cut off from the rest."""
    walls: npt.NDArray[np.object_]
    """Barriers that the last straight metres to a street must not cross."""


@dataclass(frozen=True, eq=False)
class Access:
    """Where points meet the network: the edge, how far along it, and how far from it, in metres."""

    edge: Ints
    along_m: Floats
    rest_m: Floats
    """What is left of the edge behind the point."""
    off_m: Floats
    across: npt.NDArray[np.bool_]
    """No street could be reached without crossing a barrier."""
    moved: npt.NDArray[np.bool_]
    """The nearest street belongs to a scrap, or lies behind a barrier; another was taken."""


def network(streets: Streets, barriers: gpd.GeoDataFrame) -> Network:
    """Return the streets as a `Network`; parts with under 1 % of the length are scraps that nobody starts from."""
    edges = streets.edges
    u, v = edges["u"].to_numpy(np.int64), edges["v"].to_numpy(np.int64)
    length = edges["length_m"].to_numpy(float)
    size = len(streets.nodes)
    part = connected_components(csr_matrix((np.ones(len(u)), (u, v)), shape=(size, size)), directed=False)[1]
    share = np.bincount(part[u], weights=length, minlength=part.max() + 1) / length.sum()
    usable = (share[part[u]] >= _SCRAP_SHARE).nonzero()[0]
    return Network(size, u, v, length, edges.geometry.to_numpy(), usable, barriers.geometry.to_numpy())


def access(network: Network, points: npt.NDArray[np.object_]) -> Access:
    """Return where each point opens onto the streets: the nearest usable edge with no barrier in between."""
    closest = nearest(shapely.STRtree(network.lines), points)
    edge = network.usable[nearest(shapely.STRtree(network.lines[network.usable]), points)]
    walls = shapely.STRtree(network.walls)
    blocked = _crosses(walls, shapely.shortest_line(points, network.lines[edge]))
    for i in blocked.nonzero()[0]:
        edge[i], blocked[i] = _around(network, walls, points[i], edge[i])
    line = network.lines[edge]
    along = shapely.line_locate_point(line, points)
    # an edge's stated length may differ from its drawn one; positions are shares of the stated one
    stated = network.length_m[edge] / np.maximum(shapely.length(line), 1e-9)
    return Access(
        edge,
        along * stated,
        (shapely.length(line) - along) * stated,
        shapely.distance(points, line),
        blocked,
        edge != closest,
    )


def nearest(tree: shapely.STRtree, points: npt.NDArray[np.object_]) -> Ints:
    """Position of the nearest geometry to each point; the first of equals."""
    point, hit = tree.query_nearest(points, all_matches=True)
    order = np.lexsort((hit, point))
    first = np.unique(point[order], return_index=True)[1]
    return hit[order][first].astype(np.int64)


def _crosses(walls: shapely.STRtree, lines: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    crossed = np.zeros(len(lines), bool)
    crossed[walls.query(lines, predicate="intersects")[0]] = True
    return crossed


def _around(network: Network, walls: shapely.STRtree, point: object, fallback: int) -> tuple[int, bool]:
    """Return the nearest edge that a straight line reaches without a barrier, or `fallback` and True."""
    near = network.usable[shapely.dwithin(network.lines[network.usable], point, _DETOUR_SEARCH_M)]
    near = near[np.argsort(shapely.distance(network.lines[near], point), kind="stable")]
    free = near[~_crosses(walls, shapely.shortest_line(point, network.lines[near]))] if len(near) else near
    return (int(free[0]), False) if len(free) else (fallback, True)


def reached(network: Network, start: Access) -> Floats:
    """Return metres from each start to every node (starts, nodes); inf where there is no way."""
    size, count = network.size, len(start.edge)
    virtual = size + np.arange(count)
    rows = np.r_[network.u, network.v, virtual, virtual]
    cols = np.r_[network.v, network.u, network.u[start.edge], network.v[start.edge]]
    away = np.r_[start.off_m + start.along_m, start.off_m + start.rest_m]
    # scipy reads a stored 0 as "no edge": a nanometre keeps it
    cost = np.maximum(np.r_[network.length_m, network.length_m, away], 1e-9)
    graph = _least(rows, cols, cost, size + count)
    return np.vstack(
        [dijkstra(graph, indices=virtual[i : i + _CHUNK])[:, :size] for i in range(0, count, _CHUNK)]
    )


def _least(rows: Ints, cols: Ints, cost: Floats, size: int) -> csr_matrix:
    """A matrix that keeps the shortest of parallel edges (CSR alone would add them up)."""
    order = np.lexsort((cost, cols, rows))
    rows, cols, cost = rows[order], cols[order], cost[order]
    first = np.r_[True, (np.diff(rows) != 0) | (np.diff(cols) != 0)]
    return csr_matrix((cost[first], (rows[first], cols[first])), shape=(size, size))


def metres(
    network: Network, blocks: gpd.GeoSeries, schools: gpd.GeoSeries
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return blocks × schools walking metres (inf where there is no way), and what the planner must know of them."""
    at_block, at_school = access(network, blocks.to_numpy()), access(network, schools.to_numpy())
    far = reached(network, at_school)
    to_u = far[:, network.u[at_block.edge]] + at_block.along_m
    to_v = far[:, network.v[at_block.edge]] + at_block.rest_m
    walk = np.minimum(to_u, to_v)
    same = at_school.edge[:, None] == at_block.edge[None, :]
    direct = np.abs(at_school.along_m[:, None] - at_block.along_m[None, :]) + at_school.off_m[:, None]
    walk = np.where(same, np.minimum(walk, direct), walk) + at_block.off_m
    table = pd.DataFrame(walk.T, index=blocks.index, columns=schools.index)
    return table, (
        *_notes(at_block, blocks.index, "blocks"),
        *_notes(at_school, schools.index, "schools"),
        *_lost(table),
    )


def _notes(found: Access, index: pd.Index, about: str) -> list[Note]:
    zh, en = ("地块", "blocks") if about == "blocks" else ("学校", "schools")
    notes = []
    for mask, level, said in (
        (found.moved & ~found.across, "info", ("最近的路段与路网不连通或隔着屏障，改接其他路段", "the nearest street is cut off or behind a barrier; another was taken")),
        (found.across, "warning", ("到任何路段都要跨越屏障，按直线接入，请核对", "no street without crossing a barrier; joined straight across, please check")),
        (found.off_m > _FAR_FROM_STREET_M, "warning", (f"离路网超过 {_FAR_FROM_STREET_M:g} 米，请核对道路数据或坐标", f"more than {_FAR_FROM_STREET_M:g} m from any street: check streets or coordinates")),
    ):  # fmt: skip
        if mask.any():
            ids = index[mask]
            text = Text(
                f"{len(ids)} 个{zh}{said[0]}：{listed(ids, 'zh')}",
                f"{len(ids)} {en}: {said[1]}: {listed(ids, 'en')}",
            )
            notes.append(Note(about, text, level))  # type: ignore[arg-type]
    return notes


def _lost(table: pd.DataFrame) -> list[Note]:
    lost = table.index[~np.isfinite(table.to_numpy()).any(axis=1)] if len(table.columns) else table.index[:0]
    if not len(lost):
        return []
    text = Text(
        f"{len(lost)} 个地块沿路网走不到任何学校，请检查道路是否断开：{listed(lost, 'zh')}",
        f"{len(lost)} blocks can walk to no school along the streets; is the network broken? {listed(lost, 'en')}",
    )
    return [Note("walk", text, "warning")]


def openings(area: StudyArea) -> gpd.GeoSeries:
    """Return the ways across barriers, as lines: the streets that cross one, and the crossings given."""
    given = area.crossings.geometry
    if area.streets is None or area.barriers.empty:
        return given
    edges = area.streets.edges
    walls = shapely.STRtree(area.barriers.geometry.to_numpy())
    over = np.unique(walls.query(edges.geometry.to_numpy(), predicate="intersects")[0])
    joined = shapely.line_merge(shapely.union_all(edges.geometry.to_numpy()[over]))
    lines = [part for part in shapely.get_parts(joined) if not part.is_empty]
    return gpd.GeoSeries([*lines, *given], crs=area.crs)
