"""New estates, new bridges, bridges that are shut: what becomes of blocks, crossings and streets."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pyproj
import pytest
from shapely import box

from zoning import changes
from zoning.errors import ScenarioError
from zoning.scenario import Scenario
from zoning.toy import town


def asked(**changed):
    inputs = {"blocks": {"path": "-"}, "schools": {"path": "-"}}
    return Scenario.model_validate({"name": "x", "file": "town.toml", "inputs": inputs, **changed})


def degrees(area, *metres):
    """Degrees of places so far from the corner of the town's first block."""
    west, south, *_ = area.blocks.total_bounds
    back = pyproj.Transformer.from_crs(area.crs, 4326, always_xy=True)
    return [back.transform(west + x, south + y) for x, y in metres]


def refused(area, **changed):
    with pytest.raises(ScenarioError) as raised:
        changes.apply(asked(**changed), area)
    return raised.value.to("en")


def estate(area, *corners, **other):
    made = {"id": "N1", "name": "新苑", "dwellings": 300, "pupils_per_dwelling": 0.2, "datum": "wgs84"}
    return made | {"outline": degrees(area, *corners)} | other


def test_dwellings_are_added_to_a_block_with_their_pupils():
    area = town(3, 1, pupils=5)
    more = {"id": "c1r0", "dwellings": 101, "pupils_per_dwelling": 0.25}
    changed = changes.apply(asked(estate=[more]), area)
    assert changed.blocks.loc["c1r0", ["dwellings", "pupils"]].tolist() == [151, 30]
    assert changed.blocks["pupils"].dtype == area.blocks["pupils"].dtype
    assert "25 pupils" in changed.notes[-1].text.en
    assert area.blocks.at["c1r0", "pupils"] == 5, "the argument was changed"


def test_a_new_estate_takes_the_ground_that_no_block_has():
    area = town(3, 1, street_m=40)
    spot = [(90, 20), (150, 20), (150, 60), (90, 60)]  # over both sides of a street 40 m wide
    changed = changes.apply(asked(estate=[estate(area, *spot)]), area)
    block = changed.blocks.loc["N1"]
    assert block["pupils"] == 60
    assert block["subdistrict"] == "甲街道"
    assert block.geometry.area == pytest.approx(40 * 40, rel=0.01)
    assert not changed.blocks.drop(index="N1").intersects(block.geometry.buffer(-0.1)).any()
    assert changed.blocks.columns.tolist() == area.blocks.columns.tolist()


def test_an_estate_that_cannot_be_is_named_with_what_to_do():
    area = town(3, 1, street_m=40)
    inside = estate(area, (10, 10), (60, 10), (60, 60))
    assert "give that block's id" in refused(area, estate=[inside])
    assert "c0r0" in refused(area, estate=[inside])
    assert "another id" in refused(area, estate=[inside | {"id": "c0r0"}])
    assert "datum" in refused(area, estate=[inside | {"datum": None}])
    assert "crosses itself" in refused(area, estate=[estate(area, (100, 0), (140, 60), (140, 0), (100, 60))])
    assert "outside" in refused(area, estate=[estate(area, (9000, 0), (9100, 0), (9100, 90))])
    assert "there is no N1" in refused(area, estate=[inside | {"outline": None}])


def river_town(**options):
    """Two columns on either side of a river, three rows."""
    return town(4, 3, street_m=20, river_after=1, streets=True, **options)


def pieces(area):
    graph = nx.Graph(zip(area.streets.edges["u"], area.streets.edges["v"], strict=True))
    return [len(part) for part in nx.connected_components(graph)]


def bank_to_bank(area, y_m):
    (river,) = area.barriers.geometry
    west, _, east, _ = river.bounds
    x0 = area.blocks.total_bounds[0]
    return degrees(area, (west - 4 - x0, y_m), (east + 4 - x0, y_m))


def test_a_new_bridge_joins_the_streets_of_both_banks_and_is_a_crossing():
    area = river_town()
    assert len(pieces(area)) == 2
    bridge = {"name": "新桥", "line": bank_to_bank(area, 150), "datum": "wgs84"}
    changed = changes.apply(asked(bridge=[bridge]), area)
    assert len(pieces(changed)) == 1
    assert changed.crossings["name"].tolist() == ["新桥"]
    new = changed.streets.edges[changed.streets.edges["name"] == "新桥"].iloc[0]
    assert new["length_m"] == pytest.approx(new.geometry.length)
    assert np.allclose(new.geometry.coords[0], changed.streets.nodes[new["u"]])
    assert np.allclose(new.geometry.coords[-1], changed.streets.nodes[new["v"]])
    before, after = area.streets.edges["length_m"].sum(), changed.streets.edges["length_m"].sum()
    assert after == pytest.approx(before + new["length_m"]), "a street that is split keeps its length"
    assert "玩具河" in changed.notes[-1].text.zh


def test_without_streets_a_bridge_is_a_crossing_alone():
    area = town(4, 3, river_after=1)
    west, _, east, _ = area.barriers.geometry.iloc[0].bounds
    x0 = area.blocks.total_bounds[0]
    line = degrees(area, (west - 4 - x0, 50), (east + 4 - x0, 50))
    changed = changes.apply(asked(bridge=[{"line": line, "datum": "wgs84"}]), area)
    assert changed.crossings["kind"].tolist() == ["bridge"]
    assert changed.streets is None


def test_a_bridge_over_nothing_is_refused():
    area = river_town()
    line = degrees(area, (10, 50), (60, 50))
    assert "crosses no river" in refused(area, bridge=[{"line": line, "datum": "wgs84"}])


def test_a_bridge_whose_street_lies_behind_another_barrier_is_refused():
    area = river_town()
    x0, y0, *_ = area.blocks.total_bounds
    west, _, east, _ = area.barriers.geometry.iloc[0].bounds
    rails = box(west - 6, y0 - 900, west - 5, y0 + 1200)
    walled = replace(area, barriers=area.barriers.iloc[[0, 0]].assign(kind=["river", "railway"]).set_geometry([area.barriers.geometry.iloc[0], rails], crs=area.crs))  # fmt: skip
    far_streets = replace(walled.streets, edges=walled.streets.edges[walled.streets.edges.geometry.bounds["maxx"] < west - 6])  # fmt: skip
    line = degrees(area, (west - 4 - x0, 150), (east + 4 - x0, 150))
    said = refused(replace(walled, streets=far_streets), bridge=[{"line": line, "datum": "wgs84"}])
    assert "no street within 1 km" in said


def test_a_bridge_that_is_shut_parts_the_banks_and_the_others_stay():
    area = river_town(bridges=[1, 3])
    assert len(pieces(area)) == 1
    (river,) = area.barriers.geometry
    x0 = area.blocks.total_bounds[0]
    middle = (river.bounds[0] + river.bounds[2]) / 2 - x0
    across = area.streets.edges[area.streets.edges.intersects(river)]
    one, other = sorted(line.centroid.y - area.blocks.total_bounds[1] for line in across.geometry)
    (lon, lat), (lon2, lat2) = degrees(area, (middle, one), (middle, other))
    first = {"lon": lon, "lat": lat, "datum": "wgs84"}
    assert len(pieces(changes.apply(asked(shut=[first]), area))) == 1
    both = [first, {"lon": lon2, "lat": lat2, "datum": "wgs84"}]
    assert len(pieces(changes.apply(asked(shut=both), area))) == 2


def test_where_nothing_can_be_shut_the_nearest_crossing_is_named():
    area = town(4, 3, river_after=1, bridges=[0])
    ((lon, lat),) = degrees(area, (220, 280))
    said = refused(area, shut=[{"lon": lon, "lat": lat, "datum": "wgs84"}])
    assert "0号桥" in said
    assert "within 100 m" in said
