"""The desk over HTTP, as its page talks to it: changes, other windows, refusals, and what is there after a crash."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import desks
import pandas as pd
import pytest
import toy_files

from zoning import export, planner, scenario
from zoning.errors import EditError
from zoning.toy import town
from zoning.words import Text


@pytest.fixture
def run(tmp_path):
    with desks.running(toy_files.small_district(tmp_path / "d"), tmp_path / "desk") as run:
        yield run


def schools(state):
    ids = state["plan"]["schools"]["id"]
    return [None if s < 0 else ids[s] for s in state["plan"]["school_of"]]


def test_a_change_is_solved_and_taken_back_and_made_again(run):
    first = run.state()
    assert first["plan"]["totals"]["moved"] == 0
    status, _ = run.edit(kind="open", school="S3")
    assert status == 200
    opened = run.state()
    assert set(schools(opened)) == {"S1", "S2", "S3"}
    assert opened["plan"]["totals"]["cost_pupil_km"] < first["plan"]["totals"]["cost_pupil_km"]
    assert opened["steps"] == [{"zh": "开放 第3小学", "en": "open 第3小学"}]
    run.ask("/api/undo", {"version": opened["version"]})
    undone = run.state()
    assert schools(undone) == schools(first)
    assert undone["undone"] == 1
    run.ask("/api/redo", {"version": undone["version"]})
    assert schools(run.state()) == schools(opened)


def test_what_is_solved_at_the_desk_is_what_zoning_plan_finds(run, tmp_path):
    run.edit(kind="open", school="S3")
    at_desk = run.state()["plan"]["totals"]
    more = '[[open]]\nid = "S3"\n'
    alone = planner.run(scenario.load(toy_files.variant(tmp_path / "d" / "town.toml", more))).plan.solve
    assert at_desk["cost_pupil_km"] == pytest.approx(alone.cost / 1000, rel=0.01)
    assert at_desk["cost_pupil_km"] * 1000 >= alone.lower_bound - 51


def test_a_plan_made_by_hand_is_judged_as_strictly(run):
    before = run.state()["plan"]["totals"]
    run.edit(kind="assign", blocks=["c0r2", "c1r2"], school="S2")
    found = run.state()
    assert found["plan"]["by_hand"]
    totals = found["plan"]["totals"]
    assert totals["cut_off_blocks"] == 2
    assert totals["cost_pupil_km"] > before["cost_pupil_km"]
    assert totals["gap"] is None  # no plan within the rules: nothing is claimed
    assert totals["moved"] == 10
    assert len(found["locks"]) == 2
    run.edit(
        kind="assign", blocks=["c0r0"], school="S2"
    )  # the block that S1 stands in: no plan within the rules
    given = run.state()["plan"]
    assert given["totals"]["gap"] is None
    assert {p["kind"]: p["count"] for p in given["problems"]}["cut_off"] >= 1


def test_a_plan_over_its_seats_or_with_fewer_locks_claims_nothing_that_is_not_proved(run):
    first = run.state()["plan"]["totals"]
    run.edit(kind="assign", blocks=["c3r0", "c3r1", "c3r2"], school="S1")  # 60 seats, 45 pupils and 15 more
    full = run.state()["plan"]["totals"]
    run.edit(kind="assign", blocks=["c4r0", "c4r1"], school="S1")
    over = run.state()["plan"]["totals"]
    assert over["over_pupils"] == 10
    assert over["gap"] is None
    assert full["gap"] > first["gap"]
    run.edit(kind="unlock", blocks=["c4r0", "c4r1"])
    run.edit(kind="solve")
    held = run.state()["plan"]["totals"]
    assert held["gap"] < 0.01  # of plans with the locks that are left
    run.edit(kind="unlock", blocks=["c3r0", "c3r1", "c3r2"])
    free = run.state()["plan"]["totals"]
    assert free["cost_pupil_km"] == held["cost_pupil_km"]
    assert (
        free["gap"] >= run.desk.state.answer.cost / run.desk.baseline.cost - 1
    )  # a plan without locks costs so much


def test_a_lock_put_while_the_zones_are_solved_does_not_lose_the_search(run):
    attempt, asked = run.desk._attempt, []

    def slow(state, thorough, stop):
        asked.append(1)
        while len(asked) == 1 and not stop():
            time.sleep(0.01)
        return attempt(state, thorough, stop)

    run.desk._attempt = slow
    run.edit(kind="open", school="S3")
    run.edit(kind="lock", blocks=["c0r0"])
    state = run.state()
    assert set(schools(state)) == {"S1", "S2", "S3"}
    assert len(asked) == 2


def test_what_fails_late_leaves_no_trace(run, monkeypatch):
    before = run.state()

    def broken(*_):
        raise EditError(Text("坏了", "broken"))

    monkeypatch.setattr(run.desk.district, "judged", broken)
    assert run.edit(kind="assign", blocks=["c0r2"], school="S2")[0] == 422
    monkeypatch.setattr(run.desk.district, "seen", broken)
    assert run.edit(kind="close", school="S2")[0] == 422
    monkeypatch.undo()
    assert run.state() == before
    assert len(run.desk.states) == len(run.desk.journal.history.done) + 1


def test_a_search_given_up_and_begun_again_has_one_answer(run):
    attempt, let = run.desk._attempt, threading.Event()

    def late(state, thorough, stop):
        while not (stop() or let.is_set()):
            time.sleep(0.01)
        if stop():  # an answer that comes after it was given up
            time.sleep(0.2)
            return replace(state.answer, failed=Text("太晚", "too late")), None
        return attempt(state, thorough, stop)

    run.desk._attempt = late
    run.edit(kind="open", school="S3")
    run.desk.abandon()
    run.desk.wake()
    let.set()
    assert run.state()["failed"] is None
    assert run.desk.state.settled


def test_the_same_files_by_another_path_are_the_same_desk(tmp_path, monkeypatch):
    file = toy_files.small_district(tmp_path / "d")
    with desks.running(file, tmp_path / "desk") as run:
        run.edit(kind="open", school="S3")
        run.state()
    monkeypatch.chdir(tmp_path / "d")
    with desks.running("town.toml", tmp_path / "desk") as run:
        assert len(run.state()["steps"]) == 1
        status, other = run.ask("/api/other?name=desk")
        assert status == 200
        assert other["school_of"] == run.state()["plan"]["school_of"]


def test_todays_zones_are_taken_only_where_they_are_known(tmp_path):
    area = town(4, 3, schools=[(0, 0, 60), (3, 2, 60)])
    with desks.running(toy_files.write(tmp_path / "d", area), tmp_path / "k") as run:
        assert run.edit(kind="today")[0] == 422
        assert run.state()["steps"] == []


def test_the_effect_is_told_before_it_is_accepted_and_nothing_changes(run):
    before = run.state()
    status, effect = run.ask("/api/preview", {"blocks": ["c0r2", "c1r2"], "school": "S2"})
    assert status == 200
    one, two = effect["totals"]
    assert two["mean_walk_m"] > one["mean_walk_m"]
    assert {row["id"]: row["pupils"] for row in effect["schools"]} == {"S1": [60, 50], "S2": [30, 40]} or len(effect["schools"]) == 2  # fmt: skip
    assert run.state() == before
    run.edit(kind="assign", blocks=["c0r2", "c1r2"], school="S2")
    after = run.state()["plan"]["totals"]
    assert {key: after[key] for key in two} == two


def test_locked_blocks_stay_and_a_plan_that_cannot_be_is_explained(run):
    run.edit(kind="assign", blocks=["c1r2"], school="S2")
    run.edit(kind="solve")
    state = run.state()
    at = run.desk.district.area.blocks.index.get_loc("c1r2")
    assert schools(state)[at] == "S2"
    assert state["failed"] is None
    run.edit(kind="close", school="S2")  # 90 pupils, 60 seats
    state = run.state()
    assert "学位" in state["failed"]["zh"]
    assert state["plan"]["totals"]["unassigned_blocks"] > 0
    assert run.ask("/api/export", {})[0] == 422
    run.ask("/api/undo", {"version": state["version"]})
    assert run.state()["failed"] is None


def test_two_windows_lose_nothing(run):
    version = run.desk.version
    one = run.ask("/api/edit", {"version": version, "edit": {"kind": "open", "school": "S3"}})
    two = run.ask("/api/edit", {"version": version, "edit": {"kind": "close", "school": "S2"}})
    assert (one[0], two[0]) == (200, 409)
    assert "另一个窗口" in two[1]["zh"]
    assert len(run.state()["steps"]) == 1


def test_many_at_once_are_done_one_by_one(run):
    statuses = []

    def press():
        statuses.append(run.edit(kind="lock", blocks=["c0r0"])[0])

    hands = [threading.Thread(target=press) for _ in range(12)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert set(statuses) <= {200, 409}
    assert statuses.count(200) == len(run.state()["steps"]) == run.desk.version


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/api/state", None, {"x-zoning-token": "wrong"}, 403),
        ("/api/state", None, {"x-zoning-token": ""}, 403),
        ("/api/edit", {"version": 0, "edit": {"kind": "solve"}}, {"x-zoning-token": "wrong"}, 403),
        ("/", None, {"host": "evil.example"}, 421),
        ("/api/state", None, {"host": "evil.example:80"}, 421),
        ("/page/../server.py", None, None, 404),
        ("/page/..%2f..%2fserver.py", None, None, 404),
        ("/page/%2e%2e/desk.py", None, None, 404),
        ("/page/index.html", None, None, 404),
        ("/etc/passwd", None, None, 404),
        ("/docs", None, None, 404),
        ("/api/open", {"name": "../../etc/passwd"}, None, 422),
        ("/api/save_as", {"name": "a/b"}, None, 422),
        ("/api/save_as", {"name": "desk"}, None, 422),
        ("/api/other?name=nowhere", None, None, 422),
        ("/api/block?id=nowhere", None, None, 404),
        ("/api/edit", {"version": 0, "edit": {"kind": "close", "school": "S9"}}, None, 422),
        ("/api/edit", {"version": 0}, None, 422),
        ("/api/edit", [], None, 422),
        ("/api/preview", {"blocks": ["nowhere"], "school": "S1"}, None, 422),
        ("/api/undo", {"version": 0}, None, 422),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused_and_changes_nothing(run, path, body, headers, status):
    before = run.state()
    got, said = run.ask(path, body, headers=headers)
    assert got == status
    if status in (403, 421, 422):
        assert said["zh"]
        assert said["en"]
    assert run.state() == before


def test_uploads_are_bounded_and_checked(run):
    before = run.state()
    assert run.ask("/api/import?version=0&kind=csv", raw=b"x" * 8_000_001)[0] == 413
    assert run.ask("/api/import?version=0&kind=exe", raw=b"x")[0] == 422
    assert run.ask("/api/import?version=0&kind=csv", raw=b"\xff\xfe\x00")[0] == 422
    assert run.ask("/api/import?version=0&kind=gpkg", raw=b"no database")[0] == 422
    assert run.ask("/api/import?version=0&kind=csv", raw="地块编号,学校编号\nc0r0,S77\n".encode())[0] == 422
    assert run.state() == before
    wanted = "block_id,school_id\n" + "".join(
        f"c{c}r{r},S{1 + (c > 2)}\n" for r in range(3) for c in range(6)
    )
    assert run.ask("/api/import?version=0&kind=csv", raw=wanted.encode())[0] == 200
    assert schools(run.state()) == ["S1", "S1", "S1", "S2", "S2", "S2"] * 3


def test_the_page_asks_nobody_else(run):
    _, html = run.ask("/")
    names = re.findall(r'(?:src|href)="([^"]+)"', html.decode())
    assert all(name.startswith(("/page/", "data:")) for name in names)
    for name in [name for name in names if name.startswith("/page/")]:
        status, text = run.ask(name)
        assert status == 200
        assert not re.findall(r"https?://(?!www\.w3\.org)", text.decode()), name


def test_scenarios_have_names_and_can_be_laid_side_by_side(run):
    run.edit(kind="open", school="S3")
    assert run.ask("/api/save_as", {"name": "方案二"})[0] == 200
    run.edit(kind="assign", blocks=["c3r1"], school="S2")
    assert run.state()["name"] == "方案二"
    assert run.state()["names"] == ["desk", "方案二"]
    _, other = run.ask("/api/other?name=desk")
    assert other["totals"]["moved"] <= run.state()["plan"]["totals"]["moved"]
    run.ask("/api/open", {"name": "desk"})
    assert len(run.state()["steps"]) == 1


def test_why_a_block_has_its_school(run):
    run.edit(kind="assign", blocks=["c0r2"], school="S2")
    _, said = run.ask("/api/block?id=c0r2&lang=en")
    assert said["locked"]
    near = said["near"]
    assert [row["metres"] for row in near] == sorted(row["metres"] for row in near)
    assert "farther" in said["reason"]


def test_exports_are_those_of_zoning_plan_and_the_scenario_in_them_is_the_desks(run, tmp_path):
    run.edit(kind="open", school="S3")
    run.edit(kind="lock", blocks=["c5r0"])
    state = run.state()
    status, said = run.ask("/api/export", {})
    assert status == 200
    assert {"map.html", "plan.gpkg", "blocks.csv", "zones.geojson", "run.json"} <= set(said["files"])
    plan = export.read_plan(tmp_path / "desk" / "export" / "desk" / "blocks.csv")
    assert plan.reindex(run.desk.district.area.blocks.index).tolist() == schools(state)
    record = json.loads((tmp_path / "desk" / "export" / "desk" / "run.json").read_text(encoding="utf-8"))
    assert [change["id"] for change in record["scenario"]["open"]] == ["S3"]
    assert [lock["block"] for lock in record["scenario"]["lock"]] == ["c5r0"]
    assert record["solve"]["lower_bound"] > 0
    _, packed = run.ask("/api/export.zip")
    assert set(said["files"]) == set(zipfile.ZipFile(BytesIO(packed)).namelist())


def test_a_new_change_gives_up_the_search_that_runs_and_nothing_is_lost(tmp_path):
    area = town(14, 12, schools=[(1, 1, 320), (12, 10, 320), (1, 10, 320)])
    with desks.running(
        toy_files.write(tmp_path / "d", area, "[policy]\neffort = 50\n"), tmp_path / "k"
    ) as run:
        desk = run.desk
        desk.base = None  # so that the search is long
        attempt, asked = desk._attempt, []

        def slow(state, thorough, stop):
            asked.append(len(asked))
            while len(asked) == 1 and not stop():
                time.sleep(0.01)
            return attempt(state, thorough, stop)

        desk._attempt = slow
        run.edit(kind="resize", school="S1", seats=310)
        assert desk.solving
        run.edit(kind="resize", school="S1", seats=330)
        state = run.state()
        assert asked == [0, 1]
        assert len(state["steps"]) == 2
        assert state["failed"] is None
        assert state["plan"]["totals"]["unassigned_blocks"] == 0


def test_a_closed_tab_ends_the_search_and_a_look_begins_it_again(run, monkeypatch):
    from zoning.app import server

    monkeypatch.setattr(server, "_GONE_S", 0.1)
    desk, stopped = run.desk, []
    attempt = desk._attempt

    def endless(state, thorough, stop):
        while not stop():
            time.sleep(0.01)
        stopped.append(True)

    desk._attempt = endless
    run.edit(kind="open", school="S3")
    assert run.ask("/api/state")[1]["solving"]  # somebody looked, and went away
    for _ in range(500):
        if stopped:
            break
        time.sleep(0.01)
    assert stopped
    assert not desk.state.settled
    desk._attempt = attempt
    assert run.state()["plan"]["totals"]["unassigned_blocks"] == 0
    assert desk.state.settled


def start(file, folder):
    """Start `zoning serve` as a planner does; return the process and where it is."""
    command = [sys.executable, "-m", "zoning", "serve", str(file), "--out", str(folder), "--no-browser", "--lang", "en"]  # fmt: skip
    log = (folder.parent / "serve.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "ZONING_CACHE": "off"})  # fmt: skip
    for _ in range(1200):
        found = re.search(r"http://127\.0\.0\.1:(\d+)/#(\S+)", (folder.parent / "serve.log").read_text(encoding="utf-8"))  # fmt: skip
        if found:
            return process, desks.Running(None, int(found[1]), found[2])
        assert process.poll() is None, (folder.parent / "serve.log").read_text(encoding="utf-8")
        time.sleep(0.1)
    raise AssertionError("the desk never said where it is")


def test_everything_is_there_after_a_kill(tmp_path):
    file = toy_files.small_district(tmp_path / "d")
    process, run = start(file, tmp_path / "desk")
    try:
        run.ask("/api/edit", {"version": 0, "edit": {"kind": "open", "school": "S3"}})
        run.state()
        run.ask("/api/edit", {"version": 1, "edit": {"kind": "assign", "blocks": ["c0r2"], "school": "S2"}})
        run.ask("/api/undo", {"version": 2})
        before = run.state()
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process, run = start(file, tmp_path / "desk")
        after = run.state()
        for key in ("steps", "undone", "version", "locks", "marks"):
            assert after[key] == before[key]
        assert after["plan"] == before["plan"]
    finally:
        process.terminate()
        assert process.wait(20) is not None


def test_a_desk_of_other_files_says_so(tmp_path):
    file = toy_files.small_district(tmp_path / "d")
    with desks.running(file, tmp_path / "desk") as run:
        run.edit(kind="open", school="S3")
        run.state()
    seats = pd.read_csv(tmp_path / "d" / "schools.csv", encoding="utf-8-sig", dtype=str)
    seats.assign(学位数="70").to_csv(tmp_path / "d" / "schools.csv", index=False, encoding="utf-8-sig")
    with (
        pytest.raises(Exception, match="made with another scenario or other inputs"),
        desks.running(file, tmp_path / "desk"),
    ):
        pass
