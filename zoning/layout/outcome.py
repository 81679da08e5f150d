"""What a programme does: its works by year, and how many schools of each kind there are at the end."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoning.layout.works import name
from zoning.model import Stage, StudyArea
from zoning.programme import Answer, Question
from zoning.scenario import ProgrammeInput

COLUMNS = (
    "year", "work", "kind", "stage", "school_id", "name", "into", "seats_before", "seats_planned", "cost_wan", "land_m2", "decided",
)  # fmt: skip
KINDS = ("keep", "expand", "relocate", "build", "merge", "convert")
"""What schools that are there at the end have become; they add up to all there are."""


def works(
    given: ProgrammeInput | None, question: Question | None, answer: Answer | None, areas: Mapping[Stage, StudyArea], base_year: int
) -> pd.DataFrame:  # fmt: skip
    """Return one row per work that is done and stage it changes, by year."""
    if given is None or question is None or answer is None:
        return pd.DataFrame(columns=list(COLUMNS))
    by_name = {name(work): work for work in given.work}
    rows = []
    for action in question.actions:
        if action.id not in answer.programme.done:
            continue
        work, at = by_name[action.id], answer.programme.done[action.id]
        for change in action.changes:
            stage = question.stages[change.stage]
            school = stage.schools[change.school]
            first = change is action.changes[0]
            rows.append(
                {
                    "year": base_year + 1 + at, "work": action.id, "kind": work.action, "stage": stage.name, "school_id": school,
                    "name": str(areas[work.stage].schools["name"].get(school, school)),
                    "into": work.into if school == work.school and work.into is not None else None,
                    "seats_before": int(stage.seats[change.school]), "seats_planned": change.seats,
                    "cost_wan": work.cost_wan if first else 0.0, "land_m2": work.land_m2 if first else 0.0, "decided": work.year is not None,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(
        ["year", "work"], kind="stable", ignore_index=True
    )


def kinds(works: pd.DataFrame, stage: Stage, today: pd.Series, horizon: pd.Series) -> pd.Series:
    """Return what became of each school of a stage that has seats today or at the horizon: school_id -> kind; "close" for those that are gone.

    A school that takes another in counts as merged; one that moved stands for itself at its new place. `today` and `horizon` are seats.
    """
    out = pd.Series("keep", index=today.index[(today > 0) | (horizon > 0)])
    mine = works[works["stage"] == stage]
    for school, kind, seats in zip(mine["school_id"], mine["kind"], mine["seats_planned"].astype(int), strict=True):  # fmt: skip
        if seats > 0 and school in out.index:
            out[school] = kind
    gone = (horizon.reindex(out.index) <= 0).to_numpy()
    return out.where(~gone, "close")


def end_state(works: pd.DataFrame, seats: Mapping[Stage, pd.DataFrame]) -> pd.DataFrame:
    """Return a row per stage: schools `today`, of each kind, `close` (outside the total) and at the `horizon`, which is the sum of the kinds.

    Schools today = horizon - those that are new (built, converted to this stage, or moved to a new site) + those that are gone.
    """
    rows = {}
    for stage, table in seats.items():
        today, horizon = table.iloc[0], table.iloc[-1]
        found = kinds(works, stage, today, horizon).value_counts()
        counts = {kind: int(found.get(kind, 0)) for kind in (*KINDS, "close")}
        total = int((horizon > 0).sum())
        if sum(counts[kind] for kind in KINDS) != total:
            raise ArithmeticError(f"{stage}: the kinds of schools do not add up to {total}")
        rows[stage] = {"today": int(np.count_nonzero(today > 0)), **counts, "horizon": total}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("stage").reset_index()
