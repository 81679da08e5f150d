"""plan.gpkg: the layers GIS staff work with, styled, in the district's own projected CRS; the same bytes every time."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from zoning import palette
from zoning.export import run_record, title
from zoning.export.styles import styles
from zoning.result import Result

_STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""


def write(result: Result, path: Path) -> None:
    """Write zones, blocks, schools, changes, gaps and meta, each spatially indexed, and their QGIS styles."""
    write_layers(path, layers(result), meta(result), styles(result), stamp(result))


def write_layers(
    path: Path, frames: Mapping[str, gpd.GeoDataFrame], about: pd.DataFrame, qml: Mapping[str, str], dated: str
) -> None:  # fmt: skip
    """Write layers, `schools` and `sites` as points and the others as areas, a table `meta` and the layers' QGIS styles; `dated` is the time of change."""
    with _dated(dated):
        for name, frame in frames.items():
            points = name in ("schools", "sites")
            pyogrio.write_dataframe(  # version 1.2: newer ones make an older QGIS warn
                frame, path, layer=name, driver="GPKG", append=path.exists(), geometry_type="Point" if points else "MultiPolygon",
                promote_to_multi=not points, dataset_options={"VERSION": "1.2"},
                layer_options={"GEOMETRY_NAME": "geom", "FID": "fid", "SPATIAL_INDEX": "YES"},
            )  # fmt: skip
        pyogrio.write_dataframe(about, path, layer="meta", driver="GPKG", append=True)
    _write_styles(path, qml, dated)


def layers(result: Result) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers with geometry, ids as columns."""
    judged, area = result.assessment, result.area
    blocks = shaped(judged.blocks.rename_axis("block_id"), area.blocks.geometry, area.crs)
    names = area.schools["name"]
    changes = blocks[blocks["moved"].fillna(False).astype(bool)].assign(
        current_name=lambda frame: frame["current_school"].map(names)
    )
    fills = judged.zones["colour"].map(palette.zone)
    zone = (
        pd.DataFrame(judged.zones.drop(columns=judged.zones.geometry.name))
        .assign(fill=fills)
        .rename_axis("school_id")
    )
    sites = _sites(result).rename_axis("school_id")
    gaps = pd.DataFrame(judged.gaps.drop(columns=judged.gaps.geometry.name)).rename_axis("gap_id")
    columns = ["block_id", "name", "address", "pupils", "dwellings", "current_school", "current_name", "school_id", "school_name", "current_walk_m", "walk_m", "geometry"]  # fmt: skip
    return {
        "zones": shaped(zone, judged.zones.geometry, area.crs),
        "blocks": blocks.assign(fill=blocks["school_id"].map(fills)),
        "schools": shaped(pd.DataFrame(sites), area.schools.geometry, area.crs),
        "changes": changes[columns],
        "gaps": shaped(gaps, judged.gaps.geometry, area.crs),
    }


def _sites(result: Result) -> pd.DataFrame:
    """Every school with its numbers; a school that shares a zone has its own seats, the use of the zone, and the zone's id."""
    area, judged = result.area, result.assessment.schools.drop(columns=["name", "status"])
    sites = pd.DataFrame(area.schools[["status", "name"]]).join(judged)
    if not area.pools:
        return sites
    pool = {school: pool for pool, schools in area.pools.items() for school in schools}
    sites = sites.drop(index=list(area.pools), columns="members").assign(
        zone_id=lambda frame: frame.index.map(pool)
    )
    mine = sites["zone_id"].notna()
    for column in ("utilisation_share", "alert"):
        sites.loc[mine, column] = judged[column].reindex(sites["zone_id"][mine]).to_numpy()
    return sites.assign(seats=sites["seats"].where(~mine, area.schools["seats"]))


def meta(result: Result) -> pd.DataFrame:
    """Return what the maps made from the layers must say, and how the plan was found, as `key` and `value`."""
    # not the seconds: the same plan must give the same bytes
    solve = {
        f"solve_{key}": value
        for key, value in run_record.solve(result).items()
        if key not in ("seat_price_m", "seconds")
    }
    rules = {
        "rules": result.rules.title.to(result.scenario.lang),
        "rules_unverified": " ".join(result.rules.unverified()),
    }
    notes = {f"note_{i + 1}": note.text.to(result.scenario.lang) for i, note in enumerate(result.notes)}
    rows = {**title.fields(result), "crs": result.area.crs, **rules, **solve, **notes}
    return pd.DataFrame({"key": list(rows), "value": [str(value) for value in rows.values()]})


def shaped(table: pd.DataFrame, geometry: gpd.GeoSeries, crs: str) -> gpd.GeoDataFrame:
    """Return a table with its index as a column, texts as texts, and the shapes of its rows."""
    plain = table.reset_index()
    texts = plain.select_dtypes(include=["object", "string"]).columns
    plain = plain.assign(**{name: _text(plain[name]) for name in texts})
    return gpd.GeoDataFrame(plain, geometry=geometry.reindex(table.index).to_numpy(), crs=crs)


def _text(values: pd.Series) -> pd.Series:
    """Texts with missing ones missing; lists become JSON."""
    said = [
        json.dumps(v, ensure_ascii=False) if isinstance(v, list | tuple) else None if pd.isna(v) else str(v)
        for v in values
    ]
    return pd.Series(said, index=values.index, dtype="str")


def stamp(result: Result) -> str:
    """The data's date as the file's time of change, so that the same plan gives the same bytes."""
    try:
        day = date.fromisoformat(result.scenario.map.data_date or "")
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


def _write_styles(path: Path, qml: Mapping[str, str], stamp: str) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_STYLES_TABLE)
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES (?, ?, ?, ?, ?)",
            ("layer_styles", "attributes", "layer_styles", "", stamp),
        )
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
            "styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, ?)",
            [(name, name, text, stamp) for name, text in qml.items()],
        )
