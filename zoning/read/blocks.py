"""Blocks: from a polygon layer, or from the buildings of an OpenStreetMap file."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from zoning import tables
from zoning.columns import Table
from zoning.model import Stage
from zoning.read import buildings, layer, osm
from zoning.read.findings import NOTHING, Findings, assumption, info, problem
from zoning.read.geometry import MOST_LISTED
from zoning.read.layer import Layer, row_names
from zoning.scenario import BlocksInput
from zoning.words import listed

_TEXTS = ("name", "address", "kind", "subdistrict", "current_school")
_CLOSING_M, _WIDEST_CLOSING_M = 200.0, 3200.0
_SLACK_M = 1.0
_WIDEST_M = 150_000.0


def read(spec: BlocksInput, stage: Stage) -> Layer:
    """Return the blocks of one file with the pupils of the stage."""
    table = tables.blocks(stage)
    if spec.buildings is not None:
        return _from_buildings(spec)
    if osm.is_osm(spec.path):
        return Layer(
            None,
            problem(
                table.name,
                "OpenStreetMap 文件没有现成的地块；请加 [inputs.blocks.buildings] 一节，"
                "由住宅楼推算地块和学生数",
                "an OpenStreetMap file has no blocks as such: add [inputs.blocks.buildings] to make them "
                "from dwellings",
            ),
        )
    read_ = layer.read(spec, table)
    if read_.frame is None:
        return read_
    return Layer(read_.frame, read_.found + _nameless(read_.frame), read_.source)


def _from_buildings(spec: BlocksInput) -> Layer:
    read_ = buildings.blocks(spec)
    return Layer(read_.frame, Findings(tuple(read_.problems), tuple(read_.notes)), read_.source)


def indexed(blocks: gpd.GeoDataFrame, table: Table) -> gpd.GeoDataFrame:
    """Return blocks by id with all columns of the model; a block without a name is called by its id."""
    rows = row_names(blocks, table).astype("str")
    frame = blocks.drop(columns="block_id", errors="ignore").set_axis(pd.Index(rows, name="block_id"))
    for column in _TEXTS:
        if column not in frame:
            frame[column] = pd.Series(None, index=frame.index, dtype="str")
    for column in ("dwellings", "pupils"):
        if column not in frame:
            frame[column] = np.nan
    pupils = pd.to_numeric(frame["pupils"], errors="coerce")
    frame["pupils"] = (
        pupils.astype("int64") if pupils.mod(1).eq(0).all() else pupils
    )  # else a problem already
    frame["name"] = frame["name"].where(frame["name"].notna(), frame.index.to_series())
    frame = frame[~frame.index.duplicated()]  # an id used twice is a problem already
    optional = ["community"] if "community" in frame else []
    return frame[
        [
            "name",
            "address",
            "kind",
            "subdistrict",
            *optional,
            "dwellings",
            "pupils",
            "current_school",
            "geometry",
        ]
    ]


def _nameless(blocks: gpd.GeoDataFrame) -> Findings:
    """Say how many blocks have no name of their own."""
    empty = blocks["name"].isna() if "name" in blocks else pd.Series(True, index=blocks.index)
    if not empty.any():
        return NOTHING
    return info(
        "blocks",
        f"{int(empty.sum())} 个地块没有名称，以编号称呼",
        f"{int(empty.sum())} blocks have no name and are called by their id",
    )


def boundary_around(blocks: gpd.GeoDataFrame) -> tuple[BaseGeometry, Findings]:
    """Return the ground of the blocks with the gaps between them closed, for want of a boundary."""
    grown = shapely.buffer(blocks.geometry.to_numpy(), _CLOSING_M, quad_segs=4)
    closing_m, ground = _CLOSING_M, shapely.union_all(grown)
    while len(shapely.get_parts(ground)) > 1 and closing_m < _WIDEST_CLOSING_M:
        ground = shapely.buffer(ground, closing_m, quad_segs=4)
        closing_m *= 2
    closed = shapely.buffer(ground, -closing_m, quad_segs=4)
    whole = shapely.union_all([closed, *blocks.geometry.to_numpy()])
    return whole, assumption(
        "boundary",
        f"没有给规划范围，取全部地块连同其间不到 {2 * closing_m:.0f} 米的空隙；最好给出范围",
        f"no boundary is given: the ground of all blocks, with gaps below {2 * closing_m:.0f} m closed, "
        "was taken; better give one",
    )


def scattered(blocks: gpd.GeoDataFrame) -> Findings:
    """Return a problem for blocks farther from the others than any district is wide."""
    inner = shapely.get_coordinates(shapely.point_on_surface(blocks.geometry.to_numpy()))
    away_m = np.hypot(*(inner - np.median(inner, axis=0)).T)
    found = NOTHING
    for position in np.flatnonzero(away_m > _WIDEST_M)[:MOST_LISTED]:
        found += problem(
            "blocks",
            f"离其他地块 {away_m[position] / 1000:.0f} 公里，请核对坐标",
            f"lies {away_m[position] / 1000:.0f} km from the other blocks: check its coordinates",
            row=str(blocks.index[position]),
        )
    return found


def outside(blocks: gpd.GeoDataFrame, boundary: BaseGeometry, spec: BlocksInput) -> Findings:
    """Return a problem per block outside the boundary, or one note where they are kept."""
    shapely.prepare(boundary)
    away = shapely.distance(shapely.point_on_surface(blocks.geometry.to_numpy()), boundary) > _SLACK_M
    names = [str(block) for block in blocks.index[away]]
    if not names:
        return NOTHING
    if spec.outside == "keep":
        return info(
            "blocks",
            f"{len(names)} 个地块在规划范围外，按情景保留：{listed(names, 'zh')}",
            f"{len(names)} blocks lie outside the boundary and were kept, as the scenario says: "
            f"{listed(names, 'en')}",
        )
    if len(names) == len(blocks):
        return problem(
            "blocks",
            "全部地块都在规划范围之外；请核对 blocks 与 boundary 的 datum、crs",
            "all blocks lie outside the boundary: check datum and crs of blocks and boundary",
        )
    found = NOTHING
    for name in names[:MOST_LISTED]:
        found += problem(
            "blocks",
            '在规划范围之外；请先核对 datum 再改图，确属区外的可在 inputs.blocks 写 outside = "keep"',
            'lies outside the boundary; check the datum, mend it, or set outside = "keep" in inputs.blocks',
            row=name,
        )
    left = len(names) - MOST_LISTED
    more = (
        problem("blocks", f"还有 {left} 个地块在范围外", f"{left} more blocks lie outside")
        if left > 0
        else NOTHING
    )
    return found + more
