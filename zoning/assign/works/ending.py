"""The schools at the end of a programme, by what was done to them: a sum that adds up, and what stands beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zoning.assign.works.judge import standing_in, when_of
from zoning.assign.works.task import NOT_DONE, Task, task
from zoning.model import Ints
from zoning.programme import NAMES, Kind, Question
from zoning.words import Lang, Text


@dataclass(frozen=True)
class EndState:
    """Every school that teaches at the end, once, under one kind of action; and those that no longer do, outside the total.

    A school that was there counts by the last action done to it, kept where there was none; a new one by the action that made it (built, and
    perhaps expanded since: 新建). Of a merger the school that takes the others in counts as merged, those are gone; of a relocation the new place counts, the old one is gone.
    """

    today: int
    """Schools at the beginning."""
    opened: int
    """Not there at the beginning, there at the end."""
    counted: dict[Kind, int]
    """Schools at the end, by kind, in the order of plans."""
    gone: dict[Kind, int]
    """There at the beginning, not at the end, by the kind that ended them: not in the total."""

    @property
    def total(self) -> int:
        """Schools at the end."""
        return sum(self.counted.values())

    @property
    def adds_up(self) -> bool:
        """Whether those of today, less those gone, more those opened, are those at the end."""
        return self.today - sum(self.gone.values()) + self.opened == self.total

    @property
    def said(self) -> Text:
        """Both sums, as they are shown."""
        return Text(self._sums("zh"), self._sums("en"))

    def _sums(self, lang: Lang) -> str:
        zh = lang == "zh"
        comma, opening, closing = ("、", "（不计入：", "）；") if zh else (", ", " (not counted: ", "); ")
        gone = [_item(kind, count, lang) for kind, count in self.gone.items()]
        kinds = " + ".join(_item(kind, count, lang) for kind, count in self.counted.items()) or "0"
        outside = opening + comma.join(gone) + closing if gone else "；" if zh else "; "
        today, opened = ("现状", "新开办") if zh else ("today", "opened")
        change = " − ".join([f"{today} {self.today}", *gone])
        return f"{kinds} = {self.total}{outside}{change} + {opened} {self.opened} = {self.total}"


def end_state(question: Question, done: Mapping[str, int], stages: Sequence[int] | None = None) -> EndState:
    """Return the schools at the end of what is `done` (action → position of its year), of some `stages` or of all.

    A school with one id in two of the stages is one school: a plan counts its primary, junior and nine-year schools together, kindergartens apart.
    """
    found = became(question, done, stages)
    counted, gone = Counter(found.at_end.values()), Counter(found.gone.values())
    return EndState(
        today=len(found.today), opened=len(found.at_end.keys() - found.today),
        counted={kind: counted[kind] for kind in NAMES if counted[kind]}, gone={kind: gone[kind] for kind in NAMES if gone[kind]},
    )  # fmt: skip


@dataclass(frozen=True)
class Became:
    """What became of each school, by its id."""

    today: frozenset[str]
    """Schools at the beginning."""
    at_end: dict[str, Kind]
    """Schools at the end, each with the kind it counts under; see `EndState`."""
    gone: dict[str, Kind]
    """There at the beginning, not at the end, with the kind that ended them."""


def became(question: Question, done: Mapping[str, int], stages: Sequence[int] | None = None) -> Became:
    """Return what became of each school of some `stages`, or of all, once all is `done` (action → position of its year)."""
    made, when = task(question), when_of(question, done)
    asked = range(len(question.stages)) if stages is None else stages
    before, after = _teaching(made, asked, np.full_like(when, NOT_DONE), 0), _teaching(made, asked, when, -1)
    touched = _touched(question, asked, when)
    return Became(
        frozenset(before), {school: _kind(touched.get(school, []), school in before) for school in after},
        {school: touched[school][-1][0] for school in before - after},
    )  # fmt: skip


def _teaching(made: Task, stages: Sequence[int], when: Ints, year: int) -> set[str]:
    """Return the schools with seats in any of the stages in a year."""
    found = set[str]()
    for k in stages:
        offers = made.stages[k].offers
        open_ = offers.school[standing_in(made, k, when)[year] > 0]
        found |= {made.stages[k].schooling.schools[school] for school in open_.tolist()}
    return found


def _touched(question: Question, stages: Sequence[int], when: Ints) -> dict[str, list[tuple[Kind, int]]]:
    """Return, for each school, the kinds of the actions done to it in time, each with the seats it gave it in all these stages."""
    found: dict[str, list[tuple[Kind, int]]] = {}
    for number in np.argsort(when, kind="stable").tolist():
        action, seats = question.actions[number], dict[str, int]()
        for stage, school, count in action.changes if when[number] < question.years else ():
            if stage in stages:
                name = question.stages[stage].schools[school]
                seats[name] = seats.get(name, 0) + count
        for name, count in seats.items():
            found.setdefault(name, []).append((action.kind, count))
    return found


def _kind(actions: list[tuple[Kind, int]], there: bool) -> Kind:
    """Return what a school that teaches at the end counts as."""
    if not actions:
        return "keep"
    return actions[-1][0] if there else next(kind for kind, seats in actions if seats > 0)


def _item(kind: Kind, count: int, lang: Lang) -> str:
    return f"{NAMES[kind].to(lang)} {count}"
