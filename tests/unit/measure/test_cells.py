"""Cells tile the ground, however the town lies on it."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.measure import cells
from zoning.toy import town


def turned(area, degrees, shift_m):
    """The town elsewhere on the ground: corners that lay on one circle lie there but for a hair."""

    def moved(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
        return shapes.translate(shift_m, shift_m).rotate(degrees, origin=(0, 0))

    boundary = moved(gpd.GeoSeries([area.boundary], crs=area.crs)).iloc[0]
    return replace(area, blocks=area.blocks.set_geometry(moved(area.blocks.geometry)), boundary=boundary)


def assert_tiled(area):
    found = cells.of(area)
    assert found.is_valid.all()
    assert found.area.sum() == pytest.approx(area.boundary.area, rel=1e-9)
    assert shapely.union_all(found.to_numpy()).area == pytest.approx(area.boundary.area, rel=1e-9)
    assert shapely.covers(found.buffer(1e-6).to_numpy(), area.blocks.geometry.to_numpy()).all()


def test_equal_blocks_in_rows_that_lie_askew():
    assert_tiled(turned(town(20, 20, street_m=15.0), 17, 1 / 3))


@settings(max_examples=20)
@given(
    st.integers(2, 9),
    st.integers(1, 9),
    st.sampled_from([8.0, 15.0, 30.0]),
    st.floats(-90, 90),
    st.floats(-1e5, 1e5),
)
def test_a_town_anywhere_at_any_angle_is_tiled(columns, rows, street_m, degrees, shift_m):
    assert_tiled(turned(town(columns, rows, street_m=street_m), degrees, shift_m))
