"""The whole road: within the rules, as good as trying everything, with a true bound at any stop, the same twice."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign import solve
from zoning.assign.policy import build
from zoning.assign.problem import Problem
from zoning.assign.zones import solver
from zoning.errors import InfeasiblePlan
from zoning.policy import Lock, Policy
from zoning.toy import town

some = settings(max_examples=25, deadline=None)


@st.composite
def solvable(draw: st.DrawFn, **options) -> tuple[Problem, int]:
    """A district with at least one clean plan, and what the best costs."""
    made = draw(tiny.districts(**options))
    best = tiny.cheapest(made)
    assume(best is not None)
    return made, best


@some
@given(solvable(), st.integers(0, 99))
def test_small_districts_are_solved_to_the_optimum(asked, seed):
    made, best = asked
    school_of, proof = solve(made, seed=seed, effort=0.1)
    assert (school_of >= 0).all()
    assert tiny.in_one_piece(made, school_of)
    assert made.allowed[np.arange(len(school_of)), school_of].all()
    assert proof.value == best or made.over(school_of).any()
    assert proof.value <= best
    if not made.over(school_of).any():
        assert made.total(school_of) <= best


@some
@given(solvable(contiguous=False, most=9), st.integers(0, 99))
def test_so_are_those_whose_zones_may_fall_apart(asked, seed):
    made, best = asked
    school_of, proof = solve(made, seed=seed, effort=0.1)
    assert proof.value <= best
    if not made.over(school_of).any():
        assert made.total(school_of) <= best


@some
@given(solvable())
def test_told_to_stop_at_once_it_still_has_a_plan_in_one_piece_and_a_true_bound(asked):
    made, best = asked
    school_of, proof = solve(made, stop=lambda: True)
    assert tiny.in_one_piece(made, school_of) or (school_of < 0).any()
    assert proof.value <= best
    if not made.over(school_of).any() and (school_of >= 0).all():
        assert made.total(school_of) >= best


@settings(max_examples=10, deadline=None)
@given(solvable(), st.sampled_from([0.0, 0.05]))
def test_with_a_time_limit_it_comes_back_with_a_plan_and_a_true_bound(asked, seconds):
    made, best = asked
    school_of, proof = solve(made, seconds=seconds)
    assert tiny.in_one_piece(made, school_of) or (school_of < 0).any()
    assert proof.value <= best


@some
@given(solvable(), st.integers(0, 9))
def test_the_same_seed_gives_the_same_plan(asked, seed):
    made, _ = asked
    (first, one), (second, other) = (solve(made, seed=seed, effort=0.05) for _ in range(2))
    assert first.tolist() == second.tolist()
    assert one.value == other.value


@settings(max_examples=10, deadline=None)
@given(solvable(), st.sampled_from([0.02, 0.5]))
def test_it_may_stop_at_a_gap_but_its_bound_stays_true(asked, gap):
    made, best = asked
    school_of, proof = solve(made, gap=gap, effort=0.1)
    assert proof.value <= best
    if not made.over(school_of).any():
        assert made.total(school_of) <= proof.value * (1 + gap)


def test_where_whole_blocks_cannot_fit_the_fewest_pupils_are_over():
    # three blocks of 6 on two schools of 9 seats, then of 9 and 8
    made = tiny.grid(3, 1, [0, 2], pupils=6, seats=[[9], [9]])
    school_of, proof = solve(made, effort=0.1)
    assert made.over(school_of).sum() == 3
    assert tiny.in_one_piece(made, school_of)
    assert proof.method == "transport"
    with pytest.raises(InfeasiblePlan):
        solve(replace(made, seats=np.array([[9], [8]])))


def test_fewer_pupils_over_are_better_than_a_short_walk():
    # block 1 is nearest to school 0, where 5 pupils too many would be; at school 1 it is 1 too many
    made = tiny.grid(3, 1, [0, 2], pupils=[5, 5, 5], cost=[[0, 9], [1, 1000], [9, 0]], seats=[[7], [9]])
    school_of, _ = solve(made, effort=0.1)
    assert school_of.tolist() == [0, 1, 1]


def test_blocks_no_zone_reaches_are_left_and_told():
    made = tiny.grid(3, 1, [0, 1], never=[(2, 1)])
    school_of, proof = solve(made, effort=0.1)
    assert school_of.tolist() == [0, 1, -1]
    assert proof.value <= 100 + 200


def test_locks_that_cross_are_told_and_not_planned_in_pieces():
    # locks east and west, north and south: each zone alone could reach its own, but one would cut the other in two
    made = tiny.grid(3, 3, [3, 1], fixed={5: 0, 7: 1})
    school_of, _ = solve(made, effort=0.1)
    assert (school_of < 0).any() or tiny.in_one_piece(made, school_of)


def test_blocks_without_pupils_go_to_the_nearest_school_their_zones_allow():
    # 0 1 2 3    schools at either end, block 1 with pupils, the rest below are parks
    # 4 5 6 7
    near_first, near_second = [5, 9], [9, 5]
    cost = [[0, 9], [1, 9], near_second, [9, 0], near_second, near_first, near_second, near_first]
    made = tiny.grid(4, 2, [0, 3], pupils=[1, 1, 0, 1, 0, 0, 0, 0], cost=cost)
    school_of, _ = solve(made, effort=0.1)
    assert made.total(school_of) == 1
    # 4 touches school 0's zone only; 7 could go to school 0 only by cutting off 3 from 2 and 6
    assert school_of[[0, 1, 2, 3, 5, 6]].tolist() == [0, 0, 1, 1, 0, 1]


def test_the_price_of_seats_is_nothing_to_a_park():
    # six blocks with pupils in a row, six parks beneath; school 0 has seats for two, so its seats are dear
    made = tiny.grid(6, 2, [0, 5], pupils=[1] * 6 + [0] * 6, seats=[[2], [6]])
    school_of, _ = solve(made, effort=0.1)
    assert school_of.tolist() == [0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("contiguous", [True, False])
def test_a_district_too_large_to_solve_whole_is_solved_in_groups(monkeypatch, contiguous):
    monkeypatch.setattr(solver, "WHOLE", 10)
    made = tiny.grid(
        4, 3, [0, 7, 9], pupils=[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], seats=[[19]] * 3, contiguous=contiguous
    )
    best = tiny.cheapest(made)
    school_of, proof = solve(made, effort=0.1)
    assert tiny.clean(made, school_of)
    assert best is not None
    assert proof.value <= best == made.total(school_of)
    assert proof.method in ("transport", "contiguity cuts", "knapsacks")


def test_without_contiguity_cuts_the_bound_is_that_of_transport(monkeypatch):
    monkeypatch.setattr(solver, "CUTS_MOST", 5)
    monkeypatch.setattr(solver, "WHOLE", 5)
    made = tiny.grid(3, 2, [0, 5], seats=[[3], [3]])
    school_of, proof = solve(made, effort=0.1)
    assert proof.method == "transport"
    assert made.total(school_of) == proof.value == 4 * 100 + 0


@pytest.mark.parametrize("tight", [1.0, 1.02, 1.2])
def test_a_larger_town_is_clean_and_near_its_bound(measured, tight):
    rng = np.random.default_rng(3)
    pupils = rng.integers(0, 30, 400).tolist()
    seats = int(np.ceil(sum(pupils) * tight / 5)) + 1
    spots = [(2, 2), (16, 3), (9, 10), (3, 17), (17, 16)]
    area = town(20, 20, pupils=pupils, schools=[(c, r, seats) for c, r in spots], street_m=15)
    problem = build.problem(area, measured(area), Policy())
    school_of, proof = solve(problem, effort=0.02)
    assert tiny.clean(problem, school_of)
    assert proof.value <= problem.total(school_of) <= proof.value * 1.01


def test_the_same_seed_gives_the_same_plan_of_a_town(measured):
    area = town(12, 12, pupils=list(range(144)), schools=[(1, 1, 5500), (10, 10, 5500)])
    problem = build.problem(area, measured(area), Policy())
    (first, one), (second, other) = (solve(problem, seed=7, effort=0.05) for _ in range(2))
    assert np.array_equal(first, second)
    assert one.value == other.value


def test_locks_are_kept_and_stay_joined_to_their_school(measured):
    area = town(6, 2, schools=[(0, 0, 40), (5, 1, 40)])
    measures = measured(area)
    problem = build.problem(area, measures, Policy(locks=(Lock("c4r0", "S1"),)))
    school_of, _ = solve(problem, effort=0.2)
    at = measures.walks.blocks.get_loc("c4r0")
    assert measures.walks.schools[school_of[at]] == "S1"
    assert tiny.clean(problem, school_of)


def test_without_contiguity_a_block_goes_wherever_seats_are_cheapest(measured):
    # the middle block is nearer to S1, whose seats its neighbours need more
    area = town(5, 1, pupils=[5, 5, 5, 0, 5], schools=[(0, 0, 10), (4, 0, 10)])
    problem = build.problem(area, measured(area), Policy(contiguous=False))
    school_of, proof = solve(problem, effort=0.2)
    assert problem.total(school_of) == proof.value


def test_the_neighbours_of_the_problem_are_those_measured(measured):
    area = town(3, 3)
    problem = build.problem(area, measured(area), Policy())
    assert nx.is_isomorphic(tiny.graph(problem), nx.grid_2d_graph(3, 3))
