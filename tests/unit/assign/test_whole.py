"""Blocks that stay together: groups by hand, groups by column, and what the contracted problem proves."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_districts import all_cuts, cheapest, clean, costs, districts, graph, plans, priced

from zoning import assign
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.transport import seat_prices
from zoning.assign.policy import build, whole
from zoning.assign.problem import NEVER
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town


def row(subdistricts=None, **options):
    """Six blocks of 10 pupils in a row, a school with seats for all at either end."""
    area = town(6, 1, **({"pupils": 10, "schools": [(0, 0, 60), (5, 0, 60)]} | options))
    return (
        area
        if subdistricts is None
        else replace(area, blocks=area.blocks.assign(subdistrict=list(subdistricts)))
    )


def groups(measured, area, **knobs):
    policy, measures = Policy(**knobs), measured(area)
    return whole.groups(build.problem(area, measures, policy), area, measures, policy)


def refused(measured, area, **knobs):
    with pytest.raises(InfeasiblePlan) as raised:
        groups(measured, area, **knobs)
    assert raised.value.rule == "together"
    return raised.value.to("en")


def test_without_groups_every_block_is_alone(measured):
    assert groups(measured, row()).trivial


def test_groups_that_share_a_block_are_one(measured):
    made = groups(measured, row(), together=(("c1r0", "c2r0"), ("c2r0", "c3r0")))
    assert made.of.tolist() == [0, 1, 1, 1, 2, 3]
    assert not made.trivial


def test_the_contracted_block_has_all_pupils_and_their_mean_walk(measured):
    area = row(pupils=[10, 10, 20, 0, 10, 10])
    made = build.problem(area, measured(area), Policy())
    small = whole.contract(made, np.array([0, 1, 1, 1, 2, 3]))
    assert small.pupils.tolist() == [10, 30, 10, 10]
    # 10 pupils walk 100 m and 20 walk 200 m to S1: 166.666 m, rounded down; the empty block counts for nothing
    assert small.cost[1].tolist() == [166_666, 333_333]
    assert small.home.tolist() == [0, 3]
    assert [small.adj[small.adj_start[i] : small.adj_start[i + 1]].tolist() for i in range(4)] == [
        [1],
        [0, 2],
        [1, 3],
        [2],
    ]


def test_a_pair_is_allowed_for_a_group_only_if_for_all_of_it(measured):
    area = row()
    made = build.problem(area, measured(area), Policy(locks=(Lock("c2r0", "S1", never=True),)))
    assert whole.contract(made, np.array([0, 1, 1, 2, 3, 4])).cost[1].tolist()[0] == NEVER
    assert whole.tied(made, np.array([0, 1, 1, 2, 3, 4])).allowed[1].tolist() == [False, True]


def test_a_group_goes_to_one_school_at_least_cost(measured):
    area = row()
    plan = assign.best(area, measured(area), Policy(effort=0.01, together=(("c2r0", "c3r0"),)))
    assert plan.school_of["c2r0"] == plan.school_of["c3r0"]
    assert plan.solve.cost == 10 * (
        0 + 100 + 200 + 300 + 100 + 0
    )  # 100 m a pupil of one block more than apart
    assert plan.solve.status == "optimal"


def test_a_group_that_cannot_be_kept_is_refused_with_its_blocks(measured):
    assert "do not hang together" in refused(measured, row(), together=(("c1r0", "c3r0"),))
    whole_row = refused(measured, row(), together=(tuple(f"c{i}r0" for i in range(6)),))
    assert "different schools" in whole_row
    assert "c0r0" in whole_row
    assert "more pupils than any school" in refused(measured, row(schools=[(0, 0, 39), (5, 0, 39)]), together=(("c1r0", "c2r0", "c3r0", "c4r0"),))  # fmt: skip
    locks = (Lock("c2r0", "S1", never=True), Lock("c3r0", "S2", never=True))
    assert "no school that all" in refused(
        measured, row(), together=(("c2r0", "c3r0"),), locks=locks, contiguous=False
    )


def test_blocks_apart_may_stay_together_where_zones_need_not(measured):
    assert groups(measured, row(), together=(("c1r0", "c3r0"),), contiguous=False).of.tolist() == [
        0,
        1,
        2,
        1,
        3,
        4,
    ]


def test_two_locks_to_different_schools_part_a_group(measured):
    locks = (Lock("c2r0", "S1"), Lock("c3r0", "S2"))
    assert "different schools" in refused(measured, row(), together=(("c2r0", "c3r0"),), locks=locks)


def test_a_column_keeps_its_groups_whole(measured):
    area = row("甲甲甲甲乙乙")
    plan = assign.best(area, measured(area), Policy(effort=0.01, whole="subdistrict"))
    assert plan.school_of.tolist() == ["S1"] * 4 + ["S2"] * 2
    assert "2 groups" in plan.notes[0].text.en


def test_a_group_of_a_column_in_two_pieces_is_kept_piece_by_piece(measured):
    made = groups(measured, row("甲乙乙甲甲丙"), whole="subdistrict")
    assert made.of.tolist() == [0, 1, 1, 2, 2, 3]
    assert "甲" in made.notes[1].text.zh


def test_a_group_of_a_column_with_two_schools_is_not_kept_and_a_note_says_so(measured):
    made = groups(measured, row("甲甲甲甲甲甲"), whole="subdistrict")
    assert made.trivial
    assert made.notes[-1].level == "warning"
    assert "甲" in made.notes[-1].text.en


def test_what_is_given_stays_where_a_column_cannot_be_kept(measured):
    made = groups(measured, row("甲甲甲甲甲甲"), whole="subdistrict", together=(("c2r0", "c3r0"),))
    assert made.of.tolist() == [0, 1, 2, 2, 3, 4]


def test_a_missing_entry_binds_nobody(measured):
    assert groups(measured, row(["甲", "甲", None, None, "乙", "乙"]), whole="subdistrict").of.tolist() == [
        0,
        0,
        1,
        2,
        3,
        3,
    ]


@st.composite
def grouped(draw, *, contiguous=True):
    """A tiny district and groups of neighbouring blocks without two schools in one."""
    made = draw(districts(most=9, contiguous=contiguous))
    parts = nx.utils.UnionFind(range(len(made.pupils)))
    for a, b in draw(st.lists(st.sampled_from(sorted(graph(made).edges)), max_size=4)):
        members = {made.fixed[i] for i in range(len(made.pupils)) if parts[i] in (parts[a], parts[b])} - {-1}
        if len(members) < 2:
            parts.union(a, b)
    return made, np.unique([parts[i] for i in range(len(made.pupils))], return_inverse=True)[1]


def kept(found, of):
    """The plans that send every group to one school."""
    first = np.unique(of, return_index=True)[1]
    return found[(found == found[:, first[of]]).all(axis=1)]


@settings(max_examples=60)
@given(grouped())
def test_the_contracted_problem_has_just_the_plans_that_keep_the_groups(asked):
    made, of = asked
    small = whole.contract(made, of)
    every = {tuple(plan) for plan in kept(plans(made), of)}
    assert {tuple(plan[of]) for plan in plans(small)} == every


@settings(max_examples=60)
@given(grouped())
def test_the_contracted_optimum_is_the_one_with_the_groups_to_a_millimetre_a_pupil(asked):
    made, of = asked
    every = kept(plans(made), of)
    least, small = min(costs(made, every).tolist(), default=NEVER**2), cheapest(whole.contract(made, of))
    assert (small is None) == (least == NEVER**2)
    if small is not None:
        assert small <= least <= small + made.pupils.sum()


@settings(max_examples=15, deadline=None)
@given(grouped())
def test_a_solved_contracted_problem_gives_a_plan_of_the_blocks_and_a_true_bound(asked):
    made, of = asked
    small = whole.contract(made, of)
    least = cheapest(small)
    assume(least is not None)
    found, proof = assign.solve(small, effort=0.05)
    assert clean(made, found[of])
    assert proof.value <= min(costs(made, kept(plans(made), of)))


@settings(max_examples=40)
@given(grouped(), st.integers(0, 10**6))
def test_prices_of_groups_shared_among_blocks_prove_no_more(asked, seed):
    made, of = asked
    small = whole.contract(made, of)
    found, every = seat_prices(small), kept(plans(made), of)
    assume(found is not None and len(every))
    rng = np.random.default_rng(seed)
    cuts = [cut for cut in all_cuts(small)[:20] if rng.random() < 0.5]
    prices = priced(found[0].seat, cuts, rng.integers(0, 10**6, len(cuts)))
    shared = whole.spread(prices, of, made.pupils)
    assert shared.toll.sum() == prices.toll.sum()
    assert pricing.bound(whole.tied(made, of), shared) <= min(costs(made, every))
