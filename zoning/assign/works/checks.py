"""What is wrong in a question of works, all of it at once."""

from collections.abc import Iterator

import numpy as np

from zoning.assign.problem import NEVER
from zoning.errors import InputError, Problem
from zoning.programme import Action, Question, Schooling
from zoning.words import Text

MOST_WAN = 500.0
"""Price of a pupil without a seat, at most: it has to fit into whole fen."""


def require(question: Question) -> None:
    """Raise `InputError` with every problem found, if there is any."""
    if found := [*_stages(question), *_prices(question), *_actions(question)]:
        raise InputError(found)


def _stages(question: Question) -> Iterator[Problem]:
    shapes = {stage.pupils.shape for stage in question.stages}
    if len(shapes) != 1 or 0 in next(iter(shapes)):
        yield _wrong(
            "stages",
            "各学段的年份数和地块数应相同且不为零",
            "every stage needs the same years and blocks, at least one of each",
        )
    for stage in question.stages:
        yield from _stage(stage)
    if question.budget_wan is not None and question.stages and (
        len(question.budget_wan) != question.years or not (question.budget_wan >= 0).all()
    ):  # fmt: skip
        yield _wrong(
            "budget", "每年的预算各需一个不小于 0 的数", "a budget of 0 or more is needed for every year"
        )
    if question.tail_years < 0:
        yield _wrong("tail_years", "不能小于 0", "must be 0 or more")


def _stage(stage: Schooling) -> Iterator[Problem]:
    shape = (stage.pupils.shape[-1], len(stage.seats))
    if stage.walk_m.shape != shape or stage.near.shape != shape or len(stage.schools) != shape[1]:
        yield _wrong(
            stage.name,
            f"步行距离与服务半径应为 {shape[0]} 个地块 × {shape[1]} 所学校",
            f"walks and radii must be of {shape[0]} blocks × {shape[1]} schools",
        )
    if len(set(stage.schools)) < len(stage.schools):
        yield _wrong(stage.name, "学校编号有重复", "ids of schools are used twice")
    if not (np.issubdtype(stage.pupils.dtype, np.integer) and np.issubdtype(stage.seats.dtype, np.integer)):
        yield _wrong(stage.name, "学生数和学位数应为整数", "pupils and seats must be whole numbers")
    if stage.running_wan is not None and (
        len(stage.running_wan) != shape[1] or not (stage.running_wan >= 0).all()
    ):
        yield _wrong(
            stage.name,
            "每所学校的运行费各需一个不小于 0 的数",
            "running costs of 0 or more are needed for every school",
        )
    if (
        (stage.pupils < 0).any()
        or (stage.seats < 0).any()
        or (stage.walk_m < 0).any()
        or np.isnan(stage.walk_m).any()
    ):
        yield _wrong(stage.name, "学生、学位和距离都不能小于 0", "pupils, seats and walks must be 0 or more")


def _prices(question: Question) -> Iterator[Problem]:
    prices = question.prices
    if not 0 < prices.unseated_wan <= MOST_WAN < NEVER / 1e6:
        yield _wrong(
            "unseated_wan", f"应大于 0，且不超过 {MOST_WAN:g}", f"must be above 0 and at most {MOST_WAN:g}"
        )
    if not 0 <= prices.beyond_wan <= MOST_WAN or not prices.walk_wan >= 0:
        yield _wrong("prices", "单价不能小于 0", "prices must be 0 or more")


def _actions(question: Question) -> Iterator[Problem]:
    known = {action.id: action for action in question.actions}
    if len(known) < len(question.actions):
        yield _wrong("actions", "项目编号有重复", "ids are used twice")
    for action in question.actions:
        yield from _action(question, action)
        if action.after is not None and _endless(action, known):
            yield _wrong(
                action.id,
                f"前置项目 {action.after} 不存在或互为前置",
                f"is after {action.after}, which is not known or comes after it",
            )


def _action(question: Question, action: Action) -> Iterator[Problem]:
    years = list(action.years)
    if not years or years != sorted(set(years)) or years[0] < 0 or years[-1] >= question.years:
        yield _wrong(
            action.id,
            f"实施年份应在 0 至 {question.years - 1} 之间，由小到大",
            f"its years must rise, from 0 to {question.years - 1} at most",
        )
    if not 0 <= action.cost_wan < float("inf") or not np.isfinite(action.land_m2):
        yield _wrong(action.id, "投资不能小于 0，用地应为数值", "cost must be 0 or more, land a number")
    places = [(change.stage, change.school) for change in action.changes]
    if len(set(places)) < len(places):
        yield _wrong(
            action.id, "同一学校同一学段只能改变一次", "changes the seats of a school in a stage twice"
        )
    for stage, school, seats in action.changes:
        if (
            not (0 <= stage < len(question.stages) and 0 <= school < len(question.stages[stage].seats))
            or seats < 0
        ):
            yield _wrong(
                action.id,
                f"学段 {stage} 学校 {school} 学位 {seats} 不对",
                f"there is no stage {stage}, school {school} with {seats} seats",
            )


def _endless(action: Action, known: dict[str, Action]) -> bool:
    """Return whether the chain of what an action comes after does not end, or ends in what is not known."""
    met, before = {action.id}, action.after
    while before is not None:
        if before in met or before not in known:
            return True
        met.add(before)
        before = known[before].after
    return False


def _wrong(row: str, zh: str, en: str) -> Problem:
    return Problem("works", Text(zh, en), row)
