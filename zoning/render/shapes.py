"""Geometry as small whole numbers, which a browser unpacks faster than GeoJSON and in a third of the space."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from zoning.model import Floats

DEGREES = 1e6
"""Coordinates are sent in millionths of a degree, about a decimetre."""

Packed = list[list[list[int]]]
"""Parts of rings (or lines) of numbers: x, y of the first vertex, then the step to each next one."""


def simplified(shapes: gpd.GeoSeries, tolerance_m: float) -> gpd.GeoSeries:
    """Return `shapes` with fewer vertices where shared edges stay shared, else unchanged.

    Simplifying each polygon alone opens slits and overlaps between neighbours, so only a valid
    coverage is simplified.
    """
    values = shapes.to_numpy()
    if len(values) == 0 or not shapely.coverage_is_valid(values):
        return shapes
    return gpd.GeoSeries(shapely.coverage_simplify(values, tolerance_m), index=shapes.index, crs=shapes.crs)


def packed(shapes: gpd.GeoSeries) -> list[Packed]:
    """Return every shape as longitudes and latitudes in whole numbers; points and empty shapes become []."""
    values = shapes.to_crs("EPSG:4326").to_numpy()
    return [
        [_steps(part) for part in shapely.get_parts(shape) if not part.is_empty] if shape is not None else []
        for shape in values
    ]


def places(points: gpd.GeoSeries) -> dict[str, list[float]]:
    """Return `lat` and `lon` of points in degrees, six decimals."""
    inside = points.to_crs("EPSG:4326")
    return {"lat": inside.y.round(6).tolist(), "lon": inside.x.round(6).tolist()}


def label_places(zones: gpd.GeoSeries) -> dict[str, list[float]]:
    """Return for each zone the point of its largest part that is farthest from the edge, and `room_m` up to the edge."""
    parts, owner = shapely.get_parts(zones.to_numpy(), return_index=True)
    largest = np.lexsort((-shapely.area(parts), owner))
    first = largest[np.unique(owner[largest], return_index=True)[1]]
    circles = shapely.maximum_inscribed_circle(parts[first], tolerance=5.0)
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), index=zones.index[owner[first]], crs=zones.crs)
    return {**places(centres), "room_m": shapely.length(circles).round().tolist()}


def bounds(area: Any, crs: str) -> list[list[float]]:
    """Return [[south, west], [north, east]] of a geometry, in degrees."""
    west, south, east, north = gpd.GeoSeries([area], crs=crs).to_crs("EPSG:4326").total_bounds.tolist()
    return [[round(south, 6), round(west, 6)], [round(north, 6), round(east, 6)]]


def _steps(part: Any) -> list[list[int]]:
    """One polygon's rings, or one line, as steps; anything else has no drawing."""
    if part.geom_type == "Polygon":
        return [_whole(shapely.get_coordinates(ring)[:-1]) for ring in (part.exterior, *part.interiors)]
    return [_whole(shapely.get_coordinates(part))] if part.geom_type == "LineString" else []


def _whole(xy: Floats) -> list[int]:
    """Steps between vertices; vertices that fall on the one before are left out."""
    grid = np.round(xy * DEGREES).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), np.int64))
    moved = steps.any(axis=1) | (np.arange(len(steps)) == 0)
    return steps[moved].ravel().tolist()
