"""What the terminal says of a forecast."""

from pathlib import Path

import numpy as np
from rich.table import Table

from zoning.demand import NAMES
from zoning.export import forecast as written
from zoning.export.run_record import plain
from zoning.report import headed
from zoning.result import Forecasting
from zoning.words import Lang, Text


def tables(found: Forecasting, lang: Lang) -> list[Table]:
    """Return the district's pupils by stage and variant: the base year, the years between, the peak."""
    said = found.forecast
    years = [said.years[at] for at in np.unique(np.linspace(0, len(said.years) - 1, 6).round().astype(int))]
    heads = (Text("学段", "stage"), Text("方案", "variant"), *(Text(str(year), str(year)) for year in years), Text("高峰年", "peak"))  # fmt: skip
    out = headed(Text("学龄人口预测", "pupils forecast"), heads, lang)
    city, peaks = said.city(), said.peaks().set_index(["variant", "stage"])["peak_year"]
    for stage in said.taught:
        for variant in said.variants:
            row = city.loc[(variant, stage), :]
            first = NAMES[stage].to(lang) if variant == next(iter(said.variants)) else ""
            out.add_row(first, NAMES[variant].to(lang), *(f"{row[year]:,}" for year in years), str(peaks[(variant, stage)]))  # fmt: skip
    return [out]


def summary(found: Forecasting, files: list[Path], lang: Lang) -> str:
    """Return the closing lines: how good the method has been, and which file to open."""
    said = found.forecast
    lines = []
    near = said.errors()
    if len(near):
        parts = [f"{NAMES[str(stage)].to(lang)} {rows['error_share'].mean():.1%}" for stage, rows in near.groupby("stage", sort=False)]  # fmt: skip
        comma = "、" if lang == "zh" else ", "
        lines.append(Text(f"回测（由往年预测 {int(near['tests'].sum())} 次）平均误差：{comma.join(parts)}", f"Back-test ({int(near['tests'].sum())} forecasts from past years), mean error: {comma.join(parts)}").to(lang))  # fmt: skip
    else:
        lines.append(Text("没有往年在校生，无法回测", "No rolls of past years: not back-tested").to(lang))
    book = next((file for file in files if file.name == "forecast.xlsx"), None)
    if book:
        lines.append(Text(f"请打开：{book}", f"Open: {book}").to(lang))
    return "\n".join(lines)


def as_json(found: Forecasting, files: list[Path]) -> dict[str, object]:
    """Return the forecast as plain values that JSON knows."""
    said = written.record(found)
    kept = {
        key: said[key] for key in ("years", "totals", "peaks", "drivers", "back_test", "notes", "seconds")
    }
    return {"ok": True, **plain(kept), "files": [str(file) for file in files]}
