"""Zones by other tools beside this program's, on the same cities, in the same time, counted in the same way.

python -m benchmarks.peers CITIES [--seconds 30] [--seed 1] [--only NAME …]

Prints a Markdown table. No other tool solves the same problem, so each is given what it can use:

spopt       `PMedian` with `facility_capacities`, every school predefined: blocks whole, within seats, at least cost. It
            knows no contiguity. Blocks without pupils, which it puts anywhere, go to a zone beside them. `--seconds`
            is the limit of its solver (CBC, then HiGHS); building the model comes on top.
GerryChain  `MarkovChain` of `propose_random_flip` under `single_flip_contiguous`, with a school's own block held fast
            and the acceptance of annealing. It knows no seats: a pupil over costs twice the dearest seat. It begins
            with the plan that this program grows from its seat prices; the best plan met counts. One core.

Every run has a process of its own. Seconds are by the clock, reading the city aside.
"""

import importlib.metadata
import math
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from benchmarks.asking import reader, sound
from benchmarks.instances import Instance, InstanceError, Truth, checked, folders, load
from benchmarks.zones import Lost, alone, warm, zones
from zoning import __version__
from zoning.assign.bound import transport
from zoning.assign.problem import PER_METRE, Problem
from zoning.assign.zones import start
from zoning.model import Ints

_PER_KM = 1000 * PER_METRE
_COLDEST = 0.003
"""Of the first temperature, as in this program's own search."""


@dataclass(frozen=True)
class Plan:
    """A school per block, and what the tool proved of it, in pupil-millimetres."""

    school_of: Ints
    bound: int | None = None


@dataclass(frozen=True)
class Tool:
    """A tool, the package it comes in, and how it zones an instance in some seconds with a seed."""

    name: str
    package: str
    zones: Callable[[Instance, float, int], Plan]

    @property
    def version(self) -> str:
        """The release installed, or that there is none."""
        try:
            return __version__ if self.package == "zoning" else importlib.metadata.version(self.package)
        except importlib.metadata.PackageNotFoundError:
            return "not installed"


@dataclass(frozen=True)
class Result:
    """What came of a run."""

    truth: Truth
    clean: bool
    seconds: float
    bound: int | None


def tools() -> list[Tool]:
    """Return every tool, this program first."""
    return [
        Tool("zoning", "zoning", ours),
        Tool("spopt p-median, CBC", "spopt", partial(p_median, "PULP_CBC_CMD")),
        Tool("spopt p-median, HiGHS", "spopt", partial(p_median, "HiGHS")),
        Tool("GerryChain annealing", "gerrychain", flips),
    ]


def ours(instance: Instance, seconds: float, seed: int) -> Plan:
    """This program."""
    school_of, proof, _ = zones(instance, seconds, seed)
    return Plan(school_of, proof.value)


def p_median(solver: str, instance: Instance, seconds: float, _: int) -> Plan:
    """spopt's p-median with capacities, by a solver of PuLP's."""
    import pulp
    from spopt.locate import PMedian

    problem = instance.problem
    km, schools = problem.cost / _PER_KM, len(instance.schools)
    model = PMedian.from_cost_matrix(
        km, problem.pupils, schools, predefined_facilities_arr=np.ones(schools, int), facility_capacities=problem.limit
    )  # fmt: skip
    ask = pulp.getSolver(solver, timeLimit=seconds, threads=os.cpu_count(), msg=False)
    try:
        model.solve(ask, results=False)
    except RuntimeError as error:  # what spopt raises where its solver has no plan
        raise Lost(str(error)) from None
    share = np.vectorize(lambda variable: variable.value() or 0.0)(model.cli_assgn_vars)
    return Plan(_filled(problem, share.argmax(axis=1)))


def _filled(problem: Problem, school_of: Ints) -> Ints:
    """Return the plan with blocks without pupils in the zone beside them whose school is nearest."""
    school_of = np.where((problem.pupils > 0) | (problem.fixed >= 0), school_of, -1)
    open_before = -1
    while (waiting := np.flatnonzero(school_of < 0)).size not in (0, open_before):
        open_before = waiting.size
        for i in waiting:
            beside = school_of[problem.adj[problem.adj_start[i] : problem.adj_start[i + 1]]]
            beside = beside[beside >= 0]
            if len(beside):
                school_of[i] = beside[problem.cost[i, beside].argmin()]
    return np.where(school_of < 0, problem.cost.argmin(axis=1), school_of)


def flips(instance: Instance, seconds: float, seed: int) -> Plan:
    """GerryChain's chain of single flips, annealed."""
    from gerrychain import MarkovChain
    from gerrychain.constraints import single_flip_contiguous
    from gerrychain.proposals import propose_random_flip

    problem, began = instance.problem, time.perf_counter()
    first, over_m, hot = _beginning(problem)
    stands = set(problem.home.tolist())

    def accepted(part: Any, *, rng: random.Random) -> bool:
        """Temperature falls geometrically in the time gone by."""
        before = part.parent
        dearer = part["walked_m"] - before["walked_m"] + over_m * (part["over"] - before["over"])
        heat = hot * _COLDEST ** min(1.0, (time.perf_counter() - began) / seconds)
        return bool(dearer <= 0 or rng.random() < math.exp(-dearer / heat))

    chain = MarkovChain(
        proposal_fn=propose_random_flip,
        constraints=[lambda part: stands.isdisjoint(part.flips or ()), single_flip_contiguous],
        acceptance_fn=accepted,
        initial_partition=_partition(instance, first),
        total_steps=sys.maxsize,
        rng=seed,
    )
    best: Any = chain.initial_partition
    for part in chain:
        if (part["over"], part["walked_m"]) < (best["over"], best["walked_m"]):
            best = part
        if time.perf_counter() - began > seconds:
            break
    return Plan(np.array([best.assignment[i] for i in range(len(first))]))


def _beginning(problem: Problem) -> tuple[Ints, float, float]:
    """Return the first plan, the metres that a pupil over costs, and the first temperature in pupil-metres."""
    found = transport.seat_prices(problem)
    if found is None:
        raise Lost("the seats cannot hold the pupils")
    prices = found[0]
    school_of, stuck = start.grow(problem, prices.seat)
    if len(stuck):
        raise Lost("no first plan in one piece a zone")
    block = np.repeat(np.arange(len(problem.pupils)), np.diff(problem.adj_start))
    step = np.abs(problem.cost[block, school_of[block]] - problem.cost[problem.adj, school_of[block]])
    link_m = float(np.median(step)) / PER_METRE
    over_m = 2 * float(prices.seat.max()) / PER_METRE + 4 * link_m
    return school_of, over_m, link_m * float(problem.pupils.mean())


def _partition(instance: Instance, school_of: Ints) -> Any:
    """Return a plan as GerryChain's, with its walks and pupils over kept up to date flip by flip."""
    import networkx as nx
    from gerrychain import Partition
    from gerrychain.updaters import Tally, cut_edges

    problem = instance.problem
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from((i, {"pupils": count}) for i, count in enumerate(problem.pupils.tolist()))
    graph.add_edges_from(instance.links.pairs.tolist())
    walk_m = (problem.pupils[:, None] * (problem.cost / PER_METRE)).tolist()
    seats = problem.limit.tolist()

    def walked_m(part: Any) -> Any:
        if part.parent is None:
            return sum(walk_m[i][j] for i, j in part.assignment.items())
        before = part.parent.assignment
        changed = (walk_m[i][j] - walk_m[i][before[i]] for i, j in part.flips.items())
        return part.parent["walked_m"] + sum(changed)

    def over(part: Any) -> int:
        return sum(max(0, count - seats[j]) for j, count in part["pupils"].items())

    updaters: dict[str, Callable[[Any], Any]] = {
        "cut_edges": cut_edges, "pupils": Tally("pupils"), "walked_m": walked_m, "over": over,
    }  # fmt: skip
    plan = dict(enumerate(school_of.tolist()))
    return Partition(graph, plan, updaters, use_default_updaters=False)


def result(tool: Tool, folder: Path, seconds: float, seed: int) -> Result:
    """Return what a tool makes of an instance, counted over the ground."""
    instance = load(folder)
    if tool.package == "zoning":
        warm()
    began = time.perf_counter()
    plan = tool.zones(instance, seconds, seed)
    took = time.perf_counter() - began
    truth = checked(instance, plan.school_of)
    return Result(truth, truth.clean(contiguous=instance.problem.contiguous), took, plan.bound)


def row(tool: Tool, folder: Path, found: Result | str, bound: int | None) -> str:
    """Return a row of the table; `found` is a sentence where there is no plan."""
    city = f"{folder.parent.name}/{folder.name}"
    cells = [tool.name, "–" if found == tool.version else tool.version, city]
    if isinstance(found, str):
        cells += [found, "", "", "", "", ""]
    else:
        truth = found.truth
        gap = f"{truth.cost * _PER_KM / bound - 1:+.3%}" if bound else "–"
        cells += ["yes" if found.clean else "no", f"{truth.over:,}", str(truth.pieces + truth.outside)]
        cells += [f"{truth.cost:,.2f}", gap, f"{found.seconds:.1f}"]
    return f"| {' | '.join(cells)} |"


def compare(chosen: list[Path], entered: Sequence[Tool], seconds: float, seed: int) -> None:
    """Print the table, a row as soon as it is known; gaps are to the bound that this program proved."""
    heads = [
        "tool",
        "version",
        "instance",
        "clean",
        "pupils over",
        "cut off",
        "pupil-km",
        "to our bound",
        "s",
    ]
    print(f"\n| {' | '.join(heads)} |")
    print("|---|---|---|---|--:|--:|--:|--:|--:|", flush=True)
    for folder in chosen:
        bound: int | None = None
        for tool in entered:
            found = _found(tool, folder, seconds, seed)
            if isinstance(found, Result):
                bound = found.bound or bound
            print(row(tool, folder, found, bound), flush=True)


def _found(tool: Tool, folder: Path, seconds: float, seed: int) -> Result | str:
    """Return the result of a run in a process of its own, or the sentence that says why there is none."""
    if tool.version == "not installed":
        return tool.version
    try:
        return cast(Result, alone(result, tool, folder, seconds, seed))
    except Lost as error:
        return f"no plan: {error}"


def main(argv: Sequence[str] | None = None) -> int:
    """Compare as the command line asks."""
    asks = reader(
        "Zones by other tools, on the same cities in the same time.",
        seconds=30,
        each="for each tool and instance",
    )
    asked = asks.parse_args(argv)
    try:
        sound(asked)
        chosen = folders(asked.instances, asked.only)
    except InstanceError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}; "
        f"{asked.seconds:g} s each, seed {asked.seed}"
    )
    try:
        compare(chosen, tools(), asked.seconds, asked.seed)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
