"""What the terminal says of answers and of a roll."""

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from zoning.lookup import words
from zoning.lookup.answers import Answer, Told, walk
from zoning.lookup.roll_files import shown, totals
from zoning.lookup.roll_tables import Tables
from zoning.words import Lang, Text, listed

_STYLES = {"found": "green", "ask": "yellow", "unknown": "red"}
_STATUS = {
    "found": Text("查到", "found"),
    "ask": Text("待核对", "please check"),
    "unknown": Text("未查到", "not found"),
}


def answer(one: Answer, lang: Lang) -> Table:
    """Return the answer to a question as a small table."""
    table = Table(title=escape(one.question), title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    style = _STYLES[one.status]
    table.add_row(_STATUS[one.status].to(lang), f"[{style}]{escape(one.said)}[/]")
    for told in one.schools:
        table.add_row(Text("学校", "school").to(lang), escape(_school(told, lang)))
    if one.notice:
        table.add_row(Text("划片范围", "zone in words").to(lang), escape(one.notice))
    for choice in one.choices:
        schools = listed(choice.schools, lang, len(choice.schools))
        place = " · ".join(part for part in (choice.name, choice.under) if part)
        table.add_row(Text("可选", "choice").to(lang), escape(f"{place} → {schools}" if schools else place))
    if one.near:
        table.add_row(Text("相近名称", "near").to(lang), escape(listed(one.near, lang, len(one.near))))  # fmt: skip
    if one.status == "found":
        table.add_row("", words.OFFICIAL.to(lang))
    return table


def _school(told: Told, lang: Lang) -> str:
    metres = walk(told)
    on_foot = Text(f"步行约 {metres} 米", f"about {metres} m on foot").to(lang) if metres else ""
    return " · ".join(part for part in (told.school.name, told.school.address, on_foot) if part)


def roll(told: Tables, lang: Lang) -> list[Table]:
    """Return what became of a roll: its rows, and the counts by school as they may be told."""
    rows = Table(title=Text("名册", "roll").to(lang), show_header=False)
    for name, count in totals(told, lang):
        rows.add_row(escape(name), escape(str(count)))
    frame = shown(told, lang)
    schools = Table(title=Text("按学校", "by school").to(lang))
    for i, column in enumerate(frame):
        schools.add_column(escape(str(column)), justify="left" if i < 2 else "right")
    for row in frame.itertuples(index=False):
        schools.add_row(*(escape(_cell(value)) for value in row))
    return [rows, schools]


def _cell(value: object) -> str:
    if value is None or value != value:
        return ""
    return f"{value:.1%}" if isinstance(value, float) else str(value)  # counts are whole, a share is not


def files(written: Sequence[Path], lang: Lang) -> str:
    """Return where things were written, a line for each folder."""
    names: dict[Path, list[str]] = {}
    for path in written:
        names.setdefault(path.parent, []).append(path.name)
    told = ((folder, listed(own, lang, len(own))) for folder, own in names.items())
    return "\n".join(
        Text(f"写入 {folder}：{own}", f"written to {folder}: {own}").to(lang) for folder, own in told
    )
