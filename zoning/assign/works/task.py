"""The question of works in whole numbers: money in fen, schools as offers of seats, actions as rows of 0 and 1 by year.

An offer is a school with one number of seats it may come to have. It stands from the action that makes it until one that ends it, so
whether it stands is linear in what is done by a year; every other part of the solver builds on that.
"""

from dataclasses import dataclass

import numpy as np

from zoning.assign.problem import NEVER
from zoning.assign.works import checks
from zoning.model import Floats, Ints
from zoning.programme import Question, Schooling

FEN = 1_000_000
"""Fen in 10,000 yuan. The price of a pupil at a school is rounded to the nearest fen, once; value, bound and evaluation all count with it."""
NOT_DONE = 2**31
"""Year of an action that is not done."""


@dataclass(frozen=True, eq=False)
class Offers:
    """The offers of a stage: L of them, none without seats."""

    school: Ints
    """(L,)"""
    seats: Ints
    """(L,)"""
    maker: Ints
    """(L,) the action that makes it; -1 where it stands today."""
    by: Ints
    """(L, A) 1 for the action that makes it, -1 for those that end it: it stands where today + by @ done is 1."""
    lasting: np.ndarray
    """(L,) whether no action makes or ends it."""

    @property
    def today(self) -> Ints:
        """(L,) 1 where it stands today."""
        return (self.maker < 0).astype(np.int64)

    def standing(self, done: Floats | Ints) -> Floats | Ints:
        """Return how far each stands (L,) where actions are `done` (A,); between 0 and 1."""
        return self.today + self.by @ done


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage in numbers: n blocks, m schools."""

    pupils: Ints
    """(T, n)"""
    cost: np.ndarray
    """(n, m + 1) int32 fen a pupil and year; `NEVER` where there is no way or none is dearer; the last column is no seat at all."""
    offers: Offers
    running: Ints
    """(L,) fen a year of each offer."""
    schooling: Schooling

    @property
    def unseated(self) -> int:
        """Fen of a pupil without a seat for a year."""
        return int(self.cost[0, -1])


@dataclass(frozen=True, eq=False)
class Fork:
    """Actions of which at most one is done, and only once `parent` is (-1: there is none)."""

    members: tuple[int, ...]
    parent: int = -1


@dataclass(frozen=True, eq=False)
class Task:
    """The whole question. A actions, T years; a programme is the year of each action (A,), `NOT_DONE` for those not done."""

    question: Question
    stages: tuple[Stage, ...]
    may: np.ndarray
    """(A, T) years in which an action may take effect."""
    cost: Ints
    """(A,) fen."""
    land: Floats
    """(A,) square metres."""
    must: np.ndarray
    """(A,)"""
    after: Ints
    """(A,) the action it needs, or -1."""
    forks: tuple[Fork, ...]
    budget: Ints | None
    """(T,) fen."""
    weight: Ints
    """(T,)"""

    @property
    def size(self) -> tuple[int, int]:
        """Actions and years."""
        return self.may.shape[0], self.may.shape[1]

    @property
    def funds(self) -> Ints:
        """(T,) fen that may be spent in each year, or in all years so far where what is left may be spent later; endless without a budget."""
        if self.budget is None:
            return np.full(self.size[1], 2**62)
        return np.cumsum(self.budget) if self.question.carry_over else self.budget

    @property
    def affordable(self) -> np.ndarray:
        """(A, T) years in which an action may take effect and there is money and land for it alone: a relaxed programme would do a part of any other."""
        land = self.question.land_m2
        fits = np.full(len(self.land), land is None or bool((self.land < 0).any())) | (
            self.land <= (land or 0.0)
        )
        return self.may & (self.cost[:, None] <= self.funds) & fits[:, None]

    def done(self, when: Ints) -> Ints:
        """Return (A, T) whether each action is done by each year."""
        return (when[:, None] <= np.arange(self.size[1])).astype(np.int64)

    def fixed_cost(self, when: Ints) -> int:
        """Return what works and running cost, in fen: all that pupils do not."""
        done = self.done(when)
        running = sum(
            stage.running @ (stage.offers.today[:, None] + stage.offers.by @ done) for stage in self.stages
        )
        return int(self.cost[when < NOT_DONE].sum() + (self.weight * running).sum())


def task(question: Question) -> Task:
    """Return the question in numbers; raises `InputError` with everything wrong in it."""
    checks.require(question)
    actions, years = question.actions, question.years
    at = {action.id: number for number, action in enumerate(actions)}
    may = np.zeros((len(actions), years), np.bool_)
    for number, action in enumerate(actions):
        may[number, list(action.years)] = True
    cost = np.array([fen(action.cost_wan) for action in actions], np.int64)
    budget = None if question.budget_wan is None else np.rint(question.budget_wan * FEN).astype(np.int64)
    parents = _parents(question, at)
    return Task(
        question=question,
        stages=tuple(_stage(question, k, parents) for k in range(len(question.stages))),
        may=may,
        cost=cost,
        land=np.array([action.land_m2 for action in actions], float),
        must=np.array([action.must for action in actions], np.bool_),
        after=np.array([-1 if action.after is None else at[action.after] for action in actions], np.int64),
        forks=_forks(question, parents),
        budget=budget,
        weight=question.weight,
    )  # fmt: skip


def fen(wan: float) -> int:
    """Return an amount of 10,000 yuan in whole fen.

    >>> fen(0.00012)
    120
    """
    return round(wan * FEN)


def _stage(question: Question, k: int, parents: dict[tuple[int, int, int], int]) -> Stage:
    schooling, prices = question.stages[k], question.prices
    unseated = fen(prices.unseated_wan)
    walk = np.where(np.isfinite(schooling.walk_m), schooling.walk_m, 0.0) * (prices.walk_wan * FEN / 1000)
    cost = np.rint(walk + np.where(schooling.near, 0.0, prices.beyond_wan * FEN))
    cost[~np.isfinite(schooling.walk_m) | (cost >= unseated)] = NEVER
    offers = _offers(question, k, parents)
    running = np.zeros(len(schooling.seats)) if schooling.running_wan is None else schooling.running_wan
    return Stage(
        pupils=schooling.pupils.astype(np.int64),
        cost=np.ascontiguousarray(np.column_stack([cost, np.full(len(cost), unseated)]).astype(np.int32)),
        offers=offers,
        running=np.rint(running * FEN).astype(np.int64)[offers.school],
        schooling=schooling,
    )


def _parents(question: Question, at: dict[str, int]) -> dict[tuple[int, int, int], int]:
    """Return, for (stage, school, action), the nearest action before it in its chain that changes the same school; -1 for today's seats."""
    touched = {
        (change.stage, change.school, at[action.id])
        for action in question.actions
        for change in action.changes
    }
    found = {}
    for stage, school, number in sorted(touched):
        before = question.actions[number].after
        while before is not None and (stage, school, at[before]) not in touched:
            before = question.actions[at[before]].after
        found[stage, school, number] = -1 if before is None else at[before]
    return found


def _offers(question: Question, k: int, parents: dict[tuple[int, int, int], int]) -> Offers:
    schooling, count = question.stages[k], len(question.actions)
    given = {(change.school, number): change.seats for number, action in enumerate(question.actions) for change in action.changes if change.stage == k}  # fmt: skip
    makers = [(school, -1, int(seats)) for school, seats in enumerate(schooling.seats)]
    makers += [(school, number, seats) for (school, number), seats in given.items()]
    makers = sorted(maker for maker in makers if maker[2] > 0)
    by = np.zeros((len(makers), count), np.int64)
    for row, (school, maker, _) in enumerate(makers):
        if maker >= 0:
            by[row, maker] = 1
        enders = [
            number for (place, number) in given if place == school and parents[k, school, number] == maker
        ]
        by[row, enders] -= 1
    return Offers(
        school=np.array([school for school, _, _ in makers], np.int64),
        seats=np.array([seats for _, _, seats in makers], np.int64),
        maker=np.array([maker for _, maker, _ in makers], np.int64),
        by=by,
        lasting=~(by != 0).any(axis=1),
    )


def _forks(question: Question, parents: dict[tuple[int, int, int], int]) -> tuple[Fork, ...]:
    """Return which actions exclude each other: those of a group, and those that change one school from the same seats."""
    groups: dict[object, list[int]] = {}
    for number, action in enumerate(question.actions):
        if action.group is not None:
            groups.setdefault(action.group, []).append(number)
    found = [Fork(tuple(members)) for members in groups.values() if len(members) > 1]
    same: dict[tuple[int, int, int], list[int]] = {}
    for (stage, school, number), parent in parents.items():
        same.setdefault((stage, school, parent), []).append(number)
    found += [Fork(tuple(members), key[2]) for key, members in same.items() if len(members) > 1]
    unique = {(fork.members, fork.parent): fork for fork in found}
    return tuple(unique[key] for key in sorted(unique))
