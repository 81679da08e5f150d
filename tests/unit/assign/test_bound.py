"""Lower bounds: never above the best plan, found here by trying every plan."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zoning.assign import bound
from zoning.assign.problem import NEVER, Problem, adjacency


def small(seed: int, n: int = 7, m: int = 3, slack: float = 1.3, extra: float = 0.0) -> Problem:
    """A row of blocks with random walks and seats."""
    rng = np.random.default_rng(seed)
    pupils = rng.integers(1, 20, n)
    seats = np.full(m, int(np.ceil(pupils.sum() * slack / m)))
    start, adj = adjacency(np.c_[np.arange(n - 1), np.arange(1, n)], n)
    cost = rng.integers(0, 9000, (n, m))
    cost[rng.random((n, m)) < 0.1] = NEVER
    cost[np.arange(n), rng.integers(0, m, n)] = 4000
    return Problem(
        pupils, cost, seats, np.floor(seats * extra).astype(np.int64), 500, np.full(m, -1), start, adj, np.full(n, -1), contiguous=False
    )  # fmt: skip


def best_by_trying(problem: Problem) -> float:
    """The least cost over every plan within the limits, or infinity."""
    n, m = problem.cost.shape
    costs = [
        problem.total(np.array(plan))
        for plan in itertools.product(range(m), repeat=n)
        if problem.allowed[np.arange(n), plan].all() and not problem.over(np.array(plan)).any()
    ]
    return min(costs, default=float("inf"))


def by_linear_programme(problem: Problem) -> float:
    """The transportation optimum from another solver."""
    n, m = problem.cost.shape
    walk = np.where(problem.allowed, problem.cost, 10**7).ravel().astype(float)
    cost = np.r_[walk, np.full(m, problem.extra_price)]
    once = np.zeros((n, n * m + m))
    for i in range(n):
        once[i, i * m : (i + 1) * m] = 1
    room = np.zeros((m, n * m + m))
    for j in range(m):
        room[j, j : n * m : m] = 1
        room[j, n * m + j] = -1
    limits = [(0, None)] * (n * m) + [(0, e) for e in problem.extra_seats]
    return linprog(cost, A_eq=once, b_eq=problem.pupils, A_ub=room, b_ub=problem.seats, bounds=limits).fun


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.2]))
def test_the_transport_bound_is_the_linear_optimum(seed, extra):
    problem = small(seed, extra=extra)
    proof = bound.transport(problem, nearest=2)
    reference = by_linear_programme(problem)
    if proof is None:
        assert reference >= 10**7
    elif reference < 10**7:
        assert abs(proof.value - reference) <= 1e-6 * max(1, reference)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(1.05, 1.6))
def test_no_bound_is_above_the_best_plan(seed, slack):
    problem = small(seed, slack=slack)
    best = best_by_trying(problem)
    proof = bound.transport(problem)
    if proof is None or best == float("inf"):
        assert best == float("inf")
        return
    tight = bound.knapsack(problem, proof, best)
    assert proof.value <= tight.value <= best


@given(st.integers(0, 10**6), st.lists(st.integers(0, 5000), min_size=3, max_size=3))
@settings(max_examples=30, deadline=None)
def test_any_prices_prove_a_bound(seed, prices):
    problem = small(seed, extra=0.1)
    assert bound.priced(problem, np.array(prices)) <= best_by_trying(problem)


def test_prices_are_those_of_one_more_seat():
    # two blocks of 10 pupils, both nearer to school 0, which has 10 seats; the dearer to move stays
    start, adj = adjacency(np.array([[0, 1]]), 2)
    problem = Problem(
        np.array([10, 10]), np.array([[100, 900], [100, 400]]), np.array([10, 20]), np.zeros(2, np.int64), 0,
        np.full(2, -1), start, adj, np.full(2, -1), contiguous=False,
    )  # fmt: skip
    proof = bound.transport(problem)
    assert proof is not None
    assert proof.value == 10 * 100 + 10 * 400
    assert proof.seat_saves.tolist() == [300, 0]
    assert proof.seat_price.tolist() == [(300 + 800) // 2, 0]
