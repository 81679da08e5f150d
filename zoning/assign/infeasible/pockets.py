"""Pockets: groups of blocks that barriers cut off from every school."""

import numpy as np
import shapely

from zoning.assign.problem import Problem
from zoning.contiguity import pieces
from zoning.model import Ints, Measures, StudyArea
from zoning.words import Text, listed

MOST_TOLD = 3


def without_school(problem: Problem) -> list[Ints]:
    """Return the groups of blocks joined through neighbours in which no school stands, fewest blocks first."""
    piece = pieces(np.zeros(len(problem.pupils), np.int64), problem.adj_start, problem.adj)
    served = np.unique(piece[problem.home[problem.home >= 0]])
    found = [np.flatnonzero(piece == k) for k in np.setdiff1d(np.unique(piece), served)]
    return sorted(found, key=lambda blocks: (len(blocks), int(blocks[0])))


def described(blocks: Ints, area: StudyArea, measures: Measures) -> Text:
    """Return which blocks a pocket has and what lies between it and the nearest block outside, where that is known."""
    ids = measures.walks.blocks[blocks]
    walls = between(blocks, area, measures)
    zh = f"，与最近的其他地块之间隔着{'、'.join(w.zh for w in walls)}" if walls else ""
    en = f", with {', '.join(w.en for w in walls)} between it and the nearest other block" if walls else ""
    return Text(f"{listed(ids, 'zh')}{zh}", f"{listed(ids, 'en')}{en}")


def between(blocks: Ints, area: StudyArea, measures: Measures) -> list[Text]:
    """Return the barriers that the shortest line from a pocket to any other block crosses."""
    shapes = area.blocks.geometry.reindex(measures.walks.blocks).to_numpy()
    inside = np.zeros(len(shapes), bool)
    inside[blocks] = True
    if inside.all() or area.barriers.empty:
        return []
    tree = shapely.STRtree(shapes[~inside])
    near, metres = tree.query_nearest(shapes[inside], return_distance=True, all_matches=False)
    at = int(metres.argmin())
    line = shapely.shortest_line(shapes[inside][near[0, at]], shapes[~inside][near[1, at]])
    crossed = area.barriers[area.barriers.intersects(line)]
    return [_named(kind, name) for kind, name in sorted({(str(k), _text(n)) for k, n in zip(crossed["kind"], crossed["name"], strict=True)})]  # fmt: skip


_KINDS = {
    "river": Text("河流", "a river"),
    "railway": Text("铁路", "a railway"),
    "motorway": Text("高速公路", "a motorway"),
}


def _text(name: object) -> str:
    return name if isinstance(name, str) else ""


def _named(kind: str, name: str) -> Text:
    return Text(name, name) if name else _KINDS.get(kind, Text(kind, kind))
