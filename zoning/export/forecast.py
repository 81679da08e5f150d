"""What a forecast leaves in its folder: pupils by subdistrict and by block, a workbook, and the record of the run."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from zoning.demand import CITY_ONLY, FIRST, LAST, NAMES, NINTH, Forecast, Variant, row
from zoning.export import run_record, tables, workbook
from zoning.export.workbook import Sheet
from zoning.result import Forecasting
from zoning.words import Lang, Text

COLUMNS = {
    "variant": Text("方案", "variant"), "year": Text("学年", "year"), "stage": Text("学段", "stage"), "subdistrict": Text("街道", "subdistrict"),
    "pupils": Text("学生", "pupils"), "peak_year": Text("高峰年", "peak_year"), "peak_pupils": Text("高峰学生", "peak_pupils"),
    "last_pupils": Text("规划期末学生", "last_pupils"), "idle_after": Text("高峰后减少", "idle_after"), "estates": Text("新建小区学生", "pupils_of_estates"),
    "from_year": Text("由何年预测", "from_year"), "forecast": Text("预测", "forecast"), "actual": Text("实际", "actual"),
    "error_share": Text("误差", "error_share"), "ahead": Text("提前年数", "years_ahead"), "tests": Text("次数", "tests"), "grade": Text("年级", "grade"),
    "urbanisation": Text("城镇化（村庄学生每年进城）", "urbanisation"), "birth_policy": Text("生育政策（出生人数每年增减）", "birth_policy"),
    "talent": Text("人才集聚（每年净迁入）", "talent"), "service_demand": Text("服务需求（入园率、普高升学率每年增减）", "service_demand"),
}  # fmt: skip
"""Columns as they are shown."""


def fill(found: Forecasting, folder: Path, lang: Lang) -> None:
    """Write forecast.csv, blocks_VARIANT.csv, forecast.xlsx and run.json into a folder."""
    said = found.forecast
    tables.write_table(
        shown(said.told(), lang).set_index(COLUMNS["variant"].to(lang)), folder / "forecast.csv", lang
    )
    for variant in said.variants:
        tables.write_table(by_block(found, variant, lang), folder / f"blocks_{variant}.csv", lang)
    workbook.write(folder / "forecast.xlsx", sheets(said, lang))
    run_record.save(record(found), folder / "run.json")


def shown(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return a table with its columns, stages and variants as they are called."""
    named = {value: text.to(lang) for value, text in NAMES.items()}
    out = frame.assign(
        **{column: frame[column].map(named) for column in ("variant", "stage") if column in frame}
    )
    return out.rename(columns={name: said.to(lang) for name, said in COLUMNS.items()})


def by_block(found: Forecasting, variant: Variant, lang: Lang) -> pd.DataFrame:
    """Return one row per block: name, subdistrict, and whole pupils of every stage and year; see `demand.CITY_ONLY`."""
    said, area = found.forecast, next(iter(found.areas.values()))
    out = pd.DataFrame({"name": area.blocks["name"].reindex(said.blocks), "subdistrict": said.subdistrict})
    for stage in [stage for stage in said.taught if stage not in CITY_ONLY]:
        years = said.at(variant, stage)
        for year in said.years:
            out[f"{NAMES[stage].to(lang)} {year}"] = years.loc[year]
    return out.rename_axis("block_id")


def sheets(said: Forecast, lang: Lang) -> list[Sheet]:
    """Return the sheets of the workbook."""
    made = (
        (Text("学龄人口预测", "forecast"), _wide(said.city())),
        (Text("分街道", "subdistricts"), _wide(said.told().set_index(["variant", "stage", "subdistrict", "year"])["pupils"].unstack("year"))),
        (Text("分年级", "grades"), grades(said, lang)),
        (Text("高峰", "peaks"), said.peaks()),
        (Text("新建小区", "estates"), estates(said)),
        (Text("假定", "assumptions"), drivers(said)),
        (Text("回测", "back-test"), said.tested),
        (Text("回测误差", "back-test errors"), said.errors()),
    )  # fmt: skip
    return [Sheet(title.to(lang), shown(frame, lang), _formats(frame)) for title, frame in made if len(frame)]


def _wide(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index().rename_axis(None, axis=1)


def _formats(frame: pd.DataFrame) -> Sequence[str | None]:
    shares = ("error_share", "urbanisation", "birth_policy", "talent", "service_demand")
    plain = ("year", "from_year", "peak_year", "ahead", "tests")
    return [
        "0.0%" if name in shares else "0" if name in plain else "#,##0" if pd.api.types.is_numeric_dtype(frame[name]) else None
        for name in frame.columns
    ]  # fmt: skip


def grades(said: Forecast, lang: Lang) -> pd.DataFrame:
    """Return the district's children by grade and year, new estates aside, in the main variant."""
    names = [*(f"{'一二三四五六七八九'[g - 1]}年级" for g in range(FIRST, NINTH + 1)), "高一", "高二", "高三"]
    rows = pd.DataFrame(said.variants[said.main].grades[:, row(FIRST) : row(LAST) + 1].T.round(), columns=[str(y) for y in said.years])  # fmt: skip
    rows.insert(0, "grade", names if lang == "zh" else [f"grade {g}" for g in range(FIRST, LAST + 1)])
    return rows


def estates(said: Forecast) -> pd.DataFrame:
    """Return the pupils of new estates, a row per stage and a column per year; none where there are none."""
    path = said.variants[said.main]
    rows = pd.DataFrame(path.estates.T.round(), columns=[str(year) for year in said.years])
    rows.insert(0, "stage", list(said.taught))
    return rows[path.estates.sum(axis=0) > 0]


def drivers(said: Forecast) -> pd.DataFrame:
    """Return what each variant assumes a year."""
    return pd.DataFrame([{"variant": name, **asdict(path.drivers)} for name, path in said.variants.items()])


def record(found: Forecasting) -> dict[str, Any]:
    """Return the record: versions, inputs, the resolved scenario, notes, and every number of the forecast's tables."""
    said = found.forecast
    sources = {f"{stage}.{name}": source for stage, area in found.areas.items() for name, source in area.sources.items()} | dict(said.sources)  # fmt: skip
    return {
        "versions": run_record.versions(),
        "inputs": {name: {"path": s.path, "sha256": s.sha256, "rows": s.rows} for name, s in sources.items()},
        "scenario": found.scenario.model_dump(mode="json", by_alias=True),
        "rules": {"id": found.rules.profile.id, "unverified": found.rules.unverified()},
        "notes": [
            {"about": n.about, "level": n.level, "zh": n.text.zh, "en": n.text.en} for n in found.notes
        ],
        "years": list(said.years),
        "totals": said.told().to_dict("records"),
        "peaks": said.peaks().to_dict("records"),
        "drivers": drivers(said).to_dict("records"),
        "back_test": said.errors().to_dict("records"),
        "seconds": dict(found.seconds),
    }
