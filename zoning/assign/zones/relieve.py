"""Pupils over the seats, settled near by: short anneals of a crowded school and the zones around it alone.

A city has so many schools that some anneal of the whole leaves a pupil or two over somewhere; the zones around that
school are annealed again in a fraction of the time, with more zones each time that this does not help.
"""

import numpy as np

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem
from zoning.assign.zones import refresh
from zoning.assign.zones.search import Stop
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
    stop: Stop,
) -> Ints:
    """Return the plan with fewer pupils over, where zones near by can take them; unchanged where none is over.

    `stop[0]` ends the search.
    """
    for number, rings in enumerate(RINGS):
        for heat in HEATS:
            for j in np.flatnonzero(problem.over(school_of)).tolist():
                if stop[0]:
                    return school_of
                group = _around(problem, school_of, j, rings)
                blocks, schools = refresh.annealed(
                    problem,
                    prices,
                    school_of,
                    group,
                    proposals=PROPOSALS,
                    heat=heat,
                    seed=100 * seed + number,
                    stop=stop,
                )
                school_of = school_of.copy()
                school_of[blocks] = schools
    return school_of


def _around(problem: Problem, school_of: Ints, school: int, rings: int) -> Ints:
    """Return the schools (sorted) whose zones are at most so many zones away from that of `school`."""
    near = touching(school_of, problem.adj_start, problem.adj, len(problem.seats))
    group = {school}
    for _ in range(rings):
        group = group.union(*(near[j] for j in group))
    return np.array(sorted(group))
