"""Zones and under-covered areas as GeoJSON after RFC 7946: WGS84 longitude and latitude, rings to the left."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning import palette
from zoning.export import title
from zoning.result import Result

DIGITS = 7
"""Decimals of a degree: about a centimetre."""


def write(result: Result, folder: Path) -> None:
    """Write zones.geojson and gaps.geojson."""
    for name, features in (("zones", _zones(result)), ("gaps", _gaps(result))):
        collection = {
            "type": "FeatureCollection",
            "name": name,
            **title.fields(result),
            "features": list(features),
        }
        text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        (folder / f"{name}.geojson").write_text(
            text.replace(',{"type":"Feature"', ',\n{"type":"Feature"'), encoding="utf-8", newline="\n"
        )


def _zones(result: Result) -> Iterable[dict[str, Any]]:
    """One feature per school with blocks; `block_ids` is an array, since ids may hold spaces and commas."""
    frame = result.assessment.zones
    blocks_of = result.plan.school_of.groupby(result.plan.school_of).groups
    columns = frame.drop(columns=[frame.geometry.name, "colour"])
    for record, school, shape in _rows(columns, frame.geometry):
        fill = palette.zone(frame.at[school, "colour"])
        properties = {
            "school_id": school,
            **record,
            "fill": fill,
            "block_ids": [str(b) for b in blocks_of.get(school, [])],
        }
        yield {"type": "Feature", "id": str(school), "properties": properties, "geometry": shape}


def _gaps(result: Result) -> Iterable[dict[str, Any]]:
    frame = result.assessment.gaps
    for record, gap, shape in _rows(frame.drop(columns=frame.geometry.name), frame.geometry):
        yield {"type": "Feature", "id": str(gap), "properties": {"gap_id": gap, **record}, "geometry": shape}


def _rows(
    columns: pd.DataFrame, geometry: gpd.GeoSeries
) -> Iterable[tuple[Mapping[str, Any], str, dict[str, Any]]]:
    shapes = shapely.to_geojson(oriented(geometry))
    for record, identifier, shape in zip(columns.to_dict("records"), columns.index, shapes, strict=True):
        yield {str(key): _plain(value) for key, value in record.items()}, identifier, json.loads(shape)


def oriented(geometry: gpd.GeoSeries) -> Any:
    """Return shapes in degrees (of the datum they are in), rounded, outer rings counter-clockwise as RFC 7946 asks."""
    degrees = geometry if geometry.crs.is_geographic else geometry.to_crs("EPSG:4326")
    near = shapely.transform(degrees.to_numpy(), lambda xy: np.round(xy, DIGITS))
    return shapely.orient_polygons(near, exterior_cw=False)


def _plain(value: Any) -> Any:
    """A value JSON knows; missing and infinite become null."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    if pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
