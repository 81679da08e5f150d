"""Blocks that lie on each other: a claim on the same ground, or the sliver that digitising leaves."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from zoning.columns import Table
from zoning.model import Floats, Ints
from zoning.read.findings import NOTHING, Findings, assumption, info, problem
from zoning.read.geometry import MOST_LISTED, more
from zoning.scenario import TableInput
from zoning.words import listed

SLIVER_M2 = 1.0
SLIVER_SHARE = 0.01
"""Real digitising leaves overlaps of up to 0.7 % of a block; what is below this is a sliver, not a claim."""


def overlaps(blocks: gpd.GeoDataFrame, table: Table, spec: TableInput) -> Findings:
    """Return pairs of blocks that lie on each other as problems, or as an assumption where they are allowed.

    Parameters
    ----------
    blocks
        Valid polygons in metres, indexed by id.
    """
    first, second, area_m2 = _pairs(blocks.geometry.to_numpy())
    own = shapely.area(blocks.geometry.to_numpy())
    share = area_m2 / np.maximum(np.minimum(own[first], own[second]), 1e-9)
    claims = (area_m2 > SLIVER_M2) & (share > SLIVER_SHARE)
    slivers = (area_m2 > SLIVER_M2) & ~claims
    found = NOTHING
    if slivers.any():
        found += info(
            table.name,
            f"{int(slivers.sum())} 对地块有细微重叠（每对不到较小地块的 {SLIVER_SHARE:.0%}，合计 "
            f"{area_m2[slivers].sum():.0f} m²），照常使用",
            f"{int(slivers.sum())} pairs of blocks overlap by a sliver (less than {SLIVER_SHARE:.0%} of the "
            f"smaller, {area_m2[slivers].sum():.0f} m² in all) and were taken as they are",
        )
    if not claims.any():
        return found
    pairs = [
        (str(blocks.index[a]), str(blocks.index[b]))
        for a, b in zip(first[claims], second[claims], strict=True)
    ]
    if spec.allow_overlap:
        return found + assumption(
            table.name,
            f"按情景允许 {len(pairs)} 对地块重叠，合计 {area_m2[claims].sum():.0f} m²："
            f"{listed([f'{a}–{b}' for a, b in pairs], 'zh')}",
            f"{len(pairs)} pairs of blocks overlap ({area_m2[claims].sum():.0f} m² in all), as the scenario "
            f"allows: {listed([f'{a}–{b}' for a, b in pairs], 'en')}",
        )
    return found + _claimed(pairs, area_m2[claims], share[claims], table)


def _pairs(shapes: Any) -> tuple[Ints, Ints, Floats]:
    """Positions of shapes that share ground, each pair once, and the area they share."""
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    area_m2 = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    some = area_m2 > 0
    return first[some], second[some], area_m2[some]


def _claimed(pairs: list[tuple[str, str]], area_m2: Floats, share: Floats, table: Table) -> Findings:
    found = NOTHING
    largest = np.argsort(-area_m2, kind="stable")[:MOST_LISTED]
    for position in largest:
        a, b = pairs[position]
        found += problem(
            table.name,
            f"与 {b} 重叠 {area_m2[position]:.0f} m²（占较小者 {share[position]:.1%}）；请改图，或在 "
            f"inputs.{table.name} 写 allow_overlap = true",
            f"overlaps {b} by {area_m2[position]:.0f} m² ({share[position]:.1%} of the smaller); mend it or "
            f"set allow_overlap = true in inputs.{table.name}",
            row=a,
        )
    return found + more(len(pairs), table.name)
