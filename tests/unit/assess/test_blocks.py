"""Per block: walks, coverage, the schools passed and why, by hand on a row of 100 m blocks."""

from dataclasses import replace

import judged
import numpy as np
import pandas as pd
import pytest

from zoning import assess
from zoning.model import Walks
from zoning.toy import town


@pytest.fixture
def judge(measured, rules):
    def judge(area, schools, measures=None):
        return assess.plan(judged.plan(area, schools), area, measures or measured(area), rules)

    return judge


def row(**options):
    """Ten blocks of 5 pupils in a row, S1 in the first and S2 in the last, 900 m apart."""
    return town(10, 1, **({"schools": [(0, 0, 25), (9, 0, 25)]} | options))


HALVES = ["S1"] * 5 + ["S2"] * 5


def test_each_block_has_its_walk_and_its_nearest_school(judge):
    blocks = judge(row(), HALVES).blocks
    assert blocks["walk_m"].tolist() == [0, 100, 200, 300, 400] * 1 + [400, 300, 200, 100, 0]
    assert blocks["straight_m"].equals(blocks["walk_m"].rename("straight_m"))
    assert blocks["nearest_id"].tolist() == HALVES
    assert blocks["nearest_name"].iloc[0] == "第1小学"
    assert blocks["is_nearest"].all()
    assert (blocks["passed"] == "").all()
    assert (blocks["reason_zh"] == "").all()
    assert blocks["school_name"].tolist() == ["第1小学"] * 5 + ["第2小学"] * 5


def test_covered_within_500_m_straight_or_on_foot(measured, judge):
    area = town(10, 1, schools=[(0, 0, 100)])
    measures = measured(area)
    # streets make the way half as long again; 500 m exactly is within
    longer = replace(measures, walks=Walks.from_matrix(measures.walks.matrix() * 1.5))
    blocks = judge(area, ["S1"] * 10, longer).blocks
    assert blocks["radius_covered"].tolist() == [True] * 6 + [False] * 4
    assert blocks["walk_covered"].tolist() == [True] * 4 + [False] * 6


def test_coverage_is_a_fact_of_the_place_and_not_of_the_plan(judge):
    blocks = judge(row(), ["S2"] * 10).blocks
    assert blocks["radius_covered"].all()
    assert blocks["walk_m"].iloc[0] == 900


def test_a_block_past_a_full_school_says_so_with_its_numbers(judge):
    # S1 takes 25 of its 25 seats; the fifth block goes on to S2, 500 m instead of 400
    area = row(schools=[(0, 0, 22), (9, 0, 40)])
    blocks = judge(area, ["S1"] * 4 + ["S2"] * 6).blocks
    passed = blocks.loc["c4r0"]
    assert (passed["walk_m"], passed["nearest_m"], passed["is_nearest"]) == (500, 400, False)
    assert passed["passed"] == "S1"
    assert passed["reason_zh"] == "最近的第1小学学位已满（余 2 个，本地块 5 人），多走 100 米"
    assert passed["reason_en"] == "第1小学 is nearest but full (2 seats free, 5 pupils here): 100 m farther"
    assert (blocks.drop(index="c4r0")["reason_zh"] == "").all()


def test_a_block_past_a_school_with_seats_is_said_to_be_there_for_the_zones_shape(judge):
    blocks = judge(row(schools=[(0, 0, 100), (9, 0, 100)]), ["S1"] * 4 + ["S2"] * 6).blocks
    assert "尚有学位" in blocks.at["c4r0", "reason_zh"]
    assert "has seats" in blocks.at["c4r0", "reason_en"]


def test_a_school_with_just_enough_seats_left_is_not_full(judge):
    blocks = judge(row(schools=[(0, 0, 25), (9, 0, 100)]), ["S1"] * 4 + ["S2"] * 6).blocks
    assert "尚有学位" in blocks.at["c4r0", "reason_zh"]


def test_every_nearer_school_is_listed_nearest_first(judge):
    area = town(6, 1, schools=[(0, 0, 99), (1, 0, 99), (5, 0, 99)])
    blocks = judge(area, ["S3"] * 6).blocks
    assert blocks["passed"].tolist() == ["S1 S2", "S2 S1", "S2 S1", "", "", ""]


def test_of_two_schools_equally_near_neither_is_passed(judge):
    area = town(5, 1, schools=[(0, 0, 99), (4, 0, 99)])
    for school in ("S1", "S2"):
        middle = judge(area, ["S1", "S1", school, "S2", "S2"]).blocks.loc["c2r0"]
        assert (middle["is_nearest"], middle["passed"], middle["reason_zh"]) == (True, "", "")


def test_blocks_without_pupils_need_no_reason(judge):
    area = row(pupils=[5, 5, 5, 5, 0, 5, 5, 5, 5, 5])
    blocks = judge(area, ["S1"] * 4 + ["S2"] * 6).blocks
    assert blocks.at["c4r0", "passed"] == "S1"
    assert blocks.at["c4r0", "reason_zh"] == ""


def test_moved_blocks_and_the_walk_to_todays_school(judge):
    area = row()
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1", "S2", None, "S9", *["S2"] * 6]))
    blocks = judge(area, HALVES).blocks
    assert blocks["moved"].tolist() == [False, True, False, True, True] + [False] * 5
    assert blocks["current_walk_m"].iloc[:2].tolist() == [0, 800]
    assert np.isnan(blocks["current_walk_m"].iloc[2])
    assert blocks["current_walk_m"].iloc[3] == np.inf  # a school that is no longer there


def test_nobody_moves_where_today_is_unknown(judge):
    blocks = judge(row(), HALVES).blocks
    assert not blocks["moved"].any()
    assert blocks["current_walk_m"].isna().all()


def test_a_block_that_can_walk_to_no_school_has_no_nearest_and_no_reason(measured, judge):
    area = row()
    measures = measured(area)
    walk = measures.walks.matrix()
    walk.loc["c9r0"] = np.inf
    walk.loc["c8r0", "S2"] = np.inf  # locked to a school it cannot walk to, while another is in reach
    blocks = judge(area, HALVES, replace(measures, walks=Walks.from_matrix(walk))).blocks
    assert pd.isna(blocks.at["c9r0", "nearest_id"])
    assert blocks.at["c9r0", "walk_m"] == np.inf
    assert blocks.at["c8r0", "passed"] == "S1"
    assert blocks.loc[["c8r0", "c9r0"], "reason_zh"].tolist() == ["", ""]
    assert not blocks.at["c9r0", "walk_covered"]
