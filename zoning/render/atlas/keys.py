"""Words and legends that several maps share."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from zoning import palette
from zoning.demand import NAMES
from zoning.render.atlas import ink
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.legend import Grid, Key
from zoning.render.atlas.sheet import Sheet
from zoning.render.said import number, percent
from zoning.words import Lang, Text

BASES = {
    "area": Text("居住用地", "homes' land"),
    "dwellings": Text("户数", "dwellings"),
    "pupils": Text("学生", "pupils"),
}
WAYS = {"radius": Text("直线", "straight"), "walk": Text("步行", "on foot")}
_INCLUDES = {"arterial": ("arterial",), "secondary": ("secondary", "local", "path")}
_LEVELS = {"arterial": (Text("主干路", "Arterial street"), 1.0), "secondary": (Text("次干路、支路", "Other streets"), 0.6)}  # fmt: skip


def ground(found: Ground, lang: Lang) -> list[Key]:
    """Return the legend of the ground: what there is of it."""
    keys = [Key(Text("规划范围", "Planning area").to(lang), line=palette.GROUND["boundary"], width=1.8, dash=(4, 1.2, 1, 1.2))]  # fmt: skip
    if any(found.streets.values()):
        keys += [
            Key(said.to(lang), line=palette.GROUND[level], width=width)
            for level, (said, width) in _LEVELS.items()
            if any(found.streets.get(name) for name in _INCLUDES[level])
        ]
    if found.water or found.rivers:
        keys.append(Key(Text("河流", "River").to(lang), palette.GROUND["river"], "none"))
    if found.rails:
        keys.append(Key(Text("铁路", "Railway").to(lang), line=palette.GROUND["railway"], width=1.8, on=ink.PAPER))  # fmt: skip
    if found.motorways:
        keys.append(Key(Text("高速公路", "Motorway").to(lang), line=palette.GROUND["motorway"], width=2.2))
    return keys


def reach(sheet: Sheet, lang: Lang) -> list[Key]:
    """Return the legend of the map of service radii today."""
    metres = number(sheet.radius_m)
    said = {
        "walk": Text(f"步行 {metres} m 内有学校", f"A school within {metres} m on foot"),
        "radius": Text(f"直线 {metres} m 内有学校，步行超出", f"Within {metres} m in a straight line only"),
        "beyond": Text(f"未覆盖：直线 {metres} m 内没有学校", f"Not covered: none within {metres} m"),
        "": Text("无人居住的地块", "Nobody lives here"),
    }
    return [
        Key(text.to(lang), palette.REACH[what], hatch="///" if what == "beyond" else None, hatch_edge=palette.GAP)
        for what, text in said.items()
    ]  # fmt: skip


def circle(sheet: Sheet, lang: Lang) -> Key:
    """Return the legend of a service radius."""
    metres = number(sheet.radius_m)
    return Key(Text(f"服务半径 {metres} m（直线）", f"Service radius {metres} m, straight line").to(lang), line=palette.RADIUS, width=0.8, dash=(4, 2))  # fmt: skip


def cover_grid(sheet: Sheet, years: Iterable[int], lang: Lang) -> Grid:
    """Return the shares that are covered in these years, in a straight line and on foot."""
    shown = list(years)
    table = sheet.coverage.set_index(["base", "way", "year"])["share"]
    head = [Text("覆盖率", "Covered").to(lang), *(WAYS[way].to(lang) for _ in shown for way in WAYS)]
    rows = [
        [said.to(lang), *(percent(_at(table, (base, way, year))) for year in shown for way in WAYS)]
        for base, said in BASES.items()
    ]
    return Grid(
        Text("服务半径覆盖率", "Share within the service radius").to(lang),
        head,
        rows,
        [str(year) for year in shown],
    )


def _at(table: pd.Series, key: tuple[str, str, int]) -> float | None:
    return float(table[key]) if key in table.index else None


def stage_name(stage: str) -> Text:
    """Return what a stage is called."""
    return NAMES[stage]


def parts_grid(sheet: Sheet, years: Iterable[int], lang: Lang) -> Grid:
    """Return pupils, seats and gap of every subdistrict in these years, the district's last."""
    shown = list(years)
    what = {"pupils": Text("学生", "pupils"), "seats": Text("学位", "seats"), "gap": Text("缺口", "short")}
    head = ["", *(said.to(lang) for _ in shown for said in what.values())]
    table = sheet.parts.set_index(["subdistrict", "year"])
    rows = [
        [place or Text("其他", "other").to(lang), *(signed(table.loc[(place, year), column]) for year in shown for column in what)]
        for place in sorted(set(sheet.parts["subdistrict"]))
    ]  # fmt: skip
    city = sheet.parts.groupby("year")[list(what)].sum()
    total = [Text("合计", "All").to(lang), *(signed(city.loc[year, column]) for year in shown for column in what)]  # fmt: skip
    return Grid(Text("分街道学位供需（缺口为负即富余）", "Seats by subdistrict (below 0: free)").to(lang), head, [*rows, total], [str(year) for year in shown])  # fmt: skip


def signed(value: Any) -> str:
    """Return a whole number with a true minus.

    >>> signed(-1200.0)
    '−1,200'
    """
    return number(value).replace("-", "−")
