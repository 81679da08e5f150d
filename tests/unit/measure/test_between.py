"""Travel between schools: straight lines with the factor, or along streets, by hand."""

import numpy as np

from zoning.measure import between
from zoning.toy import town


def test_without_streets_it_is_the_straight_line_times_the_factor():
    area = town(4, 4, schools=[(0, 0, 60), (3, 0, 60), (3, 3, 60)])
    found = between.metres(area, area.schools.index, area.schools.index[:2], detour_factor=1.5)
    assert found.shape == (3, 2)
    assert found.loc["S2", "S1"] == 450
    assert found.loc["S1", "S1"] == 0
    assert np.isclose(found.loc["S3", "S1"], 1.5 * 300 * np.sqrt(2))


def test_along_streets_a_river_is_gone_round_by_its_bridge():
    schools = [(0, 0, 60), (3, 0, 60)]
    near = town(4, 3, schools=schools, streets=True, street_m=10, river_after=1, bridges=[0])
    far = town(4, 3, schools=schools, streets=True, street_m=10, river_after=1, bridges=[2])
    ways = [between.metres(area, area.schools.index, area.schools.index, detour_factor=1.0) for area in (near, far)]  # fmt: skip
    assert (np.diag(ways[0]) == 0).all()
    assert np.allclose(ways[0], ways[0].T)
    assert ways[1].loc["S1", "S2"] > ways[0].loc["S1", "S2"] + 200


def test_where_there_is_no_way_it_is_infinite():
    area = town(4, 3, schools=[(0, 0, 60), (3, 0, 60)], streets=True, street_m=10, river_after=1, bridges=[])
    found = between.metres(area, area.schools.index, area.schools.index, detour_factor=1.0)
    assert np.isinf(found.loc["S1", "S2"])
