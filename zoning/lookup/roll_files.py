"""The folder of a roll: counts that may be passed on, and, for use in the office alone, the school of every row and the rows that need another look."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zoning.errors import ExportError
from zoning.export import run_record, title, workbook
from zoning.export.folder import replaced, require_writable
from zoning.export.workbook import Sheet
from zoning.lookup import words
from zoning.lookup.index import Index
from zoning.lookup.roll import Answered
from zoning.lookup.roll_tables import COLUMNS, HELD, HIDDEN, Tables
from zoning.result import Result
from zoning.words import Lang, Text, listed

KINDS = {"other": Text("本方案以外的学校", "schools outside the plan"), "none": Text("未填学校", "no school named"), "total": Text("合计", "total")}  # fmt: skip
STATUS = {
    "rows": Text("名册行数", "rows of the roll"),
    "found": Text("已对上片区", "zone found"),
    "ask": Text("不止一种可能，待核对", "several answers, to be checked"),
    "unknown": Text("没有对上", "nothing found"),
}
ROW_BY_ROW = ("answers-internal.csv", "problems-internal.csv")
"""Files that are for internal use alone."""
_INTERNAL = Text("内部使用，不得公开", "for internal use, not to be published")
_ROW = Text("名册中的行号", "row in the roll")


def require_apart(folder: Path) -> None:
    """Raise `ExportError` where a folder for the public holds answers row by row, of an earlier run or of one that was killed."""
    there = sorted(
        {path.name for name in ROW_BY_ROW for path in (*folder.glob(name), *folder.glob(f".*.part/*/{name}"))}
    )
    if there:
        raise ExportError(Text(f"{folder} 里有内部用的逐行文件（{listed(there, 'zh')}）。公布的结果请另选文件夹", f"{folder} holds answers row by row, for internal use ({listed(there, 'en')}). Choose another folder for what is published"))  # fmt: skip


def write(
    result: Result, index: Index, found: Answered, told: Tables, folder: Path, lang: Lang, *, public: bool
) -> list[Path]:
    """Write the counts and, unless they are for the `public`, the answers row by row; return the files written. Nothing is changed where one of them fails.

    `told` are the tables with what may not be told left out.
    """

    def fill(new: Path) -> None:
        workbook.write(new / "summary.xlsx", sheets(result, told, lang))
        if not public:
            answers(index, found, lang).to_csv(new / ROW_BY_ROW[0], index=False, encoding="utf-8-sig")
            problems(found, lang).to_csv(new / ROW_BY_ROW[1], index=False, encoding="utf-8-sig")
        record = {"title": title.fields(result), "versions": run_record.versions(), "counts_below_left_out": told.least, "rows": told.rows.to_dict()}  # fmt: skip
        run_record.save(record, new / "run.json")

    if public:
        require_apart(folder)
    require_writable(folder, result.scenario)
    return replaced(folder, fill)


def answers(index: Index, found: Answered, lang: Lang) -> pd.DataFrame:
    """Return the row and the school of every row that was found, and nothing else."""
    own = found.rows[found.rows["status"] == "found"]
    names = [index.zones[zone].name for zone in own["zone"]]
    return pd.DataFrame({_head(lang): own.index, Text("学校", "school").to(lang): names})


def problems(found: Answered, lang: Lang) -> pd.DataFrame:
    """Return the rows that were not found, and why."""
    own = found.rows[found.rows["status"] != "found"]
    why = [words.doubt(doubt, (), lang) for doubt in own["doubt"]]
    return pd.DataFrame({_head(lang): own.index, Text("情况", "what is wrong").to(lang): why})


def _head(lang: Lang) -> str:
    return (
        f"{_ROW.to(lang)}（{_INTERNAL.to(lang)}）"
        if lang == "zh"
        else f"{_ROW.to(lang)} ({_INTERNAL.to(lang)})"
    )


def sheets(result: Result, told: Tables, lang: Lang) -> list[Sheet]:
    """Return the sheets of the workbook: by school, names that nothing answers, and what the counts are."""
    schools = shown(told, lang)
    formats = ["0.0%" if column == COLUMNS["in_zone_share"].to(lang) else None for column in schools]
    names = pd.DataFrame({Text("名称", "name").to(lang): told.names.index, Text("行数", "rows").to(lang): told.names.astype(int).to_numpy()})  # fmt: skip
    return [
        Sheet(Text("按学校", "by school").to(lang), schools, formats),
        Sheet(Text("没有对上的名称", "names not found").to(lang), names),
        Sheet(Text("说明", "about").to(lang), _about(result, told, lang)),
    ]


def shown(told: Tables, lang: Lang) -> pd.DataFrame:
    """Return the table of schools as it is shown, a mark in place of what is left out."""
    rows = [_shown(row, lang) for row in told.schools.to_dict("records")]
    columns = [column for column in COLUMNS if column in told.schools]
    return pd.DataFrame(rows, columns=columns, dtype=object).rename(
        columns={c: COLUMNS[c].to(lang) for c in columns}
    )


def _shown(row: Mapping[Any, Any], lang: Lang) -> dict[str, object]:
    kind = str(row["kind"])
    made = {"school_id": row["school_id"], "name": KINDS[kind].to(lang) if kind in KINDS else row["name"]}
    counts = {column: count(row[column]) for column in HELD[kind] if column in row}
    share = row.get("in_zone_share")
    settled = {"in_zone", "elsewhere"} <= set(HELD[kind])
    lost = settled and HIDDEN in (counts.get("in_zone"), counts.get("elsewhere"))
    return {
        **made,
        **counts,
        "in_zone_share": HIDDEN if lost else share if settled and pd.notna(share) else None,
    }


def count(value: Any) -> object:
    """Return a count as it is shown."""
    return HIDDEN if pd.isna(value) else int(value)


def _about(result: Result, told: Tables, lang: Lang) -> pd.DataFrame:
    fields = title.fields(result)
    mark = Text(
        f"{HIDDEN}：不足 {told.least} 人的数字，以及能推算出这些数字的数字，不列出",
        f"{HIDDEN}: counts below {told.least}, and counts that would give them away, are not told",
    )
    kept = ("title", "area", "notice", "data_date", "made_by")
    said = [fields[key] for key in kept if fields.get(key)] + [mark.to(lang), words.OFFICIAL.to(lang)]
    rows = [(STATUS[key].to(lang), count(value)) for key, value in told.rows.items() if isinstance(key, str)]
    return pd.DataFrame([*rows, *((text, None) for text in said)], columns=["", " "])


def totals(told: Tables, lang: Lang) -> Sequence[tuple[str, object]]:
    """Return what became of the rows, for the terminal."""
    return [(STATUS[str(key)].to(lang), count(value)) for key, value in told.rows.items()]


def as_json(told: Tables) -> dict[str, object]:
    """Return the counts as plain values; those left out are null."""
    schools = told.schools.drop(columns="kind").assign(
        name=told.schools["name"].where(told.schools["name"] != "", told.schools["kind"])
    )
    return {
        "counts_below_left_out": told.least,
        "rows": run_record.plain(told.rows.to_dict()),
        "schools": run_record.plain(schools.to_dict("records")),
        "names": run_record.plain(told.names.to_dict()),
    }
