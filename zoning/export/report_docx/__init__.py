"""The report of a layout plan as a Word document, made of the run's record and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zoning.export.report_docx import annex, background, equity, pupils, reach, seats, today, works, writer
from zoning.export.report_docx.facts import Facts, Number, Sentence
from zoning.export.report_docx.pieces import Grid, Heading, Paragraph, Piece
from zoning.export.workbook import Sheet
from zoning.words import Lang

__all__ = ["CHARTS", "contents", "report", "said", "statements"]
CHARTS = ("pyramid", "balance", "coverage", "pupils", "seats_kindergarten", "seats_primary", "seats_junior")
"""Keys of the pictures that have a place in the report."""


def report(
    record: Mapping[str, Any], *, charts: Mapping[str, bytes] | None = None, balance: Sequence[Sheet] = (), lang: Lang = "zh"
) -> bytes:  # fmt: skip
    """Return the report as the bytes of a .docx file.

    Parameters
    ----------
    record
        What `run.json` of the layout plan holds.
    charts
        Pictures (PNG) by the keys of `CHARTS`; those that are missing are left out.
    balance
        Tables of 优质均衡, where it was judged: they become a chapter of their own.
    """
    facts = Facts(record, lang)
    return writer.document(facts, contents(record, balance=balance, lang=lang), charts or {})


def contents(record: Mapping[str, Any], *, balance: Sequence[Sheet] = (), lang: Lang = "zh") -> list[Piece]:
    """Return what stands in the report, piece by piece."""
    f = Facts(record, lang)
    chapters = (background.chapter, today.chapter, pupils.chapter, seats.chapter, works.layout, works.near, reach.cover, reach.zones)  # fmt: skip
    pieces = [piece for chapter in chapters for piece in chapter(f)]
    return [*pieces, *equity.chapter(f, balance), *annex.chapter(f)]


def statements(record: Mapping[str, Any], lang: Lang = "zh") -> list[tuple[str, tuple[Number, ...]]]:
    """Return every sentence with the numbers in it, each of which knows where it stands in run.json."""
    return [
        (sentence.text.strip(), sentence.numbers) for _, sentence in _sentences(contents(record, lang=lang))
    ]


def said(record: Mapping[str, Any], lang: Lang = "zh") -> list[dict[str, Any]]:
    """Return what the report says, for machines: each sentence with its chapter, and name, value and origin of its numbers."""
    return [
        {
            "chapter": chapter, "text": sentence.text.strip(),
            "numbers": [{"name": name, "shown": n.shown, **_origin(n)} for name, n in zip(sentence.names, sentence.numbers, strict=True)],
        }
        for chapter, sentence in _sentences(contents(record, lang=lang)) if sentence.numbers
    ]  # fmt: skip


def _origin(number: Number) -> dict[str, Any]:
    """A number's value, and how it comes of places in run.json."""
    of = [each if isinstance(each, str) else _origin(each) for each in number.of]
    return {"value": number.value, "by": number.by, "of": of}


def _sentences(pieces: Sequence[Piece]) -> Iterator[tuple[str, Sentence]]:
    chapter = ""
    for piece in pieces:
        if isinstance(piece, Heading):
            chapter = piece.text if piece.level == 1 else chapter
        elif isinstance(piece, Paragraph):
            yield from ((chapter, sentence) for sentence in piece.sentences)
        elif isinstance(piece, Grid) and piece.note is not None:
            yield chapter, piece.note
