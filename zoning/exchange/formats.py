"""The file formats a plan is handed over in, and one folder of them that changes as a whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import geopandas as gpd
import pyogrio

from zoning.errors import ExportError
from zoning.exchange import geojson, kml, parquet, shapefile
from zoning.exchange.plan import PlanLayers
from zoning.exchange.shapefile import Encoding
from zoning.export import folder as results_folder
from zoning.export import geopackage
from zoning.export.fields import LAYERS
from zoning.model import Note
from zoning.words import Text

META_FILE = "meta.csv"


class Name(StrEnum):
    """What a format is called on the command line."""

    GPKG = "gpkg"
    SHP = "shp"
    GEOJSON = "geojson"
    FGB = "fgb"
    PARQUET = "parquet"
    KML = "kml"


@dataclass(frozen=True)
class Format:
    """One format: what it is called, and what writes a plan in it and returns what is to be said."""

    title: Text
    fill: Callable[[PlanLayers, Path, Encoding], list[Note]]


def write(plan: PlanLayers, names: Sequence[Name], folder: Path, *, crs: str | None = None, encoding: Encoding = "gbk") -> tuple[list[Path], list[Note]]:  # fmt: skip
    """Write a plan into a folder in these formats, whole or not at all; return the files and what is to be said of them.

    Parameters
    ----------
    crs
        The CRS that was asked for, if any: GeoJSON and KML are in WGS84 degrees and refuse another.
    """
    require_fitting(names, crs)
    notes: list[Note] = list(plan.notes)

    def fill(new: Path) -> None:
        said = plan.meta.rename(columns={"key": "项目", "value": "内容"}) if plan.lang == "zh" else plan.meta
        said.to_csv(new / META_FILE, index=False, encoding="utf-8-sig", lineterminator="\r\n")
        for name in dict.fromkeys(names):
            notes.extend(FORMATS[name].fill(plan, new, encoding))

    return results_folder.replaced(folder, fill), notes


def require_fitting(names: Sequence[Name], crs: str | None) -> None:
    """Raise `ExportError` for a format that cannot be in the CRS asked for."""
    for name in names:
        _require_fitting(name, crs)


def _require_fitting(name: Name, crs: str | None) -> None:
    wanted = (crs or "").strip().lower().removeprefix("epsg:")
    shifted = name == Name.GEOJSON and wanted.startswith("gcj")
    if name not in (Name.GEOJSON, Name.KML) or wanted in ("", "4326") or shifted:
        return
    raise ExportError(Text(
        f"{FORMATS[name].title.zh} 只能用 WGS84 经纬度（4326）；请分开导出，或去掉 --crs {crs}",
        f"{FORMATS[name].title.en} is in WGS84 degrees (4326) only: export it apart, or without --crs {crs}",
    ))  # fmt: skip


def _geopackage(plan: PlanLayers, folder: Path, _: Encoding) -> list[Note]:
    """One file styled for QGIS with a project inside, and the styles as SLD beside it."""
    path = folder / f"plan{plan.suffix}.gpkg"
    looks = geopackage.opened(plan.frames, plan.said, plan.lang, path.name, plan.suffix)
    frames = {name + plan.suffix: frame for name, frame in plan.frames.items()}
    geopackage.write_layers(path, frames, plan.meta, looks, geopackage.stamped(plan.said.get("data_date")))
    for name, text in looks.sld.items():
        (folder / f"{name}.sld").write_text(text, encoding="utf-8", newline="\n")
    return []


def _flatgeobuf(plan: PlanLayers, folder: Path, _: Encoding) -> list[Note]:
    """A file for each layer; what must be said of the map stands in its description."""
    about = " · ".join(plan.head.values())
    for name, frame in plan.frames.items():
        points = LAYERS[name].shape == "point"
        layer = name + plan.suffix
        pyogrio.write_dataframe(
            frame, folder / f"{layer}.fgb", layer=layer, driver="FlatGeobuf", geometry_type="Point" if points else "MultiPolygon", promote_to_multi=not points,
            layer_options={"SPATIAL_INDEX": "NO" if frame.empty else "YES", "TITLE": f"{plan.said['title']} · {LAYERS[name].title.to(plan.lang)}", "DESCRIPTION": about},
        )  # fmt: skip
    return []


def _as_is(write_one: Callable[[str, gpd.GeoDataFrame, PlanLayers, Path], None]) -> Callable[[PlanLayers, Path, Encoding], list[Note]]:  # fmt: skip
    """A format that has a file for each layer."""

    def fill(plan: PlanLayers, folder: Path, _: Encoding) -> list[Note]:
        for name, frame in plan.frames.items():
            write_one(name, frame, plan, folder)
        return []

    return fill


FORMATS: Mapping[Name, Format] = {
    Name.GPKG: Format(Text("GeoPackage（QGIS）", "GeoPackage (QGIS)"), _geopackage),
    Name.SHP: Format(Text("Shapefile", "Shapefile"), shapefile.fill),
    Name.GEOJSON: Format(Text("GeoJSON", "GeoJSON"), _as_is(geojson.write)),
    Name.FGB: Format(Text("FlatGeobuf", "FlatGeobuf"), _flatgeobuf),
    Name.PARQUET: Format(Text("GeoParquet", "GeoParquet"), _as_is(parquet.write)),
    Name.KML: Format(Text("KML", "KML"), kml.fill),
}
"""Name of a format -> what writes it."""
