"""A run's schema built beside the old one and put in its place within one transaction; views for GIS clients follow."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from zoning import database
from zoning.database import DatabaseError
from zoning.exchange.plan import PlanLayers
from zoning.exchange.postgis import views as current
from zoning.exchange.postgis.tables import Cursor, build, comment
from zoning.words import Text

MARK = "zoning:plan"
"""How the comment of a schema that we made begins; no other schema is ever replaced."""
_MOST_BYTES = 63
"""Of a name; PostgreSQL would cut a longer one without a word."""
_LOCK = "zoning publish"
_WAIT = "60s"


@dataclass(frozen=True)
class Published:
    """What now lies in the database."""

    schema: str
    views: str | None
    rows: Mapping[str, int]
    replaced: bool


def publish(
    plan: PlanLayers, connection: "psycopg.Connection[tuple[Any, ...]]", schema: str, *, views: str | None = "zoning_current", readers: Sequence[str] = ()
) -> Published:  # fmt: skip
    """Write a plan into a schema of its own, in the place of what an earlier run wrote there; all or nothing.

    Parameters
    ----------
    views
        The schema whose views show this run from now on; None leaves them.
    readers
        Roles that may read the schema and the views.
    """
    for name in (schema, *([views] if views else []), *readers):
        _require_name(name)
    if schema == views:
        raise DatabaseError(Text("schema 和 views 不能同名", "schema and views cannot have the same name"))
    if plan.frames["zones"].crs.to_epsg() is None:
        raise DatabaseError(Text("方案的坐标系没有 EPSG 编号（SRID），写不进数据库；请用 --crs 4490", "the plan's CRS has no EPSG number (SRID): publish it with --crs 4490"))  # fmt: skip
    postgis = database.require_postgis(connection)
    connection.rollback()  # what was asked so far opened a transaction: ours begins here
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(_WAIT)))
        _take_turn(cursor)
        there = _is_ours(cursor, schema, MARK)
        _require_roles(cursor, readers)
        fresh, old = _unused("new"), _unused("old")
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(fresh)))
        rows = build(cursor, plan, fresh, postgis)
        if there:
            _rename(cursor, schema, old)
        _rename(cursor, fresh, schema)
        said = plan.said
        comment(cursor, "SCHEMA", sql.Identifier(schema), f"{MARK} {said['title']} · {said.get('scenario', '')} · {said.get('notice', '')}")  # fmt: skip
        _open_to(cursor, schema, readers)
        if views:
            _is_ours(cursor, views, current.MARK)
            current.show(connection, cursor, schema, views, list(rows), said["title"])
            _open_to(cursor, views, readers)
        if there:
            _drop(cursor, old, schema)
    return Published(schema, views, rows, there)


def _take_turn(cursor: Cursor) -> None:
    """Wait until no other run is being published in this database."""
    try:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (_LOCK,))
    except psycopg.errors.LockNotAvailable:
        raise DatabaseError(Text(f"另一个发布还没有结束（等了 {_WAIT}），请稍后再试", f"another run is still being published (waited {_WAIT}): try again later")) from None  # fmt: skip


def _is_ours(cursor: Cursor, schema: str, mark: str) -> bool:
    """Tell whether a schema is there; raise `DatabaseError` where it is and we did not make it."""
    row = cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (schema,)).fetchone()  # fmt: skip
    if row is None:
        return False
    if not str(row[0] or "").startswith(mark):
        raise DatabaseError(Text(f"模式“{schema}”不是本程序建的，不会替换；请换一个名称", f"schema {schema!r} was not made by this program and is not replaced: choose another name"))  # fmt: skip
    return True


def _require_name(name: str) -> None:
    size = len(name.encode("utf-8", "replace"))
    if not name.strip() or "\0" in name or size > _MOST_BYTES or name.startswith("pg_"):
        raise DatabaseError(Text(f"名称“{name}”不能用：不能空、不能以 pg_ 开头、不超过 {_MOST_BYTES} 字节（现 {size}）", f"the name {name!r} cannot be used: not empty, not beginning with pg_, at most {_MOST_BYTES} bytes (it has {size})"))  # fmt: skip


def _require_roles(cursor: Cursor, roles: Sequence[str]) -> None:
    for role in roles:
        if cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            raise DatabaseError(Text(f"数据库没有角色“{role}”；请管理员先建", f"the database has no role {role!r}: have it made first"))  # fmt: skip


def _unused(kind: str) -> str:
    return f"zoning_{kind}_{secrets.token_hex(8)}"


def _rename(cursor: Cursor, name: str, to: str) -> None:
    cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))


def _open_to(cursor: Cursor, schema: str, readers: Sequence[str]) -> None:
    """Let roles read what is in a schema, and what we put there later."""
    for reader in readers:
        for grant in (
            sql.SQL("GRANT USAGE ON SCHEMA {} TO {}"),
            sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}"),
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT SELECT ON TABLES TO {}"),
        ):
            cursor.execute(grant.format(sql.Identifier(schema), sql.Identifier(reader)))


def _drop(cursor: Cursor, old: str, schema: str) -> None:
    """Take the former tables away, unless something that is not ours needs them."""
    found = cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (old,)).fetchall()
    ours = [str(name) for (name,) in found]
    try:
        tables = sql.SQL(", ").join(sql.Identifier(old, name) for name in ours)
        cursor.execute(sql.SQL("DROP TABLE {} RESTRICT").format(tables))
        cursor.execute(sql.SQL("DROP SCHEMA {} RESTRICT").format(sql.Identifier(old)))
    except psycopg.errors.DependentObjectsStillExist as error:
        detail = "; ".join((error.diag.message_detail or str(error)).replace(old, schema).splitlines())
        raise DatabaseError(Text(
            f"模式“{schema}”的旧表还有别的对象在用，没有替换：{detail}。请让它们改用 zoning_current 里的视图，或换一个模式名",
            f"other objects use the tables of schema {schema!r}, which was not replaced: {detail}. Let them use the views, or choose another name",
        )) from None  # fmt: skip
