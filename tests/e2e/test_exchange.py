"""`zoning export` as GIS staff run it, and what is left when it is killed at any moment."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import exchanged
import numpy as np
import openpyxl
import pytest
import toy_files
from command_line import ROOT
from command_line import zoning as run
from exchanged import FORMATS

from zoning import exchange


@pytest.fixture(scope="module")
def plan():
    return exchanged.plan(40, 4)


@pytest.fixture(scope="module")
def source(plan, tmp_path_factory):
    """A results folder of an earlier run."""
    folder = tmp_path_factory.mktemp("run") / "结果"
    exchange.write(plan, ["gpkg"], folder)
    return folder


def test_all_formats_of_an_earlier_run_in_one_go(plan, source, tmp_path):
    formats = [part for form in FORMATS for part in ("--to", form)]
    result = run("export", source, *formats, "--out", tmp_path / "gis", "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["ok"]
    assert {file.name for file in (tmp_path / "gis").iterdir()} == {
        Path(file).name for file in answer["files"]
    }
    for form in FORMATS:
        exchanged.assert_same(plan, tmp_path / "gis", form, ("zones", "blocks"))


def test_a_scenario_is_planned_first(tmp_path):
    file = toy_files.small_district(tmp_path / "town")
    result = run("export", file, "--to", "fgb", "--crs", "4490", "--out", tmp_path / "gis", "--lang", "en")
    assert result.exit_code == 0, result.output
    blocks = exchanged.back(tmp_path / "gis", "fgb", "blocks")
    assert len(blocks) == 18
    assert set(blocks["school_id"]) == {"S1", "S2"}
    assert blocks.crs.to_epsg() == 4490
    refused = run("export", file, "--to", "fgb", "--out", tmp_path / "town")
    assert refused.exit_code == 3
    assert "会覆盖" in refused.stderr


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--to", "shp", "--crs", "3857"), 3, "4490"),
        (("--to", "kml", "--crs", "4549"), 3, "4326"),
        (("--to", "dxf"), 2, "dxf"),
        ((), 2, "--to"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(source, tmp_path, options, code, said):
    result = run("export", source, *options, "--out", tmp_path / "gis")
    assert result.exit_code == code
    assert said in result.output + result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_run_itself_is_never_written_over(source):
    before = sorted((file.name, file.read_bytes()) for file in source.iterdir())
    result = run("export", source, "--to", "gpkg", "--crs", "4490", "--out", source)
    assert result.exit_code == 3
    assert "另选文件夹" in result.stderr
    assert sorted((file.name, file.read_bytes()) for file in source.iterdir()) == before


KILLED = """
import os, signal, sys, time
from pathlib import Path
from zoning import exchange
plan = exchange.of_folder(Path(sys.argv[1]))
for folder in sorted(Path(sys.argv[2]).iterdir()):
    forms, after_s = folder.name.rsplit("-", 1)
    writer = os.fork()
    if writer == 0:
        while True:
            exchange.write(plan, forms.split("+"), folder)
    time.sleep(float(after_s))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
"""
"""Writes the plan into each folder over and over, and is killed after the seconds in the folder's name."""


def digests(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file() and file.suffix != ".xlsx"}  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="no fork on Windows")
def test_a_kill_at_any_moment_leaves_whole_files(source, tmp_path):
    """Written over and over the plan gives the same bytes: whatever lies in a folder after a kill must be them."""
    plan = exchange.of_folder(source)
    moments = np.random.default_rng(6).uniform(0.01, 0.3, 4).round(3)
    for forms in (*FORMATS, "+".join(FORMATS)):
        first, *others = [tmp_path / "gis" / f"{forms}-{after_s}" for after_s in moments]
        exchange.write(plan, forms.split("+"), first)
        for folder in others:
            shutil.copytree(first, folder)
    before = {folder.name: digests(folder) for folder in (tmp_path / "gis").iterdir()}
    subprocess.run([sys.executable, "-c", KILLED, str(source), str(tmp_path / "gis")], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip
    there = list((tmp_path / "gis").iterdir())
    assert {folder.name: digests(folder) for folder in there} == before
    assert any((tmp_path / "gis").glob("*/.*.part")), "some were killed midway"
    for folder in there:
        if "shp" in folder.name:  # a workbook holds the time of its writing
            assert openpyxl.load_workbook(folder / "字段对照.xlsx")["字段对照"].max_row > 50
