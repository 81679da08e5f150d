"""The record of a layout plan: plain, whole, and enough to make its tables again."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
import toy_layout

from zoning import scenario
from zoning.layout import tables
from zoning.layout.record import record
from zoning.layout.run import run as planned


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return toy_layout.made(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture(scope="module")
def run(made):
    """The record as it comes back from run.json."""
    return json.loads(json.dumps(record(made), ensure_ascii=False, allow_nan=False))


def test_every_table_can_be_made_again(made, run):
    for table in tables.all_of(made):
        kept = run["tables"][table.key]
        again = pd.DataFrame(kept["rows"], columns=[column["name"] for column in kept["columns"]])
        assert list(again.columns) == list(table.frame.columns)
        want = table.frame.astype(object).where(table.frame.notna(), None).to_numpy().tolist()
        assert again.astype(object).where(again.notna(), None).to_numpy().tolist() == want, table.key
        shown = [column["zh"] for column in kept["columns"]]
        assert shown == list(table.shown("zh").columns)


def test_codes_in_cells_are_called_as_the_tables_call_them(made, run):
    for table in tables.all_of(made):
        said = table.shown("en")
        for at, column in enumerate(run["tables"][table.key]["columns"]):
            if not column["words"]:
                continue
            for row, shown in zip(run["tables"][table.key]["rows"], said.iloc[:, at], strict=True):
                code = row[column["name"]]
                code = str(code).lower() if isinstance(code, bool) else code
                assert run["words"].get(code, {"en": code})["en"] == shown


def test_inputs_are_named_with_their_sums(run):
    for name in ("primary.blocks", "junior.schools", "births", "rolls"):
        given = run["inputs"][name]
        assert given["sha256"] == hashlib.sha256(Path(given["path"]).read_bytes()).hexdigest()


def test_the_years_and_the_norms_are_told(run):
    assert (run["base_year"], run["near_year"], run["horizon"]) == (2026, 2031, 2032)
    assert run["years"] == list(range(2026, 2033))
    assert run["area"] == {"blocks": 18, "subdistricts": ["乙街道", "甲街道"]}
    bare = {norm["path"] for norm in run["rules"]["norms"] if not norm["verified"]}
    assert bare == set(run["rules"]["unverified"])
    assert {norm["document"] for norm in run["rules"]["norms"]} <= set(run["rules"]["documents"])


def test_the_programme_is_told_with_what_is_proved(made, run):
    asked, answer = run["programme"]["question"], run["programme"]["answer"]
    assert asked["budget_wan"] == {str(year): 900.0 for year in range(2027, 2033)}
    assert [action["kind"] for action in asked["actions"]] == ["build", "close", "expand"]
    assert asked["actions"][0]["changes"] == [{"stage": "primary", "school_id": "S3", "seats": 40}]
    assert set(answer["done"].values()) == {2027, 2032}
    assert answer["proved"]["zh"] == made.answer.proved.zh
    assert answer["bound_wan"] <= answer["value_wan"]
    spent = {row["year"]: row["works_wan"] for row in answer["by_year"]}
    assert spent == {2027: 800.0, 2028: 0.0, 2029: 0.0, 2030: 0.0, 2031: 0.0, 2032: 20.0}
    value = sum(spent.values()) + sum(
        (1 + 5 * (row["year"] == 2032)) * (row["running_wan"] + row["pupils_wan"])
        for row in answer["by_year"]
    )
    assert value == pytest.approx(answer["value_wan"])


def test_every_year_of_every_stage_has_its_zones_told(made, run):
    for stage, years in made.stages.items():
        zones, known = run["stages"][stage]["zones"], run["stages"][stage]["today_known"]
        assert known == (stage == "primary")
        assert [row["year"] for row in zones] == list(range(2027 if known else 2026, 2033))
        assert [row["moved"] for row in zones] == years.zones.moved.tolist()
        assert all(row["lower_bound"] <= row["cost"] + 1e-6 for row in zones)


def test_school_by_school_adds_up_to_the_district(run):
    city = {
        (row["stage"], row["year"]): row
        for row in run["tables"]["balance"]["rows"]
        if row["subdistrict"] == "district"
    }
    for stage, told in run["stages"].items():
        for year in run["years"][1:]:
            rows = [row for row in told["schools"] if row["year"] == year]
            assert sum(row["pupils"] for row in rows) == city[stage, year]["pupils"]
            assert sum(row["seats"] for row in rows) == city[stage, year]["seats"]


def test_without_a_programme_there_is_none(tmp_path):
    run = record(toy_layout.made(tmp_path / "town", ""))
    assert run["programme"] is None
    assert run["works"] == []
    assert run["tables"]["works"]["note"]["zh"].startswith("情景没有 [programme]")
    json.dumps(run, allow_nan=False)


def test_multi_school_zones_that_are_not_made_are_said_not_to_be(tmp_path):
    asked = toy_layout.write(tmp_path / "town", "")
    stage = asked.parent / "town.toml"
    stage.write_text(
        stage.read_text(encoding="utf-8") + '\n[[pool]]\nschools = ["S1", "S2"]\n', encoding="utf-8"
    )
    (said,) = [note for note in planned(scenario.load(asked)).notes if note.about == "zones"]
    assert "多校片区" in said.text.zh
    assert said.level == "warning"
