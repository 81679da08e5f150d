"""What the terminal says of norms: source, what a profile has otherwise and why, what nobody checked."""

import json
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from zoning import report_rules, rules
from zoning.rules import titles
from zoning.words import Text

OWN = """\
extends = "quality-balance-2017"
id = "own"
title_zh = "本区[规范]"
[documents.own]
title = "本区教育设施布局专项规划[2026]"
[service_radius_m]
primary = { value = 600, unit = "m", document = "own", article = "第8条", verified = true, reason = "老城区无校址" }
[seats_per_1000]
primary = { value = 61, unit = "seats/1000 residents", document = "own", verified = true }
[school.P03.class_size_max]
primary = { value = 49, unit = "pupils/class", document = "own", verified = false, reason = "2010年前建成" }
"""


def shown(asked, lang: str, width: int = 100) -> str:
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(report_rules.norms(asked, lang))
    return captured.get()


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return rules.load("own.toml", tmp_path)


@pytest.mark.parametrize("name", rules.names())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_norm_is_shown_with_value_unit_and_document_in_100_columns(name, lang):
    asked = rules.load(name)
    text = shown(asked, lang)
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= 100
    for path, norm in asked.norms.items():
        group, key = titles.parted(path)
        block = lines[lines.index(f"{titles.GROUPS[group].to(lang)} · {group}") + 1 :]
        line = next(line for line in block if key in line.split() or not key)
        assert f"{norm.value:g} {titles.unit(norm.unit, lang)}" in line
        assert norm.document in line
        assert Text("否", "no").to(lang) in line.split()
        assert asked.profile.documents[norm.document].title[:20] in text


def test_what_a_profile_has_otherwise_is_shown_with_the_school_and_the_reason(own):
    rows = [[cell.strip() for cell in line.split("│")] for line in shown(own, "zh", width=160).splitlines()]
    assert ["", "own", "service_radius_m.primary", "全部", "600", "500", "老城区无校址", ""] in rows
    assert ["", "own", "class_size_max.primary", "P03", "49", "45", "2010年前建成", ""] in rows
    assert ["", "own", "seats_per_1000.primary", "全部", "61", "–", "出处：own", ""] in rows
    assert "本区[规范]" in shown(own, "en")
    assert "专项规划[2026]" in shown(own, "en")


def test_what_nobody_checked_is_counted_and_listed(own):
    text = shown(own, "en")
    count = len(own.unverified())
    assert f"{count} of {len(own.norms)} values are not checked" in text
    assert "\n  service_radius_m kindergarten junior\n" in text
    assert "\n  school.P03.class_size_max primary\n" in text
    assert "Empty, to be filled by the bureau: land_per_pupil_m2" in text
    assert f"{len(own.norms)} 个数值中 {count} 个未核对原文" in shown(own, "zh")


def test_every_group_key_and_unit_has_its_chinese_name():
    for name in rules.names():
        for path, norm in rules.load(name).norms.items():
            group, key = titles.parted(path)
            assert group in titles.GROUPS
            assert titles.key_zh(key) != key or not key
            assert norm.unit in titles.UNITS_ZH


def test_a_document_that_is_not_listed_is_named_all_the_same(rules):
    stray = rules.profile.model_copy(update={"documents": {}})
    assert "sd2018" in shown(replace(rules, profile=stray), "zh")


def test_the_profile_as_plain_values_holds_what_is_otherwise(own):
    found = json.loads(json.dumps(report_rules.as_json(own)))
    assert found["extends"] == "quality-balance-2017"
    assert found["school"]["P03"]["class_size_max"]["primary"]["reason"] == "2010年前建成"
    assert {"by": "own", "norm": "class_size_max.primary", "school": "P03", "value": 49, "unit": "pupils/class", "was": 45, "reason": "2010年前建成"} in found["overrides"]  # fmt: skip
    assert found["unverified"] == own.unverified()
