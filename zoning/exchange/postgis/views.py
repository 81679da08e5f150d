"""Views that always show the run published last: what QGIS, ArcGIS and GeoServer connect to once and for all."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from zoning.exchange.postgis.tables import Cursor, columns, comment
from zoning.export.fields import LAYERS, META

MARK = "zoning:views"
"""How the comment of a schema of views that we made begins."""


def show(
    connection: "psycopg.Connection[tuple[Any, ...]]", cursor: Cursor, schema: str, views: str, tables: Sequence[str], title: str
) -> None:  # fmt: skip
    """Let the views in `views`, made where they are not there yet, show the tables of `schema`."""
    cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(views)))
    comment(cursor, "SCHEMA", sql.Identifier(views), f"{MARK} 最近发布的方案：{title}")
    for table in tables:
        names = columns(LAYERS[table]) if table in LAYERS else ["key", "value"]
        _point(connection, cursor, sql.Identifier(views, table), sql.Identifier(schema, table), names)
        comment(cursor, "VIEW", sql.Identifier(views, table), LAYERS[table].title.zh if table in LAYERS else META.zh)  # fmt: skip
        for field in LAYERS[table].fields if table in LAYERS else ():
            comment(cursor, "COLUMN", sql.Identifier(views, table, field.name), field.meaning.zh)


def _point(
    connection: "psycopg.Connection[tuple[Any, ...]]", cursor: Cursor, view: sql.Identifier, table: sql.Identifier, names: Sequence[str]
) -> None:  # fmt: skip
    """Replace a view, which keeps its rights; where its columns are others (another CRS) make it anew."""
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    body = sql.SQL("VIEW {} AS SELECT {} FROM {}").format(view, listed, table)
    try:
        with connection.transaction():
            cursor.execute(sql.SQL("CREATE OR REPLACE {}").format(body))
    except psycopg.errors.InvalidTableDefinition:
        cursor.execute(sql.SQL("DROP VIEW {} RESTRICT").format(view))
        cursor.execute(sql.SQL("CREATE {}").format(body))
