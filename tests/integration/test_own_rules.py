"""A bureau's own rules profile beside its scenario: it is used, and schools it alone knows are told."""

import pytest
import toy_files

from zoning import planner, scenario
from zoning.model import Note

OWN = """\
extends = "shandong-2018"
id = "own"
title_zh = "本区规范"
[documents.own]
title = "本区规划"
[service_radius_m]
primary = { value = 650, unit = "m", document = "own", verified = true }
[school.S9.class_size_max]
primary = { value = 50, unit = "pupils/class", document = "own", verified = false, reason = "老校" }
junior = { value = 55, unit = "pupils/class", document = "own", verified = false, reason = "老校" }
"""


@pytest.fixture
def district(tmp_path):
    base = toy_files.small_district(tmp_path)
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return toy_files.variant(base, 'rules = "own.toml"')


def notes(district) -> list[Note]:
    return [note for note in planner.study_area(scenario.load(district)).notes if note.about == "rules"]


def test_a_school_that_only_the_rules_know_is_told(district):
    (note,) = notes(district)
    assert note.level == "warning"
    assert "S9" in note.text.zh
    assert "S9" in note.text.en


def test_nothing_is_told_where_every_school_is_there(district):
    own = district.parent / "own.toml"
    own.write_text(OWN.replace("S9", "S1"), encoding="utf-8")
    assert notes(district) == []


def test_a_plan_is_judged_by_the_profile_of_ones_own(district):
    made = planner.run(scenario.load(district))
    assert made.measures.radius_m == 650
    assert made.rules.profile.id == "own"
