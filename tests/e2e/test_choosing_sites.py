"""`zoning sites` as a planner runs it: the best site is the best of all plans made one by one, and nothing is lost by a stop."""

import json
import time
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import psutil
import pytest
import toy_files
from command_line import INFEASIBLE, WRONG, blocks_of, bytes_in, started, zoning

from zoning import planner, scenario
from zoning.site_planner import KEPT
from zoning.toy import town

SITES = {"sites.html", "sites.csv", "sites.xlsx", "sites.geojson", "sites.gpkg", "chosen.toml", "run.json"}


def write(folder: Path, more: str = "", seats: int = 60) -> Path:
    """Write 8 × 3 blocks of 5 pupils; S1 and S2 at the left, S3 to S5 candidates farther and farther to the right."""
    area = town(8, 3, schools=[(0, 0, seats), (0, 2, seats), (2, 1, 40), (5, 1, 40), (7, 2, 40)])
    area.schools["status"] = ["open", "open", "candidate", "candidate", "candidate"]
    return toy_files.write(folder, area, toy_files.POLICY + more)


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="module")
def chosen(base, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "选址"
    return zoning("sites", base, "--out", out, "--json", "--workers", "1"), out


def plan_with(base: Path, site: str) -> planner.Result:
    file = toy_files.variant(base, f'[[open]]\nid = "{site}"\n', name=f"{site}.toml")
    return planner.run(scenario.load(file))


def test_the_site_chosen_is_the_best_of_all_plans(chosen, base):
    result, out = chosen
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    cost = {site: plan_with(base, site).plan.solve.cost for site in ("S3", "S4", "S5")}
    best = min(cost, key=cost.__getitem__)
    assert said["answer"]["opened"] == [best]
    assert said["answer"]["value"] == pytest.approx(cost[best])
    assert said["answer"]["bound"] == pytest.approx(cost[best])
    without = planner.run(scenario.load(base)).plan.solve.cost
    for row in said["sites"]:
        assert row["saves_pupil_km"] == pytest.approx((without - cost[row["school_id"]]) / 1000, rel=0.02)
    assert [row["rank"] for row in said["sites"]] == [1, 2, 3]
    assert {path.name for path in out.iterdir()} == SITES


def test_the_files_agree_with_each_other(chosen):
    result, out = chosen
    said = json.loads(result.stdout)["sites"]
    table = pd.read_csv(out / "sites.csv", dtype=str)
    assert table["学校编号"].tolist() == [row["school_id"] for row in said]
    assert table["选中"].tolist() == ["是", "否", "否"]
    layer = gpd.read_file(out / "sites.gpkg", layer="sites")
    assert layer["school_id"].tolist() == table["学校编号"].tolist()
    assert set(gpd.list_layers(out / "sites.gpkg")["name"]) >= {"sites", "zones_a", "zones_b", "changes"}
    points = json.loads((out / "sites.geojson").read_text(encoding="utf-8"))
    assert [f["properties"]["rank"] for f in points["features"]] == [1, 2, 3]
    assert points["notice"]
    book = openpyxl.load_workbook(out / "sites.xlsx")
    assert book.sheetnames[:2] == ["备选点", "选择"]
    assert book["备选点"]["A2"].value == said[0]["school_id"]


def test_the_scenario_it_leaves_opens_the_site(chosen, tmp_path):
    result, out = chosen
    made = zoning("plan", out / "chosen.toml", "--out", tmp_path / "plan", "--json")
    assert made.exit_code == 0, made.stderr
    opened = json.loads(result.stdout)["answer"]["opened"]
    assert set(blocks_of(tmp_path / "plan")["学校编号"]) == {"S1", "S2", *opened}


def test_two_workers_give_the_same_bytes(chosen, base, tmp_path):
    again = zoning("sites", base, "--out", tmp_path / "选址", "--json", "--workers", "2")
    assert again.exit_code == 0, again.stderr
    mine, theirs = bytes_in(chosen[1]), bytes_in(tmp_path / "选址")
    for name in ("sites.csv", "sites.geojson", "sites.gpkg"):
        assert mine[name] == theirs[name]


def test_what_was_answered_before_a_stop_is_not_asked_again(base, tmp_path, monkeypatch):
    from zoning.assign import siting

    real, asked = siting.evaluate, []

    def counted(bundle, number):
        asked.append(number)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return real(bundle, number)

    monkeypatch.setattr(siting, "evaluate", counted)
    out = tmp_path / "选址"
    stopped = zoning("sites", base, "--out", out, "--workers", "1", "--lang", "en")
    assert stopped.exit_code == 130
    assert [path.name for path in out.iterdir()] == [KEPT]
    again = zoning("sites", base, "--out", out, "--workers", "1", "--json")
    assert again.exit_code == 0, again.stderr
    assert sorted(asked) == [0, 1, 2, 2]
    assert {path.name for path in out.iterdir()} == SITES


@pytest.mark.slow
def test_a_killed_run_is_taken_up_and_ends_with_the_same_answer(tmp_path):
    more = '[sites.made]\nplace = "grid"\nspacing_m = 70\nseats = 40\n'
    area = town(20, 10, schools=[(0, 0, 900), (0, 9, 900)])
    file = toy_files.write(tmp_path / "d", area, toy_files.POLICY + more)
    out, children = tmp_path / "killed", []
    process = started("sites", file, "--out", out, "--workers", "2", "--quiet")
    kept, deadline = out / KEPT, time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None and not children:
        if kept.exists() and kept.read_text(encoding="utf-8").count("\n") > 4:
            children = psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.01)
    process.kill()
    process.wait(timeout=30)
    assert children
    assert kept.exists(), "killed before it was done"
    psutil.wait_procs(children, timeout=20)
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    whole = zoning("sites", file, "--out", tmp_path / "whole", "--json", "--workers", "1")
    again = zoning("sites", file, "--out", out, "--json", "--workers", "1")
    assert again.exit_code == whole.exit_code == 0
    assert json.loads(again.stdout)["sites"] == json.loads(whole.stdout)["sites"]
    assert {path.name for path in out.iterdir()} == SITES


@pytest.mark.parametrize(
    ("more", "opened"),
    [
        ('[sites]\nobjective = "most_covered"\nopen_most = 2\n', 2),
        ('[sites]\nobjective = "shortest_longest_walk"\n', 1),
        ('[sites]\nassign = "nearest"\nobjective = "fewest_sites"\nradius_m = 300\n', 1),
        ('[sites]\nassign = "seats"\nopen_most = 3\n', 3),
        ('[sites]\nopen_most = 1\n[[sites.grow]]\nid = "S1"\nmore_seats = 20\ncost_wan = 100\n', 1),
    ],
)
def test_every_aim_has_an_answer_with_its_bound(tmp_path, more, opened):
    result = zoning("sites", write(tmp_path / "d", more), "--out", tmp_path / "o", "--json", "--no-rank")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)["answer"]
    assert len(answer["opened"]) == opened
    assert answer["bound"] <= answer["value"]


def test_a_shortage_names_the_way_out_and_is_made_least(tmp_path):
    short = write(tmp_path / "d", seats=30)  # 120 pupils, 60 seats, one site of 40
    refused = zoning("sites", short, "--out", tmp_path / "o", "--lang", "en")
    assert refused.exit_code == INFEASIBLE
    assert "least_shortage" in refused.stderr
    assert not (tmp_path / "o").exists()
    least = toy_files.variant(short, '[sites]\nobjective = "least_shortage"\n')
    result = zoning("sites", least, "--out", tmp_path / "o", "--json", "--workers", "1")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["answer"]["value"] == said["answer"]["bound"] == 120 - 60 - 40
    assert {row["fewer_over"] for row in said["sites"]} == {40.0}


def test_rooms_go_to_schools_that_are_there(tmp_path):
    more = '[sites]\nopen_most = 1\n[sites.facility]\nname = "特教资源教室"\nhave = ["S1"]\n'
    area = town(8, 3, schools=[(0, 0, 60), (1, 0, 60), (5, 1, 60)])
    base = toy_files.write(tmp_path / "d", area, toy_files.POLICY + more)
    result = zoning("sites", base, "--out", tmp_path / "o", "--json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["answer"]["opened"] == ["S3"]
    assert {row["school_id"] for row in said["sites"]} == {"S2", "S3"}
    assert (tmp_path / "o" / "sites.html").exists()
    assert not (tmp_path / "o" / "chosen.toml").exists()


def test_sites_can_be_made_in_every_block(tmp_path):
    more = '[sites.made]\nplace = "blocks"\nseats = 40\n'
    area = town(6, 2, schools=[(0, 0, 60), (0, 1, 60)])
    base = toy_files.write(tmp_path / "d", area, toy_files.POLICY + more)
    result = zoning("sites", base, "--out", tmp_path / "o", "--json", "--workers", "1")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert len(said["sites"]) == 12
    again = zoning("plan", tmp_path / "o" / "chosen.toml", "--out", tmp_path / "p", "--json")
    assert again.exit_code == 0, again.stderr


def test_sites_can_be_made_in_parcels_of_some_uses(tmp_path):
    area = town(6, 2, schools=[(0, 0, 60), (0, 1, 60)])
    cells = area.blocks.geometry.to_crs("EPSG:4326")
    land = gpd.GeoDataFrame(
        {"宗地编号": [f"Z{n}" for n in range(12)], "用地性质": ["教育用地", "工业用地"] * 6},
        geometry=cells.to_numpy(),
        crs="EPSG:4326",
    )
    more = '[inputs.parcels]\npath = "land.geojson"\ndatum = "wgs84"\n[sites.made]\nplace = "parcels"\nseats = 40\nland_use = ["教育用地"]\n'
    base = toy_files.write(tmp_path / "d", area, toy_files.POLICY + more)
    land.to_file(tmp_path / "d" / "land.geojson", driver="GeoJSON")
    result = zoning("sites", base, "--out", tmp_path / "o", "--json", "--workers", "1")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)["sites"]
    assert {row["name"] for row in said} == {f"Z{n}" for n in range(0, 12, 2)}
    assert all(row["site_m2"] == pytest.approx(10_000, rel=0.01) for row in said)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[sites]\nmay_close = ["S9"]\n', "there is no S9"),
        ("[sites]\nbudget_wan = 100\n", "no cost_wan"),
        ('[sites.made]\nplace = "grid"\nseats = 40\n', "needs spacing_m"),
        ("[sites.exclude]\nschool_m = 100000\n", "every candidate site is excluded"),
        ('[sites]\nobjective = "least_shortage"\nassign = "nearest"\n', "leaves aside"),
        ("[sites]\nobjectiv = 1\n", "no such key"),
        ('[sites.made]\nplace = "parcels"\nseats = 40\n', "needs inputs.parcels"),
    ],
)
def test_mistakes_are_said_in_the_planners_words(tmp_path, more, told):
    result = zoning("sites", write(tmp_path / "d", more), "--out", tmp_path / "o", "--lang", "en")
    assert result.exit_code == WRONG, result.stderr
    assert told in " ".join(result.stderr.split())
    assert not (tmp_path / "o").exists()


def test_no_candidates_is_said(tmp_path):
    base = toy_files.write(tmp_path / "d", town(4, 1, schools=[(0, 0, 60)]))
    result = zoning("sites", base, "--out", tmp_path / "o", "--lang", "en")
    assert result.exit_code == WRONG
    assert "there are no candidate sites" in result.stderr


@pytest.mark.slow
def test_the_demos_new_estate_gets_the_best_of_its_twelve_sites(root, tmp_path):
    """Exhaustive: every one of the twelve opened by itself, planned, and compared with what the command chose."""
    demo = (root / "data" / "demo.toml").as_posix()
    candidates = pd.read_csv(root / "data" / "schools" / "candidate_sites.csv", encoding="utf-8-sig")["编号"]
    cost, bound = {}, {}
    shared = planner.Shared()
    for site in candidates:
        file = tmp_path / f"{site}.toml"
        file.write_text(f'extends = "{demo}"\n[[open]]\nid = "{site}"\n', encoding="utf-8")
        solve = planner.run(scenario.load(file), shared=shared).plan.solve
        cost[site], bound[site] = solve.cost, solve.lower_bound
    result = zoning("sites", demo, "--open", "1", "--out", tmp_path / "o", "--json", "--workers", "1")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)["answer"]
    best = min(cost, key=cost.__getitem__)
    assert answer["opened"] == [best]
    assert all(bound[site] > cost[best] for site in candidates if site != best), (
        "proved: no other site is as good"
    )
    assert answer["bound"] <= cost[best]
    assert answer["value"] <= cost[best] * 1.001
