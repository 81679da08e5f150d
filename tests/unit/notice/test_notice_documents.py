"""The notice on paper and in the workbook: the same rows in each, print-ready, and nothing half written."""

import io
import json

import docx
import openpyxl
import pypdf
import pytest
import toy_files
from printed import words as words_of

from zoning import planner, scenario
from zoning.errors import ExportError
from zoning.notice import printed, sheets
from zoning.notice import run as written
from zoning.notice.write import write


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    more = (
        toy_files.POLICY
        + '[notice]\nbefore = "自秋季起施行。"\nafter = "未尽事宜另行通知。"\n[map]\nmade_by = "玩具区教育局"\nfictitious = true\n'
    )
    file = toy_files.small_district(tmp_path_factory.mktemp("town"))
    return written.run(planner.run(scenario.load(toy_files.variant(file, more))), public=True)


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "公示"
    files = write(made, out, "zh")
    assert {file.name for file in files} == {"notice.xlsx", "notice.docx", "notice.pdf", "run.json"}
    return out


def test_the_workbook_has_four_sheets_with_the_head_in_view_on_a4(made, folder):
    book = openpyxl.load_workbook(folder / "notice.xlsx")
    assert book.sheetnames == ["一览表", "变更明细", "核对清单", "字段对照"]
    first = book["一览表"]
    assert [cell.value for cell in first[1]] == [
        "序号",
        "学校名称",
        "学校性质",
        "招生班数",
        "招生人数",
        "划片范围",
        "包含小区、村居",
    ]
    assert [row[5] for row in first.iter_rows(min_row=2, values_only=True)] == list(made.schools["scope"])
    assert (first.freeze_panes, first.print_title_rows, first.page_setup.orientation) == (
        "B2",
        "$1:$1",
        "landscape",
    )
    assert first["F2"].alignment.wrap_text
    assert first.row_dimensions[2].height > 30  # as high as its words


def test_every_column_of_the_notice_is_explained(made, folder):
    rows = list(
        openpyxl.load_workbook(folder / "notice.xlsx")["字段对照"].iter_rows(min_row=2, values_only=True)
    )
    assert {name for _, name, _ in rows} >= set(made.schools.columns) | {
        "before",
        "after",
        "pupils",
        "reason",
    }


def test_word_and_pdf_say_what_the_workbook_says(made, folder):
    document = docx.Document(io.BytesIO((folder / "notice.docx").read_bytes()))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert made.title in words
    assert {"自秋季起施行。", "未尽事宜另行通知。"} <= set(words)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert set(made.schools["scope"]) <= cells
    reader = pypdf.PdfReader(folder / "notice.pdf")
    plain = words_of(folder / "notice.pdf")
    for said in (made.title, "玩具区教育局", "虚构数据", *made.schools["scope"]):
        assert "".join(said.split()) in plain
    wide, high = (float(length) for length in reader.pages[0].mediabox[2:])
    assert wide > high


def test_the_same_notice_is_the_same_pdf(made, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        printed.pdf(made, tmp_path / name, "zh")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_the_record_holds_texts_and_checks_and_no_count_that_may_not_be_told(made, folder):
    kept = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert [zone["scope"] for zone in kept["zones"]] == list(made.schools["scope"])
    assert kept["public"] is True
    assert len(kept["checks"]) == len(made.checks)
    assert "pupils" not in kept["zones"][0]


def test_a_notice_that_cannot_be_written_leaves_the_old_one(made, folder, monkeypatch):
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def failing(*_: object) -> None:
        raise OSError(28, "disk full", "notice.pdf")

    monkeypatch.setattr(printed, "pdf", failing)
    with pytest.raises(ExportError):
        write(made, folder, "zh")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_columns_nobody_fills_are_left_out_and_english_is_english(made):
    assert list(sheets.schedule(made, "en").columns) == [
        "no.",
        "school",
        "run by",
        "classes taken in",
        "pupils taken in",
        "zone",
        "estates and villages",
    ]
