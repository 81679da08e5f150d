"""Branch and cut: the best of all plans of a small district, and a bound that says so."""

from dataclasses import replace

import numpy as np
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import lagrangian, transport
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import exact, search, start

some = settings(max_examples=60, deadline=None)


def all_clean(made: Problem) -> np.ndarray:
    """The clean plans, the dearest last."""
    found = tiny.plans(made)
    cost = tiny.costs(made, found)
    assume((cost < NEVER**2).any())
    return found[np.argsort(cost, kind="stable")][: (cost < NEVER**2).sum()]


def solved(made: Problem, plan: np.ndarray, *, tight: bool = True, steps: int = 0, **options) -> exact.Answer:
    prices, _ = transport.seat_prices(made) or (Prices(np.zeros(len(made.seats), np.int64)), None)
    relaxed = tighten(Relaxation(made, prices)) if tight and made.contiguous else None
    prices = relaxed.prices if relaxed else prices
    if steps and lagrangian.worthwhile(made):
        options["bounded"] = lagrangian.bounded(made, prices, made.total(plan), steps=steps)
    return exact.branch_and_cut(
        made,
        prices,
        plan,
        cuts=relaxed.binding() if relaxed else [],
        **options,
    )


def assert_optimal(made: Problem, plan: np.ndarray, answer: exact.Answer, best: int) -> None:
    assert answer.bound == best
    if answer.school_of is None:
        assert made.total(plan) == best
    else:
        assert tiny.clean(made, answer.school_of)
        assert made.total(plan) > made.total(answer.school_of) == best


@some
@given(tiny.districts(), st.booleans(), st.integers(0, 9), st.sampled_from([0, 100]))
def test_it_finds_the_best_of_all_plans_and_proves_it(made, tight, seed, steps):
    clean = all_clean(made)
    answer = solved(made, clean[-1], tight=tight, seed=seed, steps=steps)
    assert_optimal(made, clean[-1], answer, made.total(clean[0]))


@some
@given(tiny.districts(contiguous=False, most=9))
def test_it_does_so_where_zones_may_fall_apart(made):
    clean = all_clean(made)
    assert_optimal(made, clean[-1], solved(made, clean[-1]), made.total(clean[0]))


@some
@given(tiny.districts(), st.data())
def test_it_does_so_from_any_plan_with_any_prices(made, data):
    clean = all_clean(made)
    seat = np.array(
        data.draw(st.lists(st.integers(0, 10**6), min_size=len(made.seats), max_size=len(made.seats)))
    )
    plan = clean[data.draw(st.integers(0, len(clean) - 1))]
    answer = exact.branch_and_cut(made, Prices(seat), plan, cuts=[])
    assert_optimal(made, plan, answer, made.total(clean[0]))


@some
@given(tiny.districts(), st.data())
def test_a_plan_that_is_best_already_stays(made, data):
    clean = all_clean(made)
    answer = solved(made, clean[0])
    assert answer.school_of is None
    assert answer.bound == made.total(clean[0])


@some
@given(
    tiny.districts(), st.sampled_from([{"nodes": 1}, {"stop": lambda: True}, {"seconds": 0.0}, {"gap": 0.05}])
)
def test_its_bound_is_true_wherever_it_stops(made, limit):
    clean = all_clean(made)
    answer = solved(made, clean[-1], tight=False, **limit)
    assert answer.bound <= made.total(clean[0])
    if answer.school_of is not None:
        assert tiny.clean(made, answer.school_of)
        assert made.total(answer.school_of) < made.total(clean[-1])


@some
@given(tiny.districts(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_answer(made, seed):
    clean = all_clean(made)
    one, two = (solved(made, clean[-1], seed=seed, tight=False) for _ in range(2))
    assert one.bound == two.bound
    assert np.array_equal(one.school_of, two.school_of)


def test_a_bound_is_no_higher_than_a_plan_that_parks_rule_out_allows():
    # school 0 in 0, school 1 in 2; 1 and 4 lie between them, nearer to school 1; 3 is a park that hangs on 1 and may
    # only go to school 0, and so must 1: the best plan sends 4 alone to school 1
    cost = [[0, 9], [10, 5], [9, 0], [0, NEVER], [10, 5]]
    made = tiny.grid(
        5, 1, [0, 2], pupils=[1, 1, 1, 0, 1], cost=cost, links=[(0, 1), (1, 2), (1, 3), (0, 4), (4, 2)]
    )
    assert tiny.cheapest(made) == made.total(np.array([0, 0, 1, 0, 1])) == 10 + 5
    assert answer_of(made, [0, 0, 1, 0, 0]).bound <= 10 + 5


@some
@given(tiny.districts(walled=True), st.sampled_from([-1, 1]))
def test_where_parks_may_not_go_everywhere_what_it_finds_is_clean(made, nodes):
    clean = all_clean(made)
    answer = solved(made, clean[-1], nodes=nodes)
    if answer.school_of is not None:
        assert tiny.clean(made, answer.school_of)
        assert made.total(answer.school_of) < made.total(clean[-1])


@some
@given(tiny.districts(), st.integers(-3, 3), st.sampled_from([0, 60]))
def test_below_a_cutoff_it_finds_the_best_plan_or_proves_that_there_is_none(made, beside, steps):
    clean = all_clean(made)
    best = made.total(clean[0])
    cutoff = max(0, best + beside)
    answer = solved(made, clean[-1], tight=False, cutoff=cutoff, steps=steps)
    assert answer.bound == min(best, cutoff)
    if answer.school_of is not None:
        assert made.total(answer.school_of) == best < cutoff
    else:
        assert best >= min(cutoff, made.total(clean[-1]))


@some
@given(tiny.districts(), st.data())
def test_plans_on_offer_are_taken_up_and_never_spoil_the_proof(made, data):
    clean = all_clean(made)
    offered = [clean[data.draw(st.integers(0, len(clean) - 1))] for _ in range(3)]
    answer = solved(made, clean[-1], tight=False, offers=lambda: offered.pop() if offered else None)
    assert_optimal(made, clean[-1], answer, made.total(clean[0]))


def test_a_plan_on_offer_is_the_answer_where_nothing_better_is_found_in_time():
    rng = np.random.default_rng(3)
    made = tiny.grid(9, 6, [0, 26, 47], pupils=rng.integers(5, 40, 54).tolist())
    made = replace(made, seats=np.full((3, 1), int(made.pupils.sum() * 0.35)))
    first, _ = start.grow(made, np.zeros(3, np.int64))
    before = search.anneal(made, first, Prices(np.zeros(3, np.int64)), proposals=20_000, heat=3.0, seed=1)
    better = search.anneal(made, before, Prices(np.zeros(3, np.int64)), proposals=200_000, heat=0.5, seed=2)
    assert not made.over(before).any()
    assert made.total(better) < made.total(before)
    offered = [better]
    answer = exact.branch_and_cut(
        made,
        Prices(np.zeros(3, np.int64)),
        before,
        cuts=[],
        nodes=1,
        offers=lambda: offered.pop() if offered else None,
    )
    assert answer.school_of is not None
    assert made.total(answer.school_of) <= made.total(better)


def answer_of(made: Problem, plan: list[int]) -> exact.Answer:
    return exact.branch_and_cut(made, Prices(np.zeros(len(made.seats), np.int64)), np.array(plan), cuts=[])


def test_a_block_without_pupils_carries_a_zone_through():
    # school 0, a park, the far block 2 (10 pupils, nearer to school 0), school 1; first the park goes to school 1
    made = tiny.grid(4, 1, [0, 3], pupils=[1, 0, 10, 1], cost=[[0, 9], [7, 7], [20, 90], [9, 0]])
    answer = answer_of(made, [0, 1, 1, 1])
    assert answer.school_of is not None
    assert answer.school_of.tolist() == [0, 0, 0, 1]
    assert answer.bound == 200


def test_zones_that_would_fall_apart_are_refused():
    # each of the middle blocks is nearer to the school at the other end
    made = tiny.grid(4, 1, [0, 3], pupils=[1, 4, 5, 1], cost=[[0, 9], [80, 10], [10, 80], [9, 0]])
    answer = answer_of(made, [0, 0, 1, 1])
    assert answer.school_of is not None
    assert answer.school_of.tolist() == [0, 0, 0, 1]
    assert answer.bound == 4 * 80 + 5 * 10


def test_a_lock_holds_and_so_does_the_way_to_it():
    made = tiny.grid(
        3,
        2,
        [0, 3],
        pupils=[1, 5, 5, 1, 5, 5],
        fixed={5: 0},
        cost=[[0, 9], [9, 0], [9, 0], [9, 0], [9, 0], [9, 0]],
    )
    answer = answer_of(made, [0, 0, 0, 1, 0, 0])
    assert answer.school_of is not None
    assert answer.school_of.tolist() in ([0, 0, 0, 1, 1, 0], [0, 0, 0, 1, 0, 0])
    assert made.total(answer.school_of) == tiny.cheapest(made)
    assert answer.bound == made.total(answer.school_of)


def test_a_dear_seat_is_bought_only_where_it_saves_more():
    made = tiny.grid(
        3,
        1,
        [0, 2],
        pupils=[2, 6, 2],
        cost=[[0, 999], [10, 70], [999, 0]],
        seats=[[5, 3], [9, 0]],
        fee=[0, 100],
    )
    dear = answer_of(made, [0, 1, 1])
    assert dear.school_of is not None, "3 of the 6 pay 100, which is less than 60 more for each of the 6"
    assert dear.bound == 6 * 10 + 3 * 100


def test_a_proof_closes_the_gap():
    made = tiny.grid(4, 1, [0, 3], pupils=[1, 4, 5, 1], cost=[[0, 9], [80, 10], [10, 80], [9, 0]])
    assert answer_of(made, [0, 0, 0, 1]).bound == 4 * 80 + 5 * 10 == tiny.cheapest(made)
