"""How time, gap and memory grow with a city: made-up cities of 500 to 200,000 blocks, solved as `zoning plan` does.

python -m benchmarks.growth BENCH RESULTS [--seed 1] [--most 200000]

No time limit: the search ends once the gap is within 0.1 %, or its effort is spent. Writes RESULTS/growth/growth.csv, a
row after each city; cities that have a row are not solved again. BENCH and RESULTS are those of benchmarks.protocol.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.instances import load
from benchmarks.protocol import Cities, made_cities, made_with
from benchmarks.zones import alone, peak_mb, write
from benchmarks.zones import warm as compile_all
from zoning import assign
from zoning.policy import Policy

CITIES = (
    Cities(500, 12), Cities(1_000, 20), Cities(2_000, 40), Cities(5_000, 60), Cities(10_000, 120), Cities(20_000, 200),
    Cities(50_000, 400), Cities(100_000, 800, distances=("network",)), Cities(200_000, 1_600, distances=("network",)),
)  # fmt: skip


def measured(folder: Path, seed: int) -> dict[str, Any]:
    """Return a row: what it took to solve a city with the defaults of a policy."""
    instance = load(folder)
    compile_all()
    policy, problem = Policy(), instance.problem
    began = time.perf_counter()
    school_of, proof = assign.solve(problem, effort=policy.effort, gap=policy.gap, seed=seed)
    took = time.perf_counter() - began
    return {
        "blocks": len(problem.pupils), "schools": len(problem.seats), "seconds": f"{took:.1f}",
        "gap": f"{problem.total(school_of) / proof.value - 1:.6f}", "over": int(problem.over(school_of).sum()), "peak_mb": peak_mb(),
    }  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Solve the cities that the command line asks for; return 0 if every plan is within the seats."""
    asks = argparse.ArgumentParser(description="How time, gap and memory grow with a city.")
    asks.add_argument("bench", type=Path)
    asks.add_argument("results", type=Path)
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("--most", type=int, default=200_000, help="blocks of the largest city")
    asked = asks.parse_args(argv)
    file = asked.results / "growth" / "growth.csv"
    made_with(file.parent, None, asked.seed)
    rows = pd.read_csv(file, dtype=str).to_dict("records") if file.exists() else []
    done = {(row["distance"], int(row["blocks"])) for row in rows}
    for cities in (cities for cities in CITIES if cities.blocks <= asked.most):
        folder = made_cities(cities, asked.bench, asked.results)
        for name, _ in cities.asked():
            distance = name.split("_")[0]
            if (distance, cities.blocks) not in done:
                rows.append({"distance": distance, **alone(measured, folder / name, asked.seed)})
                print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
                write(pd.DataFrame(rows), file)
    return int(any(int(row["over"]) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
