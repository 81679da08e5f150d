"""What seats, locks, zones in one piece and barriers cost, at the prices that prove a plan's bound."""

import numpy as np
import pandas as pd

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, PER_METRE, Costs, Problem
from zoning.model import Ints

_HUGE = 2**61


def seats(prices: Prices, saves: Ints) -> pd.DataFrame:
    """Return, by school position: `saves_m` (one more seat), `priced_m`, and how zones in one piece bear on it.

    `kept_off` counts the blocks that a contiguity cut makes dearer for the school, `ways` those that lead to them and are made
    cheaper.
    """
    m = len(prices.seat)
    return pd.DataFrame(
        {
            "saves_m": saves / PER_METRE,
            "priced_m": prices.seat / PER_METRE,
            "kept_off": np.bincount(prices.school[prices.toll > 0], minlength=m),
            "ways": np.bincount(prices.school[prices.toll < 0], minlength=m),
        }
    )


def locks(problem: Problem, free: Problem, prices: Prices, asked: pd.DataFrame) -> pd.DataFrame:
    """Return `asked` (`block`, `school` as positions, `never`) with `instead` (a school) and `price_pupil_m`.

    The price of a lock is what its block pays at its school above its cheapest priced pair without the lock; of a lock that
    forbids, what the pair forbidden would save. Contiguity aside, dropping a lock lowers the bound by no more than its price: the
    same seat prices prove the rest without it.
    """
    block, school, never = (asked[column].to_numpy() for column in ("block", "school", "never"))
    here = np.arange(len(block))
    now, then = _priced(problem, prices, block, problem.cost), _priced(problem, prices, block, free.cost)
    then[here, school] = np.minimum(then[here, school], now[here, school])
    paid = np.where(never, now.min(axis=1, initial=_HUGE), now[here, school])
    best = np.where(never, school, then.argmin(axis=1) if len(block) else school)
    least = then[here, best]
    kept = np.where(never, now.argmin(axis=1) if len(block) else school, school)
    price = np.where((paid < _HUGE) & (least < _HUGE), np.maximum(0, paid - least), 0)
    return asked.assign(instead=np.where(price > 0, best, kept), price_pupil_m=price / PER_METRE)


def _priced(problem: Problem, prices: Prices, block: Ints, cost: Costs) -> Ints:
    """(k, m) pupil-millimetres of some blocks at `prices`; huge where `cost` does not allow the pair."""
    mine = cost[block].astype(np.int64)
    priced = problem.pupils[block, None] * (mine + prices.seat)
    first, last = np.searchsorted(prices.block, block), np.searchsorted(prices.block, block, "right")
    row = np.repeat(np.arange(len(block)), last - first)
    pair = np.arange(len(row)) - np.repeat(np.cumsum(last - first) - last, last - first)
    priced[row, prices.school[pair]] += prices.toll[pair]
    return np.where(mine < NEVER, priced, _HUGE)


def contiguity(problem: Problem, prices: Prices) -> int:
    """Return what zones in one piece add to the bound, in pupil-millimetres: the bound of `prices` less that of pupils alone."""
    if not len(prices.toll):
        return 0
    alone = transport.seat_prices(problem)
    return max(0, pricing.bound(problem, prices) - pricing.bound(problem, alone[0])) if alone else 0


def bound(problem: Problem) -> int:
    """Return the bound with contiguity cuts, found anew: nothing here depends on the clock."""
    alone = transport.seat_prices(problem)
    return tighten(Relaxation(problem, alone[0])).bound if alone else 0
