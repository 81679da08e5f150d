"""A district with every site as if it were open, as numbers: what choices and trials are made of."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from zoning.assign.policy import build, terms, whole
from zoning.assign.policy.whole import Groups
from zoning.assign.problem import Problem, part
from zoning.assign.sites import Limit
from zoning.model import Floats, Ints, Measures, StudyArea
from zoning.policy import Policy
from zoning.siting import Asked

PER_WAN = 100
"""Money is counted in whole hundredths of 10,000 yuan."""


@dataclass(frozen=True, eq=False)
class Field:
    """Blocks and sites as the solver sees them; m sites: schools that are there, candidates, and schools as they may grow."""

    problem: Problem
    """Every site as if open; only schools that stay have their own block for themselves."""
    walk: Floats
    """(n, m) millimetres; inf where there is no way."""
    straight: Floats
    """(n, m) metres."""
    blocks: pd.Index
    schools: pd.Index
    """(m,) id of the school or site; a school that may grow has two rows of one id."""
    new: np.ndarray
    """(m,) candidate sites."""
    grows: Ints
    """(m,) seats that a school gains in this row; 0 for all others."""
    stays: np.ndarray
    """(m,) schools that are open in every choice, in this row."""
    cost_wan: Floats
    """(m,)"""
    groups: Groups
    """Blocks that go to one school together."""

    @property
    def pupils(self) -> int:
        """Pupils of the district."""
        return int(self.problem.pupils.sum())

    def shape(self, problem: Problem) -> Problem:
        """Return what the solver sees of a problem with these blocks and sites."""
        return problem if self.groups.trivial else whole.contract(problem, self.groups.of)

    def only(self, rows: np.ndarray) -> "Field":
        """Return the field of some sites (m,) alone."""
        at = np.flatnonzero(rows)
        return replace(
            self, problem=part(self.problem, np.arange(len(self.blocks)), at), walk=self.walk[:, at], straight=self.straight[:, at],
            schools=self.schools[at], new=self.new[at], grows=self.grows[at], stays=self.stays[at], cost_wan=self.cost_wan[at],
        )  # fmt: skip

    def limits(self, asked: Asked) -> list[Limit]:
        """Return what a choice has to keep to: new sites, money, one site a block, and one row for each school that may grow."""
        made = [] if asked.open_most is None else [Limit(self.new.astype(np.int64), asked.open_most)]
        if asked.schools_most is not None:
            made.append(Limit(np.ones(len(self.schools), np.int64), asked.schools_most))
        if asked.budget_wan is not None:
            cost = np.ceil(self.cost_wan * PER_WAN - 1e-9).astype(np.int64)
            made.append(Limit(cost, int(asked.budget_wan * PER_WAN + 1e-9)))
        if self.problem.contiguous:
            home, count = np.unique(self.problem.home, return_counts=True)
            shared = home[count > 1]
            made += [Limit((self.problem.home == block).astype(np.int64), 1) for block in shared]
        for grown in asked.grown:
            rows = (self.schools == grown.school).astype(np.int64)
            made.append(Limit(rows, 1))
            if grown.school not in asked.may_close:
                made.append(Limit(-rows, -1))
        return made


def field(area: StudyArea, measures: Measures, policy: Policy, asked: Asked) -> Field:
    """Return the field of an area whose candidate sites have the status `tried`, under a policy without caps."""
    schools = measures.walks.schools
    status = area.schools["status"].reindex(schools)
    new = (status == "tried").to_numpy()
    loose = {*asked.may_close, *(grown.school for grown in asked.grown)}
    stays = ~new & ~schools.isin(list(loose))
    kept = policy if asked.way == "zones" else replace(policy, contiguous=False)
    problem = build.problem(area, measures, kept, settled=set(schools[stays]))
    groups = whole.groups(problem, area, measures, kept)
    if not groups.trivial:
        problem = whole.tied(problem, groups.of)
    made = Field(
        problem=problem,
        walk=terms.farthest(measures),
        straight=measures.straight.matrix().reindex(columns=schools).to_numpy(float),
        blocks=measures.walks.blocks,
        schools=schools,
        new=new,
        grows=np.zeros(len(schools), np.int64),
        stays=stays,
        cost_wan=np.array([asked.cost_wan.get(str(school), 0.0) for school in schools]) * new,
        groups=groups,
    )
    return _with_growth(made, asked)


def _with_growth(made: Field, asked: Asked) -> Field:
    """The field with another row for each school that may grow: the same place, more seats."""
    if not asked.grown:
        return made
    at = made.schools.get_indexer(pd.Index([grown.school for grown in asked.grown], dtype="object"))
    more = np.array([grown.more_seats for grown in asked.grown], np.int64)
    rows = np.r_[np.arange(len(made.schools)), at]
    problem, count = made.problem, len(made.schools)
    seats = problem.seats[rows]
    seats[count:, 0] += more
    nothing = np.zeros(count, np.int64)
    return replace(
        made,
        problem=replace(problem, cost=problem.cost[:, rows], seats=seats, home=problem.home[rows]),
        walk=made.walk[:, rows],
        straight=made.straight[:, rows],
        schools=made.schools[rows],
        new=made.new[rows],
        grows=np.r_[nothing, more],
        stays=np.r_[made.stays, np.zeros(len(at), bool)],
        cost_wan=np.r_[made.cost_wan, [grown.cost_wan for grown in asked.grown]],
    )
