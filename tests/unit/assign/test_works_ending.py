"""The schools at the end of a programme, counted by hand."""

import numpy as np
import pytest
import tiny_works as tiny
from hypothesis import given, settings

from zoning.assign import works
from zoning.programme import Action, Kind, Prices, Question, Schooling, Seats


def stage(name: str, ids: list[str], seats: list[int]) -> Schooling:
    walk = np.full((1, len(ids)), 100.0)
    return Schooling(name, tuple(ids), np.full((2, 1), 5), walk, walk < 200, np.array(seats))


def act(name: str, kind: Kind, *changes: tuple[int, int, int], after: str | None = None) -> Action:
    return Action(name, kind, tuple(Seats(*change) for change in changes), (0, 1), after=after)


def dongying() -> Question:
    """The plan published for 2020: kept 40, expanded 13, relocated 2, built 47, merged 1, closed 2 outside the total."""
    old, sites = 40 + 13 + 2 + 2 + 2, 2 + 47
    ids = [f"S{j}" for j in range(old + sites)]
    actions = [act(f"e{j}", "expand", (0, 40 + j, 900)) for j in range(13)]
    actions += [act(f"r{j}", "relocate", (0, 53 + j, 0), (0, old + j, 800)) for j in range(2)]
    actions += [act("m", "merge", (0, 55, 0), (0, 56, 900))]
    actions += [act(f"c{j}", "close", (0, 57 + j, 0)) for j in range(2)]
    actions += [act(f"b{j}", "build", (0, old + 2 + j, 1000)) for j in range(47)]
    return Question(
        (stage("义务教育", ids, [500] * old + [0] * sites),), tuple(actions), Prices(1.0, 0.0, 0.0)
    )


def test_the_sum_of_a_published_plan_adds_up_and_what_is_closed_stands_outside():
    question = dongying()
    end = works.end_state(question, {action.id: 0 for action in question.actions})
    assert end.counted == {"keep": 40, "expand": 13, "relocate": 2, "build": 47, "merge": 1}
    assert end.gone == {"relocate": 2, "merge": 1, "close": 2}
    assert (end.today, end.opened, end.total) == (59, 49, 103)
    assert end.adds_up
    assert end.said.zh == (
        "保留 40 + 改扩建 13 + 迁建 2 + 新建 47 + 合并 1 = 103（不计入：迁建 2、合并 1、撤并 2）；"
        "现状 59 − 迁建 2 − 合并 1 − 撤并 2 + 新开办 49 = 103"
    )
    assert end.said.en.startswith(
        "kept 40 + expanded 13 + relocated 2 + built 47 + merged 1 = 103 (not counted: "
    )


def test_nothing_done_is_everything_kept():
    end = works.end_state(dongying(), {})
    assert end.counted == {"keep": 59}
    assert end.said.en == "kept 59 = 59; today 59 + opened 0 = 59"


@pytest.fixture
def mixed() -> Question:
    """Kindergarten and primary: a nine-year school of one id, a kindergarten that becomes a primary, a new school that grows."""
    kindergartens = stage("幼儿园", ["甲", "乙"], [100, 100])
    primary = stage("小学", ["甲", "丙", "九年"], [0, 0, 400])
    junior = stage("初中", ["九年", "丁"], [300, 200])
    actions = (
        act("改办", "convert", (0, 0, 0), (1, 0, 200)),
        act("新建", "build", (1, 1, 300)),
        act("再扩", "expand", (1, 1, 600), after="新建"),
        act("并", "merge", (2, 1, 0), (2, 0, 500)),
    )
    return Question((kindergartens, primary, junior), actions, Prices(1.0, 0.0, 0.0))


def test_a_school_of_two_stages_is_one_and_a_converted_one_leaves_one_count_for_another(mixed):
    done = {"改办": 0, "新建": 0, "再扩": 1, "并": 1}
    young = works.end_state(mixed, done, [0])
    assert (young.counted, young.gone) == ({"keep": 1}, {"convert": 1})
    compulsory = works.end_state(mixed, done, [1, 2])
    assert compulsory.counted == {"build": 1, "merge": 1, "convert": 1}
    assert compulsory.gone == {"merge": 1}
    assert (compulsory.today, compulsory.opened) == (2, 2)
    everything = works.end_state(mixed, done)
    assert everything.counted == {"keep": 1, "build": 1, "merge": 1, "convert": 1}


@settings(max_examples=80, deadline=None)
@given(tiny.questions())
def test_it_always_adds_up(question):
    for done in [*tiny.every_programme(question)][:20]:
        end = works.end_state(question, done)
        assert end.adds_up
        last = [tiny.seats(question, done, k, question.years - 1) for k in range(len(question.stages))]
        open_ = {question.stages[k].schools[j] for k, there in enumerate(last) for j in np.flatnonzero(there)}
        assert end.total == len(open_)
