"""The protocol behind docs/benchmarks.md: every set of instances, the seconds that each instance has, one seed for all.

python -m benchmarks.protocol BENCH RESULTS [--seed 1] [--only SET …] [--again]

BENCH holds kong_sap/, kong_siting/, make_city.py and audit.py. Cities are made into RESULTS/cities, plans and summary.csv of a set go to
RESULTS/<set>, with what audit.py says of them in audit.json and what they were made with in made.json. An instance that is in a summary
already is not solved again unless told, so a run that was cut short goes on. Nothing is set for an instance: only these seconds.
`python -m benchmarks.page RESULTS` writes the page.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

import pandas as pd

from benchmarks import warm, zones
from zoning import __version__

HARD = (
    "gy_37a", "gy_37b", "gy_40b", "gy2_19b", "gy2_21a", "gy2_21b", "zy_13b", "zy_13c", "zy_13d", "zy_15a", "zy_15b",
    "zy_15d", "zy_17b",
)  # fmt: skip
"""Published instances to be proved optimal."""
SOLVERS = ("highspy", "numba", "numpy", "ortools", "pyscipopt")


@dataclass(frozen=True)
class Cities:
    """Made-up cities of one size."""

    blocks: int
    schools: int
    seeds: int = 1
    distances: tuple[str, ...] = ("network", "euclidean")
    tightness: tuple[float, ...] = (0.92,)

    def asked(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the name of each city and the arguments that make it."""
        for distance in self.distances:
            for tightness in self.tightness:
                for seed in range(1, self.seeds + 1):
                    name = f"{distance}_{round(100 * tightness)}_{seed}"
                    sizes = ["--blocks", str(self.blocks), "--schools", str(self.schools)]
                    yield (
                        name,
                        [*sizes, "--distance", distance, "--tightness", str(tightness), "--seed", str(seed)],
                    )


@dataclass(frozen=True)
class Set:
    """Instances that are given the same time."""

    name: str
    seconds: float
    of: Cities | str
    """Cities, or the folder of BENCH that they lie in."""
    only: tuple[str, ...] = ()


C10K = Cities(10_000, 120, seeds=3)
SETS = (
    Set("c500", 10, Cities(500, 12, seeds=5)),
    Set("c2k", 30, Cities(2_000, 40, seeds=3)),
    Set("c10k", 60, C10K),
    Set("c50k", 120, Cities(50_000, 400)),
    Set("c200k", 600, Cities(200_000, 1_600, distances=("network",))),
    Set("tight", 60, Cities(10_000, 120, tightness=(0.85, 0.98))),
    Set("kong_sap", 60, "kong_sap"),
    Set("hard", 600, "kong_sap", HARD),
    Set("kong_siting", 120, "kong_siting"),
)
WARM = Set("warm", 60, C10K, ("network_92_1", "euclidean_92_1"))
"""Second questions: seconds of the solves from nothing that they are compared with."""


def made_cities(cities: Cities, bench: Path, results: Path) -> Path:
    """Return the folder with some cities, made where they are not there yet."""
    folder = (
        results
        / "cities"
        / f"{cities.blocks}x{cities.schools}{'' if len(cities.tightness) == 1 else '_tight'}"
    )
    for name, arguments in cities.asked():
        if not (folder / name / "schools.csv").exists():
            subprocess.run(
                [sys.executable, str(bench / "make_city.py"), str(folder / name), *arguments], check=True
            )
    return folder


def run(one: Set, bench: Path, results: Path, *, seed: int, again: bool) -> None:
    """Solve what is left of a set, and have it audited."""
    folder = bench / one.of if isinstance(one.of, str) else made_cities(one.of, bench, results)
    plans = results / one.name
    names = list(one.only) or sorted(
        child.name for child in folder.iterdir() if (child / "instance.toml").exists()
    )
    done = (
        set()
        if again or not (plans / "summary.csv").exists()
        else set(pd.read_csv(plans / "summary.csv")["instance"])
    )
    if left := [name for name in names if name not in done]:
        zones.main(
            [str(folder), str(plans), "--seconds", str(one.seconds), "--seed", str(seed), "--only", *left]
        )
        made_with(plans, one.seconds, seed)
    audited = subprocess.run(
        [sys.executable, str(bench / "audit.py"), str(folder), str(plans), "--json"], check=False, capture_output=True, text=True
    )  # fmt: skip
    said = [row for row in json.loads(audited.stdout) if row["instance"] in names]
    (plans / "audit.json").write_text(json.dumps(said, indent=1), encoding="utf-8")
    clean, false = sum(row["ok"] for row in said), sum(row.get("bound_is_false", False) for row in said)
    print(f"{one.name}: {clean} of {len(names)} clean, {false} bounds false", flush=True)


def made_with(folder: Path, seconds: float | None, seed: int) -> None:
    """Write down what the results in a folder were made with."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], check=False, capture_output=True, text=True
    )
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "date": str(date.today()), "commit": commit.stdout.strip(), "zoning": __version__, "python": platform.python_version(),
        "cores": os.cpu_count(), "seconds": seconds, "seed": seed,
        **{name: metadata.version(name) for name in SOLVERS},
    }  # fmt: skip
    (folder / "made.json").write_text(json.dumps(made, indent=1), encoding="utf-8")


def second_questions(bench: Path, results: Path, *, seed: int, again: bool) -> None:
    """Ask second questions about the first city of each kind."""
    table = results / WARM.name / "warm.csv"
    if table.exists() and not again:
        return
    table.parent.mkdir(parents=True, exist_ok=True)
    folder = made_cities(C10K, bench, results)
    warm.main(
        [str(folder), str(table), "--seconds", str(WARM.seconds), "--seed", str(seed), "--only", *WARM.only]
    )
    made_with(table.parent, WARM.seconds, seed)


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the command line asks for."""
    asks = argparse.ArgumentParser(description="The protocol behind docs/benchmarks.md.")
    asks.add_argument("bench", type=Path, help="folder with kong_sap, kong_siting, make_city.py and audit.py")
    asks.add_argument("results", type=Path, help="folder to write to")
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--only", nargs="+", choices=[one.name for one in (*SETS, WARM)], metavar="SET")
    asks.add_argument("--again", action="store_true", help="solve what has been solved already, too")
    asked = asks.parse_args(argv)
    for one in SETS:
        if not asked.only or one.name in asked.only:
            run(one, asked.bench, asked.results, seed=asked.seed, again=asked.again)
    if not asked.only or WARM.name in asked.only:
        second_questions(asked.bench, asked.results, seed=asked.seed, again=asked.again)
    return 0


if __name__ == "__main__":
    sys.exit(main())
