"""Whatever file is given, the reader answers with problems, never with a crash."""

import csv
import io
import json
import string
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from hypothesis import given
from hypothesis import strategies as st
from small_files import scenario, square

from zoning.read import metric_crs, problems
from zoning.read.grids import in_china
from zoning.read.values import key, texts

SUFFIXES = [
    ".geojson",
    ".json",
    ".gpkg",
    ".shp",
    ".csv",
    ".txt",
    ".xlsx",
    ".zip",
    ".xls",
    ".pdf",
    ".exe",
    ".osm",
    "",
]
HEADS = [
    b"",
    b"PK\x03\x04",
    b"SQLite format 3\x00",
    b"\x00\x00\x27\x0a",
    b'{"type":',
    b"%PDF-1.7",
    b"MZ\x90",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
]
CELLS = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["一小", "118.6", "37.45", "合计", "-", "１２人"]),
)


def assert_read_or_refused(asked):
    """Either a study area, or problems told in both languages; any other error fails the test."""
    wrong, notes = problems(asked)
    assert all(said.text.zh and said.text.en for said in (*wrong, *notes))


@given(head=st.sampled_from(HEADS), body=st.binary(max_size=300), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_under_any_name_are_refused_in_words(tmp_path_factory, head, body, suffix):
    folder = tmp_path_factory.mktemp("any")
    for name in ("blocks", "schools"):
        (folder / f"{name}{suffix}").write_bytes(head + body)
    (folder / "blocks.shx").write_bytes(body)
    (folder / "blocks.dbf").write_bytes(body)
    assert_read_or_refused(
        scenario(
            folder, blocks={"path": folder / f"blocks{suffix}"}, schools={"path": folder / f"schools{suffix}"}
        )
    )


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "学校编号": CELLS,
                "学校名称": CELLS,
                "办学类型": CELLS,
                "学位数": CELLS,
                "在校生数": CELLS,
                "经度": CELLS,
                "纬度": CELLS,
            }
        ),
        max_size=6,
    ),
    cells=st.lists(
        st.fixed_dictionaries({"id": CELLS, "pupils": CELLS, "school": CELLS, "name": CELLS}), max_size=5
    ),
)
def test_any_cells_in_a_table_are_read_or_refused_in_words(tmp_path_factory, rows, cells):
    folder = tmp_path_factory.mktemp("cells")
    text = io.StringIO()
    writer = csv.DictWriter(text, ["学校编号", "学校名称", "办学类型", "学位数", "在校生数", "经度", "纬度"])
    writer.writeheader()
    writer.writerows(rows)
    (folder / "schools.csv").write_bytes(text.getvalue().encode("utf-8", "replace"))
    shapes = [square(i).__geo_interface__ for i in range(len(cells))]
    features = [
        {"type": "Feature", "properties": c, "geometry": g} for c, g in zip(cells, shapes, strict=True)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "blocks.geojson").write_bytes(content.encode("utf-8", "replace"))
    assert_read_or_refused(scenario(folder, schools={"seats_roll_times": 1.0}))


def written(folder, suffix):
    """A sound file of blocks or schools of this kind."""
    frame = gpd.GeoDataFrame(
        {"地块编号": ["B1", "B2"], "小学适龄": [1, 2]}, geometry=[square(0), square(1)], crs="EPSG:4326"
    ).to_crs("EPSG:4549")
    path = folder / f"whole{suffix}"
    if suffix == ".xlsx":
        pd.DataFrame(
            {"编号": ["S1"], "校名": ["一小"], "学位": [9], "经度": [118.602], "纬度": [37.452]}
        ).to_excel(path, index=False)
    elif suffix == ".csv":
        path.write_text("编号,校名,学位,经度,纬度\nS1,一小,9,118.602,37.452\n", encoding="gbk")
    elif suffix == ".geojson":
        path.write_text(frame.to_crs("EPSG:4326").to_json(), encoding="utf-8")
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.write_dataframe(frame, path, encoding="GB18030" if suffix == ".shp" else None)
    return path


@given(
    suffix=st.sampled_from([".gpkg", ".shp", ".dbf", ".shx", ".xlsx", ".csv", ".geojson"]),
    share=st.floats(0, 1),
    hole=st.booleans(),
)
def test_a_damaged_file_is_read_or_refused_in_words(tmp_path_factory, suffix, share, hole):
    folder = tmp_path_factory.mktemp("cut")
    whole = written(folder, ".shp" if suffix in (".dbf", ".shx") else suffix)
    path = whole.with_suffix(suffix)
    data = path.read_bytes()
    at = int(share * len(data))
    path.write_bytes(data[:at] + b"\xff\x00\xfe" + data[at + 3 :] if hole else data[:at])
    table = "schools" if suffix in (".xlsx", ".csv") else "blocks"
    assert_read_or_refused(scenario(folder, **{table: {"path": whole}}))


COORDINATES = st.one_of(
    st.floats(-200, 200),
    st.floats(),
    st.floats(3e5, 7e5),
    st.floats(4e6, 4.2e6),
    st.floats(3.9e7, 4.1e7),
    st.just(0.0),
)


@given(
    corners=st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=6),
    crs=st.sampled_from([None, "EPSG:4549", "EPSG:4528", "EPSG:4326", "EPSG:3857", "nonsense"]),
    datum=st.sampled_from([None, "wgs84", "gcj02", "bd09"]),
    swap=st.booleans(),
    repair=st.booleans(),
)
def test_any_coordinates_are_read_or_refused_in_words(tmp_path_factory, corners, crs, datum, swap, repair):
    folder = tmp_path_factory.mktemp("xy")
    ring = [*corners, corners[0]]
    feature = {
        "type": "Feature",
        "properties": {"id": "B1", "pupils": 3},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (folder / "blocks.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    x, y = corners[0]
    (folder / "schools.csv").write_text(f"id,name,seats,x,y\nS1,s,1,{x},{y}\n")
    options = {"datum": datum, "crs": crs, "swap_axes": swap}
    assert_read_or_refused(scenario(folder, blocks={**options, "repair": repair}, schools=options))


@given(lon=st.floats(73.5, 136.49), lat=st.floats(3, 54))
def test_in_china_the_central_meridian_is_within_a_degree_and_a_half(lon, lat):
    assert in_china(lon, lat)
    zone = int(metric_crs(lon, lat).removeprefix("EPSG:")) - 4509
    assert abs(lon - 3 * zone) <= 1.5 + 1e-9


@given(name=st.text(string.ascii_letters + "（）()　 东营小学", max_size=12))
def test_comparing_names_twice_changes_nothing(name):
    assert key(key(name)) == key(name)


@given(values=st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=6))
def test_texts_are_never_blank(values):
    read = texts(pd.Series(values, dtype=object))
    assert all(value is np.nan or value != value or value.strip() == value != "" for value in read)
