"""Feeders (对口): every primary zone whole to one school; which of them cannot be, and why."""

import numpy as np
import pandas as pd

from zoning.assign.policy import whole
from zoning.assign.problem import Problem
from zoning.contiguity import pieces
from zoning.errors import InfeasiblePlan
from zoning.model import Ints, Measures, Note, StudyArea
from zoning.words import Text, listed

_MOST_TOLD = 20


def check(problem: Problem, area: StudyArea, measures: Measures) -> None:
    """Raise `InfeasiblePlan` for the primary zones that cannot go whole to one school, each with its numbers."""
    zones = whole.fed(area, measures)
    if not zones:
        return
    of = whole.merged(len(problem.pupils), list(zones.values()))
    found = whole.misfit(problem, of)
    if problem.contiguous:
        piece = pd.Series(pieces(of, problem.adj_start, problem.adj))
        found = np.where((piece.groupby(of).nunique() > 1).to_numpy(), 4, found)
    bad = {
        name: (blocks, int(found[of[blocks[0]]])) for name, blocks in zones.items() if found[of[blocks[0]]]
    }
    if bad:
        raise _refused(problem, bad, of, area, measures)


def notes(area: StudyArea) -> tuple[Note, ...]:
    """Return a note on how many primary zones feed the schools; nothing where no feeders are given."""
    if "feeder" not in area.blocks:
        return ()
    count = area.blocks["feeder"].nunique()
    return (Note("feeders", Text(f"对口：{count} 个小学片区各自整体升入一所学校", f"feeders: {count} primary zones, each whole to one school"), "info"),)  # fmt: skip


def _refused(
    problem: Problem, bad: dict[str, tuple[Ints, int]], of: Ints, area: StudyArea, measures: Measures
) -> InfeasiblePlan:
    small = (whole.summed(problem, of), whole.contract(problem, of))
    room = {name: _room(small, of[blocks[0]]) for name, (blocks, _) in bad.items()}
    told = [_told(problem, name, blocks, cause, room[name], area, measures) for name, (blocks, cause) in bad.items()]  # fmt: skip
    shown, left = told[:_MOST_TOLD], len(told) - _MOST_TOLD
    if left > 0:
        shown += [Text(f"另有 {left} 个", f"{left} more")]
    zh = "\n".join([f"对口：{len(told)} 个小学片区不能整体升入一所学校", *(f"  - {one.zh}" for one in shown)])
    en = "\n".join(
        [
            f"feeders: {len(told)} primary zones cannot go whole to one school",
            *(f"  - {one.en}" for one in shown),
        ]
    )
    pupils = float(sum(problem.pupils[blocks].sum() for blocks, _ in bad.values()))
    return InfeasiblePlan("feeders", pupils, list(bad), Text(zh, en))


def _room(small: tuple[Problem, ...], group: int) -> int:
    """Most seats of a school that may take the group, in the first of the problems in which they do not suffice."""
    rooms = [int(made.limit[made.allowed[group]].max(initial=0)) for made in small]
    return next((room for room, made in zip(rooms, small, strict=True) if room < made.pupils[group]), 0)


def _told(
    problem: Problem, name: str, blocks: Ints, cause: int, room: int, area: StudyArea, measures: Measures
) -> Text:
    """What keeps one primary zone from going whole, and what would mend it; causes are those of `whole.misfit`."""
    names = area.schools["name"].reindex(measures.walks.schools).astype(str).to_numpy()
    pupils = int(problem.pupils[blocks].sum())
    who = _name(area, name)
    zone_zh, zone_en = f"{who}片区（{len(blocks)} 个地块、{pupils:,} 名学生）", f"the zone of {who} ({len(blocks)} blocks, {pupils:,} pupils)"  # fmt: skip
    if cause == 1:
        held = np.unique(problem.fixed[blocks])
        two = names[held[held >= 0]]
        return Text(
            f"{zone_zh}含有须去不同学校的地块（学校所在地块或锁定）：{listed(two, 'zh')}。可把这些学校设为多校划片（[[pool]]），或在对口表中拆分该片区",
            f"{zone_en} holds blocks that belong to different schools (their own blocks, or locks): {listed(two, 'en')}. Let these share a zone ([[pool]]), or split it in the feeders",
        )  # fmt: skip
    if cause == 3:
        return Text(
            f"{zone_zh}学生多于全部地块可去的任何学校的学位（最多 {room:,} 个，差 {pupils - room:,} 个）。可扩建（[[resize]]）、多校划片（[[pool]]）、设 over_capacity_share，或拆分该片区",
            f"{zone_en} has more pupils than any school that all its blocks may go to has seats (at most {room:,}, short by {pupils - room:,}). Enlarge one ([[resize]]), "
            "pool schools ([[pool]]), allow over_capacity_share, or split the zone",
        )  # fmt: skip
    if cause == 4:
        return Text(
            f"{zone_zh}的地块不相邻，而片区须连片。请核对对口表，补充桥、道口数据，或设 contiguous = false",
            f"{zone_en} does not hang together, and zones must. Check the feeders, add bridges or crossings, or set contiguous = false",
        )  # fmt: skip
    return Text(
        f"{zone_zh}没有全部地块都能去的学校（锁定、最长步行或连片）。可放宽最长步行、减少锁定，或拆分该片区",
        f"{zone_en} has no school that all its blocks may go to (locks, the longest walk or one piece). Allow a longer walk, drop locks, or split the zone",
    )  # fmt: skip


def _name(area: StudyArea, feeder: str) -> str:
    """The primary school's name with its id, where it has another name."""
    own = area.blocks.loc[area.blocks["feeder"] == feeder, "feeder_name"].dropna()
    return feeder if own.empty or own.iloc[0] == feeder else f"{own.iloc[0]}（{feeder}）"
