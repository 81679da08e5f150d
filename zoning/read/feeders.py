"""Feeders (对口): the primary school of each block, from the table of an earlier plan or from zones drawn as polygons."""

import geopandas as gpd
import pandas as pd

from zoning.errors import InputError
from zoning.read import layer
from zoning.read.files import kind_of
from zoning.read.findings import NOTHING, Findings, info, problem, warning
from zoning.read.layer import Layer
from zoning.read.zones import zone_of
from zoning.scenario import TableInput
from zoning.tables import FEEDER_ZONES, FEEDERS
from zoning.words import listed


def read(spec: TableInput) -> Layer:
    """Return a table of blocks and primary schools, or primary zones where the file has shapes."""
    try:
        sheet = spec.database is not None or kind_of(spec.path, FEEDERS.name) in ("csv", "xlsx")
    except InputError as error:
        return Layer(None, Findings(problems=error.problems))
    return layer.read(spec, FEEDERS if sheet else FEEDER_ZONES)


def with_feeders(blocks: gpd.GeoDataFrame, feeders: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return the blocks with `feeder` and `feeder_name`: their primary school, missing where there is none."""
    if "school" not in feeders:
        return blocks, NOTHING  # a problem already
    if "school_name" not in feeders:
        feeders = feeders.assign(school_name=feeders["school"])
    if "block_id" in feeders:
        row, found = _of_table(blocks, feeders)
    elif feeders.geometry.isna().any() or blocks.geometry.isna().any():
        return blocks, NOTHING  # problems already
    else:
        row, found = zone_of(blocks, feeders, "feeders")
    school, name = (row.map(feeders[column]).astype("str") for column in ("school", "school_name"))
    return blocks.assign(feeder=school, feeder_name=name.where(name.notna(), school)), found


def _of_table(blocks: gpd.GeoDataFrame, feeders: gpd.GeoDataFrame) -> tuple[pd.Series, Findings]:
    """The row of the table of each block."""
    rows = feeders[feeders["block_id"].notna() & ~feeders["block_id"].duplicated()]  # else problems already
    row = pd.Series(rows.index, index=rows["block_id"]).reindex(blocks.index)
    if row.isna().all():
        return row, problem(
            "feeders",
            f"对口表里没有本情景的任何地块（表中有 {listed(rows['block_id'], 'zh')}；情景中有 {listed(blocks.index, 'zh')}）；请用同一份地块做的小学方案",
            f"holds none of the blocks of this scenario (it has {listed(rows['block_id'], 'en')}; the scenario {listed(blocks.index, 'en')}): "
            "use a primary plan made of the same blocks",
        )
    return row, _without(blocks[row.isna().to_numpy()]) + _unknown(rows, blocks)


def _without(none: gpd.GeoDataFrame) -> Findings:
    if none.empty:
        return NOTHING
    pupils = pd.to_numeric(none["pupils"], errors="coerce").sum()
    return warning(
        "feeders",
        f"{len(none)} 个地块（学生 {pupils:.0f} 人）不在任何小学片区内，各自单独划分：{listed(none.index, 'zh')}",
        f"{len(none)} blocks ({pupils:.0f} pupils) are in no primary zone and go each by itself: {listed(none.index, 'en')}",
    )


def _unknown(rows: pd.DataFrame, blocks: gpd.GeoDataFrame) -> Findings:
    others = rows.loc[~rows["block_id"].isin(blocks.index), "block_id"]
    if others.empty:
        return NOTHING
    return info(
        "feeders",
        f"对口表中有 {len(others)} 个地块不在本情景内，未使用：{listed(others, 'zh')}",
        f"{len(others)} blocks of the feeders are not in this scenario and were not used: {listed(others, 'en')}",
    )
