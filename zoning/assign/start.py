"""A first plan in one piece per zone: grow every zone from its school by seat-priced walk, then mend the stuck."""

import heapq

import networkx as nx
import numpy as np

from zoning.assign.problem import NEVER, Problem
from zoning.contiguity import cut_off
from zoning.model import Ints


def grow(problem: Problem, seat_price: Ints, *, rounds: int = 60) -> tuple[Ints, Ints]:
    """Return a school per block and the blocks that could not be joined to any zone (school -1).

    Zones grow outward from the fixed blocks by least walk + seat price. A fixed block cut off from its
    school, or a block whose allowed schools' zones do not touch it, gets a path laid to it through
    other zones; what that cuts off grows again.
    """
    school_of = problem.fixed.copy()
    pinned = problem.fixed >= 0
    for _ in range(rounds):
        _spread(problem, seat_price, school_of)
        loose = cut_off(school_of, problem.home, problem.adj_start, problem.adj)
        astray = loose & (problem.fixed >= 0)
        school_of[loose & ~astray] = -1
        stuck = ((school_of < 0) | astray).nonzero()[0]
        if len(stuck) == 0:
            break
        laid = [path for block in stuck[:1] if (path := _path(problem, school_of, pinned, int(block)))]
        if not laid:
            break
        (school, blocks) = laid[0]
        school_of[blocks] = school
        pinned[blocks] = True
        loose = cut_off(school_of, problem.home, problem.adj_start, problem.adj)
        school_of[loose & ~pinned] = -1
    return school_of, (school_of < 0).nonzero()[0]


def _spread(problem: Problem, seat_price: Ints, school_of: Ints) -> None:
    """Give unassigned blocks to the zone next to them with the least walk + price, cheapest first (in place)."""
    price = problem.cost + seat_price
    heap: list[tuple[int, int, int]] = []

    def push(block: int) -> None:
        j = int(school_of[block])
        for k in problem.adj[problem.adj_start[block] : problem.adj_start[block + 1]]:
            if school_of[k] < 0 and problem.cost[k, j] < NEVER:
                # relative to the best school for that block: the one with most to lose chooses first
                heapq.heappush(heap, (int(price[k, j] - price[k].min()), int(k), int(j)))

    for fixed in np.flatnonzero(school_of >= 0):
        push(int(fixed))
    while heap:
        _, block, j = heapq.heappop(heap)
        if school_of[block] < 0:
            school_of[block] = j
            push(block)


def _path(problem: Problem, school_of: Ints, pinned: np.ndarray, block: int) -> tuple[int, list[int]] | None:
    """Return a school and the blocks of a shortest path from its zone to `block` through blocks it may take."""
    schools = (
        [problem.fixed[block]]
        if problem.fixed[block] >= 0
        else np.argsort(problem.cost[block], kind="stable")
    )
    found: tuple[int, list[int]] | None = None
    for j in schools:
        if problem.cost[block, j] >= NEVER:
            break
        passable = (problem.cost[:, j] < NEVER) & (~pinned | (school_of == j))
        passable[block] = True
        graph = nx.Graph()
        graph.add_nodes_from(passable.nonzero()[0].tolist())
        for i in passable.nonzero()[0]:
            ends = problem.adj[problem.adj_start[i] : problem.adj_start[i + 1]]
            graph.add_edges_from((int(i), int(k)) for k in ends if passable[k])
        if problem.home[j] in graph and nx.has_path(graph, int(problem.home[j]), block):
            path = nx.shortest_path(graph, int(problem.home[j]), block)
            if found is None or len(path) < len(found[1]):
                found = int(j), path
    return found
