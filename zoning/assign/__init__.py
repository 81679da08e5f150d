"""Decisions: every block to a school, within seats, zones in one piece, with a bound that proves how good."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from zoning.assign.infeasible import explain
from zoning.assign.policy import build, feeders, pairs, pools, stable, task, terms, whole
from zoning.assign.policy.hand import ByHand, held_against, remembered
from zoning.assign.policy.task import Base
from zoning.assign.policy.variants import different
from zoning.assign.policy.whole import Groups
from zoning.assign.problem import PER_METRE, Problem
from zoning.assign.why import account
from zoning.assign.why.account import asks_for_barriers, with_barriers
from zoning.assign.zones.solver import Proof, solve
from zoning.errors import InfeasiblePlan
from zoning.model import Ints, Measures, Plan, Solve, StudyArea
from zoning.policy import Policy
from zoning.words import Lang

__all__ = [
    "Base",
    "ByHand",
    "Proof",
    "again",
    "alternatives",
    "asks_for_barriers",
    "best",
    "held_against",
    "pooled",
    "remembered",
    "solve",
    "with_barriers",
]


PAIRING_EFFORT = 0.25
"""Of the policy's effort, for the plan that tells which schools are neighbours."""


def pooled(area: StudyArea, measures: Measures, policy: Policy, lang: Lang) -> tuple[StudyArea, Measures, Policy]:  # fmt: skip
    """Return area, measures and policy with the schools of every multi-school zone as one; unchanged without any.

    Where the policy says so, schools in none are paired first, on a plan without these pairs.
    """
    if policy.pool_size == 1:
        return pools.joined(area, measures, policy, lang)
    light = replace(policy, effort=PAIRING_EFFORT * policy.effort, shortest_longest_walk=False)
    before = pools.joined(area, measures, light, lang)
    try:
        solved = _solved(*before)
    except InfeasiblePlan:  # seats may suffice once they are pooled
        solved = _solved(*before[:2], replace(before[2], over_capacity_share=1.0))
    if solved.asked.halted:
        raise KeyboardInterrupt  # stopped before there was a plan
    found, note = pairs.of(*before, solved.made.school_of)
    made = replace(policy, pools=(*policy.pools, *found))
    return pools.joined(area, replace(measures, notes=(*measures.notes, note)), made, lang)


def best(area: StudyArea, measures: Measures, policy: Policy) -> Plan:
    """Return the cheapest plan found within the policy, and what is proved of it.

    Raises `InfeasiblePlan` naming the rule, the places and the shortfall. Ctrl-C ends the search: the best plan so far
    is returned with a note, or `KeyboardInterrupt` raised where there is none yet.
    """
    return again(area, measures, policy, None)[0]


def again(
    area: StudyArea, measures: Measures, policy: Policy, base: Base | None, *, why: bool = True, stop: Callable[[], bool] = lambda: False
) -> tuple[Plan, Base]:  # fmt: skip
    """Return a plan as `best` does, and what the next question about the district may begin from.

    From a `base`, the answer to nearly the same question, the plan is there at once: about as good, its bound a little
    wider. Locks, seats, schools and blocks may have changed. `stop()` is as good as Ctrl-C. Without `why` the plan does not tell
    why it is as it is, and is there sooner.
    """
    solved = _solved(area, measures, policy, base, stop)
    return _plan(solved, area, measures, why=why), solved.asked.base_of(solved.made)


def alternatives(
    area: StudyArea,
    measures: Measures,
    policy: Policy,
    *,
    count: int,
    within: float,
    differ: float,
    effort: float = 0.25,
) -> list[Plan]:
    """Return the best plan and really different ones, `count` in all or fewer where no more were found.

    Each costs at most (1 + `within`) times the best and sends at least the share `differ` of all pupils elsewhere than every plan
    before it; all are held against the same bound. `effort` is that of each search, as a share of the policy's.
    """
    solved = _solved(area, measures, policy)
    asked, made = solved.asked, solved.made

    def cost(school_of: Ints) -> int | None:
        beyond, paid = stable.rank(asked.problem, asked.moved, asked.cap, school_of)
        return paid if beyond == 0 else None

    plans = different(
        made.problem, made.school_of, count=count, within=within, differ=differ, cost=cost,
        find=lambda dearer: asked.find(dearer, effort, gap=max(policy.gap, within / 4))[0],
    )  # fmt: skip
    return [
        _plan(solved, area, measures),
        *(
            _plan(solved, area, measures, other, f"alternative {n} of ")
            for n, other in enumerate(plans[1:], 2)
        ),
    ]


@dataclass(frozen=True, eq=False)
class _Solved:
    """A task with its answer, block by block."""

    problem: Problem
    groups: Groups
    asked: task.Task
    made: task.Answer
    policy: Policy
    began: float


def _solved(
    area: StudyArea, measures: Measures, policy: Policy, base: Base | None = None, stop: Callable[[], bool] = lambda: False
) -> _Solved:  # fmt: skip
    began = time.perf_counter()
    problem = build.problem(area, measures, policy)
    pools.check(problem, area, measures)
    explain.check(problem, area, measures, policy)
    feeders.check(problem, area, measures)
    groups = whole.groups(problem, area, measures, policy)
    if not groups.trivial:
        problem = whole.tied(problem, groups.of)
        explain.check(
            problem,
            area,
            measures,
            policy,
            lambda other: whole.tied(build.problem(area, measures, other), groups.of),
        )
    asked = task.of(problem, groups, area, measures, policy, base, stop)
    made = task.answer(asked)
    if asked.halted and ((made.school_of < 0).any() or made.problem.over(made.school_of).any()):
        raise KeyboardInterrupt  # stopped before there was a plan
    explain.check_plan(made.problem, made.school_of, area, measures)
    return _Solved(problem, groups, asked, made, policy, began)


def _plan(
    solved: _Solved, area: StudyArea, measures: Measures, other: Ints | None = None, named: str = "", *, why: bool = True
) -> Plan:  # fmt: skip
    """The plan of an answer, or an `other` one under the same bound."""
    problem, made, proof, policy = solved.problem, solved.made, solved.made.proof, solved.policy
    school_of = made.school_of if other is None else other
    made = replace(made, school_of=school_of)
    schools, cost = measures.walks.schools, problem.total(school_of)
    return Plan(
        pd.Series(schools.to_numpy()[school_of], index=measures.walks.blocks, name="school_id"),
        Solve(
            method=f"{named}annealing, bound by {proof.method}",
            status="optimal" if cost <= proof.value else "feasible",
            cost=cost / PER_METRE,
            lower_bound=proof.value / PER_METRE,
            seat_price_m=pd.Series(proof.seat_saves / PER_METRE, index=schools, name="seat_price_m"),
            seconds=time.perf_counter() - solved.began,
            seed=policy.seed,
            paid_m=terms.paid(terms.prices(area, measures, policy), problem, policy, school_of),
            least_longest_walk_m=made.least_longest_walk_m,
        ),
        account.of(
            area, measures, made.policy, problem=made.problem, prices=made.prices, saves=proof.seat_saves,
            school_of=school_of, group_of=solved.groups.of,
        ) if why else None,
        (*feeders.notes(area), *solved.groups.notes, *task.notes(solved.asked, made)),
    )  # fmt: skip
