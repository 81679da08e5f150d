"""The files' text: GeoJSON with one feature per line, and CSV tables; the same bytes on every machine."""

import csv
import io
import json
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from demo.geography import to_degrees
from zoning.datum import wgs84_to_gcj02

INVENTED = "虚构数据"
Row = dict[str, str | int | float]


def geojson(name: str, about: str, shapes: Sequence[BaseGeometry], rows: Sequence[Row]) -> str:
    """Return a feature collection (WGS84, RFC 7946), a feature to a line, that says it is invented."""
    features = [
        {"type": "Feature", "properties": row, "geometry": _geometry(shape)}
        for shape, row in zip(shapes, rows, strict=True)
    ]
    lines = ",\n".join(_compact(feature) for feature in features)
    head = f'{{\n"type": "FeatureCollection",\n"name": "{name}（{INVENTED}）",\n"description": "{about}",\n'
    return f'{head}"features": [\n{lines}\n]\n}}\n'


def table(rows: Sequence[Row]) -> str:
    """Return a CSV table; each row says it is invented."""
    marked = [{**row, "数据说明": INVENTED} for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(marked[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(marked)
    return text.getvalue()


def gcj02(point: Point) -> Row:
    """Return a place as a web map gives it: 经度, 纬度 in GCJ-02, and the datum's name."""
    here = to_degrees(point)
    lon, lat = wgs84_to_gcj02(np.array([here.x]), np.array([here.y]))
    return {"经度": f"{lon[0]:.6f}", "纬度": f"{lat[0]:.6f}", "坐标系": "GCJ-02"}


def _geometry(shape: BaseGeometry) -> dict[str, object]:
    degrees = shapely.remove_repeated_points(to_degrees(shape))
    if degrees.geom_type == "Point":
        return {"type": "Point", "coordinates": [degrees.x, degrees.y]}
    if degrees.geom_type == "LineString":
        return {"type": "LineString", "coordinates": shapely.get_coordinates(degrees).tolist()}
    turned = shapely.orient_polygons(degrees)
    rings = [turned.exterior, *turned.interiors]
    return {"type": "Polygon", "coordinates": [_from_lowest(shapely.get_coordinates(ring)) for ring in rings]}


def _from_lowest(ring: np.ndarray) -> list[list[float]]:
    """Return a closed ring that starts at its westernmost corner, wherever the library started it."""
    corners = ring[:-1].tolist()
    first = corners.index(min(corners))
    turned = corners[first:] + corners[:first]
    return [*turned, turned[0]]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
