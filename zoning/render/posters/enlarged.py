"""Where a poster's map is too crowded: what is shown once more at a larger scale on a page of its own."""

import numpy as np
import shapely

from zoning.model import Floats
from zoning.render.atlas.paper import Rect, Window, window
from zoning.render.posters.names import Names
from zoning.render.posters.town import Zone

_SOUGHT, _WORTH = 2.7, 1.9
"""How much larger an enlargement is wanted to be, and from where on it is worth a page."""
_LEAST, _MOST_PAGES = 8, 2
"""Homes without their name that an enlargement shows at least, and pages for one zone."""
_AROUND = 0.12


def windows(zone: Zone, names: Names, seen: Window, rect: Rect, crs: str) -> list[Window]:
    """Return what is to be shown larger: around homes that have no name on a map, as many as can be at once."""
    lacking = {word.name for word in names.words if word.about == "number"}
    bare = zone.homes["number"].astype(str).isin(lacking) | zone.homes["name"].isin(
        names.missing.get("home", [])
    )
    shapes = zone.homes.geometry[bare].to_numpy()
    at = shapely.get_coordinates(shapely.point_on_surface(shapes))
    reach = np.array([rect.w, rect.h]) * seen.grid_per_mm / _SOUGHT / 2 / (1 + _AROUND)
    found: list[Window] = []
    while len(at) >= _LEAST and len(found) < _MOST_PAGES:
        inside = _fullest(at, reach)
        if inside.sum() < _LEAST:
            break
        part = window(_around(shapes[inside]), rect, crs)
        if part.scale * _WORTH > seen.scale:
            break
        found.append(part)
        shapes, at = shapes[~inside], at[~inside]
    return found


def _fullest(at: Floats, reach: Floats) -> np.ndarray:
    """Which points lie in the box of this half width and height that holds the most of them; it is sought around each pair."""
    most: np.ndarray = np.zeros(len(at), bool)
    for first, one in enumerate(at):  # row by row: all pairs at once would need gigabytes
        middles = (at[first:] + one) / 2
        held = (np.abs(at[None] - middles[:, None]) <= reach).all(axis=2)
        best = held[int(np.argmax(held.sum(axis=1)))]
        most = best if best.sum() > most.sum() else most
    return most


def _around(shapes: np.ndarray) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(shapes)
    across, up = _AROUND / 2 * (east - west), _AROUND / 2 * (north - south)
    return west - across, south - up, east + across, north + up
