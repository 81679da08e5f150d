"""Every rule of the policy written in a scenario file, and what the run makes of it."""

import json
from dataclasses import replace

import judged
import numpy as np
import pytest
import toy_files

from zoning import planner, scenario
from zoning.errors import ScenarioError
from zoning.toy import town

EVERY_RULE = """
[policy]
effort = 0.02
whole = "subdistrict"
far_m = 250
far_price = 0.5
shortest_longest_walk = true
balance_price_m = 50
most_moved_share = 0.5
arterial_price_m = 300
subdistrict_price_m = 100

[[lock]]
block = "c5r0"
school = "S1"
never = true

[[together]]
blocks = ["c0r1", "c1r1"]
"""


@pytest.fixture
def base(tmp_path):
    """Eight by two blocks with streets; the street after the fourth column is an arterial; S1 in the west, S2 in the east."""
    area = town(8, 2, schools=[(1, 0, 60), (6, 0, 60)], street_m=20, streets=True)
    edges, east = area.streets.edges, area.boundary.bounds[0]
    middle = edges.geometry.apply(lambda line: abs(line.centroid.x - (east + 4 * 120)) < 2)
    streets = replace(area.streets, edges=edges.assign(level=np.where(middle, "arterial", "local")))
    blocks = judged.with_today(area.blocks, (["S1"] * 5 + ["S2"] * 3) * 2)
    columns = blocks.index.str[1].astype(int)
    blocks = blocks.assign(
        subdistrict=np.where(columns == 0, "甲街道", np.where(columns < 4, None, "乙街道"))
    )
    return toy_files.write(tmp_path / "in", replace(area, streets=streets, blocks=blocks), EVERY_RULE)


def test_every_rule_of_a_scenario_is_kept_and_said(base, tmp_path):
    made = planner.run(scenario.load(base))
    school_of = made.plan.school_of
    # the longest walk comes before all prices: c3r1 crosses the arterial, as 480 m is as short as the longest walk can be
    assert school_of[school_of == "S2"].index.tolist() == ["c4r0", "c5r0", "c6r0", "c7r0", "c3r1", "c4r1", "c5r1", "c6r1", "c7r1"]  # fmt: skip
    assert made.plan.solve.least_longest_walk_m == 480
    said = {note.text.en.split(":")[0] for note in made.notes if note.about == "policy"}
    assert {"kept whole by subdistrict", "longest walk made short first"} <= said
    # five pupils cross; of the 45 at S2 five sit above even use (two thirds of 60 seats), on the first quarter beyond
    assert made.plan.solve.paid_m == {
        "far_price": 4800, "arterial_price_m": 5 * 300, "subdistrict_price_m": 0, "balance_price_m": 5 * 50 / 4,
    }  # fmt: skip
    planner.write(made, tmp_path / "out", "en")
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["solve"]["least_longest_walk_m"] == made.plan.solve.least_longest_walk_m
    assert record["solve"]["paid_m"] == made.plan.solve.paid_m
    assert record["scenario"]["policy"]["whole"] == "subdistrict"


def test_a_file_that_extends_another_adds_its_groups(base):
    asked = scenario.load(toy_files.variant(base, '[[together]]\nblocks = ["c2r0", "c2r1"]'))
    assert asked.policy.together == (("c0r1", "c1r1"), ("c2r0", "c2r1"))


def test_what_a_rule_needs_and_the_inputs_lack_is_said_at_once(base):
    asked = scenario.load(toy_files.variant(base, '[policy]\nwhole = "ward"\nfar_price = 1'))
    with pytest.raises(ScenarioError) as raised:
        planner.study_area(asked)
    assert "policy.whole" in raised.value.to("zh")
    assert "subdistrict" in raised.value.to("en")


def test_the_community_of_a_block_is_read_beside_its_name_and_can_be_kept_whole(tmp_path):
    area = town(6, 1, pupils=10, schools=[(0, 0, 60), (5, 0, 60)])
    blocks = area.blocks.rename(columns={"name": "小区名称"}).assign(
        社区=["一", "一", "二", "二", "三", "三"]
    )
    base = toy_files.write(
        tmp_path, replace(area, blocks=blocks), "[policy]\neffort = 0.02\nwhole = 'community'\n"
    )
    made = planner.run(scenario.load(base))
    assert made.area.blocks["community"].tolist() == ["一", "一", "二", "二", "三", "三"]
    assert made.area.blocks.at["c1r0", "name"] == "小区c1r0"
    assert made.plan.school_of["c2r0"] == made.plan.school_of["c3r0"]
