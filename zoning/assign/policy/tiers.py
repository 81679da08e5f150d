"""Seats in the order in which they fill, and what each costs: even use, full, beyond capacity."""

import numpy as np

from zoning.assign.problem import PER_METRE
from zoning.model import Ints
from zoning.policy import Policy

STEPS = 4
"""Parts of the seats between even use and full; each costs a like step more."""


def of(pupils: Ints, seats: Ints, policy: Policy) -> tuple[Ints, Ints]:
    """Return the seats of each tier (m, T) and the millimetres a pupil in it costs (T,), rising.

    Without a price on balance: the seats at no cost, then those beyond capacity. With one, only the seats up to the
    district's mean use are free; those between it and full come in four like parts at a quarter, half, three quarters
    and the whole of the price. Fees of tiers add up, so that a pupil over capacity has paid for balance as well.
    """
    over = np.floor(seats * policy.over_capacity_share + 1e-9).astype(np.int64)
    even = round(policy.balance_price_m * PER_METRE)
    last = even + round(policy.over_capacity_price_m * PER_METRE)
    if not even:
        return np.column_stack([seats, over]), np.array([0, last], np.int64)
    use = min(1.0, float(pupils.sum()) / max(1.0, float(seats.sum())))
    share = use + (1 - use) * np.arange(STEPS + 1) / STEPS
    share[-1] = 1.0
    tops = np.floor(seats[:, None] * share + 1e-9).astype(np.int64)
    parts = np.diff(tops, axis=1, prepend=0)
    fees = [even * step // STEPS for step in range(STEPS + 1)]
    return np.column_stack([parts, over]), np.array([*fees, last], np.int64)
