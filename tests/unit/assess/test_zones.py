"""Zones as polygons: they tile the ground and neighbours differ in colour."""

import judged
import pytest

from zoning import assess
from zoning.toy import town


@pytest.fixture
def zones(measured, rules):
    def zones(area, schools):
        return assess.plan(judged.plan(area, schools), area, measured(area), rules).zones

    return zones


def test_a_zone_is_the_ground_of_its_blocks(zones):
    found = zones(town(4, 1, schools=[(0, 0, 99), (3, 0, 99)]), ["S1", "S2", "S2", "S2"])
    assert found.area.round(3).tolist() == [10_000, 30_000]
    assert found["blocks"].tolist() == [1, 3]
    assert found.crs == "EPSG:4549"


def test_streets_between_blocks_belong_to_some_zone(zones):
    area = town(4, 3, street_m=30)
    found = zones(area, ["S1", "S1", "S2", "S2"] * 3)
    assert found.area.sum() == pytest.approx(area.boundary.area, rel=1e-6)
    assert found.geometry.iloc[0].intersection(found.geometry.iloc[1]).area == pytest.approx(0, abs=1e-3)


def test_a_school_without_blocks_has_no_zone(zones):
    assert zones(town(3, 1), ["S1"] * 3).index.tolist() == ["S1"]


def test_neighbours_differ_in_colour_across_a_street_too(zones):
    area = town(3, 1, street_m=4, schools=[(0, 0, 99), (1, 0, 99), (2, 0, 99)])
    colours = zones(area, ["S1", "S2", "S3"])["colour"]
    assert colours["S2"] not in (colours["S1"], colours["S3"])
