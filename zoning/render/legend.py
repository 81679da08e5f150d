"""The legend: what colours, lines and sizes mean, for the layers that the map really has."""

from collections.abc import Mapping, Sequence
from html import escape

from zoning import palette
from zoning.render.layers import Columns
from zoning.render.said import number, percent
from zoning.result import Result
from zoning.words import Lang, Text

STREETS = {
    "arterial": (Text("主干路", "Arterial street"), 2.6, 0),
    "secondary": (Text("次干路", "Secondary street"), 1.8, 12),
    "local": (Text("支路", "Local street"), 1.1, 13.5),
    "path": (Text("小路", "Path"), 0.8, 15),
}
"""Name, width in pixels and zoom from which it is drawn of each level of street; the map does alike."""

_BARRIERS = {
    "river": Text("河流", "River"),
    "railway": Text("铁路", "Railway"),
    "motorway": Text("高速公路", "Motorway"),
}


def block(result: Result, layers: Mapping[str, Columns], lang: Lang) -> str:
    """Return the legend as HTML for the layers present."""
    entries = [*_zones(lang), *_schools(result, lang), *_areas(layers, result, lang), *_ground(layers, lang)]
    return "".join(f'<div class="key">{swatch}<span>{escape(said)}</span></div>' for swatch, said in entries)


def _zones(lang: Lang) -> list[tuple[str, str]]:
    fills = "".join(
        f'<rect x="{i * 9}" y="2" width="9" height="12" fill="{colour}" fill-opacity=".7"/>'
        for i, colour in enumerate(palette.ZONES[:4])
    )
    return [
        (
            _svg(fills),
            Text("招生片区；颜色只为区分相邻片区", "Zones; colours only tell neighbours apart").to(lang),
        )
    ]


def _schools(result: Result, lang: Lang) -> list[tuple[str, str]]:
    yellow, red = percent(result.rules.alert("yellow"), 0), percent(result.rules.alert("red"), 0)
    said = {
        "green": Text(f"学位占用率不超过 {yellow}", f"At most {yellow} of seats in use"),
        "yellow": Text(f"{yellow} 至 {red}", f"{yellow} to {red}"),
        "red": Text(f"超过 {red}", f"More than {red}"),
    }
    found = [(_svg(_dot(palette.ALERT[alert], 6)), text.to(lang)) for alert, text in said.items()]
    status = set(result.area.schools["status"])
    if status - {"open", "pooled"}:
        hollow = '<circle cx="18" cy="8" r="5.5" fill="#fff" stroke="#444" stroke-width="1.4"/>'
        found.append(
            (_svg(hollow), Text("备选点或不招生的学校", "Candidate site, or takes no pupils").to(lang))
        )
    seats = result.area.schools["seats"].drop(index=list(result.area.pools)).dropna()
    sizes = "".join(
        f'<circle cx="{x}" cy="8" r="{r}" fill="none" stroke="#555"/>' for x, r in ((7, 3.5), (25, 7))
    )
    smallest, largest = number(seats.min()), number(seats.max())
    found.append(
        (
            _svg(sizes),
            Text(f"圆的大小：学位 {smallest} 至 {largest}", f"Size: {smallest} to {largest} seats").to(lang),
        )
    )
    return found


def _areas(layers: Mapping[str, Columns], result: Result, lang: Lang) -> list[tuple[str, str]]:
    radius = number(result.measures.radius_m)
    hatch = f'<rect x="1" y="2" width="34" height="12" fill="url(#hatch)" stroke="{palette.GAP}" stroke-width="1.6"/>'
    said = {
        "gaps": (hatch, Text(f"未覆盖区：直线 {radius} m 内没有学校", f"Under-covered: no school within {radius} m in a straight line")),
        "radius": (_ring(palette.RADIUS, "6 4"), Text(f"服务半径：直线 {radius} m", f"Service radius: {radius} m, straight line")),
        "walk": (_ring(palette.WALK, ""), Text(f"步行范围：{radius} m", f"Within {radius} m on foot")),
        "today": (_ring(palette.TODAY, "8 3 2 3"), Text("现状片区", "Today's zones")),
        "before": (_ring(palette.BEFORE, "9 6"), Text("甲方案片区（叠加时）", "Zones of plan A (where both are shown)")),
        "elsewhere": (_ring(palette.ELSEWHERE, ""), Text("甲、乙两方案去不同学校的地块", "Blocks at another school in B than in A")),
        "moved": (_ring(palette.MOVED, ""), Text("调整地块：换学校", "Blocks that change school")),
        "suitability": (_steps(palette.SUITABLE), Text("适宜性：差到好", "How good a place is: worst to best")),
        "sites": (_dot(palette.SUITABLE[-1], 5.5, palette.CHOSEN), Text("备选点（颜色同适宜性，数字为排名，红圈为选中）", "Sites (coloured alike; number: rank; red ring: chosen)")),
    }  # fmt: skip
    return [(_svg(drawing), text.to(lang)) for name, (drawing, text) in said.items() if name in layers]


def _ground(layers: Mapping[str, Columns], lang: Lang) -> list[tuple[str, str]]:
    levels = layers.get("streets", {}).get("level", [])
    found = [
        (_svg(_line(palette.GROUND[level], width)), said.to(lang))
        for level, (said, width, _) in STREETS.items()
        if level in levels
    ]
    kinds = set(layers.get("barriers", {}).get("kind", []))
    drawn = {
        "river": _line(palette.GROUND["river"], 5),
        "railway": _line(palette.GROUND["railway"], 3) + _line("#fff", 1.6, "5 5"),
        "motorway": _line(palette.GROUND["motorway"], 4),
    }
    found += [(_svg(drawn[kind]), said.to(lang)) for kind, said in _BARRIERS.items() if kind in kinds]
    if "crossings" in layers:
        found.append(
            (
                _svg(_dot("#fff", 3.5, palette.GROUND["crossing"])),
                Text("桥、道口、地道", "Bridge, level crossing or underpass").to(lang),
            )
        )
    return found


def _svg(drawing: str) -> str:
    return f'<svg width="36" height="16" aria-hidden="true">{drawing}</svg>'


def _line(colour: str, width: float, dash: str = "") -> str:
    return f'<line x1="0" y1="8" x2="36" y2="8" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>'


def _steps(colours: Sequence[str]) -> str:
    width = 36 / len(colours)
    return "".join(
        f'<rect x="{k * width:.1f}" y="2" width="{width:.1f}" height="12" fill="{colour}"/>'
        for k, colour in enumerate(colours)
    )


def _ring(colour: str, dash: str) -> str:
    return f'<rect x="1" y="2" width="34" height="12" fill="{colour}" fill-opacity=".12" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'


def _dot(fill: str, radius: float, stroke: str = "#fff") -> str:
    return f'<circle cx="18" cy="8" r="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'
