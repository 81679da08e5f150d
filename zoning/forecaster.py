"""How many pupils there will be: one scenario carried from births, rolls and new estates to the pupils of every year, stage and block."""

from pathlib import Path

from zoning import export, planner, rules, scenario
from zoning.errors import ScenarioError
from zoning.measure.demand.of_records import of_records
from zoning.model import Stage, StudyArea
from zoning.planner import Clock, OnStep, Shared
from zoning.read import people
from zoning.result import Forecasting
from zoning.scenario import ForecastInput, Scenario
from zoning.scenario.forecast import MOST_YEARS
from zoning.words import Lang, Text, listed

STAGES: tuple[Stage, ...] = ("kindergarten", "primary", "junior")
FORECAST = Text("预测各学段学生", "forecasting pupils")


def run(asked: Scenario, on_step: OnStep = planner.ignore) -> Forecasting:
    """Carry a scenario to the pupils of every year up to its horizon."""
    clock, shared = Clock(on_step), Shared()
    clock.start(planner.READ)
    question = _question(asked)
    norms = rules.load(asked.rules, asked.file.parent)
    areas = stage_areas(asked, shared)
    _known_parts(asked, question, next(iter(areas.values())))
    records = people.records(asked, question, next(iter(areas.values())))
    clock.start(FORECAST)
    found = of_records(asked, question, norms, areas, records)
    return Forecasting(asked, norms, areas, found, clock.stop())


def write(found: Forecasting, folder: Path, lang: Lang, on_step: OnStep = planner.ignore) -> list[Path]:
    """Write the forecast's folder, whole or not at all; return the files written."""
    on_step(planner.EXPORT)
    return export.write_forecast(found, folder, lang)


def stage_areas(asked: Scenario, shared: Shared) -> dict[Stage, StudyArea]:
    """Return the district of each stage named in `[stages]`, or of the scenario's own; raise `ScenarioError` where they are not one district."""
    if not asked.stages:
        return {asked.stage: planner.study_area(asked, shared)}
    areas = {
        stage: planner.study_area(of_stage(asked, stage), shared) for stage in STAGES if stage in asked.stages
    }
    first, whole = next(iter(areas.items()))
    for stage, area in areas.items():
        if set(area.blocks.index) != set(whole.blocks.index):
            raise ScenarioError(str(asked.file), f"stages.{stage}", Text(f"与 {first} 的地块不同；各学段须用同一份地块", f"has other blocks than {first}: all stages must use the same"))  # fmt: skip
    return areas


def of_stage(asked: Scenario, stage: Stage) -> Scenario:
    """Return the scenario of a stage, its own where `[stages]` names none; raise `ScenarioError` where the file plans another."""
    if not asked.stages:
        return asked
    file = asked.stages[stage].path
    found = scenario.load(file)
    if found.stage != stage:
        raise ScenarioError(str(asked.file), f"stages.{stage}.path", Text(f"{file} 的学段是 {found.stage}，不是 {stage}", f"{file} plans {found.stage}, not {stage}"))  # fmt: skip
    return found


def _known_parts(asked: Scenario, given: ForecastInput, area: StudyArea) -> None:
    """Raise `ScenarioError` for a school system of a subdistrict that no block is in."""
    parts = sorted(set(area.blocks["subdistrict"].dropna().astype(str)))
    strange = [name for name in given.systems if name not in parts]
    if strange:
        raise ScenarioError(str(asked.file), f"forecast.systems.{strange[0]}", Text(f"没有这个街道；有 {listed(parts, 'zh')}", f"is no subdistrict; there are {listed(parts, 'en')}"))  # fmt: skip


def _question(asked: Scenario) -> ForecastInput:
    """Return what is asked; raise `ScenarioError` where it cannot be."""
    file, given = str(asked.file), asked.forecast
    if given is None:
        raise ScenarioError(file, "forecast", Text("没有 [forecast] 一节；至少要写 base_year 和 horizon", "has no [forecast]: give base_year and horizon at least"))  # fmt: skip
    if not given.base_year < given.horizon <= given.base_year + MOST_YEARS:
        raise ScenarioError(file, "forecast.horizon", Text(f"应在基准年 {given.base_year} 之后 1—{MOST_YEARS} 年", f"must be 1 to {MOST_YEARS} years after base_year {given.base_year}"))  # fmt: skip
    if given.plan_for is not None and given.plan_for not in (given.drivers or ("medium",)):
        raise ScenarioError(file, "forecast.plan_for", Text(f"没有 [forecast.drivers.{given.plan_for}]；有 {listed(given.drivers or ['medium'], 'zh')}", f"there is no [forecast.drivers.{given.plan_for}]; there are {listed(given.drivers or ['medium'], 'en')}"))  # fmt: skip
    ramp = given.occupancy or ()
    if any(not 0 <= share <= 1 for share in ramp) or list(ramp) != sorted(ramp):
        raise ScenarioError(file, "forecast.occupancy", Text("入住率应为 0 到 1，逐年不降", "must be shares from 0 to 1 that do not fall"))  # fmt: skip
    return given
