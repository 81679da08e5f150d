"""Service areas: what lies within the radius of a school, in a straight line and on foot."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from zoning.measure.walking import Network, access, reached
from zoning.model import Floats

_ARC = 64
"""Segments of a quarter circle: its area is then true to 0.01 %."""
_STREET_SIDE_M = 40.0
"""How far from a street its frontages count as served."""


def circles(schools: gpd.GeoDataFrame, radius_m: float, walk_radius_m: float) -> gpd.GeoDataFrame:
    """Return `radius` and `walk` polygons per school where there are no streets: two circles."""
    return gpd.GeoDataFrame(
        {"radius": schools.geometry.buffer(radius_m, _ARC), "walk": schools.geometry.buffer(walk_radius_m, _ARC)},
        geometry="radius", crs=schools.crs, index=schools.index,
    )  # fmt: skip


def streets(network: Network, schools: gpd.GeoDataFrame, radius_m: float) -> gpd.GeoDataFrame:
    """Return `radius` (circle) and `walk` polygons per school: the streets walked within the radius and their sides."""
    spots = schools.geometry.to_numpy()
    far = reached(network, access(network, spots)) if len(spots) else np.empty((0, network.size))
    walked = [_walked(network, far[j], radius_m, spots[j]) for j in range(len(spots))]
    table = circles(schools, radius_m, radius_m)
    table["walk"] = gpd.GeoSeries(walked, index=schools.index, crs=schools.crs)
    return table


def _walked(network: Network, far: Floats, radius_m: float, spot: BaseGeometry) -> BaseGeometry:
    """The buffer of every stretch of street within `radius_m` of the start."""
    left_u, left_v = radius_m - far[network.u], radius_m - far[network.v]
    some = ((left_u > 0) | (left_v > 0)).nonzero()[0]
    whole = some[(left_u[some] + left_v[some]) >= network.length_m[some]]
    partly = np.setdiff1d(some, whole)
    stretches = list(network.lines[whole])
    for e in partly:
        scale = network.lines[e].length / max(network.length_m[e], 1e-9)
        if left_u[e] > 0:
            stretches.append(substring(network.lines[e], 0, left_u[e] * scale))
        if left_v[e] > 0:
            stretches.append(
                substring(
                    network.lines[e], network.lines[e].length - left_v[e] * scale, network.lines[e].length
                )
            )
    own = spot.buffer(_STREET_SIDE_M)
    if not stretches:
        return own
    reach = shapely.union_all(
        [shapely.buffer(shapely.union_all(stretches), _STREET_SIDE_M, quad_segs=4), own]
    )
    return _filled(reach)


def _filled(shape: BaseGeometry) -> BaseGeometry:
    """Drop holes smaller than a small block: a court between streets walked is served."""
    parts = [
        shapely.Polygon(
            part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > 5000.0]
        )
        for part in shapely.get_parts(shape)
    ]
    return shapely.union_all(parts)
