"""The map of a choice of sites in a real Chromium: every site by what it brings, the surface of many, the plans without and with."""

import pytest
import toy_files
from chromium import open_page

from zoning import scenario, site_planner
from zoning.render.sites import page
from zoning.toy import town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    area = town(8, 3, schools=[(0, 0, 60), (0, 2, 60), (3, 1, 40), (6, 1, 40), (7, 2, 40)])
    area.schools["status"] = ["open", "open", "candidate", "candidate", "candidate"]
    return site_planner.run(scenario.load(toy_files.write(tmp_path_factory.mktemp("d"), area)))


@pytest.fixture(scope="module")
def html(found):
    return page(found, "zh")


@pytest.fixture
def opened(chromium, html, tmp_path):
    return open_page(chromium, html, tmp_path)


def test_sites_are_marked_ranked_and_told(opened, found):
    assert opened.complaints == []
    assert len(opened.requests) == 1
    ranks = opened.view.evaluate(
        "() => [...document.querySelectorAll('.site-rank')].map((e) => e.textContent)"
    )
    assert sorted(ranks) == ["1", "2", "3"]
    assert opened.view.locator("path.site").count() == 3
    best = found.sites.index[0]
    spot = found.area.schools.geometry.to_crs("EPSG:4326")[best]
    said = opened.hover(spot.y, spot.x)
    assert "★ 选中" in said
    saves = found.sites.at[best, "saves_pupil_m"] / 1000
    assert f"+{saves:,.0f}" in said


def test_the_table_has_the_best_first_and_the_switch_shows_the_plan_without(opened, found):
    rows = opened.view.evaluate(
        "() => [...document.querySelectorAll('#side details table tr th:first-child')].map((e) => e.textContent)"
    )
    names = [f"{n} {name}" for n, name in enumerate(found.sites["name"], 1)]
    assert [row.removesuffix(" ★") for row in rows if row[:1].isdigit()] == names
    before = opened.picture()
    opened.view.locator("#views button[data-view=a]").click()
    opened.view.wait_for_timeout(150)
    assert (opened.picture() != before).any()


def test_many_sites_make_a_surface(chromium, tmp_path):
    more = '[sites.made]\nplace = "blocks"\nseats = 40\n'
    file = toy_files.write(
        tmp_path / "d", town(8, 5, schools=[(0, 0, 120), (7, 4, 120)]), toy_files.POLICY + more
    )
    found = site_planner.run(scenario.load(file))
    opened = open_page(chromium, page(found, "en"), tmp_path)
    assert opened.complaints == []
    with_surface = opened.picture()
    opened.view.get_by_label("How good a place is").click()
    opened.view.wait_for_timeout(150)
    assert (opened.picture() != with_surface).any()
