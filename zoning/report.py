"""What the terminal says of inputs, norms and results: tables for people, plain values for programs."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import numpy as np
from rich.markup import escape
from rich.table import Table

from zoning import __version__
from zoning.model import Solve, StudyArea
from zoning.result import Result
from zoning.words import Lang, Text

LIBRARIES = ("geopandas", "shapely", "pyogrio", "pyproj", "numpy", "pandas", "scipy", "numba", "ortools", "osmium", "osmnx", "folium")  # fmt: skip

PLAN_NAMES = {
    "plan": Text("本方案", "this plan"),
    "nearest": Text("就近（不限学位）", "nearest school, no seats"),
    "today": Text("现状划片", "today's zones"),
}
PRICES = {
    "move_price_m": Text("调整", "moves"), "far_price": Text("远距离", "far walks"), "arterial_price_m": Text("跨主干道", "arterials"),
    "subdistrict_price_m": Text("跨街道", "other subdistricts"), "balance_price_m": Text("占用不均", "uneven use"),
    "over_capacity_price_m": Text("超额", "over seats"),
}  # fmt: skip
"""What the prices of the policy are called on screen."""
WAYS = {"radius": Text("服务半径（直线）", "service radius, straight"), "walk": Text("步行距离", "on foot")}
BASES = {
    "area": Text("居住用地", "residential land"),
    "dwellings": Text("户数", "dwellings"),
    "pupils": Text("学生", "pupils"),
}


def inputs(area: StudyArea, lang: Lang) -> dict[str, object]:
    """Return what was read, as plain values."""
    return {
        "blocks": len(area.blocks),
        "pupils": int(area.blocks["pupils"].sum()),
        "schools": len(area.open_schools),
        "candidates": int((area.schools["status"] == "candidate").sum()),
        "seats": int(area.open_schools["seats"].sum()),
        "streets": 0 if area.streets is None else len(area.streets.edges),
        "barriers": len(area.barriers),
        "crossings": len(area.crossings),
        "crs": area.crs,
        "notes": [note.text.to(lang) for note in area.notes],
    }


def checked(area: StudyArea, detour_factor: float, lang: Lang) -> Table:
    """Return a table of what was read, and how distances will be measured."""
    titles = {
        "blocks": Text("地块", "blocks"), "pupils": Text("适龄学生", "pupils"), "schools": Text("学校", "schools"),
        "candidates": Text("备选点", "candidate sites"), "seats": Text("学位", "seats"), "streets": Text("路段", "street segments"),
        "barriers": Text("屏障", "barriers"), "crossings": Text("跨越设施", "crossings"), "crs": Text("计算坐标系", "measured in"),
    }  # fmt: skip
    found = inputs(area, lang)
    rows = {titles[key].to(lang): found[key] for key in titles}
    if area.streets is None:
        walk = Text(
            f"无；步行按直线 × {detour_factor:g}", f"none: walks are straight lines × {detour_factor:g}"
        )
        rows[titles["streets"].to(lang)] = walk.to(lang)
    return as_table(rows, Text("输入无误", "inputs are in order").to(lang))


def as_table(values: Mapping[str, object], title: str) -> Table:
    """Return a two-column table."""
    table = Table(title=escape(title), show_header=False)
    for key, value in values.items():
        table.add_row(escape(key), escape(str(value)))
    return table


def environment() -> dict[str, str]:
    """Return the versions of the program, Python and the libraries."""
    found = {"zoning": __version__, "python": platform.python_version(), "system": platform.platform()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "-"
    return found


def result(made: Result, files: Sequence[Path]) -> dict[str, object]:
    """Return a run's figures as plain values that JSON knows: what is unknown or out of reach is None."""
    solve = made.plan.solve
    found = {
        "ok": True,
        "scenario": made.scenario.name,
        "solve": {
            "method": solve.method, "status": solve.status, "cost": solve.cost, "lower_bound": solve.lower_bound,
            "gap": solve.gap, "seconds": round(solve.seconds, 3), "seed": solve.seed,
        },
        "plans": made.assessment.plans.round(6).to_dict("index"),
        "coverage": made.assessment.coverage.round(6).to_dict("records"),
        "gaps": made.assessment.gaps.drop(columns=["geometry", "block_ids"]).round(1).to_dict("index"),
        "schools": made.assessment.schools.round(4).to_dict("index"),
        "notes": [{"about": n.about, "level": n.level, "zh": n.text.zh, "en": n.text.en} for n in made.notes],
        "seconds": dict(made.seconds),
        "files": [str(file) for file in files],
    }  # fmt: skip
    return {key: plain(value) for key, value in found.items()}


def plain(value: Any) -> Any:
    """Return the same with values JSON knows; what is infinite or unknown becomes None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def tables(made: Result, lang: Lang) -> list[Table]:
    """Return the tables a planner looks at first: plans side by side, schools, coverage."""
    return [_plans(made, lang), _schools(made, lang), _coverage(made, lang)]


def _plans(made: Result, lang: Lang) -> Table:
    heads = (
        Text("方案", "plan"), Text("安排学生", "pupils placed"), Text("超学位", "over seats"), Text("平均步行 米", "mean walk m"),
        Text("最远 米", "longest m"), Text("步行在半径内", "walk within radius"), Text("多余片块", "extra pieces"), Text("较现状调整", "moved"),
    )  # fmt: skip
    table = headed(Text("方案比较", "plans side by side"), heads, lang)
    for name, row in made.assessment.plans.iterrows():
        title = PLAN_NAMES[str(name)].to(lang) if name in PLAN_NAMES else escape(str(name))
        table.add_row(
            title, f"{row['pupils']:,.0f}", f"{row['over']:,.0f}", metres(row["mean_walk_m"]), metres(row["longest_walk_m"]),
            _percent(row["within_radius_share"]), f"{row['extra_pieces']:.0f}",
            f"{row['moved_pupils']:,.0f} ({row['moved_share']:.1%})" if np.isfinite(row["moved_share"]) else "–",
        )  # fmt: skip
    return table


def _schools(made: Result, lang: Lang) -> Table:
    heads = (Text("学校", "school"), Text("学生", "pupils"), Text("学位", "seats"), Text("占用率", "use"), Text("平均步行 米", "mean walk m"), Text("最远 米", "longest m"), Text("地块", "blocks"))  # fmt: skip
    table = headed(Text("学校", "schools"), heads, lang)
    for _, row in made.assessment.schools.iterrows():
        use = f"[{row['alert']}]{_percent(row['utilisation_share'])}[/]"
        table.add_row(
            escape(str(row["name"])), f"{row['pupils']:,}", f"{row['seats']:,}", use, metres(row["mean_walk_m"]), metres(row["longest_walk_m"]), str(row["blocks"])
        )  # fmt: skip
    return table


def _coverage(made: Result, lang: Lang) -> Table:
    radius = made.measures.radius_m
    title = Text(f"服务半径 {radius:g} 米覆盖率", f"coverage within {radius:g} m")
    table = headed(title, (Text("", ""), *BASES.values()), lang)
    for way, rows in made.assessment.coverage.groupby("way", sort=False):
        share = rows.set_index("base")["share"]
        table.add_row(WAYS[str(way)].to(lang), *(_percent(share[base]) for base in BASES))
    return table


def headed(
    title: Text, heads: Sequence[Text], lang: Lang, *, justify: Literal["left", "right"] = "right"
) -> Table:
    """Return a table whose cells are broken, never cut, where the screen is narrow."""
    table = Table(title=escape(title.to(lang)))
    for head in heads:
        table.add_column(head.to(lang), justify="left" if head is heads[0] else justify, overflow="fold")
    return table


def summary(made: Result, files: Sequence[Path], lang: Lang) -> str:
    """Return the closing lines: what is proved of the plan, and which file to open."""
    solve, gaps, blocks = made.plan.solve, made.assessment.gaps, made.assessment.blocks
    walked_km = (blocks["walk_m"] * blocks["pupils"])[np.isfinite(blocks["walk_m"])].sum() / 1000
    proved = solve.proved
    priced_km = (solve.cost - walked_km * 1000) / 1000
    if priced_km > 0.1:  # what is proved is of the cost, and the cost is more than the walk
        proved = Text(
            f"另计价格 {priced_km:,.0f}（{_paid(solve, 'zh')}）；合计{proved.zh}",
            f"plus {priced_km:,.0f} for prices ({_paid(solve, 'en')}); in all, {proved.en}",
        )
    lines = [
        Text(f"总步行 {walked_km:,.0f} 人·公里，{proved.zh}。", f"{walked_km:,.0f} pupil-km walked, {proved.en}."),
        Text(f"未覆盖区 {len(gaps)} 处，涉及学生 {gaps['pupils'].sum():,} 名。", f"{len(gaps)} under-covered areas with {gaps['pupils'].sum():,} pupils."),
    ]  # fmt: skip
    page = next((file for file in files if file.name == "map.html"), None)
    if page:
        lines.append(Text(f"请用浏览器打开：{page}", f"Open in a browser: {page}"))
    return "\n".join(line.to(lang) for line in lines)


def _paid(solve: Solve, lang: Lang) -> str:
    """The prices of the policy that a plan pays, dearest first, in pupil-kilometres."""
    paid = sorted(((metres, key) for key, metres in solve.paid_m.items() if metres > 0), reverse=True)
    return ("、" if lang == "zh" else ", ").join(
        f"{PRICES[key].to(lang)} {metres / 1000:,.0f}" for metres, key in paid
    )


def metres(value: float) -> str:
    """Return whole metres, or a dash."""
    return f"{value:,.0f}" if np.isfinite(value) else "–"


def _percent(value: float) -> str:
    return f"{value:.1%}" if np.isfinite(value) else "–"
