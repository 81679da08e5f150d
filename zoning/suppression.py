"""Small counts left out of a table, and so many others that none can be worked out again from the totals."""

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

INTERNAL, PUBLIC = 5, 10
"""Counts below these are not told: within an office, and to the public."""


class Flow(NamedTuple):
    """One count that would be told. What arrives at a node leaves it again: so every sum is written, of a list, of a table, or of several that hang together."""

    start: str
    end: str
    value: int


def hidden(flows: Sequence[Flow], least: int) -> list[bool]:
    """Return which counts must be left out: those from 1 to `least` - 1, and others around them.

    Whoever knows every count that is left, every sum, and that what was left out is 1 or more, cannot tell any of the counts left out to
    within `least`. Raises `ValueError` where the flows do not add up.

    Notes
    -----
    For each small count, `least` more is sent around a circle: along flows, which may grow, or against flows of more than `least`, which may
    shrink so far. All of the circle is left out. Circles are chosen so that little is lost: Dijkstra's shortest way back from the end of the
    flow to its start, where a flow costs what it counts, and nothing once it is left out. There always is one, for flows that add up are
    circles.
    """
    _require_balance(flows)
    out = [0 < flow.value < least for flow in flows]
    for small in sorted(np.flatnonzero(out).tolist(), key=lambda i: (-flows[i].value, i)):
        for i in _way_back(flows, out, small, least):
            out[i] = True
    return out


def _require_balance(flows: Sequence[Flow]) -> None:
    left: dict[str, int] = {}
    for start, end, count in flows:
        if count < 0:
            raise ValueError(f"{start} to {end} is {count}, below 0")
        left[start] = left.get(start, 0) - count
        left[end] = left.get(end, 0) + count
    wrong = sorted(node for node, rest in left.items() if rest)
    if wrong:
        raise ValueError(f"what arrives does not leave again: {wrong[0]}")


def _way_back(flows: Sequence[Flow], out: Sequence[bool], small: int, least: int) -> list[int]:
    """Positions of the flows on the cheapest way from the end of a flow to its start."""
    arcs: dict[str, list[tuple[str, int]]] = {}
    for i, (start, end, count) in enumerate(flows):
        if i != small and count > 0:
            arcs.setdefault(start, []).append((end, i))
            if count > least:
                arcs.setdefault(end, []).append((start, i))
    start, goal = flows[small].end, flows[small].start
    cost, came, queue = {start: 0}, dict[str, tuple[str, int]](), [(0, start)]
    while queue:
        so_far, node = heapq.heappop(queue)
        if so_far > cost[node]:
            continue
        for beyond, i in arcs.get(node, ()):
            more = so_far + (0 if out[i] else flows[i].value)
            if more < cost.get(beyond, more + 1):
                cost[beyond], came[beyond] = more, (node, i)
                heapq.heappush(queue, (more, beyond))
    way = []
    while goal != start:
        goal, i = came[goal]
        way.append(i)
    return way


def of_list(counts: pd.Series, least: int) -> tuple[pd.Series, bool]:
    """Return which counts of a list must be left out, and whether its total must.

    >>> of_list(pd.Series([3, 40, 7, 60]), 5)[0].tolist()
    [True, False, True, False]
    """
    flows = [Flow("total", "list", int(count)) for count in counts]
    *rows, total = hidden([*flows, Flow("list", "total", int(counts.sum()))], least)
    return pd.Series(rows, index=counts.index, dtype=bool), total
