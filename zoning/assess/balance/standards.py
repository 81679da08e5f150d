"""What a rules profile holds schools to: the one place where its norms become limits on rows of the form."""

import pandas as pd

from zoning.balance import INDICATORS, Common, Standards
from zoning.model import Stage
from zoning.rules import Rules


def of_stage(rules: Rules, stage: Stage) -> Standards:
    """Return the standards of primary or of junior schools."""
    count, rest = rules.indicators_met_min()
    return Standards(
        least={name: rules.indicator_min(name, stage) for name in INDICATORS},
        least_met=count,
        rest_share=rest,
        cv_most=rules.cv_max(stage),
        nearby_least=rules.nearby_share_min(stage),
    )


def common(rules: Rules) -> Common:
    """Return the limits that are alike for both stages."""
    return Common(
        large_class=rules.large_class("large"),
        super_class=rules.large_class("super"),
        private_most=rules.private_share_max("county"),
        migrant_least=rules.migrant_public_share_min(),
    )


def least(rules: Rules, forms: pd.DataFrame, stage: Stage) -> pd.DataFrame:
    """Return what each school must have of each indicator: its own norm where the profile has one."""
    schools = forms["school_id"].tolist()
    return pd.DataFrame(
        {name: [rules.indicator_min(name, stage, str(school)) for school in schools] for name in INDICATORS},
        index=forms.index, dtype=float,
    )  # fmt: skip


def class_most(rules: Rules, forms: pd.DataFrame, stage: Stage) -> pd.Series:
    """Return the largest class that each school may have."""
    return pd.Series(
        [rules.class_size(stage, str(school)) for school in forms["school_id"]],
        index=forms.index,
        dtype=float,
    )


def enrolment_most(rules: Rules, forms: pd.DataFrame) -> pd.Series:
    """Return the most pupils that each school may have; a nine-year school has a limit of its own for both stages together."""
    levels = forms["stage"].mask(forms["nine_year"], "nine_year")
    return pd.Series(
        [rules.enrolment_max(level, str(school)) for level, school in zip(levels, forms["school_id"], strict=True)],
        index=forms.index, dtype=float,
    )  # fmt: skip
