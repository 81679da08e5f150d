"""A plan decided elsewhere is judged as it stands, and refused where it is not one of this scenario."""

import pandas as pd
import pytest
import toy_files

from zoning import decided, planner, scenario
from zoning.errors import ExportError


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    return scenario.load(toy_files.small_district(tmp_path_factory.mktemp("town")))


@pytest.fixture(scope="module")
def made(asked, tmp_path_factory):
    """A results folder, and the plan in it."""
    result = planner.run(asked)
    folder = tmp_path_factory.mktemp("out") / "plan"
    planner.write(result, folder, "zh")
    return folder, result


@pytest.mark.parametrize("name", ["", "blocks.csv", "plan.gpkg", "zones.geojson"])
def test_a_plan_of_an_earlier_run_comes_back_as_it_was(asked, made, name):
    folder, result = made
    again = decided.run(asked, folder / name if name else folder)
    assert again.plan.school_of.to_dict() == result.plan.school_of.to_dict()
    assert again.plan.solve.cost == pytest.approx(result.plan.solve.cost)
    assert again.plan.solve.method == decided.DECIDED
    pd.testing.assert_frame_equal(again.assessment.schools[["pupils", "over"]], result.assessment.schools[["pupils", "over"]])  # fmt: skip


def test_no_more_is_claimed_of_it_than_a_bound_shows(asked, made):
    again = decided.run(asked, made[0])
    assert 0 <= again.plan.solve.lower_bound <= again.plan.solve.cost + 1e-6


def test_without_a_plan_it_is_made_here(asked, made):
    assert decided.run(asked, None).plan.school_of.to_dict() == made[1].plan.school_of.to_dict()


def test_a_plan_edited_by_hand_is_taken_as_it_stands_though_it_breaks_a_rule(asked, made, tmp_path):
    rows = pd.read_csv(made[0] / "blocks.csv", dtype=str, encoding="utf-8-sig")
    school = next(name for name in rows.columns if set(rows[name].dropna()) == {"S1", "S2"})
    rows[school] = "S1"  # 90 pupils at a school of 60 seats
    rows.to_csv(tmp_path / "blocks.csv", index=False, encoding="utf-8-sig")
    found = decided.run(asked, tmp_path / "blocks.csv")
    assert set(found.plan.school_of) == {"S1"}
    assert found.plan.solve.lower_bound == 0.0  # nothing is claimed
    assert found.assessment.schools.loc["S1", "over"] == 30


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda rows, school: rows.iloc[1:], "1 个地块没有学校"),
        (lambda rows, school: rows.assign(**{school: ""}), "18 个地块没有学校"),
        (lambda rows, school: pd.concat([rows, rows.iloc[:1]]), "1 个地块不止一行"),
        (lambda rows, school: rows.assign(**{school: "S9"}), "S9"),
        (lambda rows, school: rows.assign(**{school: "S3"}), "没有开办"),
    ],
)
def test_a_plan_of_other_blocks_or_schools_is_refused(asked, made, tmp_path, edit, said):
    rows = pd.read_csv(made[0] / "blocks.csv", dtype=str, encoding="utf-8-sig")
    school = next(name for name in rows.columns if set(rows[name].dropna()) == {"S1", "S2"})
    edit(rows, school).to_csv(tmp_path / "blocks.csv", index=False, encoding="utf-8-sig")
    with pytest.raises(ExportError) as caught:
        decided.run(asked, tmp_path / "blocks.csv")
    assert said in caught.value.to("zh")


def test_blank_rows_and_blanks_of_a_spreadsheet_are_no_rows(asked, made, tmp_path):
    rows = pd.read_csv(made[0] / "blocks.csv", dtype=str, encoding="utf-8-sig")
    block, school = (
        rows.columns[0],
        next(name for name in rows.columns if set(rows[name].dropna()) == {"S1", "S2"}),
    )
    blank = pd.DataFrame({column: ["", ""] for column in rows})
    edited = pd.concat([rows.assign(**{school: rows[school] + " ", block: " " + rows[block]}), blank])
    edited.to_csv(tmp_path / "blocks.csv", index=False, encoding="utf-8-sig")
    found = decided.run(asked, tmp_path / "blocks.csv")
    assert found.plan.school_of.to_dict() == dict(zip(rows[block], rows[school], strict=True))


def test_a_folder_without_a_plan_is_refused(asked, tmp_path):
    with pytest.raises(ExportError) as caught:
        decided.run(asked, tmp_path)
    assert "里没有方案" in caught.value.to("zh")
