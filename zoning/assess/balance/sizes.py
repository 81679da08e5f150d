"""Classes and schools that are too large: 班额, 大班额 and 学校规模."""

import numpy as np
import pandas as pd

from zoning.balance import Common


def classes(forms: pd.DataFrame, most: pd.Series, common: Common) -> pd.DataFrame:
    """Return `classes`, `largest_class`, `class_most`, `large_classes`, `super_classes` and `class_verdict` of every row.

    The list of classes is taken where there is one. Without it and without the largest class, classes that are too large on
    average tell enough: not met.

    Parameters
    ----------
    most
        Largest class allowed, per row.
    """
    sizes = forms["class_sizes"]
    listed = sizes.map(len) > 0
    largest = sizes.map(lambda own: max(own, default=np.nan)).astype(float).fillna(forms["largest_class"])
    count = sizes.map(len).astype(float).where(listed, forms["classes"])
    mean = forms["pupils"] / count.where(count > 0)
    known = largest.notna()
    too_large = (largest > most) | (~known & (mean > most))
    verdict = np.select([too_large, known], ["not_met", "met"], "not_shown")
    return pd.DataFrame(
        {
            "classes": count, "largest_class": largest, "class_most": most,
            "large_classes": _at_least(sizes, largest, common.large_class), "super_classes": _at_least(sizes, largest, common.super_class),
            "class_verdict": verdict,
        },
        index=forms.index,
    )  # fmt: skip


def _at_least(sizes: pd.Series, largest: pd.Series, least: float) -> pd.Series:
    """Classes of so many pupils and more: none where the largest has fewer; unknown where only the largest is known, and has as many."""
    counted = sizes.map(lambda own: float(sum(one >= least for one in own)))
    return counted.where(sizes.map(len) > 0, np.where(largest < least, 0.0, np.nan))


def enrolments(forms: pd.DataFrame, most: pd.Series) -> pd.DataFrame:
    """Return `enrolment` (both stages of a nine-year school together), `enrolment_most` and `size_verdict` of every row."""
    enrolment = forms.groupby("school_id")["pupils"].transform("sum")
    verdict = np.where(enrolment.isna(), "not_shown", np.where(enrolment <= most, "met", "not_met"))
    return pd.DataFrame(
        {"enrolment": enrolment, "enrolment_most": most, "size_verdict": verdict}, index=forms.index
    )
