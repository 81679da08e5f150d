"""Places of a scenario, given in degrees, in the metres of the study area; and how a change is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyproj
import shapely

from zoning.datum import to_wgs84
from zoning.errors import ScenarioError
from zoning.model import Floats, Note, StudyArea
from zoning.scenario import Scenario
from zoning.words import Text

OUTSIDE = Text("位置在规划范围之外", "lies outside the area")
_AROUND_M = 2000.0


def no_datum(of: str) -> Text:
    """Say that the datum of some coordinates (keys of the change) is missing."""
    return Text("请写坐标系 datum（wgs84、cgcs2000、gcj02 或 bd09）", f"give the datum of {of}: wgs84, cgcs2000, gcj02 or bd09")  # fmt: skip


def metres(area: StudyArea, lonlat: Sequence[tuple[float, float]], datum: str) -> Floats:
    """Return (k, 2) metres of places in degrees of a datum."""
    places = np.array(lonlat, float)
    lon, lat = to_wgs84(places[:, 0], places[:, 1], datum)
    return np.column_stack(pyproj.Transformer.from_crs(4326, area.crs, always_xy=True).transform(lon, lat))


def within(
    scenario: Scenario, area: StudyArea, key: str, lonlat: Sequence[tuple[float, float]], datum: str
) -> Floats:
    """Return (k, 2) metres of places that lie in the area or just around it; raises for any that does not."""
    found = metres(area, lonlat, datum)
    inside = shapely.covers(area.boundary.buffer(_AROUND_M), shapely.points(found)).all()
    must(scenario, key, bool(inside), OUTSIDE)
    return found


def must(scenario: Scenario, key: str, holds: bool, text: Text) -> None:
    """Raise `ScenarioError` for the key unless something `holds`."""
    if not holds:
        raise ScenarioError(str(scenario.file), key, text)


def noted(area: StudyArea, text: Text, **changed: Any) -> StudyArea:
    """Return the area with what has `changed`, and a note that says so."""
    return replace(area, **changed, notes=(*area.notes, Note("scenario", text)))
