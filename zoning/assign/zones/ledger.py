"""The books of the search: what the compiled annealing reads of a problem, where it stands, and what crowding costs.

The compiled code is kept between runs by the date of `kernel.py`: after a change here, save that file as well.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from zoning.model import Floats, Ints

inlined = njit(inline="always")
"""Small steps are inlined: handing the arrays from function to function would cost more than the step itself."""


WALK, OVER, FEES = 0, 1, 2
EASE, TEMPERATURE = 0, 1


class City(NamedTuple):
    """A `Problem` as the kernel reads it."""

    pupils: Ints
    cost: npt.NDArray[np.int32]
    seats: Ints
    fee: Ints
    limit: Ints
    home: Ints
    fixed: Ints
    start: Ints
    adj: Ints
    contiguous: bool
    seat_price: Floats
    toll: npt.NDArray[np.float32]
    """(n, m) price of contiguity of each pair, pupil-millimetres; (0, 0) where there is none."""


class State(NamedTuple):
    """Where the search stands."""

    of: Ints
    """(n,) school of each block."""
    load: Ints
    over_price: Floats
    """(m,) price of each pupil over the limit; it learns."""
    least_price: Floats
    mood: Floats
    """What share of the prices of seats and contiguity still counts beyond the walk (1 early, 0 late), and the temperature."""
    was_over: npt.NDArray[np.bool_]
    mark: Ints
    """(n + 1,) scratch of the search for pieces; the last is the stamp in use."""
    pocket: Ints
    spare: Ints
    random: npt.NDArray[np.uint64]
    tally: Ints
    """Pupil-millimetres walked, pupils over the limit, fees paid."""
    changed: Ints
    """(n + 1,) blocks that changed since the best plan; the last is their number."""


@inlined
def tally(city, state, j, sign):  # type: ignore[no-untyped-def]
    """Add (or take away) school j's pupils over the limit and the fees of its seats."""
    over = max(0, state.load[j] - city.limit[j])
    state.tally[OVER] += sign * over
    if over > 0:
        state.was_over[j] = True
    left = state.load[j]
    for tier in range(city.fee.shape[0]):
        used = min(left, city.seats[j, tier])
        state.tally[FEES] += sign * used * city.fee[tier]
        left -= used


@inlined
def _crowding(city, state, j, load):  # type: ignore[no-untyped-def]
    """Return the price of `load` pupils at school j: fees, part of the price of its seats, and pupils over."""
    price, left = 0.0, load
    for tier in range(city.fee.shape[0]):
        used = min(left, city.seats[j, tier])
        dearer = max(0.0, city.seat_price[j] - city.fee[tier])
        price += used * (city.fee[tier] + state.mood[EASE] * dearer)
        left -= used
    return price + left * state.over_price[j]


@inlined
def price(city, state, j):  # type: ignore[no-untyped-def]
    """Return what school j's pupils cost as they are, beside their walk."""
    return _crowding(city, state, j, state.load[j])


@inlined
def change(city, state, j, pupils):  # type: ignore[no-untyped-def]
    """Return what `pupils` more (or fewer, if negative) at school j would add, beside their walk."""
    return _crowding(city, state, j, state.load[j] + pupils) - price(city, state, j)


@njit(cache=True, nogil=True)
def learn(city, state, late):  # type: ignore[no-untyped-def]
    """Raise the price of crowding where it was not enough, lower it where it was; late in the run only raise."""
    for j in range(city.seats.shape[0]):
        if state.load[j] > city.limit[j]:
            state.over_price[j] += 0.15 * state.over_price[j] + 0.1 * state.least_price[j]
        elif not state.was_over[j] and not late:
            state.over_price[j] = max(state.least_price[j], 0.95 * state.over_price[j])
        state.was_over[j] = False
