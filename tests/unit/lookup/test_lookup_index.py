"""An index of a result: schools that share a zone are all named, each with its walk; former names come from files."""

from dataclasses import replace

import asked_town
import pandas as pd
import pytest
import toy_files

from zoning import planner, scenario
from zoning.errors import InputError
from zoning.lookup import aliases, answers, page_data
from zoning.lookup import index as plan_index
from zoning.lookup.gazetteer import Former
from zoning.scenario import TableInput
from zoning.toy import town


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Three schools, two of which share a zone."""
    area = town(8, 3, schools=[(0, 0, 40), (3, 0, 50), (7, 2, 60)])
    more = '[policy]\neffort = 0.02\n[[pool]]\nschools = ["S1", "S2"]\n'
    return planner.run(scenario.load(toy_files.write(tmp_path_factory.mktemp("in"), area, more)))


def test_schools_that_share_a_zone_are_all_named_with_their_own_walks(shared):
    index = plan_index.of_result(shared, {"S1": "共用片区。", "S2": "共用片区。"})
    zone = shared.plan.school_of["c0r0"]
    assert shared.area.pools[zone] == ("S1", "S2")
    found = answers.ask(index, "小区c0r0")
    assert [told.school.id for told in found.schools] == ["S1", "S2"]
    apart = shared.measures.apart.walks.matrix().loc["c0r0"]
    assert [told.nearest_m for told in found.schools] == [round(apart["S1"]), round(apart["S2"])]
    assert found.notice == "共用片区。"


def test_a_school_of_a_shared_zone_leads_to_the_zone(shared):
    index = plan_index.of_result(shared, {})
    found = answers.ask(index, "第2小学")
    assert (found.status, [told.school.id for told in found.schools]) == ("found", ["S1", "S2"])
    assert answers.ask(index, "第3小学").zone == "S3"


def test_the_page_knows_the_walks_to_each_school_of_a_shared_zone_and_no_number_of_pupils(shared):
    index = plan_index.of_result(shared, {})
    data = page_data.data(shared, index, "zh")
    (pooled,) = [zone for zone in data["zones"] if len(zone["schools"]) > 1]
    block = list(shared.area.blocks.index).index("c0r0")
    assert pooled["each_m"][block] == [told.nearest_m for told in answers.ask(index, "小区c0r0").schools]
    assert set(data["blocks"]) == {"name", "address", "subdistrict", "zone", "walk_m", "shape"}
    assert "pupils" not in repr(data)


def test_other_spellings_of_schools_that_the_scenario_knows_are_found(shared):
    spelt = shared.scenario.inputs.schools.model_copy(update={"same": {"三小": "S3", "老三小": "第3小学"}})
    asked = shared.scenario.model_copy(update={"inputs": shared.scenario.inputs.model_copy(update={"schools": spelt})})  # fmt: skip
    index = plan_index.of_result(replace(shared, scenario=asked), {})
    assert answers.ask(index, "三小").zone == answers.ask(index, "老三小").zone == "S3"
    assert answers.ask(index, "三小").said == "三小 是 第3小学 的曾用名"


def test_former_names_are_read_from_a_table(tmp_path, measured):
    file = tmp_path / "别名.csv"
    rows = {"现名": ["碧水苑", "滨河第一小学", "至善路"], "曾用名": ["老菜市、西大院", "红旗小学", "解放路"]}
    pd.DataFrame(rows).to_csv(file, index=False, encoding="gb18030")
    names, _ = aliases.read(TableInput(path=file), asked_town.area())
    assert names == (Former("老菜市", "碧水苑"), Former("西大院", "碧水苑"), Former("红旗小学", "滨河第一小学"), Former("解放路", "至善路"))  # fmt: skip
    index = asked_town.index(measured, names)
    assert answers.ask(index, "西大院").said == "西大院 是 碧水苑 的曾用名"


def test_a_former_name_of_nothing_and_an_empty_present_name_are_refused_together(tmp_path):
    file = tmp_path / "aliases.csv"
    pd.DataFrame({"现名": ["碧水苑", "", "没有的苑"], "曾用名": ["a苑", "b苑", "c苑"]}).to_csv(
        file, index=False
    )
    with pytest.raises(InputError) as refused:
        aliases.read(TableInput(path=file), asked_town.area())
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [("#3", "name"), (None, "name")]  # fmt: skip
    assert "没有的苑" in refused.value.to("zh")


def test_a_table_without_present_names_is_refused(tmp_path):
    file = tmp_path / "aliases.csv"
    pd.DataFrame({"曾用名": ["a苑"]}).to_csv(file, index=False)
    with pytest.raises(InputError, match="no column of present names"):
        aliases.read(TableInput(path=file), asked_town.area())
