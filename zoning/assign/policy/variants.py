"""Really different plans within a stated distance of the best: pairs that earlier plans use are made dearer, as far as the cost allows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from zoning.assign.problem import NEVER, Problem
from zoning.model import Ints

RISES, HALVES = 8, 3
"""How often the price is doubled while plans stay within the distance, and how often it is then bisected."""

Find = Callable[[Problem], Ints]
"""Solve a problem: a school per block, -1 where none was found."""
Cost = Callable[[Ints], int | None]
"""The cost of a plan without the price on pairs, or None where it breaks a rule."""


def different(
    problem: Problem, best: Ints, *, count: int, within: float, differ: float, find: Find, cost: Cost
) -> list[Ints]:
    """Return `best` and further plans, `count` in all or fewer where no more were found.

    Each costs at most (1 + `within`) times the best, and sends at least the share `differ` of all pupils elsewhere than every plan
    before it. Among the plans met for one place in the list, the one that differs most is taken.
    """
    plans, least = [best], cost(best)
    limit = None if least is None else least + int(least * within)
    while limit is not None and len(plans) < count:
        found = _next(problem, plans, limit, find=find, cost=cost)
        if found is None or moved_share(problem, plans, found) < differ:
            break
        plans.append(found)
    return plans


def moved_share(problem: Problem, plans: list[Ints], school_of: Ints) -> float:
    """Return the share of pupils (0 to 1) that go elsewhere than in the most similar of `plans`."""
    pupils = max(1, int(problem.pupils.sum()))
    return min(float(problem.pupils[school_of != plan].sum()) / pupils for plan in plans)


def dearer(problem: Problem, plans: list[Ints], price: int) -> Problem:
    """Return `problem` with `price` millimetres a pupil on each pair for every one of `plans` that uses it."""
    cost, block = problem.cost.astype(np.int64), np.arange(len(problem.pupils))
    for plan in plans:
        cost[block, plan] += price
    return replace(
        problem, cost=np.where(problem.allowed, np.minimum(cost, NEVER - 1), NEVER).astype(np.int32)
    )


def _next(problem: Problem, plans: list[Ints], limit: int, *, find: Find, cost: Cost) -> Ints | None:
    """The plan within `limit` that differs most from `plans`, of those met while the price rises and is bisected."""
    best: tuple[float, Ints] | None = None

    def holds(price: int) -> bool:
        nonlocal best
        found = find(dearer(problem, plans, price))
        paid = None if (found < 0).any() else cost(found)
        if paid is None or paid > limit:
            return False
        share = moved_share(problem, plans, found)
        if best is None or share > best[0]:
            best = share, found
        return True

    pupils = max(1, int(problem.pupils.sum()))
    low, high = 0, max(1, problem.walked(plans[0]) // pupils // 16)
    for _ in range(RISES):
        if not holds(high):
            break
        low, high = high, 2 * high
    for _ in range(HALVES):
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return None if best is None else best[1]
