"""Which street, river or railway the border between two blocks follows, and how much of the edges of zones lies on such lines."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zoning.measure import facing, named_lines, sightlines
from zoning.measure.facing import OUTSIDE, Facing
from zoning.model import Ints, StudyArea

PARTED_SHARE = 0.75
"""Two blocks are parted by lines where these run between them along at least this much of their border."""
NAMED_LINES = "named_lines"
"""The column of the blocks that `between_lines` makes, and what `policy.whole` calls it."""
DISTRICT = "district"
"""Kind of a border on the boundary of the district."""
_RIM_M = 20.0


@dataclass(frozen=True, eq=False)
class Edges:
    """The borders of all blocks piece by piece, and the named lines that run between the two blocks of each."""

    blocks: pd.Index
    facing: Facing
    lines: pd.DataFrame
    """Index: the name; `kind`, `level`, `rank`, `length_m`, `number`."""
    between: pd.DataFrame
    """`piece`, `line` (number), `off_m`: every line between the two blocks of a piece, and how far from the border it lies; by piece."""
    beyond: pd.DataFrame
    """`facing`, `line` (number), `off_m`: lines between a block and the outside of the district, and how far from the block they lie."""
    follows: Ints
    """(p,) number of the line that the piece of border follows; -1 where it follows none."""
    parting: Ints
    """(p,) number of a line that parts the two blocks from farther off, where their border follows none; else -1."""
    rim: pd.Series
    """Metres of the district's boundary that each block lies on; by position."""
    crs: str


def of(area: StudyArea) -> Edges:
    """Measure the borders of all blocks of an area, and which named lines they follow.

    A line runs between two blocks where it must be crossed to look from the one's edge to the other's; a border follows the line that
    does so along most of it and lies near, a main road rather than a footpath beside it.
    """
    parts = named_lines.of(area)
    lines = named_lines.table(parts)
    faced = facing.of(area.blocks.geometry, area.boundary)
    between = sightlines.between(faced, parts, lines)
    follows, parting = sightlines.followed(faced, between, lines)
    beyond = sightlines.beyond(faced, parts, lines)
    return Edges(area.blocks.index, faced, lines, between, beyond, follows, parting, _rim(area), area.crs)


def borders(edges: Edges) -> gpd.GeoDataFrame:
    """Return a row per two neighbouring blocks and line that their border follows.

    `block_a`, `block_b` (missing on the boundary of the district), `line` ("" where it follows none), `kind` (street, river,
    railway, motorway, district; "" without a line), `level`, `beside` (where it follows none: a line between the two farther off, or ""),
    `length_m`, and the border itself. Rivers, railways and motorways are where the ground of two blocks meets, wherever they lie
    between them; the length is that of the middle between the blocks.
    """
    inner, outer = _inner(edges), _outer(edges)
    table = pd.concat([inner, outer], ignore_index=True) if len(outer) else inner
    return gpd.GeoDataFrame(table, geometry="geometry", crs=edges.crs)


def _inner(edges: Edges) -> pd.DataFrame:
    """The borders between two blocks."""
    faced, ids = edges.facing, edges.blocks.to_numpy(object)
    pair = faced.blocks[faced.piece_of]
    mine = (pair[:, 1] != OUTSIDE) & faced.inside
    keys = pd.DataFrame({"a": pair[mine, 0], "b": pair[mine, 1], "line": edges.follows[mine], "beside": edges.parting[mine]})  # fmt: skip
    at = keys.groupby(["a", "b", "line", "beside"], sort=True).ngroup().to_numpy()
    order = np.argsort(at, kind="stable")
    rows = keys.iloc[order[np.unique(at[order], return_index=True)[1]]]
    shapes = shapely.multilinestrings(shapely.linestrings(faced.piece[mine][order]), indices=at[order])
    names = np.r_[edges.lines.index.to_numpy(object), [""]]
    kinds, levels = (np.r_[edges.lines[column].to_numpy(object), [""]] for column in ("kind", "level"))
    line = rows["line"].to_numpy()
    return pd.DataFrame(
        {
            "block_a": ids[rows["a"]], "block_b": ids[rows["b"]], "line": names[line], "kind": kinds[line], "level": levels[line],
            "beside": names[rows["beside"]], "length_m": np.bincount(at, faced.piece_m[mine], len(rows)), "geometry": shapely.line_merge(shapes),
        }
    )  # fmt: skip


def _outer(edges: Edges) -> pd.DataFrame:
    """The borders on the boundary of the district."""
    rim = edges.rim[edges.rim > 0]
    nothing = {"block_b": None, "line": "", "kind": DISTRICT, "level": "", "beside": "", "geometry": None}
    ids = edges.blocks.to_numpy(object)[rim.index]
    return pd.DataFrame({"block_a": ids, "length_m": rim.to_numpy()}).assign(**nothing)


def named_share(found: pd.DataFrame, zone_of: pd.Series) -> pd.DataFrame:
    """Return `edge_m`, `named_m`, `parted_m`, `named_share`, `parted_share` of every zone, and of all edges together in the row "".

    `found` is what `borders` returns; edges that follow a line are named, those with a line between their two blocks are parted, near or not.
    The boundary of the district is no edge here; an edge between two zones counts for both, and once in the row "". Without an edge
    the shares are missing.
    """
    a, b = found["block_a"].map(zone_of), found["block_b"].map(zone_of)
    edge = (found["kind"] != DISTRICT) & (a != b) & a.notna() & b.notna()
    length = found["length_m"].where(edge, 0.0)
    named = length.where(found["line"] != "", 0.0)
    metres = pd.DataFrame({"edge_m": length, "named_m": named, "parted_m": named + length.where(found["beside"] != "", 0.0)})  # fmt: skip
    by_zone = pd.concat([metres.groupby(a).sum(), metres.groupby(b).sum()]).groupby(level=0).sum()
    by_zone = by_zone.reindex(sorted(zone_of.dropna().unique()), fill_value=0.0)
    rows = pd.concat([by_zone, metres.sum().to_frame("").T])
    edge_m = rows["edge_m"].where(rows["edge_m"] > 0)
    return rows.assign(named_share=rows["named_m"] / edge_m, parted_share=rows["parted_m"] / edge_m)


def pairs(edges: Edges) -> pd.DataFrame:
    """Return a row per two blocks whose ground meets: positions `a`, `b`, `border_m`, and `parted_m`, along which a line runs between them.

    Unlike `borders` it also counts where their ground meets between the parts of a district, or just outside it.
    """
    faced = edges.facing
    pair, length = faced.blocks[faced.piece_of], faced.piece_m
    parted = np.where((edges.follows >= 0) | (edges.parting >= 0), length, 0.0)
    inner = pair[:, 1] != OUTSIDE
    rows = pd.DataFrame({"a": pair[inner, 0], "b": pair[inner, 1], "border_m": length[inner], "parted_m": parted[inner]})  # fmt: skip
    return rows.groupby(["a", "b"], as_index=False).sum()


def between_lines(edges: Edges) -> pd.Series:
    """Return block_id -> the ground between named lines that it lies in, called by its first block; usable as a column of the blocks.

    Two blocks lie in the same ground where no named line parts them, and so do those that such pairs join. A zone made of
    whole grounds has named lines between its blocks and all others.
    """
    met = pairs(edges)
    open_ = met[met["parted_m"] < PARTED_SHARE * met["border_m"]]
    n = len(edges.blocks)
    graph = coo_array((np.ones(len(open_)), (open_["a"], open_["b"])), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    first = pd.Series(edges.blocks).groupby(label).first()
    return pd.Series(first.to_numpy()[label], index=edges.blocks, name=NAMED_LINES)


def _rim(area: StudyArea) -> pd.Series:
    """Position of a block -> metres of the district's boundary that are nearest to it."""
    rings = shapely.get_parts(shapely.segmentize(shapely.boundary(area.boundary), _RIM_M))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    middle, length = ((xy[1:] + xy[:-1]) / 2)[same], np.hypot(*(xy[1:] - xy[:-1]).T)[same]
    at, block = shapely.STRtree(area.blocks.geometry.to_numpy()).query_nearest(shapely.points(middle), all_matches=False)  # fmt: skip
    return pd.Series(np.bincount(block, length[at], len(area.blocks)))
