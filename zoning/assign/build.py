"""A study area and its measures as a `Problem`: ids become positions, metres become millimetres."""

from dataclasses import replace

import numpy as np
import pandas as pd

from zoning.assign.problem import NEVER, PER_METRE, Costs, Problem, adjacency
from zoning.model import Ints, Measures, Policy, StudyArea


def problem(area: StudyArea, measures: Measures, policy: Policy) -> Problem:
    """Return the zoning problem of the open schools under `policy`.

    A pair is allowed where the block can walk to the school, not farther than the longest walk (blocks
    without pupils may belong anywhere), unless a lock says otherwise.
    """
    blocks, schools = measures.walks.blocks, measures.walks.schools
    pupils = area.blocks["pupils"].reindex(blocks).to_numpy(np.int64)
    seats = area.schools["seats"].reindex(schools).to_numpy(np.int64)
    home = (
        blocks.get_indexer(pd.Index(measures.home.reindex(schools)))
        if policy.contiguous
        else np.full(len(schools), -1)
    )
    ends = [blocks.get_indexer(pd.Index(measures.neighbours[end])) for end in ("block_a", "block_b")]
    adj_start, adj = adjacency(np.column_stack(ends).astype(np.int64), len(blocks))
    fixed = np.full(len(blocks), -1, dtype=np.int64)
    fixed[home[home >= 0]] = np.flatnonzero(home >= 0)
    for lock in policy.locks:
        fixed[blocks.get_indexer(pd.Index([lock.block]))] = schools.get_indexer(pd.Index([lock.school]))
    made = Problem(
        pupils=pupils,
        cost=_only_fixed(_cost(area, measures, policy, pupils), fixed),
        seats=np.column_stack([seats, np.floor(seats * policy.over_capacity_share + 1e-9).astype(np.int64)]),
        fee=np.array([0, round(policy.over_capacity_price_m * PER_METRE)], np.int64),
        home=home.astype(np.int64),
        adj_start=adj_start,
        adj=adj,
        fixed=fixed,
        contiguous=policy.contiguous,
    )
    return replace(made, cost=_joinable(made)) if policy.contiguous else made


def _cost(area: StudyArea, measures: Measures, policy: Policy, pupils: Ints) -> Costs:
    """(n, m) millimetres: the walk, and the price of a move from today's school."""
    metres = measures.walks.matrix()
    walk = metres.to_numpy()
    too_far = np.zeros(walk.shape, bool)
    if policy.longest_walk_m is not None:
        too_far = (walk > policy.longest_walk_m) & (pupils > 0)[:, None]
    cost = np.where(np.isfinite(walk), np.rint(np.where(np.isfinite(walk), walk, 0) * PER_METRE), NEVER)
    if policy.move_price_m and "current_school" in area.blocks:
        today = metres.columns.get_indexer(pd.Index(area.blocks["current_school"].reindex(metres.index)))
        moves = (today >= 0)[:, None] & (np.arange(walk.shape[1]) != today[:, None])
        cost = cost + moves * np.rint(policy.move_price_m * PER_METRE)
    # a block without pupils walks nowhere: where streets do not reach it, it may join any zone
    idle = (pupils == 0)[:, None] & ~np.isfinite(walk)
    cost = np.where(idle, np.rint(np.max(walk, where=np.isfinite(walk), initial=0.0) * PER_METRE), cost)
    return np.where(too_far | (cost >= NEVER), NEVER, cost).astype(np.int32)


def _only_fixed(cost: Costs, fixed: Ints) -> Costs:
    """`cost` with every other school of a fixed block ruled out, and its own allowed however far."""
    locked = (fixed >= 0).nonzero()[0]
    kept = cost[locked, fixed[locked]]
    highest = cost[cost < NEVER].max(initial=0)
    cost = cost.copy()
    cost[locked] = NEVER
    cost[locked, fixed[locked]] = np.where(kept < NEVER, kept, highest)
    return cost


def _joinable(problem: Problem) -> Costs:
    """`cost` without the pairs that no zone in one piece can hold: no way from the school's block through allowed ones."""
    block = np.repeat(np.arange(len(problem.pupils)), np.diff(problem.adj_start))
    cost = np.full_like(problem.cost, NEVER)
    for j, home in enumerate(problem.home):
        may = problem.allowed[:, j]
        reached = np.zeros(len(may), bool)
        reached[home] = may[home]
        frontier = reached
        while frontier.any():
            touched = np.zeros(len(may), bool)
            touched[problem.adj[frontier[block]]] = True
            frontier = touched & may & ~reached
            reached = reached | frontier
        cost[reached, j] = problem.cost[reached, j]
    return cost
