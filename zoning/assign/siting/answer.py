"""The best sites for an aim, with what they come to and what no choice comes below."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zoning.assign.policy import build, fair
from zoning.assign.problem import NEVER, PER_METRE, Problem
from zoning.assign.sites import choose, nearest, none_will_do
from zoning.assign.sites.nearest import Choice, Towards
from zoning.assign.siting.field import Field
from zoning.errors import InfeasiblePlan
from zoning.model import Ints
from zoning.siting import Answer, Asked, Objective

LIGHT = 0.1
"""Of the effort, for a look whether there are sites within a longest walk."""
_PUPIL = 1000
"""Where pupils are counted instead of metres, each stands for so many millimetres."""
_ONE_TIER = np.zeros(1, np.int64)


@dataclass(frozen=True)
class Search:
    """How hard to look."""

    effort: float = 1.0
    gap: float = 0.0
    seed: int = 1
    stop: Callable[[], bool] = lambda: False


def chosen(field: Field, asked: Asked, search: Search) -> Answer:
    """Return the best sites found for what is asked, with a bound; raises `InfeasiblePlan` where no choice will do."""
    if asked.way == "nearest":
        return _nearest(field, asked)
    return _ZONED[asked.objective](field, asked, search)


def require_possible(field: Field, asked: Asked) -> None:
    """Raise `InfeasiblePlan` where it is clear beforehand that no choice will do: too few sites in reach, or too few seats at all that may open."""
    if (
        asked.way != "nearest"
        and asked.objective != "least_shortage"
        and not _may(field, field.problem, asked)
    ):
        raise none_will_do()


# ---- zones, or seats alone -------------------------------------------------------------------------


def _least_walking(field: Field, asked: Asked, search: Search) -> Answer:
    opened, plan, bound = _chosen(field, field.problem, asked, search)
    return _answer(field, asked, opened, plan, field.problem.total(plan) / PER_METRE, bound / PER_METRE)


def _most_covered(field: Field, asked: Asked, search: Search) -> Answer:
    far = (field.straight > asked.radius_m).astype(np.int32) * _PUPIL
    problem = _counted(
        replace(field.problem, cost=np.where(field.problem.allowed, far, NEVER).astype(np.int32))
    )
    opened, plan, bound = _chosen(field, problem, asked, search)
    return _answer(field, asked, opened, plan, problem.total(plan) / _PUPIL, math.ceil(bound / _PUPIL))


def _least_shortage(field: Field, asked: Asked, search: Search) -> Answer:
    problem = replace(field.problem, cost=np.where(field.problem.allowed, 0, NEVER).astype(np.int32))
    seats = np.column_stack([problem.limit, np.full(len(problem.seats), field.pupils)])
    problem = replace(problem, seats=seats, fee=np.array([0, _PUPIL]))
    opened, plan, bound = _chosen(field, problem, asked, search)
    return _answer(field, asked, opened, plan, problem.total(plan) / _PUPIL, math.ceil(bound / _PUPIL))


def _fewest_sites(field: Field, asked: Asked, search: Search) -> Answer:
    """Sites first, walks after: a site costs more than all walks together."""
    free = (field.problem.pupils > 0) & (field.problem.fixed < 0)
    covered = (field.straight <= asked.radius_m) & field.problem.allowed
    some = covered.any(axis=1)
    beyond = (free & some)[:, None] & ~covered
    problem = build.joinable(
        replace(field.problem, cost=np.where(beyond, NEVER, field.problem.cost).astype(np.int32))
    )
    problem = _counted(problem)
    dear = 1 + int(
        (problem.pupils * np.where(problem.allowed, problem.cost, 0).max(axis=1).astype(np.int64)).sum()
    )
    opened, plan, bound = _chosen(field, problem, asked, search, dear * field.new)
    unreached = int(field.problem.pupils[free & ~some].sum())
    return _answer(field, asked, opened, plan, float((opened & field.new).sum()), bound // dear, unreached)


def _shortest_longest_walk(field: Field, asked: Asked, search: Search) -> Answer:
    """Limits on the walk, the shortest that there are sites and zones within."""
    found: dict[float, tuple[np.ndarray, Ints]] = {}

    def under(limit: float) -> Problem:
        return build.limited(field.problem, field.walk, limit / PER_METRE)

    def may(limit: float) -> bool:
        return _may(field, under(limit), asked)

    def looked(problem: Problem, effort: float) -> float:
        opened, plan, _ = _chosen(field, problem, asked, replace(search, effort=effort, gap=1e9))
        longest = fair.longest(field.problem, field.walk, plan)
        found[longest] = opened, plan
        return longest

    def within(limit: float) -> float | None:
        try:
            return looked(under(limit), LIGHT * search.effort)
        except InfeasiblePlan:
            return None

    walks = fair.limits(field.problem, field.walk)
    if not len(walks):
        return _least_walking(field, asked, search)
    longest, least = fair.shortest(walks, may, within)
    if longest is None:  # light looks found no plan at all; seats may be tight
        longest = looked(field.problem, search.effort)
    opened, plan = found[longest]
    return _answer(field, asked, opened, plan, longest / PER_METRE, least / PER_METRE)


_ZONED: dict[Objective, Callable[[Field, Asked, Search], Answer]] = {
    "least_walking": _least_walking, "most_covered": _most_covered, "fewest_sites": _fewest_sites,
    "shortest_longest_walk": _shortest_longest_walk, "least_shortage": _least_shortage,
}  # fmt: skip


def _counted(problem: Problem) -> Problem:
    """The problem with seats as they are, whatever the policy asks for the last of them."""
    return replace(problem, seats=problem.limit[:, None], fee=_ONE_TIER)


def _chosen(
    field: Field, problem: Problem, asked: Asked, search: Search, opening: Ints | None = None
) -> tuple[np.ndarray, Ints, int]:
    """Return the sites that open (m,), the plan block by block and the bound; raises where no plan within the seats was found."""
    shaped = field.shape(problem)
    opened, plan, proof = choose(
        shaped, np.zeros(len(field.schools), np.int64) if opening is None else opening,
        must=field.stays, limits=field.limits(asked), seconds=asked.seconds, gap=search.gap, effort=search.effort,
        seed=search.seed, stop=search.stop,
    )  # fmt: skip
    if (plan < 0).any() or shaped.over(plan).any():
        raise none_will_do()
    return opened, plan[field.groups.of], proof.value


def _may(field: Field, problem: Problem, asked: Asked) -> bool:
    """Whether nothing proves that there is no choice: a site for every block, and seats for all at those sites."""
    far = np.where(problem.allowed, 0, NEVER).astype(np.int64)
    limits = [*field.limits(asked), nearest.at_least(problem.limit, field.pupils)]
    everyone = np.ones(len(problem.pupils), np.int64)
    towards = Towards(everyone, far, field.stays, len(field.schools), tuple(limits))
    return bool(problem.allowed.any(axis=1).all()) and nearest.fewest(towards, 0) is not None


def _answer(
    field: Field,
    asked: Asked,
    opened: np.ndarray,
    plan: Ints | None,
    value: float,
    bound: float,
    unreached: int = 0,
) -> Answer:
    at = np.flatnonzero(opened)
    shut = set(asked.may_close) - set(field.schools[at])
    school_of = (
        None
        if plan is None
        else pd.Series(field.schools.to_numpy()[plan], index=field.blocks, name="school_id")
    )
    return Answer(
        objective=asked.objective,
        opened=tuple(str(school) for school in field.schools[opened & field.new]),
        closed=tuple(sorted(shut)),
        grown={str(field.schools[int(j)]): int(field.grows[j]) for j in at if field.grows[j] > 0},
        value=float(value),
        bound=float(min(bound, value)),
        method="sets of sites with their zones"
        if asked.way == "zones"
        else "sets of sites"
        if plan is not None
        else "mixed-integer program",
        school_of=school_of,
        unreached=unreached,
    )


# ---- to the nearest --------------------------------------------------------------------------------


def _nearest(field: Field, asked: Asked) -> Answer:
    """The best sites where all go to the nearest; pupils whom no site reaches are left out and counted."""
    walked = asked.objective in ("least_walking", "shortest_longest_walk")
    metres = field.walk / PER_METRE if walked else field.straight
    far = np.where(
        np.isfinite(metres), np.rint(np.minimum(metres, NEVER / PER_METRE - 1) * PER_METRE), NEVER
    ).astype(np.int64)
    reach = NEVER - 1 if walked else round(asked.radius_m * PER_METRE)
    some = (far <= reach).any(axis=1)
    people = np.where(some, field.problem.pupils, 0)
    loose = len(asked.may_close)
    most = len(field.schools) if asked.open_most is None else int(field.stays.sum()) + loose + asked.open_most
    towards = Towards(people, far, field.stays, most, tuple(field.limits(asked)), asked.seconds)
    found = _to_nearest(asked.objective, towards, reach)
    if found is None:
        raise none_will_do()
    less = float(field.stays.sum()) if asked.objective == "fewest_sites" else 0.0
    unit = PER_METRE if walked else 1
    out = int(field.problem.pupils[~some].sum())
    return _answer(
        field, asked, found.opened, None, found.value / unit - less, found.bound / unit - less, out
    )


def _to_nearest(objective: Objective, towards: Towards, reach: int) -> Choice | None:
    if objective == "least_walking":
        return nearest.least_walking(towards)
    if objective == "most_covered":
        return nearest.most_covered(towards, reach)
    if objective == "fewest_sites":
        return nearest.fewest(towards, reach)
    return nearest.shortest_longest(towards)
