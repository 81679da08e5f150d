"""Names of a thousand real estates and communities: each is found or asked after, and none is taken for another."""

import random

import pandas as pd
import pytest
from conftest import real

from zoning.lookup.gazetteer import Gazetteer, Name
from zoning.lookup.match import match
from zoning.lookup.plain import plain

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def rows():
    file = real("hangzhou_formats") / "communities.csv"
    table = pd.read_csv(file, dtype=str).fillna("")
    return table.drop_duplicates(["community_name", "school_name", "street_name"]).reset_index(drop=True)


def gazetteer(rows):
    names = [Name(text, plain(text), "place", (i,)) for i, text in enumerate(rows["community_name"])]
    streets = tuple(map(plain, rows["street_name"]))
    return Gazetteer(tuple(names), (), tuple(rows["community_name"]), ("",) * len(rows), streets)


def test_every_name_is_found_where_it_has_one_school_and_asked_where_it_has_several(rows):
    there, zones = gazetteer(rows), rows["school_name"].astype("category").cat.codes.tolist()
    schools = rows.groupby("community_name")["school_name"].nunique()
    for text, zone in zip(rows["community_name"], zones, strict=True):
        found = match(there, zones, text)
        assert (found.status, found.zone) == (("found", zone) if schools[text] == 1 else ("ask", -1)), text


def test_with_city_street_building_and_room_none_leads_to_another_school(rows):
    there, zones = gazetteer(rows), rows["school_name"].astype("category").cat.codes.tolist()
    texts = "杭州市" + rows["district"] + rows["street_name"] + rows["community_name"] + "3幢2单元501室"
    found = [match(there, zones, text) for text in texts]
    assert [t for t, one, zone in zip(texts, found, zones, strict=True) if one.status == "found" and one.zone != zone] == []  # fmt: skip
    assert [t for t, one in zip(texts, found, strict=True) if one.status == "unknown"] == []
    assert sum(one.status == "found" for one in found) > 0.9 * len(rows)


def test_a_name_that_is_not_there_is_hardly_ever_taken_for_one_that_is(rows):
    """A few places have names that are written in two ways, or that hold the name of another after that of a community."""
    taken, asked = set(), 0
    for seed in range(4):
        gone = set(random.Random(seed).sample(sorted(set(rows["community_name"])), 500))
        kept = rows[~rows["community_name"].isin(gone)].reset_index(drop=True)
        there, zones = gazetteer(kept), kept["school_name"].astype("category").cat.codes.tolist()
        taken |= {text for text in gone if match(there, zones, text).status == "found"}
        asked += len(gone)
    assert asked == 2000
    assert len(taken) <= 3
