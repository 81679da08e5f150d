"""The command line as a process: consoles that know no Chinese, pipes that close, Ctrl-C."""

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import toy_files
from command_line import FILES, INTERRUPTED, ended, started, started_python

from zoning.toy import town

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A console and file names in ASCII, as Python itself no longer leaves them on any system."""


@pytest.mark.parametrize(
    ("env", "folder"),
    [({"PYTHONIOENCODING": "ascii"}, "结果"), ({"LC_ALL": "C"}, "结果"), (ASCII, "results")],
)
def test_chinese_is_written_where_the_console_claims_to_know_ascii_only(original, tmp_path, env, folder):
    code, stdout, stderr = ended(started("plan", original, "--out", tmp_path / folder, **env))
    assert code == 0
    assert "方案比较" in stdout.decode("utf-8")
    assert "第1小学" in stdout.decode("utf-8")
    assert "schools.csv" in stderr.decode("utf-8")
    assert {path.name for path in (tmp_path / folder).iterdir()} == FILES


def test_mistakes_are_readable_on_such_a_console_too(tmp_path):
    code, _, stderr = ended(started("check", tmp_path / "没有.toml", PYTHONIOENCODING="ascii"))
    assert code == 3
    assert "文件不存在" in stderr.decode("utf-8")


def test_json_and_the_progress_do_not_mix(original, tmp_path):
    code, stdout, stderr = ended(started("plan", original, "--out", tmp_path / "out", "--json"))
    assert code == 0
    assert json.loads(stdout)["ok"] is True
    assert stderr == b""


@pytest.mark.parametrize("command", [["rules"], ["doctor", "--json"]])
def test_a_reader_that_has_seen_enough_is_no_mistake(command):
    process = started(*command)
    process.stdout.close()
    stderr = process.stderr.read()
    process.wait(timeout=120)
    assert b"Traceback" not in stderr
    assert "程序出错" not in stderr.decode("utf-8")


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    return toy_files.small_district(tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="module")
def long_run(tmp_path_factory) -> Path:
    """A town whose search takes far longer than the test waits."""
    side, spots = 45, [(column, row) for column in range(3, 45, 7) for row in range(3, 45, 7)]
    pupils = np.random.default_rng(2).integers(1, 30, side * side)
    seats = int(pupils.sum() * 1.02 / len(spots))
    area = town(side, side, pupils=pupils.tolist(), schools=[(c, r, seats) for c, r in spots])
    return toy_files.write(tmp_path_factory.mktemp("long"), area, "[policy]\neffort = 100\ngap = 0.0\n")


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT between processes on Windows")
def test_ctrl_c_before_there_is_a_plan_leaves_nothing_behind(tmp_path):
    # the scenario is a pipe: the program waits in it
    pipe = tmp_path / "town.toml"
    os.mkfifo(pipe)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "map.html").write_text("earlier", encoding="utf-8")
    process = started("plan", pipe, "--out", tmp_path / "out")
    with pipe.open("w", encoding="utf-8"):
        assert process.poll() is None, "the run was over before it could be interrupted"
        process.send_signal(signal.SIGINT)
        code, stdout, stderr = ended(process)
    assert code == INTERRUPTED
    assert "已中断" in stderr.decode("utf-8")
    assert stdout == b""
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["map.html"]
    assert (tmp_path / "out" / "map.html").read_text(encoding="utf-8") == "earlier"


SEARCHING = """
import os, signal, sys, threading
from zoning import assign, cli
search, after_s = assign.best, [float(s) for s in sys.argv.pop(1).split(",")]
def interrupted(*question):
    for s in after_s:
        threading.Timer(s, os.kill, (os.getpid(), signal.SIGINT)).start()
    return search(*question)
assign.best = interrupted
cli.main()
"""
"""The program, with Ctrl-C so many seconds after the search has begun."""


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT between processes on Windows")
@pytest.mark.slow
def test_ctrl_c_during_the_search_ends_it_with_the_best_plan_so_far(long_run, tmp_path):
    code, _, stderr = ended(
        started_python("-c", SEARCHING, "8", "plan", str(long_run), "--out", str(tmp_path / "out"), "--quiet")
    )
    assert code == 0, stderr.decode("utf-8")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert any("求解被中断" in note["zh"] for note in record["notes"])
    assert 0 < record["solve"]["lower_bound"] <= record["solve"]["cost"]
    assert record["solve"]["seconds"] < 100
