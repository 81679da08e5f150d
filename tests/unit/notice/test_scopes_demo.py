"""The zones of the demo district and of a real one written in words: exact, with few exceptions, along lines that are there."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, real

from zoning import planner, scenario
from zoning.clauses import Edge
from zoning.measure import edges
from zoning.model import StudyArea
from zoning.notice import bare_edges, gazetteer, ground, scopes

BEIJING = ROOT / "tests/real/scenarios/beijing.toml"


@cache
def area_of(file: Path) -> StudyArea:
    return planner.study_area(scenario.load(file))


def all_exact(area: StudyArea, zone_of: pd.Series, most: int = 99) -> pd.DataFrame:
    """Write every zone, make sure that each is exact, and return how much each text tells, and its lines."""
    facts = scopes.facts(gazetteer.of(area), edges.of(area))
    rows = {}
    for zone in sorted(zone_of.unique())[:most]:
        mine = (zone_of.reindex(area.blocks.index) == zone).to_numpy()
        scope = scopes.scope(mine, facts)
        found = ground.covered(scope, facts.names)
        assert (found.unknown, found.open) == ((), ()), zone
        assert (found.blocks.to_numpy() == mine).all(), zone
        told = {line for piece in scope.pieces for edge in piece.edges for line in edge.lines}
        assert told <= {*facts.edges.lines.index, gazetteer.RIM_NAME}, zone
        longest = max([len(edge.lines) for piece in scope.pieces for edge in piece.edges], default=0)
        rows[zone] = {
            "names": scopes.told(scope).names,
            "lines": scopes.told(scope).lines,
            "longest": longest,
            "blocks": int(mine.sum()),
            "told": told,
        }
    return pd.DataFrame(rows).T


def test_junior_zones_of_the_demo_as_they_are_today_are_exact_with_few_exceptions():
    area = area_of(ROOT / "data/demo-junior.toml")
    found = all_exact(area, area.blocks["current_school"], most=4)
    assert found["names"].median() <= 6
    assert found["longest"].max() <= scopes.MOST_LINES + 1
    assert found["names"].sum() < 40 < 300 < found["blocks"].sum()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "zones", "exceptions"), [("", 16, 4), ("-junior", 8, 5), ("-kindergarten", 30, 4)]
)
def test_the_planned_zones_of_the_demo_are_exact_with_few_exceptions(stage, zones, exceptions):
    result = planner.run(scenario.load(ROOT / f"data/demo{stage}.toml"))
    found = all_exact(result.area, result.plan.school_of)
    assert len(found) == zones
    assert found["names"].median() <= exceptions
    assert found["longest"].max() <= scopes.MOST_LINES + 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_zones_around_points_at_random_in_the_demo_are_exact(seed):
    area = area_of(ROOT / "data/demo.toml")
    spots = gazetteer.of(area).points
    schools = spots[np.random.default_rng(seed).choice(len(spots), 9, replace=False)]
    nearest = np.hypot(*(spots[:, None] - schools[None]).transpose(2, 0, 1)).argmin(axis=1)
    found = all_exact(area, pd.Series(nearest.astype(str), index=area.blocks.index))
    assert found["blocks"].sum() == len(area.blocks)
    assert len(found) == 9


def test_most_of_the_edge_of_the_demo_has_a_named_line_and_the_rest_is_listed():
    area = area_of(ROOT / "data/demo-junior.toml")
    table = edges.borders(edges.of(area))
    found = edges.named_share(table, area.blocks["current_school"]).loc[""]
    assert 0.6 < found["named_share"] < found["parted_share"] < 1
    bare = bare_edges.of(table, area.blocks["current_school"], area)
    left = found["edge_m"] - found["parted_m"]
    assert left * 0.9 < bare["length_m"].sum() <= left + 1e-6
    assert bare["length_m"].is_monotonic_decreasing


@pytest.mark.real
def test_four_sides_in_beijing_name_streets_and_rivers_of_the_extract():
    folder = real("beijing_wudaokou")
    area = area_of(BEIJING)
    facts = scopes.facts(gazetteer.of(area), edges.of(area))
    within = ground.within((Edge("south", ("清华路",)),), facts.names)
    south = ground.within((Edge("north", ("成府路",)),), facts.names)
    assert within is not None
    assert south is not None
    zone = np.select([south.covers, within.covers], ["S1", "S2"], "S3")
    zone_of = pd.Series(zone, index=area.blocks.index)
    assert sorted(zone_of.value_counts()) == [2, 7, 11]
    found = all_exact(area, zone_of)
    extract = (folder / "streets.osm").read_text(encoding="utf-8")
    named = set().union(*found["told"]) - {gazetteer.RIM_NAME}
    assert len(named) >= 4
    assert all(f'v="{line}"' in extract for line in named)
    assert found["lines"].min() >= 1
    whole = scopes.scope(np.ones(len(zone), bool), facts)
    assert "荷清路" in {line for edge in whole.pieces[0].edges for line in edge.lines}
    share = edges.named_share(edges.borders(facts.edges), zone_of).loc[""]
    assert 0.2 < share["named_share"] <= share["parted_share"] <= 1


@pytest.mark.real
@pytest.mark.parametrize("seed", range(3))
def test_zones_around_points_at_random_in_beijing_are_exact(seed):
    real("beijing_wudaokou")
    area = area_of(BEIJING)
    spots = gazetteer.of(area).points
    schools = spots[np.random.default_rng(seed).choice(len(spots), 4, replace=False)]
    nearest = np.hypot(*(spots[:, None] - schools[None]).transpose(2, 0, 1)).argmin(axis=1)
    found = all_exact(area, pd.Series(nearest.astype(str), index=area.blocks.index))
    assert found["blocks"].sum() == len(area.blocks)
    assert len(found) == 4
