"""Rows that are no school or block: totals and signatures at the foot of a sheet."""

import pandas as pd

from zoning.columns import Table, plain
from zoning.read.findings import NOTHING, Findings, info
from zoning.words import listed

_TOTAL = r"(?:.{0,12}(?:合计|小计|总计|共计|总和|平均)[:：]?|(?:grand|sub)?-?total)"
_REMARK = r"(?:注|备注|说明|填表|制表|审核|单位负责人|填报|数据来源|资料来源|note|source).*"
_LABELS_IN_FIRST = 3


def without_totals(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, Findings]:
    """Return the sheet without its total rows and remarks, saying which were dropped."""
    bare = frame.astype("string").apply(lambda column: column.str.replace(r"\s+", "", regex=True))
    labels = bare.loc[:, _label_columns(frame, table)]
    total = labels.apply(lambda column: column.str.fullmatch(_TOTAL, case=False).fillna(False)).any(axis=1)
    first = bare.iloc[:, 0]
    for column in range(1, bare.shape[1]):  # bfill(axis=1) takes the rows one by one
        first = first.fillna(bare.iloc[:, column])
    remark = first.str.fullmatch(_REMARK, case=False).fillna(False) & (
        bare.notna().sum(axis=1) <= _LABELS_IN_FIRST
    )
    found = _said(table, frame.index[total], "合计、小计", "totals")
    found += _said(table, frame.index[remark & ~total], "备注、落款", "remarks")
    return frame[~(total | remark)], found


def _label_columns(frame: pd.DataFrame, table: Table) -> list[bool]:
    """The columns in which a total is labelled: the first few, and those of names and ids."""
    known = {plain(n) for c in table.columns if c.kind == "text" for n in (c.name, *c.synonyms)}
    return [i < _LABELS_IN_FIRST or plain(name) in known for i, name in enumerate(frame.columns)]


def _said(table: Table, rows: pd.Index, what_zh: str, what_en: str) -> Findings:
    if len(rows) == 0:
        return NOTHING
    lines = rows + 1
    return info(
        table.name,
        f"略过{what_zh} {len(rows)} 行（第 {listed(lines, 'zh')} 行）",
        f"left out {len(rows)} row(s) of {what_en} (row {listed(lines, 'en')})",
    )
