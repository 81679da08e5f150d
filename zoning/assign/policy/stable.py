"""A cap on the pupils who change school: a price on moving, found so that the plan keeps it, and the bound it proves."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones.solver import Proof
from zoning.model import Ints

Flags = npt.NDArray[np.bool_]
LIGHT = 0.25
"""Effort of the solves that look for the price, as a share of the policy's."""
RAISES, HALVES, FULL = 12, 3, 3
"""How often the price is raised until the cap is kept, how often it is tried to come back half the way, and solves with all effort."""
STEP_MM = 1_000

Find = Callable[[Problem, float], tuple[Ints, Proof]]
"""Solve a problem with a share of the effort: a school per block, and what is proved."""


@dataclass(frozen=True, eq=False)
class Capped:
    """A plan under a cap on moves."""

    school_of: Ints
    proof: Proof
    """Its value is a bound of the problem with the cap; its prices are those of the problem with `price`."""
    price: int
    """Millimetres on each pupil who moves."""


def priced(problem: Problem, moved: Flags, price: int) -> Problem:
    """Return `problem` with `price` millimetres on every pupil who moves; `moved` (n, m) says which pairs do."""
    cost = np.where(problem.allowed, problem.cost + moved * np.int64(price), NEVER)
    return replace(problem, cost=cost.astype(np.int32))


def count(problem: Problem, moved: Flags, school_of: Ints) -> int:
    """Return the pupils who move in a plan."""
    return int((problem.pupils * moved[np.arange(len(school_of)), school_of]).sum())


def rank(problem: Problem, moved: Flags, cap: int | None, school_of: Ints) -> tuple[int, int]:
    """Return by how many pupils a plan breaks seats and cap, then what it costs in `problem`."""
    if (school_of < 0).any():
        return NEVER, 0
    beyond = 0 if cap is None else max(0, count(problem, moved, school_of) - cap)
    return int(problem.over(school_of).sum()) + beyond, problem.total(school_of)


def top(problem: Problem) -> int:
    """Return the highest price tried, in millimetres; it leaves every cost within range, with as much again to spare."""
    return int(NEVER - 1 - problem.cost[problem.allowed].max(initial=0)) // 2


def must_move(problem: Problem, moved: Flags) -> int:
    """Return how many pupils move in every plan within the seats, even were blocks to split."""
    alone = replace(
        problem,
        cost=np.where(problem.allowed, moved, NEVER).astype(np.int32),
        fee=np.zeros_like(problem.fee),
    )
    found = transport.seat_prices(alone)
    return 0 if found is None else pricing.bound(alone, found[0])


def capped(
    problem: Problem, moved: Flags, cap: int, *, find: Find, shape: Callable[[Problem], Problem]
) -> Capped:
    """Return the cheapest plan found in which at most `cap` pupils move, or one that moves the fewest found.

    For any price q no plan within the cap costs less than bound(q) - q * cap. `shape` makes of a problem what its bound is
    taken of (groups as one block).
    """

    def value(price: int) -> int:
        small = shape(priced(problem, moved, price))
        found = transport.seat_prices(small)
        return 0 if found is None else pricing.bound(small, found[0]) - price * cap

    price, proved = highest(value, top(problem))
    tried = _tried(problem, moved, cap, price=price, find=find)
    best = min(tried, key=lambda plan: rank(problem, moved, cap, plan.school_of))
    if rank(problem, moved, cap, best.school_of)[0] == 0:
        tried += _in_full(problem, moved, cap, price=best.price, find=find)
    best = min(tried, key=lambda plan: rank(problem, moved, cap, plan.school_of))
    bounds = [(plan.proof.value - plan.price * cap, plan.proof.method) for plan in tried]
    value_proved, method = max([(proved, "transport"), *bounds])
    return replace(best, proof=replace(best.proof, value=value_proved, method=method))


def highest(value: Callable[[int], int], top: int) -> tuple[int, int]:
    """Return where in 0..top a concave function of whole numbers is highest (nearly), and the value there.

    >>> highest(lambda x: min(3 * x, 100 - 2 * x), 1000)
    (20, 60)
    """
    low, high = (_tangent(value, at) for at in (0, top - 1))
    if low[2] <= 0 or high[2] >= 0:
        end = low if low[2] <= 0 else high
        return end[0], end[1]
    best = max(low, high, key=lambda t: t[1])
    for _ in range(30):
        meet = round((high[1] - high[2] * high[0] - low[1] + low[2] * low[0]) / (low[2] - high[2]))
        at = min(max(meet, low[0] + 1), high[0] - 1)
        if high[0] - low[0] < 2:
            break
        here = _tangent(value, at)
        best = max(best, here, key=lambda t: t[1])
        roof = low[1] + low[2] * (at - low[0])
        if here[2] == 0 or roof - here[1] <= 1e-6 * abs(roof):
            break
        low, high = (here, high) if here[2] > 0 else (low, here)
    return best[0], best[1]


def _tangent(value: Callable[[int], int], at: int) -> tuple[int, int, int]:
    """Where, how high and how steep."""
    here = value(at)
    return at, here, value(at + 1) - here


def _tried(problem: Problem, moved: Flags, cap: int, *, price: int, find: Find) -> list[Capped]:
    """Plans at rising prices until one keeps the cap, then at prices between the last two."""
    tried: list[Capped] = []

    def keeps(at: int) -> bool:
        tried.append(Capped(*find(priced(problem, moved, at), LIGHT), at))
        return rank(problem, moved, cap, tried[-1].school_of)[0] == 0

    below, step = price - price // 4, STEP_MM + price // 20
    for turn in range(RAISES):
        if keeps(price):
            break
        highest_price = top(problem)
        below, price = price, highest_price if turn == RAISES - 2 else min(highest_price, price + step)
        step *= 2
    else:
        return tried
    for _ in range(HALVES):
        middle = (below + price) // 2
        if price - below < STEP_MM:
            break
        below, price = (below, middle) if keeps(middle) else (middle, price)
    return tried


def _in_full(problem: Problem, moved: Flags, cap: int, *, price: int, find: Find) -> list[Capped]:
    """Plans with all effort, at a price a little higher where the cap is broken."""
    tried: list[Capped] = []
    for turn in range(FULL):
        tried.append(Capped(*find(priced(problem, moved, price), 1.0), price))
        if rank(problem, moved, cap, tried[-1].school_of)[0] == 0:
            break
        price = min(top(problem), price + (STEP_MM + price // 20) * 2**turn)
    return tried
