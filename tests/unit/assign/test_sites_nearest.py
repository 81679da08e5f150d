"""Sites that all go to the nearest of: as good as trying every choice, with a bound that is met."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.problem import NEVER
from zoning.assign.sites import median, nearest
from zoning.assign.sites.nearest import Towards
from zoning.assign.sites.opening import Limit

many = settings(max_examples=120, deadline=None)


@st.composite
def towns(draw: st.DrawFn) -> Towards:
    """People on a line or in the plane, up to seven sites, some of which are there, and now and then a budget."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n, m = int(rng.integers(1, 12)), int(rng.integers(2, 8))
    homes, sites = rng.integers(0, 50, (n, 2)), rng.integers(0, 50, (m, 2))
    far = np.abs(homes[:, None] - sites[None]).sum(axis=2) * 1000
    if draw(st.booleans()):
        far[rng.random(far.shape) < 0.15] = NEVER
    must = rng.random(m) < 0.2
    most = int(rng.integers(max(1, must.sum()), m + 1))
    price = rng.integers(0, 9, m)
    limits = (Limit(price, int(price[must].sum() + rng.integers(0, 20))),) if draw(st.booleans()) else ()
    return Towards(rng.integers(0, 30, n), far, must, most, limits)


def every_choice(asked: Towards, *, least: int = 1):
    m = len(asked.must)
    for count in range(least, asked.most + 1):
        for sites in combinations(range(m), count):
            opened = np.isin(np.arange(m), sites)
            if (opened >= asked.must).all() and asked.allows(np.array(sites, int)):
                yield opened


def to_nearest(asked: Towards, opened: np.ndarray) -> np.ndarray:
    return np.where(opened, asked.far, NEVER).min(axis=1)[asked.people > 0]


def people(asked: Towards) -> np.ndarray:
    return asked.people[asked.people > 0]


def assert_best(asked: Towards, found, value, least):
    """The choice is allowed, worth what it says, and as good as the best, which the bound says too."""
    if least is None:
        assert found is None
        return
    assert found is not None
    assert (found.opened >= asked.must).all()
    assert asked.allows(np.flatnonzero(found.opened))
    assert value(found.opened) == found.value == found.bound == least


@many
@given(towns())
def test_the_least_walking_is_the_least_of_all(asked):
    def walked(opened):
        return int((people(asked) * to_nearest(asked, opened)).sum())

    reach = [walked(o) for o in every_choice(asked) if (to_nearest(asked, o) < NEVER).all()]
    found = nearest.least_walking(asked)
    if not reach and found is not None:  # nobody to walk
        assert found.value == 0
        return
    assert_best(asked, found, walked, min(reach, default=None))


@many
@given(towns(), st.integers(0, 40_000))
def test_the_fewest_people_are_left_out(asked, reach):
    def left(opened):
        return int(people(asked)[to_nearest(asked, opened) > reach].sum())

    assert_best(
        asked,
        nearest.most_covered(asked, reach),
        left,
        min(map(left, every_choice(asked, least=0)), default=None),
    )


@many
@given(towns(), st.integers(0, 60_000))
def test_the_fewest_sites_reach_all_who_can_be_reached(asked, reach):
    some = (asked.far <= reach).any(axis=1)[asked.people > 0]
    good = [int(o.sum()) for o in every_choice(asked) if (to_nearest(asked, o)[some] <= reach).all()]
    if not some.any():
        return
    assert_best(
        asked, nearest.fewest(asked, reach), lambda opened: int(opened.sum()), min(good, default=None)
    )


@many
@given(towns())
def test_the_longest_way_is_the_shortest_it_can_be(asked):
    if not (asked.people > 0).any():
        return

    def longest(opened):
        return int(to_nearest(asked, opened).max())

    good = [longest(o) for o in every_choice(asked) if longest(o) < NEVER]
    assert_best(asked, nearest.shortest_longest(asked), longest, min(good, default=None))


@many
@given(towns())
def test_what_the_lagrangian_rules_out_is_in_no_better_choice(asked):
    some = asked.people > 0
    if not some.any():
        return
    folk, far = asked.people[some], asked.far[some].astype(np.int64)
    ruled = median.ruled(folk, far, asked.must, asked.most, asked.allows)
    for opened in every_choice(asked):
        cost = int((folk * np.where(opened, far, NEVER).min(axis=1)).sum())
        assert ruled.bound <= cost
        if cost < ruled.value:
            assert (opened <= ruled.may).all()
            assert (opened >= ruled.opens).all()
            mine = np.where(opened, far, 2 * NEVER).argmin(axis=1)
            assert ruled.pairs[np.arange(len(far)), mine].all()


def test_a_program_cut_short_still_proves_something():
    rng = np.random.default_rng(3)
    far = rng.integers(1, 10**6, (80, 30))
    asked = Towards(rng.integers(1, 30, 80), far, np.zeros(30, bool), 6, seconds=0.05)
    short, whole = nearest.least_walking(asked), nearest.least_walking(replace(asked, seconds=None))
    assert short is not None
    assert whole is not None
    assert short.bound <= whole.value == whole.bound <= short.value


def test_limits_may_ask_for_something():
    far = np.array([[0, 9000], [9000, 0]])
    asked = Towards(np.array([5, 1]), far, np.zeros(2, bool), 1, (nearest.at_least(np.array([1, 8]), 7),))
    found = nearest.least_walking(asked)
    assert found is not None
    assert found.opened.tolist() == [False, True]
    assert found.value == 5 * 9000


@pytest.mark.parametrize("most", [1, 3])
def test_people_without_any_way_make_it_none(most):
    far = np.array([[NEVER, NEVER, NEVER], [1, 2, 3]])
    asked = Towards(np.array([1, 1]), far, np.zeros(3, bool), most)
    assert nearest.least_walking(asked) is None
    assert nearest.shortest_longest(asked) is None
