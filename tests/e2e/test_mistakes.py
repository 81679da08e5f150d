"""What the command line refuses: every mistake named with its remedy, its exit code, and nothing written."""

import json
import os
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
import toy_files
from command_line import INFEASIBLE, INTERRUPTED, USAGE, WRONG, bytes_in, zoning
from typer.testing import Result

from zoning.toy import town


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    return toy_files.small_district(tmp_path_factory.mktemp("district"))


@pytest.fixture
def district(original, tmp_path) -> Path:
    """The scenario of a copy of the district that a test may spoil."""
    shutil.copytree(original.parent, tmp_path / "区", dirs_exist_ok=True)
    return tmp_path / "区" / original.name


@pytest.fixture(scope="module")
def planned(original, tmp_path_factory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out") / "结果"
    return zoning("plan", original, "--out", out), out


def test_check_lists_every_problem_of_every_file_at_once(district):
    blocks = json.loads((district.parent / "blocks.geojson").read_text(encoding="utf-8"))
    for feature, wrong in zip(
        blocks["features"], ({"pupils": -3}, {"pupils": "many"}, {"block_id": "c5r2"}), strict=False
    ):
        feature["properties"].update(wrong)
    (district.parent / "blocks.geojson").write_text(json.dumps(blocks), encoding="utf-8")
    lines = (district.parent / "schools.csv").read_text(encoding="utf-8-sig").replace("118.", "x118.", 1)
    (district.parent / "schools.csv").write_text(lines, encoding="utf-8-sig")
    with district.open("a", encoding="utf-8") as file:
        file.write('[inputs.streets]\npath = "roads.geojson"\n[inputs.boundary]\npath = "line.geojson"\n')
    before = bytes_in(district.parent)
    result = zoning("check", district, "--lang", "en")
    assert result.exit_code == WRONG
    for said in (
        "-3",
        "'many'",
        "c5r2",
        "2 times",
        "经度: the coordinate is not a number",
        "roads.geojson",
        "line.geojson",
    ):
        assert said in result.stderr
    assert result.stdout == ""
    for table in ("blocks", "schools", "streets", "boundary"):
        assert re.search(rf"^{table}: \d+ problem", result.stderr, re.MULTILINE)
    assert bytes_in(district.parent) == before
    again = zoning("plan", district, "--out", district.parent / "out", "--lang", "en")
    assert again.exit_code == WRONG
    assert again.stderr.endswith(result.stderr)  # after the step it got to
    assert bytes_in(district.parent) == before


@pytest.mark.parametrize(
    "arguments",
    [["paln"], ["plan"], ["plan", "x.toml"], ["check"], ["check", "x.toml", "--lang", "fr"], ["check", "x.toml", "--jsno"], ["rules", "a", "b"], ["--versoin"]],
)  # fmt: skip
def test_a_command_line_that_cannot_be_meant_is_2(arguments):
    result = zoning(*arguments)
    assert result.exit_code == USAGE
    assert "zoning" in result.stderr.lower()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("speed = 3", ["speed", "no such key"]),
        ('[policy]\neffort = "much"', ["policy.effort", "'much'"]),
        ("[policy]\ngap = -1\nseeds = 2", ["2 problems", "policy.gap", "policy.seeds"]),
        ('stage = "university"', ["stage", "'university'"]),
        ('[inputs.blocks]\npath = "地块.geojson"', ["blocks", "地块.geojson"]),
        ('[inputs.schools]\npath = "."', ["schools"]),
        ('[inputs.blocks]\ndatum = "beijing54"', ["inputs.blocks.datum", "beijing54"]),
        ('rules = "guangdong"', ["guangdong", "shandong-2018"]),
        ('[inputs.blocks.columns]\npupils = "没有的列"', ["blocks", "没有的列"]),
        ('[[close]]\nid = "S12"', ["close", "S12", "close to it: S2, S1"]),
        ('[[resize]]\nid = "S22"\nseats = 9', ["resize", "S22", "S2"]),
        ('[[open]]\nid = "C9"', ["open C9", "lon and lat"]),
        ('[[lock]]\nblock = "c0r9"\nschool = "S1"', ["lock", "c0r9", "c0r0"]),
        ('[[lock]]\nblock = "c1r0"\nschool = "S3"', ["lock", "c1r0", "S3", "not open"]),
        ('[[close]]\nid = "S1"\n[[close]]\nid = "S2"', ["close", "no school is left"]),
    ],
)
def test_a_wrong_scenario_is_3_and_names_the_key_and_the_reason(district, more, said):
    wrong = toy_files.variant(district, more)
    for command in (["check", wrong], ["plan", wrong, "--out", district.parent / "out"]):
        result = zoning(*command, "--lang", "en")
        assert result.exit_code == WRONG
        for words in said:
            assert words in result.stderr
        assert result.stdout == ""
    assert not (district.parent / "out").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"name = ", "TOML"), (b"\xff\xfe\x00name", "UTF-8"), (b"", "name"), ("name = '滨河'".encode("gbk"), "UTF-8"), (b"[inputs", "TOML")],
)  # fmt: skip
def test_a_file_that_is_no_scenario_is_3(tmp_path, content, said):
    (tmp_path / "town.toml").write_bytes(content)
    result = zoning("check", tmp_path / "town.toml", "--lang", "en")
    assert result.exit_code == WRONG
    assert said in result.stderr
    assert "town.toml" in result.stderr


def test_a_folder_is_no_scenario(tmp_path):
    result = zoning("check", tmp_path)
    assert result.exit_code == WRONG
    assert "文件夹" in result.stderr


@pytest.mark.parametrize(
    ("more", "rule", "said"),
    [
        ('[[resize]]\nid = "S1"\nseats = 20', "seats", ["90", "80", "10"]),
        ("[policy]\nlongest_walk_m = 250", "longest walk 250 m", ["c2r0", "longer distance", "walk"]),
        ('[[lock]]\nblock = "c0r0"\nschool = "S2"', "lock", ["c0r0", "Remove"]),
    ],
)
def test_no_possible_plan_is_4_and_names_the_rule_the_place_and_the_shortfall(district, more, rule, said):
    result = zoning(
        "plan", toy_files.variant(district, more), "--out", district.parent / "out", "--lang", "en"
    )
    assert result.exit_code == INFEASIBLE
    assert rule in result.stderr
    assert any(words in result.stderr for words in said)
    assert not (district.parent / "out").exists()
    chinese = zoning("plan", toy_files.variant(district, more), "--out", district.parent / "out")
    assert re.search("[一-鿿]{4}", chinese.stderr)


def test_mistakes_as_json_keep_their_exit_code(district):
    short = toy_files.variant(district, '[[resize]]\nid = "S1"\nseats = 20')
    result = zoning("plan", short, "--out", district.parent / "out", "--json", "--lang", "en")
    found = json.loads(result.stdout)
    assert (found["ok"], found["error"], found["exit_code"], result.exit_code) == (
        False,
        "InfeasiblePlan",
        4,
        4,
    )
    assert "seats" in " ".join(found["message"])
    wrong = zoning("check", district.parent / "no.toml", "--json")
    assert json.loads(wrong.stdout)["error"] == "ScenarioError"
    assert wrong.exit_code == WRONG
    assert wrong.stderr == ""


@pytest.mark.parametrize(
    "more", ['[[resize]]\nid = "S1"\nseats = 20', '[[close]]\nid = "S9"', '[inputs.blocks]\npath = "no.csv"']
)
def test_a_failed_run_leaves_the_results_folder_as_it_was(district, planned, more):
    out = district.parent.parent / "out"
    shutil.copytree(planned[1], out)
    before = bytes_in(out)
    assert zoning("plan", toy_files.variant(district, more), "--out", out).exit_code in (WRONG, INFEASIBLE)
    assert bytes_in(out) == before
    assert sorted(path.name for path in out.parent.iterdir()) == ["out", "区"]


def test_a_results_folder_that_is_a_file_is_refused_and_kept(district):
    (district.parent / "out").write_text("mine", encoding="utf-8")
    result = zoning("plan", district, "--out", district.parent / "out", "--lang", "en")
    assert result.exit_code == WRONG
    assert "is a file, not a folder" in result.stderr
    assert (district.parent / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be written here")
def test_a_place_that_may_not_be_written_is_said(district):
    district.parent.chmod(0o500)
    try:
        result = zoning("plan", district, "--out", district.parent / "out", "--lang", "en")
    finally:
        district.parent.chmod(0o700)
    assert result.exit_code == WRONG
    assert "cannot write" in result.stderr


def test_a_mark_at_the_start_and_windows_line_ends_do_not_matter(district):
    district.write_bytes(b"\xef\xbb\xbf" + district.read_bytes().replace(b"\n", b"\r\n"))
    assert zoning("check", district, "-q").exit_code == 0


def test_paths_written_on_windows_work_in_single_quotes_and_are_explained_in_double_ones(district):
    (district.parent / "数据").mkdir()
    (district.parent / "blocks.geojson").rename(district.parent / "数据" / "blocks.geojson")
    text = district.read_text(encoding="utf-8")
    district.write_text(text.replace('"blocks.geojson"', "'数据\\blocks.geojson'"), encoding="utf-8")
    assert zoning("check", district, "-q").exit_code == 0
    district.write_text(text.replace('"blocks.geojson"', '"数据\\blocks.geojson"'), encoding="utf-8")
    result = zoning("check", district)
    assert result.exit_code == WRONG
    assert "单引号" in result.stderr


def test_ctrl_c_while_the_files_are_put_in_place_keeps_the_results_of_before(district, planned, monkeypatch):
    out = district.parent.parent / "out"
    shutil.copytree(planned[1], out)
    before, move = bytes_in(out), Path.replace

    def interrupted(self, target):
        if self.name == "plan.gpkg" and self.parent.name == "new":
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    result = zoning("plan", toy_files.variant(district, "[policy]\nseed = 2"), "--out", out)
    assert result.exit_code == INTERRUPTED
    assert bytes_in(out) == before


@pytest.mark.parametrize(
    ("found", "replaced", "encoding"),
    [
        ("title_zh", "title_zh", "gb18030"),
        ("\nprimary = { value = 500", "\n# primary = { value = 500", "utf-8"),
        ("\nred = {", "\nblack = {", "utf-8"),
        ("primary = { value = 500", "primary = { value = -5", "utf-8"),
        ("primary = { value = 500", "primary = { value = inf", "utf-8"),
        ('document = "sd2018"', 'document = "nowhere"', "utf-8"),
    ],
    ids=[
        "not in UTF-8",
        "no radius for the stage",
        "no red alert",
        "negative radius",
        "infinite radius",
        "no such document",
    ],
)
def test_a_wrong_rules_file_of_ones_own_is_3_and_is_named(district, found, replaced, encoding):
    shipped = files("zoning.rules").joinpath("shandong-2018.toml").read_text(encoding="utf-8")
    assert found in shipped
    (district.parent / "own.toml").write_bytes(shipped.replace(found, replaced, 1).encode(encoding))
    wrong = toy_files.variant(district, 'rules = "own.toml"')
    result = zoning("plan", wrong, "--out", district.parent / "out", "--lang", "en")
    assert result.exit_code == WRONG
    assert "own.toml" in result.stderr


def test_more_schools_than_blocks_are_refused_in_the_planners_words(tmp_path):
    crowded = town(2, 1, schools=[(0, 0, 99), (1, 0, 99), (1, 0, 99)])
    result = zoning(
        "plan", toy_files.write(tmp_path / "in", crowded), "--out", tmp_path / "out", "--lang", "en"
    )
    assert result.exit_code in (WRONG, INFEASIBLE)
    assert "school" in result.stderr
