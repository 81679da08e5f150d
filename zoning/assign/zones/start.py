"""A first plan in one piece per zone: what prices or a relaxation suggest, grown from each school, then mended where stuck."""

import heapq

import numpy as np

from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import way
from zoning.contiguity import cut_off
from zoning.model import Ints

_STEP = 1e-3
"""What a block that is part of the zone already counts on a path to its school, in units of one that is not."""


def grow(
    problem: Problem, seat_price: Ints, guess: Ints | None = None, *, rounds: int = 60
) -> tuple[Ints, Ints]:
    """Return a school per block and the blocks that could not be joined to any zone (school -1).

    What hangs together with its school in `guess` (n,) (-1 where open; without one, each block's cheapest school) stays;
    the rest grows outward by least walk + seat price. A fixed block cut off from its school, or a block whose allowed
    schools' zones do not touch it, gets a path laid to it through other zones; what that cuts off grows again.
    """
    school_of = cheapest(problem, seat_price) if guess is None else guess
    school_of = np.where(problem.fixed >= 0, problem.fixed, school_of)
    school_of[cut_off(school_of, problem.home, problem.adj_start, problem.adj) & (problem.fixed < 0)] = -1
    pinned = problem.fixed >= 0
    least = _least(problem, seat_price)
    for _ in range(rounds):
        _spread(problem, seat_price, least, school_of)
        loose = cut_off(school_of, problem.home, problem.adj_start, problem.adj)
        astray = loose & (problem.fixed >= 0)
        school_of[loose & ~astray] = -1
        stuck = ((school_of < 0) | astray).nonzero()[0]
        if len(stuck) == 0:
            break
        laid = _path(problem, seat_price, school_of, pinned, int(stuck[0]))
        if laid is None:
            break
        (school, blocks) = laid
        school_of[blocks] = school
        pinned[blocks] = True
        loose = cut_off(school_of, problem.home, problem.adj_start, problem.adj)
        school_of[loose & ~pinned] = -1
    school_of[cut_off(school_of, problem.home, problem.adj_start, problem.adj)] = -1
    return school_of, (school_of < 0).nonzero()[0]


def filled(problem: Problem, school_of: Ints) -> Ints | None:
    """Return the plan with the blocks left over (-1) joined to a zone beside them; None if some cannot be (changes it in place)."""
    left = np.flatnonzero(school_of < 0).tolist()
    while left:
        still = []
        for i in left:
            around = school_of[problem.adj[problem.adj_start[i] : problem.adj_start[i + 1]]]
            may = [j for j in around.tolist() if j >= 0 and problem.cost[i, j] < NEVER]
            if may:
                school_of[i] = min(may, key=lambda j: (problem.cost[i, j], j))
            else:
                still.append(i)
        if len(still) == len(left):
            return None
        left = still
    return school_of


def cheapest(problem: Problem, seat_price: Ints) -> Ints:
    """Return each block's school (n,) of least walk + seat price."""
    found = [(problem.cost[rows] + seat_price).argmin(axis=1) for rows in problem.chunks()]
    return np.concatenate(found)


def _least(problem: Problem, seat_price: Ints) -> Ints:
    return np.concatenate([(problem.cost[rows] + seat_price).min(axis=1) for rows in problem.chunks()])


def _spread(problem: Problem, seat_price: Ints, least: Ints, school_of: Ints) -> None:
    """Give unassigned blocks to the zone next to them with the least walk + price, cheapest first (in place)."""
    heap: list[tuple[int, int, int]] = []

    def push(block: int) -> None:
        j = int(school_of[block])
        for k in problem.adj[problem.adj_start[block] : problem.adj_start[block + 1]]:
            if school_of[k] < 0 and problem.cost[k, j] < NEVER:
                # relative to the best school for that block: the one with most to lose chooses first
                heapq.heappush(heap, (int(problem.cost[k, j] + seat_price[j] - least[k]), int(k), j))

    for block in np.unique(problem.adj[np.repeat(school_of < 0, np.diff(problem.adj_start))]):
        if school_of[block] >= 0:
            push(int(block))
    while heap:
        _, block, j = heapq.heappop(heap)
        if school_of[block] < 0:
            school_of[block] = j
            push(block)


def _path(
    problem: Problem, seat_price: Ints, school_of: Ints, pinned: np.ndarray, block: int
) -> tuple[int, Ints] | None:
    """Return the cheapest school that a path can be laid to from `block`, and the blocks of the shortest; None if there is none."""
    order = np.argsort(problem.cost[block] + seat_price, kind="stable")
    schools = (
        order[problem.cost[block, order] < NEVER] if problem.fixed[block] < 0 else problem.fixed[[block]]
    )
    home = np.zeros(len(school_of), np.bool_)
    for j in schools.tolist():
        own = school_of == j
        price = np.where(own, _STEP, 1.0)
        price[(problem.cost[:, j] >= NEVER) | (pinned & ~own)] = np.inf
        home[problem.home[j]] = True
        path = way.cheapest(problem, price, np.array([block]), home)
        home[problem.home[j]] = False
        if path is not None:
            return j, np.r_[path, block]
    return None
