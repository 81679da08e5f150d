"""The layout plan on one screen: forecast, measure, choose the works, zone every year, judge."""

from dataclasses import replace

import numpy as np
import pandas as pd

from zoning import balancer, cache, forecaster, measure, planner
from zoning.assess import years as judge
from zoning.assign import works as solver
from zoning.demand import Forecast
from zoning.layout import outcome, rooms, works, zones
from zoning.layout.citywide import seated
from zoning.layout.made import Layout, Years
from zoning.measure import Ground
from zoning.model import Measures, Stage, StudyArea
from zoning.planner import Clock, OnStep, Shared
from zoning.programme import Answer, Question
from zoning.read import citywide
from zoning.read.citywide import Citywide
from zoning.result import Balancing, Forecasting
from zoning.rules import Rules
from zoning.scenario import Scenario
from zoning.words import Text

WORKS = Text("选定逐年项目", "choosing the works")
MOVE_PRICE_M = 1_000.0
"""Of a pupil who changes school from one year to the next, where the scenario has no `[programme]`."""
ZONES = Text("逐年划片", "zoning every year")


def run(asked: Scenario, on_step: OnStep = planner.ignore) -> Layout:
    """Carry a scenario to its layout plan: works that give every year's pupils a seat at least cost, and the zones of every year."""
    found, shared = forecaster.run(asked, on_step), Shared()
    clock, given = Clock(on_step), asked.programme
    said, areas = found.forecast, dict(found.areas)
    if given is not None:
        works.checked(asked, given, areas, said.years)
        areas = works.with_sites(given, areas)
    listed = _citywide(asked, found)
    wide = seated(listed, said, found.rules)
    balance = _balanced(asked, on_step)  # before the long work: what is wrong in the form is told at once
    clock.start(planner.MEASURE)
    of_stage = {stage: forecaster.of_stage(asked, stage) for stage in areas}
    ground = shared.ground(next(iter(areas.values())))
    measures = {stage: _measured(of_stage[stage], found.rules, area, ground) for stage, area in areas.items()}
    question, answer = None, None
    if given is not None:
        clock.start(WORKS)
        question = works.question(given, areas, measures, said)
        answer = solver.best(question, gap=given.gap)
    clock.start(ZONES)
    price = MOVE_PRICE_M if given is None else given.move_price_m
    stages = {
        stage: _years(of_stage[stage], found, area, measures[stage], ground, _seats(stage, area, said, question, answer), price)
        for stage, area in areas.items()
    }  # fmt: skip
    seats = {stage: years.seats for stage, years in stages.items()}
    became = {stage: outcome.became(stage, table, question, answer) for stage, table in seats.items()}
    ends = [*((stage, became[stage], table) for stage, table in seats.items()), *((stage, each.became, each.seats) for stage, each in wide.items())]  # fmt: skip
    return Layout(
        found, question, answer, stages, works=outcome.works(given, question, answer, areas, said.years[0]), became=became,
        end_state=outcome.end_state(ends), balance=balance, citywide=wide, citywide_read=listed, rooms=rooms.sited(asked, became, on_step), seconds={**found.seconds, **clock.stop()},
    )  # fmt: skip


def _balanced(asked: Scenario, on_step: OnStep) -> Balancing | None:
    """The judgement of the schools where the scenario has the quality form; groups and plans are for `zoning balance`."""
    if asked.inputs.quality is None:
        return None
    return balancer.run(asked.model_copy(update={"balance": asked.balance.model_copy(update={"plan": False, "groups": None})}), on_step)  # fmt: skip


def _citywide(asked: Scenario, found: Forecasting) -> Citywide | None:
    """The schools of stages without zones, where the scenario lists them."""
    spec = asked.inputs.citywide
    return None if spec is None else citywide.schools(spec, found.rules, found.forecast.taught)


def _measured(asked: Scenario, norms: Rules, area: StudyArea, ground: Ground) -> Measures:
    with cache.of_user() as kept:
        return measure.of_schools(ground, area, asked, norms, kept, streets_served=False)


def _seats(stage: Stage, area: StudyArea, said: Forecast, question: Question | None, answer: Answer | None) -> pd.DataFrame:  # fmt: skip
    """Years × schools: today's in the base year, then the programme's; today's all along without one."""
    years = pd.Index(said.years, name="year")
    if question is None or answer is None:
        seats = area.open_schools["seats"].astype(float)
        return pd.DataFrame(np.tile(seats.to_numpy(), (len(years), 1)), index=years, columns=seats.index)
    at = next(number for number, each in enumerate(question.stages) if each.name == stage)
    today, later = question.stages[at].seats, answer.programme.seats[at]
    return pd.DataFrame(np.vstack([today, later]).astype(float), index=years, columns=list(question.stages[at].schools))  # fmt: skip


def _years(
    asked: Scenario, found: Forecasting, area: StudyArea, measures: Measures, ground: Ground, seats: pd.DataFrame, move_price_m: float
) -> Years:  # fmt: skip
    """A stage in every year: zoned anew from the year after the base year on, and judged."""
    said, norms = found.forecast, found.rules
    pupils = said.at(said.main, asked.stage)
    today = area.blocks["current_school"].reindex(pupils.columns)
    first = (
        1 if today.notna().any() else 0
    )  # where today's zones are not known, the base year is zoned as well
    zoned = zones.by_year(asked, norms, area, ground, pupils.iloc[first:], seats.iloc[first:], move_price_m=move_price_m)  # fmt: skip
    zone_of = pd.concat([today.to_frame(said.years[0]).T, zoned.school_of]) if first else zoned.school_of
    unchanged = seats.copy()
    unchanged.loc[:, :] = seats.iloc[:1].to_numpy()
    whole = pupils.sum(axis=1)
    dwellings = pd.DataFrame(said.dwellings, index=pupils.index, columns=pupils.columns)
    return Years(
        stage=asked.stage, area=area, measures=measures, pupils=pupils, seats=seats, zones=replace(zoned, school_of=zone_of),
        by_school=judge.by_school(pupils, zone_of, seats, area, norms),
        by_subdistrict=judge.by_subdistrict(pupils, said.subdistrict, judge.counted(seats, area.schools, asked.stage), area, norms),
        by_city=judge.by_city(whole, seats, area.schools, asked.stage, norms), idle=judge.by_city(whole, unchanged, area.schools, asked.stage, norms),
        coverage=judge.coverage(pupils, dwellings, seats, area, measures),
    )  # fmt: skip
