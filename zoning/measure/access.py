"""Where points meet the street network: the nearest street that no barrier hides and that leads somewhere."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from zoning.measure import walk_graph
from zoning.measure.walk_graph import Spots, WalkGraph, whole_mm
from zoning.model import Floats, Ints, Streets

_DETOUR_SEARCH_M = 1000.0
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
    graph: WalkGraph
    nodes: Spots
    """Every node, as the search takes points."""


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
    if not len(usable):  # nothing but scraps: then each is as good as the others
        usable = np.arange(len(u))
    graph = walk_graph.build(streets.nodes, u, v, length)
    lines, walls = edges.geometry.to_numpy(), barriers.geometry.to_numpy()
    return Network(size, u, v, length, lines, usable, walls, graph, walk_graph.nodes(graph, u, v, size))


def access(network: Network, points: npt.NDArray[np.object_]) -> Access:
    """Return where each point opens onto the streets: the nearest usable edge with no barrier in between."""
    closest = nearest(shapely.STRtree(network.lines), points)
    tree = shapely.STRtree(network.lines[network.usable])
    edge, scrap = closest.copy(), ~np.isin(closest, network.usable)
    edge[scrap] = network.usable[nearest(tree, points[scrap])]
    walls = shapely.STRtree(network.walls)
    blocked = _crosses(walls, shapely.shortest_line(points, network.lines[edge]))
    for i in blocked.nonzero()[0]:
        free = _around(network, tree, walls, points[i])
        edge[i], blocked[i] = (edge[i], True) if free is None else (free, False)
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


def spots(network: Network, at: Access) -> Spots:
    """Return points with access as the search takes them: on chains, in whole millimetres."""
    along = np.minimum(whole_mm(at.along_m), whole_mm(network.length_m[at.edge]))
    return walk_graph.spots(network.graph, at.edge, along, whole_mm(at.off_m))


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


def _around(network: Network, tree: shapely.STRtree, walls: shapely.STRtree, point: object) -> int | None:
    """Return the nearest usable edge that a straight line reaches without a barrier; None if there is none."""
    near = network.usable[np.sort(tree.query(point, predicate="dwithin", distance=_DETOUR_SEARCH_M))]
    near = near[np.argsort(shapely.distance(network.lines[near], point), kind="stable")]
    free = near[~_crosses(walls, shapely.shortest_line(point, network.lines[near]))] if len(near) else near
    return int(free[0]) if len(free) else None
