"""The cover of a report, and the list of what is in it."""

import re
from collections.abc import Sequence

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from zoning.export.report_docx import fields, paper
from zoning.export.report_docx.facts import Facts
from zoning.words import Text

KIND = Text("教育设施布局专项规划", "Education facility layout plan")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]\s*$")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def title(f: Facts) -> str:
    """Return what the plan is called: the scenario's name without what it has in brackets, as a plan's title."""
    name = _IN_BRACKETS.sub("", str(f.at("title", "scenario"))).strip()
    if f.lang == "en":
        return name
    return name if name.endswith("规划") else f"{name}专项规划" if "布局" in name else f"{name}{KIND.zh}"


def period(f: Facts) -> str:
    """Return the years that are planned."""
    return f"{f.at('years', 1)}—{f.at('horizon')}"


def marks(f: Facts) -> list[str]:
    """Return what must be on every page: for internal use, invented data."""
    return [str(notice[f.lang]) for notice in f.at("title", "notices")]


def add(document: Document, f: Facts, headings: Sequence[tuple[int, str, str]]) -> None:
    """Lay the cover and the list of contents; the report begins on a new page after them."""
    first = document.sections[0]
    first.different_first_page_header_footer = True
    _cover(document, f)
    head = document.add_paragraph()
    head.paragraph_format.page_break_before = True
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _big(head.add_run(f.to(Text("目  录", "Contents"))), 18)
    fields.contents(document, headings)
    running = " · ".join([title(f), *marks(f)])
    paper.running(first, running)
    paper.numbered_pages(first, start=0, roman=True)
    body = paper.section(document, lying=False)
    body.different_first_page_header_footer = False
    paper.running(body, running)
    paper.numbered_pages(body, start=1)


def _cover(document: Document, f: Facts) -> None:
    for mark in marks(f):
        line = _centred(document, mark, 14, before=0 if mark != marks(f)[0] else 20)
        line.runs[0].font.color.rgb = RGBColor(0xB2, 0x18, 0x2B)
    _centred(document, title(f), 30, before=150, bold=True)
    _centred(document, f.to(Text("（{} 年）", "{}")).format(period(f)), 20, before=16)
    _centred(document, f.to(Text("规划报告", "Report")), 20, before=40)
    made, day = f.at("title", "made_by"), f.at("title", "data_date")
    known = [
        (Text("编制单位：{}", "By: {}"), made), (Text("数据日期：{}", "Data of: {}"), None if day is None else written(str(day), f)),
        (Text("审图号：{}", "Map review no.: {}"), f.at("title", "map_review_no")),
    ]  # fmt: skip
    for at, (text, value) in enumerate((text, value) for text, value in known if value):
        _centred(document, f.to(text).format(value), 16, before=150 if at == 0 else 6)


def written(day: str, f: Facts) -> str:
    """Return a date as a report writes it; as it is given where it is none."""
    found = _DATE.fullmatch(day)
    if found is None or f.lang == "en":
        return day
    year, month, at = (int(part) for part in found.groups())
    return f"{year} 年 {month} 月 {at} 日"


def _centred(document: Document, text: str, size: float, *, before: float, bold: bool = False):  # type: ignore[no-untyped-def]
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before, line.paragraph_format.line_spacing = Pt(before), 1.3
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Cm(0)
    _big(line.add_run(text), size, bold=bold)
    return line


def _big(run, size: float, *, bold: bool = False) -> None:  # type: ignore[no-untyped-def]
    paper.font_of_run(run, paper.HEI, size, bold=bold)
