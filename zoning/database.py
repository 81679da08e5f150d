"""A connection to PostgreSQL, named by a service, the environment or a string without password; no password is ever written or shown."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from zoning.errors import ZoningError
from zoning.words import Text

if TYPE_CHECKING:
    import psycopg

ENVIRONMENT = "env:"
_SECRETS = ("password", "sslpassword", "oauth_client_secret")
_WAIT_S = 10


class DatabaseError(ZoningError):
    """A database cannot be reached, or refused what was asked of it; nothing in it was changed."""


@contextmanager
def connected(given: str) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
    """Give a connection; whatever the database refuses becomes a `DatabaseError`.

    Parameters
    ----------
    given
        `service=bureau` (pg_service.conf), `host=… dbname=… user=…`, `postgresql://user@host/name`, or `env:NAME`, whose value is one of
        these. A password comes from ~/.pgpass, PGPASSWORD, the service file or that variable.
    """
    psycopg = _driver()
    asked = parameters(given)
    try:
        connection = psycopg.connect(**{"connect_timeout": _WAIT_S, **asked}, client_encoding="utf8", application_name="zoning")  # fmt: skip
    except psycopg.Error as error:
        said = _masked(str(error), asked)
        raise DatabaseError(Text(f"连接不上数据库 {label(given)}：{said}", f"cannot connect to the database {label(given)}: {said}")) from None  # fmt: skip
    with connection:
        try:
            yield connection
        except psycopg.Error as error:
            said = _masked(str(error), asked)
            raise DatabaseError(Text(f"数据库 {label(given)} 拒绝：{said}；库中原有内容未改动", f"the database {label(given)} refused: {said}; what was in it is unchanged")) from None  # fmt: skip


def parameters(given: str) -> Mapping[str, Any]:
    """Return the parts of a connection string; raise `DatabaseError` where it is none, or holds a password and is not in the environment."""
    psycopg = _driver()
    text = _value(given)
    try:
        asked: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(text)
    except psycopg.Error:  # its message may repeat a password
        raise DatabaseError(Text(
            f"{_shown(given)} 不是数据库连接；写 service=名称、host=… dbname=… user=…，或 env:环境变量名",
            f"{_shown(given)} is no connection to a database: write service=…, host=… dbname=… user=…, or env:NAME",
        )) from None  # fmt: skip
    if has_password(asked) and not given.startswith(ENVIRONMENT):
        raise _told_password()
    return asked


def refused(given: str) -> Text | None:
    """Return why a string may not stand in a scenario file, if so: it holds a password. Asks for no library and no environment."""
    lower = given.lower()
    bare = "".join(lower.split())  # any white space may stand around the sign
    named = any(f"{secret}=" in bare for secret in _SECRETS)
    user, at, _ = given.partition("://")[2].partition("@")
    return _told_password().text if named or (at and ":" in user) else None


def has_password(asked: Mapping[str, Any]) -> bool:
    """Tell whether the parts of a connection string hold a password."""
    return any(asked.get(secret) for secret in _SECRETS)


def label(given: str) -> str:
    """Return what a database is called in messages and records: its service, variable, or name and host; never user or password."""
    if given.startswith(ENVIRONMENT):
        return given
    try:
        asked = parameters(given)
    except DatabaseError:
        return "?"
    if asked.get("service"):
        return f"service={asked['service']}"
    return "/".join(str(asked[key]) for key in ("host", "dbname") if asked.get(key)) or "postgresql"


def require_postgis(connection: "psycopg.Connection[tuple[Any, ...]]") -> str:
    """Return the schema that PostGIS is in; raise `DatabaseError` where there is none, or the database is not UTF-8."""
    row = connection.execute(
        "SELECT n.nspname, pg_encoding_to_char(d.encoding) FROM pg_database d LEFT JOIN pg_extension e ON e.extname = 'postgis' "
        "LEFT JOIN pg_namespace n ON n.oid = e.extnamespace WHERE d.datname = current_database()"
    ).fetchone()  # fmt: skip
    assert row is not None
    if row[0] is None:
        raise DatabaseError(Text("数据库没有 PostGIS；请管理员在库中执行 CREATE EXTENSION postgis", "the database has no PostGIS: ask its administrator for CREATE EXTENSION postgis"))  # fmt: skip
    if row[1] != "UTF8":
        raise DatabaseError(Text(f"数据库编码是 {row[1]}，存不全汉字；请用 UTF8 编码的库", f"the database is in {row[1]}, which cannot hold all 汉字: use one in UTF8"))  # fmt: skip
    return str(row[0])


def _driver() -> Any:
    try:
        import psycopg
        import psycopg.conninfo
    except ImportError:
        raise DatabaseError(Text("没有安装 PostgreSQL 的驱动：pip install 'zoning[postgis]'", "the driver of PostgreSQL is not installed: pip install 'zoning[postgis]'")) from None  # fmt: skip
    return psycopg


def _value(given: str) -> str:
    if not given.startswith(ENVIRONMENT):
        return given
    name = given.removeprefix(ENVIRONMENT)
    value = os.environ.get(name)
    if not value:
        raise DatabaseError(Text(f"环境变量 {name} 没有设置", f"the environment variable {name} is not set"))
    return value


def _shown(given: str) -> str:
    """Only the name of a variable can be shown; anything else may hold a password."""
    return given if given.startswith(ENVIRONMENT) else "database"


def _told_password() -> DatabaseError:
    return DatabaseError(Text(
        "连接里写了密码；请删去，改放 ~/.pgpass、服务文件或环境变量（database = \"env:名称\"）",
        "the connection holds a password: remove it, and keep it in ~/.pgpass, the service file or an environment variable (database = \"env:NAME\")",
    ))  # fmt: skip


def _masked(said: str, asked: Mapping[str, Any]) -> str:
    """What the database says, on one line, without a password."""
    for secret in (*(asked.get(key) for key in _SECRETS), os.environ.get("PGPASSWORD")):
        said = said.replace(str(secret), "***") if secret else said
    return "; ".join(line.strip() for line in said.splitlines() if line.strip())
