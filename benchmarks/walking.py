"""Walks from every block to every school: this program beside scipy, igraph, pandana and networkx.

python -m benchmarks.walking [--tiles 5] [--blocks 20000] [--schools 300] [--cut-off 3000] [--rounds 3] [--seed 1] [--only scipy]

Prints a Markdown table. The task is the same for all: from arrays of edges to a matrix of metres, schools × blocks.
Blocks and schools stand on nodes drawn at random, the only places that all tools know. Every round runs every tool
once, with and without the cut-off; seconds are medians over the rounds. Tools marked * would take too long: they
walk from a few schools, and the seconds are scaled up to all. pandana's C++ and this program use all cores.
"""

import argparse
import gc
import importlib.metadata
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from benchmarks import helsinki
from benchmarks.helsinki import Streets
from benchmarks.walking_tools import Tool, engine, tools
from zoning.model import Floats, Ints


@dataclass
class Timing:
    """Seconds by the clock of every round: getting ready, and walking with each cut-off; then CPU seconds alike."""

    ready_s: list[float] = field(default_factory=list)
    walks_s: dict[float | None, list[float]] = field(default_factory=dict)
    cpu_s: dict[float | None, list[float]] = field(default_factory=dict)
    error_mm: float = 0.0


def run(
    tool: Tool, city: Streets, places: tuple[Ints, Ints], cuts: list[float | None], timing: Timing
) -> list[Floats]:
    """Do the task once with every cut-off, add its seconds to `timing`, return the walks."""
    blocks, schools = places
    some = schools[: tool.sample]
    gc.collect()
    began = time.perf_counter()
    walks = tool.ready(city, blocks)
    timing.ready_s.append(time.perf_counter() - began)
    found = []
    for cut_off_m in cuts:
        if cut_off_m is not None and not tool.cuts:
            continue
        clock, cpu = time.perf_counter(), time.process_time()
        found.append(walks(some, cut_off_m))
        scale = len(schools) / len(some)
        timing.walks_s.setdefault(cut_off_m, []).append((time.perf_counter() - clock) * scale)
        timing.cpu_s.setdefault(cut_off_m, []).append((time.process_time() - cpu) * scale)
    return found


def compared(asked: argparse.Namespace, entered: Sequence[Tool]) -> tuple[dict[Tool, Timing | None], Streets]:
    """Return the timing over the rounds of every tool entered, None where it is not installed; and the city."""
    city = helsinki.city(helsinki.tile(helsinki.extract()), asked.tiles)
    random = np.random.default_rng(asked.seed)
    places = tuple(
        random.choice(len(city.nodes), count, replace=False) for count in (asked.blocks, asked.schools)
    )
    engine(1)(city, places[0][:2])(places[1][:1], None)  # compiles, where no earlier run has
    timings: dict[Tool, Timing | None] = {tool: Timing() for tool in entered}
    cuts = [None, asked.cut_off]
    for turn in range(asked.rounds):
        truth: list[Floats] = []
        for tool, timing in timings.items():
            if timing is None:
                continue
            try:
                found = run(tool, city, places, cuts, timing)
            except ImportError:
                timings[tool] = None
                continue
            latest = [f"{seconds[-1]:.2f}" for seconds in timing.walks_s.values()]
            print(
                f"round {turn + 1}: {tool.name}: {timing.ready_s[-1]:.2f} + {' / '.join(latest)} s",
                file=sys.stderr,
            )
            truth = truth or found
            timing.error_mm = max([timing.error_mm, *map(_error_mm, found, truth, cuts)])
    return timings, city


def _error_mm(found: Floats, truth: Floats, cut_off_m: float | None) -> float:
    """Return the greatest difference between walks; what lies beyond a cut-off counts as the cut-off."""
    most = np.inf if cut_off_m is None else cut_off_m
    found, truth = np.minimum(found, most), np.minimum(truth[: len(found)], most)
    return float(
        np.abs(np.subtract(found, truth, where=found != truth, out=np.zeros_like(found))).max() * 1000
    )


def printed(timings: dict[Tool, Timing | None], cut_off_m: float) -> None:
    """Print the table: medians, and how many times the first row's time each tool takes."""
    whole = {
        (tool, cut): statistics.median(timing.ready_s) + statistics.median(timing.walks_s[cut])
        for tool, timing in timings.items()
        if timing
        for cut in timing.walks_s
    }
    best = next(iter(timings))
    print(f"\n| tool | version | ready s | all s | CPU s | × | ≤ {cut_off_m:g} m: s | × | differs by mm |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for tool, timing in timings.items():
        name = tool.name + ("*" if tool.sample else "")
        if timing is None:
            print(f"| {name} | not installed | | | | | | | |")
            continue
        cells = [f"{statistics.median(timing.ready_s):.2f}"]
        for cut in (None, cut_off_m):
            known = (tool, cut) in whole
            cells.append(f"{statistics.median(timing.walks_s[cut]):.2f}" if known else "–")
            cells += [f"{statistics.median(timing.cpu_s[cut]):.2f}"] if cut is None else []
            cells.append(f"{whole[tool, cut] / whole[best, cut]:.1f}" if known else "–")
        print(f"| {name} | {tool.version} | {' | '.join(cells)} | {timing.error_mm:.2f} |")


@contextmanager
def chatter_aside() -> Iterator[None]:
    """Send what libraries print from their own C++ to the error stream, so that standard output is the table alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def main() -> None:
    """Compare as the command line asks."""
    reader = argparse.ArgumentParser(description="Walks from every block to every school, by several tools.")
    for name, default, kind in (
        ("tiles", 5, int), ("blocks", 20_000, int), ("schools", 300, int), ("cut-off", 3000.0, float),
        ("rounds", 3, int), ("seed", 1, int), ("only", "", str),
    ):  # fmt: skip
        reader.add_argument(f"--{name}", default=default, type=kind)
    asked = reader.parse_args()
    warnings.simplefilter("ignore")
    with chatter_aside():
        timings, city = compared(asked, [tool for tool in tools() if asked.only in tool.name])
    print(
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        f"numba {importlib.metadata.version('numba')}; {len(city.nodes):,} nodes, {len(city.u):,} edges, {asked.blocks:,} blocks × "
        f"{asked.schools} schools, {asked.rounds} round(s), seed {asked.seed}"
    )
    printed(timings, asked.cut_off)


if __name__ == "__main__":
    main()
