"""A layer as GeoJSON after RFC 7946; in GCJ-02 when that was asked for, and then it says so."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from zoning.exchange.plan import PlanLayers
from zoning.export.fields import LAYERS
from zoning.export.run_record import plain

DIGITS = 7
"""Decimals of a degree: about a centimetre."""


def write(layer: str, frame: gpd.GeoDataFrame, plan: PlanLayers, folder: Path) -> None:
    """Write one layer; a feature's id is its key, several parts of it joined by a slash."""
    name = layer + plan.suffix
    table = frame.drop(columns=frame.geometry.name)
    ids = table[list(LAYERS[layer].key)].agg("/".join, axis=1) if len(table) else []
    features = [
        f'{{"type":"Feature","id":{_json(key)},"properties":{_json(row)},"geometry":{shape}}}'
        for key, row, shape in zip(ids, table.to_dict("records"), shapes(frame), strict=True)
    ]
    start = _json({"type": "FeatureCollection", "name": name, **plan.head})[:-1]
    text = start + ',"features":[\n' + ",\n".join(features) + "\n]}\n"
    (folder / f"{name}.geojson").write_text(text, encoding="utf-8", newline="\n")


def shapes(frame: gpd.GeoDataFrame) -> list[str]:
    """Return shapes as GeoJSON: degrees, rounded, outer rings counter-clockwise."""
    return [str(shape) for shape in shapely.to_geojson(rounded(frame))]


def rounded(frame: gpd.GeoDataFrame) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Return shapes in degrees of the datum they are in, rounded, outer rings counter-clockwise."""
    degrees = frame.geometry if frame.crs.is_geographic else frame.geometry.to_crs("EPSG:4326")
    near = shapely.transform(degrees.to_numpy(), lambda xy: np.round(xy, DIGITS))
    turned: np.ndarray[tuple[int], np.dtype[np.object_]] = shapely.orient_polygons(near, exterior_cw=False)
    return turned


def _json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
