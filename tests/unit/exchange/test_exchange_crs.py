"""The CRS of what is handed over: by flag, refused where it cannot be meant, GCJ-02 by name only and marked everywhere."""

import json

import exchanged
import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from zoning import exchange
from zoning.datum import gcj02_to_wgs84
from zoning.errors import ExportError


@pytest.fixture(scope="module")
def plan():
    return exchanged.plan()


def first_corner(frame):
    return shapely.get_coordinates(frame.geometry.iloc[0])[0]


def test_as_it_is_the_plans_own_crs_is_kept(plan):
    assert exchange.in_crs(plan, None) is plan
    np.testing.assert_allclose(first_corner(exchange.in_crs(plan, "EPSG:4549").frames["zones"]), first_corner(plan.frames["zones"]))  # fmt: skip


@pytest.mark.parametrize(
    ("code", "x", "y"),
    [("4548", 632_712.87, 4_148_619.40), ("4549", 367_287.13, 4_148_619.40), ("4528", 40_367_287.13, 4_148_619.40), ("4527", 39_632_712.87, 4_148_619.40), ("4490", 118.5, 37.46), ("4326", 118.5, 37.46)],
)  # fmt: skip
def test_a_known_point_lies_where_the_tables_of_the_survey_say(plan, code, x, y):
    place = shapely.transform(shapely.Point(118.5, 37.46), lambda xy: np.column_stack(pyproj.Transformer.from_crs(4490, plan.frames["schools"].crs, always_xy=True).transform(xy[:, 0], xy[:, 1])))  # fmt: skip
    frame = plan.frames["schools"].assign(geometry=[place] * len(plan.frames["schools"]))
    there = exchange.in_crs(exchange.PlanLayers({**plan.frames, "schools": frame}, plan.meta), code).frames["schools"]  # fmt: skip
    assert there.crs.to_epsg() == int(code)
    np.testing.assert_allclose(first_corner(there), (x, y), atol=0.006)


@pytest.mark.parametrize("form", ["gpkg", "shp", "fgb", "parquet"])
@pytest.mark.parametrize("code", ["4490", "4528"])
def test_files_declare_the_crs_and_lie_where_the_plan_lies(plan, form, code, tmp_path):
    exchange.write(exchange.in_crs(plan, code), [form], tmp_path / "gis", crs=code)
    back = exchanged.back(tmp_path / "gis", form, "zones")
    assert back.crs.to_epsg() == int(code)
    exchanged.assert_same(plan, tmp_path / "gis", form)


@pytest.mark.parametrize("code", ["3857", "4214", "2000", "nonsense", "EPSG:", "4544"])
def test_other_systems_and_far_zones_are_refused_with_what_will_do(plan, code):
    with pytest.raises(ExportError) as raised:
        exchange.in_crs(plan, code)
    assert "4549" in raised.value.to("zh") or "4490" in raised.value.to("zh")


@pytest.mark.parametrize(("form", "code"), [("kml", "4490"), ("geojson", "4549"), ("kml", "gcj02")])
def test_formats_of_wgs84_alone_refuse_another_crs(plan, form, code, tmp_path):
    with pytest.raises(ExportError, match="4326"):
        exchange.write(exchange.in_crs(plan, code), [form], tmp_path / "gis", crs=code)
    assert not (tmp_path / "gis").exists()


@pytest.mark.parametrize("form", ["gpkg", "shp", "fgb", "parquet", "geojson"])
def test_gcj02_is_marked_in_names_field_and_crs_and_comes_back_where_it_was(plan, form, tmp_path):
    shifted = exchange.in_crs(plan, "GCJ-02")
    files, notes = exchange.write(shifted, [form], tmp_path / "gis", crs="gcj02")
    assert any("GCJ-02" in note.text.zh for note in notes)
    assert all("_gcj02" in file.name for file in files if file.suffix not in (".csv", ".xlsx"))
    back = exchanged.back(tmp_path / "gis", form, "schools", "_gcj02")
    assert set(back["DATUM" if form == "shp" else "datum"]) == {"GCJ-02"}
    assert "GCJ-02" in (tmp_path / "gis" / "meta.csv").read_text(encoding="utf-8-sig")
    if form != "geojson":  # which has no place for a CRS
        assert "GCJ-02" in back.crs.name
        assert back.crs.to_epsg() is None
    xy = shapely.get_coordinates(back.geometry.to_numpy())
    real = shapely.get_coordinates(plan.frames["schools"].sort_values("school_id").to_crs("EPSG:4326").geometry.to_numpy())  # fmt: skip
    assert (np.abs(xy - real).max(axis=0) > 0.0005).all(), "hundreds of metres off"
    np.testing.assert_allclose(np.column_stack(gcj02_to_wgs84(*xy.T)), real, atol=1e-6)


def test_nothing_else_says_gcj02(plan, tmp_path):
    files, _ = exchange.write(plan, ["gpkg", "shp", "geojson", "fgb", "kml"], tmp_path / "gis")
    assert not any("gcj" in file.name for file in files)
    assert "datum" not in json.loads((tmp_path / "gis" / "zones.geojson").read_text(encoding="utf-8"))
    assert "datum" not in pyogrio.read_info(tmp_path / "gis" / "plan.gpkg", layer="zones")["fields"]
