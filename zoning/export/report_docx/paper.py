"""The paper of a report: A4, fonts for 汉字 and for letters, headings, captions, headers and footers."""

from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.run import Run

from zoning.export.report_docx import fields
from zoning.words import Lang

LONG, SHORT, SIDE, TOP = Cm(29.7), Cm(21.0), Cm(2.6), Cm(2.5)
LATIN, SONG, FANG, HEI = "Times New Roman", "宋体", "仿宋", "黑体"
UPRIGHT_CM, LYING_CM = 21.0 - 2 * 2.6, 29.7 - 2 * 2.2
"""Width of the text."""
TABLE, PROMPT, FORMULA, LETTERS, NOTE = "表内文字", "待补充", "公式", "公式说明", "表注"
"""Styles of our own."""


def blank(lang: Lang) -> Document:
    """Return an empty document with the styles of a report."""
    document = docx.Document()
    for element in document.styles.element.iter(qn("w:rFonts")):  # theme fonts would win over ours
        for name in [name for name in element.attrib if name.endswith("Theme")]:
            del element.attrib[name]
    _body(document, lang)
    _headings(document)
    _own(document, lang)
    _contents(document)
    fields.number_headings(document)
    page(document.sections[0], lying=False)
    return document


def font(style: Any, east: str, size: float, *, bold: bool = False, colour: str = "000000") -> None:
    """Set the fonts of a style: one for letters and digits, one for 汉字."""
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
    style.font.italic, style.font.color.rgb = False, RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name, value in (("w:eastAsia", east), ("w:cs", LATIN)):
        fonts.set(qn(name), value)


def font_of_run(run: Run, east: str, size: float, *, bold: bool = False) -> None:
    """Set the fonts of one run."""
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east)


def _body(document: Document, lang: Lang) -> None:
    normal: Any = document.styles["Normal"]
    font(normal, FANG, 12)
    normal.paragraph_format.line_spacing = 1.5
    normal.paragraph_format.space_after = Pt(0 if lang == "zh" else 6)
    normal.paragraph_format.widow_control = True
    properties = normal.element.get_or_add_rPr()
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))
    bullet: Any = document.styles["List Bullet"]
    font(bullet, FANG, 12)
    bullet.paragraph_format.space_after = Pt(2)
    bullet.paragraph_format.line_spacing = 1.3


def _headings(document: Document) -> None:
    for name, size, before, after in (("Heading 1", 18, 26, 12), ("Heading 2", 14, 14, 6)):
        style: Any = document.styles[name]
        font(style, HEI, size, bold=False)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next, style.paragraph_format.line_spacing = True, 1.2


def _own(document: Document, lang: Lang) -> None:
    """The styles that Word has not: cells, captions, notes, formulas, what is to be added."""
    cell = _style(document, TABLE, SONG, 9)
    cell.paragraph_format.line_spacing = 1.0
    caption: Any = document.styles["Caption"]
    font(caption, HEI, 10.5)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
    caption.paragraph_format.line_spacing = 1.2
    prompt = _style(document, PROMPT, FANG, 12, colour="7A5C00")
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFF6DC"/>')
    prompt.element.get_or_add_pPr().insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")
    prompt.paragraph_format.space_before = prompt.paragraph_format.space_after = Pt(4)
    formula = _style(document, FORMULA, FANG, 12)
    formula.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    formula.paragraph_format.keep_with_next = True
    letters = _style(document, LETTERS, FANG, 10.5)
    letters.paragraph_format.line_spacing, letters.paragraph_format.space_after = 1.2, Pt(6)
    note = _style(document, NOTE, SONG, 9)
    note.paragraph_format.line_spacing, note.paragraph_format.space_before = 1.2, Pt(3)
    note.paragraph_format.space_after = Pt(8)


def _style(document: Document, name: str, east: str, size: float, *, colour: str = "000000") -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    font(style, east, size, colour=colour)
    style.paragraph_format.space_after = Pt(0)
    return style


def _contents(document: Document) -> None:
    for level, size, indent in ((1, 11, 0.0), (2, 11, 0.75)):
        style: Any = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = document.styles["Normal"]
        font(style, SONG, size, bold=level == 1)
        style.paragraph_format.left_indent, style.paragraph_format.line_spacing = Cm(indent), 1.1
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.tab_stops.add_tab_stop(Cm(UPRIGHT_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)  # fmt: skip


def page(section: Section, *, lying: bool) -> None:
    """Set a section's paper: A4, upright or on its side."""
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if lying else (SHORT, LONG)
    section.left_margin = section.right_margin = Cm(2.2) if lying else SIDE
    section.top_margin = section.bottom_margin = Cm(2.2) if lying else TOP
    section.header_distance, section.footer_distance = Cm(1.3), Cm(1.3)


def section(document: Document, *, lying: bool) -> Section:
    """Begin a new section on a new page."""
    made = document.add_section(WD_SECTION.NEW_PAGE)
    page(made, lying=lying)
    return made


def numbered_pages(made: Section, *, start: int | None, roman: bool = False) -> None:
    """Let a section's pages count from `start`, or go on."""
    properties = made._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:fmt"), "upperRoman" if roman else "decimal")
    if start is not None:
        kind.set(qn("w:start"), str(start))
    following = [child for tag in ("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid") for child in properties.findall(qn(tag))]  # fmt: skip
    following[0].addprevious(kind) if following else properties.append(kind)


def running(made: Section, head: str) -> None:
    """Set what runs along the top and the bottom of a section's pages."""
    made.header.is_linked_to_previous = made.footer.is_linked_to_previous = False
    top, bottom = made.header.paragraphs[0], made.footer.paragraphs[0]
    for paragraph in (top, bottom):
        paragraph.alignment, paragraph.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.0
    run = top.add_run(head)
    run.font.size = Pt(9)
    rule = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="3" w:color="808080"/></w:pBdr>'
    top._p.get_or_add_pPr().insert_element_before(parse_xml(rule), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")  # fmt: skip
    bottom.add_run("— ")
    fields.field(bottom, "PAGE", "1")
    bottom.add_run(" —")
    for each in bottom.runs:
        each.font.size = Pt(9)
