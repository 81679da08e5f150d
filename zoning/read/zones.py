"""Zones drawn as polygons: which school each block belongs to, by the larger part of its ground."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.read.findings import NOTHING, Findings, info, warning
from zoning.words import listed

_SPLIT_SHARE = 0.9
_LEAST_SHARE = 0.01
"""Less of a block than this is how two drawings of one line differ."""


def zone_of(blocks: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, about: str) -> tuple[pd.Series, Findings]:
    """Return the row of `zones` that covers most of each block, missing where none does.

    Parameters
    ----------
    blocks, zones
        Valid polygons in the same metric CRS.
    about
        Name of the input, for what is said of it.
    """
    shapes, drawn = blocks.geometry.to_numpy(), zones.geometry.to_numpy()
    block, zone = shapely.STRtree(drawn).query(shapes, predicate="intersects")
    share = shapely.area(shapely.intersection(shapes[block], drawn[zone])) / shapely.area(shapes[block])
    pairs = pd.DataFrame({"block": block, "zone": zone, "share": share}).query("share > @_LEAST_SHARE")
    most = pairs.sort_values(["block", "share", "zone"], ascending=[True, False, True]).drop_duplicates(
        "block"
    )
    found = pd.Series(np.nan, index=range(len(blocks)), dtype=object)
    found.loc[most["block"].to_numpy()] = zones.index[most["zone"]].to_numpy()
    none = blocks[found.isna().to_numpy()]
    said = _outside(none, about) + _split(most, blocks.index, about)
    return pd.Series(found.to_numpy(), index=blocks.index, name=about), said


def _outside(blocks: gpd.GeoDataFrame, about: str) -> Findings:
    if blocks.empty:
        return NOTHING
    pupils = pd.to_numeric(blocks["pupils"], errors="coerce").sum()
    return warning(
        about,
        f"{len(blocks)} 个地块（学生 {pupils:.0f} 人）不在任何片区内：{listed(blocks.index, 'zh')}",
        f"{len(blocks)} blocks ({pupils:.0f} pupils) lie in no zone: {listed(blocks.index, 'en')}",
    )


def _split(most: pd.DataFrame, blocks: pd.Index, about: str) -> Findings:
    split = most["share"] < _SPLIT_SHARE
    if not split.any():
        return NOTHING
    names = blocks[most["block"][split]]
    return info(
        about,
        f"{int(split.sum())} 个地块跨片区边界，按面积最大的一片计：{listed(names, 'zh')}",
        f"{int(split.sum())} blocks straddle zones and were counted to the one with most of their ground: "
        f"{listed(names, 'en')}",
    )
