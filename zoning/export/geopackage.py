"""plan.gpkg: the layers GIS staff work with, styled, with a QGIS project inside, in the district's own CRS; the same bytes every time."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from zoning.export import qgis_project, sld, title
from zoning.export.fields import GCJ02, LAYERS, META
from zoning.export.layers import layers, meta
from zoning.export.qgis_project import Project, ProjectLayer
from zoning.export.qml import Style
from zoning.export.styles import aliases, as_qml, described
from zoning.result import Result
from zoning.words import Lang, Text

PROJECT = Text("划片方案", "Zoning plan")
"""What the project inside the file is called."""
_HIDDEN = ("changes", "gaps", "service_areas", "blocks")
"""Layers that a reader switches on."""
_STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""


@dataclass(frozen=True)
class Opened:
    """How programs open the layers: QGIS styles, the same as SLD, and a project by its name."""

    qml: Mapping[str, str]
    sld: Mapping[str, str]
    project: tuple[str, bytes] | None = None


def write(result: Result, path: Path) -> None:
    """Write zones, blocks, schools, changes, gaps, service areas and meta, each spatially indexed, their styles and a project."""
    frames, lang = layers(result), result.scenario.lang
    looks = opened(frames, title.fields(result), lang, path.name)
    write_layers(path, frames, meta(result), looks, stamp(result))


def opened(
    frames: Mapping[str, gpd.GeoDataFrame], said: Mapping[str, str], lang: Lang, file: str, suffix: str = ""
) -> Opened:
    """Return the styles of a plan's layers and the project that shows them in the GeoPackage `file`; `said` is the title block.

    The layers of the file are called as those of `frames`, with a `suffix`.
    """
    looks = described(frames["zones"], lang)
    drawn = {name: sld.written(style, name + suffix, LAYERS[name].title.to(lang)) for name, style in looks.items()}  # fmt: skip
    shown = qgis_project.packed(project(frames, looks, said, lang, suffix), file)
    qml = {name + suffix: text for name, text in as_qml(looks, lang).items()}
    return Opened(qml, {name + suffix: text for name, text in drawn.items()}, (PROJECT.to(lang), shown))


def project(
    frames: Mapping[str, gpd.GeoDataFrame], looks: Mapping[str, Style], said: Mapping[str, str], lang: Lang, suffix: str = ""
) -> Project:  # fmt: skip
    """Return the project of a plan: schools above gaps above zones; `said` is the title block."""
    crs = frames["zones"].crs
    code = crs.to_epsg()
    kept = [
        ProjectLayer(name + suffix, LAYERS[name].title.to(lang), name not in _HIDDEN, aliases(name, lang), looks[name])
        for name in LAYERS
        if name in frames
    ]  # fmt: skip
    about = ProjectLayer("meta", META.to(lang), shown=False, aliases={}, style=None)
    west, south, east, north = frames["zones"].total_bounds.tolist()
    return Project(
        said["title"], title.foot(said), (f"EPSG:{code}" if code else "", crs.to_wkt()), (west, south, east, north), [*kept, about],
    )  # fmt: skip


def write_layers(
    path: Path, frames: Mapping[str, gpd.GeoDataFrame], about: pd.DataFrame, looks: Mapping[str, str] | Opened, dated: str
) -> None:  # fmt: skip
    """Write layers, `schools` and `sites` as points and the others as areas, a table `meta`, and how the layers are opened.

    `looks` are QML by the layers' names, or all that opens them; `dated` is the time of change.
    """
    with _dated(dated):
        for name, frame in frames.items():
            points = name.removesuffix(GCJ02) in ("schools", "sites")
            pyogrio.write_dataframe(  # version 1.2: newer ones make an older QGIS warn
                frame, path, layer=name, driver="GPKG", append=path.exists(), geometry_type="Point" if points else "MultiPolygon",
                promote_to_multi=not points, dataset_options={"VERSION": "1.2"},
                layer_options={"GEOMETRY_NAME": "geom", "FID": "fid", "SPATIAL_INDEX": "YES"},
            )  # fmt: skip
        pyogrio.write_dataframe(about, path, layer="meta", driver="GPKG", append=True)
    with closing(sqlite3.connect(path)) as base, base:
        kept = looks if isinstance(looks, Opened) else Opened(looks, {})
        _write_styles(base, kept, dated)
        if kept.project is not None:
            _write_project(base, *kept.project)


def stamp(result: Result) -> str:
    """Return the data's date as the file's time of change, so that the same plan gives the same bytes."""
    return stamped(result.scenario.map.data_date)


def stamped(data_date: str | None) -> str:
    """Return a date as a GeoPackage writes times; the first day of 2000 where there is none."""
    try:
        day = date.fromisoformat(data_date or "")
    except ValueError:
        day = date(2000, 1, 1)
    return f"{day.isoformat()}T00:00:00.000Z"


@contextmanager
def _dated(stamp: str) -> Iterator[None]:
    """Let GDAL write `stamp` instead of the clock, and leave its settings as they were."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_styles(base: sqlite3.Connection, looks: Opened, stamp: str) -> None:
    base.execute(_STYLES_TABLE)
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES (?, ?, ?, ?, ?)",
        ("layer_styles", "attributes", "layer_styles", "", stamp),
    )
    base.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
        "styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, '', '', NULL, ?)",
        [(name, name, text, looks.sld.get(name, ""), stamp) for name, text in looks.qml.items()],
    )


def _write_project(base: sqlite3.Connection, name: str, content: bytes) -> None:
    """As QGIS writes it: the archive in hexadecimal digits; without the clock."""
    base.execute("CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)")
    base.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (name, '{"last_modified_time": "", "last_modified_user": ""}', content.hex()))  # fmt: skip
