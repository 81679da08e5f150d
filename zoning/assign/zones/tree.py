"""What SCIP works on: a 0-1 variable for each pair that a better plan could use, seats, and contiguity cuts as they are met."""

from collections.abc import Callable
from typing import Any

import numpy as np
from pyscipopt import SCIP_HEURTIMING, SCIP_RESULT, Conshdlr, Heur, Model, quicksum  # type: ignore[attr-defined]

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import SHARES, Cut, Pairs, Tolls, broken
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.assign.zones import parks
from zoning.assign.zones.start import filled
from zoning.contiguity import cut_off
from zoning.model import Floats, Ints

_LEVELS = 3


class Tree:
    """The model SCIP works on: a 0-1 variable for each pair that a better plan could use."""

    def __init__(self, problem: Problem, prices: Prices, slack: int, stop: Callable[[], bool]) -> None:
        self.problem, self.model = problem, Model()
        self.model.hideOutput()
        for name in (
            "misc/catchctrlc",
            "misc/usesymmetry",
            "misc/allowstrongdualreds",
            "misc/allowweakdualreds",
        ):
            # cuts arrive later: what the model knows so far must not be used to rule out plans by dominance
            self.model.setParam(name, False)
        reduced = np.concatenate([pricing.reduced(problem, prices, rows) for rows in problem.chunks()])
        reduced -= reduced.min(axis=1)[:, None]
        self.tolls = Tolls.of(reduced.astype(float))
        keep = (problem.cost < NEVER) & (reduced <= slack)
        keep[(problem.pupils == 0) & (problem.fixed < 0)] = False
        parks.carry_through(problem, keep)
        self.block, self.school = keep.nonzero()
        self.pairs = Pairs(self.block, self.school, len(problem.seats))
        counts = (problem.pupils > 0) | (problem.fixed >= 0)
        self.chosen = np.flatnonzero((keep.sum(axis=1) > 1)[self.block] | ~counts[self.block])
        cost = problem.pupils[self.block] * problem.cost[self.block, self.school] / PER_METRE
        self.variables = [self.model.addVar(vtype="B", obj=float(c)) for c in cost]
        self.at = dict(
            zip(zip(self.block.tolist(), self.school.tolist(), strict=True), self.variables, strict=True)
        )
        self._once()
        self._seats()
        if problem.contiguous:
            handler = _InOnePiece(self, stop)
            self.model.includeConshdlr(
                handler, "in one piece", "every zone is one piece that holds its school", sepapriority=1, enfopriority=-1,
                chckpriority=-1, sepafreq=1, propfreq=-1, eagerfreq=-1, maxprerounds=0, needscons=False,
            )  # fmt: skip

    def _once(self) -> None:
        for i, mine in enumerate(_grouped(self.block, self.variables, len(self.problem.pupils))):
            if self.problem.pupils[i] > 0 or self.problem.fixed[i] >= 0:
                self.model.addCons(quicksum(mine) == 1)
            elif mine:
                self.model.addCons(quicksum(mine) <= 1)

    def _seats(self) -> None:
        weighted = [
            float(p) * v for p, v in zip(self.problem.pupils[self.block], self.variables, strict=True)
        ]
        self.bought = []
        for j, load in enumerate(_grouped(self.school, weighted, len(self.problem.seats))):
            room = self.problem.seats[j].astype(float)
            dear = [
                self.model.addVar(ub=room[tier], obj=self.problem.fee[tier] / PER_METRE)
                for tier in range(1, len(room))
            ]
            self.bought.append(dear)
            self.model.addCons(quicksum(load) <= room[0] + quicksum(dear))

    def keep(self, cut: Cut) -> None:
        """Add a cut to the model for good."""
        if (cut.block, cut.school) in self.at:
            own, parting = self.terms(cut)
            self.model.addCons(own <= quicksum(parting), removable=True)

    def terms(self, cut: Cut) -> tuple[Any, list[Any]]:
        """Return the variables of a cut: the block's own, and those that part it from the school."""
        pairs = ((int(b), cut.school) for b in cut.parting)
        return self.at[cut.block, cut.school], [self.at[pair] for pair in pairs if pair in self.at]

    def begin_with(self, plan: Ints) -> None:
        """Tell SCIP the plan to beat."""
        self.model.addSol(self.solution(plan))

    def solution(self, plan: Ints) -> Any:
        """Return a plan as SCIP takes it."""
        made = self.model.createOrigSol()
        for i, j, variable in zip(self.block, self.school, self.variables, strict=True):
            self.model.setSolVal(made, variable, float(plan[i] == j))
        for dear, used in zip(self.bought, self.problem.used(plan), strict=True):
            for variable, pupils in zip(dear, used[1:], strict=True):
                self.model.setSolVal(made, variable, float(pupils))
        return made

    def take(self, offers: Callable[[], Ints | None]) -> None:
        """Let SCIP ask for plans found elsewhere."""
        self.model.includeHeur(
            _Offered(self, offers),
            "offered",
            "plans found elsewhere",
            "O",
            freq=1,
            timingmask=SCIP_HEURTIMING.BEFORENODE,
        )

    def shares(self, solution: Any) -> Floats:
        """Return the share of each pair."""
        share = np.ones(len(self.block))  # a block with one school to go to goes there
        share[self.chosen] = [self.model.getSolVal(solution, self.variables[k]) for k in self.chosen]
        return share

    def broken(self, solution: Any, shares: tuple[float, ...]) -> list[Cut]:
        """Return contiguity cuts that a solution breaks."""
        share = self.shares(solution)
        for above in shares:
            if cuts := broken(self.problem, self.pairs, share, self.tolls, above=above, levels=_LEVELS):
                return cuts
        return []

    def plan(self, solution: Any, before: Ints) -> Ints | None:
        """Return the school of each block in a solution; blocks without pupils fill up from the zones around them."""
        taken = self.shares(solution) > 0.5
        school_of = np.full(len(before), -1)
        school_of[self.block[taken]] = self.school[taken]
        if not self.problem.contiguous:
            return np.where(school_of < 0, before, school_of)
        problem = self.problem
        idle = (problem.pupils == 0) & (problem.fixed < 0)
        loose = cut_off(school_of, problem.home, problem.adj_start, problem.adj)
        if (loose & ~idle).any():
            return None
        school_of[loose] = -1
        return filled(problem, school_of)


class _Offered(Heur):
    """Plans found elsewhere while SCIP runs."""

    def __init__(self, tree: Tree, offers: Callable[[], Ints | None]) -> None:
        self.tree, self.offers = tree, offers

    def heurexec(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Try the plan on offer, if there is one."""
        plan = self.offers()
        known = plan is not None and self.model.trySol(self.tree.solution(plan))
        return {"result": SCIP_RESULT.FOUNDSOL if known else SCIP_RESULT.DIDNOTFIND}


class _InOnePiece(Conshdlr):
    """Zones hold together: checked on every candidate plan, cut off on every relaxation."""

    def __init__(self, tree: Tree, stop: Callable[[], bool]) -> None:
        self.tree, self.stop, self.count = tree, stop, 0

    def conscheck(self, constraints: Any, solution: Any, *_: Any, **__: Any) -> dict[str, Any]:
        """Refuse a solution with a zone in pieces."""
        broken = self.tree.broken(solution, (0.5,))
        return {"result": SCIP_RESULT.INFEASIBLE if broken else SCIP_RESULT.FEASIBLE}

    def consenfolp(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Cut off a whole-numbered relaxation whose zones fall apart."""
        return {"result": self._cut_off((0.5,)) or SCIP_RESULT.FEASIBLE}

    def consenfops(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Ask for the relaxation where a solution without one has zones in pieces."""
        return {"result": SCIP_RESULT.SOLVELP if self.tree.broken(None, (0.5,)) else SCIP_RESULT.FEASIBLE}

    def conssepalp(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Cut off a relaxation."""
        if self.stop():
            self.model.interruptSolve()
        return {"result": self._cut_off(SHARES) or SCIP_RESULT.DIDNOTFIND}

    def conslock(self, constraint: Any, locktype: Any, up: int, down: int) -> None:
        """Say that a change of any variable, either way, may break a zone."""
        for variable in self.tree.variables:
            self.model.addVarLocks(variable, up + down, up + down)

    def _cut_off(self, shares: tuple[float, ...]) -> Any:
        cuts = self.tree.broken(None, shares)
        for cut in cuts:
            if self._add(cut):
                return SCIP_RESULT.CUTOFF
        return SCIP_RESULT.SEPARATED if cuts else None

    def _add(self, cut: Cut) -> bool:
        """Add a cut; return whether it shows that nothing is left below this node."""
        self.count += 1
        own, parting = self.tree.terms(cut)
        row = self.model.createEmptyRowUnspec(
            f"cut{self.count}", lhs=None, rhs=0.0, local=False, removable=True
        )
        self.model.cacheRowExtensions(row)
        self.model.addVarToRow(row, own, 1.0)
        for variable in parting:
            self.model.addVarToRow(row, variable, -1.0)
        self.model.flushRowExtensions(row)
        infeasible = self.model.addCut(row, forcecut=True)
        self.model.addPoolCut(row)
        self.model.releaseRow(row)
        return bool(infeasible)


def _grouped(group: Ints, items: list[Any], count: int) -> list[list[Any]]:
    groups: list[list[Any]] = [[] for _ in range(count)]
    for number, item in zip(group.tolist(), items, strict=True):
        groups[number].append(item)
    return groups
