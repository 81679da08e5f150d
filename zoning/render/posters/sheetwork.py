"""What every sheet has beside its map: frame, heading, title block, scale and north arrow, inset and stamps."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyproj
import shapely
from matplotlib.axes import Axes

from zoning import palette
from zoning.render import titles
from zoning.render.atlas import furniture, ink
from zoning.render.atlas import ground as land
from zoning.render.atlas.paper import Rect, Window, window
from zoning.render.fonts import width_mm
from zoning.render.posters import paint
from zoning.render.posters.layout import Layout
from zoning.render.posters.town import Town
from zoning.words import Lang, Text

WHERE = Text("在全区的位置", "Where in the district")
_SHIFTED = Text("GCJ-02 偏移", "GCJ-02 shifted")
_MOST_PT, _TITLE_PT = 24.0, 12.0
_MOST_LINES = 4
"""Of a fact in the title block."""


class Beneath(NamedTuple):
    """What must be said of a basemap, and how it looks through a window."""

    facts: Sequence[tuple[Text, str]]
    """Rows of the title block: where it is from, its review number, how it was placed."""
    picture: Any
    """`Window` -> an array of pixels (height, width, 3), its first row on top."""
    named: bool
    """It has names of streets and rivers of its own."""


def heading(ax: Axes, layout: Layout, said: str, town: Town) -> None:
    """Draw the frame and the heading: what the page shows on the left, the title of the set on the right."""
    ink.box(ax, layout.frame, edge=ink.INK, width=1.8)
    left, right = layout.frame.x + 4, layout.frame.right - 4
    size = furniture.fitting(said, (right - left) * 0.68, _MOST_PT)
    y = layout.frame.top - 12.5
    ink.say(ax, left, y, said, size, bold=True)
    room = right - left - width_mm(said, size, bold=True) - 8
    ink.say(ax, right, y, furniture.shortened(town.title, room, _TITLE_PT) if width_mm(town.title, 8) > room else town.title, furniture.fitting(town.title, room, _TITLE_PT), color=ink.SOFT, ha="right")  # fmt: skip


def facts(town: Town, seen: Window | None, page: tuple[int, int], lang: Lang, beneath: Beneath | None = None) -> list[tuple[str, str]]:  # fmt: skip
    """Return the rows of the title block."""
    grid = f"{pyproj.CRS(town.crs).name} ({town.crs})" if not town.crs.startswith("+") else town.crs
    scale = [] if seen is None else [(Text("比例尺", "Scale"), f"1:{seen.scale:,}")]
    shifted = [] if town.datum is None or seen is None else [(Text("偏移", "Shifted"), town.datum.to(lang))]
    under = [] if beneath is None or seen is None else list(beneath.facts)
    rows = [
        (Text("学段", "Stage"), town.stage.to(lang)), *scale, (Text("坐标系", "Grid"), grid), *shifted, *under,
        *furniture.signed(town.info, lang), (Text("页次", "Page"), f"{page[0]} / {page[1]}"),
    ]  # fmt: skip
    return [(said.to(lang), value) for said, value in rows]


def block(ax: Axes, layout: Layout, town: Town, rows: Sequence[tuple[str, str]], lang: Lang) -> None:
    """Draw the title block."""
    furniture.block(ax, layout.block, rows, furniture.disclaimer(lang, from_osm=town.from_osm), _marks(town, lang), _MOST_LINES)  # fmt: skip


def _marks(town: Town, lang: Lang) -> list[str]:
    return [*titles.stamps(town.info, lang), *([] if town.datum is None else [_SHIFTED.to(lang)])]


def block_mm(town: Town, seen: Window | None, width: float, lang: Lang, beneath: Beneath | None) -> float:
    """Return how high the title block is."""
    rows = facts(town, seen, (100, 100), lang, beneath)
    return furniture.block_height(width, rows, furniture.disclaimer(lang, from_osm=town.from_osm), _marks(town, lang), _MOST_LINES)  # fmt: skip


def inset(ax: Axes, rect: Rect, town: Town, shown: Any, lang: Lang, part: Window | None = None) -> None:
    """Draw the whole district small, with the edges of all zones and one of them filled; of an enlargement, what it shows."""
    ink.box(ax, rect, edge=ink.INK, width=0.7, fill=ink.PAPER, z=ink.LAND)
    seen = window(town.boundary.bounds, Rect(rect.x + 1, rect.y + 1, rect.w - 2, rect.h - 6), town.crs)
    shapes = seen.drawn([each.shape for each in town.zones], simplify_mm=0.1)
    water = seen.drawn(town.barriers.geometry[town.barriers["kind"] == "river"].to_numpy(), simplify_mm=0.05)
    ink.shapes(ax, [land.path(shape) for shape in shapes], rect, fill=paint.LAND, edge=paint.OTHERS, width=0.5, z=ink.BLOCKS)  # fmt: skip
    ink.shapes(ax, [land.path(shape) for shape in water if shapely.get_dimensions(shape) == 2], rect, fill=paint.WATER, z=ink.WATER)  # fmt: skip
    ink.shapes(ax, land.strokes(water), rect, edge=paint.WATER, width=1.0, z=ink.WATER)
    ink.shapes(ax, [land.path(seen.drawn([shown], simplify_mm=0.05)[0])], rect, fill=paint.EDGE, edge=paint.EDGE, width=0.5, z=ink.STREETS)  # fmt: skip
    ink.shapes(ax, [land.path(seen.drawn([town.boundary], simplify_mm=0.1)[0])], rect, edge=palette.GROUND["boundary"], width=0.9, z=ink.RAILS)  # fmt: skip
    if part is not None:
        r = part.rect
        corners = seen.mm(part.grid(np.array([(r.x, r.y), (r.right, r.top)]))).ravel().tolist()
        ink.shapes(ax, [land.path(shapely.box(*corners))], rect, edge=ink.INK, width=1.0, z=ink.RAILS + 0.1)
    ink.say(ax, rect.x + 1.5, rect.top - 3.6, WHERE.to(lang), ink.SMALLEST)


def basemap(ax: Axes, seen: Window, pixels: Any) -> None:
    """Lay a picture of the ground under everything."""
    r = seen.rect
    ax.imshow(np.asarray(pixels), extent=(r.x, r.right, r.y, r.top), origin="upper", interpolation="none", aspect="auto", zorder=ink.LAND)  # fmt: skip
