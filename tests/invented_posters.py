"""An invented town with streets that one can walk and that have names, for tests of posters."""

from dataclasses import replace

import geopandas as gpd
import invented_town
import numpy as np
import pandas as pd
import shapely
from invented_ground import CORNER, CRS

from zoning.model import Streets

_DIGITS = "一二三四五六七八九十"


def result(blocks: int = 60, schools: int = 4, seed: int = 1, **map_info):
    """Return an invented district whose blocks lie between named streets."""
    found = invented_town.result(blocks, schools, seed, **map_info)
    return replace(found, area=replace(found.area, streets=streets(found.measures.cells)))


def streets(cells: gpd.GeoSeries) -> Streets:
    """The edges of cells as streets: 文一路, 文二路 … from west to east, 迎一街, 迎二街 … from south to north."""
    net = shapely.line_merge(shapely.node(shapely.union_all(cells.boundary.to_numpy())))
    lines = shapely.get_parts(net)
    ends = np.array([(line.coords[0], line.coords[-1]) for line in lines]).round(3)
    nodes, at = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    u, v = at.reshape(-1, 2).T
    across = np.abs(ends[:, 1] - ends[:, 0])
    middle = (ends.mean(axis=1) - CORNER) / 300
    lying = across[:, 0] >= across[:, 1]
    number = np.clip(np.where(lying, middle[:, 1], middle[:, 0]).round().astype(int), 0, 9)
    names = [
        f"迎{_DIGITS[n]}街" if flat else f"文{_DIGITS[n]}路" for n, flat in zip(number, lying, strict=True)
    ]
    level = np.array(["arterial", "local", "secondary", "local"])[number % 4]
    edges = gpd.GeoDataFrame({"u": u, "v": v, "length_m": shapely.length(lines), "name": names, "level": level}, geometry=lines, crs=CRS)  # fmt: skip
    return Streets(nodes, edges)


def with_pupils(result, pupils: pd.Series):
    """Return a result whose blocks have so many pupils, and whose zones so many together."""
    blocks = result.area.blocks.assign(pupils=pupils.astype(float))
    zones = result.assessment.zones.assign(pupils=pupils.groupby(result.plan.school_of).sum())
    return replace(result, area=replace(result.area, blocks=blocks), assessment=replace(result.assessment, zones=zones))  # fmt: skip
