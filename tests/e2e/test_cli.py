"""The command line on a small district of files: what it prints and writes, and in which language."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import toy_files
from command_line import FILES, USAGE, WRONG, blocks_of, bytes_in, zoning
from typer.testing import Result

from zoning import __version__, rules


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


def test_check_counts_what_was_read_and_writes_nothing(district):
    before = bytes_in(district.parent)
    result = zoning("check", district)
    assert result.exit_code == 0
    assert "输入无误" in result.stdout
    for number in ("18", "90", "120", "EPSG:"):
        assert number in result.stdout
    assert bytes_in(district.parent) == before


def test_check_as_json(district):
    result = zoning("check", district, "--json")
    found = json.loads(result.stdout)
    assert (found["ok"], found["blocks"], found["pupils"], found["seats"], found["candidates"]) == (
        True,
        18,
        90,
        120,
        1,
    )
    assert result.stderr == ""


def test_plan_writes_every_file_and_says_where_the_map_is(planned):
    result, out = planned
    assert result.exit_code == 0
    assert {path.name for path in out.iterdir()} == FILES
    assert str(out / "map.html") in result.stdout
    assert "方案比较" in result.stdout
    assert "第1小学" in result.stdout
    assert [path.name for path in out.parent.iterdir()] == [out.name], "something was left beside the results"


def test_a_plan_is_within_its_rules(planned):
    blocks = blocks_of(planned[1])
    assert len(blocks) == 18
    assert blocks.index.is_unique
    load = blocks["适龄学生"].astype(int).groupby(blocks["学校编号"]).sum()
    assert load.to_dict() == {"S1": 45, "S2": 45}


def test_json_on_stdout_is_the_result_and_nothing_else(original, tmp_path):
    result = zoning("plan", original, "--out", tmp_path / "out", "--json")
    found = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert result.stderr == ""
    assert found["ok"] is True
    assert found["solve"]["lower_bound"] <= found["solve"]["cost"]
    assert {Path(file).name for file in found["files"]} == FILES
    assert all(Path(file).is_file() for file in found["files"])
    assert found["plans"]["plan"]["over"] == 0
    assert found["schools"]["S1"]["pupils"] == 45


def test_quiet_prints_nothing(original, tmp_path):
    for arguments in (("check", original), ("plan", original, "--out", tmp_path / "out")):
        result = zoning(*arguments, "--quiet")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_quiet_still_says_what_is_wrong(tmp_path):
    assert "no.toml" in zoning("check", tmp_path / "no.toml", "-q").stderr


def test_results_may_be_overwritten_and_other_files_in_the_folder_stay(original, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "会议纪要.txt").write_text("mine", encoding="utf-8")
    for _ in range(2):
        assert zoning("plan", original, "--out", out, "-q").exit_code == 0
    assert {path.name for path in out.iterdir()} == FILES | {"会议纪要.txt"}


def test_the_option_beats_the_environment_and_that_the_scenario(district):
    chinese, english = "输入无误", "inputs are in order"
    in_english = toy_files.variant(district, 'lang = "en"', name="en.toml")
    assert chinese in zoning("check", district).stdout
    assert english in zoning("check", in_english).stdout
    assert english in zoning("check", district, ZONING_LANG="en").stdout
    assert chinese in zoning("check", in_english, ZONING_LANG="zh").stdout
    assert english in zoning("check", district, "--lang", "en", ZONING_LANG="zh").stdout
    assert chinese in zoning("check", district, "--lang", "zh", ZONING_LANG="en").stdout
    assert chinese in zoning("check", district, ZONING_LANG="klingon").stdout


def test_mistakes_are_said_in_the_language_asked_for(tmp_path):
    assert "文件不存在" in zoning("check", tmp_path / "no.toml").stderr
    assert "no such file" in zoning("check", tmp_path / "no.toml", "--lang", "en").stderr
    assert "no such file" in zoning("check", tmp_path / "no.toml", ZONING_LANG="en").stderr


def plan_of(district: Path, more: str) -> tuple[pd.DataFrame, Result]:
    out = district.parent / "out"
    result = zoning("plan", toy_files.variant(district, more), "--out", out)
    assert result.exit_code == 0, result.stderr
    return blocks_of(out), result


def test_closing_a_school_sends_its_blocks_elsewhere(district):
    blocks, result = plan_of(district, '[[close]]\nid = "S2"\n[[resize]]\nid = "S1"\nseats = 90')
    assert set(blocks["学校编号"]) == {"S1"}
    assert "关闭 第2小学" in result.stderr


def test_opening_a_candidate_gives_it_a_zone(district):
    blocks, result = plan_of(district, '[[open]]\nid = "S3"')
    assert blocks.at["c5r0", "学校编号"] == "S3"
    assert "新开 第3小学，40 个学位" in result.stderr
    assert "第3小学" in result.stdout


def test_seats_decide_how_many_go_where(district):
    blocks, _ = plan_of(district, '[[resize]]\nid = "S1"\nseats = 30')
    assert (blocks["学校编号"] == "S1").sum() == 6


def test_a_lock_holds(district):
    blocks, _ = plan_of(district, '[[lock]]\nblock = "c1r1"\nschool = "S2"')
    assert blocks.at["c1r1", "学校编号"] == "S2"
    record = json.loads((district.parent / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["scenario"]["lock"] == [{"block": "c1r1", "school": "S2", "never": False}]


def test_version():
    result = zoning("--version")
    assert (result.exit_code, result.stdout.strip()) == (0, __version__)


def test_without_a_command_the_commands_are_listed():
    result = zoning()
    for command in ("check", "plan", "demo", "rules", "doctor"):
        assert command in result.output
    assert result.exit_code in (0, USAGE)


@pytest.mark.parametrize("command", ["check", "plan", "demo", "rules", "doctor"])
def test_every_command_explains_itself_with_an_example(command):
    result = zoning(command, "--help")
    assert result.exit_code == 0
    assert f"zoning {command}" in result.stdout
    assert "例" in result.stdout


def test_rules_show_every_norm_with_its_document(tmp_path):
    result = zoning("rules")
    assert result.exit_code == 0
    assert "服务半径 · service_radius_m" in result.stdout
    assert "2018" in result.stdout
    found = json.loads(zoning("rules", "shandong-2018", "--json").stdout)
    assert found["service_radius_m"]["primary"]["value"] == 500
    assert "service_radius_m.primary" in found["unverified"]
    assert zoning("rules", "hunan").exit_code == WRONG


def test_rules_list_the_profiles_that_ship():
    assert json.loads(zoning("rules", "--list", "--json").stdout) == rules.names()
    for lang in ("zh", "en"):
        said = zoning("rules", "--list", "--lang", lang).stdout
        assert all(name in said for name in rules.names())


def test_a_wrong_unit_in_a_profile_of_ones_own_is_3_and_is_named(tmp_path):
    (tmp_path / "own.toml").write_text(
        'extends = "shandong-2018"\nid = "own"\ntitle_zh = "本区"\n[service_radius_m]\nprimary = { value = 0.6, unit = "km", document = "sd2018", verified = false }\n',
        encoding="utf-8",
    )
    result = zoning("rules", tmp_path / "own.toml", "--lang", "zh")
    assert result.exit_code == WRONG
    assert "service_radius_m.primary：单位是 km，应为 m" in result.stderr


def test_doctor_names_the_versions():
    result = zoning("doctor", "--lang", "en")
    assert result.exit_code == 0
    assert __version__ in result.stdout
    assert {"python", "system", "shapely", "zoning"} <= set(json.loads(zoning("doctor", "--json").stdout))
