"""Senior high and special education: seats of the whole district against its pupils, without zones; the seats that are decided, none chosen here."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from zoning.assess import years as judge
from zoning.demand import Forecast, Taught
from zoning.read.citywide import STAGES, Citywide
from zoning.rules import Rules

KEPT = ["name", "ownership", "subdistrict", "classes", "seats", "roll", "purchased"]


@dataclass(frozen=True, eq=False)
class Seated:
    """A stage that is taught for the whole district."""

    schools: pd.DataFrame
    """Index `school_id`, of every school there is or will be: its row at the horizon, empty where it is not there by then. See `read.citywide`."""
    today: pd.DataFrame
    """The rows of the base year, of the schools that have seats in it."""
    seats: pd.DataFrame
    """Years × schools; 0 where not open."""
    by_city: pd.DataFrame
    """See `assess.years.by_city`."""
    idle: pd.DataFrame
    """The same with the seats of the base year all along."""
    began: pd.Series
    """school_id -> the first year of its seats at the horizon; missing where they are those of the base year."""
    became: pd.Series
    """school_id -> keep, expand, build or close, of every school that has seats in the base year or at the horizon."""


def seated(given: Citywide | None, said: Forecast, rules: Rules) -> dict[Taught, Seated]:
    """Return every stage without zones that has schools."""
    rows = pd.DataFrame(columns=["stage"]) if given is None else given.rows
    return {stage: _seated(stage, rows[rows["stage"] == stage], said, rules) for stage in STAGES if (rows["stage"] == stage).any()}  # fmt: skip


def _seated(stage: Taught, rows: pd.DataFrame, said: Forecast, rules: Rules) -> Seated:
    years, every = said.years, pd.Index(rows["school_id"].unique())
    schools = _at(rows, years[-1]).reindex(every)
    seats = pd.DataFrame(
        [_at(rows, year)["seats"].reindex(every, fill_value=0.0).to_numpy(float) for year in years],
        index=pd.Index(years, name="year"), columns=every,
    )  # fmt: skip
    pupils = said.at(said.main, stage).sum(axis=1)
    unchanged = pd.DataFrame(np.tile(seats.iloc[0].to_numpy(), (len(years), 1)), index=seats.index, columns=seats.columns)  # fmt: skip
    today = _at(rows, years[0])
    by_year = [judge.by_city(pupils.loc[[year]], seats.loc[[year]], _at(rows, year).reindex(every), stage, rules) for year in years]  # fmt: skip
    by_city, idle = pd.concat(by_year, ignore_index=True), judge.by_city(pupils, unchanged, today.reindex(every), stage, rules)  # fmt: skip
    return Seated(schools, today[today["seats"] > 0], seats, by_city, idle, _began(seats), _became(seats))


def _at(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """The row of each school that holds in a year; none where it is not there yet."""
    known = rows[~(rows["from_year"] > year)]
    return known.drop_duplicates("school_id", keep="last").set_index("school_id")[KEPT]


def _began(seats: pd.DataFrame) -> pd.Series:
    same = (seats == seats.iloc[-1]).iloc[::-1].cummin().iloc[::-1]
    return same.idxmax().where(~same.iloc[0])


def _became(seats: pd.DataFrame) -> pd.Series:
    first, last = seats.iloc[0], seats.iloc[-1]
    kinds = np.select([last <= 0, first <= 0, last > first], ["close", "build", "expand"], "keep")
    return pd.Series(kinds, index=seats.columns, dtype=object)[(first > 0) | (last > 0)]


def today(stage: Taught, found: Seated, rules: Rules) -> pd.DataFrame:
    """Return the rows of a stage in the table of schools today: without zones no pupils are any one school's."""
    schools = found.today
    classes, roll = (pd.to_numeric(schools[name], errors="coerce") for name in ("classes", "roll"))
    mean, size = roll / classes.where(classes > 0), _class_size(stage, schools.index, rules)
    return pd.DataFrame(
        {
            "stage": stage, "school_id": schools.index, "name": schools["name"].to_numpy(), "ownership": schools["ownership"].to_numpy(),
            "subdistrict": schools["subdistrict"].to_numpy(), "classes": classes.to_numpy(), "seats": schools["seats"].to_numpy(),
            "standard_seats": (classes * size).to_numpy(), "roll": roll.to_numpy(), "class_mean": mean.to_numpy(), "size_of_class": judge.class_size(mean, size, rules),
            "pupils": np.nan, "utilisation_share": np.nan, "alert": None,
        }
    )  # fmt: skip


def planned(stage: Taught, found: Seated, rules: Rules) -> pd.DataFrame:
    """Return the rows of a stage in the table of schools planned."""
    kind = found.became
    schools, after = found.schools.reindex(kind.index), found.seats.iloc[-1].reindex(kind.index)
    told = pd.to_numeric(schools["classes"], errors="coerce")
    by_size = np.ceil(after / _class_size(stage, kind.index, rules))
    classes = told.where(after > 0, 0.0).where(told.notna(), by_size)
    return pd.DataFrame(
        {
            "stage": stage, "school_id": kind.index, "name": schools["name"].to_numpy(), "subdistrict": schools["subdistrict"].to_numpy(), "kind": kind.to_numpy(),
            "seats_before": found.seats.iloc[0].reindex(kind.index).to_numpy(), "seats_planned": after.to_numpy(), "classes_planned": classes.to_numpy(),
            "land_m2": np.nan, "done_year": found.began.reindex(kind.index).to_numpy(),
        }
    )  # fmt: skip


def _class_size(stage: Taught, schools: pd.Index, rules: Rules) -> pd.Series:
    """The class size of the rules profile; missing for special schools, of which no profile has one."""
    size = [rules.class_size("senior", str(school)) if stage == "senior" else np.nan for school in schools]
    return pd.Series(size, index=schools, dtype=float)
