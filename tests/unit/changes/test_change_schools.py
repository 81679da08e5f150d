"""Schools that grow, move, merge or change stage: what becomes of their seats, their place and today's zones."""

from dataclasses import replace

import pandas as pd
import pyproj
import pytest

from zoning import changes
from zoning.errors import ScenarioError
from zoning.scenario import Scenario
from zoning.toy import town


def asked(**changed):
    inputs = {"blocks": {"path": "-"}, "schools": {"path": "-"}}
    return Scenario.model_validate({"name": "x", "file": "town.toml", "inputs": inputs, **changed})


@pytest.fixture
def area():
    """Six blocks in a row; S1 has the first three today, S2 the others; S3 is a candidate site."""
    made = town(6, 1, schools=[(0, 0, 60), (5, 0, 40), (2, 0, 90)])
    today = pd.array(["S1"] * 3 + ["S2"] * 3, dtype="str")
    return replace(
        made,
        schools=made.schools.assign(status=["open", "open", "candidate"]),
        blocks=made.blocks.assign(current_school=today),
    )


def place(area, x_m, y_m):
    """Degrees of a place so far from the town's corner."""
    west, south, *_ = area.boundary.bounds
    lon, lat = pyproj.Transformer.from_crs(area.crs, 4326, always_xy=True).transform(west + x_m, south + y_m)
    return {"lon": lon, "lat": lat, "datum": "wgs84"}


def refused(area, **changed):
    with pytest.raises(ScenarioError) as raised:
        changes.apply(asked(**changed), area)
    return raised.value.to("en")


def test_a_school_grows_on_top_of_what_it_has_or_was_set_to(area):
    grown = changes.apply(asked(expand=[{"id": "S1", "more_seats": 15}]), area)
    assert grown.schools.at["S1", "seats"] == 75
    assert "共 75 个" in grown.notes[-1].text.zh
    both = asked(expand=[{"id": "S1", "more_seats": 15}], resize=[{"id": "S1", "seats": 10}])
    assert changes.apply(both, area).schools.at["S1", "seats"] == 25


def test_a_site_can_open_and_grow(area):
    opened = asked(open=[{"id": "S3"}], expand=[{"id": "S3", "more_seats": 5}])
    assert changes.apply(opened, area).schools.at["S3", "seats"] == 95


def test_what_is_not_open_cannot_grow_move_or_merge(area):
    for changed in (
        {"expand": [{"id": "S3", "more_seats": 5}]},
        {"relocate": [{"id": "S3", **place(area, 250, 50)}]},
        {"merge": [{"id": "S3", "into": "S1"}]},
        {"merge": [{"id": "S1", "into": "S3"}]},
    ):
        assert "S3 is not open" in refused(area, **changed)


def test_a_school_that_moves_keeps_its_id_its_seats_and_todays_zone(area):
    moved = changes.apply(asked(relocate=[{"id": "S1", **place(area, 250, 50)}]), area)
    before, after = area.schools.loc["S1"], moved.schools.loc["S1"]
    assert after.geometry.distance(before.geometry) == pytest.approx(199.5, abs=1)
    assert after["seats"] == 60
    assert moved.blocks["current_school"].equals(area.blocks["current_school"])
    assert moved.schools.crs == area.schools.crs
    assert "200 米" in moved.notes[-1].text.zh or "199 米" in moved.notes[-1].text.zh
    assert "outside" in refused(area, relocate=[{"id": "S1", **place(area, 90_000, 0)}])


def test_a_merged_school_closes_and_its_zone_of_today_goes_to_the_other(area):
    merged = changes.apply(asked(merge=[{"id": "S2", "into": "S1", "seats": 110}]), area)
    assert list(merged.open_schools.index) == ["S1"]
    assert merged.schools.at["S1", "seats"] == 110
    assert set(merged.blocks["current_school"]) == {"S1"}
    assert set(area.blocks["current_school"]) == {"S1", "S2"}, "the argument was changed"
    kept = changes.apply(asked(merge=[{"id": "S2", "into": "S1"}]), area)
    assert kept.schools.at["S1", "seats"] == 60


def test_a_school_can_merge_into_one_that_opens(area):
    made = changes.apply(asked(open=[{"id": "S3"}], merge=[{"id": "S1", "into": "S3"}]), area)
    assert list(made.open_schools.index) == ["S2", "S3"]
    assert set(made.blocks["current_school"]) == {"S2", "S3"}


def test_a_school_that_is_converted_leaves_one_stage_and_takes_up_the_other(area):
    change = {"convert": [{"id": "S2", "to": "junior", "seats": 50}]}
    assert list(changes.apply(asked(**change), area).open_schools.index) == ["S1"]
    junior = changes.apply(asked(stage="junior", **change), area)
    assert junior.schools.loc["S2", ["status", "seats"]].tolist() == ["open", 50]
    nothing = replace(area, schools=area.schools.assign(seats=[60.0, None, 90.0]))
    assert "no seats" in refused(nothing, stage="junior", convert=[{"id": "S2", "to": "junior"}])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"close": [{"id": "S1"}], "merge": [{"id": "S1", "into": "S2"}]}, "both closed and merged"),
        ({"merge": [{"id": "S1", "into": "S2"}, {"id": "S2", "into": "S1"}]}, "cannot take another in"),
        ({"merge": [{"id": "S1", "into": "S1"}]}, "cannot take another in"),
        ({"merge": [{"id": "S1", "into": "S9"}]}, "merge[1].into"),
        ({"convert": [{"id": "S9", "to": "junior"}]}, "convert[1]"),
        ({"close": [{"id": "S1"}], "convert": [{"id": "S1", "to": "junior"}]}, "both closed and converted"),
    ],
)
def test_fates_that_contradict_each_other_are_refused_by_name(area, changed, said):
    assert said in refused(area, **changed)


def test_contradictions_and_ids_that_are_not_there_are_said_at_once(area):
    said = refused(area, close=[{"id": "S1"}], merge=[{"id": "S1", "into": "S9"}])
    assert "both closed and merged" in said
    assert "there is no S9" in said
