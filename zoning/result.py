"""What a run hands to maps, exports and screens: the question, the facts, the plan and its judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from zoning.balance import Grouping, Judgement
from zoning.demand import Forecast
from zoning.model import Assessment, Measures, Note, Plan, Stage, StudyArea
from zoning.rules import Rules
from zoning.scenario import Scenario
from zoning.siting import Answer, Asked, Objective


@dataclass(frozen=True, eq=False)
class Result:
    """One scenario carried from its inputs to a judged plan."""

    scenario: Scenario
    rules: Rules
    area: StudyArea
    measures: Measures
    plan: Plan
    assessment: Assessment
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything the run did or assumed, inputs first."""
        return self.area.notes + self.measures.notes + self.plan.notes


@dataclass(frozen=True, eq=False)
class Siting:
    """The best sites for an aim, every candidate tried by itself, and the plans without and with them."""

    scenario: Scenario
    rules: Rules
    area: StudyArea
    """With every candidate that no rule excludes `tried`."""
    asked: Asked
    answer: Answer
    made: frozenset[str]
    """Candidates that no file names."""
    sites: pd.DataFrame
    """Index `school_id` of every candidate, the best first; see docs/reference.md."""
    plan: Result | None
    """The plan with the chosen sites; None for a facility."""
    baseline: Result | None
    """The plan without them; None where there is none within the seats."""
    comparison: "Comparison | None"
    """The two side by side, where there are both."""
    notes: tuple[Note, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def shown(self) -> Result | None:
        """The plan that maps are drawn of."""
        return self.plan or self.baseline

    @property
    def score(self) -> str:
        """The column of `sites` that tells how good a site is for the aim; the more the better."""
        return SCORES[self.asked.objective]


SCORES: Mapping[Objective, str] = {
    "least_walking": "saves_pupil_m", "most_covered": "newly_covered_pupils", "fewest_sites": "newly_covered_pupils",
    "shortest_longest_walk": "shortens_m", "least_shortage": "fewer_over",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two plans of one district side by side."""

    a: Result
    b: Result
    totals: pd.DataFrame
    """Index: a name of `figures.FIGURES`; `a`, `b`, `change`."""
    schools: pd.DataFrame
    """Index `school_id`, open in either; `name`, and `_a`, `_b`, `_change` of every number."""
    blocks: pd.DataFrame
    """Index `block_id`, of either; `what` (same, moved, new, gone), and pupils, school, walk and cover in A and in B."""

    def figures(self) -> list[tuple[str, float, float, float]]:
        """Return name, A, B and change of every figure."""
        return [
            (str(name), *row)
            for name, row in zip(self.totals.index, self.totals.to_numpy(float).tolist(), strict=True)
        ]

    @property
    def moved(self) -> pd.DataFrame:
        """The blocks that are not the same in both."""
        return self.blocks[self.blocks["what"] != "same"]


@dataclass(frozen=True, eq=False)
class Forecasting:
    """The pupils of every year, and the districts of the stages they were forecast for."""

    scenario: Scenario
    rules: Rules
    areas: Mapping[Stage, StudyArea]
    forecast: Forecast
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything that was done or assumed, inputs first; what several stages say alike is said once."""
        said = [note for area in self.areas.values() for note in area.notes]
        return (*dict.fromkeys(said), *self.forecast.notes)


@dataclass(frozen=True, eq=False)
class Balancing:
    """优质均衡: the schools and the district held against the standards, and groups of schools where they are asked for."""

    scenario: Scenario
    rules: Rules
    area: StudyArea
    judged: Judgement
    grouping: Grouping | None
    """None where no groups are asked for, or no school can lead one."""
    plan: Result | None
    """None where only today's zones and the references are judged."""
    said: tuple[Note, ...] = ()
    """What the forming of groups had to tell."""
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything that was done or assumed, inputs first."""
        read = self.area.notes if self.plan is None else self.plan.notes
        return (*read, *self.judged.notes, *self.said)
