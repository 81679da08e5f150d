"""Pieces of a guessed zone that lie apart from its school, joined to it by paths through other zones.

A relaxation halves blocks between schools: rounded, its zones fall into pieces, and a school whose outer piece is given up
ends hemmed in by full neighbours, with seats that no search of single moves fills again. Which of two zones that cross
gets through is a guess, so there are several ways to join them, for several searches to begin from.
"""

import numpy as np
import numpy.typing as npt

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import way
from zoning.contiguity import cut_off, pieces
from zoning.model import Floats, Ints

FURTHER = 3.0
"""Links that each pupil of a piece may be worth sending further before the piece is given up."""
ROUNDS = 4
"""Times that all pieces are looked at: a path may cut off pieces of other zones."""
_STEP = 1e-3
"""What a block of a path costs beside its price, in pupil-millimetres: of free ways the shortest."""


def rejoined(problem: Problem, prices: Prices, guess: Ints, *, link: float, way: int = 0) -> Ints:
    """Return the guess (n,; -1 where open) with paths laid from pieces to their schools; what still lies apart is open.

    A path costs what its blocks lose at `prices`, at most `FURTHER` links of `link` millimetres for each pupil of the piece.
    An even `way` lays it only where fewer pupils are cut off after it, an odd one always; the first two take the
    pieces with most pupils first, later ones in an order of their own.
    """
    return _Rejoining(problem, prices, guess, link, way).run()


class _Rejoining:
    """Zones as they stand, and the blocks that may not change any more."""

    def __init__(self, problem: Problem, prices: Prices, guess: Ints, link: float, way: int) -> None:
        self.problem, self.prices, self.link = problem, prices, link
        self.bold = way % 2 == 1
        self.random = np.random.default_rng(way) if way >= 2 else None
        self.school_of = np.where(problem.fixed >= 0, problem.fixed, guess)
        self.pinned = problem.fixed >= 0
        self.pinned[problem.home[problem.home >= 0]] = True
        self.least = pricing.least(problem, prices)
        self.apart = self._cut_off(self.school_of)

    def run(self) -> Ints:
        for _ in range(ROUNDS):
            if not sum([self._join(block) for block in self._pieces()]):
                break
        self.school_of[self.apart & (self.problem.fixed < 0)] = -1
        return self.school_of

    def _cut_off(self, school_of: Ints) -> npt.NDArray[np.bool_]:
        return cut_off(school_of, self.problem.home, self.problem.adj_start, self.problem.adj)

    def _pieces(self) -> list[int]:
        """Return a block of each piece apart that has pupils, in the order of this way."""
        piece = pieces(self.school_of, self.problem.adj_start, self.problem.adj)
        pupils = np.bincount(piece, weights=self.problem.pupils * self.apart)
        some = np.flatnonzero(pupils)
        weight = pupils[some] * (1.0 if self.random is None else self.random.exponential(size=len(some)))
        first = np.full(len(pupils), -1)
        first[piece[::-1]] = np.arange(len(piece))[::-1]
        return [int(block) for block in first[some[np.argsort(-weight, kind="stable")]]]

    def _join(self, block: int) -> bool:
        """Lay a path from the piece that `block` is part of to its school; return whether it was laid."""
        if not self.apart[block]:
            return False
        school = int(self.school_of[block])
        piece = pieces(self.school_of, self.problem.adj_start, self.problem.adj)
        inside = np.flatnonzero(piece == piece[block])
        path = self._path(inside, school)
        if path is None:
            return False
        after = self.school_of.copy()
        after[path] = school
        apart = self._cut_off(after)
        pupils = self.problem.pupils
        if not self.bold and pupils[apart].sum() >= pupils[self.apart].sum():
            return False
        self.school_of, self.apart = after, apart
        self.pinned[path] = True
        return True

    def _path(self, inside: Ints, school: int) -> Ints | None:
        """Return the blocks between a piece and its school's zone on the cheapest way; None where none is cheap enough."""
        problem = self.problem
        own = self.school_of == school
        price = self._losses(school) + _STEP
        price[own] = _STEP
        price[(self.pinned & ~own) | (problem.cost[:, school] >= NEVER)] = np.inf
        most = FURTHER * self.link * float(problem.pupils[inside].sum())
        return way.cheapest(problem, price, inside, own & ~self.apart, most=most)

    def _losses(self, school: int) -> Floats:
        """Return what each block (n,) would pay at a school above its cheapest priced pair."""
        problem, prices = self.problem, self.prices
        paid = problem.pupils * (problem.cost[:, school].astype(np.int64) + prices.seat[school])
        here = prices.school == school
        paid[prices.block[here]] += prices.toll[here]
        return (paid - self.least).astype(float)
