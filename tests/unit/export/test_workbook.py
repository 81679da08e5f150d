"""Workbooks: what is text stays text, what is a number stays one, and what is missing stays empty."""

import openpyxl
import pandas as pd

from zoning.export import workbook


def test_names_are_text_and_never_formulas_and_numbers_are_numbers(tmp_path):
    names = ["=SUM(A1)", "-3号楼", "@小区", "+1弄"]
    frame = pd.DataFrame({"名称": names, "学生": [1.5, 2.0, float("nan"), float("inf")]})
    workbook.write(tmp_path / "b.xlsx", [workbook.Sheet("表", frame, [None, "#,##0"])])
    page = openpyxl.load_workbook(tmp_path / "b.xlsx")["表"]
    rows = list(page.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == names
    assert {row[0].data_type for row in rows} == {"s"}
    assert [row[1].value for row in rows] == [1.5, 2, None, None]
    assert rows[0][1].number_format == "#,##0"


def test_cells_have_their_colours_and_a_header_in_two_lines_is_as_wide_as_its_longest(tmp_path):
    frame = pd.DataFrame({"学校": ["一小", "二小"], "每百名学生\n骨干教师数": [1.0, 0.4]})
    workbook.write(tmp_path / "b.xlsx", [workbook.Sheet("表", frame, fills={(1, 1): "FFC7CE"})])
    page = openpyxl.load_workbook(tmp_path / "b.xlsx")["表"]
    assert page["B3"].fill.fgColor.rgb[-6:] == "FFC7CE"
    assert page["B2"].fill.fill_type is None
    assert page.column_dimensions["B"].width == 12
    assert page.row_dimensions[1].height == 32


def test_control_characters_that_no_workbook_can_hold_are_left_out(tmp_path):
    workbook.write(tmp_path / "a.xlsx", [workbook.Sheet("表", pd.DataFrame({"名": ["碧\x07水\x00苑"]}))])
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]["A2"].value == "碧水苑"
