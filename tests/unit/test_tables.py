"""Recognising headers and listing everything wrong with a table."""

import pandas as pd
import pytest

from zoning import columns, tables


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("地块编号", "block_id"), (" 小区名称 ", "name"), ("户数（户）", "dwellings"), ("小学适龄", "pupils"),
        ("适龄学生数(人)", "pupils"), ("现小学", "current_school"), ("ENROLLMENT", "pupils"), ("街道／镇", "subdistrict"),
    ],
)  # fmt: skip
def test_chinese_and_english_headers_are_recognised(header, column):
    found, _ = columns.recognise(tables.blocks("primary"), [header], {})
    assert found == {column: header}


def test_the_stage_decides_which_pupils_are_meant():
    headers = ["地块编号", "小学适龄", "初中适龄", "现小学", "现初中"]
    primary, _ = columns.recognise(tables.blocks("primary"), headers, {})
    junior, _ = columns.recognise(tables.blocks("junior"), headers, {})
    assert (primary["pupils"], primary["current_school"]) == ("小学适龄", "现小学")
    assert (junior["pupils"], junior["current_school"]) == ("初中适龄", "现初中")


def test_a_mapping_wins_over_a_synonym():
    found, problems = columns.recognise(
        tables.blocks("primary"), ["id", "pupils", "n2030"], {"pupils": "n2030"}
    )
    assert found["pupils"] == "n2030"
    assert problems == []


def test_a_missing_column_is_named_with_what_the_file_has():
    _, problems = columns.recognise(tables.blocks("primary"), ["编号", "人口"], {})
    assert [p.text.en for p in problems if "pupils" in p.text.en]
    assert "人口" in problems[0].to("zh")


def test_a_mapping_to_a_header_or_column_that_is_not_there_is_named():
    _, problems = columns.recognise(
        tables.blocks("primary"), ["id", "pupils"], {"pupils": "P", "pupil": "id"}
    )
    assert [p.column for p in problems] == ["P", None]
    assert "pupil" in problems[1].text.en


def test_every_bad_value_is_listed_with_its_row_and_column():
    frame = pd.DataFrame({"block_id": ["a", "b", "b", ""], "pupils": [-3, "many", None, 99999]})
    problems = columns.check(frame, tables.blocks("primary"))
    said = {(p.row, p.column, p.text.en) for p in problems}
    assert len(problems) == 6
    assert ("a", "pupils", "pupils of the stage is -3, must be 0 or more") in said
    assert ("b", "pupils", "'many' is not a number") in said
    assert any(row == "b" and "2 times" in text for row, _, text in said)
    assert any(row == "#4" and "empty" in text for row, _, text in said)


def test_a_sound_table_has_no_problems():
    frame = pd.DataFrame({"block_id": ["a", "b"], "pupils": [0, 12], "dwellings": [None, 3.0]})
    assert columns.check(frame, tables.blocks("primary")) == []


@pytest.mark.parametrize("pupils", [1.5, 0.1])
def test_pupils_are_whole(pupils):
    frame = pd.DataFrame({"block_id": ["a"], "pupils": [pupils]})
    assert [p.column for p in columns.check(frame, tables.blocks("primary"))] == ["pupils"]


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_required_name_that_is_blank_is_a_problem(name):
    frame = pd.DataFrame({"school_id": ["S1", "S2"], "name": ["第一小学", name]})
    problems = columns.check(frame, tables.schools())
    assert [(p.row, p.column) for p in problems] == [("S2", "name")]
