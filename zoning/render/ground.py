"""What lies under the zones: boundary, streets by level, rivers, railways and where they can be crossed."""

import geopandas as gpd
import numpy as np
import shapely

from zoning.model import StudyArea
from zoning.render import shapes
from zoning.render.layers import Columns

LEVELS = ("path", "local", "secondary", "arterial")
"""Drawn in this order, so that the larger street lies on top; left out in this order where there are too many."""

MOST_VERTICES = 200_000
_TOLERANCE_M = 3.0


def all_of(area: StudyArea) -> dict[str, Columns]:
    """Return the layers of the ground that have something to draw."""
    outline = gpd.GeoSeries([shapely.boundary(area.boundary)], crs=area.crs).simplify(_TOLERANCE_M)
    found = {
        "boundary": {"shape": shapes.packed(outline)},
        "streets": streets(area),
        "barriers": barriers(area),
        "crossings": crossings(area),
    }
    return {name: columns for name, columns in found.items() if len(next(iter(columns.values())))}


def streets(area: StudyArea) -> Columns:
    """Return one bundle of lines per level of street, without the smallest levels where a page would grow too heavy."""
    if area.streets is None or area.streets.edges.empty:
        return {"shape": [], "level": []}
    edges = area.streets.edges
    lines = shapely.simplify(shapely.line_merge(_clipped(edges.geometry, area)), _TOLERANCE_M)
    level = edges["level"].where(edges["level"].isin(LEVELS), "local").to_numpy()
    bundles = {name: _bundle(lines[level == name]) for name in LEVELS}
    weight = {name: int(shapely.get_num_coordinates(bundle)) for name, bundle in bundles.items()}
    kept = [
        name
        for i, name in enumerate(LEVELS)
        if weight[name] and sum(weight[n] for n in LEVELS[i:]) <= MOST_VERTICES
    ]
    return {
        "shape": shapes.packed(gpd.GeoSeries([bundles[name] for name in kept], crs=area.crs)),
        "level": kept,
    }


def barriers(area: StudyArea) -> Columns:
    """Return rivers, railways and motorways, cut to the surroundings of the area."""
    frame = area.barriers
    if frame.empty:
        return {"shape": [], "kind": [], "area": []}
    cut = gpd.GeoSeries(_clipped(frame.geometry, area), index=frame.index, crs=area.crs)
    kept = ~(cut.is_empty | cut.isna()).to_numpy()
    return {
        "shape": shapes.packed(cut[kept].simplify(_TOLERANCE_M)),
        "kind": frame["kind"][kept].astype(str).tolist(),
        "area": (shapely.get_dimensions(cut[kept].to_numpy()) == 2).astype(int).tolist(),
    }


def crossings(area: StudyArea) -> Columns:
    """Return one point per bridge, level crossing or underpass."""
    if area.crossings.empty:
        return {"lat": [], "lon": []}
    return dict(
        shapes.places(
            gpd.GeoSeries(shapely.point_on_surface(area.crossings.geometry.to_numpy()), crs=area.crs)
        )
    )


def _clipped(geometry: gpd.GeoSeries, area: StudyArea) -> np.ndarray:
    """Cut to the area's rectangle and a little around it, so that a river does not end at the edge."""
    west, south, east, north = area.boundary.bounds
    margin = 0.08 * max(east - west, north - south)
    return np.asarray(
        shapely.clip_by_rect(
            geometry.to_numpy(), west - margin, south - margin, east + margin, north + margin
        )
    )


def _bundle(lines: np.ndarray) -> shapely.MultiLineString:
    parts = shapely.get_parts(lines)
    straight = parts[shapely.get_type_id(parts) == 1]
    return shapely.multilinestrings(straight) if len(straight) else shapely.MultiLineString()
