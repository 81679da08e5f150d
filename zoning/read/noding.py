"""Lines that only touch on paper -> lines that share junctions: the cuts a walking network needs."""

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from zoning.model import Floats, Ints
from zoning.read.network import Chains, Shapes

TOUCH_M = 0.001
"""Two computations of one point differ by less."""


def cuts(lines: Shapes, storey: Ints, snap_m: float) -> tuple[pd.DataFrame, int]:
    """Return where lines must be cut (`line`, `along_m`, `x`, `y`, `node`), and how many are mere crossings.

    Junctions are line ends within `snap_m` of each other, ends within `snap_m` of another line, and
    points where two lines cross on the same `storey` (0 on the ground, 1 on a bridge, -1 in a
    tunnel): a bridge crosses without a junction.
    """
    reach = max(snap_m, TOUCH_M)
    ends = _ends(lines)
    crossed = _crossings(lines, storey, ends, reach)
    found = pd.concat([ends, _touches(lines, ends, reach), crossed], ignore_index=True)
    found["node"] = _merged(found[["x", "y"]].to_numpy(float), reach)
    places = found["node"].iloc[len(found) - len(crossed) :].nunique()
    return found, places


def unravelled(lines: Shapes) -> tuple[Shapes, Ints]:
    """Return the lines, those that meet themselves (a figure of eight) as their single strokes, and whose each is."""
    tangled = ~shapely.is_simple(lines)
    if not tangled.any():
        return lines, np.arange(len(lines))
    xy, of = shapely.get_coordinates(lines[tangled], return_index=True)
    joined = np.flatnonzero((of[1:] == of[:-1]) & (xy[1:] != xy[:-1]).any(axis=1))
    strokes = shapely.linestrings(np.stack([xy[joined], xy[joined + 1]], axis=1))
    row = np.r_[np.flatnonzero(~tangled), np.flatnonzero(tangled)[of[joined]]]
    return np.r_[lines[~tangled], strokes], row


def chains(lines: Shapes, found: pd.DataFrame) -> Chains:
    """Return the lines as chains with a node at every cut; each line has cuts at its two ends."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[np.diff(line, prepend=-1) != 0] = 0.0
    total = np.cumsum(step)
    along = total - total[np.searchsorted(line, line)]
    bends = pd.DataFrame({"line": line, "along_m": along, "x": xy[:, 0], "y": xy[:, 1], "node": -1})
    place = found.sort_values(["x", "y"]).groupby("node")[["x", "y"]].first().loc[found["node"]]
    at = found.assign(x=place["x"].array, y=place["y"].array)  # one place per junction
    rows = pd.concat([at, bends], ignore_index=True)
    rows = rows.sort_values(["line", "along_m"], kind="stable", ignore_index=True)
    return _chains_of(rows[_needed(rows)])


def _needed(rows: pd.DataFrame) -> np.ndarray:
    """Which rows stay: no bend on top of a cut, no cut twice in a row at one place."""
    is_cut = (rows["node"] >= 0).to_numpy()
    along, line = rows["along_m"].to_numpy(), rows["line"].to_numpy()
    cut_along, cut_line = along[is_cut], line[is_cut]
    scale = along.max(initial=0.0) + 1.0  # so that (line, along) sorts as one number
    where = np.searchsorted(cut_line * scale + cut_along, line * scale + along)
    near = np.zeros(len(rows), dtype=bool)
    for neighbour in (np.clip(where - 1, 0, len(cut_along) - 1), np.clip(where, 0, len(cut_along) - 1)):
        near |= (cut_line[neighbour] == line) & (np.abs(cut_along[neighbour] - along) <= TOUCH_M)
    return is_cut | ~near


def _chains_of(rows: pd.DataFrame) -> Chains:
    """Chains of sorted rows; a junction met twice in a row, with no bend between, is one."""
    node, line = rows["node"].to_numpy(np.int64), rows["line"].to_numpy(np.int64)
    again = np.r_[False, (node[1:] == node[:-1]) & (node[1:] >= 0) & (line[1:] == line[:-1])]
    alone = np.bincount(line[~again], minlength=line.max(initial=0) + 1)[line] < 2
    keep = ~again & ~alone
    return Chains(rows[["x", "y"]].to_numpy(float)[keep], line[keep], node[keep])


def _ends(lines: Shapes) -> pd.DataFrame:
    count = np.arange(len(lines))
    points = shapely.get_coordinates([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    along = np.r_[np.zeros(len(lines)), shapely.length(lines)]
    return pd.DataFrame({"line": np.r_[count, count], "along_m": along, "x": points[:, 0], "y": points[:, 1]})


def _touches(lines: Shapes, ends: pd.DataFrame, reach: float) -> pd.DataFrame:
    """Cuts of lines near which another line (or the same) ends: T-junctions."""
    points = shapely.points(ends[["x", "y"]].to_numpy(float))
    end, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach)
    along = shapely.line_locate_point(lines[line], points[end])
    inside = (along > reach) & (along < shapely.length(lines[line]) - reach)
    at = ends.iloc[end[inside]]
    return pd.DataFrame(
        {"line": line[inside], "along_m": along[inside], "x": at["x"].array, "y": at["y"].array}
    )


def _crossings(lines: Shapes, storey: Ints, ends: pd.DataFrame, reach: float) -> pd.DataFrame:
    """Cuts of both lines where two of one storey cross away from any line's end."""
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    pair = (one < other) & (storey[one] == storey[other])
    one, other = one[pair], other[pair]
    shared = shapely.intersection(lines[one], lines[other])
    parts, of_pair = shapely.get_parts(shared, return_index=True)
    # where lines run together, the stretch begins and ends at a junction
    alone = np.where(shapely.get_dimensions(parts) == 0, parts, None)
    points = np.r_[shapely.get_point(parts, 0), shapely.get_point(parts, -1), alone]
    of_pair = np.tile(of_pair, 3)
    real = ~shapely.is_missing(points)
    xy, of_pair = shapely.get_coordinates(points[real]), of_pair[real]
    away = cKDTree(ends[["x", "y"]].to_numpy(float)).query(xy)[0] > reach
    xy, of_pair = np.tile(xy[away], (2, 1)), of_pair[away]
    line = np.r_[one[of_pair], other[of_pair]]
    along = shapely.line_locate_point(lines[line], shapely.points(xy))
    return pd.DataFrame({"line": line, "along_m": along, "x": xy[:, 0], "y": xy[:, 1]})


def _merged(xy: Floats, reach: float) -> Ints:
    """Give every point the number of its junction: points within `reach` are one."""
    near = cKDTree(xy).query_pairs(reach, output_type="ndarray")
    links = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(xy), len(xy)))
    return connected_components(links, directed=False)[1].astype(np.int64)
