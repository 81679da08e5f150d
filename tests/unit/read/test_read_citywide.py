"""Schools without zones as offices list them, and what is refused."""

import pytest

from zoning import rules
from zoning.errors import InputError
from zoning.read import citywide
from zoning.scenario.inputs import TableInput

NORMS = rules.load("shandong-2018")
BOTH = ("primary", "senior", "special")


def read(folder, text, forecast=BOTH):
    (folder / "citywide.csv").write_text(text, encoding="utf-8-sig")
    return citywide.schools(TableInput(path=folder / "citywide.csv"), NORMS, forecast)


def wrong(folder, text, forecast=BOTH) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, text, forecast)
    return caught.value.to("zh") + caught.value.to("en")


def test_seats_are_those_of_the_file_or_classes_times_the_class_size_of_senior_high(tmp_path):
    found = read(
        tmp_path,
        "学校名称,学段,班数,学位数,自何学年起\n一中,普通高中,10,,\n二中,高中,10,480,\n特校,特教,9,72,\n",
    )
    rows = found.rows.set_index("name")
    assert rows["seats"].to_dict() == {"一中": 500, "二中": 480, "特校": 72}
    assert rows["stage"].to_dict() == {"一中": "senior", "二中": "senior", "特校": "special"}
    assert rows["school_id"].tolist() == rows.index.tolist()
    assert found.source is not None
    assert found.source.rows == 3


def test_a_school_has_a_row_for_every_year_in_which_its_seats_change(tmp_path):
    found = read(
        tmp_path, "学校名称,学段,学位数,自何学年起\n一中,高中,900,2030\n一中,高中,600,\n一中,高中,0,2033\n"
    )
    assert found.rows["seats"].tolist() == [600, 900, 0]
    assert found.rows["from_year"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("学校名称,学段,学位数\n一小,小学,400\n", "其他学段写在学校表"),
        ("学校名称,学段,学位数\n一中,高中,\n", "没有学位数：一中"),
        ("学校名称,学段,班数\n特校,特教,9\n", "没有学位数：特校"),
        ("学校名称,学段,学位数\n一中,高中,400\n一中,高中,500\n", "一中 同一年有两行"),
        ("学校名称,学段,学位数\n一中,高中,-4\n", "不能小于 0"),
        (
            "学校编号,学校名称,学段,学位数,自何学年起\nS1,一中,高中,400,\n,一中,高中,500,2030\n",
            "一中 有的行写了学校编号、有的没有",
        ),
        ("学校名称,学位数\n一中,400\n", "缺少“学段"),
    ],
)
def test_what_is_wrong_is_told_with_the_school_and_the_remedy(tmp_path, text, said):
    assert said in wrong(tmp_path, text)


def test_seats_of_a_stage_that_is_not_forecast_are_refused_with_the_key_to_give(tmp_path):
    text = "学校名称,学段,学位数\n一中,高中,400\n特校,特教,72\n"
    said = wrong(tmp_path, text, forecast=("primary",))
    assert "[inputs.rolls]" in said
    assert "forecast.special_share" in said
