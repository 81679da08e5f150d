"""plan.kml for Google Earth and 奥维: WGS84, the map's own colours, names in 汉字, every field in the balloon."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import pandas as pd
import shapely

from zoning.exchange.plan import PlanLayers
from zoning.exchange.shapefile import Encoding
from zoning.export import title
from zoning.export.fields import LAYERS, WAYS, Field
from zoning.export.geojson import oriented
from zoning.export.qml import Look, Style
from zoning.export.styles import described
from zoning.model import Note
from zoning.words import Lang

_SHOWN = ("schools", "zones")
_PIXEL_MM = 0.28


def fill(plan: PlanLayers, folder: Path, _: Encoding) -> list[Note]:
    """Write one file with a folder for each layer."""
    looks = described(plan.frames["zones"], plan.lang)
    notice = title.foot(plan.head)
    with (folder / "plan.kml").open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n')
        file.write(f"<Document><name>{escape(plan.said['title'])}</name><description>{escape(notice)}</description>\n")  # fmt: skip
        for name, style in looks.items():
            file.writelines(_styles(name, style))
        for name, frame in plan.frames.items():
            file.writelines(_layer(name, frame, looks[name], plan.lang))
        file.write("</Document>\n</kml>\n")
    return []


def _styles(layer: str, style: Style) -> Iterator[str]:
    for number, look in enumerate(style.looks):
        yield f'<Style id="{layer}-{number}">{_drawn(style, look)}</Style>\n'


def _drawn(style: Style, look: Look) -> str:
    if style.kind == "marker":
        return f"<IconStyle><color>{_abgr(look.fill, 1.0)}</color><scale>0.9</scale></IconStyle><LabelStyle><scale>0.9</scale></LabelStyle>"
    hatched = look.fill_style not in ("solid", "no")
    filled = _abgr(look.fill, 0.2 if hatched else look.fill_opacity)
    line = f"<LineStyle><color>{_abgr(look.outline, 1.0)}</color><width>{look.width_mm / _PIXEL_MM:.1f}</width></LineStyle>"
    return f"{line}<PolyStyle><color>{filled}</color><fill>{int(look.fill_style != 'no')}</fill></PolyStyle>"


def _abgr(colour: str, opacity: float) -> str:
    """A colour as KML writes it: opacity first, then blue, green, red."""
    return f"{round(255 * opacity):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _layer(layer: str, frame: gpd.GeoDataFrame, style: Style, lang: Lang) -> Iterator[str]:
    shown = int(layer in _SHOWN)
    yield f"<Folder><name>{escape(LAYERS[layer].title.to(lang))}</name><visibility>{shown}</visibility>\n"
    number = {look.value: n for n, look in enumerate(style.looks)}
    looks = frame[style.attribute].map(number) if style.attribute else pd.Series(0, index=frame.index)
    looks = looks.fillna(number.get("", 0)).astype(int)
    fields = [field for field in LAYERS[layer].fields if field.name in frame]
    rows = frame[[field.name for field in fields]].to_dict("records")
    for row, look, shape in zip(rows, looks, oriented(frame.geometry), strict=True):
        yield (
            f"<Placemark><name>{escape(_called(layer, row, lang))}</name><visibility>{shown}</visibility><styleUrl>#{layer}-{look}</styleUrl>"
            f"<ExtendedData>{''.join(_data(field, row[field.name], lang) for field in fields)}</ExtendedData>{_shape(shape)}</Placemark>\n"
        )
    yield "</Folder>\n"


def _called(layer: str, row: dict[str, Any], lang: Lang) -> str:
    """The row's name, else its id; a service area says of what kind it is."""
    name = str(row["name"]) if pd.notna(row.get("name")) else str(row[LAYERS[layer].key[0]])
    return f"{name} · {WAYS[str(row['way'])].to(lang)}" if "way" in row else name


def _data(field: Field, value: Any, lang: Lang) -> str:
    if pd.isna(value):
        return ""
    text = str(int(value)) if field.kind == "flag" and isinstance(value, bool) else str(value)
    return f"<Data name={quoteattr(field.name)}><displayName>{escape(field.meaning.to(lang))}</displayName><value>{escape(text)}</value></Data>"


def _shape(shape: shapely.Geometry) -> str:
    parts = "".join(map(_part, shapely.get_parts(shape)))
    return f"<MultiGeometry>{parts}</MultiGeometry>" if shape.geom_type.startswith("Multi") else parts


def _part(part: shapely.Geometry) -> str:
    if isinstance(part, shapely.Polygon):
        holes = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in part.interiors)
        return f"<Polygon><outerBoundaryIs>{_ring(part.exterior)}</outerBoundaryIs>{holes}</Polygon>"
    return f"<Point><coordinates>{_coordinates(part)}</coordinates></Point>"


def _ring(ring: shapely.Geometry) -> str:
    return f"<LinearRing><coordinates>{_coordinates(ring)}</coordinates></LinearRing>"


def _coordinates(line: shapely.Geometry) -> str:
    return " ".join(f"{x:.7f},{y:.7f}" for x, y in shapely.get_coordinates(line).tolist())
