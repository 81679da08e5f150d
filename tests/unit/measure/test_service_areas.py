"""Service areas on foot, on streets simple enough to check by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from zoning.measure import service_areas, walking
from zoning.model import Streets
from zoning.toy import town

CRS = "EPSG:4549"
NO_WALLS = gpd.GeoDataFrame({"kind": []}, geometry=gpd.GeoSeries([], crs=CRS), crs=CRS)
SIDE_M = 40.0


def served(nodes, pairs, school, radius_m, lengths=None):
    """The area within a walk of one school; streets are straight between nodes."""
    nodes = np.array(nodes, float)
    lines = [LineString([nodes[a], nodes[b]]) for a, b in pairs]
    u, v = np.array(pairs).T
    edges = gpd.GeoDataFrame(
        {"u": u, "v": v, "length_m": lengths or shapely.length(lines)}, geometry=lines, crs=CRS
    )
    network = walking.network(Streets(nodes, edges), NO_WALLS)
    spot = gpd.GeoDataFrame(geometry=[Point(school)], index=["S"], crs=CRS)
    return service_areas.streets(network, spot, radius_m).at["S", "walk"]


def ends(shape):
    """West and east end of an area along a street that runs east, without its round ends."""
    west, _, east, _ = shape.bounds
    return pytest.approx((west + SIDE_M, east - SIDE_M), abs=0.01)


def test_the_walk_ends_where_the_radius_is_used_up_past_a_junction():
    area = served([(0, 0), (100, 0), (1000, 0)], [(0, 1), (1, 2)], (50, 0), 200)
    assert ends(area) == (0, 250)


def test_on_a_street_longer_than_the_radius_it_ends_on_both_sides_of_the_school():
    assert ends(served([(0, 0), (5000, 0)], [(0, 1)], (1000, 0), 200)) == (800, 1200)


def test_the_metres_to_the_street_count():
    assert ends(served([(0, 0), (5000, 0)], [(0, 1)], (1000, 30), 200)) == (830, 1170)


def test_a_street_longer_than_it_is_drawn_is_walked_less_far():
    area = served([(0, 0), (1000, 0)], [(0, 1)], (500, 0), 200, lengths=[2000.0])
    assert ends(area) == (400, 600)


def test_what_lies_beyond_the_radius_on_a_detour_is_not_served():
    # 100 m away in a straight line, 700 m on foot
    area = served([(0, 0), (300, 0), (300, 100), (0, 100)], [(0, 1), (1, 2), (2, 3)], (0, 0), 500)
    assert not area.intersects(Point(0, 100))
    assert area.intersects(Point(250, 100))


def test_every_school_has_its_own_area_whatever_the_thread():
    area = town(
        8, 8, street_m=20, streets=True, schools=[(c, r, 9) for c in range(0, 8, 2) for r in range(0, 8, 3)]
    )
    network = walking.network(area.streets, area.barriers)
    together = service_areas.streets(network, area.schools, 300.0)
    for school in area.schools.index:
        alone = service_areas.streets(network, area.schools.loc[[school]], 300.0)
        assert alone.at[school, "walk"].equals(together.at[school, "walk"])
        assert together.at[school, "walk"].contains(area.schools.geometry[school])


def test_without_a_school_there_is_no_area():
    area = town(3, 3, street_m=20, streets=True)
    network = walking.network(area.streets, area.barriers)
    assert service_areas.streets(network, area.schools.iloc[:0], 300.0).empty
