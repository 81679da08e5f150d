"""查学区 at the desk: answers follow the plan as it stands, and its page is that of a whole plan."""

import asked_town
import pandas as pd
import pytest
import toy_files

from zoning import scenario
from zoning.app import serve
from zoning.app.lookup import Answering
from zoning.errors import EditError
from zoning.lookup import answers
from zoning.render import offline


@pytest.fixture
def desk(tmp_path):
    file = toy_files.write(tmp_path / "in", asked_town.area())
    found = serve.desk(scenario.load(file), tmp_path / "desk")
    yield found
    found.close()


def test_an_answer_names_the_blocks_and_the_school_of_the_plan(desk):
    said = Answering(desk).answer("bsy", "zh")
    assert (said["status"], said["understood"], said["blocks"]) == ("found", "碧水苑", ["c0r0"])
    assert said["zone"] == desk.state.answer.school_of["c0r0"]
    assert Answering(desk).answer("新碧水苑", "en")["near"][0] == "碧水苑"


def test_answers_follow_a_change_at_once(desk):
    answering = Answering(desk)
    before = answering.answer("碧水苑", "zh")["zone"]
    other = "S2" if before == "S1" else "S1"
    desk.edit({"kind": "assign", "blocks": ["c0r0"], "school": other}, desk.version)
    assert answering.answer("碧水苑", "zh")["zone"] == other


def test_what_is_asked_back_has_its_blocks(desk):
    desk.edit({"kind": "assign", "blocks": ["c0r1"], "school": "S1"}, desk.version)
    desk.edit({"kind": "assign", "blocks": ["c3r0"], "school": "S2"}, desk.version)
    said = Answering(desk).answer("幸福小区", "zh")
    assert said["status"] == "ask"
    assert sorted(said["choice_blocks"]) == [["c0r1"], ["c3r0"]]
    assert sorted(said["choice_zones"]) == ["S1", "S2"]


def test_a_block_without_a_school_is_told_so(desk):
    state = desk.state
    index, _ = Answering(desk)._index(state)
    bare = type(state)(state.draft, type(state.answer)(state.answer.school_of.where(state.answer.school_of.index != "c0r0", pd.NA), None, None), settled=True)  # fmt: skip
    desk.states.append(bare)
    try:
        assert Answering(desk).answer("碧水苑", "zh")["said"] == "这里还没有划定学校"
    finally:
        desk.states.pop()
    assert answers.ask(index, "碧水苑").status == "found"


def test_the_page_is_that_of_the_plan_as_it_stands(desk):
    html = Answering(desk).page("zh")
    assert offline.outside(html) == []
    assert "碧水苑" in html
    bare = desk.state
    desk.states.append(type(bare)(bare.draft, bare.answer, settled=False))
    try:
        with pytest.raises(EditError):
            Answering(desk).page("zh")
    finally:
        desk.states.pop()
