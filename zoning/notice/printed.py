"""The notice on paper: a Word document and a PDF, A4 on its side, the head of the table on every page."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import docx.shared
import pandas as pd
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from fpdf import FPDF
from fpdf.enums import TableCellFillMode, WrapMode
from fpdf.fonts import FontFace

from zoning.export import title
from zoning.export.report_docx import grids, paper
from zoning.export.report_docx.pieces import Column, Grid
from zoning.notice import sheets
from zoning.notice.made import Notice
from zoning.render import fonts
from zoning.words import Lang, Text

WEIGHTS = {"number": 5, "name": 16, "nature": 7, "intake_classes": 7, "intake": 7, "scope": 54, "places": 52, "feeds": 14, "phone": 15, "remark": 14}  # fmt: skip
"""How wide the columns of 一览表 are beside each other."""
CENTRED = ("number", "nature", "intake_classes", "intake")
BY, OF = Text("发布单位", "published by"), Text("资料截止日期", "data of")
_PADDING_MM, _SLACK_MM = 1.2, 3.4
"""Round a cell, and room for a comma at the end of a line."""
_MARGIN_MM, _SMALL, _BODY, _TITLE = 14.0, 8.0, 9.0, 16.0
_HEAD_FILL = (227, 234, 241)


def under(made: Notice, lang: Lang) -> str:
    """Return what stands under the title: who publishes it, of when the data are, and that they are invented."""
    info = made.result.scenario.map
    said = [f"{BY.to(lang)}：{info.made_by}" if info.made_by else "", f"{OF.to(lang)}：{info.data_date}" if info.data_date else "", title.FICTITIOUS.to(lang) if info.fictitious else ""]  # fmt: skip
    return "　".join(part for part in said if part)


def tables(made: Notice, lang: Lang) -> list[tuple[str, pd.DataFrame]]:
    """Return what is printed: 一览表, and 变更明细 where something changes."""
    first = (made.title, sheets.schedule(made, lang))
    if made.changes.empty:
        return [first]
    return [first, (sheets.TITLES[1].to(lang), sheets.changes(made, lang))]


def _weights(table: pd.DataFrame, lang: Lang) -> list[int]:
    """Column widths beside each other; columns of other tables by what they hold."""
    of = {called.to(lang): WEIGHTS.get(name) for name, (called, _) in sheets.COLUMNS.items()}
    longest = [max([len(str(value)) for value in table[name]] + [4], default=4) for name in table]
    return [of.get(str(name)) or min(60, 4 + size) for name, size in zip(table.columns, longest, strict=True)]


def pdf(made: Notice, path: Path, lang: Lang) -> None:
    """Write the notice as a PDF; raises `ExportError` where there is no Chinese font."""
    page = _Paper(made, lang)
    with fonts.typeset():
        _fill(page, made, lang)
    page.output(str(path))


def _fill(page: "_Paper", made: Notice, lang: Lang) -> None:
    for number, (heading, table) in enumerate(tables(made, lang)):
        page.add_page()
        page.titled(heading, under(made, lang) if number == 0 else "")
        if number == 0:
            page.said(made.result.scenario.notice.before)
        page.tabled(table, _weights(table, lang), [sheets.COLUMNS[name][0].to(lang) for name in CENTRED])
        if number == 0:
            page.said(made.result.scenario.notice.after)


class _Paper(FPDF):
    """A4 on its side with the Chinese font of this machine."""

    def __init__(self, made: Notice, lang: Lang) -> None:
        super().__init__(orientation="landscape", unit="mm", format="A4")
        plain, bold = fonts.files()
        self.add_font("notice", fname=plain.path, collection_font_number=plain.number)
        self.add_font("notice", "B", fname=bold.path, collection_font_number=bold.number)
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, margin=_MARGIN_MM)
        self.set_creation_date(datetime(1980, 1, 1, tzinfo=UTC))  # the same notice is the same file
        self.set_title(made.title)
        self.set_lang("zh-CN" if lang == "zh" else "en")

    def titled(self, heading: str, below: str) -> None:
        """Print a heading in the middle, and a line below it."""
        self.set_font("notice", "B", _TITLE)
        self.multi_cell(0, 9, heading, align="C", new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR)
        self.set_font("notice", "", _BODY)
        if below:
            self.multi_cell(0, 6, below, align="C", new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR)
        self.ln(2)

    def said(self, words: str) -> None:
        """Print a paragraph."""
        if words:
            self.set_font("notice", "", _BODY + 1)
            self.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR)
            self.ln(2)

    def tabled(self, table: pd.DataFrame, weights: Sequence[int], centred: Sequence[str]) -> None:
        """Print a table, its head on every page."""
        self.set_font("notice", "", _SMALL)
        aligned = ["CENTER" if name in centred else "LEFT" for name in table.columns]
        look = FontFace(emphasis="B", fill_color=_HEAD_FILL)
        widths = self._widths(weights)
        with self.table(
            col_widths=tuple(widths), text_align=tuple(aligned), line_height=4.4, headings_style=look, padding=_PADDING_MM, wrapmode=WrapMode.CHAR,
            cell_fill_mode=TableCellFillMode.NONE, v_align="T",
        ) as printed:  # fmt: skip
            printed.row([str(name) for name in table.columns])
            for row in table.itertuples(index=False):
                printed.row([_broken(_cell(value), wide - 2 * _PADDING_MM) for value, wide in zip(row, widths, strict=True)])  # fmt: skip

    def _widths(self, weights: Sequence[int]) -> list[float]:
        """Columns in millimetres."""
        return [weight * self.epw / sum(weights) for weight in weights]

    def footer(self) -> None:
        """Number the pages."""
        self.set_y(-10)
        self.set_font("notice", "", _SMALL)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="C")


def word(made: Notice, lang: Lang) -> bytes:
    """Return the notice as the bytes of a .docx file."""
    document = paper.blank(lang)
    paper.page(document.sections[0], lying=True)
    paper.running(document.sections[0], made.title)
    asked = made.result.scenario.notice
    for number, (heading, table) in enumerate(tables(made, lang)):
        _headed(document, heading, first=number == 0)
        if number == 0:
            _line(document, under(made, lang), centred=True)
            _line(document, asked.before)
        columns = [Column(str(name)) for name in table.columns]
        rows = [[_cell(value) for value in row] for row in table.itertuples(index=False)]
        document.element.body.insert_element_before(
            grids.xml(
                Grid("notice", heading, columns, rows),
                paper.LYING_CM,
                paper.TABLE,
                weights=_weights(table, lang),
            ),
            "w:sectPr",
        )
        if number == 0:
            _line(document, asked.after)
    document.core_properties.title = made.title
    document.core_properties.author = made.result.scenario.map.made_by or ""
    document.core_properties.created = document.core_properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _headed(document: Document, heading: str, *, first: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.page_break_before = WD_ALIGN_PARAGRAPH.CENTER, not first
    paper.font_of_run(paragraph.add_run(heading), paper.HEI, 18)


def _line(document: Document, words: str, *, centred: bool = False) -> None:
    if words:
        paragraph = document.add_paragraph(words)
        paragraph.paragraph_format.space_after = docx.shared.Pt(6)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _broken(words: str, width: float) -> str:
    """Words in lines of a column, none of which begins with a comma."""
    return "\n".join(fonts.wrapped(words, width - _SLACK_MM, _SMALL))


def _cell(value: object) -> str:
    return (
        "" if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)) else str(value)
    )
