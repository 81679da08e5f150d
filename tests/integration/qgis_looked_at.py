"""Run by the system's Python inside QGIS: answers the questions of test_qgis.py; questions and answers are JSON."""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsDataSourceUri,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def look(layer):
    renderer = layer.renderer()
    said = {
        "name": layer.name(),
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "crs": layer.crs().authid(),
        "crs_name": layer.crs().description() or layer.crs().toWkt(),
        "renderer": renderer.type(),
        "labels": layer.labelsEnabled(),
        "aliases": {field.name(): field.alias() for field in layer.fields()},
    }
    if renderer.type() == "categorizedSymbol":
        said["categories"] = [
            {"value": str(category.value()), "colour": category.symbol().color().name()}
            for category in renderer.categories()
        ]
    return said


def layers(question):
    found = {}
    for name in question["names"]:
        source = question["file"] + (f"|layername={name}" if name else "")
        layer = QgsVectorLayer(source, name or "layer", "ogr")
        found[str(name)] = look(layer)
        first = next(layer.getFeatures())
        found[str(name)]["first"] = {field.name(): str(first[field.name()]) for field in layer.fields()}
        if name in question["slds"]:
            said, loaded = layer.loadSldStyle(question["slds"][name])
            renderer = layer.renderer()
            rules = renderer.rootRule().children() if renderer.type() == "RuleRenderer" else []
            found[str(name)]["sld"] = {
                "loaded": loaded,
                "said": said,
                "renderer": renderer.type(),
                "labels": layer.labelsEnabled(),
                "filters": [rule.filterExpression() for rule in rules],
            }
    return found


def project(question):
    opened = QgsProject.instance()
    opened.clear()
    read = opened.read(question["uri"])
    root = opened.layerTreeRoot()
    order = root.layerOrder()
    shown = [layer for layer in order if root.findLayer(layer.id()).isVisible()]
    draw(shown, opened, question["picture"])
    return {
        "read": read,
        "title": opened.title(),
        "crs": opened.crs().authid(),
        "layers": [{**look(layer), "shown": layer in shown} for layer in order],
        "tables": [{"features": layer.featureCount()} for layer in opened.mapLayers().values() if not layer.isSpatial()],
        "notice": opened.readEntry("CopyrightLabel", "/Label")[0],
    }  # fmt: skip


def draw(shown, opened, path):
    settings = QgsMapSettings()
    settings.setLayers(shown)
    settings.setExtent(opened.viewSettings().defaultViewExtent())
    settings.setDestinationCrs(opened.crs())
    settings.setOutputSize(QSize(900, 700))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(path)


def postgis(question):
    uri = QgsDataSourceUri()
    uri.setConnection(question["host"], question["port"], question["database"], question["user"], "")
    uri.setDataSource(question["schema"], question["table"], "geom", "", "fid")
    layer = QgsVectorLayer(uri.uri(False), "view", "postgres")
    names = [str(feature["name"]) for feature in layer.getFeatures()] if layer.isValid() else []
    return {"valid": layer.isValid(), "crs": layer.crs().authid(), "names": names}  # fmt: skip


def main():
    application = QgsApplication([], False)
    application.initQgis()
    answers = [
        {"layers": layers, "project": project, "postgis": postgis}[question["ask"]](question)
        for question in json.load(sys.stdin)
    ]
    sys.stdout.write("\n" + json.dumps(answers, ensure_ascii=False) + "\n")
    sys.stdout.flush()


main()
