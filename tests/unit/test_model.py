"""The sparse table of walks."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zoning.model import Solve, Walks

TABLE = pd.DataFrame(
    [[300.04, 100.0], [np.inf, 50.0], [np.inf, np.inf]], index=["a", "b", "c"], columns=["S1", "S2"]
)


def test_walks_keep_what_can_be_walked_nearest_first_to_the_decimetre():
    walks = Walks.from_matrix(TABLE)
    assert walks.indptr.tolist() == [0, 2, 3, 3]
    assert walks.metres.tolist() == [100.0, 300.0, 50.0]
    assert walks.nearest()["school_id"].fillna("-").tolist() == ["S2", "S2", "-"]


def test_walks_to_a_plan():
    walks = Walks.from_matrix(TABLE)
    assert walks.to(pd.Series({"a": "S1", "b": "S2", "c": "S2"})).tolist() == [300.0, 50.0, np.inf]
    assert walks.to(pd.Series({"a": "closed", "b": pd.NA, "c": "S1"})).tolist() == [np.inf] * 3


@given(arrays(float, (5, 3), elements=st.one_of(st.floats(0, 9e4), st.just(np.inf))))
def test_a_table_survives_being_made_sparse(values):
    table = pd.DataFrame(values, index=list("abcde"), columns=["S1", "S2", "S3"])
    assert np.array_equal(Walks.from_matrix(table).matrix().to_numpy(), np.round(values, 1))


def test_a_gap_is_never_negative_and_unknown_without_a_bound():
    def solve(cost: float, bound: float) -> float:
        return Solve("m", "feasible", cost, bound, pd.Series(dtype=float), 0.0, 1).gap

    assert solve(101.0, 100.0) == 0.010000000000000009
    assert solve(0.0, 0.0) == 0.0
    assert solve(5.0, 0.0) == np.inf
