"""The cover: the plan's title, the list of maps with their pages, and the title block."""

from collections.abc import Sequence
from itertools import groupby

import pyproj
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zoning.render import titles
from zoning.render.atlas import furniture, ink
from zoning.render.atlas.furniture import Page, shortened
from zoning.render.atlas.paper import FRAME, WIDTH, Rect, Window
from zoning.render.atlas.sheet import Atlas
from zoning.render.fonts import width_mm, wrapped
from zoning.words import Lang, Text

LIST = Text("图 目", "List of maps")
NO_ROOMS = Text("10  资源教室布点图：情景没有 [sites.facility]，本图集不含", "10  Shared rooms: the scenario has no [sites.facility], so it is left out")  # fmt: skip
_LEFT, _RIGHT = 50.0, 235.0
_ROW = 8.4


def drawn(atlas: Atlas, window: Window, pages: Sequence[Page], lang: Lang) -> Figure:
    """Return the cover of the map set."""
    figure, ax = ink.sheet()
    ink.box(ax, FRAME, edge=ink.INK, width=1.6)
    ink.box(ax, FRAME.within(2.5), edge=ink.INK, width=0.5)
    said = atlas.title
    size = min(30.0, 30.0 * 330 / max(width_mm(said, 30, bold=True), 1.0))
    ink.say(ax, WIDTH / 2, 226, said, size, bold=True, ha="center")
    years = f"{atlas.base_year}—{atlas.horizon}" if lang == "zh" else f"{atlas.base_year}–{atlas.horizon}"
    ink.say(ax, WIDTH / 2, 211, Text(f"图集 · {years} 年", f"Map set · {years}").to(lang), 16, ha="center", color=ink.SOFT)  # fmt: skip
    _list(ax, pages, lang, missing=atlas.rooms is None)
    _facts(ax, atlas, window, lang)
    furniture.watermark(ax, atlas.info, Rect(60, 30, 300, 120), lang)
    return figure


def _list(ax: Axes, pages: Sequence[Page], lang: Lang, *, missing: bool) -> None:
    """One line per map: number, name, stages and pages."""
    y = 184.0
    ink.say(ax, _LEFT, y, LIST.to(lang), 13, bold=True)
    y -= 3
    ink.line(ax, (_LEFT, _RIGHT), (y, y), width=0.8)
    for number, group in groupby(pages, key=lambda page: page.number):
        mine = list(group)
        y -= _ROW
        stages = [page.stage.to(lang) for page in mine if page.stage is not None]
        ink.say(ax, _LEFT, y, f"{number}  {mine[0].name.to(lang)}", 11)
        ink.say(ax, _LEFT + 75, y, ("、" if lang == "zh" else ", ").join(stages), 9, color=ink.SOFT)
        first, last = mine[0].page, mine[-1].page
        ink.say(ax, _RIGHT, y, str(first) if first == last else f"{first}–{last}", 11, ha="right")
    if missing:
        for words in wrapped(NO_ROOMS.to(lang), _RIGHT - _LEFT, 9):
            y -= _ROW
            ink.say(ax, _LEFT, y, words, 9, color=ink.SOFT)


def _facts(ax: Axes, atlas: Atlas, window: Window, lang: Lang) -> None:
    """Who made it, of which data, by which rules, and what it is not."""
    x, wide = 255.0, 115.0
    info, y = atlas.info, 184.0
    rows = [
        *furniture.signed(info, lang),
        (Text("依据规范", "Rules"), atlas.rules.to(lang)), (Text("比例尺", "Scale"), f"1:{window.scale:,} (A3)"),
        (Text("坐标系", "Grid"), f"{pyproj.CRS(atlas.crs).name} ({atlas.crs})"), (Text("情景", "Scenario"), atlas.name),
    ]  # fmt: skip
    for said, value in rows:
        ink.say(ax, x, y, said.to(lang), 9, color=ink.SOFT)
        for words in wrapped(value, wide - 30, 9):
            ink.say(ax, x + 30, y, words, 9)
            y -= 5.0
        y -= 2.6
    y -= 3
    for words in wrapped(furniture.disclaimer(lang, from_osm=atlas.from_osm), wide, 9.5):
        ink.say(ax, x, y, words, 9.5, bold=True)
        y -= 5.4
    furniture.badges(ax, titles.stamps(info, lang), x, y - 6)
    ink.say(ax, FRAME.right - 6, FRAME.y + 6, shortened(Text("第 1 页", "Page 1").to(lang), 30, 8), 8, ha="right", color=ink.SOFT)  # fmt: skip
