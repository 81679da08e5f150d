import shutil
import warnings

import geopandas as gpd
import pyogrio
import pytest
from small_files import SHARED, blocks_file, geojson, middle, said, scenario, schools_file, square, wrong_with

from zoning import tables
from zoning.read import layer
from zoning.scenario import BlocksInput, SchoolsInput, TableInput

NAMES = ["明月湖小区", "沙河花园", "河口新村", "锦绣东方"]


def blocks(path, **options):
    return layer.read(BlocksInput(path=path, **options), tables.blocks("primary"))


def frame(crs="EPSG:4549"):
    columns = {"编号": ["1", "2", "3", "4"], "小区名": NAMES, "适龄学生": [10, 20, 30, 40]}
    return gpd.GeoDataFrame(columns, geometry=[square(i) for i in range(4)], crs="EPSG:4326").to_crs(crs)


def shapefile(folder, encoding, cpg=None):
    path = folder / "blocks.shp"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it cuts the header 适龄学生 to ten bytes: that is the point
        pyogrio.write_dataframe(frame(), path, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


@pytest.mark.parametrize(
    ("encoding", "cpg", "why"),
    [
        ("GB18030", None, "as GB18030 (no .cpg, and the text is not UTF-8)"),
        ("UTF-8", None, "as UTF-8 (no .cpg, and all text is valid UTF-8)"),
        ("GB18030", "GBK", "as GB18030 (its .cpg says so)"),
        ("GB18030", "936", "as GB18030 (its .cpg says so)"),
        ("UTF-8", "UTF-8", "as UTF-8 (its .cpg says so)"),
        ("GB18030", "UTF-8", "as GB18030 (its .cpg says UTF-8, which does not fit)"),
    ],
)
def test_the_text_of_a_shapefile_is_read_whatever_its_encoding_and_the_choice_is_said(
    tmp_path, encoding, cpg, why
):
    read = blocks(shapefile(tmp_path, encoding, cpg))
    assert read.found.problems == ()
    assert read.frame["name"].tolist() == NAMES
    assert read.frame["pupils"].tolist() == [10, 20, 30, 40]
    assert why in said(read.found.notes)


def test_an_encoding_that_is_none_is_named(tmp_path):
    read = blocks(shapefile(tmp_path, "UTF-8"), encoding="klingon")
    assert "encoding 'klingon' is not known" in read.found.problems[0].text.en


@pytest.mark.parametrize("part", [".shx", ".dbf"])
def test_a_shapefile_without_one_of_its_parts_is_refused_by_name(tmp_path, part):
    path = shapefile(tmp_path, "UTF-8")
    path.with_suffix(part).unlink()
    assert f"blocks{part} is missing beside it" in blocks(path).found.problems[0].text.en


def test_a_shapefile_cut_short_is_refused(tmp_path):
    path = shapefile(tmp_path, "UTF-8")
    path.write_bytes(path.read_bytes()[:300])
    assert "cut short: 300 of" in blocks(path).found.problems[0].text.en


def test_the_only_polygon_layer_of_a_geopackage_is_read_and_said(tmp_path):
    path = tmp_path / "all.gpkg"
    pyogrio.write_dataframe(frame(), path, layer="地块")
    pyogrio.write_dataframe(frame().set_geometry(frame().centroid), path, layer="学校")
    read = blocks(path)
    assert read.frame["block_id"].tolist() == ["1", "2", "3", "4"]
    assert "'地块' was read" in said(read.found.notes)


def test_two_polygon_layers_are_listed_until_the_scenario_names_one(tmp_path):
    path = tmp_path / "all.gpkg"
    for name in ("今年", "去年"):
        pyogrio.write_dataframe(frame(), path, layer=name)
    assert "has 2 layers that would do: 今年, 去年" in blocks(path).found.problems[0].text.en
    assert "no layer '前年'" in blocks(path, layer="前年").found.problems[0].text.en
    assert len(blocks(path, layer="去年").frame) == 4


def test_a_geopackage_in_degrees_needs_a_datum_too(tmp_path):
    path = tmp_path / "all.gpkg"
    pyogrio.write_dataframe(frame("EPSG:4490"), path)
    assert "set inputs.blocks.datum" in blocks(path).found.problems[0].text.en
    assert blocks(path, datum="cgcs2000").found.problems == ()


def test_personal_columns_are_left_behind_and_only_their_headers_said(tmp_path):
    rows = [
        {
            "地块编号": "B1",
            "小学适龄": 1,
            "学生姓名": "张小明",
            "备注": "11010519491231002X",
            "监护人电话": "05460001",
        },
        {"地块编号": "B2", "小学适龄": 2, "学生姓名": "李小红", "备注": "", "监护人电话": ""},
    ]
    read = blocks(geojson(tmp_path / "b.geojson", [square(0), square(1)], rows), datum="wgs84")
    assert set(read.frame.columns) == {"block_id", "pupils", "geometry"}
    notes = said(read.found.notes)
    assert "学生姓名, 备注, 监护人电话 (2 rows)" in notes
    for value in ("张小明", "11010519491231002X", "05460001"):
        assert value not in notes


def test_an_id_number_is_never_repeated_in_a_message(tmp_path):
    rows = [{"身份证号": "11010519491231002X", "小学适龄": -1}]
    read = blocks(
        geojson(tmp_path / "b.geojson", [square(0)], rows), datum="wgs84", columns={"block_id": "身份证号"}
    )
    report = "\n".join(p.to("en") + p.to("zh") for p in read.found.problems)
    assert "holds personal ID numbers" in report
    assert "***" in report
    assert "11010519491231002X" not in report


def test_a_school_number_of_eighteen_digits_is_no_person(tmp_path):
    rows = [{"地块编号": "370502000000000017", "小学适龄": 1}]
    assert blocks(geojson(tmp_path / "b.geojson", [square(0)], rows), datum="wgs84").found.problems == ()


def test_a_geojson_in_gbk_is_read_and_said(tmp_path):
    path = geojson(tmp_path / "b.geojson", [square(0)], [{"地块编号": "甲", "小学适龄": 1}])
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    read = blocks(path, datum="wgs84")
    assert read.frame["block_id"].tolist() == ["甲"]
    assert "was read as GB18030" in said(read.found.notes)


def test_wrong_and_empty_files_are_told_apart(tmp_path):
    schools_file(tmp_path)
    good = blocks_file(tmp_path)
    empty = tmp_path / "empty.geojson"
    empty.write_bytes(b"")
    hollow = tmp_path / "hollow.geojson"
    hollow.write_text('{"type": "FeatureCollection", "features": []}')
    archive = shutil.make_archive(str(tmp_path / "pack"), "zip", tmp_path, "blocks.geojson")
    renamed = tmp_path / "program.csv"
    renamed.write_bytes(b"MZ\x90\x00\x03\x00\x00\x00")
    old = tmp_path / "book.xlsx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    paper = tmp_path / "plan.geojson"
    paper.write_bytes(b"%PDF-1.7 ...")
    for path, expected in (
        (tmp_path / "blocks.geojsn", "did you mean blocks.geojson?"),
        (tmp_path, "is a folder"),
        (empty, "is empty (0 bytes)"),
        (hollow, "no row of data"),
        (archive, "unpack first"),
        (renamed, "a program or a picture"),
        (old, "save as .xlsx without a password"),
        (tmp_path / "book.et", "no such file"),
        (paper, "a PDF"),
    ):
        assert expected in wrong_with(scenario(tmp_path, blocks={"path": path})), path
    assert wrong_with(scenario(tmp_path, blocks={"path": good})) == ""


def test_a_csv_too_large_for_a_table_is_refused_unread(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n" * 20_000)
        file.truncate(600 * 1_048_576)  # sparse: takes no room
    read = layer.read(TableInput(path=path), tables.schools())
    assert "600 MB, more than 500 MB" in read.found.problems[0].text.en


def test_points_given_for_blocks_are_refused_once(tmp_path):
    schools_file(tmp_path)
    rows = [{"地块编号": f"B{i}", "小学适龄": 1} for i in range(4)]
    path = geojson(tmp_path / "blocks.geojson", [middle(i) for i in range(4)], rows)
    report = wrong_with(scenario(tmp_path, blocks={"path": path}))
    assert report.count("the file holds points; blocks need polygons") == 1


def test_a_campus_outline_stands_for_a_point_inside_and_says_so(tmp_path):
    path = geojson(tmp_path / "s.geojson", [square(0)], [{"学校编号": "S1", "学校名称": "一小", "学位": 9}])
    read = layer.read(SchoolsInput(path=path, datum="wgs84"), tables.schools())
    assert square(0).contains(read.frame.geometry.iloc[0])
    assert "1 given as outlines" in said(read.found.notes, "assumption")


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not there")
def test_the_shapefile_of_zhengzhou_is_refused_until_its_crs_is_given_and_its_rings_are_mended():
    path = SHARED / "zhengzhou_zhongyuan" / "zy_poly.shp"
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    read = blocks(path, columns={"pupils": "demand"})
    report = " ".join(problem.to("en") for problem in read.found.problems)
    assert "no coordinate reference system is declared" in report
    assert "local grid" in report
    assert "62: the shape is invalid (Ring Self-intersection" in report
    mended = blocks(path, columns={"pupils": "demand"}, repair=True)
    assert [p.text.en[:23] for p in mended.found.problems] == ["no coordinate reference"]
    assert "1 invalid shape(s) were mended" in said(mended.found.notes, "assumption")


def test_the_first_problem_of_a_wrong_blocks_file_does_not_hide_those_of_the_schools(tmp_path):
    blocks_file(tmp_path)
    schools_file(tmp_path, "学校编号,学校名称,经度,纬度\nS1,一小,118.6,37.45\n")
    report = wrong_with(scenario(tmp_path, blocks={"datum": None}))
    assert "set inputs.blocks.datum" in report
    assert "S1 · seats: has no seats" in report
    assert "'二小'" in report
