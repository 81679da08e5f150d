"""Per school: pupils and seats, alert, walks, and the shape of its zone."""

import numpy as np
import pandas as pd
import shapely

from zoning.contiguity import fragments
from zoning.model import Measures, Plan, StudyArea
from zoning.rules import Rules


def table(
    by_block: pd.DataFrame, plan: Plan, area: StudyArea, measures: Measures, rules: Rules
) -> pd.DataFrame:
    """Return one row per open school."""
    schools = area.open_schools
    grouped = by_block.groupby("school_id")
    out = pd.DataFrame(
        {"name": schools["name"], "status": schools["status"], "seats": schools["seats"].astype(int)}
    )
    out["pupils"] = grouped["pupils"].sum().reindex(out.index, fill_value=0).astype(int)
    out["utilisation_share"] = out["pupils"] / out["seats"].where(out["seats"] > 0)
    # without seats the share is unknown, yet a school that takes nobody is not over
    out["alert"] = alert(out["utilisation_share"].where(out["seats"] + out["pupils"] > 0, 0.0), rules)
    out["over"] = (out["pupils"] - out["seats"]).clip(lower=0)
    out["free"] = (out["seats"] - out["pupils"]).clip(lower=0)
    out["mean_walk_m"] = weighted_mean(by_block["walk_m"], by_block["pupils"], by_block["school_id"]).reindex(
        out.index
    )
    walkers = by_block[by_block["pupils"] > 0]
    out["longest_walk_m"] = walkers.groupby("school_id")["walk_m"].max().reindex(out.index)
    out["blocks"] = grouped.size().reindex(out.index, fill_value=0)
    out["pieces"] = fragments(by_block["school_id"], measures.neighbours).reindex(out.index, fill_value=0)
    out["polsby_popper"] = _polsby_popper(by_block["school_id"], measures).reindex(out.index)
    out["seat_price_m"] = plan.solve.seat_price_m.reindex(out.index)
    out["current_pupils"] = by_block.groupby("current_school")["pupils"].sum().reindex(out.index)
    out["change"] = out["pupils"] - out["current_pupils"]
    return out


def alert(utilisation_share: pd.Series, rules: Rules) -> pd.Series:
    """Return green, yellow or red per school; red is over the seats, or a school with pupils and no seats."""
    red, yellow = rules.alert("red"), rules.alert("yellow")
    return pd.Series(
        np.select([utilisation_share <= yellow, utilisation_share <= red], ["green", "yellow"], "red"),
        index=utilisation_share.index,
    )


def weighted_mean(values: pd.Series, weights: pd.Series, by: pd.Series) -> pd.Series:
    """Return the mean of `values` per group of `by`, weighted; rows without weight or value take no part."""
    known = np.isfinite(values) & (weights > 0)
    weight = weights.where(known, 0)
    return (values.where(known, 0) * weight).groupby(by).sum() / weight.groupby(by).sum()


def _polsby_popper(school_of: pd.Series, measures: Measures) -> pd.Series:
    """4 pi area / perimeter², 1 for a circle (Polsby and Popper 1991), of each zone's ground."""
    grounds = pd.Series(measures.cells.to_numpy(), index=measures.cells.index).groupby(
        school_of.reindex(measures.cells.index)
    )
    zones = grounds.agg(lambda cells: shapely.union_all(cells.to_numpy()))
    shapes = zones.to_numpy()
    return pd.Series(
        4 * np.pi * shapely.area(shapes) / np.maximum(shapely.length(shapes), 1e-9) ** 2, index=zones.index
    )
