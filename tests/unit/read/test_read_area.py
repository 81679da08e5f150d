import pytest
from small_files import (
    SHARED,
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

import zoning.read as read
from zoning.errors import InputError
from zoning.scenario import Scenario


def test_a_district_is_read_whole_in_one_metric_crs(tmp_path):
    area = read.study_area(district(tmp_path))
    assert area.crs == "EPSG:4549"
    assert list(area.blocks.index) == ["B1", "B2", "B3", "B4"]
    assert area.blocks["pupils"].tolist() == [10, 20, 30, 40]
    assert area.schools["seats"].tolist() == [60, 50]
    assert area.schools["status"].tolist() == ["open", "open"]
    assert area.blocks.crs == area.schools.crs == area.crs
    assert area.blocks.area.between(150_000, 160_000).all()  # 354 m by 444 m
    assert area.streets is None
    assert area.barriers.empty


def test_the_blocks_know_todays_school_by_id(tmp_path):
    assert read.study_area(district(tmp_path)).blocks["current_school"].tolist() == ["S1", "S1", "S2", "S2"]


def test_every_problem_of_every_table_is_listed_at_once(tmp_path):
    rows = [
        {"地块编号": "B1", "小学适龄": -3, "现小学": "三小"},
        {"地块编号": "B1", "小学适龄": "多", "现小学": "一小"},
    ]
    geojson(tmp_path / "blocks.geojson", [square(0), None], rows)
    schools_file(tmp_path, "学校编号,学校名称,经度,纬度\nS1,一小,118.6,x\nS2,二小,118.6,37.45\n")
    asked = scenario(
        tmp_path, boundary={"path": tmp_path / "none.geojson"}, streets={"path": tmp_path / "roads.geojson"}
    )
    report = wrong_with(asked)
    for expected in (
        "pupils: pupils of the stage is -3",
        "'多' is not a number",
        "the id appears 2 times",
        "has no shape",
        "name the school '三小'",
        "the coordinate is not a number",
        "S1 · seats: has no seats",
        "S2 · seats: has no seats",
        "boundary: 1 problem",
        "streets: 1 problem",
    ):
        assert expected in report


def test_problems_and_notes_come_back_without_raising(tmp_path):
    wrong, notes = read.problems(district(tmp_path))
    assert wrong == []
    assert "no boundary is given" in said(notes)
    wrong, _ = read.problems(district(tmp_path, schools={"datum": None}))
    assert [problem.table for problem in wrong] == ["schools"]


def test_todays_zones_tell_the_school_where_the_blocks_do_not(tmp_path):
    zones = geojson(
        tmp_path / "zones.geojson",
        [square(0).union(square(1)).union(square(2)), square(3)],
        [{"学校": "一小"}, {"学校": "S2"}],
    )
    blocks_file(tmp_path, [None, None, "二小", None])
    schools_file(tmp_path)
    area = read.study_area(scenario(tmp_path, current_zones={"path": zones, "datum": "wgs84"}))
    assert area.blocks["current_school"].tolist() == ["S1", "S1", "S2", "S2"]
    assert "1 blocks name another school than the zone they lie in" in said(area.notes)


def test_a_reference_plan_gives_each_block_the_zone_with_most_of_its_ground(tmp_path):
    rest = (
        square(1).union(square(2)).union(square(3)).buffer(-0.0011, join_style="mitre")
    )  # loses 55 % of block 2's west
    zones = geojson(tmp_path / "zones.geojson", [square(0), rest], [{"school": "一小"}, {"school": "二小"}])
    area = read.study_area(district(tmp_path, references={"plan": {"path": zones, "datum": "wgs84"}}))
    assert area.references["plan"].tolist() == ["S1", "S2", "S2", "S2"]
    assert "straddle" in said(area.notes)


def test_a_block_in_no_zone_is_missing_from_the_reference_and_said(tmp_path):
    zones = geojson(tmp_path / "zones.geojson", [square(0)], [{"school": "一小"}])
    area = read.study_area(district(tmp_path, references={"plan": {"path": zones, "datum": "wgs84"}}))
    assert area.references["plan"].isna().tolist() == [False, True, True, True]
    assert "3 blocks (90 pupils) lie in no zone: B2, B3, B4" in said(area.notes, "warning")


def test_a_zone_of_an_unknown_school_is_a_problem(tmp_path):
    zones = geojson(tmp_path / "zones.geojson", [square(0)], [{"school": "实验小学"}])
    report = wrong_with(district(tmp_path, references={"plan": {"path": zones, "datum": "wgs84"}}))
    assert "references.plan: 1 problem" in report
    assert "'实验小学'" in report


def test_blocks_outside_the_boundary_are_refused_unless_kept(tmp_path):
    edge = geojson(tmp_path / "edge.geojson", [square(0).union(square(1)).union(square(2))], [{"name": "x"}])
    boundary = {"path": edge, "datum": "wgs84"}
    assert "B4: lies outside the boundary" in wrong_with(district(tmp_path, boundary=boundary))
    kept = read.study_area(district(tmp_path, boundary=boundary, blocks={"outside": "keep"}))
    assert len(kept.blocks) == 4
    assert "1 blocks lie outside the boundary and were kept" in said(kept.notes)


def test_all_blocks_outside_is_one_problem_about_the_datum(tmp_path):
    edge = geojson(tmp_path / "edge.geojson", [square(40)], [{"name": "x"}])
    report = wrong_with(district(tmp_path, boundary={"path": edge, "datum": "wgs84"}))
    assert "all blocks lie outside the boundary" in report
    assert "B1" not in report


def test_barriers_and_crossings_have_their_kinds_in_our_words(tmp_path):
    line = geojson(
        tmp_path / "barriers.geojson",
        [square(i).boundary for i in range(3)],
        [{"类型": "河流"}, {"类型": "铁路"}, {"类型": "高速公路"}],
    )
    bridges = geojson(
        tmp_path / "crossings.geojson",
        [middle(0), middle(1), middle(2)],
        [{"类型": k} for k in ("桥", "平交道口", "隧道")],
    )
    area = read.study_area(
        district(
            tmp_path, barriers={"path": line, "datum": "wgs84"}, crossings={"path": bridges, "datum": "wgs84"}
        )
    )
    assert area.barriers["kind"].tolist() == ["river", "railway", "motorway"]
    assert area.crossings["kind"].tolist() == ["bridge", "level_crossing", "underpass"]
    assert area.barriers.crs == area.crs


def test_a_barrier_of_unknown_kind_is_a_problem(tmp_path):
    line = geojson(tmp_path / "barriers.geojson", [square(0).boundary], [{"类型": "围墙"}])
    assert "kind: the kind '围墙' of 1 row(s) is not understood" in wrong_with(
        district(tmp_path, barriers={"path": line, "datum": "wgs84"})
    )


def test_each_input_is_recorded_with_its_hash_and_rows(tmp_path):
    first = read.study_area(district(tmp_path)).sources
    assert (first["blocks"].rows, first["schools"].rows) == (4, 2)
    assert len(first["blocks"].sha256) == 64
    blocks_file(tmp_path, ["一小"] * 4)
    second = read.study_area(scenario(tmp_path)).sources
    assert second["blocks"].sha256 != first["blocks"].sha256
    assert second["schools"].sha256 == first["schools"].sha256


def test_a_school_in_another_city_is_a_problem_and_one_just_outside_a_warning(tmp_path):
    blocks_file(tmp_path)
    lines = [
        "学校编号,学校名称,学位数,经度,纬度",
        f"S1,一小,60,{middle(0).x},{middle(0).y}",
        f"S2,二小,50,{middle(3).x},{middle(3).y}",
    ]
    schools_file(tmp_path, "\n".join([*lines, "S3,三小,1,118.60,38.45"]))
    assert "S3: '三小' is 111 km from the blocks" in wrong_with(scenario(tmp_path))
    schools_file(tmp_path, "\n".join([*lines, "S3,三小,1,118.60,37.46"]))
    assert "farthest 666 m" in said(read.study_area(scenario(tmp_path)).notes, "warning")


def test_two_schools_at_one_point_are_a_warning(tmp_path):
    blocks_file(tmp_path)
    spot = f"{middle(0).x},{middle(0).y}"
    schools_file(tmp_path, f"学校编号,学校名称,学位数,经度,纬度\nS1,一小,60,{spot}\nS2,二小,50,{spot}")
    assert "'一小' and '二小' are at the same point" in said(
        read.study_area(scenario(tmp_path)).notes, "warning"
    )


def test_nothing_but_an_input_error_is_raised_when_all_files_are_missing(tmp_path):
    with pytest.raises(InputError) as raised:
        read.study_area(scenario(tmp_path))
    assert {problem.table for problem in raised.value.problems} == {"blocks", "schools"}


def test_blocks_schools_and_streets_may_all_come_from_openstreetmap():
    path = SHARED / "beijing_wudaokou" / "streets.osm"
    if not path.exists():
        pytest.skip("../shared/data/beijing_wudaokou/streets.osm is not there")
    inputs = {
        "blocks": {"path": path, "buildings": {"floor_area_per_dwelling_m2": 90, "pupils_per_dwelling": 0.2}},
        "schools": {"path": path, "seats_each": 1500},
        "streets": {"path": path},
    }
    area = read.study_area(Scenario.model_validate({"name": "五道口", "inputs": inputs}))
    assert area.crs == "EPSG:4548"
    assert area.streets is not None
    assert area.blocks["pupils"].sum() > 0
    assert area.schools["seats"].eq(1500).all()
    assert area.blocks.index.is_unique
    assert area.sources["blocks"].sha256 == area.sources["streets"].sha256


def test_an_openstreetmap_file_of_blocks_needs_to_be_told_how_buildings_become_pupils(tmp_path):
    schools_file(tmp_path)
    (tmp_path / "town.osm").write_text("<osm version='0.6'></osm>")
    assert "add [inputs.blocks.buildings]" in wrong_with(
        scenario(tmp_path, blocks={"path": tmp_path / "town.osm"})
    )
