"""What the district as a whole is asked: schools, classes, sizes, in-zone pupils, private and migrant shares."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from zoning.balance import STAGES, Common, Standards, Verdict
from zoning.model import Stage


class Answer(NamedTuple):
    """One question: `number` of `of`, a `value` against its `limit`, and the verdict."""

    item: str
    stage: str
    value: float
    limit: float
    number: float
    of: float
    verdict: Verdict


def table(
    schools: pd.DataFrame, variation: pd.DataFrame, held: Mapping[Stage, Standards], common: Common
) -> pd.DataFrame:
    """Return a row per question and stage; see `Answer`."""
    answers: list[Answer] = []
    for stage in STAGES:
        own = schools[schools["stage"] == stage]
        if own.empty:
            continue
        answers += [
            _counted("schools_met", stage, own["verdict"]),
            _counted("variation", stage, variation.loc[variation["stage"] == stage, "verdict"]),
            _counted("class_size", stage, own["class_verdict"]),
            _large(stage, own, common),
            _counted("school_size", stage, own["size_verdict"]),
            _nearby(stage, own, held[stage]),
        ]
    answers += [_private(schools, common), _migrants(schools, common)]
    return pd.DataFrame(answers, columns=list(Answer._fields))


def _counted(item: str, stage: Stage, verdicts: pd.Series) -> Answer:
    """How many meet it of those that are asked; met only where all do."""
    asked = verdicts[verdicts != "exempt"]
    met = int((asked == "met").sum())
    return Answer(
        item, stage, met / len(asked) if len(asked) else np.nan, 1.0, met, len(asked), _all_of(asked)
    )


def _all_of(verdicts: pd.Series) -> Verdict:
    if verdicts.empty:
        return "exempt"
    if (verdicts == "not_met").any():
        return "not_met"
    return "met" if (verdicts == "met").all() else "not_shown"


def _large(stage: Stage, own: pd.DataFrame, common: Common) -> Answer:
    """大班额: none is allowed. `number` of those counted; where only the largest class is known it is one at least."""
    counted = own["large_classes"]
    least = counted.fillna((own["largest_class"] >= common.large_class).astype(float))
    number = float(least.sum())
    verdict: Verdict = "not_met" if number else "met" if counted.notna().all() else "not_shown"
    return Answer("large_classes", stage, number, 0.0, number, float(own["classes"].sum()), verdict)


def _nearby(stage: Stage, own: pd.DataFrame, held: Standards) -> Answer:
    """The share over all schools that are asked; `number` of them have enough pupils of their zone."""
    asked = own[own["in_zone_verdict"] != "exempt"]
    known = asked[asked["in_zone_share"].notna()]
    pupils = float(known["pupils"].sum())
    share = float((known["in_zone_share"] * known["pupils"]).sum()) / pupils if pupils else np.nan
    count, verdict = int((asked["in_zone_verdict"] == "met").sum()), _all_of(asked["in_zone_verdict"])
    if verdict == "not_met" and len(known) == len(asked) and share >= held.nearby_least:
        verdict = "met"  # asked of the district; the schools below it are shown by themselves
    return Answer("nearby", stage, share, held.nearby_least, count, len(asked), verdict)


def _private(schools: pd.DataFrame, common: Common) -> Answer:
    pupils, private = schools["pupils"], schools["private"]
    of = float(pupils.sum())
    number, unknown = float(pupils[private == 1].sum()), float(pupils[private.isna()].sum())
    most = common.private_most * of
    verdict: Verdict = "not_met" if number > most else "met" if number + unknown <= most else "not_shown"
    return Answer(
        "private_share", "", number / of if of else np.nan, common.private_most, number, of, verdict
    )


def _migrants(schools: pd.DataFrame, common: Common) -> Answer:
    """Children of migrant workers at public schools, or in seats bought from private ones; not asked where there are none."""
    migrants = schools["migrant_pupils"].fillna(schools["migrant_percent"] / 100 * schools["pupils"])
    public = migrants.where(
        schools["private"] == 0, np.minimum(schools["purchased_seats"].fillna(0.0), migrants)
    )
    of, number = float(migrants.sum()), float(public.sum())
    share = number / of if of else np.nan
    unknown = migrants.isna().any() or schools["private"].isna().any()
    verdict: Verdict = "not_shown" if unknown else "exempt" if not of else "met" if share >= common.migrant_least else "not_met"  # fmt: skip
    return Answer("migrant_share", "", share, common.migrant_least, number, of, verdict)
