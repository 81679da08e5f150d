"""`zoning balance` as a planner runs it: verdicts that the form bears out, groups within their travel, files that agree."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import toy_files
from command_line import USAGE, WRONG, bytes_in, zoning

from zoning.toy import town

DATA = Path(__file__).resolve().parents[2] / "data"
FILES = {"balance.xlsx", "balance.csv", "run.json"}
SHEETS = ["结论", "优质均衡监测表", "未达标差额", "差异系数", "班额与规模", "就近入学", "集团", "集团成员", "片区优质学位", "说明"]  # fmt: skip
RED, YELLOW = "FFC7CE", "FFEB9C"
HEAD = "学校编号,学校名称,学段,学生数,城乡类型,是否寄宿,举办者,班级人数,专科,本科,硕士,博士,骨干教师数,体育,音乐,美术,艺术,教学及辅助用房面积,室内体育用房面积,运动场地面积,仪器设备值,多媒体教室数,片区内学生数,随迁子女数"  # fmt: skip
GOOD = "小学,100,城区,否,公办,33、33、34,2,3,0,0,1,1,0,0,0,500,50,700,20,3,100,10"
WEAK = "小学,100,镇区,否,公办,33、33、34,0,1,0,0,,0,0,0,0,500,50,700,20,1,90,0"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "均衡"
    return zoning("balance", DATA / "demo-balance.toml", "--out", out, "--json"), out


@pytest.fixture(scope="module")
def said(demo):
    result, _ = demo
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def form() -> pd.DataFrame:
    return pd.read_csv(DATA / "schools" / "quality.csv", dtype={"学校标识码": str}).set_index("学校标识码")


def district(folder: Path, more: str = "", form: str | None = None) -> Path:
    """A toy town with two schools, one good and one weak, 700 m apart, and their form."""
    area = town(8, 3, schools=[(0, 0, 200), (7, 0, 200)])
    file = toy_files.write(folder, area, toy_files.POLICY + '[inputs.quality]\npath = "quality.csv"\n' + more)
    rows = [HEAD, f"S1,第1小学,{GOOD}", f"S2,第2小学,{WEAK}"]
    (folder / "quality.csv").write_text(form or "\n".join(rows), encoding="utf-8-sig")
    return file


def test_every_file_is_there_and_the_list_is_told(demo, said):
    _, out = demo
    assert {path.name for path in out.iterdir()} == FILES
    assert {Path(file).name for file in said["files"]} == FILES
    assert openpyxl.load_workbook(out / "balance.xlsx").sheetnames == SHEETS


def test_the_indicators_and_their_variation_are_those_of_the_form(said, form):
    rows = pd.DataFrame(said["schools"]).set_index("school_id")
    pupils = form["学生数"]
    teaching = form["教学及辅助用房面积（平方米）"] - form["室内体育用房面积（平方米）"]
    assert rows["teaching_area_pp"].to_dict() == pytest.approx((teaching / pupils).to_dict())
    assert rows["equipment_cny_pp"].to_dict() == pytest.approx((1e4 * form["教学仪器设备值（万元）"] / pupils).to_dict())  # fmt: skip
    varied = pd.DataFrame(said["variation"]).set_index(["stage", "indicator"])
    for stage, word in (("primary", "小学"), ("junior", "初中")):
        own = form[form["学段"] == word]
        p, x = own["学生数"], own["县级以上骨干教师数"]
        mean = x.sum() / p.sum()
        cv = np.sqrt((p / p.sum() * (x / p - mean) ** 2).sum()) / mean
        assert varied.loc[(stage, "backbone_per100"), "cv"] == pytest.approx(cv)
        assert varied.loc[stage, "schools"].eq(len(own)).all()


def test_a_school_meets_the_standard_with_six_of_seven_and_the_last_at_85_percent(said):
    rows = pd.DataFrame(said["schools"]).set_index("school_id")
    verdict = rows["verdict"].to_dict()
    assert {school for school, one in verdict.items() if one == "not_met"} == {"P03", "P05", "P08", "P10", "P14", "P15", "P16", "J03", "J04", "J06"}  # fmt: skip
    assert rows.loc["P01", ["met", "sports_area_pp_verdict", "verdict"]].tolist() == [6, "not_met", "met"]
    assert rows["good"].sum() == 14


def test_the_in_zone_share_of_the_roll_and_today_is_that_of_the_form(said):
    rows = pd.DataFrame(said["schools"]).set_index("school_id")
    primary = rows[rows["stage"] == "primary"]
    assert primary["in_zone_today"].to_dict() == pytest.approx(primary["in_zone_form"].to_dict())
    asked = {row["stage"]: row for row in said["totals"] if row["item"] == "nearby"}
    assert (asked["primary"]["verdict"], asked["junior"]["verdict"]) == ("not_met", "met")
    assert rows.loc["P16", "in_zone_verdict"] == "exempt"


def test_classes_add_up_and_oversize_ones_are_counted(said, form):
    sizes = form["班级人数"].map(lambda text: [int(one) for one in text.split("、")])
    assert (sizes.map(sum) == form["学生数"]).all()
    rows = pd.DataFrame(said["schools"]).set_index("school_id")
    assert rows["large_classes"].to_dict() == sizes.map(lambda own: sum(one >= 56 for one in own)).to_dict()


def test_every_primary_school_is_in_one_group_within_its_travel(said):
    groups = said["groups"]
    rows = pd.DataFrame(groups["schools"]).set_index("school_id")
    assert len(rows) == 16
    assert rows["leader"].notna().all()
    assert set(rows["leader"]) == {"P01", "P02", "P04", "P12", "P13"}
    assert rows.drop(["P15", "P16"])["metres"].max() <= 4000
    assert rows["metres"].max() <= 6000
    assert rows.groupby("leader").size().max() <= 5
    assert groups["bound_share"] <= groups["uneven_share"] < groups["alone_share"]
    assert (
        groups["uneven_share"] <= groups["bound_share"] + 0.012
    )  # what the scenario gives up for less travel


def test_good_seats_are_told_for_today_and_for_the_plan(said):
    access = pd.DataFrame(said["access"])
    assert set(access["zones"]) == {"today", "plan"}
    totals = access.groupby("zones")["pupils"].sum()
    assert totals["today"] == totals["plan"] == 16661
    assert [row["zones"] for row in said["spread"]] == ["today", "plan"]


def test_the_workbook_shows_what_is_not_met_in_red_and_agrees_with_the_csv(demo, said):
    _, out = demo
    page = openpyxl.load_workbook(out / "balance.xlsx")["优质均衡监测表"]
    csv = pd.read_csv(out / "balance.csv", dtype=str).set_index("学校编号")
    red = {}
    for row in page.iter_rows(min_row=2):
        if row[0].value is not None:
            red[row[0].value] = sum(cell.fill.fgColor.rgb[-6:] == RED for cell in row[7:14])
            assert row[16].value == csv.at[row[0].value, "结论"]
    assert red == {row["school_id"]: 7 - row["met"] for row in said["schools"]}
    heads = [str(cell.value) for cell in page[1]]
    assert "每百名学生县级以上\n骨干教师数" in heads
    assert csv.at["P08", "班额结论"] == "未达标"
    for sheet in openpyxl.load_workbook(out / "balance.xlsx"):
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        lines = [max(len(line.encode("gbk")) for line in str(cell.value).split("\n")) for cell in sheet[1]]
        assert all(width >= line for width, line in zip(widths, lines, strict=True)), sheet.title


def test_the_record_is_enough_to_judge_again_and_holds_no_roll(demo):
    _, out = demo
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert {"quality", "attendance"} <= set(record["inputs"])
    assert record["scenario"]["balance"]["groups"]["travel_m"] == 4000
    assert record["rules"]["id"] == "quality-balance-2017"
    assert record["rules"]["unverified"]
    assert "虚构数据" in record["title"]["notice"]
    assert record["plan"]["solve"]["status"] in ("optimal", "feasible")
    written = b"".join(bytes_in(out)[name] for name in ("run.json", "balance.csv")).decode()
    assert "B0001" not in written.replace("B0072–B0073", "")


def test_it_is_said_in_chinese_and_in_english(tmp_path):
    file = district(tmp_path / "d", "[balance.groups]\ntravel_m = 500\n")
    zh = zoning("balance", file, "--out", tmp_path / "zh")
    assert zh.exit_code == 0, zh.stderr
    assert "2 所参评学校中 1 所达标，1 所未达标，0 所填报不全、不能判断。" in zh.stdout
    assert "未编入集团 1 所：第2小学（最近的牵头校第1小学，910 米）" in zh.stdout
    assert "县级以上骨干教师数：1 所填报不全，算不出" in zh.stderr
    en = zoning("balance", file, "--out", tmp_path / "en", "--lang", "en")
    assert "Of 2 schools 1 meet the indicators, 1 do not, 0 cannot be told for want of data." in en.stdout
    assert "In no group, 1: 第2小学 (nearest: 第1小学, 910 m)" in en.stdout
    assert "values of the rules profile are not checked against the original" in en.stdout
    sheets = openpyxl.load_workbook(tmp_path / "en" / "balance.xlsx").sheetnames
    assert sheets[:2] == ["verdicts", "schools"]
    quiet = zoning("balance", file, "--out", tmp_path / "quiet", "--quiet")
    assert quiet.stdout + quiet.stderr == ""


def test_an_indicator_that_cannot_be_computed_is_shown_as_such(tmp_path):
    out = tmp_path / "out"
    assert zoning("balance", district(tmp_path / "d"), "--out", out, "--quiet").exit_code == 0
    page = openpyxl.load_workbook(out / "balance.xlsx")["优质均衡监测表"]
    weak = next(row for row in page.iter_rows(min_row=2) if row[0].value == "S2")
    at = next(n for n, cell in enumerate(page[1]) if "骨干" in str(cell.value))
    assert weak[at].value == "未显示"
    assert weak[at].fill.fgColor.rgb[-6:] == YELLOW
    assert pd.read_csv(out / "balance.csv").set_index("学校编号").at["S2", "每百名学生县级以上骨干教师数结论"] == "未显示"  # fmt: skip


def test_groups_may_join_over_the_whole_town(tmp_path):
    file = district(
        tmp_path / "d", '[balance.groups]\ntravel_m = 500\ntown_travel_m = 1000\nleaders = ["S1"]\n'
    )
    said = json.loads(zoning("balance", file, "--out", tmp_path / "out", "--json").stdout)
    assert [row["leader"] for row in said["groups"]["schools"]] == ["S1", "S1"]
    assert said["groups"]["uneven_share"] == pytest.approx(0)
    assert "access" in said
    assert said["access"] == []  # no block names today's school, and no plan was asked for


@pytest.mark.parametrize(
    ("more", "place", "reason"),
    [
        ("[balance]\nbest = 6\n", "balance.best", "there is no such key"),
        ("[balance]\ngood = 8\n", "balance.good", "less than or equal to 7"),
        ("[balance.groups]\nlargest = 3\n", "balance.groups.travel_m", "missing"),
        ('[balance.groups]\ntravel_m = 500\nleaders = ["S9"]\n', "balance.groups.leaders", "there is no S9; close to it: "),
    ],
)  # fmt: skip
def test_a_key_that_is_wrong_is_refused_by_its_name(tmp_path, more, place, reason):
    result = zoning("balance", district(tmp_path / "d", more), "--out", tmp_path / "out", "--lang", "en")
    assert result.exit_code == WRONG
    assert place in result.stderr
    assert reason in result.stderr
    assert not (tmp_path / "out").exists()


def test_without_a_form_it_says_what_to_give(tmp_path):
    file = toy_files.small_district(tmp_path / "d")
    result = zoning("balance", file, "--out", tmp_path / "out")
    assert result.exit_code == WRONG
    assert "inputs.quality" in result.stderr
    assert "请写优质均衡填报表的路径" in result.stderr
    assert zoning("balance", file).exit_code == USAGE


def test_a_form_with_mistakes_leaves_the_folder_as_it_was(tmp_path):
    file, out = district(tmp_path / "d"), tmp_path / "out"
    assert zoning("balance", file, "--out", out, "--quiet").exit_code == 0
    before = bytes_in(out)
    (file.parent / "quality.csv").write_text(f"{HEAD}\nS1,第1小学,{GOOD}\nS7,第7小学,{GOOD}\n", encoding="utf-8-sig")  # fmt: skip
    result = zoning("balance", file, "--out", out, "--json")
    assert result.exit_code == WRONG
    assert "第7小学" in " ".join(json.loads(result.stdout)["message"]) or "S7" in result.stdout
    assert bytes_in(out) == before
    check = zoning("check", file, "--lang", "en")
    assert check.exit_code == WRONG
    assert "quality: 1 problem(s)" in check.stderr


def test_where_no_school_is_good_no_group_is_formed_and_it_is_said(tmp_path):
    rows = [HEAD, f"S1,第1小学,{WEAK}", f"S2,第2小学,{WEAK}"]
    file = district(tmp_path / "d", "[balance.groups]\ntravel_m = 500\n", "\n".join(rows))
    result = zoning("balance", file, "--out", tmp_path / "out", "--lang", "en")
    assert result.exit_code == 0
    assert "no school is good enough to lead: name some in balance.groups.leaders" in result.stderr
    assert "集团" not in openpyxl.load_workbook(tmp_path / "out" / "balance.xlsx").sheetnames
