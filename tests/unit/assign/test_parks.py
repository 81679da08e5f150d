"""Blocks without pupils end up in a sensible zone, and nothing else moves."""

import numpy as np
import tiny_districts as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign.zones import parks

some = settings(max_examples=80, deadline=None)


@some
@given(tiny.districts(), st.randoms(use_true_random=False))
def test_zones_stay_whole_pupils_stay_put_and_no_park_could_do_better_alone(made, chance):
    found = tiny.plans(made)
    assume(len(found))
    before = found[chance.randrange(len(found))]
    after = parks.tidied(made, before)
    idle = (made.pupils == 0) & (made.fixed < 0)
    assert (after[~idle] == before[~idle]).all()
    assert tiny.in_one_piece(made, after)
    here = np.arange(len(after))
    assert (made.cost[here, after] <= made.cost[here, before]).all()
    for i in np.flatnonzero(idle):
        for j in np.flatnonzero(made.cost[i] < made.cost[i, after[i]]):
            moved = after.copy()
            moved[i] = j
            assert not tiny.in_one_piece(made, moved)


def test_a_park_goes_to_the_nearer_school_beside_it_and_takes_the_next_along():
    # schools at both ends of a street; three parks begin in the far school's zone
    made = tiny.grid(6, 1, [0, 5], pupils=[1, 0, 0, 0, 1, 1])
    assert parks.tidied(made, np.array([0, 1, 1, 1, 1, 1])).tolist() == [0, 0, 0, 1, 1, 1]


def test_where_zones_may_fall_apart_each_goes_to_its_nearest_school():
    made = tiny.grid(6, 1, [0, 5], pupils=[1, 0, 0, 0, 1, 1], contiguous=False)
    assert parks.tidied(made, np.array([0, 1, 1, 0, 1, 1])).tolist() == [0, 0, 0, 1, 1, 1]
