"""Cells as a true coverage: neighbours share every vertex of their common edge, so that edges can be thinned without slits."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

GRID_M = 0.1
"""Vertices closer than this are one."""


def thinned(cells: gpd.GeoSeries, tolerance_m: float) -> gpd.GeoSeries:
    """Return cells with fewer vertices and common edges still common; as they are where they overlap too much to be mended."""
    values = cells.to_numpy()
    if not shapely.coverage_is_valid(values):
        values = _mended(values)
    if not shapely.coverage_is_valid(values):
        return cells
    return gpd.GeoSeries(shapely.coverage_simplify(values, tolerance_m), index=cells.index, crs=cells.crs)


def _mended(cells: np.ndarray) -> np.ndarray:
    """Cut the ground along all edges at once and give each piece to the cell it lies in; a cell that gets none stays as it is."""
    snapped = shapely.set_precision(cells, GRID_M)
    edges = shapely.union_all(shapely.boundary(snapped), grid_size=GRID_M)
    pieces = shapely.get_parts(shapely.polygonize([edges]))
    piece, cell = shapely.STRtree(snapped).query(shapely.point_on_surface(pieces), predicate="within")
    once = np.unique(piece, return_index=True)[1]  # where cells overlap, the first has it
    owned = pd.Series(pieces[piece[once]]).groupby(cell[once])
    whole = owned.agg(lambda own: shapely.coverage_union_all(own.to_numpy())).reindex(range(len(cells)))
    return np.where(whole.isna(), cells, whole.to_numpy())
