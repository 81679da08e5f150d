"""Under-covered areas: groups of adjoining blocks that no school serves, ranked by pupils."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from zoning.model import Measures, StudyArea


def table(by_block: pd.DataFrame, area: StudyArea, measures: Measures) -> gpd.GeoDataFrame:
    """Return one polygon per group of neighbouring blocks with pupils beyond every service radius (straight line).

    Ranked by pupils, then by id: `name` (of the block with most pupils), `blocks`, `pupils`, `dwellings`, `nearest_school`, `nearest_m` (least
    walk from the group to any open school), `block_ids`. `dwellings` are missing where no block's are known.
    """
    open_ground = by_block[~by_block["radius_covered"] & (by_block["pupils"] > 0)]
    group = _groups(open_ground.index, measures.neighbours)
    rows = [_row(open_ground.loc[ids], area) for _, ids in group.groupby(group).groups.items()]
    rows.sort(key=lambda row: (-row["pupils"], row["block_ids"][0]))
    columns = ["name", "blocks", "pupils", "dwellings", "nearest_school", "nearest_m", "block_ids"]
    shapes = [shapely.union_all(area.blocks.loc[row["block_ids"]].geometry.to_numpy()) for row in rows]
    frame = pd.DataFrame(rows, columns=columns)
    frame.index = pd.Index([f"G{n + 1}" for n in range(len(rows))], name="gap_id", dtype="str")
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=area.crs))


def _groups(ids: pd.Index, neighbours: pd.DataFrame) -> pd.Series:
    """Group number per block: blocks joined over open ground or a crossing."""
    a, b = (ids.get_indexer(pd.Index(neighbours[end])) for end in ("block_a", "block_b"))
    both = (a >= 0) & (b >= 0)
    graph = csr_matrix((np.ones(both.sum()), (a[both], b[both])), shape=(len(ids),) * 2)
    return pd.Series(
        connected_components(graph, directed=False)[1] if len(ids) else [], index=ids, dtype="int64"
    )


def _row(blocks: pd.DataFrame, area: StudyArea) -> dict[str, Any]:
    by_pupils = blocks.sort_values("pupils", ascending=False, kind="stable")
    closest = blocks["nearest_m"].idxmin() if np.isfinite(blocks["nearest_m"]).any() else None
    return {
        "name": str(by_pupils["name"].iloc[0] or by_pupils.index[0]),
        "blocks": len(blocks),
        "pupils": int(blocks["pupils"].sum()),
        "dwellings": float(blocks["dwellings"].sum(min_count=1)),
        "nearest_school": blocks.at[closest, "nearest_name"] if closest is not None else "",
        "nearest_m": float(blocks["nearest_m"].min()),
        "block_ids": sorted(str(i) for i in blocks.index),
    }
