"""The outline of some ground as a walk round: which named lines it follows one after the other, and where it turns its four corners."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from zoning.clauses import SIDES, Edge, Side
from zoning.measure.edges import Edges
from zoning.measure.facing import OUTSIDE
from zoning.model import Floats, Ints
from zoning.notice.gazetteer import RIM_NAME

Mask = np.ndarray
_CORNERS = {"east": (1, 1), "south": (1, -1), "west": (-1, -1), "north": (-1, 1)}
"""Where the walk along each side begins: the farthest that way."""
_CHANGE_M = 70.0
"""What changing from one line to another counts, in metres of following a line that is not there."""
_RIM_M = 20.0
_FAR_M = 400.0
_BARE_RIM = 0.6
_TURN_M = 200.0
"""What turning a corner in the middle of a line counts: it is told on both sides."""
_WHOLE = 1000


def rounded(pairs: np.ndarray, ground: Mask, *, bare: float, line: float) -> Mask:
    """Return the ground nearest to some blocks whose outline is short and follows named lines.

    Every block in one and not in the other costs 1, every metre of outline `line` where it follows one and `bare` besides where it follows none; the
    sum is least. `pairs` (k, 4): two blocks, metres of border, and metres of it on which a line runs between them.
    """
    a, b = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
    price = line * pairs[:, 2] + bare * (pairs[:, 2] - pairs[:, 3])
    near = _near(a, b, ground, rings=3)
    kept = near[a] & near[b]
    number = np.cumsum(near) - 1
    n = int(near.sum())
    mine = ground[near]
    toll = np.rint(_WHOLE * price[kept]).astype(np.int32)
    a, b = number[a[kept]], number[b[kept]]
    at = np.arange(n)
    start, end = np.full(n, n), np.full(n, n + 1)
    rows = np.r_[a, b, start[mine], at[~mine]]
    columns = np.r_[b, a, at[mine], end[~mine]]
    room = np.r_[toll, toll, np.full(n, _WHOLE)].astype(np.int32)
    # every pair both ways, so that what is left of each way can be read off
    graph = csr_array(
        (np.r_[room, np.zeros(n, np.int32)], (np.r_[rows, columns[-n:]], np.r_[columns, rows[-n:]])),
        shape=(n + 2, n + 2),
    )
    left = csr_array(graph - maximum_flow(graph, n, n + 1).flow)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    side = np.zeros(n + 2, bool)
    side[breadth_first_order(left, n, return_predecessors=False)] = True
    found = np.zeros(len(ground), bool)
    found[near] = side[:n]
    return found


def _near(a: Ints, b: Ints, ground: Mask, *, rings: int) -> Mask:
    near = ground.copy()
    for _ in range(rings):
        grown = near.copy()
        grown[a[near[b]]] = True
        grown[b[near[a]]] = True
        near = grown
    return near


@dataclass(frozen=True, eq=False)
class Walk:
    """One closed outline followed clockwise: pieces of border, what runs along each, and where each begins."""

    piece: Ints
    """(k,) pieces of the borders; -1 on the boundary of the district."""
    facing: Ints
    """(k,) the facings that they are part of."""
    start: Floats
    """(k, 2)"""
    metres: Floats


def walks(edges: Edges, ground: Mask) -> list[Walk]:
    """Return the outer outlines of some ground, clockwise; holes are left out."""
    faced = edges.facing
    inner = np.r_[ground, False]  # the last stands for the outside
    side = inner[faced.blocks]
    mixed = np.flatnonzero(side[:, 0] != side[:, 1])
    found = []
    for loop, turned in _loops(faced.corners[mixed]):
        facing, forward = mixed[loop], ~turned
        xy = faced.corner_xy[np.where(forward, faced.corners[facing, 0], faced.corners[facing, 1])]
        longest = int(np.hypot(*(np.roll(xy, -1, axis=0) - xy).T).argmax())
        way = np.roll(xy, -1, axis=0)[longest] - xy[longest]
        ends = faced.ends[facing[longest]]
        inward = (ends[0] - ends[1]) * (1 if side[facing[longest], 0] else -1)
        if way[0] * inward[1] - way[1] * inward[0] > 0:  # the ground lies on the left: the other way round
            facing, forward = facing[::-1], ~forward[::-1]
            xy = faced.corner_xy[np.where(forward, faced.corners[facing, 0], faced.corners[facing, 1])]
        x, y = (xy - xy[0]).T
        if (np.roll(x, -1) * y - x * np.roll(y, -1)).sum() > 0:
            found.append(_walk(edges, facing, forward))
    return found


def _loops(corners: Ints) -> list[tuple[Ints, Mask]]:
    """Closed rounds of (k, 2) stretches, each corner shared by two: their order, and which are followed from the second corner."""
    if not len(corners):
        return []
    order = np.argsort(corners.ravel(), kind="stable")
    mate = np.empty(
        len(order), np.int64
    )  # the other end at the same corner: ends 2 i and 2 i + 1 are those of stretch i
    mate[order[0::2]], mate[order[1::2]] = order[1::2], order[0::2]
    way, first = _followed(mate)
    return [(round_ // 2, round_ % 2 == 1) for round_ in np.split(way, first[1:])]


@njit(cache=True, nogil=True)
def _followed(mate):  # type: ignore[no-untyped-def]
    """The ends at which stretches are entered, round after round, and where each round begins."""
    way, first = np.empty(len(mate) // 2, np.int64), []
    seen, k = np.zeros(len(mate) // 2, np.bool_), 0
    for i in range(len(seen)):
        if seen[i]:
            continue
        first.append(k)
        end = 2 * i
        while not seen[end // 2]:
            seen[end // 2] = True
            way[k] = end
            k += 1
            end = mate[end ^ 1]
    return way, np.array(first)


def _walk(edges: Edges, facing: Ints, forward: Mask) -> Walk:
    """The pieces of border of stretches one after the other; a stretch on the boundary of the district is one."""
    faced = edges.facing
    rim = faced.blocks[facing, 1] == OUTSIDE
    low = np.searchsorted(faced.piece_of, facing)
    count = np.where(rim, 1, np.searchsorted(faced.piece_of, facing, side="right") - low)
    row = np.repeat(np.arange(len(facing)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    piece = np.where(forward[row], low[row] + step, low[row] + count[row] - 1 - step)
    piece = np.where(rim[row], -1, piece)
    start = np.where(forward[row, None], faced.piece[piece, 0], faced.piece[piece, 1])
    start = np.where(rim[row, None], faced.ends[facing[row], 0], start)
    metres = np.hypot(*(faced.piece[piece, 1] - faced.piece[piece, 0]).T)
    return Walk(piece, facing[row], start, np.where(rim[row], _RIM_M, metres))


def told(edges: Edges, walk: Walk) -> tuple[Edge, ...]:
    """Return an outline as the lines of its four sides, clockwise from the corner in the north-east."""
    line = _labels(edges, walk)
    turns = _turns(walk, line)
    sides = {
        side: _named(edges, _runs(np.roll(line, -turns[side])[: (turns[after] - turns[side]) % len(line)]))
        for side, after in zip(SIDES, SIDES[1:] + SIDES[:1], strict=True)
    }
    return tuple(Edge(side, lines) for side, lines in _filled(sides).items() if lines)


def _named(edges: Edges, numbers: list[int]) -> tuple[str, ...]:
    return tuple(RIM_NAME if number < 0 else str(edges.lines.index[number]) for number in numbers)


def _filled(sides: dict[Side, tuple[str, ...]]) -> dict[Side, tuple[str, ...]]:
    """A side that is but a point where two lines meet is told by the line before it, which turns the corner there."""
    if not any(sides.values()):
        return dict.fromkeys(SIDES, (RIM_NAME,))
    found = dict(sides)
    for _ in SIDES:
        for i, side in enumerate(SIDES):
            before = found[SIDES[i - 1]]
            if not found[side] and before:
                found[side] = before[-1:]
    return found


def _runs(line: Ints) -> list[int]:
    return [int(number) for i, number in enumerate(line) if i == 0 or number != line[i - 1]]


def _labels(edges: Edges, walk: Walk) -> Ints:
    """The line followed at every piece of an outline: few changes, few metres where there is none; -1 is the boundary of the district."""
    at, number, off = _candidates(edges, walk)
    numbers, column = np.unique(np.r_[-1, number], return_inverse=True)
    cost = np.repeat(walk.metres[:, None], len(numbers), axis=1) + 0.5
    # of lines side by side the nearer, and the greater; on the boundary of the district rather a line than the boundary itself
    cost[walk.piece < 0, 0] = _BARE_RIM * _RIM_M
    cost[at, column[1:]] = walk.metres[at] * (
        0.25 * off / _FAR_M + 0.1 * (1.3 - edges.lines["rank"].to_numpy()[number])
    )
    first = _cheapest(cost, _CHANGE_M)
    changes = np.flatnonzero(first != np.roll(first, 1))
    if not len(changes):
        return numbers[first]
    begin = int(changes[len(changes) // 2])
    return numbers[np.roll(_cheapest(np.roll(cost, -begin, axis=0), _CHANGE_M), begin)]


def _candidates(edges: Edges, walk: Walk) -> tuple[Ints, Ints, Floats]:
    """Positions in the walk, and a line that runs along there and how far off, for every such line."""
    inside = _rows(edges.between, "piece", np.where(walk.piece < 0, -2, walk.piece))
    outside = _rows(edges.beyond, "facing", np.where(walk.piece < 0, walk.facing, -2))
    at, number, off = (np.concatenate(columns) for columns in zip(inside, outside, strict=True))
    return at, number, np.minimum(off, _FAR_M)


def _rows(table: pd.DataFrame, key: str, wanted: Ints) -> tuple[Ints, Ints, Floats]:
    """Positions in `wanted`, `line` and `off_m` of all rows with those keys; the table is sorted by key."""
    keys, line, off = (table[column].to_numpy() for column in (key, "line", "off_m"))
    low, high = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
    at = np.repeat(np.arange(len(wanted)), high - low)
    row = np.arange(len(at)) - np.repeat(np.cumsum(high - low) - high, high - low)
    return at, line[row], off[row]


@njit(cache=True, nogil=True)
def _cheapest(cost, change):  # type: ignore[no-untyped-def]
    """The column of every row, so that the sum with `change` for every change of column is least."""
    rows, columns = cost.shape
    best, came = cost[0].copy(), np.zeros((rows, columns), np.int64)
    for i in range(1, rows):
        other = best.argmin()
        least = best[other] + change
        for j in range(columns):
            if least < best[j]:
                came[i, j], best[j] = other, least + cost[i, j]
            else:
                came[i, j], best[j] = j, best[j] + cost[i, j]
    path = np.zeros(rows, np.int64)
    path[rows - 1] = best.argmin()
    for i in range(rows - 1, 0, -1):
        path[i - 1] = came[i, path[i]]
    return path


def _turns(walk: Walk, line: Ints) -> dict[Side, int]:
    """Where each side begins: the place farthest towards its corner, rather where one line gives way to another."""
    within = np.where((line == np.roll(line, 1)) & (line >= 0), _TURN_M, 0.0)
    return {side: int((walk.start @ np.array(_CORNERS[side]) - within).argmax()) for side in SIDES}
