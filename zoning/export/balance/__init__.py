"""What a judgement of balance leaves in its folder: the schools as a table, a workbook, and the record of the run."""

from pathlib import Path
from typing import Any

import pandas as pd

from zoning.export import run_record, tables, title, workbook
from zoning.export.balance.columns import COLUMNS
from zoning.export.balance.sheets import called, rounded, sheets
from zoning.result import Balancing
from zoning.words import Lang


def fill(found: Balancing, folder: Path, lang: Lang) -> None:
    """Write balance.csv, balance.xlsx and run.json into a folder."""
    tables.write_table(table(found, lang), folder / "balance.csv", lang)
    workbook.write(folder / "balance.xlsx", sheets(found, lang))
    run_record.save(record(found), folder / "run.json")


def table(found: Balancing, lang: Lang) -> pd.DataFrame:
    """Return every school with all that was found of it, columns and words as they are shown."""
    rows = found.judged.schools
    kept = {name: rounded(rows[name], form) for name, (_, form) in COLUMNS.items() if name in rows}
    return called(pd.DataFrame(kept), lang).set_index(COLUMNS["school_id"][0].to(lang))


def record(found: Balancing) -> dict[str, Any]:
    """Return what is needed to answer a year later for every verdict, and to judge again."""
    judged, grouping = found.judged, found.grouping
    return {
        "title": title.fields(found),
        "versions": run_record.versions(),
        "inputs": {
            name: {"path": s.path, "sha256": s.sha256, "rows": s.rows} for name, s in found.area.sources.items()
        },
        "scenario": found.scenario.model_dump(mode="json", by_alias=True),
        "rules": {
            "id": found.rules.profile.id,
            "title": found.rules.title.to(found.scenario.lang),
            "unverified": found.rules.unverified(),
        },
        "notes": [
            {"about": n.about, "level": n.level, "zh": n.text.zh, "en": n.text.en} for n in found.notes
        ],
        "totals": judged.totals.to_dict("records"),
        "schools": judged.schools.to_dict("records"),
        "lacking": judged.lacking.to_dict("records"),
        "variation": judged.variation.to_dict("records"),
        "access": judged.access.to_dict("records"),
        "spread": judged.spread.to_dict("records"),
        **({} if grouping is None else {"groups": groups(found)}),
        **({} if found.plan is None else {"plan": run_record.record(found.plan)}),
        "seconds": dict(found.seconds),
    }  # fmt: skip


def groups(found: Balancing) -> dict[str, Any]:
    """Return the groups of schools, and what is proved of them."""
    grouping = found.grouping
    assert grouping is not None
    return {
        "uneven_share": grouping.uneven_share, "bound_share": grouping.bound_share, "gap_share": grouping.gap_share,
        "alone_share": grouping.alone_share, "method": grouping.method,
        "groups": grouping.groups.reset_index().to_dict("records"),
        "schools": grouping.schools.reset_index(names="school_id").to_dict("records"),
    }  # fmt: skip
