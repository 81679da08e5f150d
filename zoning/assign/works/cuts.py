"""What prices say of every programme at once: a cost that the pupils of a stage and year cannot be below, linear in what is done.

Let block i pay v_i a pupil. An offer that stands saves at most what its seats can: K = max sum_i (v_i - c_ij) x_ij over x_ij <= p_i,
sum_i x_ij <= seats. So the pupils cost at least sum_i p_i v_i - sum over standing offers of K, whatever stands, for any v (weak duality). The classic cut
takes off the price of every seat instead; K is never more than that, and mostly far less for offers that do not stand. It is worked out for each offer apart,
in whole numbers.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from zoning.assign.problem import NEVER
from zoning.assign.works.task import Stage
from zoning.model import Floats, Ints


@dataclass(frozen=True, eq=False)
class Cut:
    """The pupils of a stage and year cost at least base + by @ done, in fen."""

    stage: int
    year: int
    base: int
    by: Ints
    """(A,)"""

    def at(self, done: Floats | Ints) -> float:
        """Return what it says where actions are `done` (A,)."""
        return self.base + float(self.by @ done)


def cut(stage: Stage, k: int, year: int, pays: Ints, price: Ints) -> tuple[Cut, Ints]:
    """Return the cut of what blocks pay (n,) and, for offers that no action touches, of the `price` (L,) of their seats.

    Also the price (L,) of a seat at which each other offer alone would just be full.
    """
    offers, pupils = stage.offers, stage.pupils[year]
    lasting = np.flatnonzero(offers.lasting)
    base = int((pupils * pays).sum()) - int((price[lasting] * offers.seats[lasting]).sum())
    base -= _saved_above(stage.cost, offers.school[lasting], pupils, pays, price[lasting])
    by, full = np.zeros(offers.by.shape[1], np.int64), price.copy()
    for offer in np.flatnonzero(~offers.lasting):
        saved, full[offer] = _saved(
            np.ascontiguousarray(stage.cost[:, offers.school[offer]]), pupils, pays, offers.seats[offer]
        )
        base -= int(offers.today[offer]) * saved
        by -= offers.by[offer] * saved
    return Cut(k, year, base, by), full


def paid(stage: Stage, share: Ints, whole: int, price: Ints, core: Ints) -> Ints:
    """Return what blocks pay a pupil (n,) at the `price` (L,) of seats, where offers stand for `share` (L,) parts of `whole`.

    What a block pays is often not one number: its own school's price is the least, the next school's the most. Between them, the offers' shares of a programme at the `core` (L,)
    decide: the higher, the more a cut says of the schools that stand there, and the less of those that do not.
    """
    column = stage.offers.school
    low, high = _between(stage.cost, column, share, whole, price)
    middle, _ = _between(stage.cost, column, (share + core + 1) // 2, whole, price)
    return np.clip(middle, low, high)


@njit(cache=True, nogil=True)
def _between(cost, column, share, whole, price):  # type: ignore[no-untyped-def]
    """Return the least and the most that a block may pay (n,) where it fills its cheapest offers by their shares, up to a whole."""
    n, none = cost.shape[0], cost.shape[1] - 1
    low, high = np.empty(n, np.int64), np.empty(n, np.int64)
    priced, left = np.empty(len(column), np.int64), np.empty(len(column), np.bool_)
    for i in range(n):
        for j in range(len(column)):
            priced[j] = cost[i, column[j]] + price[j]
            left[j] = share[j] > 0 and cost[i, column[j]] < NEVER and priced[j] < cost[i, none]
        filled = 0
        low[i] = high[i] = cost[i, none]
        while filled <= whole:
            best, at = cost[i, none], -1
            for j in range(len(column)):
                if left[j] and priced[j] < best:
                    best, at = priced[j], j
            if filled < whole:
                low[i] = best
            high[i] = best
            if at < 0 or filled == whole or filled + share[at] > whole:
                break
            left[at] = False
            filled += share[at]
    return low, high


@njit(cache=True, nogil=True)
def _saved_above(cost, column, pupils, pays, price):  # type: ignore[no-untyped-def]
    """Return what blocks pay beyond the priced cost of any of these schools, over all of them."""
    total = 0
    for i in range(cost.shape[0]):
        for j in range(len(column)):
            total += pupils[i] * max(0, pays[i] - cost[i, column[j]] - price[j])
    return total


@njit(cache=True, nogil=True)
def _saved(cost, pupils, pays, seats):  # type: ignore[no-untyped-def]
    """Return the most that a school with so many seats saves, where blocks pay (n,) and going there costs (n,), and the price of a seat at which it is just full."""
    low, high = np.int64(0), np.int64(0)
    for i in range(len(cost)):
        high = max(high, pays[i] - cost[i])
    while low < high:  # the least price at which no more want to come than there are seats
        price = (low + high) // 2
        coming = 0
        for i in range(len(cost)):
            if pays[i] - cost[i] > price:
                coming += pupils[i]
        if coming <= seats:
            high = price
        else:
            low = price + 1
    total = low * seats
    for i in range(len(cost)):
        total += pupils[i] * max(0, pays[i] - cost[i] - low)
    return total, low
