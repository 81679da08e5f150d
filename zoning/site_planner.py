"""Where to build: one scenario carried to the best sites, every candidate tried, and the plan with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from zoning import assess, assign, cache, export, measure, planner, rules, runs
from zoning.assign import siting
from zoning.changes import candidates
from zoning.errors import InfeasiblePlan, ScenarioError
from zoning.model import Measures, Note, StudyArea
from zoning.planner import Clock, OnStep, Shared
from zoning.render import sites as sites_page
from zoning.result import SCORES, Result, Siting
from zoning.scenario import Scenario
from zoning.siting import Answer, Asked, Grown
from zoning.words import Lang, Text

CHOOSE = Text("选择备选点", "choosing sites")
RANK = Text("逐个试算备选点", "trying every site")
KEPT = "sites.part.jsonl"
"""In the results folder while sites are tried: what has been answered so far."""
CROWDED_M = 20_000.0
"""Where seats do not suffice without or with the sites: what a pupil over them counts in the plans compared, in metres of walking."""
_CROWDED = Text(
    f"学位不足：对比的两个方案都允许超员，超出一名按 {CROWDED_M / 1000:g} 公里步行计", f"seats do not suffice: both plans compared may exceed them, a pupil over counts as {CROWDED_M / 1000:g} km of walking"
)  # fmt: skip
COMPARE = Text("比较有无新校的方案", "planning without and with the sites")


@dataclass(frozen=True)
class Trials:
    """How every site is tried: on so many processes, or a Dask cluster; answers are kept in a file and taken up from there after a stop."""

    workers: int = 1
    cluster: str | None = None
    kept: Path | None = None
    on_count: Callable[[int, int], None] = lambda done, of: None

    def of(self, bundle: siting.Sweep) -> list[runs.Row]:
        """Return the figures of every site of a bundle."""
        return runs.answered(
            siting.evaluate, bundle, len(bundle.sites), workers=self.workers, cluster=self.cluster, kept=self.kept, key=bundle.key, on_count=self.on_count
        )  # fmt: skip


def run(scenario: Scenario, on_step: OnStep = planner.ignore, trials: Trials | None = Trials()) -> Siting:
    """Carry one scenario to the best sites for its `[sites]`; with `trials` every candidate is tried by itself where there are zones."""
    clock, shared = Clock(on_step), Shared()
    clock.start(planner.READ)
    norms = rules.load(scenario.rules, scenario.file.parent)
    area = planner.study_area(scenario, shared)
    wide = candidates.tried(scenario, area, norms)
    asked = question(scenario, wide, norms)
    clock.start(planner.MEASURE)
    answer, table = _chosen(scenario, wide, _measured(scenario, norms, wide, shared), asked, trials, clock)
    clock.start(COMPARE)
    areas = (area,) if scenario.sites.facility else (area, with_sites(wide, answer))
    plans, said = _plans((scenario, named(scenario, wide, answer)), norms, areas, shared)
    baseline, plan = plans[0], plans[1] if len(plans) > 1 else None
    return Siting(
        scenario=scenario, rules=norms, area=wide, asked=asked, answer=answer,
        made=frozenset(str(site) for site in wide.schools.index.difference(area.schools.index)),
        sites=table, plan=plan, baseline=baseline,
        comparison=assess.compared(baseline, plan) if baseline is not None and plan is not None else None,
        notes=(*_notes(scenario, wide), *said), seconds=clock.stop(),
    )  # fmt: skip


def _chosen(
    scenario: Scenario, area: StudyArea, measures: Measures, asked: Asked, trials: Trials | None, clock: Clock
) -> tuple[Answer, pd.DataFrame]:
    """Return the choice, and the table of candidates."""
    pooled, measures, policy = assign.pooled(area, measures, scenario.policy, scenario.lang)
    field = siting.field(pooled, measures, policy, asked)
    siting.require_possible(field, asked)
    search = siting.Search(effort=policy.effort, gap=policy.gap, seed=policy.seed)
    if trials is None or asked.way != "zones":
        clock.start(CHOOSE)
        answer = siting.chosen(field, asked, search)
        return answer, _candidates(area, answer)
    clock.start(RANK)
    bundle = siting.sweep(
        field, effort=policy.effort, gap=policy.gap, seed=policy.seed, radius_m=asked.radius_m
    )
    rows = trials.of(bundle)
    clock.start(CHOOSE)
    one = siting.asks_for_one(field, asked)
    answer = (
        siting.answered(field, asked, search, bundle, rows) if one else siting.chosen(field, asked, search)
    )
    tried = siting.table(bundle, rows, field.schools[bundle.sites])
    return answer, ranked(_candidates(area, answer).join(tried), asked)


def write(found: Siting, folder: Path, lang: Lang, on_step: OnStep = planner.ignore) -> list[Path]:
    """Draw the map and write the results folder, whole or not at all; return the files written."""
    on_step(planner.RENDER)
    page = sites_page.page(found, lang)
    on_step(planner.EXPORT)
    return export.write_sites(found, folder, page, lang)


def question(scenario: Scenario, area: StudyArea, norms: rules.Rules) -> Asked:
    """Return what a scenario asks of new sites."""
    given = scenario.sites
    if scenario.policy_input.pool_size > 1:
        raise ScenarioError(str(scenario.file), "policy.pool_size", Text("选址时请用 [[pool]] 写明多校划片的学校", "name the schools that share a zone in [[pool]] when choosing sites"))  # fmt: skip
    most = given.open_most
    if (
        most is None
        and given.budget_wan is None
        and given.schools_most is None
        and given.objective != "fewest_sites"
    ):
        most = 1
    cost = pd.to_numeric(area.schools["cost_wan"], errors="coerce").fillna(0.0)
    if given.budget_wan is not None and not (cost[area.schools["status"] == "tried"] > 0).all():
        raise ScenarioError(str(scenario.file), "sites.budget_wan", Text("有备选点没有投资（cost_wan），无法按经费选择", "some sites have no cost_wan, so a budget cannot be kept"))  # fmt: skip
    return Asked(
        objective=given.objective,
        way=given.way,
        open_most=most,
        schools_most=given.schools_most,
        budget_wan=given.budget_wan,
        radius_m=given.radius_m or norms.service_radius_m(scenario.stage),
        cost_wan={str(school): float(wan) for school, wan in cost.items()},
        may_close=given.may_close,
        grown=tuple(Grown(grow.id, grow.more_seats, grow.cost_wan) for grow in given.grow),
    )


def with_sites(area: StudyArea, answer: Answer) -> StudyArea:
    """Return the area with the chosen sites open, those not chosen candidates again, and schools closed and grown as the answer says."""
    schools = area.schools.copy()
    schools.loc[schools["status"] == "tried", "status"] = "candidate"
    schools.loc[list(answer.opened), "status"] = "open"
    schools.loc[list(answer.closed), "status"] = "closed"
    for school, more in answer.grown.items():
        schools.loc[school, "seats"] += more
    return replace(area, schools=schools)


def named(scenario: Scenario, area: StudyArea, answer: Answer) -> Scenario:
    """Return the scenario under a name that tells what was chosen."""
    chosen = "、".join(str(area.schools.at[school, "name"]) for school in answer.opened)
    more = (
        Text(f"{scenario.name}：新建{chosen}", f"{scenario.name}: {chosen} opened")
        if chosen
        else Text(scenario.name, scenario.name)
    )
    return scenario.model_copy(update={"name": more.to(scenario.lang)})


def ranked(table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the candidates, the best first, with their `rank`; those that were not tried or cannot be come last."""
    names = list(dict.fromkeys(["fewer_over", SCORES[asked.objective], "saves_pupil_m"]))
    some = table["possible"].fillna(False).astype(bool)
    best = (
        table[some]
        .rename_axis("school_id")
        .sort_values([*names, "school_id"], ascending=[*(False for _ in names), True], kind="stable")
    )
    places = pd.Series(np.arange(1, len(best) + 1), index=best.index, name="rank")
    return table.reindex([*best.index, *table.index[~some]]).join(places)


def _measured(scenario: Scenario, norms: rules.Rules, area: StudyArea, shared: Shared) -> Measures:
    with cache.of_user() as kept:
        return measure.of_schools(shared.ground(area), area, scenario, norms, kept, streets_served=False)


def _plans(
    scenarios: Sequence[Scenario], norms: rules.Rules, areas: Sequence[StudyArea], shared: Shared
) -> tuple[list[Result | None], tuple[Note, ...]]:
    """Return the plans without and with the sites, under one policy: where seats do not suffice, pupils over them are allowed at a price."""
    quiet = Clock(planner.ignore)
    try:
        return [
            planner.planned(one, norms, area, shared, quiet)
            for one, area in zip(scenarios, areas, strict=False)
        ], ()
    except InfeasiblePlan:
        plans = [_crowded(one, norms, area, shared) for one, area in zip(scenarios, areas, strict=False)]
        return list(plans), (Note("sites", _CROWDED, "assumption"),)


def _crowded(scenario: Scenario, norms: rules.Rules, area: StudyArea, shared: Shared) -> Result | None:
    soft = scenario.policy_input.model_copy(
        update={"over_capacity_share": 1.0, "over_capacity_price_m": CROWDED_M}
    )
    try:
        return planner.planned(
            scenario.model_copy(update={"policy_input": soft}), norms, area, shared, Clock(planner.ignore)
        )
    except InfeasiblePlan:  # not for lack of seats alone
        return None


def _candidates(area: StudyArea, answer: Answer) -> pd.DataFrame:
    """Every candidate: what is known of it, and whether it is chosen."""
    schools = area.schools[area.schools["status"].isin(("tried", "candidate"))]
    table = pd.DataFrame(schools[["name", "address", "seats", "site_m2", "cost_wan"]])
    return table.assign(
        tried=schools["status"] == "tried", chosen=schools.index.isin(list(answer.opened)),
    )  # fmt: skip


def _notes(scenario: Scenario, area: StudyArea) -> tuple[Note, ...]:
    """Return what of the policy the choice of sites leaves aside."""
    policy, said = scenario.policy_input, list(area.notes)
    for key, there in (
        ("most_moved_share", policy.most_moved_share is not None),
        ("shortest_longest_walk", policy.shortest_longest_walk),
    ):
        if there:
            text = Text(f"选址和逐点试算不计 policy.{key}；选定后的方案按它编制", f"choosing and trying sites leaves policy.{key} aside; the plan with the chosen sites keeps it")  # fmt: skip
            said.append(Note("sites", text, "assumption"))
    return tuple(said)
