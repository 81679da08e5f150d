"""Walks along streets, checked by hand and against networkx."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from zoning.measure import walking
from zoning.model import Streets

CRS = "EPSG:4549"
NO_WALLS = gpd.GeoDataFrame({"kind": []}, geometry=gpd.GeoSeries([], crs=CRS), crs=CRS)


def streets(nodes, pairs, lengths=None):
    nodes = np.array(nodes, float)
    lines = [LineString([nodes[a], nodes[b]]) for a, b in pairs]
    edges = gpd.GeoDataFrame(
        {"u": [a for a, _ in pairs], "v": [b for _, b in pairs], "length_m": lengths or shapely.length(lines), "name": "", "level": "local"},
        geometry=lines, crs=CRS,
    )  # fmt: skip
    return Streets(nodes, edges)


def walk(network, block, school):
    points = (
        gpd.GeoSeries([Point(block)], index=["b"], crs=CRS),
        gpd.GeoSeries([Point(school)], index=["S"], crs=CRS),
    )
    table, notes = walking.metres(network, *points)
    return table.at["b", "S"], notes


def test_a_walk_goes_to_the_edge_along_it_and_round_the_corner():
    # an L: 100 m east, then 100 m north
    network = walking.network(streets([(0, 0), (100, 0), (100, 100)], [(0, 1), (1, 2)]), NO_WALLS)
    metres, notes = walk(network, (40, 10), (90, 70))
    assert metres == pytest.approx(10 + 60 + 70 + 10)
    assert notes == ()


def test_on_the_same_edge_the_walk_does_not_go_round_its_ends():
    network = walking.network(streets([(0, 0), (1000, 0)], [(0, 1)]), NO_WALLS)
    assert walk(network, (400, 5), (450, 5))[0] == pytest.approx(5 + 50 + 5)


def test_the_shorter_of_parallel_streets_counts_once():
    network = walking.network(streets([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 0), (1, 2)], [100, 60, 100]), NO_WALLS)  # fmt: skip
    assert walk(network, (200, 0), (0, 0))[0] == pytest.approx(160)


def test_the_last_metres_never_cross_a_river():
    # the near street is across the river; the far one on this side is taken
    river = gpd.GeoDataFrame({"kind": ["river"]}, geometry=[LineString([(-500, 20), (500, 20)])], crs=CRS)
    net = streets([(0, 0), (100, 0), (0, 200), (100, 200), (300, 0), (300, 200)], [(0, 1), (2, 3), (1, 4), (4, 5), (5, 3)])  # fmt: skip
    metres, notes = walk(walking.network(net, river), (50, 30), (50, 0))
    assert metres == pytest.approx(170 + 50 + 200 + 200 + 200 + 50)
    assert notes[0].level == "info"


def test_a_block_by_a_scrap_of_street_is_joined_to_the_real_network_and_it_is_said():
    net = streets([(0, 0), (5000, 0), (2000, 60), (2010, 60)], [(0, 1), (2, 3)])
    metres, notes = walk(walking.network(net, NO_WALLS), (2005, 61), (0, 0))
    assert metres == pytest.approx(61 + 2005)
    assert "b" in notes[0].text.en


def test_where_all_streets_are_scraps_one_starts_from_any():
    # 150 lone streets, each under 1 % of the length
    net = streets([(x, y) for y in range(150) for x in (0, 100)], [(2 * y, 2 * y + 1) for y in range(150)])
    network = walking.network(net, NO_WALLS)
    assert walk(network, (20, 7), (70, 7))[0] == pytest.approx(50)
    assert walk(network, (20, 7), (70, 8))[0] == np.inf


def test_a_cut_off_leaves_out_longer_walks():
    network = walking.network(streets([(0, 0), (1000, 0)], [(0, 1)]), NO_WALLS)
    ends = gpd.GeoSeries([Point(300, 0), Point(301, 0)], index=["near", "far"], crs=CRS)
    school = gpd.GeoSeries([Point(0, 0)], index=["S"], crs=CRS)
    table, _ = walking.metres(network, ends, school, cut_off_m=300.0)
    assert table["S"].tolist() == [300.0, np.inf]


def test_walks_are_whole_millimetres_and_the_same_both_ways():
    network = walking.network(streets([(0, 0), (100, 1), (150, 90), (-20, 60)], [(0, 1), (1, 2), (2, 3), (3, 0)]), NO_WALLS)  # fmt: skip
    spots = gpd.GeoSeries([Point(33.3, 5), Point(120, 40), Point(-11, 31)], crs=CRS)
    table, _ = walking.metres(network, spots, spots)
    assert (table * 1000).round(6).equals((table * 1000).round(0))
    assert np.array_equal(table, table.T)


def test_a_block_that_cannot_walk_to_any_school_is_reported():
    net = streets([(0, 0), (1000, 0), (5000, 0), (6000, 0)], [(0, 1), (2, 3)])
    metres, notes = walk(walking.network(net, NO_WALLS), (500, 0), (5500, 0))
    assert metres == np.inf
    assert notes[-1].level == "warning"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_walks_between_nodes_agree_with_networkx(seed):
    rng = np.random.default_rng(seed)
    nodes = rng.uniform(0, 1000, (12, 2))
    pairs = [(int(a), int(b)) for a, b in rng.integers(0, 12, (24, 2)) if a != b]
    net = streets(nodes, pairs)
    graph = nx.Graph()
    for (a, b), metres in zip(pairs, net.edges["length_m"], strict=True):
        graph.add_edge(a, b, weight=min(metres, graph.get_edge_data(a, b, {"weight": np.inf})["weight"]))
    used = sorted(graph)
    network = walking.network(net, NO_WALLS)
    at = walking.access(network, shapely.points(nodes[used[:1]]))
    far = walking.reached(network, at)[0]
    expected = nx.single_source_dijkstra_path_length(graph, used[0])
    for node in used:
        # every street is kept to the millimetre: twelve nodes are joined by at most eleven
        assert far[node] == pytest.approx(expected.get(node, np.inf), abs=11 * 0.0005)
