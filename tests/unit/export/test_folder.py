import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT

from zoning.errors import ExportError
from zoning.export import folder
from zoning.scenario import Scenario


def fill_with(**files):
    def fill(new: Path):
        for name, text in files.items():
            (new / f"{name}.txt").write_text(text, encoding="utf-8")

    return fill


def contents(place: Path):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(place.iterdir()) if path.is_file()}


def test_files_are_written_and_nothing_is_left_beside(tmp_path):
    written = folder.replaced(tmp_path / "a" / "results", fill_with(map="new", plan="new"))
    assert written == [tmp_path / "a" / "results" / "map.txt", tmp_path / "a" / "results" / "plan.txt"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["results"]


def test_the_users_own_files_stay(tmp_path):
    folder.replaced(tmp_path / "results", fill_with(map="old"))
    (tmp_path / "results" / "会议记录.txt").write_text("mine", encoding="utf-8")
    folder.replaced(tmp_path / "results", fill_with(map="new"))
    assert contents(tmp_path / "results") == {"map.txt": "new", "会议记录.txt": "mine"}


def test_a_failed_run_leaves_the_results_as_they_were(tmp_path):
    folder.replaced(tmp_path / "results", fill_with(map="old"))

    def fail(new: Path):
        (new / "map.txt").write_text("half", encoding="utf-8")
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  whatever goes wrong passes through
        folder.replaced(tmp_path / "results", fail)
    assert contents(tmp_path / "results") == {"map.txt": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_when_one_file_cannot_be_put_in_place_all_are_moved_back(tmp_path, monkeypatch):
    folder.replaced(tmp_path / "results", fill_with(a="old", b="old"))
    move = Path.replace

    def locked(self, target):
        if Path(target) == tmp_path / "results" / "b.txt":
            raise PermissionError(13, "in use", str(self))
        return move(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(ExportError, match=r"b\.txt") as raised:
        folder.replaced(tmp_path / "results", fill_with(a="new", b="new", c="new"))
    assert "关闭" in raised.value.to("zh")
    assert contents(tmp_path / "results") == {"a.txt": "old", "b.txt": "old"}


def test_a_first_run_that_cannot_finish_leaves_no_folder(tmp_path, monkeypatch):
    def refuse(self, target):
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ExportError, match="No space left"):
        folder.replaced(tmp_path / "results", fill_with(a="new"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "results").write_text("a file", encoding="utf-8")
    with pytest.raises(ExportError, match="not a folder"):
        folder.replaced(tmp_path / "results", fill_with(a="new"))
    assert (tmp_path / "results").read_text(encoding="utf-8") == "a file"


def test_a_folder_that_holds_what_the_run_reads_is_refused(tmp_path):
    inputs = {
        "blocks": {"path": tmp_path / "in" / "blocks.csv"},
        "schools": {"path": tmp_path / "b" / "s.csv"},
    }
    asked = Scenario.model_validate({"name": "x", "inputs": inputs, "file": tmp_path / "c" / "x.toml"})
    for taken in ("in", "b", "c"):
        with pytest.raises(ExportError, match="files this run reads"):
            folder.require_writable(tmp_path / taken, asked)
    folder.require_writable(tmp_path / "out", asked)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from zoning.export import folder
left, move = int(sys.argv[2]), Path.replace
def counted(*arguments):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return move(*arguments)
Path.replace = counted
folder.replaced(Path(sys.argv[1]), lambda new: [(new / f"{name}.txt").write_text("new") for name in "abc"])
"""
"""Writes three files, and is killed before a move; how many moves go before it."""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
@pytest.mark.parametrize("moves", [0, 1, 2])
def test_a_kill_between_two_moves_leaves_every_file_whole(tmp_path, moves):
    folder.replaced(tmp_path / "results", fill_with(a="old", b="old", c="old"))
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "results"), str(moves)], check=False, env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip
    assert run.returncode == -signal.SIGKILL
    there = contents(tmp_path / "results")
    assert there == {f"{name}.txt": "new" if i < moves else "old" for i, name in enumerate("abc")}
    folder.replaced(tmp_path / "results", fill_with(a="later", b="later", c="later"))
    assert set(contents(tmp_path / "results").values()) == {"later"}
