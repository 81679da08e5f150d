"""Coverage by land, dwellings and pupils, straight and on foot, by hand."""

from dataclasses import replace

import judged
import numpy as np
import pytest

from zoning import assess
from zoning.toy import town


@pytest.fixture
def coverage(measured, rules):
    def coverage(area):
        plan = judged.plan(area, ["S1"] * len(area.blocks))
        return assess.plan(plan, area, measured(area), rules).coverage.set_index(["way", "base"])

    return coverage


def test_there_are_six_figures(coverage):
    table = coverage(town(3, 1))
    assert table.index.tolist() == [
        (way, base) for way in ("radius", "walk") for base in ("area", "dwellings", "pupils")
    ]
    assert (table["share"] == table["covered"] / table["total"]).all()


def test_blocks_count_whole_by_their_inner_point_and_land_by_what_lies_within(coverage):
    # ten blocks in a row from S1: six inner points within 500 m, but the ground only up to 550 m from the west end
    table = coverage(town(10, 1, pupils=[1, 1, 1, 1, 1, 1, 2, 2, 2, 2], schools=[(0, 0, 99)]))
    assert table.loc[("radius", "pupils")].tolist() == [6, 14, pytest.approx(6 / 14)]
    assert table.loc[("radius", "dwellings")].tolist() == [60, 140, pytest.approx(6 / 14)]
    covered, total, share = table.loc[("radius", "area")]
    assert total == pytest.approx(100_000)
    assert covered == pytest.approx(55_000, rel=0.01)  # the arc cuts a little off the corners
    assert share == pytest.approx(covered / total)


def test_parks_are_not_residential_land(coverage):
    # the two blocks without pupils or dwellings lie beyond the radius and do not count
    assert coverage(town(7, 1, pupils=[1] * 6 + [0], schools=[(0, 0, 99)])).at[
        ("radius", "area"), "total"
    ] == pytest.approx(60_000)


def test_a_village_without_pupils_but_with_dwellings_is_residential(coverage):
    area = town(2, 1, pupils=[5, 0], schools=[(0, 0, 99)])
    area = replace(area, blocks=area.blocks.assign(dwellings=[10.0, 30.0]))
    assert coverage(area).at[("radius", "area"), "total"] == pytest.approx(20_000)


def test_unknown_dwellings_give_an_unknown_share(coverage):
    area = town(3, 1)
    table = coverage(replace(area, blocks=area.blocks.assign(dwellings=np.nan)))
    assert np.isnan(table.at[("radius", "dwellings"), "share"])
    assert table.at[("radius", "pupils"), "share"] == 1


def test_where_nobody_lives_no_share_is_claimed(coverage):
    table = coverage(town(3, 1, pupils=0))
    assert table["share"].isna().all()


def test_on_foot_less_is_covered_than_in_a_straight_line(coverage):
    table = coverage(town(9, 9, street_m=20, streets=True, schools=[(4, 4, 999)]))
    for base in ("area", "dwellings", "pupils"):
        assert 0 < table.at[("walk", base), "share"] < table.at[("radius", base), "share"] < 1
