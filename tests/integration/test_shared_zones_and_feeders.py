"""Multi-school zones and feeders from scenario file to results folder: every output says the same."""

import json
from dataclasses import replace

import judged
import pandas as pd
import pyogrio
import pytest
import toy_files

from zoning import export, planner, scenario
from zoning.errors import ExportError, ScenarioError
from zoning.toy import town

POOL = '[policy]\neffort = 0.02\n[[pool]]\nschools = ["S1", "S2"]\n'
ZONE, NAME = "S1+S2", "第1小学、第2小学（多校划片）"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def primary(folder):
    """Eight by three blocks; S1 and S2 in the west share a zone, S3 stands in the east."""
    area = town(8, 3, schools=[(0, 0, 40), (3, 0, 40), (7, 2, 60)])
    today = judged.with_today(area.blocks, (["S1"] * 2 + ["S2"] * 2 + ["S3"] * 4) * 3)
    base = toy_files.write(folder / "primary", replace(area, blocks=today), POOL)
    made = planner.run(scenario.load(base))
    planner.write(made, folder / "primary" / "out", "zh")
    return made


@pytest.fixture(scope="module")
def junior(primary, folder):
    area = town(8, 3, pupils=3, schools=[(1, 1, 60), (6, 1, 60)])
    more = '[policy]\neffort = 0.02\n[inputs.feeders]\npath = "../primary/out/blocks.csv"\n'
    made = planner.run(scenario.load(toy_files.write(folder / "junior", area, more)))
    planner.write(made, folder / "junior" / "out", "zh")
    return made


def csv(folder, stage, name):
    frame = pd.read_csv(folder / stage / "out" / name, dtype=str, encoding="utf-8-sig")
    return frame.set_index(frame.columns[0])


def test_the_plan_sends_blocks_to_the_zone_in_one_piece_around_both_schools(primary):
    zone = primary.plan.school_of
    assert set(zone) == {ZONE, "S3"}
    assert zone["c0r0"] == zone["c3r0"] == ZONE
    row = primary.assessment.schools.loc[ZONE]
    assert (row["seats"], row["pieces"], row["members"]) == (80, 1, "S1 S2")
    assert row["current_pupils"] == 60


def test_what_covers_a_block_and_where_it_goes_today_are_schools_one_by_one(primary):
    block = primary.assessment.blocks.loc["c0r0"]
    assert (block["school_id"], block["current_school"], block["moved"]) == (ZONE, "S1", False)
    assert (block["walk_m"], block["farthest_walk_m"], block["current_walk_m"]) == (195, 390, 0)  # × 1.3
    assert block["radius_covered"]
    plans = primary.assessment.plans
    assert (
        plans.at["today", "mean_walk_m"] < plans.at["plan", "mean_walk_m"]
    )  # each pupil at the school of its own today
    assert plans.at["plan", "longest_walk_m"] == primary.measures.farthest.to(primary.plan.school_of).max()


def test_tables_name_the_zone_alike(primary, folder):
    blocks, why = csv(folder, "primary", "blocks.csv"), csv(folder, "primary", "why.csv")
    assert set(blocks["学校编号"]) == set(why["学校编号"]) == {ZONE, "S3"}
    assert set(blocks["划片学校"]) == {NAME, "第3小学"}
    assert why.at["c3r0", "说明"] == "第2小学就在本地块内"
    schools = csv(folder, "primary", "schools.csv")
    assert schools.at[ZONE, "多校片区内学校编号"] == "S1 S2"
    assert schools.at[ZONE, "学位"] == "80"
    out = folder / "primary" / "out"
    plan = primary.plan.school_of
    for name in ("blocks.csv", "zones.geojson", "plan.gpkg"):
        assert export.read_plan(out / name).reindex(plan.index).tolist() == plan.tolist()


def test_maps_for_gis_show_both_schools_where_they_stand(primary, folder):
    sites = pyogrio.read_dataframe(folder / "primary" / "out" / "plan.gpkg", layer="schools").set_index(
        "school_id"
    )
    assert sites.index.tolist() == ["S1", "S2", "S3"]
    assert sites["zone_id"].tolist()[:2] == [ZONE, ZONE]
    assert sites["seats"].tolist() == [40, 40, 60]
    assert sites["alert"].notna().all()
    assert sites.at["S1", "pupils"] != sites.at["S1", "pupils"]  # those of the zone stand with the zone
    zones = json.loads((folder / "primary" / "out" / "zones.geojson").read_text(encoding="utf-8"))
    assert {f["id"]: f["properties"]["name"] for f in zones["features"]} == {ZONE: NAME, "S3": "第3小学"}


def test_the_record_tells_which_schools_share_and_that_places_are_drawn(primary, folder):
    record = json.loads((folder / "primary" / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["totals"]["pools"] == {ZONE: ["S1", "S2"]}
    assert record["scenario"]["pool"] == [{"schools": ["S1", "S2"]}]
    assert any("摇号" in note["zh"] for note in record["notes"])
    assert record["totals"]["seats"] == 140
    assert set(record["solve"]["seat_price_m"]) == {ZONE, "S3"}


def test_the_junior_plan_takes_primary_zones_whole(junior, primary, folder):
    to = junior.plan.school_of
    assert to.groupby(primary.plan.school_of).nunique().tolist() == [1, 1]
    told = csv(folder, "junior", "feeders.csv")
    assert told["学校编号"].to_dict() == {ZONE: "S1", "S3": "S2"}
    assert told.at[ZONE, "小学片区"] == NAME
    assert int(told["适龄学生"].astype(int).sum()) == 72
    assert csv(folder, "junior", "schools.csv")["对口小学"].to_dict() == {"S1": NAME, "S2": "第3小学"}
    assert set(csv(folder, "junior", "blocks.csv")["小学片区"]) == {NAME, "第3小学"}
    record = json.loads((folder / "junior" / "out" / "run.json").read_text(encoding="utf-8"))
    assert [row["feeder"] for row in record["totals"]["feeders"]] == [ZONE, "S3"]
    zones = json.loads((folder / "junior" / "out" / "zones.geojson").read_text(encoding="utf-8"))
    assert zones["features"][0]["properties"]["feeders"] == NAME


def test_zones_of_the_primary_plan_as_polygons_give_the_same(junior, primary, folder):
    base = toy_files.variant(
        folder / "junior" / "town.toml",
        '[inputs.feeders]\npath = "../primary/out/zones.geojson"\ndatum = "wgs84"\n',
    )
    made = planner.study_area(scenario.load(base))
    assert made.blocks["feeder"].tolist() == junior.area.blocks["feeder"].tolist()
    assert made.blocks["feeder_name"].tolist() == junior.area.blocks["feeder_name"].tolist()


def test_a_results_folder_that_the_run_reads_is_not_written_to(junior, folder):
    with pytest.raises(ExportError) as raised:
        export.require_writable(folder / "primary" / "out", junior.scenario)
    assert "blocks.csv" in raised.value.to("en")


def test_the_program_can_pair_the_schools_itself_and_alternatives_keep_the_pairs(primary, folder):
    base = toy_files.variant(
        folder / "primary" / "town.toml", "lang = 'en'\n[policy]\npool_size = 2\n", name="pairs.toml"
    )
    text = (folder / "primary" / "town.toml").read_text(encoding="utf-8").split("[[pool]]")[0]
    (folder / "primary" / "plain.toml").write_text(text, encoding="utf-8")
    base.write_text(base.read_text(encoding="utf-8").replace("town.toml", "plain.toml"), encoding="utf-8")
    found = planner.alternatives(scenario.load(base), count=2, within=0.5, differ=0.02)
    assert all(result.area.pools == found[0].area.pools for result in found)
    assert any("pairs of schools made by the program" in note.text.en for note in found[0].notes)
    assert "(shared zone)" in found[0].assessment.schools["name"].str.cat()


@pytest.mark.parametrize(
    ("pools", "said"),
    [
        ('[[pool]]\nschools = ["S1", "S9"]\n', "there is no S9"),
        ('[[pool]]\nschools = ["S1", "S1"]\n', "named twice"),
        ('[[pool]]\nschools = ["S1", "S2"]\n[[pool]]\nschools = ["S2", "S3"]\n', "S2 is in pool 1 already"),
        ('[[pool]]\nschools = ["S1", "S2"]\n[[close]]\nid = "S2"\n', "S2 is not open"),
        ('[[pool]]\nschools = ["S1"]\n', "pool[1].schools"),
        ("[policy]\npool_size = 3\n", "policy.pool_size"),
    ],
)
def test_a_pool_that_cannot_be_is_refused_with_its_place(tmp_path, pools, said):
    base = toy_files.write(tmp_path, town(8, 1, schools=[(0, 0, 40), (3, 0, 40), (7, 0, 60)]), pools)
    with pytest.raises(ScenarioError) as raised:
        planner.study_area(scenario.load(base))
    assert said in raised.value.to("en")


def test_pools_of_a_file_that_extends_another_add_up(tmp_path):
    base = toy_files.write(tmp_path, town(8, 1, schools=[(c, 0, 40) for c in (0, 2, 4, 7)]), POOL)
    asked = scenario.load(toy_files.variant(base, '[[pool]]\nschools = ["S3", "S4"]\n'))
    assert asked.policy.pools == (("S1", "S2"), ("S3", "S4"))
