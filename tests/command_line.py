"""The command line run as a planner runs it, and what it leaves on disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner, Result

from zoning import cli

FILES = {
    "map.html",
    "zones.geojson",
    "gaps.geojson",
    "plan.gpkg",
    "blocks.csv",
    "schools.csv",
    "compare.csv",
    "why.csv",
    "considered.csv",
    "run.json",
}
USAGE, WRONG, INFEASIBLE, INTERRUPTED = 2, 3, 4, 130
ROOT = Path(cli.__file__).resolve().parents[1]


def zoning(*arguments: object, **env: str) -> Result:
    """Run a command in this process; no traceback may ever reach the planner."""
    result = CliRunner().invoke(cli.app, [str(a) for a in arguments], env={"ZONING_LANG": "", **env})
    assert "Traceback" not in result.output + result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def started(*arguments: object, **env: str) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own."""
    return started_python("-m", "zoning", *map(str, arguments), **env)


def started_python(*arguments: str, **env: str) -> subprocess.Popen[bytes]:
    """Start Python in a process of its own that heeds Ctrl-C, also where the tests themselves run in the background and ignore it."""
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # an ignored signal would be inherited
    try:
        return subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT), "ZONING_LANG": "", **env},
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, handler)


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    """Wait for a command; return its exit code, output and errors."""
    try:
        stdout, stderr = process.communicate(timeout=240)
    finally:
        process.kill()  # where it has ended, nothing happens
    assert b"Traceback" not in stdout + stderr
    return process.returncode, stdout, stderr


def blocks_of(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "blocks.csv", dtype=str).set_index("地块编号")


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
