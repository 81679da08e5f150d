"""What one input table must contain, recognised in a file and checked: one description does both."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from zoning.errors import Problem
from zoning.words import Text, listed

Kind = Literal["text", "number", "whole"]


@dataclass(frozen=True)
class Column:
    """One column: what it means, how files call it, and which values are believed."""

    name: str
    kind: Kind
    meaning: Text
    synonyms: tuple[str, ...] = ()
    required: bool = False
    least: float | None = None
    most: float | None = None
    """Above this a number is taken for a slip of the pen."""
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One input table and the geometry its rows must have."""

    name: str
    title: Text
    geometry: tuple[str, ...]
    columns: tuple[Column, ...]
    by_option: bool = False
    """Headers it does not know are named by options of the command that reads it, not in a scenario."""

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)


def plain(header: object) -> str:
    """Return a header without spaces, units in brackets, full-width forms and capitals.

    >>> plain(" 占地面积（平方米） ")
    '占地面积'
    """
    text = unicodedata.normalize("NFKC", str(header)).strip().lower()
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text)
    return re.sub(r"\s+", "", text)


def recognise(
    table: Table, headers: Iterable[str], mapping: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Return column -> header of the file: the scenario's mapping first, then the known synonyms in order."""
    headers = list(headers)
    by_plain = {plain(h): h for h in reversed(headers)}
    found: dict[str, str] = {}
    problems = [
        Problem(table.name, Text(f"{'选项' if table.by_option else '情景'}中写的列不存在；文件里有：{listed(headers, 'zh', 12)}", f"the {'option' if table.by_option else 'scenario'} names this column, the file has: {listed(headers, 'en', 12)}"), column=source)
        for source in mapping.values()
        if source not in headers
    ]  # fmt: skip
    problems += [
        Problem("scenario", Text(f"{table.name} 没有名为 {name} 的列；可用：{listed([c.name for c in table.columns], 'zh', 20)}", f"{table.name} has no column called {name}; there are: {listed([c.name for c in table.columns], 'en', 20)}"))
        for name in mapping
        if name not in {c.name for c in table.columns}
    ]  # fmt: skip
    for column in table.columns:
        names = [mapping[column.name]] if column.name in mapping else [column.name, *column.synonyms]
        hit = next((by_plain[plain(n)] for n in names if plain(n) in by_plain), None)
        if hit is not None and (column.name in mapping or hit not in found.values()):
            found[column.name] = hit
        elif column.required and column.name not in mapping:
            problems.append(_missing(table, column, headers))
    return found, problems


def _missing(table: Table, column: Column, headers: list[str]) -> Problem:
    asked = " / ".join(column.synonyms[:4]) or column.name
    remedy = Text(f'可在情景的 columns 中写明 {column.name} = "列名"', f'Say which with columns = {{ {column.name} = "…" }} in the scenario')  # fmt: skip
    if table.by_option:
        remedy = Text(f"可用 --{column.name} 写明列名", f"Say which with --{column.name}")
    return Problem(
        table.name,
        Text(
            f"缺少“{column.meaning.zh}”一列（{asked}）；文件里有：{listed(headers, 'zh', 12)}。{remedy.zh}",
            f"no column for {column.meaning.en} ({asked}); the file has: {listed(headers, 'en', 12)}. {remedy.en}",
        ),
    )


def check(frame: pd.DataFrame, table: Table) -> list[Problem]:
    """Return everything wrong with the values of a table whose columns already have their own names."""
    problems: list[Problem] = []
    id_column = table.columns[0].name
    if id_column in frame and table.columns[0].required:
        problems += _check_ids(frame, table, id_column)
    rows = pd.Series([f"#{position + 1}" for position in frame.index], index=frame.index, dtype=object)
    if id_column in frame and table.columns[0].required:
        rows = frame[id_column].astype(object).where(frame[id_column].notna(), rows)
    for column in table.columns:
        if column.name in frame and column.kind != "text":
            problems += _check_numbers(frame[column.name], column, table, rows)
        elif column.name in frame and column.required and column.name != id_column:
            problems += _check_blank(frame[column.name], column, table, rows)
    return problems


def _check_ids(frame: pd.DataFrame, table: Table, id_column: str) -> list[Problem]:
    ids = frame[id_column]
    empty = ids.isna() | (ids.astype(str).str.strip() == "")
    problems = [
        Problem(
            table.name,
            Text("编号为空", "the id is empty"),
            row=f"#{int(frame.index[position]) + 1}",
            column=id_column,
        )
        for position in np.flatnonzero(empty).tolist()
    ]
    counts = ids[~empty].astype(str).value_counts()
    problems += [
        Problem(
            table.name,
            Text(f"编号重复 {n} 次，应唯一", f"the id appears {n} times, must be unique"),
            row=str(i),
            column=id_column,
        )
        for i, n in sorted(counts[counts > 1].to_dict().items())
    ]
    return problems


def _check_blank(values: pd.Series, column: Column, table: Table, rows: pd.Series) -> list[Problem]:
    blank = values.isna() | (values.astype(str).str.strip() == "")
    said = column.meaning
    return [
        Problem(table.name, Text(f"{said.zh}为空，请补上", f"{said.en} is empty; fill it in"), row=str(row), column=column.name)
        for row in rows[blank]
    ]  # fmt: skip


def _check_numbers(values: pd.Series, column: Column, table: Table, rows: pd.Series) -> list[Problem]:
    numbers = pd.to_numeric(values, errors="coerce")
    said = column.meaning
    unread = numbers.isna() & values.notna()
    absent = values.isna() & column.required
    broken = numbers.mod(1).gt(0) & (column.kind == "whole")
    low = numbers < (column.least if column.least is not None else float("-inf"))
    high = numbers > (column.most if column.most is not None else float("inf"))
    problems = []
    for bad, zh, en in (
        (unread, "“{v}”不是数字", "{v!r} is not a number"),
        (broken, f"{said.zh}为 {{v}}，应为整数，请先取整", f"{said.en} is {{v}}, must be whole; round it first"),
        (absent, f"{said.zh}为空；没有就写 0", f"{said.en} is empty; write 0 if there are none"),
        (low, f"{said.zh}为 {{v}}，不能小于 {column.least:g}" if column.least is not None else "", f"{said.en} is {{v}}, must be {column.least:g} or more" if column.least is not None else ""),
        (high, f"{said.zh}为 {{v}}，超过 {column.most:g}，请核对" if column.most is not None else "", f"{said.en} is {{v}}, more than {column.most:g}: a slip?" if column.most is not None else ""),
    ):  # fmt: skip
        problems += [
            Problem(
                table.name, Text(zh.format(v=_shown(v)), en.format(v=_shown(v))), row=row, column=column.name
            )
            for v, row in zip(values[bad], rows[bad], strict=True)
        ]
    return problems


def _shown(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
