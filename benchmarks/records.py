"""What was measured, kept in the project: benchmarks/measured/<name>.json, one for each set, from which docs/benchmarks.md is written.

A run of every set takes hours, so the sets of one page may come from several runs; each record says what it was made with.
"""

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.protocol import SETS, SOLVERS, WARM
from zoning import __version__

MEASURED = Path(__file__).resolve().parent / "measured"
TABLES = {WARM.name: "warm.csv", "growth": "growth.csv"}
"""Benchmarks beside the sets of the protocol, each a table in a folder of its own."""
TEXTS = ("desk", "lookup", "peers", "sites", "walking", "works")
"""Benchmarks whose output is a text."""
_SAID = ["lower_bound", "status", "peak_mb", "method"]
"""What the audit does not know of a plan."""


@dataclass(frozen=True, eq=False)
class Record:
    """A table, and what it was made with."""

    rows: pd.DataFrame
    made: dict[str, Any]

    @property
    def made_with(self) -> str:
        """In a line."""
        made = self.made
        versions = ", ".join(f"{name} {made[name]}" for name in SOLVERS)
        return f"{made['date']}, commit {made['commit']}, Python {made['python']}, {made['cores']} cores, seed {made['seed']}; {versions}."


def machine(seed: int) -> str:
    """Return in a line what a benchmark that prints its own table was made with."""
    return f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, zoning {__version__}, seed {seed}"


def take(results: Path, measured: Path = MEASURED) -> list[str]:
    """Keep what a folder of results holds, in the place of what was measured before; return the names of what it held."""
    measured.mkdir(parents=True, exist_ok=True)
    taken = []
    for name, rows in _tables(results):
        made = json.loads((results / name / "made.json").read_text(encoding="utf-8"))
        kept = {"made": made, "rows": json.loads(rows.to_json(orient="records", double_precision=15))}
        (measured / f"{name}.json").write_text(
            json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        taken.append(name)
    for name in TEXTS:
        if (results / f"{name}.md").exists():
            text = (results / f"{name}.md").read_text(encoding="utf-8").strip()
            (measured / f"{name}.md").write_text(text + "\n", encoding="utf-8")
            taken.append(name)
    return taken


def _tables(results: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the name and table of each benchmark that was run: plans as audited, with what the run said of them."""
    for one in SETS:
        folder = results / one.name
        if (folder / "audit.json").exists():
            audit = pd.DataFrame(json.loads((folder / "audit.json").read_text(encoding="utf-8")))
            said = pd.read_csv(folder / "summary.csv").set_index("instance")[_SAID]
            yield one.name, audit.join(said, on="instance")
    for name, file in TABLES.items():
        if (results / name / file).exists():
            yield name, pd.read_csv(results / name / file)


def table(name: str, measured: Path = MEASURED) -> Record | None:
    """Return the record of a set; None where it was not measured."""
    file = measured / f"{name}.json"
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Record(pd.DataFrame(kept["rows"]), kept["made"])


def text(name: str, measured: Path = MEASURED) -> str | None:
    """Return the output of a benchmark; None where it was not run."""
    file = measured / f"{name}.md"
    return file.read_text(encoding="utf-8").strip() if file.exists() else None
