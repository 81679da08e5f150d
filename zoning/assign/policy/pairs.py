"""Schools paired into multi-school zones: neighbours, so that walks grow least."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd

from zoning.assign.policy import build, pools, terms
from zoning.assign.problem import PER_METRE
from zoning.model import Floats, Ints, Measures, Note, StudyArea
from zoning.policy import Policy
from zoning.words import Text, listed

_LIST = 100
"""Pairs named in the note."""


def of(
    area: StudyArea, measures: Measures, policy: Policy, own: Ints
) -> tuple[tuple[tuple[str, str], ...], Note]:
    """Return the pairs of schools, and a note on them; `own` (n,) is a plan in which each has its own zone.

    Only schools in no pool of the `area` yet whose zones touch are paired, if all blocks of both zones may go to both. As many as can be are paired; of the ways to do so
    the one is taken that adds least to what the plan costs, zones as they are and places drawn by lot (a matching of least weight).
    """
    schools = measures.walks.schools
    added = _added(area, measures, policy, own)
    graph: nx.Graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, metres) for (a, b), metres in sorted(added.items()))
    found = sorted((min(pair), max(pair)) for pair in nx.min_weight_matching(graph))
    pairs = tuple((str(schools[a]), str(schools[b])) for a, b in found)
    alone = [str(s) for s in schools if s not in area.pools and all(s not in pair for pair in pairs)]
    return pairs, _said(area, pairs, [added[pair] for pair in found], alone)


def _added(area: StudyArea, measures: Measures, policy: Policy, own: Ints) -> dict[tuple[int, int], int]:
    """Pupil-millimetres that each pair of neighbours adds; pairs that a rule forbids are left out."""
    free = build.problem(area, measures, replace(policy, contiguous=False))
    cost = terms.per_pupil(terms.walked(measures), terms.prices(area, measures, policy))
    cost = np.where(np.isfinite(cost), cost, 0.0)  # nobody walks there: no pupils, or a lock
    held = free.fixed >= 0
    found = {}
    for a, b in _neighbours(area, measures, own):
        here = np.flatnonzero((own == a) | (own == b))
        may = (free.allowed[here, a] & free.allowed[here, b]) | held[here]
        if may.all():
            share = _share(area, measures.walks.schools[[a, b]])
            mean = (cost[here][:, [a, b]] * share).sum(axis=1)
            found[a, b] = round(float((free.pupils[here] * (mean - cost[here, own[here]])).sum()))
    return found


def _share(area: StudyArea, two: pd.Index) -> Floats:
    zone = pd.Index(["+"])
    pair = replace(area, pools={"+": tuple(two)})
    return pools.shares(pair, two, zone).share


def _neighbours(area: StudyArea, measures: Measures, own: Ints) -> list[tuple[int, int]]:
    """Pairs of schools (a < b) in no pool whose zones touch."""
    blocks, schools = measures.walks.blocks, measures.walks.schools
    ends = [own[blocks.get_indexer(pd.Index(measures.neighbours[end]))] for end in ("block_a", "block_b")]
    touching = np.unique(np.sort(np.column_stack(ends), axis=1), axis=0)
    taken = schools.isin(list(area.pools))
    return [(int(a), int(b)) for a, b in touching if a != b and not taken[a] and not taken[b]]


def _said(area: StudyArea, pairs: tuple[tuple[str, str], ...], added: list[int], alone: list[str]) -> Note:
    names = area.schools["name"].astype(str)
    km = [metres / PER_METRE / 1000 for metres in added]
    told = [f"{names[a]} + {names[b]} ({more:+,.1f})" for (a, b), more in zip(pairs, km, strict=True)]
    zh = f"程序分组的多校片区 {len(pairs)} 组，在分校方案上共增加 {sum(km):,.1f} 人·公里，为相邻学校两两结对中最少：{listed(told, 'zh', _LIST)}。方案和下界以此分组为前提"
    en = (
        f"{len(pairs)} pairs of schools made by the program add {sum(km):,.1f} pupil-km to the plan without them, the least of all ways to pair neighbours: "
        f"{listed(told, 'en', _LIST)}. Plan and bound take these pairs as given"
    )
    if not pairs:
        zh, en = "pool_size = 2：没有可结对的学校（要求片区相邻，两片的地块都可去两校）", "pool_size = 2: no schools could be paired (zones must touch, and all their blocks be allowed at both schools)"  # fmt: skip
    if alone:
        left = [names[school] for school in alone]
        zh += f"。未结对：{listed(left, 'zh', _LIST)}"
        en += f". Not paired: {listed(left, 'en', _LIST)}"
    return Note("schools", Text(zh, en), "assumption")
