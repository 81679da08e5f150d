"""What parts a piece of a zone from its school: compiled searches over the neighbours of blocks.

`start` and `adj` are the neighbours in CSR form, `may` (n,) the blocks that may belong to the school asked about.
"""

import heapq

import numpy as np
from numba import njit

from zoning.assign.problem import NEVER

_VIOLATION = 1e-4


@njit(cache=True, nogil=True)
def broken(start, adj, home, cost, counts, first, block, share, toll, least, above, levels):  # type: ignore[no-untyped-def]
    """Return cuts that `share`, the shares of `block[first[j]:first[j + 1]]` at school j, breaks: blocks, schools, begins, partings.

    Blocks with more than `above` make up a zone; pieces without a block that `counts` (n,) are no harm. `toll` (n, m) and
    `least` (m,) tell what drawing a block into a zone costs.
    """
    n = start.shape[0] - 1
    blocks, schools, begins, partings = [0], [0], [0], [np.int64(0)]
    blocks.clear()
    schools.clear()
    partings.clear()
    weight, inside, piece, stack = np.zeros(n), np.zeros(n, np.bool_), np.full(n, -1), np.empty(n, np.int64)
    for j in range(home.shape[0]):
        mine = block[first[j] : first[j + 1]]
        weight[mine] = share[first[j] : first[j + 1]]
        inside[mine] = share[first[j] : first[j + 1]] > above
        inside[home[j]] = True
        number = _spread(start, adj, inside, home[j], mine, piece, stack)
        harm = np.zeros(number, np.bool_)
        for b in mine:
            if piece[b] > 0 and counts[b]:
                harm[piece[b]] = True
        if harm.any():
            may = cost[:, j] < NEVER
            enter = np.where(inside, 0.0, toll[:, j]) + least[j]
            for which in np.flatnonzero(harm):
                begin, front = fronts(start, adj, may, piece, which, enter, home[j], levels)
                for k in range(begin.shape[0] - 1):
                    parting = front[begin[k] : begin[k + 1]]
                    held = np.inf if _known(begin, front, k) else weight[parting].sum() + _VIOLATION
                    for b in mine:
                        if piece[b] == which and counts[b] and weight[b] > held:
                            blocks.append(b)
                            schools.append(j)
                            partings.extend(parting)
                            begins.append(len(partings))
        weight[mine], inside[mine], piece[mine] = 0.0, False, -1
        inside[home[j]], piece[home[j]] = False, -1
    return np.array(blocks), np.array(schools), np.array(begins), np.array(partings)


@njit(cache=True, nogil=True)
def _known(begin, front, k):  # type: ignore[no-untyped-def]
    """Return whether set k is one of those before it."""
    for earlier in range(k):
        if np.array_equal(front[begin[earlier] : begin[earlier + 1]], front[begin[k] : begin[k + 1]]):
            return True
    return False


@njit(cache=True, nogil=True)
def pieces(start, adj, inside, home):  # type: ignore[no-untyped-def]
    """Return the piece of each block (n,), and their number: piece 0 holds `home`, -1 is not `inside`."""
    n = start.shape[0] - 1
    piece = np.full(n, -1)
    return piece, _spread(start, adj, inside, home, np.arange(n), piece, np.empty(n, np.int64))


@njit(cache=True, nogil=True)
def _spread(start, adj, inside, home, among, piece, stack):  # type: ignore[no-untyped-def]
    """Number the pieces of the blocks `among` that are `inside`, all of which are among them, and that of `home`; return how many."""
    number = 0
    for turn in range(-1, among.shape[0]):
        begin = home if turn < 0 else among[turn]
        if not inside[begin] or piece[begin] >= 0:
            continue
        piece[begin] = number
        stack[0], top = begin, 1
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
    return number


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
