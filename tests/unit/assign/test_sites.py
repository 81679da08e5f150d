"""Choosing sites with zones: as good as trying every set and every plan, with a bound that is true wherever it stops."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign import sites
from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem
from zoning.assign.sites import ascent, opening
from zoning.assign.sites.listing import listed
from zoning.assign.sites.opening import Question, Ranking
from zoning.errors import InfeasiblePlan
from zoning.model import Ints

some = settings(max_examples=25, deadline=None)
many = settings(max_examples=150, deadline=None)


def candidates(made: Problem, rng: np.random.Generator) -> Problem:
    """The district with every school a candidate: its own block may go to others."""
    if not made.contiguous:
        return made
    cost, fixed = made.cost.copy(), made.fixed.copy()
    fixed[made.home] = -1
    for j, home in enumerate(made.home):
        own = cost[home, j]
        cost[home] = rng.integers(0, 300_000, len(made.home))
        cost[home, j] = own
    return replace(made, cost=cost, fixed=fixed)


@st.composite
def questions(draw: st.DrawFn, *, contiguous: bool = True, rules: bool = False) -> Question:
    """A small district of candidate sites with what they cost, some of which must open."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    made = candidates(draw(tiny.districts(most=9, contiguous=contiguous)), rng)
    m = len(made.seats)
    dear = draw(st.sampled_from([1, 10**5, 10**7]))
    must = rng.random(m) < 0.3 if rules else np.zeros(m, bool)
    most = int(rng.integers(max(1, must.sum()), m + 1)) if rules else m
    return Question(made, rng.integers(0, dear, m), must, most)


def every_plan(asked: Question) -> tuple[Ints, Ints]:
    """Every plan (k, n) whose sites may open together and hold its pupils, and what each costs (k,)."""
    made = asked.problem
    n, m = made.cost.shape
    found = np.stack(np.meshgrid(*([np.arange(m)] * n), indexing="ij"), axis=-1).reshape(-1, n)
    found = found[made.allowed[np.arange(n), found].all(axis=1)]
    found = found[((found == made.fixed) | (made.fixed < 0)).all(axis=1)]
    opened = np.stack([(found == j).any(axis=1) for j in range(m)], axis=1) | asked.must
    if made.contiguous:
        for j in range(m):
            whole = tiny._hangs_together(made, j)[((found == j) << np.arange(n)).sum(axis=1)]
            keep = whole | ~opened[:, j]
            found, opened = found[keep], opened[keep]
    keep = opened.sum(axis=1) <= asked.most
    found, opened = found[keep], opened[keep]
    cost = tiny.costs(made, found)
    return found[cost < NEVER**2], (cost + opened @ asked.opening)[cost < NEVER**2]


def best_of(asked: Question) -> int:
    _, cost = every_plan(asked)
    assume(len(cost))
    return int(cost.min())


def chosen(asked: Question, **options):
    return sites.choose(asked.problem, asked.opening, must=asked.must, most=asked.most, **options)


def assert_clean(asked: Question, opened: np.ndarray, school_of: Ints) -> int:
    """What the plan costs, once it is seen to keep the rules."""
    found, cost = every_plan(asked)
    mine = (found == school_of).all(axis=1)
    assert mine.any(), "the plan is not among the clean ones"
    assert opened[school_of].all()
    assert (opened >= asked.must).all()
    assert opened.sum() <= asked.most
    paid = asked.problem.total(school_of) + int(asked.opening[opened].sum())
    assert paid >= cost[mine][0]
    return paid


@some
@given(questions(), st.integers(0, 99))
def test_it_opens_the_best_sites_and_proves_it(asked, seed):
    best = best_of(asked)
    opened, school_of, proof = chosen(asked, seed=seed)
    assert assert_clean(asked, opened, school_of) == best == proof.value


@some
@given(questions(rules=True))
def test_sites_that_must_open_do_and_no_more_than_allowed(asked):
    best = best_of(asked)
    opened, school_of, proof = chosen(asked)
    assert assert_clean(asked, opened, school_of) == best == proof.value


@some
@given(questions(contiguous=False, rules=True))
def test_zones_may_fall_apart_where_nothing_holds_them(asked):
    best = best_of(asked)
    opened, school_of, proof = chosen(asked)
    assert proof.value <= best <= assert_clean(asked, opened, school_of)


@some
@given(
    questions(rules=True),
    st.sampled_from([{"stop": lambda: True}, {"seconds": 0.01}, {"gap": 0.05}, {"effort": 0.01}]),
)
def test_its_bound_is_true_wherever_it_stops(asked, limit):
    best = best_of(asked)
    opened, school_of, proof = chosen(asked, **limit)
    assert proof.value <= best
    if (school_of >= 0).all() and not asked.problem.over(school_of).any():
        paid = assert_clean(asked, opened, school_of)
        assert "gap" not in limit or paid <= proof.value * 1.05 + 1


@some
@given(questions(), st.integers(0, 9))
def test_the_same_seed_gives_the_same_answer(asked, seed):
    best_of(asked)
    (one, plan, proof), (other, twin, again) = (chosen(asked, seed=seed) for _ in range(2))
    assert one.tolist() == other.tolist()
    assert plan.tolist() == twin.tolist()
    assert proof.value == again.value


@many
@given(questions(), st.data())
def test_prices_of_one_set_bound_every_set(asked, data):
    found, cost = every_plan(asked)
    made = asked.problem
    m = len(made.seats)
    some_sites = np.flatnonzero(data.draw(st.lists(st.booleans(), min_size=m, max_size=m)))
    assume(len(some_sites))
    zoning = asked.zoning(some_sites)
    assume(zoning.allowed.any(axis=1).all())
    seat = np.array(
        data.draw(st.lists(st.integers(0, 400_000), min_size=len(some_sites), max_size=len(some_sites)))
    )
    prices, proved = Prices(seat), transport.seat_prices(zoning)
    if proved is not None and data.draw(st.booleans()):
        prices = tighten(Relaxation(zoning, proved[0])).prices
    said = opening.certificate(asked, some_sites, zoning, prices)
    for plan, paid in zip(found, cost, strict=True):
        assert said.of(np.unique(plan)) <= paid


@many
@given(questions())
def test_of_its_own_set_a_certificate_says_no_less_than_the_prices(asked):
    everything = np.arange(len(asked.problem.seats))
    zoning = asked.zoning(everything)
    plain = asked.problem.allowed
    plain[asked.problem.home] = np.eye(len(plain[0]), dtype=bool)
    assume((zoning.allowed == plain).all())
    proved = transport.seat_prices(zoning)
    assume(proved is not None)
    said = opening.certificate(asked, everything, zoning, proved[0])
    assert said.of(everything) >= opening.pricing.bound(zoning, proved[0]) + asked.fixed_cost(everything)


@many
@given(
    st.integers(1, 7),
    st.integers(1, 4),
    st.integers(0, 10**6),
    st.integers(0, 9),
    st.sampled_from([10**6, 3, 40]),
)
def test_sets_are_listed_in_order_and_all_others_bounded(m, count, seed, want, nodes):
    rng = np.random.default_rng(seed)
    base, worth = rng.integers(0, 50, count), rng.integers(-30, 30, (count, m))
    cover, must = rng.integers(0, 9, (2, m)), rng.random(m) < 0.2
    need, most, below = (
        rng.integers(0, 12, 2),
        int(rng.integers(must.sum(), m + 1)),
        int(rng.integers(-20, 60)),
    )
    every = np.array(list(itertools.product([False, True], repeat=m)))
    known = every[rng.random(len(every)) < 0.2]
    found, rest = listed(base, worth, need, cover, must, most, known, below, want, nodes)
    fits = (every >= must).all(axis=1) & (every.sum(axis=1) <= most) & (every @ cover.T >= need).all(axis=1)
    fits &= ~(every[:, None] == known).all(axis=2).any(axis=1)
    bound = (base + every @ worth.T).max(axis=1)
    listed_here = (
        (every[:, None] == found).all(axis=2).any(axis=1) if len(found) else np.zeros(len(every), bool)
    )
    assert fits[listed_here].all()
    assert listed_here.sum() == len(found) <= want
    assert (bound[listed_here] < below).all()
    assert rest <= min([below, *bound[fits & ~listed_here]])
    if nodes == 10**6:
        best = np.sort(bound[fits & (bound < below)])
        assert sorted(bound[listed_here]) == best[:want].tolist()
        assert rest >= min([below, *best[want:], *best[want - 1 : want]])


@some
@given(questions(rules=True))
def test_sets_not_looked_at_are_above_the_rest(asked):
    ranking = Ranking(asked)
    ranking.settle(None, 100, lambda: False)
    found, cost = every_plan(asked)
    for plan, paid in zip(found, cost, strict=True):
        key = tuple(np.flatnonzero(asked.must | np.isin(np.arange(len(asked.must)), plan)).tolist())
        assert ranking.bound.get(key, ranking.rest) <= paid
    assert ranking.floor() <= min(cost, default=opening.NONE)


def street(**options) -> Problem:
    """Five blocks in a row; sites in the first, the middle and the last."""
    homes = [0, 2, 4]
    steps = np.array([[100 * abs(i - home) for home in homes] for i in range(5)], np.int32)
    return replace(tiny.grid(5, 1, homes, pupils=10, **options), cost=steps, fixed=np.full(5, -1))


def test_the_block_of_a_closed_site_goes_elsewhere():
    opened, school_of, proof = sites.choose(street(), np.array([5000, 5000, 5000]))
    assert opened.tolist() == [False, True, False]
    assert school_of.tolist() == [1] * 5
    assert proof.value == 5000 + 10 * (200 + 100 + 0 + 100 + 200)
    assert sites.choose(street(), np.zeros(3, np.int64))[0].all()


def test_a_school_that_stays_is_paid_for_and_used():
    opened, school_of, proof = sites.choose(
        street(), np.full(3, 5000), must=np.array([True, False, False]), most=1
    )
    assert opened.tolist() == [True, False, False]
    assert (school_of == 0).all()
    assert proof.value == 5000 + 10 * (100 + 200 + 300 + 400)


def test_sites_without_the_seats_are_never_enough():
    opened, _, proof = sites.choose(street(seats=[[20], [20], [30]]), np.array([3000, 3000, 9000]))
    assert opened[2]
    assert opened.sum() == 2
    assert proof.value == 9000 + 3000 + 4000
    with pytest.raises(InfeasiblePlan):
        sites.choose(street(seats=[[20], [20], [30]]), np.ones(3, np.int64), most=1)


def test_a_site_whose_own_block_outgrows_it_stays_closed():
    opened, school_of, _ = sites.choose(street(seats=[[50], [9], [50]]), np.array([100, 0, 100]))
    assert not opened[1]
    assert set(school_of.tolist()) <= {0, 2}
    with pytest.raises(InfeasiblePlan):
        sites.choose(
            street(seats=[[50], [9], [50]]), np.zeros(3, np.int64), must=np.array([False, True, False])
        )


def test_a_block_locked_to_a_site_opens_it():
    made = street()
    cost = made.cost.copy()
    cost[3, :2] = NEVER
    locked = replace(made, fixed=np.array([-1, -1, -1, 2, -1]), cost=cost)
    opened, school_of, _ = sites.choose(locked, np.array([0, 0, 10**6]))
    assert opened[2]
    assert school_of[3] == 2


def test_pupils_whose_only_sites_are_small_need_more_of_them():
    # the two blocks at the right may only go to sites 1 and 2, neither of which holds both beside its own
    cost = street().cost.copy()
    cost[3:, 0] = NEVER
    made = replace(street(seats=[[50], [25], [15]]), cost=cost)
    opened, school_of, _ = sites.choose(made, np.array([0, 10**6, 10**6]))
    assert opened.all()
    assert school_of.tolist() == [0, 0, 1, 1, 2]


@many
@given(questions(rules=True), st.integers(0, 10**6))
def test_whatever_blocks_pay_no_choice_costs_less(asked, seed):
    found, cost = every_plan(asked)
    paid = np.random.default_rng(seed).integers(-(10**6), 10**7, len(asked.problem.pupils))
    said = opening.certificate_at(asked, paid)
    for plan, least in zip(found, cost, strict=True):
        assert said.of(np.flatnonzero(asked.must | np.isin(np.arange(len(asked.must)), plan))) <= least


def test_what_blocks_pay_climbs_until_it_proves_the_best_choice():
    asked = Question(street(), np.full(3, 5000), np.zeros(3, bool), 3)
    found = ascent.climb(
        asked.problem, asked.opening, asked.must, 3, np.zeros(5, np.int64), 11_000, stop=lambda: False
    )
    said, sets = opening.certificate_at(asked, found), itertools.product([False, True], repeat=3)
    assert (
        10_900
        <= min(said.of(np.flatnonzero(some)) for some in sets if any(some))
        <= every_plan(asked)[1].min()
        == 11_000
    )


def test_out_of_time_is_no_proof_that_no_set_of_sites_will_do(monkeypatch):
    monkeypatch.setattr(
        "zoning.assign.zones.search.never", lambda: np.ones(1, np.bool_)
    )  # over from the first moment
    opened, school_of, _ = sites.choose(street(), np.array([5000, 5000, 5000]), most=2)
    assert opened.any()
    assert len(school_of) == len(street().pupils)
