"""What is proved of sets of sites: true of every set and every plan."""

import itertools

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_sites import every_plan, questions, street

from zoning.assign.bound import transport
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.sites import ascent, opening
from zoning.assign.sites.listing import listed
from zoning.assign.sites.opening import Question, Ranking

some = settings(max_examples=25, deadline=None)
many = settings(max_examples=150, deadline=None)


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
