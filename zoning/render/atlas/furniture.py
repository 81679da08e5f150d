"""What every page has beside its map: frame, heading, north arrow, scale, title block and what is stamped across it."""

from typing import NamedTuple

import pyproj
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from zoning import palette
from zoning.render import titles
from zoning.render.atlas import ink
from zoning.render.atlas.paper import COLUMN, FRAME, MAP, Rect, Window, bar_m, bar_mm
from zoning.render.atlas.sheet import Atlas
from zoning.render.fonts import width_mm, wrapped
from zoning.words import Lang, Text

MADE_BY = Text("制图单位", "Made by")
DATA_DATE = Text("资料截止日期", "Data as of")
REVIEW_NO = Text("审图号", "Map review no.")
BLOCK = Rect(COLUMN.x, COLUMN.y, COLUMN.w, 70)
"""The title block, at the foot of the column."""
_BAR_MM = 52.0
"""The scale bar is as long as can be within this."""


class Page(NamedTuple):
    """Which page this is."""

    number: str
    """Of the map in the set: 01 to 10."""
    name: Text
    stage: Text | None
    page: int
    pages: int

    def called(self, lang: Lang) -> str:
        """Return the map's name with its stage."""
        if self.stage is None:
            return self.name.to(lang)
        return f"{self.name.to(lang)}（{self.stage.to(lang)}）" if lang == "zh" else f"{self.name.to(lang)}: {self.stage.to(lang)}"  # fmt: skip


def frame(ax: Axes, atlas: Atlas, page: Page, lang: Lang) -> None:
    """Draw the frame and the heading: title of the plan on the left, number and name of the map on the right."""
    ink.box(ax, FRAME, edge=ink.INK, width=1.6)
    ink.box(ax, MAP, edge=ink.INK, width=0.7)
    y = MAP.top + 6.2
    called = f"{page.number}  {page.called(lang)}"
    size = _fitting(called, 240, 16)
    room = MAP.w + COLUMN.w + 5 - width_mm(called, size, bold=True) - 12
    ink.say(ax, COLUMN.right, y, called, size, bold=True, ha="right")
    ink.say(ax, MAP.x, y, atlas.title, _fitting(atlas.title, room, 13), color=ink.SOFT)


def compass(ax: Axes, atlas: Atlas, window: Window, lang: Lang) -> float:
    """Draw the north arrow, scale and scale bar at the head of the column; return where the rest may begin."""
    top, x = COLUMN.top, COLUMN.x + 10
    tip, tail = (x, top - 3), (x, top - 15.6)
    for side, fill in ((-4.2, ink.INK), (4.2, ink.PAPER)):
        half = [tip, (x + side, top - 19), tail]
        ax.add_artist(Polygon(half, closed=True, facecolor=fill, edgecolor=ink.INK, linewidth=0.8, zorder=ink.ABOVE))  # fmt: skip
    ink.say(ax, x, top - 23, Text("北", "N").to(lang), 9, bold=True, ha="center")
    ink.say(ax, COLUMN.x + 23, top - 6.5, scale_words(window, lang), 11, bold=True)
    _bar(ax, window, COLUMN.x + 24, top - 13.5)
    turn = abs(window.north)
    towards = (Text("右（东）", "right (east)") if window.north > 0 else Text("左（西）", "left (west)")).to(
        lang
    )
    said = Text(f"图上方为坐标北，真北偏{towards} {turn:.2f}°", f"Top of the map: grid north; true north {turn:.2f}° to the {towards}").to(lang)  # fmt: skip
    y = top - 27
    for words in wrapped(said, COLUMN.w, ink.SMALLEST):
        ink.say(ax, COLUMN.x, y, words, ink.SMALLEST, color=ink.SOFT)
        y -= 3.4
    return y - 1.5


def scale_words(window: Window, lang: Lang) -> str:
    """Return the scale as a ratio, true on A3.

    >>> scale_words(Window(MAP, (0.0, 0.0), 40_000, 1.0, 0.0), "en")
    'Scale 1:40,000 (A3)'
    """
    return Text(f"比例尺 1:{window.scale:,}（A3）", f"Scale 1:{window.scale:,} (A3)").to(lang)


def _bar(ax: Axes, window: Window, x: float, y: float) -> None:
    """Four lengths of the scale bar, black and white in turn, and their metres."""
    metres = bar_m(window, _BAR_MM)
    step = bar_mm(window, metres) / 4
    for part in range(4):
        ink.box(ax, Rect(x + part * step, y, step, 1.6), fill=ink.INK if part % 2 == 0 else ink.PAPER, edge=ink.INK, width=0.6)  # fmt: skip
    for part in (0, 2, 4):
        here = metres * part / 4
        unit = " m" if part == 4 else ""
        ink.say(ax, x + part * step, y - 3.6, f"{here:,.0f}{unit}" if here == int(here) else f"{here:g}{unit}", ink.SMALLEST, ha="center")  # fmt: skip


def title_block(ax: Axes, atlas: Atlas, page: Page, window: Window, lang: Lang) -> None:
    """Draw the title block: what the map is, who made it of which data, its review number or a line for it, and what it is not."""
    ink.box(ax, BLOCK, edge=ink.INK, width=0.8)
    facts = _facts(atlas, page, window, lang)
    y = BLOCK.top
    name = max(width_mm(said, 7.5) for said, _ in facts) + 4
    for said, value in facts:
        room = BLOCK.w - name - 3
        first, *rest = wrapped(value, room, 7.5)
        lines = [first, shortened(" ".join(rest), room, 7.5)] if rest else [first]
        ink.say(ax, BLOCK.x + 2, y - 3.8, said, 7.5, color=ink.SOFT)
        for at, words in enumerate(lines):
            ink.say(ax, BLOCK.x + name + 1.5, y - 3.8 - 3.4 * at, words, 7.5)
        y -= 2.0 + 3.4 * len(lines)
        ink.line(ax, (BLOCK.x, BLOCK.right), (y, y), width=0.3)
    ink.line(ax, (BLOCK.x + name, BLOCK.x + name), (y, BLOCK.top), width=0.3)
    marks = titles.stamps(atlas.info, lang)
    said = titles.SKETCH.to(lang) + (f"{'；' if lang == 'zh' else '; '}{titles.OSM.to(lang)}" if atlas.from_osm else "")  # fmt: skip
    y -= 4.4
    for words in wrapped(said, BLOCK.w - 4, ink.SMALLEST):
        ink.say(ax, BLOCK.x + 2, y, words, ink.SMALLEST)
        y -= 3.5
    badges(ax, marks, BLOCK.x + 2, BLOCK.y + 2)


def badges(ax: Axes, marks: list[str], x: float, y: float) -> None:
    """Draw what is stamped on a map as small frames, side by side."""
    for said in marks:
        wide = width_mm(said, 8.5, bold=True) + 4
        ink.box(ax, Rect(x, y, wide, 5), edge=palette.GAP, width=1.0)
        ink.say(ax, x + wide / 2, y + 1.4, said, 8.5, bold=True, color=palette.GAP, ha="center")
        x += wide + 3


def _facts(atlas: Atlas, page: Page, window: Window, lang: Lang) -> list[tuple[str, str]]:
    info, line = atlas.info, "＿＿＿＿＿＿＿＿＿＿" if lang == "zh" else "____________________"
    stage = [] if page.stage is None else [(Text("学段", "Stage"), page.stage.to(lang))]
    rows = [
        (Text("图号", "Map"), f"{page.number}  {page.name.to(lang)}"), *stage, (Text("比例尺", "Scale"), f"1:{window.scale:,}"),
        (Text("坐标系", "Grid"), f"{pyproj.CRS(atlas.crs).name} ({atlas.crs})"),
        (MADE_BY, info.made_by or line), (DATA_DATE, info.data_date or line), (REVIEW_NO, info.map_review_no or line),
        (Text("页次", "Page"), f"{page.page} / {page.pages}"),
    ]  # fmt: skip
    return [(said.to(lang), value) for said, value in rows]


def watermark(ax: Axes, atlas: Atlas, rect: Rect, lang: Lang) -> None:
    """Stamp across the map what it must not be taken for; nothing where it has a review number and real data."""
    marks = titles.stamps(atlas.info, lang)
    if not marks:
        return
    said = "  ·  ".join(marks)
    size = _fitting(said, 0.72 * (rect.w**2 + rect.h**2) ** 0.5, 58)
    ink.say(ax, rect.x + rect.w / 2, rect.y + rect.h / 2, said, size, bold=True, color="#6b6b6b", alpha=0.16, rotation=32, ha="center", va="center", zorder=ink.ABOVE + 1)  # fmt: skip


def shortened(said: str, room: float, size: float) -> str:
    """Return words that fit into `room` mm, their end left out where they do not."""
    if width_mm(said, size) <= room:
        return said
    while said and width_mm(said + "…", size) > room:
        said = said[:-1]
    return said.rstrip() + "…"


def _fitting(said: str, room: float, size: float) -> float:
    """The size, or a smaller one at which words fit."""
    wide = width_mm(said, size, bold=True)
    return size if wide <= room else max(ink.SMALLEST, size * room / wide)
