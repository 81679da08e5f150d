"""The zoning problem with one more site, made from that without it: only what the site changes is worked out."""

from dataclasses import replace

import numpy as np
from numba import njit

from zoning.assign.bound.separators import pieces
from zoning.assign.problem import NEVER, Problem
from zoning.model import Ints

LOOKED_AT = 400
"""Blocks around a site's own block within which its neighbours should meet again without it."""


def opened(problem: Problem, before: Problem, own: Ints, site: int) -> tuple[Problem, int]:
    """Return the problem of the schools `own` and one more `site`, and the site's position in it.

    It is what `Question.zoning` makes of them; `before` is what that makes of `own` (positions in `problem`, rising).
    """
    here = int(np.searchsorted(own, site))
    sites = np.insert(own, here, site)
    at = np.full(problem.cost.shape[1] + 1, -1)  # the last one is that of blocks that are free
    at[sites] = np.arange(len(sites))
    column = problem.cost[:, site].copy()
    made = replace(
        before, cost=np.insert(before.cost, here, column, axis=1), seats=problem.seats[sites], home=problem.home[sites], fixed=at[problem.fixed]
    )  # fmt: skip
    if not made.contiguous:
        return made, here
    home = int(problem.home[site])
    parts = parted(made.adj_start, made.adj, before.cost, home, LOOKED_AT)
    kept = made.cost[home, here]
    made.cost[made.home, here] = NEVER
    made.cost[home] = NEVER
    made.cost[home, here] = kept
    made.fixed[made.home] = np.arange(len(sites))
    for j in [here, *(np.flatnonzero(parts) + (np.flatnonzero(parts) >= here)).tolist()]:
        piece, _ = pieces(made.adj_start, made.adj, made.cost[:, j] < NEVER, made.home[j])
        made.cost[piece != 0, j] = NEVER
    return made, here


@njit(cache=True, nogil=True)
def parted(start, adj, cost, block, most):  # type: ignore[no-untyped-def]
    """Return for each school (m,) whether what it may have could fall apart without `block`: its neighbours were not seen to meet again."""
    n, m = cost.shape
    result = np.zeros(m, np.bool_)
    beside, seen = np.zeros(n, np.bool_), np.full(n, -1)
    queue = np.empty(most, np.int64)
    for k in range(start[block], start[block + 1]):
        beside[adj[k]] = True
    for j in range(m):
        if cost[block, j] >= NEVER:
            continue
        wanted, first = 0, np.int64(-1)
        for k in range(start[block], start[block + 1]):
            if cost[adj[k], j] < NEVER:
                wanted += 1
                first = adj[k]
        if wanted <= 1:
            continue
        queue[0], seen[first] = first, j
        head, tail, met = 0, 1, 1
        while head < tail and met < wanted:
            b = queue[head]
            head += 1
            for k in range(start[b], start[b + 1]):
                c = adj[k]
                if c != block and seen[c] != j and cost[c, j] < NEVER and tail < most:
                    seen[c] = j
                    met += 1 if beside[c] else 0
                    queue[tail] = c
                    tail += 1
        result[j] = met < wanted
    return result
