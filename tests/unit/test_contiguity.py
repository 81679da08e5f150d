"""Pieces, fragments, what is cut off, and colours; networkx is the second way of counting."""

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from zoning.assign.problem import adjacency
from zoning.contiguity import colours, cut_off, fragments, pieces

ROW = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])


def test_a_row_of_blocks_broken_in_the_middle():
    start, adj = adjacency(ROW, 5)
    school_of = np.array([0, 0, 1, 0, 0])
    assert len(set(pieces(school_of, start, adj))) == 3
    assert cut_off(school_of, np.array([0, 2]), start, adj).tolist() == [False, False, False, True, True]


def test_a_zone_without_its_own_school_is_cut_off_whole():
    start, adj = adjacency(ROW, 5)
    assert cut_off(np.array([1, 1, 0, 0, 0]), np.array([0, 4]), start, adj).all()


@given(st.lists(st.integers(-1, 3), min_size=12, max_size=12), st.data())
def test_pieces_and_what_is_cut_off_agree_with_networkx(codes, data):
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
    pairs = [(a, b) for a, b in pairs if a != b]
    home = np.array(data.draw(st.lists(st.integers(-1, 11), min_size=4, max_size=4)))
    start, adj = adjacency(np.array(pairs, np.int64).reshape(-1, 2), 12)
    graph = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_edges_from((a, b) for a, b in pairs if codes[a] == codes[b])
    found, apart = pieces(np.array(codes), start, adj), cut_off(np.array(codes), home, start, adj)
    components = sorted(map(sorted, nx.connected_components(graph)))
    assert [np.flatnonzero(found == number).tolist() for number in range(found.max() + 1)] == components
    for block, school in enumerate(codes):
        away = school >= 0 and home[school] >= 0 and codes[home[school]] == school
        lost = school >= 0 and home[school] >= 0 and not (away and nx.has_path(graph, block, home[school]))
        assert apart[block] == lost


@given(st.lists(st.integers(0, 3), min_size=12, max_size=12), st.data())
def test_fragments_agree_with_networkx(codes, data):
    ids = [f"b{n}" for n in range(12)]
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
    table = pd.DataFrame(
        [(ids[a], ids[b]) for a, b in pairs if a != b], columns=["block_a", "block_b"], dtype="object"
    )
    school_of = pd.Series([f"S{c}" for c in codes], index=ids)
    counted = fragments(school_of, table)
    for school, mine in school_of.groupby(school_of):
        graph = nx.Graph()
        graph.add_nodes_from(mine.index)
        graph.add_edges_from(
            (a, b) for a, b in table.itertuples(index=False) if a in mine.index and b in mine.index
        )
        assert counted[school] == nx.number_connected_components(graph)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_neighbouring_zones_never_share_a_colour(pairs):
    pairs = [(f"S{a}", f"S{b}") for a, b in pairs if a != b]
    touching = pd.DataFrame(pairs, columns=["zone_a", "zone_b"])
    found = colours(touching, pd.Index([f"S{n}" for n in range(9)]))
    assert all(found[a] != found[b] for a, b in pairs)
