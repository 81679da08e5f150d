"""The best load of each school at given prices: 0-1 knapsacks over its blocks, compiled.

Items of school j are `first[j]:first[j + 1]`, each with a value and a weight; `fee[j, c]` is what a load of c costs.
Values and fees are whole numbers held as floats (below 2**53), so that sums are exact.
"""

import numpy as np
from numba import njit

_IN, _OUT, _DOUBT = 1, -1, 0


@njit(cache=True, nogil=True)
def loads(first, value, weight, room, fee, chosen):  # type: ignore[no-untyped-def]
    """Return what each school's best load is worth (m,) and how large it is (m,); `chosen` (items,) is filled in."""
    m = len(room)
    worth, load = np.zeros(m), np.zeros(m, np.int64)
    for j in range(m):
        a, b = first[j], first[j + 1]
        worth[j], load[j] = _load(value[a:b], weight[a:b], room[j], fee[j], chosen[a:b])
    return worth, load


@njit
def _load(value, weight, cap, fee, chosen):  # type: ignore[no-untyped-def]
    """Return the best load's worth and size, and fill in `chosen`: every load is tried only of the items in doubt."""
    chosen[:] = (value > 0) & (weight == 0)
    item = np.flatnonzero((value > 0) & (weight > 0) & (weight <= cap))
    item = item[np.argsort(-value[item] / weight[item])]
    inside = _known(value, weight, item, cap, fee)
    chosen[item[inside == _IN]] = True
    core, full = item[inside == _DOUBT], weight[chosen].sum()
    room, sure = cap - full, value[chosen].sum()
    taken, best = np.zeros((len(core), room + 1), np.bool_), np.zeros(room + 1)
    for number, k in enumerate(core):
        _take(best, taken[number], value[k], weight[k], room)
    best -= fee[full : cap + 1]
    c = np.argmax(best)
    worth, size = sure + best[c], full + c
    for number in range(len(core) - 1, -1, -1):
        if taken[number, c]:
            chosen[core[number]] = True
            c -= weight[core[number]]
    return worth, size


@njit
def _known(value, weight, item, cap, fee):  # type: ignore[no-untyped-def]
    """Return which items (best value for their weight first) are in every best load, in none, or in doubt.

    A load taken in this order is worth no more than the best; with seats at the price of the first item left out the
    best is worth no more than the relaxation. What an item changes in the relaxation may not exceed the difference.
    """
    c, low, price = 0, -fee[0], -1.0
    for k in item:
        fits = c + weight[k] <= cap
        if fits and value[k] > fee[c + weight[k]] - fee[c]:
            low += value[k] - (fee[c + weight[k]] - fee[c])
            c += weight[k]
        elif price < 0:
            price = value[k] / weight[k]
    price = max(0.0, price)
    high = -np.inf
    for d in range(cap + 1):
        high = max(high, price * d - fee[d])
    for k in item:
        high += max(0.0, value[k] - price * weight[k])
    doubt = high - low + 1.0 + 1e-9 * abs(high)  # whole numbers; the price is rounded
    inside = np.empty(len(item), np.int8)
    for number, k in enumerate(item):
        over = value[k] - price * weight[k]
        inside[number] = _IN if over > doubt else (_OUT if over < -doubt else _DOUBT)
    return inside


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
