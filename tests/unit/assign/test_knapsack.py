"""Knapsacks against trying every load."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.bound import knapsack

some = settings(max_examples=100, deadline=None)


@st.composite
def sacks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """Values, weights (some 0), room, and a fee that rises with the load ever faster; few items in doubt where values are large."""
    count, scale = draw(st.integers(0, 7)), draw(st.sampled_from([1, 1000]))
    value = scale * np.array(draw(st.lists(st.integers(-20, 60), min_size=count, max_size=count)), float)
    weight = np.array(draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)), np.int64)
    room = draw(st.integers(0, 25))
    steps = scale * np.sort(draw(st.lists(st.integers(0, 6), min_size=room, max_size=room)))
    return value, weight, room, np.r_[0.0, np.cumsum(steps)] if draw(st.booleans()) else np.zeros(room + 1)


def every(value: np.ndarray, weight: np.ndarray, room: int, fee: np.ndarray) -> dict[tuple[int, ...], float]:
    """What each load that fits is worth."""
    found = {}
    for chosen in itertools.product((0, 1), repeat=len(value)):
        load = int(np.dot(chosen, weight))
        if load <= room:
            found[chosen] = float(np.dot(chosen, value)) - fee[load]
    return found


@some
@given(st.lists(sacks(), min_size=1, max_size=3))
def test_each_school_takes_its_best_load(asked):
    widest = max(room for _, _, room, _ in asked) + 1
    fee = np.array([np.pad(f, (0, widest - len(f))) for _, _, _, f in asked])
    first = np.r_[0, np.cumsum([len(v) for v, *_ in asked])]
    chosen = np.zeros(first[-1], np.bool_)
    worth, _ = knapsack.loads(
        first, np.concatenate([v for v, *_ in asked]), np.concatenate([w for _, w, *_ in asked]),
        np.array([room for _, _, room, _ in asked]), fee, chosen,
    )  # fmt: skip
    for j, sack in enumerate(asked):
        loads = every(*sack)
        assert worth[j] == max(loads.values())
        assert loads[tuple(chosen[first[j] : first[j + 1]].astype(int))] == worth[j]


@some
@given(sacks())
def test_forcing_an_item_in_loses_what_it_says(sack):
    value, weight, room, _ = sack
    loads = every(value, weight, room, np.zeros(room + 1))
    worth, lost = knapsack.losses(value, weight, room)
    assert worth == max(loads.values())
    for k in range(len(value)):
        assert lost[k] == worth - max((w for chosen, w in loads.items() if chosen[k]), default=-np.inf)
