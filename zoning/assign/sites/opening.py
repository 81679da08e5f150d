"""Which sites to open: bounds that hold for every set of sites, and the sets they leave, the most promising first.

The prices that prove a bound for one set of sites say what any other site is worth at them, and so bound every set
(`certificate`). Sets are listed by a compiled search under all of these bounds; everything is in whole numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zoning.assign.bound import feasible, transport
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.separators import pieces
from zoning.assign.problem import NEVER, Problem, part
from zoning.assign.sites import ascent
from zoning.assign.sites.listing import listed
from zoning.model import Ints

Bools = npt.NDArray[np.bool_]
NODES = 2_000_000
"""Nodes of one search for sets; where they are spent, the rest is bounded by what was left open."""
NONE = 2**60
"""Bound of a set that cannot hold the pupils."""
CLIMBS = (6, 30)
"""Sets looked at before a Lagrangian over all sets, and before another."""
BATCH = 8
"""Sets looked at between two searches for sets."""


@dataclass(frozen=True, eq=False)
class Limit:
    """What the open sites may use up in all: money, or one place for a school as it is or grown."""

    use: Ints
    """(m,) of each site; below 0 where it adds to what there is."""
    most: int

    def keeps(self, sites: Ints) -> bool:
        """Return whether these open `sites` keep to it."""
        return int(self.use[sites].sum()) <= self.most


@dataclass(frozen=True, eq=False)
class Question:
    """Which of the candidate sites to open, and the zones of those."""

    problem: Problem
    """All sites as if they were open, their own blocks free to go elsewhere."""
    opening: Ints
    """(m,) pupil-millimetres that opening a site costs."""
    must: Bools
    """(m,) sites that stay open."""
    most: int
    """Largest number of open sites."""
    limits: tuple[Limit, ...] = ()

    def allows(self, sites: Ints) -> bool:
        """Return whether these `sites` may be the open ones."""
        return len(sites) <= self.most and all(limit.keeps(sites) for limit in self.limits)

    def fixed_cost(self, sites: Ints) -> int:
        """Return what opening these `sites` costs."""
        return int(self.opening[sites].sum())

    def zoning(self, sites: Ints) -> Problem:
        """Return the zoning problem of these open `sites` (sorted positions), the block of each its own.

        A pair that no zone in one piece could hold is not allowed: no way from the site through blocks it may take.
        """
        made = part(self.problem, np.arange(len(self.problem.pupils)), sites)
        if not made.contiguous:
            return made
        own = np.arange(len(sites))
        cost, fixed = made.cost.copy(), made.fixed.copy()
        kept = cost[made.home, own]
        cost[made.home] = NEVER
        cost[made.home, own] = kept
        fixed[made.home] = own
        for j, home in enumerate(made.home):
            piece, _ = pieces(made.adj_start, made.adj, cost[:, j] < NEVER, home)
            cost[piece != 0, j] = NEVER
        return replace(made, cost=cost, fixed=fixed)


@dataclass(frozen=True, eq=False)
class Certificate:
    """No plan with the open sites S costs less than base + the worth of the sites in S, in pupil-millimetres."""

    base: int
    worth: Ints
    """(m,) mostly negative for sites that pay."""

    def of(self, sites: Ints) -> int:
        """Return the bound for a set of sites."""
        return self.base + int(self.worth[sites].sum())


def certificate(question: Question, sites: Ints, made: Problem, prices: Prices) -> Certificate:
    """Return a bound for every set from the `prices` that bound the zoning `made` of `sites`.

    At these prices every block pays some v_i. A site that opens saves at most what the blocks worth more than that
    would save, as many as it has seats for: f_j - max sum_i (v_i - p_i d_ij - t_ij) within its seats. Its own block goes to it.
    """
    prices = _everywhere(prices, sites, made)
    at = np.full(len(question.opening), -1)
    at[sites] = np.arange(len(sites))
    mine = [prices.school == k if k >= 0 else np.zeros(len(prices.school), bool) for k in at]
    tolls = [(prices.block[some], prices.toll[some]) for some in mine]
    return certificate_at(question, _paid(question, sites, made, prices), tolls)


def certificate_at(
    question: Question, paid: Ints, tolls: list[tuple[Ints, Ints]] | None = None
) -> Certificate:
    """Return a bound for every set where blocks pay `paid` (n,); `tolls` are (blocks, pupil-millimetres) of each site."""
    none = np.empty(0, np.int64), np.empty(0, np.int64)
    sites = range(len(question.opening))
    saved = [_saved(question.problem, j, paid, *(none if tolls is None else tolls[j])) for j in sites]
    return Certificate(int(paid.sum()), question.opening + np.array(saved, np.int64))


def _paid(question: Question, sites: Ints, made: Problem, prices: Prices) -> Ints:
    """Return what blocks pay (n,): the block of an open site what it would elsewhere, if that is less. The site's worth makes up for it."""
    paid = pricing.least(made, prices)
    if made.contiguous:
        free = part(question.problem, np.arange(len(made.pupils)), sites)
        elsewhere = pricing.least(free, prices)
        paid[made.home] = np.minimum(paid, elsewhere)[made.home]
    return paid


def _everywhere(prices: Prices, sites: Ints, made: Problem) -> Prices:
    """Return `prices` whose contiguity cuts hold where other sites are open: a zone may pass the block of a closed one."""
    if not len(prices.toll):
        return prices
    if not len(prices.cuts):
        return Prices(prices.seat)
    m = len(sites)
    block, school = np.repeat(made.home, m), np.tile(np.arange(m), m)
    other = np.repeat(np.arange(m), m) != school
    return pricing.tolled(
        prices.seat, np.r_[prices.block, block[other]], np.r_[prices.school, school[other]],
        np.r_[prices.toll, -prices.cuts[school[other]]],
    )  # fmt: skip


def _saved(problem: Problem, j: int, paid: Ints, tolled: Ints, toll: Ints) -> int:
    """Return the least that blocks going to site j add to what they `paid` (n,); 0 or less but for its own block."""
    gain = problem.pupils * problem.cost[:, j].astype(np.int64) - paid
    gain[tolled] += toll
    may = problem.allowed[:, j]
    home, seats = int(problem.home[j]), problem.seats[j]
    own = 0
    if home >= 0:
        may[home] = False
        own = int(gain[home])
    some = np.flatnonzero(may & (gain < 0))
    pupils, gain = problem.pupils[some], gain[some]
    load = int(problem.pupils[home]) if home >= 0 else 0
    # any price of a seat gives a true bound; the best is one at which a block is just worth it, or a fee
    prices = np.unique(np.r_[0, problem.fee, np.floor_divide(-gain, np.maximum(pupils, 1))])
    lo, hi = 0, len(prices) - 1

    def value(price: int) -> int:
        back = np.maximum(0, price - problem.fee) * seats
        return int(np.minimum(0, gain + pupils * price).sum() - back.sum()) + load * price

    while lo < hi:  # concave in the price
        middle = (lo + hi) // 2
        if value(int(prices[middle])) < value(int(prices[middle + 1])):
            lo = middle + 1
        else:
            hi = middle
    return own + max(value(int(price)) for price in prices[max(0, lo - 1) : lo + 2])


class Ranking:
    """Sets of sites by what no plan of theirs can be below; `bound` holds every set looked at, `rest` all others."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.certificates: list[Certificate] = []
        self.bound: dict[tuple[int, ...], int] = {}
        self.prices: dict[tuple[int, ...], Prices] = {}
        self.rest, self.climbs = 0, 0
        self.cover = [question.problem.limit, *(-limit.use for limit in question.limits)]
        self.need = [int(question.problem.pupils.sum()), *(-limit.most for limit in question.limits)]
        self.look(np.arange(len(question.opening)))

    def look(self, sites: Ints) -> None:
        """Work out the transportation bound of a set, and what it says of all others."""
        made = self.question.zoning(sites)
        lost = feasible.homeless(made)
        found = None if len(lost) else transport.seat_prices(made)
        for block in lost:
            self._ask_for(self.question.problem.allowed[block].astype(np.int64), 1)
        if found is None:
            self._rule_out(made, sites)
        else:
            self.take(sites, made, found[0])

    def take(self, sites: Ints, made: Problem, prices: Prices) -> None:
        """Take in `prices` that bound the zoning `made` of a set."""
        self.certificates.append(certificate(self.question, sites, made, prices))
        key = tuple(sites.tolist())
        value = pricing.bound(made, prices) + self.question.fixed_cost(sites)
        if self.question.allows(sites) and value > self.bound.get(key, -1):
            self.bound[key], self.prices[key] = value, prices

    def prove(self, sites: Ints, bound: int) -> None:
        """Take in a bound of one set that was proved in another way."""
        key = tuple(sites.tolist())
        self.bound[key] = max(bound, self.bound[key])

    def _rule_out(self, made: Problem, sites: Ints) -> None:
        """Remember that a set cannot hold the pupils, and which of them need more sites."""
        self.bound[tuple(sites.tolist())] = NONE
        short = feasible.shortage(made)
        if short is not None:
            reach = self.question.problem.allowed[short.blocks].any(axis=0)
            self._ask_for(np.where(reach, self.question.problem.limit, 0), short.pupils)

    def _ask_for(self, cover: Ints, need: int) -> None:
        """Remember that every set must reach `need` in the sum of `cover` (m,) over its sites."""
        if not any(need == n and (cover == c).all() for n, c in zip(self.need, self.cover, strict=True)):
            self.cover.append(cover)
            self.need.append(need)

    def settle(self, below: int | None, looks: int, stop: Callable[[], bool]) -> None:
        """Look at every set whose bound may be under `below` (without it, until the least bound of all is known), at most so many."""
        while True:
            limit = min(self.bound.values(), default=NONE) if below is None else below
            sets = self._more(limit, min(BATCH, looks))
            looks -= len(sets)
            self._climb(stop)
            for sites in sets:
                if not stop():
                    self.look(sites)
            if not sets or stop():
                return

    def _climb(self, stop: Callable[[], bool]) -> None:
        """Add the bound of a Lagrangian over all sets, aimed at the best set known: now and then, as that gets better."""
        if (
            len(self.bound) < CLIMBS[min(self.climbs, len(CLIMBS) - 1)]
            or self.climbs == len(CLIMBS)
            or not self.prices
        ):
            return
        self.climbs += 1
        key = min(self.prices, key=lambda key: (self.bound[key], key))
        sites, question = np.array(key), self.question
        paid = _paid(question, sites, question.zoning(sites), Prices(self.prices[key].seat))
        found = ascent.climb(
            question.problem, question.opening, question.must, question.most, paid, self.bound[key], stop=stop
        )
        self.certificates.append(certificate_at(question, found))

    def _more(self, below: int, count: int) -> list[Ints]:
        """Return up to `count` sets not looked at whose bound is under `below`; `rest` then bounds all others, these aside."""
        nothing = Certificate(0, np.zeros(len(self.question.opening), np.int64))
        known = self.certificates or [nothing]
        worth = np.array([c.worth for c in known])
        order = np.argsort(-np.abs(worth).max(axis=0), kind="stable")
        looked_at = np.zeros((len(self.bound), len(order)), np.bool_)
        for row, key in enumerate(self.bound):
            looked_at[row, list(key)] = True
        found, rest = listed(
            np.array([c.base for c in known]), np.ascontiguousarray(worth[:, order]), np.array(self.need),
            np.array(self.cover)[:, order], self.question.must[order], self.question.most,
            np.ascontiguousarray(looked_at[:, order]), below, count, NODES,
        )  # fmt: skip
        self.rest = max(self.rest, int(rest)) if not len(found) else self.rest
        return [np.sort(order[row]) for row in found]

    def floor(self) -> int:
        """Return what no plan of any set costs less than."""
        return min([self.rest, *self.bound.values()])
