"""A forecast put together: children who grow up, estates that fill, pupils per thousand residents, control totals; one path a variant."""

from collections.abc import Mapping

import numpy as np

from zoning.demand import FIRST, NINTH, NURSERY, TAUGHT, Added, Base, Drivers, Path, Taught, Variant, row
from zoning.measure.demand.cohorts import attending, grown
from zoning.measure.demand.start import primary_grade
from zoning.model import Floats

_NOBODY = 1e-6
"""Fewer pupils than this are none."""


def forecast(
    base: Base,
    added: Added,
    drivers: Mapping[Variant, Drivers],
    *,
    years: int,
    special_share: float = 0.0,
) -> dict[Variant, Path]:
    """Return each variant's pupils of the base year and so many years after it.

    Pupils = (children who attend × (1 - s) + pupils per thousand × s) + estates, s being `per_1000_share`, brought to the control
    total where there is one. Every term is at least 0, and none of a year hangs on a later one.
    """
    return {variant: _path(base, added, each, years, special_share) for variant, each in drivers.items()}


def _path(base: Base, added: Added, drivers: Drivers, years: int, special_share: float) -> Path:
    children = grown(base, drivers, years)
    own = by_stage(children, attending(base, drivers, years), base, special_share)
    told = np.isfinite(added.per_1000)
    share = added.per_1000_share[:, :, None] * told
    mixed = own * (1 - share) + np.where(told, added.per_1000, 0.0) * share + added.estates
    return Path(drivers, controlled(mixed, added.control), children.sum(axis=2), added.estates.sum(axis=2))


def by_stage(children: Floats, attending: Floats, base: Base, special_share: float) -> Floats:
    """Return (years, taught, n) pupils of each stage among (years, grades, n) children."""
    out = np.zeros((len(children), len(TAUGHT), children.shape[2]))
    at: dict[Taught, int] = {stage: number for number, stage in enumerate(TAUGHT)}
    out[:, at["kindergarten"]] = children[:, row(NURSERY) : row(FIRST)].sum(axis=1) * attending
    for grade in range(FIRST, NINTH + 1):
        primary = primary_grade(grade, base.primary_years)
        out[:, at["primary"]] += children[:, row(grade)] * primary
        out[:, at["junior"]] += children[:, row(grade)] * ~primary
    out[:, at["senior"]] = children[:, row(NINTH + 1) :].sum(axis=1)
    compulsory = out[:, at["primary"]] + out[:, at["junior"]]
    out[:, at["special"]] = compulsory * special_share
    return out


def controlled(pupils: Floats, control: Floats) -> Floats:
    """Return the pupils with each year and stage brought to its control total, in proportion; without pupils there is nothing to bring."""
    total = pupils.sum(axis=2)
    wanted = np.isfinite(control) & (total > _NOBODY)
    factor = np.where(wanted, np.where(wanted, control, 0.0) / np.where(wanted, total, 1.0), 1.0)
    return np.asarray(pupils * factor[:, :, None])
