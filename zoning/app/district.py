"""The district as a desk needs it: read once, its ground measured once, questions about it answered at once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from zoning import assign, decided, measure, planner, rules
from zoning.app import resolved
from zoning.app.edits import Draft
from zoning.errors import EditError
from zoning.model import Measures, Plan, StudyArea
from zoning.policy import Lock, Policy
from zoning.result import Result
from zoning.scenario import Scenario
from zoning.words import Text

HAND = "made by hand"
"""The method of a plan that nobody solved."""


class Memory(dict[str, Any]):
    """What was measured of schools, kept while the desk is open."""

    def put(self, key: str, value: Any) -> None:
        """Keep an array."""
        self[key] = value


@dataclass(frozen=True, eq=False)
class Seen:
    """What the draft's schools mean for every plan: kept for the last ones asked about."""

    area: StudyArea
    """The area as the draft has it."""
    zones: StudyArea
    """The area with multi-school zones as one school."""
    measures: Measures
    policy: Policy
    """Without the locks of the desk."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan at the desk and what is proved of it."""

    school_of: pd.Series
    """Block -> school or multi-school zone; NaN where a block has none."""
    cost: float | None
    lower_bound: float | None
    by_hand: bool = False
    failed: Text | None = None
    """Why there is no plan within the rules; the plan is then the one before."""

    @property
    def gap(self) -> float | None:
        """How far the plan may be above the least possible, as a share; None where nothing is proved."""
        if self.cost is None or not self.lower_bound:
            return None
        return max(0.0, self.cost / self.lower_bound - 1)


class District:
    """Answers questions about one scenario's district."""

    def __init__(self, scenario: Scenario, on_step: planner.OnStep = planner.ignore) -> None:
        self.scenario = scenario
        on_step(planner.READ)
        self.norms = rules.load(scenario.rules, scenario.file.parent)
        self.shared = planner.Shared()
        self.area = planner.study_area(scenario, self.shared)
        on_step(planner.MEASURE)
        self.ground = measure.ground(self.area)
        self.memory = Memory()
        self._seen: list[Seen] = []

    @property
    def key(self) -> str:
        """What the district was made of: the scenario and its files."""
        given = self.scenario.model_dump(mode="json", exclude={"file", "name", "lang"})
        files = {name: source.sha256 for name, source in self.area.sources.items()}
        return hashlib.sha256(json.dumps([_pathless(given), files], sort_keys=True).encode()).hexdigest()[:24]

    def seen(self, area: StudyArea) -> Seen:
        """Return what hangs on the schools of an area."""
        for found in self._seen:
            if found.area is area:
                return found
        made = measure.of_schools(self.ground, area, self.scenario, self.norms, self.memory, streets_served=False)  # fmt: skip
        zones, measures, policy = assign.pooled(area, made, self.scenario.policy, self.scenario.lang)
        found = Seen(area, zones, measures, policy)
        self._seen = [found, *self._seen[:7]]
        return found

    def solved(
        self, draft: Draft, base: assign.Base | None, stop: Callable[[], bool]
    ) -> tuple[Answer, assign.Base]:
        """Return the zones solved around the draft's locks; raises `InfeasiblePlan`, or `KeyboardInterrupt` once stopped without a plan."""
        seen = self.seen(draft.area)
        policy = replace(seen.policy, locks=(*seen.policy.locks, *_locks(draft, seen)))
        plan, found = assign.again(seen.zones, seen.measures, policy, base, why=False, stop=stop)
        return Answer(plan.school_of, plan.solve.cost, plan.solve.lower_bound), found

    def judged(self, draft: Draft, base: assign.Base | None, school_of: pd.Series) -> Answer:
        """Return a plan made by hand with its distance from the bound."""
        seen = self.seen(draft.area)
        held = assign.held_against(seen.zones, seen.measures, seen.policy, base, school_of)
        return Answer(school_of, held.cost, held.lower_bound, by_hand=True)

    def remembered(self, draft: Draft, school_of: pd.Series) -> assign.Base | None:
        """Return a base to go on from, made of a plan whose prices nobody kept; None where a plan has holes."""
        seen = self.seen(draft.area)
        if school_of.isna().any():
            return None
        return assign.remembered(seen.zones, seen.measures, seen.policy, school_of)

    def result(self, draft: Draft, answer: Answer) -> Result:
        """Return the plan judged as `zoning plan` judges one; raises `EditError` where a block has no school."""
        lost = answer.school_of.index[answer.school_of.isna()]
        if len(lost):
            raise EditError(Text(f"{len(lost)} 个地块没有学校，先划好再导出", f"{len(lost)} blocks have no school: give them one before exporting"))  # fmt: skip
        scenario = self.scenario_of(draft)
        measures = measure.of_schools(self.ground, draft.area, scenario, self.norms, self.memory)
        zones, measures, _ = assign.pooled(draft.area, measures, scenario.policy, scenario.lang)
        return planner.judged(scenario, self.norms, zones, measures, _plan(answer, zones, measures))

    def scenario_of(self, draft: Draft) -> Scenario:
        """Return the scenario with the draft's changes and locks: what `run.json` records."""
        return resolved.scenario(draft, self.area, self.shared.area(self.scenario))


def _pathless(given: Any) -> Any:
    """What a scenario says, wherever its files lie: they are known by what is in them."""
    if isinstance(given, dict):
        return {key: _pathless(value) for key, value in given.items() if key != "path"}
    return [_pathless(value) for value in given] if isinstance(given, list) else given


def _plan(answer: Answer, zones: StudyArea, measures: Measures) -> Plan:
    """The answer as a plan."""
    return decided.stated(answer.school_of, zones, measures, method=HAND if answer.by_hand else "desk", cost=answer.cost, lower_bound=answer.lower_bound)  # fmt: skip


def _locks(draft: Draft, seen: Seen) -> tuple[Lock, ...]:
    """Locks of the desk, those on multi-school zones included, as the solver takes them; later ones win over the scenario's own."""
    there = set(seen.measures.walks.schools)
    return tuple(Lock(block, school) for block, school in draft.locks.items() if school in there)
