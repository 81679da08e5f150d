"""Seats that do not suffice, told: who can reach which, short by how many, and how many more would do."""

import math

import numpy as np

from zoning.assign.bound.feasible import Shortage
from zoning.assign.problem import Problem
from zoning.errors import InfeasiblePlan
from zoning.model import Ints
from zoning.words import Text, listed


def too_big(names: np.ndarray, problem: Problem, big: Ints) -> InfeasiblePlan:
    """Return the refusal for blocks with more pupils than any school they may go to has seats."""
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


def shortage(
    short: Shortage, unseated: int, blocks: np.ndarray, schools: np.ndarray, problem: Problem
) -> InfeasiblePlan:
    """Return the refusal for blocks that can reach too few seats; `unseated` pupils of the district have none at least."""
    where, reach = blocks[short.blocks], schools[short.schools]
    more = _share(short, problem)
    if len(reach) == len(schools):
        zh = f"学位：全区 {short.pupils:,} 名学生，只有 {short.seats:,} 个学位，差 {short.short:,} 个。可增设学校（[[open]]）、扩班（[[resize]]）{more.zh}"
        en = (
            f"seats: {short.pupils:,} pupils in all, only {short.seats:,} seats, short by {short.short:,}. "
            f"Open a school ([[open]]), enlarge one ([[resize]]){more.en}"
        )
    else:
        others_zh = f"（全区至少 {unseated:,} 名学生没有学位）" if unseated > short.short else ""
        others_en = f" ({unseated:,} pupils of the district have no seat, at least)" if unseated > short.short else ""  # fmt: skip
        zh = f"学位：{len(where)} 个地块、{short.pupils:,} 名学生只能到 {listed(reach, 'zh')}，共 {short.seats:,} 个学位，差 {short.short:,} 个：{listed(where, 'zh')}{others_zh}。可在这些学校增加 {short.short:,} 个学位、在附近增设学校{more.zh}"
        en = (
            f"seats: {len(where)} blocks with {short.pupils:,} pupils can reach only {short.seats:,} seats, at {listed(reach, 'en')}, "
            f"short by {short.short:,}: {listed(where, 'en')}{others_en}. "
            f"Add {short.short:,} seats at these schools, open one near by{more.en}"
        )
    return InfeasiblePlan("seats", float(short.short), list(where), Text(zh, en))


def _share(short: Shortage, problem: Problem) -> Text:
    """The allowance over capacity that would seat these pupils, to a tenth of a percent; none above twice the seats."""
    seats = problem.seats[short.schools, :-1].sum(axis=1) if problem.seats.shape[1] > 1 else problem.limit[short.schools]  # fmt: skip
    first = math.floor(1000 * max(0.0, short.pupils / max(1, int(seats.sum())) - 1))
    for tenths in range(first, 1001):
        if int(seats.sum() + (seats * tenths // 1000).sum()) >= short.pupils:
            share = tenths / 1000
            return Text(f"，或设 over_capacity_share = {share:g} 以上", f", or allow over_capacity_share = {share:g} or more")  # fmt: skip
    return Text("", "")
