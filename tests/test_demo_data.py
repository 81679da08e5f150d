"""The invented district that ships: as its script writes it, marked as invented, and sound."""

import csv
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from zoning import scenario

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
LAYERS = sorted((DATA / "boundaries").glob("*.geojson"))
TABLES = sorted((DATA / "schools").glob("*.csv"))
POPULATION = sorted((DATA / "population").glob("*.csv"))
SCENARIOS = sorted(DATA.glob("*.toml"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def blocks() -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / "boundaries" / "blocks.geojson").to_crs("EPSG:4549").set_index("地块编号")


@pytest.mark.slow
def test_the_script_writes_these_very_bytes():
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_demo.py"), "--check"],
        capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_there_are_layers_tables_and_scenarios():
    assert {path.stem for path in LAYERS} == {
        "barriers",
        "blocks",
        "crossings",
        "district",
        "streets",
        "subdistricts",
    }
    assert {path.stem for path in TABLES} == {
        "candidate_sites",
        "kindergartens",
        "quality",
        "attendance",
        "citywide",
        "schools",
    }
    assert {path.name for path in SCENARIOS} == {
        "demo.toml",
        "demo-balance.toml",
        "demo-junior.toml",
        "demo-kindergarten.toml",
        "demo-layout.toml",
        "demo-new-school.toml",
    }
    assert {path.stem for path in POPULATION} == {"births", "estates", "rolls"}


@pytest.mark.parametrize(
    "path", [*LAYERS, *TABLES, *POPULATION, *SCENARIOS, DATA / "README.md"], ids=lambda path: path.name
)
def test_every_file_says_that_it_is_invented(path):
    text = path.read_text(encoding="utf-8-sig")
    assert "虚构" in text
    if path in TABLES:
        assert {row["数据说明"] for row in rows(path)} == {"虚构数据"}
    if path in LAYERS:
        assert "虚构数据" in json.loads(text)["name"]
    if path in SCENARIOS:
        assert scenario.load(path).map.fictitious


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_every_scenario_names_files_that_are_there(path):
    asked = scenario.load(path)
    for _, given in asked.inputs:
        if hasattr(given, "path"):
            assert given.path.is_file()
    assert "虚构" in asked.name
    assert tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "column"),
    [("schools", "学校标识码"), ("kindergartens", "幼儿园标识码"), ("candidate_sites", "编号")],
)
def test_ids_and_names_are_unique(file, column):
    table = rows(DATA / "schools" / f"{file}.csv")
    name = next(key for key in ("学校名称", "园所名称", "名称") if key in table[0])
    for key in (column, name):
        values = [row[key] for row in table]
        assert len(values) == len(set(values))
        assert all(values)


def test_blocks_are_unique_valid_and_do_not_overlap(blocks):
    assert blocks.index.is_unique
    assert blocks.geometry.is_valid.all()
    assert (blocks.geometry.geom_type == "Polygon").all()
    assert (blocks.area > 500).all()
    one, other = blocks.sindex.query(blocks.geometry, predicate="intersects")
    once = one < other
    shapes = blocks.geometry.to_numpy()
    shared = shapely.area(shapely.intersection(shapes[one[once]], shapes[other[once]]))
    assert shared.max(initial=0) < 1.0


def test_blocks_lie_in_the_district_and_on_no_river(blocks):
    district = gpd.read_file(DATA / "boundaries" / "district.geojson").to_crs(blocks.crs).union_all()
    assert shapely.area(shapely.difference(blocks.geometry.to_numpy(), district)).max() < 1.0
    barriers = gpd.read_file(DATA / "boundaries" / "barriers.geojson").to_crs(blocks.crs)
    river = barriers[barriers.geom_type.isin(["Polygon", "MultiPolygon"])].union_all()
    assert shapely.area(shapely.intersection(blocks.geometry.to_numpy(), river)).max() < 1.0


def test_subdistricts_tile_the_district():
    parts = gpd.read_file(DATA / "boundaries" / "subdistricts.geojson").to_crs("EPSG:4549")
    district = gpd.read_file(DATA / "boundaries" / "district.geojson").to_crs("EPSG:4549").union_all()
    assert len(parts) == 4
    assert parts.area.sum() == pytest.approx(district.area, rel=1e-4)
    assert parts.union_all().symmetric_difference(district).area < 1e-4 * district.area


def test_the_totals_are_those_of_a_district(blocks):
    assert 500 <= len(blocks) <= 1000
    for stage, low, high in (("幼儿园适龄", 0.05, 0.2), ("小学适龄", 0.08, 0.25), ("初中适龄", 0.03, 0.15)):
        assert low < blocks[stage].sum() / blocks["户数"].sum() < high
        assert (blocks[stage] >= 0).all()
        assert (blocks.loc[blocks["户数"] == 0, stage] == 0).all()
    assert (blocks.loc[blocks["类型"].isin(["公园", "工业", "商业"]), "小学适龄"] == 0).all()


@pytest.mark.parametrize(
    ("stage", "kind", "count", "size"), [("小学适龄", "小学", 16, 45), ("初中适龄", "初中", 8, 50)]
)
def test_seats_are_classes_times_their_size_and_enough_for_all(blocks, stage, kind, count, size):
    schools = [row for row in rows(DATA / "schools" / "schools.csv") if kind in row["办学类型"]]
    assert len(schools) == count
    for row in schools:
        assert int(row["学位数"]) == int(row["班数"]) * size
    seats, pupils = sum(int(row["学位数"]) for row in schools), blocks[stage].sum()
    assert 1.02 < seats / pupils < 1.3
    assert {row["坐标系"] for row in schools} == {"GCJ-02"}


def test_todays_zones_name_schools_that_exist_and_the_roll_is_their_pupils(blocks):
    by_name = {row["学校名称"]: row for row in rows(DATA / "schools" / "schools.csv")}
    for column, stage in (("现小学", "小学适龄"), ("现初中", "初中适龄")):
        lived = blocks[blocks[stage] > 0]
        assert set(lived[column]) <= set(by_name)
        for school, pupils in lived.groupby(column)[stage].sum().items():
            assert int(by_name[school]["在校生数"]) == pupils


def test_addresses_are_given_and_no_real_district_is_meant(blocks):
    assert blocks["地址"].notna().all()
    assert blocks["小区名称"].notna().all()
    assert blocks.loc[blocks["小学适龄"] > 0, "小区名称"].is_unique


def test_the_form_of_every_school_agrees_with_the_table_of_schools_and_its_classes_add_up():
    schools = {row["学校标识码"]: row for row in rows(DATA / "schools" / "schools.csv")}
    forms = {row["学校标识码"]: row for row in rows(DATA / "schools" / "quality.csv")}
    assert list(forms) == list(schools)
    for code, form in forms.items():
        school = schools[code]
        assert (form["学校名称"], form["学段"], form["班数"]) == (
            school["学校名称"],
            school["办学类型"],
            school["班数"],
        )
        assert form["学生数"] == school["在校生数"]
        sizes = [int(size) for size in form["班级人数"].split("、")]
        assert (len(sizes), sum(sizes)) == (int(form["班数"]), int(form["学生数"]))
    rural = [forms[code] for code in ("P15", "P16")]
    assert {form["城乡类型"] for form in rural} == {"镇区", "乡村"}
    backbone = {code: int(form["县级以上骨干教师数"]) / int(form["学生数"]) for code, form in forms.items()}
    assert backbone["P01"] > 4 * max(
        backbone["P15"], backbone["P16"]
    )  # an old strong school, weak ones in the country


def test_the_roll_by_block_adds_up_to_the_pupils_of_every_school_and_of_every_block(blocks):
    forms = {row["学校标识码"]: row for row in rows(DATA / "schools" / "quality.csv")}
    homes = {"小学": dict.fromkeys(blocks.index, 0), "初中": dict.fromkeys(blocks.index, 0)}
    pupils, inside = dict.fromkeys(forms, 0), dict.fromkeys(forms, 0)
    for row in rows(DATA / "schools" / "attendance.csv"):
        code, block, count = row["学校标识码"], row["地块编号"], int(row["人数"])
        stage = forms[code]["学段"]
        pupils[code] += count
        homes[stage][block] += count
        inside[code] += count if blocks.at[block, f"现{stage}"] == row["学校名称"] else 0
    for code, form in forms.items():
        assert pupils[code] == int(form["学生数"])
        assert inside[code] == int(form["家庭住址在划片范围内的在校学生人数"])
    for stage, counts in homes.items():
        assert counts == blocks[f"{stage}适龄"].to_dict()
