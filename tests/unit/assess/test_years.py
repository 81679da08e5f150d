"""Seats against pupils by year: what adds up, what counts as a seat, and how far schools reach."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoning import measure, rules
from zoning.assess import years
from zoning.model import StudyArea
from zoning.scenario import Scenario
from zoning.toy import town

NORMS = rules.load("shandong-2018")
YEARS = pd.Index([2026, 2027], name="year")


def district(private: str | None = None) -> StudyArea:
    """Six blocks in a row, three in the west, three in the east; a school of 20 seats in the first block and one of 30 in the last."""
    area = town(6, 1, schools=[(0, 0, 20), (5, 0, 30)], block_m=200.0)
    area.blocks["subdistrict"] = ["西"] * 3 + ["东"] * 3
    area.schools["ownership"] = ["公办", "公办" if private is None else private]
    area.schools["subdistrict"] = [None, "别处"]  # not told, and a name that no block has
    return area


def frame(values: list[list[float]], columns: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(values, index=YEARS[: len(values)], columns=columns)


def pupils(area: StudyArea, *rows: list[int]) -> pd.DataFrame:
    return frame([list(row) for row in rows], area.blocks.index)


def seats(area: StudyArea, *rows: list[int]) -> pd.DataFrame:
    return frame([list(row) for row in rows], area.schools.index)


def test_a_school_is_judged_by_the_pupils_of_its_zone_year_by_year():
    area = district()
    here = pupils(area, [5, 5, 5, 5, 5, 5], [10, 10, 10, 0, 0, 0])
    zone = pd.DataFrame([["S1"] * 3 + ["S2"] * 3] * 2, index=YEARS, columns=area.blocks.index)
    found = years.by_school(here, zone, seats(area, [20, 30], [20, 30]), area, NORMS).set_index(["year", "school_id"])  # fmt: skip
    assert found.loc[(2026, "S1"), ["pupils", "seats", "gap", "alert"]].tolist() == [15, 20, -5, "green"]
    assert found.loc[(2027, "S1"), ["pupils", "seats", "gap", "alert"]].tolist() == [30, 20, 10, "red"]
    assert found.loc[(2027, "S2"), ["pupils", "alert"]].tolist() == [0, "green"]


def test_a_school_that_is_not_open_yet_or_any_more_has_no_row_unless_pupils_are_left_to_it():
    area = district()
    zone = pd.DataFrame([["S1"] * 6] * 2, index=YEARS, columns=area.blocks.index)
    found = years.by_school(pupils(area, [1] * 6, [1] * 6), zone, seats(area, [20, 0], [0, 30]), area, NORMS)
    assert found[["year", "school_id", "alert"]].to_numpy().tolist() == [
        [2026, "S1", "green"], [2027, "S1", "red"], [2027, "S2", "green"],
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=12, max_size=12), st.lists(st.integers(0, 60), min_size=4, max_size=4), st.sampled_from([None, "民办"]))  # fmt: skip
def test_subdistricts_add_up_to_the_district(numbers, places, private):
    area = district(private)
    here, held = pupils(area, numbers[:6], numbers[6:]), seats(area, places[:2], places[2:])
    parts = years.by_subdistrict(
        here, area.blocks["subdistrict"], years.counted(held, area.schools, "primary"), area, NORMS
    )
    city = years.by_city(here.sum(axis=1), held, area.schools, "primary", NORMS).set_index("year")
    for column in ("pupils", "seats", "gap"):
        assert parts.groupby("year")[column].sum().to_dict() == city[column].to_dict()
    assert set(parts["subdistrict"]) == {"东", "西"}


def test_private_schools_do_not_count_in_compulsory_schooling_but_what_is_purchased_does():
    area = district("民办")
    area.schools["purchased"] = [np.nan, 12.0]
    here, held = pupils(area, [5] * 6), seats(area, [20, 30])
    row = years.by_city(here.sum(axis=1), held, area.schools, "primary", NORMS).iloc[0]
    assert (row["seats"], row["private_seats"], row["purchased_seats"], row["gap"]) == (32, 30, 12, -2)
    assert row["private_share"] == pytest.approx(0.6)
    young = years.by_city(here.sum(axis=1), held, area.schools, "kindergarten", NORMS).iloc[0]
    assert (young["seats"], young["gap"]) == (50, -20)


def test_kindergartens_tell_their_public_and_their_inclusive_share():
    area = district("民办普惠")
    shares = years.kindergarten_shares(seats(area, [20, 30]), area).iloc[0]
    assert shares.tolist() == pytest.approx([0.4, 1.0])
    costly = years.kindergarten_shares(seats(area, [20, 30]), district("民办")).iloc[0]
    assert costly.tolist() == pytest.approx([0.4, 0.4])


def test_standard_seats_are_classes_times_class_size_and_the_roll_tells_the_mean_class():
    area = district()
    area.schools["classes"], area.schools["roll"] = [2.0, np.nan], [116.0, 30.0]
    found = years.standard_seats(area, pd.Series(45.0, index=area.schools.index))
    assert found.loc["S1", ["standard_seats", "class_mean"]].tolist() == [90, 58]
    assert found.loc["S2", ["standard_seats", "class_mean"]].isna().all()


def test_cover_counts_blocks_within_reach_of_a_school_that_is_open_that_year():
    area = district()
    scenario = Scenario.model_validate(
        {"name": "t", "inputs": {"blocks": {"path": "b"}, "schools": {"path": "s"}}}
    )
    measures = measure.all_of(area, scenario, NORMS)
    near = measures.straight.matrix() <= measures.radius_m
    here = pupils(area, [1, 2, 4, 8, 16, 32], [1, 2, 4, 8, 16, 32])
    homes = here * 3
    found = years.coverage(here, homes, seats(area, [20, 0], [20, 30]), area, measures).set_index(
        ["year", "way", "base"]
    )
    one = here.iloc[0][near["S1"].reindex(here.columns)].sum()
    both = here.iloc[0][near.any(axis=1).reindex(here.columns)].sum()
    assert found.loc[(2026, "radius", "pupils"), "covered"] == one < both
    assert found.loc[(2027, "radius", "pupils"), "covered"] == both
    assert found.loc[(2027, "radius", "dwellings"), "share"] == found.loc[(2027, "radius", "pupils"), "share"]
    assert found.loc[(2026, "radius", "area"), "total"] == pytest.approx(area.blocks.area.sum())


def test_peaks_say_when_pupils_are_most_when_seats_lack_most_and_what_is_idle_after():
    city = pd.DataFrame(
        {"year": [2026, 2027, 2028, 2029], "pupils": [50, 90, 70, 40], "gap": [-20, 10, -5, -30]}
    )
    assert years.peaks(city) == {"peak_year": 2027, "peak_pupils": 90, "worst_gap_year": 2027, "worst_gap": 10, "idle_last": 30, "idle_most": 30}  # fmt: skip
