"""The interactive map: `page` turns a result into one HTML file that opens with no network at all."""

from collections.abc import Collection, Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from zoning import palette
from zoning.render import ground, layers, legend, offline, said, shapes, titles
from zoning.result import Result
from zoning.words import Lang, Text

_LEGEND = Text("图例", "Legend")
_COMPARISON = Text("方案对比", "Plans compared")
_NOTES = Text("假定与提示", "Assumptions and warnings")


class OfflineMap(folium.Map):
    """The empty map: folium's, without its links to other hosts: Leaflet comes inside the page."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  folium reads these lists of the class
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class Verbatim(Element):
    """Text that goes into the page as it is: programs and data are no templates."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text."""
        return self.text


class Drawing(MacroElement):
    """The call that hands folium's map and layer groups to the page's own program."""

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        "zoningMap({{ this._parent.get_name() }}, { "
        "{% for name, group in this.groups.items() %}{{ name|tojson }}: {{ group.get_name() }}, {% endfor %}"
        "});\n{% endmacro %}"
    )

    def __init__(self, groups: Mapping[str, folium.FeatureGroup]) -> None:
        super().__init__()
        self._name = "Drawing"
        self.groups = groups


def page(result: Result, lang: Lang) -> str:
    """Return the map of a result as one HTML page; the same result gives the same bytes.

    Raises `ExportError` if anything in the page would be loaded from outside it.
    """
    drawn = ground.all_of(result.area) | layers.all_of(result, lang)
    side = Side(
        titles.heading(result),
        titles.block(result, lang),
        titles.comparison(result, lang),
        titles.notes(result, lang),
    )
    return composed(result, drawn, side, lang)


class Side(NamedTuple):
    """What stands beside the map, as HTML."""

    heading: str
    """Plain text: the page's title."""
    block: str
    table: str
    """The plan beside others; "" where the block above has them."""
    notes: str


def composed(
    result: Result,
    drawn: Mapping[str, layers.Columns],
    side: Side,
    lang: Lang,
    shown: Collection[str] = said.SHOWN,
) -> str:
    """Return a page of the layers `drawn` of a result, those `shown` at first, with its side."""
    sheet = _sheet(drawn, lang, shown)
    figure: Any = sheet.get_root()
    figure.title = escape(side.heading)
    for text in _head():
        figure.header.add_child(Verbatim(text))
    for text in _body(result, drawn, side, lang):
        figure.html.add_child(Verbatim(text))
    _number(figure)
    html = figure.render().replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)
    return offline.check(html)


def _sheet(drawn: Mapping[str, layers.Columns], lang: Lang, shown: Collection[str]) -> OfflineMap:
    """Folium's map with an empty group for every layer there is, and the layer control."""
    sheet = OfflineMap(tiles=None, prefer_canvas=True, zoom_control=False, attribution_control=False, fade_animation=False, zoom_snap=0.25, zoom_delta=0.5, max_zoom=19)  # fmt: skip
    have = {**drawn, "labels": drawn.get("zones")}
    groups = {
        key: folium.FeatureGroup(name=name, show=key in shown)
        for key, name in said.layers(lang).items()
        if have.get(key)
    }
    for group in groups.values():
        group.add_to(sheet)
    folium.LayerControl(collapsed=False).add_to(sheet)
    Drawing(groups).add_to(sheet)
    return sheet


def _head() -> Iterable[str]:
    yield f'<meta http-equiv="Content-Security-Policy" content="{offline.POLICY}"/>'
    yield '<link rel="icon" href="data:,"/>'
    yield f"<style>{offline.leaflet_css()}</style>"
    yield f"<script>{offline.leaflet_js()}</script>"
    yield f"<style>{offline.asset('map.css')}</style>"
    yield f"<script>{offline.asset('search.js')}</script>"
    yield f"<script>{offline.asset('zoom.js')}</script>"
    yield f"<script>{offline.asset('views.js')}</script>"
    yield f"<script>{offline.asset('sites.js')}</script>"
    yield f"<script>{offline.asset('map.js')}</script>"


def _body(result: Result, drawn: Mapping[str, layers.Columns], side: Side, lang: Lang) -> Iterable[str]:
    words = said.page(lang)
    yield f'<aside id="side" aria-label="{escape(words["panel"])}">'
    yield side.block
    yield f'<input id="find" type="search" placeholder="{escape(words["search"])}" aria-label="{escape(words["search"])}"><ul id="found"></ul>'
    yield f"<details open><summary>{_LEGEND.to(lang)}</summary>{legend.block(result, drawn, lang)}</details>"
    if side.table:
        yield f"<details open><summary>{_COMPARISON.to(lang)}</summary>{side.table}</details>"
    yield f"<details><summary>{_NOTES.to(lang)}</summary>{side.notes}</details>" if side.notes else ""
    yield f'</aside><button id="fold" type="button" title="{escape(words["panel"])}">☰</button>'
    yield _stamp(" · ".join(titles.marks(result, lang)))
    yield _symbols()
    yield f'<script type="application/json" id="zoning-data">{offline.embedded(_data(result, drawn, lang))}</script>'


def _stamp(text: str) -> str:
    """The mark across the map, as large as its words allow."""
    width_em = sum(0.7 if letter.isascii() else 1.15 for letter in text) or 1
    return (
        f'<div id="stamp"><span style="font-size:{min(6.0, 66 / width_em):.1f}vw">{escape(text)}</span></div>'
    )


def _symbols() -> str:
    """The hatching of under-covered areas and the north arrow."""
    hatch = (
        '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>'
        '<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="7" height="7" fill="{palette.GAP}" fill-opacity=".10"/>'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke="{palette.GAP}" stroke-width="2" stroke-opacity=".6"/></pattern></defs></svg>'
    )
    arrow = (
        '<template id="north"><svg width="34" height="52" viewBox="0 0 34 52" role="img" aria-label="N">'
        '<text x="17" y="13" text-anchor="middle" font-size="15" font-weight="700" fill="#1d2733">N</text>'
        '<path d="M17 17 L27 49 L17 42 Z" fill="#1d2733"/><path d="M17 17 L7 49 L17 42 Z" fill="#fff" stroke="#1d2733"/></svg></template>'
    )
    return hatch + arrow


def _data(result: Result, drawn: Mapping[str, layers.Columns], lang: Lang) -> dict[str, Any]:
    """Everything the page's program needs: columns, words and colours."""
    return {
        "bounds": shapes.bounds(result.area.boundary, result.area.crs),
        "radius_m": result.measures.radius_m,
        "text": said.page(lang),
        "style": {
            "alert": palette.ALERT,
            "gap": palette.GAP,
            "radius": palette.RADIUS,
            "walk": palette.WALK,
            "today": palette.TODAY,
            "moved": palette.MOVED,
            "before": palette.BEFORE,
            "elsewhere": palette.ELSEWHERE,
            "block": palette.BLOCK,
            "chosen": palette.CHOSEN,
            "dark": palette.SUITABLE[-2:],
            "boundary": palette.GROUND["boundary"],
            "crossing": palette.GROUND["crossing"],
            "barriers": {kind: palette.GROUND[kind] for kind in ("river", "railway", "motorway")},
            "streets": {
                level: [palette.GROUND[level], width, zoom]
                for level, (_, width, zoom) in legend.STREETS.items()
            },
        },
        "layers": drawn,
    }


def _number(figure: Any) -> None:
    """Give every element of the page a number in order of appearance, where folium draws one at random."""
    waiting = [figure, figure.header, figure.html, figure.script]
    for count, element in enumerate(waiting):  # the list grows while it is read: children after their parents
        element._id = f"{count:03d}"
        waiting.extend(element._children.values())
