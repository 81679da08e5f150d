"""Real districts, end to end; the figures of docs/real-runs.md come from these scenarios."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, real

from zoning import planner, scenario
from zoning.result import Result

SCENARIOS = Path(__file__).parent / "scenarios"
pytestmark = pytest.mark.real


@cache
def run(name: str) -> Result:
    return planner.run(scenario.load(SCENARIOS / f"{name}.toml"))


def pieces(result: Result) -> dict[str, int]:
    """Count the pieces of every zone with networkx."""
    neighbours, school_of = result.measures.neighbours, result.plan.school_of
    graph = nx.Graph()
    graph.add_nodes_from(school_of.index)
    pairs = zip(neighbours["block_a"], neighbours["block_b"], strict=True)
    graph.add_edges_from((a, b) for a, b in pairs if school_of[a] == school_of[b])
    counts: dict[str, int] = {}
    for part in nx.connected_components(graph):
        school = school_of[next(iter(part))]
        counts[school] = counts.get(school, 0) + 1
    return counts


def check_clean(result: Result) -> None:
    """Every block placed, nobody over what the policy allows, one piece per zone with its own school, a true bound."""
    plan, area = result.plan, result.area
    assert sorted(plan.school_of.index) == sorted(area.blocks.index)
    assert plan.school_of.isin(area.open_schools.index).all()
    load = area.blocks["pupils"].groupby(plan.school_of).sum()
    allowed = np.floor(area.open_schools["seats"] * (1 + result.scenario.policy.over_capacity_share) + 1e-9)
    assert (load <= allowed.reindex(load.index)).all()
    assert set(pieces(result).values()) == {1}
    assert all(plan.school_of[block] == school for school, block in result.measures.home.items())
    assert plan.solve.lower_bound <= plan.solve.cost


@pytest.mark.slow
def test_zhengzhou_is_clean_and_proved_within_one_and_a_half_percent():
    folder = real("zhengzhou_zhongyuan")
    result = run("zhengzhou")
    check_clean(result)
    assert result.plan.solve.gap <= 0.015
    # the cost again, from the files alone
    blocks = gpd.read_file(folder / "blocks_wgs84_approx.geojson").to_crs(result.area.crs)
    schools = gpd.read_file(folder / "schools15_wgs84_approx.geojson").to_crs(result.area.crs)
    inside = blocks.geometry.centroid.where(blocks.contains(blocks.geometry.centroid), blocks.representative_point())  # fmt: skip
    spot = schools.set_index("school_id").geometry
    assigned = result.plan.school_of[blocks["block_id"].astype(str)]
    metres = inside.distance(gpd.GeoSeries(spot[assigned].to_numpy(), crs=blocks.crs))
    assert (metres * blocks["pupils"]).sum() == pytest.approx(result.plan.solve.cost, rel=1e-4)


def test_santa_rosa_beside_its_official_zones():
    real("santa_rosa")
    result = run("santa_rosa")
    check_clean(result)
    plans = result.assessment.plans
    assert plans.at["plan", "pupils"] == plans.at["today", "pupils"] == 2861
    assert plans.at["plan", "mean_walk_m"] < 0.9 * plans.at["today", "mean_walk_m"]
    # the blocks' own column and the official polygons are the same plan
    assert plans.at["official_2025_26", "moved_pupils"] == 0
    assert plans.at["official_2025_26", "mean_walk_m"] == pytest.approx(plans.at["today", "mean_walk_m"])
    assert any(note.level == "assumption" and "1.15" in note.text.en for note in result.notes)


@pytest.mark.slow
def test_a_price_on_moves_leaves_more_pupils_where_they_are():
    real("santa_rosa")
    free, stable = (run(name).assessment.plans.loc["plan"] for name in ("santa_rosa", "santa_rosa_stable"))
    assert stable["moved_pupils"] < free["moved_pupils"]
    assert stable["mean_walk_m"] >= free["mean_walk_m"]


def test_closing_steele_lane_beside_the_official_answer():
    real("santa_rosa")
    result = run("santa_rosa_closing")
    check_clean(result)
    plans = result.assessment.plans
    assert plans.at["official_2026_27", "pupils"] == 2861
    assert plans.at["plan", "over"] < plans.at["official_2026_27", "over"]
    assert plans.at["plan", "mean_walk_m"] < plans.at["official_2026_27", "mean_walk_m"]
    # all 437 pupils of Steele Lane must move in any plan
    assert plans.at["plan", "moved_pupils"] >= 437


def test_beijing_from_one_osm_file(tmp_path):
    real("beijing_wudaokou")
    file = SCENARIOS / "beijing.toml"
    command = [sys.executable, "-m", "zoning", "plan", str(file), "--out", str(tmp_path / "out"), "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["plans"]["plan"]["over"] == 0
    assert said["gaps"]
    blocks = pd.read_csv(tmp_path / "out" / "blocks.csv", dtype=str)
    assert len(blocks) >= 15
    assert {"西王庄小区", "新林院"} <= set(blocks["名称"])
    assert any("90 平方米" in note["zh"] and note["level"] == "assumption" for note in said["notes"])


def test_beijing_walks_agree_with_networkx():
    real("beijing_wudaokou")
    result = run("beijing")
    area = result.area
    assert area.streets is not None
    edges = area.streets.edges
    graph = nx.MultiGraph()
    for u, v, metres in zip(edges["u"], edges["v"], edges["length_m"], strict=True):
        graph.add_edge(u, v, weight=metres)
    from zoning.measure import inner_points, walking

    network = walking.network(area.streets, area.barriers)
    at_block = walking.access(network, inner_points(area.blocks).to_numpy())
    at_school = walking.access(network, area.open_schools.geometry.to_numpy())
    s = at_school.edge[0]
    graph.add_edge("school", network.u[s], weight=at_school.off_m[0] + at_school.along_m[0])
    graph.add_edge("school", network.v[s], weight=at_school.off_m[0] + at_school.rest_m[0])
    far = nx.single_source_dijkstra_path_length(graph, "school")
    walk = result.measures.walks.matrix().iloc[:, 0]
    for i, e in enumerate(at_block.edge):
        by_ends = min(far[network.u[e]] + at_block.along_m[i], far[network.v[e]] + at_block.rest_m[i])
        assert walk.iloc[i] <= by_ends + at_block.off_m[i] + 0.06
        if e != s:
            assert walk.iloc[i] == pytest.approx(by_ends + at_block.off_m[i], abs=0.06)


def test_the_zhengzhou_shapefile_is_refused_until_its_crs_is_known(tmp_path):
    folder = real("zhengzhou_zhongyuan")
    text = (SCENARIOS / "zhengzhou.toml").read_text(encoding="utf-8")
    text = text.replace("../../../../shared/data/zhengzhou_zhongyuan", folder.as_posix())
    text = text.replace('blocks_wgs84_approx.geojson"\ndatum = "wgs84"', 'zy_poly.shp"')
    file = tmp_path / "shp.toml"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "zoning", "check", str(file), "--lang", "en"], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False
    )  # fmt: skip
    assert done.returncode == 3
    assert "coordinate" in done.stderr
    assert "Traceback" not in done.stderr
