"""The benchmark of zones: folders are read as they stand, plans are written whole, and what is claimed of them is true."""

import importlib.util
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from bench_town import (
    BLOCKS,
    LINKS,
    SCHOOLS,
    SITES,
    best_km,
    cost_km,
    is_clean,
    read,
    straight,
    town,
    ways,
    write,
)

from benchmarks import instances, peers, zones
from benchmarks.instances import InstanceError
from zoning.assign.problem import NEVER

ROOT = Path(__file__).resolve().parent.parent.parent
AUDIT = ROOT.parent / "shared" / "bench" / "audit.py"

SECONDS = ("--seconds", "1")


def assert_audited(folder: Path) -> None:
    if AUDIT.exists():
        asked = [sys.executable, str(AUDIT), str(folder / "in"), str(folder / "out")]
        judged = subprocess.run(asked, capture_output=True, text=True, check=False)
        assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("distance", ["network", "euclidean"])
def test_a_plan_and_its_row_are_true(tmp_path, distance):
    town(tmp_path / "in" / "town", distance=distance)
    assert zones.main([str(tmp_path / "in"), str(tmp_path / "out"), *SECONDS, "--seed", "3"]) == 0
    rows = read(tmp_path / "out" / "town.csv")
    plan = {row["block_id"]: row["school_id"] for row in rows}
    assert len(rows) == len(BLOCKS)
    assert set(plan) == set(BLOCKS)
    assert is_clean(plan)
    (row,) = read(tmp_path / "out" / "summary.csv")
    assert list(row) == list(zones.COLUMNS)
    assert (row["instance"], row["seed"], row["blocks"], row["schools"]) == ("town", "3", "9", "2")
    walk_m = {
        school: ways(stands)
        if distance == "network"
        else {block: straight(block, stands) for block in BLOCKS}
        for school, (stands, _) in SCHOOLS.items()
    }
    assert float(row["cost"]) == pytest.approx(float(cost_km(plan, walk_m)), abs=1e-6)
    best = best_km(walk_m)
    assert Fraction(row["lower_bound"]) <= best <= Fraction(row["cost"]) + Fraction(1, 10**6)
    assert row["status"] == "optimal"
    assert float(row["cost"]) == pytest.approx(float(best), abs=1e-6)
    assert float(row["gap"]) == pytest.approx(float(row["cost"]) / float(row["lower_bound"]) - 1, abs=1e-6)
    assert_audited(tmp_path)


@pytest.mark.slow
def test_rows_of_other_instances_stay_and_a_failure_loses_one_plan(tmp_path, capsys):
    town(tmp_path / "in" / "town")
    town(tmp_path / "in" / "crowded", schools={"007": ("n1", 60), "NA": ("n4", 60)})
    out = tmp_path / "out"
    out.mkdir()
    earlier = [[name, *"2345678901"] for name in ("another", "crowded")]
    write(out / "summary.csv", zones.COLUMNS, earlier)
    for name in ("another", "crowded"):
        write(out / f"{name}.csv", ("block_id", "school_id"), [("n1", "007")])
    assert zones.main([str(tmp_path / "in"), str(out), *SECONDS, "--seed", "9"]) == 1
    assert "crowded: no plan: the seats cannot hold the pupils" in capsys.readouterr().err
    kept, solved = read(out / "summary.csv")
    assert list(kept.values()) == earlier[0]
    assert (solved["instance"], solved["seed"]) == ("town", "9")
    assert sorted(file.name for file in out.iterdir()) == ["another.csv", "summary.csv", "town.csv"]


def test_only_what_is_named_is_solved(tmp_path, capsys):
    town(tmp_path / "in" / "town")
    folder = town(tmp_path / "in" / "second")
    (folder / "schools.csv").write_text("school_id,block_id,capacity\n007,nowhere,90\n", encoding="utf-8")
    assert zones.main([str(tmp_path / "in"), str(tmp_path / "out"), *SECONDS, "--only", "second"]) == 1
    said = capsys.readouterr()
    assert "second: no plan" in said.err
    assert "'nowhere' is not in blocks.csv" in said.err
    assert "town" not in said.out


def dies() -> None:
    os._exit(7)


@pytest.mark.slow
def test_a_process_that_dies_is_told_apart_from_one_that_fails():
    assert zones.alone(divmod, 7, 2) == (3, 1)
    with pytest.raises(zones.Lost, match="exit code 7"):
        zones.alone(dies)
    with pytest.raises(zones.Lost, match="ZeroDivisionError"):
        zones.alone(divmod, 1, 0)


def test_candidate_sites_are_chosen_with_their_zones(tmp_path):
    folder = town(tmp_path / "in" / "town")
    rows = [(site, *rest) for site, rest in SITES.items()]
    write(folder / "schools.csv", ("school_id", "block_id", "capacity", "opening_cost"), rows)
    assert zones.main([str(tmp_path / "in"), str(tmp_path / "out"), *SECONDS]) == 0
    plan = {row["block_id"]: row["school_id"] for row in read(tmp_path / "out" / "town.csv")}
    assert is_clean(plan, {site: SITES[site][:2] for site in set(plan.values())})
    (row,) = read(tmp_path / "out" / "summary.csv")
    best = best_km({site: ways(stands) for site, (stands, *_) in SITES.items()}, SITES)
    assert float(row["cost"]) == pytest.approx(float(best), abs=1e-6)
    assert Fraction(row["lower_bound"]) <= best
    assert row["status"] == "optimal"
    assert_audited(tmp_path)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["absent", "out"], "absent: no such folder"),
        (["empty", "out"], "no folder in it has an instance.toml"),
        (["in/town", "out"], "--only town"),
        (["in", "out", "--only", "other"], "other is not there; there are: town"),
        (["in", "out", "--only", "bare"], "bare has no instance.toml"),
        (["in", "out", "--seconds", "0"], "must be more than 0"),
        (["in", "taken"], "has other columns"),
    ],
)
def test_what_cannot_be_tried_is_said_before_anything_is_solved(tmp_path, monkeypatch, capsys, given, said):
    monkeypatch.chdir(tmp_path)
    town(tmp_path / "in" / "town")
    for name in ("empty", "in/bare", "taken"):
        (tmp_path / name).mkdir()
    (tmp_path / "taken" / "summary.csv").write_text("instance,price\n")
    assert zones.main(given) == 2
    assert said in capsys.readouterr().err


def test_costs_are_exact_millimetres_along_the_network(tmp_path):
    instance = instances.load(town(tmp_path / "town"))
    problem, at = instance.problem, {school: ways(stands) for school, (stands, _) in SCHOOLS.items()}
    for i, block in enumerate(instance.blocks):
        for j, school in enumerate(instance.schools):
            elsewhere = block in {"n1", "n4"} and SCHOOLS[school][0] != block
            assert problem.cost[i, j] == (NEVER if elsewhere else at[school][block] * 1000), (block, school)
    assert [instance.blocks[i] for i in problem.home] == [SCHOOLS[school][0] for school in instance.schools]
    assert problem.fixed[problem.home].tolist() == [0, 1]
    assert dict(zip(instance.blocks, problem.pupils.tolist(), strict=True)) == {
        i: b[2] for i, b in BLOCKS.items()
    }


def test_lengths_finer_than_a_millimetre_are_rounded_down_for_the_bound_alone(tmp_path):
    fine = {pair: f"{metres}0078" for pair, metres in LINKS.items()}
    instance = instances.load(town(tmp_path / "town", links=fine))
    school_of = np.array([SCHOOLS[s][0] in {"n1"} for s in instance.schools]).argmax() * np.ones(9, np.int64)
    truth = instances.checked(instance, school_of)
    plan = dict.fromkeys(BLOCKS, "007")
    assert truth.cost == pytest.approx(float(cost_km(plan, {"007": ways("n1", fine)})), rel=1e-12)
    assert instance.problem.cost[instance.problem.cost < NEVER].max() <= max(ways("n1", fine).values()) * 1000
    assert (truth.over, truth.outside, truth.pieces) == (127 - 72, 0, 0)


def test_pieces_cut_off_and_schools_outside_their_zone_are_counted(tmp_path):
    instance = instances.load(town(tmp_path / "town"))
    at = {block: i for i, block in enumerate(instance.blocks)}
    west, east = (instance.schools.index(school) for school in SCHOOLS)
    school_of = np.full(9, east)
    school_of[[at["n1"], at["s2"], at["s5"]]] = west
    truth = instances.checked(instance, school_of)  # s2 and s5 for the west; s1 for the east, all alone
    assert (truth.pieces, truth.outside) == (3, 0)
    assert not truth.clean(contiguous=True)
    school_of[at["n4"]] = west
    assert instances.checked(instance, school_of).outside == 1


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("blocks.csv", "n1,0,0,7", "block_id 'n1' is there twice"),
        ("blocks.csv", "n9,0,east,7", "y is 'east', must be a number"),
        ("blocks.csv", "n9,0,0,-1", "pupils is '-1', must be a number of 0 or more"),
        ("blocks.csv", "n9,0,0,1.5", "pupils must be whole numbers"),
        ("adjacency.csv", "n1,n77,10", "block_b 'n77' is not in blocks.csv"),
        ("adjacency.csv", "n1,n3,", "length_m is ''"),
        ("schools.csv", "third,n1,50", "two schools stand in a block"),
        ("instance.toml", "cost_unit = 3", "instance.toml"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, file, line, said):
    folder = town(tmp_path / "town")
    with (folder / file).open("a", encoding="utf-8") as text:
        text.write(f"{line}\n")
    with pytest.raises(InstanceError, match=said) as found:
        instances.load(folder)
    assert file in str(found.value)


def test_peers_zone_the_same_town(tmp_path, capsys):
    entered = [
        tool for tool in peers.tools() if tool.package == "zoning" or importlib.util.find_spec(tool.package)
    ]
    if len(entered) == 1:
        pytest.skip("spopt and gerrychain are not installed: see benchmarks/requirements.txt")
    peers.compare([town(tmp_path / "town")], entered, 1.0, 1)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in capsys.readouterr().out.splitlines()[3:]
    ]
    assert [row[0] for row in rows] == [tool.name for tool in entered]
    assert rows[0][3:6] == ["yes", "0", "0"]
    least = float(best_km({school: ways(stands) for school, (stands, _) in SCHOOLS.items()}))
    for name, _, _, clean, over, cut_off, cost, _, _ in rows:
        assert over == "0", name
        assert (clean == "yes") == (cut_off == "0"), name
        if clean == "yes":
            assert float(cost) >= round(least, 2), name


def test_a_tool_that_is_not_installed_is_said_to_be_so(tmp_path, capsys):
    lost = peers.Tool("a tool of tomorrow", "tomorrow", peers.ours)
    peers.compare([town(tmp_path / "town")], [lost], 1.0, 1)
    said = capsys.readouterr().out
    assert "| a tool of tomorrow | – | " in said
    assert "/town | not installed |" in said
