"""Fields and numbering of a Word document: what Word counts itself, so that a chapter more shifts every number after it."""

from collections.abc import Iterator, Sequence
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LIST_ID = 77
"""Of the numbering of headings."""


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a field to a paragraph with what it shows until Word counts anew."""
    _mark(paragraph, "begin")
    run = paragraph.add_run()
    said = OxmlElement("w:instrText")
    said.set(qn("xml:space"), "preserve")
    said.text = f" {code} "
    run._r.append(said)
    _mark(paragraph, "separate")
    unbroken(paragraph.add_run(shown))
    _mark(paragraph, "end")


def unbroken(run: Run) -> None:
    """Let no line end at the hyphens of a run."""
    before, *after = run.text.split("-")
    if not after:
        return
    run.text = before
    for part in after:
        run._r.append(OxmlElement("w:noBreakHyphen"))
        run._r.add_t(part)


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Lay a bookmark around what stands in a paragraph so far."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    runs = paragraph._p.findall(qn("w:r"))
    if runs:
        runs[0].addprevious(start)
        runs[-1].addnext(end)


def number_headings(document: Document) -> None:
    """Let Word number the first two levels of headings: 1, 1.1."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level, text in enumerate(("%1", "%1.%2"))
    )
    numbering: Any = document.part.numbering_part.element
    made = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{LIST_ID}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>')  # fmt: skip
    first = numbering.find(qn("w:num"))
    numbering.append(made) if first is None else first.addprevious(made)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{LIST_ID}"><w:abstractNumId w:val="{LIST_ID}"/></w:num>'))  # fmt: skip
    for level in (0, 1):
        properties = document.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        numbered = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{LIST_ID}"/></w:numPr>')  # fmt: skip
        properties.insert_element_before(numbered, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def unnumbered(paragraph: Paragraph) -> None:
    """Take a heading out of the numbering."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'), "w:spacing", "w:ind", "w:jc")  # fmt: skip


def indent_two(paragraph: Paragraph) -> None:
    """Begin a paragraph two 汉字 in, whatever their size."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(parse_xml(f'<w:ind {nsdecls("w")} w:firstLineChars="200" w:firstLine="480"/>'), "w:jc", "w:rPr", "w:sectPr")  # fmt: skip


def contents(document: Document, headings: Sequence[tuple[int, str, str]]) -> None:
    """Add the list of contents: a field that Word fills with pages; until then level, heading and bookmark of each as they stand."""
    lines: Iterator[tuple[int, str, str]] = iter(headings)
    for at, (level, text, mark) in enumerate(lines):
        paragraph = document.add_paragraph(style=f"toc {level}")
        if at == 0:
            _mark(paragraph, "begin")
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = ' TOC \\o "1-2" \\h \\z \\u '
            paragraph.add_run()._r.append(code)
            _mark(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), mark)
        before = len(paragraph.runs)
        paragraph.add_run(f"{text}\t")
        field(paragraph, f"PAGEREF {mark} \\h", "")
        moved = [run._r for run in paragraph.runs[before:]]
        moved[0].addprevious(link)
        for run in moved:
            link.append(run)
        if at == len(headings) - 1:
            _mark(paragraph, "end")


def refresh_on_opening(document: Document) -> None:
    """Let Word count pages and fields when the document is opened."""
    settings = document.settings.element
    made = parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>')
    after = [child for tag in _LATER for child in settings.findall(qn(tag))]
    after[0].addprevious(made) if after else settings.append(made)


_LATER = (
    "w:hdrShapeDefaults",
    "w:footnotePr",
    "w:endnotePr",
    "w:compat",
    "w:docVars",
    "w:rsids",
    "w:themeFontLang",
    "w:clrSchemeMapping",
)
"""Settings that come after it: their order is fixed."""
