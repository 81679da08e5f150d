"""Seats against pupils, and how far schools reach, for every year of a stage; years and blocks are the rows and columns of one table of pupils."""

import numpy as np
import pandas as pd

from zoning.assess.schools import alert
from zoning.demand import Taught
from zoning.model import Floats, Measures, StudyArea
from zoning.rules import Rules

PRIVATE = "民办"
INCLUSIVE = "普惠"


def by_school(
    pupils: pd.DataFrame, zone_of: pd.DataFrame, seats: pd.DataFrame, area: StudyArea, rules: Rules
) -> pd.DataFrame:
    """Return one row per year and school that has seats or pupils: `year`, `school_id`, `name`, `subdistrict`, `seats`, `pupils`, `gap`, `utilisation_share`, `alert`.

    Parameters
    ----------
    pupils
        Years × blocks.
    zone_of
        Years × blocks: the school each block is zoned to; missing where it is to none.
    seats
        Years × schools.
    """
    rows = []
    for year in pupils.index:
        zoned = pupils.loc[year].groupby(zone_of.loc[year]).sum().reindex(seats.columns, fill_value=0)
        rows.append(pd.DataFrame({"year": year, "seats": seats.loc[year], "pupils": zoned}))
    table = pd.concat(rows).rename_axis("school_id").reset_index()
    table = table[(table["seats"] > 0) | (table["pupils"] > 0)]
    for column in ("name", "subdistrict"):
        table[column] = area.schools[column].reindex(table["school_id"]).to_numpy()
    columns = ["year", "school_id", "name", "subdistrict"]
    return _judged(table, rules)[[*columns, "seats", "pupils", "gap", "utilisation_share", "alert"]].reset_index(drop=True)  # fmt: skip


def by_subdistrict(pupils: pd.DataFrame, subdistrict: pd.Series, counted: pd.DataFrame, area: StudyArea, rules: Rules) -> pd.DataFrame:  # fmt: skip
    """Return one row per year and subdistrict: pupils who live there, seats `counted` (see there) of the schools that stand there; both add up to the district's."""
    where = school_places(area, subdistrict).reindex(counted.columns)
    lived = pupils.T.groupby(subdistrict.reindex(pupils.columns)).sum().T
    held = counted.T.groupby(where).sum().T
    names = sorted({*lived.columns, *held.columns})
    both = {"seats": held.reindex(columns=names, fill_value=0), "pupils": lived.reindex(columns=names, fill_value=0)}  # fmt: skip
    table = pd.DataFrame({name: frame.stack() for name, frame in both.items()})
    return _judged(table.rename_axis(["year", "subdistrict"]).reset_index(), rules)


def counted(seats: pd.DataFrame, schools: pd.DataFrame, stage: Taught) -> pd.DataFrame:
    """Return the seats (years × schools) that count as supply: in compulsory schooling those of public schools, and what is purchased of private ones.

    Kindergartens count all of them; their public and inclusive shares are told apart.
    """
    if stage == "kindergarten":
        return seats
    private = is_private(schools["ownership"]).reindex(seats.columns, fill_value=False).to_numpy()
    both = np.where(private, _purchased(seats, schools), seats)
    return pd.DataFrame(both, index=seats.index, columns=seats.columns)


def _purchased(seats: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Years × schools: seats of private schools that the bureau pays for (购买学位), of those that are open."""
    told = schools.get("purchased", pd.Series(0.0, index=schools.index))
    bought = pd.to_numeric(told, errors="coerce").fillna(0.0).reindex(seats.columns, fill_value=0.0)
    return (seats > 0).astype(float) * bought


def school_places(area: StudyArea, subdistrict: pd.Series) -> pd.Series:
    """Return the subdistrict each school stands in: the file's, else that of the block around it or nearest to it; "" where blocks have none."""
    schools = area.schools
    told = schools["subdistrict"].astype("object").where(schools["subdistrict"].notna(), None)
    nearest, _ = area.blocks.sindex.nearest(schools.geometry, return_all=False, return_distance=True)
    beside = subdistrict.reindex(area.blocks.index[nearest[1]]).fillna("").to_numpy()
    known = told.isin(set(subdistrict))  # a name that no block has would not add up with the pupils
    return told.where(known, pd.Series(beside, index=schools.index)).astype(str)


def by_city(
    pupils: pd.Series, seats: pd.DataFrame, schools: pd.DataFrame, stage: Taught, rules: Rules
) -> pd.DataFrame:
    """Return one row per year: `pupils`, the `seats` that count, `private_seats` and `purchased_seats` apart, `gap`, `private_share` (of all seats).

    `pupils` is by year, `seats` years × schools, `schools` the table of these schools.
    """
    private = is_private(schools["ownership"]).reindex(seats.columns, fill_value=False).to_numpy()
    own, bought = seats.loc[:, private].sum(axis=1), _purchased(seats, schools).loc[:, private].sum(axis=1)
    table = pd.DataFrame(
        {
            "pupils": pupils, "seats": counted(seats, schools, stage).sum(axis=1), "private_seats": own, "purchased_seats": bought,
            "private_share": own / seats.sum(axis=1).where(seats.sum(axis=1) > 0), "schools": (seats > 0).sum(axis=1),
        }
    )  # fmt: skip
    return _judged(table.rename_axis("year").reset_index(), rules)


def is_private(ownership: pd.Series) -> pd.Series:
    """Return whether each school is private (民办); one that does not say is public."""
    return ownership.fillna("").astype(str).str.contains(PRIVATE)


def kindergarten_shares(seats: pd.DataFrame, area: StudyArea) -> pd.DataFrame:
    """Return years × `public_share` (公办率) and `inclusive_share` (普惠率: public, or private at an inclusive price) of kindergarten seats."""
    said = area.schools["ownership"].reindex(seats.columns).fillna("").astype(str)
    private = is_private(said)
    inclusive = ~private | said.str.contains(INCLUSIVE)
    total = seats.sum(axis=1).where(seats.sum(axis=1) > 0)
    return pd.DataFrame(
        {
            "public_share": seats.loc[:, ~private.to_numpy()].sum(axis=1) / total,
            "inclusive_share": seats.loc[:, inclusive.to_numpy()].sum(axis=1) / total,
        }
    )


def standard_seats(area: StudyArea, stage_size: pd.Series) -> pd.DataFrame:
    """Return each open school's `classes`, `seats`, `standard_seats` (classes × standard class size) and `class_mean` (pupils on roll a class); nan where not given."""
    schools = area.open_schools
    classes, roll = (pd.to_numeric(schools[column], errors="coerce") for column in ("classes", "roll"))
    return pd.DataFrame(
        {
            "classes": classes, "seats": schools["seats"], "standard_seats": classes * stage_size.reindex(schools.index), "roll": roll,
            "class_mean": roll / classes.where(classes > 0),
        }
    )  # fmt: skip


def class_size(mean: pd.Series, standard: pd.Series, rules: Rules) -> np.ndarray:
    """Return whether classes are within the standard, above it, large (大班额) or very large, by the mean class of the school; missing where not known.

    `standard` is the class size of the rules profile, missing where it has none.
    """
    out = pd.Series("fits", index=mean.index, dtype=object)
    for named, above in (
        ("above", mean > standard),
        ("large", mean >= rules.large_class("large")),
        ("super", mean >= rules.large_class("super")),
    ):
        out[above] = named
    return out.where(mean.notna(), None).to_numpy()


def coverage(
    pupils: pd.DataFrame, dwellings: pd.DataFrame, seats: pd.DataFrame, area: StudyArea, measures: Measures
) -> pd.DataFrame:
    """Return per year, way (radius, walk) and base (area, dwellings, pupils): `covered`, `total`, `share`, by whole blocks within reach of a school with seats.

    Area counts the land of blocks in which somebody lives that year, in m². `dwellings` is years × blocks.
    """
    land = area.blocks.area.reindex(pupils.columns).to_numpy()
    near: dict[str, np.ndarray] = {
        way: walks.matrix().loc[pupils.columns, seats.columns].to_numpy() <= measures.radius_m
        for way, walks in (("radius", measures.straight), ("walk", measures.walks))
    }
    rows = []
    for at, year in enumerate(pupils.index):
        open_ = seats.iloc[at].to_numpy() > 0
        here, homes = pupils.iloc[at].to_numpy(float), dwellings.iloc[at].to_numpy(float)
        weights = {"area": land * ((here > 0) | (homes > 0)), "dwellings": homes, "pupils": here}
        for way, reached in near.items():
            rows += [
                (year, way, base, *_covered(weight, np.asarray(reached[:, open_].any(axis=1))))
                for base, weight in weights.items()
            ]
    return pd.DataFrame(rows, columns=["year", "way", "base", "covered", "total", "share"])


def _covered(weight: Floats, near: np.ndarray) -> tuple[float, float, float]:
    total = float(weight.sum())
    covered = float(weight[near].sum())
    return covered, total, covered / total if total > 0 else np.nan


def peaks(city: pd.DataFrame) -> dict[str, float]:
    """Return the year of most pupils, the largest gap and its year, and the seats idle at the end and at most after the peak."""
    peak, short = city.iloc[int(city["pupils"].argmax())], city.iloc[int(city["gap"].argmax())]
    after = city[city["year"] >= peak["year"]]
    idle = (-after["gap"]).clip(lower=0)
    return {
        "peak_year": int(peak["year"]), "peak_pupils": float(peak["pupils"]), "worst_gap_year": int(short["year"]), "worst_gap": float(short["gap"]),
        "idle_last": float(idle.iloc[-1]), "idle_most": float(idle.max()),
    }  # fmt: skip


def _judged(table: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """With `gap` (pupils without a seat; below 0: seats free), `utilisation_share` and `alert`."""
    use = table["pupils"] / table["seats"].where(table["seats"] > 0)
    shown = use.where(table["seats"] + table["pupils"] > 0, 0.0)
    return table.assign(
        gap=table["pupils"] - table["seats"], utilisation_share=use, alert=alert(shown, rules)
    )
