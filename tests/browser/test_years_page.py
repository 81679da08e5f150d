"""The map of the years in a real Chromium: no network, every year and stage by slider, keys and play, and what it says of each."""

import re

import numpy as np
import pytest
import toy_layout
from chromium import open_page

from zoning.layout.pages import years_page

pytestmark = pytest.mark.browser
COUNT = re.compile(r"[\d,]+")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return toy_layout.made(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture(scope="module")
def html(made):
    return years_page(made, "zh")


@pytest.fixture
def opened(chromium, html, tmp_path):
    found = open_page(chromium, html, tmp_path)
    found.view.evaluate("() => { window.theMap = () => yearsPage.map; }")
    return found


def state(opened):
    return opened.view.evaluate("() => yearsPage.state()")


def totals(opened):
    """What the panel says, by what it is called."""
    rows = opened.view.evaluate(
        "() => [...document.querySelectorAll('#now tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    return {said: value for said, value, *_ in rows if said}


def count(said):
    return int(COUNT.search(said)[0].replace(",", ""))


def colours(opened):
    """The map's own pixels."""
    return np.array(opened.view.evaluate(
        "() => { const c = document.querySelector('.leaflet-overlay-pane canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " const out = []; for (let i = 0; i < d.length; i += 4 * 53) out.push(d[i] * 65536 + d[i + 1] * 256 + d[i + 2]); return out; }"))  # fmt: skip


def place(made, stage, block):
    at = made.stages[stage].area.blocks.geometry.representative_point().to_crs("EPSG:4326")[block]
    return at.y, at.x


def test_nothing_is_asked_of_the_network_and_nothing_goes_wrong(opened):
    for button in opened.view.locator("#stages button").all():
        button.click()
        for _ in range(7):
            opened.view.keyboard.press("ArrowRight")
        opened.view.keyboard.press("Home")
    assert len(opened.requests) == 1
    assert opened.requests[0].startswith("file://")
    assert opened.complaints == []


def test_the_slider_and_the_keys_move_the_year(opened):
    view = opened.view
    assert state(opened) == {"stage": "primary", "year": 2026, "playing": False}
    view.keyboard.press("ArrowRight")
    view.keyboard.press("ArrowRight")
    view.keyboard.press("ArrowLeft")
    assert state(opened)["year"] == 2027
    view.keyboard.press("End")
    view.keyboard.press("ArrowRight")
    assert state(opened)["year"] == 2032, "it stays at the last year"
    view.locator("#slider").evaluate(
        "(slider) => { slider.value = 3; slider.dispatchEvent(new Event('input')); }"
    )
    assert state(opened)["year"] == 2029
    assert view.locator("#year").inner_text() == "2029 年"
    view.locator("#slider").focus()
    view.keyboard.press("ArrowRight")
    assert state(opened)["year"] == 2030, "once, not twice"


def test_play_goes_through_the_years_and_stops_at_the_last(opened):
    view = opened.view
    view.keyboard.press("End")
    view.keyboard.press("ArrowLeft")
    view.locator("#play").click()
    assert state(opened)["playing"]
    assert view.locator("#play").get_attribute("aria-label") == "暂停"
    view.wait_for_function(
        "() => yearsPage.state().year === 2032 && !yearsPage.state().playing", timeout=6000
    )
    view.locator("#play").click()
    assert state(opened) == {"stage": "primary", "year": 2026, "playing": True}, "again from the first"
    view.locator("#play").click()
    assert not state(opened)["playing"]


def test_the_panel_says_what_the_plan_says(opened, made):
    for number, stage in enumerate(("primary", "junior")):
        opened.view.locator("#stages button").nth(number).click()
        opened.view.keyboard.press("Home")
        city = made.stages[stage].by_city.set_index("year")
        reach = made.stages[stage].coverage.set_index(["year", "way", "base"])["share"]
        for year in made.forecast.years:
            said = totals(opened)
            assert count(said["适龄学生"]) == city.at[year, "pupils"]
            assert count(said["学位"]) == city.at[year, "seats"]
            assert count(said["富余"]) == -city.at[year, "gap"]
            assert count(said["学校"]) == city.at[year, "schools"]
            radius = f"半径 {made.stages[stage].measures.radius_m:,.0f} 米内学生"
            assert said[radius] == f"{100 * reach[year, 'radius', 'pupils']:.1f} %"
            if year != 2026:
                assert count(said["改划学生（停办除外）"]) == made.stages[stage].zones.moved[year]
            opened.view.keyboard.press("ArrowRight")


def test_schools_open_and_close_with_their_work(opened):
    view = opened.view

    def schools():
        return view.evaluate("() => [...document.querySelectorAll('.school')].map((e) => [e.querySelector('.name').firstChild.textContent, e.querySelector('.sign')?.textContent || ''])")  # fmt: skip

    assert sorted(schools()) == [["第1小学", ""], ["第2小学", ""]]
    view.keyboard.press("ArrowRight")
    assert ["第3小学", "新"] in schools()
    assert "新建" in view.locator("#works").inner_text()
    assert "0 → 40 学位 · 800 万元" in view.locator("#works").inner_text()
    view.keyboard.press("ArrowRight")
    assert ["第3小学", ""] in schools(), "the sign is of the year, a ring stays"
    assert "本年没有项目" in view.locator("#works").inner_text()
    view.keyboard.press("End")
    assert ["第2小学", "撤"] in schools()


def test_zones_of_the_year_are_coloured(opened):
    before = colours(opened)
    opened.view.keyboard.press("ArrowRight")
    assert (colours(opened) != before).any(), "a school opened"
    opened.view.keyboard.press("ArrowLeft")
    assert (colours(opened) == before).all()


def test_the_picture_stays_when_the_map_is_moved_and_zoomed(opened):
    for step in (
        "panBy([80, 40], {animate: false})",
        "setZoom(yearsPage.map.getZoom() + 1, {animate: false})",
        "setZoom(yearsPage.map.getZoom() - 1.5, {animate: false})",
    ):
        opened.view.evaluate(f"() => {{ yearsPage.map.{step}; }}")
        opened.view.wait_for_timeout(150)
        assert len(np.unique(colours(opened))) > 5, step


def test_a_block_tells_its_pupils_and_school_of_the_year(opened, made):
    years = made.stages["primary"]
    names = years.area.schools["name"]
    for year in (2026, 2032):
        opened.view.keyboard.press("Home" if year == 2026 else "End")
        for block in ("c1r1", "c4r2", "c4r0"):
            said = opened.hover(*place(made, "primary", block))
            assert years.area.blocks.at[block, "name"] in said
            assert re.search(rf"适龄学生\s+{years.pupils.at[year, block]}\b", said)
            assert names[years.zones.school_of.at[year, block]] in said


def test_stages_without_zones_of_today_say_so(opened):
    opened.view.locator("#stages button").nth(1).click()
    assert "没有提供现状片区" in opened.view.locator("#works").inner_text()
    opened.view.keyboard.press("ArrowRight")
    assert "没有提供现状片区" not in opened.view.locator("#works").inner_text()


def test_the_title_block_has_what_every_map_has(opened):
    side = opened.view.locator("#side").inner_text()
    for said in ("玩具镇教育设施布局（虚构数据）", "内部工作用图", "虚构数据"):
        assert said in side
    assert opened.view.locator("#stamp").inner_text() == "内部工作用图 · 虚构数据"
    opened.view.locator("#side summary", has_text="说明").click()
    about = opened.view.locator("#side").inner_text()
    for said in ("2026-09-01", "玩具镇教育局", "未核对原文", "示意图，不作为权属及行政区划依据", "距最优"):
        assert said in about


def test_layers_can_be_left_out(opened):
    name = opened.view.locator(".school .name").first
    assert name.is_visible()
    opened.view.get_by_label("学校名称").uncheck()
    assert not name.is_visible()
    before = colours(opened)
    opened.view.get_by_label("地块", exact=True).uncheck()
    assert (colours(opened) != before).any()


def test_a_click_on_the_chart_goes_to_its_year(opened):
    opened.view.locator("#chart [data-year='4']").click()
    assert state(opened)["year"] == 2030


def test_a_narrow_screen_has_the_map_first(chromium, html, tmp_path):
    opened = open_page(chromium, html, tmp_path)
    view = opened.view
    view.set_viewport_size({"width": 390, "height": 844})
    view.reload()
    assert not view.locator("#side").is_visible()
    for part in ("#stages", "#bar", "#play"):
        box = view.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert view.evaluate("() => document.documentElement.scrollWidth") <= 390
    view.locator("#fold").click()
    assert view.locator("#now").is_visible()


def test_on_paper_there_are_no_buttons(opened):
    opened.view.emulate_media(media="print")
    assert not opened.view.locator("#play").is_visible()
    assert not opened.view.locator("#slider").is_visible()
    assert opened.view.locator("#year").is_visible()
    assert opened.view.locator("#now").is_visible()


def test_it_speaks_english(chromium, made, tmp_path):
    opened = open_page(chromium, years_page(made, "en"), tmp_path)
    assert opened.complaints == []
    words = opened.view.evaluate(
        "() => document.querySelector('#now').innerText + document.querySelector('#legend').innerText"
    )
    assert not re.search("[一-鿿]", words)
    assert "Seats free" in words
