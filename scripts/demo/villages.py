"""Villages strung along the country roads: a lane, a ragged outline, and its pieces between the roads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from demo.geography import SEED, Ground, place
from demo.sheet import LOCAL, VILLAGES
from demo.streets import Street


@dataclass(frozen=True, eq=False)
class Village:
    """One village before it is cut by its roads."""

    name: str
    shape: Polygon
    lane: Street


def villages(land: Ground, streets: Sequence[Street], town: Polygon) -> list[Village]:
    """Return every village of the sheet beside its nearest country road."""
    roads = [street.line for street in streets if street.country]
    allowed = land.district.buffer(-40).difference(
        shapely.union_all([land.river.buffer(60), land.railway.buffer(70), town.buffer(90)])
    )
    return [
        _village(name, place(x, y), roads, allowed, np.random.default_rng([SEED, 3, number]))
        for number, (name, x, y) in enumerate(VILLAGES)
    ]


def pieces(village: Village, network: Sequence[Street]) -> list[Polygon]:
    """Return the parts of a village between its roads, west to east."""
    near = [edge.line for edge in network if edge.line.distance(village.shape) < 20]
    rest = village.shape.difference(shapely.union_all(shapely.buffer(near, 9.0)))
    opened = rest.buffer(-5, join_style="mitre").buffer(5, quad_segs=1)
    parts = [shapely.set_precision(part.simplify(1.5), 0.1) for part in shapely.get_parts(opened)]
    whole = [part for part in parts if part.geom_type == "Polygon" and part.area > 7000]
    return sorted(whole, key=lambda part: (round(part.centroid.x, 1), round(part.centroid.y, 1)))


def _village(
    name: str, at: Point, roads: list[LineString], allowed: Polygon, rng: np.random.Generator
) -> Village:
    road = min(roads, key=at.distance)
    here = road.project(at)
    ahead, centre = road.interpolate(here + 20), road.interpolate(here)
    along = np.array([ahead.x - centre.x, ahead.y - centre.y]) / max(ahead.distance(centre), 1.0)
    left = np.array([-along[1], along[0]])
    middle = np.array([centre.x, centre.y]) + left * rng.uniform(-60, 60)
    shape = _ragged(middle, along, left, rng).intersection(allowed)
    body = max(shapely.get_parts(shape), key=lambda part: part.area)
    start = np.array([centre.x, centre.y]) + along * rng.uniform(-50, 50)
    start = np.array(road.interpolate(road.project(Point(start))).coords[0])
    reach = (rng.uniform(120, 230), rng.uniform(120, 230) if rng.random() < 0.55 else 0.0)
    skew = along * rng.uniform(-0.25, 0.25)
    lane = np.round([start - (left + skew) * reach[1], start, start + (left - skew) * reach[0]], 1)
    inside = _inside(LineString(lane if reach[1] else lane[1:]), body.buffer(-12))
    return Village(name, body, Street(f"{name}村巷", LOCAL, inside, country=True))


def _ragged(middle: np.ndarray, along: np.ndarray, left: np.ndarray, rng: np.random.Generator) -> Polygon:
    """Return an irregular many-sided outline, longer along the road than across it."""
    turns = np.linspace(0, 2 * np.pi, 13, endpoint=False) + rng.uniform(-0.17, 0.17, 13)
    size = rng.uniform(150, 215) * (1 + rng.uniform(-0.24, 0.20, 13))
    corners = (
        middle
        + np.outer(np.cos(turns) * size * rng.uniform(1.15, 1.6), along)
        + np.outer(np.sin(turns) * size * rng.uniform(0.75, 1.0), left)
    )
    return Polygon(np.round(corners, 1)).buffer(0)


def _inside(line: LineString, allowed: Polygon) -> LineString:
    parts = shapely.get_parts(line.intersection(allowed))
    return max(parts, key=lambda part: part.length)
