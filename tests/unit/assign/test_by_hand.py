"""A plan made by hand claims nothing that is not proved: its bound is true of every plan within the rules, wherever the prices came from."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning import assign
from zoning.assign.bound.prices import tolled
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town

EFFORT = 0.05


def area_of(seats, at=((0, 0), (5, 3), (5, 0)), pupils=5):
    schools = [(column, row, seat) for (column, row), seat in zip(at, seats, strict=True)]
    return town(6, 4, schools=schools, pupils=pupils)


def solved(area, measures, *locks):
    return assign.again(area, measures, Policy(gap=0.0, effort=EFFORT, locks=locks), None, why=False)


@settings(max_examples=15)
@given(data=st.data())
def test_prices_of_another_question_prove_no_more_than_is_true(measured, data):
    """Solved with locks and with a school elsewhere, then asked about without: the bound stays below the best plan."""
    number = st.integers(0, 23)
    ids = [f"c{c}r{r}" for r in range(4) for c in range(6)]
    pupils = data.draw(st.lists(st.integers(0, 9), min_size=24, max_size=24))
    seats = [int(sum(pupils) * 0.6) + 9] * 3
    before = area_of(seats, ((0, 0), (5, 3), (data.draw(st.integers(1, 4)), 2)), pupils)
    asked = {ids[data.draw(number)]: data.draw(st.sampled_from(["S1", "S2", "S3"])) for _ in range(3)}
    try:
        _, base = solved(before, measured(before), *(Lock(b, s) for b, s in asked.items()))
    except InfeasiblePlan:
        return
    after = area_of(seats, ((0, 0), (5, 3), (5, 0)), pupils)
    measures = measured(after)
    best, _ = solved(after, measures)
    held = assign.held_against(after, measures, Policy(), base, best.school_of)
    assert held.cost == pytest.approx(best.solve.cost)
    assert held.lower_bound is not None
    assert held.lower_bound <= best.solve.cost + 1e-6


def test_a_guess_that_locks_keep_from_growing_whole_does_not_stop_the_search(measured):
    pupils = [0] * 24
    pupils[10] = pupils[11] = 1
    area = area_of([10, 10, 10], ((0, 0), (5, 3), (1, 2)), pupils)
    plan, _ = solved(area, measured(area), Lock("c0r0", "S1"), Lock("c4r1", "S1"), Lock("c5r2", "S3"))
    assert plan.school_of[["c0r0", "c4r1", "c5r2"]].tolist() == ["S1", "S1", "S3"]
    assert plan.solve.status == "optimal"


def test_a_toll_of_a_strait_that_was_locked_is_not_asked_where_it_is_open(measured):
    """S1 must have c3r1, past S2 by c2r0 or c2r2. While c2r0 was locked to S2 that meant c2r2 with its 30 pupils: a cut, whose price is what they walk farther."""
    pupils = [0, 0, 1, 1, 1, 0, 0, 0, 9, 1, 0, 0, 30, 1, 1]
    area = town(5, 3, schools=[(0, 1, 200), (2, 1, 200)], pupils=pupils)
    measures, far, strait = measured(area), Lock("c3r1", "S1"), Lock("c2r0", "S2")
    locked, base = solved(area, measures, far, strait)
    best, _ = solved(area, measures, far)
    walk = measures.walks.matrix().loc["c2r2"]
    price = round(30 * 1000 * (walk["S1"] - walk["S2"]))
    at = np.array([area.blocks.index.get_loc(block) for block in ("c2r2", "c3r1")])
    prices = tolled(np.zeros(2, int), at, np.zeros(2, int), np.array([-price, price]))
    dear = replace(base, prices=replace(prices, cuts=np.array([price, 0])))
    shut = assign.held_against(area, measures, Policy(locks=(far, strait)), dear, locked.school_of)
    assert shut.lower_bound > best.solve.cost  # true of plans with the lock alone
    held = assign.held_against(area, measures, Policy(locks=(far,)), dear, best.school_of)
    assert held.lower_bound <= best.solve.cost + 1e-6


@pytest.fixture(scope="module")
def known(measured):
    area = area_of([60, 60, 60])
    measures = measured(area)
    plan, base = solved(area, measures)
    return area, measures, base, plan.school_of


def test_the_plan_that_was_solved_stands_as_it_was_solved(known):
    area, measures, base, plan = known
    held = assign.held_against(area, measures, Policy(), base, plan)
    assert held.lower_bound <= held.cost
    assert not len(held.refused)


def changed(plan, school, *blocks):
    return plan.where(~plan.index.isin(blocks), school)


@pytest.mark.parametrize("why", ["over", "apart", "moved", "group"])
def test_a_plan_that_breaks_a_rule_has_no_bound(known, why):
    area, measures, base, plan = known
    policy = Policy()
    mine = {name: [b for b in plan.index if plan[b] == name] for name in ("S1", "S2", "S3")}
    if why == "over":  # S1 has 12 blocks' worth of seats
        own = measures.walks.matrix()["S1"].drop(list(measures.home.drop("S1"))).sort_values()
        made = changed(plan, "S1", *own.index[:14])
    elif why == "apart":  # the block farthest from S1 goes to it
        far = measures.walks.matrix()["S1"].drop(list(measures.home)).idxmax()
        made = changed(plan, "S1", far)
    elif why == "moved":
        today = pd.Series("S2", index=area.blocks.index, dtype="object")
        area = area.__class__(**{**vars(area), "blocks": area.blocks.assign(current_school=today)})
        policy, made = Policy(most_moved_share=0.1), plan
    else:
        a = next(b for b in mine["S1"] if b not in set(measures.home))
        links = measures.neighbours
        b = next(y for x, y in [*zip(links["block_a"], links["block_b"], strict=True), *zip(links["block_b"], links["block_a"], strict=True)] if x == a and y not in set(measures.home))  # fmt: skip
        policy, made = Policy(together=((a, b),)), changed(plan, "S2" if plan[b] == "S1" else "S1", a)
        if made[a] == made[b]:
            made = changed(plan, "S2", b)
    held = assign.held_against(area, measures, policy, base, made)
    assert held.lower_bound is None


def test_a_block_without_a_school_or_given_away_from_its_own_is_refused(known):
    area, measures, base, plan = known
    home = measures.home["S1"]
    held = assign.held_against(area, measures, Policy(), base, changed(plan, "S2", home))
    assert list(held.refused) == [home]
    assert held.cost is held.lower_bound is None
    held = assign.held_against(area, measures, Policy(), base, changed(plan, np.nan, "c3r2"))
    assert list(held.refused) == ["c3r2"]


def test_what_is_remembered_of_a_plan_answers_the_next_question(known):
    area, measures, _, plan = known
    base = assign.remembered(area, measures, Policy(), plan)
    again, _ = assign.again(area, measures, Policy(), base, why=False)
    held = assign.held_against(area, measures, Policy(), base, plan)
    assert held.lower_bound <= min(held.cost, again.solve.cost) + 1e-6
