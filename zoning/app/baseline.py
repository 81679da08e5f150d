"""The plan a desk begins from: solved once, kept beside the scenarios, read again the next time."""

import json
from pathlib import Path

import pandas as pd

from zoning import assign
from zoning.app.district import Answer, District
from zoning.app.edits import Draft

FILE = "baseline.json"


def of(district: District, folder: Path) -> tuple[Answer, assign.Base | None]:
    """Return the scenario's own plan and what the next question begins from; raises `InfeasiblePlan` where there is none.

    A plan kept in `folder` is taken if it was made of the same scenario and files.
    """
    draft = Draft(district.scenario, district.area)
    kept = _kept(folder / FILE, district.key, district.area.blocks.index)
    if kept is not None:
        return kept, district.remembered(draft, kept.school_of)
    answer, base = district.solved(draft, None, lambda: False)
    said = {
        "key": district.key, "cost": answer.cost, "lower_bound": answer.lower_bound,
        "school_of": {str(block): str(school) for block, school in answer.school_of.items()},
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{FILE}.part"
    part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / FILE)
    return answer, base


def _kept(file: Path, key: str, blocks: pd.Index) -> Answer | None:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["key"] != key:
            return None
        plan = pd.Series(said["school_of"], name="school_id", dtype="object").reindex(blocks)
        return None if plan.isna().any() else Answer(plan, float(said["cost"]), float(said["lower_bound"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
