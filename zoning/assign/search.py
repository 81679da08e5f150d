"""Search for zones: annealing on seat-priced walks, with a price for crowding at each school that learns.

The kernel is compiled; see `kernel.py` for its moves. Here a problem becomes its arrays, and its result a plan.
"""

import numpy as np

from zoning.assign import kernel
from zoning.assign.problem import Problem
from zoning.model import Floats, Ints


def anneal(
    problem: Problem, start: Ints, seat_price: Ints, *, proposals: int, heat: float, seed: int
) -> Ints:
    """Return the cheapest plan met among those with the fewest pupils over, beginning at `start`.

    `heat` is the first temperature in units of "a typical block one block further"; the last is 0.003 units.
    Every plan met is in one piece per zone if `start` is. The same arguments give the same plan on any machine.
    """
    unit = _unit(problem)
    city = kernel.City(
        problem.pupils, problem.cost, problem.seats, problem.limit, np.int64(problem.extra_price),
        problem.home, problem.fixed, problem.adj_start, problem.adj, problem.contiguous,
        seat_price.astype(np.float64),
    )  # fmt: skip
    link = unit / max(1.0, float(problem.pupils.mean()))
    state = _state(problem, start, least_price=seat_price.astype(np.float64) + 4.0 * link, seed=seed)
    return kernel.anneal(city, state, unit * heat, 0.003 * unit, proposals)


def _state(problem: Problem, start: Ints, *, least_price: Floats, seed: int) -> kernel.State:
    n, m = problem.cost.shape
    loads = problem.loads(start)
    walk = int((problem.pupils * problem.cost[np.arange(n), start]).sum())
    over = int(problem.over(start).sum())
    bought = int(np.minimum(np.maximum(0, loads - problem.seats), problem.extra_seats).sum())
    mixed = np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64)
    return kernel.State(
        start.copy(), loads, least_price.copy(), least_price, np.zeros(m), np.zeros(m, np.bool_),
        np.zeros(n + 1, np.int64), np.empty(n + 2, np.int64), np.empty(n + 2, np.int64), mixed,
        np.array([walk, over, bought], np.int64),
    )  # fmt: skip


def _unit(problem: Problem) -> float:
    """Mean pupils × mean link: what sending a typical block one block further costs."""
    block = np.repeat(np.arange(len(problem.pupils)), np.diff(problem.adj_start))
    far = np.where(problem.allowed, problem.cost, 0)
    both = problem.allowed[block] & problem.allowed[problem.adj]
    step = (np.abs(far[block] - far[problem.adj]) * both).max(axis=1)
    link = float(step.mean()) if len(block) else float(far.mean())
    return max(1.0, link) * max(1.0, float(problem.pupils.mean()))
