"""Cells: each block with its share of the streets and fields around it, so that zones cover the ground."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import Voronoi
from shapely.geometry.base import BaseGeometry

from zoning.measure.adjacency import edge_points, ground_pieces, sides
from zoning.model import Floats, Ints, StudyArea

_TILED_SHARE = 0.03


def of(area: StudyArea) -> gpd.GeoSeries:
    """Return a polygon per block; together they tile the ground between the barriers.

    Blocks that already tile the area (less than 3 % of it between them) are their own cells. Otherwise a cell
    is the ground nearer to this block's edge than to any other's on the same side of every barrier, and never
    another block's own ground.
    """
    shapes = area.blocks.geometry.to_numpy()
    rest = area.boundary.area - shapely.intersection(shapely.union_all(shapes), area.boundary).area
    if rest < _TILED_SHARE * area.boundary.area or len(shapes) < 2:
        return gpd.GeoSeries(shapes, index=area.blocks.index, crs=area.crs)
    points, owner = edge_points(area.blocks.geometry)
    pieces = ground_pieces(area)
    side = sides(points, pieces)
    shares = [_shares(points[side == s], owner[side == s], pieces[s]) for s in np.unique(side)]
    grounds = pd.concat(shares).groupby(level=0).agg(lambda parts: shapely.union_all(parts.to_numpy()))
    clipped = shapely.intersection(_never_others(grounds, shapes), area.boundary)
    # a block that reaches over the boundary keeps its own ground
    whole = shapely.union(np.where(shapely.is_empty(clipped), shapes, clipped), shapes)
    return gpd.GeoSeries(whole, index=area.blocks.index, crs=area.crs)


def _shares(points: Floats, owner: Ints, ground: BaseGeometry) -> pd.Series:
    """Position of a block -> the part of one piece of ground that is nearest to it."""
    if len(np.unique(owner)) == 1:
        return pd.Series([ground], index=owner[:1])
    parts = pd.Series(_nearest(points, ground)).groupby(owner)
    nearest = parts.agg(lambda cells: _joined(cells.to_numpy()))
    return pd.Series(shapely.intersection(nearest.to_numpy(), ground), index=nearest.index)


def _nearest(points: Floats, ground: BaseGeometry) -> npt.NDArray[np.object_]:
    """Point -> the polygon of what is nearer to it than to any other, beyond the ground where it lies at its edge.

    Qhull merges what is on one circle but for a hair; in towns of equal blocks GEOS made cells that overlap.
    """
    west, south, east, north = shapely.total_bounds([ground, shapely.multipoints(points)])
    middle, wide = np.array([west + east, south + north]) / 2, max(east - west, north - south) + 1.0
    far = 4 * wide * np.array([[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]])
    found = Voronoi(np.vstack([points - middle, far]))  # no place on the ground is nearest to one that is far
    rings = [found.regions[region] for region in found.point_region[: len(points)]]
    corners = found.vertices[np.concatenate(rings).astype(np.int64)] + middle
    ring = np.repeat(np.arange(len(rings)), [len(one) for one in rings])
    made: npt.NDArray[np.object_] = shapely.polygons(shapely.linearrings(corners, indices=ring))
    return made


def _joined(cells: npt.NDArray[np.object_]) -> BaseGeometry:
    """Return cells side by side as one; where slivers among a million of them are no coverage, by the slower union."""
    try:
        return shapely.coverage_union_all(cells)
    except shapely.errors.GEOSException:
        return shapely.union_all(cells[shapely.get_dimensions(cells) == 2])


def _never_others(grounds: pd.Series, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Cells by position of block, less the ground of other blocks that sampling let them cut into."""
    cells = grounds.reindex(range(len(shapes))).to_numpy()
    cells = np.where(shapely.is_missing(cells), shapes, cells)
    cell, block = shapely.STRtree(shapes).query(cells, predicate="intersects")
    other = cell != block
    cell, block = cell[other], block[other]
    bites = shapely.area(shapely.intersection(cells[cell], shapes[block])) > 0
    bitten = pd.Series(shapes[block[bites]]).groupby(cell[bites])
    for at, blocks in bitten:
        cells[at] = shapely.difference(cells[at], shapely.union_all(blocks.to_numpy()))
    return cells
