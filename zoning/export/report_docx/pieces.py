"""What a report is made of, before it is on paper: headings, paragraphs, formulas, tables, figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zoning.export.report_docx.facts import Number, Quote, Sentence

Cell = str | Number | Quote


@dataclass(frozen=True)
class Heading:
    """A heading; the first two levels are numbered."""

    level: Literal[1, 2]
    text: str
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """Sentences one after another."""

    sentences: Sequence[Sentence]
    bullet: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula, and what its letters are; nothing in it is from the run."""

    text: str
    letters: str


@dataclass(frozen=True)
class Prompt:
    """What the bureau has to add itself."""

    text: str


class Column(NamedTuple):
    """One column of a table."""

    title: str
    number: bool = False
    """Set to the right."""


@dataclass(frozen=True)
class Grid:
    """A table with a caption; `key` is what the text points to."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: Sentence | None = None
    """Below it."""
    annex: bool = False
    """Counted with the tables of the annex."""


@dataclass(frozen=True)
class Figure:
    """A picture with a caption; left out where there is none of this key."""

    key: str
    title: str


Piece = Heading | Paragraph | Formula | Prompt | Grid | Figure
