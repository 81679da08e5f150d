"""Laws that hold for every town: of plans, of walks, of coverage, of bounds, of the bytes written."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import toy_files
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zoning import assess, assign, measure, planner, scenario
from zoning.assess import blocks as block_table
from zoning.assess import coverage
from zoning.assign.bound import prices as pricing
from zoning.assign.bound import transport
from zoning.assign.policy import build
from zoning.assign.problem import Problem
from zoning.errors import InfeasiblePlan
from zoning.model import Measures, Plan, StudyArea
from zoning.policy import Lock, Policy
from zoning.rules import Rules
from zoning.toy import town

Measured = Callable[[StudyArea], Measures]
few = settings(max_examples=20, deadline=None)
REPEATED = (
    "zones.geojson",
    "gaps.geojson",
    "blocks.csv",
    "schools.csv",
    "compare.csv",
    "plan.gpkg",
    "map.html",
)


@st.composite
def towns(draw: st.DrawFn, most_schools: int = 3) -> dict[str, Any]:
    """What `toy.town` needs for a town of up to 5 × 4 blocks with or without streets and a bridged river, seats for all but not many more."""
    columns, rows = draw(st.integers(3, 5)), draw(st.integers(2, 4))
    places = st.tuples(st.integers(0, columns - 1), st.integers(0, rows - 1))
    spots = draw(st.lists(places, min_size=2, max_size=most_schools, unique=True))
    pupils = draw(st.lists(st.integers(0, 12), min_size=columns * rows, max_size=columns * rows))
    seats = int(sum(pupils) * draw(st.floats(1.0, 1.6)) / len(spots)) + max(pupils)
    streets = draw(st.booleans())
    return {
        "columns": columns,
        "rows": rows,
        "schools": [(c, r, seats) for c, r in spots],
        "pupils": pupils,
        "streets": streets,
        "street_m": 20.0 if streets else draw(st.sampled_from([0.0, 15.0])),
        "river_after": draw(st.one_of(st.none(), st.integers(0, columns - 2))),
        "bridges": draw(st.lists(st.integers(0, rows - 1), min_size=1, unique=True)),
    }


def best(area: StudyArea, measures: Measures, policy: Policy) -> Plan:
    """A plan with little search; towns that cannot hold one are passed over."""
    try:
        return assign.best(area, measures, policy)
    except InfeasiblePlan:
        assume(False)
        raise


def with_radius(rules: Rules, radius_m: float) -> Rules:
    """The same norms with another service radius for every stage."""
    norms = {
        stage: n.model_copy(update={"value": radius_m}) for stage, n in rules.profile.service_radius_m.items()
    }
    return Rules(rules.profile.model_copy(update={"service_radius_m": norms}))


def open_only(area: StudyArea, count: int) -> StudyArea:
    """The town with its first `count` schools open."""
    status = ["open"] * count + ["candidate"] * (len(area.schools) - count)
    return replace(area, schools=area.schools.assign(status=status))


@few
@given(towns(), st.sampled_from([0.0, 0.3]), st.integers(0, 9))
def test_every_plan_keeps_the_rules_and_its_bound(measured: Measured, place, extra, seed):
    area = town(**place)
    measures = measured(area)
    plan = best(area, measures, Policy(effort=0.02, over_capacity_share=extra, seed=seed))
    school_of, pupils = plan.school_of, area.blocks["pupils"]
    # each block exactly once, to an open school
    assert sorted(school_of.index) == sorted(area.blocks.index)
    assert school_of.isin(area.open_schools.index).all()
    # no school over its limit
    load = pupils.groupby(school_of).sum().reindex(area.schools.index, fill_value=0)
    assert (load <= np.floor(area.schools["seats"] * (1 + extra) + 1e-9)).all()
    # one piece per zone, which holds the block the school stands in
    graph = nx.Graph(list(zip(measures.neighbours["block_a"], measures.neighbours["block_b"], strict=True)))
    graph.add_nodes_from(school_of.index)
    for school, home in measures.home.items():
        zone = school_of.index[school_of == school]
        assert home in zone
        assert nx.is_connected(graph.subgraph(zone))
    # the proof
    assert plan.solve.lower_bound <= plan.solve.cost
    assert (plan.solve.status == "optimal") == (plan.solve.cost <= plan.solve.lower_bound)


@few
@given(towns(), st.tuples(st.floats(30, 700), st.floats(30, 700)))
def test_a_stricter_radius_never_covers_more(rules: Rules, place, radii):
    area = town(**place)

    def shares(radius_m: float) -> pd.Series:
        measures = measure.all_of(area, TOY, with_radius(rules, radius_m))
        by_block = block_table.table(measures.walks.nearest()["school_id"], area, measures)
        return coverage.table(by_block, area, measures).set_index(["way", "base"])["covered"]

    strict, loose = shares(min(radii)), shares(max(radii))
    assert len(strict) == 6
    assert (strict <= loose * (1 + 1e-9) + 1e-6).all()


@few
@given(towns())
def test_a_school_more_never_lengthens_a_walk_and_one_fewer_never_shortens_it(measured: Measured, place):
    area = town(**place)
    count = len(area.schools)
    fewer = measured(open_only(area, count - 1))
    more = measured(area)
    for walks in ("walks", "straight"):
        assert (getattr(more, walks).nearest()["metres"] <= getattr(fewer, walks).nearest()["metres"]).all()
        # and nobody's walk to a school that stays is another one
        stay = area.schools.index[: count - 1]
        assert getattr(more, walks).matrix()[stay].equals(getattr(fewer, walks).matrix()[stay])


@few
@given(towns())
def test_no_walk_is_shorter_than_the_straight_line(measured: Measured, place):
    area = town(**place)
    measures = measured(area)
    walk, straight = measures.walks.matrix(), measures.straight.matrix()
    assert (walk >= straight - 0.1).all(axis=None)
    assert (measures.walks.nearest()["metres"] >= measures.straight.nearest()["metres"] - 0.1).all()


@few
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(measured: Measured, place, random):
    area = town(**place)
    blocks, schools = list(area.blocks.index), list(area.schools.index)
    random.shuffle(blocks)
    random.shuffle(schools)
    shuffled = measured(replace(area, blocks=area.blocks.loc[blocks], schools=area.schools.loc[schools]))
    first = measured(area)
    for walks in ("walks", "straight"):
        one, other = getattr(first, walks).matrix(), getattr(shuffled, walks).matrix()
        pd.testing.assert_frame_equal(one, other.loc[one.index, one.columns])
    if not (place["streets"] and place["river_after"] is not None):
        # a street bridge ends at the very same distance from two blocks of a perfect grid: either may be its bank
        assert pairs(first) == pairs(shuffled)
    assert first.home.to_dict() == shuffled.home.to_dict()


def pairs(measures: Measures) -> set[frozenset[str]]:
    ends = measures.neighbours[["block_a", "block_b"]].itertuples(index=False)
    return {frozenset(map(str, pair)) for pair in ends}


@few
@given(towns(), st.lists(st.integers(0, 20), min_size=3, max_size=3))
def test_more_seats_never_raise_the_bound(measured: Measured, place, added):
    area = town(**place)
    problem = build.problem(area, measured(area), Policy())
    roomier = replace(problem, seats=problem.seats + np.array(added[: len(problem.seats)])[:, None])
    proved = proof(problem)
    assume(proved is not None)
    assert proof(roomier) <= proved


def proof(problem: Problem) -> int | None:
    """The transportation bound; None where seats cannot suffice."""
    found = transport.seat_prices(problem)
    return None if found is None else pricing.bound(problem, found[0])


@few
@given(towns(), st.data())
def test_a_lock_never_lowers_the_bound(measured: Measured, place, data):
    area = town(**place)
    measures = measured(area)
    block = data.draw(st.sampled_from([b for b in area.blocks.index if b not in set(measures.home)]))
    school = data.draw(st.sampled_from(list(area.schools.index)))
    free = proof(build.problem(area, measures, Policy()))
    locked = proof(build.problem(area, measures, Policy(locks=(Lock(block, school),))))
    assume(free is not None)
    assert locked is None or locked >= free


@few
@given(towns(), st.integers(0, 99))
def test_the_figures_of_a_judged_plan_add_up(rules: Rules, measured: Measured, place, seed):
    area = town(**place)
    measures = measured(area)
    plan = best(area, measures, Policy(effort=0.02, seed=seed))
    judged = assess.plan(plan, area, measures, rules)
    pupils = area.blocks["pupils"]
    assert judged.schools["pupils"].sum() == pupils.sum()
    assert judged.schools["blocks"].sum() == len(pupils)
    assert (judged.schools["pieces"] == 1).all()
    # no prices in this policy: the cost is the walk
    assert (judged.blocks["walk_m"] * pupils).sum() == pytest.approx(plan.solve.cost)
    assert judged.gaps["pupils"].sum() == pupils[~judged.blocks["radius_covered"]].sum()
    assert judged.plans.loc["plan", "over"] == 0
    assert (
        judged.plans.loc["nearest", "mean_walk_m"] <= judged.plans.loc["plan", "mean_walk_m"] + 1e-9
        or not pupils.sum()
    )
    assert judged.zones.area.sum() == pytest.approx(measures.cells.area.sum(), rel=1e-6)


TOY = scenario.Scenario.model_validate(
    {
        "name": "toy",
        "inputs": {"blocks": {"path": "-"}, "schools": {"path": "-"}},
        "measure": {"detour_factor": 1.0},
    }
)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """A town with streets, a river, seats just enough and today's zones, on disk."""
    area = town(7, 5, pupils=[n % 7 for n in range(35)], schools=[(1, 1, 40), (5, 3, 45), (3, 4, 35)], street_m=20, streets=True, river_after=2, bridges=[1, 3])  # fmt: skip
    today = pd.Series(np.where(area.blocks.centroid.x < area.blocks.centroid.x.median(), "S1", "S2"), index=area.blocks.index, dtype="str")  # fmt: skip
    return toy_files.write(
        tmp_path_factory.mktemp("laws"), replace(area, blocks=area.blocks.assign(current_school=today))
    )


@pytest.fixture(scope="module")
def written(files: Path) -> dict[str, bytes]:
    return carried(files, files.parent / "first")


def carried(file: Path, out: Path) -> dict[str, bytes]:
    planner.write(planner.run(scenario.load(file)), out, "zh")
    return contents(out)


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in REPEATED}


@pytest.fixture(scope="module")
def again(files: Path) -> dict[str, bytes]:
    return carried(files, files.parent / "second")


@pytest.fixture(scope="module")
def elsewhere(files: Path) -> dict[str, bytes]:
    """The files of another process, whose sets and dictionaries are hashed otherwise."""
    env = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": str(Path(planner.__file__).parents[1])}
    command = [sys.executable, "-m", "zoning", "plan", files.name, "--out", "third", "--quiet"]
    subprocess.run(command, env=env, check=True, cwd=files.parent)
    return contents(files.parent / "third")


@pytest.mark.parametrize("file", REPEATED)
def test_the_same_seed_gives_the_same_bytes(file, written, again):
    assert written[file] == again[file]


@pytest.mark.parametrize("file", REPEATED)
def test_the_same_seed_gives_the_same_bytes_in_another_process(file, written, elsewhere):
    assert written[file] == elsewhere[file]
