"""Zones of every instance in a folder: the plans, and a summary with the bound that each is proved within.

python -m benchmarks.zones INSTANCES PLANS --seconds 60 --seed 1 [--only NAME …]

Writes PLANS/<instance>.csv (block_id, school_id) and a row of PLANS/summary.csv, each whole or not at all; rows of
instances that are not asked for stay. Every instance has a process of its own: its peak memory is its own, and a crash
loses one plan. `seconds` are those of the solver alone: reading, distances and compiling come before. Where schools.csv has an
opening_cost, which sites to open is chosen too. Costs and
bounds are pupil-km; the cost is the true one, over unrounded distances. Ctrl-C keeps what is done.
"""

import os
import platform
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from io import StringIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.asking import reader, sound
from benchmarks.instances import Instance, InstanceError, checked, folders, load
from zoning import __version__, assign, runs
from zoning.assign import sites
from zoning.assign.problem import PER_METRE, Problem, adjacency
from zoning.errors import ZoningError
from zoning.model import Ints

COLUMNS = (
    "instance", "cost", "lower_bound", "gap", "seconds", "status", "seed", "blocks", "schools", "peak_mb", "method",
)  # fmt: skip
"""Of summary.csv. `status`: optimal (gap up to 1e-4), feasible, over (pupils beyond the seats) or in pieces."""
_OPTIMAL_GAP = 1e-4
_PER_KM = 1000 * PER_METRE


class Lost(Exception):
    """No plan came of an instance: why."""


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """Return what `work(*given)` returns in a fresh process; raises `Lost` where it fails or dies."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, work, given), daemon=True)
    process.start()
    there.close()
    try:
        worked, answer = here.recv()
    except EOFError:
        process.join()
        raise Lost(f"its process died (exit code {process.exitcode}); out of memory?") from None
    except KeyboardInterrupt:
        process.terminate()
        raise
    finally:
        process.join()
    if not worked:
        raise Lost(answer)
    return answer


def _answer(there: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    """In the process: send what comes of the work; Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    runs.leave_with_parent()
    try:
        there.send((True, work(*given)))
    except (InstanceError, ZoningError, ImportError) as error:
        there.send((False, str(error)))
    except Exception as error:  # one instance's trouble, told with where it arose; others go on
        traceback.print_exc()
        there.send((False, f"{type(error).__name__}: {error}"))


def solved(folder: Path, seconds: float, seed: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the plan of an instance (block_id, school_id) and its row of the summary."""
    instance = load(folder)
    warm()
    school_of, proof, took = zones(instance, seconds, seed)
    truth = checked(instance, school_of)
    bound = max(0, proof.value)
    gap = round(truth.cost * _PER_KM / bound - 1, 9) + 0.0 if bound else np.inf  # sums of floats: no -0
    row = {
        "instance": instance.name, "cost": f"{truth.cost:.6f}",
        "lower_bound": f"{bound // _PER_KM}.{bound % _PER_KM:06d}",  # exactly, so that it stays a bound
        "gap": f"{gap:.7f}", "seconds": f"{took:.2f}",
        "status": _status(gap, truth.over, clean=truth.clean(contiguous=instance.problem.contiguous)),
        "seed": seed, "blocks": len(instance.blocks), "schools": len(instance.schools),
        "peak_mb": peak_mb(), "method": proof.method,
    }  # fmt: skip
    plan = pd.DataFrame({"block_id": instance.blocks, "school_id": np.array(instance.schools)[school_of]})
    return plan, row


def zones(instance: Instance, seconds: float, seed: int) -> tuple[Ints, assign.Proof, float]:
    """Return a plan (school position per block), what is proved of it, and the seconds it took."""
    began = time.perf_counter()
    if instance.opening_cost is None:
        school_of, proof = assign.solve(instance.problem, seconds=seconds, seed=seed)
    else:
        opening = np.floor(instance.opening_cost * _PER_KM).astype(np.int64)
        _, school_of, proof = sites.choose(instance.problem, opening, seconds=seconds, seed=seed)
    took = time.perf_counter() - began
    if (school_of < 0).any():
        lost = instance.blocks[int((school_of < 0).argmax())]
        raise Lost(f"{(school_of < 0).sum()} blocks could not be joined to any zone, {lost} among them")
    return school_of, proof, took


def warm() -> None:
    """Solve a toy town, so that everything is imported and compiled before the clock starts."""
    side, stands = 12, np.array([26, 33, 110])
    place = np.arange(side * side)
    x, y = place % side, place // side
    cost = (1000 * (abs(x[:, None] - x[stands]) + abs(y[:, None] - y[stands]))).astype(np.int32)
    right, up = place[x < side - 1], place[y < side - 1]
    right = right[(y[right] == 0) | (x[right] != side // 2)]  # a wall that zones must go round
    pairs = np.vstack([np.c_[right, right + 1], np.c_[up, up + side]])
    fixed = np.full(len(place), -1)
    fixed[stands] = np.arange(3)
    pupils = np.random.default_rng(0).integers(0, 40, len(place))
    seats = np.full((3, 1), int(pupils.sum() * 0.36))
    toy = Problem(pupils, cost, seats, np.zeros(1, np.int64), stands, *adjacency(pairs, len(place)), fixed)
    for _ in range(2):  # the first may spend all its time on compiling
        assign.solve(toy, seconds=0.5)
        sites.choose(replace(toy, fixed=np.full(len(place), -1)), np.full(3, 1000), seconds=0.5)


def _status(gap: float, over: int, *, clean: bool) -> str:
    if over:
        return "over"
    return "in pieces" if not clean else "optimal" if gap <= _OPTIMAL_GAP else "feasible"


def peak_mb() -> int | str:
    """Return the most memory this process has held; nothing where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return ""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def write(table: pd.DataFrame, file: Path) -> None:
    """Write a table whole or not at all."""
    text = StringIO()
    table.to_csv(text, index=False, lineterminator="\n")
    begun = file.with_name(f".{file.name}.part")
    begun.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    begun.replace(file)


def _summary(file: Path) -> pd.DataFrame:
    """Return the summary so far, empty where there is none."""
    if not file.exists():
        return pd.DataFrame(columns=list(COLUMNS), dtype=str)
    found = pd.read_csv(file, dtype=str, keep_default_na=False)
    if list(found.columns) != list(COLUMNS):
        raise InstanceError(f"{file} has other columns than this program's summary; name another folder")
    return found


def _keep(plans: Path, name: str, plan: pd.DataFrame | None, row: dict[str, Any]) -> None:
    """Put a plan and its row in the place of earlier ones; without a plan, only take those away."""
    file = plans / "summary.csv"
    rows = _summary(file)
    rows = rows[rows["instance"] != name]
    if plan is None:
        write(rows, file)
        (plans / f"{name}.csv").unlink(missing_ok=True)
        return
    write(plan, plans / f"{name}.csv")
    rows = pd.concat([rows, pd.DataFrame([row], columns=list(COLUMNS)).astype(str)])
    write(rows.sort_values("instance"), file)


def run(chosen: list[Path], plans: Path, seconds: float, seed: int) -> int:
    """Solve the instances one after the other; return how many have no clean plan."""
    plans.mkdir(parents=True, exist_ok=True)
    _summary(plans / "summary.csv")
    failed = 0
    for folder in chosen:
        try:
            plan, row = alone(solved, folder, seconds, seed)
        except Lost as error:
            failed += 1
            _keep(plans, folder.name, None, {})
            print(f"{folder.name}: no plan: {error}", file=sys.stderr, flush=True)
            continue
        failed += row["status"] not in ("optimal", "feasible")
        _keep(plans, folder.name, plan, row)
        print(
            f"{row['instance']:<12} cost {row['cost']} gap {float(row['gap']):.4%} {row['status']} {row['seconds']} s "
            f"{row['peak_mb']} MB, {row['method']}", flush=True,
        )  # fmt: skip
    return failed


def main(argv: Sequence[str] | None = None) -> int:
    """Solve as the command line asks; return 0 if every plan is clean, 1 if not, 2 where nothing could be tried."""
    asks = reader(
        "Zones of every instance in a folder, with bounds.",
        seconds=60,
        each="for each instance, reading it aside",
    )
    asks.add_argument("plans", type=Path, help="folder to write plans and summary.csv to")
    asked = asks.parse_args(argv)
    try:
        sound(asked)
        chosen = folders(asked.instances, asked.only)
        print(
            f"{date.today()}, zoning {__version__}, Python {platform.python_version()}, {os.cpu_count()} cores; "
            f"{len(chosen)} instance(s), {asked.seconds:g} s each, seed {asked.seed}", flush=True,
        )  # fmt: skip
        return 1 if run(chosen, asked.plans, asked.seconds, asked.seed) else 0
    except InstanceError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"stopped; what is done is in {asked.plans}", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
