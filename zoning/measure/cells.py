"""Cells: each block with its share of the streets and fields around it, so that zones cover the ground."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from zoning.measure.adjacency import edge_points
from zoning.model import StudyArea

_TILED_SHARE = 0.03


def of(area: StudyArea) -> gpd.GeoSeries:
    """Return a polygon per block; together they tile the area.

    Blocks that already do (less than 3 % of the area between them) are their own cells. Otherwise a cell is
    the ground nearer to this block's edge than to any other's, and never another block's own ground.
    """
    shapes = area.blocks.geometry.to_numpy()
    rest = area.boundary.area - shapely.intersection(shapely.union_all(shapes), area.boundary).area
    if rest < _TILED_SHARE * area.boundary.area or len(shapes) < 2:
        return gpd.GeoSeries(shapes, index=area.blocks.index, crs=area.crs)
    points, owner = edge_points(area.blocks.geometry)
    around = shapely.voronoi_polygons(
        shapely.multipoints(points), extend_to=area.boundary.buffer(100), ordered=True
    )
    parts = pd.Series(shapely.get_parts(around)).groupby(owner)
    cells = np.array([shapely.coverage_union_all(part.to_numpy()) for _, part in parts], dtype=object)
    owned = _never_others(cells, shapes)
    clipped = shapely.intersection(owned, area.boundary)
    # a block that reaches over the boundary keeps its own ground
    whole = shapely.union(np.where(shapely.is_empty(clipped), shapes, clipped), shapes)
    return gpd.GeoSeries(whole, index=area.blocks.index, crs=area.crs)


def _never_others(cells: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Cells less the ground of other blocks that sampling let them cut into."""
    cell, block = shapely.STRtree(shapes).query(cells, predicate="intersects")
    other = cell != block
    cell, block = cell[other], block[other]
    bites = shapely.area(shapely.intersection(cells[cell], shapes[block])) > 0
    bitten = pd.Series(shapes[block[bites]]).groupby(cell[bites])
    cells = cells.copy()
    for at, blocks in bitten:
        cells[at] = shapely.difference(cells[at], shapely.union_all(blocks.to_numpy()))
    return cells
