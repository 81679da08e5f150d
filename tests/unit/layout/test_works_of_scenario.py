"""Works as a scenario writes them: what is wrong is told with its place, what is right becomes a question of numbers."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from zoning import measure, rules
from zoning.assign import works as solver
from zoning.demand import TAUGHT, Drivers, Forecast, Path
from zoning.errors import ScenarioError
from zoning.layout import outcome, works
from zoning.model import StudyArea
from zoning.scenario import ProgrammeInput, Scenario
from zoning.toy import town

NORMS = rules.load("shandong-2018")
YEARS = (2026, 2027, 2028, 2029)
PRICES = {"no_seat_wan": 10.0, "beyond_wan": 0.5, "walk_km_wan": 0.1}


def district() -> dict[str, StudyArea]:
    """Twelve blocks in a row; primary schools S1 and S2 at the ends, S3 a site in the middle; a junior school J1."""
    primary = town(12, 1, schools=[(0, 0, 40), (11, 0, 40), (6, 0, 60)], block_m=200.0)
    primary.schools["status"] = ["open", "open", "candidate"]
    junior = town(12, 1, schools=[(3, 0, 90), (6, 0, 60)], block_m=200.0)
    junior.schools.index = pd.Index(["J1", "S3"], name="school_id")
    junior.schools["status"] = ["open", "candidate"]
    return {"primary": primary, "junior": junior}


def programme(*given: dict, **more) -> ProgrammeInput:
    return ProgrammeInput.model_validate({**PRICES, **more, "work": list(given)})


def forecast(areas: dict[str, StudyArea], pupils: dict[str, list[int]]) -> Forecast:
    """So many pupils in every block, year by year."""
    blocks = areas["primary"].blocks.index
    taught = tuple(stage for stage in TAUGHT if stage in areas)
    each = np.array([pupils[stage] for stage in taught], float).T
    made = Path(
        Drivers(),
        np.repeat(each[:, :, None], len(blocks), axis=2),
        np.zeros((4, 18)),
        np.zeros((4, len(taught))),
    )
    parts = pd.Series("甲街道", index=blocks)
    return Forecast(
        YEARS, taught, blocks, parts, {"medium": made}, np.zeros((4, len(blocks))), pd.DataFrame()
    )


def refused(*given: dict, **more) -> str:
    asked = Scenario.model_validate(
        {"name": "t", "inputs": {"blocks": {"path": "b"}, "schools": {"path": "s"}}, "file": "t.toml"}
    )
    with pytest.raises(ScenarioError) as error:
        works.checked(asked, programme(*given, **more), district(), YEARS)
    return error.value.to("zh") + "\n" + error.value.to("en")


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ({"action": "build", "stage": "kindergarten", "school": "S3"}, "programme.work[1].stage：[stages] 里没有 kindergarten"),
        ({"action": "build", "stage": "primary", "school": "S9"}, "work[1].school：没有 S9 这所学校或备选点"),
        ({"action": "build", "stage": "primary", "school": "S1", "seats": 90}, "S1 已是学校"),
        ({"action": "expand", "stage": "primary", "school": "S3", "seats": 90}, "S3 还不是学校"),
        ({"action": "expand", "stage": "primary", "school": "S1"}, "请写办成以后的学位数"),
        ({"action": "merge", "stage": "primary", "school": "S1", "seats": 90}, "请写并入的学校"),
        ({"action": "merge", "stage": "primary", "school": "S1", "into": "S3", "seats": 90}, "S3 不是学校"),
        ({"action": "relocate", "stage": "primary", "school": "S1", "into": "S2", "seats": 90}, "S2 不是备选点"),
        ({"action": "convert", "stage": "primary", "school": "S1", "seats": 90}, "请写改办成的学段"),
        ({"action": "convert", "stage": "primary", "school": "S1", "to": "kindergarten", "seats": 90}, "须在 [stages] 里"),
        ({"action": "close", "stage": "primary", "school": "S1", "also": {"junior": 90}}, "只用于新建、改扩建"),
        ({"action": "close", "stage": "primary", "school": "S1", "year": 2026}, "应在 2027—2029"),
        ({"action": "close", "stage": "primary", "school": "S1", "years": [2028, 2040]}, "2027—2029 之内的起止年"),
        ({"action": "close", "stage": "primary", "school": "S1", "after": "重建"}, "没有 重建 这一项"),
    ],
)  # fmt: skip
def test_a_work_that_cannot_be_is_refused_with_its_place(work, said):
    assert said in refused(work)


def test_everything_wrong_is_told_at_once_and_a_budget_needs_a_number_a_year():
    told = refused({"action": "close", "stage": "primary", "school": "S8"}, {"action": "close", "stage": "primary", "school": "S9"}, budget_wan=[5.0, 5.0])  # fmt: skip
    assert "3 处有误" in told
    assert "programme.budget_wan：应为 3 个数" in told
    assert "有两行" not in told


def test_two_works_alike_need_names():
    two = {"action": "expand", "stage": "primary", "school": "S1", "seats": 60}
    assert "expand primary S1 写了两次" in refused(two, {**two, "seats": 80})


@pytest.fixture(scope="module")
def answered():
    """Primary pupils double in 2028: the site in the middle is wanted from then on, not before; S2 becomes a junior school by decision."""
    areas = district()
    given = programme(
        {"action": "build", "stage": "primary", "school": "S3", "cost_wan": 20.0},
        {"action": "convert", "stage": "primary", "school": "S2", "to": "junior", "seats": 30, "year": 2029, "cost_wan": 1.0},
        {"action": "expand", "stage": "primary", "school": "S1", "seats": 120, "cost_wan": 900.0},
        budget_wan=50.0, beyond_wan=0.0, walk_km_wan=0.01, running_wan=5.0,
    )  # fmt: skip
    said = forecast(areas, {"primary": [5, 5, 10, 8], "junior": [5, 5, 5, 5]})
    wide = works.with_sites(given, areas)
    measures = {stage: _measured(stage, area) for stage, area in wide.items()}
    question = works.question(given, wide, measures, said)
    return given, wide, question, solver.best(question)


def test_a_school_that_is_converted_stands_in_both_stages_and_sites_have_no_seats_yet(answered):
    _, wide, question, _ = answered
    primary, junior = question.stages
    assert dict(zip(primary.schools, primary.seats, strict=True)) == {"S1": 40, "S2": 40, "S3": 0}
    assert dict(zip(junior.schools, junior.seats, strict=True)) == {"J1": 90, "S2": 0}
    assert wide["junior"].schools.at["S2", "status"] == "tried"
    assert primary.pupils.shape == (3, 12)
    assert primary.pupils[1].tolist() == [10] * 12


def test_works_come_when_pupils_do_and_what_is_decided_is_done(answered):
    given, wide, question, answer = answered
    done = outcome.works(given, question, answer, wide, YEARS[0])
    assert done[["year", "work", "stage", "school_id", "seats_planned"]].to_numpy().tolist() == [
        [2028, "build primary S3", "primary", "S3", 60],
        [2029, "convert primary S2", "primary", "S2", 0],
        [2029, "convert primary S2", "junior", "S2", 30],
    ]
    assert done["cost_wan"].sum() == 21.0  # a work of two stages costs once
    assert done["decided"].tolist() == [False, True, True]


def seats_of(question, answer) -> dict[str, pd.DataFrame]:
    return {
        stage.name: pd.DataFrame(np.vstack([stage.seats, held]), index=YEARS, columns=list(stage.schools))
        for stage, held in zip(question.stages, answer.programme.seats, strict=True)
    }


def test_what_becomes_of_the_schools_adds_up(answered):
    _, _, question, answer = answered
    seats = seats_of(question, answer)
    found = {stage: outcome.became(stage, table, question, answer) for stage, table in seats.items()}
    assert found["primary"].to_dict() == {"S1": "keep", "S2": "close", "S3": "build"}
    ends = outcome.end_state((stage, found[stage], table) for stage, table in seats.items()).set_index(
        "stage"
    )
    kinds = list(outcome.KINDS)
    assert (ends[kinds].sum(axis=1) == ends["horizon"]).all()
    assert ends.loc["primary", ["today", "keep", "build", "close", "horizon"]].tolist() == [2, 1, 1, 1, 2]
    assert ends.loc["junior", ["today", "keep", "convert", "close", "horizon"]].tolist() == [1, 1, 1, 0, 2]


def test_a_school_that_is_built_and_grown_later_counts_as_built():
    areas = district()
    build = {"id": "新校", "action": "build", "stage": "primary", "school": "S3", "seats": 30, "year": 2027}
    grow = {
        "id": "扩建",
        "action": "build",
        "stage": "primary",
        "school": "S3",
        "seats": 90,
        "year": 2028,
        "after": "新校",
    }
    given = programme(build, grow)
    wide = works.with_sites(given, areas)
    measures = {stage: _measured(stage, area) for stage, area in wide.items()}
    question = works.question(given, wide, measures, forecast(areas, {"primary": [5] * 4, "junior": [5] * 4}))
    grown = dataclasses.replace(question.actions[1], kind="expand")
    question = dataclasses.replace(question, actions=(question.actions[0], grown))
    answer = solver.best(question)
    assert outcome.became("primary", seats_of(question, answer)["primary"], question, answer)["S3"] == "build"


def _measured(stage: str, area: StudyArea):
    scenario = Scenario.model_validate(
        {"name": stage, "stage": stage, "inputs": {"blocks": {"path": "b"}, "schools": {"path": "s"}}}
    )
    return measure.all_of(area, scenario, NORMS)


def test_end_states_that_do_not_add_up_are_not_shown(answered):
    _, _, question, answer = answered
    other = seats_of(question, answer)["primary"].assign(
        S2=40
    )  # a school open at the horizon that the programme closed
    with pytest.raises(ArithmeticError):
        outcome.became("primary", other, question, answer)
    lost = pd.DataFrame({"A": [40.0, 0.0]}, index=[2026, 2027])
    with pytest.raises(ArithmeticError):  # without works nothing closes
        outcome.became("primary", lost, None, None)
