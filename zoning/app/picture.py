"""What the page draws, sent once: the blocks and the ground around them, the edges between blocks, the ground below."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from zoning.app.district import District
from zoning.model import Ints
from zoning.render import ground, shapes

SIMPLIFY_M = 2.0


def of(district: District) -> dict[str, Any]:
    """Return blocks in the order of the district, edges between their cells, and what lies below."""
    area, seen = district.area, district.seen(district.area)
    blocks = area.blocks.reindex(seen.measures.walks.blocks)
    cells = shapes.simplified(district.ground.cells.reindex(blocks.index), SIMPLIFY_M)
    packed = shapes.packed(cells)
    schools = seen.measures.walks.schools
    whole = district.scenario.policy_input.whole or "name"
    return {
        "bounds": shapes.bounds(area.boundary, area.crs),
        "radius_m": seen.measures.radius_m,
        "limit_m": seen.policy.longest_walk_m or seen.measures.radius_m,
        "blocks": {
            "id": [str(i) for i in blocks.index],
            "name": _texts(blocks, "name"),
            "address": _texts(blocks, "address"),
            "subdistrict": _texts(blocks, "subdistrict"),
            "group": _texts(blocks, whole),
            "pupils": blocks["pupils"].tolist(),
            "today": schools.get_indexer(seen.zones.blocks["current_school"].reindex(blocks.index)).tolist(),
            "cell": packed,
            "shape": shapes.packed(shapes.simplified(blocks.geometry, SIMPLIFY_M)),
        },
        "edges": edges(cells),
        "ground": ground.all_of(area),
    }


def edges(cells: gpd.GeoSeries) -> dict[str, list[int]]:
    """Return the sides of cells that tile the ground, each once: `xy` (four numbers a side, millionths of a degree), and the cells `a`, `b` left and right of it.

    `b` is -1 where there is none.
    """
    parts, owner = shapely.get_parts(cells.to_crs("EPSG:4326").to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    whole = np.round(xy * shapes.DEGREES).astype(np.int64)
    same = ring[1:] == ring[:-1]
    ends = np.column_stack([whole[:-1], whole[1:]])[same]
    cell = owner[part[ring[:-1]]][same]
    real = (ends[:, :2] != ends[:, 2:]).any(axis=1)
    return _once(ends[real], cell[real])


def _once(ends: Ints, cell: Ints) -> dict[str, list[int]]:
    """Sides given by each of the two cells that share them, put together."""
    flip = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[flip] = ends[flip][:, [2, 3, 0, 1]]
    order = np.lexsort(ends.T)
    ends, cell = ends[order], cell[order]
    new = np.r_[True, (ends[1:] != ends[:-1]).any(axis=1)]
    first = np.flatnonzero(new)
    count = np.diff(np.r_[first, len(ends)])
    other = np.where(count > 1, cell[np.minimum(first + 1, len(cell) - 1)], -1)
    return {"xy": ends[first].ravel().tolist(), "a": cell[first].tolist(), "b": other.tolist()}


def _texts(blocks: gpd.GeoDataFrame, column: str) -> list[str]:
    if column not in blocks:
        return [""] * len(blocks)
    values = blocks[column]
    return values.astype("object").where(values.notna(), "").astype(str).tolist()
