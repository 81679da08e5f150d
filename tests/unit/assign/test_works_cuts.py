"""Transport problems of works against linear programs, and cuts against every programme."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import tiny_works as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport as ortools
from zoning.assign.bound.prices import Prices
from zoning.assign.problem import NEVER, Problem
from zoning.assign.works import cuts as cutting
from zoning.assign.works.judge import standing_in
from zoning.assign.works.pupils import Pupils
from zoning.assign.works.task import NOT_DONE, Stage, task
from zoning.assign.works.transport import Transport
from zoning.programme import Action, Question, Schooling, Seats
from zoning.programme import Prices as Paid

some = settings(max_examples=80, deadline=None)


def programmes(question: Question) -> list[dict[str, int]]:
    return [*tiny.every_programme(question)][:200]


def when_of(question: Question, done: dict[str, int]) -> np.ndarray:
    return np.array([done.get(action.id, NOT_DONE) for action in question.actions], np.int64)


@some
@given(tiny.questions(), st.integers(0, 10**6))
def test_a_flow_costs_what_a_linear_program_says_in_whole_and_in_part(question, seed):
    rng = np.random.default_rng(seed)
    made = task(question)
    for k, stage in enumerate(made.stages):
        offers = stage.offers
        if not len(offers.seats):
            continue
        transport = Transport(stage)
        whole = int(rng.choice([1, 5]))
        share = rng.integers(0, whole + 1, len(offers.seats))
        price = rng.integers(0, 3_000_000, len(offers.seats))
        found, state = transport.prices(0, share, whole, price, exact=True)
        open_ = np.flatnonzero(share)
        cost = stage.cost[:, np.r_[offers.school[open_], -1]].astype(np.int64)
        value = int((state.flow * np.where(cost < NEVER, cost, 0)).sum())
        pair = tiny.pair_fen(question, k)[:, offers.school]
        pair[pair >= stage.unseated] = np.inf
        most = stage.pupils[0][:, None] * share
        scaled = tiny.seated(pair, stage.pupils[0] * whole, offers.seats * share, stage.unseated, most)
        assert value == scaled
        assert (found >= 0).all()
        # what blocks pay at the prices proves it: no more than the value, once the offers' savings are taken off
        pays = cutting.paid(stage, share, whole, found, rng.integers(0, whole + 1, len(share)))
        worth = [saved(stage, pays, offer) for offer in range(len(share))]
        assert int(whole * (stage.pupils[0] @ pays) - share @ worth) == value


def saved(stage: Stage, pays: np.ndarray, offer: int) -> int:
    """The most that an offer saves: its seats to those who save most, one by one."""
    gain = (pays - stage.cost[:, stage.offers.school[offer]]).repeat(stage.pupils[0])
    return int(np.sort(np.maximum(0, gain))[::-1][: stage.offers.seats[offer]].sum())


@some
@given(tiny.questions(), st.integers(0, 10**6))
def test_cuts_are_true_of_every_programme_whatever_they_are_made_from(question, seed):
    rng = np.random.default_rng(seed)
    made = task(question)
    every = programmes(question)
    known: dict[object, int] = {}
    for k, stage in enumerate(made.stages):
        year = int(rng.integers(question.years))
        cuts = [random_cut(rng, stage, k, year) for _ in range(5)]
        for done in every:
            there = tiny.seats(question, done, k, year)
            key = there.tobytes()
            if (k, key) not in known:
                known[k, key] = tiny.seated(
                    tiny.pair_fen(question, k), stage.pupils[year], there, stage.unseated
                )
            column = made.done(when_of(question, done))[:, year]
            assert all(cut.at(column) <= known[k, key] for cut in cuts)


def random_cut(rng, stage, k, year):
    pays = rng.integers(0, stage.unseated + 1, stage.pupils.shape[1])
    return cutting.cut(stage, k, year, pays, rng.integers(0, stage.unseated, len(stage.offers.seats)))[0]


@some
@given(tiny.questions(), st.integers(0, 10**6))
def test_the_cuts_of_a_programme_are_exact_there_and_true_elsewhere(question, seed):
    rng = np.random.default_rng(seed)
    made, every = task(question), programmes(question)
    if not every:
        return
    with ThreadPoolExecutor(2) as pool:
        pupils = Pupils(made, pool, lambda: False)
        core = rng.random(made.size)
        done = every[int(rng.integers(len(every)))]
        taken = pupils.taken(when_of(question, done), core)
        assert taken.value == tiny.fen(question, done)
        assert len(taken.cuts) == len(made.stages) * question.years
        assert pupils.taken(when_of(question, done), core).cuts == []
        cuts = [*taken.cuts, *pupils.cuts(rng.random(made.size), core)]
    known: dict[object, int] = {}
    for other in every:
        column = made.done(when_of(question, other))
        for number, cut in enumerate(cuts):
            there = tiny.seats(question, other, cut.stage, cut.year)
            key = (cut.stage, cut.year, there.tobytes())
            if key not in known:
                stage = made.stages[cut.stage]
                pair = tiny.pair_fen(question, cut.stage)
                known[key] = tiny.seated(pair, stage.pupils[cut.year], there, stage.unseated)
            said = cut.at(column[:, cut.year])
            assert said <= known[key]
            if other == done and number < len(taken.cuts):
                assert said == known[key]


@some
@given(tiny.questions())
def test_what_stands_is_linear_in_what_is_done_and_is_the_seats_of_that_year(question):
    made = task(question)
    for done, (k, stage) in product(programmes(question), enumerate(made.stages)):
        when = when_of(question, done)
        standing = standing_in(made, k, when)
        for year, column in enumerate(made.done(when).T):
            assert (stage.offers.standing(column) == standing[year]).all()
            there = np.bincount(stage.offers.school, standing[year] * stage.offers.seats, minlength=4)
            assert (there == tiny.seats(question, done, k, year)).all()


def city(blocks: int, schools: int, seed: int, full: float) -> Question:
    """A stage so large that its blocks are grouped first; a third of the schools are sites."""
    rng = np.random.default_rng(seed)
    xy, at = rng.random((blocks, 2)) * 5000, rng.random((schools, 2)) * 5000
    walk = np.abs(xy[:, None] - at[None]).sum(axis=2)
    pupils = rng.integers(0, 40, (1, blocks))
    sites = schools // 3
    seats = np.full(schools, int(pupils.sum() / full / (schools - sites)))
    seats[:sites] = 0
    stage = Schooling("小学", tuple(map(str, range(schools))), pupils, walk, walk <= 900, seats)
    acts = tuple(Action(f"a{j}", "build", (Seats(0, j, 300),), (0,)) for j in range(sites))
    return Question((stage,), acts, Paid(2.0, 0.2, 0.1))


def test_a_large_stage_costs_what_another_solver_says_and_its_cuts_are_true():
    for seed, full in ((1, 0.8), (2, 1.1)):
        made = task(city(1600, 15, seed, full))
        assert len(Transport(made.stages[0]).levels) == 1
        with ThreadPoolExecutor(2) as pool:
            pupils = Pupils(made, pool, lambda: False)
            cuts = pupils.cuts(np.full(made.size, 0.4), np.full(made.size, 0.5))
            for done in (np.array([0, 0, 1, 0, 1]), np.ones(5, np.int64), np.zeros(5, np.int64)):
                taken = pupils.taken(np.where(done > 0, 0, NOT_DONE), np.full(made.size, 0.5))
                assert taken is not None
                cuts += taken.cuts
                assert taken.value == elsewhere(made.stages[0], done) == max(cut.at(done) for cut in cuts)


def elsewhere(stage: Stage, done: np.ndarray) -> int:
    """What the city's pupils cost by the bound of OR-Tools' prices; 300 seats at every site that is built."""
    n, m = stage.cost.shape
    seats = np.r_[stage.schooling.seats, 10**7]
    seats[: len(done)] = 300 * done
    alone = Problem(
        stage.pupils[0], stage.cost, seats[:, None], np.zeros(1, np.int64), np.full(m, -1),
        np.zeros(n + 1, np.int64), np.empty(0, np.int64), np.full(n, -1), contiguous=False,
    )  # fmt: skip
    found = ortools.seat_prices(alone)
    assert found is not None
    return pricing.bound(alone, Prices(found[1]))
