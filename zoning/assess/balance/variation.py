"""差异系数: how far apart schools are, each weighing as much as it has pupils."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from zoning.balance import INDICATORS, Standards


class Variation(NamedTuple):
    """Mean, standard deviation and their ratio, and the schools that they are of."""

    mean: float
    deviation: float
    cv: float
    schools: int


def variation(amounts: pd.Series, pupils: pd.Series) -> Variation:
    """Return the pupil-weighted coefficient of variation of what schools have a pupil.

    `X̄ = Σx / ΣP`, `X_i = x_i / P_i`, `S² = Σ P_i (X_i − X̄)² / ΣP`, `CV = S / X̄`. Schools whose amount is missing, or that have no pupils, take no part.

    >>> pupils, books = pd.Series([45, 37, 89, 76, 55]), pd.Series([279, 137, 935, 160, 402])
    >>> round(variation(books, pupils).cv, 3)
    0.515
    """
    known = amounts.notna() & (pupils > 0)
    had, weight = amounts[known].to_numpy(float), pupils[known].to_numpy(float)
    if not len(had):
        return Variation(np.nan, np.nan, np.nan, 0)
    mean = had.sum() / weight.sum()
    deviation = float(np.sqrt((weight * (had / weight - mean) ** 2).sum() / weight.sum()))
    cv = deviation / mean if mean > 0 else 0.0  # where nobody has any, all are alike
    return Variation(float(mean), deviation, float(cv), len(had))


def table(amounts: pd.DataFrame, pupils: pd.Series, standards: Standards) -> pd.DataFrame:
    """Return a row per indicator: `mean`, `deviation`, `cv`, its `limit`, `schools`, `missing` and the verdict.

    Mean and deviation are in the indicator's own unit. With a school missing nothing is shown to be within the limit.
    """
    rows = []
    for name in INDICATORS:
        found = variation(amounts[name], pupils)
        missing = len(pupils) - found.schools
        verdict = "not_shown" if missing or not found.schools else "met" if found.cv <= standards.cv_most else "not_met"  # fmt: skip
        per = INDICATORS[name].per
        rows.append((name, per * found.mean, per * found.deviation, found.cv, standards.cv_most, found.schools, missing, verdict))  # fmt: skip
    return pd.DataFrame(rows, columns=["indicator", "mean", "deviation", "cv", "limit", "schools", "missing", "verdict"])  # fmt: skip
