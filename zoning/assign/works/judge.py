"""What a programme comes to, by year and stage, and which rules it breaks: for the solver's and for the planner's own list alike."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from zoning.assign.works.pupils import Pupils
from zoning.assign.works.task import FEN, NOT_DONE, Fork, Task, task
from zoning.assign.works.transport import Settled
from zoning.errors import InputError, Problem
from zoning.model import Ints
from zoning.programme import Answer, Programme, Question
from zoning.words import Text, listed

OWN = "the planner's own list"
YUAN = 100
"""Fen. Budgets are kept to the yuan."""
_LAND = 1e-6


def evaluate(question: Question, done: Mapping[str, int], *, bound_wan: float | None = None) -> Answer:
    """Return what the planner's own list (action → position of its year) comes to, and how far that is above a bound, that of `best`'s answer.

    A list may break rules; each is named in `programme.breaks`. Where two actions for one school are both done, the seats of the later one hold. Raises `InputError`
    where the question is wrong, or the list names an action or a year that is not in it.
    """
    made = task(question)
    when = when_of(question, done)
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
        found = programme(made, Pupils(made, pool, lambda: False), when)
    return Answer(found, bound_wan, OWN)


def programme(made: Task, pupils: Pupils, when: Ints) -> Programme:
    """Return what the programme `when` (A,) comes to."""
    standing = [standing_in(made, k, when) for k in range(len(made.stages))]
    flows = pupils.settled(standing)
    said = [[_said(made, k, flow) for flow in by_year] for k, by_year in enumerate(flows)]
    years, acts = np.arange(made.size[1]), made.question.actions
    order = sorted((int(when[a]), a) for a in np.flatnonzero(when < NOT_DONE).tolist())
    running = sum(stands @ stage.running for stands, stage in zip(standing, made.stages, strict=True))
    works = (made.cost[:, None] * (when[:, None] == years)).sum(axis=0)
    return Programme(
        done={acts[a].id: year for year, a in order},
        works_wan=works / FEN,
        land_m2=float(made.land[when < NOT_DONE].sum()),
        running_wan=np.asarray(running) / FEN,
        pupils_wan=np.array([[flow.value for flow in by_year] for by_year in flows]) / FEN,
        unseated=np.array([[one[0] for one in by_year] for by_year in said]),
        beyond=np.array([[one[1] for one in by_year] for by_year in said]),
        walked_km=np.array([[one[2] for one in by_year] for by_year in said], float),
        seats=tuple(_per_school(made, k, stands * made.stages[k].offers.seats) for k, stands in enumerate(standing)),
        seated=tuple(np.array([one[3] for one in by_year]) for by_year in said),
        weight=made.weight,
        breaks=tuple(broken(made, when)),
    )  # fmt: skip


def when_of(question: Question, done: Mapping[str, int]) -> Ints:
    """Return the year of each action (A,) by a list; raises `InputError` for what the question does not know."""
    at = {action.id: number for number, action in enumerate(question.actions)}
    last = question.years - 1
    wrong = [
        Problem("works", Text("没有这个项目", "there is no such action"), name)
        for name in done
        if name not in at
    ]
    wrong += [
        Problem(
            "works",
            Text(f"年份序号 {year} 不在 0 至 {last} 之间", f"year {year} is not from 0 to {last}"),
            name,
        )
        for name, year in done.items()
        if not 0 <= year <= last
    ]
    if wrong:
        raise InputError(wrong)
    when = np.full(len(at), NOT_DONE)
    for name, year in done.items():
        when[at[name]] = year
    return when


def standing_in(made: Task, k: int, when: Ints) -> Ints:
    """Return which offers of a stage stand in each year (T, L): of a school that several actions changed, that of the last."""
    offers, question = made.stages[k].offers, made.question
    depth = [_depth(made, action) for action in range(made.size[0])]
    touch = [(change.school, action) for action, given in enumerate(question.actions) for change in given.changes if change.stage == k]  # fmt: skip
    years = np.arange(made.size[1])
    holds = np.full((made.size[1], len(made.stages[k].schooling.seats)), -1)
    for school, action in sorted(touch, key=lambda pair: (when[pair[1]], depth[pair[1]], pair[1])):
        holds[years >= when[action], school] = action
    return (holds[:, offers.school] == offers.maker).astype(np.int64)


def broken(made: Task, when: Ints) -> Iterator[Text]:
    """Yield every rule that a programme breaks."""
    question, done = made.question, when < NOT_DONE
    for action, given in enumerate(question.actions):
        if given.must and not done[action]:
            yield Text(f"必做项目 {given.id} 未安排", f"{given.id} must be done and is not")
        if done[action] and not made.may[action, when[action]]:
            year = question.called(int(when[action]))
            yield Text(f"{given.id} 不能在 {year} 年实施", f"{given.id} may not take effect in {year}")
        if done[action] and given.after is not None and when[made.after[action]] > when[action]:
            yield Text(
                f"{given.id} 早于其前置项目 {given.after}",
                f"{given.id} comes before {given.after}, which it needs",
            )
    for fork in made.forks:
        yield from _exclusive(made, fork, done)
    yield from _limits(made, when)


def _exclusive(made: Task, fork: Fork, done: np.ndarray) -> Iterator[Text]:
    both = [made.question.actions[action].id for action in fork.members if done[action]]
    if len(both) > 1:
        zh, en = listed(both, "zh"), listed(both, "en")
        yield Text(f"{zh} 只能取其一", f"only one of {en} may be done")


def _limits(made: Task, when: Ints) -> Iterator[Text]:
    question = made.question
    spent = (made.cost[:, None] * (when[:, None] == np.arange(made.size[1]))).sum(axis=0)
    over = (np.cumsum(spent) if question.carry_over else spent) - made.funds
    for year in np.flatnonzero(over > YUAN).tolist():
        called, wan = question.called(year), f"{over[year] / FEN:,.2f}"
        yield Text(f"{called} 年超出预算 {wan} 万元", f"{wan} × 10,000 yuan beyond the budget of {called}")
    land = float(made.land[when < NOT_DONE].sum())
    if question.land_m2 is not None and land > question.land_m2 + _LAND:
        more = f"{land - question.land_m2:,.0f}"
        yield Text(f"用地超出 {more} 平方米", f"{more} m² of land too much")


def _said(made: Task, k: int, flow: Settled) -> tuple[int, int, float, Ints]:
    """Return pupils without a seat, pupils beyond the radius, pupil-kilometres, and pupils at each school (m,)."""
    schooling, seated = made.stages[k].schooling, flow.offer >= 0
    block, count = flow.block[seated], flow.count[seated]
    school = made.stages[k].offers.school[flow.offer[seated]]
    beyond = int(count[~schooling.near[block, school]].sum())
    walked = float((count * schooling.walk_m[block, school]).sum()) / 1000
    at = np.bincount(school, weights=count, minlength=len(schooling.seats)).astype(np.int64)
    return int(flow.count[~seated].sum()), beyond, walked, at


def _per_school(made: Task, k: int, per_offer: Ints) -> Ints:
    """Return (T, m) the sum of the offers of each school."""
    school = made.stages[k].offers.school
    return per_offer @ (school[:, None] == np.arange(len(made.stages[k].schooling.seats))).astype(np.int64)


def _depth(made: Task, action: int) -> int:
    """Return how many actions an action comes after."""
    before = int(made.after[action])
    return 0 if before < 0 else 1 + _depth(made, before)
