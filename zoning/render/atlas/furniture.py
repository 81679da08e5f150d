"""What every page has beside its map: frame, heading, north arrow, scale, title block and what is stamped across it."""

from collections.abc import Sequence
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
from zoning.scenario import MapInfo
from zoning.words import Lang, Text

MADE_BY = Text("制图单位", "Made by")
DATA_DATE = Text("资料截止日期", "Data as of")
REVIEW_NO = Text("审图号", "Map review no.")
BLOCK = Rect(COLUMN.x, COLUMN.y, COLUMN.w, 70)
"""The title block, at the foot of the column."""
_BAR_MM = 52.0
"""The scale bar is as long as can be within this."""
_BADGE_MM = 6.0
"""From one row of stamps to the next."""
_WIDE_MM = 70.0
"""From this width on a column has room for the bar beside the arrow."""


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
    size = fitting(called, 240, 16)
    room = MAP.w + COLUMN.w + 5 - width_mm(called, size, bold=True) - 12
    ink.say(ax, COLUMN.right, y, called, size, bold=True, ha="right")
    ink.say(ax, MAP.x, y, atlas.title, fitting(atlas.title, room, 13), color=ink.SOFT)


def compass(ax: Axes, window: Window, lang: Lang, column: Rect = COLUMN, paper: str = "A3") -> float:
    """Draw the north arrow, scale and scale bar at the head of a column; return where the rest may begin.

    In a narrow column the bar stands below the arrow, in a wide one beside it.
    """
    narrow = column.w < _WIDE_MM
    top, x = column.top, column.x + (7.0 if narrow else 10.0)
    tip, tail = (x, top - 3), (x, top - 15.6)
    for side, fill in ((-4.2, ink.INK), (4.2, ink.PAPER)):
        half = [tip, (x + side, top - 19), tail]
        ax.add_artist(Polygon(half, closed=True, facecolor=fill, edgecolor=ink.INK, linewidth=0.8, zorder=ink.ABOVE))  # fmt: skip
    ink.say(ax, x, top - 23, Text("北", "N").to(lang), 9, bold=True, ha="center")
    said, beside = scale_words(window, lang, paper), column.x + (15.0 if narrow else 23.0)
    ink.say(ax, beside, top - 6.5, said, fitting(said, column.right - beside, 11), bold=True)
    if narrow:
        _bar(ax, window, column.x + 2, top - 28.5, column.w - 9)
    else:
        _bar(ax, window, column.x + 24, top - 13.5, _BAR_MM)
    y = top - (36.5 if narrow else 27)
    for words in wrapped(_north(window, lang), column.w, ink.SMALLEST):
        ink.say(ax, column.x, y, words, ink.SMALLEST, color=ink.SOFT)
        y -= 3.4
    return y - 1.5


def _north(window: Window, lang: Lang) -> str:
    turn = abs(window.north)
    towards = Text("右（东）", "right (east)") if window.north > 0 else Text("左（西）", "left (west)")
    return Text(f"图上方为坐标北，真北偏{towards.zh} {turn:.2f}°", f"Top of the map: grid north; true north {turn:.2f}° to the {towards.en}").to(lang)  # fmt: skip


def scale_words(window: Window, lang: Lang, paper: str = "A3") -> str:
    """Return the scale as a ratio, true on this size of paper.

    >>> scale_words(Window(MAP, (0.0, 0.0), 40_000, 1.0, 0.0), "en")
    'Scale 1:40,000 (A3)'
    """
    return Text(f"比例尺 1:{window.scale:,}（{paper}）", f"Scale 1:{window.scale:,} ({paper})").to(lang)


def _bar(ax: Axes, window: Window, x: float, y: float, most_mm: float) -> None:
    """Four lengths of the scale bar, black and white in turn, and their metres."""
    metres = bar_m(window, most_mm)
    step = bar_mm(window, metres) / 4
    for part in range(4):
        ink.box(ax, Rect(x + part * step, y, step, 1.6), fill=ink.INK if part % 2 == 0 else ink.PAPER, edge=ink.INK, width=0.6)  # fmt: skip
    for part in (0, 2, 4):
        here = metres * part / 4
        unit = " m" if part == 4 else ""
        ink.say(ax, x + part * step, y - 3.6, f"{here:,.0f}{unit}" if here == int(here) else f"{here:g}{unit}", ink.SMALLEST, ha="center")  # fmt: skip


def title_block(ax: Axes, atlas: Atlas, page: Page, window: Window, lang: Lang) -> None:
    """Draw the title block: what the map is, who made it of which data, its review number or a line for it, and what it is not."""
    block(ax, BLOCK, _facts(atlas, page, window, lang), disclaimer(lang, from_osm=atlas.from_osm), titles.stamps(atlas.info, lang))  # fmt: skip


def disclaimer(lang: Lang, *, from_osm: bool) -> str:
    """Return what a map must not be taken for, and whose data it may show only with their name."""
    return titles.SKETCH.to(lang) + (f"{'；' if lang == 'zh' else '; '}{titles.OSM.to(lang)}" if from_osm else "")  # fmt: skip


def block_height(width: float, facts: Sequence[tuple[str, str]], stated: str, marks: list[str], most: int = 2) -> float:  # fmt: skip
    """Return how high a title block of this width must be, each fact in `most` lines at most."""
    name = max(width_mm(said, 7.5) for said, _ in facts) + 4
    lines = [min(len(wrapped(value, width - name - 3, 7.5)), most) for _, value in facts]
    below = 3.5 * len(wrapped(stated, width - 4, ink.SMALLEST)) + _BADGE_MM * len(
        _badge_rows(marks, width - 4)
    )
    return 2.0 * len(facts) + 3.4 * sum(lines) + below + 3.5


def block(ax: Axes, rect: Rect, facts: Sequence[tuple[str, str]], stated: str, marks: list[str], most: int = 2) -> None:  # fmt: skip
    """Draw a title block: a table of facts in `most` lines each at most, what is stated below it, and what is stamped at its foot."""
    ink.box(ax, rect, edge=ink.INK, width=0.8)
    y = rect.top
    name = max(width_mm(said, 7.5) for said, _ in facts) + 4
    for said, value in facts:
        room = rect.w - name - 3
        lines = wrapped(value, room, 7.5)
        if len(lines) > most:
            lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), room, 7.5)]
        ink.say(ax, rect.x + 2, y - 3.8, said, 7.5, color=ink.SOFT)
        for at, words in enumerate(lines):
            ink.say(ax, rect.x + name + 1.5, y - 3.8 - 3.4 * at, words, 7.5)
        y -= 2.0 + 3.4 * len(lines)
        ink.line(ax, (rect.x, rect.right), (y, y), width=0.3)
    ink.line(ax, (rect.x + name, rect.x + name), (y, rect.top), width=0.3)
    y -= 4.4
    for words in wrapped(stated, rect.w - 4, ink.SMALLEST):
        ink.say(ax, rect.x + 2, y, words, ink.SMALLEST)
        y -= 3.5
    badges(ax, marks, rect.x + 2, rect.y + 2, rect.w - 4)


def badges(ax: Axes, marks: list[str], x: float, y: float, room: float = COLUMN.w) -> None:
    """Draw what is stamped on a map as small frames, side by side from `y` up, the last ones lowest."""
    for row, mine in enumerate(reversed(_badge_rows(marks, room))):
        left = x
        for said in mine:
            wide = width_mm(said, 8.5, bold=True) + 4
            ink.box(ax, Rect(left, y + row * _BADGE_MM, wide, 5), edge=palette.GAP, width=1.0)
            ink.say(ax, left + wide / 2, y + row * _BADGE_MM + 1.4, said, 8.5, bold=True, color=palette.GAP, ha="center")  # fmt: skip
            left += wide + 3


def _badge_rows(marks: list[str], room: float) -> list[list[str]]:
    """Stamps in rows no wider than the room."""
    rows: list[list[str]] = []
    left = 0.0
    for said in marks:
        wide = width_mm(said, 8.5, bold=True) + 4
        if not rows or left + wide > room:
            rows.append([])
            left = 0.0
        rows[-1].append(said)
        left += wide + 3
    return rows


def _facts(atlas: Atlas, page: Page, window: Window, lang: Lang) -> list[tuple[str, str]]:
    stage = [] if page.stage is None else [(Text("学段", "Stage"), page.stage.to(lang))]
    rows = [
        (Text("图号", "Map"), f"{page.number}  {page.name.to(lang)}"), *stage, (Text("比例尺", "Scale"), f"1:{window.scale:,}"),
        (Text("坐标系", "Grid"), f"{pyproj.CRS(atlas.crs).name} ({atlas.crs})"),
        *signed(atlas.info, lang),
        (Text("页次", "Page"), f"{page.page} / {page.pages}"),
    ]  # fmt: skip
    return [(said.to(lang), value) for said, value in rows]


def watermark(ax: Axes, info: MapInfo, rect: Rect, lang: Lang) -> None:
    """Stamp across the map what it must not be taken for; nothing where it has a review number and real data."""
    marks = titles.stamps(info, lang)
    if not marks:
        return
    said = "  ·  ".join(marks)
    size = fitting(said, 0.72 * (rect.w**2 + rect.h**2) ** 0.5, 58)
    ink.say(ax, rect.x + rect.w / 2, rect.y + rect.h / 2, said, size, bold=True, color="#6b6b6b", alpha=0.16, rotation=32, ha="center", va="center", zorder=ink.ABOVE + 1)  # fmt: skip


def shortened(said: str, room: float, size: float) -> str:
    """Return words that fit into `room` mm, their end left out where they do not."""
    if width_mm(said, size) <= room:
        return said
    while said and width_mm(said + "…", size) > room:
        said = said[:-1]
    return said.rstrip() + "…"


def signed(info: MapInfo, lang: Lang) -> list[tuple[Text, str]]:
    """Return who made a map of which data, and its review number; a line to fill in where something is not known."""
    line = "＿" * 10 if lang == "zh" else "_" * 17
    return [(MADE_BY, info.made_by or line), (DATA_DATE, info.data_date or line), (REVIEW_NO, info.map_review_no or line)]  # fmt: skip


def fitting(said: str, room: float, size: float) -> float:
    """The size, or a smaller one at which words fit."""
    wide = width_mm(said, size, bold=True)
    return size if wide <= room else max(ink.SMALLEST, size * room / wide)
