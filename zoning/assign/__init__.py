"""Decisions: every block to a school, within seats, zones in one piece, with a bound that proves how good."""

import time

import pandas as pd

from zoning.assign import build, explain
from zoning.assign.problem import PER_METRE
from zoning.assign.solver import Proof, solve
from zoning.model import Measures, Plan, Policy, Solve, StudyArea

__all__ = ["Proof", "best", "solve"]


def best(area: StudyArea, measures: Measures, policy: Policy) -> Plan:
    """Return the cheapest plan found within the policy, and what is proved of it.

    Raises `InfeasiblePlan` naming the rule, the places and the shortfall.
    """
    began = time.perf_counter()
    problem = build.problem(area, measures, policy)
    explain.check(problem, area, measures, policy)
    school_of, proof = solve(problem, effort=policy.effort, gap=policy.gap, seed=policy.seed)
    explain.check_plan(problem, school_of, area, measures)
    schools, cost = measures.walks.schools, problem.total(school_of)
    return Plan(
        pd.Series(schools.to_numpy()[school_of], index=measures.walks.blocks, name="school_id"),
        Solve(
            method=f"annealing + {proof.method} bound",
            status="optimal" if cost <= proof.value else "feasible",
            cost=cost / PER_METRE,
            lower_bound=proof.value / PER_METRE,
            seat_price_m=pd.Series(proof.seat_saves / PER_METRE, index=schools, name="seat_price_m"),
            seconds=time.perf_counter() - began,
            seed=policy.seed,
        ),
    )
