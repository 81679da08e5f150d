"""A roll row by row: what becomes of every row, what is counted, and what is never told."""

from dataclasses import replace
from pathlib import Path

import asked_town
import invented_town
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.errors import ExportError, InputError
from zoning.lookup import index as plan_index
from zoning.lookup import roll, roll_files, roll_tables, said
from zoning.lookup.gazetteer import gazetteer
from zoning.lookup.roll import Answered, Roll
from zoning.suppression import INTERNAL, PUBLIC

ROWS = [
    ("张一", "碧水苑3幢", "", "滨河第一小学", ("found", 0, 0)),
    ("张二", "文昌街道至善路60号", "", "滨河一小", ("found", 1, 0)),
    ("张三", "幸福小区", "", "S2", ("ask", -1, 1)),
    ("张四", "哪里也不是88号", "", "东湖小学", ("unknown", -1, 1)),
    ("张五", "哪里也不是90号", "锦绣花园", "外地小学", ("found", 1, -2)),
    ("张六", "", "丽水苑", "", ("found", 0, -1)),
    ("张七", "碧水苑", "锦绣花园", "", ("ask", -1, -1)),
    ("张八", "", "", "", ("unknown", -1, -1)),
]
PERSONAL = ["张一", "张八", "370502201501011234", "13800001111"]


@pytest.fixture(scope="module")
def index(measured):
    return asked_town.index(measured)


def written(folder: Path, name: str) -> Path:
    frame = pd.DataFrame(
        {
            "姓名": [row[0] for row in ROWS], "身份证号": "370502201501011234", "家庭住址": [row[1] for row in ROWS],
            "小区名称": [row[2] for row in ROWS], "就读学校": [row[3] for row in ROWS], "联系电话": "13800001111",
        }
    )  # fmt: skip
    file = folder / name
    if file.suffix == ".csv":
        frame.to_csv(file, index=False, encoding="utf-8-sig")
    else:
        frame.to_excel(file, index=False)
    return file


def test_a_name_that_two_schools_bear_is_nobodys_and_the_planner_is_told(index):
    both = [
        zone._replace(schools=tuple(school._replace(name="实验小学") for school in zone.schools))
        for zone in index.zones
    ]
    rows = pd.DataFrame(
        {"address": "碧水苑", "place": "", "school": ["实验小学", index.zones[1].schools[0].id]}
    )
    found = roll.answered(replace(index, zones=tuple(both)), Roll(rows, True, ()))
    assert found.rows["attends"].tolist() == [roll.OTHERS, 1]
    assert "实验小学" in found.notes[-1].text.zh
    assert found.notes[-1].level == "warning"


def test_a_folder_for_the_public_holds_no_rows_of_a_run_that_was_killed(tmp_path):
    roll_files.require_apart(tmp_path)
    left = tmp_path / ".out-x.part" / "new"
    left.mkdir(parents=True)
    (left / "answers-internal.csv").write_text("1", encoding="utf-8")
    with pytest.raises(ExportError, match="answers-internal"):
        roll_files.require_apart(tmp_path)


@pytest.mark.parametrize("name", ["名册.csv", "名册.xlsx"])
def test_every_row_is_answered_and_keeps_its_number(tmp_path, index, name):
    found = roll.answered(index, roll.read(written(tmp_path, name), {}))
    assert [tuple(row) for row in found.rows[["status", "zone", "attends"]].to_numpy().tolist()] == [row[-1] for row in ROWS]  # fmt: skip
    assert found.rows.index.tolist() == list(range(2, 10))  # the header is the first row of the file
    assert found.unknown.to_dict() == {"哪里也不是": 1}


def test_columns_may_be_named(tmp_path, index):
    file = tmp_path / "r.csv"
    pd.DataFrame({"住在哪儿": ["碧水苑"], "在哪上学": ["滨河一小"]}).to_csv(file, index=False)
    found = roll.answered(index, roll.read(file, {"address": "住在哪儿", "school": "在哪上学"}))
    assert found.rows[["status", "attends"]].to_numpy().tolist() == [["found", 0]]
    with pytest.raises(InputError, match="no column of addresses"):
        roll.read(file, {})


def test_what_tells_of_persons_is_named_and_left_behind(tmp_path, index):
    read = roll.read(written(tmp_path, "名册.csv"), {})
    assert set(read.rows) == {"school", "address", "place"}
    assert any("姓名" in note.text.zh and "没有读入" in note.text.zh for note in read.notes)


def many(index):
    """A roll of 74 rows whose counts can be checked by hand."""
    kinds = [
        (40, "found", 0, 0), (9, "found", 1, 0), (3, "found", 0, 1), (14, "found", 1, 1), (2, "ask", -1, 0), (6, "unknown", -1, 1),
    ]  # fmt: skip
    rows = pd.DataFrame(
        [(status, "", True, zone, attends) for count, status, zone, attends in kinds for _ in range(count)],
        columns=["status", "doubt", "exact", "zone", "attends"],
    )
    rows.index = rows.index + 2
    return Answered(rows, pd.Series({"幸福里": 6}), True, ())


def test_the_table_adds_up_and_small_counts_cannot_be_worked_out(index):
    told = roll_tables.tables(index, many(index), 5)
    whole = roll_tables.tables(index, many(index), 0)
    rows = whole.schools.set_index("kind")
    assert rows.loc["zone", "lives"].tolist() == [43, 23]
    assert rows.loc["zone", "in_zone"].tolist() == [40, 14]
    assert rows.loc["zone", "elsewhere"].tolist() == [9, 3]
    assert rows.loc["zone", "in_zone_share"].tolist() == [40 / 49, 14 / 17]
    assert rows.loc["total", ["lives", "attends", "in_zone", "elsewhere", "unclear"]].tolist() == [66, 74, 54, 12, 8]  # fmt: skip
    hidden = told.schools.set_index("kind")
    assert np.isnan(hidden.loc["zone", "elsewhere"].to_numpy(float)).all()
    assert np.isnan(hidden.loc["zone", "in_zone_share"].to_numpy(float)).any()
    assert hidden.loc["zone", "lives"].tolist() == [43, 23]
    assert "3" not in roll_files.shown(told, "zh")["其中住在别的片区"].astype(str).tolist()


@settings(max_examples=30)
@given(counts=st.lists(st.tuples(st.integers(0, 12), st.sampled_from([("found", 0), ("found", 1), ("ask", -1), ("unknown", -1)]), st.sampled_from([0, 1, -1, -2])), max_size=10), least=st.sampled_from((5, 10)))  # fmt: skip
def test_no_count_that_is_told_is_small(index, counts, least):
    rows = pd.DataFrame([(s, "", True, z, a) for n, (s, z), a in counts for _ in range(n)], columns=["status", "doubt", "exact", "zone", "attends"])  # fmt: skip
    unknown = pd.Series({"某里": int((rows["status"] == "unknown").sum())} if (rows["status"] == "unknown").any() else {}, dtype=float)  # fmt: skip
    for names_schools in (True, False):
        own = rows if names_schools else rows.assign(attends=-1)
        told = roll_tables.tables(index, Answered(own, unknown, names_schools, ()), least)
        numbers = (
            told.schools.select_dtypes("number").drop(columns="in_zone_share", errors="ignore").to_numpy()
        )
        every = np.concatenate([numbers.ravel(), told.rows.to_numpy(float), told.names.to_numpy(float)])
        small = every[(every > 0) & (every < least)]
        assert small.tolist() == []


def test_files_hold_counts_and_rows_and_nothing_of_persons(tmp_path, index):
    result = invented_town.result(20, 2)
    found = roll.answered(index, roll.read(written(tmp_path, "名册.csv"), {}))
    out = tmp_path / "out"
    roll_files.write(
        result, index, found, roll_tables.tables(index, found, INTERNAL), out, "zh", public=False
    )
    assert {file.name for file in out.iterdir()} == {"summary.xlsx", "answers-internal.csv", "problems-internal.csv", "run.json"}  # fmt: skip
    answers = pd.read_csv(out / "answers-internal.csv", dtype=str)
    assert list(answers) == ["名册中的行号（内部使用，不得公开）", "学校"]
    assert answers.to_numpy().tolist() == [["2", "滨河第一小学"], ["3", "东州市东湖小学"], ["6", "东州市东湖小学"], ["7", "滨河第一小学"]]  # fmt: skip
    problems = pd.read_csv(out / "problems-internal.csv", dtype=str)
    assert problems.iloc[:, 0].tolist() == ["4", "5", "8", "9"]
    book = openpyxl.load_workbook(out / "summary.xlsx")
    cells = {str(cell.value) for page in book for row in page.iter_rows() for cell in row}
    text = "".join(cells) + "".join((out / name).read_text(encoding="utf-8-sig") for name in ("answers-internal.csv", "problems-internal.csv", "run.json"))  # fmt: skip
    assert not [word for word in [*PERSONAL, "碧水苑", "哪里也不是"] if word in text]
    assert roll_tables.HIDDEN in cells


def test_files_for_the_public_hold_nothing_row_by_row(tmp_path, index):
    result = invented_town.result(20, 2)
    found = many(index)
    told = roll_tables.tables(index, found, PUBLIC)
    roll_files.write(result, index, found, told, tmp_path / "out", "zh", public=True)
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"summary.xlsx", "run.json"}


def test_a_folder_with_rows_of_an_earlier_run_is_not_made_public(tmp_path, index):
    result, found = invented_town.result(20, 2), many(index)
    roll_files.write(
        result, index, found, roll_tables.tables(index, found, INTERNAL), tmp_path, "zh", public=False
    )
    with pytest.raises(ExportError, match="row by row"):
        roll_files.write(
            result, index, found, roll_tables.tables(index, found, PUBLIC), tmp_path, "zh", public=True
        )


def test_rows_without_a_school_count_among_the_addresses_that_are_not_clear(index):
    rows = pd.DataFrame([("ask", "", True, -1, 0)] * 20 + [("ask", "", True, -1, -2)] * 30, columns=["status", "doubt", "exact", "zone", "attends"])  # fmt: skip
    told = roll_tables.tables(index, Answered(rows, pd.Series(dtype=float), True, ()), INTERNAL)
    assert told.schools.set_index("kind").loc["total", "unclear"] == 50 == told.rows["ask"]


def test_the_terminal_prints_counts_whole_and_all_of_them_as_a_share(index):
    rows = pd.DataFrame([("found", "", True, 0, 0)] * 20, columns=["status", "doubt", "exact", "zone", "attends"])  # fmt: skip
    told = roll_tables.tables(index, Answered(rows, pd.Series(dtype=float), True, ()), INTERNAL)
    _, table = said.roll(told, "zh")
    cells = [cell for column in table.columns for cell in column.cells]
    assert "100.0%" in cells
    assert "20" in cells
    assert not [cell for cell in cells if str(cell).endswith(".0")]


def test_a_whole_name_is_its_own_schools_though_another_may_be_called_so_in_short(measured):
    made = asked_town.area()
    made = replace(made, schools=made.schools.assign(name=["第一小学", "滨河区第一小学"]))
    town = plan_index.of_plan(gazetteer(made), made, measured(made), asked_town.school_of(made), {})
    rows = pd.DataFrame(
        {"school": ["第一小学", "滨河区第一小学"], "address": "", "place": "碧水苑"}, index=[2, 3]
    )
    assert roll.answered(town, Roll(rows, True, ())).rows["attends"].tolist() == [0, 1]
