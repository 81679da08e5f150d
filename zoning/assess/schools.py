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
    longest = (measures.farthest or measures.walks).to(by_block["school_id"])
    walkers = by_block["pupils"] > 0
    out["longest_walk_m"] = longest[walkers].groupby(by_block["school_id"]).max().reindex(out.index)
    out["blocks"] = grouped.size().reindex(out.index, fill_value=0)
    out["pieces"] = fragments(by_block["school_id"], measures.neighbours).reindex(out.index, fill_value=0)
    out["polsby_popper"] = _polsby_popper(by_block["school_id"], measures).reindex(out.index)
    out["seat_price_m"] = plan.solve.seat_price_m.reindex(out.index)
    today = area.blocks["current_school"].reindex(by_block.index)  # of a zone: of any of its schools
    out["current_pupils"] = by_block["pupils"].groupby(today).sum().reindex(out.index)
    out["change"] = out["pupils"] - out["current_pupils"]
    if area.pools:
        out["members"] = [" ".join(area.pools.get(str(school), ())) for school in out.index]
    if "feeder" in by_block:
        out["feeders"] = _feeders(by_block).reindex(out.index, fill_value="")
    return out


def _feeders(by_block: pd.DataFrame) -> pd.Series:
    """Names of the primary schools whose zones make up each school's zone."""
    names = by_block["feeder_name"].where(by_block["feeder_name"].notna(), by_block["feeder"])
    zones = names[by_block["feeder"].notna()].groupby(by_block["school_id"])
    return zones.agg(lambda mine: "、".join(dict.fromkeys(mine.sort_index())))


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
