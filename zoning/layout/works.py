"""The works of a scenario as a question: schools and sites of every stage, pupils of every year, what may be done and what it costs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from zoning.demand import Forecast
from zoning.errors import ScenarioError
from zoning.model import Measures, Stage, StudyArea
from zoning.programme import Action, Prices, Question, Schooling, Seats
from zoning.scenario import ProgrammeInput, Scenario, Work
from zoning.words import Text, listed

Areas = Mapping[Stage, StudyArea]
_LAST = "programme.work"


def checked(asked: Scenario, given: ProgrammeInput, areas: Areas, years: tuple[int, ...]) -> None:
    """Raise `ScenarioError` with everything wrong in the works: stages, schools, years and seats that are not there."""
    found = [
        (f"{_LAST}[{number + 1}].{key}", text)
        for number, work in enumerate(given.work)
        for key, text in _wrong(work, areas, years)
    ]
    budget = given.budget_wan
    if isinstance(budget, tuple) and len(budget) != len(years) - 1:
        found.append(("programme.budget_wan", Text(f"应为 {len(years) - 1} 个数（{years[1]}—{years[-1]} 每年一个）", f"must be {len(years) - 1} numbers, one for each of {years[1]} to {years[-1]}")))  # fmt: skip
    if (isinstance(budget, float) and budget < 0) or (
        isinstance(budget, tuple) and min(budget, default=0) < 0
    ):
        found.append(("programme.budget_wan", Text("不能小于 0", "must be 0 or more")))
    names = [name(work) for work in given.work]
    twice = sorted({each for each in names if names.count(each) > 1})
    found += [
        (_LAST, Text(f"{each} 写了两次；请各写一个 id", f"{each} is there twice: give each an id"))
        for each in twice
    ]
    found += [
        (f"{_LAST}[{number + 1}].after", Text(f"没有 {work.after} 这一项", f"there is no work {work.after}"))
        for number, work in enumerate(given.work)
        if work.after is not None and work.after not in names
    ]
    if found:
        raise ScenarioError.of(str(asked.file), found)


def _wrong(work: Work, areas: Areas, years: tuple[int, ...]) -> Iterator[tuple[str, Text]]:
    if work.stage not in areas:
        yield "stage", Text(f"[stages] 里没有 {work.stage}", f"{work.stage} is not in [stages]")
        return
    schools, action = areas[work.stage].schools, work.action
    status = schools["status"].get(work.school)
    if status is None:
        yield "school", Text(f"没有 {work.school} 这所学校或备选点；有 {listed(schools.index, 'zh')}", f"{work.school} is no school or site; there are {listed(schools.index, 'en')}")  # fmt: skip
        return
    if action == "build" and status == "open":
        yield "school", Text(f"{work.school} 已是学校；改扩建请写 expand", f"{work.school} is a school already: to grow it write expand")  # fmt: skip
    if action != "build" and status != "open":
        yield "school", Text(f"{work.school} 还不是学校；新建请写 build", f"{work.school} is no school yet: to open it write build")  # fmt: skip
    yield from _wrong_into(work, schools)
    yield from _wrong_stages(work, areas)
    first, last = work.years or (years[1], years[-1])
    if work.year is not None and not years[1] <= work.year <= years[-1]:
        yield "year", Text(f"应在 {years[1]}—{years[-1]}", f"must be from {years[1]} to {years[-1]}")
    if not (years[1] <= first <= last <= years[-1]):
        yield "years", Text(f"应为 {years[1]}—{years[-1]} 之内的起止年", f"must be a first and a last year within {years[1]} to {years[-1]}")  # fmt: skip


def _wrong_into(work: Work, schools: gpd.GeoDataFrame) -> Iterator[tuple[str, Text]]:
    needs = work.action in ("merge", "relocate")
    if needs and work.into is None:
        yield "into", Text("请写并入的学校，或迁往的备选点", "name the school that takes it in, or the site it moves to")  # fmt: skip
    if work.into is None:
        return
    status = schools["status"].get(work.into)
    wanted = "open" if work.action == "merge" else "candidate"
    if needs and status != wanted:
        yield "into", Text(f"{work.into} 不是{'学校' if wanted == 'open' else '备选点'}", f"{work.into} is no {'school' if wanted == 'open' else 'site'}")  # fmt: skip
    if work.action != "close" and not needs:
        yield "into", Text("只有 merge 和 relocate 用得到", "is for merge and relocate alone")


def _wrong_stages(work: Work, areas: Areas) -> Iterator[tuple[str, Text]]:
    if work.action == "convert" and (work.to is None or work.to not in areas or work.to == work.stage):
        yield "to", Text("请写改办成的学段，须在 [stages] 里", "name the stage that it takes up; it must be in [stages]")  # fmt: skip
    strange = [stage for stage in work.also if stage not in areas or stage == work.stage]
    if strange or (work.also and work.action not in ("build", "expand")):
        yield "also", Text("只用于新建、改扩建兼有两个学段的学校，学段须在 [stages] 里", "is for building or expanding a school of two stages, which must be in [stages]")  # fmt: skip
    known = areas[work.stage].schools["seats"].get(of_seats(work))
    if work.action in ("expand", "convert", "merge") and work.seats is None:
        yield "seats", Text("请写办成以后的学位数", "give the seats from then on")
    if work.action in ("build", "relocate") and work.seats is None and not (known is not None and known > 0):
        yield "seats", Text("请写学位数；备选点文件里也没有", "give the seats; the file of sites has none")


def name(work: Work) -> str:
    """Return what a work is called: its id, or its action, stage and school."""
    return work.id or f"{work.action} {work.stage} {work.school}"


def of_seats(work: Work) -> str:
    """The school or site whose seats a work sets."""
    return str(work.into) if work.action in ("merge", "relocate") else work.school


def with_sites(given: ProgrammeInput, areas: Areas) -> dict[Stage, StudyArea]:
    """Return the areas with every site and school that a work opens in a stage taken part: sites are `tried`, other stages' schools have no seats yet."""
    out = {}
    for stage, area in areas.items():
        schools = area.schools
        for work in given.work:
            for school, opens in _opened(work):
                if opens != stage:
                    continue
                if school not in schools.index:
                    row = areas[work.stage].schools.loc[[school]].assign(seats=0.0)
                    schools = gpd.GeoDataFrame(pd.concat([schools, row]), crs=area.crs)
                if schools.at[school, "status"] != "open" or school not in area.schools.index:
                    schools = schools.assign(status=schools["status"].where(schools.index != school, "tried"))
        out[stage] = replace(area, schools=schools)
    return out


def _opened(work: Work) -> list[tuple[str, Stage]]:
    """The schools that a work gives seats to, each with the stage."""
    own: list[tuple[str, Stage]] = [(of_seats(work), work.stage)] if work.action in ("build", "relocate", "expand", "merge") else []  # fmt: skip
    other: list[tuple[str, Stage]] = [(work.school, work.to)] if work.to is not None else []
    return [*own, *other, *((work.school, stage) for stage in work.also)]


def question(
    given: ProgrammeInput, areas: Areas, measures: Mapping[Stage, Measures], forecast: Forecast
) -> Question:
    """Return the question of the works from the year after the base year on; `areas` are those `with_sites`."""
    stages = tuple(_schooling(given, stage, areas[stage], measures[stage], forecast) for stage in areas)
    years = len(forecast.years) - 1
    budget = given.budget_wan
    return Question(
        stages=stages,
        actions=tuple(_action(work, areas, stages, forecast.years) for work in given.work),
        prices=Prices(given.no_seat_wan, given.beyond_wan, given.walk_km_wan),
        budget_wan=None if budget is None else np.broadcast_to(np.asarray(budget, float), years).copy(),
        carry_over=given.carry_over, land_m2=given.land_m2, tail_years=given.tail_years,
    )  # fmt: skip


def _schooling(
    given: ProgrammeInput, stage: Stage, area: StudyArea, measures: Measures, forecast: Forecast
) -> Schooling:
    schools = area.open_schools
    ids = measures.walks.schools
    walk = measures.walks.matrix().loc[forecast.blocks, ids].to_numpy(float)
    straight = measures.straight.matrix().loc[forecast.blocks, ids].to_numpy(float)
    here = schools["status"].reindex(ids).eq("open").to_numpy()
    seats = np.where(here, schools["seats"].reindex(ids).fillna(0.0), 0.0)
    return Schooling(
        name=stage, schools=tuple(map(str, ids)), pupils=forecast.at(forecast.main, stage).to_numpy(np.int64)[1:], walk_m=walk,
        near=straight <= measures.radius_m, seats=seats.astype(np.int64),
        running_wan=np.full(len(ids), given.running_wan) if given.running_wan else None,
    )  # fmt: skip


def _action(work: Work, areas: Areas, stages: tuple[Schooling, ...], years: tuple[int, ...]) -> Action:
    first, last = (work.year, work.year) if work.year is not None else work.years or (years[1], years[-1])
    return Action(
        id=name(work), kind=work.action, changes=tuple(_changes(work, areas, stages)), cost_wan=work.cost_wan, land_m2=work.land_m2,
        years=tuple(year - years[1] for year in range(first, last + 1)), must=work.year is not None, group=work.group, after=work.after,
    )  # fmt: skip


def _changes(work: Work, areas: Areas, stages: tuple[Schooling, ...]) -> Iterator[Seats]:
    def of(stage: str, school: str, seats: float) -> Seats:
        at = next(number for number, each in enumerate(stages) if each.name == stage)
        return Seats(at, stages[at].schools.index(school), int(seats))

    seats = work.seats or areas[work.stage].schools["seats"].get(of_seats(work), 0)
    if work.action in ("close", "merge", "relocate", "convert"):
        yield of(work.stage, work.school, 0)
    if work.action in ("expand", "build", "merge", "relocate"):
        yield of(work.stage, of_seats(work), seats)
    if work.to is not None:
        yield of(work.to, work.school, seats)
    for stage, more in work.also.items():
        yield of(stage, work.school, more)
