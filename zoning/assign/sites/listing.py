"""A compiled search over sets of sites: those of least bound, and what bounds all the others."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def listed(base, worth, need, cover, must, most, known, below, want, nodes):  # type: ignore[no-untyped-def]
    """Return up to `want` sets of sites whose bound is least and under `below`, and a bound on all others.

    A set's bound is max_k base_k + sum of worth_kj over its sites j; sites with `must` are in every set, `most` is the
    largest number of sites, and each cover c must reach: sum of cover_cj >= need_c, entries below 0 using up what there is. Sets in `known` (rows) are passed over.
    The bound on all others leaves the known out; it is at most `below`. After so many `nodes` the search only closes up.
    """
    count, m = worth.shape
    covers = need.shape[0]
    low, room = _ahead(worth, cover, must)
    total = np.zeros((m + 1, count), np.int64)
    total[0] = base
    reach = np.zeros((m + 1, covers), np.int64)
    taken = np.zeros(m + 1, np.int64)
    mine = np.zeros(m, np.bool_)
    turn = np.zeros(m + 1, np.int64)
    bounds, sets = np.full(want + 1, below, np.int64), np.zeros((want + 1, m), np.bool_)
    met, rest, spent, depth = 0, np.int64(below), 0, 0
    while depth >= 0:
        if turn[depth] == 0:
            spent += 1
            bound, fits = _node(total[depth], low[depth], reach[depth], room[depth], need, taken[depth], most)
            limit = bounds[want - 1] if want > 0 and met >= want else np.int64(below)
            leaf = depth == m
            if fits and bound < limit and leaf and not _among(mine, known):
                met = _insert(bounds, sets, mine, bound, met, want)
            elif (fits and (bound >= limit or spent > nodes) and not leaf) or (
                fits and leaf and not _among(mine, known)
            ):
                rest = min(rest, bound)
            if leaf or not fits or bound >= limit or spent > nodes:
                depth -= 1
                continue
        if turn[depth] == 2 or (turn[depth] == 1 and must[depth]):
            turn[depth] = 0
            depth -= 1
            continue
        mine[depth] = must[depth] or (turn[depth] == 0) == (worth[count - 1, depth] <= 0)
        turn[depth] += 1
        for k in range(count):
            total[depth + 1, k] = total[depth, k] + (worth[k, depth] if mine[depth] else 0)
        for c in range(covers):
            reach[depth + 1, c] = reach[depth, c] + (cover[c, depth] if mine[depth] else 0)
        taken[depth + 1] = taken[depth] + (1 if mine[depth] else 0)
        depth += 1
        turn[depth] = 0
    if met > want:
        rest, met = min(rest, bounds[want]), want
    return sets[:met], rest


@njit(cache=True, nogil=True)
def _ahead(worth, cover, must):  # type: ignore[no-untyped-def]
    """Return what the sites from each depth on can lower each bound by, and add to each cover, at most."""
    count, m = worth.shape
    low, room = np.zeros((m + 1, count), np.int64), np.zeros((m + 1, cover.shape[0]), np.int64)
    for j in range(m - 1, -1, -1):
        for k in range(count):
            low[j, k] = low[j + 1, k] + (worth[k, j] if must[j] or worth[k, j] < 0 else 0)
        for c in range(cover.shape[0]):
            room[j, c] = room[j + 1, c] + (cover[c, j] if must[j] or cover[c, j] > 0 else 0)
    return low, room


@njit(cache=True, nogil=True)
def _node(total, low, reach, room, need, taken, most):  # type: ignore[no-untyped-def]
    """Return the bound of a node and whether any set below it fits."""
    fits = taken <= most
    for c in range(need.shape[0]):
        fits = fits and reach[c] + room[c] >= need[c]
    bound = total[0] + low[0]
    for k in range(1, total.shape[0]):
        bound = max(bound, total[k] + low[k])
    return bound, fits


@njit(cache=True, nogil=True)
def _among(mine, known):  # type: ignore[no-untyped-def]
    for row in range(known.shape[0]):
        same = True
        for j in range(mine.shape[0]):
            if mine[j] != known[row, j]:
                same = False
                break
        if same:
            return True
    return False


@njit(cache=True, nogil=True)
def _insert(bounds, sets, mine, bound, met, want):  # type: ignore[no-untyped-def]
    """Put a set in its place among the `want` best, the one beyond them in the last row; return how many there are now."""
    at = min(met, want)
    if want == 0 and met > 0 and bounds[0] <= bound:
        return met
    while at > 0 and bounds[at - 1] > bound:
        bounds[at] = bounds[at - 1]
        sets[at] = sets[at - 1]
        at -= 1
    bounds[at] = bound
    sets[at] = mine
    return min(met + 1, want + 1)
