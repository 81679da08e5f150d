"""One new site: of the sites that were tried one by one, those that may be the best are all that is left to choose from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from zoning.assign.siting.answer import Search, chosen
from zoning.assign.siting.field import Field
from zoning.assign.siting.sweep import Sweep
from zoning.model import Floats
from zoning.siting import Answer, Asked

CONTENDERS = 40
"""Sites, at most, among which the choice is searched further; with more the plans by which they were tried decide."""


def asks_for_one(field: Field, asked: Asked) -> bool:
    """Return whether a question is for one new site of least walking and no more: then the trials answer most of it."""
    simple = asked.objective == "least_walking" and asked.way == "zones" and asked.open_most == 1
    return simple and asked.schools_most is None and not asked.may_close and not asked.grown


def answered(
    field: Field, asked: Asked, search: Search, bundle: Sweep, rows: Sequence[dict[str, Any]]
) -> Answer:
    """Return the best site. A site whose bound is above another one's plan is proved out; the rest is searched as any choice is.

    `rows` are those of `evaluate`, in the order of the bundle's sites.
    """
    if bundle.lacking:
        return chosen(field, asked, search)
    price = field.cost_wan[bundle.sites]
    may = np.ones(len(rows), bool) if asked.budget_wan is None else price <= asked.budget_wan + 1e-9
    base = bundle.base()
    bound = np.array(
        [row.get("bound_pupil_m", -np.inf) for row in rows]
    )  # where there was no plan nothing is proved
    cost = np.array([row["cost_pupil_m"] if row["possible"] and row["over"] == 0 else np.inf for row in rows])
    cost[~may] = np.inf
    best = min(base["cost_pupil_m"], cost.min(initial=np.inf))
    contends = may & ((bound < best) | (cost <= best))
    if contends.sum() > CONTENDERS:
        least = min(base["bound_pupil_m"], bound[may].min(initial=np.inf))
        if cost.min() > base["cost_pupil_m"]:  # none is worth opening, or none has a clean plan
            return chosen(field, asked, search)
        return _by_trial(field, asked, bundle, cost, max(0.0, least))
    kept = ~field.new
    kept[bundle.sites[contends]] = True
    answer = chosen(field.only(kept), asked, search)
    return replace(answer, bound=min(answer.bound, bound[may & ~contends].min(initial=np.inf)))


def _by_trial(field: Field, asked: Asked, bundle: Sweep, cost: Floats, least: float) -> Answer:
    """The site whose plan costs least."""
    first = int(cost.argmin())
    opened = (str(field.schools[int(bundle.sites[first])]),)
    value = float(cost[first])
    return Answer(asked.objective, opened, (), {}, value, min(value, least), "every site tried", None)
