"""Pupils of a stage to the offers that stand, year by year: what it costs at least, and the prices of seats that prove it.

A large stage is solved over groups of blocks that are alike first, each group one block: its prices are nearly right, at a tenth of the work.
"""

from dataclasses import dataclass

import numpy as np

from zoning.assign.works import kernel
from zoning.assign.works.task import Stage
from zoning.model import Ints

WHOLE = 64
"""Parts of an offer that stands in part: how far an offer stands in a relaxed programme is rounded to these."""
FEWEST, GROUPED = 300, 4
"""Groups of a stage, at the least, and blocks of a group; groups are grouped again, as long as there are enough of them."""


@dataclass(frozen=True, eq=False)
class Grouped:
    """Blocks in groups, each with the costs of the one in its middle."""

    cost: np.ndarray
    """(groups, m + 1) int32"""
    order: Ints
    """(n,) blocks, group by group."""
    first: Ints
    """(groups,) where each begins in that order."""

    def pupils(self, pupils: Ints) -> Ints:
        """Return the pupils of each group."""
        return np.add.reduceat(pupils[self.order], self.first)


@dataclass(frozen=True, eq=False)
class Settled:
    """A flow of least cost: pupils `count` (k,) of block `block` (k,) at offer `offer` (k,); -1 is no seat."""

    value: int
    """Fen."""
    block: Ints
    offer: Ints
    count: Ints
    price: Ints
    """(L,) fen a seat."""


class Transport:
    """The transport problems of one stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.levels = _levels(stage.cost)

    def prices(
        self, year: int, share: Ints, whole: int, price: Ints, *, exact: bool
    ) -> tuple[Ints, kernel.State]:
        """Return prices of seats (L,) where offers stand for `share` (L,) parts of `whole`, and the last state; `price` (L,) is where to begin.

        Without `exact` they are those of groups of blocks.
        """
        stage, open_ = self.stage, np.flatnonzero(share)
        column = np.r_[stage.offers.school[open_], stage.cost.shape[1] - 1]
        part, found = np.r_[share[open_], whole], price.copy()
        seats = stage.offers.seats[open_] * share[open_]
        for grouped in [*self.levels, None] if exact or not self.levels else self.levels:
            cost, pupils = (
                (stage.cost, stage.pupils[year])
                if grouped is None
                else (grouped.cost, grouped.pupils(stage.pupils[year]))
            )
            city = kernel.City(cost, column, pupils, part, np.r_[seats, whole * pupils.sum()])
            state = _state(len(cost), np.r_[found[open_], 0])
            kernel.settle(city, state, whole)
            found[open_] = np.maximum(0, state.price[:-2] - state.price[-1])
        return found, state

    def settled(self, year: int, standing: Ints, price: Ints) -> Settled:
        """Return the flow of least cost where offers stand (L,) or do not."""
        found, state = self.prices(year, standing, 1, price, exact=True)
        block, place = state.flow.nonzero()
        count = state.flow[block, place].astype(np.int64)
        open_ = np.flatnonzero(standing)
        column = np.r_[self.stage.offers.school[open_], self.stage.cost.shape[1] - 1]
        value = int((count * self.stage.cost[block, column[place]]).sum())
        return Settled(value, block, np.r_[open_, -1][place], count, found)


def _levels(cost: np.ndarray) -> list[Grouped]:
    """Return the stage in groups, coarse to fine; none where there are few blocks."""
    real = cost[:, :-1] if cost.shape[1] > 1 else cost
    order = np.lexsort((real.min(axis=1), real.argmin(axis=1)))
    found, size = list[Grouped](), GROUPED
    while len(cost) // size >= FEWEST:
        first = np.arange(0, len(cost), size)
        middle = np.minimum(first + size // 2, len(cost) - 1)
        found.insert(0, Grouped(np.ascontiguousarray(cost[order[middle]]), order, first))
        size *= GROUPED
    return found


def _state(n: int, price: Ints) -> kernel.State:
    """Return the state before a flow, with the `price` (N,) of each school's seats."""
    schools = len(price)
    nodes = [np.zeros(schools + 1, np.int64) for _ in range(4)]
    return kernel.State(
        flow=np.zeros((n, schools), np.int32),
        blocks=np.empty((schools, n), np.int32),
        size=np.zeros(schools, np.int64),
        way=np.full((schools, schools), kernel.FAR),
        by=np.full((schools, schools), -1, np.int32),
        stale=np.zeros((schools, schools), np.bool_),
        used=np.zeros(schools, np.int64),
        price=np.r_[price, 0].astype(np.int64),
        over=nodes[0], length=nodes[1], before=nodes[2], queue=nodes[3],
    )  # fmt: skip
