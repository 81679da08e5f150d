"""Superblocks cut again and again into plots, with the local streets and footpaths between them."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from demo.geography import SEED, Floats
from demo.sheet import LOCAL, PATH
from demo.streets import Corner, ends

SNAP_M = 75.0
Axis = tuple[Floats, Floats, float, float]


@dataclass(frozen=True, eq=False)
class Grain:
    """How finely a quarter is cut."""

    target_m2: float
    path_share: float
    bend: float
    wobble: float


GRAINS = {
    "老城": Grain(29_000, 0.22, 0.015, 0.09),
    "中区": Grain(46_000, 0.36, 0.015, 0.06),
    "新区": Grain(96_000, 0.42, 0.03, 0.05),
    "湖区": Grain(86_000, 0.35, 0.04, 0.05),
    "工业": Grain(92_000, 0.0, 0.0, 0.03),
    "河岸": Grain(52_000, 1.0, 0.0, 0.06),
}


@dataclass(frozen=True, eq=False)
class Plot:
    """One leaf of the cutting, street centre to street centre."""

    shape: Polygon
    quarter: str


@dataclass(frozen=True, eq=False)
class Cut:
    """One new street through a superblock."""

    line: LineString
    grade: str
    quarter: str


def subdivide(faces: list[tuple[Polygon, str]], school_points: list[Point]) -> tuple[list[Plot], list[Cut]]:
    """Return the plots and the cuts; a plot that is to hold a school is cut to a school's size."""
    plots: list[Plot] = []
    cuts: list[Cut] = []
    tips: list[Corner] = []
    for number, (face, quarter) in enumerate(faces):
        rng = np.random.default_rng([SEED, 2, number])
        waiting = [face]
        while waiting:
            part = waiting.pop()
            halves = _halves(part, GRAINS[quarter], tips, school_points, rng)
            if halves is None:
                plots.append(Plot(part, quarter))
                continue
            line, pieces = halves
            grade = _grade(part, GRAINS[quarter], rng)
            cuts.append(Cut(line, grade, quarter))
            tips.extend(ends(line))
            waiting.extend(pieces)
    return plots, cuts


def long_axis(shape: Polygon) -> Axis:
    """Return centre, unit direction, length and width of the smallest rectangle around a shape."""
    hull = shapely.get_coordinates(shape.convex_hull)
    step = np.diff(hull, axis=0)
    angles = np.unique(np.round(np.arctan2(step[:, 1], step[:, 0]) % (np.pi / 2), 5))
    turns = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]])
    seen = hull[:, :1, None] * turns[0] + hull[:, 1:, None] * turns[1]
    low, high = seen.min(axis=0), seen.max(axis=0)
    best = int(np.argmin(np.round(np.prod(high - low, axis=0))))
    size, axes = (high - low)[:, best], turns[:, :, best].T
    centre = (low + high)[:, best] / 2 @ axes
    long = 0 if size[0] >= size[1] else 1
    return centre, axes[long], float(size[long]), float(size[1 - long])


def _grade(part: Polygon, grain: Grain, rng: np.random.Generator) -> str:
    if grain.path_share == 1.0:
        return PATH
    small = part.area < 2.6 * grain.target_m2
    return PATH if small and rng.random() < grain.path_share else LOCAL


def _halves(
    part: Polygon, grain: Grain, tips: list[Corner], schools: list[Point], rng: np.random.Generator
) -> tuple[LineString, list[Polygon]] | None:
    """Return the best of a few cuts and its two pieces, or None when the part is small enough."""
    holds_school = any(part.contains(point) for point in schools)
    limit = 40_000.0 if holds_school else grain.target_m2 * float(np.exp(rng.normal(0.22, 0.22)))
    axis = long_axis(part)
    length, width = axis[2:]
    if part.area < limit and length / width < 2.9:
        return None
    if part.area < 0.62 * grain.target_m2:
        return None
    ends_so_far = np.array(tips).reshape(-1, 2)
    tries = [_cut(part, axis, grain, ends_so_far, rng) for _ in range(12)]
    scored = [(_score(pieces), line, pieces) for line, pieces in filter(None, tries)]
    scored = [entry for entry in scored if entry[0] > 0.0]
    if not scored:
        return None
    _, line, pieces = max(scored, key=lambda entry: round(entry[0], 6))
    return line, pieces


def _cut(
    part: Polygon, axis: Axis, grain: Grain, tips: Floats, rng: np.random.Generator
) -> tuple[LineString, list[Polygon]] | None:
    """Return one trial cut across the long axis and the two pieces it leaves."""
    centre, along, length, width = axis
    across = np.array([-along[1], along[0]])
    at = centre + along * length * rng.uniform(-0.17, 0.17)
    turn = rng.normal(0, grain.wobble)
    ray = across * np.cos(turn) + along * np.sin(turn)
    whole = LineString([at - ray * width, at + ray * width]).intersection(part)
    chords = [chord for chord in shapely.get_parts(whole) if chord.length > 30]
    if len(chords) != 1:
        return None
    start, stop = (_snapped(corner, part, tips) for corner in ends(chords[0]))
    line = _bent(start, stop, grain.bend * rng.normal(0, 1))
    edges = shapely.union_all([part.exterior, line], grid_size=0.1)
    pieces = shapely.get_parts(shapely.polygonize([edges]))
    pieces = sorted(pieces, key=lambda piece: (round(piece.centroid.x, 1), round(piece.centroid.y, 1)))
    return (line, pieces) if len(pieces) == 2 else None


def _snapped(corner: Corner, part: Polygon, tips: Floats) -> Corner:
    """Return the end of an earlier cut on the same boundary when one is near, else the corner itself."""
    if not len(tips):
        return round(corner[0], 1), round(corner[1], 1)
    gap = np.round(np.hypot(tips[:, 0] - corner[0], tips[:, 1] - corner[1]), 2)
    near = [(float(gap[n]), float(tips[n, 0]), float(tips[n, 1])) for n in np.flatnonzero(gap < SNAP_M)]
    shared = [found for found in sorted(near) if part.exterior.distance(Point(found[1:])) < 0.8]
    if shared:
        return shared[0][1], shared[0][2]
    return round(corner[0], 1), round(corner[1], 1)


def _bent(start: Corner, stop: Corner, bow: float) -> LineString:
    a, b = np.array(start), np.array(stop)
    if abs(bow) < 0.008:
        return LineString([a, b])
    side = np.array([-(b - a)[1], (b - a)[0]]) * bow
    at = np.linspace(0, 1, 5)[:, None]
    return LineString(np.round(a + (b - a) * at + side * 4 * at * (1 - at), 1))


def _score(pieces: list[Polygon]) -> float:
    """Return how rectangular, square and even two pieces are; 0 when one is unusable."""
    worth = 1.0
    for piece in pieces:
        *_, length, width = long_axis(piece)
        filled = piece.area / (length * width)
        if width < 55 or filled < 0.5:
            return 0.0
        worth *= filled * min(1.0, 2.2 * width / length)
    areas = [piece.area for piece in pieces]
    return float(worth * (min(areas) / max(areas)) ** 0.35)
