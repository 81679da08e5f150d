"""What barriers keep apart: pairs of blocks that would be neighbours if a river, railway or motorway were not there."""

import pandas as pd

from zoning.measure import adjacency
from zoning.model import Measures, StudyArea

MOST = 20
"""Barriers looked at: those with a name first, then the longest."""


def walled(area: StudyArea, measures: Measures) -> pd.DataFrame:
    """Return `block_a`, `block_b`, `kind`, `name` of blocks that each barrier alone keeps from being neighbours.

    Barriers of one kind and name count as one, those without a name as one of each kind. Pairs that a bridge or crossing
    joins already are neighbours, and left out.
    """
    there = set(zip(measures.neighbours["block_a"], measures.neighbours["block_b"], strict=True))
    there |= {(b, a) for a, b in there}
    ids = area.blocks.index.to_numpy()
    rows = [
        (ids[a], ids[b], kind, name)
        for kind, name in _named(area)
        for a, b in adjacency.across(area, area.barriers[_key(area) == (kind, name)])
        if (ids[a], ids[b]) not in there
    ]
    return pd.DataFrame(rows, columns=["block_a", "block_b", "kind", "name"])


def _key(area: StudyArea) -> pd.Series:
    """(kind, name) of each barrier."""
    names = area.barriers["name"].fillna("").astype(str)
    return pd.Series(list(zip(area.barriers["kind"], names, strict=True)), index=area.barriers.index)


def _named(area: StudyArea) -> list[tuple[str, str]]:
    if area.barriers.empty:
        return []
    lengths = area.barriers.length.groupby(_key(area)).sum()
    order = sorted(lengths.items(), key=lambda item: (item[0][1] == "", -item[1], item[0]))
    return [key for key, _ in order[:MOST]]
