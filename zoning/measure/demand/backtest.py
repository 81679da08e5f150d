"""How good the method has been: forecasts made from past years, held against what came."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoning.demand import FIRST, LAST, NINTH, Births, Drivers, Taught
from zoning.demand import row as row_of
from zoning.measure.demand.cohorts import grown
from zoning.measure.demand.start import Known, base
from zoning.model import Floats

COLUMNS = ("from_year", "year", "stage", "forecast", "actual", "error_share")
_STAGES: tuple[Taught, ...] = ("primary", "junior", "senior")


def tested(
    rolls: pd.DataFrame, births: Births, primary_years: int, last_year: int, senior_share: float | None
) -> pd.DataFrame:
    """Return a row per past year to start from, year forecast and stage, the district as one block, nothing known of what came later.

    `rolls` is years × grades of the district. A year starts a test where its compulsory grades are all given; senior high is tested
    where a year before it, or `senior_share`, tells how many go on.
    """
    rows = []
    for start in [year for year in rolls.index if year < last_year and _full(rolls, year)]:
        ahead = [year for year in rolls.index if start < year <= last_year]
        told = base(
            _district(rolls[rolls.index <= start], _until(births, start), primary_years, start, senior_share)
        )
        forecast = grown(told, Drivers(), max(ahead, default=start) - start).sum(axis=2)
        for year in ahead:
            found = _compared(forecast[year - start], rolls.loc[year], primary_years, start, year)
            rows += [row for row in found if row[2] != "senior" or told.up[row_of(NINTH)] > 0]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _full(rolls: pd.DataFrame, year: int) -> bool:
    return bool(np.isfinite(rolls.loc[year].reindex(range(FIRST, NINTH + 1)).to_numpy(float)).all())


def _until(births: Births, year: int) -> Births:
    """The births of a year and those before it, in one block."""
    known = max(1, year - births.first_year + 1)
    return Births(births.first_year, *(each[:known].sum(axis=1, keepdims=True) for each in (births.before, births.after)))  # fmt: skip


def _district(
    rolls: pd.DataFrame, births: Births, primary_years: int, start: int, senior_share: float | None
) -> Known:
    """What was known of the district in a past year, as one block."""
    roll, one = rolls.loc[start], np.zeros(1, np.int64)
    stages: Mapping[Taught, range] = {"primary": range(FIRST, primary_years + 1), "junior": range(primary_years + 1, NINTH + 1)}  # fmt: skip
    pupils: dict[Taught, Floats] = {
        stage: np.array([roll.reindex(span).sum()]) for stage, span in stages.items()
    }
    return Known(
        year=start, blocks=pd.Index(["district"]), place=one, town=np.ones(1, bool), homes=np.ones(1), primary_years=one + primary_years,
        pupils=pupils, births=births, rolls=rolls, senior_share=senior_share,
    )  # fmt: skip


def _compared(
    forecast: Floats, actual: pd.Series, primary_years: int, start: int, year: int
) -> list[tuple[object, ...]]:
    """One row per stage whose grades are all given that year."""
    spans = (range(FIRST, primary_years + 1), range(primary_years + 1, NINTH + 1), range(NINTH + 1, LAST + 1))
    rows: list[tuple[object, ...]] = []
    for stage, span in zip(_STAGES, spans, strict=True):
        there = actual.reindex(span).to_numpy(float)
        said = forecast[[row_of(grade) for grade in span]].sum()
        if np.isfinite(there).all() and there.sum() > 0:
            rows.append((start, year, stage, float(said), float(there.sum()), float(said / there.sum() - 1)))
    return rows
