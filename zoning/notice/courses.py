"""A named line as one follows it on foot: its bends, its branches, its loose ends, and where it meets another."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from zoning.model import Floats, Ints

STEP_M = 10.0
"""Corners of a course lie no farther apart than this."""
ONE_STREET_M = 500.0
"""Stretches of one name farther apart than this are two lines that happen to share it."""
MEETS_M = 60.0
"""A line that ends this close to another reaches it."""
REACH_M = 1000.0
"""Two lines that do not meet are joined straight where they come nearest, up to this far."""
_GAP = 4.0
_LEAP = 3.0
_TOGETHER_M = 25.0
_MOST = 16
_TAIL_M = 60.0
_STRAIGHT_M = 0.5


@dataclass(frozen=True, eq=False)
class Course:
    """The corners of a line and the ways between them."""

    name: str
    shape: BaseGeometry
    xy: Floats
    """(n, 2) corners."""
    graph: csr_array
    part: Ints
    """(n,) which of the lines of that name a corner is on; one cannot get from one to another."""
    ends: Ints
    """Corners where it begins or stops."""
    tree: cKDTree
    _far: dict[int, tuple[Floats, Ints]] = field(default_factory=dict)
    _ways: dict[tuple[int, int], Floats] = field(default_factory=dict)

    def distances(self, start: Ints, stop: Ints) -> Floats:
        """Return metres along the line from each of `start` to each of `stop`; inf where there is no way."""
        return np.array([self._from(int(at))[0][stop] for at in start]).reshape(len(start), len(stop))

    def way(self, start: int, stop: int) -> Floats:
        """Return the corners from one to another."""
        if (start, stop) not in self._ways:
            before, path = self._from(start)[1], [stop]
            while path[-1] != start:
                path.append(int(before[path[-1]]))
            self._ways[start, stop] = _straightened(self.xy[path[::-1]])
        return self._ways[start, stop]

    def outward(self, end: int) -> Floats:
        """Return the direction in which the line points where it ends (2,), of length 1."""
        far = self._from(end)[0]
        tail = np.flatnonzero((far <= _TAIL_M) & (far > 0))
        if not len(tail):
            return np.zeros(2)
        way = self.xy[end] - self.xy[tail[np.argmax(far[tail])]]
        return np.asarray(way / max(float(np.hypot(*way)), 1e-9))

    def _from(self, at: int) -> tuple[Floats, Ints]:
        if at not in self._far:
            far, before = dijkstra(self.graph, directed=False, indices=at, return_predecessors=True)  # type: ignore[call-overload]
            self._far[at] = (far, before.astype(np.int64))
        return self._far[at]


def of(name: str, shapes: np.ndarray, boundary: BaseGeometry) -> Course:
    """Return the course of the lines and areas called `name`; areas (rivers) are followed along their banks.

    It ends where one of its lines does, and near the boundary of the district.
    """
    flat = shapely.get_dimensions(shapes) == 2
    water = shapely.get_parts(shapely.union_all(shapes[flat])) if flat.any() else np.empty(0, dtype=object)
    lines = np.r_[shapely.get_parts(shapes[~flat]), shapely.get_parts(shapely.boundary(water))]
    xy, links = _corners(np.r_[shapely.segmentize(lines, STEP_M), *(_over(area) for area in water)])
    length = np.hypot(*(xy[links[:, 0]] - xy[links[:, 1]]).T)
    links, length, part = _joined(xy, links, np.maximum(length, 1e-3))
    graph = csr_array((length, links.T), shape=(len(xy), len(xy)))
    return Course(name, shapely.union_all(lines), xy, graph, part, _ends(xy, links, boundary), cKDTree(xy))


def _over(water: BaseGeometry) -> np.ndarray:
    """Straight ways over an area of water from bank to bank: one may change sides when following it."""
    points = shapely.multipoints(shapely.get_coordinates(shapely.segmentize(shapely.boundary(water), STEP_M)))
    edges = shapely.get_parts(shapely.delaunay_triangles(points, only_edges=True))
    shapely.prepare(water)
    return np.asarray(edges[shapely.covers(water, edges)])


def _ends(xy: Floats, links: Ints, boundary: BaseGeometry) -> Ints:
    """Corners with one neighbour and some near the boundary; those farthest north, south, east and west where there are none."""
    loose = np.flatnonzero(np.bincount(links.ravel(), minlength=len(xy)) == 1)
    rim = np.flatnonzero(shapely.dwithin(shapely.points(xy), shapely.boundary(boundary), MEETS_M))
    ends = np.r_[loose, rim[_thinned(xy[rim], 2 * MEETS_M)]]
    if not len(ends):
        ends = np.array([xy[:, 0].argmin(), xy[:, 0].argmax(), xy[:, 1].argmin(), xy[:, 1].argmax()])
    return np.unique(ends).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Meetings:
    """Where one line can be left for another."""

    a: Ints
    """(k,) corners of the one."""
    b: Ints
    """(k,) corners of the other."""
    gap_m: Floats

    @property
    def cost(self) -> Floats:
        """Metres that leaving one for the other counts, gaps dearer than ways along a line."""
        return _GAP * self.gap_m


def meetings(one: Course, other: Course) -> Meetings:
    """Return where two lines cross or one ends close to the other; lines that do neither meet where they or their ends come nearest."""
    crossing = shapely.get_coordinates(shapely.intersection(one.shape, other.shape))
    a, b = one.tree.query(crossing)[1].astype(np.int64), other.tree.query(crossing)[1].astype(np.int64)
    gap = np.zeros(len(crossing))
    far_b, at_b = other.tree.query(one.xy[one.ends], distance_upper_bound=REACH_M)
    far_a, at_a = one.tree.query(other.xy[other.ends], distance_upper_bound=REACH_M)
    end, far = np.r_[np.c_[one.ends, at_b], np.c_[at_a, other.ends]].astype(np.int64), np.r_[far_b, far_a]
    close = far <= MEETS_M
    a, b, gap = np.r_[a, end[close, 0]], np.r_[b, end[close, 1]], np.r_[gap, far[close]]
    met = set(zip(one.part[a].tolist(), other.part[b].tolist(), strict=True))
    end, far = end[np.isfinite(far)], far[np.isfinite(far)]
    apart = np.array(
        [
            pair not in met
            for pair in zip(one.part[end[:, 0]].tolist(), other.part[end[:, 1]].tolist(), strict=True)
        ],
        bool,
    )
    near = _nearest(one, other, met)
    a, b = np.r_[a, near.a, end[apart, 0]], np.r_[b, near.b, end[apart, 1]]
    gap = np.r_[gap, near.gap_m, far[apart]]
    order = np.lexsort((b, a, gap))
    kept = order[_thinned(one.xy[a[order]], _TOGETHER_M)][:_MOST]
    return Meetings(a[kept], b[kept], gap[kept])


def _nearest(one: Course, other: Course, met: set[tuple[int, int]]) -> Meetings:
    """Where those lines of the two names come nearest that do not meet."""
    a, b, gap = list[int](), list[int](), list[float]()
    for part in np.unique(other.part):
        mine = np.flatnonzero(other.part == part)
        far, at = map(np.asarray, cKDTree(other.xy[mine]).query(one.xy, distance_upper_bound=REACH_M))
        for mate in np.unique(one.part):
            of_mate = np.where(one.part == mate, far, np.inf)
            best = int(of_mate.argmin())
            if np.isfinite(of_mate[best]) and (int(mate), int(part)) not in met:
                a, b, gap = [*a, best], [*b, int(mine[at[best]])], [*gap, float(of_mate[best])]
    return Meetings(np.array(a, np.int64), np.array(b, np.int64), np.array(gap, float))


def _corners(lines: np.ndarray) -> tuple[Floats, Ints]:
    """Corners (n, 2) of lines, the same place once, and the (k, 2) corners that follow each other."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    _, first, at = np.unique(np.round(points, 1), axis=0, return_index=True, return_inverse=True)
    at = at.reshape(-1)
    follow = line[1:] == line[:-1]
    links = np.sort(np.c_[at[:-1], at[1:]][follow], axis=1)
    links = np.unique(links[links[:, 0] != links[:, 1]], axis=0)
    return points[first], links.astype(np.int64)


def _joined(xy: Floats, links: Ints, length: Floats) -> tuple[Ints, Floats, Ints]:
    """Links and lengths with those across gaps up to `ONE_STREET_M`, and the number of the line each corner is on."""
    n = len(xy)
    count, label = connected_components(
        coo_array((np.ones(len(links)), links.T), shape=(n, n)), directed=False
    )
    if count > 1:
        over, gap = _leaps(xy, label.astype(np.int64), count)
        links, length = np.vstack([links, over]), np.r_[length, _LEAP * np.maximum(gap, 1e-3)]
        _, label = connected_components(
            coo_array((np.ones(len(links)), links.T), shape=(n, n)), directed=False
        )
    return links, length, label.astype(np.int64)


def _leaps(xy: Floats, label: Ints, count: int) -> tuple[Ints, Floats]:
    """(k, 2) shortest links between the stretches of a line, as few as join them, and their lengths."""
    members = [np.flatnonzero(label == part) for part in range(count)]
    trees = [cKDTree(xy[mine]) for mine in members]
    found: dict[tuple[int, int], tuple[float, int, int]] = {}
    for i in range(count):
        for j in range(i):
            far, at = map(np.asarray, trees[j].query(xy[members[i]], distance_upper_bound=ONE_STREET_M))
            best = int(far.argmin())
            if np.isfinite(far[best]):
                found[i, j] = (float(far[best]), int(members[i][best]), int(members[j][at[best]]))
    if not found:
        return np.empty((0, 2), np.int64), np.empty(0)
    at = np.array(list(found))
    gap = np.array([max(value[0], 1e-3) for value in found.values()])
    tree = minimum_spanning_tree(coo_array((gap, at.T), shape=(count, count))).tocoo()
    chosen = [found[int(i), int(j)] for i, j in zip(*tree.coords, strict=True)]
    return np.array([(a, b) for _, a, b in chosen], np.int64), np.array([gap for gap, _, _ in chosen])


def _straightened(way: Floats) -> Floats:
    """The corners of a way without those that it hardly turns at."""
    if len(way) < 3:
        return way
    return np.asarray(shapely.get_coordinates(shapely.simplify(shapely.linestrings(way), _STRAIGHT_M)))


def _thinned(xy: Floats, metres: float) -> Ints:
    """Positions of those no nearer than `metres` to one kept before."""
    kept: list[int] = []
    for i, point in enumerate(xy):
        if not kept or np.hypot(*(xy[kept] - point).T).min() >= metres:
            kept.append(i)
    return np.array(kept, np.int64)
