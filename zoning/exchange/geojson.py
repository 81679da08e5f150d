"""A layer as GeoJSON after RFC 7946; in GCJ-02 when that was asked for, and then it says so."""

import json
from pathlib import Path

import geopandas as gpd
import shapely

from zoning.exchange.plan import PlanLayers, row_ids
from zoning.export.geojson import oriented
from zoning.export.run_record import plain


def write(layer: str, frame: gpd.GeoDataFrame, plan: PlanLayers, folder: Path) -> None:
    """Write one layer; a feature's id is its key, several parts of it joined by a slash."""
    name = layer + plan.suffix
    table = frame.drop(columns=frame.geometry.name)
    features = [
        f'{{"type":"Feature","id":{_json(key)},"properties":{_json(row)},"geometry":{shape}}}'
        for key, row, shape in zip(
            row_ids(layer, table),
            table.to_dict("records"),
            shapely.to_geojson(oriented(frame.geometry)),
            strict=True,
        )
    ]
    start = _json({"type": "FeatureCollection", "name": name, **plan.head})[:-1]
    text = start + ',"features":[\n' + ",\n".join(features) + "\n]}\n"
    (folder / f"{name}.geojson").write_text(text, encoding="utf-8", newline="\n")


def _json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
