"""The seven indicators of 优质均衡: what a school has, divided by its pupils; missing where the form leaves a part of it empty."""

import numpy as np
import pandas as pd

from zoning.balance import INDICATORS, Standards

_YUAN = 10_000.0
_HAIR = 1e-9
"""4.2 teachers for 100 pupils are 4.2, whatever binary fractions make of them."""


def amounts(forms: pd.DataFrame) -> pd.DataFrame:
    """Return teachers, m², yuan and rooms of every row, a column per indicator; `nan` where a part is missing.

    Primary schools count teachers with a college diploma and above, junior schools with a bachelor's degree and above. Indoor
    sports rooms stand in the area of teaching rooms and are taken out of it.
    """
    postgraduate = forms["teachers_postgraduate"].fillna(forms["teachers_master"] + forms["teachers_doctor"])
    degrees = postgraduate + forms["teachers_bachelor"]
    degrees = degrees.where(forms["stage"] != "primary", degrees + forms["teachers_college"])
    arts = forms[["pe_teachers", "music_teachers", "fine_art_teachers", "art_teachers"]].sum(
        axis=1, skipna=False
    )
    indoor = forms["indoor_sports_m2"]
    columns = (
        forms["teachers_above"].fillna(degrees),
        forms["backbone"],
        forms["pe_art_teachers"].fillna(arts) + forms["shared_teachers"].fillna(0.0),
        forms["teaching_m2"] - indoor,
        forms["playground_m2"] + indoor + forms["leased_sports_m2"].fillna(0.0),
        forms["equipment_wan"] * _YUAN,
        forms["media_rooms"],
    )
    return pd.DataFrame(dict(zip(INDICATORS, columns, strict=True)), index=forms.index)


def values(amounts: pd.DataFrame, pupils: pd.Series) -> pd.DataFrame:
    """Return the indicators: amounts for 100 pupils, or for one; `nan` where there are no pupils."""
    per = pd.Series({name: float(one.per) for name, one in INDICATORS.items()})
    return amounts.mul(per).div(pupils.where(pupils > 0), axis=0)


def verdicts(values: pd.DataFrame, least: pd.DataFrame) -> pd.DataFrame:
    """Return met, not_met or not_shown of every indicator; what cannot be computed is not shown, and so not met.

    Parameters
    ----------
    least
        What each school must have, rows and columns as in `values`.
    """
    said = np.where(values.isna(), "not_shown", np.where(values >= least * (1 - _HAIR), "met", "not_met"))
    return pd.DataFrame(said, index=values.index, columns=values.columns)


def of_schools(values: pd.DataFrame, least: pd.DataFrame, standards: Standards) -> pd.Series:
    """Return the verdict on each school: enough indicators met, and every other near enough to its standard.

    not_shown where what is missing from the form could still decide it.
    """
    said = verdicts(values, least)
    met, unknown = (said == "met").sum(axis=1), (said == "not_shown").sum(axis=1)
    far = (values < least * standards.rest_share * (1 - _HAIR)).any(axis=1)
    lost = far | (met + unknown < standards.least_met)
    won = (met >= standards.least_met) & (unknown == 0)
    return pd.Series(np.select([lost, won], ["not_met", "met"], "not_shown"), index=values.index)


def lacking(amounts: pd.DataFrame, pupils: pd.Series, least: pd.DataFrame) -> pd.DataFrame:
    """Return what each school would need more of to meet each indicator, in teachers, m², yuan and rooms; 0 where it is met."""
    per = pd.Series({name: float(one.per) for name, one in INDICATORS.items()})
    short = (least.mul(pupils, axis=0).div(per) - amounts).clip(lower=0.0)
    return short.mask(verdicts(values(amounts, pupils), least) == "met", 0.0)
