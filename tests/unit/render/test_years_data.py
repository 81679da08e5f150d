"""The page of the years: colours that part neighbours in every year, edges that stay common, arrays as small as they can be."""

import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from zoning.errors import ExportError
from zoning.render import coverage, offline, years
from zoning.scenario import MapInfo
from zoning.toy import CRS, town

YEARS = pd.Index([2026, 2027], name="year")


def plan(zones, *, title="玩具镇"):
    """A town of 4 × 2 blocks in the zones given, a list per year."""
    area = town(4, 2, schools=[(0, 0, 20), (3, 1, 20)])
    ids, schools = list(area.blocks.index), ["S1", "S2"]
    pupils = pd.DataFrame(5, index=YEARS, columns=ids)
    zone_of = pd.DataFrame(zones, index=YEARS, columns=ids)
    by_school = pd.DataFrame(20.0, index=YEARS, columns=schools)
    works = pd.DataFrame(
        {"year": [2027], "kind": ["expand"], "school_id": ["S2"], "into": [None], "seats_before": [20], "seats_planned": [30], "cost_wan": [1.5]}
    )  # fmt: skip
    totals = pd.DataFrame({name: [1.0, np.nan] for name in years.TOTALS if name != "alert"} | {"alert": ["green", "red"]}, index=YEARS)  # fmt: skip
    stage = years.StageYears(
        "primary", 500.0, area.schools[["name", "geometry"]], by_school, by_school, by_school.astype(object).assign(S1="green", S2="red"),
        pupils, zone_of, works, totals,
    )  # fmt: skip
    return years.YearsPlan(MapInfo(title=title), title, area, area.blocks.geometry, area.blocks[["name", "geometry"]], [stage], [], (0.9, 1.0))  # fmt: skip


def data(page):
    return json.loads(re.search(r'id="years-data">(.*?)</script>', page, re.DOTALL)[1])


HALVES = [["S1"] * 4 + ["S2"] * 4, ["S1"] * 3 + ["S2"] * 5]


def test_the_page_has_geometry_once_and_arrays_by_year():
    told = data(years.page(plan(HALVES), "zh"))
    assert told["years"] == [2026, 2027]
    assert len(told["cells"]) == 8
    assert told["homes"] is None, "the blocks tile the ground: they are sent once"
    (stage,) = told["stages"]
    assert stage["zone"] == [[0] * 4 + [1] * 4, [0] * 3 + [1] * 5]
    assert stage["pupils"] == [[5] * 8] * 2
    assert stage["schools"]["alert"] == [[1, 3]] * 2
    assert stage["works"] == {"year": [2027], "kind": [1], "school": [1], "into": [-1], "seats_before": [20], "seats_planned": [30], "cost_wan": [1.5]}  # fmt: skip
    assert stage["totals"]["pupils"] == [1, None]


def test_the_same_plan_gives_the_same_page_and_it_loads_nothing():
    assert years.page(plan(HALVES), "zh") == years.page(plan(HALVES), "zh")
    assert offline.outside(years.page(plan(HALVES), "en")) == []


def test_a_name_cannot_end_the_page():
    page = years.page(plan(HALVES, title="</script><img src=x>"), "zh")
    assert "<img" not in page
    assert data(page)["years"] == [2026, 2027]


def test_a_page_that_would_load_something_is_refused(monkeypatch):
    monkeypatch.setattr(offline, "leaflet_css", lambda: "@import 'https://example.org/x.css';")
    with pytest.raises(ExportError):
        years.page(plan(HALVES), "zh")


def test_schools_whose_zones_meet_in_any_year_differ_in_colour():
    rng = np.random.default_rng(3)
    beside = np.array([[i, i + 1] for i in range(99)]).T
    zone = rng.integers(-1, 12, (5, 100))
    fills = years._fills(zone, beside, 12)
    for row in zone:
        for a, b in beside.T:
            if row[a] != row[b] and min(row[a], row[b]) >= 0:
                assert fills[row[a]] != fills[row[b]] or len(set(fills)) == len(years.palette.ZONES)


def test_thinned_cells_keep_their_common_edges():
    bent = shapely.LineString([(100, y) for y in range(0, 101, 5)])
    wavy = [(100 + (0.4 if at % 2 else -0.4), y) for at, (_, y) in enumerate(bent.coords)]
    left = shapely.Polygon([(0, 0), *wavy, (0, 100)])
    right = shapely.Polygon([*wavy, (200, 100), (200, 0)][::-1])
    thin = coverage.thinned(gpd.GeoSeries([left, right], crs=CRS), 5.0)
    assert shapely.coverage_is_valid(thin.to_numpy())
    assert shapely.get_num_coordinates(thin.to_numpy()).sum() < 14
    assert shapely.area(thin.to_numpy()).sum() == pytest.approx(20_000, rel=1e-3)


def test_cells_that_overlap_a_little_are_mended():
    left, right = shapely.box(0, 0, 100.3, 100), shapely.box(100, 0, 200, 100)
    cells = gpd.GeoSeries([left, right], crs=CRS)
    assert not shapely.coverage_is_valid(cells.to_numpy())
    thin = coverage.thinned(cells, 2.0)
    assert shapely.coverage_is_valid(thin.to_numpy())
    assert shapely.area(thin.to_numpy()).tolist() == pytest.approx([10_030, 9_970], abs=1)
