"""A cap on pupils who change school: the price that keeps it and the bound it proves, against every plan there is."""

from dataclasses import replace

import judged
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_districts import costs, districts, plans

from zoning import assign
from zoning.assign.bound.prices import Prices
from zoning.assign.policy import stable
from zoning.assign.zones.solver import Proof
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town


@pytest.fixture
def today():
    """Six blocks of 10 pupils in a row; all but the last go to S1 in the west today. Free to choose, three would go there."""
    area = town(6, 1, pupils=10, schools=[(0, 0, 60), (5, 0, 60)])
    return replace(area, blocks=judged.with_today(area.blocks, ["S1"] * 5 + ["S2"]))


def best(measured, area, **knobs):
    return assign.best(area, measured(area), Policy(effort=0.01, **knobs))


@pytest.mark.parametrize(
    ("share", "stay", "cost"),
    [(1.0, 3, 6000), (0.34, 3, 6000), (0.2, 4, 7000), (0.17, 4, 7000), (0.0, 5, 10000)],
)
def test_no_more_pupils_move_than_may(measured, today, share, stay, cost):
    plan = best(measured, today, most_moved_share=share)
    assert plan.school_of.tolist() == ["S1"] * stay + ["S2"] * (6 - stay)
    assert plan.solve.cost == cost  # walks alone: the price that keeps the cap is no part of it
    assert plan.solve.lower_bound <= cost
    assert f"{10 * (5 - stay)} pupils change school" in plan.notes[-1].text.en


def test_the_bound_of_a_cap_is_a_straight_line_between_whole_plans(measured, today):
    # 0 moved cost 10,000 and 10 moved 7,000, 20 moved 6,000: at a cap of 12 no mix is below 6,800
    plan = best(measured, today, most_moved_share=0.2)
    assert plan.solve.lower_bound == 6800
    assert plan.solve.status == "feasible"


def test_a_cap_that_seats_do_not_allow_is_refused_with_the_least_share(measured):
    area = town(6, 1, pupils=10, schools=[(0, 0, 30), (5, 0, 60)])
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1"] * 5 + ["S2"]))
    with pytest.raises(InfeasiblePlan) as raised:
        best(measured, area, most_moved_share=0.3)
    assert raised.value.rule == "most_moved_share"
    assert "at least 20 pupils (33.3%)" in raised.value.to("en")
    assert "Allow at least 0.334" in raised.value.to("en")
    assert best(measured, area, most_moved_share=0.334).school_of.tolist().count("S1") == 3


def test_pupils_of_a_closed_school_move_whatever_the_cap(measured, today):
    blocks = judged.with_today(today.blocks, ["S1", "S1", "S1", "S9", "S2", "S2"])
    area = replace(today, blocks=blocks)
    assert best(measured, area, most_moved_share=0.17).school_of.tolist() == ["S1"] * 3 + ["S2"] * 3
    with pytest.raises(InfeasiblePlan) as raised:
        best(measured, area, most_moved_share=0.1)
    assert "not open" in raised.value.to("en")


def test_a_cap_holds_beside_locks_and_a_lock_that_moves_pupils_counts(measured, today):
    plan = best(measured, today, most_moved_share=0.17, locks=(Lock("c4r0", "S2"), Lock("c1r0", "S1")))
    assert plan.school_of.tolist() == ["S1"] * 4 + ["S2"] * 2
    with pytest.raises(InfeasiblePlan) as raised:
        best(measured, today, most_moved_share=0.1, locks=(Lock("c4r0", "S2"),))
    assert "at least 10 pupils" in raised.value.to("en")


def test_a_cap_and_blocks_kept_together(measured, today):
    plan = best(measured, today, most_moved_share=0.2, together=(("c3r0", "c4r0"),))
    assert plan.school_of.tolist() == ["S1"] * 5 + ["S2"]  # both blocks would be 20 pupils, 12 may move


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(-(10**6), 10**6)), min_size=1, max_size=6),
    st.integers(2, 10**6),
)
def test_the_highest_point_of_a_concave_function_is_found(lines, top):
    def value(at):
        return min(slope * at + height for slope, height in lines)

    at, found = stable.highest(value, top)
    assert 0 <= at <= top
    assert found == value(at)
    places = {0, top, *(meet for a in lines for b in lines for meet in _meet(a, b) if 0 <= meet <= top)}
    peak = max(value(place) for place in places)
    assert peak - 1e-5 * abs(peak) - 100 <= found <= peak


def _meet(a, b):
    if a[0] == b[0]:
        return ()
    at = (b[1] - a[1]) // (a[0] - b[0])
    return at, at + 1


@st.composite
def moving(draw):
    """A tiny district where blocks have a school today, and its clean plans."""
    made = draw(districts(most=8, tiers=1))
    every = plans(made)
    every = every[costs(made, every) < 2**60]
    assume(len(every))
    today = np.array(
        draw(
            st.lists(
                st.integers(0, made.cost.shape[1] - 1), min_size=len(made.pupils), max_size=len(made.pupils)
            )
        )
    )
    return made, every, np.arange(made.cost.shape[1]) != today[:, None]


def moved_in(made, moved, every):
    return np.array([stable.count(made, moved, plan) for plan in every])


@given(moving(), st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_a_higher_price_never_moves_more_pupils_in_the_best_plan(asked, price):
    made, every, moved = asked
    counts = moved_in(made, moved, every)
    low, high = (costs(stable.priced(made, moved, p), every) for p in sorted(price))
    assert counts[high == high.min()].min() <= counts[low == low.min()].max()


@given(moving())
def test_no_plan_moves_fewer_than_must(asked):
    made, every, moved = asked
    assert stable.must_move(made, moved) <= moved_in(made, moved, every).min()


@settings(max_examples=60)
@given(moving(), st.floats(0, 1))
def test_the_bound_of_a_cap_is_below_every_plan_that_keeps_it(asked, share):
    made, every, moved = asked
    counts, cost = moved_in(made, moved, every), costs(made, every)
    cap = int(share * made.pupils.sum())
    assume((counts <= cap).any())

    def find(problem, _):
        """The best plan by trying all, and its own cost for a bound."""
        least = costs(problem, every)
        none = np.zeros(made.cost.shape[1], np.int64)
        return every[least.argmin()], Proof(int(least.min()), none, Prices(none), "enumeration")

    found = stable.capped(made, moved, cap, find=find, shape=lambda problem: problem)
    assert found.proof.value <= cost[counts <= cap].min()
    assert stable.count(made, moved, found.school_of) <= cap
    assert made.total(found.school_of) >= cost[counts <= cap].min()
