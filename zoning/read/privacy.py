"""Columns that tell of a person are never kept, copied or shown; only their headers are named."""

import re
from collections.abc import Iterable

import pandas as pd

from zoning.columns import Table, plain
from zoning.errors import Problem
from zoning.read.findings import NOTHING, Findings, info, problem
from zoning.words import Text, listed

_HEADERS = (
    "姓名",
    "身份证",
    "证件号",
    "证件号码",
    "学籍号",
    "监护人",
    "家长",
    "父亲",
    "母亲",
    "户主",
    "产权人",
    "业主",
    "联系电话",
    "电话",
    "手机",
    "联系方式",
    "出生日期",
    "出生年月",
    "民族",
    "不动产权证",
    "studentname",
    "nameofstudent",
    "nameofpupil",
    "pupilname",
    "childname",
    "guardian",
    "parent",
    "phone",
    "mobile",
    "telephone",
    "idnumber",
    "idcard",
    "passport",
    "birthdate",
    "dateofbirth",
    "dob",
)
# 18 digits of a resident's ID: area, date of birth, serial, check; 11 digits of a mobile telephone
_IDENTITY = r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_MOBILE = r"1[3-9]\d{9}"
_PERSONAL = rf"(?<!\d)(?:{_IDENTITY}|{_MOBILE})(?!\d)"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MASK = "***"


def personal_columns(frame: pd.DataFrame, recognised: Iterable[str], table: Table) -> Findings:
    """Say which columns of a file tell of persons: they are left behind; a recognised one is refused.

    Parameters
    ----------
    frame
        The file, under its own headers.
    recognised
        Headers of the columns that will be kept.
    """
    kept = set(recognised)
    left = [
        h for h in frame if h not in kept and (_names_a_person(str(h)) or _holds(frame[h], _PERSONAL).any())
    ]
    found = NOTHING
    for header in [h for h in frame if h in kept]:
        held = _holds(frame[header], _IDENTITY)
        if held.map(_checks).any():
            found += problem(
                table.name,
                "这一列含有身份证号；规划只需要人数，请换成小区或学校的编号",
                "this column holds personal ID numbers; planning needs counts only: use ids of blocks or "
                "schools",
                column=str(header),
            )
    if left:
        found += info(
            table.name,
            f"含个人信息的列没有读入：{listed(left, 'zh', 20)}（{len(frame)} 行）；建议从文件中删除",
            f"columns of personal data were not taken in: {listed(left, 'en', 20)} ({len(frame)} rows); "
            "better remove them from the file",
        )
    return found


def masked(found: Findings) -> Findings:
    """Return findings in which no personal number can be read."""
    problems = (
        Problem(p.table, _hidden(p.text), row=_hide(p.row), column=_hide(p.column)) for p in found.problems
    )
    return Findings(tuple(problems), found.notes)


def _hidden(text: Text) -> Text:
    return Text(re.sub(_PERSONAL, _MASK, text.zh), re.sub(_PERSONAL, _MASK, text.en))


def _hide(part: str | None) -> str | None:
    return part if part is None else re.sub(_PERSONAL, _MASK, part)


def _names_a_person(header: str) -> bool:
    bare = plain(header)
    return any(word in bare for word in _HEADERS)


def _holds(values: pd.Series, pattern: str) -> pd.Series:
    """The values that are such a number, as text."""
    if pd.api.types.is_float_dtype(values):
        values = values.map(lambda v: f"{v:.0f}", na_action="ignore")
    bare = values.dropna().astype("str").str.strip()
    return bare[bare.str.fullmatch(pattern)]


def _checks(number: str) -> bool:
    """Tell whether the last character is the check of the seventeen before it (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECKS[total % 11] == number[17].upper()
