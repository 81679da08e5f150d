"""Tables laid over each other: schools of blocks, seats, boundary, streets, and what only then shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from zoning import tables
from zoning.errors import InputError
from zoning.model import Source, Streets
from zoning.read import barriers, blocks, feeders, schools, streets, today
from zoning.read.drift import drift_notes
from zoning.read.files import require_file
from zoning.read.findings import NOTHING, Findings
from zoning.read.overlaps import overlaps
from zoning.scenario import Scenario
from zoning.tables import BARRIERS, CROSSINGS

Frames = Mapping[str, gpd.GeoDataFrame]
"""Input name -> its rows in the metric CRS; a shape is missing where it was unusable."""


@dataclass(frozen=True, eq=False)
class District:
    """Blocks, schools and boundary in one metric CRS, as far as they could be read."""

    crs: str | None
    boundary: BaseGeometry | None
    blocks: gpd.GeoDataFrame | None
    schools: gpd.GeoDataFrame | None
    references: Mapping[str, pd.Series] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Network:
    """What may be walked along, what stops a walk and what opens the way."""

    streets: Streets | None
    barriers: gpd.GeoDataFrame
    crossings: gpd.GeoDataFrame
    source: Source | None = None


def put_together(scenario: Scenario, frames: Frames, crs: str | None) -> tuple[District, Findings]:
    """Return blocks with today's school, schools with seats, and the boundary around them."""
    homes = blocks.indexed(frames["blocks"], tables.blocks(scenario.stage)) if "blocks" in frames else None
    known = schools.indexed(frames["schools"], tables.schools()) if "schools" in frames else None
    boundary, found = _boundary(frames, homes)
    same = scenario.inputs.schools.same
    if homes is not None and known is not None:
        homes, said = today.with_current_school(homes, known, frames.get("current_zones"), same)
        found += said
    if homes is not None and "feeders" in frames:
        homes, said = feeders.with_feeders(homes, frames["feeders"])
        found += said
    places, said = _places(scenario, frames, homes, known)
    found += said
    if homes is None or places is None:
        return District(crs, boundary, homes, places), found
    start = "references."
    drawn = {name.removeprefix(start): frame for name, frame in frames.items() if name.startswith(start)}
    references, said = today.references(homes, places, drawn, same)
    return District(crs, boundary, homes, places, references), found + said


def _boundary(frames: Frames, homes: gpd.GeoDataFrame | None) -> tuple[BaseGeometry | None, Findings]:
    """The boundary given, else the ground of the blocks, else that around whatever has a place."""
    if "boundary" in frames and frames["boundary"].geometry.notna().any():
        return shapely.union_all(frames["boundary"].geometry.to_numpy()), NOTHING
    if homes is not None and homes.geometry.notna().any() and "boundary" not in frames:
        return blocks.boundary_around(placed(homes))
    around = [frame.geometry for frame in frames.values() if frame.geometry.notna().any()]
    return (shapely.union_all(around[0].to_numpy()).convex_hull if around else None), NOTHING


def placed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that have a place; the others are problems already."""
    return frame[frame.geometry.notna()]


def _places(
    scenario: Scenario, frames: Frames, homes: gpd.GeoDataFrame | None, known: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame | None, Findings]:
    """Schools and candidate sites in one table, with seats."""
    if known is None:
        return None, NOTHING
    given, zoned = scenario.inputs, today.pupils_of(homes)
    opened, found = schools.with_seats(known, given.schools, zoned, tables.schools())
    sites = None
    if given.candidates is not None and "candidates" in frames:
        table = tables.schools("candidates")
        sites = schools.indexed(frames["candidates"], table)
        sites, said = schools.with_seats(sites, given.candidates, zoned, table)
        found += said
    together, said = schools.one_table(opened, sites)
    return together, found + said


def walkways(scenario: Scenario, frames: Frames, whole: District) -> tuple[Network, Findings]:
    """Return the streets, and the barriers and crossings of all inputs together."""
    spec, crs = scenario.inputs.streets, whole.crs
    stops, opens, found = [], [], NOTHING
    if "barriers" in frames:
        own, found = barriers.of_kind(frames["barriers"], barriers.BARRIER_KINDS, BARRIERS)
        stops = [own]
    if "crossings" in frames:
        own, said = barriers.of_kind(frames["crossings"], barriers.CROSSING_KINDS, CROSSINGS)
        opens, found = [own], found + said
    if crs is None or whole.boundary is None:
        return Network(
            None, barriers.joined([], "EPSG:4326"), barriers.joined([], "EPSG:4326")
        ), found + _there(scenario)
    mine = barriers.joined(stops, crs)
    if spec is None:
        return Network(None, mine, barriers.joined(opens, crs)), found
    read = streets.read(spec, crs, whole.boundary, barriers=mine)
    both = barriers.joined([mine, read.barriers], crs), barriers.joined([*opens, read.crossings], crs)
    return Network(read.streets, *both, read.source), found + Findings(
        tuple(read.problems), tuple(read.notes)
    )


def _there(scenario: Scenario) -> Findings:
    """Nothing has a place yet, so the streets cannot be read; a missing file can be told all the same."""
    spec = scenario.inputs.streets
    if spec is None or spec.path is None:
        return NOTHING
    try:
        require_file(spec.path, "streets")
    except InputError as error:
        return Findings(problems=error.problems)
    return NOTHING


def judged(scenario: Scenario, whole: District, network: Network) -> Findings:
    """Return what shows only when the tables are laid over each other."""
    if whole.crs is None or whole.blocks is None or whole.boundary is None:
        return NOTHING
    homes, spec = placed(whole.blocks), scenario.inputs.blocks
    if homes.empty:
        return NOTHING
    found = overlaps(homes, tables.blocks(scenario.stage), spec) + blocks.scattered(homes)
    if scenario.inputs.boundary is not None:
        found += blocks.outside(homes, whole.boundary, spec)
    if whole.schools is None:
        return found
    sites = placed(whole.schools)
    found += schools.placed(sites, whole.boundary)
    lines = network.streets.edges if network.streets is not None else None
    new = sites["status"] == "candidate"
    for about, rows in (("schools", sites[~new]), ("candidates", sites[new])):
        found += Findings(notes=tuple(drift_notes(rows, homes.geometry, lines, about)))
    return found
