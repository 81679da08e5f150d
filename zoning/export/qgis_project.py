"""A QGIS project kept inside the GeoPackage: its layers in order, styled, named in words, wherever the file is moved."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from zoning.export import qml
from zoning.export.qml import Style

_DAY = (2000, 1, 1, 0, 0, 0)
"""Time of the file in the archive: the same project gives the same bytes."""
_MARGIN_SHARE = 0.05


@dataclass(frozen=True)
class ProjectLayer:
    """One layer of the file as the project shows it; a table without style has no shapes."""

    name: str
    title: str
    shown: bool
    aliases: Mapping[str, str]
    style: Style | None


@dataclass(frozen=True)
class Project:
    """What a project says and shows."""

    title: str
    notice: str
    """What stands at the foot of the map: that it is for internal use, by whom, of which day."""
    crs: tuple[str, str]
    """EPSG code, empty where there is none, and WKT; QGIS believes a project's code only beside the WKT."""
    bounds: tuple[float, float, float, float]
    layers: Sequence[ProjectLayer]
    """The uppermost first."""


def packed(project: Project, file: str) -> bytes:
    """Return a project as QGIS keeps it in the GeoPackage `file`: an archive with one document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("plan.qgs", _DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, document(project, file))
    return buffer.getvalue()


def document(project: Project, file: str) -> str:
    """Return the project's document; sources are relative, so that the file can be moved, though not renamed."""
    root = Element("qgis", version=qml.VERSION, projectname=project.title)
    SubElement(root, "title").text = project.title
    _crs(SubElement(root, "projectCrs"), project.crs)
    tree, kept = SubElement(root, "layer-tree-group"), SubElement(root, "projectlayers")
    for layer in project.layers:
        identifier = _identifier(project, layer)
        source = f"./{file}|layername={layer.name}"
        SubElement(
            tree, "layer-tree-layer", id=identifier, name=layer.title, source=source, providerKey="ogr", expanded="0",
            checked="Qt::Checked" if layer.shown else "Qt::Unchecked",
        )  # fmt: skip
        _layer(kept, layer, identifier, source, project.crs)
    _view(root, project)
    _properties(root, project)
    return qml.HEAD + qml.text(root)


def _identifier(project: Project, layer: ProjectLayer) -> str:
    return f"{layer.name}_{uuid5(NAMESPACE_URL, project.title).hex}"


def _layer(parent: Element, layer: ProjectLayer, identifier: str, source: str, crs: tuple[str, str]) -> None:
    shape = "No geometry" if layer.style is None else {"fill": "Polygon", "marker": "Point"}[layer.style.kind]
    labels = layer.style is not None and layer.style.labels is not None
    element = SubElement(parent, "maplayer", type="vector", geometry=shape, labelsEnabled="1" if labels else "0")  # fmt: skip
    for name, value in (("id", identifier), ("datasource", source), ("layername", layer.title)):
        SubElement(element, name).text = value
    if layer.style is not None:
        _crs(SubElement(element, "srs"), crs)
    SubElement(element, "provider", encoding="UTF-8").text = "ogr"
    element.append(qml.named(layer.aliases))
    if layer.style is not None:
        element.extend(qml.parts(layer.style))


def _crs(parent: Element, crs: tuple[str, str]) -> None:
    system = SubElement(parent, "spatialrefsys")
    code, wkt = crs
    SubElement(system, "wkt").text = wkt
    if code:
        SubElement(system, "srid").text = code.removeprefix("EPSG:")
        SubElement(system, "authid").text = code


def _view(root: Element, project: Project) -> None:
    """Where the map opens: all of the district, with a margin."""
    west, south, east, north = project.bounds
    dx, dy = (east - west) * _MARGIN_SHARE, (north - south) * _MARGIN_SHARE
    box = {"xmin": west - dx, "ymin": south - dy, "xmax": east + dx, "ymax": north + dy}
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    extent = SubElement(canvas, "extent")
    for name, value in box.items():
        SubElement(extent, name).text = f"{value:.6f}"
    _crs(SubElement(canvas, "destinationsrs"), project.crs)
    settings = SubElement(root, "ProjectViewSettings", UseProjectScales="0")
    view = SubElement(settings, "DefaultViewExtent", {name: f"{value:.6f}" for name, value in box.items()})
    _crs(view, project.crs)


def _properties(root: Element, project: Project) -> None:
    """Sources relative to the file; the title above the map and the notice below it."""
    properties = SubElement(root, "properties")
    decorations = {"TitleLabel": (project.title, 4), "CopyrightLabel": (project.notice, 1)}
    values: dict[str, dict[str, tuple[str, str]]] = {
        "Paths": {"Absolute": ("bool", "false")},
        "SpatialRefSys": {"ProjectionsEnabled": ("int", "1")},
        **{
            name: {"Enabled": ("bool", "true"), "Label": ("QString", said), "Placement": ("int", str(place))}
            for name, (said, place) in decorations.items()
        },
    }
    for group, entries in values.items():
        element = SubElement(properties, group)
        for key, (kind, value) in entries.items():
            SubElement(element, key, type=kind).text = value
