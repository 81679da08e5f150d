"""Births, rolls and what else a forecast is made from: bad input is refused with the place and the reason."""

from pathlib import Path

import pytest
import small_files as small

from zoning.errors import InputError
from zoning.read import people, study_area
from zoning.read.grade import grade_of
from zoning.scenario import Scenario

BIRTHS = "街道,年份,出生人数\n" + "".join(f"{part},{year},{100 + year % 7}\n" for part in ("东街道", "西街道") for year in range(2019, 2026))  # fmt: skip


def district(folder: Path, **files: str) -> Scenario:
    """Four blocks in two subdistricts with files of a forecast, each given as text."""
    small.geojson(
        folder / "blocks.geojson",
        [small.square(i) for i in range(4)],
        [
            {
                "地块编号": f"B{i}",
                "小区名称": f"小区{i}",
                "街道": "东街道" if i < 2 else "西街道",
                "小学适龄": 10,
            }
            for i in range(4)
        ],
    )
    (folder / "schools.csv").write_text(f"编号,学校名称,学位数,经度,纬度\nS1,一小,90,{small.middle(0).x},{small.middle(0).y}\n", encoding="utf-8")  # fmt: skip
    inputs = {"blocks": {"path": folder / "blocks.geojson", "datum": "wgs84"}, "schools": {"path": folder / "schools.csv", "datum": "wgs84"}}  # fmt: skip
    for name, text in {"births": BIRTHS, **files}.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
            inputs[name] = {"path": folder / f"{name}.csv"}
    return Scenario.model_validate(
        {"name": "预测", "inputs": inputs, "forecast": {"base_year": 2026, "horizon": 2030}}
    )


def records(scenario: Scenario):
    assert scenario.forecast is not None
    return people.records(scenario, scenario.forecast, study_area(scenario))


def refused(scenario: Scenario) -> str:
    with pytest.raises(InputError) as error:
        records(scenario)
    return error.value.to("zh") + "\n" + error.value.to("en")


def test_births_are_parted_at_september(tmp_path):
    found = records(district(tmp_path))
    assert found.first_year == 2019
    assert found.before.columns.tolist() == ["东街道", "西街道"]
    assert found.before.at[2021, "东街道"] + found.after.at[2021, "东街道"] == pytest.approx(100 + 2021 % 7)
    assert found.after.at[2021, "东街道"] == pytest.approx((100 + 2021 % 7) / 3)
    assert any("4/12" in note.text.zh for note in found.notes)


def test_births_by_month_are_parted_exactly(tmp_path):
    text = "年份,月份,出生人数\n" + "".join(
        f"{year},{month},{month}\n" for year in range(2019, 2026) for month in range(1, 13)
    )
    found = records(district(tmp_path, births=text))
    assert found.before.at[2022, ""] == sum(range(1, 9))
    assert found.after.at[2022, ""] == sum(range(9, 13))


@pytest.mark.parametrize(
    ("births", "said"),
    [
        (BIRTHS.replace("东街道,2022,106\n", ""), "东街道 缺少 2022 年的出生人数"),
        (BIRTHS.replace("东街道,2025,102\n", "").replace("西街道,2025,102\n", ""), "缺少 2025 年"),
        (BIRTHS.replace("东街道,2022,106", "东街道,2022,-3"), "不能小于 0"),
        (BIRTHS.replace("东街道,2022,106", "东街道,2022,许多"), "“许多”不是数字"),
        (BIRTHS.replace("东街道,2022", "南街道,2022"), "不是本区的街道或地块：南街道"),
        (BIRTHS + "东街道,2022,5\n", "东街道、2022 有两行以上"),
        (BIRTHS.replace("东街道,2022,106", ",2022,106"), "会重复计算"),
        ("", "请写 [inputs.births]"),
        ("街道,出生人数\n东街道,5\n", "年份"),
    ],
)
def test_births_that_cannot_be_used_are_refused_with_place_and_reason(tmp_path, births, said):
    told = refused(district(tmp_path, births=births))
    assert said in told


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"rolls": "年份,年级,在校生数\n2025,一年级,90\n"}, "没有基准年 2026 学年"),
        ({"rolls": "年份,年级,在校生数\n2026,一年级,90\n2026,十三年级,90\n"}, "年级“十三年级”看不懂"),
        ({"rolls": "年份,年级,在校生数\n2026,一年级,90\n2026,小学一年级,90\n"}, "2026、1 有两行以上"),
        ({"rolls": "年份,年级,在校生数\n2026,一年级,-9\n"}, "不能小于 0"),
        ({"estates": "楼盘,地块编号,户数,交付年份\n新苑,B9,90,2027\n"}, "不是本区的街道或地块：B9"),
        ({"estates": "楼盘,地块编号,户数,交付年份\n新苑,B1,90,\n"}, "年"),
        ({"controls": "年份,学段,控制人数\n2027,大学,90\n"}, "学段“大学”看不懂"),
        ({"controls": "年份,学段,控制人数\n2027,小学,90\n2027,小学,91\n"}, "有两行以上"),
        ({"population": "街道,年份,常住人口\n北街道,2027,9000\n"}, "不是本区的街道或地块：北街道"),
    ],
)
def test_other_tables_that_cannot_be_used_are_refused_too(tmp_path, files, said):
    assert said in refused(district(tmp_path, **files))


def test_every_problem_of_every_table_is_told_at_once(tmp_path):
    told = refused(district(tmp_path, births=BIRTHS.replace("东街道,2022,106\n", ""), rolls="年份,年级,在校生数\n2025,一年级,90\n"))  # fmt: skip
    assert "出生人口（births）：1 个问题" in told
    assert "分年级在校生（rolls）：1 个问题" in told


def test_rolls_of_schools_add_up_and_residents_between_two_years_lie_on_a_line(tmp_path):
    found = records(district(
        tmp_path, rolls="学校,年份,年级,在校生数\n一小,2026,一年级,40\n二小,2026,一年级,50\n一中,2026,初一,70\n",
        population="街道,年份,常住人口\n东街道,2026,1000\n东街道,2030,2000\n西街道,2026,10\n西街道,2030,10\n",
        controls="年份,学段,控制人数\n2027,小学,90\n2040,小学,90\n",
    ))  # fmt: skip
    assert found.rolls.loc[2026, 1] == 90
    assert found.rolls.loc[2026, 7] == 70
    assert found.residents.loc[2027, "东街道"] == 1250
    assert found.controls.to_dict() == {"primary": {2027: 90.0}}
    assert any("不在 2026—2030 年内" in note.text.zh for note in found.notes)


@pytest.mark.parametrize(
    ("text", "three", "four"),
    [
        ("小班", -2, -2), ("大班", 0, 0), ("一年级", 1, 1), ("小学三年级", 3, 3), ("6年级", 6, 6), ("初一", 7, 6), ("初中一年级", 7, 6),
        ("七年级", 7, 7), ("初中七年级", 7, 7), ("初三", 9, 8), ("九年级", 9, 9), ("高一", 10, 10), ("高中三年级", 12, 12), ("grade 4", 4, 4),
        ("G12", 12, 12), ("学前", None, None), ("0", None, None), ("", None, None),
    ],
)  # fmt: skip
def test_grades_as_files_write_them(text, three, four):
    assert grade_of(text, "6-3") == three
    assert grade_of(text, "5-4") == four
