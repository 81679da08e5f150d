"""What parts a piece of a zone from its school: compiled searches over the neighbours of blocks.

`start` and `adj` are the neighbours in CSR form, `may` (n,) the blocks that may belong to the school asked about.
"""

import heapq

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def pieces(start, adj, inside, home):  # type: ignore[no-untyped-def]
    """Return the piece of each block (n,), and their number: piece 0 holds `home`, -1 is not `inside`."""
    n = start.shape[0] - 1
    piece = np.full(n, -1, np.int64)
    stack = np.empty(n, np.int64)
    number = 0
    for turn in range(-1, n):
        first = home if turn < 0 else turn
        if not inside[first] or piece[first] >= 0:
            continue
        piece[first] = number
        stack[0], top = first, 1
        while top > 0:
            top -= 1
            b = stack[top]
            for k in range(start[b], start[b + 1]):
                c = adj[k]
                if inside[c] and piece[c] < 0:
                    piece[c] = number
                    stack[top] = c
                    top += 1
        number += 1
    return piece, number


@njit(cache=True, nogil=True)
def fronts(start, adj, may, piece, which, toll, home, levels):  # type: ignore[no-untyped-def]
    """Return `levels` sets of blocks, each of which parts piece `which` from piece 0: (start of each set, blocks).

    A wave runs from the piece towards the school, taking `toll` (n,) to enter a block; a set is where the wave stands at
    one height. Sets at several heights at once price the whole way to the school, not only its first step. If there is
    no way, one empty set. Blocks of a set that only lead back are left out.
    """
    n = start.shape[0] - 1
    before, after = np.full(n, np.inf), np.full(n, np.inf)
    arrival = _wave(start, adj, may, piece, which, toll, before, after)
    if arrival == np.inf:
        return np.zeros(2, np.int64), np.empty(0, np.int64)
    front = np.zeros(n, np.int64)
    begins, blocks = [0], [np.int64(0)]
    blocks.clear()
    met = np.flatnonzero(before < arrival)
    for level in range(levels):
        share = level / (levels - 1) if 0 < level < levels - 1 else 1e-6 if level == 0 else 1.0
        height = arrival * share
        for b in met:
            front[b] = before[b] < height and after[b] >= height
        _turn_back(start, adj, may, front, home)
        for b in met:
            if front[b] == 2:
                blocks.append(b)
            front[b] = 0
        begins.append(len(blocks))
    return np.array(begins), np.array(blocks) if len(blocks) > 0 else np.empty(0, np.int64)


@njit(cache=True, nogil=True)
def _wave(start, adj, may, piece, which, toll, before, after):  # type: ignore[no-untyped-def]
    """Fill the heights at which blocks are entered and left; return the height at which piece 0 is touched."""
    heap = [(0.0, np.int64(0))]
    heap.clear()
    for b in range(piece.shape[0]):
        if piece[b] == which:
            before[b], after[b] = -1.0, 0.0
            heap.append((0.0, np.int64(b)))
    arrival: float = np.inf
    while len(heap) > 0:
        height, b = heapq.heappop(heap)  # type: ignore[assignment]
        if height > after[b]:
            continue
        if height >= arrival:
            break
        for k in range(start[b], start[b + 1]):
            c = adj[k]
            if piece[c] == 0:
                arrival = min(arrival, height)
            elif may[c] and height + toll[c] < after[c]:
                before[c], after[c] = height, height + toll[c]
                heapq.heappush(heap, (after[c], c))
    return arrival


@njit(cache=True, nogil=True)
def _turn_back(start, adj, may, front, home):  # type: ignore[no-untyped-def]
    """Mark with 2 the blocks of `front` (1) that are met on the way from `home`."""
    seen = np.zeros(front.shape[0], np.bool_)
    seen[home] = True
    stack = [np.int64(home)]
    while len(stack) > 0:
        b = stack.pop()
        for k in range(start[b], start[b + 1]):
            c = adj[k]
            if front[c] > 0:
                front[c] = 2
            elif may[c] and not seen[c]:
                seen[c] = True
                stack.append(c)
