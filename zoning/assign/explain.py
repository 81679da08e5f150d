"""Infeasibility in the planner's words: which rule, which places, short by how much, what would mend it."""

import numpy as np

from zoning.assign import feasible
from zoning.assign.problem import Problem
from zoning.errors import InfeasiblePlan
from zoning.model import Ints, Measures, Policy, StudyArea
from zoning.words import Text, listed


def check(problem: Problem, area: StudyArea, measures: Measures, policy: Policy) -> None:
    """Raise `InfeasiblePlan` for the first rule that provably cannot be met."""
    blocks, schools = _names(area, measures)
    _check_home_locks(measures, policy, schools)
    alone = feasible.homeless(problem)
    if len(alone):
        raise _homeless(blocks[alone], int(problem.pupils[alone].sum()), policy, _needed_m(measures, alone))
    big = feasible.too_big(problem)
    if len(big):
        raise _too_big(blocks[big], problem, big)
    short = feasible.shortage(problem)
    if short:
        raise _shortage(short, blocks, schools, len(schools))


def _check_home_locks(measures: Measures, policy: Policy, names: np.ndarray) -> None:
    school_at = {block: school for school, block in measures.home.items()} if policy.contiguous else {}
    name_of = dict(zip(measures.walks.schools, names, strict=True))
    for lock in policy.locks:
        own = school_at.get(lock.block, lock.school)
        if own != lock.school:
            raise InfeasiblePlan(
                "lock", 0.0, [lock.block],
                Text(
                    f"锁定：地块 {lock.block} 是{name_of[own]}所在地块，片区连片时不能锁定到{name_of[lock.school]}。请删去这条锁定",
                    f"lock: {name_of[own]} stands in block {lock.block}; while zones hold their school it cannot go to "
                    f"{name_of[lock.school]}. Remove this lock",
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
    return (
        np.array([f"{area.blocks.at[b, 'name'] or ''}（{b}）" for b in blocks], dtype=object),
        np.array([str(area.schools.at[s, "name"]) for s in schools], dtype=object),
    )


def _needed_m(measures: Measures, blocks: Ints) -> float:
    """The walk limit below which some of these blocks reach no school at all, in metres."""
    return float(measures.walks.nearest()["metres"].to_numpy()[blocks].max())


def _homeless(blocks: np.ndarray, pupils: int, policy: Policy, needed_m: float) -> InfeasiblePlan:
    if policy.longest_walk_m is not None:
        rule = "longest_walk_m"
        zh = f"最长步行 {policy.longest_walk_m:g} 米：{len(blocks)} 个地块、{pupils} 名学生在此距离内没有可连片的学校：{listed(blocks, 'zh')}。最远的一块到最近学校要走 {needed_m:,.0f} 米；可放宽距离、增设学校，或减少锁定"
        en = (
            f"longest walk {policy.longest_walk_m:g} m: {len(blocks)} blocks with {pupils} pupils have no school within it "
            f"that their zone could join: {listed(blocks, 'en')}. The farthest walks {needed_m:,.0f} m to its nearest school. Allow a longer walk, open a school, or drop locks"
        )
    else:
        rule = "contiguous"
        zh = f"片区连片：{len(blocks)} 个地块、{pupils} 名学生没有任何学校的片区能连到：{listed(blocks, 'zh')}。请检查道路、桥和道口数据，或设 contiguous = false"
        en = (
            f"zones in one piece: {len(blocks)} blocks with {pupils} pupils can be joined to no school: {listed(blocks, 'en')}. "
            "Check streets, bridges and crossings, or set contiguous = false"
        )
    return InfeasiblePlan(rule, float(pupils), list(blocks), Text(zh, en))


def _too_big(names: np.ndarray, problem: Problem, big: Ints) -> InfeasiblePlan:
    worst = int(big[problem.pupils[big].argmax()])
    pupils = int(problem.pupils[worst])
    room = int(problem.limit[problem.allowed[worst]].max())
    return InfeasiblePlan(
        "seats", float(pupils - room), list(names),
        Text(
            f"学位：{listed(names, 'zh')} 的学生多于任何可去学校的学位（最多的一块 {pupils} 名，学位最多 {room} 个，差 {pupils - room}）。可拆分该地块、扩建学校或设 over_capacity_share",
            f"seats: {listed(names, 'en')} have more pupils than any school they may go to has seats "
            f"(the largest has {pupils}, the most seats are {room}, short by {pupils - room}). Split the block, enlarge a school or allow over_capacity_share",
        ),
    )  # fmt: skip


def _shortage(
    short: feasible.Shortage, blocks: np.ndarray, schools: np.ndarray, all_schools: int
) -> InfeasiblePlan:
    where, reach = blocks[short.blocks], schools[short.schools]
    if len(reach) == all_schools:
        zh = f"学位：全区 {short.pupils} 名学生，只有 {short.seats} 个学位，差 {short.short} 个。可增设学校（[[open]]）、扩班（[[resize]]）或设 over_capacity_share"
        en = (
            f"seats: {short.pupils} pupils in all, only {short.seats} seats, short by {short.short}. "
            "Open a school ([[open]]), enlarge one ([[resize]]) or allow over_capacity_share"
        )
    else:
        zh = f"学位：{len(where)} 个地块的 {short.pupils} 名学生只能到 {listed(reach, 'zh')}，共 {short.seats} 个学位，差 {short.short} 个：{listed(where, 'zh')}。可放宽最长步行距离、扩班或增设学校"
        en = (
            f"seats: the {short.pupils} pupils of {len(where)} blocks can reach only {listed(reach, 'en')} with {short.seats} seats, "
            f"short by {short.short}: {listed(where, 'en')}. Allow a longer walk, enlarge these schools or open one"
        )
    return InfeasiblePlan("seats", float(short.short), list(where), Text(zh, en))
