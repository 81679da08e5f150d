"""Prices on pairs of block and school: what each of them is in a row of blocks, and that sums stay within range."""

from dataclasses import replace

import judged
import numpy as np
import pandas as pd
import pytest

from zoning.assign.policy import build, terms
from zoning.assign.problem import NEVER
from zoning.errors import ScenarioError
from zoning.policy import Lock, Policy
from zoning.toy import town


@pytest.fixture
def row():
    """Five blocks of 100 m in a row, S1 at the west end, S2 at the east end; the two eastern ones are 乙街道."""
    area = town(5, 1, pupils=[1, 2, 3, 4, 5], schools=[(0, 0, 9), (4, 0, 12)])
    blocks = area.blocks.assign(subdistrict=["甲街道", "甲街道", None, "乙街道", "乙街道"])
    return replace(area, blocks=judged.with_today(blocks, ["S1", "S2", None, "S9", "S2"]))


def priced(measured, area, **knobs):
    policy = Policy(**knobs)
    return {key: table.tolist() for key, table in terms.prices(area, measured(area), policy).items()}


def test_a_price_that_is_not_set_is_not_there(measured, row):
    assert priced(measured, row) == {}


def test_a_move_has_its_price_where_todays_school_is_open(measured, row):
    found = priced(measured, row, move_price_m=50)["move_price_m"]
    assert found == [[0, 50_000], [50_000, 0], [0, 0], [0, 0], [50_000, 0]]


def test_moves_from_a_school_that_is_gone_are_moves_all_the_same(measured, row):
    measures = measured(row)
    assert terms.moves(row, measures)[3].tolist() == [True, True]
    assert terms.moves(row, measures, gone=False)[3].tolist() == [False, False]
    assert not terms.moves(row, measures)[2].any()


def test_every_metre_beyond_far_costs_so_many_more(measured, row):
    # walks to S1 are 0, 100, 200, 300 and 400 m; beyond 250 m each metre costs one and a half besides itself
    found = priced(measured, row, far_m=250, far_price=1.5)["far_price"]
    assert [to_s1 for to_s1, _ in found] == [0, 0, 0, 75_000, 225_000]


def test_an_arterial_has_its_price_for_each_time_it_is_crossed(measured, row):
    measures = measured(row)
    count = pd.DataFrame(
        [[0, 2], [0, 2], [1, 1], [2, 0], [2, 0]], measures.walks.blocks, measures.walks.schools
    )
    measures = replace(measures, arterials=count)
    found = terms.prices(row, measures, Policy(arterial_price_m=300))["arterial_price_m"]
    assert found.tolist() == [[0, 600_000], [0, 600_000], [300_000, 300_000], [600_000, 0], [600_000, 0]]


def test_a_school_belongs_to_the_subdistrict_of_its_own_block(measured, row):
    found = priced(measured, row, subdistrict_price_m=400)["subdistrict_price_m"]
    # the third block's is unknown: nothing to pay
    assert found == [[0, 400_000], [0, 400_000], [0, 0], [400_000, 0], [400_000, 0]]


def test_prices_add_up_with_the_walk(measured, row):
    made = build.problem(
        row, measured(row), Policy(move_price_m=50, far_m=250, far_price=1.5, subdistrict_price_m=400)
    )
    assert made.cost[1].tolist() == [100_000 + 50_000, 300_000 + 75_000 + 400_000]


def test_prices_that_run_out_of_range_are_refused_with_their_keys(measured, row):
    with pytest.raises(ScenarioError) as raised:
        build.problem(row, measured(row), Policy(move_price_m=900_000, subdistrict_price_m=900_000))
    assert "move_price_m" in raised.value.to("zh")
    assert "subdistrict_price_m" in raised.value.to("en")
    assert build.problem(row, measured(row), Policy(move_price_m=1_000_000)).cost.max() == NEVER


def test_what_a_plan_pays_is_told_price_by_price(measured, row):
    policy = Policy(
        move_price_m=50, subdistrict_price_m=400, over_capacity_share=1.0, over_capacity_price_m=10
    )
    made = build.problem(row, measured(row), policy)
    all_s1_but_last = np.array([0, 0, 0, 0, 1])
    paid = terms.paid(terms.prices(row, measured(row), policy), made, policy, all_s1_but_last)
    assert paid == {"move_price_m": 2 * 50, "subdistrict_price_m": 4 * 400, "over_capacity_price_m": 10}
    walked = 2 * 100 + 3 * 200 + 4 * 300
    assert made.total(all_s1_but_last) == 1000 * (walked + sum(paid.values()))


def test_a_lock_may_rule_a_school_out(measured, row):
    made = build.problem(row, measured(row), Policy(locks=(Lock("c2r0", "S1", never=True),)))
    assert made.allowed[2].tolist() == [False, True]
    assert made.fixed.tolist() == [0, -1, -1, -1, 1]
    # and what only a zone over that block could hold goes with it
    assert made.allowed[3].tolist() == [False, True]


def test_ruling_out_a_school_that_is_closed_changes_nothing(measured, row):
    area = replace(row, schools=row.schools.assign(status=["open", "closed"]))
    made = build.problem(area, measured(area), Policy(locks=(Lock("c2r0", "S2", never=True),)))
    assert made.allowed.all()


def test_a_locked_block_that_walks_too_far_still_pays_its_own_walk(measured, row):
    made = build.problem(
        row, measured(row), Policy(longest_walk_m=250, contiguous=False, locks=(Lock("c3r0", "S1"),))
    )
    assert made.cost[3].tolist() == [300_000, NEVER]
