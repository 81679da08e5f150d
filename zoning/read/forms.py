"""The tables of `zoning balance` laid over the schools of every stage and over the blocks."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from zoning import tables
from zoning.read import attendance, layer, osm, quality, schools
from zoning.read.findings import NOTHING, Findings
from zoning.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Forms:
    """What each school has, and where its pupils live; None where the scenario names no such table."""

    quality: pd.DataFrame | None = None
    attendance: pd.DataFrame | None = None


def put_together(
    scenario: Scenario, frames: Mapping[str, gpd.GeoDataFrame], blocks: gpd.GeoDataFrame | None
) -> tuple[Forms, Findings]:
    """Return the forms under ids of schools, as far as they could be read."""
    if "schools" not in frames or not {"quality", "attendance"} & set(frames):
        return Forms(), NOTHING
    known, same = _every_school(scenario, frames["schools"]), scenario.inputs.schools.same
    form, homes, found = None, None, NOTHING
    if "quality" in frames:
        form, found = quality.matched(frames["quality"], known, same, scenario.stage)
    if "attendance" in frames and blocks is not None:
        homes, said = attendance.matched(frames["attendance"], blocks, known, same)
        found += said
    return Forms(form, homes), found


def _every_school(scenario: Scenario, of_stage: gpd.GeoDataFrame) -> pd.DataFrame:
    """The schools of the file, also those of other stages than the one that is planned; what is wrong with them is told elsewhere."""
    table, spec = tables.schools(), scenario.inputs.schools
    everyone = None if osm.is_osm(spec.path) else layer.read(spec, table).frame
    return schools.indexed(of_stage if everyone is None else everyone, table)
