"""One zone's page: where its map, its facts and its list go, and the page as it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import shapely
from matplotlib.figure import Figure

from zoning.render.atlas import furniture, ink
from zoning.render.atlas import ground as land
from zoning.render.atlas.legend import Key
from zoning.render.atlas.paper import Window, window
from zoning.render.posters import enlarged, flow, names_of, paint, panel, sheetwork, words
from zoning.render.posters.flow import Row, Set
from zoning.render.posters.layout import COLUMN_MM, Layout, arrangements, beside, landscape
from zoning.render.posters.names import Names
from zoning.render.posters.sheetwork import Beneath
from zoning.render.posters.town import Town, Zone
from zoning.words import Lang, Text

TITLE = Text("招生片区", "Enrolment zone of")
ENLARGED = Text("（放大图）", " (enlarged)")
_AROUND, _AROUND_M = 0.05, 60.0
"""What is shown around a zone, as a share of its width and height, and at least."""
_SMALLER = 1.5
"""For a list that fits the scale may be so much smaller."""
_OVER_BASEMAP = 0.45
"""How strong a zone's fill is over a basemap."""
SCHOOL_MM, OTHER_MM = 4.6, 2.2


@dataclass(frozen=True, eq=False)
class Poster:
    """A zone's page, laid out."""

    zone: Zone
    layout: Layout
    window: Window
    text: Set
    names: Names
    """As they stand on the map."""
    enlarged: Sequence[Window] = ()
    """What the pages after it show larger."""
    of: Window | None = None
    """Of an enlargement: what the page before it shows."""


class Shown(NamedTuple):
    """A zone as it lies on the sheet, in mm."""

    near: Town
    area: Any
    rings: list[Any]
    rims: list[Any]


def planned(town: Town, zone: Zone, lang: Lang, beneath: Beneath | None = None) -> list[Poster]:
    """Return a zone's page, and enlargements of where too many names had no room on it.

    The arrangement is the one that shows the zone largest; one whose list fits goes before a slightly larger one whose list does not.
    """
    bounds = _bounds(zone)
    some = window(bounds, arrangements(10)[0].map, town.crs)
    high = sheetwork.block_mm(town, some, COLUMN_MM, lang, beneath)
    windows = [(layout, window(bounds, layout.map, town.crs)) for layout in arrangements(high)]
    trials = [(layout, seen, _fitting(_texts(town, zone, seen, lang, beneath), layout)) for layout, seen in windows]  # fmt: skip
    best = min(seen.scale for _, seen, _ in trials)
    near = [trial for trial in trials if trial[1].scale <= best * _SMALLER]
    layout, seen, text = min(near, key=lambda trial: (bool(trial[2].rest), trial[1].scale))
    names = _names(town, zone, seen, lang, beneath)
    large = beside(landscape(), high, 1)
    parts = enlarged.windows(zone, names, seen, large.map, town.crs)
    names_of.extents(names, [seen.mm(corners(each)) for each in parts], lang)
    pages = [Poster(zone, large, each, flow.poured(_legend(town, zone, each, lang, beneath), large.columns), _names(town, zone, each, lang, beneath), of=seen) for each in parts]  # fmt: skip
    return [Poster(zone, layout, seen, text, names, parts), *pages]


def _legend(town: Town, zone: Zone, seen: Window, lang: Lang, beneath: Beneath | None) -> list[Row]:
    """The legend of what a window shows."""
    keys = _keys(town.near(_seen(seen)), zone, lang, beneath)
    return [*panel.legend_rows(keys, lang), *panel.legend_notes(town, zone, lang)]


def _texts(town: Town, zone: Zone, seen: Window, lang: Lang, beneath: Beneath | None) -> list[list[Row]]:
    """What stands beside the map, in each size of the list."""
    legend = _legend(town, zone, seen, lang, beneath)
    before = [*panel.facts(town, zone, lang), *legend, *panel.notice(zone, lang)]
    return [[*before, *panel.homes(zone, size, lang)] for size in panel.LIST_SIZES]


def _fitting(texts: Sequence[list[Row]], layout: Layout) -> Set:
    """The text in the largest type in which it fits, else in the smallest."""
    found = [flow.poured(rows, layout.columns) for rows in texts]
    return next((text for text in found if not text.rest), found[-1])


def _names(town: Town, zone: Zone, seen: Window, lang: Lang, beneath: Beneath | None) -> Names:
    shown = _shown(town, zone, seen)
    return names_of.zone_page(shown.near, zone, seen, shown.area, shown.rims, lang, named=beneath is not None and beneath.named)  # fmt: skip


def _shown(town: Town, zone: Zone, seen: Window) -> Shown:
    area = paint.tidied(seen.drawn([zone.shape], simplify_mm=0.02))[0]
    rings = list(seen.drawn([ring.shape for ring in zone.rings], simplify_mm=0.05))
    return Shown(town.near(_seen(seen)), area, rings, paint.rims_of(area, rings))


def _bounds(zone: Zone) -> tuple[float, float, float, float]:
    """The zone with its schools, and a little around them."""
    west, south, east, north = shapely.total_bounds([zone.shape, *zone.schools.geometry])
    across, up = max(_AROUND * (east - west), _AROUND_M), max(_AROUND * (north - south), _AROUND_M)
    return west - across, south - up, east + across, north + up


def drawn(town: Town, poster: Poster, page: tuple[int, int], lang: Lang, beneath: Beneath | None = None) -> Figure:  # fmt: skip
    """Return the page as a figure."""
    layout, seen = poster.layout, poster.window
    figure, ax = ink.sheet(layout.paper.width, layout.paper.height)
    _map(ax, town, poster, beneath)
    words.write(ax, poster.names.words)
    ink.box(ax, layout.map, edge=ink.INK, width=0.9)
    sheetwork.heading(ax, layout, title(poster, lang), town)
    flow.draw(ax, poster.text)
    furniture.compass(ax, seen, lang, layout.compass, layout.paper.size)
    sheetwork.inset(ax, layout.inset, town, poster.zone.shape, lang, None if poster.of is None else seen)
    sheetwork.block(ax, layout, town, sheetwork.facts(town, seen, page, lang, beneath), lang)
    furniture.watermark(ax, town.info, layout.map, lang)
    return figure


def _map(ax: Any, town: Town, poster: Poster, beneath: Beneath | None) -> None:
    """The ground, the zone by how far one walks, everything else pale, edges and schools."""
    seen, shown = poster.window, _shown(town, poster.zone, poster.window)
    ground = land.of(shown.near, seen)
    others = paint.tidied(seen.drawn([each.shape for each in town.zones if each is not poster.zone], simplify_mm=0.02))  # fmt: skip
    if beneath is not None:
        sheetwork.basemap(ax, seen, beneath.picture(seen))
    paint.ground(ax, ground, shown.near, quiet=beneath is not None)
    paint.bands(ax, ground, shown.area, shown.rings, alpha=1.0 if beneath is None else _OVER_BASEMAP)
    paint.rims(ax, ground, shown.rims)
    paint.veil(ax, ground, shown.area)
    paint.edges(ax, ground, shown.area, [each for each in others if not shapely.is_empty(each)])
    paint.extents(ax, ground, [shapely.box(*seen.mm(corners(each)).ravel()) for each in poster.enlarged])
    _symbols(ax, town, poster, seen)


def title(poster: Poster, lang: Lang) -> str:
    """Return the heading of a zone's page."""
    called = poster.zone.called(lang)
    said = f"{called}{TITLE.zh}" if lang == "zh" else f"{TITLE.en} {called}"
    return said if poster.of is None else said + ENLARGED.to(lang)


def corners(seen: Window) -> Any:
    """Return the lower left and the upper right corner of what a window shows, in the grid."""
    r = seen.rect
    return seen.grid(np.array([(r.x, r.y), (r.right, r.top)]))


def _seen(seen: Window) -> tuple[float, float, float, float]:
    """What a window shows, and a little around it."""
    west, south, east, north = corners(replace(seen, rect=seen.rect.within(-6))).ravel().tolist()
    return west, south, east, north


def _symbols(ax: Any, town: Town, poster: Poster, seen: Window) -> None:
    """The zone's schools as stars on a disc, all other schools as small rings."""
    rest = [point for each in town.zones if each is not poster.zone for point in each.schools.geometry]
    ink.mark(ax, _at(rest, seen), "o", OTHER_MM, fill=ink.PAPER, edge=paint.OTHERS, width=1.2, z=ink.SYMBOLS, within=seen.rect)  # fmt: skip
    own = _at(list(poster.zone.schools.geometry), seen)
    ink.mark(ax, own, "o", SCHOOL_MM, fill=paint.EDGE, edge=ink.PAPER, width=1.4, z=ink.SYMBOLS + 0.1, within=seen.rect)  # fmt: skip
    ink.mark(ax, own, "*", SCHOOL_MM * 0.72, fill=ink.PAPER, edge="none", width=0, z=ink.SYMBOLS + 0.2, within=seen.rect)  # fmt: skip


def _at(points: Sequence[Any], seen: Window) -> Any:
    return seen.mm(shapely.get_coordinates(np.array(points, object))) if points else np.empty((0, 2))


def _keys(town: Town, zone: Zone, lang: Lang, beneath: Beneath | None) -> list[Key]:
    """The legend of a zone's page, of what there is around the zone."""
    shown = [
        Key(Text("本片区的界线", "Edge of this zone").to(lang), line=paint.EDGE, width=paint.EDGE_PT),
        Key(Text("其他片区的界线", "Edges of other zones").to(lang), line=paint.OTHERS, width=1.3, dash=(4, 2)),
        Key(Text("本片区学校", "School of this zone").to(lang), paint.EDGE, ink.PAPER, marker="o", size=3.6),
        Key(Text("其他学校", "Other schools").to(lang), ink.PAPER, paint.OTHERS, marker="o", size=OTHER_MM, width=1.2),
        *panel.rings(town, zone, paint.BANDS, lang),
    ]  # fmt: skip
    return [*shown, *([] if beneath is not None else panel.ground_keys(town, lang))]
