"""Straight places along lines, for the names of streets, rivers and railways."""

from typing import Any

import numpy as np
import shapely

from zoning.model import Floats
from zoning.render.posters.room import Spot

_STEP_MM = 1.0
BEND = 0.22
"""How far a line may bend away under its name, as a share of the height of the words."""
_OVERHANG = 0.9
"""A line so long, as a share of its name, is long enough."""
_DENSE_MM, _NARROW_MM = 1.5, 0.3
"""How fine the edges of areas are taken to find their middle, and how near to an edge the middle does not go."""
_RUNS = 250
"""Places that are looked at along one line."""


def stretches(shapes: Any, width: float, height: float, bend: float = BEND) -> Floats:
    """Return (n, 5) places where a line is straight for so many mm, in no order.

    x and y of the middle, degrees from -90 to 90, how far the line bends away (at most `bend` times the height either way), and
    how far from the middle of its line it is (0 to 1).
    """
    parts = lines(shapes)
    long = shapely.length(parts)
    found = [_of_line(part, width, bend * height) for part in parts[long >= _OVERHANG * width]]
    return np.concatenate([np.empty((0, 5)), *found])


def beside(place: Floats, width: float, height: float, away: float) -> list[Spot]:
    """Return the box on a place of `stretches`, and those on both sides of the line there, so far away."""
    x, y, angle = place[:3].tolist()
    turn = np.radians(angle)
    up = np.array([-np.sin(turn), np.cos(turn)]) * (height / 2 + away)
    shifts = (np.zeros(2), up, -up)
    return [Spot(float(x + s[0]), float(y + s[1]), width, height, angle) for s in shifts]


def lines(shapes: Any) -> Any:
    """Return the single lines of geometries, joined where they meet end to end; areas become the lines in their middle."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(shapes, object)))
    kind = shapely.get_type_id(parts)
    flat = [middle(part) for part in parts[(kind == 3) & ~shapely.is_empty(parts)]]
    loose = parts[(kind == 1) & ~shapely.is_empty(parts)]
    joined = shapely.line_merge(shapely.multilinestrings(loose)) if len(loose) else None
    found = shapely.get_parts(np.array([each for each in [joined, *flat] if each is not None], object))
    return found[(shapely.get_type_id(found) == 1) & ~shapely.is_empty(found)]


def middle(area: Any) -> Any:
    """Return the lines in the middle of an area such as a river: as far from one bank as from the other."""
    dense = shapely.segmentize(area, _DENSE_MM)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(shapely.get_coordinates(dense)), only_edges=True))  # fmt: skip
    edges = shapely.get_parts(cells)
    inner = shapely.buffer(area, -_NARROW_MM)
    shapely.prepare(inner)
    kept = edges[shapely.contains_properly(inner, edges)]
    if not len(kept):
        return shapely.MultiLineString()
    # voronoi's edges branch towards every corner of the banks: what is left of the short twigs is smoothed away
    joined = shapely.get_parts(shapely.line_merge(shapely.union_all(kept)))
    wide = 2 * area.area / max(area.length, 1e-9)
    stem = joined[shapely.length(joined) > wide]
    return shapely.simplify(shapely.line_merge(shapely.union_all(stem)), 0.4) if len(stem) else shapely.MultiLineString()  # fmt: skip


def _of_line(line: Any, width: float, most: float) -> Floats:
    """Places along one line, at even steps."""
    length = line.length
    count = max(int(length / _STEP_MM), 2)
    at = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0.0, length, count + 1)))
    span = min(max(int(round(width / length * count)), 1), count)
    runs = np.lib.stride_tricks.sliding_window_view(at, span + 1, axis=0)
    runs = runs[:: max(1, len(runs) // _RUNS)]  # (places, 2, points)
    start, chord = runs[:, :, 0], runs[:, :, -1] - runs[:, :, 0]
    reach = np.maximum(np.hypot(*chord.T), 1e-9)
    away = (runs - start[:, :, None]) * (chord / reach[:, None])[:, ::-1, None]
    across = away[:, 1] - away[:, 0]
    bend = np.ptp(across, axis=1)
    angle = np.degrees(np.arctan2(chord[:, 1], chord[:, 0]))
    angle = np.where(angle > 90, angle - 180, np.where(angle <= -90, angle + 180, angle))
    centre = (runs[:, :, 0] + runs[:, :, -1]) / 2
    shift = (across.max(axis=1) + across.min(axis=1)) / 2  # half way across the bow
    normal = np.stack([-chord[:, 1], chord[:, 0]], axis=1) / reach[:, None]
    centre = centre + normal * shift[:, None]
    off = np.abs(np.linspace(-1.0, 1.0, len(runs))) if len(runs) > 1 else np.zeros(1)
    found = np.column_stack([centre, angle, bend, off])
    return found[bend <= 2 * most]
