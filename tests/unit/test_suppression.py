"""Small counts are left out, and nobody can work them out again."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from zoning.suppression import INTERNAL, PUBLIC, Flow, hidden, of_list

counts = st.integers(0, 40)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=1, max_size=5)
)


def of_flows(table):
    """The table with its totals, as flows."""
    frame = np.array(table)
    n, m = frame.shape
    flows = [Flow(f"r{r}", f"c{c}", int(frame[r, c])) for r in range(n) for c in range(m)]
    flows += [Flow("rows", f"r{r}", int(frame[r].sum())) for r in range(n)]
    flows += [Flow(f"c{c}", "columns", int(frame[:, c].sum())) for c in range(m)]
    return [*flows, Flow("columns", "rows", int(frame.sum()))]


def widths(flows, out):
    """How closely each count left out can be told by somebody who knows all the others, all sums, and that it is 1 or more."""
    nodes = sorted({node for flow in flows for node in flow[:2]})
    sums = np.zeros((len(nodes), len(flows)))
    for i, (start, end, _) in enumerate(flows):
        sums[nodes.index(start), i] -= 1
        sums[nodes.index(end), i] += 1
    bounds = [(1, None) if gone else (flow.value, flow.value) for flow, gone in zip(flows, out, strict=True)]
    found = []
    for i in np.flatnonzero(out):
        cost = np.eye(len(flows))[i]
        least = linprog(cost, A_eq=sums, b_eq=np.zeros(len(nodes)), bounds=bounds)
        most = linprog(-cost, A_eq=sums, b_eq=np.zeros(len(nodes)), bounds=bounds)
        assert least.status == 0
        found.append(np.inf if most.status == 3 else -most.fun - least.fun)
    return found


@given(table=tables, least=st.integers(2, 12))
def test_no_count_left_out_of_a_table_can_be_told_from_the_totals(table, least):
    flows = of_flows(table)
    out = hidden(flows, least)
    assert all(gone for flow, gone in zip(flows, out, strict=True) if 0 < flow.value < least)
    assert all(width >= least - 1e-6 for width in widths(flows, out))


@given(table=tables, least=st.integers(2, 12))
def test_nobody_is_hidden_where_nobody_is_few_and_nothing_is_no_secret(table, least):
    flows = of_flows(table)
    out = hidden(flows, least)
    if not any(0 < flow.value < least for flow in flows):
        assert not any(out)
    assert not any(gone for flow, gone in zip(flows, out, strict=True) if flow.value == 0)


def test_two_small_counts_that_add_up_to_little_take_a_third_with_them():
    gone, total = of_list(pd.Series({"甲": 1, "乙": 1, "丙": 50, "丁": 80}), INTERNAL)
    assert gone.to_dict() == {"甲": True, "乙": True, "丙": True, "丁": False}
    assert not total


def test_one_small_count_takes_the_least_of_the_others_with_it():
    gone, total = of_list(pd.Series([9, 200, 30, 80]), PUBLIC)
    assert gone.tolist() == [True, False, True, False]
    assert not total


def test_a_small_count_alone_takes_the_total_with_it():
    gone, total = of_list(pd.Series([3]), INTERNAL)
    assert gone.tolist() == [True]
    assert total


def test_in_a_table_a_square_goes():
    out = hidden(of_flows([[3, 40, 60], [20, 30, 70], [0, 90, 80]]), INTERNAL)
    assert np.flatnonzero(out).tolist() == [0, 1, 3, 4]  # no total


def test_counts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="does not leave again: a"):
        hidden([Flow("a", "b", 3), Flow("b", "a", 4)], 5)
    with pytest.raises(ValueError, match="below 0"):
        hidden([Flow("a", "b", -1), Flow("b", "a", -1)], 5)
