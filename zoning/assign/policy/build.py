"""A study area and its measures as a `Problem`: ids become positions, metres become millimetres."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from zoning.assign.bound.separators import pieces
from zoning.assign.policy import pools, terms, tiers
from zoning.assign.problem import NEVER, PER_METRE, Problem, adjacency
from zoning.model import Floats, Ints, Measures, StudyArea
from zoning.policy import Policy


def problem(
    area: StudyArea, measures: Measures, policy: Policy, settled: Collection[str] | None = None
) -> Problem:
    """Return the zoning problem of the open schools under `policy`, block by block.

    The block that a school stands in is its own; with `settled`, only where the school is one of these.

    A pair is allowed where the block can walk to the school, not farther than the longest walk (blocks
    without pupils may belong anywhere), unless a lock says otherwise.
    """
    blocks, schools = measures.walks.blocks, measures.walks.schools
    pupils = area.blocks["pupils"].reindex(blocks).to_numpy(np.int64)
    home = np.full(len(schools), -1)
    if policy.contiguous:
        home = blocks.get_indexer(pd.Index(measures.home.reindex(schools)))
    ends = [blocks.get_indexer(pd.Index(measures.neighbours[end])) for end in ("block_a", "block_b")]
    adj_start, adj = adjacency(np.column_stack(ends).astype(np.int64), len(blocks))
    rooms, fee = _seats(area, measures, pupils, policy)
    cost = terms.per_pupil(terms.walked(measures), terms.prices(area, measures, policy))
    fixed = _fixed(area, measures, policy, settled)
    made = Problem(
        pupils=pupils,
        cost=_within_locks(_idle_anywhere(cost, pupils), fixed, _ruled_out(measures, policy)).astype(
            np.int32
        ),
        seats=rooms,
        fee=fee,
        home=home.astype(np.int64),
        adj_start=adj_start,
        adj=adj,
        fixed=fixed,
        contiguous=policy.contiguous,
    )
    if policy.longest_walk_m is None:
        return joinable(made)
    return limited(made, terms.farthest(measures), policy.longest_walk_m)


def limited(problem: Problem, walk: Floats, longest_m: float) -> Problem:
    """Return `problem` without the pairs that walk farther than `longest_m`, and those no zone can hold then.

    `walk` is (n, m) millimetres. Blocks that are locked, hold a school or have no pupils keep what they may do.
    """
    free = (problem.pupils > 0) & (problem.fixed < 0)
    # whole millimetres: a limit that is some walk's own metres does not rule that walk out by a hair
    too_far = free[:, None] & (walk > round(longest_m * PER_METRE))
    return joinable(replace(problem, cost=np.where(too_far, NEVER, problem.cost).astype(np.int32)))


def joinable(problem: Problem) -> Problem:
    """Return `problem` without the pairs that no zone in one piece can hold: no way from the school's block through allowed ones."""
    if not problem.contiguous:
        return problem
    cost = problem.cost.copy()
    for j, home in enumerate(problem.home):
        may = cost[:, j] < NEVER
        piece, _ = pieces(problem.adj_start, problem.adj, may, home)
        cost[piece != 0 if may[home] else slice(None), j] = NEVER
    return replace(problem, cost=cost)


def _seats(area: StudyArea, measures: Measures, pupils: Ints, policy: Policy) -> tuple[Ints, Ints]:
    """Seats of each tier (m, T) and its fee; those of a multi-school zone are summed tier by tier."""
    each = (measures.apart or measures).walks.schools
    rooms, fee = tiers.of(pupils, area.schools["seats"].reindex(each).to_numpy(np.int64), policy)
    return pools.shares(area, each, measures.walks.schools).sum(rooms), fee


def _fixed(area: StudyArea, measures: Measures, policy: Policy, settled: Collection[str] | None) -> Ints:
    """(n,) the school a block is locked to, its own for a block that holds one, else -1."""
    fixed = np.full(len(measures.walks.blocks), -1, dtype=np.int64)
    if policy.contiguous:
        holders = {
            block: school for block, school in pools.holders(area, measures).items() if settled is None or school in settled
        }  # fmt: skip
        held = measures.walks.blocks.get_indexer(pd.Index(list(holders), dtype="object"))
        fixed[held] = measures.walks.schools.get_indexer(pd.Index(list(holders.values()), dtype="object"))
    block, school = _positions(measures, policy, never=False)
    fixed[block] = school
    return fixed


def _ruled_out(measures: Measures, policy: Policy) -> np.ndarray:
    """(n, m) pairs that a lock forbids."""
    out = np.zeros((len(measures.walks.blocks), len(measures.walks.schools)), bool)
    block, school = _positions(measures, policy, never=True)
    out[block[school >= 0], school[school >= 0]] = True  # a school that is closed takes nobody anyhow
    return out


def _positions(measures: Measures, policy: Policy, *, never: bool) -> tuple[Ints, Ints]:
    locks = [lock for lock in policy.locks if lock.never == never]
    return (
        measures.walks.blocks.get_indexer(pd.Index([lock.block for lock in locks], dtype="object")),
        measures.walks.schools.get_indexer(pd.Index([lock.school for lock in locks], dtype="object")),
    )


def _idle_anywhere(cost: Floats, pupils: Ints) -> Floats:
    """`cost` where a block without pupils, which walks nowhere, may join any zone even where streets do not reach it."""
    idle = (pupils == 0)[:, None] & ~np.isfinite(cost)
    return np.where(idle, _highest(cost), cost)


def _within_locks(cost: Floats, fixed: Ints, ruled_out: np.ndarray) -> Floats:
    """`cost`, `NEVER` where there is no way or a lock forbids; a fixed block has its own school alone, however far."""
    locked = np.flatnonzero(fixed >= 0)
    own = cost[locked, fixed[locked]]
    made = np.where(np.isfinite(cost) & ~ruled_out, cost, NEVER)
    made[locked] = NEVER
    made[locked, fixed[locked]] = np.where(np.isfinite(own), own, _highest(cost))
    return made


def _highest(cost: Floats) -> float:
    return float(np.max(cost, where=np.isfinite(cost), initial=0.0))
