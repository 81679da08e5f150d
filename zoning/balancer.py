"""优质均衡: one scenario carried from the form of its schools to their judgement, and to groups of schools."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from zoning import export, planner, rules
from zoning.assess import balance
from zoning.assign import groups
from zoning.balance import STAGES, Grouping, Judgement
from zoning.changes.checks import must_be_schools
from zoning.errors import ScenarioError
from zoning.measure import between
from zoning.model import Note, StudyArea
from zoning.planner import Clock, OnStep, Shared
from zoning.result import Balancing, Result
from zoning.scenario import Scenario
from zoning.scenario.balance import Groups
from zoning.words import Lang, Text

JUDGE = Text("对照优质均衡标准", "judging the balance of schools")
GROUP = Text("组建集团", "forming groups of schools")


def run(scenario: Scenario, on_step: OnStep = planner.ignore) -> Balancing:
    """Carry one scenario from its inputs to the judgement of its schools, and of its zones where it asks for a plan."""
    _require(scenario)
    clock, shared = Clock(on_step), Shared()
    clock.start(planner.READ)
    norms = rules.load(scenario.rules, scenario.file.parent)
    area = planner.study_area(scenario, shared)
    if scenario.balance.groups is not None:
        must_be_schools(scenario, area, "balance.groups.leaders", scenario.balance.groups.leaders)
    plan = planner.planned(scenario, norms, area, shared, clock) if scenario.balance.plan else None
    clock.start(JUDGE)
    seen = area if plan is None else replace(area, pools=plan.area.pools)
    judged = balance.judge(seen, norms, scenario.balance, scenario.stage, zones(scenario, area, plan))
    grouping, said = None, tuple[Note, ...]()
    if scenario.balance.groups is not None:
        clock.start(GROUP)
        grouping, said = _grouped(scenario, area, judged, scenario.balance.groups)
    return Balancing(scenario, norms, area, judged, grouping, plan, said, clock.stop())


def write(found: Balancing, folder: Path, lang: Lang, on_step: OnStep = planner.ignore) -> list[Path]:
    """Write the results folder, whole or not at all; return the files written."""
    on_step(planner.EXPORT)
    return export.write_balance(found, folder, lang)


def zones(scenario: Scenario, area: StudyArea, plan: Result | None) -> dict[str, pd.Series]:
    """Return the zone plans that are judged: today's, the one made, the references; of a stage of compulsory schooling."""
    if scenario.stage not in STAGES:
        return {}
    today = area.blocks["current_school"]
    found = {"today": today} if today.notna().any() else {}
    if plan is not None:
        found["plan"] = plan.plan.school_of
    return found | dict(area.references)


def _require(scenario: Scenario) -> None:
    """Raise for what the scenario does not give."""
    found = []
    if scenario.inputs.quality is None:
        found.append(
            ("inputs.quality", Text("请写优质均衡填报表的路径", "name the file of the quality form"))
        )
    if scenario.balance.groups is not None and scenario.stage not in STAGES:
        found.append(("balance.groups", Text("只组建小学或初中的集团；请改 stage", "groups are of primary or junior schools: change stage")))  # fmt: skip
    if found:
        raise ScenarioError.of(str(scenario.file), found)


def _grouped(
    scenario: Scenario, area: StudyArea, judged: Judgement, asked: Groups
) -> tuple[Grouping | None, tuple[Note, ...]]:
    """Return the groups of the stage's schools that are open and in the form, and what has to be told of them."""
    own = judged.schools[judged.schools["stage"] == scenario.stage].set_index("school_id")
    own = own[own.index.isin(area.open_schools.index)]
    absent = [school for school in asked.leaders if school not in own.index]
    if absent:
        raise ScenarioError(str(scenario.file), "balance.groups.leaders", Text(f"{'、'.join(absent)} 不在优质均衡填报表里", f"{', '.join(absent)}: not in the quality form"))  # fmt: skip
    leads = own.index.isin(asked.leaders) if asked.leaders else own["good"].to_numpy(bool)
    if not leads.any():
        none = Text("没有学校达到优质标准，无法牵头；请在 balance.groups.leaders 写明牵头校", "no school is good enough to lead: name some in balance.groups.leaders")  # fmt: skip
        return None, (Note("groups", none, "warning"),)
    outlying = own["place"].isin(("town", "rural"))
    schools = own[["pupils", "strength", "good"]].assign(
        leads=leads,
        travel_m=outlying.map({True: asked.town_travel_m or asked.travel_m, False: asked.travel_m}),
    )
    metres = between.metres(area, schools.index, schools.index[leads], detour_factor=scenario.measure.detour_factor)  # fmt: skip
    return groups.formed(schools, metres, largest=asked.largest, give_share=asked.give_share), ()
