"""Districts so small that every set of sites and every plan can be tried."""

from dataclasses import replace

import numpy as np
import tiny_districts as tiny
from hypothesis import strategies as st

from zoning.assign.problem import NEVER, Problem
from zoning.assign.sites.opening import Limit, Question
from zoning.model import Ints


def candidates(made: Problem, rng: np.random.Generator) -> Problem:
    """The district with every school a candidate: its own block may go to others."""
    if not made.contiguous:
        return made
    cost, fixed = made.cost.copy(), made.fixed.copy()
    fixed[made.home] = -1
    for j, home in enumerate(made.home):
        own = cost[home, j]
        cost[home] = rng.integers(0, 300_000, len(made.home))
        cost[home, j] = own
    return replace(made, cost=cost, fixed=fixed)


@st.composite
def questions(draw: st.DrawFn, *, contiguous: bool = True, rules: bool = False) -> Question:
    """A small district of candidate sites with what they cost, some of which must open."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    made = candidates(draw(tiny.districts(most=9, contiguous=contiguous)), rng)
    m = len(made.seats)
    dear = draw(st.sampled_from([1, 10**5, 10**7]))
    must = rng.random(m) < 0.3 if rules else np.zeros(m, bool)
    most = int(rng.integers(max(1, must.sum()), m + 1)) if rules else m
    limits = _limits(rng, made, must) if rules and draw(st.booleans()) else ()
    return Question(made, rng.integers(0, dear, m), must, most, limits)


def _limits(rng: np.random.Generator, made: Problem, must: np.ndarray) -> tuple[Limit, ...]:
    """A budget that the sites that must open are within, and two sites of which one opens."""
    m = len(made.seats)
    price = rng.integers(0, 10, m)
    one = np.zeros(m, np.int64)
    one[rng.permutation(m)[: min(2, m)]] = 1
    budget = Limit(price, int(price[must].sum() + rng.integers(0, 15)))
    if one[must].sum() > 1 or not made.contiguous:  # there an open site may be nobody's
        return (budget,)
    return budget, Limit(one, 1), Limit(-one, -1)


def every_plan(asked: Question) -> tuple[Ints, Ints]:
    """Every plan (k, n) whose sites may open together and hold its pupils, and what each costs (k,)."""
    made = asked.problem
    n, m = made.cost.shape
    found = np.stack(np.meshgrid(*([np.arange(m)] * n), indexing="ij"), axis=-1).reshape(-1, n)
    found = found[made.allowed[np.arange(n), found].all(axis=1)]
    found = found[((found == made.fixed) | (made.fixed < 0)).all(axis=1)]
    opened = np.stack([(found == j).any(axis=1) for j in range(m)], axis=1) | asked.must
    if made.contiguous:
        for j in range(m):
            whole = tiny._hangs_together(made, j)[((found == j) << np.arange(n)).sum(axis=1)]
            keep = whole | ~opened[:, j]
            found, opened = found[keep], opened[keep]
    keep = opened.sum(axis=1) <= asked.most
    for limit in asked.limits:
        keep &= opened @ limit.use <= limit.most
    found, opened = found[keep], opened[keep]
    cost = tiny.costs(made, found)
    return found[cost < NEVER**2], (cost + opened @ asked.opening)[cost < NEVER**2]


def street(**options) -> Problem:
    """Five blocks in a row; sites in the first, the middle and the last."""
    homes = [0, 2, 4]
    steps = np.array([[100 * abs(i - home) for home in homes] for i in range(5)], np.int32)
    return replace(tiny.grid(5, 1, homes, pupils=10, **options), cost=steps, fixed=np.full(5, -1))
