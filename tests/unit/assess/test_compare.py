"""Plans side by side: ours, the nearest school, today's zones and references, by hand."""

from dataclasses import replace

import judged
import numpy as np
import pandas as pd
import pytest

from zoning import assess
from zoning.assess.compare import figures
from zoning.model import Walks
from zoning.toy import town


def row():
    """Six blocks of 1 to 6 pupils in a row, S1 (9 seats) in the first and S2 (12 seats) in the last."""
    return town(6, 1, pupils=[1, 2, 3, 4, 5, 6], schools=[(0, 0, 9), (5, 0, 12)])


@pytest.fixture
def plans(measured, rules):
    def plans(area, schools):
        return assess.plan(judged.plan(area, schools), area, measured(area), rules).plans

    return plans


def test_ours_beside_the_nearest(plans):
    table = plans(row(), ["S1"] * 2 + ["S2"] * 4)
    assert table.index.tolist() == ["plan", "nearest"]
    ours, nearest = table.loc["plan"], table.loc["nearest"]
    assert ours[["pupils", "over", "schools_over"]].tolist() == [21, 6, 1]  # 18 pupils on 12 seats
    assert ours["mean_walk_m"] == pytest.approx((2 * 100 + 3 * 300 + 4 * 200 + 5 * 100) / 21)
    assert ours["longest_walk_m"] == 300
    assert ours["within_radius_share"] == 1
    assert nearest["over"] == 3  # the third block goes to S1: 6 and 15 pupils
    assert nearest["mean_walk_m"] == pytest.approx((2 * 100 + 3 * 200 + 4 * 200 + 5 * 100) / 21)


def test_moved_pupils_are_counted_against_those_whose_school_is_known(plans):
    area = row()
    area = replace(area, blocks=judged.with_today(area.blocks, ["S2", "S1", None, "S2", "S2", "S2"]))
    table = plans(area, ["S1"] * 3 + ["S2"] * 3)
    assert table.index.tolist() == ["plan", "nearest", "today"]
    assert table.at["plan", "moved_pupils"] == 1
    assert table.at["plan", "moved_share"] == pytest.approx(1 / 18)
    assert table.at["today", "moved_pupils"] == 0
    assert table.at["today", "pupils"] == 18  # nobody knows where the third block goes
    assert table.at["today", "over"] == 4  # 1 + 4 + 5 + 6 pupils on 12 seats


def test_zones_of_today_with_holes_and_closed_schools_are_counted_where_they_can_be(plans):
    area = row()
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1", None, "S1", "S9", "S2", None]))
    today = plans(area, ["S1"] * 3 + ["S2"] * 3).loc["today"]
    assert today["pupils"] == 1 + 3 + 5
    assert today["extra_pieces"] == 1  # S1 on both sides of the unknown block
    assert today["mean_walk_m"] == pytest.approx((3 * 200 + 5 * 100) / 9)


def test_a_plan_in_which_nobody_is_placed(measured):
    area = row()
    nobody = pd.Series([None] * 6, index=area.blocks.index, dtype="str")
    found = figures(nobody, area, measured(area))
    assert (found["pupils"], found["over"], found["extra_pieces"], found["moved_pupils"]) == (0, 0, 0, 0)
    assert np.isnan(found["mean_walk_m"])
    assert np.isnan(found["within_radius_share"])


def test_without_todays_zones_nobody_is_said_to_move(plans):
    table = plans(row(), ["S1"] * 3 + ["S2"] * 3)
    assert table["moved_share"].isna().all()
    assert (table["moved_pupils"] == 0).all()


def test_every_reference_has_its_row(plans):
    area = row()
    reference = pd.Series(["S1", "S2"] * 3, index=area.blocks.index, dtype="str")
    table = plans(replace(area, references={"2025 年方案": reference}), ["S1"] * 3 + ["S2"] * 3)
    assert table.index.tolist() == ["plan", "nearest", "2025 年方案"]
    assert table.at["2025 年方案", "extra_pieces"] == 4
    assert table.at["2025 年方案", "pupils"] == 21


def test_within_the_radius_counts_each_pupils_own_walk(plans):
    area = town(8, 1, pupils=1, schools=[(0, 0, 99), (7, 0, 99)])
    table = plans(area, ["S1"] * 8)
    assert table.at["plan", "within_radius_share"] == 6 / 8
    assert table.at["nearest", "within_radius_share"] == 1


def test_blocks_out_of_reach_of_their_school_take_no_part_in_walks(measured):
    area = row()
    measures = measured(area)
    walk = measures.walks.matrix()
    walk.loc["c0r0"] = np.inf
    found = figures(
        judged.plan(area, ["S1"] * 3 + ["S2"] * 3).school_of,
        area,
        replace(measures, walks=Walks.from_matrix(walk)),
    )
    assert found["pupils"] == 21
    assert found["mean_walk_m"] == pytest.approx((2 * 100 + 3 * 200 + 4 * 200 + 5 * 100) / 20)


def test_blocks_that_can_walk_nowhere_have_no_nearest_school(measured):
    area = row()
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1"] * 3 + ["S2"] * 3))
    measures = measured(area)
    walk = measures.walks.matrix()
    walk.loc["c0r0"] = np.inf
    cut = replace(measures, walks=Walks.from_matrix(walk))
    nearest = figures(cut.walks.nearest()["school_id"], area, cut)
    assert nearest["pupils"] == 20
    assert nearest["moved_pupils"] == 0
