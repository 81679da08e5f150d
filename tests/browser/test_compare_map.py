"""Two plans on one map in a real Chromium: A, B, both, and what changes between them."""

import pytest
import toy_files
from chromium import open_page

from zoning import planner, scenario
from zoning.render.compare import page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    base = toy_files.small_district(tmp_path_factory.mktemp("district"))
    third = toy_files.variant(base, 'name = "开办第3小学"\n[[open]]\nid = "S3"\n', name="third.toml")
    return planner.compare(scenario.load(base), scenario.load(third))


@pytest.fixture(scope="module")
def html(compared):
    return page(compared, "zh")


@pytest.fixture
def opened(chromium, html, tmp_path):
    return open_page(chromium, html, tmp_path)


def names(opened):
    """The zones named on the map now."""
    return set(opened.view.evaluate(
        "() => [...document.querySelectorAll('.zone-name .name')].map((e) => e.firstChild.textContent)"))  # fmt: skip


def turn(opened, view):
    opened.view.locator(f"#views button[data-view={view}]").click()
    opened.view.wait_for_timeout(150)


def test_the_map_opens_on_plan_b_and_asks_nothing_of_the_network(opened):
    assert names(opened) == {"第1小学", "第2小学", "第3小学"}
    assert opened.complaints == []
    assert len(opened.requests) == 1


def test_the_switch_shows_a_or_b_or_both(opened):
    b = opened.picture()
    turn(opened, "a")
    assert names(opened) == {"第1小学", "第2小学"}
    a = opened.picture()
    assert (a != b).any()
    turn(opened, "both")
    assert names(opened) == {"第1小学", "第2小学", "第3小学"}
    both = opened.picture()
    assert (both != a).any()
    assert (both != b).any()
    turn(opened, "b")
    assert (opened.picture() == b).all()


def test_a_block_that_changes_school_tells_both(opened, compared):
    moved = compared.moved.index[0]
    spot = compared.b.area.blocks.geometry.representative_point().to_crs("EPSG:4326")[moved]
    said = opened.hover(spot.y, spot.x)
    row = compared.blocks.loc[moved]
    assert "甲方案" in said
    assert row["school_name_a"] in said
    assert row["school_name_b"] in said


def test_every_figure_and_the_moves_are_beside_the_map(opened, compared):
    side = opened.view.locator("#side").inner_text()
    assert "学位" in side
    assert "+40" in side
    row = compared.moved.iloc[0]
    assert f"{row['school_name_a']} → {row['school_name_b']}" in side


def test_schools_are_those_of_the_plan_shown(opened, compared):
    spot = compared.b.area.schools.geometry.to_crs("EPSG:4326")["S3"]
    assert "备选点" not in opened.hover(spot.y, spot.x)
    opened.view.mouse.move(5, 5)
    turn(opened, "a")
    assert "备选点" in opened.hover(spot.y, spot.x)
