"""The compiled heart of the search: moves between zones that keep every zone in one piece.

A move sends a block to a neighbouring zone, with the pocket it would cut off; where the target is full, the
target gives a block away in turn, back (a swap) or on to a third zone. Connectivity is searched only once
the price of a move has passed. Functions change `State` in place; `City` is never changed. The compiled code is kept
between runs by this file's date: after a change to `leaving.py`, save this file as well.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from zoning.assign.leaving import cut
from zoning.model import Floats, Ints

EJECT_TRIES = 8
NEVER = 2**40
_inlined = njit(inline="always")
"""Small steps are inlined: handing the arrays from function to function would cost more than the step itself."""

WALK, OVER, BOUGHT = 0, 1, 2


class City(NamedTuple):
    """A `Problem` as the kernel reads it."""

    pupils: Ints
    cost: Ints
    seats: Ints
    limit: Ints
    extra_price: np.int64
    home: Ints
    fixed: Ints
    start: Ints
    adj: Ints
    contiguous: bool
    seat_price: Floats


class State(NamedTuple):
    """Where the search stands."""

    of: Ints
    """(n,) school of each block."""
    load: Ints
    over_price: Floats
    """(m,) price of each pupil over the limit; it learns."""
    least_price: Floats
    free_price: Floats
    """(m,) price of each seat left free."""
    was_over: npt.NDArray[np.bool_]
    mark: Ints
    """(n + 1,) scratch of the search for pieces; the last is the stamp in use."""
    pocket: Ints
    spare: Ints
    random: npt.NDArray[np.uint64]
    tally: Ints
    """Pupil-decimetres walked, pupils over the limit, seats bought."""


@njit(cache=True, nogil=True)
def anneal(city, state, hot, cold, proposals):  # type: ignore[no-untyped-def]
    """Return the best plan met, starting at `state` and cooling from `hot` to `cold` over `proposals`."""
    n = city.pupils.shape[0]
    best = state.of.copy()
    best_over, best_cost = state.tally[OVER], _total(city, state)
    temperature = hot
    for t in range(proposals):
        if t % 256 == 0:
            share = t / proposals
            temperature = hot * (cold / hot) ** share
            state.free_price[:] = min(1.0, 0.5 + share / 1.2) * city.seat_price
        if t % (20 * n) == 0 and t > 0:
            _learn(city, state, t > 0.7 * proposals)
        if _step(city, state, temperature):
            over, cost = state.tally[OVER], _total(city, state)
            if over < best_over or (over == best_over and cost < best_cost):
                best_over, best_cost = over, cost
                best[:] = state.of
    return best


@_inlined
def _step(city, state, temperature):  # type: ignore[no-untyped-def]
    """Propose one move and make it if its price is within a random allowance; return whether it was made."""
    i = _below(state, city.pupils.shape[0])
    j = _target(city, state, i)
    own = state.of[i]
    if city.fixed[i] >= 0 or j < 0 or j == own or city.cost[i, j] >= NEVER:
        return False
    p, allowance = city.pupils[i], -np.log(_chance(state)) * temperature
    alone = (
        p * (city.cost[i, j] - city.cost[i, own]) + _change(city, state, own, -p) + _change(city, state, j, p)
    )
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
    added, moved = _carried(city, state, state.pocket, count, j)
    if added + _change(city, state, own, -moved) + _change(city, state, j, moved) > allowance:
        return False
    _settle(city, state, state.pocket, count, j)
    return True


@_inlined
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
    own, p = state.of[i], city.pupils[i]
    before = _price(city, state, own) + _price(city, state, j)
    seen = state.was_over[j]  # the moment in between, when j is over, teaches nothing
    added = p * (city.cost[i, j] - city.cost[i, own])
    _settle(city, state, state.pocket, 1, j)
    for _ in range(EJECT_TRIES):
        b = _member(city, state, i, j)
        if b < 0 or city.fixed[b] >= 0:
            continue
        d = _target(city, state, b)
        if d < 0 or d == j or city.cost[b, d] >= NEVER:
            continue
        q = city.pupils[b]
        change = added + q * (city.cost[b, d] - city.cost[b, j]) - before
        change += _price(city, state, j) + _change(city, state, j, -q) + _change(city, state, d, q)
        # `own` is priced as it stands now; if it takes the block back, _change(d) has added the rest
        change += _price(city, state, own)
        if change <= allowance and _leaving(city, state.of, state.mark, b, state.spare) == 1:
            _settle(city, state, state.spare, 1, d)
            state.was_over[j] = seen or state.load[j] > city.limit[j]
            return True
    _settle(city, state, state.pocket, 1, own)
    state.was_over[j] = seen
    return False


@_inlined
def _target(city, state, i):  # type: ignore[no-untyped-def]
    """Return the school of a random neighbour of i (any school where zones need not hold together), or -1."""
    if not city.contiguous:
        return _below(state, city.seats.shape[0])
    degree = city.start[i + 1] - city.start[i]
    return state.of[city.adj[city.start[i] + _below(state, degree)]] if degree > 0 else np.int64(-1)


@_inlined
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


@_inlined
def _allowed(city, blocks, count, j):  # type: ignore[no-untyped-def]
    for k in range(count):  # noqa: SIM110 - compiled as it stands
        if city.cost[blocks[k], j] >= NEVER:
            return False
    return True


@_inlined
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
    _tally(city, state, own, -1)
    _tally(city, state, j, -1)
    for k in range(count):
        state.of[blocks[k]] = j
    state.load[own] -= moved
    state.load[j] += moved
    state.tally[WALK] += added
    _tally(city, state, own, 1)
    _tally(city, state, j, 1)


@_inlined
def _tally(city, state, j, sign):  # type: ignore[no-untyped-def]
    """Add (or take away) school j's pupils over the limit and seats bought."""
    over = max(0, state.load[j] - city.limit[j])
    bought = max(0, state.load[j] - city.seats[j]) - over
    state.tally[OVER] += sign * over
    state.tally[BOUGHT] += sign * bought
    if over > 0:
        state.was_over[j] = True


@_inlined
def _total(city, state):  # type: ignore[no-untyped-def]
    return state.tally[WALK] + state.tally[BOUGHT] * city.extra_price


@_inlined
def _crowding(city, state, j, load):  # type: ignore[no-untyped-def]
    """Return the price of `load` pupils at school j: of seats left free, bought, and exceeded."""
    if load <= city.seats[j]:
        return state.free_price[j] * (city.seats[j] - load)
    over = max(0, load - city.limit[j])
    return (load - city.seats[j] - over) * city.extra_price + over * state.over_price[j]


@_inlined
def _price(city, state, j):  # type: ignore[no-untyped-def]
    return _crowding(city, state, j, state.load[j])


@_inlined
def _change(city, state, j, pupils):  # type: ignore[no-untyped-def]
    return _crowding(city, state, j, state.load[j] + pupils) - _price(city, state, j)


@njit(cache=True, nogil=True)
def _learn(city, state, late):  # type: ignore[no-untyped-def]
    """Raise the price of crowding where it was not enough, lower it where it was; late in the run only raise."""
    for j in range(city.seats.shape[0]):
        if state.load[j] > city.limit[j]:
            state.over_price[j] += 0.15 * state.over_price[j] + 0.1 * state.least_price[j]
        elif not state.was_over[j] and not late:
            state.over_price[j] = max(state.least_price[j], 0.95 * state.over_price[j])
        state.was_over[j] = False


@_inlined
def _next(state):  # type: ignore[no-untyped-def]
    """Return the next number of a xorshift generator."""
    x = state.random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state.random[0] = x
    return x


@_inlined
def _below(state, n):  # type: ignore[no-untyped-def]
    return np.int64((_next(state) >> np.uint64(33)) % np.uint64(n))


@_inlined
def _chance(state):  # type: ignore[no-untyped-def]
    """Return a number above 0 and up to 1."""
    return (np.float64(_next(state) >> np.uint64(11)) + 1.0) / 9007199254740992.0
