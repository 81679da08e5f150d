"""Two plans of one district side by side: every number with its difference, and who goes to another school."""

import numpy as np
import pandas as pd

from zoning.result import Comparison, Result
from zoning.scenario import Scenario

COSTED = ("open", "expand", "relocate", "merge", "convert", "bridge")
"""Changes that may state what they cost."""
_YUAN = 10_000.0


def compared(a: Result, b: Result) -> Comparison:
    """Return plan A beside plan B."""
    blocks = _blocks(a, b)
    return Comparison(a, b, _totals(a, b, blocks), _schools(a, b), blocks)


def cost_wan(scenario: Scenario) -> float | None:
    """Return what the changes of a scenario cost, in 10,000 yuan; None where none states it."""
    stated = [change.cost_wan for kind in COSTED for change in getattr(scenario, kind)]
    known = [cost for cost in stated if cost is not None]
    return sum(known) if known else None


def _totals(a: Result, b: Result, blocks: pd.DataFrame) -> pd.DataFrame:
    one, two = _figures(a), _figures(b)
    moved, newly = blocks["what"] == "moved", blocks["covered_b"] & ~blocks["covered_a"]
    alone = {
        "elsewhere_pupils": float(blocks["pupils_b"][moved].sum()),
        "newly_covered_pupils": float(blocks["pupils_b"][newly].sum()),
    }
    more, spent = (two[name] - one[name] for name in ("covered_pupils", "cost_wan"))
    if more > 0 and spent > 0:
        alone["yuan_per_covered_pupil"] = spent * _YUAN / more
    rows = {name: (one[name], two[name], two[name] - one[name]) for name in one}
    rows |= {name: (np.nan, value, np.nan) for name, value in alone.items()}
    both = pd.DataFrame.from_dict(rows, orient="index", columns=["a", "b", "change"]).rename_axis("figure")
    return both[both[["a", "b"]].notna().any(axis=1)]


def _figures(result: Result) -> dict[str, float]:
    judged, solve = result.assessment, result.plan.solve
    plan = judged.plans.to_dict("index")["plan"]
    covered = {(row["way"], row["base"]): row for row in judged.coverage.to_dict("records")}
    cost = cost_wan(result.scenario)
    return {
        "pupils": float(judged.blocks["pupils"].sum()),
        "schools": float(len(judged.schools)),
        "seats": float(judged.schools["seats"].sum()),
        "free": float(judged.schools["free"].sum()),
        **{name: float(plan[name]) for name in ("over", "schools_over", "mean_walk_m", "longest_walk_m", "within_radius_share")},
        "covered_pupils": float(covered["radius", "pupils"]["covered"]),
        **{f"covered_{base}_share": float(covered["radius", base]["share"]) for base in ("pupils", "dwellings", "area")},
        "walk_covered_pupils_share": float(covered["walk", "pupils"]["share"]),
        "gap_areas": float(len(judged.gaps)),
        "gap_pupils": float(judged.gaps["pupils"].sum()),
        **{name: float(plan[name]) for name in ("extra_pieces", "moved_pupils")},
        "cost_pupil_km": solve.cost / 1000,
        "bound_pupil_km": solve.lower_bound / 1000,
        "gap_share": float(solve.gap),
        "cost_wan": np.nan if cost is None else cost,
    }  # fmt: skip


_NUMBERS = ("seats", "pupils", "utilisation_share", "over", "free", "mean_walk_m", "longest_walk_m", "blocks")


def _schools(a: Result, b: Result) -> pd.DataFrame:
    """Schools open in either plan; numbers are missing where one takes no part."""
    one, two = a.assessment.schools, b.assessment.schools
    ids = one.index.union(two.index, sort=True)
    out = pd.DataFrame({"name": two["name"].reindex(ids).fillna(one["name"])}, index=ids)
    for column in _NUMBERS:
        mine, other = one[column].reindex(ids).astype(float), two[column].reindex(ids).astype(float)
        out[f"{column}_a"], out[f"{column}_b"] = mine, other
        out[f"{column}_change"] = other.fillna(0.0) - mine.fillna(0.0) if column in _SUMS else other - mine
    return out.rename_axis("school_id")


_SUMS = ("seats", "pupils", "over", "free", "blocks")
"""A school that takes no part has none of these; of the others nothing is known."""


def _blocks(a: Result, b: Result) -> pd.DataFrame:
    one, two = a.assessment.blocks, b.assessment.blocks
    ids = one.index.union(two.index, sort=True)
    out = pd.DataFrame(index=ids.rename("block_id"))
    for column in ("name", "address", "subdistrict"):
        out[column] = two[column].reindex(ids).fillna(one[column].reindex(ids))
    for end, judged in (("a", one), ("b", two)):
        own = judged.reindex(ids)
        out[f"pupils_{end}"] = own["pupils"].fillna(0).astype(float)
        out[f"school_{end}"], out[f"school_name_{end}"] = own["school_id"], own["school_name"]
        out[f"walk_{end}_m"] = own["walk_m"].astype(float)
        out[f"covered_{end}"] = own["radius_covered"].fillna(False).astype(bool)
    out["walk_change_m"] = out["walk_b_m"] - out["walk_a_m"]
    there = [ids.isin(one.index), ids.isin(two.index)]
    same = (out["school_a"] == out["school_b"]).to_numpy()
    out["what"] = np.select([~there[0], ~there[1], same], ["new", "gone", "same"], "moved")
    return out
