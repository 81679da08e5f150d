"""The page of 查学区 in a real Chromium: it answers as the program does, on a telephone and on a desk, without a network."""

import random

import invented_town
import pytest
import shapely
import toy_files
from chromium import place_of

from benchmarks.lookup_questions import asked
from zoning import planner, scenario
from zoning.lookup import index as plan_index
from zoning.lookup import page
from zoning.lookup.gazetteer import Former
from zoning.lookup.match import match
from zoning.lookup.near import nearest
from zoning.lookup.plain import plain
from zoning.toy import town

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1280, 800)
NOTICE = "东至东一路，南至学院路，西至区界，北至清风河。"
LEAST_TAP_PX, LEAST_CONTRAST = 44, 4.5


@pytest.fixture(scope="module")
def result():
    return invented_town.result(120, 6)


@pytest.fixture(scope="module")
def index(result):
    return plan_index.of_result(result, {"S01": NOTICE}, [Former("老菜市", "明月家园")])


@pytest.fixture(scope="module")
def file(result, index, tmp_path_factory):
    made = tmp_path_factory.mktemp("page") / "lookup.html"
    page.write(result, index, made, "zh")
    return made


class Opened:
    """A page, what it asked for and what it complained of."""

    def __init__(self, chromium, file, size):
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, is_mobile=size == PHONE, offline=True)  # fmt: skip
        self.view = context.new_page()
        self.requests, self.complaints = [], []
        self.view.on("request", lambda request: self.requests.append(request.url))
        self.view.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)  # fmt: skip
        self.view.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.view.goto(file.as_uri())

    def ask(self, question):
        self.view.fill("#find", question)
        self.view.press("#find", "Enter")
        return self.answer()

    def answer(self):
        self.view.wait_for_timeout(60)
        return self.view.locator("#answer").inner_text()


@pytest.fixture
def opened(chromium, file):
    yield from _opened(chromium, file, PHONE)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def sized(chromium, file, request):
    yield from _opened(chromium, file, request.param)


def _opened(chromium, file, size):
    made = Opened(chromium, file, size)
    yield made
    assert made.complaints == []
    made.view.context.close()


def told(index, question):
    """What the program makes of a question, as plain values."""
    found = match(index.there, index.zone_of, question)
    hits = [
        [h.rule, h.name, list(h.blocks), h.zone, list(h.said), h.slip, h.score, h.doubt] for h in found.hits
    ]
    candidates = [[c.name, c.under, list(c.blocks), c.zone] for c in found.candidates]
    return [plain(question), found.status, found.zone, list(found.blocks), found.doubt, hits, candidates, list(nearest(index.there, question))]  # fmt: skip


AS_TOLD = """(questions) => questions.map((question) => { const m = zoningLookup.match(question); return [zoningLookup.plain(question), m.status, m.zone, m.blocks, m.doubt,
  m.hits.map((h) => [h.rule, h.name, h.blocks, h.zone, h.said, h.slip, h.score, h.doubt]), m.candidates.map((c) => [c.name, c.under, c.blocks, c.zone]), zoningLookup.nearest(question)]; })"""


def questions(index):
    """Addresses with slips, beginnings, pinyin, numbers between the known, and letters of many scripts."""
    pick, there = random.Random(5), index.there
    made = [one.text for one in asked(there, 120, 5, 0.7)]
    made += [pick.choice(there.names).shown[: pick.randint(1, 4)] for _ in range(20)]
    made += [pick.choice(list(there.by_letters)) for _ in range(15)]
    made += [
        f"{pick.choice(there.streets).shown}{pick.randint(1, 150)}号{pick.choice(('', '对面', '3幢'))}"
        for _ in range(30)
    ]
    made += [pick.choice(list(there.street_by_letters)) + str(pick.randint(1, 150)) for _ in range(10)]
    made += [
        "",
        " ",
        "老菜市",
        "文汇街道明月家园",
        "新明月家园",
        "东1路１０号",
        "明月院",
        "月明家园",
        "😀",
        "e\u0301",
        "ﬁ",
        "第一小学",
        "\u3000号",
    ]
    made += ["".join(chr(pick.choice((pick.randint(0x20, 0x2FF), pick.randint(0x3000, 0x33FF), pick.randint(0x4E00, 0x9FFF), pick.randint(0xFF00, 0xFFEF), pick.randint(0x1F300, 0x1F5FF)))) for _ in range(pick.randint(1, 10))) for _ in range(60)]  # fmt: skip
    return made


def test_the_page_reads_every_question_as_the_program_does(chromium, file, index):
    wanted = questions(index)
    assert len(wanted) > 200
    opened = Opened(chromium, file, DESK)
    found = opened.view.evaluate(AS_TOLD, wanted)
    mine = [told(index, question) for question in wanted]
    assert [row for row in zip(wanted, found, mine, strict=True) if row[1] != row[2]] == []
    assert {row[1] for row in mine} == {"found", "ask", "unknown"}
    opened.view.context.close()


def test_nothing_is_asked_of_the_network(opened):
    opened.ask("明月家园")
    assert [url.split("?")[0] for url in opened.requests if not url.startswith("data:")] == [
        opened.requests[0]
    ]
    assert opened.requests[0].startswith("file://")


def test_an_estate_typed_and_chosen_is_answered(opened, result, index):
    block = index.there.called.index("明月家园")
    zone = index.zones[index.zone_of[block]]
    opened.view.fill("#find", "明月")
    names = opened.view.locator("#suggestions button")
    names.first.wait_for()
    assert "明月家园" in names.all_inner_texts()
    names.get_by_text("明月家园", exact=True).click()
    said = opened.answer()
    for part in (
        zone.name,
        f"步行约 {round(index.walk_m[block])} 米",
        "名称相同：明月家园",
        "以公布的划片文本为准",
    ):
        assert part in said
    assert opened.view.locator("#suggestions").is_hidden()
    assert zone.name in opened.view.locator(".leaflet-tooltip.name").inner_text()
    assert (NOTICE in said) == (zone.id == "S01")


def test_pinyin_initials_and_the_former_name_lead_there(opened, index):
    zone = index.zones[index.zone_of[index.there.called.index("明月家园")]]
    assert zone.name in opened.ask("myjy")
    assert "老菜市 是 明月家园 的曾用名" in opened.ask("老菜市")


def test_what_is_not_certain_is_asked_and_what_is_chosen_is_answered(opened, index):
    asked = next(name for name in ("明月", "锦绣", "东湖", "东1路") if match(index.there, index.zone_of, name).status == "ask")  # fmt: skip
    assert "请" in opened.ask(asked)
    choices = opened.view.locator("#answer button")
    assert choices.count() > 1
    school = choices.first.locator("em").inner_text().removeprefix("→ ")
    choices.first.click()
    assert f"划片学校\n{school}" in opened.answer().replace("\n\n", "\n")


def test_what_is_not_found_offers_names_that_answer(opened):
    assert "没有找到，最接近的名称如下" in opened.ask("新明月家园")
    opened.view.locator("#answer button", has_text="明月家园").first.click()
    assert "名称相同：明月家园" in opened.answer()
    assert "没有找到" in opened.ask("qqqqqq")


def test_a_tap_on_the_map_answers_for_the_block_under_it(sized, result, index):
    for block in (7, 60):
        shape = result.area.blocks.geometry.iloc[block]
        lat, lon = place_of(result, shape.representative_point())
        x, y = sized.view.evaluate("([lat, lon]) => { zoningLookup.map.setView([lat, lon], 16, { animate: false }); const p = zoningLookup.map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", [lat, lon])  # fmt: skip
        sized.view.locator("#map").click(position={"x": x, "y": y})
        said = sized.answer()
        assert f"这一点在 {index.there.called[block]} 之内" in said
        assert index.zones[index.zone_of[block]].name in said


def test_points_are_read_as_the_program_reads_them(opened, result, index):
    pick = random.Random(2)
    west, south, east, north = result.area.boundary.bounds
    points = [shapely.Point(pick.uniform(west, east), pick.uniform(south, north)) for _ in range(60)]
    far = [index.shapes.distance(point).to_numpy() for point in points]
    clear = [(point, d) for point, d in zip(points, far, strict=True) if sorted(d)[1] > 1.5]  # not on an edge: the page's shapes are thinned  # fmt: skip
    places = [list(place_of(result, point)) for point, _ in clear]
    found = opened.view.evaluate("(places) => places.map(([lat, lon]) => zoningLookup.at(lat, lon))", places)
    inside = [[int(b) for b in (d == 0).nonzero()[0]] for _, d in clear]
    assert [[b for b, metres in one if metres == 0] for one in found] == inside
    assert any(inside)


def test_the_keyboard_is_enough(opened):
    view = opened.view
    view.locator("#find").focus()
    view.keyboard.type("mingyuejiayuan")
    view.keyboard.press("Enter")
    assert "名称相同：明月家园" in opened.answer()
    view.locator("#find").fill("明月")
    view.locator("#suggestions button").first.wait_for()
    view.locator("#find").press("ArrowDown")
    first = view.evaluate("() => document.activeElement.textContent")
    assert first == view.locator("#suggestions button").first.inner_text()
    view.keyboard.press("Escape")
    assert view.locator("#suggestions").is_hidden()
    assert view.evaluate("() => document.activeElement.id") == "find"


BOXES = """() => [...document.querySelectorAll('button, input')].filter((e) => e.offsetParent).map((e) => { const r = e.getBoundingClientRect(); return [e.id || e.textContent, r.width, r.height]; })"""
OVERLAPS = """() => [['header', '#ask', '#suggestions', '#answer'], ['main', 'footer', '#ground']].flatMap((names) => {
  const shown = names.map((name) => [name, document.querySelector(name)]).filter(([, e]) => e.offsetParent).map(([name, e]) => [name, e.getBoundingClientRect()]);
  return shown.flatMap(([a, p], i) => shown.slice(i + 1).filter(([, q]) => p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1).map(([b]) => [a, b])); })"""
CONTRASTS = """() => { const rgb = (text) => text.match(/[\\d.]+/g).map(Number), light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('main *, .tools button, .leaflet-tooltip')].filter((e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && !e.disabled).map((e) => { const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e)); return [e.textContent.slice(0, 20), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]; }); }"""


@pytest.mark.parametrize("question", ["", "明月家园", "明月", "新明月家园"])
def test_it_is_laid_out_for_fingers_and_for_eyes(sized, question):
    if question:
        sized.ask(question)
    else:
        sized.view.fill("#find", "明")
        sized.view.locator("#suggestions button").first.wait_for()
    view = sized.view
    assert [box for box in view.evaluate(BOXES) if box[1] < LEAST_TAP_PX or box[2] < LEAST_TAP_PX] == []
    assert view.evaluate(OVERLAPS) == []
    assert view.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert [said for said in view.evaluate(CONTRASTS) if said[1] < LEAST_CONTRAST] == []
    assert view.locator("#map").bounding_box()["height"] >= 300


def test_schools_that_share_a_zone_are_all_on_the_card(chromium, tmp_path):
    area = town(8, 3, schools=[(0, 0, 40), (3, 0, 50), (7, 2, 60)])
    more = '[policy]\neffort = 0.02\n[[pool]]\nschools = ["S1", "S2"]\n'
    shared = planner.run(scenario.load(toy_files.write(tmp_path / "in", area, more)))
    file = page.write(shared, plan_index.of_result(shared, {}), tmp_path / "page.html", "en")
    opened = Opened(chromium, file, PHONE)
    said = opened.ask("小区c0r0")
    for part in ("several schools share this zone", "第1小学", "第2小学", "m on foot", "same name: 小区c0r0"):
        assert part in said
    assert opened.view.locator(".leaflet-tooltip.name").count() == 2
    assert opened.complaints == []
    opened.view.context.close()
