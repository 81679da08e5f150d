"""When it cannot be done: the rule, the places and the shortfall are named."""

from dataclasses import replace

import pandas as pd
import pytest

from zoning import assign
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town


def fails(measured, area, policy=Policy()) -> InfeasiblePlan:  # noqa: B008 - frozen
    with pytest.raises(InfeasiblePlan) as caught:
        assign.best(area, measured(area), policy)
    return caught.value


def test_fewer_seats_than_pupils(measured):
    error = fails(measured, town(4, 1, pupils=30, schools=[(0, 0, 50), (3, 0, 40)]))
    assert (error.rule, error.short) == ("seats", 30)
    assert "[[open]]" in error.to("en")
    assert "差 30" in error.to("zh")


def test_the_blocks_that_reach_too_few_seats_are_named(measured):
    # within 450 m the three western blocks reach only S1
    area = town(8, 1, pupils=30, schools=[(0, 0, 50), (7, 0, 400)])
    error = fails(measured, area, Policy(longest_walk_m=450))
    assert (error.rule, error.short) == ("seats", 40)
    assert any("c0r0" in place for place in error.places)
    assert not any("c7r0" in place for place in error.places)


def test_a_walk_longer_than_allowed(measured):
    error = fails(measured, town(8, 1, schools=[(0, 0, 500), (1, 0, 500)]), Policy(longest_walk_m=300))
    assert error.rule == "longest_walk_m"
    assert [place[-5:-1] for place in error.places] == ["c5r0", "c6r0", "c7r0"]


def test_a_block_larger_than_any_school(measured):
    error = fails(measured, town(3, 1, pupils=[5, 80, 5], schools=[(0, 0, 60), (2, 0, 60)]))
    assert (error.rule, error.short) == ("seats", 20)


def test_an_island_without_a_school(measured):
    error = fails(measured, town(4, 1, river_after=2, schools=[(0, 0, 500)]))
    assert error.rule == "contiguous"
    assert "c3r0" in error.to("en")


def test_a_lock_on_the_block_of_another_school(measured):
    area = town(4, 1)
    error = fails(measured, area, Policy(locks=(Lock("c0r0", "S2"),)))
    assert error.rule == "lock"


def test_whole_blocks_that_do_not_fit_say_that_it_is_not_proved(measured):
    # three blocks of 6 cannot fill two schools of 9
    area = town(3, 1, pupils=6, schools=[(0, 0, 9), (2, 0, 9)])
    error = fails(measured, area, Policy(effort=0.01))
    assert error.rule == "seats"
    assert "not proved" in error.to("en")


def test_an_allowance_over_capacity_is_used_and_paid_for(measured):
    area = town(3, 1, pupils=6, schools=[(0, 0, 9), (2, 0, 9)])
    plan = assign.best(area, measured(area), Policy(over_capacity_share=0.5, over_capacity_price_m=1000, effort=0.01))  # fmt: skip
    load = area.blocks["pupils"].groupby(plan.school_of).sum()
    assert sorted(load) == [6, 12]
    assert plan.solve.cost == pytest.approx(6 * 100 + 3 * 1000)


def test_a_price_on_moving_keeps_todays_zones(measured):
    area = town(4, 1, schools=[(0, 0, 500), (3, 0, 500)])
    today = pd.Series(["S1", "S2", "S2", "S2"], index=area.blocks.index, dtype="str")
    area = replace(area, blocks=area.blocks.assign(current_school=today))
    free = assign.best(area, measured(area), Policy(effort=0.01)).school_of
    kept = assign.best(area, measured(area), Policy(effort=0.01, move_price_m=150)).school_of
    assert free["c1r0"] == "S1"
    assert kept["c1r0"] == "S2"


def test_a_walk_limit_does_not_bind_blocks_without_pupils(measured):
    area = town(8, 1, pupils=[5, 5, 5, 0, 0, 0, 0, 0], schools=[(0, 0, 500)])
    plan = assign.best(area, measured(area), Policy(longest_walk_m=300, effort=0.01))
    assert plan.school_of.notna().all()
