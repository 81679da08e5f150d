"""What a programme does: its works by year, and how many schools of each kind there are at the end."""

from collections.abc import Iterable, Mapping

import pandas as pd

from zoning.assign import works as solver
from zoning.demand import Taught
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


def became(stage: Stage, seats: pd.DataFrame, question: Question | None, answer: Answer | None) -> pd.Series:
    """Return what became of each school of a stage that has seats today or at the horizon: school_id -> kind; "close" for those that are gone.

    `seats` is years × schools. Raises `ArithmeticError` where the kinds do not add up to the schools that have seats at the horizon.
    """
    today, horizon = (set(seats.columns[seats.iloc[at] > 0]) for at in (0, -1))
    found: dict[str, str] = dict.fromkeys(today, "keep")
    if question is not None and answer is not None:
        at = next(number for number, each in enumerate(question.stages) if each.name == stage)
        told = solver.became(question, answer.programme.done, [at])
        found = {**told.at_end, **dict.fromkeys(told.gone, "close")}
    if {school for school, kind in found.items() if kind != "close"} != horizon:
        raise ArithmeticError(
            f"{stage}: the kinds of schools do not add up to the {len(horizon)} at the horizon"
        )
    return pd.Series(found, dtype=object).reindex([school for school in seats.columns if school in found])


def end_state(stages: Iterable[tuple[Taught, pd.Series, pd.DataFrame]]) -> pd.DataFrame:
    """Return a row per stage: schools `today`, of each kind, `close` (outside the total) and at the `horizon`, which is the sum of the kinds.

    `stages` tells of each what `became` of its schools, and their seats (years × schools).
    """
    rows = [
        {
            "stage": stage, "today": int((seats.iloc[0] > 0).sum()), **{kind: int((kinds == kind).sum()) for kind in (*KINDS, "close")},
            "horizon": int((seats.iloc[-1] > 0).sum()),
        }
        for stage, kinds, seats in stages
    ]  # fmt: skip
    return pd.DataFrame(rows)
