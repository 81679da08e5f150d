"""Arterial roads between blocks and schools, counted in towns drawn by hand."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box

from zoning import measure
from zoning.measure import arterials
from zoning.model import Streets
from zoning.scenario import Scenario
from zoning.toy import CRS, town

X, Y = 360_000.0, 4_140_000.0


def roads(*lines, level="arterial"):
    """A town of 1 km with these roads (metres from its south-west corner)."""
    shapes = [LineString([(X + x, Y + y) for x, y in line]) for line in lines]
    edges = gpd.GeoDataFrame({"level": [level] * len(lines), "name": ""}, geometry=shapes, crs=CRS)
    area = town(2, 2, block_m=500)
    return replace(area, boundary=box(X, Y, X + 1000, Y + 1000), streets=Streets(np.empty((0, 2)), edges))


def between(area, a, b):
    ends = [gpd.GeoSeries([Point(X + x, Y + y)], crs=CRS) for x, y in (a, b)]
    return int(arterials.crossed(area, *ends).iloc[0, 0])


WEST, EAST, NORTH_EAST = (100, 100), (900, 100), (900, 900)
ACROSS = [(500, -50), (500, 1050)]
ALONG = [(-50, 500), (1050, 500)]


def test_one_road_between_counts_once():
    area = roads(ACROSS)
    assert (between(area, WEST, EAST), between(area, WEST, WEST)) == (1, 0)


def test_the_far_corner_lies_behind_both_roads_of_a_junction():
    area = roads(ACROSS, ALONG)
    assert (between(area, WEST, EAST), between(area, WEST, NORTH_EAST)) == (1, 2)


def test_a_road_that_ends_inside_parts_nothing():
    assert between(roads([(500, -50), (500, 700)]), WEST, EAST) == 0


def test_a_road_that_ends_at_the_rim_leads_out():
    assert between(roads([(500, 0), (500, 990)]), WEST, EAST) == 1


def test_two_carriageways_are_one_road():
    area = roads([(490, -50), (490, 1050)], [(515, -50), (515, 1050)])
    assert between(area, WEST, EAST) == 1
    assert between(roads([(450, -50), (450, 1050)], [(550, -50), (550, 1050)]), WEST, EAST) == 2


def test_two_carriageways_each_way_are_two_roads_at_their_junction():
    area = roads(
        [(490, -50), (490, 1050)],
        [(515, -50), (515, 1050)],
        [(-50, 490), (1050, 490)],
        [(-50, 515), (1050, 515)],
    )
    assert (between(area, WEST, EAST), between(area, WEST, NORTH_EAST)) == (1, 2)


@pytest.mark.parametrize("level", ["secondary", "local", "path"])
def test_only_arterials_count(level):
    assert between(roads(ACROSS, level=level), WEST, EAST) == 0


def test_without_streets_there_is_nothing_to_cross():
    area = replace(roads(ACROSS), streets=None)
    assert between(area, WEST, EAST) == 0


def test_they_are_measured_only_where_a_price_asks_for_them(rules):
    area = town(4, 2, street_m=20, streets=True)
    edges = area.streets.edges
    middle = edges.geometry.apply(lambda line: line.bounds[0] == line.bounds[2] == X + 2 * 120 - 10)
    area = replace(
        area, streets=replace(area.streets, edges=edges.assign(level=np.where(middle, "arterial", "local")))
    )
    asked = {"name": "x", "inputs": {"blocks": {"path": "-"}, "schools": {"path": "-"}}}
    assert measure.all_of(area, Scenario.model_validate(asked), rules).arterials is None
    found = measure.all_of(
        area, Scenario.model_validate(asked | {"policy": {"arterial_price_m": 1}}), rules
    ).arterials
    assert found.loc["c0r0"].tolist() == [0, 1]
    assert found.loc["c3r1"].tolist() == [1, 0]


@pytest.mark.parametrize("kind", ["river", "railway", "motorway"])
def test_rivers_railways_and_motorways_are_walls_and_no_price(kind, rules):
    area = town(4, 1, street_m=20)
    east = area.boundary.bounds[0] + 2 * 120
    wall = gpd.GeoDataFrame(
        {"kind": [kind], "name": ["墙"]}, geometry=[LineString([(east, 0), (east, 9e6)])], crs=CRS
    )
    asked = {
        "name": "x",
        "inputs": {"blocks": {"path": "-"}, "schools": {"path": "-"}},
        "policy": {"arterial_price_m": 1},
    }
    measures = measure.all_of(replace(area, barriers=wall), Scenario.model_validate(asked), rules)
    assert sorted(zip(measures.neighbours["block_a"], measures.neighbours["block_b"], strict=True)) == [("c0r0", "c1r0"), ("c2r0", "c3r0")]  # fmt: skip
    assert (measures.arterials == 0).all(axis=None)
