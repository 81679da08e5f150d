from pathlib import Path

import openpyxl
import pytest
from small_files import blocks_file, middle, said, scenario, schools_file, wrong_with

from zoning import tables
from zoning.read import layer, study_area
from zoning.scenario import SchoolsInput

HEADER = ["学校标识码", "学校名称", "学位数", "经度", "纬度"]


def schools(path: Path, **options: object) -> layer.Layer:
    return layer.read(SchoolsInput(path=path, datum="wgs84", **options), tables.schools())


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def row(school: object, name: str, seats: object = 60) -> list[object]:
    return [school, name, seats, middle(0).x, middle(0).y]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gbk", "GB18030"), ("utf-16", "UTF-16")],
)
def test_a_csv_says_in_which_encoding_it_was_read(tmp_path, encoding, shown):
    path = tmp_path / "s.csv"
    path.write_text("学校编号,学校名称,学位数,经度,纬度\nS1,东营实验小学,60,118.6,37.45\n", encoding=encoding)
    read = schools(path)
    assert read.frame["name"].tolist() == ["东营实验小学"]
    assert f"s.csv was read as {shown}" in said(read.found.notes)


def test_semicolons_and_tabs_separate_columns_too(tmp_path):
    for separator in (";", "\t"):
        path = tmp_path / "s.csv"
        path.write_text(
            "\n".join(separator.join(line) for line in (HEADER, ["S1", "一小", "60", "118.6", "37.45"])),
            encoding="utf-8",
        )
        assert schools(path).frame["seats"].tolist() == [60]


def test_titles_above_and_totals_below_the_header_are_left_out_and_said(tmp_path):
    rows = [["2026年小学一览表"], ["填报单位：教育局", None, "单位：人"], HEADER, row("S1", "一小", 60), [], row("S2", "二小", 50),
            ["合  计", None, 110], [None, "全区小计", 110], ["填表人：某某", "审核人：某某"]]  # fmt: skip
    read = schools(book(tmp_path / "s.xlsx", {"小学": rows}))
    assert read.found.problems == ()
    assert read.frame["school_id"].tolist() == ["S1", "S2"]
    notes = said(read.found.notes)
    assert "the header is in row 3; 2 row(s) above" in notes
    assert "left out 2 row(s) of totals (row 7, 8)" in notes
    assert "left out 1 row(s) of remarks (row 9)" in notes
    assert "某某" not in notes


def test_a_header_over_two_merged_rows_is_joined(tmp_path):
    rows = [["学校标识码", "学校名称", "规模", None, "位置", None], [None, None, "班数", "学位数", "经度", "纬度"],
            ["S1", "一小", 12, 540, 118.6, 37.45]]  # fmt: skip
    read = schools(book(tmp_path / "s.xlsx", {"小学": rows}))
    assert (read.frame["classes"].tolist(), read.frame["seats"].tolist()) == ([12], [540])
    assert "the header spans 2 rows" in said(read.found.notes)


def test_two_groups_with_the_same_lower_header_are_told_apart_by_their_group(tmp_path):
    rows = [["学校标识码", "学校名称", "小学", None, "初中", None, "经度", "纬度"], [None, None, "班数", "学位", "班数", "学位", None, None],
            ["S1", "一校", 12, 540, 6, 300, 118.6, 37.45]]  # fmt: skip
    read = schools(book(tmp_path / "s.xlsx", {"学校": rows}), columns={"seats": "初中学位"})
    assert read.frame["seats"].tolist() == [300]


def test_numbers_lose_units_full_width_digits_and_separators(tmp_path):
    rows = [
        HEADER,
        row("S1", "一小", "１０８０人"),
        row("S2", "二小", "1,260 个"),
        row("S3", "三小", "９０"),
        row("S4", "四小", "约九百"),
    ]
    read = schools(book(tmp_path / "s.xlsx", {"小学": rows}))
    assert read.frame["seats"].tolist()[:3] == [1080, 1260, 90]
    assert [problem.text.en for problem in read.found.problems] == ["'约九百' is not a number"]
    assert "a unit or thousands separator was removed 2 time(s)" in said(read.found.notes)


def test_a_dash_is_no_number_and_no_zero(tmp_path):
    rows = [HEADER, row("S1", "一小", "—"), row("S2", "二小", "/"), row("S3", "三小", 0)]
    read = schools(book(tmp_path / "s.xlsx", {"小学": rows}))
    assert read.frame["seats"].isna().tolist() == [True, True, False]


def test_ids_are_text_with_all_their_digits(tmp_path):
    rows = [
        HEADER,
        row(1, "一小"),
        row(2.0, "二小"),
        row("003", "三小"),
        row("2137050200000000017", "四小"),
        row("１２", "五小"),
    ]
    read = schools(book(tmp_path / "s.xlsx", {"小学": rows}))
    assert read.frame["school_id"].tolist() == ["1", "2", "003", "2137050200000000017", "12"]


def test_a_number_format_of_zeros_keeps_its_leading_zeros(tmp_path):
    made = openpyxl.Workbook()
    for line in (HEADER, row(17, "一小")):
        made.active.append(line)
    made.active["A2"].number_format = "000000"
    made.save(tmp_path / "s.xlsx")
    assert schools(tmp_path / "s.xlsx").frame["school_id"].tolist() == ["000017"]


def test_ids_that_lost_digits_in_a_spreadsheet_are_refused(tmp_path):
    read = schools(book(tmp_path / "s.xlsx", {"小学": [HEADER, row(2137050200000000017, "一小")]}))
    assert "1 id(s) lost their last digits" in read.found.problems[0].text.en


def test_pandas_decimals_on_ids_are_removed_and_said(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "school_id,name,seats,lon,lat\n1.0,a,1,118.6,37.45\n2.0,b,1,118.6,37.46\n", encoding="utf-8"
    )
    read = schools(path)
    assert read.frame["school_id"].tolist() == ["1", "2"]
    assert "“.0” was removed" in said(read.found.notes)


def test_the_sheet_with_most_known_headers_is_read_and_said(tmp_path):
    sheets = {"说明": [["本表由教育局填写"], ["见下页"]], "小学": [HEADER, row("S1", "一小")], "空": []}
    path = book(tmp_path / "s.xlsx", sheets)
    read = schools(path)
    assert read.frame["school_id"].tolist() == ["S1"]
    assert "'小学' was read" in said(read.found.notes)
    named = schools(path, sheet="中学")
    assert "no sheet '中学'; there are: 说明, 小学, 空" in named.found.problems[0].text.en


def test_a_comma_in_an_unquoted_text_is_a_problem_of_that_line(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "学校编号,学校名称,学位数,经度,纬度\nS1,一小,60,118.6,37.45\nS2,二小,东校区,60,118.6,37.45\n",
        encoding="utf-8",
    )
    assert any(
        p.row == "#3" and "has 6 cells, the header 5" in p.text.en for p in schools(path).found.problems
    )


def test_coordinates_may_be_degrees_minutes_and_seconds_and_other_headers(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("学校编号,学校名称,学位数,甲,乙\nS1,一小,60,118°36′00″,37°27′0″\n", encoding="utf-8")
    point = schools(path, x="甲", y="乙").frame.geometry.iloc[0]
    assert (round(point.x, 9), round(point.y, 9)) == (118.6, 37.45)


def test_a_sheet_without_coordinates_says_what_to_write(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("学校编号,学校名称,学位数\nS1,一小,60\n", encoding="utf-8")
    assert "no columns of coordinates" in schools(path).found.problems[0].text.en


def test_a_column_that_states_another_datum_is_a_problem(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "学校编号,学校名称,学位数,经度,纬度,坐标系\nS1,一小,60,118.6,37.45,GCJ-02\n", encoding="utf-8"
    )
    assert (
        "the column '坐标系' says gcj02, the scenario datum = \"wgs84\""
        in schools(path).found.problems[0].text.en
    )


def test_a_sheet_of_blocks_is_refused_because_blocks_need_polygons(tmp_path):
    schools_file(tmp_path)
    path = tmp_path / "blocks.csv"
    path.write_text("地块编号,小学适龄\nB1,10\n", encoding="utf-8")
    assert "blocks need a layer" in wrong_with(scenario(tmp_path, blocks={"path": path}))


def test_a_gbk_csv_gives_the_same_district_as_a_utf8_one(tmp_path):
    blocks_file(tmp_path)
    schools_file(tmp_path)
    first = study_area(scenario(tmp_path))
    schools_file(tmp_path, encoding="gbk")
    second = study_area(scenario(tmp_path))
    assert first.schools.equals(second.schools)
