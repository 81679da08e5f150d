"""`zoning notice` on the invented district: every zone in words that give it back, on paper, from a plan that was decided."""

import json

import openpyxl
import pandas as pd
import printed
import pytest
from command_line import ROOT, WRONG, zoning

pytestmark = pytest.mark.slow
DEMO = ROOT / "data" / "demo.toml"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    out = tmp_path_factory.mktemp("plan") / "方案"
    assert zoning("plan", DEMO, "--out", out, "--quiet").exit_code == 0
    return out


@pytest.fixture(scope="module")
def made(plan, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "公示"
    result = zoning("notice", DEMO, "--plan", plan, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "16 / 16 个片区的文字单独读出即为该片区" in result.stdout
    return out


@pytest.fixture(scope="module")
def record(made) -> dict:
    return json.loads((made / "run.json").read_text(encoding="utf-8"))


def test_the_texts_of_the_demo_are_exact_and_name_its_streets(record):
    assert all(zone["exact"] for zone in record["zones"])
    text = "".join(zone["scope"] for zone in record["zones"])
    for said in ("东至", "南至清柳河", "西至", "北至滨河铁路", "文昌大街"):
        assert said in text
    assert 0.7 < record["named_share"] <= 1


def test_every_estate_with_homes_is_listed_with_one_school(record, plan):
    listed = [place for zone in record["zones"] for place in zone["places"].split("、")]
    assert len(listed) == len(set(listed))
    blocks = pd.read_csv(plan / "blocks.csv", encoding="utf-8-sig", dtype=str)
    homes = blocks[pd.to_numeric(blocks["户数"]) > 0]
    assert set(homes["名称"].dropna()) <= set(listed)


def test_the_printed_table_is_that_of_the_workbook(made, record):
    sheet = openpyxl.load_workbook(made / "notice.xlsx")["一览表"]
    heads = [cell.value for cell in sheet[1]]
    scopes = [row[heads.index("划片范围")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert scopes == [zone["scope"] for zone in record["zones"]]
    plain = printed.words(made / "notice.pdf")
    assert "滨河区2026年小学招生划片范围一览表" in plain
    for scope in scopes:
        assert scope in plain


def test_no_count_below_ten_is_told(made, record):
    told = [row["pupils"] for row in record["changes"] if row["pupils"] is not None]
    assert told
    assert min(told) >= 10
    sheet = openpyxl.load_workbook(made / "notice.xlsx")["变更明细"]
    heads = [cell.value for cell in sheet[1]]
    shown = [row[heads.index("涉及学生")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert all(value == "—" or value >= 10 for value in shown)


def test_a_plan_of_another_district_is_refused_and_nothing_is_written(tmp_path, made):
    other = tmp_path / "blocks.csv"
    other.write_text("地块编号,学校编号\nX1,P01\n", encoding="utf-8-sig")
    result = zoning("notice", DEMO, "--plan", other, "--out", tmp_path / "out")
    assert result.exit_code == WRONG
    assert "没有学校" in result.stderr.replace("\n", "")
    assert not (tmp_path / "out").exists()
