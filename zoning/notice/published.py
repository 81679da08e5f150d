"""Notices as bureaus publish them, read from a table: what was understood of every text, and what was not."""

from pathlib import Path

import pandas as pd

from zoning.errors import InputError
from zoning.notice import grammar
from zoning.read import layer
from zoning.scenario import TableInput
from zoning.tables import NOTICE


def understood(file: Path, headers: dict[str, str]) -> pd.DataFrame:
    """Return a row per text of a CSV or XLSX, by school; see `grammar.understood`. Raises `InputError` where it is no such table."""
    read = layer.read(TableInput(path=file, columns=headers), NOTICE)
    if read.frame is None or read.found.problems:
        raise InputError(read.found.problems)
    frame = read.frame[read.frame["scope"].notna()]
    report = grammar.understood(frame["scope"].astype(str).tolist())
    return report.set_axis(pd.Index(frame["school"].astype(str), name="school"))
