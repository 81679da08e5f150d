"""What a run hands to maps, exports and screens: the question, the facts, the plan and its judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zoning.model import Assessment, Measures, Note, Plan, StudyArea
from zoning.rules import Rules
from zoning.scenario import Scenario


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
