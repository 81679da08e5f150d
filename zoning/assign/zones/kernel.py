"""The compiled heart of the search: moves between zones that keep every zone in one piece.

A move sends a block to a neighbouring zone, with the pocket it would cut off; where the target is full, the
target gives a block away in turn, back (a swap) or on to a third zone. Connectivity is searched only once
the price of a move has passed. Functions change `State` in place; `City` is never changed. The compiled code is kept
between runs by this file's date: after a change to `leaving.py` or `ledger.py`, save this file as well.
"""

import numpy as np
from numba import njit

from zoning.assign.problem import NEVER
from zoning.assign.zones.leaving import cut
from zoning.assign.zones.ledger import (
    EASE,
    FEES,
    OVER,
    TEMPERATURE,
    WALK,
    change,
    inlined,
    learn,
    price,
    tally,
)

EJECT_TRIES = 8
WINDOW = 2048
"""Blocks proposed from at a time: neighbours in memory as on the ground, so that they stay in the processor's cache."""
SHOOTING = 0.25
"""Share of an anneal after which plans met are worth keeping: it has forgotten where it began, and is no longer hot."""

_LOG_STEPS = 8192
_MINUS_LOG = -np.log((np.arange(_LOG_STEPS) + 0.5) / _LOG_STEPS)
"""Minus the logarithm of a number drawn evenly from 0 to 1: looked up, not computed."""


# without `_nrt` every array taken from the tuples would be counted in and out, which took seven eighths of the time; the price
# is that nothing in here may ask for memory (numba refuses to compile it)
@njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]
def anneal(city, state, best, hot, cold, proposals, stop, shots):  # type: ignore[no-untyped-def]
    """Fill `best` (n,) with the best plan met, starting at `state` and cooling from `hot` to `cold` over `proposals`; `stop[0]` ends it.

    With room in `shots` (k, n), plans met on the way are kept there, from `SHOOTING` on and at even distances, and the best
    is that met from then on: it is not the one it began with.
    """
    n = city.pupils.shape[0]
    _copy(state.of, best)
    best_over, best_cost = state.tally[OVER], state.tally[WALK] + state.tally[FEES]
    window, first = min(n, WINDOW), 0
    shot, every = 0, max(1, np.int64((1 - SHOOTING) * proposals) // max(1, shots.shape[0]))
    for t in range(proposals):
        if shot < shots.shape[0] and t == proposals - (shots.shape[0] - shot) * every:
            _copy(state.of, shots[shot])
            if shot == 0:
                _copy(state.of, best)
                best_over, best_cost = state.tally[OVER], state.tally[WALK] + state.tally[FEES]
                state.changed[-1] = 0
            shot += 1
        if t % 256 == 0:
            share = t / proposals
            state.mood[TEMPERATURE] = hot * (cold / hot) ** share
            state.mood[EASE] = max(0.0, 1.0 - share / 0.6)
        if t % (4 * window) == 0 and t > 0:
            first = (first + window // 2) % n
            if stop[0]:
                break
        if t % (20 * n) == 0 and t > 0:
            learn(city, state, t > 0.7 * proposals)
        i = first + _below(state, window)
        if _step(city, state, i - n if i >= n else i):
            over, cost = state.tally[OVER], state.tally[WALK] + state.tally[FEES]
            if over < best_over or (over == best_over and cost < best_cost):
                best_over, best_cost = over, cost
                _keep(state, best)


@inlined
def _copy(plan, to):  # type: ignore[no-untyped-def]
    """Copy a plan (n,), block by block: a slice would ask for memory, which is not to be had here."""
    for i in range(plan.shape[0]):
        to[i] = plan[i]


@njit(cache=True, nogil=True)
def _keep(state, best):  # type: ignore[no-untyped-def]
    """Bring `best` up to the plan as it stands: only what changed since, or all of it where the list has run over."""
    count = state.changed[-1]
    if count >= state.changed.shape[0] - 1:
        _copy(state.of, best)
    else:
        for k in range(count):
            best[state.changed[k]] = state.of[state.changed[k]]
    state.changed[-1] = 0


@inlined
def _step(city, state, i):  # type: ignore[no-untyped-def]
    """Propose to move block i and do it if its price is within a random allowance; return whether it was done."""
    if city.fixed[i] >= 0:
        return False
    j, own = _target(city, state, i), state.of[i]
    if j < 0 or j == own or city.cost[i, j] >= NEVER:
        return False
    allowance = _MINUS_LOG[_below(state, _LOG_STEPS)] * state.mood[TEMPERATURE]
    p = city.pupils[i]
    alone = _dearer(city, state, i, own, j) + change(city, state, own, -p) + change(city, state, j, p)
    if alone > allowance and not _worth_ejecting(city, state, i, j, allowance):
        return False
    count = _leaving(city, state.of, state.mark, i, state.pocket)
    if count < 0 or not _allowed(city, state.pocket, count, j):
        return False
    if count == 1 and alone <= allowance:
        _settle(city, state, state.pocket, 1, j)
        return True
    if count == 1:
        return _eject(city, state, i, j, allowance)
    added, moved = 0.0, np.int64(0)
    for k in range(count):
        added += _dearer(city, state, state.pocket[k], own, j)
        moved += city.pupils[state.pocket[k]]
    if added + change(city, state, own, -moved) + change(city, state, j, moved) > allowance:
        return False
    _settle(city, state, state.pocket, count, j)
    return True


@inlined
def _dearer(city, state, i, own, j):  # type: ignore[no-untyped-def]
    """Return what block i adds when it goes from its own school to j: the walk, and part of the tolls of contiguity."""
    walk = np.float64(city.pupils[i] * (city.cost[i, j] - city.cost[i, own]))
    if city.toll.shape[0] > 0:
        walk += state.mood[EASE] * (city.toll[i, j] - city.toll[i, own])
    return walk


@inlined
def _worth_ejecting(city, state, i, j, allowance):  # type: ignore[no-untyped-def]
    """Return whether block i would go to the full school j if seats had only their price."""
    own, p = state.of[i], city.pupils[i]
    if state.load[j] + p <= city.limit[j]:
        return False
    dearer = city.cost[i, j] + city.seat_price[j] - city.cost[i, own] - city.seat_price[own]
    return p * dearer <= allowance


@njit(cache=True, nogil=True)
def _eject(city, state, i, j, allowance):  # type: ignore[no-untyped-def]
    """Move block i to the full school j if j can give a block away at a price within `allowance` in all."""
    own = state.of[i]
    before = price(city, state, own) + price(city, state, j)
    seen = state.was_over[j]  # the moment in between, when j is over, teaches nothing
    added = _dearer(city, state, i, own, j)
    _settle(city, state, state.pocket, 1, j)
    for _ in range(EJECT_TRIES):
        b = _member(city, state, i, j)
        if b < 0 or city.fixed[b] >= 0:
            continue
        d = _target(city, state, b)
        if d < 0 or d == j or city.cost[b, d] >= NEVER:
            continue
        q = city.pupils[b]
        dearer = added + _dearer(city, state, b, j, d) - before
        dearer += price(city, state, j) + change(city, state, j, -q) + change(city, state, d, q)
        # `own` is priced as it stands now; if it takes the block back, _change(d) has added the rest
        dearer += price(city, state, own)
        if dearer <= allowance and _leaving(city, state.of, state.mark, b, state.spare) == 1:
            _settle(city, state, state.spare, 1, d)
            state.was_over[j] = seen or state.load[j] > city.limit[j]
            return True
    _settle(city, state, state.pocket, 1, own)
    state.was_over[j] = seen
    return False


@inlined
def _target(city, state, i):  # type: ignore[no-untyped-def]
    """Return the school of a random neighbour of i (any school where zones need not hold together), or -1."""
    if not city.contiguous:
        return _below(state, city.seats.shape[0])
    degree = city.start[i + 1] - city.start[i]
    return state.of[city.adj[city.start[i] + _below(state, degree)]] if degree > 0 else np.int64(-1)


@inlined
def _member(city, state, i, j):  # type: ignore[no-untyped-def]
    """Return a block of school j other than i, met on a short walk through its zone from i, or -1."""
    if not city.contiguous:
        b = _below(state, city.pupils.shape[0])
        return b if state.of[b] == j and b != i else np.int64(-1)
    b = i
    for _ in range(4):
        degree = city.start[b + 1] - city.start[b]
        c = city.adj[city.start[b] + _below(state, degree)]
        if state.of[c] == j:
            b = c
            if b != i and _below(state, 2) == 0:
                return b
    return b if b != i else np.int64(-1)


@njit(inline="always")
def _leaving(city, of, mark, i, out):  # type: ignore[no-untyped-def]
    """Return how many blocks leave their zone if i does (i first in `out`, then the pocket it cuts off); -1 if it may not.

    The piece with the school stays. A pocket that holds a fixed block, or is too large, may not leave.
    """
    out[0] = i
    return cut(of, mark, city.home, city.fixed, city.start, city.adj, i, out) if city.contiguous else 1


@inlined
def _allowed(city, blocks, count, j):  # type: ignore[no-untyped-def]
    for k in range(count):  # noqa: SIM110 - compiled as it stands
        if city.cost[blocks[k], j] >= NEVER:
            return False
    return True


@inlined
def _carried(city, state, blocks, count, j):  # type: ignore[no-untyped-def]
    """Return (pupil-decimetres added, pupils moved) when `blocks` go to j."""
    added, moved = np.int64(0), np.int64(0)
    for k in range(count):
        b = blocks[k]
        added += city.pupils[b] * (city.cost[b, j] - city.cost[b, state.of[b]])
        moved += city.pupils[b]
    return added, moved


@njit(cache=True, nogil=True)
def _settle(city, state, blocks, count, j):  # type: ignore[no-untyped-def]
    """Send `blocks` (all of one zone) to j and keep the tally."""
    own = state.of[blocks[0]]
    added, moved = _carried(city, state, blocks, count, j)
    tally(city, state, own, -1)
    tally(city, state, j, -1)
    most, changed = state.changed.shape[0] - 1, state.changed[-1]
    for k in range(count):
        state.of[blocks[k]] = j
        if changed < most:
            state.changed[changed] = blocks[k]
            changed += 1
    state.changed[-1] = changed
    state.load[own] -= moved
    state.load[j] += moved
    state.tally[WALK] += added
    tally(city, state, own, 1)
    tally(city, state, j, 1)


@inlined
def _next(state):  # type: ignore[no-untyped-def]
    """Return the next number of a xorshift generator."""
    x = state.random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.random[0] = x
    return x


@inlined
def _below(state, n):  # type: ignore[no-untyped-def]
    """Return a number from 0 to n - 1."""
    return np.int64(((_next(state) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))
