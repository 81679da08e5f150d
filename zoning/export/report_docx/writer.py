"""A report on paper: pieces one after another, tables and figures numbered by chapter, the annex on pages that lie on their side."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm
from docx.text.paragraph import Paragraph as Line

from zoning.export.report_docx import cover, fields, grids, paper
from zoning.export.report_docx.facts import Facts, See, Sentence
from zoning.export.report_docx.pieces import Figure, Formula, Grid, Heading, Paragraph, Piece, Prompt
from zoning.words import Text

TABLE, PICTURE, ANNEX = Text("表", "Table"), Text("图", "Figure"), Text("附表", "Annex table")
SEE, AND = Text("（见{}）", " (see {})"), Text("、", ", ")
CONTINUED = Text("（续）", " (continued)")
TALLEST_CM = 19.0
"""Of a picture."""
ANY_DAY = (1980, 1, 1, 0, 0, 0)
"""Of the parts of the file: the same report is the same file."""


def document(f: Facts, pieces: Sequence[Piece], charts: Mapping[str, bytes]) -> bytes:
    """Return the report as the bytes of a .docx file; figures without a picture are left out."""
    there = [piece for piece in pieces if not isinstance(piece, Figure) or piece.key in charts]
    made = paper.blank(f.lang)
    cover.add(made, f, headings(there))
    writer = Writer(f, made, labels(f, there), charts)
    for piece in there:
        writer.add(piece)
    fields.refresh_on_opening(made)
    return _saved(made, f)


def headings(pieces: Sequence[Piece]) -> list[tuple[int, str, str]]:
    """Return level, number and text, and bookmark of every heading."""
    found, chapter, part = list[tuple[int, str, str]](), 0, 0
    for piece in (piece for piece in pieces if isinstance(piece, Heading)):
        if piece.numbered:
            chapter, part = (chapter + 1, 0) if piece.level == 1 else (chapter, part + 1)
        number = "" if not piece.numbered else f"{chapter} " if piece.level == 1 else f"{chapter}.{part} "
        found.append((int(piece.level), f"{number}{piece.text}", f"_Toc{900000001 + len(found)}"))
    return found


def labels(f: Facts, pieces: Sequence[Piece]) -> dict[str, tuple[str, int, int]]:
    """Return the word, chapter and number of every table and figure, by its key; a chapter of 0 is the annex."""
    found: dict[str, tuple[str, int, int]] = {}
    chapter, counts = 0, dict[tuple[str, int], int]()
    for piece in pieces:
        if isinstance(piece, Heading) and piece.level == 1 and piece.numbered:
            chapter += 1
        if not isinstance(piece, Grid | Figure):
            continue
        annex = isinstance(piece, Grid) and piece.annex
        word = f.to(ANNEX if annex else TABLE if isinstance(piece, Grid) else PICTURE)
        place = (word, 0 if annex else chapter)
        counts[place] = counts.get(place, 0) + 1
        found[_key(piece)] = (*place, counts[place])
    return found


def _key(piece: Grid | Figure) -> str:
    return f"{'tbl' if isinstance(piece, Grid) else 'fig'}_{piece.key}"


@dataclass
class Writer:
    """Lays pieces on paper, one after another."""

    f: Facts
    document: Document
    labels: Mapping[str, tuple[str, int, int]]
    charts: Mapping[str, bytes]
    room_cm: float = paper.UPRIGHT_CM
    marks: list[str] = field(default_factory=list)
    """Bookmarks so far."""
    seen: int = 0
    """Headings so far."""

    def add(self, piece: Piece) -> None:
        """Lay one piece."""
        if isinstance(piece, Heading):
            self._heading(piece)
        elif isinstance(piece, Paragraph):
            self._paragraph(piece)
        elif isinstance(piece, Formula):
            self.document.add_paragraph(piece.text, style=paper.FORMULA)
            self.document.add_paragraph(piece.letters, style=paper.LETTERS)
        elif isinstance(piece, Prompt):
            self.document.add_paragraph(f"〔{piece.text}〕", style=paper.PROMPT)
        elif isinstance(piece, Grid):
            self._grid(piece)
        else:
            self._figure(piece)

    def _heading(self, piece: Heading) -> None:
        if not piece.numbered:  # the annex
            paper.numbered_pages(paper.section(self.document, lying=True), start=None)
            self.room_cm = paper.LYING_CM
        line = self.document.add_heading(piece.text, piece.level)
        if not piece.numbered:
            fields.unnumbered(line)
        self.seen += 1
        self._mark(line, f"_Toc{900000000 + self.seen}")

    def _paragraph(self, piece: Paragraph) -> None:
        if not piece.sentences:
            return
        line = self.document.add_paragraph(style="List Bullet" if piece.bullet else None)
        if not piece.bullet and self.f.lang == "zh":
            fields.indent_two(line)
        for at, sentence in enumerate(piece.sentences):
            if at and self.f.lang == "en" and line.text and not line.text.endswith(" "):
                line.add_run(" ")
            self._say(line, sentence)

    def _say(self, line: Line, sentence: Sentence) -> None:
        for part in sentence.parts:
            if isinstance(part, See):
                self._see(line, part)
            else:
                line.add_run(part if isinstance(part, str) else part.shown)

    def _see(self, line: Line, part: See) -> None:
        """Point to tables and figures, by fields that follow their numbers."""
        there = [
            key for name in part.keys.split() for key in (f"tbl_{name}", f"fig_{name}") if key in self.labels
        ]
        if not there:
            return
        before, after = self.f.to(SEE).split("{}")
        line.add_run(before)
        for at, key in enumerate(there):
            word, chapter, number = self.labels[key]
            line.add_run(self.f.to(AND) if at else "")
            fields.field(
                line, f"REF {key} \\h", f"{word} {chapter}-{number}" if chapter else f"{word} {number}"
            )
        line.add_run(after)

    def _caption(self, piece: Grid | Figure, *, continued: bool = False) -> None:
        word, chapter, number = self.labels[_key(piece)]
        line = self.document.add_paragraph(style="Caption")
        line.paragraph_format.keep_with_next = isinstance(piece, Grid)
        line.add_run(f"{word} ")
        if chapter:
            fields.field(line, "STYLEREF 1 \\s", str(chapter))
            fields.unbroken(line.add_run("-"))
        again = " \\c" if continued else " \\r 1" if number == 1 else ""
        fields.field(line, f"SEQ {word} \\* ARABIC{again}", str(number))
        if not continued:
            self._mark(line, _key(piece))
        line.add_run(f"{self.f.to(CONTINUED) if continued else ''}  {piece.title}")

    def _grid(self, piece: Grid) -> None:
        style = self.document.styles[paper.TABLE].style_id
        for at, part in enumerate(grids.parts(piece, self.room_cm)):
            self._caption(piece, continued=at > 0)
            after = self.document.add_paragraph(style=paper.NOTE)
            after._p.addprevious(grids.xml(part, self.room_cm, style))
        if piece.note is not None:
            self._say(after, piece.note)

    def _figure(self, piece: Figure) -> None:
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next, line.paragraph_format.line_spacing = True, 1.0
        picture: Any = line.add_run().add_picture(io.BytesIO(self.charts[piece.key]))
        scale = min(Cm(self.room_cm) / picture.width, Cm(TALLEST_CM) / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        picture._inline.docPr.set("descr", piece.title)
        self._caption(piece)

    def _mark(self, line: Line, name: str) -> None:
        self.marks.append(name)
        fields.bookmark(line, name, len(self.marks))


def _saved(made: Document, f: Facts) -> bytes:
    """The file: the same report is the same bytes."""
    about, day = made.core_properties, _day(f)
    about.title, about.author = cover.title(f), str(f.at("title", "made_by") or "")
    about.comments, about.keywords, about.language = "", "", "zh-CN" if f.lang == "zh" else "en"
    about.created = about.modified = day
    about.last_modified_by, about.revision = about.author, 1
    raw, out = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, ANY_DAY), old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _day(f: Facts) -> datetime:
    """The day of the data; one long past where it is not told as a date."""
    try:
        return datetime.fromisoformat(str(f.at("title", "data_date"))).replace(tzinfo=UTC)
    except ValueError:
        return datetime(*ANY_DAY[:3], tzinfo=UTC)
