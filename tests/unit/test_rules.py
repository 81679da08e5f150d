"""Norms as data: what ships, profiles of one's own, and what is said of a wrong one."""

import math
import tomllib
from importlib.resources import files

import pytest

from zoning import rules
from zoning.errors import RulesError
from zoning.rules import Rules

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


def test_three_profiles_ship():
    assert rules.names() == ["gb50180-2018", "quality-balance-2017", SHIPPED]


@pytest.mark.parametrize("name", rules.names())
def test_every_value_of_a_shipped_profile_names_a_document_that_is_listed(name):
    norms = rules.load(name)
    assert norms.profile.id == name
    assert len(norms.norms) > 50
    for norm in norms.norms.values():
        assert norm.document in norms.profile.documents
        assert norm.unit
        assert norm.value > 0
        assert not norm.verified  # nobody has compared one with the original text yet


def test_one_document_says_the_same_in_every_profile_that_ships():
    said = {}
    for name in rules.names():
        for path, norm in rules.load(name).norms.items():
            assert said.setdefault((path, norm.document), norm) == norm


@pytest.mark.parametrize(
    ("name", "document", "paths"),
    [
        ("gb50180-2018", "gb50180", ["service_radius_m.kindergarten", "service_radius_m.junior"]),
        ("quality-balance-2017", "jydd2017", ["class_size_max.primary", "class_size_max.junior"]),
    ],
)
def test_what_a_profile_does_not_say_is_inherited_and_names_its_own_document(name, document, paths):
    norms, below = rules.load(name), rules.load(SHIPPED)
    for path in paths:
        assert norms.norms[path].document == document
    others = {path: norm for path, norm in norms.norms.items() if norm.document != document}
    assert others
    assert others.items() <= below.norms.items()


def test_the_default_answers_every_question_that_ships_filled():
    norms = rules.load(SHIPPED)
    assert [norms.class_size(level) for level in ("kindergarten", "primary", "junior", "senior")] == [
        30,
        45,
        50,
        50,
    ]
    assert [norms.classes_max(level) for level in ("primary", "nine_year", "senior")] == [36, 45, 60]
    assert [norms.enrolment_max(level) for level in ("primary", "nine_year", "senior")] == [2000, 2500, 3000]
    assert (norms.large_class(), norms.large_class("super")) == (56, 66)
    assert (norms.private_share_max(), norms.private_share_max("province")) == (0.15, 0.05)
    assert (norms.public_share_min(), norms.inclusive_share_min()) == (0.5, 0.85)
    assert [norms.nearby_share_min(stage) for stage in ("primary", "junior")] == [1.0, 0.95]
    assert norms.migrant_public_share_min() == 0.85
    assert [norms.cv_max(stage) for stage in ("primary", "junior")] == [0.5, 0.45]
    assert norms.indicator_min("sports_area_pp", "junior") == 10.2
    assert norms.indicators_met_min() == (6, 0.85)
    assert norms.persons_per_household() == 2.56
    assert norms.occupancy() == (0.2, 0.5, 0.75, 0.9)
    assert (norms.rural_radius_m("primary"), norms.site_distance_m("railway")) == (2000, 300)


def test_what_nobody_said_is_no_limit_and_what_a_bureau_must_fill_in_is_unknown():
    norms = rules.load(SHIPPED)
    assert norms.classes_max("special") == norms.enrolment_max("special") == math.inf
    assert norms.seats_per_1000("primary") is None
    assert norms.land_per_pupil_m2("primary") is None
    assert norms.rural_radius_m("junior") is None
    assert norms.site_distance_m("river") == 0


def test_what_a_profile_does_not_say_and_a_plan_needs_is_refused_by_name():
    with pytest.raises(RulesError, match=r"shandong-2018: class_size_max\.special: .*add it"):
        rules.load(SHIPPED).class_size("special")
    bare = Rules(rules.load(SHIPPED).profile.model_copy(update={"occupancy_share": {}}), "own.toml")
    with pytest.raises(RulesError, match=r"own\.toml: occupancy_share"):
        bare.occupancy()


def test_what_nobody_checked_is_listed_until_somebody_does(text, tmp_path):
    assert "service_radius_m.primary" in rules.load(SHIPPED).unverified()
    checked = text.replace("verified = false", "verified = true")
    (tmp_path / "own.toml").write_text(checked, encoding="utf-8")
    assert rules.load("own.toml", tmp_path).unverified() == []


def test_a_profile_of_ones_own_lies_beside_the_scenario(text, tmp_path):
    own = text.replace("primary = { value = 500", "primary = { value = 650")
    (tmp_path / "own.toml").write_text(own, encoding="utf-8-sig")
    assert rules.load("own.toml", tmp_path).service_radius_m("primary") == 650
    with pytest.raises(RulesError, match=r"own\.toml"):
        rules.load("own.toml", tmp_path / "elsewhere")


def test_an_unknown_profile_says_which_there_are():
    with pytest.raises(RulesError) as raised:
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
    with pytest.raises(RulesError, match=r"own\.toml"):
        rules.load("own.toml", tmp_path)


def test_the_file_is_plain_toml(text):
    assert set(tomllib.loads(text)) >= {"id", "documents", "service_radius_m", "alert_share"}
