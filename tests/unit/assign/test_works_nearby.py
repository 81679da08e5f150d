"""Programmes near another one: what the cuts promise of each is what they say, and every one keeps the rules."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import tiny_works as tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.assign.works import nearby
from zoning.assign.works.pupils import Pupils
from zoning.assign.works.task import NOT_DONE, task
from zoning.programme import Question

some = settings(max_examples=80, deadline=None)


def taught(question: Question, seed: int):
    """A task, cuts of some of its programmes, and one that keeps the rules."""
    rng, made = np.random.default_rng(seed), task(question)
    every = [*tiny.every_programme(question)][:200]
    if not every:
        return None
    named = [np.array([done.get(a.id, NOT_DONE) for a in question.actions], np.int64) for done in every]
    with ThreadPoolExecutor(2) as pool:
        pupils = Pupils(made, pool, lambda: False)
        at = rng.integers(len(named), size=3)
        cuts = [cut for number in at for cut in pupils.taken(named[number], np.zeros(made.size)).cuts]
    return made, cuts, named[at[0]], every[at[0]]


@some
@given(tiny.questions(), st.integers(0, 10**6))
def test_what_a_change_adds_is_what_the_cuts_say(question, seed):
    if (found := taught(question, seed)) is None:
        return
    made, cuts, when, _ = found
    known = nearby._Known(made, cuts)
    changes = known.changes(made.affordable, when)
    for number, action in enumerate(changes.action):
        other = when.copy()
        other[action] = changes.year[number]
        assert known.value(other) - known.value(when) == pytest.approx(changes.adds[number], abs=0.5)
        assert not (made.must[action] and other[action] == NOT_DONE)


@some
@given(tiny.questions(), st.integers(0, 10**6))
def test_what_is_promising_keeps_the_rules_and_promises_less(question, seed):
    if (found := taught(question, seed)) is None:
        return
    made, cuts, when, done = found
    value = tiny.fen(question, done)
    other = nearby.promising(made, cuts, made.affordable, when, value)
    if other is not None:
        named = {a.id: int(year) for a, year in zip(question.actions, other, strict=True) if year < NOT_DONE}
        assert tiny.keeps(question, named)
        assert 1 <= (other != when).sum() <= 2
        assert nearby._Known(made, cuts).value(other) < value
