"""A small invented town whose streets, estates and houses have names, and whose notice can be checked by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString

from zoning import toy
from zoning.model import StudyArea

STEP_M = 120.0
"""Blocks of 100 m, with streets of 20 m between."""
ROADS = "一二三四五六七八九十"
STREETS = "甲乙丙丁戊己庚辛壬癸"
_WEST, _SOUTH = toy.ORIGIN


def road(column: int) -> str:
    """The road west of the blocks of a column; of the last column + 1, the one east of them all."""
    return f"{ROADS[column]}路"


def street(row: int) -> str:
    """The street south of the blocks of a row."""
    return f"{STREETS[row]}街"


def estate(block: str) -> str:
    """c1r2 is called 苑12."""
    return f"苑{block[1]}{block[3]}"


def town(
    columns: int = 5,
    rows: int = 4,
    *,
    nameless: Sequence[str] = (),
    name: Callable[[str], str | None] = estate,
    address: Callable[[str], str | None] = lambda _: None,
    subdistrict: Callable[[str], str] = lambda _: "甲街道",
    river_after: int | None = None,
) -> StudyArea:
    """Return a grid of blocks with a named street on every side of each; `nameless` are streets that have no name.

    Streets end half a street beyond the blocks, on the boundary of the district.
    """
    area = toy.town(
        columns,
        rows,
        block_m=100,
        street_m=20,
        streets=True,
        river_after=river_after,
        bridges=range(rows + 1),
    )
    assert area.streets is not None
    blocks = area.blocks.assign(
        name=pd.array([name(block) for block in area.blocks.index], dtype=object),
        address=pd.array([address(block) for block in area.blocks.index], dtype=object),
        subdistrict=[subdistrict(block) for block in area.blocks.index],
    )
    called = [_name(line, river_after) for line in area.streets.edges.geometry]
    edges = area.streets.edges.assign(name=["" if one in nameless else one for one in called])
    return replace(area, blocks=blocks, streets=replace(area.streets, edges=edges))


def _name(line: LineString, river_after: int | None) -> str:
    (x0, y0), (x1, _) = line.coords
    if x0 == x1:
        east = x0 - _WEST + 10
        column = (
            round(east / STEP_M)
            if river_after is None or east < (river_after + 1.2) * STEP_M
            else round((east - 40) / STEP_M)
        )
        return road(column)
    return street(round((y0 - _SOUTH + 10) / STEP_M))


def with_line(
    area: StudyArea, name: str, points: Sequence[tuple[float, float]], level: str = "local"
) -> StudyArea:
    """The town with one more street, its points given in metres from the south-west corner."""
    assert area.streets is not None
    line = LineString(np.array(points) + toy.ORIGIN)
    new = gpd.GeoDataFrame(
        {"u": [0], "v": [0], "length_m": [line.length], "name": [name], "level": [level]},
        geometry=[line],
        crs=area.crs,
    )
    edges = pd.concat([area.streets.edges, new], ignore_index=True)
    return replace(area, streets=replace(area.streets, edges=edges))


def with_river(
    area: StudyArea, name: str, points: Sequence[tuple[float, float]], kind: str = "river"
) -> StudyArea:
    """The town with a river, its points given in metres from the south-west corner."""
    line = LineString(np.array(points) + toy.ORIGIN)
    new = gpd.GeoDataFrame({"kind": [kind], "name": [name]}, geometry=[line], crs=area.crs)
    barriers = new if area.barriers.empty else pd.concat([area.barriers, new], ignore_index=True)
    return replace(area, barriers=barriers)


def mask(area: StudyArea, wanted: Callable[[int, int], bool]) -> np.ndarray:
    """Which blocks have a column and row that are wanted."""
    return np.array([wanted(int(block[1]), int(block[3])) for block in area.blocks.index])
