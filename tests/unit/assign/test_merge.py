"""Two plans merged: each block keeps one of its two schools, and the best of both is found."""

import itertools

import numpy as np
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import transport
from zoning.assign.problem import NEVER, Problem
from zoning.assign.zones import merge

some = settings(max_examples=60, deadline=None)


def merged(
    made: Problem, plan: np.ndarray, other: np.ndarray, *, workers: int = 2, stop=lambda: False
) -> np.ndarray:
    found = transport.seat_prices(made)
    assert found is not None
    return merge.merged(made, found[0], plan, other, workers=workers, seed=1, stop=stop)


@st.composite
def couples(draw: st.DrawFn) -> tuple[Problem, np.ndarray, np.ndarray, int]:
    """A district, two of its clean plans, and what the best plan costs that uses no other choices; parks choose freely."""
    made = draw(tiny.districts())
    every = tiny.plans(made)
    cost = tiny.costs(made, every)
    clean = np.flatnonzero(cost < NEVER**2)
    assume(len(clean) > 1)
    one, two = (every[draw(st.sampled_from(clean.tolist()))] for _ in range(2))
    idle = (made.pupils == 0) & (made.fixed < 0)
    within = ((every == one) | (every == two) | idle).all(axis=1) & (cost < NEVER**2)
    return made, one, two, int(cost[within].min())


@some
@given(couples())
def test_the_best_of_two_small_plans_is_put_together(asked):
    made, one, two, best = asked
    idle = (made.pupils == 0) & (made.fixed < 0)
    assume(not (idle & (one != two)).any())
    before = one.copy(), two.copy()
    found = merged(made, one, two)
    assert (one == before[0]).all()
    assert (two == before[1]).all()
    assert tiny.clean(made, found)
    assert ((found == one) | (found == two) | idle).all()
    assert made.total(found) <= made.total(one)
    if len(made.seats) == 2:  # one group holds all there is to choose
        assert made.total(found) == best


@some
@given(couples())
def test_threads_change_nothing(asked):
    made, one, two, _ = asked
    assert merged(made, one, two, workers=1).tolist() == merged(made, one, two, workers=2).tolist()


@some
@given(couples())
def test_a_plan_merged_with_itself_or_after_the_end_is_itself(asked):
    made, one, two, _ = asked
    assert merged(made, one, one).tolist() == one.tolist()
    assert merged(made, one, two, stop=lambda: True).tolist() == one.tolist()


def test_groups_share_no_zone_and_hold_few_choices():
    rng = np.random.default_rng(3)
    plan, other = rng.integers(0, 40, 4_000), rng.integers(0, 40, 4_000)
    other = np.where(rng.random(4_000) < 0.1, other, plan)
    tried = np.zeros(40, np.int64)
    groups = merge.groups(plan, other, tried)
    assert len(groups) > 1
    assert all(not a & b for a, b in itertools.combinations(groups, 2))
    for group in groups:
        choices = (plan != other) & np.isin(plan, list(group))
        assert choices.sum() <= merge.CHOICES
