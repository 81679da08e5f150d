import json
import re
from dataclasses import replace

import folium
import invented_town
import numpy as np
import pandas as pd
import pytest
import shapely

from zoning.errors import ExportError
from zoning.model import Note
from zoning.render import map as zoning_map
from zoning.render import offline
from zoning.words import Text


@pytest.fixture(scope="module")
def result():
    return invented_town.result(80, 5)


def data_of(html):
    return json.loads(
        re.search(r'<script type="application/json" id="zoning-data">(.*?)</script>', html, re.DOTALL)[1]
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_asks_nothing_of_the_network(result, lang):
    html = zoning_map.page(result, lang)
    assert offline.outside(html) == []
    assert "default-src 'none'" in html


def test_the_same_result_gives_the_same_page_and_folium_is_left_as_it_was(result):
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    assert zoning_map.page(result, "zh") == zoning_map.page(result, "zh")
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert len(before[0]) > 0


def test_a_page_with_a_link_to_another_host_is_refused(result, monkeypatch):
    monkeypatch.setattr(
        zoning_map.OfflineMap, "default_js", [("jquery", "https://code.jquery.com/jquery.js")]
    )
    with pytest.raises(ExportError, match="jquery"):
        zoning_map.page(result, "zh")


def test_both_languages_are_complete(result):
    zh, en = zoning_map.page(result, "zh"), zoning_map.page(result, "en")
    assert '<html lang="zh-CN">' in zh
    assert '<html lang="en">' in en
    for chinese, english in (
        ("招生片区", "Enrolment zones"),
        ("图例", "Legend"),
        ("未覆盖区", "Under-covered"),
    ):
        assert chinese in zh
        assert english in en
        assert chinese not in re.sub(r"<script.*?</script>", "", en, flags=re.DOTALL)
    assert all(word for word in data_of(zh)["text"].values())
    assert not any("\u4e00" <= letter <= "\u9fff" for word in data_of(en)["text"].values() for letter in word)


def test_the_title_block_says_what_the_map_is_and_is_not(result):
    html = zoning_map.page(result, "zh")
    for said in ("东湖区小学招生划片方案图", "内部工作用图", "虚构数据", "2026-03-01", "东湖区教育局", "距最优不超过 0.31 %（已证明）",
                 "未核对原文", "沿道路步行", "示意图，不作为权属及行政区划依据", "学生数按户数 × 0.14 估算"):  # fmt: skip
        assert said in html
    assert "读入道路" not in html, "what was merely done is in run.json"


def test_a_review_number_takes_the_place_of_the_internal_mark():
    html = zoning_map.page(
        invented_town.result(12, 2, map_review_no="鲁S(2026)001号", fictitious=False), "zh"
    )
    assert "鲁S(2026)001号" in html
    assert "内部工作用图" not in html
    assert "虚构数据" not in html


def test_straight_line_distances_are_said_with_their_factor(result):
    bare = replace(result, area=replace(result.area, streets=None))
    html = zoning_map.page(bare, "en")
    assert "straight line × 1.3 (assumed)" in html
    assert "streets" not in data_of(html)["layers"]


def test_names_from_files_cannot_become_part_of_the_page(result):
    evil = "</script><script>alert(1)</script><b>&quot;"
    blocks = result.assessment.blocks.assign(name=evil)
    notes = (*result.area.notes, Note("blocks", Text(evil, evil), "warning"))
    changed = replace(
        result, assessment=replace(result.assessment, blocks=blocks), area=replace(result.area, notes=notes)
    )
    html = zoning_map.page(changed, "zh")
    assert "<script>alert" not in html
    assert data_of(html)["layers"]["blocks"]["name"][0] == evil


def test_columns_hold_the_plan(result):
    drawn = data_of(zoning_map.page(result, "zh"))["layers"]
    schools = drawn["schools"]["id"]
    assert [schools[i] for i in drawn["blocks"]["school"]] == result.plan.school_of.tolist()
    assert drawn["blocks"]["pupils"] == result.area.blocks["pupils"].tolist()
    assert drawn["moved"]["block"] == np.flatnonzero(result.assessment.blocks["moved"]).tolist()
    neighbours = result.assessment.zones
    touching = neighbours.sjoin(neighbours, predicate="touches")
    fill = dict(zip(neighbours.index, drawn["zones"]["fill"], strict=True))
    other = touching.columns[[str(c).startswith("school_id") for c in touching.columns]][0]
    assert all(fill[a] != fill[b] for a, b in zip(touching.index, touching[other], strict=True))


def test_without_todays_zones_there_is_no_layer_for_them(result):
    blocks = result.assessment.blocks.assign(current_school=pd.NA, current_walk_m=np.nan, moved=False)
    html = zoning_map.page(replace(result, assessment=replace(result.assessment, blocks=blocks)), "zh")
    assert not {"today", "moved"} & set(data_of(html)["layers"])
    assert "现状片区" not in re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)


def test_a_block_that_cannot_be_reached_on_foot_is_drawn_without_a_distance(result):
    blocks = result.assessment.blocks.copy()
    blocks.loc["B01", ["walk_m", "nearest_m"]] = np.inf
    blocks.loc["B01", "nearest_id"] = pd.NA
    drawn = data_of(
        zoning_map.page(replace(result, assessment=replace(result.assessment, blocks=blocks)), "zh")
    )["layers"]["blocks"]
    assert (drawn["walk_m"][0], drawn["nearest"][0]) == (None, -1)


def test_a_district_of_one_block_without_ground_or_gaps_has_a_map():
    small = invented_town.result(1, 1)
    empty = small.area.barriers.iloc[:0]
    area = replace(small.area, streets=None, barriers=empty, crossings=small.area.crossings.iloc[:0])
    gaps = small.assessment.gaps.iloc[:0]
    drawn = data_of(
        zoning_map.page(replace(small, area=area, assessment=replace(small.assessment, gaps=gaps)), "zh")
    )["layers"]
    assert len(drawn["zones"]["shape"]) == 1
    assert not {"gaps", "streets", "barriers", "crossings"} & set(drawn)


def test_blocks_overlapping_each_other_are_drawn_unsimplified(result):
    grown = result.area.blocks.assign(geometry=result.area.blocks.buffer(30))
    drawn = data_of(zoning_map.page(replace(result, area=replace(result.area, blocks=grown)), "zh"))[
        "layers"
    ]["blocks"]
    sent = sum(len(ring) // 2 for shape in drawn["shape"] for part in shape for ring in part)
    assert sent >= shapely.get_num_coordinates(grown.geometry.to_numpy()).sum() - 2 * len(grown)
