"""Prices and the bound they prove: what no plan can beat, checked in whole numbers over all pairs."""

from dataclasses import dataclass, field

import numpy as np

from zoning.assign.problem import NEVER, Problem
from zoning.model import Floats, Ints


def _none() -> Ints:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Prices:
    """A price of a seat at each school, and tolls on single pairs that stand for zones in one piece.

    A contiguity cut says: block i may go to school j only if some block s of a set that parts i from j's own block
    goes there too. Its price is added to the pair (i, j) and taken off every pair (s, j).
    """

    seat: Ints
    """(m,) millimetres per pupil, 0 or more."""
    block: Ints = field(default_factory=_none)
    """Blocks of the pairs with a toll, each pair once, sorted by block, then school."""
    school: Ints = field(default_factory=_none)
    toll: Ints = field(default_factory=_none)
    """Pupil-millimetres."""
    cuts: Ints = field(default_factory=_none)
    """(m,) what the cuts of each school cost in all, where it is known; for `warm`."""


def tolled(seat: Ints, block: Ints, school: Ints, toll: Ints) -> Prices:
    """Return prices with the tolls of equal pairs added up."""
    pairs, at = np.unique(block * len(seat) + school, return_inverse=True)
    sums = np.zeros(len(pairs), np.int64)
    np.add.at(sums, at, toll)
    kept = sums != 0
    return Prices(seat, pairs[kept] // len(seat), pairs[kept] % len(seat), sums[kept])


def reduced(problem: Problem, prices: Prices, rows: slice) -> Ints:
    """Return (rows, m) pupil-millimetres of every pair at these prices, fees aside; huge where not allowed."""
    cost = problem.cost[rows].astype(np.int64)
    priced = problem.pupils[rows, None] * (cost + prices.seat)
    first, last = np.searchsorted(prices.block, [rows.start, rows.stop])
    priced[prices.block[first:last] - rows.start, prices.school[first:last]] += prices.toll[first:last]
    priced[cost >= NEVER] = 2**61
    return priced


def least(problem: Problem, prices: Prices) -> Ints:
    """Return the least priced cost of each block (n,) over all its schools."""
    found = [reduced(problem, prices, rows).min(axis=1) for rows in problem.chunks()]
    return np.concatenate(found)


def bound(problem: Problem, prices: Prices) -> int:
    """Return what `prices` prove (weak duality): no plan costs less, even were pupils of a block to split.

    Each block pays at least its cheapest priced pair; the prices of all seats are given back:
    sum_i min_j(p_i (d_ij + u_j) + toll_ij) - sum_j sum_t max(0, u_j - fee_t) seats_jt, over all allowed pairs.
    Contiguity tolls add nothing to a plan in one piece, so they need no giving back.
    """
    back = np.maximum(0, prices.seat[:, None] - problem.fee) * problem.seats
    return int(least(problem, prices).sum() - back.sum())


def part(prices: Prices, blocks: Ints, schools: Ints, n: int) -> Prices:
    """Return the prices of some of the `n` blocks and of some schools (sorted positions) alone."""
    block_at, school_at = np.full(n, -1), np.full(len(prices.seat), -1)
    block_at[blocks], school_at[schools] = np.arange(len(blocks)), np.arange(len(schools))
    block, school = block_at[prices.block], school_at[prices.school]
    kept = (block >= 0) & (school >= 0)
    return tolled(prices.seat[schools], block[kept], school[kept], prices.toll[kept])


class Standing:
    """How plans stand to the bound of some prices; what does not change from plan to plan is worked out once."""

    def __init__(self, problem: Problem, prices: Prices) -> None:
        self.problem, self.prices = problem, prices
        n = len(problem.pupils)
        self.least, self.wished = np.zeros(n, np.int64), np.zeros(n, np.int64)
        for rows in problem.chunks():
            priced = reduced(problem, prices, rows)
            self.least[rows], self.wished[rows] = priced.min(axis=1), priced.argmin(axis=1)
        self.pair = prices.block * len(prices.seat) + prices.school

    def above(self, school_of: Ints) -> Ints:
        """Return what each block (n,) pays above its cheapest priced pair, which is at the school `wished`."""
        problem, n, m = self.problem, len(school_of), len(self.prices.seat)
        cost = problem.cost[np.arange(n), school_of].astype(np.int64)
        paid = problem.pupils * (cost + self.prices.seat[school_of])
        own = np.arange(n) * m + school_of
        at = np.searchsorted(self.pair, own)
        tolled = np.flatnonzero(np.isin(own, self.pair, assume_unique=True))
        paid[tolled] += self.prices.toll[at[tolled]]
        return np.where(cost < NEVER, paid, 2**61) - self.least

    def excess(self, school_of: Ints) -> Floats:
        """Return what each zone (m,) adds to the gap between a plan and the bound, in pupil-millimetres.

        That is: what its blocks cost above their cheapest priced pair, and the price of seats it leaves free.
        The sums fall short of the gap only by contiguity cuts that the plan holds with room to spare.
        """
        problem, seat = self.problem, self.prices.seat
        zone = np.bincount(school_of, weights=self.above(school_of), minlength=len(seat))
        used = problem.used(school_of)
        worth = seat[:, None] - problem.fee
        left = np.maximum(0, worth) * (problem.seats - used) + np.maximum(0, -worth) * used
        return np.asarray(zone + left.sum(axis=1))
