"""A table or view of a PostGIS database, as it is: headers, values, shapes and the CRS that its SRID means."""

import difflib
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from zoning import database
from zoning.columns import Table
from zoning.database import DatabaseError
from zoning.errors import InputError, Problem
from zoning.model import Source
from zoning.read.findings import Raw
from zoning.words import Text, listed

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

MOST_ROWS = 500_000
_SHAPES = ("geometry", "geography")


class _Column(NamedTuple):
    name: str
    type: str


def read(given: str, name: str, geometry: str | None, table: Table) -> Raw:
    """Return the rows of a table or view; raise `InputError` where it cannot be read.

    Parameters
    ----------
    given
        The database, as `database.connected` takes it.
    name
        `schema.table`, or a table on the search path.
    geometry
        The column of shapes, where there are several.
    """
    try:
        with database.connected(given) as connection:
            connection.read_only = True
            postgis = database.require_postgis(connection)
            schema, bare = _found(connection, name, table)
            columns = _columns(connection, schema, bare)
            shape = _shape(columns, geometry, name, table)
            frame, shapes, srids = _rows(connection, (schema, bare), columns, shape, postgis, table)
            crs = _crs(connection, srids, postgis, name, table)
    except DatabaseError as error:
        raise InputError([Problem(table.name, error.text)]) from None
    return Raw(frame, shapes, crs, _source(f"{database.label(given)}/{schema}.{bare}", frame, shapes))


def _found(connection: "Connection", name: str, table: Table) -> tuple[str, str]:
    """Schema and name of the relation meant; refused, with the name most like it, where there is none, and where there are several off the search path."""
    query = (
        "SELECT n.nspname, c.relname, pg_table_is_visible(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') "
        "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (has_schema_privilege(n.oid, 'USAGE')) ORDER BY 1, 2"
    )  # fmt: skip
    rows = connection.execute(query).fetchall()
    there = [(str(schema), str(bare)) for schema, bare, _ in rows]
    meant = [place for place in there if name in (".".join(place), place[1])]
    fits = [place for place, row in zip(there, rows, strict=True) if row[2] and place in meant] or meant
    if len(fits) > 1:
        said = [".".join(place) for place in fits]
        raise _refused(table, name, Text(f"有几个：{listed(said, 'zh')}；请写“模式.表”", f"there are several: {listed(said, 'en')}; write schema.table"))  # fmt: skip
    if fits:
        return fits[0]
    close = difflib.get_close_matches(name, [f"{schema}.{bare}" for schema, bare in there], n=1, cutoff=0.4)
    raise _refused(table, name, Text(
        f"库中没有这个表或视图，或无权读{f'；是不是 {close[0]}？' if close else ''}",
        f"there is no such table or view, or no right to read it{f'; did you mean {close[0]}?' if close else ''}",
    ))  # fmt: skip


def _columns(connection: "Connection", schema: str, bare: str) -> list[_Column]:
    query = (
        "SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_type t ON t.oid = a.atttypid WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
    )  # fmt: skip
    return [_Column(str(name), str(type_)) for name, type_ in connection.execute(query, (schema, bare)).fetchall()]  # fmt: skip


def _shape(columns: Sequence[_Column], asked: str | None, name: str, table: Table) -> str | None:
    """The column of shapes: the one asked for, or the only one."""
    there = [column.name for column in columns if column.type in _SHAPES]
    if asked is not None and asked not in there:
        raise _refused(table, name, Text(f"没有图形列“{asked}”；有：{listed(there, 'zh')}", f"no column of shapes {asked!r}; there are: {listed(there, 'en')}"))  # fmt: skip
    if asked is None and len(there) > 1:
        raise _refused(table, name, Text(f'有几个图形列：{listed(there, "zh")}；请在情景中写 layer = "列名"', f'has several columns of shapes: {listed(there, "en")}; say which with layer = "…"'))  # fmt: skip
    return asked or next(iter(there), None)


def _rows(
    connection: "Connection", place: tuple[str, str], columns: Sequence[_Column], shape: str | None, postgis: str, table: Table
) -> tuple[pd.DataFrame, Any, set[int]]:  # fmt: skip
    """The rows in the order of their texts, their shapes, and the SRIDs of these."""
    from psycopg import sql

    plain = [column.name for column in columns if column.type not in _SHAPES]
    wanted: list[sql.Composable] = [sql.Identifier(name) for name in plain]
    if shape is not None:
        as_geometry = sql.SQL("{}::{}").format(sql.Identifier(shape), sql.Identifier(postgis, "geometry"))
        flat = sql.SQL("{}({}({}({})))").format(*(sql.Identifier(postgis, call) for call in ("st_asbinary", "st_curvetoline", "st_force2d")), as_geometry)  # fmt: skip
        wanted += [flat, sql.SQL("{}({})").format(sql.Identifier(postgis, "st_srid"), as_geometry)]
    query = sql.SQL("SELECT {} FROM {} LIMIT {}").format(sql.SQL(", ").join(wanted), sql.Identifier(*place), sql.Literal(MOST_ROWS + 1))  # fmt: skip
    found = connection.execute(query).fetchall()
    if not found or len(found) > MOST_ROWS:
        said = Text("里面没有任何一行数据", "there is no row of data in it") if not found else Text(f"超过 {MOST_ROWS} 行，不像是本表", f"more than {MOST_ROWS} rows: not this table")  # fmt: skip
        raise _refused(table, ".".join(place), said)
    rows = [([_value(cell) for cell in row[: len(plain)]], *row[len(plain) :]) for row in found]
    rows.sort(key=lambda row: [str(cell) for cell in row[0]])  # a database keeps no order
    frame = pd.DataFrame([row[0] for row in rows], columns=plain, dtype="object").infer_objects()
    if shape is None:
        return frame, None, set()
    shapes = shapely.from_wkb(np.array([row[1] for row in rows], dtype=object))
    return frame, shapes, {int(row[2]) for row in rows if row[2] is not None}


def _value(cell: Any) -> Any:
    """A cell as a file would hold it: numbers, texts, or nothing."""
    if cell is None or isinstance(cell, str | int | float):
        return cell
    return float(cell) if isinstance(cell, Decimal) else str(cell)


def _crs(connection: "Connection", srids: set[int], postgis: str, name: str, table: Table) -> str | None:
    from psycopg import sql

    if len(srids) > 1:
        raise _refused(table, name, Text(f"图形有几种 SRID：{listed(sorted(srids), 'zh')}；请先统一", f"its shapes are of several SRIDs: {listed(sorted(srids), 'en')}; make them one first"))  # fmt: skip
    if not srids or srids == {0}:
        return None
    query = sql.SQL("SELECT auth_name, auth_srid, srtext FROM {} WHERE srid = %s").format(sql.Identifier(postgis, "spatial_ref_sys"))  # fmt: skip
    row = connection.execute(query, (srids.pop(),)).fetchone()
    if row is None:
        return None
    return f"{row[0]}:{row[1]}" if row[0] and row[1] else str(row[2])


def _source(path: str, frame: pd.DataFrame, shapes: Any) -> Source:
    """Where the rows came from, and a digest of what they were on that day."""
    digest = hashlib.sha256(frame.to_csv(index=False).encode("utf-8", "surrogatepass"))
    for shape in shapely.to_wkb(shapes) if shapes is not None else ():
        digest.update(shape or b"-")
    return Source(path, digest.hexdigest(), len(frame))


def _refused(table: Table, name: str, text: Text) -> InputError:
    return InputError([Problem(table.name, Text(f"{name}：{text.zh}", f"{name}: {text.en}"))])
