"""A district of four square blocks in a row and two schools, written to files as a bureau would hand them over."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shapely import Point, box
from shapely.geometry.base import BaseGeometry

from zoning.errors import InputError
from zoning.model import Note
from zoning.read import study_area
from zoning.scenario import Scenario

LON, LAT, SIDE = 118.60, 37.45, 0.004
"""The south-west corner of the row, and the side of a block, in degrees: about 350 by 440 m."""

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
"""Real inputs beside the checkout, where there are any."""


def square(position: int) -> BaseGeometry:
    """Return the block at this position in the row."""
    west = LON + position * SIDE
    return box(west, LAT, west + SIDE, LAT + SIDE)


def middle(position: int) -> Point:
    """Return the middle of the block at this position."""
    return square(position).centroid


def geojson(path: Path, shapes: Sequence[BaseGeometry | None], rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write shapes and their properties, exactly as given."""
    features = [
        {
            "type": "Feature",
            "properties": dict(row),
            "geometry": None if shape is None else shape.__geo_interface__,
        }
        for shape, row in zip(shapes, rows, strict=True)
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8"
    )
    return path


def blocks_file(folder: Path, schools: Sequence[str | None] = ("一小", "一小", "二小", "二小")) -> Path:
    """Write four blocks with 10, 20, 30 and 40 pupils."""
    rows = [{"地块编号": f"B{i + 1}", "小学适龄": 10 * (i + 1), "现小学": s} for i, s in enumerate(schools)]
    return geojson(folder / "blocks.geojson", [square(i) for i in range(4)], rows)


def schools_file(folder: Path, text: str | None = None, encoding: str = "utf-8-sig") -> Path:
    """Write two schools, in the middle of the first and of the last block."""
    lines = [
        "学校编号,学校名称,学位数,经度,纬度",
        f"S1,一小,60,{middle(0).x},{middle(0).y}",
        f"S2,二小,50,{middle(3).x},{middle(3).y}",
    ]
    path = folder / "schools.csv"
    path.write_text(text if text is not None else "\n".join(lines), encoding=encoding)
    return path


def scenario(folder: Path, **inputs: Any) -> Scenario:
    """Return a scenario on the two files, with these inputs laid over theirs; `stage` may be given too."""
    stage = inputs.pop("stage", "primary")
    given: dict[str, Any] = {
        "blocks": {"path": folder / "blocks.geojson", "datum": "wgs84"},
        "schools": {"path": folder / "schools.csv", "datum": "wgs84"},
    }
    for name, value in inputs.items():
        given[name] = {**given.get(name, {}), **value}
    return Scenario.model_validate({"name": "试", "stage": stage, "inputs": given})


def district(folder: Path, **inputs: Any) -> Scenario:
    """Write both files and return the scenario on them."""
    blocks_file(folder)
    schools_file(folder)
    return scenario(folder, **inputs)


def wrong_with(asked: Scenario) -> str:
    """Return the English report of everything wrong with a scenario, empty where nothing is."""
    try:
        study_area(asked)
    except InputError as error:
        return error.to("en")
    return ""


def said(notes: Sequence[Note], level: str | None = None) -> str:
    """Return the notes of a level, or all, in English, one a line."""
    return "\n".join(note.text.en for note in notes if level in (None, note.level))
