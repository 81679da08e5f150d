"""The block each school stands in; its zone must hold that block."""

import numpy as np
import pandas as pd
import shapely

from zoning.errors import InputError, Problem
from zoning.model import Note, StudyArea
from zoning.words import Text, listed


def of(area: StudyArea) -> tuple[pd.Series, tuple[Note, ...]]:
    """Return open school -> block (each block at most once), and notes on schools that stand in no block of their own.

    A school outside every block, or in a block that is already another school's, takes the nearest free one. Sites that are
    tried take the nearest block that is no school's; several may have one, since they need not all open.
    """
    shapes, schools = area.blocks.geometry.to_numpy(), area.open_schools
    tree = shapely.STRtree(shapes)
    spots = schools.geometry.to_numpy()
    far = shapely.distance(spots, shapes[tree.nearest(spots)]) if len(spots) else np.empty(0)
    tried = (schools["status"] == "tried").to_numpy()
    if (~tried).sum() + min(1, tried.sum()) > len(shapes):
        raise InputError([_too_few(len(shapes), len(spots))])
    order = sorted(range(len(spots)), key=lambda j: (tried[j], far[j], str(schools.index[j])))
    taken, block_of = set[int](), dict[int, int]()
    moved, nearest = [], _nearest(tree, spots)
    for j in order:
        block = nearest[j]
        if block in taken:
            near = np.argsort(shapely.distance(shapes, spots[j]), kind="stable")
            block = next(int(b) for b in near if int(b) not in taken)
        if block != nearest[j] or far[j] > 0:
            moved.append(j)
        block_of[j] = block
        if not tried[j]:
            taken.add(block)
    home = pd.Series(
        {schools.index[j]: area.blocks.index[b] for j, b in block_of.items()}, name="block_id", dtype="object"
    )
    return home.reindex(schools.index), _notes(area, home, [str(schools.index[j]) for j in moved])


def _nearest(tree: shapely.STRtree, spots: np.ndarray) -> list[int]:
    """Return the block nearest to each spot, the first of several that are equally near."""
    spot, block = tree.query_nearest(spots, all_matches=True) if len(spots) else np.empty((2, 0), np.int64)
    first = np.full(len(spots), np.iinfo(np.int64).max)
    np.minimum.at(first, spot, block)
    return [int(b) for b in first]


def _too_few(blocks: int, schools: int) -> Problem:
    return Problem(
        "blocks",
        Text(
            f"只有 {blocks} 个地块，却有 {schools} 所学校；每所学校的片区至少要有一个地块，请把地块划细",
            f"{blocks} blocks for {schools} schools: every school's zone needs one of its own; draw smaller blocks",
        ),
    )


def _notes(area: StudyArea, home: pd.Series, moved: list[str]) -> tuple[Note, ...]:
    if not moved:
        return ()
    said = [f"{area.schools.at[s, 'name']}→{home[s]}" for s in sorted(moved)]
    text = Text(
        f"{len(said)} 所学校不在自己的地块内，其片区以最近的地块为本校所在：{listed(said, 'zh')}",
        f"{len(said)} schools stand in no block of their own; the nearest counts as theirs: {listed(said, 'en')}",
    )
    return (Note("schools", text, "info"),)
