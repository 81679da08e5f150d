"""The problem itself: what a plan costs, and a part cut out of it."""

import networkx as nx
import numpy as np
import tiny_districts as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.problem import NEVER, part


def test_seats_fill_tier_by_tier_and_each_has_its_fee():
    made = tiny.grid(
        2, 1, [0, 1], pupils=[7, 4], cost=[[10, 0], [0, 20]], seats=[[3, 2, 1], [9, 0, 5]], fee=[0, 50, 80]
    )
    assert made.limit.tolist() == [6, 14]
    assert made.used(np.array([0, 1])).tolist() == [[3, 2, 1], [4, 0, 0]]
    assert made.over(np.array([0, 1])).tolist() == [1, 0]
    assert made.walked(np.array([0, 1])) == 7 * 10 + 4 * 20
    assert made.total(np.array([0, 1])) == 7 * 10 + 4 * 20 + 2 * 50 + 80


@settings(max_examples=40, deadline=None)
@given(tiny.districts())
def test_a_plan_costs_the_same_when_it_is_added_up_anew(made):
    found = tiny.plans(made)[:50]
    within = tiny.costs(made, found)
    over = np.array([made.over(plan).sum() for plan in found])
    assert ((within == NEVER**2) == (over > 0)).all()
    assert [made.total(plan) for plan in found[over == 0]] == within[over == 0].tolist()


def test_a_part_keeps_costs_seats_homes_locks_and_the_links_within_it():
    # 0 1 2     the second and third school, and what lies to the right
    # 3 4 5
    made = tiny.grid(
        3, 2, [0, 2, 5], seats=[[1, 2], [3, 4], [5, 6]], fee=[0, 9], fixed={1: 2}, pupils=[1, 2, 3, 4, 5, 6]
    )
    own = part(made, np.array([1, 2, 4, 5]), np.array([1, 2]))
    assert own.pupils.tolist() == [2, 3, 5, 6]
    assert own.cost.tolist() == made.cost[[1, 2, 4, 5]][:, [1, 2]].tolist()
    assert own.cost.flags.c_contiguous
    assert own.seats.tolist() == [[3, 4], [5, 6]]
    assert own.fee.tolist() == [0, 9]
    assert own.home.tolist() == [1, 3]
    assert own.fixed.tolist() == [1, 0, -1, 1]
    assert sorted(tiny.graph(own).edges) == [(0, 1), (0, 2), (1, 3), (2, 3)]


@settings(max_examples=40, deadline=None)
@given(tiny.districts(), st.data())
def test_a_part_is_the_same_problem_under_other_numbers(made, data):
    n, m = made.cost.shape
    schools = sorted(data.draw(st.sets(st.integers(0, m - 1), min_size=1)))
    homes = {int(made.home[j]) for j in schools}
    blocks = sorted(homes | data.draw(st.sets(st.integers(0, n - 1))))
    own = part(made, np.array(blocks), np.array(schools))
    assert own.cost.tolist() == made.cost[np.ix_(blocks, schools)].tolist()
    assert [blocks[i] for i in own.home] == made.home[schools].tolist()
    named = nx.relabel_nodes(tiny.graph(own), dict(enumerate(blocks)))
    inside = tiny.graph(made).subgraph(blocks)
    assert {frozenset(link) for link in named.edges} == {frozenset(link) for link in inside.edges}
    assert [schools[j] if j >= 0 else -1 for j in own.fixed] == [
        j if j in schools else -1 for j in made.fixed[blocks]
    ]


def test_where_zones_may_fall_apart_a_part_has_no_homes():
    made = tiny.grid(2, 2, [0, 3], contiguous=False)
    own = part(made, np.array([0, 1]), np.array([1]))
    assert own.home.tolist() == [-1]
    assert not own.contiguous
