"""All inputs of a scenario put together: one study area in metres, or every problem of every table."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd

from zoning.errors import InputError, Problem
from zoning.model import Note, Source, StudyArea
from zoning.read import blocks, district, feeders, forms, layer, schools
from zoning.read.coordinates import middle
from zoning.read.findings import NOTHING, Findings
from zoning.read.geometry import in_metres
from zoning.read.grids import metric_crs
from zoning.read.layer import Layer
from zoning.scenario import Scenario
from zoning.tables import ATTENDANCE, BARRIERS, BOUNDARY, CROSSINGS, PARCELS, QUALITY, ZONES

_DEGREES = "EPSG:4326"


def study_area(scenario: Scenario) -> StudyArea:
    """Return the checked district of a scenario; raise `InputError` with every problem of every input."""
    area, found = _read(scenario)
    if found.problems or area is None:
        raise InputError(found.problems)
    return area


def problems(scenario: Scenario) -> tuple[list[Problem], tuple[Note, ...]]:
    """Return everything wrong with a scenario's inputs, and what was noted in reading them."""
    _, found = _read(scenario)
    return list(found.problems), found.notes


def _read(scenario: Scenario) -> tuple[StudyArea | None, Findings]:
    layers = _layers(scenario)
    found = sum((one.found for one in layers.values()), NOTHING)
    crs = _crs_of(layers)
    frames, said = _metric(layers, crs or _DEGREES)
    found += said
    whole, said = district.put_together(scenario, frames, crs)
    found += said
    of_schools, said = forms.put_together(scenario, frames, whole.blocks)
    found += said
    network, said = district.walkways(scenario, frames, whole)
    found += said + district.judged(scenario, whole, network)
    if (
        found.problems
        or crs is None
        or whole.boundary is None
        or whole.blocks is None
        or whole.schools is None
    ):
        return None, found
    area = StudyArea(
        name=scenario.name,
        crs=crs,
        boundary=whole.boundary,
        blocks=whole.blocks,
        schools=whole.schools,
        streets=network.streets,
        barriers=network.barriers,
        crossings=network.crossings,
        references=whole.references,
        notes=found.notes,
        sources=_sources(layers, network.source),
        parcels=district.placed(frames["parcels"]) if "parcels" in frames else None,
        quality=of_schools.quality,
        attendance=of_schools.attendance,
    )
    return area, found


def _layers(scenario: Scenario) -> dict[str, Layer]:
    """Every table of the scenario but the streets, each read on its own."""
    given, stage = scenario.inputs, scenario.stage
    read = {
        "blocks": blocks.read(given.blocks, stage),
        "schools": schools.read(given.schools, stage, taken_up=_taken_up(scenario)),
    }
    if given.candidates is not None:
        read["candidates"] = schools.read(given.candidates, stage, "candidates")
    if given.feeders is not None:
        read["feeders"] = feeders.read(given.feeders)
    simple = {
        "boundary": (given.boundary, BOUNDARY),
        "parcels": (given.parcels, PARCELS),
        "barriers": (given.barriers, BARRIERS),
        "crossings": (given.crossings, CROSSINGS),
        "current_zones": (given.current_zones, ZONES),
        "quality": (given.quality, QUALITY),
        "attendance": (given.attendance, ATTENDANCE),
        **{f"references.{name}": (spec, ZONES) for name, spec in given.references.items()},
    }
    named = {
        name: (spec, replace(table, name=name)) for name, (spec, table) in simple.items() if spec is not None
    }
    return read | {name: layer.read(spec, table) for name, (spec, table) in named.items()}


def _taken_up(scenario: Scenario) -> set[str]:
    """Ids of schools that are converted to the stage that is planned: they are read though they teach another today."""
    return {change.id for change in scenario.convert if change.to == scenario.stage}


def _crs_of(layers: Mapping[str, Layer]) -> str | None:
    """The metric CRS of the blocks' middle, or of the first other table that has a place on earth."""
    for name in ("blocks", "schools", "boundary", "candidates"):
        frame = layers[name].frame if name in layers else None
        if frame is not None and frame.geometry.notna().any():
            return metric_crs(*middle(frame.geometry.to_numpy()))
    return None


def _metric(layers: Mapping[str, Layer], crs: str) -> tuple[dict[str, gpd.GeoDataFrame], Findings]:
    """The tables that could be read, all in one CRS."""
    frames, found = {}, NOTHING
    for name, one in layers.items():
        if one.frame is not None:
            frames[name], said = in_metres(one.frame, crs, name)
            found += said
    return frames, found


def _sources(layers: Mapping[str, Layer], network: Source | None) -> dict[str, Source]:
    read = {name: one.source for name, one in layers.items()} | {"streets": network}
    return {name: source for name, source in read.items() if source is not None}
