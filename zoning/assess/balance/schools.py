"""The schools of one stage, row by row: the seven indicators, how many are met, and what is lacking."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from zoning.assess.balance import indicators, sizes, standards, variation
from zoning.balance import INDICATORS, Standards
from zoning.model import Stage
from zoning.rules import Rules
from zoning.scenario.balance import Balance

ABOUT = (
    "school_id", "name", "stage", "subdistrict", "place", "private", "boarding", "built", "pupils",
    "migrant_pupils", "migrant_percent", "purchased_seats", "score",
)  # fmt: skip


class OfStage(NamedTuple):
    """What was found of the schools of one stage."""

    schools: pd.DataFrame
    lacking: pd.DataFrame
    variation: pd.DataFrame


def judged(forms: pd.DataFrame, stage: Stage, rules: Rules, held: Standards, asked: Balance) -> OfStage:
    """Return the schools of a stage held against its standards; `forms` are the rows of that stage."""
    had, pupils = indicators.amounts(forms), forms["pupils"]
    values, least = indicators.values(had, pupils), standards.least(rules, forms, stage)
    said = indicators.verdicts(values, least)
    small = forms["point"] & (pupils < (asked.teaching_point_pupils or 0))
    met = (said == "met").sum(axis=1)
    schools = forms[list(ABOUT)].join(values).join(said.add_suffix("_verdict"))
    schools = schools.assign(
        met=met,
        shown=(said != "not_shown").sum(axis=1),
        verdict=indicators.of_schools(values, least, held).mask(small, "exempt"),
        good=met >= (asked.good or held.least_met),
        strength=schools["score"].div(100).fillna(met / len(INDICATORS)),
    )
    most = standards.class_most(rules, forms, stage)
    schools = schools.join(sizes.classes(forms, most, standards.common(rules)))
    return OfStage(
        schools,
        _lacking(schools, indicators.lacking(had, pupils, least), least),
        variation.table(had[~small], pupils[~small], held).assign(stage=stage),
    )


def _lacking(schools: pd.DataFrame, short: pd.DataFrame, least: pd.DataFrame) -> pd.DataFrame:
    """A row per school and indicator that is not met: `value`, `least`, `short` (whole teachers, m², yuan or rooms), the townships together."""
    rows = []
    for name in INDICATORS:
        lacks = short[name] > 0
        own = schools.loc[lacks, ["school_id", "name", "stage", "subdistrict", "place"]]
        amounts = {"value": schools.loc[lacks, name], "least": least.loc[lacks, name], "short": np.ceil(short.loc[lacks, name])}  # fmt: skip
        rows.append(own.assign(indicator=name, **amounts))
    found = pd.concat(rows)
    return found.sort_values(["stage", "subdistrict", "school_id"], ascending=[False, True, True], kind="stable").reset_index(drop=True)  # fmt: skip
