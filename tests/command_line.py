"""The command line run as a planner runs it, and what it leaves on disk."""

import os
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
    return subprocess.Popen(
        [sys.executable, "-m", "zoning", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT), "ZONING_LANG": "", **env},
    )  # fmt: skip


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    """Wait for a command; return its exit code, output and errors."""
    stdout, stderr = process.communicate(timeout=240)
    assert b"Traceback" not in stdout + stderr
    return process.returncode, stdout, stderr


def blocks_of(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "blocks.csv", dtype=str).set_index("地块编号")


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
