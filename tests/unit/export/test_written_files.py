import csv
import hashlib
import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree

import geopandas as gpd
import invented_town
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from zoning import export, palette
from zoning.errors import ExportError

FILES = [
    "blocks.csv",
    "compare.csv",
    "gaps.geojson",
    "map.html",
    "plan.gpkg",
    "run.json",
    "schools.csv",
    "zones.geojson",
]


@pytest.fixture(scope="module")
def result():
    return invented_town.result(80, 5)


@pytest.fixture(scope="module")
def folder(result, tmp_path_factory):
    place = tmp_path_factory.mktemp("export") / "结果"
    export.write(result, place, "<!DOCTYPE html>地图")
    return place


def geojson(path):
    return json.loads(path.read_text(encoding="utf-8"))


def table(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_every_file_is_there_and_the_map_is_as_given(folder):
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert (folder / "map.html").read_text(encoding="utf-8") == "<!DOCTYPE html>地图"


def test_the_same_result_gives_the_same_bytes(result, folder, tmp_path):
    time.sleep(1.1)  # a clock in the file would show
    export.write(result, tmp_path / "again", "<!DOCTYPE html>地图")
    digest = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()  # noqa: E731
    assert {name: digest(folder / name) for name in FILES} == {
        name: digest(tmp_path / "again" / name) for name in FILES
    }


def test_geojson_follows_rfc_7946(folder, result):
    for name, index in (("zones", result.assessment.zones.index), ("gaps", result.assessment.gaps.index)):
        collection = geojson(folder / f"{name}.geojson")
        assert collection["type"] == "FeatureCollection"
        assert "crs" not in collection
        assert [feature["id"] for feature in collection["features"]] == list(index)
        for feature in collection["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            parts = shapely.get_parts(shape)
            assert all(
                part.exterior.is_ccw and not any(hole.is_ccw for hole in part.interiors) for part in parts
            )
            xy = shapely.get_coordinates(shape)
            assert ((xy > [118, 37]) & (xy < [119, 38])).all()
            np.testing.assert_array_equal(xy, xy.round(7))


def test_zones_in_geojson_lie_where_they_were(folder, result):
    back = gpd.read_file(folder / "zones.geojson").to_crs(result.area.crs)
    moved = back.geometry.to_numpy()
    np.testing.assert_allclose(shapely.area(moved), result.assessment.zones.area, rtol=1e-5)
    assert (shapely.hausdorff_distance(moved, result.assessment.zones.geometry.to_numpy()) < 0.05).all()


def test_every_map_file_carries_the_title_block(folder):
    zones = geojson(folder / "zones.geojson")
    meta = pyogrio.read_dataframe(folder / "plan.gpkg", layer="meta").set_index("key")["value"]
    record = geojson(folder / "run.json")["title"]
    for said in (zones, meta, record):
        assert said["notice"] == "内部工作用图 · 虚构数据"
        assert said["data_date"] == "2026-03-01"
        assert said["disclaimer"] == "示意图，不作为权属及行政区划依据"
    assert "map_review_no" not in zones


def test_a_review_number_is_written_and_ends_the_internal_mark(tmp_path):
    export.write(
        invented_town.result(12, 2, map_review_no="鲁S(2026)001号", fictitious=False), tmp_path / "r", ""
    )
    zones = geojson(tmp_path / "r" / "zones.geojson")
    assert zones["map_review_no"] == "鲁S(2026)001号"
    assert "notice" not in zones


def test_the_geopackage_keeps_the_metric_crs_and_every_layer(folder, result):
    layers = dict(pyogrio.list_layers(folder / "plan.gpkg"))
    assert {"zones", "blocks", "schools", "changes", "gaps", "meta"} <= set(layers)
    blocks = pyogrio.read_dataframe(folder / "plan.gpkg", layer="blocks")
    assert blocks.crs == result.area.crs
    assert blocks["pupils"].sum() == result.area.blocks["pupils"].sum()
    np.testing.assert_allclose(blocks.area, result.area.blocks.area)
    changes = pyogrio.read_dataframe(folder / "plan.gpkg", layer="changes")
    assert len(changes) == result.assessment.blocks["moved"].sum()
    with closing(sqlite3.connect(folder / "plan.gpkg")) as base:
        indexed = {
            row[0]
            for row in base.execute(
                "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
            )
        }
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert indexed == {"zones", "blocks", "schools", "changes", "gaps", "service_areas"}


def test_qgis_finds_a_default_style_for_every_layer(folder, result):
    with closing(sqlite3.connect(folder / "plan.gpkg")) as base:
        rows = base.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault, f_table_schema FROM layer_styles"
        ).fetchall()
        registered = base.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
    assert registered == ("attributes",)
    assert {row[0] for row in rows} == {"zones", "blocks", "schools", "changes", "gaps", "service_areas"}
    assert {(row[1], row[3], row[4]) for row in rows} == {("geom", 1, "")}
    styles = {row[0]: ElementTree.fromstring(row[2].split("\n", 1)[1]) for row in rows}
    zones = styles["zones"].find("renderer-v2")
    values = [category.get("value") for category in zones.iter("category")]
    assert values == list(result.assessment.zones.index)
    fills = [prop.get("v") for prop in zones.iter("prop") if prop.get("k") == "color"]
    first = palette.zone(result.assessment.zones["colour"].iloc[0])
    assert fills[0].split(",")[:3] == [str(int(first[i : i + 2], 16)) for i in (1, 3, 5)]
    assert styles["zones"].find("labeling") is not None
    assert [c.get("value") for c in styles["schools"].iter("category")] == ["green", "yellow", "red", ""]


def test_tables_open_in_excel_with_chinese_titles(folder, result):
    assert (folder / "blocks.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    blocks, schools, plans = (table(folder / name) for name in ("blocks.csv", "schools.csv", "compare.csv"))
    assert blocks[0]["地块编号"] == "B01"
    assert [row["划片学校"] for row in blocks] == result.assessment.blocks["school_name"].tolist()
    assert {row["换学校"] for row in blocks} == {"是", "否"}
    assert len(blocks[0]) == result.assessment.blocks.shape[1], "the id more, one reason less"
    assert {row["学位预警"] for row in schools} <= {"绿", "黄", "红"}
    assert [row["适龄学生"] for row in schools] == [
        str(int(pupils)) for pupils in result.assessment.schools["pupils"]
    ]
    assert [row["方案"] for row in plans] == ["本方案", "就近", "现状"]


def test_an_english_scenario_has_the_names_of_the_code(tmp_path, result):
    english = replace(result, scenario=result.scenario.model_copy(update={"lang": "en"}))
    export.write(english, tmp_path / "r", "")
    assert {"block_id", "school_id", "walk_m", "reason", "moved"} <= set(
        table(tmp_path / "r" / "blocks.csv")[0]
    )
    assert geojson(tmp_path / "r" / "zones.geojson")["notice"] == "Internal working map · Invented data"
    pd.testing.assert_series_equal(
        export.read_plan(tmp_path / "r" / "blocks.csv"), export.read_plan(tmp_path / "r" / "plan.gpkg")
    )


def test_unknown_and_infinite_distances_are_empty_not_words(tmp_path, result):
    blocks = result.assessment.blocks.copy()
    blocks.loc["B01", "walk_m"] = np.inf
    blocks.loc["B01", "current_school"] = pd.NA
    export.write(replace(result, assessment=replace(result.assessment, blocks=blocks)), tmp_path / "r", "")
    first = table(tmp_path / "r" / "blocks.csv")[0]
    assert (first["步行距离（米）"], first["现学校编号"]) == ("", "")
    assert "Infinity" not in (tmp_path / "r" / "run.json").read_text(encoding="utf-8")


def test_the_record_says_what_ran_on_what_and_what_was_proved(folder):
    record = geojson(folder / "run.json")
    assert record["inputs"]["blocks"] == {"path": "blocks.geojson", "sha256": "ab" * 32, "rows": 80}
    assert record["scenario"]["policy"]["seed"] == 1
    assert record["scenario"]["inputs"]["blocks"]["datum"] == "wgs84"
    assert record["solve"]["status"] == "feasible"
    assert record["solve"]["gap"] == pytest.approx(1_254_300 / 1_250_500 - 1)
    assert record["versions"]["zoning"]
    assert record["versions"]["shapely"]
    assert record["totals"]["pupils"] > 0
    assert {note["level"] for note in record["notes"]} == {"assumption", "warning", "info"}


def test_a_plan_without_changes_or_gaps_is_written_with_empty_layers(tmp_path, result):
    same = result.assessment.blocks.assign(moved=False)
    calm = replace(
        result, assessment=replace(result.assessment, blocks=same, gaps=result.assessment.gaps.iloc[:0])
    )
    export.write(calm, tmp_path / "r", "")
    for layer in ("changes", "gaps"):
        assert pyogrio.read_info(tmp_path / "r" / "plan.gpkg", layer=layer)["features"] == 0
    assert geojson(tmp_path / "r" / "gaps.geojson")["features"] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.xlsx", ""),
        ("zones.geojson", "not json"),
        ("zones.geojson", "{}"),
        ("blocks.csv", "a,b\n1,2\n"),
        ("plan.gpkg", "no"),
    ],
)
def test_a_file_without_a_plan_says_so(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match="holds no plan") as raised:
        export.read_plan(tmp_path / name)
    assert name in raised.value.to("zh")
