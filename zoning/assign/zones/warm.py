"""An earlier answer as the start of the next: the same city with other seats, a school more or less, a new estate.

Prices stay true where the ground did: a contiguity cut of the earlier problem still parts a block from a school unless a
way was opened that it knows nothing of. Blocks that a zone may now pass through, and could not before, are therefore put
into every cut of that school; where streets joined blocks anew, or the school moved, its cuts are dropped.
"""

from dataclasses import dataclass, replace

import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.model import Ints


@dataclass(frozen=True, eq=False)
class Known:
    """An earlier problem, the plan found for it and the prices that prove its bound."""

    problem: Problem
    school_of: Ints
    prices: Prices
    block_at: Ints
    """(blocks of the earlier problem,) where each is in the next one; -1 where it is gone."""
    school_at: Ints
    """Likewise for schools."""


def same_places(problem: Problem, school_of: Ints, prices: Prices) -> Known:
    """Return an earlier answer to a problem with the same blocks and schools."""
    n, m = problem.cost.shape
    return Known(problem, school_of, prices, np.arange(n), np.arange(m))


def plan(known: Known, problem: Problem) -> Ints:
    """Return the earlier plan (n,) as far as it is allowed, -1 elsewhere."""
    found = np.full(len(problem.pupils), -1)
    there = np.flatnonzero((known.block_at >= 0) & (known.school_of >= 0))
    found[known.block_at[there]] = known.school_at[known.school_of[there]]
    return _allowed(problem, found)


@dataclass(frozen=True, eq=False)
class Shift:
    """What other prices of seats do to an earlier answer."""

    guesses: tuple[Ints, Ints]
    """(n,) each, -1 where open: the earlier plan with the blocks that a new school wins, and the same with all blocks whose
    cheapest school has become another one sent there from the earlier one."""
    touched: Ints
    """Schools that the change reaches, sorted: of blocks whose cheapest school is another one now, before and after, and of all that is open."""


def shift(known: Known, problem: Problem, prices: Prices) -> Shift:
    """Return where to begin from an earlier answer, and how far the change reaches, as the prices of seats tell."""
    m = len(problem.seats)
    stayed = plan(known, problem)
    new = np.ones(m, bool)
    new[known.school_at[known.school_at >= 0]] = False
    then = replace(prices, seat=np.where(new, NEVER, seat(known, problem)))
    before, after = _cheapest(problem, then), _cheapest(problem, prices)
    other = before != after
    won = np.where(new[after], after, stayed)
    sent = np.where(other & (won == before), after, won)
    ends = [before[other], after[other], stayed[other | new[after]], after[stayed < 0], np.flatnonzero(new)]
    touched = np.unique(np.concatenate(ends))
    return Shift((_allowed(problem, won), _allowed(problem, sent)), touched[touched >= 0])


def _cheapest(problem: Problem, prices: Prices) -> Ints:
    """(n,) each block's cheapest school at these prices."""
    return np.concatenate(
        [pricing.reduced(problem, prices, rows).argmin(axis=1) for rows in problem.chunks()]
    )


def _allowed(problem: Problem, school_of: Ints) -> Ints:
    """(n,) the schools that blocks may have, -1 for others."""
    may = problem.cost[np.arange(len(school_of)), school_of] < NEVER
    return np.where((school_of >= 0) & may, school_of, -1)


def seat(known: Known, problem: Problem) -> Ints:
    """Return the earlier prices of seats (m,), 0 at new schools: about what the next ones will be."""
    price = np.zeros(len(problem.seats), np.int64)
    there = known.school_at >= 0
    price[known.school_at[there]] = known.prices.seat[there]
    return price


def tolls(known: Known, problem: Problem) -> Prices:
    """Return the earlier contiguity tolls that are still true of `problem`, with seats free."""
    m = len(problem.seats)
    free = np.zeros(m, np.int64)
    old = known.prices
    if not len(old.cuts) or not problem.contiguous or _joined_anew(known, problem):
        return Prices(free)
    kept = np.flatnonzero(known.school_at >= 0)
    homes = np.where(known.problem.home >= 0, known.block_at[known.problem.home], -1)
    kept = kept[(homes[kept] >= 0) & (homes[kept] == problem.home[known.school_at[kept]])]
    stays = np.zeros(len(known.school_at), bool)
    stays[kept] = True
    block, school = known.block_at[old.block], known.school_at[old.school]
    used = stays[old.school] & (block >= 0)
    opened, by = _opened(known, problem, kept)
    weight = np.zeros(m, np.int64)
    weight[known.school_at[kept]] = old.cuts[kept]
    opened, by = opened[weight[by] > 0], by[weight[by] > 0]
    made = pricing.tolled(
        free, np.r_[block[used], opened], np.r_[school[used], by], np.r_[old.toll[used], -weight[by]]
    )
    allowed = problem.cost[made.block, made.school] < NEVER
    return Prices(free, made.block[allowed], made.school[allowed], made.toll[allowed], weight)


def _joined_anew(known: Known, problem: Problem) -> bool:
    """Return whether two blocks touch now that were both there before and did not."""
    n = len(problem.pupils)
    if n == len(known.block_at) and (known.block_at == np.arange(n)).all() and np.array_equal(problem.adj_start, known.problem.adj_start) and np.array_equal(problem.adj, known.problem.adj):  # fmt: skip
        return False
    before = np.full(n, -1)
    before[known.block_at[known.block_at >= 0]] = np.flatnonzero(known.block_at >= 0)
    now = _links(problem)
    ends = before[now]
    both = ends[(ends >= 0).all(axis=1)]
    size = len(known.block_at)
    then = _links(known.problem)
    return not np.isin(both[:, 0] * size + both[:, 1], then[:, 0] * size + then[:, 1]).all()


def _links(problem: Problem) -> Ints:
    """(k, 2) neighbours, each pair both ways."""
    return np.column_stack(
        [np.repeat(np.arange(len(problem.pupils)), np.diff(problem.adj_start)), problem.adj]
    )


def _opened(known: Known, problem: Problem, kept: Ints) -> tuple[Ints, Ints]:
    """Return pairs (block, school) of `problem` that are allowed and were not: a way that earlier cuts know nothing of."""
    blocks = known.block_at >= 0
    was = np.zeros((len(problem.pupils), len(kept)), bool)
    was[known.block_at[blocks]] = known.problem.cost[blocks][:, kept] < NEVER
    block, column = ((problem.cost[:, known.school_at[kept]] < NEVER) & ~was).nonzero()
    return block, known.school_at[kept][column]
