"""Shortest walks, compiled: Dijkstra's search over whole millimetres, and what it means for points along the streets.

Junctions wait in buckets of so many millimetres rather than in a heap; within a bucket the order is free, and a
junction whose way gets shorter is taken again. That gives the same walks as a heap in less than half the time.

Threads may run these at once: each call writes to arrays of its own and lets go of Python's lock. The compiled
code is kept between runs by this file's date, so everything the kernels call stands in this file.
"""

import numba
import numpy as np

_kernel = numba.njit(cache=True, nogil=True)
_WAY, _NEXT, _PREVIOUS, _FIRST_ARC = 0, 1, 2, 3
"""A junction's row: millimetres so far, its neighbours in its bucket, its arcs; all in one line of the processor's cache.

One row more, behind them, stands for the end of every bucket.
"""
_FIRST, _NOWHERE = -1, -2
"""Stand for the previous one where a junction is the first of its bucket, or in none."""


@_kernel
def sweep(start, arcs, shift, buckets, sources, targets, limit, out):  # type: ignore[no-untyped-def]
    """Write walks in millimetres from each source to each target into `out`; return whether all of them fit in it.

    Parameters
    ----------
    start, arcs
        Arcs out of each junction, (junctions + 1,) and (arcs, 2): the junction it leads to, and its millimetres.
    shift, buckets
        A bucket is 2 ** shift mm wide; there are `buckets` of them, a power of two, used in turn. Together they
        are wider than any arc and any source's way to its junctions: fewer give the same walks, but slower.
    sources, targets
        `Spots` as tuples of arrays: chain, place on it, metres off it, two junctions and the way to each.
    limit
        Walks above it are not looked for.
    out
        (sources, targets); what cannot be walked, or not within the limit, is the largest number it holds.
    """
    far, end = np.iinfo(out.dtype).max, len(start) - 1
    state = np.empty((len(start), 4), out.dtype)
    state[:, _WAY], state[:, _PREVIOUS], state[:, _FIRST_ARC] = far, _NOWHERE, start
    heads = np.full(buckets, end, np.int32)
    touched = np.empty(len(start), np.int32)
    for i in range(len(out)):
        count = _search(state, arcs, heads, shift, sources, i, limit, far, touched)
        if count < 0 or not _gather(sources, i, targets, limit, far, state, out[i]):
            return False
        for k in range(count):
            state[touched[k], _WAY] = far
    return True


@_kernel
def _search(state, arcs, heads, shift, sources, i, limit, far, touched):  # type: ignore[no-untyped-def]
    """Set the ways of junctions within the limit; return how many were `touched`, or -1 if a walk is too long.

    The steps stand in the loop itself: as functions, even inlined ones, they take twice the time.
    """
    most, mask, end = min(np.int64(limit), np.int64(far) - 1), len(heads) - 1, len(state) - 1
    count, left_out = _begin(state, heads, shift, sources, i, most, touched)
    waiting, turn = count, min(sources[5][i], sources[6][i]) >> shift
    while waiting > 0:
        bucket = turn & mask
        while heads[bucket] != end:
            here = np.int64(heads[bucket])
            behind, so_far = np.int64(state[here, _NEXT]), np.int64(state[here, _WAY])
            heads[bucket], state[behind, _PREVIOUS], state[here, _PREVIOUS] = behind, _FIRST, _NOWHERE
            waiting -= 1
            for k in range(state[here, _FIRST_ARC], state[here + 1, _FIRST_ARC]):
                junction, way = np.int64(arcs[k, 0]), so_far + arcs[k, 1]
                before = np.int64(state[junction, _WAY])
                left_out |= way > most
                if way >= before or way > most:
                    continue
                state[junction, _WAY] = way
                target = (way >> shift) & mask
                if before == far:
                    touched[count] = junction
                    count += 1
                elif state[junction, _PREVIOUS] != _NOWHERE:
                    old = (before >> shift) & mask
                    if old == target:
                        continue
                    ahead, behind = np.int64(state[junction, _PREVIOUS]), np.int64(state[junction, _NEXT])
                    if ahead == _FIRST:
                        heads[old] = behind
                    else:
                        state[ahead, _NEXT] = behind
                    state[behind, _PREVIOUS] = ahead
                    waiting -= 1
                behind = np.int64(heads[target])
                state[junction, _NEXT], state[junction, _PREVIOUS] = behind, _FIRST
                state[behind, _PREVIOUS] = heads[target] = junction
                waiting += 1
        turn += 1
    return -1 if left_out and most < limit else count


@_kernel
def _begin(state, heads, shift, sources, i, most, touched):  # type: ignore[no-untyped-def]
    """Put the junctions of source i into their buckets; return how many they are, and whether one is too far."""
    count, left_out = 0, False
    for side in range(2):
        junction, way = sources[3 + side][i], sources[5 + side][i]
        if way > most:
            left_out = True
        elif count and junction == touched[0]:
            state[junction, _WAY] = min(way, np.int64(state[junction, _WAY]))
        else:
            touched[count] = junction
            count += 1
            state[junction, _WAY] = way
    for k in range(count):
        junction = np.int64(touched[k])
        bucket = (np.int64(state[junction, _WAY]) >> shift) & (len(heads) - 1)
        behind = np.int64(heads[bucket])
        state[junction, _NEXT], state[junction, _PREVIOUS] = behind, _FIRST
        state[behind, _PREVIOUS] = heads[bucket] = junction
    return count, left_out


@_kernel
def _gather(sources, i, targets, limit, far, state, row):  # type: ignore[no-untyped-def]
    """Write the walk from source i to every target into `row`; return whether all fit."""
    own, own_place, own_off = sources[0][i], sources[1][i], sources[2][i]
    chain, place, off, near, back, to_near, to_back = targets
    for t in range(len(row)):
        best = np.int64(2**62)
        if state[near[t], _WAY] != far:
            best = np.int64(state[near[t], _WAY]) + to_near[t]
        if state[back[t], _WAY] != far:
            best = min(best, np.int64(state[back[t], _WAY]) + to_back[t])
        if chain[t] == own:
            best = min(best, abs(own_place - place[t]) + own_off + off[t])
        if best > limit or best == 2**62:
            row[t] = far
        elif best >= far:
            return False
        else:
            row[t] = best
    return True


@_kernel
def chains(first, edge_at, u, v, mm, chain, place_u, place_v, ends, length):  # type: ignore[no-untyped-def]
    """Number every edge's chain and the places of its ends on it; return how many chains there are.

    A chain runs through nodes of two edges from one other node to the next. It begins at a junction; where
    there is none, at a dead end; on a ring without either, anywhere.

    Parameters
    ----------
    first, edge_at
        Edges at each node, (nodes + 1,) and (2 × edges,); a loop is at its node twice.
    chain, place_u, place_v, ends, length
        Written: (edges,) three times, and (edges, 2) and (edges,) of which one row per chain counts. An end
        that is a dead end is -1. `chain` is -1 at first.
    """
    count = 0
    for wanted in (3, 1, 2):  # junctions, then dead ends, then rings
        for node in range(len(first) - 1):
            degree = first[node + 1] - first[node]
            if not (degree == wanted or (wanted == 3 and degree > 3)):
                continue
            for k in range(first[node], first[node + 1]):
                if chain[edge_at[k]] < 0:
                    ends[count, 0] = node
                    ends[count, 1], length[count] = _follow(
                        first, edge_at, u, v, mm, node, edge_at[k], count, chain, place_u, place_v
                    )
                    count += 1
    return count


@_kernel
def _follow(first, edge_at, u, v, mm, node, edge, number, chain, place_u, place_v):  # type: ignore[no-untyped-def]
    """Walk from `node` along `edge` to the chain's end; return that end (-1: a dead end) and the length."""
    walked = np.int64(0)
    while True:
        chain[edge] = number
        forward = u[edge] == node
        if forward:
            place_u[edge] = walked
        else:
            place_v[edge] = walked
        walked += mm[edge]
        if forward:
            place_v[edge] = walked
            node = v[edge]
        else:
            place_u[edge] = walked
            node = u[edge]
        degree = first[node + 1] - first[node]
        if degree != 2:
            return (np.int64(-1) if degree == 1 else np.int64(node)), walked
        onward = edge_at[first[node]]
        if chain[onward] >= 0:
            onward = edge_at[first[node] + 1]
        if chain[onward] >= 0:
            return np.int64(node), walked  # round a ring, back where it began
        edge = onward
