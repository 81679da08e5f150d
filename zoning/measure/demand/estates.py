"""New estates: dwellings that are moved into year by year, and the pupils who live in them (户均法)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zoning.model import Floats, Ints


@dataclass(frozen=True, eq=False)
class Estates:
    """New estates; k rows."""

    block: Ints
    """(k,) position of the block each stands in."""
    delivered: Ints
    """(k,) year in which the dwellings are handed over."""
    dwellings: Floats
    """(k,)"""
    per_dwelling: Floats
    """(k, taught) pupils in a dwelling that is lived in."""


def moved_in(delivered: Ints, years: Sequence[int], ramp: Sequence[float]) -> Floats:
    """Return (years, k) the share of the dwellings lived in each September: the first of `ramp` in the year of delivery, its last for good.

    >>> moved_in(np.array([2027]), [2026, 2027, 2028, 2029], [0.2, 0.5]).ravel().tolist()
    [0.0, 0.2, 0.5, 0.5]
    """
    since = np.array(years)[:, None] - delivered
    steps = np.append(0.0, ramp)
    return np.asarray(steps[np.clip(since + 1, 0, len(ramp))])


def pupils(estates: Estates, years: Sequence[int], ramp: Sequence[float], n: int) -> Floats:
    """Return (years, taught, n) pupils in dwellings that are moved into after the first of the years: those before live in the blocks already."""
    lived = moved_in(estates.delivered, years, ramp)
    more = np.clip(lived - lived[:1], 0.0, None) * estates.dwellings
    out = np.zeros((len(years), estates.per_dwelling.shape[1], n))
    for estate, block in enumerate(estates.block):
        out[:, :, block] += np.outer(more[:, estate], estates.per_dwelling[estate])
    return out


def delivered(estates: Estates, years: Sequence[int], n: int) -> Floats:
    """Return (years, n) dwellings handed over after the first of the years, up to each."""
    there = (estates.delivered <= np.array(years)[:, None]) & (estates.delivered > years[0])
    out = np.zeros((len(years), n))
    for estate, block in enumerate(estates.block):
        out[:, block] += there[:, estate] * estates.dwellings[estate]
    return out
