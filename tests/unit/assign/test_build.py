"""From a study area to numbers: positions, millimetres, what is allowed and what is fixed, by hand."""

from dataclasses import replace

import judged
import numpy as np
import pytest

from zoning.assign.policy import build
from zoning.assign.problem import NEVER
from zoning.model import Walks
from zoning.policy import Lock, Policy
from zoning.toy import town


def row(**options):
    """Five blocks of 1 to 5 pupils in a row, a school at either end."""
    return town(5, 1, **({"pupils": [1, 2, 3, 4, 5], "schools": [(0, 0, 9), (4, 0, 12)]} | options))


def built(measured, area, **knobs):
    return build.problem(area, measured(area), Policy(**knobs))


def test_metres_become_millimetres_and_ids_positions(measured):
    made = built(measured, row())
    assert made.pupils.tolist() == [1, 2, 3, 4, 5]
    assert made.seats[:, 0].tolist() == [9, 12]
    assert made.cost[1:4].tolist() == [[100_000, 300_000], [200_000, 200_000], [300_000, 100_000]]
    assert made.home.tolist() == [0, 4]
    assert [made.adj[made.adj_start[i] : made.adj_start[i + 1]].tolist() for i in range(5)] == [
        [1],
        [0, 2],
        [1, 3],
        [2, 4],
        [3],
    ]


def test_the_block_of_a_school_belongs_to_it_alone(measured):
    made = built(measured, row())
    assert made.fixed.tolist() == [0, -1, -1, -1, 1]
    assert made.cost[0].tolist() == [0, NEVER]
    assert made.cost[4].tolist() == [NEVER, 0]


def test_without_contiguity_no_block_is_a_home(measured):
    made = built(measured, row(), contiguous=False)
    assert made.home.tolist() == [-1, -1]
    assert (made.fixed == -1).all()
    assert made.allowed.all()


def test_only_open_schools_are_in_the_problem(measured):
    area = row()
    area = replace(area, schools=area.schools.assign(status=["open", "candidate"]))
    made = built(measured, area)
    assert made.cost.shape == (5, 1)
    assert made.seats[:, 0].tolist() == [9]


def test_the_longest_walk_rules_pairs_out_but_not_for_blocks_without_pupils(measured):
    made = built(measured, row(pupils=[1, 2, 0, 4, 5]), longest_walk_m=150)
    assert made.cost[1].tolist() == [100_000, NEVER]
    assert made.cost[2].tolist() == [200_000, 200_000]
    assert made.cost[3].tolist() == [NEVER, 100_000]
    assert built(measured, row(), longest_walk_m=200).allowed[2].tolist() == [
        True,
        True,
    ]  # 200 m is not too far


def test_what_no_zone_in_one_piece_can_hold_is_ruled_out(measured):
    # the third block is too far for either school's next block to be crossed on the way
    area = row(pupils=[1, 0, 3, 0, 5])
    measures = measured(area)
    walk = measures.walks.matrix()
    walk.loc["c1r0"] = np.inf  # an idle block may join any zone all the same
    made = build.problem(area, replace(measures, walks=Walks.from_matrix(walk)), Policy())
    assert made.allowed[2].tolist() == [True, True]
    lived = build.problem(row(), replace(measures, walks=Walks.from_matrix(walk)), Policy())
    assert lived.allowed[1].tolist() == [False, False]
    assert lived.allowed[2].tolist() == [False, True]  # the way to S1 leads through a block it may not hold


def test_a_lock_fixes_its_block_however_far(measured):
    made = built(measured, row(), longest_walk_m=350, locks=(Lock("c3r0", "S1"),))
    assert made.fixed.tolist() == [0, -1, -1, 0, 1]
    assert made.cost[3].tolist() == [300_000, NEVER]
    far = built(measured, row(), longest_walk_m=250, contiguous=False, locks=(Lock("c3r0", "S1"),))
    assert far.allowed[3].tolist() == [True, False]
    assert far.cost[3, 0] < NEVER


def test_a_move_from_todays_school_has_its_price(measured):
    area = row()
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1", "S2", None, "S9", "S2"]))
    made = built(measured, area, move_price_m=50)
    assert made.cost[1].tolist() == [150_000, 300_000]
    assert made.cost[2].tolist() == [200_000, 200_000]  # unknown today: nothing to pay
    assert made.cost[3].tolist() == [300_000, 100_000]  # a school that is gone: everybody has to move


@pytest.mark.parametrize(("share", "extra"), [(0.0, [0, 0]), (0.1, [0, 1]), (0.25, [2, 3]), (1.0, [9, 12])])
def test_seats_beyond_capacity_are_whole_and_priced(measured, share, extra):
    made = built(measured, row(), over_capacity_share=share, over_capacity_price_m=12.5)
    assert made.seats.tolist() == [[9, extra[0]], [12, extra[1]]]
    assert made.limit.tolist() == [9 + extra[0], 12 + extra[1]]
    assert made.fee.tolist() == [0, 12_500]


@pytest.mark.parametrize("seats", range(10, 101, 10))
def test_a_tenth_more_seats_is_a_tenth_and_not_one_fewer(measured, seats):
    # 0.1 is not exact in binary: 30 * 0.1 is a hair above 3, 0.7 / 7 a hair below 0.1
    made = built(measured, row(schools=[(0, 0, seats), (4, 0, seats)]), over_capacity_share=0.1)
    assert made.seats[:, 1].tolist() == [seats // 10] * 2


def test_the_total_of_a_plan_is_its_walk_and_its_prices(measured):
    made = built(measured, row(), over_capacity_share=1.0, over_capacity_price_m=10)
    # 10 pupils on the 9 seats of S1: walks of 0, 100, 200, 300 m for 1, 2, 3 and 4 pupils, and one seat over
    assert made.total(np.array([0, 0, 0, 0, 1])) == 1000 * (200 + 600 + 1200 + 10)
    assert made.loads(np.array([0, 0, 0, 0, 1])).tolist() == [10, 5]
    assert made.over(np.array([0, 0, 0, 0, 0])).tolist() == [0, 0]
