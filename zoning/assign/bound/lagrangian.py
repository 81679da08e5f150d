"""The bound where a school has few blocks: whole blocks fill its seats, so seats become a knapsack, not a price.

Every block has a price v_i, every contiguity cut a price; each school then chooses the best load that fits its seats:
sum_i v_i - sum_j max {sum_i (v_i - p_i d_ij - toll_ij) x_i : sum_i p_i x_i <= seats_j} is a bound at any prices
(Lagrangian relaxation of "every block once" and of the cuts). Prices climb by subgradients averaged over the loads
chosen (the volume algorithm of Barahona and Anbil), with a step that aims at the cost of the plan known (Polyak).
What forcing a pair into its school's load would lose tells which pairs no better plan can use.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from zoning.assign.bound import knapsack
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import Cut, Pairs, Tolls, broken
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.model import Floats, Ints

NAME = "knapsacks"
"""What shows such a bound, in words."""
ROOM_MOST = 10_000
"""Seats of a school beyond which its knapsack takes too long to be worth it."""
COARSE = 60
"""Blocks a school, on average, up to which whole blocks matter: on made-up cities they add 0.07 % to the bound at 50 blocks a
school, 0.01 % at 83, for twenty times the work."""
FADE = 0.1
"""Share of the newest loads in their average."""
PATIENCE, SHORTER = 15, 0.7
"""After so many steps without gain the next are shorter."""
CUT_EVERY, CUT_SHARES = 40, (0.02, 0.1, 0.3, 0.5)
_LEAST_STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Bounded:
    """What the Lagrangian proves: no plan costs less than `value`, none with a pair less than `value` and what it has `lost`."""

    value: int
    lost: Floats
    """(n, m) pupil-millimetres; infinite where the pair is in no plan cheaper than the one known at first."""


def worthwhile(problem: Problem) -> bool:
    """Return whether the knapsacks are small enough, and there is something to choose."""
    return len(problem.seats) > 1 and int(problem.limit.max()) <= ROOM_MOST


def coarse(problem: Problem) -> bool:
    """Return whether schools have so few blocks that whole ones filling the seats raise the bound by much."""
    return worthwhile(problem) and int((problem.pupils > 0).sum()) <= COARSE * len(problem.seats)


def narrowed(problem: Problem, plan: Ints, bounded: Bounded, known: int) -> Problem:
    """Return the problem without pairs that no plan cheaper than `known` can use; blocks without pupils and `plan` keep theirs."""
    kept = (bounded.value + bounded.lost < known) | ((problem.pupils == 0) & (problem.fixed < 0))[:, None]
    kept[np.arange(len(plan)), plan] = True
    return replace(problem, cost=np.where(kept, problem.cost, NEVER).astype(np.int32))


def bounded(
    problem: Problem,
    prices: Prices,
    known: int,
    *,
    steps: int,
    stop: Callable[[], bool] = lambda: False,
) -> Bounded:
    """Return the bound after so many `steps`, and what plans with a pair cost more; they matter only if cheaper than `known`.

    `prices` are where it begins; their tolls stay, and cuts of its own come on top.
    """
    relaxed = _Relaxed(problem, prices, known)
    relaxed.climb(steps, stop)
    return relaxed.proof()


def raised(
    problem: Problem, prices: Prices, known: int, *, steps: int, stop: Callable[[], bool] = lambda: False
) -> int:
    """Return the bound alone, not above `known`: `bounded` without the work of looking at every pair."""
    relaxed = _Relaxed(problem, prices, known)
    relaxed.climb(steps, stop)
    return min(relaxed.value(), known)


class _Relaxed:
    """Prices of blocks and cuts, and the loads that schools choose at them."""

    def __init__(self, problem: Problem, prices: Prices, known: int) -> None:
        self.problem, self.known = problem, known
        n, m = problem.cost.shape
        slack = known - pricing.bound(problem, prices)
        reduced = np.concatenate([pricing.reduced(problem, prices, rows) for rows in problem.chunks()])
        least = reduced.min(axis=1)
        self.idle = (problem.pupils == 0) & (problem.fixed < 0)
        self.open = (problem.cost < NEVER) & ((reduced - least[:, None] <= slack) | self.idle[:, None])
        self.toll = np.zeros((n, m))
        self.toll[prices.block, prices.school] = prices.toll
        self.school, self.block = self.open.T.nonzero()
        self.first = np.searchsorted(self.school, np.arange(m + 1))
        self.walk = (problem.pupils[self.block] * problem.cost[self.block, self.school]).astype(float)
        self.own = problem.fixed[self.block] == self.school
        self._room()
        self.cuts: list[Cut] = []
        self.met: set[tuple[int, int, bytes]] = set()
        self._index()
        value = np.where(self.idle, np.minimum(0.0, least), least)
        self.best, self.best_charge = -np.inf, np.empty(0)
        self.best_value = np.where(problem.fixed >= 0, 0.0, value)

    def _room(self) -> None:
        """Seats left by blocks locked to a school, and what filling them costs."""
        problem, m = self.problem, len(self.problem.seats)
        held = np.bincount(
            problem.fixed[problem.fixed >= 0], problem.pupils[problem.fixed >= 0], minlength=m
        ).astype(np.int64)
        self.room = np.maximum(0, problem.limit - held)
        self.weight = problem.pupils[self.block]
        load = held[:, None] + np.arange(self.room.max() + 1)
        below = np.cumsum(problem.seats, axis=1) - problem.seats
        self.fee = np.zeros(load.shape)
        for tier, fee in enumerate(problem.fee.tolist()):
            self.fee += fee * np.clip(load - below[:, tier : tier + 1], 0, problem.seats[:, tier : tier + 1])

    def _index(self) -> None:
        """Number the pairs of the cuts: each cut's own, and those that part it from its school."""
        m = len(self.problem.seats)
        self.at = np.array([cut.block * m + cut.school for cut in self.cuts], np.int64)
        width = np.array([len(cut.parting) for cut in self.cuts], np.int64)
        self.row = np.repeat(np.arange(len(self.cuts)), width)
        parting = [cut.parting * m + cut.school for cut in self.cuts]
        self.parting = np.concatenate(parting) if parting else np.empty(0, np.int64)

    def _tolls(self, charge: Floats) -> Floats:
        """(n, m) tolls of the cuts at these prices."""
        size = self.problem.cost.size
        own = np.bincount(self.at, charge, minlength=size).astype(np.float64)
        parting = np.bincount(self.parting, charge[self.row], minlength=size)
        return (own - parting).reshape(self.problem.cost.shape)

    def loads(self, value: Floats, charge: Floats) -> tuple[float, Floats]:
        """Return the bound at these prices, and the loads chosen (n, m)."""
        toll = self.toll + self._tolls(charge)
        gain = value[self.block] - self.walk - toll[self.block, self.school]
        chosen = np.zeros(len(gain), np.bool_)
        free = np.where(self.own, -1.0, gain)
        worth, _ = knapsack.loads(self.first, free, self.weight, self.room, self.fee, chosen)
        chosen |= self.own
        share = np.zeros(self.problem.cost.shape)
        share[self.block[chosen], self.school[chosen]] = 1.0
        return float(value.sum() - worth.sum() - gain[self.own].sum()), share

    def climb(self, steps: int, stop: Callable[[], bool]) -> None:
        """Raise the bound by so many steps at most."""
        length, stalled, mean = 1.0, 0, None
        value, charge = self.best_value, self.best_charge
        for step in range(steps):
            bound, share = self.loads(value, charge)
            mean = share if mean is None else (1 - FADE) * mean + FADE * share
            stalled = 0 if bound > self.best + 1e-6 * abs(self.best) else stalled + 1
            if bound > self.best:
                self.best, self.best_value, self.best_charge = bound, value, charge
            if stop() or length < _LEAST_STEP or self.best > self.known:
                break
            if stalled > PATIENCE:
                length, stalled = SHORTER * length, 0
                value, charge = self.best_value, self.best_charge
                bound, share = self.loads(value, charge)
            value, charge = self._step(length, bound, 0.7 * mean + 0.3 * share, (value, charge))
            if self.problem.contiguous and step % CUT_EVERY == CUT_EVERY - 1:
                new = self._broken(mean)
                more = np.zeros(len(new))
                charge, self.best_charge = np.r_[charge, more], np.r_[self.best_charge, more]
                length = max(length, 0.3) if new and step < 0.6 * steps else length

    def _step(
        self, length: float, bound: float, share: Floats, prices: tuple[Floats, Floats]
    ) -> tuple[Floats, Floats]:
        """Return prices moved against what the loads break: blocks in no school or in two, cuts."""
        value, charge = prices
        lacking = 1.0 - share.sum(axis=1)
        lacking[self.problem.fixed >= 0] = 0.0
        lacking[self.idle & (value >= 0) & (lacking > 0)] = 0.0
        flat = share.ravel()
        broken = flat[self.at] - np.bincount(self.row, flat[self.parting], minlength=len(self.at))
        broken = np.where((charge > 0) | (broken > 0), broken, 0.0)
        size = (lacking**2).sum() + (broken**2).sum()
        if size == 0.0:
            return prices
        far = length * max(0.0, 1.0002 * self.known - bound) / size
        value = value + far * lacking
        return np.where(self.idle, np.minimum(0.0, value), value), np.maximum(0.0, charge + far * broken)

    def _broken(self, mean: Floats) -> list[Cut]:
        """Add cuts that the mean of the loads breaks, and return them."""
        problem, new = self.problem, list[Cut]()
        toll = (
            problem.pupils[:, None] * problem.cost.astype(float) + self.toll + self._tolls(self.best_charge)
        )
        tolls = Tolls.of(np.where(self.open, np.maximum(0.0, toll - self.best_value[:, None]), 1e15))
        block, school = (mean >= CUT_SHARES[0]).nonzero()
        for above in CUT_SHARES:
            pairs, share = Pairs(block, school, len(problem.seats)), np.minimum(1.0, mean[block, school])
            found = [
                cut for cut in broken(problem, pairs, share, tolls, above=above) if self._useful(cut, mean)
            ]
            new += found
            done = np.isin(school, [cut.school for cut in found])
            block, school = block[~done], school[~done]
        self.met |= {_key(cut) for cut in new}
        self.cuts += new
        self._index()
        return new

    def _useful(self, cut: Cut, mean: Floats) -> bool:
        """Return whether a cut is new, and broken by much."""
        lacking = min(1.0, mean[cut.block, cut.school]) > mean[cut.parting, cut.school].sum() + 0.05
        return bool(lacking and self.open[cut.block, cut.school]) and _key(cut) not in self.met

    def value(self) -> int:
        """Return what the best prices prove once they are whole numbers, so that nothing rests on rounding."""
        return int(self.loads(np.rint(self.best_value), np.rint(self.best_charge))[0])

    def proof(self) -> Bounded:
        """Return what the best prices prove, of the whole and of each pair."""
        value, charge = np.rint(self.best_value), np.rint(self.best_charge)
        bound = self.value()
        toll = self.toll + self._tolls(charge)
        gain = value[self.block] - self.walk - toll[self.block, self.school]
        lost = np.where(self.open, 0.0, np.inf)
        for j in range(len(self.room)):
            mine = np.arange(self.first[j], self.first[j + 1])
            mine = mine[~self.own[mine]]
            lost[self.block[mine], j] = self._lost(j, gain[mine], self.weight[mine])
        return Bounded(bound, lost)

    def _lost(self, j: int, gain: Floats, weight: Ints) -> Floats:
        """Return what forcing each of school j's pairs into its load would take off the bound at least.

        Fees are held from below by the line that touches them at the best load.
        """
        room, fee = int(self.room[j]), self.fee[j, : self.room[j] + 1]
        whole = np.array([0, len(gain)])
        worth, load = knapsack.loads(
            whole, gain, weight, self.room[j : j + 1], self.fee[j : j + 1], np.zeros(len(gain), np.bool_)
        )
        c = int(load[0])
        slope = np.rint(fee[c] - fee[c - 1]) if c else 0.0
        line = float((slope * np.arange(room + 1) - fee).max())
        priced, lost = knapsack.losses(gain - slope * weight, weight, room)
        return np.asarray(worth[0] - (priced + line) + lost)


def _key(cut: Cut) -> tuple[int, int, bytes]:
    return cut.block, cut.school, cut.parting.tobytes()
