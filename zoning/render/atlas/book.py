"""The map set as one PDF: a cover with the list of maps, then maps 01 to 10, a page for each stage."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from zoning.render.atlas import balance, cover, furniture, ground, ink, legend, near, planned, present
from zoning.render.atlas.furniture import Page
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.keys import stage_name
from zoning.render.atlas.legend import Beside
from zoning.render.atlas.paper import DPI, MAP, Window, window
from zoning.render.atlas.sheet import Atlas, Sheet
from zoning.render.fonts import typeset
from zoning.words import Lang, Text

Drawing = Callable[[Axes, Ground], Beside]
StageDrawing = Callable[[Axes, Atlas, Sheet, Ground, Lang], Beside]
NAMES = {
    "01": Text("规划范围图", "Planning area"), "02": Text("现状学校分布图", "Schools today"), "03": Text("现状服务半径覆盖图", "Service radii today"),
    "04": Text("学龄人口分布图", "School-age population"), "05": Text("学位供需图", "Seats against pupils"), "06": Text("规划布局图", "Layout plan"),
    "07": Text("规划覆盖图", "Cover as planned"), "08": Text("学区划分图", "Zones"), "09": Text("近期建设图", "Works of the near term"),
    "10": Text("资源教室布点图", "Shared rooms"),
}  # fmt: skip
"""Maps of the set by number."""
_BY_STAGE: Mapping[str, StageDrawing] = {
    "02": present.schools, "03": present.cover, "04": present.pupils, "05": balance.seats, "06": planned.layout, "07": planned.cover, "08": planned.zones,
}  # fmt: skip


class Drawn(NamedTuple):
    """A page to be, and how its map is drawn."""

    page: Page
    draw: Drawing


def write(atlas: Atlas, path: Path | BinaryIO, lang: Lang) -> int:
    """Write the map set as an A3 PDF, into a file or a stream; return how many pages it has. The same plan makes the same bytes.

    Raises `ExportError` where this machine has no Chinese font.
    """
    with typeset():
        seen = window(atlas.boundary.bounds, MAP, atlas.crs)
        under, pages = ground.of(atlas, seen), contents(atlas, lang)
        about = {"Title": atlas.title, "Author": atlas.info.made_by or "", "Creator": "zoning", "Producer": "zoning", "CreationDate": None}  # fmt: skip
        with PdfPages(path, metadata=about) as book:
            book.savefig(cover.drawn(atlas, seen, [each.page for each in pages], lang), dpi=DPI)
            for each in pages:
                book.savefig(_sheet(atlas, each, under, seen, lang), dpi=DPI)
    return len(pages) + 1


def contents(atlas: Atlas, lang: Lang) -> list[Drawn]:
    """Return the pages after the cover."""
    found = list(_maps(atlas, lang))
    return [Drawn(Page(number, NAMES[number], stage, at, len(found) + 1), draw) for at, (number, stage, draw) in enumerate(found, start=2)]  # fmt: skip


def _maps(atlas: Atlas, lang: Lang) -> Iterator[tuple[str, Text | None, Drawing]]:
    yield "01", None, lambda ax, under: present.scope(ax, atlas, under, lang)
    for number, draw in _BY_STAGE.items():
        for stage, sheet in atlas.stages.items():
            yield number, stage_name(stage), partial(_of_stage, draw, atlas, sheet, lang)
    yield "09", None, lambda ax, under: near.works(ax, atlas, under, lang)
    if (rooms := atlas.rooms) is not None:
        yield "10", stage_name(rooms.stage), lambda ax, under: near.rooms(ax, atlas, rooms, under, lang)


def _of_stage(draw: StageDrawing, atlas: Atlas, sheet: Sheet, lang: Lang, ax: Axes, under: Ground) -> Beside:
    return draw(ax, atlas, sheet, under, lang)


def _sheet(atlas: Atlas, drawn: Drawn, under: Ground, seen: Window, lang: Lang) -> Figure:
    """One page: the map, and everything beside it."""
    figure, ax = ink.sheet()
    ground.draw(ax, under)
    beside = drawn.draw(ax, under)
    furniture.frame(ax, atlas, drawn.page, lang)
    top = furniture.compass(ax, seen, lang)
    legend.column(ax, beside, top, lang)
    furniture.title_block(ax, atlas, drawn.page, seen, lang)
    furniture.watermark(ax, atlas.info, MAP, lang)
    return figure
