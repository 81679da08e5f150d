"""What the terminal says: every figure there, no name taken for markup, plain values for programs."""

import json
from dataclasses import replace
from pathlib import Path

import judged
import numpy as np
import pytest
from rich.console import Console

from zoning import assess, report
from zoning.result import Result
from zoning.scenario import Scenario
from zoning.toy import town
from zoning.words import Text


def shown(renderable, width: int = 160) -> str:
    console = Console(width=width, file=None, record=True, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


@pytest.fixture(scope="module")
def made(measured, rules):
    """Twelve blocks, two schools, today's zones known, the eastern blocks under-covered."""
    area = town(12, 1, pupils=list(range(100, 112)), schools=[(0, 0, 1500), (3, 0, 1100)])
    area = replace(area, blocks=judged.with_today(area.blocks, ["S1"] * 6 + ["S2"] * 6))
    plan, measures = judged.plan(area, ["S1"] * 2 + ["S2"] * 10), measured(area)
    asked = Scenario.model_validate(
        {"name": "玩具", "inputs": {"blocks": {"path": "b"}, "schools": {"path": "s"}}}
    )
    return Result(asked, rules, area, measures, plan, assess.plan(plan, area, measures, rules))


def judged_as(made, **tables):
    return replace(made, assessment=replace(made.assessment, **tables))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_plan_school_and_kind_of_coverage_has_its_row(made, lang):
    plans, schools, coverage = (shown(table) for table in report.tables(made, lang))
    assert Text("本方案", "this plan").to(lang) in plans
    for _, row in made.assessment.schools.iterrows():
        assert row["name"] in schools
        assert f"{row['pupils']:,}" in schools
        assert f"{row['utilisation_share']:.1%}" in schools
    assert coverage.count("%") == 6
    assert f"{made.measures.radius_m:g}" in coverage


@pytest.mark.parametrize("name", ["实验小学[南校区]", "一小[/red]", "[bold]二小", "三小[link=x]"])
def test_brackets_in_names_are_letters_and_no_markup(made, name):
    names = made.assessment.schools["name"].where(made.assessment.schools.index != "S1", name)
    odd = judged_as(
        made,
        schools=made.assessment.schools.assign(name=names),
        plans=made.assessment.plans.rename(index={"nearest": name}),
    )
    plans, schools, _ = (shown(table) for table in report.tables(odd, "zh"))
    assert name in plans
    assert name in schools
    assert name in shown(report.as_table({name: name}, name))


def test_nothing_is_cut_off_on_a_narrow_screen(made):
    for table in report.tables(made, "en"):
        assert "…" not in shown(table, width=50)


def test_what_is_unknown_is_a_dash(made):
    plans = made.assessment.plans.assign(moved_share=np.nan, longest_walk_m=np.inf)
    schools = made.assessment.schools.assign(mean_walk_m=np.nan, utilisation_share=np.nan)
    coverage = made.assessment.coverage.assign(share=np.nan)
    for table in report.tables(judged_as(made, plans=plans, schools=schools, coverage=coverage), "zh"):
        text = shown(table)
        assert "–" in text
        assert "nan" not in text
        assert "inf" not in text


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [
        ("optimal", "已证明为最优", "proved to be the best possible"),
        ("feasible", "不超过 2.00 %", "at most 2.00 %"),
    ],
)
def test_the_summary_claims_what_is_proved(made, status, zh, en):
    cost = 100.0 if status == "optimal" else 102.0
    solve = replace(made.plan.solve, status=status, cost=cost, lower_bound=100.0)
    said = replace(made, plan=replace(made.plan, solve=solve))
    assert zh in report.summary(said, [], "zh")
    assert en in report.summary(said, [], "en")


def test_the_summary_counts_walks_and_not_prices_and_names_the_map(made):
    blocks = made.assessment.blocks
    walked = (blocks["walk_m"] * blocks["pupils"]).sum() / 1000
    dear = replace(made, plan=replace(made.plan, solve=replace(made.plan.solve, cost=1e12)))
    text = report.summary(dear, [Path("out") / "run.json", Path("out") / "map.html"], "en")
    assert f"{walked:,.0f} pupil-km walked" in text
    assert text.endswith(str(Path("out") / "map.html"))
    assert f"{len(made.assessment.gaps)} under-covered areas" in text


def test_a_result_is_plain_values_that_strict_json_knows(made):
    plans = made.assessment.plans.assign(moved_share=np.nan, longest_walk_m=np.inf)
    found = report.result(judged_as(made, plans=plans), [Path("out/map.html")])
    back = json.loads(json.dumps(found, allow_nan=False, ensure_ascii=False))
    assert back["ok"] is True
    assert back["plans"]["plan"]["moved_share"] is None
    assert back["plans"]["plan"]["longest_walk_m"] is None
    school = made.assessment.schools.iloc[0]
    assert back["schools"]["S1"]["pupils"] == school["pupils"]
    assert back["schools"]["S1"]["name"] == school["name"]
    assert len(back["coverage"]) == 6
    assert [{"zh", "en"} <= set(note) for note in back["notes"]] == [True] * len(made.notes)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_inputs_are_counted(made, lang):
    found = report.inputs(made.area, lang)
    assert (found["blocks"], found["schools"]) == (12, 2)
    assert found["pupils"] == made.area.blocks["pupils"].sum()
    assert json.dumps(found)
    text = shown(report.checked(made.area, 1.3, lang))
    assert made.area.crs in text
    assert str(found["seats"]) in text


def test_the_environment_names_every_library():
    found = report.environment()
    assert {"zoning", "python", "system", *report.LIBRARIES} == set(found)
    assert found["numpy"] == np.__version__
