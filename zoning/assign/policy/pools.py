"""Multi-school zones (多校划片): several schools as one, its seats their sum, its walk their mean by seats."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from zoning.assign.problem import Problem
from zoning.errors import InfeasiblePlan
from zoning.model import Floats, Ints, Measures, Note, StudyArea, Walks
from zoning.policy import Lock, Policy
from zoning.words import Lang, Text, listed

_NAME = Text("{}（多校划片）", "{} (shared zone)")


@dataclass(frozen=True, eq=False)
class Shares:
    """Where each of k schools belongs among the m zones, and its share of the places there."""

    zone: Ints
    """(k,)"""
    share: Floats
    """(k,) of the seats of its zone; schools without seats share alike."""
    count: int

    def mean(self, table: Floats) -> Floats:
        """Return the mean (n, m) of a `table` (n, k) by places; inf where a school with places has inf."""
        made = np.zeros((len(table), self.count))
        for k in np.flatnonzero(self.share > 0):
            made[:, self.zone[k]] += table[:, k] * self.share[k]
        return made

    def most(self, table: Floats) -> Floats:
        """Return the greatest (n, m) of a `table` (n, k) among schools with places."""
        made = np.full((len(table), self.count), -np.inf)
        for k in np.flatnonzero(self.share > 0):
            made[:, self.zone[k]] = np.maximum(made[:, self.zone[k]], table[:, k])
        return made

    def sum(self, rows: Ints) -> Ints:
        """Return the sums (m, …) of `rows` (k, …)."""
        made = np.zeros((self.count, *rows.shape[1:]), rows.dtype)
        np.add.at(made, self.zone, rows)
        return made


def shares(area: StudyArea, schools: pd.Index, zones: pd.Index) -> Shares:
    """Return how `schools` (k,) share the `zones` (m,) that they belong to; both are ids."""
    zone = zones.get_indexer(pd.Index([zone_of(area).get(str(s), s) for s in schools], dtype="object"))
    seats = area.schools["seats"].reindex(schools).to_numpy(float)
    total = np.bincount(zone, seats, len(zones))[zone]
    alike = 1 / np.bincount(zone, minlength=len(zones))[zone]
    share = np.where(total > 0, seats / np.where(total > 0, total, 1), alike)
    return Shares(zone.astype(np.int64), share, len(zones))


def zone_of(area: StudyArea) -> dict[str, str]:
    """Return school -> multi-school zone of the schools that stand in one."""
    return {school: pool for pool, schools in area.pools.items() for school in schools}


def holders(area: StudyArea, measures: Measures) -> dict[str, str]:
    """Return block -> school or multi-school zone of every block that a school stands in."""
    zone = zone_of(area)
    each = measures.apart or measures
    return {str(block): zone.get(str(school), str(school)) for school, block in each.home.items()}


def joined(area: StudyArea, measures: Measures, policy: Policy, lang: Lang) -> tuple[StudyArea, Measures, Policy]:  # fmt: skip
    """Return area, measures and policy in which every pool of the policy is one school.

    Its id is those of its schools joined by +, its seats their sum, its walks their mean by seats, its place that of the first. Its schools stay
    in the table, with the status pooled. Locks to one of them become locks to the zone.
    """
    if not policy.pools:
        return area, measures, policy
    pools = {_id(area, schools): schools for schools in policy.pools}
    zones = replace(area, schools=_with_zones(area, pools, lang), pools=pools, apart=area)
    zone = zone_of(zones)
    today = zones.blocks["current_school"]
    zones = replace(zones, blocks=zones.blocks.assign(current_school=today.replace(zone)))
    locks = tuple(replace(lock, school=zone.get(lock.school, lock.school)) for lock in policy.locks)
    _check_locks(zones, policy.locks)
    made = _measured(zones, measures)
    notes = (*measures.notes, _said(zones))
    return zones, replace(made, notes=notes), replace(policy, locks=locks)


def check(problem: Problem, area: StudyArea, measures: Measures) -> None:
    """Raise `InfeasiblePlan` for a multi-school zone that cannot hold the blocks of all its schools in one piece."""
    if not problem.contiguous or measures.apart is None:
        return
    blocks, zones = measures.walks.blocks, measures.walks.schools
    for pool, schools in area.pools.items():
        homes = [str(measures.apart.home[school]) for school in schools]
        at, own = blocks.get_indexer(pd.Index(homes)), zones.get_loc(pool)
        lost = ~problem.allowed[at, own] & (problem.fixed[at] == own)  # a lock elsewhere is another mistake
        if lost.any():
            raise _apart(area, schools, homes, lost)


def _id(area: StudyArea, schools: tuple[str, ...]) -> str:
    made = "+".join(schools)
    while made in area.schools.index:
        made += "+"
    return made


def _with_zones(area: StudyArea, pools: Mapping[str, tuple[str, ...]], lang: Lang) -> gpd.GeoDataFrame:
    """The schools, those in a pool with the status pooled, and a row for each pool."""
    schools = area.schools
    comma = "、" if lang == "zh" else ", "
    rows = []
    for members in pools.values():
        mine = schools.loc[list(members)]
        sums = {c: mine[c].sum(min_count=1) for c in ("seats", "classes", "roll") if c in schools}
        name = _NAME.to(lang).format(comma.join(mine["name"].astype(str)))
        rows.append({"name": name, "status": "open", **sums, "geometry": mine.geometry.iloc[0]})
    added = gpd.GeoDataFrame(rows, index=pd.Index(list(pools), name=schools.index.name), geometry="geometry", crs=schools.crs)  # fmt: skip
    pooled = schools.index.isin([school for members in pools.values() for school in members])
    kept = schools.assign(status=schools["status"].where(~pooled, "pooled"))
    return gpd.GeoDataFrame(pd.concat([kept, added.reindex(columns=schools.columns)]))


def _measured(area: StudyArea, measures: Measures) -> Measures:
    zones = area.open_schools.index
    share = shares(area, measures.walks.schools, zones)

    def table(walks: Walks, of: Floats) -> Walks:
        return Walks.from_matrix(pd.DataFrame(of, index=walks.blocks, columns=zones))

    walk, straight = measures.walks.matrix().to_numpy(), measures.straight.matrix().to_numpy()
    first = {zone: area.pools[zone][0] if zone in area.pools else zone for zone in zones}
    return replace(
        measures,
        walks=table(measures.walks, share.mean(walk)),
        farthest=table(measures.walks, share.most(walk)),
        straight=table(measures.straight, share.mean(straight)),
        home=pd.Series({z: measures.home[s] for z, s in first.items()}, name="block_id", dtype="object"),
        apart=measures,
    )


def _said(area: StudyArea) -> Note:
    names = [" + ".join(area.schools.loc[list(schools), "name"].astype(str)) for schools in area.pools.values()]  # fmt: skip
    text = Text(
        f"多校划片 {len(names)} 组：{listed(names, 'zh')}；学位合计，摇号派位，到片区的步行按各校学位加权平均，最长步行按最远的一所计",
        f"{len(names)} multi-school zones: {listed(names, 'en')}; seats are pooled and places drawn by lot: the walk to a zone is the mean over its "
        "schools, weighted by seats; limits on walks hold for the farthest of them",
    )
    return Note("schools", text, "assumption")


def _check_locks(area: StudyArea, locks: tuple[Lock, ...]) -> None:
    """Raise for a block locked to one school of a zone and kept from another."""
    zone = zone_of(area)
    sent = {lock.block: lock.school for lock in locks if not lock.never}
    for lock in locks:
        to = sent.get(lock.block)
        if lock.never and to is not None and zone.get(to, to) == zone.get(lock.school, lock.school):
            raise InfeasiblePlan(
                "lock", 0.0, [lock.block],
                Text(
                    f"锁定：地块 {lock.block} 锁定到 {to} 又排除 {lock.school}，而两校同在一个多校片区。请删去其一，或修改 [[pool]]",
                    f"lock: block {lock.block} is locked to {to} and kept from {lock.school}, which share one zone. Remove one of the locks, or change the [[pool]]",
                ),
            )  # fmt: skip


def _apart(area: StudyArea, schools: tuple[str, ...], homes: list[str], lost: np.ndarray) -> InfeasiblePlan:
    names = [f"{area.schools.at[s, 'name']}（{b}）" for s, b in zip(schools, homes, strict=True)]
    far = [name for name, yes in zip(names, lost, strict=True) if yes]
    return InfeasiblePlan(
        "pool", 0.0, [block for block, yes in zip(homes, lost, strict=True) if yes],
        Text(
            f"多校划片：{listed(names, 'zh')} 的所在地块连不成一片：从 {names[0]} 经可归入该片区的地块到不了 {listed(far, 'zh')}（其间有别校所在地块、锁定、超出最长步行的地块或屏障）。请改选相邻的学校，减少锁定或放宽最长步行，或设 contiguous = false",
            f"multi-school zone: the blocks of {listed(names, 'en')} cannot be joined: from {names[0]} no way through blocks that may belong to the zone leads "
            f"to {listed(far, 'en')} (other schools' own blocks, locks, blocks beyond the longest walk or barriers lie between). Choose schools that are neighbours, "
            "drop locks or allow a longer walk, or set contiguous = false",
        ),
    )  # fmt: skip
