"""Choosing sites: every one of many candidates tried in a city, and p-medians beside spopt. Prints Markdown.

python -m benchmarks.sites rank INSTANCE [--sites 2000] [--seconds 60] [--workers 2] [--seed 1] [--checked 10]
python -m benchmarks.sites median [--seconds 120] [--seed 1]

`rank` solves the city from nothing with so many seconds, then each candidate by a full re-solve from that plan: blocks that hold no school, evenly
spread along the space-filling curve, seats the median. `--checked` of them, evenly spread over the ranking, are solved from nothing too.
`median` makes graphs as OR-Library's pmed instances are made (Beasley 1985: a random connected graph, every node a
customer and a site, all-pairs distances) and solves each with zoning and, where it is installed, with spopt's P-median.
"""

import argparse
import importlib.metadata
import os
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.instances import Instance, load, walks_mm
from benchmarks.records import machine
from benchmarks.zones import warm as compile_all
from zoning import assign, runs
from zoning.assign import siting
from zoning.assign.sites import nearest
from zoning.assign.siting import onemore
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


def rank(folder: Path, *, sites: int, seconds: float, workers: int, seed: int, checked: int) -> None:
    """Rank the candidates of a city; print what it took, and some of them beside solves from nothing."""
    instance = load(folder)
    compile_all()
    began = time.perf_counter()
    bundle = city(instance, sites, seconds, seed)
    based = time.perf_counter()
    watched = _Watched()
    rows = runs.answered(siting.evaluate, bundle, sites, workers=workers, on_count=watched.look)
    ended = time.perf_counter()
    ids = pd.Index([str(block) for block in bundle.problem.home[bundle.sites]])
    found = siting.table(bundle, rows, ids)
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    base = bundle.base()
    print(f"\n{_made_with(seed)} {folder.parent.name}/{folder.name}, {sites:,} candidates, {workers} processes. The plan without a new school: {seconds:g} s, gap {base['cost_pupil_m'] / base['bound_pupil_m'] - 1:.3%}.\n")  # fmt: skip
    print(
        "| whole run, s | of which trials, s | a trial, s | pupils over | mean gap | worst gap | MB, this process + each worker |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|")
    print(f"| {ended - began:.0f} | {ended - based:.0f} | {(ended - based) / sites:.3f} | {found['over'].sum():.0f} | {found['gap_share'].mean():.3%} | {found['gap_share'].max():.3%} | {mine:,.0f} + {watched.most_mb:,.0f} |")  # fmt: skip
    if checked:
        _beside(bundle, found.assign(number=np.arange(sites)), seconds, seed, checked)


class _Watched:
    """The most memory that a worker was seen to have, looked at after every answer."""

    def __init__(self) -> None:
        self.most_mb = 0.0

    def look(self, done: int, of: int) -> None:
        """Look at every worker."""
        with suppress(psutil.NoSuchProcess):
            sizes = [child.memory_info().rss for child in psutil.Process().children(recursive=True)]
            self.most_mb = max([self.most_mb, *(size / 2**20 for size in sizes)])


def _beside(bundle: Sweep, found: pd.DataFrame, seconds: float, seed: int, checked: int) -> None:
    """Print some trials beside solves of the same question from nothing."""
    print(
        f"\n| rank | saves, pupil-km | trial above {seconds:g} s from nothing | gap from nothing |\n|--:|--:|--:|--:|"
    )
    best = found.sort_values("saves_pupil_m", ascending=False, kind="stable")
    for place in np.linspace(0, len(best) - 1, checked).astype(int).tolist():
        row = best.iloc[place]
        made, _ = onemore.opened(
            bundle.problem, bundle.before, bundle.own, int(bundle.sites[int(row["number"])])
        )
        cold, proof = assign.solve(made, seconds=seconds, seed=seed)
        whole = made.total(cold)
        print(f"| {place + 1:,} | {row['saves_pupil_m'] / 1000:,.0f} | {1000 * row['cost_pupil_m'] / whole - 1:+.3%} | {whole / proof.value - 1:.3%} |", flush=True)  # fmt: skip


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


def medians(*, seconds: float, seed: int) -> None:
    """Solve p-medians with zoning and with spopt, one after the other on the same graph."""
    print(
        f"\n{_made_with(seed)} spopt: `PMedian` solved by CBC, {seconds:g} s at most; building its model counts.\n"
    )
    print(
        "| nodes | p | zoning: length | proved bound | s | spopt: length | s |\n|--:|--:|--:|--:|--:|--:|--:|"
    )
    for nodes, edges, p in PMEDS:
        far = graph(nodes, edges, seed)
        began = time.perf_counter()
        found = nearest.least_walking(
            nearest.Towards(np.ones(nodes, np.int64), far, np.zeros(nodes, bool), p)
        )
        took = time.perf_counter() - began
        assert found is not None
        length, spent = _spopt(far, p, seconds)
        print(
            f"| {nodes} | {p} | {found.value:,} | {found.bound:,} | {took:.2f} | {length} | {spent:.2f} |",
            flush=True,
        )


def _made_with(seed: int) -> str:
    try:
        spopt = importlib.metadata.version("spopt")
    except importlib.metadata.PackageNotFoundError:
        spopt = "not installed"
    return f"{machine(seed)}, spopt {spopt}."


def _spopt(far: np.ndarray, p: int, seconds: float) -> tuple[str, float]:
    """Return the length that spopt finds, or why there is none, and the seconds it took."""
    try:
        import pulp
        from spopt.locate import PMedian
    except ImportError:
        return "not installed", 0.0
    began = time.perf_counter()
    model = PMedian.from_cost_matrix(far.astype(float), np.ones(len(far)), p_facilities=p)
    try:
        model = model.solve(
            pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=os.cpu_count()), results=False
        )
    except RuntimeError:
        return "none in time", time.perf_counter() - began
    return f"{round(float(model.problem.objective.value())):,}", time.perf_counter() - began


def main(argv: Sequence[str] | None = None) -> int:
    """Measure as the command line asks."""
    asks = argparse.ArgumentParser(description="Choosing sites.")
    kinds = asks.add_subparsers(dest="kind", required=True)
    ranking = kinds.add_parser("rank")
    ranking.add_argument("instance", type=Path)
    for name, value in (("sites", 2_000), ("seconds", 60), ("workers", 2), ("checked", 10), ("seed", 1)):
        ranking.add_argument(f"--{name}", type=int, default=value)
    pmedian = kinds.add_parser("median")
    pmedian.add_argument("--seconds", type=float, default=120.0)
    pmedian.add_argument("--seed", type=int, default=1)
    asked = asks.parse_args(argv)
    if asked.kind == "median":
        medians(seconds=asked.seconds, seed=asked.seed)
    else:
        rank(asked.instance, sites=asked.sites, seconds=asked.seconds, workers=asked.workers, seed=asked.seed, checked=asked.checked)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
