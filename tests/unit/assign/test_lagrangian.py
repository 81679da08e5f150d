"""The bound by knapsacks is true, and no better plan is ruled out: against trying every plan."""

import numpy as np
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.bound import lagrangian, transport
from zoning.assign.bound import prices as pricing
from zoning.assign.bound.prices import Prices
from zoning.assign.bound.relaxation import Relaxation, tighten
from zoning.assign.problem import NEVER

some = settings(max_examples=80, deadline=None)


@st.composite
def asked(draw: st.DrawFn):
    """A district with a clean plan, prices to begin with (the best, or any), and the plans by cost."""
    made = draw(tiny.districts(walled=draw(st.booleans())))
    found = tiny.plans(made)
    cost = tiny.costs(made, found)
    assume((cost < NEVER**2).any())
    order = np.argsort(cost, kind="stable")[: (cost < NEVER**2).sum()]
    if draw(st.booleans()):
        seat = draw(st.lists(st.integers(0, 10**6), min_size=len(made.seats), max_size=len(made.seats)))
        prices = Prices(np.array(seat))
    else:
        first, _ = transport.seat_prices(made) or (Prices(np.zeros(len(made.seats), np.int64)), None)
        prices = tighten(Relaxation(made, first)).prices
    return made, prices, found[order], cost[order]


@some
@given(asked(), st.sampled_from([1, 30, 200]), st.data())
def test_the_bound_is_true_and_every_better_plan_stays_possible(district, steps, data):
    made, prices, plans, cost = district
    k = data.draw(st.integers(0, len(plans) - 1))
    proof = lagrangian.bounded(made, prices, int(cost[k]), steps=steps)
    assert min(proof.value, cost[k]) <= cost[0]
    better = plans[cost < cost[k]]
    idle = (made.pupils == 0) & (made.fixed < 0)
    here = np.arange(len(made.pupils))
    for plan in better:
        assert ((proof.value + proof.lost[here, plan] <= made.total(plan)) | idle).all()
    known = int(cost[data.draw(st.integers(0, k))])
    small = lagrangian.narrowed(made, plans[k], proof, known)
    for plan in [*plans[cost < known], plans[k]]:
        assert small.total(plan) == made.total(plan) < NEVER**2
        assert small.allowed[here, plan].all()


@some
@given(asked())
def test_steps_raise_the_bound(district):
    made, prices, _, cost = district
    short, long = (lagrangian.bounded(made, prices, int(cost[-1]), steps=steps).value for steps in (1, 300))
    assert long >= short - 2 * len(made.pupils)  # prices are made whole at the end


def test_whole_blocks_fill_seats_worse_than_pupils_do():
    # two schools of 10 seats at the ends of a street, three blocks of 6 pupils (2 in all at each end): one block must walk
    # to the far school, and seat prices alone believe that 4 of its 6 pupils need not
    made = tiny.grid(
        5,
        1,
        [0, 4],
        pupils=[0, 6, 6, 6, 0],
        cost=[[0, 900]] + [[100, 500]] * 3 + [[900, 0]],
        seats=[[10], [18]],
    )
    first, _ = transport.seat_prices(made)
    best = tiny.cheapest(made)
    proof = lagrangian.bounded(made, first, best + 1, steps=300)
    assert best == 6 * 100 + 12 * 500
    assert pricing.bound(made, first) == 10 * 100 + 8 * 500
    assert proof.value > 0.95 * best


def test_schools_too_large_for_knapsacks_are_left_alone():
    small = tiny.grid(4, 1, [0, 3])
    large = tiny.grid(4, 1, [0, 3], seats=[[20_000], [5]])
    assert lagrangian.worthwhile(small)
    assert not lagrangian.worthwhile(large)
    assert not lagrangian.worthwhile(tiny.grid(4, 1, [0]))
