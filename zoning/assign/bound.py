"""Lower bounds: what no plan can beat, from prices of seats and, for coarse districts, prices of blocks."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from ortools.graph.python import min_cost_flow

from zoning.assign.problem import NEVER, Problem
from zoning.model import Floats, Ints

_FAR = np.int64(2**50)


@dataclass(frozen=True, eq=False)
class Bound:
    """A cost that no plan within the rules can be below, in pupil-decimetres, with its proof."""

    value: int
    seat_saves: Ints
    """(m,) decimetres of walking that one more seat at the school would save."""
    seat_price: Ints
    """(m,) decimetres that prove the bound, see `priced`: between what a seat more saves and a seat fewer costs."""
    method: str


def priced(problem: Problem, seat_price: Ints) -> int:
    """Return the bound that non-negative seat prices prove (weak duality, exact in integers).

    Each pupil pays at least the cheapest walk + price; the prices of all seats are given back:
    sum_i p_i min_j(d_ij + u_j) - sum_j u_j c_j - sum_j max(0, u_j - q) e_j, over all allowed pairs,
    with u the price, c the seats, e the seats beyond capacity and q what these cost.
    """
    cheapest = (problem.cost + seat_price).min(axis=1)
    back = seat_price * problem.seats + np.maximum(0, seat_price - problem.extra_price) * problem.extra_seats
    return int((problem.pupils * cheapest).sum() - back.sum())


def transport(problem: Problem, nearest: int = 16) -> Bound | None:
    """Return the transportation bound: pupils may split, zones may fall apart; None if seats cannot suffice.

    Solved over each block's `nearest` schools; pairs left out are priced with the duals and the
    violated ones added until none is, so the bound holds for all pairs.
    """
    keep = _cheapest(problem, nearest)
    while True:
        flow = _flow(problem, keep)
        if flow is None:
            if keep.sum() == problem.allowed.sum():
                return None
            keep = problem.allowed
            continue
        least_price, most_price = _prices(problem, keep, flow)
        price = (least_price + most_price) // 2
        reduced = problem.cost + price
        least = np.where(keep, reduced, _FAR).min(axis=1)
        violated = (reduced < least[:, None]) & problem.allowed & (problem.pupils > 0)[:, None]
        if not violated.any():
            return Bound(priced(problem, price), least_price, price, "transport")
        keep = keep | violated


def _cheapest(problem: Problem, count: int) -> np.ndarray:
    """(n, m) mask of the allowed pairs among each block's `count` cheapest schools."""
    m = problem.cost.shape[1]
    if m <= count:
        return problem.allowed
    cut = np.partition(problem.cost, count - 1, axis=1)[:, count - 1]
    return problem.allowed & (problem.cost <= cut[:, None])


def _flow(problem: Problem, keep: np.ndarray) -> Ints | None:
    """(n, m) pupils from blocks to schools at least cost over the pairs kept; None if there is no room."""
    n, m = problem.cost.shape
    block, school = keep.nonzero()
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        block, n + school, problem.pupils[block], problem.cost[block, school]
    )
    sink = np.full(m, n + m)
    solver.add_arcs_with_capacity_and_unit_cost(n + np.arange(m), sink, problem.seats, np.zeros(m, np.int64))
    solver.add_arcs_with_capacity_and_unit_cost(
        n + np.arange(m), sink, problem.extra_seats, np.full(m, problem.extra_price)
    )
    solver.set_nodes_supplies(np.arange(n), problem.pupils)
    solver.set_nodes_supplies(np.array([n + m]), np.array([-problem.pupils.sum()]))
    if solver.solve() != solver.OPTIMAL:
        return None
    flow = np.zeros((n, m), np.int64)
    flow[block, school] = solver.flows(arcs)
    return flow


def _prices(problem: Problem, keep: np.ndarray, flow: Ints) -> tuple[Ints, Ints]:
    """Return the least and the most seat prices (m,) of the optimum: what one more seat saves, and one fewer costs.

    Every convex mix of the two proves the same bound. `hop[j, k]` is what a pupil at j pays to go on to k.
    """
    m = problem.cost.shape[1]
    hop = np.full((m, m), _FAR)
    for j in range(m):
        here = flow[:, j] > 0
        if here.any():
            step = np.where(keep[here], problem.cost[here] - problem.cost[here, j][:, None], _FAR)
            hop[j] = step.min(axis=0)
    load = flow.sum(axis=0)
    most = np.where(load < problem.seats, 0, np.where(load < problem.limit, problem.extra_price, _FAR))
    least = np.where(load > problem.seats, problem.extra_price, 0)
    for _ in range(m):  # Bellman-Ford: most towards the free seats, least from the pupils who would come
        most_next = np.minimum(most, (hop + most).min(axis=1))
        least_next = np.maximum(least, (least[:, None] - hop).max(axis=0))
        if (most_next == most).all() and (least_next == least).all():
            break
        most, least = most_next, least_next
    return least.astype(np.int64), np.where(most < _FAR // 2, most, least).astype(np.int64)


def knapsack(problem: Problem, start: Bound, target: int, *, rounds: int = 400) -> Bound:
    """Return a bound in which no block may split: prices of blocks, one 0-1 knapsack a school.

    Lagrangian relaxation of "each block once": L(v) = sum_i v_i + sum_j min over sets S of blocks with
    at most the school's limit of pupils of sum_{i in S} (p_i d_ij - v_i), plus the price of seats
    beyond capacity. Home blocks stay with their school. `v` is kept whole, so L is exact. Subgradient steps (Polyak) aim
    at `target`, the cost of the best plan known.
    """
    value = (problem.pupils * (problem.cost + start.seat_price).min(axis=1)).astype(np.float64)
    best, best_value, scale, since = start.value, value.copy(), 1.5, 0
    for _ in range(rounds):
        bound, taken = _knapsacks(problem, np.rint(value).astype(np.int64))
        if bound > best:
            best, best_value, since = bound, value.copy(), 0
        else:
            since += 1
        slope = 1.0 - taken
        slope[problem.pupils == 0] = 0
        length = float((slope**2).sum())
        if length == 0 or best >= target:
            break
        if since == 12:
            scale, since, value = scale * 0.6, 0, best_value.copy()
            continue
        value = value + scale * max(target - bound, 1) / length * slope
    return Bound(int(best), start.seat_saves, start.seat_price, "knapsack") if best > start.value else start


def _knapsacks(problem: Problem, value: Ints) -> tuple[int, Floats]:
    """Return L(value) and how often each block was taken (n,)."""
    total, taken = int(value.sum()), np.zeros(len(value))
    for j in range(len(problem.seats)):
        gain = np.where(problem.allowed[:, j], value - problem.pupils * problem.cost[:, j], -1)
        mine = (problem.fixed == j).nonzero()[0]
        gain_fixed = (value - problem.pupils * np.minimum(problem.cost[:, j], NEVER))[mine].sum()
        free = ((gain > 0) & (problem.fixed < 0)).nonzero()[0]
        used = int(problem.pupils[mine].sum())
        best, chosen = _pack(
            gain[free],
            problem.pupils[free],
            used,
            int(problem.seats[j]),
            int(problem.limit[j]),
            problem.extra_price,
        )
        total -= int(gain_fixed) + int(best)
        taken[mine] += 1
        taken[free[chosen]] += 1
    return total, taken


@njit(cache=True, nogil=True)
def _pack(gain, weight, used, seats, limit, extra_price):  # type: ignore[no-untyped-def]
    """Return the most gain of a 0-1 knapsack with priced overflow, and which items make it (boolean)."""
    room = max(limit - used, 0)
    k = gain.shape[0]
    best = np.zeros(room + 1, np.int64)
    take = np.zeros((k, room + 1), np.bool_)
    for i in range(k):
        for w in range(room, weight[i] - 1, -1):
            other = best[w - weight[i]] + gain[i]
            if other > best[w]:
                best[w] = other
                take[i, w] = True
    top, at = -(2**62), 0
    for w in range(room + 1):
        net = best[w] - max(0, used + w - seats) * extra_price
        if net > top:
            top, at = net, w
    chosen = np.zeros(k, np.bool_)
    for i in range(k - 1, -1, -1):
        if take[i, at]:
            chosen[i] = True
            at -= weight[i]
    return top, chosen
