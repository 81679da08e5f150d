"""The folder of a notice: workbook, Word document, PDF, the texts for machines, and the record of the run, whole or not at all; read again by what cites it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zoning import planner
from zoning.errors import ExportError
from zoning.export import folder, run_record, title, workbook
from zoning.model import Plan
from zoning.notice import printed, sheets
from zoning.notice.made import Notice
from zoning.planner import OnStep
from zoning.result import Result
from zoning.words import Lang, Text


def write(made: Notice, out: Path, lang: Lang, on_step: OnStep = planner.ignore) -> list[Path]:
    """Write notice.xlsx, notice.docx, notice.pdf and run.json; return the files. Nothing is changed where one of them fails."""
    on_step(planner.EXPORT)

    def fill(new: Path) -> None:
        workbook.write(new / "notice.xlsx", sheets.book(made, lang))
        (new / "notice.docx").write_bytes(printed.word(made, lang))
        printed.pdf(made, new / "notice.pdf", lang)
        run_record.save(record(made), new / "run.json")

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
        "plan_sha256": _digest(result.plan),
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


class Words(NamedTuple):
    """What a notice says of each zone, and of which plan."""

    folder: Path
    texts: Mapping[str, str]
    plan_sha256: str

    def of(self, result: Result) -> Mapping[str, str]:
        """Return the text of each zone; raise `ExportError` where the notice was written of another plan."""
        if self.plan_sha256 != _digest(result.plan):
            raise ExportError(Text(
                f"{self.folder} 里的公告写的不是这个方案（另一学段，或方案后来改过）。请用本方案的公告，或重新运行 zoning notice",
                f"the notice in {self.folder} was written of another plan (another stage, or the plan was changed since). Use this plan's, or run zoning notice again",
            ))  # fmt: skip
        return self.texts


def words_of(folder: Path) -> Words:
    """Return what a notice says, from its results folder; raise `ExportError` where there is none in it."""
    file = folder / "run.json" if folder.is_dir() else folder
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        texts = {str(zone["school_id"]): str(zone["scope"]) for zone in kept["zones"]}
        return Words(folder, texts, str(kept.get("plan_sha256", "")))
    except (OSError, ValueError, KeyError, TypeError):
        raise ExportError(Text(f"{folder} 里没有划片公告（zoning notice 写出的 run.json）", f"{folder} holds no notice (run.json as zoning notice writes it)")) from None  # fmt: skip


def _digest(plan: Plan) -> str:
    """Tells plans apart: every block with its zone."""
    rows = plan.school_of.sort_index().to_csv(header=False, lineterminator="\n")
    return hashlib.sha256(rows.encode()).hexdigest()
