"""The layers are described once: nothing goes out that is not described, and all that a plan tells is."""

import io
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree

import exchanged
import invented_town
import numpy as np
import pandas as pd
import pytest

from zoning import exchange
from zoning.export import geopackage
from zoning.export.fields import LAYERS
from zoning.export.layers import layers
from zoning.export.title import fields


@pytest.fixture(scope="module")
def result():
    return invented_town.result(40, 4)


def test_every_field_that_is_written_is_described_and_the_key_tells_rows_apart(result):
    made = layers(result)
    assert list(made) == list(LAYERS)
    for name, frame in made.items():
        described = [field.name for field in LAYERS[name].fields]
        assert [column for column in described if column in frame] == list(frame.columns.drop("geometry"))
        assert not frame.duplicated(list(LAYERS[name].key)).any()
        assert all(field.meaning.zh and field.meaning.en for field in LAYERS[name].fields)


def test_everything_a_plan_tells_of_blocks_schools_and_zones_is_described(result):
    judged = result.assessment
    for layer, frame in (("blocks", judged.blocks), ("schools", judged.schools), ("zones", judged.zones), ("gaps", judged.gaps)):  # fmt: skip
        told = set(frame.columns) - {"geometry"}
        assert told <= {field.name for field in LAYERS[layer].fields}


def test_kinds_are_kept_and_distances_without_end_are_missing(result):
    blocks = result.assessment.blocks.copy()
    blocks.loc["B01", "walk_m"] = np.inf
    schools = result.assessment.schools.copy()
    schools["current_pupils"] = np.nan
    odd = layers(replace(result, assessment=replace(result.assessment, blocks=blocks, schools=schools)))
    assert odd["blocks"]["walk_m"].isna().tolist()[:2] == [True, False]
    assert odd["blocks"]["pupils"].dtype == "int64"
    assert odd["schools"]["current_pupils"].dtype == "Int64"
    assert odd["blocks"]["moved"].dtype == bool


def test_service_areas_are_those_of_every_school_in_both_ways(result):
    areas = layers(result)["service_areas"]
    assert areas.groupby("way").size().to_dict() == {"radius": 4, "walk": 4}
    np.testing.assert_allclose(areas[areas["way"] == "radius"].area, np.pi * 500**2, rtol=0.01)
    assert set(areas["radius_m"]) == {500.0}


def test_changes_tell_the_old_school_and_the_new(result):
    changes = layers(result)["changes"].set_index("block_id")
    blocks = result.assessment.blocks
    assert sorted(changes.index) == sorted(blocks.index[blocks["moved"]])
    assert (changes["current_school"] != changes["school_id"]).all()
    assert (changes["current_name"] == changes["current_school"].map(result.area.schools["name"])).all()
    unknown = blocks.assign(current_school=pd.NA, moved=False)
    calm = replace(result, assessment=replace(result.assessment, blocks=unknown))
    assert len(layers(calm)["changes"]) == 0


def opened(path):
    """The project inside a GeoPackage."""
    with closing(sqlite3.connect(path)) as base:
        ((name, content),) = base.execute("SELECT name, content FROM qgis_projects").fetchall()
    archive = zipfile.ZipFile(io.BytesIO(bytes.fromhex(content)))
    assert archive.namelist() == ["plan.qgs"]
    return name, ElementTree.fromstring(archive.read("plan.qgs").split(b"\n", 1)[1])


def test_the_project_names_its_own_file_without_a_folder(result, tmp_path):
    geopackage.write(result, tmp_path / "plan.gpkg")
    name, project = opened(tmp_path / "plan.gpkg")
    assert name == "划片方案"
    sources = [source.text for source in project.iter("datasource")]
    assert sources == [f"./plan.gpkg|layername={layer}" for layer in (*LAYERS, "meta")]
    assert [layer.get("name") for layer in project.iter("layer-tree-layer")][:-1] == [kind.title.zh for kind in LAYERS.values()]  # fmt: skip
    ids = [element.text for element in project.iter("id")]
    assert ids == [layer.get("id") for layer in project.iter("layer-tree-layer")]
    assert project.findtext("properties/CopyrightLabel/Label").startswith(fields(result)["notice"])


def test_an_english_plan_has_an_english_project(result, tmp_path):
    english = replace(result, scenario=result.scenario.model_copy(update={"lang": "en"}))
    geopackage.write(english, tmp_path / "plan.gpkg")
    name, project = opened(tmp_path / "plan.gpkg")
    assert name == "Zoning plan"
    assert project.find("layer-tree-group/layer-tree-layer").get("name") == "Schools"


ORDER = {
    "Rule": ["Name", "Title", "Filter", "PolygonSymbolizer", "PointSymbolizer", "TextSymbolizer"],
    "PolygonSymbolizer": ["Fill", "Stroke"],
    "TextSymbolizer": ["Label", "Font", "LabelPlacement", "Halo", "Fill"],
    "Mark": ["WellKnownName", "Fill", "Stroke"],
    "Graphic": ["Mark", "Size"],
    "UserStyle": ["Name", "Title", "FeatureTypeStyle"],
    "PointPlacement": ["AnchorPoint", "Displacement"],
}
"""What SLD 1.0 asks of the order of elements."""


def test_styles_beside_the_geopackage_are_sld_in_the_order_of_the_standard(tmp_path):
    plan = exchanged.plan(30, 3, school_ids=["a\x08", "<b>", "c'\"&"])
    exchange.write(plan, ["gpkg"], tmp_path / "gis")
    for name in LAYERS:
        root = ElementTree.fromstring((tmp_path / "gis" / f"{name}.sld").read_bytes())
        assert root.get("version") == "1.0.0"
        assert root.findtext(".//{*}NamedLayer/{*}Name") == name
        for element in root.iter():
            order = ORDER.get(element.tag.rpartition("}")[2])
            if order:
                tags = [child.tag.rpartition("}")[2] for child in element]
                assert tags == sorted(tags, key=order.index), element.tag
    zones = ElementTree.fromstring((tmp_path / "gis" / "zones.sld").read_bytes())
    literals = [literal.text for literal in zones.iter("{http://www.opengis.net/ogc}Literal")]
    assert sorted(literals) == ["<b>", "a", "c'\"&"]
    fills = [css.text for css in zones.iter("{http://www.opengis.net/sld}CssParameter") if css.get("name") == "fill"]  # fmt: skip
    assert fills[:3] == plan.frames["zones"]["fill"].tolist()
