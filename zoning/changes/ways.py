"""A new street joined to those that are there."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString, Point
from shapely.ops import substring

from zoning.model import Streets

_REACH_M = 1000.0
_AT_NODE_M = 0.01


def joined(streets: Streets, line: LineString, walls: gpd.GeoDataFrame, name: str) -> Streets | None:
    """Return the streets with one more along `line`, both ends led to the nearest street; None where none is in reach.

    The way from an end to its street crosses none of the `walls`.
    """
    ends = []
    for end in (Point(line.coords[0]), Point(line.coords[-1])):
        at = _nearest(streets, end, walls)
        if at is None:
            return None
        streets, node = _split(streets, *at)
        ends.append(node)
    here, there = (tuple(streets.nodes[node]) for node in ends)
    whole = LineString([here, *line.coords, there])
    new = {"u": [ends[0]], "v": [ends[1]], "length_m": [whole.length], "name": [name], "level": ["local"]}
    return replace(streets, edges=_with(streets.edges, gpd.GeoDataFrame(new, geometry=[whole])))


def _nearest(streets: Streets, end: Point, walls: gpd.GeoDataFrame) -> tuple[int, float] | None:
    """Return the edge that is nearest without crossing a wall, and the metres along it."""
    lines = streets.edges.geometry
    near = lines.sindex.query(end.buffer(_REACH_M), predicate="intersects")
    barred = shapely.union_all(walls.geometry.to_numpy()).difference(end.buffer(_AT_NODE_M))
    for edge in near[np.argsort(lines.iloc[near].distance(end).to_numpy(), kind="stable")].tolist():
        along = float(lines.iloc[edge].project(end))
        link = LineString([end, lines.iloc[edge].interpolate(along)])
        if not link.intersects(barred):
            return edge, along
    return None


def _split(streets: Streets, edge: int, along_m: float) -> tuple[Streets, int]:
    """Return the streets with a node on an edge, and its number."""
    row = streets.edges.iloc[edge]
    line, ends = row["geometry"], [int(row["u"]), int(row["v"])]
    if not np.allclose(line.coords[0], streets.nodes[ends[0]], atol=0.1):
        ends.reverse()  # the line runs the other way
    if along_m <= _AT_NODE_M or along_m >= line.length - _AT_NODE_M:
        return streets, ends[0 if along_m <= _AT_NODE_M else 1]
    node, stretch = len(streets.nodes), row["length_m"] / line.length
    parts = [substring(line, 0.0, along_m), substring(line, along_m, line.length)]
    halves = gpd.GeoDataFrame(
        {
            "u": [ends[0], node], "v": [node, ends[1]], "length_m": [part.length * stretch for part in parts],
            "name": row["name"], "level": row["level"],
        },
        geometry=parts,
    )  # fmt: skip
    nodes = np.vstack([streets.nodes, line.interpolate(along_m).coords[0][:2]])
    kept = streets.edges.drop(streets.edges.index[edge])
    return Streets(nodes, _with(kept, halves)), node


def _with(edges: gpd.GeoDataFrame, more: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    more = more.set_crs(edges.crs).reindex(columns=edges.columns)
    return gpd.GeoDataFrame(pd.concat([edges, more], ignore_index=True), crs=edges.crs)
