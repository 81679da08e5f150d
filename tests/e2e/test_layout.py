"""`zoning layout` on the invented district: works proved, and every number of the tables recomputed from the record and the layers."""

import json
from pathlib import Path

import demo_layout
import docx
import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import recomputed
import toy_layout
from command_line import WRONG, zoning
from demo_layout import LAYOUT

YEARS = list(range(2026, 2036))
STAGES = ("kindergarten", "primary", "junior")
TAUGHT = (*STAGES, "senior", "special")
FILES = {"layout.xlsx", "report.docx", "report.json", "atlas.pdf", "layout.html", "layout.gpkg", "run.json"}
KINDS = ["keep", "expand", "relocate", "build", "merge", "convert"]


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.slow) for name in ("low", "medium", "high")]
)
def variant(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def made(tmp_path_factory, variant) -> Path:
    out, file = tmp_path_factory.mktemp("out") / "布局", tmp_path_factory.mktemp("asked") / "方案.toml"
    file.write_text(
        f"extends = '{LAYOUT.as_posix()}'\n[forecast]\nplan_for = '{variant}'\n", encoding="utf-8"
    )
    result = zoning("layout", file, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "已证明" in result.stdout
    return out


@pytest.fixture(scope="module")
def record(made) -> dict:
    return json.loads((made / "run.json").read_text(encoding="utf-8"))


def test_a_small_town_gets_the_whole_set_of_files(tmp_path):
    result = zoning("layout", toy_layout.write(tmp_path / "town"), "--out", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert {file.name for file in (tmp_path / "out").iterdir()} == FILES
    assert "已证明" in result.stdout


def table(record: dict, key: str) -> pd.DataFrame:
    return pd.DataFrame(record["tables"][key]["rows"])


def test_the_set_of_files_is_there(made):
    assert {file.name for file in made.iterdir()} == FILES
    assert (made / "atlas.pdf").read_bytes().startswith(b"%PDF")
    report = docx.Document(str(made / "report.docx"))
    assert "滨河区教育设施布局专项规划" in " ".join(paragraph.text for paragraph in report.paragraphs)
    cells = {cell.text for table in report.tables for row in table.rows for cell in row.cells}
    assert "明月湖教育预留地" in cells


def test_every_number_of_the_report_is_recomputed_from_the_record(made, record, variant):
    assert recomputed.every_number(record, "zh") > 1_000
    told = json.loads((made / "report.json").read_text(encoding="utf-8"))
    assert told
    for sentence in told:
        for number in sentence["numbers"]:
            assert recomputed.computed(record, number["of"], number["by"]) == pytest.approx(number["value"])
    assert record["forecast"]["main"] == variant


def test_the_workbook_holds_the_tables_of_the_record_cell_by_cell(made, record):
    book = openpyxl.load_workbook(made / "layout.xlsx")
    for key, kept in record["tables"].items():
        rows = list(book[kept["title"]["zh"]].values)[1:]
        assert len(rows) == max(1, len(kept["rows"])), key
        for shown, told in zip(rows, kept["rows"], strict=False):
            for cell, value in zip(shown, told.values(), strict=True):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    assert cell == pytest.approx(value), key


def test_seats_pupils_and_gaps_add_up(record):
    rows = table(record, "balance")
    assert (rows["gap"] == rows["pupils"] - rows["seats"]).all()
    city = rows[rows["subdistrict"] == "district"].set_index(["stage", "year"])
    zoned = rows[rows["stage"].isin(STAGES)]
    parts = (
        zoned[zoned["subdistrict"] != "district"].groupby(["stage", "year"])[["pupils", "seats", "gap"]].sum()
    )
    for column in ("pupils", "seats", "gap"):
        assert parts[column].to_dict() == city.loc[list(STAGES), column].to_dict()
    forecast = table(record, "forecast")
    told = forecast[
        (forecast["variant"] == record["forecast"]["main"]) & (forecast["subdistrict"] == "district")
    ].set_index("stage")
    for stage in TAUGHT:
        for year in YEARS:
            assert told.at[stage, str(year)] == city.at[(stage, year), "pupils"]


def test_the_stages_peak_in_different_years_as_the_births_say(record):
    peaks = table(record, "peaks").set_index("stage")["peak_year"]
    assert peaks["primary"] < peaks["junior"] < peaks["senior"]
    totals = table(record, "balance")
    for stage, year in peaks.items():
        rows = totals[(totals["stage"] == stage) & (totals["subdistrict"] == "district")]
        assert rows.set_index("year")["pupils"].idxmax() == year


def test_schools_zones_and_pupils_of_every_year_are_what_the_layers_say(made, record):
    for stage in STAGES:
        blocks = gpd.read_file(made / "layout.gpkg", layer=f"{stage}_blocks")
        schools = gpd.read_file(made / "layout.gpkg", layer=f"{stage}_schools").set_index("school_id")
        rows = table(record, "balance")
        city = rows[(rows["stage"] == stage) & (rows["subdistrict"] == "district")].set_index("year")
        for year in YEARS:
            assert blocks[f"pupils_{year}"].sum() == city.at[year, "pupils"]
            if year == 2026 and blocks[f"school_{year}"].isna().all():
                continue
            zoned = blocks.groupby(f"school_{year}")[f"pupils_{year}"].sum()
            open_ = schools[schools[f"seats_{year}"] > 0]
            assert set(zoned.index) <= set(open_.index), (stage, year)
            assert zoned.reindex(open_.index, fill_value=0).tolist() == open_[f"pupils_{year}"].tolist()


def test_what_becomes_of_the_schools_adds_up(record):
    ends = table(record, "end_state").set_index("stage")
    assert (ends[KINDS].sum(axis=1) == ends["horizon"]).all()
    planned = table(record, "schools_planned")
    for stage in TAUGHT:
        counts = planned[planned["stage"] == stage]["kind"].value_counts()
        for kind in (*KINDS, "close"):
            assert counts.get(kind, 0) == ends.at[stage, kind]
        assert (planned[(planned["stage"] == stage)]["seats_before"] > 0).sum() == ends.at[stage, "today"]


def test_the_works_keep_the_budget_and_the_plan_is_proved_near_the_best(record):
    works = pd.DataFrame(record["works"])
    assert (works.groupby("year")["cost_wan"].sum() <= 12_000).all()
    assert "expand junior J08" in set(works["work"])  # decided
    assert works.groupby("work").size().max() == 1
    said = record["programme"]["answer"]
    assert 0 < said["bound_wan"] <= said["value_wan"] + 1e-6
    assert said["value_wan"] / said["bound_wan"] - 1 <= 0.001 + 1e-9


def test_stages_without_zones_have_the_seats_that_are_listed(record):
    rows = table(record, "balance").set_index(["stage", "year"])
    assert rows.loc["senior", "seats"].tolist() == [5_100] * 3 + [6_300] * 7
    assert rows.loc["special", "seats"].tolist() == [72] * 2 + [96] * 8
    planned = table(record, "schools_planned").set_index("school_id")
    assert planned.loc[["S01", "S03", "T01"], "kind"].tolist() == ["keep", "build", "expand"]
    assert planned.loc[["S03", "T01"], "done_year"].tolist() == [2029, 2028]


def test_coverage_is_a_share_of_what_is_there(record):
    rows = table(record, "coverage")
    assert (rows["covered"] <= rows["total"] + 1e-6).all()
    assert rows["share"].to_numpy() == pytest.approx((rows["covered"] / rows["total"]).to_numpy())
    pupils = rows[(rows["base"] == "pupils") & (rows["way"] == "radius")].set_index(["stage", "year"])[
        "total"
    ]
    city = table(record, "balance")
    city = city[city["subdistrict"] == "district"].set_index(["stage", "year"])["pupils"]
    assert pupils.to_dict() == city.loc[list(STAGES)].to_dict()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('school = "C03"', 'school = "C33"', "没有 C33 这所学校或备选点"),
        ("no_seat_wan = 20.0", "no_seat_wan = 0", "应大于 0"),
        ("budget_wan = 12000", "budget_wan = -1", "不能小于 0"),
        ("year = 2028 ", "year = 2026 ", "应在 2027—2035"),
        ('action = "convert"', 'action = "turn"', "programme.work[7].action"),
    ],
)  # fmt: skip
def test_works_that_cannot_be_are_refused_and_nothing_is_written(tmp_path, old, new, said):
    file = demo_layout.changed(tmp_path, {old: new})
    result = zoning("layout", file, "--out", tmp_path / "out")
    assert result.exit_code == WRONG, result.output
    assert said in result.stderr.replace("\n", "")
    assert not (tmp_path / "out").exists()
