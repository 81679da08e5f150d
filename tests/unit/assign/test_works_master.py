"""The master problem where its programs were once wrong."""

from concurrent.futures import ThreadPoolExecutor

import highspy
import numpy as np
import pytest
import tiny_works as tiny

from zoning.assign.bound.mixed import SOUND
from zoning.assign.works import judge
from zoning.assign.works.master import Master
from zoning.assign.works.pupils import Pupils
from zoning.assign.works.task import FEN, NOT_DONE, task
from zoning.programme import Action, Prices, Question, Schooling, Seats


def test_its_options_are_sound_where_the_usual_ones_are_not():
    """Least of 2 x + 3 z where x + z is 4.5 at least and z a whole number: 9, all of it x; HiGHS 1.14 says more with its presolve (its issue 3043)."""
    program = highspy.Highs()
    for option, value in {"output_flag": False, **SOUND}.items():
        program.setOptionValue(option, value)
    none = np.empty(0, np.int32)
    program.addCols(2, np.array([2.0, 3.0]), np.zeros(2), np.full(2, 10.0), 0, none, none, np.empty(0))
    program.addRow(4.5, highspy.kHighsInf, 2, np.array([0, 1], np.int32), np.ones(2))
    program.changeColsIntegrality(1, np.array([1], np.int32), np.array([highspy.HighsVarType.kInteger]))
    program.run()
    assert program.getInfo().objective_function_value == pytest.approx(9.0)


def test_a_program_finds_what_a_presolve_once_lost():
    """HiGHS 1.14 once took what pupils cost for a whole number here, and built a school that is not needed."""
    nowhere = np.zeros((4, 4), bool)
    ids = ("S0", "S1", "S2", "S3")
    some, far = [[7, 18, 22, 11], [13, 29, 24, 29]], np.inf
    ways = [[0, 0, 0, far], [0, far, 0, far], [0, 0, 0, 0], [far, far, 0, 0]]
    first = Schooling("小学", ids, np.array(some), np.array(ways, float), nowhere, np.array([57, 39, 0, 0]))
    same = np.array([[17, 4, 25, 13]] * 2)
    ways = [[0, 0, 0, 0], [0, 0, 0, 0], [0, far, 0, 0], [0, 0, far, 0]]
    running = np.array([4.0, 0.0, 2.5, 2.5])
    second = Schooling("初中", ids, same, np.array(ways, float), nowhere, np.array([34, 24, 0, 0]), running)
    actions = (
        Action("a0", "build", (Seats(1, 2, 70),), (0, 1), 20.0),
        Action("a1", "build", (Seats(0, 3, 25), Seats(1, 2, 0)), (0,), 39.0),
        Action("a2", "expand", (Seats(1, 0, 70), Seats(1, 1, 70)), (0,), 18.0),
        Action("a3", "relocate", (Seats(1, 3, 10), Seats(0, 0, 0)), (1,), 46.0),
        Action("a4", "build", (Seats(1, 2, 25),), (1,), 3.0),
    )
    made = task(Question((first, second), actions, Prices(2.0, 0.0, 0.0)))
    master = Master(made)
    with ThreadPoolExecutor(2) as pool:
        pupils = Pupils(made, pool, lambda: False)
        for done in tiny.every_programme(made.question):
            master.add(pupils.taken(judge.when_of(made.question, done), np.zeros(made.size)).cuts, held=True)
    choice = master.whole(0.0)
    assert choice is not None
    assert choice.bound == pytest.approx(59 * FEN)
    assert choice.when.tolist() == [NOT_DONE, 0, NOT_DONE, NOT_DONE, NOT_DONE]
