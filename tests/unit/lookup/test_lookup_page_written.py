"""The page as it is written: one file, nothing from outside, small, and it says what every map must say."""

import inspect
import json
import re
from dataclasses import replace

import invented_town
import pytest

from zoning.errors import ExportError
from zoning.lookup import index as plan_index
from zoning.lookup import page, page_words
from zoning.render import offline


@pytest.fixture(scope="module")
def result():
    return invented_town.result(80, 5)


@pytest.fixture(scope="module")
def html(result):
    return page.page(result, plan_index.of_result(result, {"S01": "东至东一路。</script>"}), "zh")


def test_nothing_comes_from_outside_and_the_same_plan_gives_the_same_page(result, html):
    assert offline.outside(html) == []
    assert html == page.page(result, plan_index.of_result(result, {"S01": "东至东一路。</script>"}), "zh")


def test_it_says_what_it_is_and_of_when(html):
    for said in ("内部工作用图", "虚构数据", "2026-03-01", "东湖区教育局", "未取得审图号", "示意图，不作为权属及行政区划依据", "以公布的划片文本为准"):  # fmt: skip
        assert said in html


def test_a_review_number_takes_the_mark_away():
    reviewed = invented_town.result(20, 2, map_review_no="鲁S(2026)001号", fictitious=False)
    text = page.page(reviewed, plan_index.of_result(reviewed, {}), "zh")
    assert "鲁S(2026)001号" in text
    assert '<span class="badge">' not in text


def test_its_data_know_no_pupils_and_cannot_end_their_element(result, html):
    text = re.search(r'<script type="application/json" id="lookup-data">(.*?)</script>', html, re.DOTALL)[1]
    data = json.loads(text)
    assert data["zones"][0]["notice"] == "东至东一路。</script>"
    assert set(data["blocks"]) == {"name", "address", "subdistrict", "zone", "walk_m", "shape"}
    assert set(data["zones"][0]) == {"name", "notice", "shape", "each_m", "fill", "schools"}


def test_whatever_is_known_of_pupils_the_page_is_the_same(result, html):
    """No count of pupils, dwellings, seats or use is in the page, not even worked into another number."""
    counts = ["pupils", "dwellings"]
    blocks = result.area.blocks.assign(**{name: result.area.blocks[name] * 3 + 1 for name in counts})
    schools = result.area.schools.assign(seats=1.0, classes=1.0, roll=1.0)
    judged = replace(
        result.assessment,
        blocks=result.assessment.blocks.assign(pupils=1.0),
        schools=result.assessment.schools.assign(pupils=0.0),
    )
    zones = judged.zones.assign(pupils=0.0, seats=0.0, utilisation_share=0.0)
    other = replace(
        result,
        area=replace(result.area, blocks=blocks, schools=schools),
        assessment=replace(judged, zones=zones),
    )
    assert page.page(other, plan_index.of_result(other, {"S01": "东至东一路。</script>"}), "zh") == html


def test_every_word_of_the_page_is_used_and_none_is_missing():
    script = "".join(offline.asset(name) for name in ("lookup_page.js", "lookup_map.js"))
    asked = set(re.findall(r"\b(?:words|text)\.(\w+)", script)) - {"plain"}
    in_python = set(re.findall(r"words\[[\"'](\w+)", inspect.getsource(page)))
    known = set(page_words.page("zh"))
    assert asked - known == set()
    assert known - asked - in_python - {"data_date", "made_by", "map_review_no"} == set()


def test_it_is_written_whole_or_not_at_all(result, tmp_path):
    index = plan_index.of_result(result, {})
    file = tmp_path / "下" / "lookup.html"
    page.write(result, index, file, "zh")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(ExportError, match=r"must be an \.html file"):
        page.write(result, index, tmp_path / "lookup.txt", "zh")
    with pytest.raises(ExportError):
        page.write(result, index, file / "lookup.html", "zh")
    assert [path.name for path in file.parent.iterdir()] == ["lookup.html"]
