"""The charts of a layout plan, from what the run found."""

import pandas as pd

from zoning.demand import PRIMARY_YEARS
from zoning.layout.made import Layout
from zoning.render import charts
from zoning.render.charts import Cohorts
from zoning.words import Lang


def all_of(made: Layout, lang: Lang) -> dict[str, bytes]:
    """Return the charts of the report as PNG: `pyramid`, `pupils`, `balance` and `coverage`."""
    return {
        "pyramid": pyramid(made, lang), "pupils": pupils(made, lang), "balance": balance(made, lang), "coverage": coverage(made, lang),
    }  # fmt: skip


def pyramid(made: Layout, lang: Lang) -> bytes:
    """Return the children by grade and year of entry, base year against horizon; estates and control totals aside."""
    said = made.forecast
    grades = said.variants[said.main].grades
    asked = made.scenario.forecast
    years = 6 if asked is None else PRIMARY_YEARS[asked.system]
    return charts.pyramid(Cohorts((said.years[0], said.years[-1]), grades[0], grades[-1], years), lang)


def pupils(made: Layout, lang: Lang) -> bytes:
    """Return the pupils of every stage forecast, in every variant."""
    said = made.forecast
    city, order = said.city(), [said.main, *(name for name in said.variants if name != said.main)]
    tables = {stage: pd.DataFrame({name: city.loc[(name, stage)] for name in order}) for stage in said.taught}
    return charts.pupils(tables, lang)


def balance(made: Layout, lang: Lang) -> bytes:
    """Return pupils against seats of every stage and year, planned and unchanged."""
    tables = {
        stage: table[["year", "pupils", "seats"]].assign(seats_unchanged=made.idle[stage]["seats"].to_numpy())
        for stage, table in made.by_city.items()
    }  # fmt: skip
    return charts.balance(tables, lang)


def coverage(made: Layout, lang: Lang) -> bytes:
    """Return the cover of every stage in the base year and at the horizon."""
    first, last = made.forecast.years[0], made.forecast.years[-1]
    return charts.coverage(coverage_table(made), (first, last), lang)


def coverage_table(made: Layout) -> pd.DataFrame:
    """Return a row per stage, way and base: the shares covered `now` (base year) and `then` (horizon)."""
    ends = {made.forecast.years[0]: "now", made.forecast.years[-1]: "then"}
    rows = pd.concat([years.coverage.assign(stage=stage) for stage, years in made.stages.items()])
    kept = rows[rows["year"].isin(list(ends))].assign(when=lambda frame: frame["year"].map(ends))
    wide = kept.pivot(index=["stage", "way", "base"], columns="when", values="share")
    return wide.loc[list(made.stages)].reset_index()[["stage", "way", "base", "now", "then"]]
