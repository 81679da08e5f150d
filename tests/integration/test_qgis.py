"""The GeoPackage opened in a real QGIS without a screen: layers, styles, the project inside, a picture, and the views of PostGIS."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import exchanged
import numpy as np
import pytest
from matplotlib.image import imread

from zoning import exchange
from zoning.export.fields import LAYERS

PYTHONS = ("/usr/bin/python3",)
LOOKED_AT = Path(__file__).with_name("qgis_looked_at.py")


def without(reason):
    """Skip, unless this run must have QGIS."""
    if os.environ.get("ZONING_REQUIRE_QGIS") == "1":
        pytest.fail(f"ZONING_REQUIRE_QGIS=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def qgis(tmp_path_factory):
    """Ask QGIS, in the system's own Python, and return what it answers."""
    home = tmp_path_factory.mktemp("qgis")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    env |= {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(home),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
    }
    python = next((found for name in PYTHONS if (found := shutil.which(name))), None)
    probe = [python or "", "-c", "import qgis.core"]
    if python is None or subprocess.run(probe, env=env, capture_output=True, check=False).returncode != 0:
        without("QGIS is not installed (Debian: python3-qgis)")

    def ask(*questions):
        done = subprocess.run(
            [python, str(LOOKED_AT)], input=json.dumps(questions), env=env, capture_output=True, text=True, encoding="utf-8", timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return ask


@pytest.fixture(scope="module")
def plan():
    nasty = [text for text in exchanged.NASTY if "\n" not in text and "\t" not in text][:6]
    town = exchanged.plan(60, 6, school_ids=nasty)
    return exchanged.named(town, "schools", "name", ["明月湖小学", "𠮷野小学", "“东”<西>&小学"])


@pytest.fixture(scope="module")
def answers(qgis, plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gis")
    exchange.write(plan, ["gpkg", "shp"], folder / "made")
    exchange.write(exchange.in_crs(plan, "gcj02"), ["gpkg"], folder / "made", crs="gcj02")
    moved = folder / "搬到 这里"
    shutil.copytree(folder / "made", moved)
    shutil.rmtree(folder / "made")
    gpkg = str(moved / "plan.gpkg")
    slds = {name: str(moved / f"{name}.sld") for name in LAYERS}
    return {
        "layers": qgis({"ask": "layers", "file": gpkg, "names": list(LAYERS), "slds": slds})[0],
        "project": qgis({"ask": "project", "uri": f"geopackage:{gpkg}?projectName=划片方案", "picture": str(moved / "map.png")})[0],
        "gcj02": qgis({"ask": "project", "uri": f"geopackage:{moved / 'plan_gcj02.gpkg'}?projectName=划片方案", "picture": str(moved / "gcj.png")})[0],
        "picture": moved / "map.png",
        "shapes": qgis({"ask": "layers", "file": str(moved / "blocks.shp"), "names": [None], "slds": {}})[0],
    }  # fmt: skip


def test_layers_are_valid_with_every_row_and_their_style(answers, plan):
    for name, layer in answers["layers"].items():
        assert layer["valid"], name
        assert layer["features"] == len(plan.frames[name])
        assert layer["crs"] == "EPSG:4549"
        assert layer["renderer"] == "categorizedSymbol"
    values = [category["value"] for category in answers["layers"]["zones"]["categories"]]
    assert values == plan.frames["zones"]["school_id"].tolist()
    colours = [category["colour"] for category in answers["layers"]["zones"]["categories"]]
    assert colours == plan.frames["zones"]["fill"].tolist()
    assert [c["value"] for c in answers["layers"]["schools"]["categories"]] == ["green", "yellow", "red", ""]
    assert [c["value"] for c in answers["layers"]["service_areas"]["categories"]] == ["radius", "walk"]
    assert answers["layers"]["zones"]["labels"]
    assert answers["layers"]["schools"]["labels"]
    assert answers["layers"]["blocks"]["aliases"]["walk_m"] == "步行距离（米）"


def test_the_styles_beside_are_sld_that_qgis_takes(answers, plan):
    for layer in answers["layers"].values():
        assert layer["sld"]["loaded"], layer["sld"]["said"]
    zones = answers["layers"]["zones"]["sld"]
    assert zones["renderer"] == "RuleRenderer"
    assert zones["filters"] == [f"school_id = '{school.replace(chr(39), chr(39) * 2)}'" for school in plan.frames["zones"]["school_id"]]  # fmt: skip
    assert zones["labels"]
    assert "alert IS NULL" in answers["layers"]["schools"]["sld"]["filters"][-1]


def test_the_project_inside_opens_where_the_file_was_moved(answers, plan):
    project = answers["project"]
    assert project["read"]
    assert project["title"] == "东湖区小学招生划片方案图"
    assert project["crs"] == "EPSG:4549"
    assert [layer["name"] for layer in project["layers"]] == [LAYERS[name].title.zh for name in LAYERS]
    assert all(layer["valid"] for layer in project["layers"])
    assert [layer["features"] for layer in project["layers"]] == [len(plan.frames[name]) for name in LAYERS]
    assert {layer["name"] for layer in project["layers"] if layer["shown"]} == {"学校", "招生片区"}
    assert {layer["renderer"] for layer in project["layers"]} == {"categorizedSymbol"}
    assert len(project["tables"]) == 1
    assert project["tables"][0]["features"] == len(plan.meta)
    assert "内部工作用图" in project["notice"]
    assert "示意图" in project["notice"]


def test_the_project_draws_the_map(answers, plan):
    picture = imread(answers["picture"])[:, :, :3]
    fills = {tuple(int(fill[i : i + 2], 16) for i in (1, 3, 5)) for fill in plan.frames["zones"]["fill"]}
    seen = np.rint(picture.reshape(-1, 3) * 255).astype(int)
    for fill in fills:  # at 55 % over white
        shown = np.array(fill) * 0.55 + 255 * 0.45
        share = (np.abs(seen - shown).max(axis=1) <= 2).mean()
        assert share > 0.02, (fill, share)
    assert (seen.max(axis=1) < 60).mean() > 0.002, "outlines and 汉字"


def test_gcj02_opens_too_and_says_what_it_is(answers):
    project = answers["gcj02"]
    assert project["read"]
    assert all(layer["valid"] and "GCJ-02" in layer["crs_name"] for layer in project["layers"])


def test_a_shapefile_in_gbk_is_read_with_its_characters(answers, plan):
    assert answers["shapes"]["None"]["first"]["NAME"] == plan.frames["blocks"]["name"].iloc[0]


def test_views_of_postgis_open_as_layers(qgis, plan):
    import postgres

    with postgres.server() as server:
        from zoning import database
        from zoning.exchange.postgis import publish

        with database.connected(server.conninfo()) as connection:
            publish(plan, connection, "primary_2026")
        (view,) = qgis({"ask": "postgis", "host": "127.0.0.1", "port": str(server.port), "database": "zoning", "user": "zoning", "schema": "zoning_current", "table": "zones"})  # fmt: skip
    assert view["valid"]
    assert view["crs"] == "EPSG:4549"
    assert sorted(view["names"]) == sorted(plan.frames["zones"]["name"])
