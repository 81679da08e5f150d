"""The base year: the children of every grade and block, and the rates they will grow up by, as births, rolls and blocks tell."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zoning.demand import FIRST, GRADES, LAST, NEWBORN, NINTH, NURSERY, Base, Births, Taught, row
from zoning.measure.demand.cohorts import cohort, projected
from zoning.model import Floats, Ints

YOUNGEST = 3
"""Grades of primary school that tell how many children come to be pupils, per birth."""
PAIRS = 3
"""Pairs of years that tell how many go on from a grade to the next, at most."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of the base year; n blocks."""

    year: int
    blocks: pd.Index
    place: Ints
    """(n,) number of the block's subdistrict."""
    town: np.ndarray
    """(n,) bool."""
    homes: Floats
    """(n,) dwellings."""
    primary_years: Ints
    """(n,) 6 or 5."""
    pupils: Mapping[Taught, Floats]
    """Zoned stage -> (n,) pupils who live in each block."""
    births: Births
    rolls: pd.DataFrame
    """Years × grades of the district's pupils; nan where not given, no rows where no rolls are."""
    senior_share: float | None = None
    """Share of grade 9 that goes on to senior high; None: as the rolls tell."""


def base(known: Known) -> Base:
    """Return the children of the base year and the rates they grow up by."""
    births = projected(known.births, known.year, 0.0)
    children = np.zeros((len(GRADES), len(known.blocks)))
    for grade in range(FIRST, NINTH + 1):
        children[row(grade)] = _enrolled(known, births, grade)
    children[row(NINTH + 1) :] = _seniors(known)
    entry = _entry(known, births, children)
    for grade in range(NEWBORN, FIRST):
        born = cohort(births, known.year - grade + 1)
        children[row(grade)] = 0.0 if born is None else entry * born
    return Base(
        year=known.year, blocks=known.blocks, children=children, births=known.births, entry=entry,
        nursery=_nursery(known, children), up=_up(known), primary_years=known.primary_years, town=known.town, homes=known.homes,
    )  # fmt: skip


def primary_grade(grade: int, primary_years: Ints) -> np.ndarray:
    """(n,) whether a compulsory grade is one of primary school, in each block's system."""
    return np.asarray(grade <= primary_years)


def _enrolled(known: Known, births: Births, grade: int) -> Floats:
    """(n,) pupils of a compulsory grade: the block's pupils of its stage, shared out over grades as the rolls or the births are."""
    out = np.zeros(len(known.blocks))
    weight = _weights(known, births)
    for years in np.unique(known.primary_years):
        mine = known.primary_years == years
        stage: Taught = "primary" if grade <= years else "junior"
        if stage not in known.pupils:
            continue
        span = slice(0, years) if stage == "primary" else slice(years, NINTH)
        out[mine] = known.pupils[stage][mine] * weight[grade - FIRST] / weight[span].sum()
    return out


def _weights(known: Known, births: Births) -> Floats:
    """(9,) how many pupils a compulsory grade has beside the others: by the rolls, else by births, else even."""
    if known.year in known.rolls.index:
        roll = known.rolls.loc[known.year].reindex(range(FIRST, NINTH + 1)).to_numpy(float)
        if np.isfinite(roll).all() and (roll > 0).all():
            return np.asarray(roll)
    born = [cohort(births, known.year - grade + 1) for grade in range(FIRST, NINTH + 1)]
    sums = [None if each is None else float(each.sum()) for each in born]
    if all(each is not None and each > 0 for each in sums):
        return np.array(sums, float)
    return np.ones(NINTH)


def _seniors(known: Known) -> Floats:
    """(3, n) pupils of senior high, spread over blocks as the juniors are."""
    span = range(NINTH + 1, LAST + 1)
    if known.year not in known.rolls.index:
        return np.zeros((len(span), len(known.blocks)))
    roll = known.rolls.loc[known.year].reindex(span).fillna(0.0).to_numpy(float)
    like = known.pupils.get("junior", known.pupils.get("primary", np.ones(len(known.blocks))))
    share = like / like.sum() if like.sum() > 0 else np.full(len(like), 1 / len(like))
    return np.outer(roll, share)


def _entry(known: Known, births: Births, children: Floats) -> Floats:
    """(n,) pupils of the youngest primary grades per birth of their cohorts, by subdistrict; the district's where one has no births."""
    pupils, born = np.zeros(len(known.blocks)), np.zeros(len(known.blocks))
    for grade in range(FIRST, FIRST + YOUNGEST):
        found = cohort(births, known.year - grade + 1)
        if found is not None:
            pupils, born = pupils + children[row(grade)], born + found
    return _ratio(pupils, born, known.place, empty=1.0)


def _nursery(known: Known, children: Floats) -> Floats:
    """(n,) share of the children of kindergarten age who attend, by subdistrict."""
    if "kindergarten" not in known.pupils:
        return np.zeros(len(known.blocks))
    return _ratio(known.pupils["kindergarten"], children[row(NURSERY) : row(FIRST)].sum(axis=0), known.place, empty=0.0)  # fmt: skip


def _ratio(above: Floats, below: Floats, place: Ints, empty: float) -> Floats:
    """(n,) the ratio of two sums by subdistrict; that of the district where a subdistrict has nothing below, `empty` where none has."""
    top = np.bincount(place, weights=above)
    bottom = np.bincount(place, weights=below)
    whole = above.sum() / below.sum() if below.sum() > 0 else empty
    ratio = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), whole)
    return np.asarray(ratio[place])


def _up(known: Known) -> Floats:
    """(grades,) who goes on, as a ratio of sums over the last pairs of years in the rolls; all where they do not tell, nobody beyond grade 9."""
    up = np.ones(len(GRADES))
    up[row(NINTH)] = 0.0
    rolls = known.rolls[known.rolls.index <= known.year]
    pairs = [year for year in rolls.index if year + 1 in rolls.index][-PAIRS:]
    for grade in range(FIRST, LAST):
        before, after = rolls.get(grade), rolls.get(grade + 1)
        if before is None or after is None:
            continue
        told = [year for year in pairs if np.isfinite(before[year]) and np.isfinite(after[year + 1])]
        total = sum(before[year] for year in told)
        if total > 0:
            up[row(grade)] = sum(after[year + 1] for year in told) / total
    if known.senior_share is not None:
        up[row(NINTH)] = known.senior_share
    return up


def spread(table: pd.DataFrame, area_of: Mapping[str, str], weight: pd.Series) -> Floats:
    """Return (years, n) a count by area and year laid on blocks: an area's by `weight`, a block's own as it is.

    `table` is years × areas; an area is a block id, a subdistrict, or "" for the whole district.
    """
    blocks = weight.index
    home = np.array([area_of[str(block)] for block in blocks], dtype=object)
    out = np.zeros((len(table), len(blocks)))
    for area in table.columns:
        mine = blocks.to_numpy(str) == area if area in area_of else np.isin(home, [area]) if area else np.ones(len(blocks), bool)  # fmt: skip
        share = weight.to_numpy(float) * mine
        share = share / share.sum() if share.sum() > 0 else mine / max(1, mine.sum())
        out += np.outer(table[area].to_numpy(float), share)
    return out
