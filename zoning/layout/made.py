"""A layout plan as it was made: forecast, works, and every year's seats, zones and cover."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from zoning.demand import NAMES, Forecast, Taught
from zoning.layout.citywide import Seated
from zoning.layout.zones import Zoned
from zoning.model import Measures, Note, Stage, StudyArea
from zoning.programme import Answer, Question
from zoning.read.citywide import STAGES, Citywide
from zoning.result import Balancing, Forecasting, Siting
from zoning.rules import Rules
from zoning.scenario import Scenario
from zoning.words import Text


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
    citywide: Mapping[Taught, Seated] = field(default_factory=dict)
    """Stages without zones, where the scenario lists their schools."""
    citywide_read: Citywide | None = None
    """Their table, as read."""
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
    def by_city(self) -> dict[Taught, pd.DataFrame]:
        """Seats against pupils of the district, of every stage that has schools."""
        zoned: dict[Taught, pd.DataFrame] = {stage: each.by_city for stage, each in self.stages.items()}
        return zoned | {stage: each.by_city for stage, each in self.citywide.items()}

    @property
    def idle(self) -> dict[Taught, pd.DataFrame]:
        """The same, were nothing built, grown or closed."""
        zoned: dict[Taught, pd.DataFrame] = {stage: each.idle for stage, each in self.stages.items()}
        return zoned | {stage: each.idle for stage, each in self.citywide.items()}

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything that was done or assumed."""
        zoned = [note for stage in self.stages.values() for note in stage.zones.notes]
        balanced = () if self.balance is None else self.balance.notes
        read = () if self.citywide_read is None else self.citywide_read.notes
        return tuple(
            dict.fromkeys((*self.forecasting.notes, *read, *self._without_schools(), *zoned, *balanced))
        )

    def _without_schools(self) -> Iterator[Note]:
        """Stages without zones whose pupils are forecast and whose schools are not listed."""
        for stage in STAGES:
            if stage in self.forecast.taught and stage not in self.citywide:
                name = NAMES[stage]
                yield Note("citywide", Text(f"{name.zh}只预测学生：[inputs.citywide] 没有列出其学校，学位未作比较", f"of {name.en} only pupils are told: [inputs.citywide] lists no schools to hold them against"), "warning")  # fmt: skip
