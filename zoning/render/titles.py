"""The title block: what the map shows, how sure it is, and what it must not be taken for."""

from html import escape

import pandas as pd

from zoning.model import StudyArea
from zoning.render.said import number, percent
from zoning.result import Result
from zoning.scenario import MapInfo, Scenario
from zoning.words import Lang, Text

STAGES = {
    "kindergarten": Text("幼儿园", "kindergarten"),
    "primary": Text("小学", "primary school"),
    "junior": Text("初中", "junior middle school"),
}
INTERNAL = Text("内部工作用图", "Internal working map")
FICTITIOUS = Text("虚构数据", "Invented data")
SKETCH = Text(
    "示意图，不作为权属及行政区划依据", "A sketch: no evidence of ownership or administrative boundaries"
)
OSM = Text("部分数据 © OpenStreetMap 贡献者（ODbL）", "Contains data © OpenStreetMap contributors (ODbL)")

_PLANS = {
    "plan": Text("本方案", "This plan"),
    "nearest": Text("就近", "Nearest"),
    "today": Text("现状", "Today"),
}
_ROWS = {
    "mean_walk_m": (Text("平均步行 m", "Mean walk, m"), number),
    "longest_walk_m": (Text("最远步行 m", "Longest walk, m"), number),
    "within_radius_share": (Text("步行在半径内", "Walk within radius"), percent),
    "over": (Text("超出学位 人", "Pupils over seats"), number),
    "schools_over": (Text("超员学校 所", "Schools over seats"), number),
    "extra_pieces": (Text("飞地 处", "Detached pieces"), number),
    "moved_share": (Text("改划学生", "Pupils who move"), percent),
}


def heading(result: Result) -> str:
    """Return the map's title: the scenario's own, or its name."""
    return result.scenario.map.title or result.scenario.name


def marks(result: Result, lang: Lang) -> list[str]:
    """Return what is stamped across the map: internal use until it has a review number, invented data."""
    return stamps(result.scenario.map, lang)


def stamps(info: MapInfo, lang: Lang) -> list[str]:
    """Return the same of a scenario's `[map]`."""
    said = ([] if info.map_review_no else [INTERNAL]) + ([FICTITIOUS] if info.fictitious else [])
    return [stamp.to(lang) for stamp in said]


def header(result: Result, heading: str, lang: Lang) -> str:
    """Return a heading with what is stamped across the map, as HTML."""
    badges = "".join(f'<span class="badge">{escape(mark)}</span>' for mark in marks(result, lang))
    return f'<header><h1>{escape(heading)}</h1><p class="badges">{badges}</p></header>'


def block(result: Result, lang: Lang) -> str:
    """Return the title block as HTML."""
    badges = "".join(f'<span class="badge">{escape(mark)}</span>' for mark in marks(result, lang))
    rows = "".join(
        f"<dt>{escape(said.to(lang))}</dt><dd>{escape(value)}</dd>" for said, value in _facts(result, lang)
    )
    name = result.scenario.name
    under = f'<p class="scenario">{escape(name)}</p>' if name != heading(result) else ""
    sketch = f'<p class="small">{escape(SKETCH.to(lang))}</p>'
    return f'<header><h1>{escape(heading(result))}</h1>{under}<p class="badges">{badges}</p></header><dl class="facts">{rows}</dl>{sketch}'


def comparison(result: Result, lang: Lang) -> str:
    """Return the plan beside the nearest-school plan, today's zones and other plans, as an HTML table."""
    plans = result.assessment.plans
    names = [_PLANS[name].to(lang) if name in _PLANS else str(name) for name in plans.index]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr><th>{escape(said.to(lang))}</th>{''.join(f'<td>{escape(show(v))}</td>' for v in plans[column].tolist())}</tr>"
        for column, (said, show) in _ROWS.items()
        if column in plans and plans[column].notna().any()
    )
    return f'<table class="plans"><tr><td></td>{head}</tr>{body}</table>'


def notes(result: Result, lang: Lang) -> str:
    """Return the assumptions and warnings of the run, warnings first, as an HTML list; "" without any."""
    said = [note for level in ("warning", "assumption") for note in result.notes if note.level == level]
    items = "".join(f'<li class="{note.level}">{escape(note.text.to(lang))}</li>' for note in said)
    return f"<ul>{items}</ul>" if items else ""


def _facts(result: Result, lang: Lang) -> list[tuple[Text, str]]:
    info, schools = result.scenario.map, result.assessment.schools
    placed = number(result.assessment.blocks["pupils"].sum())
    over = number(schools["over"].sum())
    facts = [
        (Text("学段", "Stage"), STAGES[result.scenario.stage].to(lang)),
        (Text("数据日期", "Data of"), info.data_date),
        (Text("制图单位", "Made by"), info.made_by),
        (Text("审图号", "Map review no."), info.map_review_no),
        (Text("规范", "Rules"), _rules(result, lang)),
        (Text("服务半径", "Service radius"), f"{number(result.measures.radius_m)} m"),
        (Text("距离", "Distances"), _distances(result, lang)),
        (Text("覆盖", "Coverage"), _coverage(result.assessment.coverage, lang)),
        (Text("安置学生", "Pupils placed"), Text(f"{placed} 人，超出学位 {over} 人", f"{placed}, of whom {over} over seats").to(lang)),
        (Text("方案", "Plan"), result.plan.solve.proved.to(lang)),
        (Text("资料", "Sources"), OSM.to(lang) if from_osm(result.scenario, result.area) else None),
    ]  # fmt: skip
    return [(said, value) for said, value in facts if value]


def _rules(result: Result, lang: Lang) -> str:
    count = len(result.rules.unverified())
    mark = Text(f"（{count} 项数值未核对原文）", f" ({count} values not checked against the original)").to(
        lang
    )
    return result.rules.title.to(lang) + (mark if count else "")


def _distances(result: Result, lang: Lang) -> str:
    factor = f"{result.scenario.measure.detour_factor:g}"
    if result.area.streets is not None:
        return Text("沿道路步行", "on foot along streets").to(lang)
    return Text(f"直线 × {factor}（假定）", f"straight line × {factor} (assumed)").to(lang)


def _coverage(coverage: pd.DataFrame, lang: Lang) -> str:
    """Pupils within the radius, in a straight line and on foot."""
    shares = coverage[coverage["base"] == "pupils"].set_index("way")["share"]
    straight, walk = percent(shares.get("radius")), percent(shares.get("walk"))
    return Text(
        f"直线 {straight}，步行 {walk} 的学生", f"{straight} of pupils in a straight line, {walk} on foot"
    ).to(lang)


def from_osm(asked: Scenario, area: StudyArea) -> bool:
    """Return whether any input came from OpenStreetMap, whose licence asks to be named."""
    fetched = asked.inputs.streets is not None and asked.inputs.streets.place is not None
    return fetched or any(
        source.path.endswith((".osm", ".pbf", ".osm.gz", ".osm.bz2")) for source in area.sources.values()
    )
