"""The quality form and the roll as offices write them: headers, words, rows of two stages, and everything that can be wrong."""

import openpyxl
import pytest
import small_files as sf

from zoning.read import study_area
from zoning.scenario import Scenario


def read(folder, text, *, roll=None, schools=None, stage="primary"):
    sf.blocks_file(folder, ("一小",) * 4)
    sf.schools_file(folder, schools)
    (folder / "quality.csv").write_text(text, encoding="utf-8-sig")
    inputs = {"quality": {"path": folder / "quality.csv"}}
    if roll is not None:
        (folder / "attendance.csv").write_text(roll, encoding="utf-8-sig")
        inputs["attendance"] = {"path": folder / "attendance.csv"}
    return sf.scenario(folder, stage=stage, **inputs)


def kinds(one, two, three=None):
    """Three schools of these kinds, as a schools file."""
    places = [(f"S{n + 1}", name, kind, sf.middle(n)) for n, (name, kind) in enumerate([("一小", one), ("二小", two), *([("三校", three)] if three else [])])]  # fmt: skip
    rows = [f"{i},{n},{k},公办,60,{p.x},{p.y}" for i, n, k, p in places]
    return "\n".join(["学校编号,学校名称,办学类型,举办者,学位数,经度,纬度", *rows])


def form(folder, text, **options):
    return study_area(read(folder, text, **options)).quality


def wrong(folder, text, **options):
    return sf.wrong_with(read(folder, text, **options))


def test_a_form_is_read_under_the_headers_that_offices_use(tmp_path):
    found = form(
        tmp_path,
        "学校名称,学段,学生数,专科,本科,硕士研究生,博士,县级以上骨干教师数,体育教师,音乐教师,美术教师,艺术教师,"
        "教学及辅助用房面积（平方米）,室内体育用房（㎡）,运动场地（m2）,教学仪器设备值（万元）,多媒体教室,班级人数,"
        "城乡类型,是否寄宿制学校,举办者,家庭住址在划片范围内的在校学生人数,随迁子女占比（%）,建校年份\n"
        "一小,小学,１２０人,3,8,2,0,5,2,1,1,0,1500平方米,-,900,35.5万元,6间,40、40、40,城区（主城区）,否,民办普惠,118,12.5,1956年9月\n",
    ).iloc[0]
    assert (found["school_id"], found["name"], found["stage"]) == ("S1", "一小", "primary")
    assert found[["pupils", "teachers_master", "backbone", "art_teachers", "teaching_m2"]].tolist() == [120, 2, 5, 0, 1500]  # fmt: skip
    assert found[["equipment_wan", "media_rooms", "in_zone_pupils", "migrant_percent"]].tolist() == [35.5, 6, 118, 12.5]  # fmt: skip
    assert found["indoor_sports_m2"] != found["indoor_sports_m2"]  # a dash is missing, not nothing
    assert found["class_sizes"] == (40, 40, 40)
    assert (found["place"], found["boarding"], found["private"], found["built"]) == ("city", 0, 1, "1956年9月")  # fmt: skip


def test_a_workbook_with_merged_groups_of_columns_is_read(tmp_path):
    sf.blocks_file(tmp_path)
    sf.schools_file(tmp_path)
    page = (book := openpyxl.Workbook()).active
    for row in (
        ["滨河区优质均衡填报表"],
        ["学校名称", "学生数", "教师学历", None, None, "专任教师", None, "骨干教师"],
        [None, None, "本科", "硕士", "博士", "体育", "音乐", None],
        ["一小", 100, 5, 1, 0, 2, 1, 3],
        ["合计", 100, 5, 1, 0, 2, 1, 3],
    ):
        page.append(row)
    book.save(tmp_path / "form.xlsx")
    found = study_area(sf.scenario(tmp_path, quality={"path": tmp_path / "form.xlsx"})).quality
    assert len(found) == 1
    assert found.loc[0, ["teachers_bachelor", "pe_teachers", "music_teachers", "backbone"]].tolist() == [5, 2, 1, 3]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "place"), [("城区", "city"), ("城乡结合区", "city"), ("镇区", "town"), ("镇乡结合区", "town"), ("乡村", "rural"), ("村庄", "rural"), ("Rural", "rural")]
)  # fmt: skip
def test_places_as_offices_write_them(tmp_path, word, place):
    assert form(tmp_path, f"学校名称,学生数,城乡类型\n一小,10,{word}\n")["place"].tolist() == [place]


def test_schools_of_the_other_stage_are_in_the_form_too_and_ownership_comes_from_the_schools(tmp_path):
    text = "学校编号,学生数\nS1,100\nS3,200\n"
    found = form(tmp_path, text, schools=kinds("小学", "小学", "初级中学"))
    assert found[["school_id", "stage", "private"]].to_numpy().tolist() == [["S1", "primary", 0], ["S3", "junior", 0]]  # fmt: skip


def test_a_nine_year_school_has_a_row_for_each_stage(tmp_path):
    text = "学校名称,学段,学生数\n一小,小学,100\n一小,初中,60\n二小,小学,50\n"
    found = form(tmp_path, text, schools=kinds("九年一贯制", "小学"))
    assert found["stage"].tolist() == ["primary", "junior", "primary"]
    assert found["nine_year"].tolist() == [True, True, False]
    said = wrong(tmp_path, "学校名称,学生数\n一小,160\n二小,50\n", schools=kinds("九年一贯制", "小学"))
    assert "#2 一小 · stage: the two stages of a nine-year school are judged apart: write two rows" in said
    assert said.count("\n") == 1


def test_special_and_vocational_schools_and_kindergartens_are_set_aside_and_named(tmp_path):
    schools = kinds("小学", "特殊教育学校", "普通高中")
    asked = read(tmp_path, "学校名称,学生数\n一小,10\n二小,20\n三校,30\n", schools=schools)
    area = study_area(asked)
    assert area.quality["school_id"].tolist() == ["S1"]
    assert "special and vocational schools are not judged: 二小" in sf.said(area.notes, "info")
    assert "neither primary nor junior schools, not judged: 三校" in sf.said(area.notes, "info")
    assert "holds no primary or junior school" in wrong(tmp_path, "学校名称,学生数\n二小,20\n", schools=schools)  # fmt: skip


def test_a_teaching_point_is_known_by_its_kind(tmp_path):
    found = form(tmp_path, "学校名称,学生数\n一小,10\n二小,20\n", schools=kinds("小学", "教学点"))
    assert found["point"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("学校名称,学生数\n三小,10\n", "1 rows name the school '三小', which is not in the table of schools"),
        ("学校名称,学生数\n,10\n一小,5\n", "#2 · school_name: names no school"),
        ("备注,学生数\n一小,10\n", "has neither ids nor names of schools: add one of the two columns"),
        ("学校名称,班数\n一小,10\n", "no column for pupils"),
        ("学校名称,学生数\n一小,\n", "pupils is empty"),
        ("学校名称,学生数\n一小,10.5\n", "must be whole"),
        ("学校名称,学生数\n一小,-3\n", "must be 0 or more"),
        ("学校名称,学生数\n一小,10\n一小,10\n", "#3 一小: this school and stage have a row already: keep one"),
        ("学校编号,学校名称,学生数\nS1,二小,10\n", "#2 二小: the id and the name are of two different schools"),
        ("学校名称,学生数,城乡类型\n一小,10,山上\n", "#2 一小 · place: '山上' is not understood: write city, town or rural"),
        ("学校名称,学生数,是否寄宿\n一小,10,偶尔\n", "boarding: '偶尔' is not understood: write yes or no"),
        ("学校名称,学生数,举办者\n一小,10,某某\n", "ownership: '某某' is not understood"),
        ("学校名称,学生数,班级人数\n一小,10,一班\n", "'一班' is no size of a class: write 45, 46, 44"),
        ("学校名称,学生数,班级人数\n一小,10,450\n", "'450' is no size of a class"),
        ("学校名称,学生数,片区内学生数\n一小,10,11\n", "pupils whose home is in the zone: 11 is more than the pupils, 10"),
        ("学校名称,学生数,教学及辅助用房,室内体育用房\n一小,10,100,200\n", "200 is more than the teaching rooms, which include it, 100"),
        ("学校名称,学生数,仪器设备值\n一小,10,355000\n", "more than 10,000"),
        ("学校名称,学生数,骨干教师\n一小,10,若干\n", "'若干' is not a number"),
        ("学校名称,学生数,办学质量评分\n一小,10,87\n二小,20,\n", "1 primary schools have no score and others do: 二小"),
        ("学校名称,学生数,随迁子女占比\n一小,10,0.35\n", "look like shares: write per cent (35, not 0.35)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_its_remedy(tmp_path, text, said):
    found = wrong(tmp_path, text).replace("10000:", "10,000:")
    assert said in found
    assert found.startswith("quality: ")


def test_another_spelling_is_explained_by_the_scenario(tmp_path):
    asked = read(tmp_path, "学校名称,学生数\n第一小学,10\n二小,5\n")
    given = asked.model_dump()
    given["inputs"]["schools"]["same"] = {"第一小学": "一小"}
    given["policy"] = given.pop("policy_input")
    area = study_area(Scenario.model_validate(given))
    assert area.quality["school_id"].tolist() == ["S1", "S2"]


def test_classes_that_do_not_add_up_are_a_warning_and_the_list_is_believed(tmp_path):
    text = "学校名称,学生数,班数,最大班额,班级人数\n一小,100,3,60,50×2\n二小,10,1,10,10\n"
    area = study_area(read(tmp_path, text))
    assert area.quality["class_sizes"].tolist() == [(50, 50), (10,)]
    said = sf.said(area.notes, "warning")
    assert "sizes of classes are not as many as the classes; the sizes are taken, please check: 一小" in said
    assert "sizes of classes hold another largest class" in said
    assert "add up" not in said


def test_schools_that_the_form_leaves_out_are_named(tmp_path):
    said = sf.said(
        study_area(read(tmp_path, "学校名称,学生数\n一小,10\n", schools=kinds("小学", "小学"))).notes
    )
    assert "1 schools are not in the form and are not judged: 二小" in said


def test_a_roll_counts_pupils_by_block_and_school(tmp_path):
    text = "学校名称,学生数\n一小,10\n二小,9\n"
    roll = "学校,地块编号,人数\n一小,B1,5\n一小,B1,2\n一小,,3\nS2,B4,9\n"
    area = study_area(read(tmp_path, text, roll=roll))
    rows = area.attendance.astype(object).where(area.attendance.notna(), None).to_numpy().tolist()
    assert rows == [["S1", "B1", 7], ["S1", None, 3], ["S2", "B4", 9]]
    assert "3 pupils live in no block" in sf.said(area.notes, "info")
    assert area.sources["attendance"].rows == 4


@pytest.mark.parametrize(
    ("roll", "said"),
    [
        ("学校,地块编号,人数\n一小,X9,5\n", "1 rows name blocks that are not there: X9; leave the id empty"),
        ("学校,地块编号,人数\n九小,B1,5\n", "1 rows name the school '九小'"),
        ("学校,人数\n一小,5\n", "no column of block ids"),
        ("学校,地块编号,人数\n一小,B1,\n", "is empty"),
    ],
)
def test_what_is_wrong_with_a_roll_is_told(tmp_path, roll, said):
    found = wrong(tmp_path, "学校名称,学生数\n一小,10\n", roll=roll)
    assert said in found
    assert found.startswith("attendance: ")


def test_names_of_pupils_are_not_read(tmp_path):
    text = "学校名称,学生数\n一小,10\n"
    area = study_area(read(tmp_path, text, roll="学校,地块编号,人数,学生姓名\n一小,B1,1,张三\n"))
    assert list(area.attendance) == ["school_id", "block_id", "pupils"]
    assert "columns of personal data were not taken in" in sf.said(area.notes)
    assert "张三" not in sf.said(area.notes)
