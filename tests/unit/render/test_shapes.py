import geopandas as gpd
import invented_town
import numpy as np
import pytest
import shapely

from zoning.render import shapes


def unpacked(packed):
    """What the page's program does: add the steps up."""
    return [
        [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / shapes.DEGREES for ring in part] for part in packed
    ]


def test_packed_rings_come_back_within_a_decimetre():
    ring = [(118.5, 37.4), (118.6, 37.4), (118.6, 37.5)]
    hole = [(118.56, 37.41), (118.58, 37.43), (118.58, 37.41)]
    (packed,) = shapes.packed(gpd.GeoSeries([shapely.Polygon(ring, [hole])], crs="EPSG:4326"))
    ((outer, inner),) = unpacked(packed)
    np.testing.assert_allclose(outer, ring, atol=5e-7)
    np.testing.assert_allclose(inner, hole, atol=5e-7)
    assert packed[0][0] == [118500000, 37400000, 100000, 0, 0, 100000]


def test_lines_keep_both_ends_and_empty_shapes_are_empty():
    line = shapely.LineString([(118.5, 37.4), (118.6, 37.4)])
    packed = shapes.packed(gpd.GeoSeries([line, shapely.Polygon(), None], crs="EPSG:4326"))
    assert packed == [[[[118500000, 37400000, 100000, 0]]], [], []]


def test_simplified_neighbours_still_share_their_edges():
    cells = invented_town.result(80, 5).measures.cells
    thinner = shapes.simplified(cells, 30.0)
    assert (
        shapely.get_num_coordinates(thinner.to_numpy()).sum()
        < shapely.get_num_coordinates(cells.to_numpy()).sum() / 2
    )
    assert shapely.coverage_is_valid(thinner.to_numpy())
    assert thinner.area.sum() == pytest.approx(shapely.union_all(thinner.to_numpy()).area)


def test_overlapping_shapes_are_left_as_they_are():
    circles = gpd.GeoSeries([shapely.Point(0, 0).buffer(10), shapely.Point(5, 0).buffer(10)], crs="EPSG:4549")
    assert shapes.simplified(circles, 5.0).geom_equals(circles).all()


def test_a_label_stands_inside_the_largest_part_of_its_zone():
    small, large = (
        shapely.box(365_000, 4_146_000, 365_100, 4_146_100),
        shapely.box(366_000, 4_146_000, 367_000, 4_146_400),
    )
    zones = gpd.GeoSeries([shapely.MultiPolygon([small, large])], crs="EPSG:4549")
    found = shapes.label_places(zones)
    point = gpd.GeoSeries(gpd.points_from_xy(found["lon"], found["lat"]), crs="EPSG:4326").to_crs(
        "EPSG:4549"
    )[0]
    assert large.contains(point)
    assert found["room_m"] == [200]
