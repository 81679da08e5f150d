"""School groups (集团化办学): every school to one that leads, within its travel, so that good seats are as even as can be.

A program in whole numbers for HiGHS, asked three questions in turn: most schools in a group, then the most even groups, then
the least travel among groups about as even. Searches end by counts of nodes, so that the answer does not depend on the machine.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd

from zoning.assign.bound.mixed import SOUND
from zoning.balance import PROVED, Grouping
from zoning.model import Floats, Ints

MOST_NODES = 1_000
"""Nodes of the search for even groups."""
_TRAVEL_NODES = 200
_TRAVEL_GAP = 0.01
_WHOLE = 1e-6
_ENOUGH = PROVED / 10


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Schools that may join leading schools: positions among members and leaders, and metres."""

    member: Ints
    leader: Ints
    metres: Floats
    weight: Floats
    """(members,) good seats above the district's mean, as a share of all; below 0 for a weak school."""
    leading: Floats
    """(leaders,) likewise."""
    room: int
    """Members that a group has room for."""


def formed(
    schools: pd.DataFrame, metres: pd.DataFrame, *, largest: int | None = None, give_share: float = 0.0
) -> Grouping:
    """Return groups of schools, one for each that leads; who is too far from all of them is left by itself and told.

    Parameters
    ----------
    schools
        Index `school_id`; `pupils`, `strength` (0 to 1), `good`, `leads`, `travel_m` (the farthest it may be from its leading school).
    metres
        Schools × leading schools.
    largest
        Schools in a group, the leading one included; as many as there are without it.
    give_share
        What may be given up of the least unevenness for less travel.

    Notes
    -----
    With strength `s`, pupils `p` and the district's mean `s̄ = Σsp / Σp`, a group's surplus is `Σ (s − s̄) p` over its schools. What is
    least is half the sum of all surpluses without their signs, divided by `Σsp`: the share of good seats that would have to change
    group for every group to have as many a pupil (Hoover's index). A school that is left by itself counts as a group.
    """
    schools = schools.sort_index()
    leaders = schools.index[schools["leads"].to_numpy(bool)]
    far = metres.reindex(index=schools.index, columns=leaders)
    weight = surplus(schools)
    group, bound, method = _joined(_pairs(schools, far, weight, largest), schools, weight, give_share)
    uneven = _uneven(weight.to_numpy(), group)
    leader = pd.Series([leaders[g] if g >= 0 else None for g in group], index=schools.index, dtype="object")
    return Grouping(
        schools=_of_schools(schools, far, leader),
        groups=_of_groups(schools, far, leader, weight),
        uneven_share=uneven,
        bound_share=min(max(bound, 0.0), uneven),
        alone_share=_uneven(weight.to_numpy(), np.full(len(schools), -1)),
        method=method,
    )


def surplus(schools: pd.DataFrame) -> pd.Series:
    """Return each school's good seats above what the district's mean would give it, as a share of all; they add up to 0."""
    seats = schools["strength"] * schools["pupils"]
    whole = float(seats.sum())
    if not whole:
        return seats * 0.0
    return seats / whole - schools["pupils"] / float(schools["pupils"].sum())


def _uneven(weight: Floats, group: Ints) -> float:
    """Half the sum of the groups' surpluses without their signs; -1 is a school by itself."""
    alone = group < 0
    together = np.bincount(group[~alone], weights=weight[~alone]) if (~alone).any() else np.zeros(0)
    return float((np.abs(together).sum() + np.abs(weight[alone]).sum()) / 2)


def _pairs(schools: pd.DataFrame, far: pd.DataFrame, weight: pd.Series, largest: int | None) -> _Pairs:
    leads = schools["leads"].to_numpy(bool)
    metres = far.to_numpy(float)[~leads]
    near = metres <= schools["travel_m"].to_numpy(float)[~leads, None]
    member, leader = np.nonzero(near)
    room = len(schools) if largest is None else largest - 1
    return _Pairs(member, leader, metres[near], weight.to_numpy()[~leads], weight.to_numpy()[leads], room)


def _joined(
    pairs: _Pairs, schools: pd.DataFrame, weight: pd.Series, give_share: float
) -> tuple[Ints, float, str]:
    """Return the group of every school, -1 for none, the bound, and how it was found."""
    leads = schools["leads"].to_numpy(bool)
    group = np.full(len(schools), -1)
    group[leads] = np.arange(leads.sum())
    if not len(pairs.member):
        return group, _uneven(weight.to_numpy(), group), "no school within reach of a leading one"
    chosen, bound, method = _solved(pairs, give_share)
    group[np.flatnonzero(~leads)[pairs.member[chosen]]] = pairs.leader[chosen]
    return group, bound, method


def _solved(pairs: _Pairs, give_share: float) -> tuple[Ints, float, str]:
    """Return the positions of the pairs chosen, the bound, and how it was found."""
    program = _Program(pairs)
    program.ask(-np.ones(len(pairs.member)), uneven=0.0)
    placed = round(program.taken().sum())
    program.at_least(placed)
    enough = max(_ENOUGH, give_share / 10)
    program.ask(np.zeros(len(pairs.member)), uneven=1.0, nodes=MOST_NODES, enough=enough)
    even, value, bound = program.taken(), program.value(), program.bound()
    ended = "" if value - bound <= 2 * enough else f", stopped after {MOST_NODES} nodes"
    program.no_more_uneven(value + give_share + _ENOUGH)
    scale = max(1.0, float(pairs.metres.max()))
    program.ask(pairs.metres / scale, uneven=0.0, nodes=_TRAVEL_NODES, share=_TRAVEL_GAP)
    near = program.taken()
    kept = near if len(near) and near.sum() == placed else even
    return np.flatnonzero(kept), bound, f"integer program{ended}"


class _Program:
    """One program: a column per pair, one per group for its surplus without its sign, and one that is 1 for what stays as it is."""

    def __init__(self, pairs: _Pairs) -> None:
        self.pairs, self.count = pairs, len(pairs.member)
        self.solver = highspy.Highs()
        for option, value in {"output_flag": False, "threads": 1, **SOUND}.items():
            self.solver.setOptionValue(option, value)
        groups = len(pairs.leading)
        for _ in range(self.count):
            self.solver.addVar(0.0, 1.0)
        for _ in range(groups):
            self.solver.addVar(0.0, highspy.kHighsInf)
        whole = np.arange(self.count, dtype=np.int32)
        self.solver.changeColsIntegrality(self.count, whole, np.full(self.count, highspy.HighsVarType.kInteger))  # fmt: skip
        self._rows(groups)
        # a school without a group counts by itself: what all members would count, less those that have one
        self.alone = np.abs(pairs.weight).sum()

    def _rows(self, groups: int) -> None:
        pairs = self.pairs
        for i in np.unique(pairs.member):
            mine = np.flatnonzero(pairs.member == i)
            self._row(0.0, 1.0, mine, np.ones(len(mine)))
        for g in range(groups):
            mine = np.flatnonzero(pairs.leader == g)
            if pairs.room < len(mine):
                self._row(0.0, float(pairs.room), mine, np.ones(len(mine)))
            for sign in (1.0, -1.0):  # surplus ≥ ± (its own and its members')
                columns = np.r_[mine, self.count + g]
                values = np.r_[-sign * pairs.weight[pairs.member[mine]], 1.0]
                self._row(sign * pairs.leading[g], highspy.kHighsInf, columns, values)

    def _row(self, least: float, most: float, columns: Ints, values: Floats) -> None:
        self.solver.addRow(least, most, len(columns), columns.astype(np.int32), values.astype(float))

    def _uneven_costs(self) -> Floats:
        """What each column adds to the unevenness, but for what is there with nobody in a group."""
        groups = len(self.pairs.leading)
        return np.r_[-np.abs(self.pairs.weight[self.pairs.member]), np.ones(groups)] / 2

    def at_least(self, placed: int) -> None:
        """Keep as many schools in groups."""
        self._row(float(placed), highspy.kHighsInf, np.arange(self.count), np.ones(self.count))

    def no_more_uneven(self, value: float) -> None:
        """Keep the groups as even."""
        costs = self._uneven_costs()
        self._row(-highspy.kHighsInf, value - self.alone / 2, np.arange(len(costs)), costs)

    def ask(
        self,
        pairs: Floats,
        *,
        uneven: float,
        nodes: int = 2**31 - 1,
        enough: float = _ENOUGH,
        share: float = 0.0,
    ) -> None:
        """Solve for the least of a cost for each pair and of the unevenness, from the answer before."""
        costs = np.r_[pairs, np.zeros(len(self.pairs.leading))] + uneven * self._uneven_costs()
        before = self.solver.getSolution() if self.solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible else None  # fmt: skip
        self.solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.solver.setOptionValue("mip_max_nodes", nodes)
        self.solver.setOptionValue("mip_abs_gap", enough)
        self.solver.setOptionValue("mip_rel_gap", share)
        if before is not None:
            self.solver.setSolution(before)
        self.solver.run()

    def taken(self) -> Floats:
        """Return 1 for every pair of the answer, 0 for others."""
        return np.round(np.array(self.solver.getSolution().col_value)[: self.count])

    def value(self) -> float:
        """Return the unevenness of the answer, worked out anew."""
        pairs, on = self.pairs, self.taken() > _WHOLE
        groups = pairs.leading + np.bincount(pairs.leader[on], weights=pairs.weight[pairs.member[on]], minlength=len(pairs.leading))  # fmt: skip
        alone = self.alone - np.abs(pairs.weight[pairs.member[on]]).sum()
        return float((np.abs(groups).sum() + alone) / 2)

    def bound(self) -> float:
        """Return what no answer can be below."""
        return float(self.solver.getInfo().mip_dual_bound) + float(self.alone) / 2


def _of_schools(schools: pd.DataFrame, far: pd.DataFrame, leader: pd.Series) -> pd.DataFrame:
    """Each school's group, its way to the leading school and to the nearest one, and why it is in none."""
    leads, reached = schools["leads"].to_numpy(bool), far.where(np.isfinite(far))
    some, nearest_m = reached.notna().any(axis=1), reached.min(axis=1)
    nearest = pd.Series(None, index=far.index, dtype="object")
    nearest[some] = reached[some].idxmin(axis=1)
    padded = np.c_[
        far.to_numpy(float), np.full(len(far), np.nan)
    ]  # the last column is that of schools in no group
    way = padded[np.arange(len(far)), far.columns.get_indexer(pd.Index(leader.fillna("")))]
    full = (nearest_m <= schools["travel_m"]).to_numpy()
    why = np.select([leads, leader.notna().to_numpy(), full], ["leads", "joins", "full"], "too_far")
    kept = schools[["pupils", "strength", "good"]]
    return kept.assign(leader=leader, metres=way, why=why, nearest=nearest, nearest_m=nearest_m)


def _of_groups(schools: pd.DataFrame, far: pd.DataFrame, leader: pd.Series, weight: pd.Series) -> pd.DataFrame:  # fmt: skip
    """A row per group: its schools and pupils, how good its seats are, and how many good seats it has above its share."""
    rows = {}
    seats = float((schools["strength"] * schools["pupils"]).sum())
    for lead in far.columns:
        own = schools[leader == lead]
        pupils = float(own["pupils"].sum())
        rows[lead] = {
            "schools": len(own), "pupils": pupils,
            "strength": float((own["strength"] * own["pupils"]).sum() / pupils) if pupils else np.nan,
            "good_share": float(own["pupils"][own["good"].to_numpy(bool)].sum() / pupils) if pupils else np.nan,
            "surplus_seats": float(weight[own.index].sum()) * seats,
            "longest_m": float(far[lead][own.index.drop(lead)].max()) if len(own) > 1 else 0.0,
        }  # fmt: skip
    columns = ["schools", "pupils", "strength", "good_share", "surplus_seats", "longest_m"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("leader")
