"""What the tables of a notice hold: a row per zone, and the blocks that change school."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoning import suppression
from zoning.assess import moves
from zoning.assess.years import is_private
from zoning.demand import NAMES, PRIMARY_YEARS
from zoning.model import Stage
from zoning.result import Result
from zoning.scenario import NoticeInput
from zoning.words import Text

SCHOOLS = ("number", "school_id", "name", "nature", "intake_classes", "intake", "scope", "places", "feeds", "phone", "remark")  # fmt: skip
PUBLIC, PRIVATE = Text("公办", "public"), Text("民办", "private")
SEVERAL = Text("多校片区，各校按学位随机派位", "shared by several schools: places are drawn by lot")
NURSERY_YEARS = 3
COMPULSORY_YEARS = 9


def title(result: Result) -> str:
    """Return what the notice is called."""
    asked, name = result.scenario.notice, NAMES[result.scenario.stage]
    zh = f"{asked.district}{'' if asked.year is None else f'{asked.year}年'}{name.zh}招生划片范围一览表"
    en = " ".join(part for part in (asked.district, f"Zones of {name.en} schools", "" if asked.year is None else str(asked.year)) if part)  # fmt: skip
    return Text(zh, en).to(result.scenario.lang)


def years_of(stage: Stage, asked: NoticeInput) -> int:
    """Return how many years a stage lasts; the intake of a year is its seats over these (planning-rules §3.2).

    >>> years_of("junior", NoticeInput(system="5-4"))
    4
    """
    primary = PRIMARY_YEARS[asked.system]
    return {"kindergarten": NURSERY_YEARS, "primary": primary, "junior": COMPULSORY_YEARS - primary}[stage]


def schools(result: Result, texts: Mapping[str, str], places: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per zone with the columns of `SCHOOLS`; schools that share a zone share a row.

    Intake is what the schools table plans, else seats over the years of the stage, its classes by the class size of the rules profile.
    """
    lang = result.scenario.lang
    rows = [_school(result, str(zone), texts, places) for zone in result.assessment.schools.index]
    table = pd.DataFrame(rows, columns=list(SCHOOLS[1:])).sort_values("school_id", kind="stable", ignore_index=True)  # fmt: skip
    table.insert(0, "number", np.arange(1, len(table) + 1))
    shared = table["school_id"].isin(list(result.area.pools))
    table["remark"] = table["remark"].where(~shared, SEVERAL.to(lang))
    table.attrs["title"] = title(result)
    return table


def _school(
    result: Result, zone: str, texts: Mapping[str, str], places: Mapping[str, str]
) -> tuple[object, ...]:
    area, lang = result.area, result.scenario.lang
    members = list(area.pools.get(zone, (zone,)))
    mine = area.schools.loc[members]
    private = is_private(mine["ownership"]) if "ownership" in mine else pd.Series(False, index=mine.index)
    nature = "、".join(dict.fromkeys((PRIVATE if each else PUBLIC).to(lang) for each in private))
    planned = [_intake(result, str(school), row) for school, row in mine.iterrows()]
    row = result.assessment.schools.loc[zone]
    fed = str(row["feeders"]) if row.get("feeders") else _told(mine, "feeds")
    return (
        zone, "、".join(mine["name"].astype(str)), nature, sum(classes for classes, _ in planned), sum(pupils for _, pupils in planned), texts.get(zone, ""),
        places.get(zone, ""), fed, _told(mine, "phone"), _told(mine, "remark"),
    )  # fmt: skip


def _told(schools: pd.DataFrame, column: str) -> str:
    if column not in schools:
        return ""
    return "、".join(dict.fromkeys(schools[column].dropna().astype(str)))


def _intake(result: Result, school: str, row: pd.Series) -> tuple[int, int]:
    """Classes and pupils that a school takes in."""
    size = result.rules.class_size(result.scenario.stage, school)
    told, classes = row.get("intake"), row.get("intake_classes")
    by_seats = float(row["seats"]) / years_of(result.scenario.stage, result.scenario.notice)
    pupils = by_seats if told is None or pd.isna(told) else float(told)
    taken = math.ceil(round(pupils / size, 6)) if classes is None or pd.isna(classes) else float(classes)
    return int(taken), int(pupils)


def changes(result: Result, *, public: bool) -> pd.DataFrame:
    """Return old against new: `before`, `after`, `places`, `pupils`, `reason`, one row per pair of schools and reason.

    Counts that are too small to be told, and others by which they could be worked out, are missing (`zoning.suppression`); so is then the total that
    `attrs` holds.
    """
    names, lang = result.area.schools["name"], result.scenario.lang
    own = result.area if result.area.apart is None else result.area.apart
    old = own.schools["name"].combine_first(names)
    rows = moves.table(result.assessment.blocks, result.assessment.schools)
    grouped = rows.groupby(["before", "after", "reason"], sort=True)
    places = grouped[["block", "block_id"]].apply(_joined) if len(rows) else pd.Series(dtype=object)
    pupils = grouped["pupils"].sum()
    at = pupils.index.to_frame(index=False)
    table = pd.DataFrame(
        {
            "before": old.reindex(at["before"]).fillna(at["before"].set_axis(at["before"])).to_numpy(), "after": names.reindex(at["after"]).to_numpy(),
            "places": places.to_numpy(), "pupils": pupils.to_numpy(int), "reason": [moves.REASONS[code].to(lang) for code in at["reason"]],
        }
    )  # fmt: skip
    return told(table, public=public)


def _joined(rows: pd.DataFrame) -> str:
    called = rows["block"].where(rows["block"].notna(), rows["block_id"])
    return "、".join(dict.fromkeys(called.astype(str)))


def told(table: pd.DataFrame, *, public: bool) -> pd.DataFrame:
    """Return a table with the counts of its column `pupils` that may be told, and the total in `attrs`; None where it may not be."""
    least = suppression.PUBLIC if public else suppression.INTERNAL
    out, total = suppression.of_list(table["pupils"].astype(int), least)
    shown = table["pupils"].astype("Int64").mask(out)
    made = table.assign(pupils=shown)
    made.attrs = {"total": None if total else int(table["pupils"].sum())}
    return made
