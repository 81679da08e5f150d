import warnings

import geopandas as gpd
import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from small_files import (
    blocks_file,
    district,
    geojson,
    middle,
    said,
    scenario,
    schools_file,
    square,
    wrong_with,
)

from zoning.datum import wgs84_to_gcj02
from zoning.read import metric_crs, problems, study_area
from zoning.read.coordinates import moved

DONGYING = (118.50, 37.46)


@pytest.mark.parametrize(
    ("epsg", "x", "y"),
    [(4548, 632_712.87, 4_148_619.40), (4549, 367_287.13, 4_148_619.40), (4528, 40_367_287.13, 4_148_619.40)],
)
def test_the_same_point_of_dongying_in_three_zones(epsg, x, y):
    point = moved(np.array([shapely.Point(*DONGYING)]), "EPSG:4326", f"EPSG:{epsg}")[0]
    assert (round(point.x, 2), round(point.y, 2)) == (x, y)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (118.4, 37.4, 4548),
        (118.6, 37.4, 4549),
        (113.6, 34.7, 4547),
        (73.6, 39, 4534),
        (-122.7, 38.4, 32610),
        (151.2, -33.9, 32756),
    ],
)
def test_the_metric_crs_is_the_nearest_chinese_zone_or_utm(lon, lat, code):
    assert metric_crs(lon, lat) == f"EPSG:{code}"


def written(folder, crs, swap=False, declare=True):
    """The four blocks in a projected CRS, as a GeoPackage."""
    rows = {"地块编号": ["B1", "B2", "B3", "B4"], "小学适龄": [10, 20, 30, 40]}
    frame = gpd.GeoDataFrame(rows, geometry=[square(i) for i in range(4)], crs="EPSG:4326").to_crs(crs)
    if swap:
        frame = frame.set_geometry(
            shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=crs
        )
    path = folder / "blocks.gpkg"
    path.unlink(missing_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that no CRS is written: that is the point
        pyogrio.write_dataframe(frame if declare else frame.set_crs(None, allow_override=True), path)
    schools_file(folder)
    return path


def report(folder, path, **options):
    return wrong_with(scenario(folder, blocks={"path": path, "datum": None, **options}))


@pytest.mark.parametrize(
    "crs", ["EPSG:4548", "EPSG:4549", "EPSG:4528", "EPSG:4498", "EPSG:32650", "EPSG:3857"]
)
def test_blocks_in_any_projected_crs_land_on_the_same_ground(tmp_path, crs):
    blocks_file(tmp_path)
    schools_file(tmp_path)
    here = study_area(scenario(tmp_path)).blocks
    there = study_area(scenario(tmp_path, blocks={"path": written(tmp_path, crs), "datum": None})).blocks
    assert there.crs == "EPSG:4549"
    assert shapely.hausdorff_distance(here.geometry.to_numpy(), there.geometry.to_numpy()).max() < 0.01


def test_eight_digits_without_a_crs_name_the_zone_they_fit(tmp_path):
    path = written(tmp_path, "EPSG:4528", declare=False)
    assert 'likely EPSG:4528; check and set crs = "EPSG:4528" in inputs.blocks' in report(tmp_path, path)
    assert report(tmp_path, path, crs="EPSG:4528") == ""


def test_six_digits_without_a_crs_ask_for_the_central_meridian(tmp_path):
    text = report(tmp_path, written(tmp_path, "EPSG:4549", declare=False))
    assert "ask who made the file for its central meridian" in text
    assert '120° → "EPSG:4549"' in text


def test_a_zone_without_prefix_declared_for_numbers_with_one_is_named(tmp_path):
    path = written(tmp_path, "EPSG:4528", declare=False)
    assert "fit EPSG:4528" in report(tmp_path, path, crs="EPSG:4549")


def test_a_zone_with_prefix_declared_for_numbers_without_is_named(tmp_path):
    path = written(tmp_path, "EPSG:4549", declare=False)
    assert "fit EPSG:4549" in report(tmp_path, path, crs="EPSG:4528")


def test_the_surveyors_x_is_north_is_recognised_and_swapped_when_told(tmp_path):
    path = written(tmp_path, "EPSG:4549", swap=True)
    assert "x and y change places" in report(tmp_path, path)
    assert report(tmp_path, path, swap_axes=True) == ""


def test_swapped_axes_without_a_crs_are_recognised_too(tmp_path):
    assert "swap_axes = true as well" in report(
        tmp_path, written(tmp_path, "EPSG:4549", swap=True, declare=False)
    )
    text = report(tmp_path, written(tmp_path, "EPSG:4528", swap=True, declare=False))
    assert "EPSG:4528" in text
    assert "swap_axes = true" in text


def test_surveyed_x_and_y_columns_of_a_sheet_are_recognised(tmp_path):
    blocks_file(tmp_path)
    to_metres = pyproj.Transformer.from_crs(4326, 4549, always_xy=True)
    rows = [(name, *to_metres.transform(middle(i).x, middle(i).y)) for name, i in (("一小", 0), ("二小", 3))]
    lines = [f"{name},{name},60,{north:.2f},{east:.2f}" for name, east, north in rows]
    schools_file(tmp_path, "\n".join(["编号,校名,学位,X坐标,Y坐标", *lines]))
    given = {"datum": None, "crs": "EPSG:4549"}
    assert "x and y change places" in wrong_with(scenario(tmp_path, schools=given))
    area = study_area(scenario(tmp_path, schools={**given, "swap_axes": True}))
    assert area.blocks.geometry["B1"].contains(area.schools.geometry["一小"])


def test_latitude_before_longitude_is_recognised_and_swapped_when_told(tmp_path):
    blocks_file(tmp_path)
    lines = [
        f"S{i},{name},60,{middle(at).y},{middle(at).x}"
        for i, (name, at) in enumerate((("一小", 0), ("二小", 3)))
    ]
    schools_file(tmp_path, "\n".join(["学校编号,学校名称,学位数,经度,纬度", *lines]))
    assert "longitude and latitude change places (about 37.45, 118.61)" in wrong_with(scenario(tmp_path))
    area = study_area(scenario(tmp_path, schools={"swap_axes": True}))
    assert area.blocks.geometry["B1"].contains(area.schools.geometry["S0"])


@pytest.mark.parametrize("table", ["blocks", "schools"])
def test_degrees_without_a_datum_are_refused_naming_the_key_and_the_choices(tmp_path, table):
    text = wrong_with(district(tmp_path, **{table: {"datum": None}}))
    assert f"set inputs.{table}.datum" in text
    for choice in ("wgs84", "cgcs2000", "gcj02", "bd09"):
        assert f'"{choice}"' in text


def test_gcj02_points_come_back_to_where_they_are(tmp_path):
    here = study_area(district(tmp_path))
    lon, lat = wgs84_to_gcj02(np.array([middle(0).x, middle(3).x]), np.array([middle(0).y, middle(3).y]))
    lines = [f"S{i + 1},{'一二'[i]}小,60,{lon[i]:.9f},{lat[i]:.9f}" for i in range(2)]
    schools_file(tmp_path, "\n".join(["学校编号,学校名称,学位数,经度,纬度", *lines]))
    there = study_area(scenario(tmp_path, schools={"datum": "gcj02"}))
    assert here.schools.distance(there.schools).max() < 0.01
    assert "converted from GCJ02 to WGS84" in said(there.notes)


def test_gcj02_outside_china_is_refused(tmp_path):
    rows = [{"地块编号": "B1", "小学适龄": 1}]
    geojson(tmp_path / "blocks.geojson", [shapely.box(-122.8, 38.4, -122.7, 38.5)], rows)
    schools_file(tmp_path)
    assert "not in China" in wrong_with(scenario(tmp_path, blocks={"datum": "gcj02"}))


def test_impossible_coordinates_are_problems_of_their_rows(tmp_path):
    blocks_file(tmp_path)
    lines = ["学校编号,学校名称,学位数,经度,纬度", f"S1,一小,1,{middle(0).x},{middle(0).y}", f"S2,二小,1,{middle(3).x},{middle(3).y}",
             f"S3,三小,1,{middle(3).x},{middle(3).y}", "S4,四小,1,0,0", "S5,五小,1,1186.4,37.45", "S6,六小,1,,37.45"]  # fmt: skip
    schools_file(tmp_path, "\n".join(lines))
    text = wrong_with(scenario(tmp_path))
    assert "S4: the coordinate (0, 0) is no place on earth" in text
    assert "S5: the coordinate (1186.4, 37.45) is no place on earth" in text
    assert "S6 · 经度: there is no coordinate" in text
    assert "S1:" not in text


def test_a_projected_file_cannot_be_gcj02(tmp_path):
    path = written(tmp_path, "EPSG:4549")
    assert "which is never gcj02" in report(tmp_path, path, datum="gcj02")


def test_a_crs_nobody_knows_is_named(tmp_path):
    path = written(tmp_path, "EPSG:4549", declare=False)
    assert "'EPSG:99999' is no known coordinate reference system" in report(tmp_path, path, crs="EPSG:99999")


def test_a_scenario_crs_that_overrules_the_file_is_a_warning(tmp_path):
    path = written(tmp_path, "EPSG:4549")
    given = scenario(
        tmp_path, blocks={"path": path, "datum": None, "crs": "EPSG:4781"}
    )  # the same zone, older datum
    _, notes = problems(given)
    assert "the file declares EPSG:4549; it was read as EPSG:4781" in said(notes, "warning")
