"""Zones of every year: each year's pupils within each year's seats, begun from the year before and moved little."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from zoning import assign, cache, measure
from zoning.demand import NAMES
from zoning.errors import InfeasiblePlan
from zoning.measure import Ground
from zoning.model import Note, Plan, StudyArea
from zoning.policy import Policy
from zoning.rules import Rules
from zoning.scenario import Scenario
from zoning.words import Lang, Text, listed

_LANGS: tuple[Lang, Lang] = ("zh", "en")
CROWDED_M = 20_000.0
"""Where seats do not suffice: what a pupil over them counts, in metres of walking."""


@dataclass(frozen=True, eq=False)
class Zoned:
    """The zones of a stage in every year."""

    school_of: pd.DataFrame
    """Years × blocks."""
    plans: tuple[Plan, ...]
    """By year, with what is proved of each."""
    moved: pd.Series
    """Year -> pupils who change school against the year before, those aside whose school closed."""
    notes: tuple[Note, ...]


def by_year(
    asked: Scenario, norms: Rules, area: StudyArea, ground: Ground, pupils: pd.DataFrame, seats: pd.DataFrame, *, move_price_m: float
) -> Zoned:  # fmt: skip
    """Return the zones of every year of `pupils` (years × blocks, whole), with `seats` (years × schools; 0: not open)."""
    policy = replace(asked.policy, move_price_m=max(move_price_m, asked.policy.move_price_m))
    plans, moved, crowded, base = list[Plan](), dict[int, float](), list[int](), None
    current = area.blocks["current_school"]
    for year, changed in _areas(area, pupils, seats):
        here = replace(changed, blocks=changed.blocks.assign(current_school=current))
        with cache.of_user() as kept:
            measures = measure.of_schools(ground, here, asked, norms, kept, streets_served=False)
        try:
            plan, base = assign.again(here, measures, policy, base, why=False)
        except InfeasiblePlan:
            crowded.append(year)
            plan, base = assign.again(here, measures, _crowded(policy), base, why=False)
        stays = current.isin(here.open_schools.index) & (plan.school_of.reindex(current.index) != current)
        moved[year] = float(pupils.loc[year].reindex(current.index)[stays].sum())
        current = plan.school_of.reindex(current.index).astype("str")
        plans.append(plan)
    table = pd.DataFrame({year: plan.school_of for year, plan in zip(pupils.index, plans, strict=True)}).T
    return Zoned(
        table[pupils.columns].rename_axis("year"),
        tuple(plans),
        pd.Series(moved, name="moved"),
        _notes(asked, crowded),
    )


def _areas(area: StudyArea, pupils: pd.DataFrame, seats: pd.DataFrame) -> Iterator[tuple[int, StudyArea]]:
    """Each year's area: its pupils, and the schools that have seats, with these seats."""
    for year in pupils.index:
        now = seats.loc[year].reindex(area.schools.index).fillna(0.0)
        schools = area.schools.assign(status=["open" if each > 0 else "closed" for each in now], seats=now)
        blocks = area.blocks.assign(pupils=pupils.loc[year].reindex(area.blocks.index).astype("int64"))
        yield int(year), replace(area, schools=schools, blocks=blocks)


def _crowded(policy: Policy) -> Policy:
    """The policy where seats may be exceeded, as little as can be."""
    return replace(policy, over_capacity_share=1.0, over_capacity_price_m=CROWDED_M)


def _notes(asked: Scenario, crowded: list[int]) -> tuple[Note, ...]:
    return (*_single(asked), *_over(asked, crowded))


def _single(asked: Scenario) -> tuple[Note, ...]:
    """Multi-school zones are not made here, and that is said."""
    if not asked.pool and asked.policy.pool_size == 1:
        return ()
    stage = NAMES[asked.stage]
    return (Note("zones", Text(f"{stage.zh}情景写了多校片区（[[pool]]、pool_size），布局规划的逐年划片按单校片区计算", f"the scenario of {stage.en} asks for multi-school zones ([[pool]], pool_size); the yearly zones of the layout give every school its own"), "warning"),)  # fmt: skip


def _over(asked: Scenario, crowded: list[int]) -> tuple[Note, ...]:
    if not crowded:
        return ()
    stage, far = NAMES[asked.stage], f"{CROWDED_M / 1000:g}"
    zh, en = (listed(crowded, lang, most=len(crowded)) for lang in _LANGS)
    return (Note("zones", Text(f"{stage.zh}：{zh} 年学位不足，划片允许超员，超出一名按 {far} 公里步行计", f"{stage.en}: in {en} seats do not suffice; zones may exceed them, a pupil over counts as {far} km"), "warning"),)  # fmt: skip
