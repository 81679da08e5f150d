"""What the terminal says of a notice."""

from pathlib import Path

import pandas as pd
from rich.markup import escape
from rich.table import Table

from zoning.export.run_record import plain
from zoning.notice import sheets
from zoning.notice.made import Notice
from zoning.notice.write import record
from zoning.report import headed
from zoning.words import Lang, Text

SHOWN = 8
"""Stretches of edge without a name that are listed."""


def tables(made: Notice, lang: Lang) -> list[Table]:
    """Return what a planner looks at first: the zones in words, and the checklist."""
    return [_zones(made, lang), _checks(made, lang)]


def _zones(made: Notice, lang: Lang) -> Table:
    heads = [sheets.COLUMNS[name][0] for name in ("name", "intake", "scope")]
    out = headed(Text("划片范围", "zones in words"), heads, lang, justify="left")
    for row in made.schools.to_dict("records"):
        out.add_row(escape(str(row["name"])), str(row["intake"]), escape(str(row["scope"])))
    return out


def _checks(made: Notice, lang: Lang) -> Table:
    heads = [sheets.COLUMNS[name][0] for name in ("item", "holds", "counted", "broken")]
    out = headed(sheets.TITLES[2], heads, lang, justify="left")
    for row in made.checks.to_dict("records"):
        said = sheets.YES if row["holds"] else sheets.NO
        style = "green" if row["holds"] else "red"
        out.add_row(escape(str(row["item"])), f"[{style}]{said.to(lang)}[/]", str(row["counted"]), escape(str(row["broken"])))  # fmt: skip
    return out


def summary(made: Notice, files: list[Path], lang: Lang) -> str:
    """Return the closing lines: what is read back exactly, how much of the edge has a name, and which files to open."""
    exact, share, parted = sum(made.exact.values()), f"{made.named_share:.1%}", f"{made.parted_share:.1%}"
    lines = [Text(f"{exact} / {len(made.exact)} 个片区的文字单独读出即为该片区；片区之间的边界 {share} 沿有名称的线，{parted} 两侧地块之间有名称可依", f"{exact} of {len(made.exact)} texts, read alone, give the very zone; {share} of the edge between zones follows lines with a name, along {parted} one lies between the blocks").to(lang)]  # fmt: skip
    left = len(made.todo)
    if left:
        rows = [f"  {row.between} {row.metres:,.0f} m" for row in made.todo.head(SHOWN).itertuples()]
        lines += [Text(f"{left} 处边界没有名称，请到现场核定后补写：", f"{left} stretches follow nothing with a name; see to them on the ground:").to(lang), *rows]  # fmt: skip
    comma = "、" if lang == "zh" else ", "
    shown = [str(file) for file in files if file.suffix != ".json"]
    return "\n".join([*lines, Text("请打开：", "Open: ").to(lang) + comma.join(shown)])


def as_json(made: Notice, files: list[Path]) -> dict[str, object]:
    """Return the notice's record, and the files written."""
    told: dict[str, object] = {"ok": True, **plain(record(made)), "files": [str(file) for file in files]}
    return told


def understanding(report: pd.DataFrame, lang: Lang) -> Table:
    """Return what was read of each text of a notice, and what was not."""
    heads = (Text("学校", "school"), Text("条数", "clauses"), Text("未读懂", "not understood"), Text("未读懂的原文", "words not understood"))  # fmt: skip
    out = headed(Text("读懂程度", "understood"), heads, lang, justify="left")
    for name, row in report.iterrows():
        out.add_row(escape(str(name)), str(row["clauses"]), str(row["not_understood"]), escape("；".join(row["unread"])))  # fmt: skip
    return out
