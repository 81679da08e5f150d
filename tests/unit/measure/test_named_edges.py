"""Borders between blocks, and the lines with a name that they follow."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from named_town import ROADS, STREETS, mask, road, street, town, with_line, with_river

from zoning import toy
from zoning.measure import edges


def border(area, a, b):
    found = edges.borders(edges.of(area))
    return found[(found["block_a"] == a) & (found["block_b"] == b)].set_index("line")


def split(area, wanted):
    return pd.Series(np.where(mask(area, wanted), "S1", "S2"), index=area.blocks.index)


def share(area, wanted):
    return edges.named_share(edges.borders(edges.of(area)), split(area, wanted)).loc[""]


def test_blocks_across_a_street_meet_along_it():
    found = border(town(), "c1r1", "c2r1")
    assert list(found.index) == [road(2)]
    assert found.loc[road(2), "kind"] == "street"
    assert found.loc[road(2), "level"] == "local"
    assert found.loc[road(2), "length_m"] == pytest.approx(100, abs=20)


def test_the_border_lies_on_the_street():
    found = border(town(), "c1r1", "c2r1")
    west, south, east, north = found.geometry.iloc[0].bounds
    assert (west - toy.ORIGIN[0], east - toy.ORIGIN[0]) == (
        pytest.approx(230, abs=2),
        pytest.approx(230, abs=2),
    )
    assert (south - toy.ORIGIN[1], north - toy.ORIGIN[1]) == (
        pytest.approx(110, abs=15),
        pytest.approx(230, abs=15),
    )


def test_a_street_without_a_name_is_no_line():
    found = border(town(nameless=[road(2)]), "c1r1", "c2r1")
    assert found["length_m"].idxmax() == ""
    assert found.loc["", "kind"] == ""
    assert found.loc["", "beside"] == ""


def test_a_main_road_is_taken_before_the_footpath_beside_it():
    path = [(234, -10), (234, 490)]
    beside = with_line(town(), "绿道", path, level="path")
    assert list(border(beside, "c1r1", "c2r1").index) == [road(2)]
    bare = with_line(town(nameless=[road(2)]), "绿道", path, level="path")
    assert border(bare, "c1r1", "c2r1")["length_m"].idxmax() == "绿道"


def test_a_street_that_ends_halfway_is_followed_halfway():
    half = with_line(town(nameless=[road(2)]), "断头路", [(230, 110), (230, 170)])
    found = border(half, "c1r1", "c2r1")
    assert found.loc["断头路", "length_m"] == pytest.approx(60, abs=15)
    assert found.loc["", "length_m"] == pytest.approx(50, abs=20)


def test_blocks_on_the_two_banks_of_a_river_meet_at_the_river():
    area = town(river_after=1, nameless=[road(2)])
    found = border(area, "c1r1", "c2r1")
    assert found["length_m"].idxmax() == "玩具河"
    assert found.loc["玩具河", "kind"] == "river"


def test_a_river_drawn_as_a_line_is_followed_like_one_drawn_as_an_area():
    bends = [(230 + (6 if i % 2 else -6), 20 * i - 60) for i in range(30)]
    area = with_river(town(nameless=[road(2)]), "小溪", bends)
    assert border(area, "c1r1", "c2r1")["length_m"].idxmax() == "小溪"


def test_a_street_far_off_in_open_fields_parts_two_blocks_though_their_border_does_not_follow_it():
    area = town(4, 1)
    far = area.blocks[area.blocks.index.isin(["c0r0", "c3r0"])]
    fields = replace(area, blocks=far, streets=replace(area.streets, edges=area.streets.edges.iloc[:0]))
    road_ = with_line(fields, "乡道", [(110, -10), (110, 110)])  # 70 m from the middle of the field
    found = border(road_, "c0r0", "c3r0")
    assert found["length_m"].idxmax() == ""
    assert found.loc["", "beside"] == "乡道"
    near = with_line(fields, "乡道", [(200, -10), (200, 110)])
    assert border(near, "c0r0", "c3r0")["length_m"].idxmax() == "乡道"


def test_blocks_that_touch_follow_a_street_drawn_a_little_beside_their_common_edge():
    tiles = toy.town(4, 3, streets=True)
    moved = with_line(tiles, "偏街", [(205, 0), (205, 300)])
    found = border(moved, "c1r1", "c2r1")
    assert list(found.index) == ["偏街"]
    assert found.loc["偏街", "length_m"] == pytest.approx(100, abs=2)


def test_the_boundary_of_the_district_is_a_kind_of_its_own_and_all_of_it_is_there():
    area = town()
    found = edges.borders(edges.of(area))
    outer = found[found["kind"] == edges.DISTRICT]
    assert outer["length_m"].sum() == pytest.approx(area.boundary.length)
    assert outer["block_b"].isna().all()
    assert set(outer["block_a"]) == set(area.blocks.index[~mask(area, lambda c, r: 0 < c < 4 and 0 < r < 3)])


def test_without_streets_and_barriers_nothing_is_followed():
    bare = toy.town(3, 3, street_m=20)
    found = edges.borders(edges.of(bare))
    assert set(found["line"]) == {""}
    assert edges.between_lines(edges.of(bare)).nunique() == 1


def test_an_edge_on_one_named_street_is_all_named_and_on_a_nameless_one_not_at_all():
    assert share(town(), lambda c, _: c < 2)["named_share"] == pytest.approx(1.0)
    assert share(town(nameless=[road(2)]), lambda c, _: c < 2)["named_share"] < 0.1


def test_an_edge_half_on_a_named_street_is_half_named():
    # two rows of five and then two of three: 480 m of roads with a name, and 240 m of a street without
    found = share(town(nameless=[street(2)]), lambda c, r: c < (3 if r < 2 else 1))
    assert found["edge_m"] == pytest.approx(480 + 240, abs=40)
    assert found["named_share"] == pytest.approx(480 / 720, abs=0.05)


def test_every_zone_has_its_share_and_an_edge_between_two_counts_for_both():
    area = town(6, 2, nameless=[road(2)])
    zone_of = pd.Series([f"S{int(block[1]) // 2}" for block in area.blocks.index], index=area.blocks.index)
    found = edges.named_share(edges.borders(edges.of(area)), zone_of)
    assert found["edge_m"].to_dict() == pytest.approx({"S0": 240, "S1": 480, "S2": 240, "": 480}, abs=20)
    assert found["named_share"].to_dict() == pytest.approx({"S0": 0, "S1": 0.5, "S2": 1, "": 0.5}, abs=0.06)


def test_a_zone_alone_has_no_edge_and_no_share():
    area = town()
    found = edges.named_share(edges.borders(edges.of(area)), pd.Series("S1", index=area.blocks.index))
    assert found["edge_m"].to_list() == [0, 0]
    assert found["named_share"].isna().all()


def test_ground_between_named_lines_is_what_no_named_line_parts():
    area = town(4, 3, nameless=[road(1), road(3), street(1)])
    found = edges.between_lines(edges.of(area))
    assert found.name == "named_lines"
    # pairs of columns, and the two lower rows together
    assert found["c0r0"] == found["c1r0"] == found["c0r1"] == found["c1r1"]
    assert found["c0r2"] == found["c1r2"] != found["c0r1"]
    assert found["c2r0"] == found["c3r1"] != found["c1r1"]
    assert found.nunique() == 4


def test_zones_made_of_whole_grounds_have_a_named_line_all_along_their_edge():
    area = town(6, 4, nameless=[road(1), road(4), street(2)])
    measured = edges.of(area)
    ground = edges.between_lines(measured)
    for first in sorted(ground.unique()):
        zone_of = pd.Series(np.where(ground == first, "S1", "S2"), index=ground.index)
        assert edges.named_share(edges.borders(measured), zone_of).loc["", "parted_share"] > 0.95


LINES = [*(f"{r}路" for r in ROADS[:6]), *(f"{s}街" for s in STREETS[:5])]


@settings(max_examples=6)
@given(
    nameless=st.sets(st.sampled_from(LINES)),
    more=st.sets(st.sampled_from(LINES)),
    colours=st.lists(st.integers(0, 2), min_size=20, max_size=20),
)
def test_more_names_never_make_less_of_the_edge_named(nameless, more, colours):
    zone_of = pd.Series([f"S{colour}" for colour in colours], index=town().blocks.index)
    fewer, all_ = (
        edges.borders(edges.of(town(nameless=sorted(lines)))) for lines in (nameless | more, nameless)
    )
    some, whole = edges.named_share(fewer, zone_of), edges.named_share(all_, zone_of)
    assert (some["edge_m"] - whole["edge_m"]).abs().max() < 1e-6
    assert (some["named_m"] <= whole["named_m"] + 1e-6).all()
    assert (whole["named_m"] <= whole["edge_m"] + 1e-6).all()
    assert (whole["named_m"] <= whole["parted_m"] + 1e-6).all()
