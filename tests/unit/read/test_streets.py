"""Line layers, saved graphs and place names become a walking network."""

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from zoning.datum import wgs84_to_gcj02
from zoning.read import streets
from zoning.read.network import from_chains
from zoning.read.noding import chains, cuts, unravelled
from zoning.scenario import StreetsInput

CRS = "EPSG:4549"
EAST, NORTH = 460_000.0, 4_148_000.0
BOUNDARY = shapely.box(EAST - 100, NORTH - 200, EAST + 400, NORTH + 400)


def layer(tmp_path, *lines, crs=CRS, name="streets.gpkg", columns=("路名", "等级", "桥", "隧道", "layer")):
    """A file of streets [(points, {column: value})], in metres from a corner of the town."""
    table = {
        key: [tags.get(key) for _, tags in lines] for key in columns if any(key in tags for _, tags in lines)
    }
    shapes = [LineString([(EAST + x, NORTH + y) for x, y in points]) for points, _ in lines]
    path = tmp_path / name
    gpd.GeoDataFrame(table, geometry=shapes, crs=CRS).to_crs(crs).to_file(path)
    return path


def read(path, **more):
    return streets.read(StreetsInput(path=path, **more), CRS, BOUNDARY)


def said(found):
    return " ".join(problem.to("en") for problem in found.problems)


EAST_WEST = ([(0, 0), (200, 0)], {"路名": "东西路", "等级": "主干路"})


def test_lines_that_share_an_end_are_joined_there(tmp_path):
    found = read(
        layer(tmp_path, ([(0, 0), (100, 0)], {}), ([(100, 0), (100, 80)], {}), ([(100, 0), (200, 0)], {}))
    )
    assert found.streets.edges["length_m"].tolist() == pytest.approx([100.0, 80.0, 100.0])
    assert len(found.streets.nodes) == 4


def test_an_end_on_another_line_cuts_it(tmp_path):
    found = read(layer(tmp_path, EAST_WEST, ([(120, 0), (120, 50)], {"路名": "支", "等级": "支路"})))
    lengths = found.streets.edges.groupby("name")["length_m"].agg(sorted)
    assert lengths["东西路"] == pytest.approx([80.0, 120.0])
    assert lengths["支"] == pytest.approx([50.0])


def test_an_end_that_falls_short_is_snapped_within_the_tolerance_only(tmp_path):
    path = layer(tmp_path, EAST_WEST, ([(120, 0.4), (120, 50)], {}))
    assert len(read(path, snap_m=0.5).streets.edges) == 3
    far = read(path, snap_m=0.1).streets.edges
    # what does not snap is a piece of its own, joined by a path of 0.4 m
    assert sorted(far["length_m"]) == pytest.approx([0.4, 49.6, 80.0, 120.0])


def test_lines_that_cross_are_a_junction_and_it_is_said(tmp_path):
    found = read(layer(tmp_path, EAST_WEST, ([(50, -100), (50, 100)], {"等级": "支路"})))
    assert sorted(found.streets.edges["length_m"]) == pytest.approx([50.0, 100.0, 100.0, 150.0])
    assert any(note.level == "assumption" and "1 处" in note.text.zh for note in found.notes)


@pytest.mark.parametrize("tags", [{"桥": "是"}, {"桥": "1"}, {"隧道": "T"}, {"layer": "1"}])
def test_a_bridge_or_tunnel_crosses_without_a_junction(tmp_path, tags):
    round_about = ([(50, 100), (0, 100), (0, 0)], {"等级": "支路", **dict.fromkeys(tags, "0")})
    over = ([(50, -100), (50, 100)], {"等级": "支路", **tags})
    edges = read(layer(tmp_path, EAST_WEST, over, round_about)).streets.edges
    assert sorted(edges["length_m"]) == pytest.approx([150.0, 200.0, 200.0])


def test_two_bridges_of_one_flyover_do_meet(tmp_path):
    one, two = ([(0, 0), (100, 0)], {"桥": "是"}), ([(50, -50), (50, 50)], {"桥": "是"})
    assert len(read(layer(tmp_path, one, two)).streets.edges) == 4


def test_chinese_classes(tmp_path):
    words = {
        "主干路": "arterial",
        "城市次干路": "secondary",
        "支路": "local",
        "人行道": "path",
        "县道": "secondary",
    }
    lines = [([(0, 10 * i), (100, 10 * i)], {"路名": word, "等级": word}) for i, word in enumerate(words)]
    edges = read(layer(tmp_path, *lines)).streets.edges
    named = edges[edges["name"] != ""].groupby("name")["level"].first()
    assert named.to_dict() == words


def test_a_class_nobody_knows_is_local_and_a_motorway_is_left_out_and_both_are_said(tmp_path):
    strange = ([(0, 0), (0, 100)], {"路名": "甲", "等级": "丙类"})
    found = read(
        layer(tmp_path, EAST_WEST, strange, ([(0, 50), (200, 50)], {"路名": "荣乌", "等级": "高速公路"}))
    )
    assert found.streets.edges.set_index("name")["level"].to_dict() == {"东西路": "arterial", "甲": "local"}
    texts = " ".join(note.text.zh for note in found.notes)
    assert "丙类" in texts
    assert "1 条高速" in texts


def test_a_scrap_of_a_line_layer_is_not_joined_across_the_barriers_of_another_input(tmp_path):
    path = layer(tmp_path, EAST_WEST, ([(50, 20), (50, 60)], {}))
    river = gpd.GeoDataFrame(
        {"kind": ["river"]},
        geometry=[LineString([(EAST - 50, NORTH + 10), (EAST + 300, NORTH + 10)])],
        crs=CRS,
    )
    spec = StreetsInput(path=path)
    assert set(streets.read(spec, CRS, BOUNDARY).streets.edges["part"]) == {0}
    assert set(streets.read(spec, CRS, BOUNDARY, barriers=river).streets.edges["part"]) == {0, 1}


def test_degrees_need_a_datum(tmp_path):
    path = layer(tmp_path, EAST_WEST, crs="EPSG:4326", name="streets.geojson")
    assert "datum" in said(read(path))
    assert read(path, datum="wgs84").streets.edges["length_m"].tolist() == pytest.approx([200.0], abs=0.02)


def test_gcj02_is_shifted_back(tmp_path):
    line = (
        gpd.GeoSeries([LineString([(EAST, NORTH), (EAST + 200, NORTH)])], crs=CRS).to_crs("EPSG:4326").iloc[0]
    )
    moved = shapely.transform(line, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    path = tmp_path / "amap.geojson"
    gpd.GeoDataFrame(geometry=[moved], crs="EPSG:4326").to_file(path)
    nodes = read(path, datum="gcj02").streets.nodes
    assert nodes == pytest.approx(np.array([[EAST, NORTH], [EAST + 200, NORTH]]), abs=0.02)


def test_metres_without_a_crs_are_refused_until_it_is_named(tmp_path):
    path = layer(tmp_path, EAST_WEST, name="streets.shp", columns=("等级",))
    path.with_suffix(".prj").unlink()
    assert "crs" in said(read(path))
    assert len(read(path, crs=CRS).streets.edges) == 1


def test_points_and_sheets_are_no_streets(tmp_path):
    points = tmp_path / "points.gpkg"
    gpd.GeoDataFrame(geometry=[Point(EAST, NORTH)], crs=CRS).to_file(points)
    assert "#1" in said(read(points))
    sheet = tmp_path / "streets.csv"
    sheet.write_text("路名\n东西路\n", encoding="utf-8")
    assert "lines" in said(read(sheet))


def test_streets_far_from_the_district_are_left_out_with_whole_edges(tmp_path):
    far = ([(0, 0), (2500, 0)], {"路名": "长"}), ([(9000, 0), (9100, 0)], {"路名": "远"})
    assert read(layer(tmp_path, *far)).streets.edges["name"].tolist() == ["长"]


def test_streets_of_another_town_are_a_problem(tmp_path):
    assert "boundary" in said(read(layer(tmp_path, ([(90_000, 0), (90_100, 0)], {}))))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.geojson", "{"),
        ("a.graphml", "<graphml>"),
        ("a.gpkg", "x"),
        ("a.osm", "<osm>"),
        ("a.osm.pbf", "x"),
        ("b.osm", ""),
    ],
)
def test_a_broken_file_is_a_problem_not_a_crash(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    found = read(path)
    assert [problem.table for problem in found.problems] == ["streets"]
    assert found.streets.edges.empty
    assert read(tmp_path / f"no-{name}").problems


def test_a_path_or_a_place_but_not_both():
    for spec in (StreetsInput(), StreetsInput(path="a.osm", place="东营区")):
        assert "place" in streets.read(spec, CRS, BOUNDARY).problems[0].text.en


def test_without_a_network_a_place_says_to_give_a_file(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there
    monkeypatch.setenv("NO_PROXY", "")
    found = streets.read(StreetsInput(place="东营区, 山东省"), CRS, BOUNDARY)
    assert "inputs.streets.path" in found.problems[0].text.zh
    assert ".osm.pbf" in found.problems[0].text.en


def test_a_graph_saved_by_osmnx(tmp_path):
    corners = gpd.GeoSeries([Point(EAST + 100 * i, NORTH) for i in range(3)], crs=CRS).to_crs("EPSG:4326")
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for number, corner in enumerate(corners):
        graph.add_node(number, x=corner.x, y=corner.y)
    for u, v, tags in (
        (0, 1, {"highway": "tertiary", "name": "学堂路"}),
        (1, 2, {"highway": ["motorway", "primary"]}),
    ):
        graph.add_edge(u, v, osmid=u, length=100.0, **tags)
        graph.add_edge(v, u, osmid=u, length=100.0, **tags)
    path = tmp_path / "walk.graphml"
    osmnx.save_graphml(graph, path)
    edges = read(path).streets.edges
    assert edges[["name", "level"]].to_numpy().tolist() == [["学堂路", "secondary"]]
    assert edges["length_m"].tolist() == pytest.approx([100.0], abs=0.02)


COORDINATE = st.integers(0, 40).map(lambda n: n * 5.0)
POINT = st.tuples(COORDINATE, COORDINATE)
LINES = st.lists(st.lists(POINT, min_size=2, max_size=4, unique=True), min_size=1, max_size=8)


def noded(lines):
    shapes = np.array([LineString(line) for line in lines], dtype=object)
    found, _ = cuts(shapes, np.zeros(len(shapes), dtype=np.int64), 0.0)
    return shapes, chains(shapes, found)


def network(lines):
    shapes, made = noded(unravelled(np.array([LineString(points) for points in lines], dtype=object))[0])
    return from_chains(made, pd.DataFrame({"name": "", "level": "local"}, index=range(len(shapes))), CRS)


@given(lines=LINES)
def test_every_chain_begins_and_ends_at_a_junction(lines):
    _, made = noded(lines)
    first = np.r_[True, made.chain[1:] != made.chain[:-1]]
    last = np.r_[first[1:], True]
    assert (made.node[first | last] >= 0).all()


@given(lines=LINES)
def test_noding_changes_no_line(lines):
    shapes, made = noded(lines)
    for number, shape in enumerate(shapes):
        again = LineString(made.xy[made.chain == number])
        assert again.length == pytest.approx(shape.length, abs=0.05)
        assert again.hausdorff_distance(shape) < 0.01


@settings(deadline=None)
@given(lines=LINES, seed=st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines, seed):
    plain = network(lines)
    mixed = network(seed.sample(lines, len(lines)))
    assert np.allclose(plain.nodes, mixed.nodes, atol=1e-3)
    assert plain.edges[["u", "v", "length_m"]].equals(mixed.edges[["u", "v", "length_m"]])


@settings(deadline=None)
@given(lines=LINES)
def test_no_edge_passes_through_a_junction(lines):
    made = network(lines)
    edges = made.edges.geometry.to_numpy()
    node, edge = shapely.STRtree(edges).query(shapely.points(made.nodes), predicate="dwithin", distance=1e-6)
    ends = made.edges[["u", "v"]].to_numpy()[edge]
    assert (ends == node[:, None]).any(axis=1).all()


def test_a_figure_of_eight_meets_itself(tmp_path):
    eight = ([(0, 0), (100, 100), (100, 0), (0, 100)], {"等级": "支路"})
    edges = read(layer(tmp_path, eight)).streets.edges
    degree = np.bincount(edges[["u", "v"]].to_numpy().ravel())
    assert sorted(degree) == [1, 1, 2, 2, 4]
    assert edges["length_m"].sum() == pytest.approx(100 + 200 * 2**0.5, abs=0.02)
