"""Why a block goes where it goes: the codes by hand on rows of blocks, and every number of a sentence in its table."""

import re
from dataclasses import replace

import judged
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_districts import districts, plans

from zoning import assign
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices, tolled
from zoning.assign.problem import PER_METRE
from zoning.assign.why import because
from zoning.assign.why import compared as why
from zoning.policy import Lock, Policy
from zoning.toy import town


def solved(measured, area, **knobs):
    return assign.best(area, measured(area), Policy(**({"effort": 0.01} | knobs)))


def row(**options):
    """Ten blocks of 5 pupils in a row, S1 in the first and S2 in the last, 900 m apart."""
    return town(10, 1, **({"schools": [(0, 0, 25), (9, 0, 25)]} | options))


def test_where_seats_suffice_everybody_goes_to_the_nearest(measured):
    told = solved(measured, row(schools=[(0, 0, 50), (9, 0, 50)])).why
    assert told.blocks["decided"].tolist() == ["own_block", *["nearest"] * 8, "own_block"]
    assert told.blocks.at["c3r0", "zh"] == "第1小学最近，步行 300 米"
    assert told.blocks.at["c3r0", "en"] == "第1小学 is nearest, a walk of 300 m"
    assert (told.blocks["above_m"] == 0).all()
    assert told.contiguity_pupil_m == 0


def test_a_full_school_is_told_with_its_price_and_the_detour(measured):
    # S1 has 15 seats: the blocks at 300 and 400 m go on to S2, 600 and 500 m away; the last of them makes the price, 300 m
    plan = solved(measured, row(schools=[(0, 0, 15), (9, 0, 50)]))
    told = plan.why.blocks
    assert plan.school_of["c3r0"] == "S2"
    assert told.loc[["c3r0", "c4r0"], "decided"].tolist() == ["full", "full"]
    pairs = plan.why.considered.set_index(["block_id", "school_id"])
    near, own = pairs.loc[("c4r0", "S1")], pairs.loc[("c4r0", "S2")]
    assert (near["walk_m"], own["walk_m"], own["seat_m"]) == (400, 500, 0)
    assert 300 <= near["seat_m"] <= 500
    said = told.at["c4r0", "en"]
    assert f"is 100 m nearer, but its seats are short: one there is priced at {near['seat_m']:,.0f} m" in said
    assert f"asks {near['total_m'] - own['total_m']:,.0f} m less" in said
    assert plan.why.seats.at["S1", "saves_m"] <= near["seat_m"]


def test_blocks_go_whole_where_the_nearest_has_some_seats_left(measured):
    # S1 has 17 seats: three blocks of 5 and 2 pupils of the fourth, who all walk on; split, it would be worth going on at 300 m
    plan = solved(measured, row(schools=[(0, 0, 17), (9, 0, 50)]))
    told = plan.why.blocks
    assert plan.school_of["c3r0"] == "S2"
    assert told.at["c3r0", "decided"] in ("full", "whole")
    assert told.at["c4r0", "decided"] == "full"
    if told.at["c3r0", "decided"] == "whole":
        assert "has 2 seats left in this plan and the 5 pupils here go as one block" in told.at["c3r0", "en"]


def test_a_lock_says_what_it_costs(measured):
    area = row(schools=[(0, 0, 50), (9, 0, 50)])
    plan = solved(measured, area, locks=(Lock("c3r0", "S2"),), contiguous=False)
    assert plan.why.blocks.at["c3r0", "decided"] == "lock"
    assert "without the lock 第1小学 would ask 300 m less" in plan.why.blocks.at["c3r0", "en"]
    (lock,) = plan.why.locks.to_dict("records")
    assert (lock["block"], lock["school"], lock["instead"], lock["never"]) == ("c3r0", "S2", "S1", False)
    assert lock["price_pupil_m"] == 5 * 300
    other = plan.why.considered.set_index(["block_id", "school_id"]).loc[("c3r0", "S1")]
    assert (bool(other["allowed"]), other["walk_m"]) == (False, 300)


def test_a_lock_that_forbids_a_school_is_named_and_priced(measured):
    area = row(schools=[(0, 0, 50), (9, 0, 50)])
    plan = solved(measured, area, locks=(Lock("c3r0", "S1", never=True),), contiguous=False)
    assert plan.school_of["c3r0"] == "S2"
    assert plan.why.blocks.at["c3r0", "decided"] == "locks"
    (lock,) = plan.why.locks.to_dict("records")
    assert (lock["price_pupil_m"], lock["instead"], lock["never"]) == (5 * 300, "S1", True)


def test_what_lies_behind_a_forbidden_block_is_cut_off(measured):
    # S1 may not have c3r0, so its zone reaches none of the blocks beyond
    area = row(schools=[(0, 0, 50), (9, 0, 50)])
    plan = solved(measured, area, locks=(Lock("c3r0", "S1", never=True),))
    assert plan.school_of["c4r0"] == "S2"
    assert plan.why.blocks.at["c4r0", "decided"] == "locks"
    assert "keeps its zone from reaching it" in plan.why.blocks.at["c4r0", "en"]


def test_todays_school_and_the_price_of_a_move(measured):
    area = row(schools=[(0, 0, 50), (9, 0, 50)])
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1"] * 4 + ["S2"] * 6))
    plan = solved(measured, area, move_price_m=150)
    assert plan.school_of["c4r0"] == "S2"
    assert plan.why.blocks.at["c4r0", "decided"] == "stays"
    assert "(a move) differ by 150 m" in plan.why.blocks.at["c4r0", "en"]
    assert "asks 50 m less" in plan.why.blocks.at["c4r0", "en"]


def test_the_longest_walk_is_told_where_it_keeps_a_block_at_a_dear_school(measured):
    # S1 is short of seats; c2r0 stays there only because the walk to S2 is too long
    area = row(schools=[(0, 0, 15), (9, 0, 50)])
    plan = solved(measured, area, longest_walk_m=650)
    told = plan.why.blocks
    assert (plan.school_of["c2r0"], told.at["c3r0", "decided"]) == ("S1", "full")
    assert told.at["c2r0", "decided"] in ("nearest", "longest_walk")


def test_blocks_without_pupils_and_blocks_kept_together(measured):
    area = row(schools=[(0, 0, 50), (9, 0, 50)], pupils=[5, 5, 5, 5, 5, 0, 5, 5, 5, 5])
    plan = solved(measured, area, together=(("c3r0", "c4r0", "c5r0", "c6r0", "c7r0"),))
    told = plan.why.blocks
    assert told.at["c5r0", "decided"] == "empty"
    away = [b for b in ("c3r0", "c4r0") if plan.school_of[b] == "S2"] or ["c6r0", "c7r0"]
    assert (told.loc[away, "decided"] == "together").all()
    assert not (plan.why.considered["block_id"] == "c5r0").any()


def test_a_zone_that_must_hold_together_is_told_with_its_price(measured):
    """A river with one bridge: the eastern block is nearer S1 as the crow flies, but S1's zone would have to come over the bridge."""
    area = town(4, 3, pupils=10, schools=[(1, 1, 1000), (3, 2, 1000)], river_after=1, bridges=[2])
    plan = solved(measured, area)
    codes = set(plan.why.blocks["decided"])
    assert codes <= set(because.SENTENCES)
    for block, told in plan.why.blocks.iterrows():
        pairs = plan.why.considered[plan.why.considered["block_id"] == block]
        if told["decided"] == "one_piece":
            nearest = pairs.loc[pairs["walk_m"].idxmin()]
            own = pairs[pairs["chosen"]].iloc[0]
            assert nearest["toll_m"] > own["toll_m"]


def numbers(said: str) -> list[float]:
    return [float(x.replace(",", "")) for x in re.findall(r"-?\d[\d,]*(?:\.\d+)?", said)]


@pytest.mark.parametrize("seats", [12, 15, 17, 21])
@pytest.mark.parametrize("contiguous", [True, False])
def test_every_number_of_a_sentence_is_one_of_its_table(measured, seats, contiguous):
    area = town(6, 2, pupils=[1, 2, 3, 4, 5, 6] * 2, schools=[(0, 0, seats), (5, 1, 40), (3, 0, seats)])
    area = replace(area, schools=area.schools.assign(name=["甲校", "乙校", "丙校"]))
    plan = solved(measured, area, contiguous=contiguous)
    pairs = plan.why.considered
    for block, told in plan.why.blocks.iterrows():
        mine = pairs[pairs["block_id"] == block]
        values = mine[["walk_m", "terms_m", "seat_m", "toll_m", "total_m"]].to_numpy().ravel()
        apart = (values[:, None] - values[None, :]).ravel()
        left = area.open_schools["seats"] - area.blocks["pupils"].groupby(plan.school_of).sum()
        known = np.r_[values, apart, told["above_m"], area.blocks.at[block, "pupils"], left, 0]
        for said in numbers(told["en"]) + numbers(told["zh"]):
            assert (np.abs(known - said) <= 0.51).any(), (block, told["en"])


@st.composite
def priced_plans(draw):
    """A tiny district, any plan of it in one piece, and any prices."""
    problem = draw(districts(tiers=1))
    found = plans(problem)
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n, m = problem.cost.shape
    school_of = found[rng.integers(len(found))] if len(found) else problem.cost.argmin(axis=1)
    seat = rng.integers(0, 200_000, m) * rng.integers(0, 2, m)
    k = int(rng.integers(0, 5))
    prices = tolled(seat, rng.integers(0, n, k), rng.integers(0, m, k), rng.integers(-500_000, 500_000, k))
    return problem, prices, school_of


def case_of(problem, prices, school_of):
    walk = np.where(problem.allowed, problem.cost / PER_METRE, np.inf).astype(np.float32)
    n = len(problem.pupils)
    return why.Case(problem, problem, prices, school_of, walk, np.full(n, -1), np.zeros(n, bool))


@settings(max_examples=60, deadline=None)
@given(priced_plans())
def test_every_block_has_a_code_and_the_numbers_that_make_it_true(given_plan):
    problem, prices, school_of = given_plan
    found = why.compared(case_of(problem, prices, school_of))
    assert set(found["decided"]) <= set(because.SENTENCES)
    lived = problem.pupils > 0
    assert (found["above_m"] >= -1e-3).all()
    gain = found["total_near"] - found["total_own"]
    parts = {p: found[f"{p}_near"] - found[f"{p}_own"] for p in ("seat", "terms", "toll")}
    for code, part in (("full", "seat"), ("terms", "terms"), ("one_piece", "toll")):
        rows = found["decided"] == code
        assert (gain[rows] >= -why.EQUAL_M - 1e-3).all()
        assert (parts[part][rows] > 0).all(), "what decided weighs against the nearest"
        assert all((parts[part][rows] >= other[rows] - 1e-6).all() for other in parts.values())
    whole = found["decided"] == "whole"
    left = problem.limit - problem.loads(school_of)
    assert (left[found["near"][whole]] < problem.pupils[whole]).all()
    nearest = (found["decided"] == "nearest") & lived
    assert (found["walk_own"][nearest] <= case_of(*given_plan).walk_m.min(axis=1)[nearest] + 0.12).all()


@settings(max_examples=60, deadline=None)
@given(priced_plans())
def test_what_the_plan_pays_above_its_cheapest_pairs_is_part_of_its_distance_from_the_bound(given_plan):
    problem, prices, school_of = given_plan
    prices = Prices(prices.seat)
    if problem.over(school_of).any() or not problem.allowed[np.arange(len(school_of)), school_of].all():
        return
    found = why.compared(case_of(problem, prices, school_of))
    distance = problem.total(school_of) - pricing.bound(problem, prices)
    assert (
        found["above_m"] * problem.pupils
    ).sum() * PER_METRE <= distance + 1 + problem.pupils.sum() * why.EQUAL_M * PER_METRE


@settings(max_examples=40, deadline=None)
@given(priced_plans())
def test_the_pairs_shown_are_the_cheapest_and_hold_the_chosen_and_the_nearest(given_plan):
    problem, prices, school_of = given_plan
    case = case_of(problem, prices, school_of)
    shown = why.considered(case)
    priced = np.concatenate([pricing.reduced(problem, prices, rows) for rows in problem.chunks()])
    for i in np.flatnonzero(problem.pupils > 0):
        mine = shown[shown["block"] == i]
        assert school_of[i] in mine["school"].to_numpy()
        assert mine["total_m"].is_monotonic_increasing
        best = int(priced[i].argmin())
        if problem.allowed[i].any():
            row = mine.iloc[0]
            np.testing.assert_allclose(
                row["total_m"] * problem.pupils[i] * PER_METRE,
                priced[i, best],
                atol=problem.pupils[i] * 10 + 10,
            )


def test_reasons_in_the_tables_are_those_of_the_prices(measured, rules):
    from zoning import assess

    area = row(schools=[(0, 0, 15), (9, 0, 50)])
    plan = solved(measured, area)
    blocks = assess.plan(plan, area, measured(area), rules).blocks
    passed = ~blocks["is_nearest"]
    assert blocks.loc[passed, "reason_en"].equals(plan.why.blocks.loc[passed, "en"].rename("reason_en"))
    assert (blocks.loc[~passed, "reason_zh"] == "").all()
    assert isinstance(plan.why.considered, pd.DataFrame)
