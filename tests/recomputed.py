"""Numbers of the Word report, computed a second time from run.json."""

import pytest

from zoning.export import report_docx
from zoning.export.report_docx.facts import Number
from zoning.export.report_docx.pieces import Grid, Paragraph


def at(run, pointer):
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        run = run[int(step)] if isinstance(run, list) else run[step]
    return run


def computed(run, of, by):
    """What a number must be, from places in run.json."""
    if by == "count":
        assert all(at(run, place) is not None for place in of)
        return len(of)
    values = [
        at(run, each) if isinstance(each, str) else computed(run, each["of"], each["by"]) for each in of
    ]
    if by == "value":
        return values[0]
    return {
        "sum": lambda: sum(values), "difference": lambda: values[0] - sum(values[1:]), "negative": lambda: -values[0],
        "ratio": lambda: values[0] / values[1], "largest": lambda: max(values),
    }[by]()  # fmt: skip


def tree(number):
    return {"by": number.by, "of": [each if isinstance(each, str) else tree(each) for each in number.of]}


def cells(pieces):
    return [cell for piece in pieces if isinstance(piece, Grid) for row in piece.rows for cell in row]


def sentences(pieces):
    own = [sentence for piece in pieces if isinstance(piece, Paragraph) for sentence in piece.sentences]
    return own + [piece.note for piece in pieces if isinstance(piece, Grid) and piece.note is not None]


def numbers(pieces):
    return [cell for cell in cells(pieces) if isinstance(cell, Number)] + [
        n for s in sentences(pieces) for n in s.numbers
    ]


def every_number(given, lang):
    """Hold every number of the report against what run.json gives for it, and return how many there are."""
    found = numbers(report_docx.contents(given, lang=lang))
    for number in found:
        if number.value is None:
            assert number.shown == "—"
            continue
        assert computed(given, **tree(number)) == pytest.approx(number.value), number
        percent = number.shown.endswith("%")
        shown = float(number.shown.replace(",", "").removesuffix("%")) / (100 if percent else 1)
        near = 0.00051 if percent else max(0.5, 0.006 * abs(number.value))
        assert abs(shown - number.value) <= near, number
    return len(found)
