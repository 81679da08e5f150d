"""`zoning lookup` as a planner runs it: questions, points, a roll, the page; what it refuses, and what it never writes."""

import json

import asked_town
import geopandas as gpd
import pandas as pd
import pytest
import toy_files
from command_line import USAGE, WRONG, bytes_in, zoning

from zoning.datum import wgs84_to_gcj02

POLICY = '[policy]\neffort = 0.02\n[map]\ntitle = "玩具镇小学招生片区图"\nfictitious = true\ndata_date = "2026-03-01"\n'


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return toy_files.write(tmp_path_factory.mktemp("town"), asked_town.area(), POLICY)


@pytest.fixture(scope="module")
def planned(town, tmp_path_factory):
    """The plan that all of these ask: made once, and named with --plan."""
    out = tmp_path_factory.mktemp("plan") / "out"
    assert zoning("plan", town, "--out", out).exit_code == 0
    return out


@pytest.fixture(scope="module")
def school_of(planned):
    return pd.read_csv(planned / "blocks.csv", dtype=str).set_index("地块编号")["划片学校"]


def said(town, planned, *arguments):
    result = zoning("lookup", town, *arguments, "--plan", planned, "--json")
    assert result.exit_code == 0, result.stdout + result.stderr
    return json.loads(result.stdout)


def test_questions_are_answered_from_the_plan(town, planned, school_of):
    answers = said(town, planned, "碧水苑3幢", "bsy", "幸福小区", "新碧水苑")["answers"]
    assert [one["status"] for one in answers[:2]] == ["found", "found"]
    assert {one["schools"][0]["name"] for one in answers[:2]} == {school_of["c0r0"]}
    assert answers[0]["notice"], "the notice's line of the zone"
    names = {school_of["c0r1"], school_of["c3r0"]}
    assert answers[2]["status"] == ("ask" if len(names) > 1 else "found")
    assert answers[3]["status"] == "unknown"
    assert "碧水苑" in answers[3]["near"]


def test_a_notice_that_was_published_is_cited_word_for_word_and_only_for_its_own_plan(
    town, planned, tmp_path
):
    assert zoning("notice", town, "--plan", planned, "--out", tmp_path / "notice").exit_code == 0
    file = tmp_path / "notice" / "run.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    for zone in kept["zones"]:
        zone["scope"] += "（以现场为准）"
    file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    (one,) = said(town, planned, "碧水苑", "--notice", tmp_path / "notice")["answers"]
    assert one["notice"].endswith("（以现场为准）")
    blocks = pd.read_csv(planned / "blocks.csv", dtype=str)
    other = blocks.assign(学校编号=blocks["学校编号"].where(blocks.index > 0, blocks["学校编号"].iloc[-1]))
    assert not other.equals(blocks)
    other.to_csv(tmp_path / "other.csv", index=False)
    arguments = ["lookup", town, "碧水苑", "--plan", tmp_path / "other.csv", "--notice"]
    result = zoning(*arguments, tmp_path / "notice")
    assert result.exit_code == WRONG
    assert "写的不是这个方案" in result.stderr
    assert "没有划片公告" in zoning(*arguments, tmp_path).stderr
    roll = tmp_path / "roll.csv"
    pd.DataFrame({"住址": ["碧水苑"]}).to_csv(roll, index=False)
    result = zoning(*arguments, tmp_path / "notice", "--roll", roll, "--out", tmp_path / "notice")
    assert result.exit_code == WRONG
    assert "结果会覆盖" in result.stderr
    assert file.exists()


def test_a_page_takes_the_place_of_no_folder(town, planned, tmp_path):
    (tmp_path / "x.html").mkdir()
    (tmp_path / "x.html" / "mine.txt").write_text("mine", encoding="utf-8")
    result = zoning("lookup", town, "--plan", planned, "--page", tmp_path / "x.html")
    assert result.exit_code == WRONG
    assert (tmp_path / "x.html" / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_the_terminal_says_it_in_words(town, planned, school_of):
    result = zoning("lookup", town, "碧水苑", "--plan", planned)
    assert result.exit_code == 0
    for part in ("查到", "名称相同：碧水苑", school_of["c0r0"], "以公布的划片文本为准", "划片范围"):
        assert part in result.stdout
    english = zoning("lookup", town, "碧水苑", "--plan", planned, "--lang", "en")
    assert "same name: 碧水苑" in english.stdout


def test_without_a_plan_it_makes_one(town, school_of):
    result = zoning("lookup", town, "锦绣花园", "--json")
    assert json.loads(result.stdout)["answers"][0]["schools"][0]["name"] == school_of["c4r0"]


def test_points_need_a_datum(town, planned, school_of):
    area = asked_town.area()
    point = gpd.GeoSeries([area.blocks.geometry["c0r0"].centroid], crs=area.crs).to_crs("EPSG:4326").iloc[0]
    lon, lat = map(float, wgs84_to_gcj02(point.x, point.y))
    (one,) = said(town, planned, "--point", f"{lon},{lat}", "--datum", "gcj02")["answers"]
    assert one["schools"][0]["name"] == school_of["c0r0"]
    assert one["said"] == "这一点在 碧水苑 之内"
    refused = zoning("lookup", town, "--point", f"{lon},{lat}")
    assert refused.exit_code == USAGE
    assert "--datum" in refused.stderr
    assert zoning("lookup", town, "--point", "here", "--datum", "wgs84").exit_code == USAGE


def roll(folder):
    file = folder / "名册.csv"
    frame = pd.DataFrame({"姓名": "张三", "证件号码": "370502201501011234", "家庭住址": ["碧水苑3幢"] * 30 + ["锦绣花园"] * 20 + ["没有的地方5号"] * 7, "就读学校": "滨河第一小学"})  # fmt: skip
    frame.to_csv(file, index=False, encoding="utf-8-sig")
    return file


def test_a_roll_is_counted_by_school_and_answered_row_by_row(town, planned, school_of, tmp_path):
    out = tmp_path / "结果"
    found = said(town, planned, "--roll", roll(tmp_path), "--out", out)["roll"]
    assert found["rows"] == {"rows": 57, "found": 50, "ask": 0, "unknown": 7}
    assert found["names"] == {"没有的地方": 7}
    lives = {row["name"]: row["lives"] for row in found["schools"] if row["school_id"]}
    assert lives[school_of["c0r0"]] >= 30
    rows = pd.read_csv(out / "answers-internal.csv", dtype=str)
    assert rows.iloc[0].tolist() == ["2", school_of["c0r0"]]
    text = b"".join(content for name, content in bytes_in(out).items() if not name.endswith(".xlsx")).decode("utf-8", "replace")  # fmt: skip
    assert not [word for word in ("张三", "370502", "碧水苑") if word in text]
    public = tmp_path / "公布"
    said(town, planned, "--roll", roll(tmp_path), "--out", public, "--public")
    assert sorted(bytes_in(public)) == ["run.json", "summary.xlsx"]


def test_a_roll_without_addresses_is_refused_before_the_work(town, tmp_path):
    file = tmp_path / "r.csv"
    pd.DataFrame({"姓名": ["张三"], "年级": ["一"]}).to_csv(file, index=False)
    result = zoning("lookup", town, "--roll", file, "--out", tmp_path / "out")
    assert result.exit_code == WRONG
    assert "没有住址或小区一列" in result.stderr
    assert "张三" not in result.stderr + result.stdout
    assert not (tmp_path / "out").exists()
    assert zoning("lookup", town, "--roll", file).exit_code == USAGE
    assert zoning("lookup", town).exit_code == USAGE


def test_the_page_is_one_file(town, planned, tmp_path):
    file = tmp_path / "查学区.html"
    assert said(town, planned, "--page", file)["files"] == [str(file)]
    html = file.read_text(encoding="utf-8")
    assert "玩具镇小学招生片区图" in html
    assert "碧水苑" in html
    assert zoning("lookup", town, "--page", tmp_path / "page.txt", "--plan", planned).exit_code == WRONG


def test_former_names_come_from_a_file(town, planned, tmp_path):
    file = tmp_path / "别名.csv"
    pd.DataFrame({"现名": ["碧水苑"], "曾用名": ["老菜市"]}).to_csv(file, index=False)
    (one,) = said(town, planned, "老菜市", "--aliases", file)["answers"]
    assert one["said"] == "老菜市 是 碧水苑 的曾用名"
    pd.DataFrame({"现名": ["没有的苑"], "曾用名": ["老菜市"]}).to_csv(file, index=False)
    assert zoning("lookup", town, "老菜市", "--aliases", file, "--plan", planned).exit_code == WRONG
