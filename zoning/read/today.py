"""Which school each block belongs to: today, and in the other plans to compare with."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from zoning.read.findings import NOTHING, Findings, info, problem
from zoning.read.names import said_of_spellings, school_ids
from zoning.read.zones import zone_of

_BLOCKS = ("地块", "blocks")
_ZONES = ("片区", "zones")


def with_current_school(
    blocks: gpd.GeoDataFrame,
    schools: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None,
    same: Mapping[str, str],
) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return the blocks with the id of today's school: the one they name, else that of today's zone.

    Parameters
    ----------
    schools
        Index `school_id`, column `name`.
    zones
        Polygons with a column `school`, in the CRS of the blocks.
    same
        Other spellings of schools: `[inputs.schools.same]`.
    """
    written = blocks["current_school"]
    current, found = school_ids(written, schools, same, "blocks", _BLOCKS)
    found += said_of_spellings(written, same, "blocks")
    if zones is not None:
        drawn, said = school_of_zones(blocks, zones, schools, same, "current_zones")
        found += said + _both(current, drawn)
        current = current.where(current.notna(), drawn)
    return blocks.assign(current_school=current.astype("str")), found + _without(current)


def references(
    blocks: gpd.GeoDataFrame,
    schools: gpd.GeoDataFrame,
    drawn: Mapping[str, gpd.GeoDataFrame],
    same: Mapping[str, str],
) -> tuple[dict[str, pd.Series], Findings]:
    """Return the plans to compare with: name -> block_id -> school_id."""
    plans, found = {}, NOTHING
    for name, zones in drawn.items():
        plans[name], said = school_of_zones(blocks, zones, schools, same, f"references.{name}")
        found += said
    return plans, found


def school_of_zones(
    blocks: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    schools: gpd.GeoDataFrame,
    same: Mapping[str, str],
    about: str,
) -> tuple[pd.Series, Findings]:
    """Return the school whose zone covers most of each block, missing where none does."""
    if "school" not in zones:
        return pd.Series(None, index=blocks.index, dtype="str", name="school_id"), NOTHING
    school, found = school_ids(zones["school"], schools, same, about, _ZONES)
    found += said_of_spellings(zones["school"], same, about)
    for row in zones.index[zones["school"].isna()]:
        found += problem(
            about, "片区没有写学校", "the zone names no school", row=f"#{row + 1}", column="school"
        )
    if zones.geometry.isna().any() or blocks.geometry.isna().any():
        return pd.Series(None, index=blocks.index, dtype="str", name="school_id"), found  # problems already
    zone, said = zone_of(blocks, zones, about)
    return zone.map(school).astype("str").rename("school_id"), found + said


def pupils_of(blocks: gpd.GeoDataFrame | None) -> pd.Series | None:
    """Return the pupils of each school's blocks today: school_id -> pupils; none where the blocks are unreadable."""
    if blocks is None:
        return None
    return pd.to_numeric(blocks["pupils"], errors="coerce").groupby(blocks["current_school"]).sum()


def _both(written: pd.Series, drawn: pd.Series) -> Findings:
    """Blocks that name another school than the zone they lie in."""
    differ = written.notna() & drawn.notna() & (written != drawn)
    if not differ.any():
        return NOTHING
    return info(
        "current_zones",
        f"{int(differ.sum())} 个地块写的现划片学校与所在片区不同，以地块写的为准",
        f"{int(differ.sum())} blocks name another school than the zone they lie in: what the block says was "
        "taken",
    )


def _without(current: pd.Series) -> Findings:
    none = int(current.isna().sum())
    if none in (0, len(current)):
        return NOTHING
    return info("blocks", f"{none} 个地块没有现划片学校", f"{none} blocks have no school today")
