"""片区优质学位: how many pupils of each subdistrict are zoned to a good school, and how far apart subdistricts are."""

import pandas as pd

from zoning.assess.balance.nearby import Members
from zoning.assess.balance.variation import variation

_NONE = ""


def by_subdistrict(
    blocks: pd.DataFrame, zone_of: pd.Series, schools: pd.DataFrame, members: Members
) -> pd.DataFrame:
    """Return a row per subdistrict: `pupils`, `known_pupils` (their school was judged), `good_share`, `strength`.

    Parameters
    ----------
    blocks
        Index `block_id`; `pupils`, `subdistrict`.
    schools
        Index `school_id`; `good`, `strength`, `seats`.
    """
    worth = _of_zones(schools, members)
    zone = zone_of.reindex(blocks.index)
    good, strength = zone.map(worth["good"]), zone.map(worth["strength"])
    pupils = blocks["pupils"].astype(float)
    known = pupils.where(strength.notna(), 0.0)
    place = blocks["subdistrict"].fillna(_NONE).astype(str)
    sums = pd.DataFrame({"pupils": pupils, "known_pupils": known, "good": known * good.fillna(0.0), "strength": known * strength.fillna(0.0)}).groupby(place).sum()  # fmt: skip
    weight = sums["known_pupils"].where(sums["known_pupils"] > 0)
    out = sums[["pupils", "known_pupils"]].assign(good_share=sums["good"] / weight, strength=sums["strength"] / weight)  # fmt: skip
    return out[out["pupils"] > 0].rename_axis("subdistrict").sort_index().reset_index()


def _of_zones(schools: pd.DataFrame, members: Members) -> pd.DataFrame:
    """Good and strength of every school, and of every zone of several: the mean of its schools, by their seats: places go by lot."""
    own = schools[["good", "strength"]].astype(float)
    rows = {}
    for zone, inside in members.items():
        there, seats = own[own.index.isin(inside)], schools["seats"][schools.index.isin(inside)]
        if len(there) == len(inside) and seats.sum() > 0:
            rows[zone] = there.mul(seats, axis=0).sum().div(seats.sum()).to_dict()
    return pd.concat([own, pd.DataFrame.from_dict(rows, orient="index", columns=list(own))]) if rows else own


def spread(access: pd.DataFrame) -> dict[str, float]:
    """Return `good_share` and `strength` of the whole, and of each the range and the 差异系数 between subdistricts."""
    pupils = access["known_pupils"]
    out = {"pupils": float(access["pupils"].sum()), "known_pupils": float(pupils.sum())}
    for name in ("good_share", "strength"):
        found = variation(access[name] * pupils, pupils)
        out |= {name: found.mean, f"{name}_range": float(access[name].max() - access[name].min()), f"{name}_cv": found.cv}  # fmt: skip
    return out
