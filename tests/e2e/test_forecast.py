"""`zoning forecast` as a planner runs it: every file says the same, a second way of computing agrees, bad questions are refused."""

import json
from pathlib import Path

import demo_layout
import openpyxl
import own_forecast
import pandas as pd
import pytest
from command_line import WRONG, zoning
from demo_layout import DATA, LAYOUT

FILES = {
    "forecast.csv",
    "blocks_low.csv",
    "blocks_medium.csv",
    "blocks_high.csv",
    "forecast.xlsx",
    "run.json",
}
YEARS = range(2026, 2036)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("out") / "预测"
    result = zoning("forecast", LAYOUT, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "回测" in result.stdout
    return out


def totals(out: Path) -> pd.DataFrame:
    return pd.DataFrame(json.loads((out / "run.json").read_text(encoding="utf-8"))["totals"])


def test_every_file_says_the_same(made):
    assert {file.name for file in made.iterdir()} == FILES
    run = totals(made)
    sheet = pd.read_csv(made / "forecast.csv", encoding="utf-8-sig")
    assert sheet["学生"].tolist() == run["pupils"].tolist()
    for variant, name in (("low", "低方案"), ("medium", "中方案"), ("high", "高方案")):
        blocks = pd.read_csv(made / f"blocks_{variant}.csv", encoding="utf-8-sig", dtype={"地块编号": str})
        for stage, said in (
            ("kindergarten", "幼儿园"),
            ("primary", "小学"),
            ("junior", "初中"),
            ("senior", "普通高中"),
        ):
            for year in YEARS:
                mine = run[(run["variant"] == variant) & (run["stage"] == stage) & (run["year"] == year)]
                by_part = blocks.groupby("街道")[f"{said} {year}"].sum()
                assert by_part.to_dict() == mine.set_index("subdistrict")["pupils"].to_dict(), (
                    name,
                    stage,
                    year,
                )


def test_the_workbook_holds_the_citys_totals_and_their_peaks(made):
    book = openpyxl.load_workbook(made / "forecast.xlsx")
    assert book.sheetnames == [
        "学龄人口预测",
        "分街道",
        "分年级",
        "高峰",
        "新建小区",
        "假定",
        "回测",
        "回测误差",
    ]
    rows = list(book["学龄人口预测"].values)
    city = totals(made).groupby(["variant", "stage", "year"], sort=False)["pupils"].sum()
    named = {"低方案": "low", "中方案": "medium", "高方案": "high", "幼儿园": "kindergarten", "小学": "primary", "初中": "junior", "普通高中": "senior", "特殊教育": "special"}  # fmt: skip
    for row in rows[1:]:
        for year, value in zip(rows[0][2:], row[2:], strict=True):
            assert value == city[(named[row[0]], named[row[1]], int(year))]
    peaks = {(row[0], row[1]): row[2] for row in list(book["高峰"].values)[1:]}
    # births fell from 2016 on: the wave has left primary school, is in junior school, then in senior high
    assert peaks[("中方案", "小学")] < peaks[("中方案", "初中")] < peaks[("中方案", "普通高中")]


def test_a_second_way_of_computing_agrees_in_every_year_and_stage(made):
    run = totals(made)
    city = run[run["variant"] == "medium"].groupby(["stage", "year"])["pupils"].sum()
    for key, value in own_forecast.pupils(DATA).items():
        assert abs(city[key] - value) <= 0.5 + 1e-6, key


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"horizon = 2035": "horizon = 2020"}, "应在基准年 2026 之后"),
        ({'system = "6-3"': 'system = "7-2"'}, "应为 '6-3' or '5-4' 之一"),
        ({'system = "6-3"': 'systems = { "南街道" = "5-4" }'}, "forecast.systems.南街道：没有这个街道"),
        ({"primary = 0.18": "primary = 18"}, "不能大于 3"),
        ({"birth_policy = -0.04": "birth_policy = -4"}, "不能小于 -0.5"),
        ({"birth_policy = -0.04": "birth_policies = -0.04"}, "没有这个键"),
        ({'path = "demo-junior.toml"': 'path = "demo.toml"'}, "的学段是 primary，不是 junior"),
        ({"pupils_per_dwelling = {": "occupancy = [0.5, 0.2]\npupils_per_dwelling = {"}, "逐年不降"),
        ({"pupils_per_dwelling = { kindergarten = 0.10, primary = 0.18, junior = 0.07, senior = 0.03 }": ""}, "没有户均学生数"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused_and_nothing_is_written(tmp_path, change, said):
    out = tmp_path / "out"
    result = zoning("forecast", demo_layout.changed(tmp_path, change), "--out", out)
    assert result.exit_code == WRONG
    assert said in result.stderr.replace("\n", "")
    assert not out.exists()


def test_a_stage_without_schools_is_refused(tmp_path):
    schools = tmp_path / "schools.csv"
    schools.write_text(
        "编号,学校名称,办学类型,学位数,经度,纬度\nS1,一小,小学,900,118.6,37.4\n", encoding="utf-8"
    )
    (tmp_path / "junior.toml").write_text(f"extends = '{(DATA / 'demo-junior.toml').as_posix()}'\n[inputs.schools]\npath = 'schools.csv'\n", encoding="utf-8")  # fmt: skip
    file = demo_layout.changed(tmp_path, {'path = "demo-junior.toml"': 'path = "junior.toml"'})
    result = zoning("forecast", file, "--out", tmp_path / "out")
    assert result.exit_code == WRONG
    assert "没有一所初中" in result.stderr.replace("\n", "")


def test_a_scenario_without_a_forecast_says_what_to_add(tmp_path):
    result = zoning("forecast", DATA / "demo.toml", "--out", tmp_path / "out", "--lang", "en")
    assert result.exit_code == WRONG
    assert "give base_year and horizon" in result.stderr.replace("\n", " ")


def test_json_says_what_the_files_say(made, tmp_path):
    result = zoning("forecast", LAYOUT, "--out", tmp_path / "out", "--json")
    said = json.loads(result.stdout)
    assert said["ok"]
    assert pd.DataFrame(said["totals"])["pupils"].tolist() == totals(made)["pupils"].tolist()
