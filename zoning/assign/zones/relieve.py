"""Pupils over the seats, settled near by: short anneals of a crowded school and the zones around it alone.

A city has so many schools that some anneal of the whole leaves a pupil or two over somewhere; the zones around that
school are annealed again in a fraction of the time, with more zones each time that this does not help.
"""

from collections.abc import Callable

import numpy as np

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem, part
from zoning.assign.zones import search
from zoning.contiguity import touching
from zoning.model import Ints

PROPOSALS = 2_000
"""Proposals a block of each anneal."""
HEATS = (0.03, 0.1, 0.3)
"""Temperatures at which they begin, in turn."""
RINGS = (1, 1, 2, 2, 3)
"""How many zones away from the crowded school the anneals reach, from try to try."""


def relieved(
    problem: Problem,
    prices: Prices,
    school_of: Ints,
    *,
    seed: int,
    stop: Callable[[], bool] = lambda: False,
) -> Ints:
    """Return the plan with fewer pupils over, where zones near by can take them; unchanged where none is over."""
    for number, rings in enumerate(RINGS):
        for heat in HEATS:
            for j in np.flatnonzero(problem.over(school_of)).tolist():
                if stop():
                    return school_of
                group = _around(problem, school_of, j, rings)
                school_of = _annealed(problem, prices, school_of, group, heat, 100 * seed + number)
    return school_of


def _around(problem: Problem, school_of: Ints, school: int, rings: int) -> Ints:
    """Return the schools (sorted) whose zones are at most so many zones away from that of `school`."""
    near = touching(school_of, problem.adj_start, problem.adj, len(problem.seats))
    group = {school}
    for _ in range(rings):
        group = group.union(*(near[j] for j in group))
    return np.array(sorted(group))


def _annealed(
    problem: Problem, prices: Prices, school_of: Ints, schools: Ints, heat: float, seed: int
) -> Ints:
    """Return the plan after an anneal of some zones, if fewer pupils are over or as many at less cost."""
    blocks = np.flatnonzero(np.isin(school_of, schools))
    own = part(problem, blocks, schools)
    before = np.searchsorted(schools, school_of[blocks])
    after = search.anneal(
        own, before, pricing.part(prices, blocks, schools, len(school_of)), proposals=PROPOSALS * len(blocks), heat=heat, seed=seed
    )  # fmt: skip
    found = school_of.copy()
    found[blocks] = schools[after]
    return found
