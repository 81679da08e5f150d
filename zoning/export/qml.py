"""QGIS styles (QML), so that the GeoPackage opens as a map and not as grey polygons."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.22.0"
_GEOMETRY = {"marker": "0", "line": "1", "fill": "2"}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and halves of characters: XML, databases and spreadsheets refuse them."""


@dataclass(frozen=True)
class Look:
    """How the features of one class are drawn."""

    value: str
    """The attribute's value; "" stands for all others."""
    label: str
    fill: str
    outline: str = "#3a3a3a"
    width_mm: float = 0.3
    size_mm: float = 3.0
    fill_opacity: float = 1.0
    fill_style: str = "solid"
    """solid, no, b_diagonal, …"""
    outline_style: Literal["solid", "dash"] = "solid"


@dataclass(frozen=True)
class Labels:
    """What is written on the features."""

    expression: str
    size_pt: float = 10.0
    field: str = "name"
    """What programs write that know no expressions."""


@dataclass(frozen=True)
class Style:
    """How a layer is drawn, whoever draws it."""

    attribute: str
    """The field whose values have looks of their own; "" where all features look alike."""
    kind: Literal["fill", "marker"]
    looks: Sequence[Look]
    labels: Labels | None = None


def written(style: Style, aliases: Mapping[str, str]) -> str:
    """Return a style as QML; `aliases` are what the attribute table calls the fields."""
    qgis = _styled(
        style.attribute or "''", style.kind, style.looks, style.labels, "Symbology|Labeling|Fields"
    )
    qgis.insert(0, named(aliases))
    return HEAD + text(qgis)


def parts(style: Style) -> list[Element]:
    """Return the renderer and the labels of a style, as a project has them."""
    qgis = _styled(style.attribute or "''", style.kind, style.looks, style.labels, "")
    return [part for part in qgis if part.tag in ("renderer-v2", "labeling")]


def named(aliases: Mapping[str, str]) -> Element:
    """Return what fields are called, as an element."""
    element = Element("aliases")
    for number, (field, name) in enumerate(aliases.items()):
        SubElement(element, "alias", index=str(number), field=field, name=name)
    return element


def text(element: Element) -> str:
    """Return an element as XML; characters that XML cannot hold are left out."""
    for part in element.iter():
        for key, value in part.attrib.items():
            part.set(key, NOT_XML.sub("", value))
        part.text = NOT_XML.sub("", part.text) if part.text else part.text
    return tostring(element, encoding="unicode")


def categorised(attribute: str, kind: str, looks: Iterable[Look], labels: Labels | None = None) -> str:
    """Return a style that draws each value of `attribute` (an expression) in its own look; `kind` is fill or marker."""
    return HEAD + text(_styled(attribute, kind, looks, labels, "Symbology|Labeling"))


def _styled(
    attribute: str, kind: str, looks: Iterable[Look], labels: Labels | None, categories: str
) -> Element:
    qgis = Element("qgis", version=VERSION, styleCategories=categories, labelsEnabled="1" if labels else "0")
    renderer = SubElement(
        qgis,
        "renderer-v2",
        type="categorizedSymbol",
        attr=attribute,
        forceraster="0",
        symbollevels="0",
        enableorderby="0",
    )
    classes, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, look in enumerate(looks):
        SubElement(
            classes,
            "category",
            value=look.value,
            symbol=str(number),
            label=look.label,
            render="true",
            type="string",
        )
        _symbol(symbols, str(number), kind, look)
    if labels:
        _labelling(qgis, labels, kind)
    SubElement(qgis, "layerGeometryType").text = _GEOMETRY[kind]
    return qgis


def _symbol(parent: Element, name: str, kind: str, look: Look) -> None:
    symbol = SubElement(parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")
    drawn = {"fill": "SimpleFill", "marker": "SimpleMarker"}[kind]
    layer = SubElement(symbol, "layer", {"class": drawn, "enabled": "1", "locked": "0", "pass": "0"})
    values = {
        "color": _rgba(look.fill, look.fill_opacity),
        "outline_color": _rgba(look.outline, 1.0),
        "outline_style": look.outline_style,
        "outline_width": f"{look.width_mm:g}",
        "outline_width_unit": "MM",
        **(
            {"style": look.fill_style}
            if kind == "fill"
            else {"name": "circle", "size": f"{look.size_mm:g}", "size_unit": "MM"}
        ),
    }
    _options(layer, values)


def _options(layer: Element, values: Mapping[str, str]) -> None:
    """Both spellings: Option since QGIS 3.20, prop before."""
    options = SubElement(layer, "Option", type="Map")
    for name, value in values.items():
        SubElement(options, "Option", type="QString", name=name, value=value)
    for name, value in values.items():
        SubElement(layer, "prop", k=name, v=value)


def _labelling(qgis: Element, labels: Labels, kind: str) -> None:
    settings = SubElement(SubElement(qgis, "labeling", type="simple"), "settings", calloutType="simple")
    style = SubElement(
        settings, "text-style", fieldName=labels.expression, isExpression="1", fontSize=f"{labels.size_pt:g}",
        fontSizeUnit="Point", fontFamily="Noto Sans CJK SC", fontWeight="75", textColor="22,32,43,255", textOpacity="1", multilineHeight="1",
    )  # fmt: skip
    SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="1",
        bufferSizeUnits="MM",
        bufferColor="255,255,255,255",
        bufferOpacity="0.85",
    )
    # 1: over the point (inside polygons: horizontal, 4); quadrant 1 lifts a school's name above its circle
    placement = {
        "fill": {"placement": "4"},
        "marker": {"placement": "1", "quadOffset": "1", "yOffset": "-2"},
    }[kind]
    SubElement(
        settings, "placement", {"priority": "5", "centroidInside": "1", "offsetUnits": "MM", **placement}
    )
    SubElement(settings, "rendering", drawLabels="1", obstacle="0", scaleVisibility="0", displayAll="0")


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
