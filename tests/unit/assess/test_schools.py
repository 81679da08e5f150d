"""Per school: seats in use and alerts, walks weighted by pupils, pieces and shape, by hand."""

from dataclasses import replace

import judged
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoning import assess
from zoning.assess.schools import alert, weighted_mean
from zoning.toy import town


@pytest.fixture
def judge(measured, rules):
    def judge(area, schools):
        return assess.plan(judged.plan(area, schools), area, measured(area), rules).schools

    return judge


@pytest.mark.parametrize(
    ("share", "colour"),
    [(0.0, "green"), (0.8999, "green"), (0.90, "green"), (0.9001, "yellow"), (1.00, "yellow"), (1.0001, "red"), (2.0, "red")],
)  # fmt: skip
def test_up_to_90_percent_is_green_up_to_100_yellow_and_beyond_red(rules, share, colour):
    assert alert(pd.Series([share]), rules).tolist() == [colour]


@given(st.integers(1, 5000))
def test_nine_pupils_on_ten_seats_are_green_at_any_size(rules, tens):
    share = pd.Series([9 * tens, 10 * tens, 10 * tens + 1]) / (10 * tens)
    assert alert(share, rules).tolist() == ["green", "yellow", "red"]


def test_seats_in_use_over_and_free(judge):
    area = town(4, 1, pupils=[9, 9, 5, 7], schools=[(0, 0, 20), (3, 0, 10)])
    schools = judge(area, ["S1", "S1", "S2", "S2"])
    assert schools["pupils"].tolist() == [18, 12]
    assert schools["utilisation_share"].tolist() == [0.9, 1.2]
    assert schools["alert"].tolist() == ["green", "red"]
    assert schools["over"].tolist() == [0, 2]
    assert schools["free"].tolist() == [2, 0]
    assert schools["blocks"].tolist() == [2, 2]
    assert schools["status"].tolist() == ["open", "open"]


def test_the_mean_walk_is_weighted_by_pupils_and_the_longest_is_of_a_block_with_pupils(judge):
    # 0, 100, 200 and 300 m; nobody lives in the last block
    schools = judge(town(4, 1, pupils=[1, 2, 7, 0], schools=[(0, 0, 99)]), ["S1"] * 4)
    assert schools.at["S1", "mean_walk_m"] == pytest.approx((2 * 100 + 7 * 200) / 10)
    assert schools.at["S1", "longest_walk_m"] == 200


def test_weighted_mean_leaves_out_what_is_unknown_or_weighs_nothing():
    values = pd.Series([100.0, np.inf, np.nan, 50.0, 10.0])
    weights = pd.Series([1, 5, 5, 3, 0])
    found = weighted_mean(values, weights, pd.Series(["a", "a", "a", "a", "b"]))
    assert found["a"] == pytest.approx((100 + 3 * 50) / 4)
    assert np.isnan(found["b"])


def test_a_school_without_seats_is_red_only_if_it_has_pupils(judge):
    area = town(3, 1, pupils=[5, 0, 5], schools=[(0, 0, 99), (1, 0, 0), (2, 0, 0)])
    schools = judge(area, ["S1", "S2", "S3"])
    assert schools["alert"].tolist() == ["green", "green", "red"]
    assert schools["utilisation_share"].isna().tolist() == [False, True, True]
    assert schools["over"].tolist() == [0, 0, 5]


def test_a_school_that_no_block_goes_to(judge):
    schools = judge(town(3, 1, schools=[(0, 0, 99), (2, 0, 99)]), ["S1"] * 3)
    empty = schools.loc["S2"]
    assert (empty["pupils"], empty["blocks"], empty["pieces"], empty["free"]) == (0, 0, 0, 99)
    assert np.isnan(empty["mean_walk_m"])
    assert np.isnan(empty["longest_walk_m"])
    assert np.isnan(empty["polsby_popper"])


def test_pieces_are_counted(judge):
    schools = judge(town(5, 1, schools=[(0, 0, 99), (2, 0, 99)]), ["S1", "S1", "S2", "S1", "S2"])
    assert schools["pieces"].tolist() == [2, 2]


def test_blocks_that_meet_at_a_corner_only_are_two_pieces(judge):
    schools = judge(town(2, 2, schools=[(0, 0, 99), (1, 0, 99)]), ["S1", "S2", "S2", "S1"])
    assert schools["pieces"].tolist() == [2, 2]


def test_the_polsby_popper_of_a_square_is_a_quarter_of_pi(judge):
    schools = judge(town(4, 2, schools=[(0, 0, 99), (3, 0, 99)]), ["S1", "S1", "S2", "S2"] * 2)
    assert schools["polsby_popper"].tolist() == pytest.approx([np.pi / 4] * 2)
    # two squares in a row: 4 pi 2 / 6 squared
    row = judge(town(4, 1, schools=[(0, 0, 99), (3, 0, 99)]), ["S1", "S1", "S2", "S2"])
    assert row["polsby_popper"].tolist() == pytest.approx([8 * np.pi / 36] * 2)


def test_change_against_today(judge):
    area = town(4, 1, pupils=[1, 2, 3, 4], schools=[(0, 0, 99), (3, 0, 99)])
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1", "S1", "S1", "S2"]))
    schools = judge(area, ["S1", "S1", "S2", "S2"])
    assert schools["current_pupils"].tolist() == [6, 4]
    assert schools["change"].tolist() == [-3, 3]


def test_without_todays_zones_the_change_is_unknown(judge):
    schools = judge(town(2, 1), ["S1", "S2"])
    assert schools[["current_pupils", "change"]].isna().all(axis=None)


def test_only_open_schools_are_judged(judge):
    area = town(3, 1, schools=[(0, 0, 99), (1, 0, 99), (2, 0, 99)])
    area = replace(area, schools=area.schools.assign(status=["open", "candidate", "closed"]))
    assert judge(area, ["S1"] * 3).index.tolist() == ["S1"]
