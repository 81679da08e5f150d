"""A PostgreSQL server with PostGIS of the tests' own: a cluster in a temporary folder, on 127.0.0.1, ended by its own process id."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

_OWNER = "zoning"
_START_S = 60
SEGMENT_MIB = 4
"""Size of the files of the server's log; a limit of files' sizes must not be below."""


@dataclass
class Server:
    """A server that can be stopped as by a power cut, and started again."""

    bin: Path
    data: Path
    port: int
    as_user: dict[str, object]
    process: subprocess.Popen[bytes] | None = None

    def conninfo(self, dbname: str = "zoning", user: str = _OWNER, **more: object) -> str:
        parts = {"host": "127.0.0.1", "port": self.port, "dbname": dbname, "user": user, **more}
        return " ".join(f"{key}={value}" for key, value in parts.items())

    def start(self, most_file_bytes: int | None = None) -> None:
        """Start the server; with a limit, none of its files can grow beyond it."""
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "32MB", "fsync": "off", "autovacuum": "off"}  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = (self.data / "server.log").open("ab")
        self.process = subprocess.Popen(
            [self.bin / "postgres", "-D", self.data, "-p", str(self.port), *options], stdout=log, stderr=log, cwd=self.data, **self.as_user,
            preexec_fn=None if most_file_bytes is None else lambda: _limit(most_file_bytes),
        )  # fmt: skip
        log.close()
        self._await()

    def _await(self) -> None:
        ready = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until = time.monotonic() + _START_S
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.data / "server.log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT in order, SIGQUIT at once, as where the power fails."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)


def without(reason: str):
    """Skip, unless this run must have the server."""
    if os.environ.get("ZONING_REQUIRE_POSTGIS") == "1":
        pytest.fail(f"ZONING_REQUIRE_POSTGIS=1, but {reason}")
    pytest.skip(reason)


@contextmanager
def server() -> Iterator[Server]:
    """Start a server with an empty database `zoning` that has PostGIS; skips where PostgreSQL or PostGIS is not installed."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="zoning-postgres-"))
    as_user = _user(folder)
    made = Server(programs, folder / "data", _free_port(), as_user)
    try:
        init = [programs / "initdb", "-D", made.data, "-U", _OWNER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync", f"--wal-segsize={SEGMENT_MIB}"]  # fmt: skip
        subprocess.run(init, check=True, capture_output=True, cwd=folder, **as_user)
        _ask_password_of(made.data / "pg_hba.conf", "with_password")
        made.start()
        _prepared(made)
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(made: Server) -> None:
    import psycopg

    with psycopg.connect(made.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE zoning")
    try:
        with psycopg.connect(made.conninfo(), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION postgis")
    except psycopg.Error as error:
        without(f"PostGIS is not installed ({error})")


def _programs() -> Path:
    """Where the programs of the newest PostgreSQL are."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        without("psycopg is not installed (pip install 'zoning[test]')")
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if there:
        return there[-1].parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else without("PostgreSQL is not installed (Debian: postgresql postgresql-15-postgis-3)")  # fmt: skip


def _user(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it runs as the user Debian made for it."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    shutil.chown(folder, "postgres", "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _ask_password_of(rules: Path, user: str) -> None:
    line = f"host all {user} 127.0.0.1/32 scram-sha-256\n"
    rules.write_text(line + rules.read_text(encoding="utf-8"), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _limit(most_bytes: int) -> None:
    assert resource is not None
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
