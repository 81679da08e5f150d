"""What a pupil may walk along, and what stops one, in hand-drawn OpenStreetMap files (metres east and north)."""

from pathlib import Path
from random import Random

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from zoning.read import streets
from zoning.scenario import StreetsInput

CRS = "EPSG:4549"
EAST, NORTH = 460_000.0, 4_148_000.0
BOUNDARY = shapely.box(EAST - 200, NORTH - 200, EAST + 600, NORTH + 600)
BEIJING = Path(__file__).parents[4] / "shared" / "data" / "beijing_wudaokou" / "streets.osm"


TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def drawn(tmp_path, nodes, ways, *, shuffle=None, ways_first=False):
    """An .osm file of nodes {id: (x, y, tags)} and ways [(node ids, tags)]; ids of ways start at 100."""
    points = []
    for key, (x, y, *tags) in nodes.items():
        lon, lat = TO_DEGREES.transform(EAST + x, NORTH + y)
        points.append(f'<node id="{key}" lon="{lon:.9f}" lat="{lat:.9f}">{_tags(*tags)}</node>')
    lines = []
    for number, (refs, tags) in enumerate(ways, start=100):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}">{inside}{_tags(tags)}</way>')
    if shuffle is not None:
        Random(shuffle).shuffle(points)
        Random(shuffle).shuffle(lines)
    body = lines + points if ways_first else points + lines
    path = tmp_path / "town.osm"
    path.write_text(f'<osm version="0.6">{"".join(body)}</osm>', encoding="utf-8")
    return path


def _tags(tags=None):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in (tags or {}).items())


def read(path):
    return streets.read(StreetsInput(path=path), CRS, BOUNDARY)


def names(found):
    return sorted(found.streets.edges["name"])


LINE = {1: (0, 0), 2: (100, 0)}
CROSS = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (100, -100), 5: (100, 100)}


def one_way_of(tmp_path, **tags):
    """What becomes of a second street with these tags beside an ordinary one."""
    nodes = {**LINE, 3: (100, 100)}
    keys = {key.replace("__", ":"): value for key, value in tags.items()}
    ways = [([1, 2], {"highway": "residential", "name": "A"}), ([2, 3], {**keys, "name": "B"})]
    return names(read(drawn(tmp_path, nodes, ways)))


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential", "oneway": "yes"},
        {"highway": "footway", "access": "permissive"},
        {"highway": "service", "access": "private", "foot": "yes"},
        {"highway": "cycleway"},
        {"highway": "trunk"},
        {"highway": "steps"},
    ],
)
def test_a_pupil_walks_there(tmp_path, tags):
    assert one_way_of(tmp_path, **tags) == ["A", "B"]


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway"},
        {"highway": "construction"},
        {"highway": "corridor"},
        {"highway": "footway", "foot": "no"},
        {"highway": "primary", "foot": "use_sidepath"},
        {"highway": "service", "access": "private"},
        {"highway": "service", "access": "no"},
        {"highway": "trunk", "motorroad": "yes"},
        {"highway": "footway", "oneway__foot": "yes"},
    ],
)
def test_a_pupil_does_not_walk_there(tmp_path, tags):
    assert one_way_of(tmp_path, **tags) == ["A"]


def test_streets_are_cut_where_they_share_a_node_and_keep_their_metres(tmp_path):
    ways = [
        ([1, 2, 3], {"highway": "primary", "name": "东西"}),
        ([4, 2, 5], {"highway": "tertiary", "name": "南北"}),
    ]
    edges = read(drawn(tmp_path, CROSS, ways)).streets.edges
    assert edges["length_m"].tolist() == pytest.approx([100.0] * 4, abs=0.02)
    assert dict(zip(edges["name"], edges["level"], strict=True)) == {"东西": "arterial", "南北": "secondary"}


def test_a_way_that_passes_over_another_is_no_junction(tmp_path):
    nodes = {**CROSS, 6: (0, 100)}
    ways = [
        ([1, 3], {"highway": "primary", "name": "under"}),
        ([4, 5], {"highway": "footway", "bridge": "yes", "name": "over"}),
        ([1, 6, 5], {"highway": "footway", "name": "round"}),
    ]
    edges = read(drawn(tmp_path, nodes, ways)).streets.edges
    assert len(edges) == 3
    assert set(edges["part"]) == {0}


def test_a_bend_is_no_junction_and_its_line_is_kept(tmp_path):
    nodes = {1: (0, 0), 2: (30, 0), 3: (30, 40)}
    edges = read(drawn(tmp_path, nodes, [([1, 2, 3], {"highway": "path"})])).streets.edges
    assert edges["length_m"].tolist() == pytest.approx([70.0], abs=0.02)
    assert shapely.get_num_coordinates(edges.geometry.iloc[0]) == 3


def test_lines_run_from_u_to_v(tmp_path):
    ways = [([3, 2, 1], {"highway": "primary"}), ([5, 2, 4], {"highway": "tertiary"})]
    found = read(drawn(tmp_path, CROSS, ways)).streets
    starts = shapely.get_coordinates(shapely.get_point(found.edges.geometry.to_numpy(), 0))
    ends = shapely.get_coordinates(shapely.get_point(found.edges.geometry.to_numpy(), -1))
    assert np.allclose(starts, found.nodes[found.edges["u"]])
    assert np.allclose(ends, found.nodes[found.edges["v"]])
    assert (found.edges["u"] <= found.edges["v"]).all()


def test_a_way_that_lost_a_node_is_cut_there_and_said_so(tmp_path):
    nodes = {1: (0, 0), 2: (50, 0), 4: (150, 0), 5: (200, 0)}
    found = read(drawn(tmp_path, nodes, [([1, 2, 3, 4, 5], {"highway": "residential"})]))
    assert found.streets.edges["length_m"].sum() == pytest.approx(100.0, abs=0.05)
    assert any(note.level == "warning" and "缺少节点" in note.text.zh for note in found.notes)


def test_ways_may_come_before_their_nodes(tmp_path):
    path = drawn(tmp_path, LINE, [([1, 2], {"highway": "residential"})], ways_first=True)
    assert read(path).streets.edges["length_m"].tolist() == pytest.approx([100.0], abs=0.02)


def test_a_square_is_walked_along_its_rim(tmp_path):
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100), 5: (200, 0), 6: (-100, 100)}
    square = ([1, 2, 3, 4, 1], {"highway": "pedestrian", "area": "yes"})
    ways = [square, ([2, 5], {"highway": "footway"}), ([4, 6], {"highway": "footway"})]
    edges = read(drawn(tmp_path, nodes, ways)).streets.edges
    assert edges["length_m"].sum() == pytest.approx(600.0, abs=0.1)
    assert set(edges["part"]) == {0}


def rails(**tags):
    """A railway along y = 50 and a street along y = 0."""
    nodes = {1: (0, 0), 2: (100, 0), 10: (-50, 50), 11: (250, 50)}
    return nodes, [([1, 2], {"highway": "residential"}), ([10, 11], {"railway": "rail", **tags})]


@pytest.mark.parametrize(
    ("tags", "kinds"), [({}, ["railway"]), ({"tunnel": "yes"}, []), ({"bridge": "viaduct"}, [])]
)
def test_only_rails_on_the_ground_stop_a_pupil(tmp_path, tags, kinds):
    assert read(drawn(tmp_path, *rails(**tags))).barriers["kind"].tolist() == kinds


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ({"railway": "subway"}, ["railway"]),
        ({"railway": "subway", "layer": "-2"}, []),
        ({"railway": "abandoned"}, []),
        ({"highway": "motorway"}, ["motorway"]),
        ({"highway": "motorway_link", "bridge": "yes"}, []),
        ({"highway": "trunk", "motorroad": "yes"}, ["motorway"]),
        ({"waterway": "river"}, ["river"]),
        ({"waterway": "canal", "tunnel": "culvert"}, []),
        ({"waterway": "stream"}, []),
    ],
)
def test_what_stops_a_pupil(tmp_path, tags, kinds):
    nodes = {1: (0, 0), 2: (100, 0), 10: (-50, 50), 11: (250, 50)}
    ways = [([1, 2], {"highway": "residential"}), ([10, 11], tags)]
    assert read(drawn(tmp_path, nodes, ways)).barriers["kind"].tolist() == kinds


@pytest.mark.parametrize(("side", "kinds"), [(200, ["river"]), (50, [])])
def test_a_lake_stops_a_pupil_and_a_pond_does_not(tmp_path, side, kinds):
    nodes = {**LINE, 10: (0, 50), 11: (side, 50), 12: (side, 50 + side), 13: (0, 50 + side)}
    ways = [
        ([1, 2], {"highway": "residential"}),
        ([10, 11, 12, 13, 10], {"natural": "water", "name": "明月湖"}),
    ]
    barriers = read(drawn(tmp_path, nodes, ways)).barriers
    assert barriers["kind"].tolist() == kinds
    assert (barriers.geom_type == "MultiPolygon").all()


@pytest.mark.parametrize(("tag", "kind"), [("bridge", "bridge"), ("tunnel", "underpass")])
def test_a_bridge_or_tunnel_across_the_rails_opens_them(tmp_path, tag, kind):
    nodes, ways = rails()
    ways = [*ways, ([2, 20], {"highway": "footway", tag: "yes", "name": "过街"})]
    found = read(drawn(tmp_path, {**nodes, 20: (100, 100)}, ways))
    assert found.crossings[["kind", "name"]].to_numpy().tolist() == [[kind, "过街"]]


def test_a_bridge_across_nothing_that_stops_a_pupil_opens_nothing(tmp_path):
    nodes, ways = rails()
    ways = [*ways, ([2, 20], {"highway": "footway", "bridge": "yes"})]
    assert read(drawn(tmp_path, {**nodes, 20: (100, 40)}, ways)).crossings.empty


def test_a_level_crossing_opens_the_rails(tmp_path):
    nodes, ways = rails()
    nodes = {**nodes, 20: (100, 50, {"railway": "level_crossing", "name": "道口"}), 21: (100, 100)}
    ways = [ways[0], ([10, 20, 11], {"railway": "rail"}), ([2, 20, 21], {"highway": "residential"})]
    crossings = read(drawn(tmp_path, nodes, ways)).crossings
    assert crossings[["kind", "name"]].to_numpy().tolist() == [["level_crossing", "道口"]]
    assert crossings.geometry.iloc[0].distance(shapely.Point(EAST + 100, NORTH + 50)) < 0.05


def scrap(tmp_path, gap, *ways, nodes=None):
    """A street, and a shorter one `gap` metres north of it that hangs together with nothing."""
    mine = {1: (0, 0), 2: (100, 0), 3: (40, gap), 4: (40, gap + 50), **(nodes or {})}
    lines = [([1, 2], {"highway": "residential"}), ([3, 4], {"highway": "footway", "name": "scrap"}), *ways]
    return read(drawn(tmp_path, mine, lines))


def test_a_scrap_close_by_is_joined_and_counted(tmp_path):
    found = scrap(tmp_path, 20)
    assert set(found.streets.edges["part"]) == {0}
    assert found.streets.edges["length_m"].sum() == pytest.approx(100 + 50 + 20, abs=0.05)
    assert any("2 片" in note.text.zh and "已用 1 条" in note.text.zh for note in found.notes)


def test_a_scrap_farther_off_stays_alone_and_is_marked(tmp_path):
    found = scrap(tmp_path, 40)
    edges = found.streets.edges
    assert edges.loc[edges["part"] > 0, "name"].tolist() == ["scrap"]
    assert any(note.level == "warning" and "50 米" in note.text.zh for note in found.notes)


@pytest.mark.parametrize("tags", [{"railway": "rail"}, {"waterway": "canal"}, {"barrier": "wall"}])
def test_a_scrap_behind_a_barrier_is_not_joined(tmp_path, tags):
    found = scrap(tmp_path, 20, ([10, 11], tags), nodes={10: (-50, 10), 11: (250, 10)})
    assert set(found.streets.edges["part"]) == {0, 1}


def test_a_scrap_behind_another_scrap_is_joined_through_it(tmp_path):
    found = scrap(tmp_path, 20, ([5, 6], {"highway": "path"}), nodes={5: (40, 90), 6: (60, 90)})
    assert set(found.streets.edges["part"]) == {0}
    assert found.streets.edges["length_m"].sum() == pytest.approx(100 + 50 + 20 + 20 + 20, abs=0.05)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_the_order_in_the_file_changes_nothing(tmp_path, seed):
    nodes = {i * 10 + j: (i * 100, j * 100) for i in range(1, 5) for j in range(4)}
    ways = [
        ([i * 10 + j for j in range(4)], {"highway": "residential", "name": f"N{i}"}) for i in range(1, 5)
    ]
    ways += [([i * 10 + j for i in range(1, 5)], {"highway": "tertiary", "name": f"E{j}"}) for j in range(4)]
    plain = read(drawn(tmp_path, nodes, ways)).streets
    mixed = read(drawn(tmp_path, nodes, ways, shuffle=seed)).streets
    assert np.array_equal(plain.nodes, mixed.nodes)
    assert plain.edges.drop(columns="geometry").equals(mixed.edges.drop(columns="geometry"))
    assert plain.edges.geometry.to_wkb().equals(mixed.edges.geometry.to_wkb())


def test_openstreetmap_is_never_shifted(tmp_path):
    path = drawn(tmp_path, LINE, [([1, 2], {"highway": "residential"})])
    problems = streets.read(StreetsInput(path=path, datum="gcj02"), CRS, BOUNDARY).problems
    assert [problem.column for problem in problems] == ["datum"]


@pytest.mark.real
@pytest.mark.skipif(
    not BEIJING.exists(), reason=f"needs {BEIJING.name} of beijing_wudaokou in ../shared/data"
)
def test_beijing_wudaokou():
    box = gpd.GeoSeries([shapely.box(116.3084, 39.9905, 116.3320, 40.0123)], crs="EPSG:4326").to_crs(
        "EPSG:4548"
    )
    found = streets.read(StreetsInput(path=BEIJING), "EPSG:4548", box.iloc[0])
    assert not found.problems
    edges = found.streets.edges
    assert 900 < len(found.streets.nodes) < 1200
    assert edges.loc[edges["part"] == 0, "length_m"].sum() / edges["length_m"].sum() > 0.99
    assert {"成府路", "荷清路", "学堂路"} <= set(edges["name"])
    assert set(found.barriers["kind"]) == {"railway", "motorway", "river"}
    assert "京包铁路" in set(found.barriers["name"])
    assert {"五道口", "双清路道口"} <= set(found.crossings["name"])
