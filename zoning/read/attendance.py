"""在校生分布表: where the pupils of each school live, as counts of blocks and schools; never pupil by pupil."""

from collections.abc import Mapping

import pandas as pd

from zoning.read.findings import NOTHING, Findings, info, problem
from zoning.read.names import school_ids
from zoning.words import listed

_ROWS = ("行", "rows")


def matched(
    roll: pd.DataFrame, blocks: pd.DataFrame, schools: pd.DataFrame, same: Mapping[str, str]
) -> tuple[pd.DataFrame, Findings]:
    """Return `school_id`, `block_id`, `pupils`, and everything wrong with the table; a pupil without a block lives in none."""
    if not {"school", "pupils"} <= set(roll):
        return pd.DataFrame(columns=["school_id", "block_id", "pupils"]), NOTHING  # problems already
    if "block_id" not in roll:
        return pd.DataFrame(columns=["school_id", "block_id", "pupils"]), problem(
            "attendance", "缺少地块编号一列", "no column of block ids"
        )
    ids, found = school_ids(roll["school"], schools, same, "attendance", _ROWS)
    unknown = roll["block_id"].dropna()[lambda block: ~block.isin(blocks.index)]
    if len(unknown):
        found += problem(
            "attendance",
            f"{len(unknown)} 行的地块编号不在地块表里：{listed(unknown.unique(), 'zh')}；住在规划范围外的学生，编号请留空",
            f"{len(unknown)} rows name blocks that are not there: {listed(unknown.unique(), 'en')}; leave the id empty for pupils who live elsewhere",
            column="block_id",
        )
    pupils = pd.to_numeric(roll["pupils"], errors="coerce").fillna(0.0)
    outside = int(pupils[roll["block_id"].isna()].sum())
    if outside:
        found += info("attendance", f"{outside} 名学生不住在任何地块，计为片区外", f"{outside} pupils live in no block and count as outside every zone")  # fmt: skip
    rows = pd.DataFrame({"school_id": ids.astype("str"), "block_id": roll["block_id"], "pupils": pupils})
    whole = rows[rows["school_id"].notna()].groupby(["school_id", "block_id"], dropna=False)["pupils"]
    return whole.sum().reset_index(), found
