"""Changes at the desk: what the district is afterwards, and the scenario that says the same."""

import pytest
import toy_files
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning import planner, scenario
from zoning.app import edits, resolved
from zoning.app.edits import Draft
from zoning.errors import EditError, ScenarioError, ZoningError

LON, LAT = 117.4, 37.4


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    file = toy_files.small_district(tmp_path_factory.mktemp("d"))
    asked = scenario.load(file)
    shared = planner.Shared()
    area = planner.study_area(asked, shared)
    place = area.schools.geometry.to_crs("EPSG:4326")["S1"]
    plan = area.blocks["current_school"].copy()
    return asked, area, shared.area(asked), (place.x, place.y), plan


def after(start, *raw):
    asked, area, _, _, plan = start
    draft = Draft(asked, area)
    for one in raw:
        edit = edits.read(one)
        zones = draft.area.open_schools.index
        draft, plan = (
            edits.applied(draft, edit, plan, zones),
            edits.by_hand(area.blocks["current_school"], edit, plan, zones),
        )
    return draft, plan


def change(start):
    lon, lat = start[3]
    near = st.floats(-0.002, 0.002).map(lambda by: round(by, 6))
    school = st.sampled_from(["S1", "S2", "S3", "N1"])
    return st.one_of(
        st.builds(lambda a, b, s: {"kind": "add", "name": "新校", "lon": lon + a, "lat": lat + b, "seats": s}, near, near, st.integers(1, 99)),
        st.builds(lambda s, a, b: {"kind": "move", "school": s, "lon": lon + a, "lat": lat + b}, school, near, near),
        st.builds(lambda s, n: {"kind": "resize", "school": s, "seats": n}, school, st.integers(1, 99)),
        st.builds(lambda s: {"kind": "close", "school": s}, school),
        st.builds(lambda s: {"kind": "open", "school": s}, school),
        st.builds(lambda b: {"kind": "lock", "blocks": [b]}, st.sampled_from(["c0r0", "c3r1", "c5r2"])),
        st.builds(lambda b: {"kind": "unlock", "blocks": [b]}, st.sampled_from(["c0r0", "c3r1"])),
    )  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_scenario_a_desk_comes_to_makes_the_same_district(start, data):
    done, draft = [], Draft(*start[:2])
    for raw in data.draw(st.lists(change(start), max_size=6)):
        try:
            draft = edits.applied(draft, edits.read(raw), start[4], draft.area.open_schools.index)
        except ZoningError:
            continue
        done.append(raw)
    moved_site = any(raw["kind"] == "move" and raw["school"] == "S3" for raw in done)
    if moved_site:  # a site that was opened and then moved is told as both, which a file cannot say
        return
    asked = resolved.scenario(draft, start[1], start[2])
    again = planner.study_area(asked).open_schools.sort_index()
    here = draft.area.open_schools.sort_index()
    assert list(again.index) == list(here.index)
    assert again["seats"].tolist() == here["seats"].tolist()
    assert (again.geometry.distance(here.geometry, align=False) < 0.05).all()
    assert {(lock.block, lock.school) for lock in asked.lock} == set(draft.locks.items())


def test_by_hand_only_what_was_given_changes(start):
    draft, plan = after(start, {"kind": "assign", "blocks": ["c0r0", "c1r0"], "school": "S2"})
    before = start[4]
    assert plan[["c0r0", "c1r0"]].tolist() == ["S2", "S2"]
    assert plan.drop(["c0r0", "c1r0"]).equals(before.drop(["c0r0", "c1r0"]))
    assert draft.locks == {"c0r0": "S2", "c1r0": "S2"}
    _, today = after(start, {"kind": "assign", "blocks": ["c0r0"], "school": "S2"}, {"kind": "today"})
    assert today.equals(before)


def test_a_school_that_closes_lets_go_of_its_locks(start):
    draft, _ = after(start, {"kind": "assign", "blocks": ["c0r0"], "school": "S2"}, {"kind": "lock", "blocks": ["c0r1"]}, {"kind": "close", "school": "S2"})  # fmt: skip
    assert draft.locks == {"c0r1": "S1"}


@pytest.mark.parametrize(
    "raw",
    [
        {"kind": "assign", "blocks": ["nowhere"], "school": "S1"}, {"kind": "assign", "blocks": ["c0r0"], "school": "S3"},
        {"kind": "assign", "blocks": [], "school": "S1"}, {"kind": "close", "school": "S9"}, {"kind": "paint"}, "close", None,
        {"kind": "add", "name": "", "lon": 1, "lat": 1, "seats": 5}, {"kind": "add", "name": "远校", "lon": 1.0, "lat": 1.0, "seats": 5},
        {"kind": "resize", "school": "S1", "seats": -1}, {"kind": "move", "school": "S3", "lon": LON, "lat": LAT},
        {"kind": "import", "school_of": {"c0r0": "S7"}}, {"kind": "add", "name": "x", "lon": float("nan"), "lat": 1, "seats": 5},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_both_languages(start, raw):
    with pytest.raises((EditError, ScenarioError)) as refused:
        after(start, raw)
    assert refused.value.text.zh
    assert refused.value.text.en


def test_the_last_school_stays_open(start):
    with pytest.raises(ScenarioError, match="no school is left open"):
        after(start, {"kind": "close", "school": "S1"}, {"kind": "close", "school": "S2"})


def test_a_site_that_is_opened_counts_as_a_school(start):
    draft, _ = after(start, {"kind": "open", "school": "S3"})
    assert draft.area.schools.at["S3", "status"] == "open"
    assert edits.fresh(draft.area) == "N1"


def test_every_edit_is_told(start):
    for raw in (
        {"kind": "close", "school": "S1"},
        {"kind": "lock", "blocks": ["c0r0"]},
        {"kind": "solve"},
        {"kind": "today"},
    ):
        text = edits.told(edits.read(raw), start[1])
        assert text.zh != text.en
        assert "{" not in text.zh + text.en
