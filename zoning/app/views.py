"""The desk as the page sees it: one answer with all that may have changed, one about a block, one about a change not made yet."""

from typing import Any

import numpy as np
import pandas as pd

from zoning.app import edits, journal
from zoning.app.desk import Desk, State
from zoning.app.numbers import Numbers, moved_pupils, plain
from zoning.assess.blocks import reasons
from zoning.render import shapes
from zoning.words import Lang

NEAREST = 6
"""Schools told of a block."""


def stamp(desk: Desk) -> str:
    """Return what is different whenever the page has to draw anew."""
    return f"{desk.name}/{desk.version}/{int(desk.solving)}{int(desk.state.settled)}"


def plan(desk: Desk, state: State) -> dict[str, Any]:
    """Return a plan: the school of each block, and its numbers."""
    found = _numbers(desk, state)
    seen = desk.district.seen(state.draft.area)
    pupils = seen.zones.blocks["pupils"]
    moved = moved_pupils(desk.baseline.school_of, state.answer.school_of, pupils)
    return {
        "school_of": found.chosen.tolist(),
        "schools": found.by_school(),
        "totals": {**found.totals(state.answer), "moved": moved[0], "moved_blocks": moved[1]},
        "problems": found.problems(),
        "by_hand": state.answer.by_hand,
    }


def whole(desk: Desk) -> dict[str, Any]:
    """Return everything that may have changed since the page looked last."""
    with desk.lock:
        state, solving = desk.state, desk.solving
        history, labels = desk.journal.history, _labels(desk)
        said = {"stamp": stamp(desk), "version": desk.version, "solving": solving, "name": desk.name}
        undone = len(history.undone)
    failed = state.answer.failed
    blocks = desk.district.seen(state.draft.area).measures.walks.blocks
    return {
        **said,
        "names": journal.names(desk.folder),
        "steps": labels,
        "undone": undone,
        "failed": None if failed is None else {"zh": failed.zh, "en": failed.en},
        "locks": np.flatnonzero(blocks.isin(list(state.draft.locks))).tolist(),
        "marks": _marks(state),
        "plan": plan(desk, state),
    }


def preview(desk: Desk, blocks: list[str], school: str) -> dict[str, Any]:
    """Return what giving some blocks to a school would do: totals and the schools it touches, before and after."""
    before, after = desk.preview(blocks, school)
    one, two = (_numbers(desk, state) for state in (before, after))
    a, b = one.by_school(), two.by_school()
    touched = np.flatnonzero((one.loads != two.loads) | (one.pieces != two.pieces))
    keys = ("pupils", "seats", "use", "alert", "mean_walk_m", "pieces")
    return {
        "schools": [
            {"id": a["id"][j], "name": a["name"][j], **{key: [a[key][j], b[key][j]] for key in keys}} for j in touched
        ],
        "totals": [one.totals(before.answer), two.totals(after.answer)],
    }  # fmt: skip


def block(desk: Desk, block_id: str, lang: Lang) -> dict[str, Any] | None:
    """Return why a block has its school: the nearest schools, their walks and what they have free."""
    state = desk.state
    seen = desk.district.seen(state.draft.area)
    found = _numbers(desk, state)
    at = found.blocks.get_indexer(pd.Index([block_id]))[0]
    if at < 0:
        return None
    walks = seen.measures.walks
    own = slice(walks.indptr[at], walks.indptr[at + 1])
    near, metres = walks.school[own][:NEAREST], walks.metres[own][:NEAREST]
    chosen = int(found.chosen[at])
    free = found.seats - found.loads
    return {
        "id": block_id,
        "school": chosen,
        "walk_m": plain(found.walk_m[[at]])[0],
        "pupils": float(found.pupils[at]),
        "locked": block_id in state.draft.locks,
        "near": [
            {"school": int(j), "metres": float(m), "free": float(free[j])}
            for j, m in zip(near, metres, strict=True)
        ],
        "reason": _reason(found, at, near, metres, lang),
    }


def _reason(found: Numbers, at: int, near: Any, metres: Any, lang: Lang) -> str:
    """The sentence that `zoning plan` writes of a block that passes its nearest school."""
    chosen = int(found.chosen[at])
    if chosen < 0 or not len(near) or near[0] == chosen or found.walk_m[at] <= metres[0]:
        return ""
    row = pd.DataFrame(
        {
            "is_nearest": [False], "pupils": [found.pupils[at]], "walk_m": [found.walk_m[at]], "nearest_m": [metres[0]],
            "nearest_id": [found.schools[near[0]]], "nearest_name": [found.names.iloc[near[0]]],
        }
    )  # fmt: skip
    schools = pd.DataFrame({"seats": found.seats, "pupils": found.loads}, index=found.schools)
    return str(reasons(row, schools)[f"reason_{lang}"].iloc[0])


def _numbers(desk: Desk, state: State) -> Numbers:
    return Numbers(desk.district.seen(state.draft.area), state.answer, desk.district.norms)


def _labels(desk: Desk) -> list[dict[str, str]]:
    made = []
    for step, before in zip(desk.journal.history.done, desk.states, strict=False):
        text = edits.told(edits.read(step.edit), before.draft.area)
        made.append({"zh": text.zh, "en": text.en})
    return made


def _marks(state: State) -> dict[str, Any]:
    """Every school there is, open or not, where it stands."""
    schools = state.draft.area.schools
    seats = schools["seats"].fillna(0).astype(int)
    return {
        "id": [str(i) for i in schools.index],
        "name": schools["name"].astype(str).tolist(),
        "status": schools["status"].astype(str).tolist(),
        "seats": seats.tolist(),
        **shapes.places(schools.geometry),
    }
