"""The tools that benchmarks.walking compares, each doing the same task in the quickest way it has."""

import importlib.metadata
import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.helsinki import Streets
from zoning import __version__
from zoning.measure import walk_graph
from zoning.model import Floats, Ints

Walks = Callable[[Ints, float | None], Floats]
"""Schools' nodes and a cut-off -> metres (schools, blocks), inf where there is no way."""
_CHUNK = 50


@dataclass(frozen=True)
class Tool:
    """A way to do the task: how it gets ready for a city and its blocks, and then walks."""

    name: str
    package: str
    ready: Callable[[Streets, Ints], Walks]
    cuts: bool = True
    """Whether it knows a cut-off."""
    sample: int | None = None
    """Schools it walks from where all would take too long."""

    @property
    def version(self) -> str:
        """The release installed."""
        return __version__ if self.package == "zoning" else importlib.metadata.version(self.package)


def engine(threads: int) -> Callable[[Streets, Ints], Walks]:
    """This program's own."""

    def ready(city: Streets, blocks: Ints) -> Walks:
        graph = walk_graph.build(city.nodes, city.u, city.v, city.mm / 1000)
        nodes = walk_graph.nodes(graph, city.u, city.v, len(city.nodes))
        targets = walk_graph.Spots(*(column[blocks] for column in nodes))

        def walks(schools: Ints, cut_off_m: float | None) -> Floats:
            sources = walk_graph.Spots(*(column[schools] for column in nodes))
            limit = None if cut_off_m is None else int(cut_off_m * 1000)
            found = walk_graph.millimetres(graph, sources, targets, limit, threads=threads)
            return np.where(found == np.iinfo(found.dtype).max, np.inf, found / 1000)

        return walks

    return ready


def scipy(city: Streets, blocks: Ints) -> Walks:
    """Dijkstra's algorithm of scipy.sparse.csgraph, fifty schools a call so that the answer stays small."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    u, v, metres = _shortest_edges(city)
    size = len(city.nodes)
    matrix = csr_matrix((np.r_[metres, metres], (np.r_[u, v], np.r_[v, u])), shape=(size, size))

    def walks(schools: Ints, cut_off_m: float | None) -> Floats:
        limit = np.inf if cut_off_m is None else cut_off_m
        parts = np.array_split(schools, -(-len(schools) // _CHUNK))
        return np.vstack([dijkstra(matrix, indices=part, limit=limit)[:, blocks] for part in parts])

    return walks


def igraph(city: Streets, blocks: Ints) -> Walks:
    """`Graph.distances`, to the blocks' nodes only; it knows no cut-off."""
    from igraph import Graph

    graph = Graph(n=len(city.nodes), edges=np.c_[city.u, city.v])
    metres = (city.mm / 1000).tolist()
    target, column = np.unique(blocks, return_inverse=True)

    def walks(schools: Ints, _: float | None) -> Floats:
        parts = np.array_split(schools, -(-len(schools) // _CHUNK))
        found = [graph.distances(part.tolist(), target.tolist(), metres) for part in parts]
        return np.vstack([np.asarray(rows)[:, column] for rows in found])

    return walks


def pandana(way: str) -> Callable[[Streets, Ints], Walks]:
    """pandana's contraction hierarchies, asked in one of the ways it has."""

    def ready(city: Streets, blocks: Ints) -> Walks:
        import pandana as peer
        import pandas as pd

        x, y, u, v = (pd.Series(column) for column in (*city.nodes.T, city.u, city.v))
        network = peer.Network(x, y, u, v, pd.DataFrame({"metres": city.mm / 1000}), twoway=True)
        ask = {"pois": _nearest_pois, "ranges": _ranges, "pairs": _pairs}[way]
        return lambda schools, cut_off_m: ask(network, city, blocks, schools, cut_off_m)

    return ready


def _nearest_pois(network, city, blocks, schools, cut_off_m):  # type: ignore[no-untyped-def]
    """Every school is a place of interest; each node asks for all of them."""
    most, count = 1e6 if cut_off_m is None else cut_off_m, len(schools)
    network.set_pois("schools", most, count, *city.nodes[schools].T)
    table = network.nearest_pois(most, "schools", num_pois=count, include_poi_ids=True).to_numpy()[blocks]
    metres, school = table[:, :count].astype(float), table[:, count:].astype(float)
    found = np.full((count, len(blocks)), np.inf)
    row, place = np.nonzero(~np.isnan(school))
    found[school[row, place].astype(int), row] = metres[row, place]
    return found


def _ranges(network, city, blocks, schools, cut_off_m):  # type: ignore[no-untyped-def]
    """All nodes within a range of each school."""
    most = 1e6 if cut_off_m is None else cut_off_m
    far = np.full((len(schools), len(city.nodes)), np.inf)
    for i, school in enumerate(schools):
        table = network.nodes_in_range([school], most)
        far[i, table["destination"].to_numpy()] = table["metres"].to_numpy()
    return far[:, blocks]


def _pairs(network, city, blocks, schools, cut_off_m):  # type: ignore[no-untyped-def]
    """One question for every pair of school and block."""
    lengths = network.shortest_path_lengths(np.repeat(schools, len(blocks)), np.tile(blocks, len(schools)))
    found = np.reshape(lengths, (len(schools), len(blocks)))
    return np.where(found > (4e6 if cut_off_m is None else cut_off_m), np.inf, found)


def networkx(city: Streets, blocks: Ints) -> Walks:
    """Dijkstra's algorithm of networkx, one school at a time."""
    import networkx as nx

    graph = nx.Graph()
    u, v, metres = _shortest_edges(city)
    graph.add_weighted_edges_from(zip(u.tolist(), v.tolist(), metres.tolist(), strict=True))

    def walks(schools: Ints, cut_off_m: float | None) -> Floats:
        rows = []
        for school in schools.tolist():
            far = nx.single_source_dijkstra_path_length(graph, school, cutoff=cut_off_m)
            rows.append([far.get(block, np.inf) for block in blocks.tolist()])
        return np.array(rows)

    return walks


def _shortest_edges(city: Streets) -> tuple[Ints, Ints, Floats]:
    """Return each pair of nodes once, with its shortest edge: a matrix would add parallel ones up."""
    a, b = np.minimum(city.u, city.v), np.maximum(city.u, city.v)
    order = np.lexsort((city.mm, b, a))
    first = np.r_[True, (np.diff(a[order]) != 0) | (np.diff(b[order]) != 0)]
    kept = order[first & (a[order] != b[order])]
    return a[kept], b[kept], np.maximum(city.mm[kept], 1e-6) / 1000


def tools() -> tuple[Tool, ...]:
    """Return everything compared; the first is what the others are held against."""
    cores = os.cpu_count() or 1
    return (
        Tool(f"zoning, {cores} threads", "zoning", engine(cores)),
        Tool("zoning, 1 thread", "zoning", engine(1)),
        Tool("scipy `dijkstra`", "scipy", scipy),
        Tool("igraph `distances`", "igraph", igraph, cuts=False),
        Tool("pandana `nearest_pois`", "pandana", pandana("pois")),
        Tool("pandana `nodes_in_range`", "pandana", pandana("ranges"), sample=20),
        Tool("pandana `shortest_path_lengths`", "pandana", pandana("pairs"), sample=10),
        Tool("networkx", "networkx", networkx, sample=2),
    )
