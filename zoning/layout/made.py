"""A layout plan as it was made: forecast, works, and every year's seats, zones and cover."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from zoning.demand import Forecast
from zoning.layout.zones import Zoned
from zoning.model import Measures, Note, Stage, StudyArea
from zoning.programme import Answer, Question
from zoning.result import Balancing, Forecasting, Siting
from zoning.rules import Rules
from zoning.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Years:
    """Every year of a stage, from the base year to the horizon."""

    stage: Stage
    area: StudyArea
    """With every site that a work may open `tried`."""
    measures: Measures
    """Of all its schools and sites."""
    pupils: pd.DataFrame
    """Years × blocks, whole."""
    seats: pd.DataFrame
    """Years × schools and sites; 0 where not open."""
    zones: Zoned
    """Of the base year, today's; of the others, solved."""
    by_school: pd.DataFrame
    """See `assess.years`, as for the next three."""
    by_subdistrict: pd.DataFrame
    by_city: pd.DataFrame
    coverage: pd.DataFrame
    idle: pd.DataFrame
    """The same as `by_city`, were nothing built, grown or closed."""


@dataclass(frozen=True, eq=False)
class Layout:
    """A layout plan of a district."""

    forecasting: Forecasting
    question: Question | None
    """None where the scenario has no `[programme]`: then schools stay as they are."""
    answer: Answer | None
    stages: Mapping[Stage, Years]
    works: pd.DataFrame
    """One row per work that is done and stage it changes, by year; see `outcome.works`."""
    became: Mapping[Stage, pd.Series]
    """What became of the schools of each stage; see `outcome.became`."""
    end_state: pd.DataFrame
    """A row per stage; see `outcome.end_state`."""
    balance: Balancing | None = None
    """The judgement of schools, where the scenario has the quality form."""
    rooms: Siting | None = None
    """Where the scenario's facility goes, where it asks for one."""
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """What was asked."""
        return self.forecasting.scenario

    @property
    def rules(self) -> Rules:
        """The norms it was judged by."""
        return self.forecasting.rules

    @property
    def forecast(self) -> Forecast:
        """The pupils of every year."""
        return self.forecasting.forecast

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything that was done or assumed."""
        zoned = [note for stage in self.stages.values() for note in stage.zones.notes]
        balanced = () if self.balance is None else self.balance.notes
        return tuple(dict.fromkeys((*self.forecasting.notes, *zoned, *balanced)))
