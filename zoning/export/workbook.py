"""Workbooks that open in Excel and WPS as an office expects: header in view, columns wide enough, numbers as numbers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_WIDEST, _NARROWEST = 60, 8
_LOOKED_AT = 500
"""Rows that tell how wide a column is."""
_LINE_POINTS = 16
"""Height of a line of the header."""
_TALLEST_POINTS = 409
"""A row cannot be higher in Excel."""
_HEAD = PatternFill("solid", fgColor="DDE6EE")


class Sheet(NamedTuple):
    """One sheet: a table whose columns are named as they are shown, in as many lines as they have."""

    title: str
    frame: pd.DataFrame
    formats: Sequence[str | None] = ()
    """Number format of each column, as Excel writes it; None where it is text or plain."""
    row_formats: Sequence[str] = ()
    """Number format of each row, where the rows are of different kinds."""
    fills: Mapping[tuple[int, int], str] = {}
    """(row, column) of the table -> colour of the cell, as "FFC7CE"."""
    wrapped: bool = False
    """Long words go on in the next line of their cell, and rows are as high as that takes: for sheets that are printed."""


def write(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write a workbook with a sheet for each table; A4, header repeated on every printed page."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title[:31]), sheet)
    book.save(path)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    columns = [str(name) for name in sheet.frame.columns]
    page.append(columns)
    for cell in page[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in sheet.frame.itertuples(index=False):
        page.append([_plain(value) for value in row])
        for cell in page[page.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"  # a name that begins with = is no formula
    for number, name in enumerate(columns):
        letter = get_column_letter(number + 1)
        shown = [*name.split("\n"), *(str(_plain(value)) for value in sheet.frame.iloc[:_LOOKED_AT, number])]
        page.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, 2 + max(map(_width, shown))))
    _formatted(page, sheet)
    page.row_dimensions[1].height = _LINE_POINTS * (
        1 + max((name.count("\n") for name in columns), default=0)
    )
    _coloured(page, sheet.fills)
    if sheet.wrapped:
        _wrapped(page)
    _printed(page)


def _formatted(page: Worksheet, sheet: Sheet) -> None:
    """Numbers as their columns, or their rows, are written."""
    for number, form in enumerate(sheet.formats):
        for cell in page[get_column_letter(number + 1)][1:] if form is not None else ():
            cell.number_format = form
    for number, form in enumerate(sheet.row_formats):
        for cell in page[number + 2][1:]:
            cell.number_format = form


def _coloured(page: Worksheet, fills: Mapping[tuple[int, int], str]) -> None:
    for (row, column), colour in fills.items():
        page.cell(row + 2, column + 1).fill = PatternFill("solid", fgColor=colour)


def _wrapped(page: Worksheet) -> None:
    widths = [page.column_dimensions[get_column_letter(column + 1)].width for column in range(page.max_column)]  # fmt: skip
    for row in page.iter_rows(min_row=2):
        lines = [math.ceil(1.05 * _width(str(cell.value)) / wide) for cell, wide in zip(row, widths, strict=True) if cell.value is not None]  # fmt: skip
        page.row_dimensions[row[0].row].height = min(_TALLEST_POINTS, _LINE_POINTS * max(lines, default=1))
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _printed(page: Worksheet) -> None:
    """The header in view and on every page, a page as wide as the table."""
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.print_options.gridLines = True
    page.oddHeader.center.text, page.oddFooter.center.text = page.title, "&P / &N"
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _plain(value: Any) -> Any:
    """A value that a cell can hold; nothing for what is missing or has no end."""
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", value)  # control characters, which no workbook can hold
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def _width(text: str) -> int:
    """Columns that a text takes: a 汉字 takes two."""
    return sum(1 if letter.isascii() else 2 for letter in text)
