"""A small invented town: for tests, examples and benchmarks; every number in it can be checked by hand."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Point, box

from zoning.model import Streets, StudyArea

CRS = "EPSG:4549"
ORIGIN = (360_000.0, 4_140_000.0)
"""South-west corner of every toy town: near 118.4 E, 37.4 N."""


def town(
    columns: int = 6,
    rows: int = 4,
    *,
    schools: Sequence[tuple[int, int, int]] = (),
    pupils: Sequence[int] | int = 5,
    block_m: float = 100.0,
    street_m: float = 0.0,
    streets: bool = False,
    river_after: int | None = None,
    bridges: Sequence[int] = (),
) -> StudyArea:
    """Return a town of square blocks in columns and rows, ids "c0r0" …, schools "S1" … at (column, row, seats).

    Without any given, one of 1000 seats stands in each of two opposite corners.
    `street_m` leaves streets between the blocks; `streets` adds a network on their centre lines. A river runs
    north-south after column `river_after`, in a strip 40 m wide; `bridges` are the rows of streets that cross it.

    >>> len(town(3, 2, schools=[(0, 0, 30)]).blocks)
    6
    """
    schools = schools or ((0, 0, 1000), (columns - 1, rows - 1, 1000))
    step = block_m + street_m
    shift = [0.0 if river_after is None or c <= river_after else 40.0 for c in range(columns)]
    west = [ORIGIN[0] + c * step + shift[c] for c in range(columns)]
    south = [ORIGIN[1] + r * step for r in range(rows)]
    ids = [f"c{c}r{r}" for r in range(rows) for c in range(columns)]
    shapes = [
        box(west[c], south[r], west[c] + block_m, south[r] + block_m)
        for r in range(rows)
        for c in range(columns)
    ]
    counts = [pupils] * len(ids) if isinstance(pupils, int) else list(pupils)
    blocks = gpd.GeoDataFrame(
        {
            "name": [f"小区{i}" for i in ids], "address": "", "kind": "小区", "subdistrict": "甲街道",
            "dwellings": [10.0 * n for n in counts], "pupils": counts, "current_school": pd.array([pd.NA] * len(ids), dtype="str"),
        },
        geometry=shapes, crs=CRS, index=pd.Index(ids, name="block_id", dtype="str"),
    )  # fmt: skip
    walls = _river(west, south, step, block_m, river_after)
    # the town's ground ends half a street beyond its outermost blocks
    boundary = box(west[0], south[0], west[-1] + block_m, south[-1] + block_m).buffer(
        max(street_m, 1.0) / 2, join_style="mitre"
    )
    return StudyArea(
        name="玩具镇", crs=CRS, boundary=boundary, blocks=blocks,
        schools=_schools(schools, west, south, block_m),
        streets=_streets(west, south, step, block_m, bridges, river_after) if streets else None,
        barriers=walls, crossings=_bridges(west, south, step, block_m, bridges, river_after) if not streets else _none(),
    )  # fmt: skip


def _schools(
    schools: Sequence[tuple[int, int, int]], west: list[float], south: list[float], block_m: float
) -> gpd.GeoDataFrame:
    count = len(schools)
    return gpd.GeoDataFrame(
        {
            "name": [f"第{n + 1}小学" for n in range(count)], "status": "open",
            "seats": [float(s) for _, _, s in schools], "classes": np.nan, "roll": np.nan, "address": "",
        },
        geometry=[Point(west[c] + block_m / 2, south[r] + block_m / 2) for c, r, _ in schools],
        crs=CRS, index=pd.Index([f"S{n + 1}" for n in range(count)], name="school_id", dtype="str"),
    )  # fmt: skip


def _none() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"kind": [], "name": []}, geometry=gpd.GeoSeries([], crs=CRS), crs=CRS)


def _river(
    west: list[float], south: list[float], step: float, block_m: float, after: int | None
) -> gpd.GeoDataFrame:
    if after is None:
        return _none()
    bank = west[after] + block_m + (step - block_m) / 2
    shape = box(bank + 5, south[0] - 500, bank + 35, south[-1] + block_m + 500)
    return gpd.GeoDataFrame({"kind": ["river"], "name": ["玩具河"]}, geometry=[shape], crs=CRS)


def _bridges(
    west: list[float], south: list[float], step: float, block_m: float, rows: Sequence[int], after: int | None
) -> gpd.GeoDataFrame:
    if after is None or not rows:
        return _none()
    bank = west[after] + block_m + (step - block_m) / 2
    lines = [LineString([(bank, south[r] + block_m / 2), (bank + 40, south[r] + block_m / 2)]) for r in rows]
    return gpd.GeoDataFrame({"kind": "bridge", "name": [f"{r}号桥" for r in rows]}, geometry=lines, crs=CRS)


def _streets(
    west: list[float],
    south: list[float],
    step: float,
    block_m: float,
    bridges: Sequence[int],
    after: int | None,
) -> Streets:
    """Streets on the south and west side of every block; only those south of rows in `bridges` cross the river."""
    gap = step - block_m
    xs = sorted({w - gap / 2 for w in west} | {west[-1] + block_m + gap / 2})
    if after is not None:
        xs = sorted({*xs, west[after] + block_m + gap / 2})
    ys = [s - gap / 2 for s in south] + [south[-1] + block_m + gap / 2]
    nodes = np.array([(x, y) for y in ys for x in xs])
    at = {(x, y): n for n, (x, y) in enumerate((x, y) for y in ys for x in xs)}
    bank = None if after is None else west[after] + block_m + gap / 2
    pairs = [(at[x, y], at[x, ys[k + 1]]) for x in xs for k, y in enumerate(ys[:-1])]
    pairs += [
        (at[x, y], at[xs[k + 1], y])
        for r, y in enumerate(ys)
        for k, x in enumerate(xs[:-1])
        if x != bank or r in bridges
    ]
    pairs.sort()
    lines = shapely.linestrings([[nodes[a], nodes[b]] for a, b in pairs])
    edges = gpd.GeoDataFrame(
        {"u": [a for a, _ in pairs], "v": [b for _, b in pairs], "length_m": shapely.length(lines), "name": "", "level": "local"},
        geometry=lines, crs=CRS,
    )  # fmt: skip
    return Streets(nodes, edges)
