"""Arterial roads between a block and a school: the fewest that any way from one to the other has to cross."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from zoning.measure.access import nearest
from zoning.model import Ints, StudyArea

MEDIAN_M = 40.0
"""Ground between two lines of arterial road that is nowhere wider is the middle of one road."""
_RIM_M = 20.0
"""An arterial that ends this close to the boundary leads out of the district."""


def crossed(area: StudyArea, points: gpd.GeoSeries, schools: gpd.GeoSeries) -> pd.DataFrame:
    """Return blocks × schools: how many arterial roads lie between the block's point and the school, at least.

    Arterials cut the district into faces; the count is the least over all ways from face to face, wherever one may
    cross. A road that ends inside a face parts nothing. Two carriageways with a middle up to `MEDIAN_M` wide are one road.
    """
    faces = faces_of(area)
    if len(faces) < 2:
        return pd.DataFrame(0, index=points.index, columns=schools.index)
    links, halves = _links(faces)
    tree = shapely.STRtree(faces)
    of_block, of_school = nearest(tree, points.to_numpy()), nearest(tree, schools.to_numpy())
    graph = csr_array((halves, links.T), shape=(len(faces), len(faces)))
    start, at = np.unique(of_school, return_inverse=True)
    found = dijkstra(graph, directed=False, indices=start)[at][:, of_block].T
    roads = np.ceil(np.where(np.isfinite(found), found, 0) / 2).astype(np.int64)
    return pd.DataFrame(roads, index=points.index, columns=schools.index)


def faces_of(area: StudyArea) -> npt.NDArray[np.object_]:
    """Return the pieces of ground between arterial roads and the rim of the district; none without arterials."""
    if area.streets is None:
        return np.empty(0, dtype=object)
    edges = area.streets.edges
    roads = edges.geometry[edges["level"] == "arterial"].to_numpy()
    if not len(roads):
        return np.empty(0, dtype=object)
    ground: BaseGeometry = area.boundary.buffer(-_RIM_M)
    if ground.is_empty:
        ground = area.boundary
    inside = shapely.intersection(shapely.union_all(roads), ground)
    drawn = shapely.union_all([inside, shapely.boundary(ground)])
    return shapely.get_parts(shapely.polygonize(shapely.get_parts(drawn)))


def _links(faces: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
    """(k, 2) faces on the two sides of a road, and what crossing it counts (k,) in halves of a road.

    Into the middle of a road and out of it are one half each, so that a whole road counts once.
    """
    rings, face = shapely.get_rings(faces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[:-1] == ring[1:]
    a, b = xy[:-1][same], xy[1:][same]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    ends = np.where(swap[:, None], np.c_[b, a], np.c_[a, b])
    _, segment = np.unique(ends, axis=0, return_inverse=True)
    order = np.argsort(segment, kind="stable")
    twin = segment[order][:-1] == segment[order][1:]
    of = face[ring[:-1][same]][order]
    links = np.unique(np.sort(np.c_[of[:-1], of[1:]][twin], axis=1), axis=0)
    links = links[links[:, 0] != links[:, 1]]
    thin = shapely.is_empty(shapely.buffer(faces, -MEDIAN_M / 2))
    return links, np.where(thin[links[:, 0]] != thin[links[:, 1]], 1, 2)
