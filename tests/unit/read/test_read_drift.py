import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from zoning.datum import gcj02_to_bd09, to_wgs84, wgs84_to_gcj02
from zoning.read import drift_notes
from zoning.read.coordinates import moved

CRS = "EPSG:4549"
EAST, NORTH = 380_000.0, 4_140_000.0


def village(names=("东街", "西街", "南街", "北街")):
    """Four schools, each 30 m from its own street; streets are 3 km apart, so that nothing else is near."""
    corners = [(EAST + 3000 * (i % 2), NORTH + 3000 * (i // 2)) for i in range(4)]
    streets = gpd.GeoDataFrame(
        {"name": list(names)},
        geometry=[LineString([(x, y - 200), (x, y + 200)]) for x, y in corners],
        crs=CRS,
    )
    schools = gpd.GeoDataFrame(
        {"address": [f"{n}12号" for n in names]}, geometry=[Point(x + 30, y) for x, y in corners], crs=CRS
    )
    return schools, streets


def grid(schools):
    """A street every 100 m: any point is near some street, only its own street can tell."""
    x0, y0, x1, y1 = schools.buffer(2500).total_bounds
    lines = [LineString([(x, y0), (x, y1)]) for x in np.arange(x0, x1, 100)]
    return gpd.GeoDataFrame({"name": None}, index=range(len(lines)), geometry=lines, crs=CRS)


def shifted(schools, way):
    """The schools as they would be read with the wrong datum."""
    lonlat = moved(schools.geometry.to_numpy(), CRS, "EPSG:4326")
    x, y = (np.array([getattr(p, a) for p in lonlat]) for a in "xy")
    lon, lat = way(x, y)
    points = [Point(*pair) for pair in zip(lon, lat, strict=True)]
    return schools.set_geometry(gpd.GeoSeries(points, index=schools.index, crs="EPSG:4326").to_crs(CRS))


NONE = gpd.GeoSeries([], crs=CRS)
WAYS = {
    "likely they are GCJ02 in truth": wgs84_to_gcj02,
    "likely they are BD09 in truth": lambda x, y: gcj02_to_bd09(*wgs84_to_gcj02(x, y)),
    "they are not GCJ02 and need no conversion": lambda x, y: to_wgs84(x, y, "gcj02"),
    "they are not BD09 and need no conversion": lambda x, y: to_wgs84(x, y, "bd09"),
}


def test_schools_on_their_streets_raise_no_suspicion():
    schools, streets = village()
    assert drift_notes(schools, NONE, streets) == []


@pytest.mark.parametrize("expected", WAYS)
def test_a_wrong_datum_shows_by_the_distance_to_the_street(expected):
    schools, streets = village()
    (note,) = drift_notes(shifted(schools, WAYS[expected]), NONE, streets)
    assert expected in note.text.en
    assert note.level == "warning"


def test_the_warning_names_metres_direction_and_key():
    schools, streets = village()
    (note,) = drift_notes(shifted(schools, wgs84_to_gcj02), NONE, streets, "candidates")
    metres = int(note.text.en.split(" m ")[0].rsplit(" ", 1)[1])
    assert 480 <= metres <= 560
    assert "shifted east" in note.text.en
    assert "check inputs.candidates.datum" in note.text.en


def test_in_a_dense_grid_the_street_of_the_address_tells():
    schools, streets = village()
    dense = gpd.GeoDataFrame(pd.concat([streets, grid(schools)], ignore_index=True), crs=CRS)
    assert drift_notes(schools, NONE, dense) == []
    (note,) = drift_notes(shifted(schools, wgs84_to_gcj02), NONE, dense)
    assert "GCJ02 in truth" in note.text.en


def test_in_a_dense_grid_without_addresses_nothing_is_claimed():
    schools, _ = village()
    moved_away = shifted(schools, wgs84_to_gcj02).drop(columns="address")
    assert drift_notes(moved_away, NONE, grid(schools)) == []


def test_without_streets_the_blocks_tell():
    schools, _ = village()
    blocks = gpd.GeoSeries(
        [box(p.x - 100, p.y - 100, p.x + 100, p.y + 100) for p in schools.geometry], crs=CRS
    )
    assert drift_notes(schools, blocks, None) == []
    (note,) = drift_notes(shifted(schools, wgs84_to_gcj02), blocks, None)
    assert "GCJ02 in truth" in note.text.en


def test_two_schools_are_too_few_to_tell_and_other_countries_have_no_such_shift():
    schools, streets = village()
    assert drift_notes(shifted(schools, wgs84_to_gcj02).iloc[:2], NONE, streets) == []
    abroad = [frame.set_crs("EPSG:32610", allow_override=True) for frame in (schools, streets)]
    assert (
        drift_notes(
            abroad[0].set_geometry(abroad[0].translate(500)),
            NONE.set_crs(32610, allow_override=True),
            abroad[1],
        )
        == []
    )
