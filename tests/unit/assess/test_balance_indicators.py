"""The seven indicators by hand, and the laws they keep: more is never worse, what is missing is not met."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quality_forms import forms

from zoning.assess.balance import indicators, standards, variation
from zoning.balance import INDICATORS


@pytest.fixture
def held(rules):
    return standards.of_stage(rules, "primary")


def of(form):
    return indicators.values(indicators.amounts(form), form["pupils"])


def least_of(form, held):
    return pd.DataFrame([dict(held.least)] * len(form), index=form.index)


def test_every_indicator_of_a_primary_school_by_hand():
    form = forms(
        {
            "pupils": 500, "teachers_college": 10, "teachers_bachelor": 12, "teachers_master": 2, "teachers_doctor": 1, "backbone": 6,
            "pe_teachers": 3, "music_teachers": 1, "fine_art_teachers": 1, "art_teachers": 0, "teaching_m2": 2600, "indoor_sports_m2": 200,
            "playground_m2": 3500, "equipment_wan": 105.5, "media_rooms": 13,
        }
    )  # fmt: skip
    expected = [25 / 5, 6 / 5, 5 / 5, 2400 / 500, 3700 / 500, 1_055_000 / 500, 13 / 5]
    assert of(form).iloc[0].tolist() == pytest.approx(expected)
    assert list(of(form)) == list(INDICATORS)


def test_a_college_diploma_counts_at_a_primary_school_and_not_at_a_junior_one():
    form = forms({"stage": "primary"}, {"stage": "junior"})
    assert of(form)["edu_teachers_per100"].tolist() == [5.0, 3.0]


def test_a_sum_the_office_has_made_goes_before_its_parts_and_what_the_rules_allow_is_added():
    form = forms({"teachers_above": 7, "pe_art_teachers": 2, "shared_teachers": 1, "leased_sports_m2": 100})
    assert of(form).loc[0, ["edu_teachers_per100", "pe_art_per100", "sports_area_pp"]].tolist() == [7, 3, 8.5]
    form = forms({"teachers_postgraduate": 4, "teachers_master": np.nan, "teachers_doctor": np.nan})
    assert of(form)["edu_teachers_per100"].tolist() == [9.0]


@pytest.mark.parametrize(
    ("column", "gone"),
    [
        ("teachers_doctor", ["edu_teachers_per100"]), ("art_teachers", ["pe_art_per100"]), ("indoor_sports_m2", ["teaching_area_pp", "sports_area_pp"]),
        ("equipment_wan", ["equipment_cny_pp"]), ("media_rooms", ["media_rooms_per100"]), ("backbone", ["backbone_per100"]),
    ],
)  # fmt: skip
def test_a_part_left_empty_is_not_shown_and_never_taken_for_nothing(column, gone, held):
    form = forms({column: np.nan})
    said = indicators.verdicts(of(form), least_of(form, held)).iloc[0]
    assert said[said == "not_shown"].index.tolist() == gone
    assert indicators.of_schools(of(form), least_of(form, held), held).tolist() == ["not_shown"]


def test_a_school_without_pupils_has_no_indicators():
    assert of(forms({"pupils": 0})).isna().all(axis=None)


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        ({}, "met"),
        ({"backbone": 0.86}, "met"),  # one below, at 86 % of its standard
        ({"backbone": 0.84}, "not_met"),
        ({"backbone": 0.9, "media_rooms": 2.2}, "not_met"),  # two below
        ({"backbone": np.nan, "media_rooms": 2.2}, "not_shown"),  # the first could be met
        ({"backbone": np.nan, "media_rooms": 1.0}, "not_met"),  # whatever the first is
    ],
)
def test_six_of_seven_and_the_last_at_85_percent(own, verdict, held):
    form = forms(own)
    assert indicators.of_schools(of(form), least_of(form, held), held).tolist() == [verdict]


def test_the_very_standard_is_met_whatever_binary_fractions_make_of_it(held):
    pupils = np.arange(10, 3000, 10.0)
    form = forms(*({"pupils": n, "teachers_above": n * 42 / 1000} for n in pupils))
    said = indicators.verdicts(of(form), least_of(form, held))
    assert (said["edu_teachers_per100"] == "met").all()


def test_what_is_lacking_is_what_it_takes(held):
    form = forms({"backbone": 0.4, "equipment_wan": 12.5})
    short = indicators.lacking(indicators.amounts(form), form["pupils"], least_of(form, held)).iloc[0]
    assert short[short > 0].to_dict() == pytest.approx({"backbone_per100": 0.6, "equipment_cny_pp": 75_000})


RESOURCES = ("teachers_bachelor", "backbone", "pe_teachers", "teaching_m2", "playground_m2", "equipment_wan", "media_rooms")  # fmt: skip


@given(
    had=st.lists(st.floats(0, 2), min_size=7, max_size=7),
    more=st.floats(0, 3),
    which=st.integers(0, 6),
    pupils=st.integers(1, 3000),
)
def test_adding_resources_never_lowers_what_is_met(rules, had, more, which, pupils):
    held = standards.of_stage(rules, "primary")
    own = {name: pupils / 100 * share * 10 for name, share in zip(RESOURCES, had, strict=True)}
    before = forms({"pupils": pupils, **own})
    name = RESOURCES[which]
    after = forms({"pupils": pupils, **own, name: own[name] + more * pupils})
    met = [(indicators.verdicts(of(form), least_of(form, held)) == "met").iloc[0] for form in (before, after)]
    assert (met[1] | ~met[0]).all()
    order = ["not_met", "met"]
    verdicts = [indicators.of_schools(of(form), least_of(form, held), held).iloc[0] for form in (before, after)]  # fmt: skip
    assert order.index(verdicts[1]) >= order.index(verdicts[0])


@given(had=st.lists(st.floats(0, 2), min_size=7, max_size=7), pupils=st.integers(1, 3000))
def test_a_school_given_what_it_lacks_meets_all_seven(rules, had, pupils):
    held = standards.of_stage(rules, "primary")
    form = forms({"pupils": pupils, **{n: pupils / 100 * s for n, s in zip(RESOURCES, had, strict=True)}})
    amounts, least = indicators.amounts(form), least_of(form, held)
    filled = amounts + indicators.lacking(amounts, form["pupils"], least)
    said = indicators.verdicts(indicators.values(filled, form["pupils"]), least)
    assert (said == "met").all(axis=None)


PUPILS = st.lists(st.integers(1, 3000), min_size=2, max_size=12)


def test_the_published_example_of_the_coefficient_of_variation():
    found = variation.variation(pd.Series([279, 137, 935, 160, 402]), pd.Series([45, 37, 89, 76, 55]))
    assert (round(found.mean, 3), round(found.deviation, 3), round(found.cv, 3)) == (6.334, 3.264, 0.515)
    assert found.schools == 5


@given(pupils=PUPILS, each=st.floats(0.01, 1000))
def test_schools_that_are_all_alike_do_not_vary(pupils, each):
    pupils = pd.Series(pupils, dtype=float)
    assert variation.variation(each * pupils, pupils).cv == pytest.approx(0, abs=1e-7)
    assert variation.variation(0 * pupils, pupils).cv == 0


@given(rows=st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 5000)), min_size=2, max_size=12), times=st.floats(0.001, 1000))  # fmt: skip
def test_the_coefficient_has_no_scale(rows, times):
    pupils, had = (pd.Series(column, dtype=float) for column in zip(*rows, strict=True))
    one, other = variation.variation(had, pupils).cv, variation.variation(times * had, pupils).cv
    assert other == pytest.approx(one, rel=1e-6, abs=1e-9)


@given(rows=st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 5000)), min_size=2, max_size=12))
def test_a_school_in_two_equal_halves_varies_as_before(rows):
    pupils, had = (pd.Series(column, dtype=float) for column in zip(*rows, strict=True))
    halves = [pd.concat([one.iloc[1:], pd.Series([one.iloc[0] / 2] * 2)]) for one in (had, pupils)]
    assert variation.variation(*halves).cv == pytest.approx(variation.variation(had, pupils).cv, abs=1e-9)


def test_a_school_whose_amount_is_missing_is_left_out_and_nothing_is_shown(held):
    form = forms({}, {"backbone": np.nan}, {"backbone": 2.0})
    table = variation.table(indicators.amounts(form), form["pupils"], held).set_index("indicator")
    row = table.loc["backbone_per100"]
    assert (row["schools"], row["missing"], row["verdict"]) == (2, 1, "not_shown")
    assert row["mean"] == pytest.approx(1.5)
    assert row["cv"] == pytest.approx(1 / 3)
    assert table.loc["media_rooms_per100", "verdict"] == "met"
    assert table["limit"].eq(held.cv_most).all()
