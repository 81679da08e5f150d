"""What the tables of a notice hold, and what its checklist finds."""

from dataclasses import replace

import pandas as pd
import pytest
import toy_files
from hypothesis import given
from hypothesis import strategies as st

from zoning import planner, scenario
from zoning.notice import checks, contents
from zoning.notice import run as written
from zoning.scenario import NoticeInput


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    more = toy_files.POLICY + '[notice]\ndistrict = "玩具区"\nyear = 2027\n'
    file = toy_files.small_district(tmp_path_factory.mktemp("town"))
    return planner.run(scenario.load(toy_files.variant(file, more)))


@pytest.fixture(scope="module")
def made(result):
    return written.run(result, public=True)


def test_the_title_says_whose_zones_and_of_which_year(made):
    assert made.title == "玩具区2027年小学招生划片范围一览表"


def test_every_zone_has_a_row_and_its_text_gives_its_blocks(made, result):
    assert made.schools["school_id"].tolist() == ["S1", "S2"]
    assert made.exact == {"S1": True, "S2": True}
    assert made.schools["scope"].tolist() == [made.texts["S1"], made.texts["S2"]]
    listed = [place for row in made.schools["places"] for place in row.split("、")]
    assert sorted(listed) == sorted(result.area.blocks["name"])  # each once


def test_intake_is_planned_or_seats_over_years(result):
    row = contents.schools(result, {}, {}).set_index("school_id").loc["S1"]
    assert (row["intake"], row["intake_classes"]) == (10, 1)  # 60 seats over six years
    told = result.area.schools.assign(intake=[95.0, None, None], intake_classes=[None, None, None])
    other = replace(result, area=replace(result.area, schools=told))
    row = contents.schools(other, {}, {}).set_index("school_id").loc["S1"]
    assert (row["intake"], row["intake_classes"]) == (95, 3)  # 45 a class
    five = result.scenario.model_copy(update={"notice": NoticeInput(system="5-4")})
    assert contents.schools(replace(result, scenario=five), {}, {})["intake"].tolist() == [12, 12]


def test_private_schools_feeders_telephones_and_remarks_are_those_of_the_file(result):
    told = result.area.schools.assign(ownership=["民办", None, None], feeds=["一中", None, None], phone=["123", None, None], remark=["寄宿", None, None])  # fmt: skip
    rows = contents.schools(replace(result, area=replace(result.area, schools=told)), {}, {}).set_index("school_id")  # fmt: skip
    assert rows.loc["S1", ["nature", "feeds", "phone", "remark"]].tolist() == ["民办", "一中", "123", "寄宿"]
    assert rows.loc["S2", ["nature", "feeds", "phone", "remark"]].tolist() == ["公办", "", "", ""]


def test_a_block_in_two_zones_is_named_on_the_checklist(result):
    school_of = result.plan.school_of
    block, school = school_of.index[0], school_of.iloc[0]
    other = next(one for one in school_of if one != school)
    twice = pd.concat([school_of, pd.Series({block: other})]).rename_axis("block_id")
    found = checks.all_of(replace(result, plan=replace(result.plan, school_of=twice)), {}, pd.DataFrame(columns=["metres", "between"]))  # fmt: skip
    row = found.set_index("item").loc["每个地块恰在一个片区"]
    assert not row["holds"]
    assert row["broken"] == block


def test_changes_add_up_to_the_pupils_that_move(made, result):
    blocks = result.assessment.blocks
    assert made.changes["pupils"].sum() == blocks.loc[blocks["moved"], "pupils"].sum() == made.changes.attrs["total"]  # fmt: skip
    assert set(made.changes["before"]) <= {"第1小学", "第2小学"}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.booleans())
def test_small_counts_are_not_told_and_cannot_be_worked_out(pupils, public):
    table = contents.told(pd.DataFrame({"pupils": pupils}), public=public)
    least = 10 if public else 5
    out = table["pupils"].isna()
    assert all(gone or count == 0 or count >= least for gone, count in zip(out, pupils, strict=True))
    assert [shown for shown in table["pupils"] if shown is not pd.NA] == [p for p, gone in zip(pupils, out, strict=True) if not gone]  # fmt: skip
    if table.attrs["total"] is not None:  # what is hidden together is no small count, and no single one
        hidden = sum(p for p, gone in zip(pupils, out, strict=True) if gone)
        assert out.sum() != 1
        assert out.sum() == 0 or hidden >= least


def test_the_checklist_holds_for_a_plan_within_the_rules(made):
    found = made.checks.set_index("item")
    holds = {code: found.at[text.zh, "holds"] for code, text in checks.NEEDED.items()}
    assert holds == {**dict.fromkeys(checks.NEEDED, True), "named": False}  # a town without streets
    assert len(made.todo) == found.at[checks.NEEDED["named"].zh, "counted"]


def test_the_checklist_names_what_breaks_a_rule(result):
    blocks, school_of = result.area.blocks.copy(), result.plan.school_of.copy()
    first, last = blocks.index[0], blocks.index[-1]
    blocks.loc[[first, last], ["name", "address", "subdistrict"]] = ["同名小区", "甲路1号", "甲街道"]
    school_of[:] = "S1"
    school_of[last] = "S9"
    broken = replace(result, area=replace(result.area, blocks=blocks), plan=replace(result.plan, school_of=school_of))  # fmt: skip
    found = checks.all_of(broken, {"S1": False}, pd.DataFrame(columns=["metres", "between"])).set_index("item")  # fmt: skip

    def said(code):
        row = found.loc[checks.NEEDED[code].zh]
        return None if row["holds"] else row["broken"]

    assert said("one_zone") == last
    assert "同名小区" in said("estate")
    assert "甲路1号" in said("address")
    assert said("home") == "第2小学"
    assert said("text") == "第1小学"
    assert said("named") is None
