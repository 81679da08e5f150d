"""A plan that was decided elsewhere (an earlier run, the desk, QGIS, Excel), carried to the same judged result as one made here."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from zoning import assign, export, planner, rules
from zoning.errors import ExportError
from zoning.model import Measures, Plan, Solve, StudyArea
from zoning.planner import Clock, OnStep, Shared
from zoning.policy import Policy
from zoning.result import Result
from zoning.scenario import Scenario
from zoning.words import Text, listed

DECIDED = "decided elsewhere"
"""The method of such a plan."""


def run(scenario: Scenario, plan: Path | None, on_step: OnStep = planner.ignore) -> Result:
    """Return the judged plan of a scenario: the one that the file or results folder `plan` holds, else the one made here.

    Raises `ExportError` where the plan is not one of this scenario: blocks without a school, or schools that are not there.
    """
    if plan is None:
        return planner.run(scenario, on_step)
    school_of = _filled(export.read_plan(_file(plan)))
    clock, shared = Clock(on_step), Shared()
    clock.start(planner.READ)
    norms = rules.load(scenario.rules, scenario.file.parent)
    area = planner.study_area(scenario, shared)
    measures = planner.measured(scenario, norms, area, shared, clock)
    clock.start(planner.ASSESS)
    area, measures, policy = assign.pooled(area, measures, scenario.policy, scenario.lang)
    school_of = school_of[school_of.index.isin(area.blocks.index)]
    _require_of(area, school_of, plan)
    found = planner.judged(scenario, norms, area, measures, _plan(area, measures, policy, school_of.reindex(measures.walks.blocks)))  # fmt: skip
    return replace(found, seconds=clock.stop())


def _file(plan: Path) -> Path:
    """The file of a results folder that holds its plan."""
    if not plan.is_dir():
        return plan
    found = next((plan / name for name in ("blocks.csv", "plan.gpkg", "zones.geojson") if (plan / name).is_file()), None)  # fmt: skip
    if found is None:
        raise ExportError(Text(f"{plan} 里没有方案（blocks.csv、plan.gpkg 或 zones.geojson）", f"{plan} holds no plan (blocks.csv, plan.gpkg or zones.geojson)"))  # fmt: skip
    return found


def _filled(school_of: pd.Series) -> pd.Series:
    """The rows that name a block and a school, without the blanks that spreadsheets leave."""
    bare = school_of.set_axis(school_of.index.str.strip()).str.strip()
    return bare[(bare.index != "") & bare.index.notna() & bare.notna() & (bare != "")]


def _require_of(area: StudyArea, school_of: pd.Series, plan: Path) -> None:
    there = area.open_schools.index
    twice = school_of.index[school_of.index.duplicated()].unique()
    if len(twice):
        raise ExportError(Text(f"{plan} 里有 {len(twice)} 个地块不止一行（{listed(twice, 'zh')}）；每个地块只留一行", f"{plan} has more than one row for {len(twice)} blocks ({listed(twice, 'en')}): keep one of each"))  # fmt: skip
    lost = area.blocks.index.difference(school_of.index)
    strange = sorted(set(school_of) - set(there))
    if len(lost):
        raise ExportError(Text(f"{plan} 里有 {len(lost)} 个地块没有学校（{listed(lost, 'zh')}）；请用同一份地块做的方案", f"{plan} has no school for {len(lost)} blocks ({listed(lost, 'en')}): use a plan of the same blocks"))  # fmt: skip
    if strange:
        raise ExportError(Text(f"{plan} 里的学校 {listed(strange, 'zh')} 在本情景里没有或没有开办；情景的学校有 {listed(there, 'zh')}", f"{plan} names schools that are not open in this scenario ({listed(strange, 'en')}); there are {listed(there, 'en')}"))  # fmt: skip


def _plan(area: StudyArea, measures: Measures, policy: Policy, school_of: pd.Series) -> Plan:
    """The plan with what can be proved of it; nothing is claimed where it breaks a rule."""
    base = assign.remembered(area, measures, policy, school_of)
    held = assign.held_against(area, measures, policy, base, school_of)
    return stated(school_of, area, measures, method=DECIDED, cost=held.cost, lower_bound=held.lower_bound)


def stated(school_of: pd.Series, area: StudyArea, measures: Measures, *, method: str, cost: float | None, lower_bound: float | None) -> Plan:  # fmt: skip
    """Return a plan that was not solved here; nothing is claimed of it that was not proved.

    `cost` is in pupil-metres, None where the rules give none: then it is the walk alone.
    """
    if cost is None:
        walk_m = measures.walks.to(school_of).replace(np.inf, np.nan)
        cost = float((area.blocks["pupils"].reindex(walk_m.index) * walk_m).sum())
    prices = pd.Series(0.0, index=measures.walks.schools, name="seat_price_m")
    solve = Solve(method, "feasible", cost, 0.0 if lower_bound is None else lower_bound, prices, seconds=0.0, seed=0)  # fmt: skip
    return Plan(school_of.rename("school_id"), solve)
