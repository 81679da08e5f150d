"""The transportation problem: pupils may split, zones may fall apart; its duals are the prices of seats."""

from dataclasses import replace

import numpy as np
from ortools.graph.python import min_cost_flow

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.model import Ints

_FAR = np.int64(2**50)
FEW = 6
"""Schools of each block that are looked at first where prices are known already."""


def seat_prices(
    problem: Problem, nearest: int = 16, tolls: Prices | None = None, about: Ints | None = None
) -> tuple[Prices, Ints] | None:
    """Return prices that prove the transportation bound, and what one more seat would save (m,); None if seats cannot suffice.

    Solved over each block's `nearest` schools; pairs left out are priced with the duals and the
    violated ones added until none is, so the bound holds for all pairs. With `tolls` of contiguity on
    the pairs, the prices of seats are the best beside them. Prices that are `about` right (m,) tell which pairs matter: then few do.
    """
    if tolls is not None and len(tolls.toll):
        found = seat_prices(_tolled(problem, tolls), nearest, about=about)
        return None if found is None else (replace(tolls, seat=found[0].seat), found[1])
    arcs = _cheapest(problem, nearest) if about is None else _cheapest(problem, min(nearest, FEW), about)
    while True:
        flow = _flow(problem, arcs)
        if flow is None:
            wider = _cheapest(problem, problem.cost.shape[1])
            if len(wider) == len(arcs):
                return None
            arcs = wider
            continue
        least, most = _prices(problem, arcs, flow)
        price = (least + most) // 2
        violated = np.union1d(_violated(problem, arcs, price), _violated(problem, arcs, least))
        if not len(violated):
            return Prices(price), least
        arcs = np.union1d(arcs, violated)


def _tolled(problem: Problem, tolls: Prices) -> Problem:
    """Return the problem with tolls put on the walks of each pupil, rounded: good for prices, not for a bound."""
    live = (problem.pupils[tolls.block] > 0) & (problem.cost[tolls.block, tolls.school] < NEVER)
    block, school = tolls.block[live], tolls.school[live]
    cost = problem.cost.copy()
    dearer = cost[block, school] + tolls.toll[live] // problem.pupils[block]
    cost[block, school] = np.clip(dearer, -NEVER + 1, NEVER - 1)
    return replace(problem, cost=cost)


def _cheapest(problem: Problem, count: int, price: Ints | int = 0) -> Ints:
    """Return the allowed pairs among each block's `count` cheapest schools at a `price` (m,) of seats, coded block * m + school and sorted."""
    m = problem.cost.shape[1]
    found = []
    for rows in problem.chunks():
        cost = problem.cost[rows]
        keep = cost < NEVER
        if m > count:
            priced = cost + price if np.any(price) else cost
            keep &= priced <= np.partition(priced, count - 1, axis=1)[:, count - 1 : count]
        block, school = keep.nonzero()
        found.append((rows.start + block) * m + school)
    return np.concatenate(found)


def _flow(problem: Problem, arcs: Ints) -> Ints | None:
    """Return the pupils on each arc at least cost; None if there is no room."""
    n, m = problem.cost.shape
    block, school = arcs // m, arcs % m
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        block, n + school, problem.pupils[block], problem.cost[block, school].astype(np.int64)
    )
    for tier, fee in enumerate(problem.fee):
        solver.add_arcs_with_capacity_and_unit_cost(
            n + np.arange(m), np.full(m, n + m), problem.seats[:, tier], np.full(m, fee)
        )
    solver.set_nodes_supplies(np.arange(n), problem.pupils)
    solver.set_nodes_supplies(np.array([n + m]), np.array([-problem.pupils.sum()]))
    return solver.flows(numbers) if solver.solve() == solver.OPTIMAL else None


def _prices(problem: Problem, arcs: Ints, flow: Ints) -> tuple[Ints, Ints]:
    """Return the least and the most seat prices (m,) of the optimum: what one more seat saves, and one fewer costs.

    Every convex mix of the two proves the same bound.
    """
    m = problem.cost.shape[1]
    hop = _hops(problem, arcs, flow)
    load = np.bincount(arcs % m, weights=flow, minlength=m).astype(np.int64)
    top = np.cumsum(problem.seats, axis=1)
    fees = np.append(problem.fee, _FAR)
    most = fees[(top <= load[:, None]).sum(axis=1)]
    bottom = top - problem.seats
    least = np.where(load > 0, problem.fee[np.maximum(0, (bottom < load[:, None]).sum(axis=1) - 1)], 0)
    for _ in range(m):  # Bellman-Ford: most towards the free seats, least from the pupils who would come
        most_next = np.minimum(most, (hop + most).min(axis=1))
        least_next = np.maximum(least, (least[:, None] - hop).max(axis=0))
        if (most_next == most).all() and (least_next == least).all():
            break
        most, least = most_next, least_next
    return least.astype(np.int64), np.where(most < _FAR // 2, most, least).astype(np.int64)


def _hops(problem: Problem, arcs: Ints, flow: Ints) -> Ints:
    """Return (m, m) what the cheapest pupil at school j pays to go on to school k; huge where none can."""
    n, m = problem.cost.shape
    first = np.searchsorted(arcs, np.arange(n + 1) * m)
    used = arcs[flow > 0]
    count = np.diff(first)[used // m]
    own = np.repeat(used, count)
    offset = np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count)
    other = arcs[first[own // m] + offset]
    step = problem.cost[own // m, other % m].astype(np.int64) - problem.cost[own // m, own % m]
    hop = np.full(m * m, _FAR)
    np.minimum.at(hop, (own % m) * m + other % m, step)
    return hop.reshape(m, m)


def _violated(problem: Problem, arcs: Ints, price: Ints) -> Ints:
    """Return the pairs left out that are cheaper at `price` than any kept of their block."""
    n, m = problem.cost.shape
    first = np.searchsorted(arcs, np.arange(n + 1) * m)
    priced = problem.cost[arcs // m, arcs % m] + price[arcs % m]
    kept = np.full(n, _FAR)
    some = np.diff(first) > 0
    kept[some] = np.minimum.reduceat(priced, first[:-1][some]) if some.any() else _FAR
    kept[problem.pupils == 0] = -_FAR
    found = []
    for rows in problem.chunks():
        cost = problem.cost[rows]
        block, school = ((cost + price < kept[rows, None]) & (cost < NEVER)).nonzero()
        found.append((rows.start + block) * m + school)
    return np.concatenate(found)
