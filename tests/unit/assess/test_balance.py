"""Classes, sizes, in-zone shares, the district's questions and the seats of zone plans, by hand."""

from dataclasses import replace

import judged
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quality_forms import forms

from zoning.assess import balance
from zoning.assess.balance import access, nearby
from zoning.scenario.balance import Balance
from zoning.toy import town


@pytest.fixture
def judge(rules):
    def judge(form, *, roll=None, zones=(), rules=rules, area=None, **asked):
        area = area or town(4, 1, schools=[(0, 0, 60), (3, 0, 60)])
        area = replace(area, quality=form, attendance=roll)
        return balance.judge(area, rules, Balance(**asked), "primary", dict(zones))

    return judge


def item(found, name, stage="primary"):
    rows = found.totals[(found.totals["item"] == name) & (found.totals["stage"] == stage)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_school_is_good_with_as_many_indicators_as_the_rules_ask_or_the_planner_says(judge):
    form = forms({}, {"media_rooms": 1.0}, {"media_rooms": 1.0, "backbone": 0.1})
    found = judge(form).schools
    assert found["met"].tolist() == [7, 6, 5]
    assert found["good"].tolist() == [True, True, False]
    assert found["verdict"].tolist() == ["met", "not_met", "not_met"]
    assert judge(form, good=7).schools["good"].tolist() == [True, False, False]
    assert found["strength"].tolist() == pytest.approx([1, 6 / 7, 5 / 7])


def test_a_score_goes_before_the_indicators_as_the_strength(judge):
    assert judge(forms({"score": 83.5})).schools["strength"].tolist() == [0.835]


def test_what_is_lacking_is_told_in_whole_teachers_and_square_metres(judge):
    found = judge(forms({"backbone": 0.4, "teaching_m2": 421.5})).lacking
    assert found[["indicator", "short"]].to_numpy().tolist() == [
        ["backbone_per100", 1],
        ["teaching_area_pp", 79],
    ]
    assert found["least"].tolist() == [1, 4.5]


@pytest.mark.parametrize(
    ("own", "verdict", "large"),
    [
        ({"class_sizes": (45, 45)}, "met", 0),
        ({"class_sizes": (45, 46)}, "not_met", 0),
        ({"class_sizes": (56, 55, 70)}, "not_met", 2),
        ({"class_sizes": (), "largest_class": 45}, "met", 0),
        ({"class_sizes": (), "largest_class": 60}, "not_met", np.nan),
        ({"class_sizes": (), "classes": 2}, "not_met", np.nan),  # 50 on average
        ({"class_sizes": (), "classes": 3}, "not_shown", np.nan),
        ({"class_sizes": (), "classes": np.nan}, "not_shown", np.nan),
    ],
)
def test_class_sizes_from_the_list_the_largest_or_the_mean(judge, own, verdict, large):
    row = judge(forms(own)).schools.iloc[0]
    assert row["class_verdict"] == verdict
    assert row["large_classes"] == large or (np.isnan(large) and np.isnan(row["large_classes"]))


def test_oversize_classes_are_counted_and_none_is_allowed(judge):
    found = judge(forms({"class_sizes": (56, 66, 20)}, {}))
    assert item(found, "large_classes")[["number", "of", "verdict"]].tolist() == [2, 6, "not_met"]
    assert found.schools["super_classes"].tolist() == [1, 0]
    only_largest = judge(forms({"class_sizes": (), "largest_class": 60}))
    assert item(only_largest, "large_classes")["verdict"] == "not_met"


def test_a_nine_year_school_is_judged_on_both_stages_and_its_size_on_both_together(judge):
    both = {"school_id": "N", "nine_year": True, "pupils": 1300}
    found = judge(
        forms({**both, "stage": "primary"}, {**both, "stage": "junior"}, {"stage": "junior"})
    ).schools
    assert found["enrolment"].tolist() == [2600, 2600, 100]
    assert found["enrolment_most"].tolist() == [2500, 2500, 2000]
    assert found["size_verdict"].tolist() == ["not_met", "not_met", "met"]
    assert found.loc[found["stage"] == "junior", "class_most"].tolist() == [50, 50]


def test_a_school_with_norms_of_its_own_is_held_to_them(judge, tmp_path):
    from zoning.rules import load

    (tmp_path / "own.toml").write_text(
        """extends = "quality-balance-2017"
id = "own"
title_zh = "本区"
[documents.own]
title = "本区规定"
[school.S1.enrolment_max]
primary = { value = 2400, unit = "pupils", document = "own", verified = true, reason = "2010 年前建校" }
[school.S1.class_size_max]
primary = { value = 50, unit = "pupils/class", document = "own", verified = true, reason = "2010 年前建校" }
""",
        encoding="utf-8",
    )
    form = forms(*[{"pupils": 2300, "class_sizes": (50,) * 46}] * 2)
    found = judge(form, rules=load("own.toml", tmp_path)).schools
    assert found["size_verdict"].tolist() == ["met", "not_met"]
    assert found["class_verdict"].tolist() == ["met", "not_met"]


def test_small_teaching_points_are_left_out_where_the_planner_says_how_small(judge):
    form = forms({}, {"point": True, "pupils": 40, "backbone": 0.0})
    found = judge(form, teaching_point_pupils=50)
    assert found.schools["verdict"].tolist() == ["met", "exempt"]
    assert found.variation["schools"].eq(1).all()
    assert found.notes == ()
    asked = judge(form)
    assert asked.schools["verdict"].tolist() == ["met", "not_met"]
    assert "set balance.teaching_point_pupils" in asked.notes[-1].text.en


def test_what_the_form_leaves_empty_is_told_by_indicator_with_its_schools(judge):
    notes = judge(forms({}, {"indoor_sports_m2": np.nan})).notes
    assert [note.level for note in notes] == ["warning", "warning"]
    assert "1 schools leave a part of it empty: not shown, and so not met: S2学校" in notes[0].text.en


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        ({}, "met"),
        ({"in_zone_pupils": 99}, "not_met"),
        ({"in_zone_pupils": 50, "place": "rural"}, "exempt"),
        ({"in_zone_pupils": 50, "boarding": 1.0}, "exempt"),
        ({"in_zone_pupils": 50, "private": 1.0}, "exempt"),
        ({"in_zone_pupils": 50, "boarding": np.nan}, "not_shown"),
        ({"in_zone_pupils": 50, "place": None}, "not_shown"),
        ({"in_zone_pupils": np.nan}, "not_shown"),
        ({"in_zone_pupils": 95, "stage": "junior"}, "met"),
    ],
)
def test_the_in_zone_share_is_asked_of_public_day_schools_in_town(judge, own, verdict):
    found = judge(forms({}, own) if own.get("stage") else forms(own))
    assert found.schools["in_zone_verdict"].iloc[-1] == verdict


def test_the_in_zone_share_of_a_roll_and_a_zone_plan_by_hand(judge):
    area = town(4, 1, schools=[(0, 0, 60), (3, 0, 60)])
    roll = pd.DataFrame(
        [("S1", "c0r0", 30.0), ("S1", "c2r0", 10.0), ("S1", None, 10.0), ("S2", "c3r0", 40.0)],
        columns=["school_id", "block_id", "pupils"],
    )
    today = pd.Series({"c0r0": "S1", "c1r0": "S1", "c2r0": "S2", "c3r0": "S2"})
    planned = today.replace({"S2": "S1"})
    form = forms({"in_zone_pupils": np.nan}, {})
    found = judge(form, roll=roll, zones={"today": today, "plan": planned}, area=area).schools
    assert found["in_zone_share"].tolist() == [0.6, 1.0]
    assert found["in_zone_from"].tolist() == ["today", "form"]
    assert found["in_zone_today"].tolist() == [0.6, 1.0]
    assert found["in_zone_plan"].tolist() == [0.8, 0.0]


def test_a_pupil_in_a_zone_of_several_schools_lives_in_the_zone_of_each():
    roll = pd.DataFrame({"school_id": ["S1", "S2", "S3"], "block_id": "b", "pupils": [1.0, 2.0, 3.0]})
    found = nearby.of_roll(roll, pd.Series({"b": "S1+S2"}), {"S1+S2": ("S1", "S2")})
    assert found["inside"].tolist() == [1, 2, 0]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ({"pupils": 850}, {"pupils": 150, "private": 1.0}, "met"),
        ({"pupils": 849}, {"pupils": 151, "private": 1.0}, "not_met"),
        ({"pupils": 500}, {"pupils": 500, "private": np.nan}, "not_shown"),
        ({"pupils": 900}, {"pupils": 100, "private": np.nan}, "met"),  # whatever it is
    ],
)
def test_the_private_share(judge, first, second, verdict):
    assert item(judge(forms(first, second)), "private_share", "")["verdict"] == verdict


def test_migrants_children_at_public_schools_and_in_purchased_seats(judge):
    form = forms(
        {"migrant_pupils": 60}, {"migrant_pupils": np.nan, "migrant_percent": 40.0, "private": 1.0, "purchased_seats": 10}
    )  # fmt: skip
    row = item(judge(form), "migrant_share", "")
    assert (row["number"], row["of"], row["verdict"]) == (70, 100, "not_met")
    silent = forms({"migrant_pupils": np.nan})
    assert item(judge(silent), "migrant_share", "")["verdict"] == "not_shown"
    assert item(judge(forms({"migrant_pupils": 0})), "migrant_share", "")["verdict"] == "exempt"


def test_the_districts_questions_are_met_only_where_every_school_meets_them(judge):
    found = judge(forms({}, {}, {"backbone": 0.1}))
    row = item(found, "schools_met")
    assert (row["number"], row["of"], row["verdict"]) == (2, 3, "not_met")
    assert item(found, "class_size")["verdict"] == "met"
    assert item(judge(forms({}, {"backbone": np.nan})), "schools_met")["verdict"] == "not_shown"
    assert item(found, "nearby")["value"] == 1.0


def test_a_district_within_its_in_zone_share_meets_it_though_one_school_does_not(judge):
    form = forms(*({"stage": "junior", "in_zone_pupils": n} for n in (100, 100, 94)))
    found = judge(form)
    assert found.schools["in_zone_verdict"].tolist() == ["met", "met", "not_met"]
    assert item(found, "nearby", "junior")["verdict"] == "met"


def test_good_seats_by_subdistrict_by_hand(judge):
    area = town(4, 1, pupils=[10, 30, 20, 40], schools=[(0, 0, 60), (3, 0, 60)])
    area = replace(area, blocks=area.blocks.assign(subdistrict=["甲", "甲", "乙", "乙"]))
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1", "S2", "S2", None]))
    form = forms({}, {"backbone": 0.0, "media_rooms": 0.0})
    found = judge(form, zones={"today": area.blocks["current_school"]}, area=area)
    rows = found.access.set_index("subdistrict")
    assert rows.loc["甲", ["pupils", "known_pupils", "good_share"]].tolist() == [40, 40, 0.25]
    assert rows.loc["甲", "strength"] == pytest.approx((10 * 1 + 30 * 5 / 7) / 40)
    assert rows.loc["乙", ["pupils", "known_pupils", "good_share"]].tolist() == [60, 20, 0]
    whole = found.spread.iloc[0]
    assert whole["good_share"] == pytest.approx(10 / 60)
    assert whole["good_share_range"] == pytest.approx(0.25)
    assert whole["strength_cv"] == pytest.approx(
        np.sqrt((40 * (rows.loc["甲", "strength"] - whole["strength"]) ** 2 + 20 * (5 / 7 - whole["strength"]) ** 2) / 60) / whole["strength"]
    )  # fmt: skip


def test_the_seats_of_a_zone_of_several_schools_are_drawn_by_lot():
    blocks = pd.DataFrame({"pupils": [10], "subdistrict": ["甲"]}, index=["b"])
    schools = pd.DataFrame({"good": [True, False], "strength": [1.0, 0.4], "seats": [300.0, 100.0]}, index=["S1", "S2"])  # fmt: skip
    found = access.by_subdistrict(blocks, pd.Series({"b": "Z"}), schools, {"Z": ("S1", "S2")})
    assert found.loc[0, ["good_share", "strength"]].tolist() == pytest.approx([0.75, 0.85])


@given(
    rows=st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["S1", "S2", "S3"]), st.sampled_from("甲乙丙")), min_size=1, max_size=20)
)  # fmt: skip
def test_pupils_of_subdistricts_add_up_and_shares_lie_between_their_ends(rows):
    blocks = pd.DataFrame({"pupils": [n for n, _, _ in rows], "subdistrict": [p for _, _, p in rows]})
    schools = pd.DataFrame({"good": [True, False], "strength": [0.9, 0.3], "seats": 1.0}, index=["S1", "S2"])
    found = access.by_subdistrict(blocks, pd.Series([s for _, s, _ in rows]), schools, {})
    assert found["pupils"].sum() == blocks["pupils"].sum()
    known = found[found["known_pupils"] > 0]
    assert known["strength"].between(0.3 - 1e-9, 0.9 + 1e-9).all()
    assert known["good_share"].between(0, 1).all()
