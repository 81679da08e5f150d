"""Branch and cut: the best zones of a district or of a few neighbouring schools, proved where time allows.

SCIP branches; a constraint handler gives it contiguity cuts (`cuts.py`) as it meets zones that fall apart. Pairs too dear
to be part of any better plan are left out beforehand (reduced-cost fixing), so the answer holds for all pairs.
"""

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pyscipopt import SCIP_PARAMSETTING, Model  # type: ignore[attr-defined]

from zoning.assign.bound import lagrangian
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.cuts import Cut
from zoning.assign.bound.lagrangian import Bounded
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import PER_METRE, Problem
from zoning.assign.zones.tree import Tree
from zoning.model import Ints

log = logging.getLogger(__name__)
NAME = "branch and cut"
"""What shows such a bound, in words."""
NO_CUTOFF = 2**62
LONG = 1e20
"""SCIP's own word for no limit, in seconds."""
FIRST = 100_000
"""A priority above those of SCIP's own branching rules."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What branch and cut found."""

    school_of: Ints | None
    """(n,) a plan cheaper than the one it began with; None if none was found."""
    bound: int
    """No plan costs less, in pupil-millimetres; not above the best plan known, or the cutoff."""


def branch_and_cut(
    problem: Problem,
    prices: Prices,
    plan: Ints,
    *,
    cuts: Sequence[Cut],
    cutoff: int = NO_CUTOFF,
    bounded: Bounded | None = None,
    nodes: int = -1,
    seconds: float = np.inf,
    gap: float = 0.0,
    quick: bool = False,
    seed: int = 1,
    offers: Callable[[], Ints | None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Answer:
    """Return a better plan than `plan`, if there is one, and a bound.

    `plan` must be clean, or have blocks without a school (-1) and a `cutoff` with it. `prices` prove the bound it begins with; `cuts` are known to be useful; plans that cost `cutoff` or more
    are of no use, nor bounds above it. `quick`, where a better plan is worth more than a proof. What the Lagrangian has `bounded` rules out pairs
    beforehand. `offers` may hand over a better plan found elsewhere, while this one runs.
    """
    cost = problem.total(plan) if (plan >= 0).all() else NO_CUTOFF
    known, floor = min(cost, cutoff), pricing.bound(problem, prices)
    if bounded is not None:
        floor = max(floor, min(bounded.value, known))
        if floor >= known:
            return Answer(None, known)
        problem = lagrangian.narrowed(problem, plan, bounded, known)
    tree = Tree(problem, prices, max(0, known - pricing.bound(problem, prices)), stop)
    for cut in cuts:
        tree.keep(cut)
    if known < cost:
        tree.model.setObjlimit(known / PER_METRE)
    else:
        tree.begin_with(plan)
    if offers is not None:
        tree.take(offers)
    if (
        quick
    ):  # on a few zones nodes are cheap; a closer look at the model or at a branch takes longer than it saves
        tree.model.setPresolve(SCIP_PARAMSETTING.FAST)
        tree.model.setIntParam("branching/pscost/priority", FIRST)
    limits = {"limits/time": min(float(seconds), LONG), "limits/nodes": nodes, "limits/gap": gap}
    if not _solved(tree.model, limits | {"randomization/randomseedshift": seed}):
        return Answer(None, min(floor, known))
    return _answer(tree, plan, known, floor)


def _solved(model: Model, limits: dict[str, float]) -> bool:
    """Let SCIP work within `limits`; return whether it ended in good order."""
    for name, value in limits.items():
        model.setParam(name, value)
    try:
        model.optimizeNogil()
    except (
        Exception
    ) as error:  # SCIP gives up on a linear program with numerical troubles, and has no name for it
        log.warning("branch and cut ended early: %s", error)
        return False
    return True


def _answer(tree: Tree, plan: Ints, known: int, floor: int) -> Answer:
    """Return what SCIP found that is better than what is `known`, and the bound it proved."""
    problem, model = tree.problem, tree.model
    best = model.getBestSol() if model.getNSols() else None
    found = tree.plan(best, plan) if best is not None else None
    # a better solution that parks cannot be shared out to gives no plan, and so no proof of the one known
    lost = best is not None and found is None and model.getSolObjVal(best) * PER_METRE < known - 0.5
    if found is not None and problem.total(found) >= known:
        found = None
    cost = known if found is None else problem.total(found)
    if model.getStatus() in ("optimal", "infeasible") and not lost:  # infeasible: nothing below the cutoff
        return Answer(found, cost)
    proved = model.getDualbound() * PER_METRE * (1 - 1e-9)
    return Answer(
        found, min(max(floor, math.ceil(proved)), cost) if np.isfinite(proved) else floor
    )  # costs are whole
