"""The record of a layout plan, run.json: what it was made from, what was asked, found and proved, and every table; its documents are made of it alone."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from zoning.export import forecast, run_record, title
from zoning.layout import tables
from zoning.layout.columns import COLUMNS, COUNT, WORD_COLUMNS, WORDS, Table
from zoning.layout.made import Layout, Years
from zoning.model import Note
from zoning.programme import Answer, Question
from zoning.result import Balancing, Forecasting
from zoning.rules import Rules
from zoning.words import Text


def record(made: Layout) -> dict[str, Any]:
    """Return the record as plain values that JSON knows.

    Tables are lists of rows by the names of their columns in the code; `columns` tells what each is called and how its numbers
    are written, `words` what the codes in its cells are called.
    """
    base, horizon = made.forecast.years[0], made.forecast.years[-1]
    said = forecast.record(made.forecasting)
    return run_record.plain({
        "title": _title(made),
        "versions": said["versions"], "inputs": said["inputs"] | _citywide(made), "scenario": said["scenario"],
        "crs": next(iter(made.stages.values())).area.crs,
        "area": {"blocks": len(made.forecast.blocks), "subdistricts": sorted({str(name) for name in made.forecast.subdistrict if name})},
        "base_year": base, "near_year": min(base + tables.NEAR_YEARS, horizon), "horizon": horizon, "years": said["years"],
        "rules": _rules(made.rules),
        "notes": [_note(note) for note in made.notes],
        "words": {_code(code): _both(text) for code, text in WORDS.items()},
        "forecast": _forecast(made.forecasting, said),
        "programme": _programme(made),
        "works": made.works.to_dict("records"),
        "stages": {stage: _stage(years) for stage, years in made.stages.items()},
        "citywide": list(made.citywide),
        "balance": _balance(made.balance),
        "tables": {table.key: _table(table) for table in tables.all_of(made)},
        "seconds": dict(made.seconds),
    })  # fmt: skip


def _balance(found: Balancing | None) -> dict[str, Any] | None:
    """What the district is asked of 优质均衡, with the verdicts; the schools are a table of the plan."""
    if found is None:
        return None
    return {"totals": found.judged.totals.to_dict("records"), "variation": found.judged.variation.to_dict("records")}  # fmt: skip


def _citywide(made: Layout) -> dict[str, Any]:
    source = None if made.citywide_read is None else made.citywide_read.source
    return {} if source is None else {"citywide": {"path": source.path, "sha256": source.sha256, "rows": source.rows}}  # fmt: skip


def _title(made: Layout) -> dict[str, Any]:
    """The fields of the title block."""
    info, asked = made.scenario.map, made.scenario
    notices = ([] if info.map_review_no else [title.INTERNAL]) + (
        [title.FICTITIOUS] if info.fictitious else []
    )
    return {
        "title": info.title or asked.name, "scenario": asked.name,
        "made_by": info.made_by, "data_date": info.data_date, "map_review_no": info.map_review_no, "fictitious": info.fictitious,
        "notices": [_both(notice) for notice in notices], "disclaimer": _both(title.SKETCH),
    }  # fmt: skip


def _rules(rules: Rules) -> dict[str, Any]:
    profile = rules.profile
    return {
        "id": profile.id, "title": _both(rules.title), "unverified": rules.unverified(),
        "documents": {key: document.title for key, document in profile.documents.items()},
        "norms": [{"path": path, **norm.model_dump(mode="json")} for path, norm in rules.norms.items()],
    }  # fmt: skip


def _forecast(found: Forecasting, said: Mapping[str, Any]) -> dict[str, Any]:
    forecast_ = found.forecast
    added = pd.DataFrame(forecast_.variants[forecast_.main].estates, index=list(forecast_.years), columns=list(forecast_.taught))  # fmt: skip
    return {
        "main": forecast_.main, "variants": list(forecast_.variants), "taught": list(forecast_.taught),
        "city": forecast_.totals().groupby(["variant", "stage", "year"], sort=False)["pupils"].sum().reset_index().to_dict("records"),
        "estates": {stage: added[stage].to_dict() for stage in added if added[stage].any()},
        **{key: said[key] for key in ("totals", "peaks", "drivers", "back_test")},
    }  # fmt: skip


def _programme(made: Layout) -> dict[str, Any] | None:
    """What was asked of the works, and the answer; None where the scenario has no `[programme]`."""
    if made.question is None:
        return None
    return {
        "question": _question(made.question, made.forecast.years[1:]),
        "answer": None
        if made.answer is None
        else _answer(made.answer, made.question, made.forecast.years[1:]),
    }


def _question(asked: Question, years: tuple[int, ...]) -> dict[str, Any]:
    budget = asked.budget_wan
    return {
        "prices": asdict(asked.prices), "budget_wan": None if budget is None else dict(zip(years, budget.tolist(), strict=True)),
        "carry_over": asked.carry_over, "land_m2": asked.land_m2, "tail_years": asked.tail_years,
        "actions": [
            {"id": each.id, "kind": each.kind, "cost_wan": each.cost_wan, "land_m2": each.land_m2, "years": [years[at] for at in each.years], "must": each.must,
             "changes": [{"stage": asked.stages[k].name, "school_id": asked.stages[k].schools[j], "seats": seats} for k, j, seats in each.changes]}
            for each in asked.actions
        ],
    }  # fmt: skip


def _answer(said: Answer, asked: Question, years: tuple[int, ...]) -> dict[str, Any]:
    """The programme and what is proved of it; what pupils go without by year is that of the programme, whose blocks may split."""
    done = said.programme
    by_year = pd.DataFrame({"year": years, "works_wan": done.works_wan, "running_wan": done.running_wan, "pupils_wan": done.pupils_wan.sum(axis=0)})  # fmt: skip
    short = [
        {"stage": stage.name, "year": year, "unseated": int(done.unseated[k, t]), "beyond": int(done.beyond[k, t]), "walked_km": float(done.walked_km[k, t])}
        for k, stage in enumerate(asked.stages) for t, year in enumerate(years)
    ]  # fmt: skip
    return {
        "value_wan": done.value_wan, "bound_wan": said.bound_wan, "gap": said.gap, "proved": _both(said.proved), "method": said.method,
        "stopped": said.stopped, "done": {action: years[at] for action, at in done.done.items()}, "land_m2": done.land_m2,
        "by_year": by_year.to_dict("records"), "pupils": short, "breaks": [_both(text) for text in done.breaks],
    }  # fmt: skip


def _stage(years: Years) -> dict[str, Any]:
    """What a stage's zones are proved to be, who moves, and every school's seats and pupils, year by year."""
    proofs = [
        {
            "year": int(year), "moved": float(years.zones.moved[year]), "cost": plan.solve.cost, "lower_bound": plan.solve.lower_bound,
            "gap": plan.solve.gap, "proved": _both(plan.solve.proved), "method": plan.solve.method,
        }
        for year, plan in zip(years.zones.moved.index, years.zones.plans, strict=True)
    ]  # fmt: skip
    return {
        "radius_m": years.measures.radius_m,
        "today_known": bool(years.area.blocks["current_school"].notna().any()),
        "names": {str(school): str(name) for school, name in years.area.schools["name"].reindex(years.seats.columns).items()},
        "zones": proofs,
        "schools": years.by_school.to_dict("records"),
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    columns = [{"name": str(name), **_called(str(name)), "words": str(name) in WORD_COLUMNS} for name in table.frame.columns]  # fmt: skip
    note = None if table.note is None else _both(table.note)
    return {"title": _both(table.title), "note": note, "columns": columns, "rows": table.frame.to_dict("records")}  # fmt: skip


def _called(name: str) -> dict[str, str | None]:
    """What a column is called and its number format; one that is a year holds counts."""
    text, form = COLUMNS.get(name, (Text(name, name), COUNT))
    return {**_both(text), "format": form}


def _note(note: Note) -> dict[str, str]:
    return {"about": note.about, "level": note.level, **_both(note.text)}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
