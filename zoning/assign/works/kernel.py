"""The compiled heart of the transport problem: pupils of one stage and year to seats at least cost, blocks may split.

Successive shortest paths between schools, not between blocks: a school that is too full sends part of a block on to another
school, that one part of a block to a third, until seats are free. Which block a school gives away to another most cheaply is kept, and
looked up anew only where it may matter (`stale`). The node after the last school is the pool of free seats. Everything is in whole
numbers: shares are parts of `whole`, and so are pupils and seats.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from zoning.assign.problem import NEVER

FAR = 2**60
"""Way between two schools where no block can go it."""
UNSEEN = 2**57
"""Length of a way not found yet."""


class City(NamedTuple):
    """What is given: n blocks, N schools, the last of which is to have no seat."""

    cost: np.ndarray
    """(n, columns) int32"""
    column: np.ndarray
    """(N,) where a school's costs are; two offers of one school share theirs."""
    pupils: np.ndarray
    """(n,)"""
    share: np.ndarray
    """(N,) parts of `whole` of each block that the school may take, at most."""
    room: np.ndarray
    """(N,) seats, in pupils times `whole`."""


class State(NamedTuple):
    """What changes."""

    flow: np.ndarray
    """(n, N) int32 pupils times `whole`."""
    blocks: np.ndarray
    """(N, n) int32: the first `size` are the school's blocks."""
    size: np.ndarray
    """(N,)"""
    way: np.ndarray
    """(N, N) what it costs more to go to the second school, for the block of the first that it costs least."""
    by: np.ndarray
    """(N, N) int32 that block, or -1."""
    stale: np.ndarray
    """(N, N) the block may have gone; the way is no shorter than it says."""
    used: np.ndarray
    """(N,) seats used."""
    price: np.ndarray
    """(N + 1,) of a seat."""
    over: np.ndarray
    """(N + 1,) pupils too many; below 0 too few."""
    length: np.ndarray
    """(N + 1,) the shortest way to it."""
    before: np.ndarray
    """(N + 1,) the node before it on that way."""
    queue: np.ndarray
    """(N + 1,)"""


# no memory is asked for in here: arrays of tuples would be counted in and out on every call otherwise (see zones/kernel.py)
compiled = njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]


@compiled
def settle(city, state, whole):  # type: ignore[no-untyped-def]
    """Fill `state.flow`, from the prices it holds, with a flow of least cost; the prices then prove it."""
    _begin(city, state, whole)
    while True:
        node = _nearest(city, state)
        if node < 0:
            return
        for v in range(state.price.shape[0]):
            if state.length[v] < state.length[node]:
                state.price[v] += state.length[node] - state.length[v]
        _push(city, state, node)


@compiled
def _begin(city, state, whole):  # type: ignore[no-untyped-def]
    """Send every block to where it is cheapest at the prices; note where that is too many, or too few."""
    n, pool = state.flow.shape
    total = 0
    for i in range(n):
        left = city.pupils[i] * whole
        total += left
        while left > 0:
            best, to = FAR, -1
            for j in range(pool):
                cost = city.cost[i, city.column[j]]
                if (
                    cost < NEVER
                    and cost + state.price[j] < best
                    and state.flow[i, j] < city.pupils[i] * city.share[j]
                ):
                    best, to = cost + state.price[j], j
            moved = min(left, city.pupils[i] * city.share[to])
            state.flow[i, to] = moved
            state.over[to] += moved
            left -= moved
        for j in range(pool):
            if state.flow[i, j] > 0:
                _enter(city, state, i, j)
    for j in range(pool):
        state.used[j] = city.room[j] if state.price[j] > 0 else min(state.over[j], city.room[j])
        state.over[j] -= state.used[j]
        state.over[pool] += state.used[j]
    state.over[pool] -= total


@compiled
def _nearest(city, state):  # type: ignore[no-untyped-def]
    """Return the node with too few pupils that is nearest to any with too many, and note the way to it; -1 if none has too many."""
    pool = state.size.shape[0]
    waiting, limit = 0, UNSEEN
    for v in range(pool + 1):
        state.length[v], state.before[v] = UNSEEN, -1
        if state.over[v] > 0:
            state.length[v], state.queue[waiting] = 0, v
            waiting += 1
    while waiting > 0:
        at = 0
        for q in range(1, waiting):
            if state.length[state.queue[q]] < state.length[state.queue[at]]:
                at = q
        u = state.queue[at]
        waiting -= 1
        state.queue[at] = state.queue[waiting]
        if state.over[u] < 0:
            return u
        if u == pool:
            waiting, limit = _from_pool(state, waiting, limit)
        else:
            waiting, limit = _from_school(city, state, u, waiting, limit)
    return -1


@compiled
def _from_pool(state, waiting, limit):  # type: ignore[no-untyped-def]
    """Look at the ways from the free seats to every school with pupils on its seats."""
    pool = state.size.shape[0]
    base = state.length[pool] - state.price[pool]
    for k in range(pool):
        length = base + state.price[k]
        if state.used[k] > 0 and length < state.length[k] and length <= limit:
            waiting, limit = _reached(state, pool, k, length, waiting, limit)
    return waiting, limit


@compiled
def _from_school(city, state, u, waiting, limit):  # type: ignore[no-untyped-def]
    """Look at the ways from a school to its free seats and to other schools."""
    pool, way, price, known = state.size.shape[0], state.way, state.price, state.length
    base = known[u] - price[u]
    if state.used[u] < city.room[u]:
        length = base + price[pool]
        if length < known[pool] and length <= limit:
            waiting, limit = _reached(state, u, pool, length, waiting, limit)
    for k in range(pool):
        length = base + way[u, k] + price[k]
        if length < known[k] and length <= limit:
            if state.stale[u, k]:
                _look_up(city, state, u, k)
                length = base + way[u, k] + price[k]
                if length >= known[k] or length > limit:
                    continue
            waiting, limit = _reached(state, u, k, length, waiting, limit)
    return waiting, limit


@compiled
def _reached(state, u, k, length, waiting, limit):  # type: ignore[no-untyped-def]
    """Note a shorter way to node k, over u."""
    if state.length[k] >= UNSEEN:
        state.queue[waiting] = k
        waiting += 1
    state.length[k], state.before[k] = length, u
    return waiting, length if state.over[k] < 0 else limit


@compiled
def _push(city, state, node):  # type: ignore[no-untyped-def]
    """Send as many pupils as can go along the way found to `node`."""
    pool = state.size.shape[0]
    most, v = -state.over[node], node
    while state.before[v] >= 0:
        u = state.before[v]
        if v == pool:
            most = min(most, city.room[u] - state.used[u])
        elif u == pool:
            most = min(most, state.used[v])
        else:
            i = state.by[u, v]
            most = min(most, state.flow[i, u], city.pupils[i] * city.share[v] - state.flow[i, v])
        v = u
    most = min(most, state.over[v])
    state.over[v] -= most
    state.over[node] += most
    v = node
    while state.before[v] >= 0:
        u = state.before[v]
        if v == pool:
            state.used[u] += most
        elif u == pool:
            state.used[v] -= most
        else:
            _move(city, state, state.by[u, v], u, v, most)
        v = u


@compiled
def _move(city, state, i, u, v, pupils):  # type: ignore[no-untyped-def]
    """Send so many pupils of block i from school u to school v."""
    filled, fresh = state.flow[i, u] == city.pupils[i] * city.share[u], state.flow[i, v] == 0
    state.flow[i, u] -= pupils
    state.flow[i, v] += pupils
    if state.flow[i, u] == 0:
        _leave(state, i, u)
    if fresh:
        _enter(city, state, i, v)
    if state.flow[i, v] == city.pupils[i] * city.share[v]:
        for j in range(state.size.shape[0]):
            if state.by[j, v] == i:
                state.stale[j, v] = True
    if filled:
        for j in range(state.size.shape[0]):
            if j != u and state.flow[i, j] > 0:
                step = city.cost[i, city.column[u]] - city.cost[i, city.column[j]]
                if step < state.way[j, u]:
                    state.way[j, u], state.by[j, u], state.stale[j, u] = step, i, False


@compiled
def _enter(city, state, i, j):  # type: ignore[no-untyped-def]
    """Count block i among those of school j: it may be the cheapest to go on from there."""
    state.blocks[j, state.size[j]] = i
    state.size[j] += 1
    own = city.cost[i, city.column[j]]
    for k in range(state.size.shape[0]):
        cost = city.cost[i, city.column[k]]
        if cost < NEVER and k != j:
            step = cost - own
            if step < state.way[j, k] and state.flow[i, k] < city.pupils[i] * city.share[k]:
                state.way[j, k], state.by[j, k], state.stale[j, k] = step, i, False


@compiled
def _leave(state, i, u):  # type: ignore[no-untyped-def]
    """Take block i from those of school u."""
    last = state.size[u] - 1
    for q in range(last):
        if state.blocks[u, q] == i:
            state.blocks[u, q] = state.blocks[u, last]
            break
    state.size[u] = last
    for k in range(state.size.shape[0]):
        if state.by[u, k] == i:
            state.stale[u, k] = True


@compiled
def _look_up(city, state, u, k):  # type: ignore[no-untyped-def]
    """Find the block of school u that goes on to school k at least cost."""
    best, by, own, to = FAR, -1, city.column[u], city.column[k]
    for q in range(state.size[u]):
        i = state.blocks[u, q]
        cost = city.cost[i, to]
        if (
            cost < NEVER
            and cost - city.cost[i, own] < best
            and state.flow[i, k] < city.pupils[i] * city.share[k]
        ):
            best, by = cost - city.cost[i, own], i
    state.way[u, k], state.by[u, k], state.stale[u, k] = best, by, False
