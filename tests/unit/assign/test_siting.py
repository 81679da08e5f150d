"""Aims of a choice of sites: as good as trying every choice and every plan, and what every site by itself would bring."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tiny_sites import every_plan, questions, street

from zoning import siting as words
from zoning.assign import siting
from zoning.assign.policy.whole import Groups
from zoning.assign.problem import NEVER
from zoning.assign.sites.opening import Question
from zoning.assign.siting import onemore
from zoning.assign.siting.field import PER_WAN, Field
from zoning.errors import InfeasiblePlan

some = settings(max_examples=20, deadline=None)
SEARCH = siting.Search()
RADIUS_M = 150.0


def field_of(asked: Question, *, rng: np.random.Generator | None = None, seats: bool = False) -> Field:
    """The field of a small question: sites that must open are there, the others are new."""
    made = asked.problem
    n, m = made.cost.shape
    straight = made.cost / 1000.0 if rng is None else rng.uniform(0, 2 * RADIUS_M, (n, m))
    nobody = np.zeros(m, np.int64)
    return Field(
        problem=made if not seats else replace(made, home=np.full(m, -1), contiguous=False),
        walk=np.where(made.allowed, made.cost.astype(float), np.inf),
        straight=straight,
        blocks=pd.Index([f"b{i}" for i in range(n)]),
        schools=pd.Index([f"s{j}" for j in range(m)]),
        new=~asked.must,
        grows=nobody,
        stays=asked.must,
        cost_wan=np.zeros(m),
        groups=Groups(np.arange(n)),
    )


@st.composite
def fields(draw: st.DrawFn) -> tuple[Field, Question]:
    asked = draw(questions(rules=True))
    asked = replace(asked, opening=np.zeros(len(asked.opening), np.int64), limits=(), most=len(asked.must))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    return field_of(asked, rng=rng), asked


def ask(field: Field, asked: Question, objective: words.Objective, most: int | None) -> words.Asked:
    return words.Asked(objective, open_most=most, radius_m=RADIUS_M)


def plans(field: Field, asked: Question, most: int | None):
    """Every plan within the number of new sites, and which sites are open in it."""
    found, _ = every_plan(asked)
    opened = np.stack([(found == j).any(axis=1) for j in range(len(asked.must))], axis=1) | asked.must
    keep = (opened & field.new).sum(axis=1) <= (99 if most is None else most)
    return found[keep], opened[keep]


def assert_counts(field: Field, answer: words.Answer, value, least: float):
    """The answer's plan is worth what it says, the best there is, and the bound says so."""
    plan = field.schools.get_indexer(pd.Index(answer.school_of))
    assert value(plan) == pytest.approx(answer.value)
    assert answer.value == pytest.approx(least)
    assert answer.bound <= answer.value
    assert answer.bound == pytest.approx(least, abs=1e-6)


@some
@given(fields(), st.integers(0, 3))
def test_most_are_covered(pair, most):
    field, asked = pair
    far = field.straight > RADIUS_M
    found, _ = plans(field, asked, most)
    assume(len(found))

    def left(plan):
        return float(field.problem.pupils[far[np.arange(len(plan)), plan]].sum())

    answer = siting.chosen(field, ask(field, asked, "most_covered", most), SEARCH)
    assert_counts(field, answer, left, min(map(left, found)))


@some
@given(fields())
def test_the_longest_walk_is_the_shortest(pair):
    field, asked = pair
    found, _ = plans(field, asked, 2)
    assume(len(found))
    free = (field.problem.pupils > 0) & (field.problem.fixed < 0)

    def longest(plan):
        return field.walk[np.arange(len(plan)), plan][free].max(initial=0.0) / 1000

    answer = siting.chosen(field, ask(field, asked, "shortest_longest_walk", 2), SEARCH)
    plan = field.schools.get_indexer(pd.Index(answer.school_of))
    assert answer.bound <= min(map(longest, found)) + 1.0
    assert longest(plan) <= answer.value + 1e-6


@some
@given(fields())
def test_sites_are_fewest(pair):
    field, asked = pair
    covered = (field.straight <= RADIUS_M) & field.problem.allowed
    free = (field.problem.pupils > 0) & (field.problem.fixed < 0)
    held = np.zeros(len(free), bool)
    some_ = free & covered.any(axis=1)
    found, opened = plans(field, asked, None)
    rows = np.arange(len(free))
    ok = np.array([(covered[rows, plan] | ~some_ | held).all() for plan in found], bool)
    if not ok.any():
        with pytest.raises(InfeasiblePlan):
            siting.chosen(field, ask(field, asked, "fewest_sites", None), SEARCH)
        return
    answer = siting.chosen(field, ask(field, asked, "fewest_sites", None), SEARCH)
    least = (opened[ok] & field.new).sum(axis=1).min()
    assert answer.value == least == answer.bound == len(answer.opened)
    assert answer.unreached == field.problem.pupils[free & ~covered.any(axis=1)].sum()


def test_the_shortage_is_least_and_none_where_seats_suffice():
    made = street(seats=[[20], [15], [15]])
    field = field_of(Question(made, np.zeros(3, np.int64), np.array([True, False, False]), 3))
    one = siting.chosen(field, words.Asked("least_shortage", open_most=1), SEARCH)
    assert one.value == one.bound == 50 - 20 - 15
    both = siting.chosen(field, words.Asked("least_shortage", open_most=2), SEARCH)
    assert both.value >= both.bound
    assert both.opened == ("s1", "s2")


def test_money_is_kept_and_closing_is_allowed_where_it_is_said():
    made = street()
    asked = Question(made, np.zeros(3, np.int64), np.array([True, False, False]), 3)
    field = replace(field_of(asked), cost_wan=np.array([0.0, 900.0, 300.0]))
    assert siting.chosen(field, words.Asked(budget_wan=1200.0), SEARCH).opened == ("s1", "s2")
    assert siting.chosen(field, words.Asked(budget_wan=1199.99), SEARCH).opened == ("s1",)
    assert siting.chosen(field, words.Asked(budget_wan=899.99), SEARCH).opened == ("s2",)
    assert siting.chosen(field, words.Asked(budget_wan=299.0), SEARCH).opened == ()
    loose = replace(field, stays=np.zeros(3, bool))
    one = siting.chosen(loose, words.Asked(may_close=("s0",), schools_most=1), SEARCH)
    assert (one.opened, one.closed) == (("s1",), ("s0",))
    stays = siting.chosen(field, words.Asked(schools_most=1), SEARCH)
    assert (stays.opened, stays.closed) == ((), ())
    assert int(PER_WAN * 899.99 + 1e-9) == PER_WAN * 899.99


# ---- every site by itself ---------------------------------------------------------------------------


def bundle() -> siting.Sweep:
    asked = Question(
        street(seats=[[50], [50], [50]]), np.zeros(3, np.int64), np.array([True, False, False]), 3
    )
    return siting.sweep(field_of(asked), effort=1.0, gap=0.0, seed=1, radius_m=0.15)


def test_every_site_is_tried_by_a_full_plan():
    made = bundle()
    assert made.base()["cost_pupil_m"] == 10 * (0.1 + 0.2 + 0.3 + 0.4)
    middle, last = (siting.evaluate(made, number) for number in range(2))
    assert middle["cost_pupil_m"] == middle["bound_pupil_m"] == pytest.approx(10 * 0.4)
    assert last["cost_pupil_m"] == pytest.approx(10 * 0.4)
    assert middle["pupils"] == middle["moved_pupils"] in (30, 40)  # the block between is as near to both
    assert middle["over"] == 0
    assert middle["covered_pupils"] == 10 * 4
    table = siting.table(made, [last, middle], pd.Index(["middle", "last"]))
    assert table["saves_pupil_m"].tolist() == pytest.approx([6.0, 6.0])
    assert table["newly_covered_pupils"].tolist() == [20, 20]


def test_a_site_whose_block_is_locked_elsewhere_cannot_be():
    made = bundle()
    fixed = made.problem.fixed.copy()
    fixed[2] = 0
    locked = replace(made, problem=replace(made.problem, fixed=fixed))
    assert siting.evaluate(locked, 0) == {"number": 0, "possible": False}
    assert siting.evaluate(locked, 1)["possible"]


def test_where_seats_do_not_suffice_a_site_is_worth_the_seats_it_brings():
    asked = Question(
        street(seats=[[20], [20], [40]]), np.zeros(3, np.int64), np.array([True, False, False]), 3
    )
    made = siting.sweep(field_of(asked), effort=1.0, gap=0.0, seed=1, radius_m=0.15)
    assert made.lacking
    assert made.base()["over"] == 30
    rows = [siting.evaluate(made, number) for number in range(2)]
    assert [row["over"] for row in rows] == [10, 0]
    table = siting.table(made, rows, pd.Index(["middle", "last"]))
    assert table["fewer_over"].tolist() == [20, 30]


@settings(max_examples=80, deadline=None)
@given(questions(), st.integers(0, 99), st.sampled_from([2, 400]))
def test_the_problem_with_a_site_more_is_made_as_any_other(asked, seed, looked_at):
    """From the problem without it, whatever part of the town was looked at for it."""
    m = len(asked.must)
    assume(m > 1)
    rng = np.random.default_rng(seed)
    cost = np.where(rng.random(asked.problem.cost.shape) < 0.2, NEVER, asked.problem.cost).astype(np.int32)
    cost[asked.problem.home, np.arange(m)] = 0
    fixed = np.where(rng.random(len(cost)) < 0.1, rng.integers(0, m, len(cost)), -1)
    fixed[asked.problem.home] = -1
    whole = Question(replace(asked.problem, cost=cost, fixed=fixed), asked.opening, asked.must, m)
    site = int(rng.integers(m))
    own = np.delete(np.arange(m), site)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(onemore, "LOOKED_AT", looked_at)
        made, here = onemore.opened(whole.problem, whole.zoning(own), own, site)
    assert here == site
    expected = whole.zoning(np.arange(m))
    for name in ("cost", "seats", "home", "fixed", "pupils", "adj_start", "adj"):
        assert (getattr(made, name) == getattr(expected, name)).all(), name


@some
@given(questions(rules=True), st.integers(0, 99))
def test_what_is_said_of_a_site_is_true(asked, seed):
    """Every figure is that of a plan there is, and the bound is below every plan with the site."""
    must = np.arange(len(asked.must)) != seed % len(asked.must)
    asked = replace(asked, must=must, limits=(), most=len(must), opening=np.zeros(len(must), np.int64))
    assume(not must.all())
    field = field_of(asked)
    try:
        made = siting.sweep(field, effort=0.2, gap=0.0, seed=seed, radius_m=RADIUS_M)
    except InfeasiblePlan:
        assume(False)
    assume(not made.lacking)
    found, cost = every_plan(replace(asked, opening=np.zeros(len(must), np.int64)))
    opened = np.stack([(found == j).any(axis=1) for j in range(len(must))], axis=1)
    for number, site in enumerate(made.sites.tolist()):
        row = siting.evaluate(made, number)
        exactly = must.copy()
        exactly[site] = True
        mine = (opened == exactly).all(axis=1)
        if not row["possible"]:
            continue
        assert row["bound_pupil_m"] <= row["cost_pupil_m"] + 1e-9
        if mine.any():
            assert row["bound_pupil_m"] <= cost[mine].min() / 1000 + 1e-6
            if row["over"] == 0:
                assert row["cost_pupil_m"] >= cost[mine].min() / 1000 - 1e-6


def test_a_question_has_one_answer_however_often_it_is_asked():
    made = bundle()
    assert siting.evaluate(made, 0) == siting.evaluate(bundle(), 0)
    assert made.key == bundle().key != replace(made, seed=2).key
    assert NEVER > 0


@some
@given(questions(rules=True), st.integers(0, 99))
def test_one_site_chosen_from_the_trials_is_the_best_of_all(asked, seed):
    must = np.zeros(len(asked.must), bool)
    must[: max(1, len(must) - 2)] = True
    asked = replace(asked, must=must, limits=(), most=len(must), opening=np.zeros(len(must), np.int64))
    field = field_of(asked)
    found, _ = plans(field, asked, 1)
    cost = [field.problem.total(plan) / 1000 for plan in found]
    assume(len(cost))
    wanted = words.Asked(open_most=1, radius_m=RADIUS_M)
    assert siting.asks_for_one(field, wanted)
    try:
        made = siting.sweep(field, effort=0.2, gap=0.0, seed=seed, radius_m=RADIUS_M)
    except InfeasiblePlan:
        assume(False)
    rows = [siting.evaluate(made, number) for number in range(len(made.sites))]
    answer = siting.answered(field, wanted, siting.Search(seed=seed), made, rows)
    assert answer.value == pytest.approx(min(cost))
    assert answer.bound == pytest.approx(min(cost))


def test_of_very_many_contenders_the_best_trial_is_taken(monkeypatch):
    monkeypatch.setattr("zoning.assign.siting.single.CONTENDERS", -1)
    made = bundle()
    asked = Question(
        street(seats=[[50], [50], [50]]), np.zeros(3, np.int64), np.array([True, False, False]), 3
    )
    rows = [siting.evaluate(made, number) for number in range(2)]
    answer = siting.answered(field_of(asked), words.Asked(open_most=1), SEARCH, made, rows)
    assert answer.method == "every site tried"
    assert answer.value == answer.bound == pytest.approx(4.0)
