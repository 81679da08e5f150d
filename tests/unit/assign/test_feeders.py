"""Feeders: primary zones whole to one school, the best plan by enumeration, and refusals with numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tiny_districts import costs, plans

from zoning import assess, assign
from zoning.assign.policy import build, pools
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town


def fed(area, zones, names=None):
    """The area whose blocks, in their order, lie in these primary zones."""
    feeder = pd.Series(list(zones), index=area.blocks.index, dtype="str")
    return replace(area, blocks=area.blocks.assign(feeder=feeder, feeder_name=feeder.replace(names or {})))


def row(zones, **options):
    """Six blocks of 10 pupils in a row, a junior school with seats for all at either end."""
    return fed(town(6, 1, **({"pupils": 10, "schools": [(0, 0, 60), (5, 0, 60)]} | options)), zones)


def best(measured, area, **knobs):
    return assign.best(area, measured(area), Policy(**({"effort": 0.02} | knobs)))


def refused(measured, area, **knobs):
    with pytest.raises(InfeasiblePlan) as raised:
        best(measured, area, **knobs)
    assert raised.value.rule == "feeders"
    return raised.value


def test_a_primary_zone_goes_whole_to_one_school(measured):
    plan = best(measured, row("aabbbc"))
    # the middle zone walks 900 m to the west and 600 to the east, its first block alone 200 and 300
    assert plan.school_of.tolist() == ["S1"] * 2 + ["S2"] * 4
    assert plan.solve.cost == 10 * (0 + 100 + 300 + 200 + 100 + 0)
    assert plan.solve.status == "optimal"
    assert any("3 primary zones" in note.text.en for note in plan.notes)


def test_blocks_in_no_primary_zone_go_each_by_itself(measured):
    plan = best(measured, row(["a", "a", None, None, "b", "b"]))
    assert plan.school_of.tolist() == ["S1"] * 3 + ["S2"] * 3


def test_which_primary_zone_feeds_which_school_is_a_table(measured, rules):
    area = row("aabbcc", pupils=[10, 20, 10, 10, 0, 10])
    area = fed(area, "aabbcc", {"a": "甲小学", "b": "乙小学", "c": "丙小学"})
    measures, plan = measured(area), best(measured, area, locks=(Lock("c2r0", "S1"),))
    judged = assess.plan(plan, area, measures, rules)
    assert judged.feeders.drop(columns="mean_walk_m").to_numpy().tolist() == [
        ["a", "甲小学", "S1", "第1小学", 2, 30],
        ["b", "乙小学", "S1", "第1小学", 2, 20],
        ["c", "丙小学", "S2", "第2小学", 2, 10],
    ]
    assert judged.feeders["mean_walk_m"].tolist() == pytest.approx([2000 / 30, 250, 0])
    assert judged.schools["feeders"].tolist() == ["甲小学、乙小学", "丙小学"]
    assert judged.blocks["feeder_name"].tolist() == ["甲小学"] * 2 + ["乙小学"] * 2 + ["丙小学"] * 2


def test_a_primary_zone_with_two_schools_in_it_is_refused_with_both(measured):
    found = refused(measured, row("aaaaaa"))
    assert found.places == ("a",)
    assert "第1小学、第2小学" in found.to("zh")
    assert "6 blocks, 60 pupils" in found.to("en")
    assert "[[pool]]" in found.to("en")


def test_two_schools_in_one_primary_zone_can_share_theirs(measured):
    area = row("aaaaaa")
    parts = pools.joined(area, measured(area), Policy(pools=(("S1", "S2"),), effort=0.02), "en")
    assert assign.best(*parts).school_of.tolist() == ["S1+S2"] * 6


def test_a_primary_zone_larger_than_any_school_is_refused_with_what_is_short(measured):
    found = refused(measured, row("abbbbc", schools=[(0, 0, 35), (5, 0, 38)]))
    assert found.places == ("b",)
    assert "40 pupils" in found.to("en")
    assert "at most 38, short by 2" in found.to("en")


def test_several_primary_zones_are_refused_at_once(measured):
    found = refused(measured, row("aababb", schools=[(0, 0, 60), (5, 0, 60)]))
    assert found.places == ("a", "b")
    assert found.to("en").count("does not hang together") == 2


def test_without_one_piece_zones_may_lie_apart(measured):
    plan = best(measured, row("aababb"), contiguous=False)
    assert plan.school_of.groupby(list("aababb")).nunique().tolist() == [1, 1]


def test_a_primary_zone_that_no_school_may_take_whole_is_refused(measured):
    found = refused(measured, row("abbbbc"), longest_walk_m=300)
    assert found.places == ("b",)
    assert "no school that all its blocks may go to" in found.to("en")


def test_a_group_that_ties_two_primary_zones_ties_them_whole(measured):
    plan = best(measured, row("aabbcc"), together=(("c1r0", "c2r0"),))
    assert plan.school_of.tolist() == ["S1"] * 4 + ["S2"] * 2


@given(pick=st.integers(0, 10**6), tight=st.floats(1.1, 1.8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_best_plan_is_that_of_all_plans_that_keep_the_primary_zones(measured, pick, tight):
    rng = np.random.default_rng(pick)
    pupils, homes = rng.integers(0, 20, 12), rng.choice(12, 2, replace=False)
    seats = np.ceil(tight * pupils.sum() * rng.dirichlet([4, 4])) + 5
    places = [(int(h) % 4, int(h) // 4, int(s)) for h, s in zip(homes, seats, strict=True)]
    zones = np.array(["ab"[c // 2] + str(r) for r in range(3) for c in range(4)], dtype=object)
    zones[rng.random(12) < 0.2] = None
    area = fed(town(4, 3, schools=places, pupils=pupils.tolist()), zones)
    measures = measured(area)
    problem = build.problem(area, measures, Policy())
    every = plans(problem)
    kept = np.ones(len(every), bool)
    for zone in {z for z in zones if z is not None}:
        mine = every[:, zones == zone]
        kept &= (mine == mine[:, :1]).all(axis=1)
    cost = costs(problem, every[kept])
    assume(len(cost) and cost.min() < 2**60)
    plan = best(measured, area, gap=0.0)
    assert plan.solve.cost == pytest.approx(cost.min() / 1000)
    assert plan.solve.lower_bound <= cost.min() / 1000 + 1e-6
