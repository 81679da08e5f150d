"""Datums: the published fixtures, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoning.datum import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, to_wgs84, wgs84_to_gcj02

WGS, GCJ, BD = (
    (118.5821, 37.4487),
    (118.58765948894636, 37.44928996974781),
    (118.5941546705989, 37.455336274463086),
)


def test_the_fixtures_hold_both_ways():
    assert wgs84_to_gcj02(*map(np.array, WGS)) == pytest.approx(GCJ, abs=1e-9)
    assert gcj02_to_bd09(*map(np.array, GCJ)) == pytest.approx(BD, abs=1e-9)
    assert to_wgs84(np.array(GCJ[0]), np.array(GCJ[1]), "gcj02") == pytest.approx(WGS, abs=1e-9)
    assert to_wgs84(np.array(BD[0]), np.array(BD[1]), "bd09") == pytest.approx(WGS, abs=1e-9)


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000"])
def test_wgs84_and_cgcs2000_are_one(datum):
    assert to_wgs84(np.array(WGS[0]), np.array(WGS[1]), datum) == WGS


@given(st.floats(74, 134), st.floats(18, 53))
def test_there_and_back_is_within_a_millionth_of_a_degree(lon, lat):
    here = np.array([lon]), np.array([lat])
    assert np.allclose(gcj02_to_wgs84(*wgs84_to_gcj02(*here)), here, atol=1e-6)
    assert np.allclose(bd09_to_gcj02(*gcj02_to_bd09(*here)), here, atol=1e-6)


def test_dongying_is_shifted_by_half_a_kilometre_to_the_east():
    lon, lat = wgs84_to_gcj02(np.array(118.58), np.array(37.45))
    east_m = (lon - 118.58) * 111_320 * np.cos(np.radians(37.45))
    assert 480 < east_m < 560
    assert abs(lat - 37.45) * 111_320 < 120
