"""A scenario's changes laid over a town: what they do, what is noted, what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyproj
import pytest
from shapely import Point

from zoning import changes
from zoning.datum import wgs84_to_gcj02
from zoning.errors import ScenarioError
from zoning.scenario import Scenario
from zoning.toy import town


def asked(**changed):
    inputs = {"blocks": {"path": "-"}, "schools": {"path": "-"}}
    return Scenario.model_validate({"name": "x", "file": "town.toml", "inputs": inputs, **changed})


@pytest.fixture
def area():
    """Six blocks; S1 and S2 are open, S3 is a candidate site with seats, S4 one without."""
    made = town(6, 1, schools=[(0, 0, 60), (5, 0, 40), (2, 0, 90), (3, 0, 0)])
    status = ["open", "open", "candidate", "candidate"]
    seats = made.schools["seats"].where(made.schools["seats"] > 0)
    return replace(made, schools=made.schools.assign(status=status, seats=seats))


def refused(area, **changed):
    with pytest.raises(ScenarioError) as raised:
        changes.apply(asked(**changed), area)
    return raised.value


def test_without_changes_the_town_is_the_same(area):
    same = changes.apply(asked(), area)
    assert same.schools.equals(area.schools)
    assert list(same.open_schools.index) == ["S1", "S2"]
    assert same.notes == ()


def test_a_school_is_closed(area):
    changed = changes.apply(asked(close=[{"id": "S1"}]), area)
    assert list(changed.open_schools.index) == ["S2"]
    assert "第1小学" in changed.notes[0].text.zh
    assert area.schools.at["S1", "status"] == "open", "the argument was changed"


def test_a_candidate_opens_with_its_own_seats_or_with_those_given(area):
    assert changes.apply(asked(open=[{"id": "S3"}]), area).schools.at["S3", "seats"] == 90
    changed = changes.apply(asked(open=[{"id": "S3", "seats": 45, "name": "明月小学"}]), area)
    assert list(changed.open_schools.index) == ["S1", "S2", "S3"]
    assert changed.schools.loc["S3", ["name", "seats"]].tolist() == ["明月小学", 45]
    assert "45" in changed.notes[0].text.en


def test_a_school_is_resized_and_ids_may_be_written_as_numbers(area):
    renamed = replace(area, schools=area.schools.rename(index={"S2": "2"}))
    assert changes.apply(asked(resize=[{"id": 2, "seats": 10}]), renamed).schools.at["2", "seats"] == 10


def test_a_new_school_stands_where_its_datum_says(area):
    x, y = area.boundary.centroid.coords[0]
    lon, lat = pyproj.Transformer.from_crs(area.crs, 4326, always_xy=True).transform(x, y)
    gcj_lon, gcj_lat = (float(v[0]) for v in wgs84_to_gcj02(np.array([lon]), np.array([lat])))
    new = {"id": "N1", "name": "新校", "seats": 30}
    placed = changes.apply(
        asked(open=[new | {"lon": lon, "lat": lat, "datum": "wgs84"}, new | {"id": "N2", "lon": gcj_lon, "lat": gcj_lat, "datum": "gcj02"}]),
        area,
    )  # fmt: skip
    assert list(placed.open_schools.index) == ["S1", "S2", "N1", "N2"]
    assert placed.schools.crs == area.schools.crs
    for school in ("N1", "N2"):
        assert placed.schools.at[school, "geometry"].distance(Point(x, y)) < 0.5
    assert placed.schools.columns.tolist() == area.schools.columns.tolist()
    assert placed.schools["seats"].dtype.kind == "f"


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ({"id": "N1", "seats": 30}, "lon and lat"),
        ({"id": "N1", "seats": 30, "lon": 118.4, "lat": 37.4}, "datum"),
        ({"id": "N1", "lon": 118.4, "lat": 37.4, "datum": "wgs84"}, "seats"),
        ({"id": "N1", "lon": 118.4, "lat": 36.4, "datum": "wgs84", "seats": 9}, "outside"),
        ({"id": "S4"}, "no seats"),
        ({"id": "S1", "seats": 90}, "resize"),
        ({"id": "S3", "lon": 118.4, "lat": 37.4, "datum": "wgs84"}, "another id"),
    ],
)
def test_a_school_that_cannot_open_is_named_with_what_is_missing(area, opening, said):
    error = refused(area, open=[opening])
    assert said in error.to("en")
    assert opening["id"] in error.to("zh")
    assert "town.toml" in error.to("zh")


@pytest.mark.parametrize(
    "changed",
    [{"close": [{"id": "S11"}]}, {"resize": [{"id": "S11", "seats": 3}]}, {"lock": [{"block": "c0r0", "school": "S11"}]}],
)  # fmt: skip
def test_an_unknown_school_is_refused_with_those_like_it(area, changed):
    error = refused(area, **changed)
    assert "S1" in error.to("en").split("close to it: ")[1].split(", ")
    assert "相近" in error.to("zh")
    assert next(iter(changed)) in error.to("zh")


def test_an_unknown_block_in_a_lock_is_refused_with_those_like_it(area):
    assert "相近的有：c1r0" in refused(area, lock=[{"block": "c1r00", "school": "S1"}]).to("zh")
    assert "相近" not in refused(area, lock=[{"block": "完全不同", "school": "S1"}]).to("zh")


def test_changes_that_contradict_each_other_are_refused(area):
    assert "opened and closed" in refused(area, open=[{"id": "S3"}], close=[{"id": "S3"}]).to("en")
    assert "not open" in refused(area, close=[{"id": "S1"}], lock=[{"block": "c1r0", "school": "S1"}]).to(
        "en"
    )
    both = [{"block": "c1r0", "school": "S1"}, {"block": "c1r0", "school": "S2"}]
    assert "both S1 and S2" in refused(area, lock=both).to("en")


def test_a_block_cannot_be_sent_to_a_school_and_kept_from_it(area):
    lock = {"block": "c1r0", "school": "S1"}
    assert "may never go there" in refused(area, lock=[lock, lock | {"never": True}]).to("en")


def test_locks_that_leave_a_block_no_open_school_name_it(area):
    locks = [{"block": "c1r0", "school": school, "never": True} for school in ("S1", "S2")]
    assert "c1r0" in refused(area, lock=locks).to("zh")
    assert "rule out every open school" in refused(area, lock=locks).to("en")
    assert "rule out" in refused(area, lock=locks[:1], close=[{"id": "S2"}]).to("en")
    assert "rule out" not in str(changes.apply(asked(lock=locks, open=[{"id": "S3"}]), area).notes)


def test_keeping_a_block_from_a_school_that_is_closed_is_no_mistake(area):
    lock = {"block": "c1r0", "school": "S1", "never": True}
    assert list(changes.apply(asked(lock=[lock], close=[{"id": "S1"}]), area).open_schools.index) == ["S2"]


def test_an_unknown_block_in_a_group_is_refused_with_those_like_it(area):
    error = refused(area, together=[{"blocks": ["c0r0", "c1r0"]}, {"blocks": ["c2r0", "c1r00"]}]).to("zh")
    assert "together[2].blocks" in error
    assert "相近的有：c1r0" in error


@pytest.mark.parametrize(
    ("policy", "key", "said"),
    [
        ({"whole": "ward"}, "policy.whole", "subdistrict"),
        ({"whole": "current_school"}, "policy.whole", "no column current_school"),
        ({"far_price": 2}, "policy.far_m", "from how many metres"),
        ({"most_moved_share": 0.1}, "policy.most_moved_share", "no block names today's school"),
        ({"arterial_price_m": 100}, "policy.arterial_price_m", "no arterial"),
    ],
)
def test_a_rule_that_the_inputs_cannot_serve_is_refused(area, policy, key, said):
    error = refused(area, policy=policy).to("en")
    assert key in error
    assert said in error


def test_everything_a_policy_lacks_is_said_at_once(area):
    nowhere = replace(area, blocks=area.blocks.assign(subdistrict=None))
    error = refused(nowhere, policy={"whole": "subdistrict", "subdistrict_price_m": 5, "far_price": 1}).to(
        "en"
    )
    assert "3 problems" in error


def test_the_same_lock_twice_is_one_lock(area):
    lock = {"block": "c1r0", "school": "S1"}
    assert changes.apply(asked(lock=[lock, lock]), area).schools.equals(area.schools)


def test_some_school_stays_open(area):
    assert "no school is left" in refused(area, close=[{"id": "S1"}, {"id": "S2"}]).to("en")


def test_a_new_school_keeps_the_kinds_of_columns(area):
    new = {"id": "N1", "seats": 30, "lon": 118.42, "lat": 37.39, "datum": "wgs84"}
    x, y = area.boundary.centroid.coords[0]
    new["lon"], new["lat"] = pyproj.Transformer.from_crs(area.crs, 4326, always_xy=True).transform(x, y)
    changed = changes.apply(asked(open=[new]), area).schools
    assert changed.at["N1", "name"] == "N1"
    assert pd.isna(changed.at["N1", "roll"])
    assert changed.geometry.notna().all()


def test_every_unknown_id_is_named_at_once(area):
    wrong = {
        "close": [{"id": "S9"}],
        "resize": [{"id": "S8", "seats": 5}],
        "lock": [{"block": "x", "school": "S7"}],
    }
    with pytest.raises(ScenarioError) as caught:
        changes.apply(asked(**wrong), area)
    said = caught.value.to("en")
    assert all(
        key in said for key in ("close[1]", "resize[1]", "lock[1].block", "lock[1].school", "4 problems")
    )
