"""Which blocks a zone may join."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

from zoning.measure.adjacency import neighbours
from zoning.toy import CRS, town


def rook(columns, rows):
    """Pairs of blocks that share a side, written down directly."""
    right = {tuple(sorted((f"c{c}r{r}", f"c{c + 1}r{r}"))) for c in range(columns - 1) for r in range(rows)}
    up = {tuple(sorted((f"c{c}r{r}", f"c{c}r{r + 1}"))) for c in range(columns) for r in range(rows - 1)}
    return right | up


def pairs(area):
    table, _ = neighbours(area)
    return {tuple(sorted(pair)) for pair in zip(table["block_a"], table["block_b"], strict=True)}


@pytest.mark.parametrize("street_m", [0.0, 12.0, 40.0])
def test_blocks_face_each_other_across_streets_but_not_at_corners(street_m):
    area = town(4, 3, street_m=street_m)
    assert pairs(area) == rook(4, 3)


def test_a_river_parts_its_banks():
    area = town(4, 3, river_after=1)
    assert not any({"c1", "c2"} == {a[:2], b[:2]} for a, b in pairs(area))


def test_a_bridge_joins_the_two_blocks_at_its_ends_and_no_others():
    area = town(4, 3, river_after=1, bridges=[1], street_m=10)
    across = {pair for pair in pairs(area) if {pair[0][:2], pair[1][:2]} == {"c1", "c2"}}
    assert across == {("c1r1", "c2r1")}
    table, _ = neighbours(area)
    assert table.set_index(["block_a", "block_b"]).at[("c1r1", "c2r1"), "kind"] == "crossing"


def test_a_crossing_given_as_a_point_joins_the_nearest_blocks_on_both_sides():
    area = town(4, 1, river_after=1)
    spot = gpd.GeoDataFrame(
        {"kind": ["bridge"], "name": ["桥"]}, geometry=[Point(area.barriers.geometry.iloc[0].centroid.x, area.blocks.geometry.iloc[0].centroid.y)], crs=CRS
    )  # fmt: skip
    assert ("c1r0", "c2r0") in pairs(replace(area, crossings=spot))


def test_streets_over_a_river_are_bridges():
    area = town(4, 3, river_after=1, bridges=[1], street_m=10, streets=True)
    across = {pair for pair in pairs(area) if {pair[0][:2], pair[1][:2]} == {"c1", "c2"}}
    assert len(across) == 1


def test_a_railway_line_parts_blocks_and_an_island_is_reported():
    area = town(3, 1, street_m=20)
    east = area.blocks.geometry.iloc[1].bounds[2] + 10
    rail = gpd.GeoDataFrame({"kind": ["railway"], "name": ["铁路"]}, geometry=[LineString([(east, 0), (east, 9e6)])], crs=CRS)  # fmt: skip
    table, notes = neighbours(replace(area, barriers=rail))
    assert len(table) == 1
    assert any(note.level == "warning" and "c2r0" in note.text.en for note in notes)


def test_a_far_village_is_joined_over_open_fields():
    area = town(2, 1)
    village = area.blocks.iloc[:1].copy()
    village.index = ["far"]
    x, y = area.blocks.geometry.iloc[1].centroid.coords[0]
    village.geometry = [box(x + 2500, y, x + 2600, y + 80)]
    wider = replace(
        area, blocks=pd.concat([area.blocks, village]), boundary=area.boundary.union(village.geometry.iloc[0])
    )
    table, _ = neighbours(wider)
    assert {"far", "c1r0"} in [set(p) for p in zip(table["block_a"], table["block_b"], strict=True)]
