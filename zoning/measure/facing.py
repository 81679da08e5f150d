"""Where the ground of two blocks meets: the pieces of the border between them, and from where to where one looks across."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Delaunay
from shapely.geometry.base import BaseGeometry

from zoning.measure.adjacency import edge_points
from zoning.model import Floats, Ints

OUTSIDE = -1
"""Stands for what lies beyond the district, in the place of a block."""
PIECE_M = 40.0
"""Borders are looked at in pieces no longer than this."""
AROUND_M = 200.0
_RING = 256


@dataclass(frozen=True, eq=False)
class Facing:
    """Borders between the ground of blocks, each block holding what is nearer to its edge than to any other's.

    A facing is a pair of neighbouring points on the edges of two blocks; the border between them is a straight stretch
    from one corner to another. Corners are shared, so that borders can be followed.
    """

    blocks: Ints
    """(k, 2) positions of the two blocks; the second may be `OUTSIDE`."""
    corners: Ints
    """(k, 2) numbers of the corners at the two ends of the border."""
    ends: Floats
    """(k, 2, 2) the points on the edges of the two blocks."""
    corner_xy: Floats
    """(m, 2) where the corners lie."""
    piece_of: Ints
    """(p,) which facing a piece of border belongs to; in the order in which they lie from corner to corner."""
    piece: Floats
    """(p, 2, 2) ends of the pieces."""
    inside: npt.NDArray[np.bool_]
    """(p,) whether a piece lies within the district; some lie between parts of it, or a little beyond."""

    @property
    def piece_m(self) -> Floats:
        """Length of every piece (p,)."""
        return np.asarray(np.hypot(*(self.piece[:, 1] - self.piece[:, 0]).T))

    @property
    def middle(self) -> Floats:
        """(p, 2) middle of every piece."""
        return self.piece.mean(axis=1)

    def sight(self) -> np.ndarray:
        """Return the line from block to block over the middle of every piece (p,); it leaves the ground of these two nowhere."""
        a, b = self.ends[self.piece_of, 0], self.ends[self.piece_of, 1]
        return np.asarray(shapely.linestrings(np.stack([a, self.middle, b], axis=1)))


def of(blocks: gpd.GeoSeries, boundary: BaseGeometry) -> Facing:
    """Return the borders between blocks, and between blocks and the outside.

    They are those of the nearest block, whatever lies between: a border may run along the middle of a river.
    """
    points, owner = edge_points(blocks)
    ring = _around(points, boundary)
    points, owner = np.vstack([points, ring]), np.r_[owner, np.full(len(ring), OUTSIDE)]
    centre = points.mean(axis=0)
    net = Delaunay(points - centre)
    ends, corners = _edges(net)
    ends, corners = _apart(ends, corners, owner)
    xy = _centres(net) + centre
    piece_of, piece, inside = _pieces(xy[corners], boundary)
    return Facing(owner[ends], corners, points[ends], xy, piece_of, piece, inside)


def surroundings(boundary: BaseGeometry) -> BaseGeometry:
    """Return the district and `AROUND_M` around it; what lies between its parts belongs to it where it has several."""
    around = shapely.buffer(boundary, AROUND_M, quad_segs=4)
    if around.geom_type != "Polygon":
        around = shapely.convex_hull(around)
    return shapely.Polygon(shapely.get_exterior_ring(around))


def _around(points: Floats, boundary: BaseGeometry) -> Floats:
    """Points of a circle far around the district, so that every border has an end."""
    low, high = points.min(axis=0), points.max(axis=0)
    west, south, east, north = boundary.bounds
    low, high = np.minimum(low, (west, south)), np.maximum(high, (east, north))
    radius = 1.5 * np.hypot(*(high - low)) + 100.0
    angle = np.linspace(0, 2 * np.pi, _RING, endpoint=False)
    return np.asarray((low + high) / 2 + radius * np.c_[np.cos(angle), np.sin(angle)])


def _edges(net: Delaunay) -> tuple[Ints, Ints]:
    """(k, 2) points at the ends of every edge between two triangles, and the two triangles."""
    corners, beside = net.simplices.astype(np.int64), net.neighbors.astype(np.int64)
    triangle = np.repeat(np.arange(len(corners)), 3)
    other = beside.ravel()
    edge = np.c_[corners[:, [1, 2, 0]].ravel(), corners[:, [2, 0, 1]].ravel()]
    once = triangle < other
    return edge[once], np.c_[triangle, other][once]


def _apart(ends: Ints, corners: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """Those between two blocks, the block of the lower position first and the outside last."""
    a, b = owner[ends[:, 0]], owner[ends[:, 1]]
    kept = a != b
    swap = (b[kept] != OUTSIDE) & ((a[kept] == OUTSIDE) | (a[kept] > b[kept]))
    ends = np.where(swap[:, None], ends[kept][:, ::-1], ends[kept])
    return ends, corners[kept]


def _centres(net: Delaunay) -> Floats:
    """(m, 2) centre of the circle around every triangle; its middle where the triangle is flat."""
    a, b, c = (net.points[net.simplices[:, i]] for i in range(3))
    ab, ac = b - a, c - a
    twice = 2 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    sab, sac = (ab**2).sum(axis=1), (ac**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = (ac[:, 1] * sab - ab[:, 1] * sac) / twice
        y = (ab[:, 0] * sac - ac[:, 0] * sab) / twice
    found = a + np.c_[x, y]
    middle = (a + b + c) / 3
    reach = 10 * np.ptp(net.points, axis=0).max()
    good = np.isfinite(found).all(axis=1) & (np.abs(found - middle).max(axis=1) < reach)
    return np.where(good[:, None], found, middle)


def _pieces(borders: Floats, boundary: BaseGeometry) -> tuple[Ints, Floats, npt.NDArray[np.bool_]]:
    """Cut borders (k, 2, 2) at the boundary, and to at most `PIECE_M`; what lies beyond the surroundings is left out."""
    lines, around = shapely.linestrings(borders), surroundings(boundary)
    shapely.prepare(boundary)
    within = shapely.covers(boundary, lines)
    crossing = np.flatnonzero(~within & shapely.intersects(around, lines))
    near = shapely.intersection(lines[crossing], around)
    shapes = np.r_[lines[within], shapely.intersection(near, boundary), shapely.difference(near, boundary)]
    whose = np.r_[np.flatnonzero(within), crossing, crossing]
    inside = np.repeat([True, True, False], [int(within.sum()), len(crossing), len(crossing)])
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    straight = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0)
    parts, whose, inside = parts[straight], whose[part_of[straight]], inside[part_of[straight]]
    ends = np.c_[shapely.get_point(parts, 0), shapely.get_point(parts, -1)]
    xy = shapely.get_coordinates(ends.ravel()).reshape(-1, 2, 2)
    xy, order = _along(xy, whose, borders)
    whose, inside = whose[order], inside[order]
    count = np.maximum(1, np.ceil(np.hypot(*(xy[:, 1] - xy[:, 0]).T) / PIECE_M)).astype(np.int64)
    row = np.repeat(np.arange(len(xy)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    share = np.stack([step, step + 1], axis=1) / count[row][:, None]
    return whose[row], xy[row, :1] + share[:, :, None] * (xy[row, 1:] - xy[row, :1]), inside[row]


def _along(xy: Floats, whose: Ints, borders: Floats) -> tuple[Floats, Ints]:
    """The parts of each border from its first corner to its second, and the order in which they lie so."""
    way = borders[whose, 1] - borders[whose, 0]
    far = ((xy - borders[whose, :1]) * way[:, None, :]).sum(axis=2)
    xy = np.where((far[:, 0] > far[:, 1])[:, None, None], xy[:, ::-1], xy)
    order = np.lexsort((far.min(axis=1), whose))
    return xy[order], order
