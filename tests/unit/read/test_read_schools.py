from pathlib import Path

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
    wrong_with,
)

from zoning.read import study_area
from zoning.scenario import Convert, Scenario

HEADER = "学校编号,学校名称,办学类型,学位数,班数,在校生数,经度,纬度"


def at(position):
    return f"{middle(position).x},{middle(position).y}"


def town(folder, *lines, **inputs):
    """Four blocks and the schools of these lines, under HEADER and without their coordinates."""
    blocks_file(folder, inputs.pop("today", ("一小", "一小", "二小", "二小")))
    schools_file(folder, "\n".join([HEADER, *(f"{line},{at(i)}" for i, line in enumerate(lines))]))
    return scenario(folder, **inputs)


def test_only_schools_of_the_stage_take_part_and_the_others_are_counted(tmp_path):
    lines = (
        "S1,一小,小学,60,,",
        "S2,二小,九年一贯制学校,50,,",
        "S3,三中,初级中学,90,,",
        "S4,四幼,幼儿园,90,,",
    )
    area = study_area(town(tmp_path, *lines))
    assert list(area.schools.index) == ["S1", "S2"]
    notes = said(area.notes)
    assert "2 are no primary schools (初级中学, 幼儿园) and were set aside" in notes
    assert "1 school(s) teach more than one stage (二小)" in said(area.notes, "warning")


def test_a_nine_year_school_counts_for_junior_too(tmp_path):
    lines = (
        "S1,一小,小学,60,,",
        "S2,二校,九年一贯制学校,50,,",
        "S3,三中,完全中学,90,,",
        "S4,四中,高级中学,90,,",
    )
    rows = [{"地块编号": "B1", "初中适龄": 5}]
    asked = town(tmp_path, *lines, stage="junior")
    geojson(tmp_path / "blocks.geojson", [middle(0).buffer(0.001)], rows)
    assert list(study_area(asked).schools.index) == ["S2", "S3"]


def test_a_school_that_takes_up_the_stage_is_read_though_it_teaches_another(tmp_path):
    asked = town(tmp_path, "S1,一小,小学,60,,", "S2,二小,小学,50,,", "S3,三中,初级中学,90,,")
    for to, read in (("primary", ["S1", "S2", "S3"]), ("junior", ["S1", "S2"])):
        area = study_area(asked.model_copy(update={"convert": (Convert(id="S3", to=to, seats=70),)}))
        assert list(area.schools.index) == read
        assert ("set aside" in said(area.notes)) == (to == "junior")


def test_a_stage_nobody_knows_is_a_problem_and_no_stage_an_assumption(tmp_path):
    report = wrong_with(town(tmp_path, "S1,一小,小学,60,,", "S2,二小,某校,50,,"))
    assert "stage: the stage '某校' of 1 school(s) is not understood" in report
    area = study_area(town(tmp_path, "S1,一小,小学,60,,", "S2,二小,,50,,"))
    assert "1 schools give no stage and were taken for primary schools" in said(area.notes, "assumption")


def test_a_file_without_any_school_of_the_stage_is_a_problem(tmp_path):
    assert "there are no primary schools" in wrong_with(town(tmp_path, "S1,一中,初中,60,,", today=[None] * 4))


def test_seats_each_fills_what_is_empty_and_says_so(tmp_path):
    area = study_area(town(tmp_path, "S1,一小,小学,60,,", "S2,二小,小学,,,", schools={"seats_each": 45}))
    assert area.schools["seats"].tolist() == [60, 45]
    assert "1 without seats: 45 each, as the scenario assumes" in said(area.notes, "assumption")


def test_seats_from_the_roll_are_rounded_up(tmp_path):
    area = study_area(
        town(tmp_path, "S1,一小,小学,,,41", "S2,二小,小学,,,50", schools={"seats_roll_times": 1.1})
    )
    assert area.schools["seats"].tolist() == [46, 55]  # 45.1 and 55.0
    assert "pupils of the roll × 1.1, 101 seats in all" in said(area.notes, "assumption")


def test_seats_from_todays_zones_where_there_is_no_roll_and_none_means_closed(tmp_path):
    lines = ("S1,一小,小学,,,", "S2,二小,小学,,,", "S3,三小,小学,,,")
    area = study_area(town(tmp_path, *lines, schools={"seats_roll_times": 1.5}))
    assert area.schools["seats"].tolist() == [45, 105, 0]  # blocks of 10 + 20 and of 30 + 40 pupils
    assert area.schools["status"].tolist() == ["open", "open", "closed"]
    assert list(area.open_schools.index) == ["S1", "S2"]
    assert "1 with no seats take no part in the plan: 三小" in said(area.notes)


def test_seats_of_zero_in_the_file_close_a_school(tmp_path):
    area = study_area(town(tmp_path, "S1,一小,小学,0,,", "S2,二小,小学,50,,"))
    assert area.schools["status"].tolist() == ["closed", "open"]


def test_without_any_assumption_each_school_without_seats_is_a_problem(tmp_path):
    report = wrong_with(town(tmp_path, "S1,一小,小学,,12,", "S2,二小,小学,,,300"))
    assert "S1 · seats: has no seats (it has classes: add a column of seats = classes × class size)" in report
    assert (
        "S2 · seats: has no seats; add them, or set seats_each or seats_roll_times in inputs.schools"
        in report
    )


def test_two_assumptions_about_seats_are_one_too_many(tmp_path):
    asked = town(
        tmp_path, "S1,一小,小学,,,", "S2,二小,小学,,,", schools={"seats_each": 9, "seats_roll_times": 1.0}
    )
    assert "both seats_each and seats_roll_times" in wrong_with(asked)


def test_a_roll_that_nobody_knows_cannot_give_seats(tmp_path):
    asked = town(tmp_path, "S1,一小,小学,,,", today=[None] * 4, schools={"seats_roll_times": 1.0})
    assert "seats_roll_times needs a roll: 1 have none" in wrong_with(asked)


def test_candidate_sites_join_the_schools_and_ids_must_differ(tmp_path):
    sites = tmp_path / "sites.csv"
    sites.write_text(f"编号,名称,可设学位,经度,纬度\nC1,新校,1080,{at(1)}\n", encoding="utf-8")
    asked = district(tmp_path, candidates={"path": sites, "datum": "wgs84"})
    schools = study_area(asked).schools
    assert schools["status"].to_dict() == {"S1": "open", "S2": "open", "C1": "candidate"}
    sites.write_text(f"编号,名称,可设学位,经度,纬度\nS1,新校,1080,{at(1)}\n", encoding="utf-8")
    assert "candidates: 1 problem(s)\n  - S1: the id is also that of an existing school" in wrong_with(asked)


def test_an_unknown_school_of_a_block_is_one_problem_a_name_with_the_closest_one(tmp_path):
    asked = town(
        tmp_path,
        "S1,实验小学,小学,60,,",
        "S2,二小,小学,50,,",
        today=("实验小学校", "实验小学校", "二小", "S2"),
    )
    report = wrong_with(asked)
    assert "2 blocks name the school '实验小学校'" in report
    assert "the closest is '实验小学'" in report
    assert '"实验小学校" = "实验小学" under [inputs.schools.same]' in report
    told = scenario(tmp_path, schools={"same": {"实验小学校": "S1"}})
    assert study_area(told).blocks["current_school"].tolist() == ["S1", "S1", "S2", "S2"]


def test_a_spelling_that_leads_nowhere_is_a_problem(tmp_path):
    asked = district(tmp_path, schools={"same": {"老一小": "九小"}})
    assert "maps '老一小' to '九小', which is no name or id" in wrong_with(asked)


def test_full_width_brackets_and_blanks_do_not_make_another_school(tmp_path):
    asked = town(
        tmp_path,
        "S1,实验小学（东校区）,小学,60,,",
        "S2,二小,小学,50,,",
        today=("实验小学(东校区)", "实验小学 （东校区）", "二小", None),
    )
    area = study_area(asked)
    assert area.blocks["current_school"].iloc[:3].tolist() == ["S1", "S1", "S2"]
    assert "1 blocks have no school today" in said(area.notes)


def test_two_schools_of_one_name_must_be_told_apart_by_id(tmp_path):
    asked = town(tmp_path, "S1,一小,小学,60,,", "S2,一小,小学,50,,", today=("一小", "S1", "S2", "S2"))
    assert "two schools are called '一小': use the id" in wrong_with(asked)


def real(folder, *names):
    """The real files, or a skip that names the one missing."""
    paths = [SHARED / folder / name for name in names]
    for path in paths:
        if not path.exists():
            pytest.skip(f"../shared/data/{folder}/{path.name} is not there")
    return paths


def test_santa_rosa_is_read_with_its_plans_and_its_two_unzoned_schools_closed():
    blocks, schools, before, after = real(
        "santa_rosa",
        "blocks_2025_26.geojson",
        "schools_elementary.geojson",
        "zones_2025_26.geojson",
        "zones_2026_27.geojson",
    )
    inputs = {
        "blocks": {"path": blocks, "datum": "wgs84", "columns": {"block_id": "block_of_residence"}},
        "schools": {
            "path": schools,
            "datum": "wgs84",
            "columns": {"school_id": "Name", "name": "Name"},
            "seats_roll_times": 1.1,
            "same": {"Helen Lehman Elementary School": "Hellen Lehman Elementary School"},
        },
        "references": {"2025": {"path": before, "datum": "wgs84"}, "2026": {"path": after, "datum": "wgs84"}},
    }
    area = study_area(Scenario.model_validate({"name": "Santa Rosa", "inputs": inputs}))
    assert (area.crs, len(area.blocks), area.blocks["pupils"].sum()) == ("EPSG:32610", 967, 2861)
    closed = area.schools.index[area.schools["status"] == "closed"]
    assert sorted(closed) == ["Albert Biella Elementary School", "Brook Hill Elementary School"]
    assert (area.references["2025"] == area.blocks["current_school"]).mean() > 0.99
    assert area.references["2026"].nunique() == 6
    without = Scenario.model_validate(
        {"name": "Santa Rosa", "inputs": {**inputs, "schools": {**inputs["schools"], "same": {}}}}
    )
    report = wrong_with(without)
    assert "61 blocks name the school 'Helen Lehman Elementary School'" in report
    assert "the closest is 'Hellen Lehman Elementary School'" in report


def test_zhengzhou_is_read_and_its_slivers_of_overlap_are_said():
    blocks, schools = real(
        "zhengzhou_zhongyuan", "blocks_wgs84_approx.geojson", "schools15_wgs84_approx.geojson"
    )
    inputs = {
        "blocks": {"path": blocks, "datum": "wgs84"},
        "schools": {"path": schools, "datum": "wgs84", "columns": {"name": "school_id"}},
    }
    area = study_area(Scenario.model_validate({"name": "郑州中原", "inputs": inputs}))
    assert (area.crs, area.blocks["pupils"].sum(), area.schools["seats"].sum()) == ("EPSG:4547", 3873, 4095)
    assert "13 pairs of blocks overlap by a sliver" in said(area.notes, "info")


def test_the_published_table_of_hangzhou_is_read_as_it_is(tmp_path):
    (schools,) = real("hangzhou_formats", "schools.csv")
    rows = [{"地块编号": "B1", "小学适龄": 5}]
    geojson(tmp_path / "blocks.geojson", [middle(0).buffer(1.2)], rows)
    inputs = {"path": schools, "datum": "gcj02", "seats_roll_times": 1.0}
    report = wrong_with(scenario(tmp_path, schools=inputs))
    assert "36 schools are about" in report  # they are in Hangzhou, the block is not
    assert report.count("  - ") == 1


def demo(stage, **schools):
    """The invented district that ships with the program."""
    data = Path(__file__).resolve().parents[3] / "data"
    edges = {name: data / "boundaries" / f"{file}.geojson" for name, file in
             (("blocks", "blocks"), ("boundary", "district"), ("barriers", "barriers"), ("crossings", "crossings"), ("streets", "streets"))}  # fmt: skip
    for path in (*edges.values(), data / "schools" / "schools.csv"):
        if not path.exists():
            pytest.skip(f"{path.name} is not there")
    inputs = {name: {"path": path, "datum": "wgs84"} for name, path in edges.items()}
    inputs["schools"] = {"path": data / "schools" / "schools.csv", "datum": "gcj02", **schools}
    return Scenario.model_validate({"name": "示例", "stage": stage, "inputs": inputs})


@pytest.mark.parametrize("stage", ["primary", "junior"])
def test_the_demo_district_is_read_without_a_warning(stage):
    area = study_area(demo(stage))
    assert area.crs == "EPSG:4549"
    assert area.blocks["current_school"].isin(area.schools.index).all()
    assert said(area.notes, "warning") == ""
    assert area.boundary.covers(area.schools.union_all())


def test_the_demo_district_with_its_datum_told_wrongly_is_caught(tmp_path):
    path = demo("primary").inputs.schools.path
    assert "the column '坐标系' says gcj02" in wrong_with(demo("primary", datum="wgs84"))
    mute = tmp_path / "schools.csv"
    mute.write_text(
        path.read_text(encoding="utf-8").replace("GCJ-02", "").replace("坐标系", "备注"), encoding="utf-8"
    )
    warned = said(study_area(demo("primary", path=mute, datum="wgs84")).notes, "warning")
    assert "likely they are GCJ02 in truth" in warned
