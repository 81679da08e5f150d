"""Infeasibility in the planner's words: the smallest cause found, which places, short by how much, what would mend it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from zoning.assign.bound import feasible
from zoning.assign.infeasible import mend, pockets, shortfall
from zoning.assign.policy import build, named, pools
from zoning.assign.problem import Problem
from zoning.errors import InfeasiblePlan
from zoning.model import Ints, Measures, StudyArea
from zoning.policy import Lock, Policy
from zoning.words import Text, listed

Pose = Callable[[Policy], Problem]


def check(
    problem: Problem, area: StudyArea, measures: Measures, policy: Policy, pose: Pose | None = None
) -> None:
    """Raise `InfeasiblePlan` for the first rule that provably cannot be met, with the smallest cause found for it.

    `pose` makes the problem of another policy (block by block, like `problem`); what would mend it is found by asking for policies
    without some locks, or with a longer walk. Where locks are the cause, they are named; else the cause is looked for without them.
    """
    names = _names(area, measures)
    _check_home_locks(area, measures, policy, names[1])
    if feasible.sound(problem):
        return
    pose = pose or (lambda asked: build.problem(area, measures, asked))
    clash = mend.clashing(pose, policy)
    unlocked = replace(policy, locks=())
    if policy.locks and not clash and not feasible.sound(free := pose(unlocked)):
        problem, policy = free, unlocked
    if clash:  # other locks that clash as well would only blur the picture
        problem = pose(replace(policy, locks=clash))
    found = _cause(problem, area, measures, policy)
    cures = _cures(pose, policy, clash, names[1], measures)
    if clash:
        found = _clash(clash, found, names[1], measures)
    said = Text("\n".join([found.text.zh, *(f"  - {c.zh}" for c in cures)]), "\n".join([found.text.en, *(f"  - {c.en}" for c in cures)]))  # fmt: skip
    raise InfeasiblePlan(found.rule, found.short, found.places, said)


def _cause(problem: Problem, area: StudyArea, measures: Measures, policy: Policy) -> InfeasiblePlan:
    """What no plan can do, told with the fewest blocks and schools found."""
    blocks, schools = _names(area, measures)
    alone = feasible.homeless(problem)
    if len(alone):
        return _homeless(problem, alone, area, measures, policy)
    big = feasible.too_big(problem)
    if len(big):
        return shortfall.too_big(blocks[big], problem, big)
    short = feasible.shortage(problem)
    assert short is not None, "asked for a cause where there is none"
    return shortfall.shortage(feasible.smallest(problem, short), short.short, blocks, schools, problem)


def _clash(
    locks: tuple[Lock, ...], found: InfeasiblePlan, schools: np.ndarray, measures: Measures
) -> InfeasiblePlan:
    """The refusal where locks are the cause: which cannot hold together, and what they lead to."""
    said = listed([_lock(lock, schools, measures) for lock in locks], "en")
    zh = f"锁定：{said} {'不能同时成立' if len(locks) > 1 else '不能成立'}：{found.text.zh}"
    en = f"lock: {said} cannot hold{' together' if len(locks) > 1 else ''}: {found.text.en}"
    return InfeasiblePlan("lock", found.short, [lock.block for lock in locks], Text(zh, en))


def _lock(lock: Lock, schools: np.ndarray, measures: Measures) -> str:
    at = measures.walks.schools.get_indexer(pd.Index([lock.school]))[0]
    return f"{lock.block} {'≠' if lock.never else '→'} {schools[at] if at >= 0 else lock.school}"


def _cures(
    pose: Pose, policy: Policy, clash: tuple[Lock, ...], schools: np.ndarray, measures: Measures
) -> list[Text]:
    """What else would mend it: locks whose removal alone is enough, the least walk that would do."""
    cures = []
    free = mend.freeing(pose, policy, clash)
    if free:
        said = listed([_lock(lock, schools, measures) for lock in free], "en")
        any_zh, any_en = ("其中任一条", "any one of these locks") if len(free) > 1 else ("这条", "this lock")
        cures.append(
            Text(
                f"删去{any_zh}锁定即可（按学生可拆分计算）：{said}",
                f"Dropping {any_en} is enough, were pupils of a block to split: {said}",
            )
        )
    elif clash:
        cures.append(
            Text("删去其中一条后仍有其他锁定冲突", "With one of them dropped, other locks still clash")
        )
    least = mend.least_walk_m(pose, policy, (measures.farthest or measures.walks).metres)
    if least is not None:
        cures.append(Text(f"最长步行距离 longest_walk_m 至少要 {least:,.1f} 米，再短必无方案", f"longest_walk_m must be at least {least:,.1f} m; below that there is no plan"))  # fmt: skip
    return cures


def _check_home_locks(area: StudyArea, measures: Measures, policy: Policy, names: np.ndarray) -> None:
    school_at = pools.holders(area, measures) if policy.contiguous else {}
    name_of = dict(zip(measures.walks.schools, names, strict=True))
    for lock in policy.locks:
        own = school_at.get(lock.block)
        if own is None or (own == lock.school) != lock.never:
            continue
        zh = f"不能锁定到{name_of[lock.school]}" if not lock.never else "不能排除该校"
        en = (
            f"it cannot go to {name_of[lock.school]}" if not lock.never else "that school cannot be ruled out"
        )
        raise InfeasiblePlan(
            "lock", 0.0, [lock.block],
            Text(
                f"锁定：地块 {lock.block} 是{name_of[own]}所在地块，片区连片时{zh}。请删去这条锁定",
                f"lock: {name_of[own]} stands in block {lock.block}; while zones hold their school {en}. "
                "Remove this lock",
            ),
        )  # fmt: skip


def check_plan(problem: Problem, school_of: Ints, area: StudyArea, measures: Measures) -> None:
    """Raise `InfeasiblePlan` where the search found no plan within the rules (which is no proof that none exists)."""
    blocks, schools = _names(area, measures)
    stuck = (school_of < 0).nonzero()[0]
    if len(stuck):
        raise InfeasiblePlan(
            "contiguous", float(problem.pupils[stuck].sum()), list(blocks[stuck]),
            Text(
                f"片区连片：找不到让 {listed(blocks[stuck], 'zh')} 与其学校连成一片的方案（未证明不存在）。可放宽最长步行距离、减少锁定，或补充桥、道口数据",
                f"zones in one piece: no plan found that joins {listed(blocks[stuck], 'en')} to a school "
                "(not proved impossible). Allow a longer walk, drop locks, or add bridges and crossings to the data",
            ),
        )  # fmt: skip
    over = problem.over(school_of)
    if over.any():
        full = over.nonzero()[0]
        raise InfeasiblePlan(
            "seats", float(over.sum()), list(schools[full]),
            Text(
                f"学位：找到的最好方案仍有 {over.sum()} 名学生超出学位，在 {listed(schools[full], 'zh')}（整块划分下未证明不存在）。可设 over_capacity_share 或增加 effort",
                f"seats: the best plan found still has {over.sum()} pupils over, at {listed(schools[full], 'en')} "
                "(blocks go whole; not proved impossible). Allow over_capacity_share, or raise effort",
            ),
        )  # fmt: skip


def _names(area: StudyArea, measures: Measures) -> tuple[np.ndarray, np.ndarray]:
    """Names of blocks and schools by position, "name（id）"."""
    blocks, schools = measures.walks.blocks, measures.walks.schools
    return named.of_blocks(area, blocks), named.of_schools(area, schools)


def _homeless(
    problem: Problem, alone: Ints, area: StudyArea, measures: Measures, policy: Policy
) -> InfeasiblePlan:
    """Blocks that no school may take: no way on foot, a pocket without a school, or all schools too far."""
    walks = measures.farthest or measures.walks
    names, nearest = _names(area, measures)[0], walks.nearest()["metres"].to_numpy()[alone]
    lost = alone[~np.isfinite(nearest) & (problem.pupils[alone] > 0)]
    if len(lost):
        return _told("walk", problem, lost, names, Text("没有任何学校可以步行到达", "can walk to no school"), Text("请检查道路是否断开，或补充桥、道口数据", "Check whether streets are broken, or add bridges and crossings"))  # fmt: skip
    cut = pockets.without_school(problem)
    if problem.contiguous and len(cut):
        parts = [pockets.described(part, area, measures) for part in cut[: pockets.MOST_TOLD]]
        blocks = np.concatenate(cut)
        why = Text(f"连不到任何学校（{'；'.join(p.zh for p in parts)}）", f"are in pockets without a school ({'; '.join(p.en for p in parts)})")  # fmt: skip
        return _told("contiguous", problem, blocks, names, why, Text("请补充桥、道口数据，在其中开设学校，或设 contiguous = false", "Add bridges or crossings that are missing, open a school there, or set contiguous = false"))  # fmt: skip
    if policy.longest_walk_m is not None:
        limit = Text(f" {policy.longest_walk_m:g} 米", f" {policy.longest_walk_m:g} m")
        why = Text("在此距离内没有可连片的学校", "have no school within it that their zone could join")
        cure = Text(f"最远的一块到最近学校要走 {nearest.max():,.0f} 米；可放宽距离或增设学校", f"The farthest walks {nearest.max():,.0f} m to its nearest school. Allow a longer walk or open a school")  # fmt: skip
        return _told("longest_walk_m", problem, alone, names, why, cure, limit)
    why = Text("没有任何学校的片区能连到", "can be joined to no school")
    return _told("contiguous", problem, alone, names, why, Text("请检查道路、桥和道口数据，或设 contiguous = false", "Check streets, bridges and crossings, or set contiguous = false"))  # fmt: skip


_NO_LIMIT = Text("", "")
_RULES = {
    "walk": Text("步行", "walk"),
    "contiguous": Text("片区连片", "zones in one piece"),
    "longest_walk_m": Text("最长步行", "longest walk"),
}


def _told(
    rule: str,
    problem: Problem,
    blocks: Ints,
    names: np.ndarray,
    why: Text,
    cure: Text,
    limit: Text = _NO_LIMIT,
) -> InfeasiblePlan:
    pupils, where = int(problem.pupils[blocks].sum()), names[blocks]
    said = _RULES[rule]
    zh = f"{said.zh}{limit.zh}：{len(blocks)} 个地块、{pupils:,} 名学生{why.zh}：{listed(where, 'zh')}。{cure.zh}"
    en = f"{said.en}{limit.en}: {len(blocks)} blocks with {pupils:,} pupils {why.en}: {listed(where, 'en')}. {cure.en}"
    return InfeasiblePlan(rule, float(pupils), list(where), Text(zh, en))
