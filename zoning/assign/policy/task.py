"""One plan under all rules: groups as one block, the cap on moves, the shortest longest walk."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from zoning.assign.bound.prices import Prices
from zoning.assign.policy import build, fair, stable, terms, whole
from zoning.assign.policy.whole import Groups
from zoning.assign.problem import PER_METRE, Problem
from zoning.assign.zones.solver import Proof, solve
from zoning.assign.zones.warm import Known
from zoning.errors import InfeasiblePlan
from zoning.model import Floats, Ints, Measures, Note, StudyArea
from zoning.policy import Policy
from zoning.words import Text

LIGHT_GAP = 0.005
"""Where plans are looked for to find a price, this close to the bound is enough."""
ANY_GAP = 1e9
"""A plan within the rules will do, whatever it costs."""


@dataclass(frozen=True, eq=False)
class Base:
    """An answer that the next question about the district begins from, as the solver saw it."""

    problem: Problem
    school_of: Ints
    prices: Prices
    groups: pd.Index
    """What each block or group of blocks is known by: the ids in it."""
    schools: pd.Index

    def known_to(self, groups: pd.Index, schools: pd.Index) -> Known:
        """Return it for a question about these groups of blocks and these schools."""
        return Known(
            self.problem, self.school_of, self.prices, groups.get_indexer(self.groups), schools.get_indexer(self.schools)
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Task:
    """What is asked of a plan, block by block."""

    problem: Problem
    groups: Groups
    measures: Measures
    moved: stable.Flags
    """(n, m) pairs that change a block's school, where today's is open."""
    gone: int
    """Pupils whose school today is not open: they move in every plan."""
    known: int
    """Pupils whose school today is known."""
    policy: Policy
    base: Base | None = None
    """The answer to begin from."""
    stop: Callable[[], bool] = lambda: False
    halted: list[bool] = field(default_factory=list)
    """No longer empty once the caller has asked to stop: what is still to be solved then ends at once."""

    @cached_property
    def walk(self) -> Floats:
        """(n, m) millimetres that limits hold for."""
        return terms.farthest(self.measures)

    @property
    def blocks(self) -> pd.Index:
        """The ids of the blocks."""
        return self.measures.walks.blocks

    @property
    def schools(self) -> pd.Index:
        """The ids of the schools."""
        return self.measures.walks.schools

    @property
    def cap(self) -> int | None:
        """Pupils who may move beside those who must; None without a cap."""
        share = self.policy.most_moved_share
        return None if share is None else int(share * self.known + 1e-9) - self.gone

    def shape(self, problem: Problem) -> Problem:
        """Return what the solver sees of a problem with this task's blocks."""
        return problem if self.groups.trivial else whole.contract(problem, self.groups.of)

    @property
    def names(self) -> pd.Index:
        """What each group is known by: the ids of its blocks."""
        if self.groups.trivial:
            return self.blocks
        ids = pd.Series(self.blocks.astype(str)).groupby(self.groups.of).agg("\n".join)
        return pd.Index(ids)

    def find(self, problem: Problem, effort: float, *, gap: float | None = None) -> tuple[Ints, Proof]:
        """Return a plan of `problem` block by block, and what is proved of it; with less effort a wider gap will do."""
        policy = self.policy
        enough = policy.gap if effort >= 1 else max(policy.gap, LIGHT_GAP)
        found, proof = solve(
            self.shape(problem),
            effort=effort * policy.effort,
            gap=enough if gap is None else gap,
            seed=policy.seed,
            known=None if self.base is None else self.base.known_to(self.names, self.schools),
            stop=lambda: bool(self.halted) or self.stop(),
        )
        if proof.stopped:
            self.halted.append(True)
        return found[self.groups.of], proof

    def base_of(self, made: "Answer") -> Base:
        """Return an answer as what the next question may begin from."""
        first = np.unique(self.groups.of, return_index=True)[1]
        return Base(
            self.shape(made.problem),
            made.school_of[first],
            made.proof.prices,
            self.names,
            self.schools,
        )

    def spread(self, proof: Proof) -> Prices:
        """Return the prices of a proof block by block."""
        return (
            proof.prices
            if self.groups.trivial
            else whole.spread(proof.prices, self.groups.of, self.problem.pupils)
        )


@dataclass(frozen=True, eq=False)
class Answer:
    """A plan and what is proved of it."""

    school_of: Ints
    proof: Proof
    problem: Problem
    """Block by block, with the longest walk found and the price on moves that keeps the cap."""
    policy: Policy
    """The policy with that longest walk and price."""
    prices: Prices
    """Of seats and of pairs, block by block."""
    least_longest_walk_m: float | None = None


def of(
    problem: Problem, groups: Groups, area: StudyArea, measures: Measures, policy: Policy, base: Base | None, stop: Callable[[], bool]
) -> Task:  # fmt: skip
    """Return the task of a problem whose pairs are those its groups may have, to be answered from a `base` where there is one."""
    today = area.blocks["current_school"].reindex(measures.walks.blocks)
    gone = terms.moves(area, measures).all(axis=1)  # no school that is open is today's
    return Task(
        problem=problem,
        groups=groups,
        measures=measures,
        moved=terms.moves(area, measures, gone=False),
        gone=int(problem.pupils[gone].sum()),
        known=int(problem.pupils[today.notna()].sum()),
        policy=policy,
        base=base,
        stop=stop,
    )


def answer(task: Task) -> Answer:
    """Return the best plan found under the task's rules."""
    if not task.policy.shortest_longest_walk:
        return _within(task, task.problem)
    walks = fair.limits(task.problem, task.walk)
    if not len(walks):
        return _within(task, task.problem)
    plans: dict[float, Ints] = {}

    def under(limit: float) -> Problem:
        return build.limited(task.problem, task.walk, limit / PER_METRE)

    def found(limit: float) -> float | None:
        school_of = _any_plan(task, under(limit))
        if school_of is None:
            return None
        longest = fair.longest(task.problem, task.walk, school_of)
        plans[longest] = school_of
        return longest

    limit, least = fair.shortest(walks, lambda limit: _may(task, under(limit)), found)
    if limit is None:  # not even without a limit: let that be said
        return _within(task, task.problem)
    made = _within(task, under(limit), plans[limit])
    policy = replace(made.policy, longest_walk_m=limit / PER_METRE)
    return replace(made, policy=policy, least_longest_walk_m=least / PER_METRE)


def notes(task: Task, made: Answer) -> tuple[Note, ...]:
    """Return what the planner must know of a longest walk made short, and of a cap on moves."""
    found: list[Text] = []
    stopped: list[Note] = []
    if task.halted:
        text = Text("求解被中断：方案是到中断时找到的最好的，下界仍然有效", "the search was stopped: this is the best plan found until then; its bound holds all the same")  # fmt: skip
        stopped = [Note("policy", text, "warning")]
    if made.least_longest_walk_m is not None:
        longest = fair.longest(task.problem, task.walk, made.school_of) / PER_METRE
        least = made.least_longest_walk_m
        proved = longest <= least + 0.05
        sure_zh = "已证明不能更短" if proved else f"已证明任何方案都不能短于 {least:,.0f} 米"
        sure_en = (
            "proved that it cannot be shorter" if proved else f"proved that none can be below {least:,.0f} m"
        )
        found += [Text(f"先缩短最长步行：{longest:,.0f} 米，{sure_zh}；成本下界以此为限", f"longest walk made short first: {longest:,.0f} m, {sure_en}; the bound of the cost is within this limit")]  # fmt: skip
    if task.cap is not None:
        moved = stable.count(task.problem, task.moved, made.school_of) + task.gone
        most = task.cap + task.gone
        found += [Text(f"换学校的学生 {moved} 名，上限 {most} 名（现学校已知的 {task.known} 名中）", f"{moved} pupils change school, {most} may (of {task.known} whose school today is known)")]  # fmt: skip
    return (*stopped, *(Note("policy", text, "info") for text in found))


def _may(task: Task, problem: Problem) -> bool:
    """Whether nothing proves that `problem` has no plan."""
    enough = fair.possible(task.shape(problem))
    return enough and (task.cap is None or stable.must_move(problem, task.moved) <= task.cap)


def _any_plan(task: Task, problem: Problem) -> Ints | None:
    """Some plan within the rules, or None where a light search finds none."""
    cap = task.cap
    if cap is not None:  # as few moves as can be found
        problem = stable.priced(problem, task.moved, stable.top(problem))
    for gap in (ANY_GAP,) if cap is None else (ANY_GAP, LIGHT_GAP):
        try:
            school_of, _ = task.find(problem, stable.LIGHT, gap=gap)
        except InfeasiblePlan:
            return None
        if stable.rank(problem, task.moved, cap, school_of)[0] == 0:
            return school_of
    return None


def _within(task: Task, problem: Problem, other: Ints | None = None) -> Answer:
    """The best plan of `problem`, the task's own or under a limit, with the cap on moves; `other` where it is better."""
    cap = task.cap
    if cap is None:
        school_of, proof = task.find(problem, 1.0)
        made = Answer(school_of, proof, problem, task.policy, task.spread(proof))
    else:
        made = _capped(task, problem, cap, other)
    ranked = [
        stable.rank(problem, task.moved, cap, plan) for plan in (made.school_of, other) if plan is not None
    ]
    return replace(made, school_of=other) if other is not None and ranked[1] < ranked[0] else made


def _capped(task: Task, problem: Problem, cap: int, other: Ints | None) -> Answer:
    must = stable.must_move(problem, task.moved)
    if must > cap:
        raise _unstable(task, must, cap, proved=True)
    found = stable.capped(problem, task.moved, cap, find=task.find, shape=task.shape)
    moved = stable.count(problem, task.moved, found.school_of)
    clean = (found.school_of >= 0).all() and not problem.over(found.school_of).any()
    if clean and moved > cap and other is None:
        raise _unstable(task, moved, cap, proved=False)
    priced = stable.priced(problem, task.moved, found.price)
    price_m = task.policy.move_price_m + found.price / PER_METRE
    policy = replace(task.policy, move_price_m=price_m)
    return Answer(found.school_of, found.proof, priced, policy, task.spread(found.proof))


def _unstable(task: Task, moved: int, cap: int, *, proved: bool) -> InfeasiblePlan:
    share, asked = (moved + task.gone) / max(1, task.known), task.policy.most_moved_share
    enough = math.ceil(share * 1000) / 1000  # rounded up: it has to do
    gone_zh = f"（其中 {task.gone} 名现学校不再开放）" if task.gone else ""
    gone_en = f", {task.gone} of them because today's school is not open" if task.gone else ""
    zh = "学位和锁定决定至少" if proved else "找到的方案中最少"
    en = "seats and locks make at least" if proved else "the fewest found is"
    sure = Text("", "") if proved else Text("（未证明不存在更少的）", " (not proved to be the fewest)")
    return InfeasiblePlan(
        "most_moved_share", float(moved - cap), [],
        Text(
            f"调整上限 {asked:.1%}：{zh} {moved + task.gone} 名学生（{share:.1%}）换学校{gone_zh}{sure.zh}。请把 most_moved_share 提到 {enough:.3f} 以上，或增加学位",
            f"most_moved_share {asked:.1%}: {en} {moved + task.gone} pupils ({share:.1%}) who change school{gone_en}{sure.en}. Allow at least {enough:.3f}, or add seats",
        ),
    )  # fmt: skip
