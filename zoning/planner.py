"""The whole program on one screen: from a scenario to a judged plan."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from zoning import assess, assign, cache, changes, export, measure, read, rules
from zoning.errors import ScenarioError
from zoning.measure import edges
from zoning.model import Measures, Note, Plan, StudyArea
from zoning.render import compare as compare_page
from zoning.render import map as map_page
from zoning.result import Comparison, Result
from zoning.scenario import Scenario
from zoning.words import Lang, Text, listed

OnStep = Callable[[Text], None]

READ = Text("读取与检查", "reading and checking")
MEASURE = Text("计算步行距离、服务范围与邻接", "measuring walks, service areas and neighbours")
ASSIGN = Text("划分招生片区", "assigning blocks to schools")
ASSESS = Text("评价方案", "judging the plan")
RENDER = Text("绘制地图", "drawing the map")
EXPORT = Text("写出结果", "writing the results")


def ignore(_: Text) -> None:
    """Take no notice of a step."""


class Shared:
    """What scenarios have in common: inputs read once, ground measured once."""

    def __init__(self) -> None:
        self._areas: dict[str, StudyArea] = {}
        self._grounds: list[measure.Ground] = []

    def area(self, scenario: Scenario) -> StudyArea:
        """Return the district of a scenario as read, before its changes."""
        given = scenario.model_dump_json(include={"inputs", "stage", "convert"})
        if given not in self._areas:
            self._areas[given] = read.study_area(scenario)
        return replace(self._areas[given], name=scenario.name)

    def ground(self, area: StudyArea) -> measure.Ground:
        """Return what was measured of the ground under an area."""
        found = next((ground for ground in self._grounds if ground.lies_under(area)), None)
        if found is None:
            found = measure.ground(area)
            self._grounds.append(found)
        return found


def run(scenario: Scenario, on_step: OnStep = ignore, shared: Shared | None = None) -> Result:
    """Carry one scenario from its inputs to a judged plan; what it has in common with others is `shared`."""
    clock, shared = Clock(on_step), shared or Shared()
    clock.start(READ)
    norms = rules.load(scenario.rules, scenario.file.parent)
    return planned(scenario, norms, study_area(scenario, shared), shared, clock)


def planned(
    scenario: Scenario, norms: rules.Rules, area: StudyArea, shared: Shared, clock: "Clock"
) -> Result:
    """Return the judged plan of an area as the scenario changed it, or as a question about it did."""
    measures = measured(scenario, norms, area, shared, clock)
    clock.start(ASSIGN)
    area, measures, policy = assign.pooled(area, measures, scenario.policy, scenario.lang)
    plan = assign.best(area, measures, policy)
    if assign.asks_for_barriers(plan, area):
        plan = assign.with_barriers(plan, area, measures, policy, measure.walled(area, measures))
    clock.start(ASSESS)
    assessment = assess.plan(plan, area, measures, norms)
    return Result(scenario, norms, area, measures, plan, assessment, clock.stop())


def judged(scenario: Scenario, norms: rules.Rules, area: StudyArea, measures: Measures, plan: Plan) -> Result:
    """Return a plan that is there already, judged as one that was made here."""
    return Result(scenario, norms, area, measures, plan, assess.plan(plan, area, measures, norms))


def alternatives(
    scenario: Scenario, *, count: int, within: float, differ: float, on_step: OnStep = ignore
) -> list[Result]:
    """Carry one scenario to its best plan and really different ones near it, each judged; `count` in all, or fewer."""
    clock, shared = Clock(on_step), Shared()
    clock.start(READ)
    norms = rules.load(scenario.rules, scenario.file.parent)
    area = study_area(scenario, shared)
    measures = measured(scenario, norms, area, shared, clock)
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


def measured(scenario: Scenario, norms: rules.Rules, area: StudyArea, shared: Shared, clock: "Clock") -> Measures:  # fmt: skip
    """Return what is measured of an area, walks kept between runs among it."""
    clock.start(MEASURE)
    with cache.of_user() as kept:
        return measure.of_schools(shared.ground(area), area, scenario, norms, kept)


def study_area(scenario: Scenario, shared: Shared | None = None) -> StudyArea:
    """Read the inputs and lay the scenario's changes over them; schools that only the rules know are noted."""
    area = changes.apply(scenario, _grounds(scenario, (shared or Shared()).area(scenario)))
    norms = rules.load(scenario.rules, scenario.file.parent)
    if not (strange := norms.strangers(scenario.stage, area.schools.index)):
        return area
    text = Text(f"规范单独规定的学校本区没有：{listed(strange, 'zh')}", f"has norms for schools that are not here: {listed(strange, 'en')}")  # fmt: skip
    return replace(area, notes=(*area.notes, Note("rules", text, "warning")))


def _grounds(scenario: Scenario, area: StudyArea) -> StudyArea:
    """The area with the ground between named lines that each block lies in, where zones are asked to be made of it."""
    if scenario.policy_input.whole != edges.NAMED_LINES or edges.NAMED_LINES in area.blocks:
        return area
    return replace(
        area, blocks=area.blocks.assign(**{edges.NAMED_LINES: edges.between_lines(edges.of(area))})
    )


def compare(a: Scenario, b: Scenario, on_step: OnStep = ignore) -> Comparison:
    """Carry two scenarios of one district to their plans, and lay B beside A."""
    shared = Shared()
    areas = [study_area(one, shared) for one in (a, b)]  # before the work, not after it
    both = set(areas[0].blocks.index) & set(areas[1].blocks.index)
    if areas[0].crs != areas[1].crs or not both or a.stage != b.stage:
        raise ScenarioError(str(b.file), "", Text(f"与 {a.file} 不是同一个区、同一学段的情景，无法对比", f"is not about the same district and stage as {a.file}: they cannot be compared"))  # fmt: skip
    return assess.compared(run(a, on_step, shared), run(b, on_step, shared))


def write_comparison(found: Comparison, folder: Path, lang: Lang, on_step: OnStep = ignore) -> list[Path]:
    """Draw the map of two plans and write their folder, whole or not at all; return the files written."""
    on_step(RENDER)
    page = compare_page.page(found, lang)
    on_step(EXPORT)
    return export.write_comparison(found, folder, page, lang)


def folders(scenarios: Sequence[Scenario], out: Path) -> list[Path]:
    """Return the results folder of each scenario: `out`, or one in it named after each file where there are several."""
    if len(scenarios) == 1:
        return [out]
    names = [scenario.file.stem for scenario in scenarios]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ScenarioError(twice, "", Text("几个情景文件同名，结果会互相覆盖；请改名", "several scenario files have this name and would write over each other: rename them"))  # fmt: skip
    return [out / name for name in names]


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


class Clock:
    """Seconds spent in each step, announced as they begin."""

    def __init__(self, on_step: OnStep) -> None:
        self.on_step, self.name, self.began = on_step, "", 0.0
        self.seconds: dict[str, float] = {}

    def start(self, step: Text) -> None:
        """Begin a step, and end the one before."""
        self.stop()
        self.on_step(step)
        self.name, self.began = step.en, time.perf_counter()

    def stop(self) -> dict[str, float]:
        """End the step and return the seconds of each so far; a step that comes twice adds up."""
        if self.name:
            took = time.perf_counter() - self.began
            self.seconds[self.name] = round(self.seconds.get(self.name, 0.0) + took, 3)
            self.name = ""
        return self.seconds
