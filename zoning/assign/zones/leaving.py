"""What leaves a zone with a block: the compiled question whether a zone stays in one piece without it."""

from numba import njit

POCKET_MOST = 64
"""A pocket larger than this stays where it is."""


@njit(cache=True, nogil=True)
def cut(of, mark, home, fixed, start, adj, i, out):  # type: ignore[no-untyped-def]
    """Return how many blocks leave their zone if i does (i first in `out`, then what hangs on it), or -1 if it may not.

    `of` school of each block, `mark` scratch (n + 1,), `home` block of each school, `fixed` school a block is
    locked to or -1, `start` and `adj` the neighbours. The piece with the school stays; a pocket with a fixed
    block, or a large one, may not leave. Arrays come one by one: as a tuple they would cost more than the search.
    """
    j = of[i]
    same = 0
    for k in range(start[i], start[i + 1]):
        same += of[adj[k]] == j
    if same <= 1 or _joined_nearby(of, start, adj, i, same, out):
        return 1
    stamp = mark[-1] + 1
    mark[-1] = stamp
    if _flood(of, mark, start, adj, i, home[j], same, out):
        return 1
    return _hanging(of, mark, fixed, start, adj, i, out)


@njit(inline="always")
def _joined_nearby(of, start, adj, i, same, near):  # type: ignore[no-untyped-def]
    """Return whether the same-zone neighbours of i hold together among themselves: enough, and cheap to see.

    They are collected in `near` from its second place on.
    """
    n = 1
    for k in range(start[i], start[i + 1]):
        if of[adj[k]] == of[i]:
            near[n] = adj[k]
            n += 1
    reached, p = 2, 1  # near[1:reached] is joined
    while p < reached and reached < n:
        for k in range(start[near[p]], start[near[p] + 1]):
            c = adj[k]
            if of[c] == of[i]:
                for q in range(reached, n):
                    if near[q] == c:
                        near[q], near[reached] = near[reached], c
                        reached += 1
                        break
        p += 1
    return reached == n


@njit(inline="always")
def _flood(of, mark, start, adj, i, first, same, queue):  # type: ignore[no-untyped-def]
    """Mark the zone of i outward from its school, without i; return whether all `same` neighbours of i were met."""
    stamp, j = mark[-1], of[i]
    mark[i] = stamp
    mark[first] = stamp
    queue[1] = first
    head, tail, left = 1, 2, same
    while head < tail and left > 0:
        b = queue[head]
        head += 1
        for k in range(start[b], start[b + 1]):
            c = adj[k]
            if c == i:
                left -= 1
            elif of[c] == j and mark[c] != stamp:
                mark[c] = stamp
                queue[tail] = c
                tail += 1
    return left == 0


@njit(inline="always")
def _hanging(of, mark, fixed, start, adj, i, out):  # type: ignore[no-untyped-def]
    """Collect in `out` i and the blocks of its zone that `_flood` did not mark; return their number, or -1."""
    stamp, j = mark[-1], of[i]
    count, head = 1, 0
    out[0] = i
    while head < count:
        b = out[head]
        head += 1
        for k in range(start[b], start[b + 1]):
            c = adj[k]
            if of[c] == j and mark[c] != stamp:
                if fixed[c] >= 0 or count == POCKET_MOST:
                    return -1
                mark[c] = stamp
                out[count] = c
                count += 1
    return count
