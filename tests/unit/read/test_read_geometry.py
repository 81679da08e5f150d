import pytest
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box
from small_files import geojson, middle, said, scenario, schools_file, square, wrong_with

from zoning.read import study_area

ROWS = [{"地块编号": f"B{i + 1}", "小学适龄": 10, "现小学": "一小"} for i in range(4)]
BOW_TIE = Polygon([(118.60, 37.45), (118.604, 37.454), (118.604, 37.45), (118.60, 37.454)])


def town(folder, shapes, **blocks):
    """Blocks of these shapes and two schools."""
    geojson(folder / "blocks.geojson", shapes, ROWS[: len(shapes)])
    schools_file(folder)
    return scenario(folder, blocks=blocks)


def test_a_missing_and_an_empty_shape_are_problems_of_their_rows(tmp_path):
    report = wrong_with(town(tmp_path, [square(0), None, Polygon(), square(3)]))
    assert "B2: has no shape" in report
    assert "B3: has no shape" in report
    assert "B1" not in report


def test_an_invalid_shape_is_explained(tmp_path):
    report = wrong_with(town(tmp_path, [BOW_TIE, square(1)]))
    assert "B1: the shape is invalid (Self-intersection[118.602 37.452])" in report
    assert "set repair = true in inputs.blocks" in report


def test_repair_mends_the_shape_keeps_its_area_and_says_so(tmp_path):
    area = study_area(town(tmp_path, [BOW_TIE, square(1)], repair=True))
    assert area.blocks.geometry.is_valid.all()
    assert area.blocks.area["B1"] == pytest.approx(
        area.blocks.area["B2"] / 2, rel=1e-3
    )  # two triangles, a quarter each
    assert "1 invalid shape(s) were mended" in said(area.notes, "assumption")


def test_a_collection_gives_its_polygons_when_repaired(tmp_path):
    mixed = GeometryCollection([square(0), LineString([(118.6, 37.45), (118.61, 37.45)])])
    assert "B1: the shape is none of: polygons" in wrong_with(town(tmp_path, [mixed, square(1)]))
    area = study_area(town(tmp_path, [mixed, square(1)], repair=True))
    assert set(area.blocks.geom_type) == {"Polygon"}


def test_blocks_on_top_of_each_other_are_a_problem_unless_allowed(tmp_path):
    twice = [square(0), square(0), square(1)]
    assert "B1: overlaps B2" in wrong_with(town(tmp_path, twice))
    area = study_area(town(tmp_path, twice, allow_overlap=True))
    assert "1 pairs of blocks overlap" in said(area.notes, "assumption")


def test_a_sliver_of_overlap_is_a_note_and_no_problem(tmp_path):
    west, south, east, north = square(0).bounds
    wider = box(west, south, east + 0.00002, north)  # 1.8 m into a block of 354 m: 0.5 %
    notes = study_area(town(tmp_path, [wider, square(1)])).notes
    assert "1 pairs of blocks overlap by a sliver" in said(notes, "info")


def test_blocks_that_only_touch_do_not_overlap(tmp_path):
    assert "overlap" not in said(study_area(town(tmp_path, [square(i) for i in range(4)])).notes)


def test_many_problems_of_one_kind_are_cut_short_and_counted(tmp_path):
    rows = [{"地块编号": f"B{i}", "小学适龄": 1} for i in range(30)]
    geojson(tmp_path / "blocks.geojson", [square(0), *[None] * 29], rows)
    schools_file(tmp_path)
    report = wrong_with(scenario(tmp_path))
    assert report.count("has no shape") == 20
    assert "9 more of the same" in report


def test_a_multipoint_of_one_point_is_a_school(tmp_path):
    geojson(tmp_path / "blocks.geojson", [square(0)], ROWS[:1])
    rows = [{"学校编号": "S1", "学校名称": "一小", "学位": 60}]
    path = geojson(tmp_path / "schools.geojson", [MultiPoint([middle(0)])], rows)
    schools = study_area(scenario(tmp_path, schools={"path": path})).schools
    assert schools.geom_type.tolist() == ["Point"]


def test_a_line_for_a_school_is_a_problem_of_its_row(tmp_path):
    geojson(tmp_path / "blocks.geojson", [square(0)], ROWS[:1])
    rows = [{"学校编号": i, "学校名称": n, "学位": 60} for i, n in (("S1", "一小"), ("S2", "二小"))]
    path = geojson(
        tmp_path / "schools.geojson", [middle(0), LineString([(118.6, 37.45), (118.61, 37.45)])], rows
    )
    assert "S2: the shape is no point" in wrong_with(scenario(tmp_path, schools={"path": path}))


def test_a_block_in_another_province_is_a_problem(tmp_path):
    far = box(121.0, 31.0, 121.01, 31.01)
    assert "B3: lies" in wrong_with(town(tmp_path, [square(0), square(1), far]))


def test_heights_are_forgotten(tmp_path):
    high = Polygon([(x, y, 12.5) for x, y in square(0).exterior.coords])
    blocks = study_area(town(tmp_path, [high, square(1)])).blocks
    assert not blocks.has_z.any()
    assert blocks.geometry["B1"].contains(Point(blocks.geometry["B1"].centroid))
