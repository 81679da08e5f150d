"""Necks: blocks that several zones would pass. A relaxation lets them share one, each with a part of its blocks beyond."""

import numpy as np
from numba import njit

WANTED = 0.01
"""Share of a block from which on a school is said to want it."""
_SOME = 1e-6


@njit(cache=True, nogil=True)
def beyond(start, adj, home, first, block, weight, share):  # type: ignore[no-untyped-def]
    """Return, for each pair, the weight of its school's blocks that lie beyond the pair's block: without it they are cut off.

    `block[first[j]:first[j + 1]]` are the blocks of school j, `share` how much of each, `weight` (n,) that of whole blocks.
    Looked at are only pairs held in part; the others have 0.
    """
    n = start.shape[0] - 1
    found = np.zeros(block.shape[0])
    held, seen, stack = np.zeros(n), np.zeros(n, np.bool_), np.empty(n, np.int64)
    for j in range(home.shape[0]):
        mine = np.arange(first[j], first[j + 1])
        total = 0.0
        for k in mine:
            if share[k] > _SOME:
                held[block[k]] = share[k]
                total += share[k] * weight[block[k]]
        for k in mine:
            if block[k] != home[j] and WANTED < share[k] < 1 - WANTED:
                seen[block[mine]] = False
                seen[home[j]] = seen[block[k]] = True
                stack[0], top, near = home[j], 1, 0.0
                while top > 0:
                    top -= 1
                    b = stack[top]
                    near += held[b] * weight[b]
                    for a in range(start[b], start[b + 1]):
                        c = adj[a]
                        if held[c] > 0 and not seen[c]:
                            seen[c] = True
                            stack[top] = c
                            top += 1
                found[k] = max(0.0, total - near)
        seen[block[mine]], held[block[mine]] = False, 0.0
        seen[home[j]] = False
    return found


@njit(cache=True, nogil=True)
def close_unreached(start, adj, home, cost, never, schools):  # type: ignore[no-untyped-def]
    """Set `cost` (n, m) to `never` where a block does not hang together with the own one of a school over blocks that may go there.

    Looked at are these `schools`.
    """
    n = cost.shape[0]
    near, stack = np.zeros(n, np.bool_), np.empty(n, np.int64)
    for j in schools:
        near[:] = False
        near[home[j]] = True
        stack[0], top = home[j], 1
        while top > 0:
            top -= 1
            b = stack[top]
            for a in range(start[b], start[b + 1]):
                c = adj[a]
                if not near[c] and cost[c, j] < never:
                    near[c] = True
                    stack[top] = c
                    top += 1
        for b in range(n):
            if not near[b]:
                cost[b, j] = never
