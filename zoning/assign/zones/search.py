"""Search for zones: annealing on seat-priced walks, with a price for crowding at each school that learns.

The kernel is compiled; see `kernel.py` for its moves. Here a problem becomes its arrays, and its result a plan.
"""

import time

import numpy as np
import numpy.typing as npt

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import kernel, ledger
from zoning.model import Floats, Ints

Stop = npt.NDArray[np.bool_]
Plans = npt.NDArray[np.int32]
"""(k, n) the school of each block in several plans."""


COLD = 0.003
"""The last temperature, in units of "a typical block one block further"."""
LINKS, TABLE = 200_000, 20_000_000
"""Links between blocks that tell the length of all, at most, and walks that are looked at for them: a table of so many is quick and small."""
PACED, PACED_HEAT = 300_000, 1.0
"""Proposals that tell how fast this machine is, and their temperature."""


def never() -> Stop:
    """Return a stop sign that nobody will set."""
    return np.zeros(1, np.bool_)


def anneal(
    problem: Problem,
    start: Ints,
    prices: Prices,
    *,
    proposals: int,
    heat: float,
    seed: int,
    stop: Stop | None = None,
    met: Plans | None = None,
) -> Ints:
    """Return the cheapest plan met among those with the fewest pupils over, beginning at `start`.

    `heat` is the first temperature in units of "a typical block one block further"; the last is `COLD` units.
    Every plan met is in one piece per zone if `start` is. The same arguments give the same plan on any machine;
    another thread may end the search early by setting `stop[0]`. The plan is never worse than `start`, unless there is `met` (k, n): it is
    filled with plans met once the search has forgotten where it began, -1 where it ended before, and the best is of those met since.
    """
    shots = np.empty((0, len(start)), np.int32) if met is None else met
    city, state, unit = _ready(problem, start, prices, seed)
    best = np.empty_like(start)
    kernel.anneal(
        city, state, best, unit * heat, COLD * unit, proposals, never() if stop is None else stop, shots
    )
    return best


def pace(problem: Problem, start: Ints, prices: Prices) -> float:
    """Return the proposals a second that a thread of this machine manages, as seen over some."""
    city, state, unit = _ready(problem, start, prices, seed=0)
    shots, best = np.empty((0, len(start)), np.int32), np.empty_like(start)
    began = time.perf_counter()
    kernel.anneal(city, state, best, PACED_HEAT * unit, COLD * unit, PACED, never(), shots)
    return PACED / (time.perf_counter() - began)


def _ready(
    problem: Problem, start: Ints, prices: Prices, seed: int
) -> tuple[ledger.City, ledger.State, float]:
    """Return a problem and where it stands as the kernel reads them, and the unit of temperatures."""
    unit = link(problem) * max(1.0, float(problem.pupils.mean()))
    seat = prices.seat.astype(np.float64)
    city = ledger.City(
        problem.pupils, problem.cost, problem.seats, problem.fee, problem.limit, problem.home, problem.fixed,
        problem.adj_start, problem.adj, problem.contiguous, seat, _tolls(problem, prices),
    )  # fmt: skip
    return city, _state(problem, start, least_price=seat + 4.0 * link(problem), seed=seed), unit


def _tolls(problem: Problem, prices: Prices) -> npt.NDArray[np.float32]:
    """(n, m) tolls of contiguity, or an empty table where there are none."""
    if not len(prices.toll):
        return np.zeros((0, 0), np.float32)
    tolls = np.zeros(problem.cost.shape, np.float32)
    tolls[prices.block, prices.school] = prices.toll
    return tolls


def _state(problem: Problem, start: Ints, *, least_price: Floats, seed: int) -> ledger.State:
    n, m = problem.cost.shape
    walked = problem.walked(start)
    tally = np.array([walked, problem.over(start).sum(), problem.total(start) - walked], np.int64)
    mixed = np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64)
    return ledger.State(
        start.copy(), problem.loads(start), least_price.copy(), least_price, np.zeros(2), np.zeros(m, np.bool_),
        np.zeros(n + 1, np.int64), np.empty(n + 2, np.int64), np.empty(n + 2, np.int64), mixed, tally,
        np.zeros(n + 1, np.int64),
    )  # fmt: skip


def link(problem: Problem) -> float:
    """Return what a walk changes by when it begins one block further: millimetres, 1 or more."""
    block = np.repeat(np.arange(len(problem.pupils)), np.diff(problem.adj_start))
    most = min(LINKS, TABLE // max(1, len(problem.seats)))
    some = np.random.default_rng(0).permutation(len(block))[:most]
    here, there = problem.cost[block[some]], problem.cost[problem.adj[some]]
    both = (here < NEVER) & (there < NEVER)
    step = np.where(both, np.abs(here - there), 0).max(axis=1, initial=0)
    return max(1.0, float(step.mean())) if len(step) else 1.0
