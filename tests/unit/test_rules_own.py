"""A bureau's own profile: laid over another, otherwise for one school with a reason, refused where it is wrong."""

from pathlib import Path

import pytest

from zoning import rules
from zoning.errors import RulesError

HEAD = """\
extends = "shandong-2018"
id = "own"
title_zh = "本区规范"
[documents.own]
title = "本区教育设施布局专项规划"
"""
P03 = """\
[school.P03.class_size_max]
primary = { value = 50, unit = "pupils/class", document = "own", verified = false, reason = "2010 年前建成" }
"""


def norm(value: object, unit: str, more: str = "") -> str:
    return f'{{ value = {value}, unit = "{unit}", document = "own", verified = true{more} }}'


def own(folder: Path, text: str, name: str = "own.toml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return name


def load(folder: Path, text: str) -> rules.Rules:
    return rules.load(own(folder, HEAD + text), folder)


def refused(folder: Path, text: str) -> RulesError:
    with pytest.raises(RulesError) as raised:
        load(folder, text)
    assert "own.toml" in raised.value.to("zh")
    assert "own.toml" in raised.value.to("en")
    return raised.value


def test_an_override_by_stage_is_whole_and_all_else_stays(tmp_path):
    mine = load(tmp_path, f"[service_radius_m]\nprimary = {norm(600, 'm')}\n")
    below = rules.load("shandong-2018")
    assert mine.service_radius_m("primary") == 600
    assert mine.service_radius_m("junior") == below.service_radius_m("junior")
    changed = mine.norms["service_radius_m.primary"]
    assert (changed.document, changed.verified, changed.article) == ("own", True, "")
    assert "service_radius_m.primary" not in mine.unverified()
    assert {path for path in mine.norms if mine.norms[path] != below.norms.get(path)} == {
        "service_radius_m.primary"
    }


def test_a_part_of_a_norm_does_not_borrow_the_rest_from_the_profile_below(tmp_path):
    said = refused(tmp_path, "[service_radius_m]\nprimary = { value = 600 }\n").to("en")
    for part in ("unit", "document", "verified"):
        assert f"service_radius_m.primary: {part} is missing" in said


def test_a_school_may_have_a_norm_of_its_own_and_the_others_do_not(tmp_path):
    mine = load(tmp_path, P03)
    assert mine.class_size("primary", "P03") == 50
    assert mine.class_size("primary", "P04") == mine.class_size("primary") == 45
    assert mine.class_size("junior", "P03") == 50
    assert mine.enrolment_max("primary", "P03") == 2000


@pytest.mark.parametrize(
    ("group", "key", "unit", "asked"),
    [
        ("class_size_max", "primary", "pupils/class", lambda r, s: r.class_size("primary", s)),
        ("classes_max", "nine_year", "classes", lambda r, s: r.classes_max("nine_year", s)),
        ("enrolment_max", "senior", "pupils", lambda r, s: r.enrolment_max("senior", s)),
        ("indicators_min.pe_art_per100", "junior", "teachers/100 pupils", lambda r, s: r.indicator_min("pe_art_per100", "junior", s)),
        ("land_per_pupil_m2", "primary", "m2/pupil", lambda r, s: r.land_per_pupil_m2("primary", s)),
    ],
)  # fmt: skip
def test_every_norm_that_a_school_can_have_is_asked_for_by_school(tmp_path, group, key, unit, asked):
    given = norm(7, unit, ', reason = "老校"')
    mine = load(tmp_path, f"[school.0417.{group}]\n{key} = {given}\n")
    assert asked(mine, "0417") == 7
    assert asked(mine, "417") == asked(rules.load("shandong-2018"), "417") != 7


def test_profiles_extend_one_another_and_each_says_what_it_has_otherwise(tmp_path):
    (tmp_path / "city").mkdir()
    city = (
        HEAD.replace('id = "own"', 'id = "city"') + f"[service_radius_m]\nprimary = {norm(600, 'm')}\n" + P03
    )
    own(tmp_path / "city", city, "city.toml")
    again = norm(650, "m", ', reason = "河多"')
    text = HEAD.replace("shandong-2018", "city/city.toml") + f"[service_radius_m]\nprimary = {again}\n"
    found = rules.load(own(tmp_path, text), tmp_path)
    assert found.service_radius_m("primary") == 650
    assert found.class_size("primary", "P03") == 50
    assert [
        (o.by, o.path, o.school, o.was and o.was.value, o.now.value, o.now.reason) for o in found.overrides()
    ] == [
        ("city", "service_radius_m.primary", None, 500, 600, ""),
        ("city", "class_size_max.primary", "P03", 45, 50, "2010 年前建成"),
        ("own", "service_radius_m.primary", None, 600, 650, "河多"),
    ]


def test_a_profile_names_itself_and_may_do_so_in_chinese_alone(tmp_path):
    mine = load(tmp_path, "")
    assert (mine.title.zh, mine.title.en) == ("本区规范", "本区规范")
    with pytest.raises(RulesError, match=r"2 problems(.|\n)*id(.|\n)*title_zh"):
        rules.load(own(tmp_path, 'extends = "shandong-2018"'), tmp_path)


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ('"guangdong"', "shandong-2018"),
        ('"nowhere.toml"', "no file nowhere.toml"),
        ('"own.toml"', "in a circle"),
        ("3", "the id of a profile"),
    ],
)
def test_what_cannot_be_extended_is_told(tmp_path, base, said):
    with pytest.raises(RulesError, match=r"own\.toml: extends: ") as raised:
        rules.load(own(tmp_path, HEAD.replace('"shandong-2018"', base)), tmp_path)
    assert said in raised.value.to("en")


def test_a_circle_of_several_files_is_told(tmp_path):
    own(tmp_path, HEAD.replace("shandong-2018", "own.toml"), "other.toml")
    with pytest.raises(RulesError, match="in a circle"):
        rules.load(own(tmp_path, HEAD.replace("shandong-2018", "other.toml")), tmp_path)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (f"[service_radius_m]\nprimary = {norm(0.5, 'km')}", "service_radius_m.primary：单位是 km，应为 m", "service_radius_m.primary: the unit is km, it must be m"),
        (f"[class_size_max]\njunior = {norm(50, 'pupils')}", "单位是 pupils，应为 pupils/class", "class_size_max.junior: the unit is pupils, it must be pupils/class"),
        (f"[indicators_min.media_rooms_per100]\njunior = {norm(2, 'share')}", "应为 rooms/100 pupils", "indicators_min.media_rooms_per100.junior: the unit is share, it must be rooms/100 pupils"),
        ("[persons_per_household]\nvalue = 2.5\nunit = 'm'\ndocument = 'own'\nverified = true", "应为 persons/household", "persons_per_household: the unit is m"),
        (f"[cv_max]\nprimary = {norm(-0.5, 'ratio')}", "cv_max.primary：值 -0.5 不能小于 0", "cv_max.primary: -0.5 is below 0"),
        (f"[public_share_min]\nkindergarten = {norm(50, 'share')}", "值 50 大于 1", "public_share_min.kindergarten: 50 is more than 1: a share"),
        (f"[large_classes]\nlarge = {norm(56, 'pupils/class')}", "large_classes：没有这一项，是不是 large_class？", "large_classes: there is no such thing: is it large_class?"),
        (f"[enrolment_max]\njunoir = {norm(1, 'pupils')}", "enrolment_max.junoir：没有这个键；可用：kindergarten、primary、junior", "enrolment_max.junoir: there is no such key; there are kindergarten"),
        (f"[site_distance_m]\nriver = {norm(9, 'm')}", "可用：railway、motorway", "site_distance_m.river: there is no such key"),
        ("[class_size_max]\nprimary = 45", "45 应写成 { value = …", "class_size_max.primary: 45 must be written { value = …"),
        ("[[class_size_max]]\nprimary = 45", "class_size_max：应写成一节", "class_size_max: must be a section"),
        ("[[school]]\nid = 'P03'", "school：应写成 [school.学校编号.组名] 一节", "school: must be a section [school.ID.GROUP]"),
        (f"[indicators_met_min]\ncount = {norm(6.5, 'indicators')}", "indicators_met_min.count.value", "indicators_met_min.count.value"),
        (f"[occupancy_share]\n6 = {norm(0.95, 'share')}", "occupancy_share：缺第 5 年", "occupancy_share: year 5 is missing"),
        (f"[occupancy_share]\nlater = {norm(0.95, 'share')}", "年份应为 1 以上的整数", "occupancy_share.later: a year must be"),
        (f"[service_radius_m]\nprimary = {norm(600, 'm').replace('own', 'nowhere')}", "[documents] 里没有 nowhere", "service_radius_m.primary: [documents] has no nowhere"),
        (P03.replace("2010 年前建成", "  "), "school.P03.class_size_max.primary：请写 reason", "school.P03.class_size_max.primary: give a reason"),
        (P03.replace(', reason = "2010 年前建成"', ""), "请写 reason", "school.P03.class_size_max.primary: give a reason"),
        (P03.replace("pupils/class", "pupils"), "school.P03.class_size_max.primary：单位是 pupils", "school.P03.class_size_max.primary: the unit is pupils"),
        (P03.replace("class_size_max", "service_radius_m"), "这一组对全区有效", "school.P03.service_radius_m: holds for the whole district"),
        (P03.replace(".P03", ""), "school.class_size_max", "school.class_size_max"),
    ],
)  # fmt: skip
def test_a_wrong_norm_is_refused_by_its_group_and_key(tmp_path, text, zh, en):
    error = refused(tmp_path, text + "\n")
    assert zh in error.to("zh")
    assert en in error.to("en")
    assert "\n" not in error.to("en") or "problems" in error.to("en")


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    said = refused(
        tmp_path,
        f"[service_radius_m]\nprimary = {norm(-1, 'km')}\n[pupils]\n[cv_max]\nprimary = {norm(1, 'ratio').replace('own', 'x')}\n"
        + P03.replace("2010 年前建成", ""),
    ).to("zh")
    assert "5 处有误" in said
    for place in (
        "service_radius_m.primary",
        "pupils",
        "cv_max.primary",
        "school.P03.class_size_max.primary",
    ):
        assert f"  - {place}：" in said


def test_a_mistake_in_the_profile_below_names_that_file(tmp_path):
    own(tmp_path, HEAD + f"[service_radius_m]\nprimary = {norm(1, 'km')}\n", "city.toml")
    with pytest.raises(RulesError, match=r"city\.toml: service_radius_m\.primary"):
        rules.load(own(tmp_path, HEAD.replace("shandong-2018", "city.toml")), tmp_path)


def test_schools_that_are_not_here_are_strangers_to_their_own_stage_alone(tmp_path):
    mine = load(tmp_path, P03)
    assert mine.strangers("primary", ["P01", "P02"]) == ["P03"]
    assert mine.strangers("primary", ["P03"]) == []
    assert mine.strangers("junior", []) == []
