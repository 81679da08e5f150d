"""Which primary zone feeds which school (对口关系)."""

import pandas as pd

from zoning.assess.schools import weighted_mean


def table(by_block: pd.DataFrame) -> pd.DataFrame:
    """Return one row per primary zone and school: `feeder`, `feeder_name`, `school_id`, `school_name`, `blocks`, `pupils`, `mean_walk_m`.

    Blocks in no primary zone have no row. A plan made here has one row per primary zone.
    """
    fed = by_block[by_block["feeder"].notna()]
    pair = pd.Series(list(zip(fed["feeder"], fed["school_id"], strict=True)), index=fed.index, dtype="object")
    grouped = fed.groupby(pair)
    out = grouped[["feeder", "feeder_name", "school_id", "school_name"]].first()
    out["blocks"], out["pupils"] = grouped.size(), grouped["pupils"].sum()
    out["mean_walk_m"] = weighted_mean(fed["walk_m"], fed["pupils"], pair).reindex(out.index)
    return out.sort_values(["school_id", "feeder"], kind="stable", ignore_index=True)
