"""Plans that were not made here: what is proved of them, and what a next question may begin from."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.policy import build, stable, task, whole
from zoning.assign.policy.task import Base, Task
from zoning.assign.problem import PER_METRE
from zoning.assign.zones import warm
from zoning.contiguity import cut_off
from zoning.model import Ints, Measures, StudyArea
from zoning.policy import Policy


@dataclass(frozen=True, eq=False)
class ByHand:
    """A plan that was not made here, held against a bound."""

    cost: float | None
    """Pupil-metres with the prices of the policy; None where some block is where no rule allows it."""
    lower_bound: float | None
    """Pupil-metres that no plan within the rules is below; None where nothing is proved, or the plan breaks a rule and may well cost less."""
    refused: pd.Index
    """Blocks without a school, or at one that the rules do not allow: too far, locked, or not to be joined to its zone."""


def held_against(area: StudyArea, measures: Measures, policy: Policy, base: Base | None, school_of: pd.Series) -> ByHand:  # fmt: skip
    """Return how a plan made by hand stands to the bound that the prices of a `base` prove for this policy.

    `school_of` has a school for every block, or none. Prices of seats prove a bound wherever they are laid; contiguity tolls are
    taken over as far as they are still true, as for a second question (`zones/warm.py`).
    """
    asked = _asked(area, measures, policy, base)
    chosen = asked.schools.get_indexer(pd.Index(school_of.reindex(asked.blocks)))
    may = (chosen >= 0) & asked.problem.allowed[np.arange(len(chosen)), chosen]
    refused = asked.blocks[~may]
    if len(refused):
        return ByHand(None, None, refused)
    cost = asked.problem.total(chosen) / PER_METRE
    return ByHand(cost, _bound(asked) if _kept(asked, chosen) else None, refused)


def remembered(area: StudyArea, measures: Measures, policy: Policy, school_of: pd.Series) -> Base:
    """Return what a next question may begin from, of a plan whose prices nobody kept."""
    asked = _asked(area, measures, policy, None)
    problem = asked.shape(asked.problem)
    found = transport.seat_prices(problem)
    seat = np.zeros(len(asked.schools), np.int64) if found is None else found[0].seat
    chosen = asked.schools.get_indexer(pd.Index(school_of.reindex(asked.blocks)))
    first = np.unique(asked.groups.of, return_index=True)[1]
    return Base(problem, chosen[first], Prices(seat), asked.names, asked.schools)


def _asked(area: StudyArea, measures: Measures, policy: Policy, base: Base | None) -> Task:
    problem = build.problem(area, measures, policy)
    groups = whole.groups(problem, area, measures, policy)
    return task.of(problem, groups, area, measures, policy, base, lambda: False)


def _bound(asked: Task) -> float | None:
    if asked.base is None:
        return None
    known, problem = asked.base.known_to(asked.names, asked.schools), asked.shape(asked.problem)
    prices = replace(warm.tolls(known, problem), seat=warm.seat(known, problem))
    return pricing.bound(problem, prices) / PER_METRE


def _kept(asked: Task, school_of: Ints) -> bool:
    """Return whether a plan of allowed pairs keeps the other rules: seats, the cap on moves, whole groups, zones in one piece."""
    problem = asked.problem
    if stable.rank(problem, asked.moved, asked.cap, school_of)[0] > 0:
        return False
    first = np.unique(asked.groups.of, return_index=True)[1]
    whole_groups = bool((school_of == school_of[first][asked.groups.of]).all())
    apart = problem.contiguous and cut_off(school_of, problem.home, problem.adj_start, problem.adj).any()
    return whole_groups and not apart
