"""Exact re-solves of groups of zones: the plan stays clean and only gets cheaper."""

from itertools import count

import numpy as np
import pytest
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import transport
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import regroup, start

some = settings(max_examples=30, deadline=None)


def never() -> bool:
    return False


def improved(
    made: Problem, plan: np.ndarray, *, workers: int = 1, seed: int = 1, largest: int = 100, stop=never
) -> np.ndarray:
    first = transport.seat_prices(made)
    assert first is not None
    prices = tighten(Relaxation(made, first[0])).prices
    better = regroup.improved(made, prices, plan, workers=workers, seed=seed, largest=largest, stop=stop)
    return regroup.last(better, plan)


@st.composite
def begun(draw: st.DrawFn) -> tuple[Problem, np.ndarray, int]:
    """A district, one of its clean plans, and what the best costs."""
    made = draw(tiny.districts())
    found = tiny.plans(made)
    cost = tiny.costs(made, found)
    assume((cost < NEVER**2).any())
    clean = np.flatnonzero(cost < NEVER**2)
    return made, found[draw(st.sampled_from(clean.tolist()))], int(cost.min())


@some
@given(begun(), st.sampled_from([1, 2]))
def test_where_all_zones_are_one_group_the_plan_becomes_the_best(asked, workers):
    made, plan, best = asked
    before = plan.copy()
    found = improved(made, plan, workers=workers)
    assert (plan == before).all()
    assert tiny.clean(made, found)
    assert made.total(found) == best


@pytest.fixture(scope="module")
def town() -> tuple[Problem, np.ndarray]:
    """Ten by ten blocks, some without pupils, six schools with few seats to spare, and a plan that fits."""
    rng = np.random.default_rng(5)
    homes = [12, 17, 41, 58, 73, 86]
    at = np.arange(100)
    steps = np.array([[abs(i % 10 - h % 10) + abs(i // 10 - h // 10) for h in homes] for i in at])
    pupils = rng.integers(1, 9, 100) * (rng.random(100) > 0.1)
    made = tiny.grid(
        10, 10, homes, pupils=pupils, cost=100_000 * steps + rng.integers(0, 90_000, (100, 6)),
        seats=[[int(pupils.sum() / 5.2), 40]] * 6, fee=[0, 150_000],
    )  # fmt: skip
    plan, stuck = start.grow(made, np.zeros(6, np.int64))
    assert not len(stuck)
    assert tiny.clean(made, plan)
    return made, plan


@pytest.mark.parametrize("largest", [35, 60])
@pytest.mark.parametrize("workers", [1, 3])
def test_groups_of_some_zones_make_a_plan_cheaper_and_keep_it_clean(town, workers, largest):
    made, plan = town
    found, again = (improved(made, plan, workers=workers, largest=largest) for _ in range(2))
    assert tiny.clean(made, found)
    assert made.total(found) < made.total(plan)
    assert found.tolist() == again.tolist(), "the same seed, the same plan"


def test_groups_grow_once_none_of_a_size_is_left(town, monkeypatch):
    made, plan = town
    small = improved(made, plan, largest=35)
    monkeypatch.setattr(regroup, "SMALLEST", 35)
    grown = improved(made, plan, largest=100)
    assert made.total(grown) < made.total(small), "six zones at once find more than two at a time"
    assert tiny.clean(made, grown)


def test_the_plan_at_any_stop_is_clean_and_no_dearer(town):
    made, plan = town
    costs = []
    for turns in range(4):
        asked = count()
        found = improved(
            made, plan, largest=40, stop=lambda asked=asked, turns=turns: next(asked) >= 6 * turns
        )
        assert tiny.clean(made, found)
        costs.append(made.total(found))
    assert costs[0] == made.total(plan)
    assert max(costs) == costs[0]
    assert improved(made, plan, stop=lambda: True).tolist() == plan.tolist()


@pytest.mark.parametrize("largest", [0, 5])
def test_a_group_of_one_zone_is_none(town, largest):
    made, plan = town
    assert improved(made, plan, largest=largest).tolist() == plan.tolist()


def test_zones_that_are_as_good_as_can_be_stay(town):
    made, plan = town
    best = improved(made, plan)
    assert improved(made, best).tolist() == best.tolist()


def test_a_single_zone_has_nothing_to_trade():
    made = tiny.grid(3, 2, [2])
    assert improved(made, np.zeros(6, np.int64)).tolist() == [0] * 6
