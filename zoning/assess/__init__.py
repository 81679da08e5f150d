"""A plan judged: blocks, schools, zones, coverage, under-covered areas, and the plans it is held against."""

from zoning.assess import blocks, compare, coverage, feeders, gaps, schools, zones
from zoning.assess.between import compared
from zoning.assess.compare import alternatives
from zoning.model import Assessment, Measures, Plan, StudyArea
from zoning.rules import Rules

__all__ = ["alternatives", "compared", "plan"]


def plan(plan: Plan, area: StudyArea, measures: Measures, rules: Rules) -> Assessment:
    """Judge `plan`: every table that maps, reports and exports show."""
    by_block = blocks.table(plan.school_of, area, measures)
    by_school = schools.table(by_block, plan, area, measures, rules)
    told = blocks.reasons(by_block, by_school) if plan.why is None else blocks.told(by_block, plan.why)
    return Assessment(
        blocks=by_block.assign(**told),
        schools=by_school,
        zones=zones.table(by_school, plan.school_of, area, measures),
        gaps=gaps.table(by_block, area, measures),
        coverage=coverage.table(by_block, area, measures),
        plans=compare.table(plan.school_of, area, measures),
        feeders=feeders.table(by_block) if "feeder" in by_block else None,
    )
