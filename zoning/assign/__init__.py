"""Decisions: every block to a school, within seats, zones in one piece, with a bound that proves how good."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import numpy as np
import pandas as pd

from zoning.assign import bound, build, explain, search, start
from zoning.assign.bound import Bound
from zoning.assign.problem import DECIMETRE, Problem
from zoning.errors import InfeasiblePlan
from zoning.model import Ints, Measures, Plan, Policy, Solve, StudyArea
from zoning.words import Text

__all__ = ["best", "solve"]

COARSE = 60
"""Fewer blocks a school than this, and whole blocks matter to the bound (see docs/method.md)."""
HARD = 30
"""Fewer blocks a school than this, and a chain gets stuck: more and longer ones are run."""
REHEATS, HEATS = 24, (4.0, 1.0, 2.0, 0.5)
PATIENCE = 8
"""Reheats in a row without a better plan before the search stops."""
PROPOSALS, PROPOSALS_HARD, MOST_PROPOSALS = 1000, 3000, 4_000_000
"""Proposals a block of one reheat at effort 1, and the most in all."""


def best(area: StudyArea, measures: Measures, policy: Policy) -> Plan:
    """Return the cheapest plan found within the policy, and what is proved of it.

    Raises `InfeasiblePlan` naming the rule, the places and the shortfall.
    """
    began = time.perf_counter()
    problem = build.problem(area, measures, policy)
    explain.check(problem, area, measures, policy)
    school_of, proof = solve(problem, effort=policy.effort, gap=policy.gap, seed=policy.seed)
    explain.check_plan(problem, school_of, area, measures)
    schools, cost = measures.walks.schools, problem.total(school_of)
    return Plan(
        pd.Series(schools.to_numpy()[school_of], index=measures.walks.blocks, name="school_id"),
        Solve(
            method=f"annealing + {proof.method} bound",
            status="optimal" if cost <= proof.value else "feasible",
            cost=cost / DECIMETRE,
            lower_bound=proof.value / DECIMETRE,
            seat_price_m=pd.Series(proof.seat_saves / DECIMETRE, index=schools, name="seat_price_m"),
            seconds=time.perf_counter() - began,
            seed=policy.seed,
        ),
    )


def solve(problem: Problem, *, effort: float = 1.0, gap: float = 0.0, seed: int = 1) -> tuple[Ints, Bound]:
    """Return a plan (school position per block, possibly over the limit if none within was found) and a bound.

    Blocks that no zone could be grown to have school -1; see `start.grow`.
    """
    prices = bound.transport(problem)
    if prices is None:
        raise InfeasiblePlan(
            "seats", 0.0, (), Text("学位不足以容纳全部学生", "the seats cannot hold the pupils")
        )
    school_of, stuck = _start(problem, prices)
    if len(stuck):
        return school_of, prices
    school_of = _search(problem, school_of, prices, effort=effort, gap=gap, seed=seed)
    school_of = _tidy(problem, school_of, seed=seed)
    if _blocks_a_school(problem) < COARSE and not problem.over(school_of).any():
        return school_of, bound.knapsack(problem, prices, problem.total(school_of))
    return school_of, prices


def _start(problem: Problem, prices: Bound) -> tuple[Ints, Ints]:
    if problem.contiguous:
        return start.grow(problem, prices.seat_price)
    school_of = (problem.cost + prices.seat_price).argmin(axis=1)
    return np.where(problem.fixed >= 0, problem.fixed, school_of), np.empty(0, np.int64)


def _search(
    problem: Problem, school_of: Ints, prices: Bound, *, effort: float, gap: float, seed: int
) -> Ints:
    """Return the best plan of several chains with seeds of their own; threads change the time, never the plan."""
    target = prices.value * (1 + gap)
    seeds = [seed * 1000 + 100 * chain for chain in range(_chains(problem))]
    stop = Event()
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        chains = [
            pool.submit(_chain, problem, school_of, prices, effort=effort, target=target, seed=s, stop=stop)
            for s in seeds
        ]
        try:
            found = [chain.result() for chain in chains]
        except BaseException:  # an interrupt must not wait for every chain to end
            stop.set()
            raise
    return min(found, key=lambda plan: _rank(problem, plan))


def _chains(problem: Problem) -> int:
    return 4 if _blocks_a_school(problem) < HARD else 2


def _blocks_a_school(problem: Problem) -> float:
    return len(problem.pupils) / len(problem.seats)


def _rank(problem: Problem, school_of: Ints) -> tuple[int, int]:
    """Pupils over first, then cost."""
    return int(problem.over(school_of).sum()), problem.total(school_of)


def _chain(
    problem: Problem, school_of: Ints, prices: Bound, *, effort: float, target: float, seed: int, stop: Event
) -> Ints:
    """Return the best of the start, one long anneal and short reheats from the best so far."""
    each = PROPOSALS_HARD if _blocks_a_school(problem) < HARD else PROPOSALS
    proposals = int(effort * min(each * len(problem.pupils), MOST_PROPOSALS))
    rank, idle = _rank(problem, school_of), 0
    for turn in range(1 + REHEATS):
        heat, share = (1.0, 2) if turn == 0 else (HEATS[turn % len(HEATS)], 1)
        found = search.anneal(
            problem, school_of, prices.seat_price, proposals=share * proposals, heat=heat, seed=seed + turn
        )
        found_rank = _rank(problem, found)
        idle = 0 if found_rank < rank else idle + 1
        if found_rank < rank:
            school_of, rank = found, found_rank
        if stop.is_set() or idle == PATIENCE or (rank[0] == 0 and rank[1] <= target):
            break
    return school_of


def _tidy(problem: Problem, school_of: Ints, *, seed: int) -> Ints:
    """Return the plan with blocks without pupils (parks, factories) given to the zone whose school is nearest.

    They cost nothing wherever they go, so the search leaves them in odd places; the others stay put.
    """
    idle = problem.pupils == 0
    if not (idle & (problem.fixed < 0)).any():
        return school_of
    room = np.full(len(problem.seats), len(idle), dtype=np.int64)
    parks = replace(
        problem, pupils=idle.astype(np.int64), seats=room, fixed=np.where(idle, problem.fixed, school_of)
    )
    free = np.zeros(len(problem.seats), np.int64)
    return search.anneal(parks, school_of, free, proposals=500 * len(idle), heat=0.1, seed=seed)
