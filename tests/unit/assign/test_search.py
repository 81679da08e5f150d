"""The annealing: every plan in one piece, never worse than its start, its tally right, the same twice."""

from dataclasses import replace

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound.prices import Prices
from zoning.assign.problem import Problem
from zoning.assign.zones import kernel, ledger, search
from zoning.contiguity import cut_off

some = settings(max_examples=60, deadline=None)


def rank(made: Problem, plan: np.ndarray) -> tuple[int, int]:
    """Pupils over, then cost: lower is better."""
    return int(made.over(plan).sum()), made.total(plan)


@st.composite
def begun(draw: st.DrawFn, *, contiguous: bool = True) -> tuple[Problem, np.ndarray, Prices]:
    """A district, one of its plans in one piece (over the seats, perhaps), and any prices, with tolls or without."""
    made = draw(tiny.districts(contiguous=contiguous, most=12 if contiguous else 9))
    found = tiny.plans(made)
    assume(len(found))
    start = found[draw(st.integers(0, len(found) - 1))]
    most = draw(st.sampled_from([0, 1000, 10**6]))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    cuts = tiny.all_cuts(made) if contiguous and draw(st.booleans()) else []
    chosen = [cuts[k] for k in rng.integers(0, len(cuts), 4)] if cuts else []
    seat = rng.integers(0, most + 1, len(made.seats))
    return made, start, tiny.priced(seat, chosen, rng.integers(0, 20 * most + 1, len(chosen)).tolist())


@some
@given(begun(), st.sampled_from([0.1, 1.0]), st.integers(0, 99))
def test_no_anneal_ends_worse_than_it_began_or_in_pieces(asked, heat, seed):
    made, start, prices = asked
    before = start.copy()
    found = search.anneal(made, start, prices, proposals=2000, heat=heat, seed=seed)
    assert (start == before).all()
    assert rank(made, found) <= rank(made, start)
    assert made.allowed[np.arange(len(found)), found].all()
    assert tiny.in_one_piece(made, found)
    assert (found[made.fixed >= 0] == made.fixed[made.fixed >= 0]).all()


@some
@given(begun(contiguous=False), st.integers(0, 99))
def test_where_zones_may_fall_apart_it_keeps_what_is_allowed_and_locked(asked, seed):
    made, start, prices = asked
    found = search.anneal(made, start, prices, proposals=2000, heat=0.5, seed=seed)
    assert rank(made, found) <= rank(made, start)
    assert made.allowed[np.arange(len(found)), found].all()


@some
@given(begun(), st.sampled_from([1, 50, 1000]), st.integers(0, 99), st.sampled_from([0, 2]))
def test_the_tally_is_that_of_the_plan_and_every_plan_met_is_in_one_piece(asked, proposals, seed, shots):
    made, start, prices = asked
    city, state = at(made, start, prices, seed)
    met = np.full((shots, len(start)), -1, np.int32)
    best = np.empty_like(start)
    kernel.anneal(city, state, best, 1e5, 1e2, proposals, search.never(), met)
    walked = made.walked(state.of)
    assert state.tally.tolist() == [walked, made.over(state.of).sum(), made.total(state.of) - walked]
    assert state.load.tolist() == made.loads(state.of).tolist()
    for plan in (state.of, best, *(plan.astype(np.int64) for plan in met if (plan >= 0).all())):
        assert tiny.in_one_piece(made, plan)
        assert made.allowed[np.arange(len(plan)), plan].all()
    assert rank(made, best) <= rank(made, state.of)
    assert shots or rank(made, best) <= rank(made, start), "with shots, the start is forgotten"
    assert (state.over_price >= state.least_price).all()


def at(made: Problem, start: np.ndarray, prices: Prices, seed: int) -> tuple[ledger.City, ledger.State]:
    """The district and a plan as the kernel reads them."""
    n, m = made.cost.shape
    toll = np.zeros((n, m), np.float32)
    toll[prices.block, prices.school] = prices.toll
    city = ledger.City(
        made.pupils, made.cost, made.seats, made.fee, made.limit, made.home, made.fixed, made.adj_start, made.adj,
        made.contiguous, prices.seat.astype(float), toll,
    )  # fmt: skip
    walked, price = made.walked(start), prices.seat + 1000.0
    tally = np.array([walked, made.over(start).sum(), made.total(start) - walked], np.int64)
    state = ledger.State(
        start.copy(), made.loads(start), price.copy(), price, np.zeros(2), np.zeros(m, np.bool_),
        np.zeros(n + 1, np.int64), np.empty(n + 2, np.int64), np.empty(n + 2, np.int64),
        np.array([seed + 1], np.uint64), tally, np.zeros(n + 1, np.int64),
    )  # fmt: skip
    return city, state


@settings(max_examples=10, deadline=None)
@given(begun())
def test_telling_the_pace_of_the_machine_changes_nothing(asked):
    made, start, prices = asked
    before = start.copy()
    assert 0 < search.pace(made, start, prices) < np.inf
    assert (start == before).all()


@settings(max_examples=25, deadline=None)
@given(begun(), st.integers(0, 99))
def test_the_same_seed_gives_the_same_plan(asked, seed):
    made, start, prices = asked
    one, two = (search.anneal(made, start, prices, proposals=1000, heat=0.5, seed=seed) for _ in range(2))
    assert one.tolist() == two.tolist()


def row(**options) -> tuple[Problem, np.ndarray, Prices]:
    """Sixty blocks in a row, a school at either end with seats for all, and a plan that sends nearly all to the first."""
    made = tiny.grid(60, 1, [0, 59], **options)
    return made, np.r_[np.zeros(59, np.int64), 1], Prices(np.zeros(2, np.int64))


def test_it_finds_the_middle_of_a_row():
    made, start, prices = row()
    found = search.anneal(made, start, prices, proposals=60_000, heat=0.1, seed=1)
    assert found.tolist() == [0] * 30 + [1] * 30


def test_nothing_moves_once_it_is_told_to_stop():
    made, start, prices = row()
    sign = search.never()
    sign[0] = True
    # the sign is looked at now and then, so a few moves may be made
    found = search.anneal(made, start, prices, proposals=10**12, heat=0.1, seed=1, stop=sign)
    assert tiny.in_one_piece(made, found)
    assert rank(made, found) <= rank(made, start)


def test_it_leaves_a_school_with_too_many_pupils_for_one_with_seats():
    made, start, prices = row(seats=[[20], [45]])
    found = search.anneal(made, start, prices, proposals=120_000, heat=0.2, seed=1)
    assert found.tolist() == [0] * 20 + [1] * 40


@pytest.mark.parametrize(("fee", "border"), [(0, 30), (1000, 25), (100_000, 20)])
def test_dear_seats_are_bought_while_the_walk_to_others_costs_more(fee, border):
    # beyond 20 pupils each costs a fee at school 0; the block next to the middle saves 100, the next 300, 500, ...
    made, start, prices = row(seats=[[20, 40], [60, 0]], fee=[0, fee])
    found = search.anneal(made, start, prices, proposals=120_000, heat=0.2, seed=1)
    assert (found == 0).sum() == border
    assert tiny.in_one_piece(made, found)


def test_tolls_lead_the_way_but_the_cheapest_plan_is_kept():
    # a toll on half the pairs of the best plan: it counts early on, and not in what is kept
    made, start, _ = row()
    tolled = Prices(np.zeros(2, np.int64), np.arange(20, 30), np.zeros(10, np.int64), np.full(10, 5000))
    found = search.anneal(made, start, tolled, proposals=60_000, heat=0.1, seed=1)
    assert found.tolist() == [0] * 30 + [1] * 30


def test_a_pocket_moves_with_the_block_that_cuts_it_off():
    # 0 1 2 3 4    school 0 in 0, school 1 in 5 beneath; 2, 3 and 4 hang on 1 and are a little nearer to school 0,
    # 5            but 1 is much nearer to school 1 and can only go there if it takes them all along
    links = [(0, 1), (1, 2), (2, 3), (3, 4), (1, 5)]
    cost = [[0, 9], [100, 10], [100, 110], [100, 110], [100, 110], [9, 0]]
    made = tiny.grid(6, 1, [0, 5], cost=cost, links=links)
    start, free = np.array([0, 0, 0, 0, 0, 1]), Prices(np.zeros(2, np.int64))
    found = search.anneal(made, start, free, proposals=500, heat=0.01, seed=1)
    assert found.tolist() == [0, 1, 1, 1, 1, 1]
    held = replace(made, fixed=np.array([0, -1, -1, -1, 0, 1]))
    assert search.anneal(held, start, free, proposals=500, heat=0.01, seed=1).tolist() == start.tolist()


def test_the_plans_an_anneal_meets_are_in_one_piece_and_its_best_is_among_the_least_crowded():
    rng = np.random.default_rng(4)
    made = tiny.grid(9, 6, [0, 26, 47], pupils=rng.integers(5, 40, 54).tolist())
    first = np.where(np.arange(54) % 9 < 3, 0, np.where(np.arange(54) < 27, 1, 2))
    first[[0, 26, 47]] = [0, 1, 2]
    first[cut_off(first, made.home, made.adj_start, made.adj)] = 2
    prices = Prices(np.zeros(3, np.int64))
    met = np.full((5, 54), -1, np.int32)
    best = search.anneal(made, first, prices, proposals=20_000, heat=1.0, seed=2, met=met)
    apart = cut_off(first, made.home, made.adj_start, made.adj).sum()
    assert (met >= 0).all()
    for plan in met.astype(np.int64):
        assert cut_off(plan, made.home, made.adj_start, made.adj).sum() <= apart
        assert made.over(best).sum() <= made.over(plan).sum()
