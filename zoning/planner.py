"""The whole program on one screen: from a scenario to a judged plan."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from zoning import assess, assign, cache, changes, export, measure, read, rules
from zoning.model import Measures, StudyArea
from zoning.render import map as map_page
from zoning.result import Result
from zoning.scenario import Scenario
from zoning.words import Lang, Text

OnStep = Callable[[Text], None]

READ = Text("读取与检查", "reading and checking")
MEASURE = Text("计算步行距离、服务范围与邻接", "measuring walks, service areas and neighbours")
ASSIGN = Text("划分招生片区", "assigning blocks to schools")
ASSESS = Text("评价方案", "judging the plan")
RENDER = Text("绘制地图", "drawing the map")
EXPORT = Text("写出结果", "writing the results")


def ignore(_: Text) -> None:
    """Take no notice of a step."""


def run(scenario: Scenario, on_step: OnStep = ignore) -> Result:
    """Carry one scenario from its inputs to a judged plan."""
    clock = _Clock(on_step)
    norms, area, measures = _measured(scenario, clock)
    clock.start(ASSIGN)
    area, measures, policy = assign.pooled(area, measures, scenario.policy, scenario.lang)
    plan = assign.best(area, measures, policy)
    if assign.asks_for_barriers(plan, area):
        plan = assign.with_barriers(plan, area, measures, policy, measure.walled(area, measures))
    clock.start(ASSESS)
    assessment = assess.plan(plan, area, measures, norms)
    return Result(scenario, norms, area, measures, plan, assessment, clock.stop())


def alternatives(
    scenario: Scenario, *, count: int, within: float, differ: float, on_step: OnStep = ignore
) -> list[Result]:
    """Carry one scenario to its best plan and really different ones near it, each judged; `count` in all, or fewer."""
    clock = _Clock(on_step)
    norms, area, measures = _measured(scenario, clock)
    clock.start(ASSIGN)
    area, measures, policy = assign.pooled(area, measures, scenario.policy, scenario.lang)
    plans = assign.alternatives(area, measures, policy, count=count, within=within, differ=differ)
    clock.start(ASSESS)
    judged = [assess.plan(plan, area, measures, norms) for plan in plans]
    seconds = clock.stop()
    return [
        Result(scenario, norms, area, measures, plan, assessment, seconds)
        for plan, assessment in zip(plans, judged, strict=True)
    ]


def _measured(scenario: Scenario, clock: "_Clock") -> tuple[rules.Rules, StudyArea, Measures]:
    clock.start(READ)
    norms = rules.load(scenario.rules, scenario.file.parent)
    area = study_area(scenario)
    clock.start(MEASURE)
    with cache.of_user() as kept:
        return norms, area, measure.all_of(area, scenario, norms, kept)


def study_area(scenario: Scenario) -> StudyArea:
    """Read the inputs and lay the scenario's changes over them."""
    return changes.apply(scenario, read.study_area(scenario))


def write(result: Result, folder: Path, lang: Lang, on_step: OnStep = ignore) -> list[Path]:
    """Draw the map and write the results folder, whole or not at all; return the files written."""
    on_step(RENDER)
    page = map_page.page(result, lang)
    on_step(EXPORT)
    return export.write(result, folder, page)


def write_alternatives(
    results: Sequence[Result], folder: Path, lang: Lang, on_step: OnStep = ignore
) -> list[Path]:
    """Write a results folder for each plan, named 1, 2, …, and a table that compares them; return the files written."""
    files = [
        file for n, result in enumerate(results, 1) for file in write(result, folder / str(n), lang, on_step)
    ]
    return [*export.write_alternatives(compared(results), folder, lang), *files]


def compared(results: Sequence[Result]) -> pd.DataFrame:
    """Return a row per plan: cost, distance from the bound, and who goes elsewhere than in the first."""
    first = results[0]
    return assess.alternatives([result.plan for result in results], first.area, first.measures)


class _Clock:
    """Seconds spent in each step, announced as they begin."""

    def __init__(self, on_step: OnStep) -> None:
        self.on_step, self.name, self.began = on_step, "", 0.0
        self.seconds: dict[str, float] = {}

    def start(self, step: Text) -> None:
        self.stop()
        self.on_step(step)
        self.name, self.began = step.en, time.perf_counter()

    def stop(self) -> dict[str, float]:
        if self.name:
            self.seconds[self.name] = round(time.perf_counter() - self.began, 3)
        return self.seconds
