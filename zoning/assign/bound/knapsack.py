"""The best load of each school at given prices: 0-1 knapsacks over its blocks, compiled.

Items of school j are `first[j]:first[j + 1]`, each with a value and a weight; `fee[j, c]` is what a load of c costs.
Values and fees are whole numbers held as floats (below 2**53), so that sums are exact.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def loads(first, value, weight, room, fee, chosen):  # type: ignore[no-untyped-def]
    """Return what each school's best load is worth (m,) and how large it is (m,); `chosen` (items,) is filled in."""
    m, widest, most = len(room), 0, 0
    for j in range(m):
        widest = max(widest, first[j + 1] - first[j])
        most = max(most, room[j])
    taken, best = np.zeros((widest, most + 1), np.bool_), np.empty(most + 1)
    worth, load = np.zeros(m), np.zeros(m, np.int64)
    for j in range(m):
        cap = room[j]
        best[: cap + 1] = 0.0
        for k in range(first[j], first[j + 1]):
            chosen[k] = value[k] > 0 and weight[k] == 0
            if chosen[k]:
                worth[j] += value[k]
            elif value[k] > 0:
                _take(best, taken[k - first[j]], value[k], weight[k], cap)
        c, top = 0, best[0] - fee[j, 0]
        for d in range(1, cap + 1):
            if best[d] - fee[j, d] > top:
                c, top = d, best[d] - fee[j, d]
        worth[j] += top
        load[j] = c
        for k in range(first[j + 1] - 1, first[j] - 1, -1):
            if value[k] > 0 and 0 < weight[k] <= c and taken[k - first[j], c]:
                chosen[k] = True
                c -= weight[k]
    return worth, load


@njit(inline="always")
def _take(best, taken, value, weight, cap):  # type: ignore[no-untyped-def]
    """Let one more item into the best values by load (in place), noting at which loads it is taken."""
    for c in range(cap, weight - 1, -1):
        taken[c] = best[c - weight] + value > best[c]
        if taken[c]:
            best[c] = best[c - weight] + value
    taken[: min(weight, cap + 1)] = False


@njit(cache=True, nogil=True)
def losses(value, weight, cap):  # type: ignore[no-untyped-def]
    """Return the best value of one knapsack, and what forcing each item into it would lose (items,); huge where it cannot go in."""
    count = len(value)
    before, after = np.zeros((count + 1, cap + 1)), np.zeros((count + 1, cap + 1))
    for k in range(count):
        _extend(before[k], before[k + 1], value[k], weight[k], cap)
    for k in range(count - 1, -1, -1):
        _extend(after[k + 1], after[k], value[k], weight[k], cap)
    worth, lost = before[count, cap], np.empty(count)
    for k in range(count):
        most = -np.inf
        for c in range(cap - weight[k] + 1):
            most = max(most, before[k, c] + after[k + 1, cap - weight[k] - c])
        lost[k] = worth - most - value[k]
    return worth, lost


@njit(inline="always")
def _extend(known, wider, value, weight, cap):  # type: ignore[no-untyped-def]
    """Write the best values by load with one more item to `wider`."""
    for c in range(min(weight, cap + 1)):
        wider[c] = known[c]
    for c in range(weight, cap + 1):
        wider[c] = max(known[c], known[c - weight] + value)
