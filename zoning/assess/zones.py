"""Zones as polygons: the ground of each school's blocks, coloured so that neighbours differ."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.contiguity import colours
from zoning.model import Measures, StudyArea


def table(
    by_school: pd.DataFrame, school_of: pd.Series, area: StudyArea, measures: Measures
) -> gpd.GeoDataFrame:
    """Return one polygon per school with a zone, in the area's CRS."""
    ground = measures.cells.groupby(school_of.reindex(measures.cells.index)).agg(
        lambda c: shapely.union_all(c.to_numpy())
    )
    told = ["name", "pupils", "seats", "utilisation_share", "blocks", "members", "feeders"]
    columns = by_school.loc[
        by_school.index.intersection(ground.index), [name for name in told if name in by_school]
    ]
    zones = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(ground.reindex(columns.index), crs=area.crs))
    zones["colour"] = colours(_touching(zones), zones.index)
    return zones


def _touching(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs of zones that meet on the map, a little apart included (a river between them hides no colour)."""
    shapes = zones.geometry.to_numpy()
    one, two = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=5.0)
    apart = one < two
    ids = np.asarray(zones.index)
    return pd.DataFrame({"zone_a": ids[one[apart]], "zone_b": ids[two[apart]]})
