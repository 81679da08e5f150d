"""Branching at necks: true at any stop, never below the relaxation, exact where a neck is all that stands between the two."""

from dataclasses import replace

import networkx as nx
import numpy as np
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound import branching, transport
from zoning.assign.bound.necks import beyond, close_unreached
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem

some = settings(max_examples=60, deadline=None)
solvable = tiny.districts().filter(lambda made: tiny.cheapest(made) is not None)


def relaxed(made: Problem) -> Relaxation:
    """A relaxation with all the cuts it finds."""
    found = transport.seat_prices(made)
    assert found is not None
    return tighten(Relaxation(made, found[0]))


def river() -> Problem:
    """Two schools on the north bank want the only bridge (block 8) to the three blocks of the south bank.

    Each has 4 seats left; the south bank has 6 pupils. Halves of the bridge would serve them all.
    """
    # 0 1 2 3 4 5 6     north bank, schools at 0 and 6, four pupils each beside them
    # 7   bridge        8 9 10 south
    links = [(i, i + 1) for i in range(6)] + [(3, 7), (7, 8), (8, 9), (9, 10), (8, 10)]
    cost = [[100 * abs(i - home) for home in (0, 6)] + [900] for i in range(7)]
    cost += [[400, 400, 600], [500, 500, 1500], [600, 600, 1400], [600, 600, 0]]
    pupils = [1, 1, 0, 0, 0, 1, 1, 0, 3, 3, 1]
    return tiny.grid(11, 1, [0, 6, 10], cost=cost, pupils=pupils, seats=[[5], [5], [7]], links=links)


@some
@given(solvable)
def test_every_bound_on_the_way_is_true_and_none_is_below_the_relaxation(made):
    best = tiny.cheapest(made)
    began = relaxed(made)
    loose = began.bound
    values = list(branching.bounds(began, lambda: best))
    assert values == sorted(values)
    assert all(loose <= value <= best for value in values)


@some
@given(solvable, st.integers(1, 5))
def test_a_dearer_plan_known_gives_no_other_truth(made, beyond_best):
    best = tiny.cheapest(made)
    values = list(branching.bounds(relaxed(made), lambda: best * (1 + beyond_best) + 1))
    assert all(value <= best for value in values)


@some
@given(solvable)
def test_told_to_stop_it_looks_at_nothing(made):
    assert list(branching.bounds(relaxed(made), lambda: tiny.cheapest(made), stop=lambda: True)) == []


@some
@given(solvable, st.integers(0, 12))
def test_where_time_runs_out_in_the_middle_the_bound_is_true_all_the_same(made, looks):
    best, seconds = tiny.cheapest(made), iter([np.inf] * looks)
    values = list(branching.bounds(relaxed(made), lambda: best, left=lambda: next(seconds, 0.0)))
    assert values == sorted(values)
    assert all(value <= best for value in values)


def test_of_two_schools_that_want_a_bridge_only_one_gets_it():
    made = river()
    best, began = tiny.cheapest(made), relaxed(made)
    loose = began.bound
    assert loose < best
    *_, last = branching.bounds(began, lambda: best + 1)
    assert loose < last <= best


def test_a_relaxation_that_entered_a_branch_does_not_use_what_is_closed_there():
    made = river()
    began = relaxed(made)
    cost = made.cost.copy()
    cost[7, 1] = NEVER
    close_unreached(made.adj_start, made.adj, made.home, cost, NEVER, np.arange(3))
    assert (cost[[8, 9], 1] == NEVER).all()
    began.enter(replace(made, cost=cost))
    began.solve()
    used = began.share > 1e-6
    assert (cost[began.block[used], began.school[used]] < NEVER).all()
    alone = relaxed(replace(made, cost=cost))
    assert abs(began.bound - alone.bound) <= 2 * made.pupils.sum() + 10 or began.bound <= alone.bound


@some
@given(tiny.districts(), st.integers(0, 10**6))
def test_beyond_a_block_lies_what_is_cut_off_without_it(made, number):
    rng = np.random.default_rng(number)
    n, m = made.cost.shape
    share = np.where(rng.random((m, n)) < 0.6, rng.uniform(0.05, 0.95, (m, n)), 0.0)
    share[np.arange(m), made.home] = 1.0
    school, block = share.nonzero()
    first = np.searchsorted(school, np.arange(m + 1))
    found = beyond(
        made.adj_start, made.adj, made.home, first, block, made.pupils.astype(float), share[school, block]
    )
    for weight, j, b in zip(found, school.tolist(), block.tolist(), strict=True):
        held = np.flatnonzero(share[j])
        left = tiny.graph(made).subgraph(set(held.tolist()) - {b})
        if b == made.home[j]:
            assert weight == 0
            continue
        near = nx.node_connected_component(left, int(made.home[j]))
        cut = sum(float(share[j, i] * made.pupils[i]) for i in held.tolist() if i not in near)
        assert abs(weight - cut) < 1e-9


@some
@given(tiny.districts(walled=True))
def test_pairs_without_a_way_to_the_school_are_closed_and_no_others(made):
    cost = made.cost.copy()
    close_unreached(made.adj_start, made.adj, made.home, cost, NEVER, np.arange(len(made.seats)))
    for j, home in enumerate(made.home.tolist()):
        may = np.flatnonzero(made.cost[:, j] < NEVER).tolist()
        near = nx.node_connected_component(tiny.graph(made).subgraph([*may, home]), home)
        assert {int(i) for i in np.flatnonzero(cost[:, j] < NEVER)} == near & set(may)


def test_where_the_pairs_known_serve_a_block_no_more_others_are_found():
    # six schools in a row of twelve blocks; the relaxation begins with the four nearest of each block
    made = tiny.grid(12, 1, [0, 1, 2, 3, 4, 11], seats=[[12]] * 6, contiguous=False)
    began = relaxed(made)
    cost = made.cost.copy()
    cost[7, [1, 2, 3, 4, 5]] = NEVER
    assert began.column[7, 0] < 0
    branch = replace(made, cost=cost)
    began.enter(branch)
    began.solve()
    assert began.column[7, 0] >= 0
    assert began.share[began.column[7, 0]] == 1.0
    assert abs(began.bound - tiny.by_linear_programme(branch)) <= 2 * made.pupils.sum()


def test_a_branch_that_serves_a_block_nowhere_is_dearer_than_any_plan():
    made = tiny.grid(4, 1, [0, 3], pupils=[1, 1, 1, 1])
    began = relaxed(made)
    cost = made.cost.copy()
    cost[1] = NEVER
    began.enter(replace(made, cost=cost))
    began.solve()
    assert began.bound > 100 * tiny.cheapest(made)
    began.enter(made)
    began.solve()
    assert began.bound <= tiny.cheapest(made)
