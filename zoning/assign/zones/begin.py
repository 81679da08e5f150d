"""First plans, as different as the relaxation and the ways to mend it allow: which zones get through where several want to is a guess."""

from collections.abc import Sequence

import numpy as np

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem
from zoning.assign.zones import rejoin, search, start
from zoning.model import Ints

GUESSES = 4
"""Plans of the relaxation that are begun from: the first, before any cut, the last, and some on the way."""
WAYS = 6
"""Ways in which the loose pieces of each are joined."""


class Begin:
    """First plans by number, each one piece a zone, grown from one of some guesses whose loose pieces are joined in one of several ways."""

    def __init__(self, problem: Problem, prices: Prices, guesses: Sequence[Ints], *, mend: bool) -> None:
        """`guesses` (n,) each, of schools that are allowed or -1, the one to be first in front; none is mended unless told, only grown."""
        self.problem, self.prices = problem, prices
        self.guesses = guesses
        self.mend = mend and problem.contiguous and len(guesses) > 0
        self.count = max(1, len(guesses)) * (WAYS if self.mend else 1)
        self.link = search.link(problem) if self.mend else 0.0
        plans = (self._plan(number) for number in range(self.count))
        begun = next(plans)
        self.first = begun if _whole(begun) else next(filter(_whole, plans), begun)
        """The first that leaves no block out; where all do, -1 stands for the blocks that no zone could be grown to."""

    def plan(self, number: int) -> Ints:
        """Return a plan, the first one in place of those that leave blocks out. Beyond `count` they begin again."""
        found = self._plan(number % self.count) if number % self.count else self.first
        return found if _whole(found) else self.first

    def _plan(self, number: int) -> Ints:
        problem, seat = self.problem, self.prices.seat
        if not problem.contiguous:
            return np.where(problem.fixed >= 0, problem.fixed, start.cheapest(problem, seat))
        if not self.guesses:
            return start.grow(problem, seat)[0]
        way, which = divmod(number, len(self.guesses))
        guess = self.guesses[which]
        if self.mend:
            guess = rejoin.rejoined(problem, self.prices, guess, link=self.link, way=way)
        return start.grow(problem, seat, guess)[0]


def _whole(plan: Ints) -> bool:
    return bool((plan >= 0).all())


def spread(met: Sequence[Ints]) -> list[Ints]:
    """Return some plans of a relaxation as its bound rose: the last one in front, then the first, then some on the way."""
    places = np.unique(np.linspace(0, len(met) - 1, GUESSES).round().astype(int)).tolist() if met else []
    return [met[place] for place in places[-1:] + places[:-1]]
