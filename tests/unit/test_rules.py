"""Norms as data: what ships, profiles of one's own, and what is said of a wrong one."""

import tomllib
from importlib.resources import files

import pytest

from zoning import rules
from zoning.errors import ScenarioError

SHIPPED = "shandong-2018"


@pytest.fixture
def text() -> str:
    return files("zoning.rules").joinpath(f"{SHIPPED}.toml").read_text(encoding="utf-8")


def test_the_shipped_profile_has_a_radius_a_class_and_alerts_for_every_stage():
    norms = rules.load(SHIPPED)
    assert [norms.service_radius_m(stage) for stage in ("kindergarten", "primary", "junior")] == [
        300,
        500,
        1000,
    ]
    assert [norms.class_size(stage) for stage in ("kindergarten", "primary", "junior")] == [30, 45, 50]
    assert (norms.alert("yellow"), norms.alert("red")) == (0.9, 1.0)
    assert norms.title.zh
    assert norms.title.en


@pytest.mark.parametrize("name", rules.names())
def test_every_value_of_a_shipped_profile_names_a_document_that_is_listed(name):
    profile = rules.load(name).profile
    assert profile.id == name
    groups = profile.model_dump(exclude={"id", "title_zh", "title_en", "documents"})
    for norms in groups.values():
        for norm in norms.values():
            assert norm["document"] in profile.documents
            assert norm["unit"]
            assert norm["value"] > 0


def test_what_nobody_checked_is_listed_until_somebody_does(text, tmp_path):
    assert "service_radius_m.primary" in rules.load(SHIPPED).unverified()
    checked = text.replace("verified = false", "verified = true")
    (tmp_path / "own.toml").write_text(checked, encoding="utf-8")
    assert rules.load("own.toml", tmp_path).unverified() == []


def test_a_profile_of_ones_own_lies_beside_the_scenario(text, tmp_path):
    own = text.replace("primary = { value = 500", "primary = { value = 650")
    (tmp_path / "own.toml").write_text(own, encoding="utf-8-sig")
    assert rules.load("own.toml", tmp_path).service_radius_m("primary") == 650
    with pytest.raises(ScenarioError, match=SHIPPED):
        rules.load("own.toml", tmp_path / "elsewhere")


def test_an_unknown_profile_says_which_there_are():
    with pytest.raises(ScenarioError) as raised:
        rules.load("shandong")
    assert SHIPPED in raised.value.to("zh")
    assert SHIPPED in raised.value.to("en")


@pytest.mark.parametrize(
    ("found", "replaced"),
    [
        ('unit = "m", ', ""),
        ("verified = false", 'verified = "maybe"'),
        ("value = 500", 'value = "far"'),
        ("[alert_share]", "[alerts]"),
        ("primary = { value = 500", "primary school = { value = 500"),
        ("title_zh", "title"),
    ],
)
def test_a_wrong_profile_is_refused_by_name(text, tmp_path, found, replaced):
    assert found in text
    (tmp_path / "own.toml").write_text(text.replace(found, replaced, 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"own\.toml"):
        rules.load("own.toml", tmp_path)


def test_the_file_is_plain_toml(text):
    assert set(tomllib.loads(text)) >= {"id", "documents", "service_radius_m", "alert_share"}
