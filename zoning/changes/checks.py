"""What a scenario asks of a district that cannot be: ids that are not there, locks and pools that contradict the rest."""

import difflib
from collections.abc import Iterable

import pandas as pd

from zoning.errors import ScenarioError
from zoning.model import StudyArea
from zoning.scenario import Scenario
from zoning.words import Text


def before(scenario: Scenario, area: StudyArea) -> None:
    """Raise for changes that contradict each other or name what is not there, all at once and before any is made."""
    found = [*_contradictions(scenario), *_missing(scenario, area)]
    if found:
        raise ScenarioError.of(str(scenario.file), found)


def after(scenario: Scenario, area: StudyArea) -> None:
    """Raise for rules that the changed district cannot keep."""
    _check_locks(scenario, area)
    _check_pools(scenario, area)
    _check_policy(scenario, area)
    if area.open_schools.empty:
        raise ScenarioError(str(scenario.file), "close", Text("没有一所开放的学校", "no school is left open"))


def must_be_schools(scenario: Scenario, area: StudyArea, key: str, named: Iterable[str]) -> None:
    """Raise for schools named under a key that are not there or not open, all at once."""
    there = [str(school) for school in area.open_schools.index]
    found = [(key, _unknown(wanted, there)) for wanted in named if wanted not in set(there)]
    if found:
        raise ScenarioError.of(str(scenario.file), found)


_FATES = ("open", "close", "merge", "convert", "relocate")
"""Changes of which a school can have one: it cannot both close and move."""
_WORDS = {
    "open": Text("开放", "opened"), "close": Text("关闭", "closed"), "merge": Text("撤并", "merged"),
    "convert": Text("改办", "converted"), "relocate": Text("迁建", "moved"),
}  # fmt: skip


def _contradictions(scenario: Scenario) -> list[tuple[str, Text]]:
    """Return schools that are to have two fates, and those merged into one that goes as well."""
    fate: dict[str, str] = {}
    found: list[tuple[str, Text]] = []
    for key in _FATES:
        for n, change in enumerate(getattr(scenario, key), 1):
            other = fate.setdefault(change.id, key)
            if other != key:
                one, two = _WORDS[other], _WORDS[key]
                found += [(f"{key}[{n}]", Text(f"{change.id} 同一所学校既要{one.zh}又要{two.zh}", f"{change.id} is both {one.en} and {two.en}"))]  # fmt: skip
    for n, merge in enumerate(scenario.merge, 1):
        if fate.get(merge.into) in ("close", "merge") or merge.into == merge.id:
            found += [(f"merge[{n}].into", Text(f"{merge.into} 自己也要关闭或撤并，不能接收", f"{merge.into} goes as well and cannot take another in"))]  # fmt: skip
    return found


def _missing(scenario: Scenario, area: StudyArea) -> list[tuple[str, Text]]:
    """Return every id of the changes that is not there."""
    opened = {opening.id for opening in scenario.open}
    schools = [str(i) for i in area.schools.index]
    new = [estate.id for estate in scenario.estate if estate.outline is not None]
    blocks = [*(str(i) for i in area.blocks.index), *new]
    asked = [
        *((f"close[{n + 1}]", change.id, schools) for n, change in enumerate(scenario.close)),
        *((f"resize[{n + 1}]", change.id, schools) for n, change in enumerate(scenario.resize)),
        *((f"{key}[{n + 1}]", change.id, schools) for key in ("expand", "relocate", "merge", "convert") for n, change in enumerate(getattr(scenario, key))),
        *((f"merge[{n + 1}].into", merge.into, [*schools, *opened]) for n, merge in enumerate(scenario.merge)),
        *((f"estate[{n + 1}]", estate.id, blocks) for n, estate in enumerate(scenario.estate) if estate.outline is None),
        *((f"lock[{n + 1}].block", lock.block, blocks) for n, lock in enumerate(scenario.lock)),
        *((f"lock[{n + 1}].school", lock.school, [*schools, *opened]) for n, lock in enumerate(scenario.lock)),
        *((f"together[{n + 1}].blocks", block, blocks) for n, group in enumerate(scenario.together) for block in group.blocks),
        *((f"pool[{n + 1}].schools", school, [*schools, *opened]) for n, pool in enumerate(scenario.pool) for school in pool.schools),
    ]  # fmt: skip
    return [(key, _unknown(wanted, there)) for key, wanted, there in asked if wanted not in set(there)]


def _unknown(wanted: str, there: list[str]) -> Text:
    close = difflib.get_close_matches(wanted, there, 3, 0.5)
    hint_zh = f"；相近的有：{'、'.join(close)}" if close else ""
    hint_en = f"; close to it: {', '.join(close)}" if close else ""
    return Text(f"没有编号为 {wanted} 的记录{hint_zh}", f"there is no {wanted}{hint_en}")


def _check_locks(scenario: Scenario, area: StudyArea) -> None:
    """Raise for a lock on a school that is not open, for locks that contradict each other, and where they leave no school."""
    school_of: dict[str, str] = {}
    for lock in (lock for lock in scenario.lock if not lock.never):
        block, school, other = lock.block, lock.school, school_of.setdefault(lock.block, lock.school)
        if school not in area.open_schools.index:
            raise _lock(scenario, f"地块 {block} 锁定到未开放的学校 {school}", f"block {block} is locked to {school}, which is not open")  # fmt: skip
        if other != school:
            raise _lock(scenario, f"地块 {block} 同时锁定到 {other} 和 {school}", f"block {block} is locked to both {other} and {school}")  # fmt: skip
    barred: dict[str, set[str]] = {}
    for lock in (lock for lock in scenario.lock if lock.never):
        # a school that is closed takes nobody: no mistake
        barred.setdefault(lock.block, set()).add(lock.school)
        if school_of.get(lock.block) == lock.school:
            raise _lock(scenario, f"地块 {lock.block} 既锁定到 {lock.school} 又锁定为不去", f"block {lock.block} is locked to {lock.school} and may never go there")  # fmt: skip
    for block, schools in barred.items():
        if not set(area.open_schools.index) - schools:
            raise _lock(scenario, f"地块 {block} 的锁定排除了所有开放的学校", f"the locks of block {block} rule out every open school")  # fmt: skip


def _check_pools(scenario: Scenario, area: StudyArea) -> None:
    """Raise for pools with schools that are not open, twice in a pool or in two, all at once."""
    found, pool_of = [], dict[str, int]()
    for n, pool in enumerate(scenario.pool, 1):
        for school in pool.schools:
            before = pool_of.setdefault(school, n)
            if school not in area.open_schools.index:
                found += [(f"pool[{n}].schools", Text(f"{school} 未开放，不能参加多校划片", f"{school} is not open and cannot share a zone"))]  # fmt: skip
            elif before != n:
                found += [(f"pool[{n}].schools", Text(f"{school} 已在第 {before} 组多校划片中", f"{school} is in pool {before} already"))]  # fmt: skip
        if len(set(pool.schools)) < len(pool.schools):
            found += [(f"pool[{n}].schools", Text("同一所学校写了两次", "a school is named twice"))]
    if found:
        raise ScenarioError.of(str(scenario.file), found)


def _lock(scenario: Scenario, zh: str, en: str) -> ScenarioError:
    return ScenarioError(str(scenario.file), "lock", Text(zh, en))


def _check_policy(scenario: Scenario, area: StudyArea) -> None:
    """Raise for every key of the policy that asks for what the inputs do not have, all at once."""
    policy, blocks = scenario.policy_input, area.blocks
    texts = [c for c in blocks.columns if c != "geometry" and not pd.api.types.is_numeric_dtype(blocks[c])]
    columns = [str(c) for c in texts if blocks[c].notna().any()]
    found = []
    if policy.whole is not None and policy.whole not in columns:
        found += [("policy.whole", Text(f"地块没有 {policy.whole} 一列；有：{'、'.join(columns)}", f"the blocks have no column {policy.whole}; there are: {', '.join(columns)}"))]  # fmt: skip
    if policy.far_price and policy.far_m is None:
        found += [("policy.far_m", Text("写了 far_price，还要写从多少米起算远", "far_price is set: say from how many metres a walk is far"))]  # fmt: skip
    if policy.most_moved_share is not None and "current_school" not in columns:
        found += [("policy.most_moved_share", Text("地块没有现划片学校，无从计算调整；请补充该列或 inputs.current_zones", "no block names today's school; add that column or inputs.current_zones"))]  # fmt: skip
    if policy.subdistrict_price_m and "subdistrict" not in columns:
        found += [("policy.subdistrict_price_m", Text("地块没有街道一列", "the blocks have no column of subdistricts"))]  # fmt: skip
    if policy.arterial_price_m and (
        area.streets is None or not (area.streets.edges["level"] == "arterial").any()
    ):
        found += [("policy.arterial_price_m", Text("道路数据中没有主干道（level = arterial）", "the streets hold no arterial road (level = arterial)"))]  # fmt: skip
    if found:
        raise ScenarioError.of(str(scenario.file), found)
