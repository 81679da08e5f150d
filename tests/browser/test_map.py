"""The map in a real Chromium: it opens without a network, shows what it should, and answers the pointer."""

import shutil
import subprocess

import invented_town
import pytest
import toy_files
from chromium import free_block, open_page, place_of, without_browser

from zoning import planner, scenario
from zoning.render.map import page
from zoning.toy import town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def result():
    return invented_town.result(80, 5)


@pytest.fixture(scope="module")
def html(result):
    return page(result, "zh")


@pytest.fixture
def opened(chromium, html, tmp_path):
    return open_page(chromium, html, tmp_path)


def test_nothing_is_asked_of_the_network_and_nothing_goes_wrong(opened):
    for box in opened.view.locator(".leaflet-control-layers-overlays input").all():
        box.check()
    opened.view.wait_for_timeout(300)
    outside = [url for url in opened.requests if not url.startswith(("data:", "blob:"))]
    assert len(outside) == 1, "only the page itself"
    assert outside[0].startswith("file://")
    assert opened.complaints == []


def test_the_title_block_and_the_legend_are_on_the_screen(opened):
    side = opened.view.locator("#side").inner_text()
    for said in (
        "东湖区小学招生划片方案图",
        "内部工作用图",
        "虚构数据",
        "距最优不超过 0.31 %",
        "服务半径：直线 500 m",
        "平均步行",
    ):
        assert said in side
    assert opened.view.locator("#stamp").inner_text() == "内部工作用图 · 虚构数据"
    assert opened.view.locator(".north svg").is_visible()
    assert "m" in opened.view.locator(".leaflet-control-scale-line").inner_text()


@pytest.mark.parametrize(
    "name", ["招生片区", "现状片区", "服务半径（直线）", "步行范围", "地块", "调整地块", "道路", "河流、铁路"]
)
def test_each_layer_can_be_shown_and_hidden(opened, name):
    box = opened.view.get_by_label(name, exact=True)
    before = opened.picture()
    was_on = box.is_checked()
    opened.layer(name, not was_on)
    changed = opened.picture()
    assert (before != changed).any()
    opened.layer(name, was_on)
    assert (opened.picture() == before).all()


@pytest.mark.parametrize(
    ("name", "selector"), [("学校", "path.school"), ("未覆盖区", "path.gap"), ("片区名称", ".zone-name")]
)
def test_schools_gaps_and_names_can_be_hidden(opened, result, name, selector):
    counts = {
        "学校": len(result.area.schools),
        "未覆盖区": len(result.assessment.gaps),
        "片区名称": len(result.assessment.zones),
    }
    assert opened.view.locator(selector).count() == counts[name]
    opened.layer(name, False)
    assert opened.view.locator(selector).count() == 0


def test_a_block_tells_its_school_and_its_walk(opened, result):
    block = free_block(result)
    row = result.assessment.blocks.loc[block]
    opened.layer("地块", True)
    said = opened.hover(*place_of(result, result.area.blocks.geometry[block].representative_point()))
    for value in (
        row["name"],
        block,
        row["address"],
        f"{row['pupils']:.0f}",
        row["school_name"],
        f"{row['walk_m']:,.0f} m",
    ):
        assert value in said


def test_zones_schools_and_gaps_tell_their_numbers(opened, result):
    block = free_block(result)
    school = result.plan.school_of[block]
    zone = result.assessment.zones.loc[school]
    said = opened.hover(*place_of(result, result.area.blocks.geometry[block].representative_point()))
    assert f"{zone['name']}片区" in said
    assert f"{zone['utilisation_share'] * 100:.1f} %" in said
    said = opened.hover(*place_of(result, result.area.schools.geometry[school]))
    assert result.area.schools.loc[school, "name"] in said
    assert ("超出学位" in said) == (result.assessment.schools.loc[school, "over"] > 0) != ("剩余学位" in said)
    assert f"{result.area.schools.loc[school, 'seats']:,.0f}" in said
    gap = result.assessment.gaps.iloc[0]
    said = opened.hover(*place_of(result, gap.geometry.representative_point()))
    assert "未覆盖区 G1" in said
    assert f"{gap['pupils']:,.0f}" in said


def test_schools_that_share_a_zone_stand_where_they_are_and_tell_of_it(chromium, tmp_path):
    area = town(8, 3, schools=[(0, 0, 40), (3, 0, 50), (7, 2, 60)])
    more = '[policy]\neffort = 0.02\n[[pool]]\nschools = ["S1", "S2"]\n'
    shared = planner.run(scenario.load(toy_files.write(tmp_path / "in", area, more)))
    (zone, (one, two)), names = next(iter(shared.area.pools.items())), shared.area.schools["name"]
    opened = open_page(chromium, page(shared, "zh"), tmp_path)
    assert opened.view.locator("path.school").count() == 3
    for school in (one, two):
        said = opened.hover(*place_of(shared, shared.area.schools.geometry[school]))
        assert said.startswith(names[school])
        assert names[zone] in said
        assert f"{shared.area.schools.loc[school, 'seats']:,.0f}" in said
    row = shared.assessment.blocks[shared.assessment.blocks["school_id"] == zone].iloc[0]
    opened.view.locator("#find").fill(row["name"])
    opened.view.locator("#found button").first.click()
    said = opened.view.locator(".leaflet-tooltip").inner_text()
    assert names[zone] in said
    assert "步行（按学位加权平均）" in said
    opened.view.locator("#find").fill(names[zone])
    assert opened.view.locator("#found").inner_text() == "没有找到"
    assert opened.complaints == []


def test_after_toggling_zones_blocks_still_answer_first(opened, result):
    block = free_block(result)
    opened.layer("地块", True)
    opened.layer("招生片区", False)
    opened.layer("招生片区", True)
    assert block in opened.hover(*place_of(result, result.area.blocks.geometry[block].representative_point()))


def test_a_search_goes_to_the_block(opened, result):
    row = result.assessment.blocks.iloc[17]
    opened.view.locator("#find").fill(row["address"])
    opened.view.locator("#found button").first.click()
    opened.view.wait_for_timeout(200)
    said = opened.view.locator(".leaflet-tooltip").inner_text()
    assert row["name"] in said
    assert row["school_name"] in said
    assert opened.view.evaluate("() => theMap().getZoom()") >= 16
    opened.view.locator("#find").fill("没有这个地方")
    assert opened.view.locator("#found").inner_text() == "没有找到"


def test_names_of_zones_do_not_lie_on_each_other(chromium, tmp_path):
    many = open_page(chromium, page(invented_town.result(1200, 40), "zh"), tmp_path)
    boxes = list(many.view.evaluate("() => [...document.querySelectorAll('.zone-name .name')].filter((e) => e.style.visibility !== 'hidden')"
                                               ".map((e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })"))  # fmt: skip
    assert len(boxes) > 20
    overlaps = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert overlaps == []


def test_the_view_keeps_to_the_district(opened):
    opened.view.evaluate("() => theMap().setZoom(2, {animate: false})")
    opened.view.wait_for_timeout(100)
    assert opened.view.evaluate("() => theMap().getZoom()") > 10


def test_chinese_is_drawn_as_characters_not_boxes(opened):
    fonts = (
        subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
        if shutil.which("fc-list")
        else "unknown"
    )
    if not fonts.strip():
        without_browser("no Chinese font is installed (fonts-noto-cjk)")
    inks = opened.view.evaluate(
        "() => ['片', '区', '校', '\\uffff'].map((letter) => { const c = document.createElement('canvas'); c.width = c.height = 40; "
        "const g = c.getContext('2d'); g.font = '30px ' + getComputedStyle(document.body).fontFamily; g.fillText(letter, 2, 32); "
        "return c.toDataURL(); })"
    )
    assert len(set(inks)) == 4, "a missing glyph draws the same box for every character"


@pytest.mark.slow
def test_ten_thousand_blocks_stay_small_and_answer(chromium, tmp_path):
    large = invented_town.result(10_000, 60)
    html = page(large, "zh")
    assert len(html.encode()) < 12_000_000
    opened = open_page(chromium, html, tmp_path)
    opened.layer("地块", True)
    block = free_block(large)
    assert block in opened.hover(*place_of(large, large.area.blocks.geometry[block].representative_point()))
    assert opened.complaints == []
