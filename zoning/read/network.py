"""Chains of points -> a walking network: edges between junctions, in an order of their own."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zoning.model import Floats, Ints, Streets

Shapes = npt.NDArray[np.object_]
_LEAST_M = 0.01  # lengths are kept to the centimetre; two nodes apart by less are a centimetre apart


@dataclass(frozen=True, eq=False)
class Chains:
    """Lines as rows of points; every chain begins and ends at a node.

    `xy` (m, 2) metres; `chain` (m,) the line of each point, ascending; `node` (m,) a key from 0,
    or -1 where the line only bends.
    """

    xy: Floats
    chain: Ints
    node: Ints


def from_chains(chains: Chains, attributes: pd.DataFrame, crs: str) -> Streets:
    """Return the network of chains cut at their nodes.

    `attributes` has one row per chain (by position): `name`, `level`.
    """
    at = np.flatnonzero(chains.node >= 0)
    first, last = at[:-1], at[1:]
    same = chains.chain[first] == chains.chain[last]
    first, last = first[same], last[same]
    count = last - first + 1
    edge = np.repeat(np.arange(len(first)), count)
    point = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    lines = shapely.linestrings(chains.xy[point], indices=edge)
    edges = attributes.iloc[chains.chain[first]].reset_index(drop=True)
    edges = edges.assign(u=chains.node[first], v=chains.node[last], geometry=lines)
    nodes = np.full((int(chains.node.max(initial=-1)) + 1, 2), np.nan)
    nodes[chains.node[at]] = chains.xy[at]
    return tidy(nodes, gpd.GeoDataFrame(edges, geometry="geometry", crs=crs))


def tidy(nodes: Floats, edges: gpd.GeoDataFrame) -> Streets:
    """Return the network without unused nodes, empty and repeated edges, in an order of its own.

    Nodes follow a Hilbert curve, so that neighbours lie near each other in memory; edges run from
    their lower node `u` to `v`, and so do their lines.
    """
    edges = edges.assign(length_m=np.round(shapely.length(edges.geometry.to_numpy()), 2))
    edges = edges[(edges["length_m"] > 0) | (edges["u"] != edges["v"])]
    used = np.unique(edges[["u", "v"]].to_numpy(np.int64))
    used = used[_along_curve(nodes[used])]
    place = np.full(len(nodes), -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    u, v = place[edges["u"].to_numpy(np.int64)], place[edges["v"].to_numpy(np.int64)]
    lines = edges.geometry.to_numpy()
    lines = np.where(u <= v, lines, shapely.reverse(lines))
    edges = edges.assign(
        u=np.minimum(u, v), v=np.maximum(u, v), length_m=edges["length_m"].clip(lower=_LEAST_M)
    )
    edges = edges.set_geometry(gpd.GeoSeries(lines, index=edges.index, crs=edges.crs))
    edges = _once(edges).sort_values(
        ["u", "v", "length_m", "name", "level"], kind="stable", ignore_index=True
    )
    return Streets(nodes[used], edges[["u", "v", "length_m", "name", "level", "geometry"]])


def within(streets: Streets, region: shapely.Geometry) -> Streets:
    """Return the part of the network that touches `region`, with whole edges."""
    shapely.prepare(region)
    touching = shapely.intersects(region, streets.edges.geometry.to_numpy())
    return streets if touching.all() else tidy(streets.nodes, streets.edges[touching])


def parts(streets: Streets) -> Ints:
    """Return the connected part of every edge: 0 for the one with most metres, then 1, 2 and so on."""
    u, v = streets.edges["u"].to_numpy(np.int64), streets.edges["v"].to_numpy(np.int64)
    n = len(streets.nodes)
    _, of_node = connected_components(coo_array((np.ones(len(u)), (u, v)), shape=(n, n)), directed=False)
    of_edge = of_node[u].astype(np.int64)
    metres = np.bincount(of_edge, weights=streets.edges["length_m"].to_numpy(float))
    rank = np.empty(len(metres), dtype=np.int64)
    rank[np.argsort(-metres, kind="stable")] = np.arange(len(metres))
    return rank[of_edge]


def _along_curve(xy: Floats) -> Ints:
    """Order of points along a Hilbert curve; points of one cell by x, then y."""
    if len(xy) == 0:
        return np.zeros(0, dtype=np.int64)
    curve = gpd.GeoSeries(gpd.points_from_xy(xy[:, 0], xy[:, 1])).hilbert_distance().to_numpy()
    return np.lexsort((xy[:, 1], xy[:, 0], curve))


def _once(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Edges without those that repeat another's line between the same nodes."""
    twins = edges.duplicated(["u", "v", "length_m"], keep=False).to_numpy()
    if not twins.any():
        return edges
    shape = pd.Series("", index=edges.index, dtype="object")
    shape[twins] = shapely.to_wkb(shapely.normalize(edges.geometry.to_numpy()[twins]))
    named = edges["name"].eq("")  # of two alike the one with a name stays
    order = edges.assign(_shape=shape, _unnamed=named).sort_values(
        ["_unnamed", "name", "level"], kind="stable"
    )
    again = order["_shape"].ne("") & order.duplicated(["u", "v", "_shape"])
    return edges.loc[order.index[~again.to_numpy()]]
