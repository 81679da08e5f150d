"""Districts so small that every plan can be tried: the measure of what the solver proves and finds."""

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.prices import Prices, tolled
from zoning.assign.problem import NEVER, Problem, adjacency
from zoning.model import Ints


def grid_links(columns: int, rows: int) -> list[tuple[int, int]]:
    """Pairs of blocks side by side; blocks are counted along the rows."""
    n = columns * rows
    return [(i, i + 1) for i in range(n) if (i + 1) % columns] + [
        (i, i + columns) for i in range(n - columns)
    ]


def grid(
    columns: int,
    rows: int,
    homes: Sequence[int],
    *,
    pupils: Sequence[int] | int = 1,
    cost: np.ndarray | Sequence[Sequence[int]] | None = None,
    seats: Sequence[Sequence[int]] | None = None,
    fee: Sequence[int] = (0,),
    fixed: Mapping[int, int] | None = None,
    never: Iterable[tuple[int, int]] = (),
    links: Sequence[tuple[int, int]] | None = None,
    contiguous: bool = True,
) -> Problem:
    """A grid of blocks with seats for all; costs are 100 a step along the grid unless given.

    Like a problem built from tables: a block that is locked, or holds a school, may go nowhere else.
    """
    n, m = columns * rows, len(homes)
    made = np.array(
        [[100 * _steps(i, home, columns) for home in homes] for i in range(n)] if cost is None else cost
    )
    for block, school in never:
        made[block, school] = NEVER
    pinned = np.full(n, -1)
    for block, school in ({int(h): j for j, h in enumerate(homes)} if contiguous else {}).items():
        pinned[block] = school
    for block, school in (fixed or {}).items():
        pinned[block] = school
    for block in np.flatnonzero(pinned >= 0):
        made[block, np.arange(m) != pinned[block]] = NEVER
    counts = np.full(n, pupils) if isinstance(pupils, int) else np.array(pupils)
    adj_start, adj = adjacency(
        np.array(grid_links(columns, rows) if links is None else links).reshape(-1, 2), n
    )
    return Problem(
        pupils=counts, cost=made.astype(np.int32),
        seats=np.array([[counts.sum()]] * m if seats is None else seats), fee=np.array(fee),
        home=np.array(homes) if contiguous else np.full(m, -1), adj_start=adj_start, adj=adj, fixed=pinned,
        contiguous=contiguous,
    )  # fmt: skip


def _steps(a: int, b: int, columns: int) -> int:
    return int(abs(a % columns - b % columns) + abs(a // columns - b // columns))


SHAPES = ((2, 1), (2, 2), (3, 2), (5, 1), (4, 2), (3, 3), (5, 2), (4, 3))


@st.composite
def districts(
    draw: st.DrawFn,
    *,
    most: int = 12,
    contiguous: bool = True,
    idle: bool = True,
    tiers: int = 3,
    walled: bool = False,
) -> Problem:
    """A joined-up planar district of up to `most` blocks, 1 to 3 schools, seats for all but not many more.

    Some have blocks without pupils (not all), pairs not allowed, locked blocks, dear seats; some costs follow the ground, some do not.
    If `walled`, blocks without pupils may not go everywhere either.
    """
    columns, rows = draw(st.sampled_from([shape for shape in SHAPES if shape[0] * shape[1] <= most]))
    n = columns * rows
    m = draw(st.sampled_from([2, 3, 1])) if n > 2 else 2
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    share_idle = draw(st.sampled_from([0.0, 0.3])) if idle else 0.0
    pupils = rng.integers(1, draw(st.sampled_from([4, 40])), n) * (rng.random(n) >= share_idle)
    pupils[rng.integers(n)] += 1  # somebody lives here
    homes = rng.choice(n, m, replace=False)
    steps = np.array([[_steps(i, home, columns) for home in homes] for i in range(n)])
    cost = 100_000 * steps * draw(st.booleans()) + rng.integers(
        0, draw(st.sampled_from([10, 300_000])), (n, m)
    )
    ruled_out = (rng.random((n, m)) < draw(st.sampled_from([0.0, 0.15]))) & (walled | (pupils > 0))[:, None]
    ruled_out[np.arange(n), rng.integers(0, m, n)] = False
    ruled_out[homes, np.arange(m)] = False
    cost[ruled_out] = NEVER
    locked = rng.random(n) < draw(st.sampled_from([0.0, 0.0, 0.15]))
    locked[homes] = False
    fixed = {int(i): int(cost[i].argmin()) for i in np.flatnonzero(locked)}
    count = draw(st.integers(1, tiers))
    fee = np.r_[0, np.cumsum(rng.integers(1, 200_000, count - 1))]
    room = pupils.sum() * draw(st.floats(1.05, 1.6)) / m * rng.uniform(0.8, 1.2, (m, 1)) + pupils.max() / 2
    seats = np.ceil(room * rng.dirichlet(np.ones(count), m)).astype(np.int64)
    return grid(
        columns, rows, homes, pupils=pupils, cost=cost, seats=seats, fee=fee, fixed=fixed,
        links=_planar(rng, columns, rows), contiguous=contiguous,
    )  # fmt: skip


def _planar(rng: np.random.Generator, columns: int, rows: int) -> list[tuple[int, int]]:
    """Links of a grid with some diagonals, less those that can be spared."""
    corners = [r * columns + c for r in range(rows - 1) for c in range(columns - 1)]
    slanted = [
        (i, i + columns + 1) if rng.random() < 0.5 else (i + 1, i + columns)
        for i in corners
        if rng.random() < 0.4
    ]
    graph = nx.Graph(grid_links(columns, rows) + slanted)
    for link in [link for link in graph.edges if rng.random() < 0.3]:
        graph.remove_edge(*link)
        if not nx.is_connected(graph):
            graph.add_edge(*link)
    return list(graph.edges)


def graph(problem: Problem) -> nx.Graph:
    """The blocks and which of them are neighbours."""
    made: nx.Graph = nx.Graph()
    made.add_nodes_from(range(len(problem.pupils)))
    block = np.repeat(np.arange(len(problem.pupils)), np.diff(problem.adj_start))
    made.add_edges_from(zip(block.tolist(), problem.adj.tolist(), strict=True))
    return made


def plans(problem: Problem) -> Ints:
    """Every plan (k, n) of allowed pairs with each zone in one piece, whatever the seats."""
    n, m = problem.cost.shape
    schools = [np.flatnonzero(problem.allowed[i]) for i in range(n)]
    found = np.stack(np.meshgrid(*schools, indexing="ij"), axis=-1).reshape(-1, n)
    if problem.contiguous:
        for j in range(m):
            found = found[_hangs_together(problem, j)[((found == j) << np.arange(n)).sum(axis=1)]]
    return found


def _hangs_together(problem: Problem, j: int) -> np.ndarray:
    """Of every set of blocks (as bits), whether it is one piece with school j's own block."""
    reached = _reached(problem, j)
    return (reached == np.arange(len(reached))) & (reached > 0)


def _reached(problem: Problem, j: int) -> Ints:
    """Of every set of blocks (as bits), the blocks that hang together with school j's own in it (as bits)."""
    n = len(problem.pupils)
    near = [sum(1 << k for k in ends) for ends in nx.to_dict_of_lists(graph(problem)).values()]
    sets = np.arange(2**n)
    reached = sets & (1 << problem.home[j])
    for _ in range(n):
        for i in range(n):
            reached |= np.where(reached >> i & 1, near[i], 0) & sets
    return reached


def costs(problem: Problem, found: Ints) -> Ints:
    """The cost of each plan (k,), reckoned anew; `NEVER` squared where a school is over."""
    n, m = problem.cost.shape
    walked = (problem.pupils * problem.cost.astype(np.int64)[np.arange(n), found]).sum(axis=1)
    over = np.zeros(len(found), bool)
    for j in range(m):
        left = ((found == j) * problem.pupils).sum(axis=1)
        for room, fee in zip(problem.seats[j], problem.fee, strict=True):
            walked += np.minimum(left, room) * fee
            left = np.maximum(0, left - room)
        over |= left > 0
    return np.where(over, NEVER**2, walked)


def cheapest(problem: Problem) -> int | None:
    """The least cost of all clean plans; None where there is none."""
    least = min(costs(problem, plans(problem)).tolist(), default=NEVER**2)
    return least if least < NEVER**2 else None


def clean(problem: Problem, school_of: Ints) -> bool:
    """Whether a plan keeps every rule: pairs allowed, nobody over, zones in one piece as networkx sees it."""
    n = len(problem.pupils)
    if not problem.allowed[np.arange(n), school_of].all() or problem.over(school_of).any():
        return False
    return in_one_piece(problem, school_of)


def in_one_piece(problem: Problem, school_of: Ints) -> bool:
    """Whether every zone is one piece that holds its school's block."""
    whole = graph(problem)
    zones = [np.flatnonzero(school_of == j).tolist() for j in range(len(problem.seats))]
    homes = problem.home.tolist()
    return not problem.contiguous or all(
        home in zone and nx.is_connected(whole.subgraph(zone))
        for home, zone in zip(homes, zones, strict=True)
    )


def all_cuts(problem: Problem) -> list[Cut]:
    """Every contiguity cut of the district whose parting set has no block to spare."""
    lived = problem.pupils > 0
    return [
        Cut(int(i), j, np.flatnonzero(parting >> np.arange(len(lived)) & 1))
        for j in range(len(problem.seats))
        for i in np.flatnonzero(lived & problem.allowed[:, j])
        if i != problem.home[j]
        for parting in _parting(problem, int(i), j)
    ]


def _parting(problem: Problem, block: int, j: int) -> Ints:
    """The least sets of blocks (as bits) without which `block` cannot reach school j's own."""
    may = sum(1 << int(i) for i in np.flatnonzero(problem.allowed[:, j]))
    others = may & ~(1 << block) & ~(1 << int(problem.home[j]))
    sets = np.arange(2 ** len(problem.pupils))
    parts = (_reached(problem, j)[may & ~sets] >> block & 1 == 0) & (sets & ~others == 0)
    spare = [(sets >> i & 1 == 1) & parts[sets & ~(1 << i)] for i in range(len(problem.pupils))]
    return sets[parts & ~np.any(spare, axis=0)]


def priced(seat: Ints, cuts: Sequence[Cut], toll: Sequence[int]) -> Prices:
    """Prices with a toll on each of the cuts."""
    if not len(cuts):
        return Prices(seat)
    width = [len(cut.parting) for cut in cuts]
    block = np.r_[[cut.block for cut in cuts], np.concatenate([cut.parting for cut in cuts])]
    school = np.array([cut.school for cut in cuts])
    return tolled(
        seat, block, np.r_[school, np.repeat(school, width)], np.r_[list(toll), -np.repeat(list(toll), width)]
    )


def by_linear_programme(problem: Problem, cuts: Sequence[Cut] = ()) -> float | None:
    """The least cost where blocks may split, from another solver; None where seats cannot suffice."""
    n, m = problem.cost.shape
    block, school = problem.allowed.nonzero()
    k, dear = len(block), m * len(problem.fee)
    at = np.full((n, m), -1)
    at[block, school] = np.arange(k)
    cost = np.r_[problem.pupils[block] * problem.cost[block, school].astype(float), np.repeat(problem.fee, m)]
    once, room = np.zeros((n, k + dear)), np.zeros((m, k + dear))
    once[block, np.arange(k)] = 1
    room[school, np.arange(k)] = problem.pupils[block]
    room[np.tile(np.arange(m), len(problem.fee)), k + np.arange(dear)] = -1
    held = np.zeros((len(cuts), k + dear))
    for row, cut in zip(held, cuts, strict=True):
        row[at[cut.block, cut.school]] = 1
        row[at[cut.parting, cut.school]] -= 1
    limits = [(0, None)] * k + [(0, s) for s in problem.seats.T.ravel()]
    answer = linprog(
        cost,
        A_eq=once,
        b_eq=np.ones(n),
        A_ub=np.vstack([room, held]),
        b_ub=np.zeros(m + len(cuts)),
        bounds=limits,
    )
    return float(answer.fun) if answer.success else None
