"""A scenario's changes laid over a study area: schools, new estates, ways across barriers; rules checked."""

from collections.abc import Callable
from typing import Any

from zoning.changes import checks, ground, schools
from zoning.errors import ScenarioError
from zoning.model import StudyArea
from zoning.scenario import Close, Open, Relocate, Resize, Scenario
from zoning.words import Text

_STEPS: tuple[tuple[str, Callable[[Scenario, StudyArea, Any], StudyArea]], ...] = (
    ("close", schools.closed), ("convert", schools.converted), ("resize", schools.resized), ("relocate", schools.relocated),
    ("open", schools.opened), ("expand", schools.expanded), ("merge", schools.merged),
    ("shut", ground.shut), ("bridge", ground.bridged), ("estate", ground.built),
)  # fmt: skip
"""Kinds of changes in the order in which they are made: a school that was opened or grown can take another in."""


def apply(scenario: Scenario, area: StudyArea) -> StudyArea:
    """Return `area` as the scenario changes it; candidate sites that are not opened take no part.

    Raises `ScenarioError` for an id that is not there, a new school without a place or seats, changes or locks that
    contradict the rest.
    """
    checks.before(scenario, area)
    for kind, step in _STEPS:
        for change in getattr(scenario, kind):
            area = step(scenario, area, change)
    checks.after(scenario, area)
    return area


def one(scenario: Scenario, area: StudyArea, change: Open | Close | Resize | Relocate) -> StudyArea:
    """Return `area` with one more change of a school, made after all others; raises `ScenarioError` where it cannot be."""
    missing = not isinstance(change, Open) and change.id not in area.schools.index
    if missing:
        raise ScenarioError(str(scenario.file), change.id, Text("没有这所学校", "is no school that is there"))
    step = _OF_SCHOOLS[type(change)]
    changed = step(scenario, area, change)
    if changed.open_schools.empty:
        raise ScenarioError(str(scenario.file), "close", Text("没有一所开放的学校", "no school is left open"))
    return changed


_OF_SCHOOLS: dict[type, Callable[..., StudyArea]] = {
    Open: schools.opened, Close: schools.closed, Resize: schools.resized, Relocate: schools.relocated,
}  # fmt: skip
