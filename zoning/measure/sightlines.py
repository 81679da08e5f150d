"""The named lines that one must cross to look from a block to its neighbour, or out of the district; and which of them a border follows."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.measure.facing import OUTSIDE, Facing
from zoning.model import Ints

ALONG_M = 60.0
"""A line between two blocks farther than this from where their ground meets parts them, but their border does not follow it."""
BEYOND_M = 400.0
"""A line this near outside a block on the rim of the district can be told instead of the boundary."""
BARRIERS = ("river", "railway", "motorway")
_ALLEY_M = 8.0


def between(faced: Facing, parts: gpd.GeoDataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return `piece`, `line`, `off_m`: every line between the two blocks of a piece of border, and how far from the border it lies."""
    sight = _lengthened(faced)
    piece, part = shapely.STRtree(parts.geometry.to_numpy()).query(sight, predicate="intersects")
    inside = faced.blocks[faced.piece_of[piece], 1] != OUTSIDE
    return _nearest("piece", piece[inside], part[inside], faced.middle[piece[inside]], parts, lines)


def beyond(faced: Facing, parts: gpd.GeoDataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return `facing`, `line`, `off_m`: lines met by looking outward from the blocks on the rim, and how far from the block they lie."""
    rim = np.flatnonzero(faced.blocks[:, 1] == OUTSIDE)
    start = faced.ends[rim, 0]
    way = faced.corner_xy[faced.corners[rim]].mean(axis=1) - start
    far = np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    sight = shapely.linestrings(np.stack([start, start + way / far * np.minimum(far, BEYOND_M)], axis=1))
    at, part = shapely.STRtree(parts.geometry.to_numpy()).query(sight, predicate="intersects")
    return _nearest("facing", rim[at], part, start[at], parts, lines)


def followed(faced: Facing, found: pd.DataFrame, lines: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return for every piece of border (p,) the line that it follows, and else one that parts its blocks from farther off; -1 for none.

    Of the lines near a piece, it follows the one that runs along most of the border between the two blocks, weighted by its rank. Two blocks
    on the two banks of a river meet at the river, wherever it lies between them; so with railways and motorways.
    """
    piece, line = found["piece"].to_numpy(), found["line"].to_numpy()
    pair = faced.blocks[faced.piece_of[piece]]
    weight = faced.piece_m[piece] * lines["rank"].to_numpy()[line]
    rows = found.assign(a=pair[:, 0], b=pair[:, 1], weight=weight)
    rows["total"] = rows.groupby(["a", "b", "line"])["weight"].transform("sum")
    near = (found["off_m"] <= ALONG_M).to_numpy() | lines["kind"].isin(BARRIERS).to_numpy()[line]
    follows = _first(
        rows[near].sort_values(["piece", "total", "off_m", "line"], ascending=[True, False, True, True]),
        faced,
    )
    parting = _first(rows.sort_values(["piece", "off_m", "line"]), faced)
    return follows, np.where(follows < 0, parting, -1)


def _first(rows: pd.DataFrame, faced: Facing) -> Ints:
    found = np.full(len(faced.piece_of), -1, np.int64)
    best = rows.drop_duplicates("piece")
    found[best["piece"].to_numpy(np.int64)] = best["line"].to_numpy(np.int64)
    return found


def _nearest(key: str, at: Ints, part: Ints, spots: np.ndarray, parts: gpd.GeoDataFrame, lines: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """Each line once for each key, with its distance from the nearest of the spots."""
    number = lines["number"].reindex(parts["name"]).to_numpy(np.int64)
    off = shapely.distance(shapely.points(spots), parts.geometry.to_numpy()[part])
    rows = pd.DataFrame({key: at.astype(np.int64), "line": number[part], "off_m": off.astype(float)})
    return rows.groupby([key, "line"])["off_m"].min().reset_index()


def _lengthened(faced: Facing) -> np.ndarray:
    """Lines of sight, those between blocks that touch made longer: their centre line may lie a little inside one of them."""
    sight = faced.sight()
    short = shapely.length(sight) < 2 * _ALLEY_M
    at, middle = faced.piece_of[short], faced.middle[short]
    way = np.diff(faced.piece[short], axis=1)[:, 0]
    across = np.c_[-way[:, 1], way[:, 0]] / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    ahead = faced.ends[at, 1] - faced.ends[at, 0]
    ahead = ahead / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    reach = _ALLEY_M * np.where(faced.piece_m[short][:, None] > 1.0, across, ahead)
    sight[short] = shapely.linestrings(np.stack([middle - reach, middle + reach], axis=1))
    return sight
