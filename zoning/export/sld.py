"""Styles as SLD 1.0, for GeoServer, SuperMap and whoever else draws the layers without QGIS."""

from xml.etree.ElementTree import Element, SubElement

from zoning.export import qml
from zoning.export.qml import Labels, Look, Style

_NAMESPACES = {
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:ogc": "http://www.opengis.net/ogc",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd",
}
_PIXEL_MM = 0.28
"""The pixel of the standard."""
_FONTS = "Noto Sans CJK SC"


def written(style: Style, layer: str, title: str) -> str:
    """Return the style of a layer as an SLD document; labels are a feature type style of their own, for every class alike."""
    root = Element("StyledLayerDescriptor", {"version": "1.0.0", **_NAMESPACES})
    named = SubElement(root, "NamedLayer")
    _texts(named, Name=layer)
    user = SubElement(named, "UserStyle")
    _texts(user, Name=layer, Title=title)
    rules = SubElement(user, "FeatureTypeStyle")
    for look in style.looks:
        _rule(rules, style, look)
    if style.labels:
        rule = SubElement(SubElement(user, "FeatureTypeStyle"), "Rule")
        _label(rule, style.labels, style.kind)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + qml.text(root) + "\n"


def _rule(parent: Element, style: Style, look: Look) -> None:
    rule = SubElement(parent, "Rule")
    _texts(rule, Name=look.value or look.label, Title=look.label)
    if style.attribute:
        _filter(SubElement(rule, "ogc:Filter"), style, look)
    if style.kind == "marker":
        graphic = SubElement(SubElement(rule, "PointSymbolizer"), "Graphic")
        mark = SubElement(graphic, "Mark")
        SubElement(mark, "WellKnownName").text = "circle"
        _fill(mark, look)
        _stroke(mark, look)
        SubElement(graphic, "Size").text = _pixels(look.size_mm)
    else:
        polygon = SubElement(rule, "PolygonSymbolizer")
        if look.fill_style != "no":
            _fill(polygon, look)
        _stroke(polygon, look)


def _filter(parent: Element, style: Style, look: Look) -> None:
    """One value; or none of those of the other classes, spelt out because not every program knows ElseFilter."""
    if look.value:
        _compared(parent, "ogc:PropertyIsEqualTo", style.attribute, look.value)
        return
    either = SubElement(parent, "ogc:Or")
    SubElement(SubElement(either, "ogc:PropertyIsNull"), "ogc:PropertyName").text = style.attribute
    none = SubElement(either, "ogc:And")
    for other in style.looks:
        if other.value:
            _compared(none, "ogc:PropertyIsNotEqualTo", style.attribute, other.value)


def _compared(parent: Element, how: str, field: str, value: str) -> None:
    element = SubElement(parent, how)
    SubElement(element, "ogc:PropertyName").text = field
    SubElement(element, "ogc:Literal").text = value


def _fill(parent: Element, look: Look) -> None:
    """The standard knows no hatching: what is hatched in QGIS is a thin fill here."""
    opacity = look.fill_opacity if look.fill_style == "solid" else 0.2
    _css(SubElement(parent, "Fill"), {"fill": look.fill, "fill-opacity": f"{opacity:g}"})


def _stroke(parent: Element, look: Look) -> None:
    dash = {"stroke-dasharray": "6 4"} if look.outline_style == "dash" else {}
    _css(SubElement(parent, "Stroke"), {"stroke": look.outline, "stroke-width": _pixels(look.width_mm), **dash})  # fmt: skip


def _label(rule: Element, labels: Labels, kind: str) -> None:
    symbolizer = SubElement(rule, "TextSymbolizer")
    SubElement(SubElement(symbolizer, "Label"), "ogc:PropertyName").text = labels.field
    _css(SubElement(symbolizer, "Font"), {"font-family": _FONTS, "font-size": f"{labels.size_pt / 72 * 25.4 / _PIXEL_MM:.0f}", "font-weight": "bold"})  # fmt: skip
    place = SubElement(SubElement(symbolizer, "LabelPlacement"), "PointPlacement")
    anchor = SubElement(place, "AnchorPoint")
    _texts(anchor, AnchorPointX="0.5", AnchorPointY="0.5" if kind == "fill" else "0")
    if kind == "marker":
        _texts(SubElement(place, "Displacement"), DisplacementX="0", DisplacementY="8")
    halo = SubElement(symbolizer, "Halo")
    SubElement(halo, "Radius").text = "2"
    _css(SubElement(halo, "Fill"), {"fill": "#ffffff", "fill-opacity": "0.85"})
    _css(SubElement(symbolizer, "Fill"), {"fill": "#16202b"})


def _css(element: Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        SubElement(element, "CssParameter", name=name).text = value


def _texts(element: Element, **values: str) -> None:
    for name, value in values.items():
        SubElement(element, name).text = value


def _pixels(millimetres: float) -> str:
    return f"{millimetres / _PIXEL_MM:.2f}"
