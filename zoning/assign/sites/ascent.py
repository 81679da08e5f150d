"""What blocks should pay so that the bound over all sets of sites is high: a Lagrangian of "every block once".

At what blocks pay each site takes the load that saves most within its seats, and opens where that is worth its cost. What blocks in
no open site pay rises, what those in several pay falls (volume algorithm, as in `lagrangian`). Only the way there is in
floating point: what is found becomes a bound in `opening.certificate_at`.
"""

from collections.abc import Callable

import numpy as np

from zoning.assign.problem import Problem
from zoning.model import Floats, Ints

STEPS = 300
FADE = 0.1
"""Share of the newest loads in their average."""
PATIENCE, SHORTER = 15, 0.7
"""After so many steps without gain the next are shorter."""
_LEAST_STEP = 1e-4


def climb(
    problem: Problem,
    opening: Ints,
    must: np.ndarray,
    most: int,
    paid: Ints,
    known: int,
    *,
    stop: Callable[[], bool],
) -> Ints:
    """Return what blocks should pay (n,), from what they `paid`; `known` is a cost to aim at."""
    value, best, best_value = paid.astype(float), -np.inf, paid.astype(float)
    length, stalled, mean = 1.0, 0, None
    for _ in range(STEPS):
        worth, load = _loads(problem, opening, value)
        chosen = _cheapest(problem, worth, must, most)
        bound, share = float(value.sum() + worth @ chosen), load @ chosen
        mean = share if mean is None else (1 - FADE) * mean + FADE * share
        stalled = 0 if bound > best + 1e-6 * abs(best) else stalled + 1
        if bound > best:
            best, best_value = bound, value
        if stop() or length < _LEAST_STEP or best >= known:
            break
        if stalled > PATIENCE:
            length, stalled, value = SHORTER * length, 0, best_value
        lacking = np.where(problem.pupils > 0, 1.0 - (0.7 * mean + 0.3 * share), 0.0)
        value = (
            value + length * max(0.0, 1.0002 * known - bound) / max(1e-12, float(lacking @ lacking)) * lacking
        )
    return np.rint(best_value).astype(np.int64)


def _loads(problem: Problem, opening: Ints, value: Floats) -> tuple[Floats, Floats]:
    """Return what opening each site adds to the cost (m,), and the shares of blocks it would take (n, m)."""
    n, m = problem.cost.shape
    worth, share = opening.astype(float), np.zeros((n, m))
    for j in range(m):
        gain = problem.pupils * problem.cost[:, j].astype(float) - value
        may = problem.allowed[:, j] & (gain < 0) & (problem.pupils > 0)
        load, home = 0, int(problem.home[j])
        if home >= 0:
            may[home], load, share[home, j] = False, int(problem.pupils[home]), 1.0
            worth[j] += gain[home]
        some = np.flatnonzero(may)
        some = some[np.argsort(gain[some] / problem.pupils[some], kind="stable")]
        taken = _taken(problem, j, load, problem.pupils[some], gain[some])
        share[some, j] = taken
        worth[j] += float(taken @ gain[some])
    return worth, share


def _taken(problem: Problem, j: int, load: int, pupils: Ints, gain: Floats) -> Floats:
    """Return the shares of blocks, the most worth first, that site j takes while its seats are worth their fee."""
    top = np.cumsum(problem.seats[j]) - load
    after = np.cumsum(pupils)
    fees = np.append(problem.fee, 2**62)
    whole = -gain / pupils > fees[np.searchsorted(top, after)]
    taken = np.where(np.logical_and.accumulate(whole), 1.0, 0.0)
    first = int(taken.sum())
    if first < len(pupils):
        before = int(after[first] - pupils[first])
        room = top[(fees[:-1] < -gain[first] / pupils[first])].max(initial=0) - before
        taken[first] = min(1.0, max(0.0, room / pupils[first]))
    return taken


def _cheapest(problem: Problem, worth: Floats, must: np.ndarray, most: int) -> Floats:
    """Return how far each site opens (m,): where it pays, and then the cheapest seats until they suffice."""
    opened = np.where(must, 1.0, 0.0)
    pays = np.flatnonzero((worth < 0) & ~must)
    opened[pays[np.argsort(worth[pays], kind="stable")][: max(0, most - int(must.sum()))]] = 1.0
    lacking = float(problem.pupils.sum() - problem.limit @ opened)
    shut = np.flatnonzero((opened == 0) & (problem.limit > 0))
    for j in shut[np.argsort(worth[shut] / problem.limit[shut], kind="stable")]:
        if lacking <= 0:
            break
        opened[j] = min(1.0, lacking / problem.limit[j])
        lacking -= opened[j] * problem.limit[j]
    return opened
