"""The sheet of all zones: coloured so that neighbours differ, schools by name, main streets, and on which page each zone is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zoning import palette
from zoning.render.atlas import furniture, ink
from zoning.render.atlas import ground as land
from zoning.render.atlas.legend import Key
from zoning.render.atlas.paper import Window, window
from zoning.render.fonts import POINT_MM, wrapped
from zoning.render.posters import flow, names_of, paint, panel, sheetwork, words
from zoning.render.posters.flow import Row, Set, heading, pitch
from zoning.render.posters.layout import COLUMN_MM, Layout, Size, arrangements
from zoning.render.posters.names import Names
from zoning.render.posters.sheetwork import Beneath
from zoning.render.posters.town import Town, Zone
from zoning.render.said import number
from zoning.words import Lang, Text

TITLE = Text("招生片区总图", "All enrolment zones")
LIST = Text("学校与页次", "Schools and pages")
_EDGE, _ALPHA = "#3d3a36", 0.75
_SIZE, _PAGE_MM, _AROUND = 8.0, 10.0, 0.03


@dataclass(frozen=True, eq=False)
class Overview:
    """The sheet of all zones, laid out."""

    layout: Layout
    window: Window
    text: Set
    names: Names


def planned(town: Town, pages: Sequence[int], size: Size, lang: Lang, beneath: Beneath | None = None) -> Overview:  # fmt: skip
    """Return the sheet on paper of a size; `pages` are those of the zones, in their order."""
    west, south, east, north = town.boundary.bounds
    across, up = _AROUND * (east - west), _AROUND * (north - south)
    bounds = (west - across, south - up, east + across, north + up)
    some = window(bounds, arrangements(10, size)[0].map, town.crs)
    layouts = arrangements(sheetwork.block_mm(town, some, COLUMN_MM, lang, beneath), size)
    rows = [*panel.legend_rows(_keys(town, lang, beneath), lang), *_list(town, pages, lang)]
    trials = [(each, window(bounds, each.map, town.crs), flow.poured(rows, each.columns)) for each in layouts]
    layout, seen, text = min(trials, key=lambda trial: (trial[1].scale, bool(trial[2].rest)))
    names = names_of.overview(town, seen, named=beneath is not None and beneath.named)
    return Overview(layout, seen, text, names)


def drawn(town: Town, sheet: Overview, page: tuple[int, int], lang: Lang, beneath: Beneath | None = None) -> Figure:  # fmt: skip
    """Return the sheet as a figure."""
    layout, seen = sheet.layout, sheet.window
    figure, ax = ink.sheet(layout.paper.width, layout.paper.height)
    ground = land.of(town, seen)
    if beneath is not None:
        sheetwork.basemap(ax, seen, beneath.picture(seen))
    paint.ground(ax, ground, town, quiet=beneath is not None)
    _zones(ax, town, seen, dense=ground.dense)
    ink.shapes(ax, [ground.land], seen.rect, edge=palette.GROUND["boundary"], width=2.0, dash=(7, 2, 1.5, 2), z=ink.OUTSIDE + 0.4)  # fmt: skip
    schools = [(zone, school.geometry) for zone in town.zones for _, school in zone.schools.iterrows()]
    xy = seen.mm(shapely.get_coordinates(np.array([point for _, point in schools], object)))
    ink.mark(ax, xy, "o", 2.8, fill=ink.INK, edge=ink.PAPER, width=1.0, within=seen.rect)
    words.write(ax, sheet.names.words)
    ink.box(ax, layout.map, edge=ink.INK, width=0.9)
    sheetwork.heading(ax, layout, TITLE.to(lang), town)
    flow.draw(ax, sheet.text)
    furniture.compass(ax, seen, lang, layout.compass, layout.paper.size)
    _counts(ax, layout, town, lang)
    sheetwork.block(ax, layout, town, sheetwork.facts(town, seen, page, lang, beneath), lang)
    furniture.watermark(ax, town.info, layout.map, lang)
    return figure


def _zones(ax: Axes, town: Town, seen: Window, *, dense: bool) -> None:
    """Zones in their colours, streets showing through, and dark edges on white."""
    shapes = paint.tidied(seen.drawn([zone.shape for zone in town.zones], simplify_mm=0.02))
    paths = [land.path(shape) for shape in shapes]
    for colour in sorted({zone.colour for zone in town.zones}):
        mine = [path for path, zone in zip(paths, town.zones, strict=True) if zone.colour == colour]
        ink.shapes(
            ax, mine, seen.rect, fill=palette.zone(colour), z=ink.BLOCKS + 0.5, alpha=_ALPHA, pixels=dense
        )
    ink.shapes(ax, paths, seen.rect, edge=ink.PAPER, width=3.2, z=ink.OUTSIDE + 0.2)
    ink.shapes(ax, paths, seen.rect, edge=_EDGE, width=1.4, z=ink.OUTSIDE + 0.3)


def _keys(town: Town, lang: Lang, beneath: Beneath | None) -> list[Key]:
    shown = [
        Key(Text("招生片区；颜色只为区分相邻片区", "Zones; colours only tell neighbours apart").to(lang), palette.zone(0), _EDGE, width=1.4),
        Key(Text("学校", "School").to(lang), ink.INK, ink.PAPER, marker="o", size=2.8),
        Key(Text("规划范围", "Planning area").to(lang), line=palette.GROUND["boundary"], width=2.0, dash=(4, 1.2, 1, 1.2)),
    ]  # fmt: skip
    return [*shown, *([] if beneath is not None else panel.ground_keys(town, lang, blocks=False))]


def _counts(ax: Axes, layout: Layout, town: Town, lang: Lang) -> None:
    """Where the other pages have their inset: the district in numbers."""
    schools = pd.concat([zone.schools for zone in town.zones])
    rows = [
        (Text("片区", "Zones"), number(len(town.zones))), (Text("学校", "Schools"), number(len(schools))),
        (Text("学位", "Seats"), number(schools["seats"].sum())), (Text("小区、村", "Estates, villages"), number(sum(len(zone.homes) for zone in town.zones))),
    ]  # fmt: skip
    told = [*heading(Text("全区", "The district").to(lang), COLUMN_MM), *(row for said, value in rows for row in flow.pair(said.to(lang), value, COLUMN_MM, 8.5))]  # fmt: skip
    flow.draw(ax, flow.poured(told, [layout.inset]))


def _list(town: Town, pages: Sequence[int], lang: Lang) -> list[Row]:
    """Every zone's schools, their addresses, and the zone's page."""
    rows = heading(LIST.to(lang), COLUMN_MM)
    for zone, page in sorted(zip(town.zones, pages, strict=True), key=lambda pair: pair[1]):
        rows += _zone(zone, page, lang)
    return rows


def _zone(zone: Zone, page: int, lang: Lang) -> list[Row]:
    room = COLUMN_MM - _PAGE_MM
    lines: list[tuple[str, bool]] = []
    for _, school in zone.schools.iterrows():
        lines += [(line, True) for line in wrapped(str(school["name"]), room, _SIZE)]
        address = "" if pd.isna(school["address"]) else str(school["address"])
        lines += [(line, False) for line in wrapped(address, room, ink.SMALLEST)]
    folio = Text(f"第{page}页", f"p. {page}").to(lang)
    rows = [_line(line, bold, folio if at == 0 else "", at + 1 < len(lines)) for at, (line, bold) in enumerate(lines)]  # fmt: skip
    return [*rows, Row(0.7, lambda ax, x, top: None)]


def _line(said: str, bold: bool, folio: str, heads: bool) -> Row:
    size = _SIZE if bold else ink.SMALLEST

    def draw(ax: Axes, x: float, top: float) -> None:
        ink.say(ax, x, top - size * POINT_MM, said, size, bold=bold, color=ink.INK if bold else ink.SOFT)
        if folio:
            ink.say(ax, x + COLUMN_MM, top - size * POINT_MM, folio, _SIZE, ha="right")

    return Row(pitch(size), draw, heads)
