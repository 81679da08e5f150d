"""Per block: its school, the walk, whether it is served, and why it does not go to the nearest."""

import numpy as np
import pandas as pd

from zoning.model import Measures, StudyArea, Why

_ABOUT = ("name", "address", "kind", "subdistrict", "dwellings", "pupils")


def table(school_of: pd.Series, area: StudyArea, measures: Measures) -> pd.DataFrame:
    """Return one row per block: who it is, where it goes, what it walks, what serves it.

    `radius_covered` and `walk_covered` are facts of the place: some open school lies within the service radius
    in a straight line, or on foot. `walk_m` is to the school assigned. Where schools share a zone, distances to it are means by places;
    today's school, and what covers a block, are schools one by one.
    """
    blocks, each, apart = area.blocks, measures.apart or measures, area.apart or area
    names = area.schools["name"]
    nearest = measures.walks.nearest()
    today = apart.blocks["current_school"]
    out = pd.DataFrame({column: blocks[column] for column in _ABOUT})
    out["school_id"] = school_of.reindex(blocks.index)
    out["school_name"] = out["school_id"].map(names)
    out["walk_m"] = measures.walks.to(out["school_id"])
    out["straight_m"] = measures.straight.to(out["school_id"])
    out["radius_covered"] = each.straight.nearest()["metres"] <= measures.radius_m
    out["walk_covered"] = each.walks.nearest()["metres"] <= measures.radius_m
    out["nearest_id"] = nearest["school_id"]
    out["nearest_name"] = nearest["school_id"].map(names)
    out["nearest_m"] = nearest["metres"]
    out["is_nearest"] = out["walk_m"] <= out["nearest_m"]
    out["passed"] = _passed(out, measures)
    out["current_school"] = today
    out["current_walk_m"] = each.walks.to(today).where(today.notna(), np.nan)
    out["moved"] = today.notna() & (blocks["current_school"] != out["school_id"])
    if measures.farthest is not None:
        out["farthest_walk_m"] = measures.farthest.to(out["school_id"])
    return out.join(blocks[[name for name in ("feeder", "feeder_name") if name in blocks]])


def _passed(out: pd.DataFrame, measures: Measures) -> pd.Series:
    """Schools nearer than the one assigned, nearest first, space-joined."""
    walks = measures.walks
    own = out["walk_m"].to_numpy()[walks.block]
    nearer = walks.metres < own
    ids = walks.schools.to_numpy()[walks.school[nearer]]
    joined = pd.Series(ids, dtype="object").groupby(walks.block[nearer]).agg(" ".join)
    return joined.reindex(range(len(walks.blocks)), fill_value="").set_axis(walks.blocks).reindex(out.index)


def told(out: pd.DataFrame, why: Why) -> dict[str, pd.Series]:
    """Return `reason_zh`, `reason_en` as the solver's prices give them, where a block with pupils passes its nearest school."""
    shown = ~out["is_nearest"] & (out["pupils"] > 0)
    return {f"reason_{lang}": why.blocks[lang].reindex(out.index).where(shown, "") for lang in ("zh", "en")}


def reasons(out: pd.DataFrame, schools: pd.DataFrame) -> dict[str, pd.Series]:
    """Return `reason_zh`, `reason_en` for a plan without prices: why a block with pupils passes its nearest school, else "".

    A school passed is full when the seats left free are fewer than the block's pupils; otherwise the zone's
    shape (one piece, whole blocks), a lock or a price decided.
    """
    free = (schools["seats"] - schools["pupils"]).reindex(out["nearest_id"].to_numpy()).to_numpy(float)
    full = free < out["pupils"].to_numpy(float)
    shown = (
        ~out["is_nearest"] & (out["pupils"] > 0) & np.isfinite(out["walk_m"]) & np.isfinite(out["nearest_m"])
    )
    far = (out["walk_m"] - out["nearest_m"]).where(shown, 0).round().astype(int).astype(str)
    free_said = pd.Series(
        np.where(np.isfinite(free), np.maximum(free, 0), 0).astype(int).astype(str), index=out.index
    )
    name, pupils = out["nearest_name"].fillna("").astype(str), out["pupils"].astype(str)
    zh_full = (
        "最近的" + name + "学位已满（余 " + free_said + " 个，本地块 " + pupils + " 人），多走 " + far + " 米"
    )
    zh_shape = "最近的" + name + "尚有学位，因片区连片、整块划分或锁定改去他校，多走 " + far + " 米"
    en_full = (
        name
        + " is nearest but full ("
        + free_said
        + " seats free, "
        + pupils
        + " pupils here): "
        + far
        + " m farther"
    )
    en_shape = (
        name
        + " is nearest and has seats; the zone's shape, whole blocks or a lock decided: "
        + far
        + " m farther"
    )
    return {
        "reason_zh": pd.Series(np.where(full, zh_full, zh_shape), index=out.index).where(shown, ""),
        "reason_en": pd.Series(np.where(full, en_full, en_shape), index=out.index).where(shown, ""),
    }
