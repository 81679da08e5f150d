"""What the terminal says of a plan's prices, and of several plans side by side."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.markup import escape
from rich.table import Table

from zoning.figures import FIGURES, written
from zoning.report import headed, metres, plain
from zoning.result import Comparison, Result
from zoning.words import Lang, Text

MOST_PRICES = 5
"""Schools, locks and barriers shown with their prices."""
ONE_METRE = 1.0


def prices(made: Result, lang: Lang) -> Table | None:
    """Return what a seat, a lock, zones in one piece and a barrier cost at the bound: the dearest of each; None where all is free."""
    heads = (
        Text("价格（边际）", "price (marginal)"),
        Text("米/学位", "m a seat"),
        Text("人·公里", "pupil-km"),
    )
    table = headed(Text("什么最贵", "what costs most"), heads, lang)
    why = made.plan.why
    if why is None:
        return None
    names, seat = made.area.schools["name"], Text("{}的学位", "a seat at {}").to(lang)
    dear = why.seats["saves_m"].nlargest(MOST_PRICES)
    for school, metres_ in dear[dear >= ONE_METRE].items():
        table.add_row(escape(seat.format(names[school])), f"{metres_:,.0f}", "")
    for title, pupil_m in _whole_prices(made, lang):
        table.add_row(escape(title), "", f"{pupil_m / 1000:,.1f}")
    return table if table.row_count else None


def _whole_prices(made: Result, lang: Lang) -> list[tuple[str, float]]:
    """Locks, zones in one piece and barriers with what they cost, in pupil-metres; nothing that costs nothing."""
    why, names = made.plan.why, made.area.schools["name"]
    if why is None:
        return []
    lock, wall = Text("锁定 {} {} {}", "lock {} {} {}").to(lang), Text("屏障：{}", "barrier: {}").to(lang)
    dear = why.locks.nlargest(MOST_PRICES, "price_pupil_m")
    walls = why.barriers.head(MOST_PRICES)
    found = [
        *((lock.format(block, "≠" if never else "→", names[school]), price) for block, school, never, price in zip(dear["block"], dear["school"], dear["never"], dear["price_pupil_m"], strict=True)),
        (Text("片区连片", "zones in one piece").to(lang), why.contiguity_pupil_m),
        *((wall.format(name or kind), price) for name, kind, price in zip(walls["name"], walls["kind"], walls["falls_pupil_m"], strict=True)),
    ]  # fmt: skip
    return [(title, price) for title, price in found if price >= ONE_METRE]


def alternatives(compared: pd.DataFrame, asked: int, lang: Lang) -> Table:
    """Return the plans side by side; the title says where fewer were found than asked for."""
    heads = (
        Text("方案", "plan"), Text("成本 人·公里", "cost, pupil-km"), Text("比方案1多", "above plan 1"), Text("距下界", "above the bound"),
        Text("与方案1不同的学生", "pupils elsewhere than in plan 1"), Text("平均步行 米", "mean walk m"), Text("最远 米", "longest m"),
    )  # fmt: skip
    count = len(compared)
    title = Text(f"{count} 个方案", f"{count} plans")
    if count < asked:
        title = Text(f"{count} 个方案（要求 {asked} 个；在此差距内没有找到更多，未证明不存在）", f"{count} plans of {asked} asked for (no more found within this distance; not proved that there are none)")  # fmt: skip
    table = headed(title, heads, lang)
    for number, row in compared.iterrows():
        table.add_row(
            str(number), f"{row['cost_pupil_km']:,.1f}", f"{row['above_first_share']:.2%}", _rounded_up(row["gap_share"]),
            f"{row['elsewhere_pupils']:,.0f}", metres(row["mean_walk_m"]), metres(row["longest_walk_m"]),
        )  # fmt: skip
    return table


def _rounded_up(share: float) -> str:
    """A share that is proved, in hundredths of a percent, never rounded down."""
    return f"{math.ceil(round(share * 1e4, 6)) / 100:.2f}%" if math.isfinite(share) else "–"


def alternatives_json(compared: pd.DataFrame, asked: int, files: Sequence[Path]) -> dict[str, object]:
    """Return the comparison as plain values that JSON knows."""
    return {
        "ok": True,
        "asked": asked,
        "found": len(compared),
        "plans": plain(compared.round(6).to_dict("index")),
        "files": [str(file) for file in files],
    }


def compared(found: Comparison, lang: Lang) -> Table:
    """Return every figure of two plans with its difference."""
    heads = (Text("指标", "figure"), Text("甲", "A"), Text("乙", "B"), Text("变化", "change"))
    a, b = found.a.scenario.name, found.b.scenario.name
    table = headed(Text(f"甲 {a} · 乙 {b}", f"A {a} · B {b}"), heads, lang)
    for name, one, two, change in found.figures():
        said, kind, _ = FIGURES[name]
        shown = written(one, kind), written(two, kind), written(change, kind, signed=True)
        table.add_row(escape(said.to(lang)), *shown)
    return table


def compared_json(found: Comparison, files: Sequence[Path]) -> dict[str, object]:
    """Return two plans side by side as plain values that JSON knows."""
    return {
        "ok": True,
        "a": found.a.scenario.name,
        "b": found.b.scenario.name,
        "figures": plain(found.totals.round(6).to_dict("index")),
        "files": [str(file) for file in files],
    }


def many(rows: Sequence[Mapping[str, Any]], lang: Lang) -> Table:
    """Return scenarios that were planned apart, each with its figures, or that it could not be."""
    heads = (
        Text("情景", "scenario"), Text("学生", "pupils"), Text("超学位", "over seats"), Text("平均步行 米", "mean walk m"), Text("最远 米", "longest m"),
        Text("距下界", "above the bound"), Text("秒", "seconds"),
    )  # fmt: skip
    done = sum(bool(row["ok"]) for row in rows)
    table = headed(
        Text(f"{done} / {len(rows)} 个情景已完成", f"{done} of {len(rows)} scenarios planned"), heads, lang
    )
    for row in rows:
        if not row["ok"]:
            table.add_row(
                escape(Path(row["file"]).name), Text("未完成", "failed").to(lang), "", "", "", "", ""
            )
            continue
        plan = row["plans"]["plan"]
        table.add_row(
            escape(row["scenario"]), f"{plan['pupils']:,.0f}", f"{plan['over']:,.0f}", metres(plan["mean_walk_m"]), metres(plan["longest_walk_m"]),
            _rounded_up(row["solve"]["gap"] or 0.0), f"{sum(row['seconds'].values()):,.0f}",
        )  # fmt: skip
    return table
