"""就近划片入学比例: how many pupils of a school live in its zone, from the form, or from a zone plan and the roll."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

Members = Mapping[str, tuple[str, ...]]
"""Zone of several schools -> its schools."""


def of_roll(roll: pd.DataFrame, zone_of: pd.Series, members: Members) -> pd.DataFrame:
    """Return `inside` and `pupils` of the roll per school: those whose block lies in the school's zone, and all.

    Parameters
    ----------
    roll
        `school_id`, `block_id` (missing where a pupil lives in none), `pupils`.
    zone_of
        block_id -> the school, or the zone of several schools.
    """
    zone = roll["block_id"].map(zone_of)
    shared = pd.Series([str(school) in members.get(str(one), ()) for school, one in zip(roll["school_id"], zone, strict=True)], index=roll.index, dtype=bool)  # fmt: skip
    inside = roll["pupils"].where((zone == roll["school_id"]) | shared, 0.0)
    return pd.DataFrame({"inside": inside, "pupils": roll["pupils"]}).groupby(roll["school_id"]).sum()


def shares(
    forms: pd.DataFrame, roll: pd.DataFrame | None, zones: Mapping[str, pd.Series], members: Members
) -> pd.DataFrame:
    """Return the share of each row's pupils who live in its school's zone, a column per zone plan; none without a roll."""
    if roll is None:
        return pd.DataFrame(index=forms.index)
    own = roll[roll["school_id"].isin(forms["school_id"])]
    found = {}
    for name, zone_of in zones.items():
        counted = of_roll(own, zone_of, members)
        share = counted["inside"] / counted["pupils"].where(counted["pupils"] > 0)
        found[name] = forms["school_id"].map(share).astype(float)
    return pd.DataFrame(found, index=forms.index)


def exempt(forms: pd.DataFrame) -> pd.Series:
    """Return 1 for rows that the share is not asked of (private, boarding, in the country), 0 for those it is, `nan` where that is not known."""
    rural = forms["place"].eq("rural").astype(float).where(forms["place"].notna())
    three = pd.concat([rural, forms["boarding"], forms["private"]], axis=1).astype(float)
    return three.max(axis=1).where(three.eq(1).any(axis=1) | three.notna().all(axis=1))


def table(forms: pd.DataFrame, shares: pd.DataFrame, least: pd.Series) -> pd.DataFrame:
    """Return `in_zone_share`, `in_zone_from` (the column of `shares` taken), `in_zone_least` and `in_zone_verdict` of every row.

    A school below the least is not_shown, not not_met, where the form does not tell whether the share is asked of it.

    Parameters
    ----------
    shares
        On the rows of the form, what goes before first; columns are named by where they come from.
    """
    share = shares.bfill(axis=1).iloc[:, 0]
    source = shares.notna().idxmax(axis=1).where(share.notna()) if len(shares) else pd.Series(dtype="object")
    out, asked = exempt(forms), share.notna()
    verdict = np.select(
        [out == 1, asked & (share >= least), asked & (out == 0)], ["exempt", "met", "not_met"], "not_shown"
    )
    return pd.DataFrame(
        {"in_zone_share": share, "in_zone_from": source, "in_zone_least": least, "in_zone_verdict": verdict},
        index=forms.index,
    )
