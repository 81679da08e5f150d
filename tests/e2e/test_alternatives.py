"""Several plans from the command line: a results folder each, a table that compares them, on screen and as JSON."""

import json

import pandas as pd
import pytest
import toy_files
from command_line import FILES, USAGE, zoning


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    district = toy_files.small_district(tmp_path_factory.mktemp("district"))
    asked = toy_files.variant(
        district, '[[resize]]\nid = "S1"\nseats = 75\n[[resize]]\nid = "S2"\nseats = 75'
    )
    out = tmp_path_factory.mktemp("out") / "several"
    return zoning("alternatives", asked, "--within", "0.4", "--out", out, "--json"), out


def test_each_plan_has_a_results_folder_of_its_own(made):
    result, out = made
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["asked"], found["ok"]) == (3, True)
    assert 2 <= found["found"] <= 3
    folders = [str(n) for n in range(1, found["found"] + 1)]
    assert sorted(path.name for path in out.iterdir()) == [*folders, "alternatives.csv"]
    for folder in folders:
        assert {path.name for path in (out / folder).iterdir()} == FILES


def test_the_table_is_what_the_folders_hold(made):
    _, out = made
    table = pd.read_csv(out / "alternatives.csv", dtype=str).set_index("方案")
    blocks = {n: pd.read_csv(out / n / "blocks.csv", dtype=str).set_index("地块编号") for n in table.index}
    for number, row in table.iterrows():
        run = json.loads((out / number / "run.json").read_text(encoding="utf-8"))["solve"]
        first = json.loads((out / "1" / "run.json").read_text(encoding="utf-8"))["solve"]
        assert run["lower_bound"] == first["lower_bound"]
        assert run["cost"] <= first["cost"] * 1.4 + 1e-6
        elsewhere = blocks[number]["学校编号"] != blocks["1"]["学校编号"]
        assert blocks[number]["适龄学生"].astype(int)[elsewhere].sum() == float(row["与方案1不同的学生"])


def test_distances_that_make_no_sense_are_refused(made, tmp_path):
    assert zoning("alternatives", "no.toml", "--within", "-1", "--out", tmp_path / "o").exit_code == USAGE
    assert zoning("alternatives", "no.toml", "--count", "1", "--out", tmp_path / "o").exit_code == USAGE
