"""A second question about a city that was solved before: a school with other seats, a new one, one that closes.

python -m benchmarks.warm INSTANCES TABLE --seconds 60 --seed 1 [--only NAME …]

Each instance is solved from nothing once. Then each change is solved from that answer, in the time that takes, and from nothing
with the full time; TABLE (csv) holds both, and how far the quick plan is above the slow one. Which schools change does not depend
on the answers: the middle one in the order of the curve, a third of the way, and the block farthest from every school.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.asking import reader, sound
from benchmarks.instances import Instance, InstanceError, folders, load, walks_mm
from benchmarks.zones import Lost, alone, write
from benchmarks.zones import warm as compile_all
from zoning import assign
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones.warm import Known
from zoning.model import Ints


def changes(instance: Instance) -> Iterator[tuple[str, Problem, Ints]]:
    """Yield changes by name: the problem, and where each school of the instance is in it (-1 if closed)."""
    problem = instance.problem
    m = len(problem.seats)
    same = np.arange(m)
    for name, school, times in (("fewer seats", m // 2, 0.7), ("more seats", m // 3, 1.5)):
        seats = problem.seats.copy()
        seats[school] = (seats[school] * times).astype(np.int64)
        yield name, replace(problem, seats=seats), same
    yield "new school", _opened(instance), same
    gone = m // 4
    yield "closed school", _closed(instance, gone), np.where(same == gone, -1, same - (same > gone))


def _opened(instance: Instance) -> Problem:
    """Return the problem with a school of the usual size in the block farthest from every school."""
    problem = instance.problem
    m = len(problem.seats)
    near = np.where(problem.pupils > 0, problem.cost.min(axis=1), -1)
    block = int(near.argmax())
    column = walks_mm(instance.xy, np.array([block]), instance.links)
    cost = np.column_stack([problem.cost, column])
    cost[problem.home, m] = NEVER
    cost[block], cost[block, m] = NEVER, 0
    fixed = problem.fixed.copy()
    fixed[block] = m
    seats = np.vstack([problem.seats, np.median(problem.seats, axis=0).astype(np.int64)])
    return replace(problem, cost=cost, seats=seats, home=np.r_[problem.home, block], fixed=fixed)


def _closed(instance: Instance, gone: int) -> Problem:
    """Return the problem without a school; its own block may go to any other."""
    problem = instance.problem
    left = np.delete(np.arange(len(problem.seats)), gone)
    home = problem.home[gone]
    cost, fixed = problem.cost.copy(), problem.fixed.copy()
    cost[home] = walks_mm(instance.xy, np.array([home]), instance.links)[instance.school_block, 0]
    fixed[home] = -1
    fixed -= fixed > gone
    return replace(
        problem,
        cost=np.ascontiguousarray(cost[:, left]),
        seats=problem.seats[left],
        home=problem.home[left],
        fixed=fixed,
    )


def measured(folder: Path, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Return a row for each change of an instance."""
    instance = load(folder)
    compile_all()
    first, proof = assign.solve(instance.problem, seconds=seconds, seed=seed)
    rows = []
    for name, problem, school_at in changes(instance):
        known = Known(instance.problem, first, proof.prices, np.arange(len(first)), school_at)
        warm, cold = (
            _solved(problem, seconds=None, seed=seed, known=known),
            _solved(problem, seconds=seconds, seed=seed, known=None),
        )
        rows.append(
            {
                "instance": instance.name, "change": name, "warm_s": f"{warm['seconds']:.2f}", "cold_s": f"{cold['seconds']:.2f}",
                "over": warm["over"], "above_cold": f"{warm['cost'] / cold['cost'] - 1:.6f}",
                "warm_gap": f"{warm['gap']:.6f}", "cold_gap": f"{cold['gap']:.6f}", "seed": seed,
            }
        )  # fmt: skip
        print(", ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
    return rows


def _solved(problem: Problem, *, seconds: float | None, seed: int, known: Known | None) -> dict[str, Any]:
    began = time.perf_counter()
    school_of, proof = assign.solve(problem, seconds=seconds, seed=seed, known=known)
    took = time.perf_counter() - began
    cost = problem.total(school_of)
    return {
        "seconds": took,
        "cost": cost,
        "over": int(problem.over(school_of).sum()),
        "gap": cost / proof.value - 1,
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure as the command line asks; return 0 if every quick plan is clean."""
    asks = reader(
        "Second questions, answered from an earlier answer.", seconds=60, each="of a solve from nothing"
    )
    asks.add_argument("table", type=Path, help="csv to write")
    asked = asks.parse_args(argv)
    try:
        sound(asked)
        rows = [
            row
            for folder in folders(asked.instances, asked.only)
            for row in alone(measured, folder, asked.seconds, asked.seed)
        ]
    except (InstanceError, Lost) as error:
        print(error, file=sys.stderr)
        return 2
    write(pd.DataFrame(rows), asked.table)
    return int(any(row["over"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
