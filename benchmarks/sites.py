"""Choosing sites: every one of many candidates tried in a city, and p-medians beside spopt.

python -m benchmarks.sites rank INSTANCE TABLE [--sites 2000] [--seconds 60] [--workers 2] [--seed 1] [--checked 10]
python -m benchmarks.sites median TABLE [--seconds 120] [--seed 1]

`rank` solves the city from nothing with so many seconds, then each candidate (blocks evenly spread along the space-filling curve that hold
no school, seats the median) by a full re-solve; `--checked` of them, evenly spread over the ranking, are solved from nothing too.
`median` makes graphs as OR-Library's pmed instances are made (Beasley 1985: a random connected graph, all nodes both
customers and sites, all-pairs distances) and solves each with zoning and, where it is installed, with spopt's P-median.
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.instances import Instance, load, walks_mm
from benchmarks.zones import warm as compile_all
from benchmarks.zones import write
from zoning import assign, runs
from zoning.assign import siting
from zoning.assign.sites import nearest
from zoning.assign.siting.sweep import NO_WALK, Sweep

RADIUS_M = 500.0
PMEDS = ((100, 200, 5), (100, 200, 33), (200, 800, 10), (200, 800, 67), (300, 1_800, 30), (400, 3_200, 40), (600, 7_200, 60), (900, 16_200, 90))  # fmt: skip
"""Nodes, edges and p, after pmed1, 5, 7, 10, 13, 18, 28 and 39."""


def city(instance: Instance, sites: int, seconds: float, seed: int) -> Sweep:
    """Return the bundle of a city: its plan, and so many candidate blocks as if schools stood there."""
    problem = instance.problem
    n, m = problem.cost.shape
    school_of, proof = assign.solve(problem, seconds=seconds, seed=seed)
    free = np.setdiff1d(np.arange(n), problem.home)
    blocks = free[np.linspace(0, len(free) - 1, sites).astype(np.int64)]
    column = np.concatenate([walks_mm(instance.xy, part, instance.links) for part in np.array_split(blocks, max(1, sites // 200))], axis=1)  # fmt: skip
    first = np.concatenate(
        [walks_mm(instance.xy, problem.home[j : j + 1], instance.links) for j in range(m)], axis=1
    )
    cost = np.hstack([first, column]).astype(
        np.int32
    )  # blocks of schools as if theirs to leave: the schools stay open all the same
    seats = np.vstack([problem.seats, np.tile(np.median(problem.seats, axis=0).astype(np.int64), (sites, 1))])
    wide = replace(problem, cost=cost, seats=seats, home=np.r_[problem.home, blocks])
    straight = np.hypot(*(instance.xy[:, None] - instance.xy[wide.home][None]).transpose(2, 0, 1))
    return Sweep(
        problem=wide, own=np.arange(m), sites=m + np.arange(sites), school_of=school_of, prices=proof.prices, limit=wide.limit,
        of=np.arange(n), pupils=problem.pupils, walk=np.minimum(cost, NO_WALK), covered=straight <= RADIUS_M, gap=0.001, seed=seed,
    )  # fmt: skip


def rank(
    folder: Path, table: Path, *, sites: int, seconds: float, workers: int, seed: int, checked: int
) -> None:
    """Rank the candidates of a city, and write what each brings; print what it took."""
    instance = load(folder)
    compile_all()
    began = time.perf_counter()
    bundle = city(instance, sites, seconds, seed)
    based = time.perf_counter()
    rows = runs.answered(siting.evaluate, bundle, sites, workers=workers)
    took = time.perf_counter() - based
    found = siting.table(bundle, rows, pd.Index([str(b) for b in bundle.problem.home]).take(bundle.sites))
    found = found.sort_values("saves_pupil_m", ascending=False, kind="stable")
    write(found.reset_index(), table)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {
        "instance": folder.name, "sites": sites, "workers": workers, "base_s": f"{based - began:.1f}", "rank_s": f"{took:.1f}",
        "each_s": f"{took / sites:.3f}", "over": int((found["over"] > 0).sum()), "mean_gap": f"{found['gap_share'].mean():.6f}",
        "worst_gap": f"{found['gap_share'].max():.6f}", "peak_mb": f"{mine:.0f} + {workers} x {children:.0f}", "seed": seed,
    }  # fmt: skip
    print(", ".join(f"{key} {value}" for key, value in said.items()), flush=True)
    numbers = {str(b): number for number, b in enumerate(bundle.problem.home[bundle.sites].tolist())}
    for site in found.index[np.linspace(0, sites - 1, checked).astype(int)] if checked else ():
        made = bundle._zoning(np.sort(np.r_[bundle.own, bundle.sites[numbers[str(site)]]]))
        cold, proof = assign.solve(made, seconds=seconds, seed=seed)
        quick = found.at[site, "cost_pupil_m"] * 1000
        print(f"site {site}: from the plan {quick / made.total(cold) - 1:+.6f} beside {seconds:g} s from nothing (gap {made.total(cold) / proof.value - 1:.6f})", flush=True)  # fmt: skip


def graph(nodes: int, edges: int, seed: int) -> np.ndarray:
    """Return all-pairs distances (n, n) of a random connected graph with lengths of 1 to 100."""
    random = np.random.default_rng(seed)
    order = random.permutation(nodes)
    tree = np.column_stack([order[1:], [order[random.integers(0, k)] for k in range(1, nodes)]])
    more = random.integers(0, nodes, (edges, 2))
    pairs = np.vstack([tree, more])
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    length = random.integers(1, 101, len(pairs)).astype(float)
    links = coo_array((length, pairs.T), shape=(nodes, nodes)).tocsr()
    return dijkstra(links, directed=False).astype(np.int64)


def medians(table: Path, *, seconds: float, seed: int) -> None:
    """Solve p-medians with zoning and with spopt, one after the other on the same graph."""
    rows = []
    for nodes, edges, p in PMEDS:
        far = graph(nodes, edges, seed)
        began = time.perf_counter()
        found = nearest.least_walking(
            nearest.Towards(np.ones(nodes, np.int64), far, np.zeros(nodes, bool), p)
        )
        took = time.perf_counter() - began
        assert found is not None
        row: dict[str, Any] = {
            "nodes": nodes,
            "p": p,
            "value": found.value,
            "bound": found.bound,
            "zoning_s": f"{took:.2f}",
        }
        row |= _spopt(far, p, seconds)
        rows.append(row)
        print(", ".join(f"{key} {value}" for key, value in row.items()), flush=True)
        write(pd.DataFrame(rows), table)


def _spopt(far: np.ndarray, p: int, seconds: float) -> dict[str, Any]:
    try:
        import pulp
        from spopt.locate import PMedian
    except ImportError:
        return {}
    began = time.perf_counter()
    model = PMedian.from_cost_matrix(far.astype(float), np.ones(len(far)), p_facilities=p)
    try:
        model = model.solve(pulp.COIN_CMD(msg=False, timeLimit=seconds) if pulp.COIN_CMD().available() else pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds), results=False)  # fmt: skip
    except RuntimeError as error:
        return {"spopt": f"none ({str(error)[:40]})", "spopt_s": f"{time.perf_counter() - began:.2f}"}
    return {
        "spopt": round(float(model.problem.objective.value())),
        "spopt_s": f"{time.perf_counter() - began:.2f}",
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure as the command line asks."""
    asks = argparse.ArgumentParser(description="Choosing sites.")
    kinds = asks.add_subparsers(dest="kind", required=True)
    ranking = kinds.add_parser("rank")
    ranking.add_argument("instance", type=Path)
    ranking.add_argument("table", type=Path)
    for name, value in (("sites", 2_000), ("seconds", 60), ("workers", 2), ("checked", 10), ("seed", 1)):
        ranking.add_argument(f"--{name}", type=int, default=value)
    pmedian = kinds.add_parser("median")
    pmedian.add_argument("table", type=Path)
    pmedian.add_argument("--seconds", type=float, default=120.0)
    pmedian.add_argument("--seed", type=int, default=1)
    asked = asks.parse_args(argv)
    if asked.kind == "median":
        medians(asked.table, seconds=asked.seconds, seed=asked.seed)
    else:
        rank(asked.instance, asked.table, sites=asked.sites, seconds=asked.seconds, workers=asked.workers, seed=asked.seed, checked=asked.checked)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
