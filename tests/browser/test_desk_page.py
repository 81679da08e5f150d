"""The desk's page in a real Chromium, used as a planner would: clicks, drags, keys, two windows."""

from pathlib import Path

import desks
import pytest

pytestmark = pytest.mark.browser
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo.toml"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with desks.running(DEMO, tmp_path_factory.mktemp("desk")) as run:
        yield run


@pytest.fixture
def view(chromium, run):
    """The page at the baseline; what it complained of fails the test."""
    while run.desk.journal.history.done:
        run.desk.undo(run.desk.version)
    view = desks.opened(chromium, run)
    yield view
    assert view.complaints == []
    view.close()


def middle(view, x=0.5, y=0.5):
    box = view.locator("#map").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_a_school_is_added_by_a_click_dragged_resized_and_closed(view, run):
    view.locator("#tools button[data-tool=add]").click()
    view.mouse.click(*middle(view, 0.5, 0.25))
    view.locator("#ask input[name=name]").fill("新城小学")
    view.locator("#ask input[name=seats]").fill("900")
    view.locator("#ask button[value=yes]").click()
    desks.settled(view, 1)
    state = run.state()
    assert "N1" in state["plan"]["schools"]["id"]
    row = view.locator('#schools tr[data-school="N1"]')
    assert "新城小学" in row.inner_text()
    mark = view.locator('.school[data-school="N1"]')
    before, cost = mark.bounding_box(), state["plan"]["totals"]["cost_pupil_km"]
    view.mouse.move(before["x"] + 8, before["y"] + 8)
    view.mouse.down()
    view.mouse.move(before["x"] + 68, before["y"] + 68, steps=6)
    view.mouse.up()
    desks.settled(view, 2)
    after = mark.bounding_box()
    assert after["x"] - before["x"] == pytest.approx(60, abs=3)
    assert run.state()["plan"]["totals"]["cost_pupil_km"] != cost
    row.click()
    view.locator("#school_resize").click()
    view.locator("#ask input[name=seats]").fill("450")
    view.keyboard.press("Enter")
    desks.settled(view, 3)
    assert run.state()["marks"]["seats"][-1] == 450
    view.locator("#school_close").click()
    desks.settled(view, 4)
    assert row.count() == 0
    steps = view.locator("#steps li").all_text_contents()
    assert [step[:2] for step in steps] == ["新增", "移动", "新城", "关闭"]


def test_blocks_are_picked_judged_before_and_given(view, run):
    view.keyboard.press("r")
    x, y = middle(view, 0.45, 0.45)
    view.mouse.move(x, y)
    view.mouse.down()
    view.mouse.move(x + 60, y + 45, steps=5)
    view.mouse.up()
    pending = view.locator("#pending")
    assert "点学校选去向" in pending.inner_text()
    before = run.state()
    view.locator("#schools tbody tr").nth(4).click()
    pending.locator("table").first.wait_for()
    assert run.state()["version"] == before["version"]
    view.locator("#accept").click()
    desks.settled(view, 1)
    state = run.state()
    assert state["plan"]["by_hand"]
    assert state["locks"]
    assert not pending.is_visible()
    assert "手工方案" in view.locator("#totals").inner_text()
    view.keyboard.press("Control+z")
    view.wait_for_selector("#undo:disabled")
    assert run.state()["plan"]["school_of"] == before["plan"]["school_of"]
    view.keyboard.press("Control+y")
    desks.settled(view, 1)
    assert run.state()["plan"]["school_of"] == state["plan"]["school_of"]


def test_painting_and_taking_a_whole_estate(view, run):
    view.keyboard.press("p")
    x, y = middle(view, 0.42, 0.55)
    view.mouse.move(x, y)
    view.mouse.down()
    view.mouse.move(x + 50, y, steps=20)
    view.mouse.up()
    first = view.locator("#pending p").first.inner_text()
    assert "已选" in first
    view.locator("#lock_picked").click()
    desks.settled(view, 1)
    assert len(run.state()["locks"]) >= 2
    view.keyboard.press("g")
    view.mouse.click(x + 25, y)
    assert view.locator("#pending").is_visible()
    view.locator("#unlock_picked").click()
    desks.settled(view, 2)
    view.keyboard.press("Escape")
    assert not view.locator("#pending").is_visible()


def test_what_is_picked_while_an_answer_is_on_its_way_stays_picked(view, run):
    view.keyboard.press("g")
    x, y = middle(view, 0.42, 0.55)
    view.mouse.click(x, y)
    held = []
    view.route("**/api/edit", lambda route: held.append(route))
    view.keyboard.press("l")
    view.wait_for_function("document.getElementById('pending').hidden")
    view.mouse.click(x + 25, y)
    told = view.locator("#pending p").first.inner_text()
    view.wait_for_timeout(100)
    held[0].continue_()
    desks.settled(view, 1)
    assert view.locator("#pending p").first.inner_text() == told
    view.keyboard.press("l")
    view.wait_for_function("document.getElementById('pending').hidden")
    view.wait_for_timeout(100)
    held[1].fulfill(status=422, json={"zh": "不行", "en": "no"})
    view.locator("#pending").wait_for()
    assert view.locator("#pending p").first.inner_text() == told
    assert view.locator("#failed").inner_text() == "不行"
    assert "422" in view.complaints.pop()


def test_looking_finding_and_the_next_problem(view, run):
    view.locator("#find").fill("鼓楼小学")
    view.keyboard.press("Enter")
    assert "鼓楼小学" in view.locator("#info h2").inner_text()
    name = next(name for name in run.desk.district.area.blocks["name"] if name)
    view.locator("#find").fill(name)
    view.locator("#found button").first.click()
    view.locator("#info ol li").first.wait_for()
    assert name in view.locator("#info h2").inner_text()
    view.keyboard.press("Escape")
    view.locator("#map").click(position={"x": 5, "y": 300})
    view.keyboard.press("n")
    assert "1/" in view.locator("#status").inner_text()
    view.keyboard.press("n")
    assert "2/" in view.locator("#status").inner_text()
    view.locator("#info h2").wait_for()


def test_both_languages_and_no_word_missing(view):
    for _ in range(2):
        view.locator("#language").click()
        words = view.locator("body").inner_text()
        assert "undefined" not in words
        assert "NaN" not in words
        assert "{}" not in words
    assert view.locator("html").get_attribute("lang") == "zh-CN"


def test_two_windows_see_the_same(view, chromium, run):
    other = desks.opened(chromium, run)
    view.locator("#schools tbody tr").first.click()
    view.locator("#school_close").click()
    desks.settled(view, 1)
    other.locator("#steps li").first.wait_for(state="attached", timeout=10_000)
    assert other.locator("#schools tbody tr").count() == view.locator("#schools tbody tr").count()
    other.close()


def test_views_a_b_and_both_differ(view):
    view.locator("#schools tbody tr").first.click()
    view.locator("#school_close").click()
    desks.settled(view, 1)
    seen = []
    for name in ("a", "b", "both"):
        view.locator(f"#views button[data-view={name}]").click()
        view.wait_for_timeout(120)
        seen.append(view.locator("canvas.zones").screenshot())
    assert len(set(seen)) == 3


def test_a_change_that_cannot_be_is_said_and_the_school_goes_back(view, run):
    for _ in range(4):
        view.locator(".leaflet-control-zoom-out").click()
    mark = view.locator(".school[data-school]").filter(has_text="书香小学")
    other = view.locator(".school[data-school]").filter(has_text="和风小学")
    before, beside = mark.bounding_box(), other.bounding_box()
    view.mouse.move(before["x"] + 8, before["y"] + 8)
    view.mouse.down()
    view.mouse.move(*middle(view, 0.12, 0.85), steps=8)
    view.mouse.up()
    view.locator("#failed").wait_for()
    assert "范围之外" in view.locator("#failed").inner_text()
    apart = mark.bounding_box()["x"] - other.bounding_box()["x"]  # the map may have moved along
    assert apart == pytest.approx(before["x"] - beside["x"], abs=1)
    assert run.state()["steps"] == []
    view.complaints.clear()  # the browser reports the refusal itself


def test_the_presentation_hides_the_tools(view):
    view.locator("#present").click()
    assert not view.locator("#tools").is_visible()
    assert view.locator("#totals").is_visible()
    view.locator("#present").click()
    assert view.locator("#tools").is_visible()


def test_a_link_without_its_token_says_what_to_do(chromium, run):
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{run.port}/")
    page.wait_for_timeout(500)
    assert "启动时显示的网址" in page.locator("#status").inner_text()
    page.close()
