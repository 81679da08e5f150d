"""Births, rolls, new estates, residents and control totals: what a forecast is made from, checked against the district."""

from collections.abc import Set
from dataclasses import replace

import numpy as np
import pandas as pd

from zoning import tables
from zoning.columns import Table
from zoning.demand import SEPTEMBER_ON, TAUGHT, Records, Taught
from zoning.errors import InputError
from zoning.model import Source, StudyArea
from zoning.read import layer
from zoning.read.findings import NOTHING, Findings, info, problem
from zoning.read.grade import grade_of
from zoning.scenario import ForecastInput, Scenario
from zoning.words import listed

SEPTEMBER = 9
_STAGES: dict[str, Taught] = {
    "幼儿园": "kindergarten", "学前": "kindergarten", "小学": "primary", "初中": "junior", "高中": "senior", "普高": "senior", "普通高中": "senior",
    "特教": "special", "特殊教育": "special", "高级中学": "senior", "特教学校": "special", "特殊教育学校": "special", **dict(zip(TAUGHT, TAUGHT, strict=True)),
}  # fmt: skip
_ESTATE_NUMBERS = [column.name for column in tables.ESTATES.columns if column.kind != "text"]


def records(scenario: Scenario, asked: ForecastInput, area: StudyArea) -> Records:
    """Return what the scenario's files tell; raise `InputError` with everything wrong in any of them."""
    frames, sources, found = _frames(scenario)
    areas = {"", *area.blocks.index.astype(str), *area.blocks["subdistrict"].dropna().astype(str)}
    before, after, said = _births(frames.get("births"), asked, areas)
    found += said
    rolls, said = _rolls(frames.get("rolls"), asked)
    found += said
    estates, said = _estates(frames.get("estates"), area)
    found += said
    residents, said = _residents(frames.get("population"), areas)
    found += said
    controls, said = _controls(frames.get("controls"), asked)
    found += said
    if found.problems:
        raise InputError(found.problems)
    return Records(
        first_year=int(before.index[0]), before=before, after=after, rolls=rolls, estates=estates, residents=residents, controls=controls,
        notes=found.notes, sources=sources,
    )  # fmt: skip


def _frames(scenario: Scenario) -> tuple[dict[str, pd.DataFrame], dict[str, Source], Findings]:
    """Every table that the scenario names, as far as it could be read."""
    given = scenario.inputs
    asked: dict[str, Table] = {"births": tables.BIRTHS, "rolls": tables.ROLLS, "estates": tables.ESTATES, "population": tables.POPULATION, "controls": tables.CONTROLS}  # fmt: skip
    frames, sources, found = dict[str, pd.DataFrame](), dict[str, Source](), NOTHING
    if given.births is None:
        found += problem("scenario", "预测要有历年出生人数：请写 [inputs.births]", "a forecast needs births by year: add [inputs.births]")  # fmt: skip
    for name, table in asked.items():
        spec = getattr(given, name)
        if spec is None:
            continue
        read = layer.read(spec, table)
        found += replace(read.found, notes=tuple(note for note in read.found.notes if note.level != "info"))
        if read.source is not None:
            sources[name] = read.source
        if read.frame is not None and all(c.name in read.frame for c in table.columns if c.required) and not read.found.problems:  # fmt: skip
            frames[name] = pd.DataFrame(read.frame.drop(columns="geometry"))
    return frames, sources, found


def _births(
    frame: pd.DataFrame | None, asked: ForecastInput, areas: Set[str]
) -> tuple[pd.DataFrame, pd.DataFrame, Findings]:
    """Years × areas of births before and from 1 September on."""
    nothing = pd.DataFrame(index=pd.Index([asked.base_year], name="year"))
    if frame is None:
        return nothing, nothing, NOTHING
    frame = frame.assign(area=_area(frame))
    found = _unknown(frame["area"], areas, "births") + _several(frame["area"], "births")
    if "month" in frame and frame["month"].notna().any():
        found += _without_month(frame)
        late = frame["month"] >= SEPTEMBER
        found += _twice(frame, ["area", "year", "month"], "births")
        before, after = frame["births"].where(~late, 0.0), frame["births"].where(late, 0.0)
    else:
        found += _twice(frame, ["area", "year"], "births")
        before, after = frame["births"] * (1 - SEPTEMBER_ON), frame["births"] * SEPTEMBER_ON
        found += info("births", "出生人数按自然年给出：9—12 月按 4/12、1—8 月按 8/12 计", "births are by calendar year: 4/12 of them are taken for September to December")  # fmt: skip
    early, late_ = (_by_year(frame.assign(value=part), "value") for part in (before, after))
    return early, late_, found + _gaps(early, asked)


def _gaps(births: pd.DataFrame, asked: ForecastInput) -> Findings:
    """Years that a forecast needs and that are missing: of those in grade 1 and younger in the base year, and any between the first and the last."""
    needed = range(min(int(births.index[0]), asked.base_year - 7), max(int(births.index[-1]), asked.base_year - 1) + 1)  # fmt: skip
    found = NOTHING
    for area in births.columns:
        there = births.index[births[area].notna()]
        missing = [year for year in needed if year not in there]
        if missing:
            where = area or "全区"
            found += problem("births", f"{where} 缺少 {listed(missing, 'zh')} 年的出生人数；须有 {needed[0]}—{needed[-1]} 年，一年不缺", f"{area or 'the district'} has no births of {listed(missing, 'en')}; {needed[0]} to {needed[-1]} are needed, every year")  # fmt: skip
    return found


def _rolls(frame: pd.DataFrame | None, asked: ForecastInput) -> tuple[pd.DataFrame, Findings]:
    """Years × grades of pupils, schools added up."""
    if frame is None:
        return pd.DataFrame(index=pd.Index([], dtype=int, name="year")), NOTHING
    grade = frame["grade"].map(lambda text: grade_of(str(text), asked.system))
    found = NOTHING
    for text in sorted(set(frame.loc[grade.isna(), "grade"].astype(str))):
        found += problem("rolls", f"年级“{text}”看不懂；请写 小班、一年级、七年级、初一、高一 等", f"the grade {text!r} is not understood; write it as 一年级, 初一, 高一 or grade 1 to grade 12", column="grade")  # fmt: skip
    known = frame.assign(grade=grade)[grade.notna()]
    keys = ["school", "year", "grade"] if "school" in known else ["year", "grade"]
    found += _twice(known, keys, "rolls")
    rolls = known.groupby(["year", "grade"])["pupils"].sum().unstack("grade")
    rolls = (
        rolls.set_axis(rolls.columns.astype(int), axis=1)
        .set_axis(rolls.index.astype(int))
        .rename_axis("year")
    )
    if not found.problems and asked.base_year not in rolls.index:
        found += problem("rolls", f"没有基准年 {asked.base_year} 学年的在校生；表中有 {listed(rolls.index, 'zh')}", f"holds no pupils of the base year {asked.base_year}; it has {listed(rolls.index, 'en')}")  # fmt: skip
    return rolls, found


def _estates(frame: pd.DataFrame | None, area: StudyArea) -> tuple[pd.DataFrame, Findings]:
    """The estates with every column, their blocks known."""
    names = [column.name for column in tables.ESTATES.columns]
    if frame is None:
        return pd.DataFrame(columns=names), NOTHING
    found = _unknown(frame["block_id"], {str(block) for block in area.blocks.index}, "estates")
    out = frame.reindex(columns=names)
    out[_ESTATE_NUMBERS] = out[_ESTATE_NUMBERS].astype(float)
    return out, found


def _residents(frame: pd.DataFrame | None, areas: Set[str]) -> tuple[pd.DataFrame, Findings]:
    """Years × areas; years between two that are given lie on the line between them."""
    if frame is None:
        return pd.DataFrame(index=pd.Index([], dtype=int, name="year")), NOTHING
    frame = frame.assign(area=_area(frame))
    found = _unknown(frame["area"], areas, "population") + _several(frame["area"], "population") + _twice(frame, ["area", "year"], "population")  # fmt: skip
    given = _by_year(frame, "residents")
    span = range(int(given.index.min()), int(given.index.max()) + 1)
    return given.reindex(span).interpolate(limit_area="inside"), found


def stage_named(text: object) -> Taught | None:
    """Return the stage that a cell names, as files write it; None where it names none."""
    return _STAGES.get(str(text).strip())


def _controls(frame: pd.DataFrame | None, asked: ForecastInput) -> tuple[pd.DataFrame, Findings]:
    """Control totals by year and stage."""
    if frame is None:
        return pd.DataFrame(columns=list(TAUGHT)), NOTHING
    stage, found = frame["stage"].map(stage_named), NOTHING
    for text in sorted(set(frame.loc[stage.isna(), "stage"].astype(str))):
        found += problem("controls", f"学段“{text}”看不懂；请写 幼儿园、小学、初中、高中 或 特教", f"the stage {text!r} is not understood; write kindergarten, primary, junior, senior or special", column="stage")  # fmt: skip
    known = frame.assign(stage=stage)[stage.notna()]
    found += _twice(known, ["year", "stage"], "controls")
    beyond = ~known["year"].between(asked.base_year, asked.horizon)
    if beyond.any():
        found += info("controls", f"{int(beyond.sum())} 行不在 {asked.base_year}—{asked.horizon} 年内，未使用", f"{int(beyond.sum())} rows are not of {asked.base_year} to {asked.horizon} and were not used")  # fmt: skip
    return known[~beyond].groupby(["year", "stage"])["pupils"].sum().unstack("stage"), found


def _area(frame: pd.DataFrame) -> pd.Series:
    if "area" not in frame:
        return pd.Series("", index=frame.index)
    return frame["area"].fillna("").astype(str)


def _by_year(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """Years × areas of a column, added up; missing where an area has no row of a year."""
    wide = frame.groupby(["year", "area"])[value].sum(min_count=1).unstack("area").sort_index()
    return wide.set_axis(wide.index.astype(int)).rename_axis("year")


def _unknown(values: pd.Series, known: Set[str], table: str) -> Findings:
    strange = sorted(set(values.astype(str)) - known)
    if not strange:
        return NOTHING
    return problem(table, f"不是本区的街道或地块：{listed(strange, 'zh')}", f"neither subdistricts nor blocks of the district: {listed(strange, 'en')}")  # fmt: skip


def _several(areas: pd.Series, table: str) -> Findings:
    """The whole district beside its parts would be counted twice."""
    if not ((areas == "").any() and (areas != "").any()):
        return NOTHING
    return problem(table, "有的行写了街道，有的没有（全区合计？），会重复计算；请只留一种", "some rows name a subdistrict and some do not (the district's totals?): they would be counted twice; keep one kind")  # fmt: skip


def _without_month(frame: pd.DataFrame) -> Findings:
    silent = int(frame["month"].isna().sum())
    if not silent:
        return NOTHING
    return problem("births", f"{silent} 行没有写月份，其他行有；请补上，或都不写", f"{silent} rows give no month while others do: fill them in, or leave all out", column="month")  # fmt: skip


def _twice(frame: pd.DataFrame, keys: list[str], table: str) -> Findings:
    double = frame[frame.duplicated(keys)]
    found = NOTHING
    for row in double[keys].drop_duplicates().itertuples(index=False):
        named = "、".join(str(int(value) if isinstance(value, float | np.floating) else value) for value in row if value != "")  # fmt: skip
        found += problem(table, f"{named} 有两行以上，请只留一行", f"{named} has more than one row: keep one")
    return found
