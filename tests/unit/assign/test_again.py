"""The next question about a district, begun from the answer to the last: at once, within the rules, its bound true."""

from dataclasses import replace

import pytest

from zoning import assign
from zoning.policy import Policy
from zoning.toy import town


@pytest.mark.parametrize("whole", [None, "community"])
def test_a_resized_school_is_planned_from_the_last_answer(measured, whole):
    area = town(8, 4, schools=[(0, 0, 100), (7, 3, 100)])
    blocks = area.blocks.assign(community=[f"k{i // 2}" for i in range(32)])
    area, policy = replace(area, blocks=blocks), Policy(whole=whole)
    first, base = assign.again(area, measured(area), policy, None)
    fewer = replace(area, schools=area.schools.assign(seats=[70.0, 100.0]))
    plan, _ = assign.again(fewer, measured(fewer), policy, base)
    cold = assign.best(fewer, measured(fewer), policy)
    load = fewer.blocks["pupils"].groupby(plan.school_of).sum()
    assert load["S1"] <= 70
    assert first.school_of.index.equals(plan.school_of.index)
    assert plan.solve.lower_bound <= cold.solve.cost <= plan.solve.cost
    if whole:
        assert (plan.school_of.groupby(blocks["community"]).nunique() == 1).all()
