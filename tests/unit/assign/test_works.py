"""Works over years against every programme there is, its pupils seated by other means."""

from dataclasses import replace

import numpy as np
import pytest
import tiny_works as tiny
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning.assign import works
from zoning.assign.works import solver
from zoning.errors import InfeasiblePlan, InputError
from zoning.programme import Action, Prices, Question, Schooling, Seats

some = settings(max_examples=60, deadline=None)


def least(question: Question) -> int:
    known: dict[object, int] = {}
    costs = [tiny.fen(question, done, known) for done in tiny.every_programme(question)]
    assume(costs)
    return min(costs)


def fen(wan: float) -> int:
    return round(wan * tiny.FEN)


@some
@given(tiny.questions())
def test_it_finds_the_best_programme_and_proves_it(question):
    best = least(question)
    answer = works.best(question, gap=0)
    assert fen(answer.programme.value_wan) == best == fen(answer.bound_wan)
    assert tiny.keeps(question, answer.programme.done)
    assert tiny.fen(question, answer.programme.done) == best
    assert answer.programme.breaks == ()
    assert answer.gap <= 1e-9
    assert not answer.stopped


@some
@given(tiny.questions())
def test_where_no_programme_is_allowed_it_says_so(question):
    if any(True for _ in tiny.every_programme(question)):
        works.best(question)
    else:
        with pytest.raises(InfeasiblePlan):
            works.best(question)


@some
@given(
    tiny.questions(),
    st.sampled_from([{"gap": 0.05}, {"gap": 0.5}, {"seconds": 1e-3}, {"stop": lambda: True}]),
)
def test_its_bound_is_true_wherever_it_stops(question, limit):
    best = least(question)
    answer = works.best(question, **limit)
    value = fen(answer.programme.value_wan)
    assert fen(answer.bound_wan) <= best <= value
    assert tiny.fen(question, answer.programme.done) == value
    assert tiny.keeps(question, answer.programme.done)
    assert answer.stopped or value <= answer.bound_wan * tiny.FEN * (1 + limit.get("gap", 0.001)) + 1


@some
@given(tiny.questions(musts=False), st.integers(0, 40))
def test_more_money_never_costs_more(question, more):
    assume(question.budget_wan is not None)
    richer = replace(question, budget_wan=question.budget_wan + more)
    carried = replace(question, carry_over=True)
    value = works.best(question, gap=0).programme.value_wan
    assert works.best(richer, gap=0).programme.value_wan <= value + 1e-6
    assert works.best(carried, gap=0).programme.value_wan <= value + 1e-6


@some
@given(tiny.questions(musts=False), st.integers(1, 50), st.integers(0, 1))
def test_more_seats_at_a_school_never_cost_more(question, more, school):
    first = question.stages[0]
    seats = first.seats.copy()
    seats[school] += more
    opens = first.seats[school] == 0 and first.running_wan is not None
    changed = any(change[:2] == (0, school) for action in question.actions for change in action.changes)
    assume(not opens and not changed)
    roomier = replace(question, stages=(replace(first, seats=seats), *question.stages[1:]))
    assert (
        works.best(roomier, gap=0).programme.value_wan
        <= works.best(question, gap=0).programme.value_wan + 1e-6
    )


@some
@given(tiny.questions())
def test_a_list_is_judged_as_the_answer_is(question):
    least(question)
    answer = works.best(question, gap=0)
    judged = works.evaluate(question, answer.programme.done, bound_wan=answer.bound_wan)
    assert judged.programme.value_wan == answer.programme.value_wan
    assert judged.gap <= 1e-9
    for one, other in zip(judged.programme.seated, answer.programme.seated, strict=True):
        assert (one == other).all()


@some
@given(tiny.questions(), st.integers(0, 10**6))
def test_any_list_is_judged_and_what_it_breaks_is_named(question, seed):
    rng = np.random.default_rng(seed)
    done = {a.id: int(rng.integers(question.years)) for a in question.actions if rng.random() < 0.6}
    judged = works.evaluate(question, done).programme
    assert (judged.breaks == ()) == tiny.keeps(question, done)
    assert fen(judged.value_wan) == tiny.fen(question, done)
    for k, stage in enumerate(question.stages):
        for year in range(question.years):
            there = tiny.seats(question, done, k, year)
            assert (judged.seats[k][year] == there).all()
            assert (judged.seated[k][year] <= there).all()
            assert judged.unseated[k, year] + judged.seated[k][year].sum() == stage.pupils[year].sum()


@some
@given(tiny.questions())
def test_the_same_question_has_the_same_answer(question):
    least(question)
    one, other = (works.best(question, gap=0.02) for _ in range(2))
    assert one.programme.done == other.programme.done
    assert one.bound_wan == other.bound_wan
    assert one.found == other.found
    assert (one.programme.walked_km == other.programme.walked_km).all()


# ---- by hand ---------------------------------------------------------------------------------------


def street(**options) -> Question:
    """Ten pupils a block in five blocks in a row, 100 m apart; a school of 30 seats in the first, a site in the last; two years."""
    walk = np.array([[100.0 * i, 100.0 * (4 - i)] for i in range(5)])
    primary = Schooling("小学", ("一小", "新校"), np.full((2, 5), 10), walk, walk <= 200, np.array([30, 0]))
    build = Action("新建", "build", (Seats(0, 1, 20),), (0, 1), cost_wan=50.0, land_m2=4000.0)
    return replace(Question((primary,), (build,), Prices(2.0, 0.5, 1.0)), **options)


def test_a_school_is_built_at_once_where_that_pays():
    answer = works.best(street(), gap=0)
    assert answer.programme.done == {"新建": 0}
    # 10 pupils 100 m and 10 pupils 200 m from the old school, 10 pupils 100 m from the new one, in each of two years
    assert answer.programme.value_wan == pytest.approx(50 + 2 * (1 + 2 + 1))
    assert answer.programme.walked_km.tolist() == [[4.0, 4.0]]
    assert answer.programme.seated[0].tolist() == [[30, 20], [30, 20]]
    assert answer.proved.en == "proved to be the best possible"


def test_it_is_not_built_where_it_does_not_pay_unless_it_must():
    dear = replace(street().actions[0], cost_wan=90.0)
    answer = works.best(street(actions=(dear,)), gap=0)
    assert answer.programme.done == {}
    assert answer.programme.unseated.tolist() == [[20, 20]]
    assert answer.programme.value_wan == pytest.approx(2 * (3 + 40))
    must = works.best(street(actions=(replace(dear, must=True, years=(1,)),)), gap=0)
    assert must.programme.done == {"新建": 1}
    assert must.programme.value_wan == pytest.approx(90 + 43 + 4)


def test_years_after_the_last_make_late_works_pay():
    dear = (replace(street().actions[0], cost_wan=90.0, years=(1,)),)
    assert works.best(street(actions=dear), gap=0).programme.done == {}
    longer = works.best(street(actions=dear, tail_years=9), gap=0)
    assert longer.programme.done == {"新建": 1}
    assert longer.programme.value_wan == pytest.approx(90 + 43 + 10 * 4)


def test_a_budget_puts_a_school_off_and_what_is_carried_over_brings_it_back():
    late = street(budget_wan=np.array([30.0, 60.0]), tail_years=1)
    assert works.best(late, gap=0).programme.done == {"新建": 1}
    half = street(budget_wan=np.array([30.0, 30.0]), tail_years=1)
    assert works.best(half, gap=0).programme.done == {}
    assert works.best(replace(half, carry_over=True), gap=0).programme.done == {"新建": 1}


def test_a_list_over_the_budget_says_by_how_much_and_when():
    asked = street(budget_wan=np.array([30.0, 60.0]), land_m2=1000.0, first_year=2026)
    judged = works.evaluate(asked, {"新建": 0})
    assert [text.zh for text in judged.programme.breaks] == [
        "2026 年超出预算 20.00 万元",
        "用地超出 3,000 平方米",
    ]
    assert judged.programme.breaks[0].en == "20.00 × 10,000 yuan beyond the budget of 2026"
    assert "2026" in judged.proved.zh
    assert np.isnan(judged.gap)


def test_what_must_be_done_beyond_the_budget_is_named_with_what_is_short():
    must = (replace(street().actions[0], must=True),)
    with pytest.raises(InfeasiblePlan) as caught:
        works.best(street(actions=must, budget_wan=np.array([30.0, 45.0]), first_year=2026))
    assert caught.value.short == pytest.approx(5)
    assert "2027 年预算差 5.00 万元" in caught.value.text.zh
    with pytest.raises(InfeasiblePlan, match="3,000 m²"):
        works.best(street(actions=must, land_m2=1000.0))
    twice = (replace(must[0], group="g"), replace(must[0], id="另建", group="g"))
    with pytest.raises(InfeasiblePlan, match="cannot be done together"):
        works.best(street(actions=twice))


def test_a_wrong_question_is_refused_with_everything_wrong_in_it():
    wrong = replace(street().actions[0], years=(1, 5), cost_wan=-1.0, after="无", changes=(Seats(0, 9, 20),))
    with pytest.raises(InputError) as caught:
        works.best(street(actions=(wrong,), budget_wan=np.zeros(1), prices=Prices(0.0, 0.0, 0.0)))
    assert len(caught.value.problems) == 6
    with pytest.raises(InputError, match="no such action"):
        works.evaluate(street(), {"无": 0})
    with pytest.raises(InputError, match="not from 0 to 1"):
        works.evaluate(street(), {"新建": 2})


def test_a_stage_without_a_single_school_leaves_every_pupil_without_a_seat():
    (primary,) = street().stages
    empty = replace(primary, seats=np.zeros(2, np.int64))
    answer = works.best(street(stages=(empty,), actions=()), gap=0)
    assert answer.programme.value_wan == pytest.approx(2 * 50 * 2.0)
    assert answer.programme.unseated.tolist() == [[50, 50]]
    assert answer.gap == 0


def test_a_stop_gives_the_best_so_far():
    answer = works.best(street(), gap=0, stop=lambda: True)
    assert answer.programme.breaks == ()
    assert answer.bound_wan <= 58.0 <= answer.programme.value_wan


def test_years_with_the_same_pupils_and_seats_are_solved_once():
    answer = works.best(street(), gap=0)
    assert answer.found["transport problems"] <= 2 * 2 + 2 * answer.found["relaxed programs"]
    assert answer.method == solver.METHOD
