"""Service areas: what lies within the radius of a school, in a straight line and on foot."""

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from zoning.measure.access import Access, Network, access
from zoning.measure.walking import reached

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
    points = schools.geometry.to_numpy()
    at = access(network, points) if len(points) else None

    def walked(j: int) -> BaseGeometry:
        assert at is not None
        return _walked(network, _only(at, j), radius_m, points[j])

    with ThreadPoolExecutor() as pool:  # most of the time goes into unions, which let other threads run
        shapes = list(pool.map(walked, range(len(points))))
    table = circles(schools, radius_m, radius_m)
    table["walk"] = gpd.GeoSeries(shapes, index=schools.index, crs=schools.crs)
    return table


def _only(at: Access, j: int) -> Access:
    return Access(*(column[j : j + 1] for column in vars(at).values()))


def _walked(network: Network, at: Access, radius_m: float, point: BaseGeometry) -> BaseGeometry:
    """The buffer of every stretch of street within `radius_m` of the start."""
    own = point.buffer(_STREET_SIDE_M)
    stretches = _stretches(network, at, radius_m)
    if not stretches:
        return own
    reach = shapely.union_all(
        [shapely.buffer(shapely.union_all(stretches), _STREET_SIDE_M, quad_segs=4), own]
    )
    return _filled(reach)


def _stretches(network: Network, at: Access, radius_m: float) -> list[BaseGeometry]:
    """The streets within `radius_m` of the start, those at the rim cut where it ends."""
    far = reached(network, at, cut_off_m=radius_m)[0]
    left_u, left_v = radius_m - far[network.u], radius_m - far[network.v]
    some = ((left_u > 0) | (left_v > 0)).nonzero()[0]
    whole = (left_u[some] + left_v[some]) >= network.length_m[some]
    found = list(network.lines[some[whole]])
    for e in some[~whole]:
        line, scale = network.lines[e], _drawn_share(network, e)
        if left_u[e] > 0:
            found.append(substring(line, 0, left_u[e] * scale))
        if left_v[e] > 0:
            found.append(substring(line, line.length - left_v[e] * scale, line.length))
    around = radius_m - float(at.off_m[0])
    if around > 0:  # on a long street the walk may end before the next junction
        e, along = at.edge[0], float(at.along_m[0])
        scale = _drawn_share(network, e)
        found.append(substring(network.lines[e], max(along - around, 0.0) * scale, (along + around) * scale))
    return found


def _drawn_share(network: Network, edge: int) -> float:
    """Drawn metres of an edge per stated metre."""
    return float(network.lines[edge].length / max(network.length_m[edge], 1e-9))


def _filled(shape: BaseGeometry) -> BaseGeometry:
    """Drop holes smaller than a small block: a court between streets walked is served."""
    parts = [
        shapely.Polygon(
            part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > 5000.0]
        )
        for part in shapely.get_parts(shape)
    ]
    return shapely.union_all(parts)
