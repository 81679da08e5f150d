"""The demo district end to end: the rules hold, its known troubles show, what-ifs answer as they must."""

import json
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
import shapely

from zoning import planner, scenario
from zoning.result import Result
from zoning.words import Text

ROOT = Path(__file__).resolve().parents[2]

EFFORT = "[policy]\neffort = 0.05\n"
NEW_ESTATE = "明月湖"
OVERFULL, HALF_EMPTY = "P08", "P03"
VILLAGES = {"P15", "P16"}


def carried(folder: Path, base: str, *, on_step=planner.ignore) -> Result:
    """Run a demo scenario with little search."""
    file = folder / "quick.toml"
    file.write_text(f"extends = '{(ROOT / 'data' / base).as_posix()}'\n{EFFORT}", encoding="utf-8")
    return planner.run(scenario.load(file), on_step)


@pytest.fixture(scope="module")
def steps() -> list[Text]:
    return []


@pytest.fixture(scope="module")
def primary(tmp_path_factory, steps) -> Result:
    return carried(tmp_path_factory.mktemp("primary"), "demo.toml", on_step=steps.append)


@pytest.fixture(scope="module")
def junior(tmp_path_factory) -> Result:
    return carried(tmp_path_factory.mktemp("junior"), "demo-junior.toml")


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Result:
    return carried(tmp_path_factory.mktemp("opened"), "demo-new-school.toml")


@pytest.fixture(scope="module")
def written(primary, steps, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("out") / "demo"
    files = planner.write(primary, out, "zh", steps.append)
    assert sorted(files) == sorted(out.iterdir())
    return out


@pytest.fixture(params=["primary", "junior", "opened"])
def result(request) -> Result:
    return request.getfixturevalue(request.param)


def estate(made: Result) -> pd.DataFrame:
    """The under-covered areas of which blocks of the new estate are a part."""
    names = made.area.blocks["name"]
    mine = [any(NEW_ESTATE in names[block] for block in ids) for ids in made.assessment.gaps["block_ids"]]
    return made.assessment.gaps[mine]


def uncovered_of_estate(made: Result) -> int:
    """Pupils of the new estate beyond every service radius."""
    blocks = made.assessment.blocks
    mine = blocks["name"].str.contains(NEW_ESTATE)
    return int(blocks.loc[mine & ~blocks["radius_covered"], "pupils"].sum())


def test_every_block_goes_to_one_open_school_and_no_school_is_over(result):
    school_of, area = result.plan.school_of, result.area
    assert school_of.index.equals(area.blocks.index)
    assert school_of.isin(area.open_schools.index).all()
    load = area.blocks["pupils"].groupby(school_of).sum().reindex(area.open_schools.index, fill_value=0)
    assert (load <= area.open_schools["seats"]).all()
    assert load.sum() == area.blocks["pupils"].sum() > 5000
    assert result.assessment.plans.loc["plan", ["over", "schools_over", "extra_pieces"]].tolist() == [0, 0, 0]


def test_every_zone_is_in_one_piece_with_its_school_as_networkx_counts(result):
    pairs = result.measures.neighbours
    graph = nx.Graph(list(zip(pairs["block_a"], pairs["block_b"], strict=True)))
    graph.add_nodes_from(result.area.blocks.index)
    for school, mine in result.plan.school_of.groupby(result.plan.school_of):
        assert nx.number_connected_components(graph.subgraph(mine.index)) == 1, school
        assert result.measures.home[school] in mine.index
    assert (result.assessment.schools["pieces"] == 1).all()


def test_the_bound_proves_that_the_plan_is_within_two_percent(result):
    solve = result.plan.solve
    assert 0 < solve.lower_bound <= solve.cost
    assert solve.gap < 0.02
    assert solve.cost / solve.lower_bound - 1 == pytest.approx(solve.gap)


def test_our_plan_walks_more_than_the_nearest_school_and_less_than_today(primary):
    mean = primary.assessment.plans["mean_walk_m"]
    assert mean["nearest"] <= mean["plan"] < mean["today"]
    assert primary.assessment.plans.loc["nearest", "over"] > 500


def test_the_new_estate_is_among_the_under_covered_areas(primary):
    gaps = estate(primary)
    assert len(gaps) >= 1
    assert gaps["pupils"].max() > 500
    assert gaps["nearest_m"].max() > 2000


def test_the_overfull_school_is_relieved_and_its_empty_neighbour_filled(primary):
    schools = primary.assessment.schools
    full, empty = schools.loc[OVERFULL], schools.loc[HALF_EMPTY]
    assert full["name"] == "东湖实验小学"
    assert full["current_pupils"] > full["seats"] * 1.3
    assert full["pupils"] <= full["seats"]
    assert full["seat_price_m"] > 0, "one more seat there would save walking"
    assert empty["current_pupils"] < empty["seats"] * 0.6
    assert empty["pupils"] > empty["seats"] * 0.9


def test_the_villages_north_of_the_railway_walk_far_and_their_schools_have_room(primary):
    schools = primary.assessment.schools
    assert (schools.loc[list(VILLAGES), "free"] > 100).all()
    blocks = primary.assessment.blocks
    villages = blocks[(blocks["kind"] == "村") & (blocks["pupils"] > 0)]
    assert (villages["walk_m"] > 2000).sum() >= 10


def test_streets_are_never_shorter_than_the_straight_line_and_cover_less(result):
    blocks = result.assessment.blocks
    assert (blocks["walk_m"] >= blocks["straight_m"] - 0.2).all()
    share = result.assessment.coverage.set_index(["way", "base"])["share"]
    for base in ("area", "dwellings", "pupils"):
        assert 0 < share["walk", base] < share["radius", base] < 1


def test_zones_tile_the_ground_beside_the_river_without_overlap(result):
    zones, barriers = result.assessment.zones, result.area.barriers
    river = barriers[barriers["kind"] == "river"].area.sum()
    assert zones.area.sum() == pytest.approx(shapely.union_all(zones.geometry.to_numpy()).area, rel=1e-6)
    assert zones.area.sum() + river == pytest.approx(result.area.boundary.area, rel=1e-3)
    one, other = zones.sindex.query(zones.geometry, predicate="dwithin", distance=1.0)
    colour = zones["colour"].to_numpy()
    assert (colour[one[one != other]] != colour[other[one != other]]).all()


def test_junior_schools_have_their_own_pupils_radius_and_zones(junior, primary):
    assert junior.measures.radius_m == 1000
    assert primary.measures.radius_m == 500
    assert len(junior.area.open_schools) == 8
    assert not set(junior.area.open_schools.index) & set(primary.area.open_schools.index)
    assert junior.area.blocks["pupils"].sum() != primary.area.blocks["pupils"].sum()


def test_a_school_in_the_new_estate_shortens_walks_and_shrinks_the_gap(primary, opened):
    assert "C01" in opened.area.open_schools.index
    assert opened.assessment.schools.at["C01", "pupils"] > 300
    before, after = (made.assessment.plans["mean_walk_m"] for made in (primary, opened))
    assert after["plan"] < before["plan"] - 10
    assert after["nearest"] < before["nearest"]
    assert uncovered_of_estate(opened) < 0.5 * uncovered_of_estate(primary)
    assert estate(opened)["pupils"].sum() < estate(primary)["pupils"].sum()
    # nobody's way to the nearest school grew longer
    assert (opened.assessment.blocks["nearest_m"] <= primary.assessment.blocks["nearest_m"]).all()


def test_the_cost_can_be_added_up_again_from_the_tables(primary, written):
    blocks = pd.read_csv(written / "blocks.csv", dtype={"地块编号": str, "学校编号": str})
    walked = (blocks["步行距离（米）"] * blocks["适龄学生"]).sum()
    assert walked == pytest.approx(primary.plan.solve.cost, rel=1e-9)
    record = json.loads((written / "run.json").read_text(encoding="utf-8"))
    assert record["solve"]["cost"] == pytest.approx(walked)
    schools = pd.read_csv(written / "schools.csv", dtype={"学校编号": str}).set_index("学校编号")
    assert blocks.groupby("学校编号")["适龄学生"].sum().equals(schools["适龄学生"].rename("适龄学生"))
    assert (schools["平均步行（米）"] * schools["适龄学生"]).sum() == pytest.approx(walked, rel=1e-4)


def test_every_file_of_the_demo_says_that_it_is_invented(written):
    for name in ("map.html", "zones.geojson", "gaps.geojson", "run.json"):
        assert "虚构数据" in (written / name).read_text(encoding="utf-8"), name
    assert "虚构数据".encode() in (written / "plan.gpkg").read_bytes()


def test_the_steps_are_announced_in_order_and_timed(primary, written, steps):
    order = [planner.READ, planner.MEASURE, planner.ASSIGN, planner.ASSESS, planner.RENDER, planner.EXPORT]
    assert steps == order
    assert list(primary.seconds) == [step.en for step in order[:4]]


def test_the_run_says_what_it_assumed(primary):
    said = " ".join(note.text.zh for note in primary.notes)
    assert "GCJ02" in said
    assert {note.level for note in primary.notes} <= {"info", "assumption", "warning"}
    assert set(primary.area.sources) >= {"blocks", "schools", "streets", "barriers", "crossings", "boundary"}


@pytest.mark.slow
def test_walks_kept_from_an_earlier_run_change_nothing(tmp_path, monkeypatch, primary):
    monkeypatch.setenv("ZONING_CACHE", str(tmp_path / "kept"))
    for turn in ("first", "second"):
        (tmp_path / turn).mkdir()
        again = carried(tmp_path / turn, "demo.toml")
        assert again.measures.walks.matrix().equals(primary.measures.walks.matrix())
        assert again.measures.notes == primary.measures.notes
        assert again.plan.school_of.equals(primary.plan.school_of)
    assert len(list((tmp_path / "kept").iterdir())) > len(primary.area.open_schools)
