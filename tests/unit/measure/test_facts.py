"""Cells, homes, service areas and inner points."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, Polygon

from zoning.errors import InputError
from zoning.measure import cells, homes, inner_points
from zoning.toy import CRS, town


def test_cells_tile_the_ground_and_hold_their_own_block():
    area = town(5, 4, street_m=30)
    found = cells.of(area)
    assert found.area.sum() == pytest.approx(area.boundary.area, rel=1e-3)
    assert shapely.covers(shapely.buffer(found.to_numpy(), 0.01), area.blocks.geometry.to_numpy()).all()
    overlap = found.area.sum() - shapely.union_all(found.to_numpy()).area
    assert overlap == pytest.approx(0, abs=1.0)


def test_blocks_that_tile_are_their_own_cells():
    area = town(3, 3)
    assert cells.of(area).geom_equals(area.blocks.geometry).all()


def test_each_school_has_the_block_it_stands_in():
    home, notes = homes.of(town(3, 2, schools=[(0, 0, 9), (2, 1, 9)]))
    assert home.to_dict() == {"S1": "c0r0", "S2": "c2r1"}
    assert notes == ()


def test_two_schools_in_one_block_do_not_share_it():
    home, notes = homes.of(town(3, 1, schools=[(1, 0, 9), (1, 0, 9)]))
    assert home["S1"] == "c1r0"
    assert home["S2"] in ("c0r0", "c2r0")
    assert "第2小学" in notes[0].text.zh


def test_without_streets_the_service_area_on_foot_is_a_smaller_circle(measured):
    areas = measured(town(3, 3)).service_areas
    assert areas["radius"].area.iloc[0] == pytest.approx(np.pi * 500**2, rel=0.01)


def test_on_foot_a_service_area_lies_within_the_circle(measured):
    measures = measured(town(12, 12, street_m=20, streets=True, schools=[(6, 6, 99)]))
    area = measures.service_areas.iloc[0]
    assert area["walk"].within(area["radius"].buffer(45))
    assert 0.3 < area["walk"].area / area["radius"].area < 0.95


def test_an_inner_point_lies_inside_even_a_horseshoe():
    horseshoe = Polygon([(0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (10, 10), (10, 30), (0, 30)])
    point = inner_points(gpd.GeoDataFrame(geometry=[horseshoe], crs=CRS)).iloc[0]
    assert horseshoe.contains(point)


def test_a_school_far_outside_is_given_the_nearest_block():
    area = town(2, 1, schools=[(0, 0, 9)])
    spot = Point(area.blocks.geometry.iloc[1].bounds[2] + 300, area.blocks.geometry.iloc[1].centroid.y)
    home, notes = homes.of(replace(area, schools=area.schools.set_geometry([spot], crs=CRS)))
    assert home["S1"] == "c1r0"
    assert notes


def test_no_cell_reaches_over_a_river_where_it_ends_at_the_boundary():
    area = town(4, 3, river_after=1, street_m=20)
    found = cells.of(area)
    river = area.barriers.geometry.iloc[0]
    west, east = river.bounds[0], river.bounds[2]
    for block, cell in found.items():
        assert cell.bounds[2] <= west + 0.2 if block[:2] in ("c0", "c1") else cell.bounds[0] >= east - 0.2
    assert found.area.sum() == pytest.approx(area.boundary.difference(river).area, rel=1e-3)


def test_more_schools_than_blocks_cannot_each_have_one():
    with pytest.raises(InputError, match="2 blocks for 3 schools"):
        homes.of(town(2, 1, schools=[(0, 0, 9), (1, 0, 9), (1, 0, 9)]))
