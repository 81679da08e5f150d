"""Everything that answers come from: what can be asked for, the zone and the walk of every block, the schools of every zone and their notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from zoning.lookup.gazetteer import Former, Gazetteer, gazetteer
from zoning.model import Floats, Measures, StudyArea
from zoning.result import Result
from zoning.scenario import Scenario


class School(NamedTuple):
    """One school of a zone."""

    id: str
    name: str
    address: str


class Zone(NamedTuple):
    """One zone, its school or schools, and the notice's line of each."""

    id: str
    name: str
    schools: tuple[School, ...]
    notice: str


@dataclass(frozen=True, eq=False)
class Index:
    """A plan that can be asked."""

    there: Gazetteer
    zones: tuple[Zone, ...]
    zone_of: tuple[int, ...]
    """Position of each block's zone; -1 for none."""
    walk_m: Floats
    """(blocks,) to its school, or the mean of the schools of its zone by places; inf where none can be walked to."""
    each_m: Mapping[int, Floats]
    """Zone with several schools -> (blocks, schools) metres to each."""
    shapes: gpd.GeoSeries
    """The blocks, in metres."""
    boundary: gpd.GeoSeries


def of_result(result: Result, notice: Mapping[str, str], former: Sequence[Former] = ()) -> Index:
    """Return the index of a plan; `notice` has the line of 划片范围 by school, `former` names count beside the other spellings of schools that the scenario knows."""
    there = gazetteer(result.area, [*same(result.scenario, result.area), *former])
    return of_plan(there, result.area, result.measures, result.plan.school_of, notice)


def same(scenario: Scenario, area: StudyArea) -> list[Former]:
    """Return the other spellings of schools that a scenario knows, as former names."""
    names = area.schools["name"].astype(str)
    return [Former(other, names.get(mine, mine)) for other, mine in scenario.inputs.schools.same.items()]


def of_plan(
    there: Gazetteer, area: StudyArea, measures: Measures, school_of: pd.Series, notice: Mapping[str, str]
) -> Index:
    """Return the index of a plan of an area whose gazetteer is there already; a block may be without a school."""
    blocks, ids = area.blocks.index, area.open_schools.index
    chosen = school_of.reindex(blocks)
    zones = tuple(_zone(area, str(zone), notice) for zone in ids)
    position = ids.get_indexer(pd.Index(chosen))
    walk_m = measures.walks.to(chosen).reindex(blocks).to_numpy(float)
    each_m = {i: _each(zone, measures, blocks) for i, zone in enumerate(zones) if len(zone.schools) > 1}
    boundary = gpd.GeoSeries([area.boundary], crs=area.crs)
    return Index(there, zones, tuple(position.tolist()), walk_m, each_m, area.blocks.geometry, boundary)


def _zone(area: StudyArea, zone: str, notice: Mapping[str, str]) -> Zone:
    ids = area.pools.get(zone, (zone,))
    lines = dict.fromkeys(line for one in (zone, *ids) if (line := notice.get(one, "")))
    return Zone(
        zone,
        str(area.schools.at[zone, "name"]),
        tuple(_school(area.schools, one) for one in ids),
        "\n".join(lines),
    )


def _school(schools: pd.DataFrame, school: str) -> School:
    row = schools.loc[school]
    address = row["address"] if "address" in schools and pd.notna(row["address"]) else ""
    return School(school, str(row["name"]), str(address))


def _each(zone: Zone, measures: Measures, blocks: pd.Index) -> Floats:
    """Metres from every block to each school of a zone."""
    walks = (measures.apart or measures).walks
    columns = [walks.to(pd.Series(school.id, index=walks.blocks)).reindex(blocks) for school in zone.schools]
    return np.column_stack([column.to_numpy(float) for column in columns])
