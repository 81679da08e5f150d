"""Cells made into ids, texts and numbers: full-width digits, thousands separators and units understood."""

import re
import unicodedata

import pandas as pd

from zoning.columns import Column, Table
from zoning.errors import Problem
from zoning.read.findings import NOTHING, Findings, info
from zoning.words import Text, listed

_UNITS = "人|名|个|班|间|户|套|轨|座|生|位|所|平方米|㎡|m2|万元"
_NUMBER = re.compile(rf"([+-]?\d[\d,]*\.?\d*)\s*(?:{_UNITS})?")
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "n/a", "na", "nan", "none", "null", "#n/a"})
_ROUNDED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_EXACT = 2.0**53


def typed(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, Findings]:
    """Return the recognised columns as text or numbers; what is no number stays as it is, for the check to name."""
    result, found = frame.copy(), NOTHING
    for column in table.columns:
        if column.name not in frame:
            continue
        if column.kind == "text":
            is_id = column is table.columns[0] or column.name in ("current_school", "school")
            result[column.name], said = (
                ids(frame[column.name], column, table) if is_id else (texts(frame[column.name]), NOTHING)
            )
        else:
            result[column.name], said = numbers(frame[column.name], column, table)
        found += said
    return result, found


def texts(values: pd.Series) -> pd.Series:
    """Return text without blanks at its ends or line breaks inside; empty becomes missing."""
    bare = values.map(_text, na_action="ignore").astype("str")
    return bare.str.replace(r"\s+", " ", regex=True).str.strip().replace("", None)


def ids(values: pd.Series, column: Column, table: Table) -> tuple[pd.Series, Findings]:
    """Return ids as text, 1 rather than 1.0, leading zeros kept; refuse ids that lost digits on the way."""
    plain = texts(values).str.normalize("NFKC")
    lost = plain.str.fullmatch(_ROUNDED.pattern, case=False).fillna(False).astype(bool)
    if pd.api.types.is_float_dtype(values):
        lost |= values.abs() >= _EXACT
    problems = tuple(
        Problem(
            table.name,
            Text(
                f"编号有 {number} 行已丢失末几位数字（按数值保存，只留 15 位）；请把这一列设为文本后重新填写",
                f"{number} id(s) lost their last digits (kept as a number of 15 digits): make the column "
                "text and fill it in again",
            ),
            column=column.name,
        )
        for number in [int(lost.sum())]
        if number
    )
    said = Findings(problems=problems)
    decimals = plain.dropna().str.fullmatch(r"\d+\.0+")
    if len(decimals) and decimals.all():
        plain = plain.str.replace(r"\.0+$", "", regex=True)
        said += info(
            table.name,
            f"{column.meaning.zh}去掉了“.0”（如 1.0 → 1）",
            f"{column.meaning.en}: “.0” was removed (1.0 → 1)",
        )
    return plain, said


def numbers(values: pd.Series, column: Column, table: Table) -> tuple[pd.Series, Findings]:
    """Return numbers; "１,０８０人" is 1080, a dash is missing, anything else stays text."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return values.astype(float), NOTHING
    bare = values.map(_text, na_action="ignore").astype("str").str.normalize("NFKC").str.strip()
    missing = bare.isna() | bare.str.lower().isin(_NOTHING)
    found = bare.str.extract(f"^{_NUMBER.pattern}$")[0]
    read = pd.to_numeric(found.str.replace(",", ""), errors="coerce")
    mended = read.notna() & (found != bare)
    result = read.astype(object)
    unread = read.isna() & ~missing
    result[unread] = bare[unread]
    if not unread.any():
        result = read.astype(float)
    if not mended.any():
        return result, NOTHING
    examples = bare[mended].unique()
    return result, info(
        table.name,
        f"{column.meaning.zh} {int(mended.sum())} 处去掉了单位或千位逗号（如 {listed(examples, 'zh', 2)}）",
        f"{column.meaning.en}: a unit or thousands separator was removed {int(mended.sum())} time(s) (as in "
        f"{listed(examples, 'en', 2)})",
    )


def key(name: object) -> str:
    """Return a name as it is compared: full-width forms, blanks and capitals make no difference.

    >>> key("东营市 实验小学（东校区）") == key("东营市实验小学(东校区)")
    True
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(name))).casefold()


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
