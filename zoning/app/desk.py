"""The desk: a baseline, the changes made since, the plan that answers them, and a worker that solves while the page goes on."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from zoning import assign
from zoning.app import edits, journal
from zoning.app.district import Answer, District
from zoning.app.edits import Draft
from zoning.app.journal import Journal, Step
from zoning.errors import EditError, ZoningError
from zoning.words import Text

NEVER_SOLVED = Text("求解中断，尚无方案", "stopped before there was a plan")


@dataclass(frozen=True, eq=False)
class State:
    """The desk after some changes."""

    draft: Draft
    answer: Answer
    """The plan; while the zones are still being solved, the one before without the schools that are gone."""
    settled: bool
    """Whether the plan answers the last change."""


class Stale(EditError):
    """Another window has changed the plan since this one looked."""


class Desk:
    """One scenario at a time, whoever looks at it; every method may be called from any thread."""

    def __init__(self, district: District, folder: Path, baseline: Answer, base: assign.Base | None) -> None:
        self.district, self.folder = district, folder
        self.baseline, self.base = baseline, base
        self.lock = threading.RLock()
        self.closing = threading.Event()
        """Set once the server is to end."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="solver")
        self._stop = threading.Event()
        self._busy: int | None = None  # the version that is being solved
        self._known: dict[str, Answer] = {}  # answers to questions that may be asked again
        self.journal = self._journal(journal.FIRST)
        self.states = self._states(self.journal)
        if base is not None:
            self._pool.submit(self._ready)

    # ---- reading ---------------------------------------------------------------------------------
    @property
    def version(self) -> int:
        """Tells whether a window still sees what there is."""
        return self.journal.history.version

    @property
    def state(self) -> State:
        """The desk as it is now."""
        return self.states[-1]

    @property
    def name(self) -> str:
        """The scenario that is open."""
        return self.journal.file.stem

    @property
    def solving(self) -> bool:
        """Whether a plan is on its way."""
        with self.lock:
            return self._busy == self.version

    def other(self, name: str) -> State:
        """Return another named scenario as it was left."""
        self._there(name)
        if name == self.name:
            return self.state
        found = self._journal(name)
        try:
            return self._states(found)[-1]
        finally:
            found.close()

    # ---- changing --------------------------------------------------------------------------------
    def edit(self, raw: object, version: int) -> None:
        """Make a change; a search that runs is given up for it. Raises `Stale`, `EditError` or `ScenarioError`, and then nothing is changed."""
        with self.lock:
            self._current(version)
            before, edit = self.state, edits.read(raw)
            draft = self._applied(before, edit)
            state, answer = self._unsettled(before, draft), self._answer_at_once(before, draft, edit)
            self._halt()  # nothing can go wrong any more: the change is kept
            self.journal.add({"op": "edit", "edit": edit.model_dump(mode="json")})
            self.states.append(state)
            if answer is not None:
                self._settle(answer)
            else:
                self._solve()

    def undo(self, version: int) -> None:
        """Take back the last change."""
        with self._turn(
            version, self.journal.history.done, Text("没有可撤销的步骤", "there is nothing to undo")
        ):
            self.journal.add({"op": "undo"})
            self.states.pop()

    def redo(self, version: int) -> None:
        """Make the change last taken back once more."""
        with self._turn(version, self.journal.history.undone, Text("没有可重做的步骤", "there is nothing to redo")) as step:  # fmt: skip
            state = self._after(self.state, step)
            self.journal.add({"op": "redo"})
            self.states.append(state)

    def wake(self) -> None:
        """Solve what has been left unsolved, by a killed server or a closed window."""
        with self.lock:
            if not self.state.settled and not self.solving:
                self._solve()

    def settle(self) -> None:
        """Wait until nothing is being solved."""
        self._pool.submit(lambda: None).result()

    def halt(self) -> None:
        """Be content with the plan found so far."""
        self._stop.set()

    def abandon(self) -> None:
        """Give up the search: nobody waits for it any more. It begins again when somebody looks."""
        with self.lock:
            self._halt()

    def save_as(self, name: str) -> None:
        """Go on under a new name; the scenario so far stays as it is."""
        with self.lock:
            file = journal.path(self.folder, name)
            kept, self.journal = self.journal, self.journal.copied(file)
            kept.close()

    def open(self, name: str) -> None:
        """Leave the scenario as it is and open another one."""
        with self.lock:
            self._there(name)
            self._halt()
            self.journal.close()
            self.journal = self._journal(name)
            self.states = self._states(self.journal)

    def preview(self, blocks: list[str], school: str) -> tuple[State, State]:
        """Return the desk as it is and as it would be with some blocks at a school; nothing is changed."""
        with self.lock:
            before, base = self.state, self.base
        edit = edits.read({"kind": "assign", "blocks": blocks, "school": school})
        draft = self._applied(before, edit)
        return before, State(draft, self._answer_by_hand(before, draft, edit, base), settled=True)

    def close(self) -> None:
        """Stop the worker and close the file."""
        self.abandon()
        self._pool.shutdown(wait=True)
        self.journal.close()

    # ---- inside ----------------------------------------------------------------------------------
    @contextmanager
    def _turn(self, version: int, steps: list[Step], none: Text) -> Iterator[Step]:
        """Give the last of some steps to be taken back or made again; a search that runs is given up for it."""
        with self.lock:
            self._current(version)
            if not steps:
                raise EditError(none)
            self._halt()
            yield steps[-1]
            self.wake()

    def _journal(self, name: str) -> Journal:
        return Journal(journal.path(self.folder, name), self.district.key)

    def _states(self, found: Journal) -> list[State]:
        states = [State(Draft(self.district.scenario, self.district.area), self.baseline, settled=True)]
        self._known[states[0].draft.key] = self.baseline
        for step in found.history.done:
            states.append(self._after(states[-1], step))
        return states

    def _after(self, before: State, step: Step) -> State:
        """The state after a step that is in the journal."""
        draft = self._applied(before, edits.read(step.edit))
        state = self._unsettled(before, draft)
        return state if step.answer is None else State(draft, self._decoded(step.answer), settled=True)

    def _applied(self, before: State, edit: Any) -> Draft:
        zones = self.district.seen(before.draft.area).measures.walks.schools
        return edits.applied(before.draft, edit, before.answer.school_of, zones)

    def _unsettled(self, before: State, draft: Draft) -> State:
        zones = self.district.seen(draft.area).measures.walks.schools
        plan = before.answer.school_of
        return State(draft, Answer(plan.where(plan.isin(zones)), None, None), settled=False)

    def _there(self, name: str) -> None:
        if not journal.path(self.folder, name).exists():
            raise EditError(Text(f"没有情景“{name}”", f'there is no scenario "{name}"'))

    def _current(self, version: int) -> None:
        if version != self.version:
            raise Stale(Text("方案已在另一个窗口改动，已刷新；请核对后再操作", "the plan was changed in another window; the page is up to date now: please look again"))  # fmt: skip

    def _halt(self) -> None:
        self._stop.set()
        self._busy = None

    def _answer_at_once(self, before: State, draft: Draft, edit: Any) -> Answer | None:
        """The answer to a change that needs no search: made by hand, or asked before. None where the zones have to be solved."""
        if isinstance(edit, edits.Solve):
            return None
        holding = isinstance(edit, edits.Assign | edits.Lock | edits.Unlock)
        if edits.solves(edit) or (holding and not before.settled):  # what was being solved is solved with it
            return self._known.get(draft.key)
        return self._answer_by_hand(before, draft, edit, self.base)

    def _answer_by_hand(self, before: State, draft: Draft, edit: Any, base: assign.Base | None) -> Answer:
        seen = self.district.seen(draft.area)
        plan = edits.by_hand(seen.zones.blocks["current_school"], edit, before.answer.school_of, seen.measures.walks.schools)  # fmt: skip
        same = plan.equals(before.answer.school_of)
        if same and not isinstance(
            edit, edits.Unlock
        ):  # more locks: what was proved of all plans is true of fewer
            return before.answer
        return replace(self.district.judged(draft, base, plan), by_hand=before.answer.by_hand or not same)

    def _ready(self) -> None:
        """Solve the baseline once more while nobody waits: what is compiled or has no prices yet is there for the first change."""
        draft = Draft(self.district.scenario, self.district.area)
        with suppress(KeyboardInterrupt, ZoningError):
            self.base = self.district.solved(draft, self.base, lambda: self._busy is not None)[1]

    def _solve(self) -> None:
        self._stop = threading.Event()
        self._busy = self.version
        thorough = self.journal.history.done[-1].edit["kind"] == "solve"
        self._pool.submit(self._work, self.version, self.state, thorough, self._stop)

    def _work(self, version: int, state: State, thorough: bool, stop: threading.Event) -> None:
        """Solve in the worker; an answer nobody waits for any more is dropped."""
        found = self._attempt(state, thorough, stop.is_set)
        with self.lock:
            if self._stop is not stop or self._busy != version:
                return
            self._busy = None
            if found is not None:
                answer, base = found
                self.base = base or self.base
                if answer.failed is None:
                    self._known[state.draft.key] = answer
                self._settle(answer)

    def _attempt(
        self, state: State, thorough: bool, stop: Callable[[], bool]
    ) -> tuple[Answer, assign.Base | None] | None:
        if stop():
            return None
        try:
            return self.district.solved(state.draft, None if thorough else self.base, stop)
        except KeyboardInterrupt:  # stopped before there was a plan
            return Answer(state.answer.school_of, None, None, failed=NEVER_SOLVED), None
        except ZoningError as error:
            return Answer(state.answer.school_of, None, None, failed=error.text), None

    def _settle(self, answer: Answer) -> None:
        """Keep the answer of the last change."""
        step = len(self.journal.history.done) - 1
        self.journal.add({"op": "answer", "of": step, "answer": self._encoded(answer)})
        self.states[-1] = State(self.state.draft, answer, settled=True)

    def _encoded(self, answer: Answer) -> dict[str, Any]:
        """An answer as the journal keeps it: how its plan differs from the baseline."""
        plan, before = answer.school_of, self.baseline.school_of
        changed = plan[plan.fillna("").ne(before.fillna(""))]
        failed = None if answer.failed is None else [answer.failed.zh, answer.failed.en]
        return {
            "school_of": {str(b): None if pd.isna(s) else str(s) for b, s in changed.items()},
            "cost": answer.cost, "lower_bound": answer.lower_bound, "by_hand": answer.by_hand, "failed": failed,
        }  # fmt: skip

    def _decoded(self, kept: dict[str, Any]) -> Answer:
        plan = self.baseline.school_of.copy()
        plan.loc[list(kept["school_of"])] = list(kept["school_of"].values())
        failed = None if kept["failed"] is None else Text(*kept["failed"])
        return Answer(plan, kept["cost"], kept["lower_bound"], kept["by_hand"], failed)
