"""Blocks without pupils (parks, factories): they cost nothing wherever they go, so the search leaves them in odd places."""

from collections import deque

import numpy as np
import numpy.typing as npt

from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones.leaving import cut
from zoning.model import Ints


def tidied(problem: Problem, school_of: Ints) -> Ints:
    """Return the plan with each block without pupils in the zone beside it whose school is nearest; the others stay put.

    No zone falls apart, and no such block could go to a nearer school alone.
    """
    idle = (problem.pupils == 0) & (problem.fixed < 0)
    school_of = school_of.copy()
    if not problem.contiguous:
        school_of[idle] = problem.cost[idle].argmin(axis=1)
        return school_of
    mark, out = np.zeros(len(idle) + 1, np.int64), np.empty(len(idle) + 2, np.int64)
    waiting, queued = deque(np.flatnonzero(idle).tolist()), idle.copy()
    while waiting:
        i = waiting.popleft()
        queued[i] = False
        around = problem.adj[problem.adj_start[i] : problem.adj_start[i + 1]]
        there = school_of[around]
        if not len(there):
            continue
        best = there[problem.cost[i, there].argmin()]
        if problem.cost[i, best] >= min(NEVER, problem.cost[i, school_of[i]]):
            continue
        leaves = cut(school_of, mark, problem.home, problem.fixed, problem.adj_start, problem.adj, i, out)
        if leaves == 1:
            school_of[i] = best
            again = around[idle[around] & ~queued[around]]
            waiting.extend(again.tolist())
            queued[again] = True
    return school_of


def carry_through(problem: Problem, keep: npt.NDArray[np.bool_]) -> None:
    """Let blocks without pupils carry every zone that may come next to them (in place)."""
    idle = (problem.pupils == 0) & (problem.fixed < 0)
    block = np.repeat(np.arange(len(idle)), np.diff(problem.adj_start))
    into = idle[block]
    source, target = problem.adj[into], block[into]
    while True:
        before = keep.sum()
        np.logical_or.at(keep, target, keep[source])
        keep &= problem.cost < NEVER
        if keep.sum() == before:
            return
