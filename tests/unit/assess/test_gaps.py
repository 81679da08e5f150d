"""Under-covered areas: which blocks, in which groups, in which order, by hand."""

from dataclasses import replace

import judged
import numpy as np
import pytest

from zoning import assess
from zoning.toy import town


@pytest.fixture
def gaps(measured, rules):
    def gaps(area):
        plan = judged.plan(area, ["S1"] * len(area.blocks))
        return assess.plan(plan, area, measured(area), rules).gaps

    return gaps


def test_everything_within_500_m_is_covered(gaps):
    none = gaps(town(6, 1, schools=[(0, 0, 99)]))
    assert len(none) == 0
    assert {"name", "blocks", "pupils", "dwellings", "nearest_school", "nearest_m", "block_ids"} <= set(
        none.columns
    )
    assert none["pupils"].sum() == 0
    assert none.crs == "EPSG:4549"


def test_the_blocks_beyond_the_radius_form_one_area(gaps):
    # from S1 in c0r0 the sixth block is 500 m away: the two after it are uncovered
    found = gaps(town(8, 1, pupils=[1, 1, 1, 1, 1, 1, 4, 9], schools=[(0, 0, 99)]))
    assert found.index.tolist() == ["G1"]
    gap = found.loc["G1"]
    assert gap["block_ids"] == ["c6r0", "c7r0"]
    assert (gap["blocks"], gap["pupils"], gap["dwellings"]) == (2, 13, 130.0)
    assert gap["name"] == "小区c7r0"  # it has most pupils
    assert (gap["nearest_school"], gap["nearest_m"]) == ("第1小学", 600)
    assert gap["geometry"].area == pytest.approx(20_000)


def test_areas_are_ranked_by_pupils_and_ties_by_id(gaps):
    # S1 in the middle of 17 blocks: three uncovered at either end
    west, east = [1, 1, 1], [2, 2, 2]
    found = gaps(town(17, 1, pupils=[*west, *[1] * 11, *east], schools=[(8, 0, 99)]))
    assert found["pupils"].tolist() == [6, 3]
    assert found["block_ids"].iloc[0] == ["c14r0", "c15r0", "c16r0"]
    tied = gaps(town(17, 1, schools=[(8, 0, 99)]))
    assert [ids[0] for ids in tied["block_ids"]] == ["c0r0", "c14r0"]


def test_blocks_without_pupils_are_no_gap_and_part_two(gaps):
    found = gaps(town(11, 1, pupils=[1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1], schools=[(0, 0, 99)]))
    assert sorted(found["block_ids"], key=str) == [["c10r0", "c9r0"], ["c6r0", "c7r0"]]


def test_a_river_parts_two_areas_and_a_bridge_joins_them(gaps):
    options = {"columns": 11, "rows": 1, "schools": [(0, 0, 999)], "river_after": 8}
    assert [len(ids) for ids in gaps(town(**options))["block_ids"]] == [3, 2]
    assert [len(ids) for ids in gaps(town(**options, bridges=[0]))["block_ids"]] == [5]


def test_unknown_dwellings_stay_unknown(gaps):
    area = town(8, 1, schools=[(0, 0, 99)])
    none = replace(area, blocks=area.blocks.assign(dwellings=np.nan))
    assert np.isnan(gaps(none).at["G1", "dwellings"])
    some = area.blocks["dwellings"].where(area.blocks.index != "c7r0")
    assert gaps(replace(area, blocks=area.blocks.assign(dwellings=some))).at["G1", "dwellings"] == 50
