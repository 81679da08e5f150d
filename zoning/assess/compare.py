"""Plans side by side: ours, the nearest school, today's zones, and every plan given as a reference."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zoning.contiguity import fragments
from zoning.model import Measures, Plan, StudyArea


def table(school_of: pd.Series, area: StudyArea, measures: Measures) -> pd.DataFrame:
    """Return one row per plan: `plan`, `nearest`, `today` (where known) and each reference by its name.

    Today and references are judged with every school on its own.
    """
    apart, each = area.apart or area, measures.apart or measures
    today = apart.blocks["current_school"]
    own = {"plan": school_of, "nearest": measures.walks.nearest()["school_id"]}
    plans = {}
    if today.notna().any():
        plans["today"] = today
    plans |= dict(area.references)
    rows = {name: figures(plan, area, measures) for name, plan in own.items()}
    rows |= {name: figures(plan, apart, each) for name, plan in plans.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("plan_name")


def alternatives(plans: Sequence[Plan], area: StudyArea, measures: Measures) -> pd.DataFrame:
    """Return one row per plan, numbered from 1: what it costs, how good it is proved to be, and how it differs.

    `cost_pupil_km` with the prices of the policy; `above_first_share` of the first plan's cost; `gap_share` above the bound;
    `elsewhere_pupils` go to another school than in the first plan, `least_elsewhere_share` of all pupils than in the most
    similar earlier one; walks as in `figures`.
    """
    first, pupils = plans[0], area.blocks["pupils"]
    rows = []
    for n, plan in enumerate(plans):
        found = figures(plan.school_of, area, measures)
        apart = [_elsewhere(plan.school_of, other.school_of, pupils) for other in plans[:n]]
        rows.append(
            {
                "cost_pupil_km": plan.solve.cost / 1000,
                "above_first_share": plan.solve.cost / first.solve.cost - 1 if first.solve.cost else 0.0,
                "gap_share": plan.solve.gap,
                "elsewhere_pupils": apart[0] if apart else 0.0,
                "least_elsewhere_share": min(apart) / max(1.0, float(pupils.sum())) if apart else np.nan,
                **{name: found[name] for name in ("mean_walk_m", "longest_walk_m", "moved_pupils")},
            }
        )
    return pd.DataFrame(rows, index=pd.RangeIndex(1, len(plans) + 1, name="plan"))


def _elsewhere(one: pd.Series, other: pd.Series, pupils: pd.Series) -> float:
    return float(pupils[one.reindex(pupils.index) != other.reindex(pupils.index)].sum())


def figures(school_of: pd.Series, area: StudyArea, measures: Measures) -> dict[str, float]:
    """Return the figures of one plan; a school that is not open has no seats and no walk.

    `pupils` placed at open schools; `over` beyond seats; walks by pupils; `within_radius_share` of pupils whose
    own walk is within the service radius (in a multi-school zone: to the farthest school, as is the longest walk); `extra_pieces` of zones beyond one each; `moved_pupils` against today.
    """
    pupils = area.blocks["pupils"]
    school_of = school_of.reindex(area.blocks.index)
    seats = area.open_schools["seats"]
    load = pupils.groupby(school_of).sum().reindex(seats.index, fill_value=0)
    walk, farthest = measures.walks.to(school_of), (measures.farthest or measures.walks).to(school_of)
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
        "longest_walk_m": float(farthest[walked].max()) if weight else np.nan,
        "within_radius_share": float(pupils[walked & (farthest <= measures.radius_m)].sum() / weight)
        if weight
        else np.nan,
        "extra_pieces": float((fragments(school_of[placed], measures.neighbours) - 1).sum()),
        "moved_pupils": float(moved),
        "moved_share": float(moved / known) if known else np.nan,
    }
