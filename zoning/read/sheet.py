"""CSV and XLSX as bureaus keep them: cells as text, title rows, headers over two rows, totals at the foot."""

import csv
import datetime
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from zoning.columns import Table
from zoning.errors import InputError
from zoning.read.encoding import decoded
from zoning.read.files import FileKind, refusal, source_of
from zoning.read.findings import NOTHING, Findings, Raw, info, problem, warning
from zoning.read.header import Header, find_header, score
from zoning.read.totals import without_totals
from zoning.scenario import TableInput
from zoning.words import Text, listed

MOST_ROWS = 500_000
_EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number


@dataclass(frozen=True)
class _Row:
    """One line that is not blank: its number in the file and its cells as text."""

    number: int
    cells: tuple[str | None, ...]


def read(spec: TableInput, table: Table, kind: FileKind) -> Raw:
    """Return the rows of a sheet under their headers, all text; index: the line in the file, from 0."""
    rows, found = _csv_rows(spec, table) if kind == "csv" else _xlsx_rows(spec, table)
    if not rows:
        raise refusal(table.name, spec.path, Text("里面没有任何内容", "there is nothing in it"))
    header = find_header([row.cells for row in rows], table, spec)
    if header.below >= len(rows):
        raise refusal(table.name, spec.path, Text("表头下面没有数据", "there is no data below the header"))
    body = rows[header.below :]
    found += _said_of_header(header, rows, table) + _ragged(body, len(header.names), table)
    frame = pd.DataFrame(
        [_fitted(row.cells, len(header.names)) for row in body],
        columns=list(header.names),
        index=[row.number - 1 for row in body],
        dtype="object",
    )
    frame, dropped = without_totals(frame, table)
    if frame.empty:
        raise refusal(table.name, spec.path, Text("表头下面没有数据", "there is no data below the header"))
    return Raw(frame, None, None, source_of(spec.path, len(frame)), found + dropped)


def _csv_rows(spec: TableInput, table: Table) -> tuple[list[_Row], Findings]:
    text, codec = decoded(spec.path.read_bytes(), spec.path, table.name, spec.encoding)
    said = info(
        table.name,
        f"{spec.path.name} 按 {_shown(codec)} 读取",
        f"{spec.path.name} was read as {_shown(codec)}",
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[_Row] = []
    try:
        for cells in reader:
            rows += _kept(
                reader.line_num, [cell.strip() or None for cell in cells], spec.path, table, len(rows)
            )
    except csv.Error:
        text_ = Text(f"第 {reader.line_num} 行起不是表格", f"from line {reader.line_num} on this is no table")
        raise refusal(table.name, spec.path, text_) from None
    return rows, said


def _shown(codec: str) -> str:
    return "UTF-8" if codec.startswith("utf-8") else codec.upper()


def _delimiter(text: str) -> str:
    head = text[:5000]
    return max(",;\t", key=head.count)


def _kept(number: int, cells: list[str | None], path: Path, table: Table, so_far: int) -> list[_Row]:
    """The line unless it is blank; refuses a file with more lines than any district has blocks."""
    if not any(cells):
        return []
    if so_far >= MOST_ROWS:
        raise refusal(
            table.name,
            path,
            Text(f"超过 {MOST_ROWS} 行，不像是本表", f"more than {MOST_ROWS} rows: not this table"),
        )
    return [_Row(number, tuple(cells))]


def _xlsx_rows(spec: TableInput, table: Table) -> tuple[list[_Row], Findings]:
    try:
        book = openpyxl.load_workbook(spec.path, read_only=True, data_only=True)
    except Exception:  # openpyxl fails in many ways on a damaged or encrypted file
        text = Text(
            "打不开：不是 .xlsx 工作簿，或已损坏、加密；请打开后另存为 .xlsx",
            "is no .xlsx workbook, or damaged or encrypted: open it and save it as .xlsx",
        )
        raise refusal(table.name, spec.path, text) from None
    try:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        if spec.sheet is not None:
            return _named_sheet(sheets, spec, table), NOTHING
        return _best_sheet(sheets, spec, table)
    finally:
        book.close()


def _named_sheet(sheets: dict[str, Any], spec: TableInput, table: Table) -> list[_Row]:
    if spec.sheet not in sheets:
        names = list(sheets)
        text = Text(
            f"没有工作表“{spec.sheet}”；有：{listed(names, 'zh', 20)}",
            f"no sheet {spec.sheet!r}; there are: {listed(names, 'en', 20)}",
        )
        raise refusal(table.name, spec.path, text)
    return _rows_of(sheets[spec.sheet], spec, table)


def _best_sheet(sheets: dict[str, Any], spec: TableInput, table: Table) -> tuple[list[_Row], Findings]:
    """The only sheet with anything in it, else the first with the most headers known."""
    filled = {name: rows for name, sheet in sheets.items() if (rows := _rows_of(sheet, spec, table))}
    if len(filled) <= 1:
        return next(iter(filled.values()), []), NOTHING
    scores = {
        name: score(find_header([row.cells for row in rows], table, spec).names, table, spec)
        for name, rows in filled.items()
    }
    best = max(scores, key=lambda name: scores[name])
    names = list(filled)
    said = info(
        table.name,
        f"{spec.path.name} 有工作表 {listed(names, 'zh')}，读取了“{best}”；要读别的请写 sheet",
        f"of the sheets {listed(names, 'en')} in {spec.path.name}, {best!r} was read; name another with "
        "sheet",
    )
    return filled[best], said


def _rows_of(sheet: Any, spec: TableInput, table: Table) -> list[_Row]:
    """The lines of a sheet as text; the size a sheet declares is often wrong, so it is not believed."""
    sheet.reset_dimensions()
    rows: list[_Row] = []
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            rows += _kept(number, [_as_text(cell) for cell in cells], spec.path, table, len(rows))
    except InputError:
        raise
    except Exception:  # damaged XML inside the workbook
        text = Text(
            f"工作表“{sheet.title}”已损坏；请打开后另存为 .xlsx",
            f"sheet {sheet.title!r} is damaged: open it and save it as .xlsx",
        )
        raise refusal(table.name, spec.path, text) from None
    return rows


def _as_text(cell: Any) -> str | None:
    """A cell as its reader sees it: whole numbers without ".0", leading zeros of an id format kept."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        return _number_text(value, str(getattr(cell, "number_format", "") or ""))
    return str(value).strip() or None


def _number_text(value: float, number_format: str) -> str:
    if abs(value) >= 10**_EXACT_DIGITS:
        return f"{float(value):.14E}"  # its last digits are gone; ids reported so are refused by name
    text = str(int(value)) if float(value).is_integer() else repr(float(value))
    zeros = set(number_format) == {"0"}
    return text.zfill(len(number_format)) if zeros else text


def _fitted(cells: tuple[str | None, ...], width: int) -> list[str | None]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _ragged(body: list[_Row], width: int, table: Table) -> Findings:
    """Lines with something beyond the last header: a comma inside a text without quotes."""
    found = NOTHING
    for row in body:
        if any(row.cells[width:]):
            found += problem(
                table.name,
                f"有 {len(row.cells)} 格，表头只有 {width} 列；文字里的逗号要加引号",
                f"has {len(row.cells)} cells, the header {width}: a text with a comma needs quotes",
                row=f"#{row.number}",
            )
    return found


def _said_of_header(header: Header, rows: list[_Row], table: Table) -> Findings:
    said = NOTHING
    if header.first > 0:
        numbers = [row.number for row in rows[: header.first]]
        said += info(
            table.name,
            f"表头在第 {rows[header.first].number} 行，其上 {len(numbers)} 行按标题略过",
            f"the header is in row {rows[header.first].number}; {len(numbers)} row(s) above it were taken "
            "for a title",
        )
    if header.below - header.first > 1:
        said += info(
            table.name,
            f"表头共 {header.below - header.first} 行，已合并",
            f"the header spans {header.below - header.first} rows, joined",
        )
    if header.repeated:
        said += warning(
            table.name,
            f"列名重复：{listed(header.repeated, 'zh')}；取最左边的一列",
            f"headers used twice: {listed(header.repeated, 'en')}; the leftmost column was taken",
        )
    return said
