"""What reading a table found out: problems that stop the run, and notes that go with it."""

from dataclasses import dataclass

import pandas as pd

from zoning.errors import Problem
from zoning.model import Floats, Note, Source
from zoning.words import Text


@dataclass(frozen=True)
class Findings:
    """Problems and notes, in the order they were met; two of them add up."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(self.problems + other.problems, self.notes + other.notes)


NOTHING = Findings()


@dataclass(frozen=True, eq=False)
class Raw:
    """A file as it is: its own headers, its own coordinates."""

    frame: pd.DataFrame
    """One row per feature or line, columns named by the file's headers."""
    shapes: Floats | None
    """Shapely geometries beside `frame`; none for a CSV or XLSX."""
    crs: str | None
    """The coordinate reference system the file declares, if any."""
    source: Source
    found: Findings = NOTHING


def problem(table: str, zh: str, en: str, *, row: str | None = None, column: str | None = None) -> Findings:
    """Return one problem of `table` as findings."""
    return Findings(problems=(Problem(table, Text(zh, en), row=row, column=column),))


def info(about: str, zh: str, en: str) -> Findings:
    """Return one note on what was done."""
    return Findings(notes=(Note(about, Text(zh, en), "info"),))


def assumption(about: str, zh: str, en: str) -> Findings:
    """Return one note on what was taken for granted."""
    return Findings(notes=(Note(about, Text(zh, en), "assumption"),))


def warning(about: str, zh: str, en: str) -> Findings:
    """Return one note on what the planner should look into."""
    return Findings(notes=(Note(about, Text(zh, en), "warning"),))
