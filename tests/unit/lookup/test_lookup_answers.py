"""What is said to a question: schools, walks, the rule, the notice's line, or what to choose from; and to a point."""

import asked_town
import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.datum import gcj02_to_bd09, wgs84_to_gcj02
from zoning.lookup import answers, points
from zoning.lookup.answers import ask, ask_point

NOTICE = {"S1": "东至中街，其余至区界。", "S2": "西至中街，其余至区界。"}


@pytest.fixture(scope="module")
def index(measured):
    return asked_town.index(measured, notice=NOTICE)


def test_an_answer_has_school_walk_rule_and_the_notices_line(index):
    found = ask(index, "碧水苑3幢")
    (told,) = found.schools
    assert (found.status, found.zone, found.notice, found.score) == ("found", "S1", NOTICE["S1"], 1.0)
    assert (told.school.name, told.school.address) == ("滨河第一小学", "至善路2号")
    assert found.said == "名称相同：碧水苑"
    assert ask(index, "碧水苑", "en").said == "same name: 碧水苑"


def test_walks_of_several_blocks_are_told_from_the_nearest_to_the_farthest(index):
    (told,) = ask(index, "四季雅苑").schools
    metres = index.walk_m[[index.there.called.index(name) for name in ("四季雅苑北区", "四季雅苑南区")]]
    assert (told.nearest_m, told.farthest_m) == (round(metres.min()), round(metres.max()))
    assert told.nearest_m < told.farthest_m
    assert answers.walk(told) == f"{told.nearest_m}–{told.farthest_m}"


def test_a_school_is_told_without_a_walk(index):
    (told,) = ask(index, "滨河一小").schools
    assert (told.nearest_m, answers.walk(told)) == (None, "")


def test_what_is_asked_back_names_places_and_their_schools(index):
    found = ask(index, "幸福小区")
    assert (found.status, found.schools, found.notice, found.zone) == ("ask", (), "", "")
    assert {(one.name, one.under, one.schools) for one in found.choices} == {("幸福小区", "鼓楼街12号", ("滨河第一小学",)), ("幸福小区", "鼓楼街101号", ("东州市东湖小学",))}  # fmt: skip


def test_what_is_not_found_offers_names(index):
    assert ask(index, "新碧水苑").near[0] == "碧水苑"
    assert ask(index, "……").near == ()
    assert ask(index, "……").said == "没有找到"


def test_json_holds_the_same(index):
    plain = answers.as_json([ask(index, "碧水苑"), ask(index, "幸福小区")], "zh")
    assert plain[0]["schools"][0]["walk_m"] == ask(index, "碧水苑").schools[0].nearest_m
    assert plain[0]["official"] == "以公布的划片文本为准"
    assert [one["schools"] for one in plain[1]["choices"]] == [list(c.schools) for c in ask(index, "幸福小区").choices]  # fmt: skip


def degrees(index, x, y):
    point = gpd.GeoSeries([shapely.Point(x, y)], crs=index.shapes.crs).to_crs("EPSG:4326").iloc[0]
    return point.x, point.y


@settings(max_examples=25)
@given(block=st.integers(0, 17), at=st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98)))
def test_a_point_in_a_block_is_in_its_zone_in_every_datum(index, block, at):
    west, south, east, north = index.shapes.iloc[block].bounds
    lon, lat = degrees(index, west + at[0] * (east - west), south + at[1] * (north - south))
    shifted = wgs84_to_gcj02(lon, lat)
    for datum, place in (("wgs84", (lon, lat)), ("cgcs2000", (lon, lat)), ("gcj02", shifted), ("bd09", gcj02_to_bd09(*shifted))):  # fmt: skip
        found = points.at(index, *map(float, place), datum)
        assert (found.status, found.hits[0].rule, found.blocks) == ("found", "inside", (block,))
        assert found.zone == index.zone_of[block]


def test_a_point_on_a_street_is_claimed_within_a_zone_and_asked_on_its_edge(index):
    one, two, three = (index.shapes[f"c{c}r0"].bounds for c in (1, 2, 3))
    within = ask_point(index, *degrees(index, (one[2] + two[0]) / 2, one[1] + 50), "wgs84")
    assert (within.status, within.zone) == ("found", "S1")
    assert within.said in ("这一点在 四季雅苑北区 旁约 10 米", "这一点在 四季雅苑南区 旁约 10 米")
    edge = ask_point(index, *degrees(index, (two[2] + three[0]) / 2, two[1] + 50), "wgs84")
    assert (edge.status, {one.schools[0] for one in edge.choices}) == (
        "ask",
        {"滨河第一小学", "东州市东湖小学"},
    )


def test_a_point_far_away_is_not_claimed(index):
    found = ask_point(index, 100.0, 30.0, "wgs84")
    assert (found.status, found.said) == ("unknown", "这一点不在规划范围内")
    assert ask_point(index, 0.0, 0.0, "gcj02").status == "unknown"


@pytest.mark.parametrize("place", [(200.0, 30.0), (37.0, 118.0), (float("nan"), 37.0)])
def test_what_is_no_point_is_refused(index, place):
    with pytest.raises(points.PointError):
        ask_point(index, *place, "wgs84")
