"""Where the edge of a zone follows nothing that has a name: between which blocks, how long, and where; work to do before the notice is posted."""

import numpy as np
import pandas as pd
import shapely

from zoning.measure import named_lines
from zoning.measure.edges import DISTRICT
from zoning.model import StudyArea

SHORTEST_M = 20.0
"""Shorter stretches are the corners of others."""


def of(found: pd.DataFrame, zone_of: pd.Series, area: StudyArea) -> pd.DataFrame:
    """Return a row per two neighbouring blocks of different zones with no named line between them, the longest first.

    `zone_a`, `zone_b`, `block_a`, `block_b`, `name_a`, `name_b` (the id where there is no name), `length_m`, `subdistrict`, `near` (the nearest
    line with a name) and `near_m`. `found` is what `measure.edges.borders` returns.
    """
    a, b = found["block_a"].map(zone_of), found["block_b"].map(zone_of)
    bare = (
        (found["kind"] != DISTRICT)
        & (found["line"] == "")
        & (found["beside"] == "")
        & (a != b)
        & a.notna()
        & b.notna()
    )
    rows = found[bare].assign(zone_a=a[bare], zone_b=b[bare])
    rows = rows[rows["length_m"] >= SHORTEST_M].sort_values(
        ["length_m", "block_a", "block_b"], ascending=[False, True, True]
    )
    near, near_m = _nearest(rows["geometry"].to_numpy(), area)
    columns = ["zone_a", "zone_b", "block_a", "block_b", "length_m"]
    names = {f"name_{end}": _named(rows[f"block_{end}"], area) for end in ("a", "b")}
    where = area.blocks["subdistrict"].reindex(rows["block_a"]).to_numpy()
    return rows[columns].assign(**names, subdistrict=where, near=near, near_m=near_m).reset_index(drop=True)


def _named(blocks: pd.Series, area: StudyArea) -> np.ndarray:
    names = area.blocks["name"].reindex(blocks).to_numpy(object)
    return np.where(pd.isna(names) | (names == ""), blocks.to_numpy(object), names)


def _nearest(borders: np.ndarray, area: StudyArea) -> tuple[np.ndarray, np.ndarray]:
    """The named line nearest to the middle of each border, and how far it is."""
    lines = named_lines.of(area)
    near, metres = np.full(len(borders), "", dtype=object), np.full(len(borders), np.nan)
    if len(lines) and len(borders):
        middle = shapely.point_on_surface(borders)
        (at, line), far = shapely.STRtree(lines.geometry.to_numpy()).query_nearest(
            middle, return_distance=True, all_matches=False
        )
        near[at], metres[at] = lines["name"].to_numpy(object)[line], far
    return near, metres
