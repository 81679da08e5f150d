"""run.json: what is needed to answer a year later why a block went to a school, and to run it again."""

import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import zoning
from zoning.export import title
from zoning.model import Why
from zoning.result import Result

_LIBRARIES = ("numpy", "pandas", "geopandas", "shapely", "pyogrio", "pyproj", "scipy", "networkx", "ortools", "numba", "osmium", "osmnx", "folium")  # fmt: skip


def write(result: Result, path: Path) -> None:
    """Write the record of a run."""
    save(record(result), path)


def save(record: object, path: Path) -> None:
    """Write a record as JSON; what numpy and pandas made of its values becomes plain."""
    text = json.dumps(plain(record), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def record(result: Result) -> dict[str, Any]:
    """Return the record: title, versions, inputs, the resolved scenario, notes, what the solver proved, totals."""
    judged = result.assessment
    return {
        "title": title.fields(result),
        "versions": versions(),
        "inputs": {
            name: {"path": s.path, "sha256": s.sha256, "rows": s.rows}
            for name, s in result.area.sources.items()
        },
        "crs": result.area.crs,
        "scenario": result.scenario.model_dump(mode="json", by_alias=True),
        "rules": {
            "id": result.rules.profile.id,
            "title": result.rules.title.to(result.scenario.lang),
            "unverified": result.rules.unverified(),
        },
        "notes": [
            {"about": n.about, "level": n.level, "zh": n.text.zh, "en": n.text.en} for n in result.notes
        ],
        "solve": solve(result),
        "totals": {
            "blocks": len(judged.blocks),
            "schools": len(judged.schools),
            "pupils": float(judged.blocks["pupils"].sum()),
            "seats": float(judged.schools["seats"].sum()),
            "under_covered_areas": len(judged.gaps),
            "coverage": judged.coverage.to_dict("records"),
            "plans": {str(name): row for name, row in judged.plans.to_dict("index").items()},
            **({} if judged.feeders is None else {"feeders": judged.feeders.to_dict("records")}),
            **({"pools": dict(result.area.pools)} if result.area.pools else {}),
        },
        "seconds": dict(result.seconds),
    }


def solve(result: Result) -> dict[str, Any]:
    """Return what the solver can prove of the plan."""
    said = result.plan.solve
    return {
        "method": said.method,
        "status": said.status,
        "cost": said.cost,
        "lower_bound": said.lower_bound,
        "gap": said.gap,
        "seat_price_m": {str(school): price for school, price in said.seat_price_m.items()},
        "seconds": said.seconds,
        "seed": said.seed,
        "paid_m": dict(said.paid_m),
        "least_longest_walk_m": said.least_longest_walk_m,
        **({} if result.plan.why is None else {"prices": prices(result.plan.why)}),
    }


def prices(why: Why) -> dict[str, Any]:
    """Return what seats, locks, zones in one piece and barriers cost at the prices of the bound, and what decided how often."""
    return {
        "priced_bound": why.priced_bound_pupil_m,
        "seats": {str(school): row for school, row in why.seats.round(3).to_dict("index").items()},
        "locks": why.locks.round(3).to_dict("records"),
        "contiguity_pupil_m": why.contiguity_pupil_m,
        "barriers": why.barriers.round(3).to_dict("records"),
        "decided": {str(code): int(count) for code, count in why.blocks["decided"].value_counts().items()},
    }


def versions() -> dict[str, str]:
    """Return the versions of the program, Python and the libraries that are there."""
    found = {"zoning": zoning.__version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # an optional part that this run did without
            continue
    return found


def plain(value: Any) -> Any:
    """Return the same with values JSON knows; missing and infinite numbers become null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value
