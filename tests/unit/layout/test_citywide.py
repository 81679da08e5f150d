"""Stages without zones: seats year by year as listed, held against the pupils of the district."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoning import rules
from zoning.demand import Drivers, Forecast, Path
from zoning.layout import citywide, outcome
from zoning.read.citywide import Citywide

NORMS = rules.load("shandong-2018")
YEARS = (2026, 2027, 2028)


def listed(*rows) -> Citywide:
    columns = ["school_id", "name", "stage", "seats", "from_year", "classes", "roll", "ownership"]
    frame = pd.DataFrame([(*row, *[None] * (8 - len(row))) for row in rows], columns=columns)
    frame = frame.assign(subdistrict=None, purchased=np.nan, from_year=pd.to_numeric(frame["from_year"]))
    return Citywide(frame.sort_values(["school_id", "from_year"], na_position="first"), (), None)


def forecast(*pupils: int) -> Forecast:
    """Senior pupils of one block by year."""
    path = Path(Drivers(), np.array(pupils, float).reshape(len(pupils), 1, 1), np.zeros((len(pupils), 18)), np.zeros((len(pupils), 1)))  # fmt: skip
    blocks = pd.Index(["B1"])
    return Forecast(YEARS[: len(pupils)], ("senior",), blocks, pd.Series([""], index=blocks), {"medium": path}, np.zeros((len(pupils), 1)), pd.DataFrame())  # fmt: skip


def seated(given: Citywide, *pupils: int) -> citywide.Seated:
    return citywide.seated(given, forecast(*pupils), NORMS)["senior"]


def test_seats_hold_from_the_year_of_their_row_and_the_gap_is_that_of_the_district():
    given = listed(("A", "一中", "senior", 600, None), ("A", "一中", "senior", 900, 2028), ("B", "二中", "senior", 300, 2027))  # fmt: skip
    found = seated(given, 700, 950, 1000)
    assert found.seats.to_numpy().tolist() == [[600, 0], [600, 300], [900, 300]]
    assert found.by_city["gap"].tolist() == [100, 50, -200]
    assert found.idle["gap"].tolist() == [100, 350, 400]
    assert found.by_city["alert"].tolist() == ["red", "red", "green"]
    assert found.became.to_dict() == {"A": "expand", "B": "build"}
    assert found.began.dropna().to_dict() == {"A": 2028, "B": 2027}


def test_private_schools_are_told_apart_and_do_not_count():
    given = listed(("A", "一中", "senior", 600, None), ("B", "民中", "senior", 300, None, None, None, "民办"))
    row = seated(given, 700, 700).by_city.iloc[0]
    assert (row["seats"], row["private_seats"], row["gap"]) == (600, 300, 100)


def test_what_a_row_says_holds_from_its_year():
    private = ("B", "民中", "senior", 300)
    given = listed(("A", "一中", "senior", 600, None), (*private, None, None, None, "民办"), (*private, 2027, None, None, "公办"))  # fmt: skip
    years = seated(given, 700, 700).by_city
    assert years["seats"].tolist() == [600, 900]
    assert years["private_seats"].tolist() == [300, 0]


def test_a_school_that_opens_after_the_horizon_counts_in_no_year():
    found = seated(listed(("A", "一中", "senior", 600, None), ("B", "二中", "senior", 300, 2029)), 700, 700)
    assert found.seats["B"].tolist() == [0, 0]
    (ends,) = outcome.end_state([("senior", found.became, found.seats)]).to_dict("records")
    assert ends["horizon"] == 1


def test_a_school_that_closes_does_not_count_at_the_end_and_the_kinds_add_up():
    given = listed(("A", "一中", "senior", 600, None), ("B", "二中", "senior", 300, None), ("B", "二中", "senior", 0, 2027))  # fmt: skip
    found = seated(given, 700, 700, 700)
    (ends,) = outcome.end_state([("senior", found.became, found.seats)]).to_dict("records")
    assert (ends["today"], ends["keep"], ends["close"], ends["horizon"]) == (2, 1, 1, 1)


def test_tables_have_classes_as_listed_or_by_the_class_size():
    given = listed(("A", "一中", "senior", 600, None, 12, 660), ("B", "二中", "senior", 310, 2027))
    found = seated(given, 700, 700)
    today = citywide.today("senior", found, NORMS).iloc[0]
    assert (today["school_id"], today["class_mean"], today["size_of_class"], today["standard_seats"]) == ("A", 55, "above", 600)  # fmt: skip
    planned = citywide.planned("senior", found, NORMS).set_index("school_id")
    assert planned["classes_planned"].to_dict() == {"A": 12, "B": 7}


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 5).map(lambda n: n * 100), st.sampled_from([None, 2025, 2026, 2027, 2028])),
        min_size=1, max_size=8, unique_by=lambda row: (row[0], row[2]),
    )
)  # fmt: skip
def test_every_school_is_counted_once_at_the_end(rows):
    found = seated(
        listed(*((name, name, "senior", seats, year) for name, seats, year in rows)), 100, 100, 100
    )
    ends = outcome.end_state([("senior", found.became, found.seats)]).iloc[0]
    assert ends[list(outcome.KINDS)].sum() == ends["horizon"] == (found.seats.iloc[-1] > 0).sum()
    assert found.by_city["seats"].tolist() == pytest.approx(found.seats.sum(axis=1).tolist())
