"""Santa Rosa at the desk in Chromium, clicked as a planner would: Steele Lane closes, then opens again."""

from pathlib import Path

import desks
import pytest
from conftest import real

from zoning import planner, scenario

pytestmark = [pytest.mark.real, pytest.mark.browser]
HERE = Path(__file__).parent / "scenarios"
STEELE = "Steele Lane Elementary School"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    real("santa_rosa")
    with desks.running(HERE / "santa_rosa_desk.toml", tmp_path_factory.mktemp("desk")) as run:
        yield run


@pytest.mark.slow
def test_closing_steele_lane_and_opening_it_again(chromium, run, tmp_path):
    view = desks.opened(chromium, run)
    before = run.state()["plan"]
    assert before["totals"]["over_pupils"] == 0
    view.screenshot(path=tmp_path / "1-baseline.png")

    view.locator(f'.school[data-school="{STEELE}"]').click()
    view.locator("#school_close").click()
    desks.settled(view, 1)
    closed = run.state()["plan"]
    assert STEELE not in closed["schools"]["id"]
    assert closed["totals"]["unassigned_blocks"] == closed["totals"]["cut_off_blocks"] == 0
    alone = planner.run(
        scenario.load(HERE / "santa_rosa_closing.toml")
    )  # the same question, asked of `zoning plan`
    assert closed["totals"]["cost_pupil_km"] * 1000 <= 1.005 * alone.plan.solve.cost + 50
    assert closed["totals"]["cost_pupil_km"] * 1000 * (1 + 1e-9) >= alone.plan.solve.lower_bound - 50
    assert closed["totals"]["gap"] < 0.03
    assert view.locator("#schools tbody tr").count() == len(closed["schools"]["id"])
    said = view.locator("#totals").inner_text()
    assert f"{closed['totals']['moved']:,.0f}" in said
    view.locator("#views button[data-view=both]").click()
    view.wait_for_timeout(200)
    view.screenshot(path=tmp_path / "2-closed.png")

    view.locator(f'.school[data-school="{STEELE}"]').click()
    view.locator("#school_open").click()
    desks.settled(view, 2)
    again = run.state()["plan"]
    assert again["school_of"] == before["school_of"]
    assert again["totals"]["moved"] == 0
    assert again["totals"]["gap"] == before["totals"]["gap"]
    view.locator("#views button[data-view=b]").click()
    view.wait_for_timeout(200)
    view.screenshot(path=tmp_path / "3-open.png")
    assert view.complaints == []
    for _ in range(2):
        view.keyboard.press("Control+z")
    view.wait_for_selector("#undo:disabled")
    assert run.state()["plan"]["school_of"] == before["school_of"]
