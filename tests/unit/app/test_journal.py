"""What was done at the desk survives: undone and done again, and whatever a crash left of its file."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.app import journal
from zoning.app.journal import Journal
from zoning.errors import EditError

OPS = st.lists(st.sampled_from(["edit", "undo", "redo", "answer"]), max_size=25)


def played(file, ops):
    """Write the ops that can be done; return the model's (done, undone) after each record, by bytes written."""
    found, done, undone, seen = Journal(file, "k"), [], [], {}
    seen[file.stat().st_size] = ([], [])
    for n, op in enumerate(ops):
        if op == "edit":
            found.add({"op": "edit", "edit": {"n": n}})
            done, undone = [*done, n], []
        elif op == "undo" and done:
            found.add({"op": "undo"})
            undone, done = [*undone, done[-1]], done[:-1]
        elif op == "redo" and undone:
            found.add({"op": "redo"})
            done, undone = [*done, undone[-1]], undone[:-1]
        elif op == "answer" and done:
            found.add({"op": "answer", "of": len(done) - 1, "answer": {"cost": n}})
        seen[file.stat().st_size] = (done, undone)
    found.close()
    return seen


def held(history):
    return [step.edit["n"] for step in history.done], [step.edit["n"] for step in history.undone]


@settings(max_examples=60, deadline=None)
@given(OPS, st.data())
def test_a_file_cut_anywhere_comes_back_to_its_last_whole_record(tmp_path_factory, ops, data):
    file = tmp_path_factory.mktemp("j") / "a.jsonl"
    seen = played(file, ops)
    raw = file.read_bytes()
    cut = data.draw(st.integers(0, len(raw)))
    file.write_bytes(raw[:cut])
    found = Journal(file, "k")
    whole = max((size for size in seen if size <= cut), default=None)
    assert held(found.history) == (([], []) if whole is None else seen[whole])
    found.add({"op": "edit", "edit": {"n": 99}})  # and it goes on from there
    found.close()
    again = Journal(file, "k")
    assert held(again.history)[0][-1] == 99
    again.close()


def test_what_is_no_record_ends_the_history(tmp_path):
    file = tmp_path / "a.jsonl"
    played(file, ["edit"])
    with file.open("ab") as out:
        out.write(
            b'{"op":"undo"}\n{"op":"undo"}\n{"op":"edit","edit":{"n":5}}\n'
        )  # the second has nothing to undo
    found = Journal(file, "k")
    assert held(found.history) == ([], [0])
    found.close()
    assert file.read_bytes().count(b"\n") == 3


def test_a_history_of_other_inputs_is_not_gone_on_with(tmp_path):
    file = tmp_path / "a.jsonl"
    played(file, ["edit"])
    before = file.read_bytes()
    with pytest.raises(EditError, match="other inputs"):
        Journal(file, "another")
    assert file.read_bytes() == before


def test_a_copy_has_the_same_history_and_a_life_of_its_own(tmp_path):
    played(tmp_path / "a.jsonl", ["edit", "edit", "undo"])
    one = Journal(tmp_path / "a.jsonl", "k")
    two = one.copied(tmp_path / "b.jsonl")
    two.add({"op": "redo"})
    assert held(one.history) == ([0], [1])
    assert held(two.history) == ([0, 1], [])
    with pytest.raises(EditError, match="choose another name"):
        one.copied(tmp_path / "b.jsonl")
    one.close()
    two.close()


@pytest.mark.parametrize(
    "name", ["../a", "a/b", "a\\b", "", " a", "a ", "a\n", ".", "..", "a.b", "x" * 61, "a:b", "\0"]
)
def test_names_lead_to_no_other_folder(tmp_path, name):
    with pytest.raises(EditError):
        journal.path(tmp_path, name)


@pytest.mark.parametrize("name", ["desk", "方案一（扩建）", "Plan B-2", "新_校"])
def test_names_that_people_give(tmp_path, name):
    assert journal.path(tmp_path, name).parent == tmp_path


def test_every_record_is_a_line_of_json(tmp_path):
    played(tmp_path / "a.jsonl", ["edit", "answer", "undo", "redo"])
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["op"] for line in lines] == ["head", "edit", "answer", "undo", "redo"]
