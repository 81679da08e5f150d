"""Plans side by side: ours, the nearest school, today's zones, and every plan given as a reference."""

import numpy as np
import pandas as pd

from zoning.contiguity import fragments
from zoning.model import Measures, StudyArea


def table(school_of: pd.Series, area: StudyArea, measures: Measures) -> pd.DataFrame:
    """Return one row per plan: `plan`, `nearest`, `today` (where known) and each reference by its name."""
    today = area.blocks["current_school"]
    plans = {"plan": school_of, "nearest": measures.walks.nearest()["school_id"]}
    if today.notna().any():
        plans["today"] = today
    plans |= dict(area.references)
    rows = {name: figures(plan, area, measures) for name, plan in plans.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("plan_name")


def figures(school_of: pd.Series, area: StudyArea, measures: Measures) -> dict[str, float]:
    """Return the figures of one plan; a school that is not open has no seats and no walk.

    `pupils` placed at open schools; `over` beyond seats; walks by pupils; `within_radius_share` of pupils whose
    own walk is within the service radius; `extra_pieces` of zones beyond one each; `moved_pupils` against today.
    """
    pupils = area.blocks["pupils"]
    school_of = school_of.reindex(area.blocks.index)
    seats = area.open_schools["seats"]
    load = pupils.groupby(school_of).sum().reindex(seats.index, fill_value=0)
    walk = measures.walks.to(school_of)
    walked = np.isfinite(walk) & (pupils > 0)
    weight = pupils[walked].sum()
    today = area.blocks["current_school"]
    moved = pupils[today.notna() & school_of.notna() & (today != school_of)].sum()
    known = pupils[today.notna()].sum()
    over = (load - seats).clip(lower=0)
    placed = school_of.isin(seats.index)
    return {
        "pupils": float(pupils[placed].sum()),
        "over": float(over.sum()),
        "schools_over": float((over > 0).sum()),
        "mean_walk_m": float((walk[walked] * pupils[walked]).sum() / weight) if weight else np.nan,
        "longest_walk_m": float(walk[walked].max()) if weight else np.nan,
        "within_radius_share": float(pupils[walked & (walk <= measures.radius_m)].sum() / weight)
        if weight
        else np.nan,
        "extra_pieces": float((fragments(school_of[placed], measures.neighbours) - 1).sum()),
        "moved_pupils": float(moved),
        "moved_share": float(moved / known) if known else np.nan,
    }
