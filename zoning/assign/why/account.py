"""Why a plan is as it is, by the ids and names of its blocks and schools: `Why` from a solved problem."""

from dataclasses import replace

import numpy as np
import pandas as pd

from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.policy import build, pools
from zoning.assign.problem import PER_METRE, Problem
from zoning.assign.why import because, worth
from zoning.assign.why.compared import Case, Flags, compared, considered
from zoning.model import Ints, Measures, Plan, StudyArea, Walks, Why
from zoning.policy import Policy

MOST_PAIRS = 4_000_000
"""Pairs of block and school up to which barriers are priced: each asks for the bound anew."""
_BARRIERS = ["name", "kind", "links", "falls_pupil_m"]


def of(
    area: StudyArea,
    measures: Measures,
    policy: Policy,
    *,
    problem: Problem,
    prices: Prices,
    saves: Ints,
    school_of: Ints,
    group_of: Ints | None = None,
) -> Why:
    """Return why each block of a solved `problem` goes to its school (n,), and what seats, locks and one piece cost.

    `prices` prove the bound; `saves` (m,) is what one more seat saves, in millimetres; `group_of` (n,) tells which blocks go together.
    """
    free = build.problem(area, measures, replace(policy, locks=())) if policy.locks else problem
    case = Case(
        problem,
        free,
        prices,
        school_of,
        _walk_m(measures.walks),
        _today(area, measures),
        _grouped(group_of, len(school_of)),
        problem.contiguous & measures.walks.blocks.isin(list(pools.holders(area, measures))),
        None if measures.farthest is None else _walk_m(measures.farthest),
    )
    found = compared(case, policy.longest_walk_m)
    locks = worth.locks(problem, free, prices, _locks(measures, policy))
    return Why(
        blocks=_sentences(found, locks, case, area, measures),
        considered=_with_ids(considered(case), measures),
        seats=worth.seats(prices, saves).set_axis(measures.walks.schools),
        locks=_lock_ids(locks, measures),
        contiguity_pupil_m=worth.contiguity(problem, prices) / PER_METRE,
        priced_bound_pupil_m=pricing.bound(problem, prices) / PER_METRE,
        barriers=pd.DataFrame(columns=_BARRIERS),
    )


def with_barriers(
    plan: Plan, area: StudyArea, measures: Measures, policy: Policy, walled: pd.DataFrame
) -> Plan:
    """Return `plan` with the price of each barrier: what the bound falls by if zones could join across it, walks unchanged.

    `walled` has the pairs `block_a`, `block_b` that face each other across a barrier, its `name` and `kind`.
    """
    if plan.why is None or not policy.contiguous:
        return plan
    base = worth.bound(build.problem(area, measures, policy))
    rows = []
    for (kind, name), links in walled.groupby(["kind", "name"], sort=True):
        joined = pd.concat([measures.neighbours, links[["block_a", "block_b"]].assign(kind="ground")])
        lower = worth.bound(build.problem(area, replace(measures, neighbours=joined), policy))
        rows.append((name, kind, len(links), max(0, base - lower) / PER_METRE))
    table = pd.DataFrame(rows, columns=_BARRIERS).sort_values(
        ["falls_pupil_m", "name"], ascending=[False, True], ignore_index=True
    )
    return replace(plan, why=replace(plan.why, barriers=table))


def asks_for_barriers(plan: Plan, area: StudyArea) -> bool:
    """Tell whether barriers can have a price here: zones in one piece cost something, and the district is not too large."""
    size = len(plan.school_of) * len(area.open_schools)
    return plan.why is not None and plan.why.contiguity_pupil_m > 0 and size <= MOST_PAIRS


def _walk_m(walks: Walks) -> np.ndarray:
    table = np.full((len(walks.blocks), len(walks.schools)), np.inf, np.float32)
    table[walks.block, walks.school] = walks.metres
    return table


def _grouped(group_of: Ints | None, n: int) -> Flags:
    return np.zeros(n, bool) if group_of is None else np.bincount(group_of)[group_of] > 1


def _today(area: StudyArea, measures: Measures) -> Ints:
    if "current_school" not in area.blocks:
        return np.full(len(measures.walks.blocks), -1)
    today = area.blocks["current_school"].reindex(measures.walks.blocks)
    return measures.walks.schools.get_indexer(pd.Index(today)).astype(np.int64)


def _locks(measures: Measures, policy: Policy) -> pd.DataFrame:
    """The policy's locks by position; one that forbids a school that is not open says nothing."""
    schools = measures.walks.schools.get_indexer(
        pd.Index([lock.school for lock in policy.locks], dtype="object")
    )
    blocks = measures.walks.blocks.get_indexer(
        pd.Index([lock.block for lock in policy.locks], dtype="object")
    )
    never = np.array([lock.never for lock in policy.locks], bool)
    table = pd.DataFrame({"block": blocks, "school": schools, "never": never})
    return table[(blocks >= 0) & (schools >= 0)].reset_index(drop=True)


def _sentences(
    found: pd.DataFrame, locks: pd.DataFrame, case: Case, area: StudyArea, measures: Measures
) -> pd.DataFrame:
    names = area.schools["name"].reindex(measures.walks.schools).astype(str).tolist()
    walk_m = case.walk_m if case.farthest_m is None else case.farthest_m
    locks = locks[~locks["never"]]
    pupils = np.maximum(1, case.problem.pupils[locks["block"].to_numpy()])
    saved = locks["price_pupil_m"].to_numpy() / pupils
    freed = {
        int(block): (int(instead), float(metres))
        for block, instead, metres in zip(locks["block"], locks["instead"], saved, strict=True)
    }
    return pd.DataFrame(
        {
            "decided": found["decided"].astype("str").to_numpy(),
            "cheapest_id": measures.walks.schools.to_numpy()[found["cheap"].to_numpy()],
            "above_m": found["above_m"].to_numpy(),
            "zh": _named(because.sentences(found, names, freed, walk_m, "zh"), found, area, measures),
            "en": _named(because.sentences(found, names, freed, walk_m, "en"), found, area, measures),
        },
        index=measures.walks.blocks,
    )


def _named(said: list[str], found: pd.DataFrame, area: StudyArea, measures: Measures) -> list[str]:
    """The sentences, where a school of a multi-school zone stands in the block with that school's name instead of the zone's."""
    names = area.schools["name"].astype(str).to_dict()
    told, home = list(said), (measures.apart or measures).home
    for school, zone in pools.zone_of(area).items():
        at = measures.walks.blocks.get_indexer(pd.Index([home[school]]))[0]
        if found["decided"].iloc[at] == "own_block":
            told[at] = said[at].replace(names[zone], names[school])
    return told


def _with_ids(pairs: pd.DataFrame, measures: Measures) -> pd.DataFrame:
    block = measures.walks.blocks.to_numpy()[pairs["block"].to_numpy()]
    school = measures.walks.schools.to_numpy()[pairs["school"].to_numpy()]
    rest = pairs.drop(columns=["block", "school"])
    return pd.concat([pd.DataFrame({"block_id": block, "school_id": school}), rest], axis=1)


def _lock_ids(locks: pd.DataFrame, measures: Measures) -> pd.DataFrame:
    schools = measures.walks.schools.to_numpy()
    return locks.assign(
        block=measures.walks.blocks.to_numpy()[locks["block"].to_numpy()],
        school=schools[locks["school"].to_numpy()],
        instead=schools[locks["instead"].to_numpy()],
    )
