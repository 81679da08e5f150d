"""Which blocks a zone may join: those that see each other over open ground, and those a bridge or crossing joins."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay

from zoning.measure.access import nearest
from zoning.measure.walking import openings
from zoning.model import Floats, Ints, Note, StudyArea
from zoning.words import Text, listed

SPACING_M = 20.0
"""Distance between sample points along a block's edge."""
_INSET_M = 0.5
_BANK_M = 2000.0
"""A bridge opens onto the nearest block within this distance of its end."""
_RIGHT_ANGLE = 0.02
_NEAR_M = 1000.0
"""Blocks farther apart than this across a barrier would hardly face each other without it."""


def neighbours(area: StudyArea) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return pairs `block_a`, `block_b`, `kind` (ground, crossing), and notes on blocks that had none.

    Two blocks are neighbours when the segment between two points of their edges is a Gabriel edge (no other
    block's point lies in the circle over it): they face each other across a lane, a street or a field, and
    not merely at a corner. A segment that meets a barrier does not count; streets and crossings over a
    barrier join the blocks at their two ends.
    """
    points, owner = edge_points(area.blocks.geometry)
    pairs = _facing(points, owner, area)
    over = _across(area)
    joined = _joined(area, np.vstack([pairs, over]))
    table = pd.DataFrame(np.vstack([pairs, over, joined]), columns=["a", "b"])
    table["kind"] = np.repeat(["ground", "crossing", "ground"], [len(pairs), len(over), len(joined)])
    table = table.drop_duplicates(["a", "b"]).sort_values(["a", "b"], kind="stable")
    ids = area.blocks.index.to_numpy()
    found = pd.DataFrame(
        {"block_a": ids[table["a"]], "block_b": ids[table["b"]], "kind": table["kind"].to_numpy()}
    ).reset_index(drop=True)
    return found, (*_joined_note(ids, joined), *_islands(area, table))


def edge_points(blocks: gpd.GeoSeries) -> tuple[Floats, Ints]:
    """Return points along the edges of the blocks (k, 2), about `SPACING_M` apart, and the position of their block.

    The edges are drawn half a metre inside, so that touching blocks have points of their own.
    """
    shapes = blocks.to_numpy()
    inner = shapely.buffer(shapes, -_INSET_M, join_style="mitre")
    rings = shapely.boundary(np.where(shapely.is_empty(inner), shapes, inner))
    spacing = np.maximum(SPACING_M, shapely.length(rings) / 400)
    xy, owner = shapely.get_coordinates(shapely.segmentize(rings, spacing), return_index=True)
    _, first = np.unique(np.round(xy, 3), axis=0, return_index=True)
    first = np.sort(first)
    return xy[first], owner[first].astype(np.int64)


def across(area: StudyArea, barriers: gpd.GeoDataFrame) -> Ints:
    """Return (k, 2) sorted pairs of blocks that would face each other if `barriers`, some of the area's, were not there.

    Found among the blocks within `_NEAR_M` of them.
    """
    near = shapely.dwithin(
        area.blocks.geometry.to_numpy(), shapely.union_all(barriers.geometry.to_numpy()), _NEAR_M
    )
    place = np.flatnonzero(near)
    if len(place) < 2:
        return np.empty((0, 2), np.int64)
    open_ground = replace(area, blocks=area.blocks[near], barriers=area.barriers.drop(barriers.index))
    points, owner = edge_points(open_ground.blocks.geometry)
    ends, segments = _gabriel_segments(points, owner, open_ground)
    over = np.zeros(len(segments), bool)
    over[shapely.STRtree(barriers.geometry.to_numpy()).query(segments, predicate="intersects")[0]] = True
    over &= shapely.length(segments) <= _NEAR_M
    return _pairs(place[owner[ends[over]]])


def _facing(points: Floats, owner: Ints, area: StudyArea) -> Ints:
    """(k, 2) sorted pairs of blocks joined by a Gabriel edge that no barrier cuts and that stays in the area."""
    return _pairs(owner[_gabriel_segments(points, owner, area)[0]])


def _gabriel_segments(points: Floats, owner: Ints, area: StudyArea) -> tuple[Ints, npt.NDArray[np.object_]]:
    """Points (k, 2) of Gabriel edges between two blocks that no barrier cuts and that stay in the area, and their lines."""
    side = sides(points, ground_pieces(area))
    ends = np.vstack(
        [mine[_gabriel(points[mine])] for s in np.unique(side) for mine in [np.flatnonzero(side == s)]]
    )
    ends = ends[owner[ends[:, 0]] != owner[ends[:, 1]]]
    segments = shapely.linestrings(points[ends])
    cut = np.zeros(len(segments), bool)
    if not area.barriers.empty:
        cut[shapely.STRtree(area.barriers.geometry.to_numpy()).query(segments, predicate="intersects")[0]] = (
            True
        )
    ground = area.boundary.buffer(4 * SPACING_M)
    shapely.prepare(ground)
    keep = ~cut & shapely.covers(ground, segments)
    return ends[keep], segments[keep]


def ground_pieces(area: StudyArea) -> npt.NDArray[np.object_]:
    """Return the pieces that barriers cut the area's ground into; water and tracks themselves are left out.

    What stands across a river hides nobody from each other on this side.
    """
    if area.barriers.empty:
        return np.array([area.boundary], dtype=object)
    walls = shapely.union_all(shapely.buffer(area.barriers.geometry.to_numpy(), 0.1, quad_segs=1))
    # not a metre beyond the boundary: barriers end there, and ground behind their ends would join both sides
    return shapely.get_parts(shapely.difference(area.boundary, walls))


def sides(points: Floats, pieces: npt.NDArray[np.object_]) -> Ints:
    """Return the number of the piece of ground that each point lies on (k,)."""
    return nearest(shapely.STRtree(pieces), shapely.points(points))


def _gabriel(points: Floats) -> Ints:
    """(k, 2) edges of the Delaunay triangulation whose circle holds no third point."""
    if len(points) < 4:
        return np.array([(i, j) for i in range(len(points)) for j in range(i)], np.int64).reshape(-1, 2)
    centred = points - points.mean(axis=0)
    corners = Delaunay(centred).simplices.astype(np.int64)
    edges = np.vstack([corners[:, [1, 2]], corners[:, [2, 0]], corners[:, [0, 1]]])
    apex = np.r_[corners[:, 0], corners[:, 1], corners[:, 2]]
    one, two = centred[edges[:, 0]] - centred[apex], centred[edges[:, 1]] - centred[apex]
    cosine = (one * two).sum(axis=1) / np.maximum(np.hypot(*one.T) * np.hypot(*two.T), 1e-12)
    edges = np.sort(edges, axis=1)
    unique, at = np.unique(edges, axis=0, return_inverse=True)
    wide = np.bincount(at.ravel(), weights=cosine < _RIGHT_ANGLE, minlength=len(unique)) > 0
    return unique[~wide]


def _pairs(ends: Ints) -> Ints:
    return np.unique(np.sort(ends.reshape(-1, 2), axis=1), axis=0)


def _across(area: StudyArea) -> Ints:
    """(k, 2) pairs of blocks at the two ends of a way across a barrier."""
    lines = openings(area)
    lines = lines[lines.geom_type.isin(["LineString", "MultiLineString"])]
    if area.barriers.empty or lines.empty:
        return _point_crossings(area)
    merged = shapely.get_parts(shapely.line_merge(lines.to_numpy()))
    ends = np.c_[shapely.get_point(merged, 0), shapely.get_point(merged, -1)]
    block = np.c_[_nearest_block(area, ends[:, 0]), _nearest_block(area, ends[:, 1])]
    good = (block >= 0).all(axis=1) & (block[:, 0] != block[:, 1])
    return np.vstack([_pairs(block[good]), _point_crossings(area)])


def _point_crossings(area: StudyArea) -> Ints:
    """Crossings given as points join the nearest blocks on either side of the barrier they stand on."""
    spots = area.crossings[area.crossings.geom_type == "Point"].geometry.to_numpy()
    found = []
    shapes = area.blocks.geometry.to_numpy()
    walls = shapely.union_all(area.barriers.geometry.to_numpy()) if not area.barriers.empty else None
    for spot in spots:
        near = shapely.dwithin(shapes, spot, _BANK_M).nonzero()[0]
        near = near[np.argsort(shapely.distance(shapes[near], spot), kind="stable")]
        if len(near) < 2:
            continue
        between = shapely.shortest_line(shapes[near[0]], shapes[near[1:]])
        other = near[1:][shapely.intersects(between, walls)] if walls is not None else near[1:]
        found += [(near[0], other[0])] if len(other) else []
    return _pairs(np.array(found, np.int64).reshape(-1, 2))


def _nearest_block(area: StudyArea, ends: npt.NDArray[np.object_]) -> Ints:
    """Position of the block nearest to each point with no barrier in between, or -1 beyond the bank distance."""
    shapes = area.blocks.geometry.to_numpy()
    end, block = shapely.STRtree(shapes).query(ends, predicate="dwithin", distance=_BANK_M)
    line = shapely.shortest_line(ends[end], shapes[block])
    # the end of a bridge may stand on the bank line itself
    clear = shapely.line_interpolate_point(line, 0.02, normalized=True)
    line = shapely.shortest_line(clear, shapes[block])
    cut = np.zeros(len(line), bool)
    cut[shapely.STRtree(area.barriers.geometry.to_numpy()).query(line, predicate="intersects")[0]] = True
    rank = np.where(cut, np.inf, shapely.distance(ends[end], shapes[block]))
    order = np.lexsort((block, rank, end))
    nearest = np.full(len(ends), -1, np.int64)
    first = np.unique(end[order], return_index=True)[1]
    taken = order[first]
    nearest[end[taken]] = np.where(np.isfinite(rank[taken]), block[taken], -1)
    return nearest


def _components(pairs: Ints, size: int) -> tuple[int, Ints]:
    graph = csr_matrix((np.ones(len(pairs)), pairs.T), shape=(size, size))
    count, part = connected_components(graph, directed=False)
    return int(count), part.astype(np.int64)


def _joined(area: StudyArea, pairs: Ints) -> Ints:
    """(k, 2) shortest links over open ground for groups of blocks that face nobody (only where no barrier is the cause)."""
    shapes = area.blocks.geometry.to_numpy()
    links = np.empty((0, 2), np.int64)
    walls = shapely.STRtree(area.barriers.geometry.to_numpy())
    for _ in range(len(shapes)):
        count, part = _components(np.vstack([pairs, links]), len(shapes))
        sizes = np.bincount(part)
        new = [_link(shapes, walls, part, group) for group in np.argsort(sizes, kind="stable")[: count - 1]]
        new = [link for link in new if link is not None]
        if not new:
            break
        links = np.vstack([links, _pairs(np.array(new, np.int64))])
    return links


def _link(
    shapes: npt.NDArray[np.object_], walls: shapely.STRtree, part: Ints, group: int
) -> tuple[int, int] | None:
    mine, others = (part == group).nonzero()[0], (part != group).nonzero()[0]
    tree = shapely.STRtree(shapes[others])
    near = float(tree.query_nearest(shapes[mine], return_distance=True, all_matches=False)[1].min())
    a, b = tree.query(shapes[mine], predicate="dwithin", distance=3 * near + _BANK_M)
    a, b = mine[a], others[b]
    line = shapely.shortest_line(shapes[a], shapes[b])
    free = np.ones(len(line), bool)
    free[walls.query(line, predicate="intersects")[0]] = False
    if not free.any():
        return None
    best = int(np.argmin(np.where(free, shapely.length(line), np.inf)))
    return int(a[best]), int(b[best])


def _joined_note(ids: npt.NDArray[np.object_], joined: Ints) -> list[Note]:
    if not len(joined):
        return []
    said = [f"{a}–{b}" for a, b in ids[joined]]
    text = Text(
        f"{len(said)} 处不与任何地块相邻的地块，按最近距离连到邻块：{listed(said, 'zh')}",
        f"{len(said)} groups of blocks face no other block and were joined to the nearest: {listed(said, 'en')}",
    )
    return [Note("adjacency", text, "info")]


def _islands(area: StudyArea, table: pd.DataFrame) -> list[Note]:
    """Warn of groups of blocks that barriers cut off and no crossing joins."""
    count, part = _components(table[["a", "b"]].to_numpy(np.int64), len(area.blocks))
    if count == 1:
        return []
    largest = np.bincount(part).argmax()
    alone = area.blocks.index[part != largest]
    text = Text(
        f"{len(alone)} 个地块被屏障隔开、没有桥或道口相连：{listed(alone, 'zh')}。如有通道请补充到 crossings 或道路数据",
        f"{len(alone)} blocks are cut off by barriers with no bridge or crossing: {listed(alone, 'en')}. "
        "If there is a way, add it to crossings or streets",
    )
    return [Note("adjacency", text, "warning")]
