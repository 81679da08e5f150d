"""Cohorts: births parted at 1 September, and children who grow up a grade a year."""

from dataclasses import replace

import numpy as np

from zoning.demand import NEWBORN, NINTH, Base, Births, Drivers, row
from zoning.model import Floats

AGE_AT_ENTRY = 6
"""Completed years of age by 31 August of the year of entry (义务教育法 第11条)."""


def cohort(births: Births, entry_year: int) -> Floats | None:
    """Return (n,) births of those who enter grade 1 in a year; None where a year of them is not known.

    They were born from 1 September of the seventh year before to 31 August of the sixth.
    """
    early, late = entry_year - AGE_AT_ENTRY - 1 - births.first_year, entry_year - AGE_AT_ENTRY - births.first_year  # fmt: skip
    if early < 0 or late >= len(births.before):
        return None
    born: Floats = births.after[early] + births.before[late]
    return born


def projected(births: Births, to_year: int, change: float) -> Births:
    """Return births up to a year: those not known are the last known ones, changed by a share each year."""
    more = max(0, to_year - births.last_year)
    factor = (1 + change) ** np.arange(1, more + 1)[:, None]
    return replace(
        births,
        before=np.vstack([births.before, births.before[-1:] * factor]),
        after=np.vstack([births.after, births.after[-1:] * factor]),
    )


def grown(base: Base, drivers: Drivers, years: int) -> Floats:
    """Return (years + 1, grades, n) children of the base year and those after it."""
    births = projected(base.births, base.year + years, drivers.birth_policy)
    children = [base.children]
    for ahead in range(1, years + 1):
        older = _aged(children[-1], _going_on(base, drivers, ahead - 1))
        born = cohort(births, base.year + ahead + AGE_AT_ENTRY)
        older[row(NEWBORN)] = base.entry * (0.0 if born is None else born)
        children.append(_moved(older, base, drivers))
    return np.array(children)


def attending(base: Base, drivers: Drivers, years: int) -> Floats:
    """Return (years + 1, n) the share of the children of kindergarten age who attend; it rises to all, no further."""
    ahead = np.arange(years + 1)[:, None]
    return np.clip(base.nursery + drivers.service_demand * ahead, 0.0, np.maximum(1.0, base.nursery))


def _going_on(base: Base, drivers: Drivers, ahead: int) -> Floats:
    """(grades,) the share that goes on from each grade, so many years after the base year."""
    up = base.up.copy()
    senior = row(NINTH)
    up[senior] = np.clip(up[senior] + drivers.service_demand * ahead, 0.0, max(1.0, base.up[senior]))
    return up


def _aged(children: Floats, up: Floats) -> Floats:
    """Return the children a year later, newborn ones aside; who was in the last grade has left."""
    older = np.zeros_like(children)
    older[1:] = children[:-1] * up[:-1, None]
    return older


def _moved(children: Floats, base: Base, drivers: Drivers) -> Floats:
    """Return the children after a year's moves: from villages to the town, as its dwellings are spread, and from elsewhere to the town."""
    town = base.town
    if not town.any() or (drivers.urbanisation == 0 and drivers.talent == 0):
        return children
    leaving = np.where(town, 0.0, children) * drivers.urbanisation
    homes = np.where(town, base.homes, 0.0)
    share = homes / homes.sum() if homes.sum() > 0 else town / town.sum()
    arriving = np.where(town, children, 0.0) * drivers.talent
    moved: Floats = children - leaving + np.outer(leaving.sum(axis=1), share) + arriving
    return moved
