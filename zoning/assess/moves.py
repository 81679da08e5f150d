"""Who changes school against today's zones, and why: what stands beside each change in a notice."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from zoning.words import Text

REASONS = {
    "closed": Text("原学校停办", "the school closed"), "new": Text("新学校新建或扩建", "the new school was built or grew"),
    "over": Text("原学校学位不足", "the school was over its seats"), "nearer": Text("布局调整，减少步行", "less walking in all"),
    "within": Text("各校不超学位、片区连片的需要", "for seats and zones in one piece everywhere"),
}  # fmt: skip
"""Why a block changes school, by the code of the reason."""


def reasons(
    before: pd.Series, after: pd.Series, *, closed: Collection[str], new: Collection[str], over: Collection[str], nearer: pd.Series | None = None
) -> pd.Series:  # fmt: skip
    """Return the code of a reason for every move from the school `before` to that `after`, the plainest first.

    `closed`, `new` and `over` are ids of schools; `nearer` tells of every row whether the new walk is shorter, and all are taken to be where it is None.
    """
    shorter = np.ones(len(before), bool) if nearer is None else nearer.to_numpy(bool)
    found = np.select([before.isin(list(closed)), after.isin(list(new)), before.isin(list(over)), shorter], ["closed", "new", "over", "nearer"], "within")  # fmt: skip
    return pd.Series(found, index=before.index, dtype=object)


def table(blocks: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Return one row per block that changes school: `block_id`, `block`, `subdistrict`, `pupils`, `before`, `after` (ids), the walks in metres, `reason` (code).

    Parameters
    ----------
    blocks, schools
        The tables of an assessment; `schools` holds those that are open.
    """
    moved = blocks[blocks["moved"] & ((blocks["pupils"] > 0) | (blocks["dwellings"].fillna(0) > 0))]
    before, after = moved["current_school"].astype(str), moved["school_id"].astype(str)
    held = schools["current_pupils"] if "current_pupils" in schools else pd.Series(0.0, index=schools.index)
    served = set(blocks["current_school"].dropna().astype(str))
    why = reasons(
        before, after, closed=served - set(schools.index), new=set(schools.index) - served,
        over=set(schools.index[held > schools["seats"]]), nearer=moved["walk_m"] < moved["current_walk_m"],
    )  # fmt: skip
    return pd.DataFrame(
        {
            "block_id": moved.index, "block": moved["name"].to_numpy(), "subdistrict": moved["subdistrict"].to_numpy(), "pupils": moved["pupils"].to_numpy(int),
            "before": before.to_numpy(), "after": after.to_numpy(), "walk_before_m": _finite(moved["current_walk_m"]), "walk_after_m": _finite(moved["walk_m"]),
            "reason": why.to_numpy(),
        }
    )  # fmt: skip


def _finite(metres: pd.Series) -> np.ndarray:
    return metres.where(np.isfinite(metres)).to_numpy(float)
