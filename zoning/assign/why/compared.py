"""Why a block goes to its school: the schools considered, what each costs at the prices of the bound, and what decided."""

from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.model import Floats, Ints

NEAR = 4
"""Schools shown of each block, the cheapest priced ones; its own and its nearest are always among those shown."""
EQUAL_M = 0.05
"""Costs and walks closer than this are equal: walks are kept to the decimetre."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Case:
    """A solved problem as `why` looks at it."""

    problem: Problem
    free: Problem
    """The same without the planner's locks: what else a locked block could do."""
    prices: Prices
    school_of: Ints
    """(n,)"""
    walk_m: npt.NDArray[np.float32]
    """(n, m), inf where there is no way on foot."""
    today: Ints
    """(n,) today's school, -1 where unknown."""
    grouped: Flags
    """(n,) blocks that must go together with others."""
    holds: Flags | None = None
    """(n,) blocks that a school stands in; None: the schools' own blocks of the problem."""
    farthest_m: npt.NDArray[np.float32] | None = None
    """(n, m) walks that limits hold for, where they are others than `walk_m`."""

    @property
    def n(self) -> int:
        """Number of blocks."""
        return len(self.problem.pupils)

    def toll_m(self) -> npt.NDArray[np.float32]:
        """Return contiguity tolls (n, m) in metres a pupil; 0 where a block has no pupils."""
        tolls = np.zeros(self.problem.cost.shape, np.float32)
        pupils = self.problem.pupils[self.prices.block]
        some = pupils > 0
        tolls[self.prices.block[some], self.prices.school[some]] = self.prices.toll[some] / (
            PER_METRE * pupils[some]
        )
        return tolls

    def nearest(self) -> Ints:
        """Return the school nearest on foot (n,); the school chosen where it is as near, or where none is in reach."""
        best = self.walk_m.argmin(axis=1)
        rows = np.arange(self.n)
        as_near = self.walk_m[rows, self.school_of] <= self.walk_m[rows, best] + EQUAL_M
        return np.where(as_near | ~np.isfinite(self.walk_m[rows, best]), self.school_of, best)


@dataclass(frozen=True, eq=False)
class Costs:
    """Metres a pupil of some pairs of block and school: what the walk, the policy, the seat and contiguity ask."""

    allowed: Flags
    walk: Floats
    terms: Floats
    """Prices of the policy: cost less walk."""
    seat: Floats
    toll: Floats
    total: Floats
    """inf where not even a plan without locks may use the pair."""


def costs(case: Case, block: Ints, school: Ints, toll_m: npt.NDArray[np.float32]) -> Costs:
    """Return what the pairs (`block`, `school`) cost at the prices of the bound; a pair that a lock rules out as it would without."""
    locked, free = case.problem.cost[block, school], case.free.cost[block, school]
    cost = np.where(locked < NEVER, locked, free)
    may = cost < NEVER
    walk = np.round(case.walk_m[block, school].astype(float), 1)  # kept in 32 bits
    metres = np.where(may, cost / PER_METRE, np.inf)
    known = may & np.isfinite(walk)
    terms = np.where(known, np.round(np.where(known, metres, 0) - np.where(known, walk, 0), 3) + 0.0, 0.0)
    seat, toll = case.prices.seat[school] / PER_METRE, toll_m[block, school].astype(float)
    return Costs(locked < NEVER, walk, terms, seat, toll, metres + seat + toll)


def considered(case: Case) -> pd.DataFrame:
    """Return the pairs shown: each block with pupils, its `NEAR` cheapest schools, its own and its nearest, as positions.

    Columns `block`, `school`, `chosen`, `allowed`, `walk_m`, `terms_m`, `seat_m`, `toll_m`, `total_m`.
    """
    toll_m, nearest, kept = case.toll_m(), case.nearest(), []
    shown = min(NEAR, case.problem.cost.shape[1])
    for rows in case.problem.chunks():
        here = np.arange(rows.start, rows.stop)
        cost = np.minimum(case.problem.cost[rows], case.free.cost[rows])
        priced = np.where(cost < NEVER, (cost + case.prices.seat) / PER_METRE + toll_m[rows], np.inf)
        keep = np.zeros(priced.shape, bool)
        cheapest = np.argpartition(priced, shown - 1, axis=1)[:, :shown]
        keep[(here - rows.start)[:, None], cheapest] = True
        keep &= np.isfinite(priced)
        keep[here - rows.start, case.school_of[rows]] = True
        keep[here - rows.start, nearest[rows]] = True
        keep[case.problem.pupils[rows] == 0] = False
        block, school = keep.nonzero()
        kept.append((rows.start + block, school))
    block, school = np.concatenate([b for b, _ in kept]), np.concatenate([s for _, s in kept])
    found = costs(case, block, school, toll_m)
    table = pd.DataFrame(
        {
            "block": block, "school": school, "chosen": case.school_of[block] == school, "allowed": found.allowed,
            "walk_m": found.walk, "terms_m": found.terms, "seat_m": found.seat, "toll_m": found.toll, "total_m": found.total,
        }
    )  # fmt: skip
    return table.sort_values(["block", "total_m", "school"], kind="stable", ignore_index=True)


def compared(case: Case, longest_walk_m: float | None = None) -> pd.DataFrame:
    """Return, by block position: the chosen school, the nearest, the cheapest priced, their costs, and `decided`.

    Columns end in `_own`, `_near` and `_cheap`; the school itself is `own`, `near` and `cheap`.
    """
    toll_m, rows = case.toll_m(), np.arange(case.n)
    cheap = _cheapest(case, toll_m)
    table: dict[str, npt.NDArray[np.generic]] = {"pupils": case.problem.pupils}
    for name, school in (("own", case.school_of), ("near", case.nearest()), ("cheap", cheap)):
        found = costs(case, rows, school, toll_m)
        table |= {name: school} | {f"{part}_{name}": value for part, value in vars(found).items()}
    frame = pd.DataFrame(table)
    frame["above_m"] = np.where(case.problem.pupils > 0, frame["total_own"] - frame["total_cheap"], 0.0)
    frame["left_near"] = (case.problem.limit - case.problem.loads(case.school_of))[frame["near"].to_numpy()]
    frame["beyond"] = _beyond(case, longest_walk_m)
    frame["decided"] = _decided(case, frame)
    return frame


def _cheapest(case: Case, toll_m: npt.NDArray[np.float32]) -> Ints:
    """The allowed school of least priced cost (n,); the one chosen where it is as cheap."""
    found = []
    for rows in case.problem.chunks():
        cost = case.problem.cost[rows]
        priced = np.where(cost < NEVER, (cost + case.prices.seat) / PER_METRE + toll_m[rows], np.inf)
        own, best = case.school_of[rows], priced.argmin(axis=1)
        at = np.arange(len(own))
        found.append(np.where(priced[at, own] <= priced[at, best] + EQUAL_M, own, best))
    return np.concatenate(found)


def _beyond(case: Case, longest_walk_m: float | None) -> Ints:
    """The school (n,) beyond the longest walk whose walk and seat would ask least, if less than the one chosen; -1 for none."""
    beyond = np.full(case.n, -1)
    if longest_walk_m is None:
        return beyond
    own = np.arange(case.n), case.school_of
    paid = case.walk_m[own] + case.prices.seat[case.school_of] / PER_METRE
    for rows in case.problem.chunks():
        walk = case.walk_m[rows].astype(float)
        limited = walk if case.farthest_m is None else case.farthest_m[rows].astype(float)
        too_far = (limited > longest_walk_m) & np.isfinite(walk)
        asked = np.where(too_far, walk + case.prices.seat / PER_METRE, np.inf)
        best = asked.argmin(axis=1)
        cheaper = asked[np.arange(len(best)), best] < paid[rows] - EQUAL_M
        beyond[rows] = np.where(cheaper & (case.problem.pupils[rows] > 0), best, -1)
    return beyond


def _decided(case: Case, frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """What decided for each block, the first that holds; see `because.SENTENCES`."""
    seats, terms, toll = (frame[f"{part}_near"] - frame[f"{part}_own"] for part in ("seat", "terms", "toll"))
    most = np.maximum(np.maximum(seats, terms), toll)
    own_block = case.problem.home[case.school_of] == np.arange(case.n) if case.holds is None else case.holds
    cheaper = frame["total_own"] <= frame["total_near"] + EQUAL_M
    stays = (case.today == case.school_of) & (case.today >= 0)
    locked = case.problem.fixed >= 0
    short = frame["left_near"] < frame["pupils"]
    conditions = [
        (own_block & locked, "own_block"),
        (locked, "lock"),
        (frame["pupils"] == 0, "empty"),
        ((frame["near"] == frame["own"]) & (frame["beyond"] >= 0), "longest_walk"),
        (frame["near"] == frame["own"], "nearest"),
        (case.grouped & ~(frame["allowed_near"] & cheaper), "together"),
        (~frame["allowed_near"] & np.isfinite(frame["total_near"]), "locks"),
        (~frame["allowed_near"], "cut_off"),
        (cheaper & (seats >= most), "full"),
        (cheaper & (terms >= most) & stays, "stays"),
        (cheaper & (terms >= most), "terms"),
        (cheaper, "one_piece"),
        (short, "whole"),
    ]
    decided = np.select([c for c, _ in conditions], [name for _, name in conditions], "")
    decided = decided.astype(object)
    rest = np.flatnonzero(decided == "")
    if len(rest):
        decided[rest] = np.where(_bound(case, rest, frame["near"].to_numpy()[rest]), "bound", "search")
    return decided


def _bound(case: Case, blocks: Ints, schools: Ints) -> Flags:
    """Which `blocks` cannot change to `schools` alone in this plan: not beside that zone, or a way for others in their own."""
    problem = case.problem
    if not problem.contiguous:
        return np.zeros(len(blocks), bool)
    block = np.repeat(np.arange(case.n), np.diff(problem.adj_start))
    beside = set(zip(block.tolist(), case.school_of[problem.adj].tolist(), strict=True))
    same = case.school_of[block] == case.school_of[problem.adj]
    within: nx.Graph = nx.Graph()
    within.add_edges_from(zip(block[same].tolist(), problem.adj[same].tolist(), strict=True))
    through = set(nx.articulation_points(within))
    return np.array(
        [(i, j) not in beside or i in through for i, j in zip(blocks.tolist(), schools.tolist(), strict=True)]
    )
