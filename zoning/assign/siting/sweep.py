"""Every site tried by itself: the zones solved anew with it, from the plan without it.

`evaluate(bundle, number)` knows nothing of the others, of files or of machines: it may run anywhere, in any order.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from zoning.assign.bound import feasible
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.assign.sites.opening import Question
from zoning.assign.siting import onemore
from zoning.assign.siting.field import Field
from zoning.assign.zones.solver import Proof, solve
from zoning.assign.zones.warm import Known
from zoning.errors import InfeasiblePlan
from zoning.model import Ints
from zoning.words import Text

LACKING = 10
"""Where there is no plan within the seats without a new school: times the longest walk, what a pupil over counts."""
EFFORT = 0.5
"""Of a second question, for each site."""
NO_WALK = np.int32(2**31 - 1)
_NO_BASE = Text(
    "现有学校下没有能连片的方案，无法逐点试算",
    "with the schools that are there no plan keeps zones in one piece, so sites cannot be tried",
)


@dataclass(frozen=True, eq=False)
class Sweep:
    """The bundle: a district with its plan, and every site as if open; numbers alone, so that it travels well."""

    problem: Problem
    """(n groups, m sites) every site as if open."""
    own: Ints
    """Schools that are there (positions, rising)."""
    sites: Ints
    """Sites to try (positions): the numbers of `evaluate`."""
    school_of: Ints
    """(n groups,) the plan without a new school: positions among `own`."""
    prices: Prices
    limit: Ints
    """(m,) seats, where `problem` has more of them at a price."""
    of: Ints
    """(blocks,) group of each block."""
    pupils: Ints
    """(blocks,)"""
    walk: np.ndarray
    """(blocks, m) millimetres; `NO_WALK` where there is no way."""
    covered: np.ndarray
    """(blocks, m) whether the site's radius holds the block."""
    gap: float
    seed: int

    @property
    def key(self) -> str:
        """A name that no other sweep has."""
        made = blake2b(digest_size=16)
        parts = (*vars(self.problem).values(), self.own, self.sites, self.school_of, self.prices.seat, self.prices.toll, self.walk, self.covered, self.gap, self.seed)  # fmt: skip
        for part in parts:
            made.update(np.ascontiguousarray(part).tobytes())
        return made.hexdigest()

    @property
    def lacking(self) -> bool:
        """Whether seats do not suffice without a new school, so that pupils over them have a price."""
        return bool((self.problem.limit > self.limit).any())

    def base(self) -> dict[str, Any]:
        """Return the figures of the plan without a new school, as `evaluate` gives those with one."""
        bound = pricing.bound(self.before, self.prices)
        return self._figures(self.before, self.own, self.school_of, bound)

    @cached_property
    def before(self) -> Problem:
        """The zoning problem without a new school."""
        m = len(self.limit)
        return Question(self.problem, np.zeros(m, np.int64), np.zeros(m, bool), m).zoning(self.own)

    def _figures(self, made: Problem, sites: Ints, school_of: Ints, bound: int) -> dict[str, Any]:
        site = sites[school_of][self.of]
        row = np.arange(len(site))
        walk = self.walk[row, site].astype(np.int64)
        some = (self.pupils > 0) & (walk < NO_WALK)
        load = np.bincount(site, weights=self.pupils, minlength=len(self.limit)).astype(np.int64)
        whole = max(1, int(self.pupils.sum()))
        return {
            "cost_pupil_m": made.total(school_of) / PER_METRE,
            "bound_pupil_m": bound / PER_METRE,
            "over": int(np.maximum(0, load - self.limit).sum()),
            "mean_walk_m": float((self.pupils * walk)[some].sum() / whole / PER_METRE),
            "longest_walk_m": float(walk[some].max(initial=0) / PER_METRE),
            "covered_pupils": int(self.pupils[self.covered[row, site]].sum()),
        }


def sweep(field: Field, *, effort: float, gap: float, seed: int, radius_m: float) -> Sweep:
    """Return the bundle of a field: the plan without new schools is found here, once."""
    problem = field.shape(field.problem)
    m = len(field.schools)
    own, sites = np.flatnonzero(~field.new & (field.grows == 0)), np.flatnonzero(field.new)
    question = Question(problem, np.zeros(m, np.int64), np.zeros(m, bool), m)
    found = _solved(question.zoning(own), effort, gap, seed)
    if found is None:
        problem = _softened(problem)
        question = replace(question, problem=problem)
        found = _solved(question.zoning(own), effort, gap, seed)
    if found is None:
        raise InfeasiblePlan("sites", 0.0, (), _NO_BASE)
    school_of, proof = found
    walk = np.where(np.isfinite(field.walk), np.minimum(field.walk, NO_WALK - 1), NO_WALK).astype(np.int32)
    return Sweep(
        problem=problem, own=own, sites=sites, school_of=school_of, prices=proof.prices, limit=field.problem.limit,
        of=field.groups.of, pupils=field.problem.pupils, walk=walk, covered=field.straight <= radius_m, gap=gap, seed=seed,
    )  # fmt: skip


def evaluate(bundle: Sweep, number: int) -> dict[str, Any]:
    """Return the figures of the plan with site `number` of the bundle open: a full re-solve of the zones, and its bound.

    `moved_pupils` have another school than without it. `possible` is False where no zone can hold the site's own block.
    """
    site = int(bundle.sites[number])
    if not _able(bundle.problem, site, bundle.own):
        return {"number": number, "possible": False}
    made, here = onemore.opened(bundle.problem, bundle.before, bundle.own, site)
    sites = np.insert(bundle.own, here, site)
    at = np.delete(np.arange(len(sites)), here)
    blocks = np.arange(len(made.pupils))
    known = Known(bundle.before, bundle.school_of, bundle.prices, blocks, at)
    try:
        school_of, proof = solve(made, effort=EFFORT, gap=bundle.gap, seed=bundle.seed, known=known)
    except InfeasiblePlan:
        return {"number": number, "possible": False}
    if (school_of < 0).any():
        return {"number": number, "possible": False}
    figures = bundle._figures(made, sites, school_of, proof.value)
    return {
        "number": number,
        "possible": True,
        **figures,
        "pupils": int(made.pupils[school_of == here].sum()),
        "moved_pupils": int(made.pupils[sites[school_of] != bundle.own[bundle.school_of]].sum()),
    }


def table(bundle: Sweep, rows: list[dict[str, Any]], sites: pd.Index) -> pd.DataFrame:
    """Return what each site would bring beside the plan without it, in the order of `sites` (ids)."""
    base = bundle.base()
    found = pd.DataFrame(rows).set_index("number").sort_index()
    found.index = pd.Index(sites[found.index.to_numpy()], name="school_id")
    columns = [
        "possible",
        "pupils",
        "cost_pupil_m",
        "bound_pupil_m",
        "over",
        "mean_walk_m",
        "longest_walk_m",
        "covered_pupils",
        "moved_pupils",
    ]
    found = found.reindex(columns=columns)
    return found.assign(
        saves_pupil_m=base["cost_pupil_m"] - found["cost_pupil_m"],
        gap_share=found["cost_pupil_m"] / found["bound_pupil_m"].clip(lower=1e-9) - 1,
        newly_covered_pupils=found["covered_pupils"] - base["covered_pupils"],
        fewer_over=base["over"] - found["over"],
        shortens_m=base["longest_walk_m"] - found["longest_walk_m"],
    )


def _solved(problem: Problem, effort: float, gap: float, seed: int) -> tuple[Ints, Proof] | None:
    if not feasible.sound(problem):
        return None
    found, proof = solve(problem, effort=effort, gap=gap, seed=seed)
    return None if (found < 0).any() or problem.over(found).any() else (found, proof)


def _softened(problem: Problem) -> Problem:
    """Seats for all everywhere, those that are not there at a price above any walk."""
    beyond = np.full(len(problem.seats), int(problem.pupils.sum()))
    longest = int(np.where(problem.allowed, problem.cost, 0).max())
    return replace(
        problem, seats=np.column_stack([problem.seats, beyond]), fee=np.r_[problem.fee, LACKING * longest + problem.fee[-1]]
    )  # fmt: skip


def _able(problem: Problem, site: int, own: Ints) -> bool:
    """Whether the block that a site stands in may be its own."""
    home = int(problem.home[site])
    if home < 0:
        return True
    locked = int(problem.fixed[home])
    return bool(
        problem.cost[home, site] < NEVER
        and problem.pupils[home] <= problem.limit[site]
        and locked in (-1, site)
        and home not in problem.home[own]
    )
