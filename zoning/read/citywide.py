"""Schools that serve the whole district and have no zones: senior high schools and special schools, and from which year their seats hold."""

import math
from dataclasses import dataclass

import pandas as pd

from zoning import tables
from zoning.demand import NAMES, Taught
from zoning.errors import InputError
from zoning.model import Note, Source
from zoning.read import layer
from zoning.read.findings import NOTHING, Findings, problem
from zoning.read.people import stage_named
from zoning.rules import Rules
from zoning.scenario import TableInput
from zoning.words import listed

STAGES: tuple[Taught, ...] = ("senior", "special")
"""Stages without zones."""
_ROW = ["school_id", "from_year"]


@dataclass(frozen=True, eq=False)
class Citywide:
    """The table as read."""

    rows: pd.DataFrame
    """`school_id`, `name`, `stage`, `ownership`, `subdistrict`, `classes`, `seats`, `roll`, `purchased`, `from_year`: a row per school and year
    from which it holds, in this order; `from_year` is missing where it holds today."""
    notes: tuple[Note, ...]
    source: Source | None


def schools(spec: TableInput, norms: Rules, forecast: tuple[Taught, ...]) -> Citywide:
    """Return the schools of the stages without zones; raise `InputError` with everything wrong, a stage whose pupils are not in the `forecast` among it."""
    read = layer.read(spec, tables.CITYWIDE)
    found = read.found
    if read.frame is None or found.problems:
        raise InputError(found.problems)
    frame = pd.DataFrame(read.frame.drop(columns="geometry")).reindex(columns=[column.name for column in tables.CITYWIDE.columns])  # fmt: skip
    found += _half_numbered(frame)
    frame["school_id"] = frame["name"].where(frame["school_id"].isna(), frame["school_id"].astype("object"))
    stage = frame["stage"].map(stage_named)
    found += _of_other_stages(frame, stage) + _not_forecast(stage, forecast)
    named = frame.assign(stage=stage)
    seats = _seats(named, norms)
    found += _without_seats(named, seats) + _twice(named)
    if found.problems:
        raise InputError(found.problems)
    rows = named.assign(seats=seats).sort_values(_ROW, na_position="first", kind="stable", ignore_index=True)  # fmt: skip
    return Citywide(rows, found.notes, read.source)


def _seats(frame: pd.DataFrame, norms: Rules) -> pd.Series:
    """The seats of each row: as given, else classes × the class size of the rules profile; missing where neither is known."""
    senior = frame["stage"] == "senior"  # no profile has the class size of special schools
    size = [
        norms.class_size("senior", str(school)) if so else math.nan
        for school, so in zip(frame["school_id"], senior, strict=True)
    ]
    told, classes = (pd.to_numeric(frame[name]).astype(float) for name in ("seats", "classes"))
    return told.fillna(classes * pd.Series(size, index=frame.index, dtype=float))


def _half_numbered(frame: pd.DataFrame) -> Findings:
    """A school with an id in some rows and none in others would be two."""
    bare = frame["school_id"].isna()
    both = sorted(set(frame.loc[bare, "name"].dropna()) & set(frame.loc[~bare, "name"].dropna()))
    if not both:
        return NOTHING
    return problem("citywide", f"{listed(both, 'zh')} 有的行写了学校编号、有的没有：同一所学校各行须一致", f"{listed(both, 'en')}: some rows give the id and some do not; give it in all or in none", column="school_id")  # fmt: skip


def _of_other_stages(frame: pd.DataFrame, stage: pd.Series) -> Findings:
    found = NOTHING
    for text in sorted(set(frame.loc[~stage.isin(STAGES), "stage"].dropna().astype(str))):
        found += problem("citywide", f"学段“{text}”不在此表：这里只写 高中 和 特教，其他学段写在学校表", f"the stage {text!r} does not belong here: this table is for senior high (高中) and special schools (特教)", column="stage")  # fmt: skip
    return found


def _not_forecast(stage: pd.Series, forecast: tuple[Taught, ...]) -> Findings:
    remedy = {
        "senior": ("在 [inputs.rolls] 中给出高中各年级在校生", "give the pupils of grades 10 to 12 in [inputs.rolls]"),
        "special": ("写明 forecast.special_share", "give forecast.special_share"),
    }  # fmt: skip
    found = NOTHING
    for each in STAGES:
        if each in forecast or not (stage == each).any():
            continue
        zh, en = remedy[each]
        found += problem("citywide", f"没有预测{NAMES[each].zh}的学生，学位无从比较：请{zh}", f"no pupils of {NAMES[each].en} are forecast to hold the seats against: {en}")  # fmt: skip
    return found


def _without_seats(frame: pd.DataFrame, seats: pd.Series) -> Findings:
    names = frame.loc[seats.isna() & frame["stage"].isin(STAGES), "name"]
    if not len(names):
        return NOTHING
    return problem("citywide", f"没有学位数：{listed(names, 'zh')}；高中也可只写班数", f"no seats: {listed(names, 'en')}; for senior high classes will do", column="seats")  # fmt: skip


def _twice(frame: pd.DataFrame) -> Findings:
    double = frame[frame.duplicated(_ROW)]
    found = NOTHING
    for name in sorted(set(double["name"].astype(str))):
        found += problem("citywide", f"{name} 同一年有两行；规模有变化的，另起一行写明 from_year（自何学年起）", f"{name} has two rows of one year: where it grows or closes, say in from_year when")  # fmt: skip
    return found
