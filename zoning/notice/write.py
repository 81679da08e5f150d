"""The folder of a notice: workbook, Word document, PDF, the texts for machines, and the record of the run, whole or not at all."""

import json
from pathlib import Path
from typing import Any

from zoning import planner
from zoning.errors import ExportError
from zoning.export import folder, run_record, title, workbook
from zoning.notice import printed, sheets
from zoning.notice.made import Notice
from zoning.planner import OnStep
from zoning.words import Lang, Text


def write(made: Notice, out: Path, lang: Lang, on_step: OnStep = planner.ignore) -> list[Path]:
    """Write notice.xlsx, notice.docx, notice.pdf and run.json; return the files. Nothing is changed where one of them fails."""
    on_step(planner.EXPORT)

    def fill(new: Path) -> None:
        workbook.write(new / "notice.xlsx", sheets.book(made, lang))
        (new / "notice.docx").write_bytes(printed.word(made, lang))
        printed.pdf(made, new / "notice.pdf", lang)
        text = json.dumps(run_record.plain(record(made)), ensure_ascii=False, indent=1, allow_nan=False)
        (new / "run.json").write_text(text + "\n", encoding="utf-8", newline="\n")

    folder.require_writable(out, made.result.scenario)
    return folder.replaced(out, fill)


def record(made: Notice) -> dict[str, Any]:
    """Return the record: what the notice was made from, its texts zone by zone, and what was checked; counts only as they may be told."""
    result = made.result
    return {
        "versions": run_record.versions(),
        "inputs": {
            name: {"path": s.path, "sha256": s.sha256, "rows": s.rows}
            for name, s in result.area.sources.items()
        },
        "scenario": result.scenario.model_dump(mode="json", by_alias=True),
        "title": {**title.fields(result), "heading": made.title},
        "solve": {
            "method": result.plan.solve.method,
            "proved_zh": result.plan.solve.proved.zh,
            "proved_en": result.plan.solve.proved.en,
        },
        "public": made.public,
        "zones": [
            {
                **{key: value for key, value in row.items() if key != "number"},
                "exact": made.exact[str(row["school_id"])],
            }
            for row in made.schools.to_dict("records")
        ],
        "changes": made.changes.astype(object).where(made.changes.notna(), None).to_dict("records"),
        "changes_total": made.changes.attrs["total"],
        "checks": made.checks.to_dict("records"),
        "todo": made.todo.to_dict("records"),
        "named_share": made.named_share,
        "parted_share": made.parted_share,
    }


def words_of(folder: Path) -> dict[str, str]:
    """Return what a notice says of each zone, from its results folder; raise `ExportError` where there is none in it."""
    file = folder / "run.json" if folder.is_dir() else folder
    try:
        zones = json.loads(file.read_text(encoding="utf-8"))["zones"]
        return {str(zone["school_id"]): str(zone["scope"]) for zone in zones}
    except (OSError, ValueError, KeyError, TypeError):
        raise ExportError(Text(f"{folder} 里没有划片公告（zoning notice 写出的 run.json）", f"{folder} holds no notice (run.json as zoning notice writes it)")) from None  # fmt: skip
