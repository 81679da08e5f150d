"""Two scenarios side by side, and several in one run: every number recounted from the plans that `zoning plan` writes."""

import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import toy_files
from command_line import FILES, INFEASIBLE, WRONG, blocks_of, zoning

OPENED = '[[open]]\nid = "S3"\ncost_wan = 3000\n'


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory) -> tuple[Path, Path]:
    base = toy_files.small_district(tmp_path_factory.mktemp("district"))
    return base, toy_files.variant(base, f'name = "开办第3小学"\n{OPENED}', name="third.toml")


@pytest.fixture(scope="module")
def compared(scenarios, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "对比"
    return zoning("compare", *scenarios, "--out", out, "--json"), out


@pytest.fixture(scope="module")
def planned(scenarios, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "几个"
    return zoning("plan", *scenarios, "--out", out, "--json"), out


def test_several_scenarios_are_planned_in_one_run_each_in_its_folder(planned, scenarios):
    result, out = planned
    assert result.exit_code == 0, result.stderr
    assert [one["scenario"] for one in json.loads(result.stdout)] == ["玩具镇划片", "开办第3小学"]
    assert sorted(path.name for path in out.iterdir()) == ["third", "town"]
    for folder in out.iterdir():
        assert {path.name for path in folder.iterdir()} == FILES


def test_a_plan_made_beside_others_is_the_one_made_alone(planned, scenarios, tmp_path):
    zoning("plan", scenarios[1], "--out", tmp_path / "alone")
    pd.testing.assert_frame_equal(blocks_of(planned[1] / "third"), blocks_of(tmp_path / "alone"))


def test_scenarios_of_one_name_would_write_over_each_other(scenarios, tmp_path):
    (tmp_path / "other").mkdir()
    same = tmp_path / "other" / "town.toml"
    same.write_text(f'extends = "{scenarios[0].as_posix()}"\n', encoding="utf-8")
    result = zoning("plan", scenarios[0], same, "--out", tmp_path / "o", "--lang", "en")
    assert result.exit_code == WRONG
    assert "write over each other" in result.stderr
    assert not (tmp_path / "o").exists()


def test_every_figure_is_that_of_the_two_plans(compared, planned):
    result, out = compared
    assert result.exit_code == 0, result.stderr
    assert {path.name for path in out.iterdir()} == {
        "compare.html",
        "compare.gpkg",
        "compare.xlsx",
        "run.json",
    }
    said = json.loads(result.stdout)["figures"]
    runs = {end: json.loads((planned[1] / name / "run.json").read_text(encoding="utf-8")) for end, name in (("a", "town"), ("b", "third"))}  # fmt: skip
    for end, run in runs.items():
        assert said["mean_walk_m"][end] == pytest.approx(run["totals"]["plans"]["plan"]["mean_walk_m"])
        assert said["cost_pupil_km"][end] == pytest.approx(run["solve"]["cost"] / 1000)
        assert said["seats"][end] == run["totals"]["seats"]
    assert said["seats"]["change"] == 40
    assert said["schools"]["change"] == 1
    for row in said.values():
        if row["change"] is not None:
            assert row["change"] == pytest.approx(row["b"] - row["a"])


def test_the_pupils_elsewhere_are_those_whose_school_differs(compared, planned):
    a, b = blocks_of(planned[1] / "town"), blocks_of(planned[1] / "third")
    differ = a["学校编号"] != b["学校编号"].reindex(a.index)
    assert differ.any()
    said = json.loads(compared[0].stdout)["figures"]
    assert said["elsewhere_pupils"]["b"] == b["适龄学生"].astype(int)[differ].sum()
    layer = gpd.read_file(compared[1] / "compare.gpkg", layer="changes")
    assert set(layer["block_id"]) == set(a.index[differ])
    assert (layer["walk_change_m"] - (layer["walk_b_m"] - layer["walk_a_m"])).abs().max() < 1e-6
    assert layer.geometry.notna().all()


def test_the_cost_of_cover_is_the_stated_cost_over_the_pupils_it_covers(compared):
    said = json.loads(compared[0].stdout)["figures"]
    more = said["covered_pupils"]["change"]
    if more > 0:
        assert said["yuan_per_covered_pupil"]["b"] == pytest.approx(3000 * 10_000 / more)
    else:
        assert "yuan_per_covered_pupil" not in said


def test_the_workbook_has_numbers_as_numbers_and_the_blocks_that_change(compared):
    book = openpyxl.load_workbook(compared[1] / "compare.xlsx")
    assert book.sheetnames == ["指标对比", "各校对比", "变化地块", "说明"]
    figures = {row[0]: row[1:] for row in book["指标对比"].iter_rows(min_row=2, values_only=True)}
    assert figures["学位"] == (120, 160, 40)
    said = json.loads(compared[0].stdout)["figures"]
    changes = list(book["变化地块"].iter_rows(min_row=2, values_only=True))
    assert sum(row[5] for row in changes) == said["elsewhere_pupils"]["b"]
    assert book["各校对比"].freeze_panes == "B2"


def test_the_layers_open_with_their_styles(compared):
    file = compared[1] / "compare.gpkg"
    names = {name for name, _ in pyogrio.list_layers(file)}
    assert {"zones_a", "zones_b", "changes", "schools", "meta", "layer_styles"} <= names


def test_both_runs_can_be_run_again(compared):
    record = json.loads((compared[1] / "run.json").read_text(encoding="utf-8"))
    assert record["a"]["scenario"]["name"] == "玩具镇划片"
    assert record["b"]["scenario"]["open"][0]["id"] == "S3"


def test_other_districts_cannot_be_compared(scenarios, tmp_path):
    from zoning.toy import town

    other = toy_files.write(tmp_path / "other", town(3, 3, schools=[(0, 0, 60)]), name="别处")
    text = (
        (tmp_path / "other" / "blocks.geojson")
        .read_text(encoding="utf-8")
        .replace('"c0', '"x0')
        .replace('"c1', '"x1')
        .replace('"c2', '"x2')
    )
    (tmp_path / "other" / "blocks.geojson").write_text(text, encoding="utf-8")
    result = zoning("compare", scenarios[0], other, "--out", tmp_path / "o", "--lang", "en")
    assert result.exit_code == WRONG
    assert "cannot be compared" in result.stderr
    assert not (tmp_path / "o").exists()


def test_scenarios_planned_on_several_processes_are_those_planned_one_by_one(planned, scenarios, tmp_path):
    apart = zoning("plan", *scenarios, "--out", tmp_path / "apart", "--workers", "2", "--json")
    assert apart.exit_code == 0, apart.stderr
    assert [row["scenario"] for row in json.loads(apart.stdout)] == ["玩具镇划片", "开办第3小学"]
    assert sorted(path.name for path in (tmp_path / "apart").iterdir()) == ["third", "town"]
    for name in ("third", "town"):
        pd.testing.assert_frame_equal(blocks_of(planned[1] / name), blocks_of(tmp_path / "apart" / name))


def test_a_scenario_that_cannot_be_planned_does_not_stop_the_others(scenarios, tmp_path):
    bad = toy_files.variant(scenarios[0], '[[resize]]\nid = "S1"\nseats = 1\n', name="short.toml")
    result = zoning("plan", scenarios[0], bad, "--out", tmp_path / "o", "--workers", "2", "--lang", "en")
    assert result.exit_code == INFEASIBLE
    assert "1 of 2 scenarios planned" in result.stdout
    assert "short.toml" in result.stderr
    assert {path.name for path in (tmp_path / "o" / "town").iterdir()} == FILES
    assert not (tmp_path / "o" / "short").exists()
