"""The tables of one run: every field described, keys, indices, SRIDs, and comments in Chinese."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from psycopg import sql

from zoning.exchange.plan import PlanLayers
from zoning.export.fields import LAYERS, META, Kind, LayerKind, Shape

Cursor = psycopg.Cursor[tuple[Any, ...]]
NUMBER = "fid"
"""A whole number that tells rows apart, as ArcGIS and QGIS ask of views."""
GEOMETRY = "geom"
_TYPES: Mapping[Kind, sql.SQL] = {"text": sql.SQL("text"), "whole": sql.SQL("bigint"), "number": sql.SQL("double precision"), "flag": sql.SQL("boolean")}  # fmt: skip
_SHAPES: Mapping[Shape, sql.SQL] = {"point": sql.SQL("Point"), "area": sql.SQL("MultiPolygon")}
_FID = "行号"
_SHAPE = "图形"


def build(cursor: Cursor, plan: PlanLayers, schema: str, postgis: str) -> dict[str, int]:
    """Write the tables of a plan into an empty schema; return the rows of each.

    Every described field has its column, also those this run has not: what GIS clients have set up stays valid from run to run.

    Parameters
    ----------
    postgis
        The schema that PostGIS is in.
    """
    counts = {}
    srid = plan.frames["zones"].crs.to_epsg()
    for name, kind in LAYERS.items():
        # a layer that this run has not is there and empty: its view must not show an older run
        _create(cursor, kind, schema, postgis, srid)
        if name in plan.frames:
            _fill(cursor, kind, schema, plan.frames[name])
        counts[name] = len(plan.frames.get(name, ()))
    zones, blocks = sql.Identifier(schema, "zones"), sql.Identifier(schema, "blocks")
    cursor.execute(sql.SQL("ALTER TABLE {} ADD FOREIGN KEY (school_id) REFERENCES {} (school_id)").format(blocks, zones))  # fmt: skip
    cursor.execute(sql.SQL("CREATE INDEX ON {} (school_id)").format(blocks))
    _meta(cursor, plan, schema)
    return {**counts, "meta": len(plan.meta)}


def columns(kind: LayerKind) -> list[str]:
    """Return the columns of a layer's table, in order."""
    return [NUMBER, *(field.name for field in kind.fields), GEOMETRY]


def _create(cursor: Cursor, kind: LayerKind, schema: str, postgis: str, srid: int) -> None:
    table = sql.Identifier(schema, kind.name)
    shape = sql.SQL("{} {}.geometry({}, {}) NOT NULL").format(sql.Identifier(GEOMETRY), sql.Identifier(postgis), _SHAPES[kind.shape], sql.Literal(srid))  # fmt: skip
    described = [
        sql.SQL("{} {}{}").format(sql.Identifier(field.name), _TYPES[field.kind], sql.SQL(" NOT NULL" if field.name in kind.key else ""))
        for field in kind.fields
    ]  # fmt: skip
    key = sql.SQL("PRIMARY KEY ({})").format(sql.SQL(", ").join(map(sql.Identifier, kind.key)))
    number = sql.SQL("{} bigint NOT NULL UNIQUE").format(sql.Identifier(NUMBER))
    parts = sql.SQL(", ").join([number, *described, shape, key])
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(table, parts))
    told = {NUMBER: _FID, GEOMETRY: _SHAPE, **{field.name: _meaning(field.meaning.zh, field.values) for field in kind.fields}}  # fmt: skip
    comment(cursor, "TABLE", table, kind.title.zh)
    for column, text in told.items():
        comment(cursor, "COLUMN", sql.Identifier(schema, kind.name, column), text)


def _meaning(said: str, values: Mapping[str, Any] | None) -> str:
    codes = "，".join(f"{code} {text.zh}" for code, text in (values or {}).items())
    return f"{said}：{codes}" if codes else said


def comment(cursor: Cursor, what: str, of: sql.Identifier, text: str) -> None:
    """Say what a schema, table, view or column holds."""
    kinds = {"TABLE": sql.SQL("TABLE"), "COLUMN": sql.SQL("COLUMN"), "SCHEMA": sql.SQL("SCHEMA"), "VIEW": sql.SQL("VIEW")}  # fmt: skip
    cursor.execute(sql.SQL("COMMENT ON {} {} IS {}").format(kinds[what], of, sql.Literal(text)))


def _fill(cursor: Cursor, kind: LayerKind, schema: str, frame: gpd.GeoDataFrame) -> None:
    there = [NUMBER, *(field.name for field in kind.fields if field.name in frame), GEOMETRY]
    table = sql.Identifier(schema, kind.name)
    values = [range(1, len(frame) + 1), *(_plain(frame[name]) for name in there[1:-1]), _shapes(frame, kind.shape)]  # fmt: skip
    names = sql.SQL(", ").join(map(sql.Identifier, there))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
        for row in zip(*values, strict=True):
            copy.write_row(row)
    cursor.execute(sql.SQL("CREATE INDEX ON {} USING gist ({})").format(table, sql.Identifier(GEOMETRY)))
    cursor.execute(sql.SQL("ANALYZE {}").format(table))


def _plain(values: pd.Series) -> list[Any]:
    return [None if missing else value for value, missing in zip(values.tolist(), values.isna(), strict=True)]


def _shapes(frame: gpd.GeoDataFrame, shape: Shape) -> Sequence[str]:
    """Shapes as PostGIS reads them, with their SRID; single areas become areas of one part."""
    given = frame.geometry.to_numpy()
    if shape == "area":
        single = shapely.get_type_id(given) == shapely.GeometryType.POLYGON
        given = np.array(given, dtype=object)
        given[single] = [shapely.MultiPolygon([part]) for part in given[single]]
    marked = shapely.set_srid(given, frame.crs.to_epsg())
    return list(shapely.to_wkb(marked, hex=True, include_srid=True))


def _meta(cursor: Cursor, plan: PlanLayers, schema: str) -> None:
    table = sql.Identifier(schema, "meta")
    cursor.execute(sql.SQL("CREATE TABLE {} (key text PRIMARY KEY, value text NOT NULL)").format(table))
    comment(cursor, "TABLE", table, META.zh)
    with cursor.copy(sql.SQL("COPY {} (key, value) FROM STDIN").format(table)) as copy:
        for row in plan.meta[["key", "value"]].itertuples(index=False, name=None):
            copy.write_row(row)
