"""Blocks made of buildings, in hand-drawn OpenStreetMap files (metres east and north)."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from zoning.read import buildings
from zoning.read.buildings import _whole
from zoning.scenario import BlocksInput

TO_DEGREES = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True)
BEIJING = Path(__file__).parents[4] / "shared" / "data" / "beijing_wudaokou" / "streets.osm"
RULE = {"storeys": 6, "floor_area_per_dwelling_m2": 100.0, "pupils_per_dwelling": 0.25}


def drawn(tmp_path, *ways):
    """An .osm file of closed outlines [(x, y, width, height, tags)] and lines [(points, tags)], ids from 100."""
    text = []
    for number, way in enumerate(ways, start=100):
        *shape, tags = way
        x, y, width, height = shape if len(shape) == 4 else (0, 0, 0, 0)
        ring = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        points = ring if len(shape) == 4 else shape[0]
        refs = [number * 100 + position for position in range(len(points))]
        for ref, (east, north) in zip(refs, points, strict=True):
            lon, lat = TO_DEGREES.transform(460_000 + east, 4_148_000 + north)
            text.append(f'<node id="{ref}" lon="{lon:.9f}" lat="{lat:.9f}"/>')
        refs += refs[:1] if len(shape) == 4 else []
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        text.append(f'<way id="{number}">{inside}{said}</way>')
    path = tmp_path / "town.osm"
    path.write_text(f'<osm version="0.6">{"".join(text)}</osm>', encoding="utf-8")
    return path


def read(path, **rule):
    return buildings.blocks(BlocksInput(path=path, buildings={**RULE, **rule}))


def home(x, y, name="", **tags):
    named = {"name": name} if name else {}
    return x, y, 50, 12, {"building": "residential", **named, **tags}


ESTATE = (0, 0, 200, 200, {"landuse": "residential", "name": "明月苑"})


def test_an_estate_is_one_block_with_its_own_outline(tmp_path):
    found = read(drawn(tmp_path, ESTATE, home(20, 20), home(20, 150)))
    assert found.frame[["block_id", "name", "kind"]].to_numpy().tolist() == [["w100", "明月苑", "小区"]]
    assert found.frame.to_crs("EPSG:4549").area.iloc[0] == pytest.approx(40_000, rel=0.01)


def test_pupils_follow_from_footprint_storeys_and_the_two_numbers(tmp_path):
    tall = home(20, 20, **{"building:levels": "10"})
    found = read(drawn(tmp_path, ESTATE, tall, home(20, 150)))
    # 50 x 12 m: 600 m² x 10 storeys + 600 m² x 6 = 9600 m²: 96 dwellings, 24 pupils
    assert found.frame[["dwellings", "pupils"]].to_numpy().tolist() == [[96, 24]]
    rule = next(note for note in found.notes if note.level == "assumption")
    for number in ("1 栋有层数", "6 层", "100 平方米", "0.25", "96 户", "24 人"):
        assert number in rule.text.zh
    assert "96 dwellings and 24 pupils" in rule.text.en


@pytest.mark.parametrize("levels", ["0", "many", "-3", "900"])
def test_absurd_storeys_are_not_believed(tmp_path, levels):
    found = read(drawn(tmp_path, home(0, 0, **{"building:levels": levels})))
    assert found.frame["dwellings"].tolist() == [36]


def test_homes_side_by_side_are_one_block_and_homes_apart_are_two(tmp_path):
    found = read(drawn(tmp_path, home(0, 0), home(0, 32), home(0, 100)), join_m=30)
    assert found.frame["dwellings"].tolist() == [72, 36]
    assert found.frame["name"].tolist() == ["地块1", "地块2"]


def test_a_main_street_keeps_neighbours_apart_and_a_lane_does_not(tmp_path):
    ways = home(0, 0), home(0, 40)
    for kind, blocks in (("primary", 2), ("tertiary", 2), ("service", 1)):
        street = ([(-50, 25), (150, 25)], {"highway": kind})
        assert len(read(drawn(tmp_path, *ways, street)).frame) == blocks


def test_houses_numbered_under_one_name_are_one_estate(tmp_path):
    numbered = home(0, 0, "蓝旗营6号楼"), home(0, 80, "蓝旗营7号楼")
    unstated = 0, 160, 50, 12, {"building": "yes", "name": "蓝旗营8号楼"}
    found = read(drawn(tmp_path, *numbered, unstated, home(0, 300, "蓝旗营99号楼")))
    assert found.frame["name"].tolist() == ["蓝旗营", "蓝旗营"]  # 99 is too far away to be the same place
    assert found.frame["dwellings"].tolist() == [108, 36]


@pytest.mark.parametrize("names", [("南1楼", "南2楼"), ("1号楼", "2号楼"), ("A座", "B座")])
def test_a_direction_or_a_number_is_no_estate(tmp_path, names):
    found = read(drawn(tmp_path, home(0, 0, names[0]), home(0, 80, names[1])))
    assert found.frame["name"].tolist() == list(names)


def test_blocks_without_an_estate_are_named_by_their_homes_or_their_street(tmp_path):
    street = ([(-100, -20), (300, -20)], {"highway": "residential", "name": "荷清路"})
    row = home(0, 0, "西2"), home(0, 30, "西10"), home(0, 60)
    found = read(drawn(tmp_path, *row, home(200, 0), home(280, 0), street), join_m=20)
    assert found.frame["name"].tolist() == ["西2等3栋", "荷清路旁住宅1", "荷清路旁住宅2"]


def test_student_halls_hold_no_pupils_but_staff_quarters_do(tmp_path):
    found = read(
        drawn(
            tmp_path,
            home(0, 0, "15号楼", note="学生宿舍"),
            home(0, 30, "紫荆学生公寓1号楼"),
            (0, 60, 50, 12, {"building": "dormitory"}),
            home(300, 0, "铁路宿舍3号楼"),
        )
    )
    assert found.frame["name"].tolist() == ["铁路宿舍"]
    assert any("3 栋学生公寓" in note.text.zh for note in found.notes)


def test_what_is_only_called_a_building_counts_inside_an_estate_unless_it_has_another_use(tmp_path):
    yes = {"building": "yes"}
    found = read(
        drawn(
            tmp_path,
            ESTATE,
            (20, 20, 50, 12, yes),
            (20, 50, 50, 12, {**yes, "amenity": "kindergarten"}),
            (20, 80, 50, 12, {**yes, "name": "明月超市"}),
            (20, 110, 5, 5, yes),
            (500, 0, 50, 12, yes),
        )
    )
    assert found.frame["dwellings"].tolist() == [36]


def test_an_estate_without_a_home_is_kept_with_no_pupils_and_said(tmp_path):
    yard = (400, 0, 100, 100, {"building": "apartments", "name": "胜因院"})
    found = read(drawn(tmp_path, ESTATE, yard))
    assert found.frame["pupils"].tolist() == [0, 0]
    assert found.frame["dwellings"].isna().all()
    warned = next(note for note in found.notes if note.level == "warning")
    assert "明月苑" in warned.text.zh
    assert "胜因院" in warned.text.zh


def test_blocks_do_not_overlap(tmp_path):
    inner = (0, 0, 90, 90, {"landuse": "residential", "name": "一期"})
    around = [home(-60, 0), home(210, 20), home(75, -14), home(75, 203)]
    named = [home(-120, y, f"清风园{y}号楼") for y in range(0, 160, 40)]
    found = read(drawn(tmp_path, ESTATE, inner, home(20, 20), home(20, 150), *around, *named))
    metres = found.frame.to_crs("EPSG:4549")
    shapes = metres.geometry.to_numpy()
    assert metres.is_valid.all()
    assert set(metres.geom_type) <= {"Polygon", "MultiPolygon"}
    assert sum(shapely.area(shapes)) == pytest.approx(shapely.union_all(shapes).area, abs=0.01)
    assert found.frame.set_index("name").loc["一期", "dwellings"] == 36
    assert found.frame["dwellings"].sum() == 36 * 10


def test_addresses_come_from_the_tags(tmp_path):
    tags = {"addr:street": "成府路", "addr:housenumber": "43号"}
    assert read(drawn(tmp_path, home(0, 0, **tags))).frame["address"].tolist() == ["成府路43号"]


@given(st.lists(st.floats(0, 500), min_size=1, max_size=30))
def test_whole_pupils_add_up_and_none_is_off_by_more_than_one(values):
    values = np.array(values)
    whole = _whole(values)
    assert whole.sum() == round(values.sum())
    assert (abs(whole - values) < 1 + 1e-9).all()


def test_what_is_missing_is_a_problem_not_a_crash(tmp_path):
    path = drawn(tmp_path, ([(0, 0), (100, 0)], {"highway": "residential"}))
    assert "住宅楼" in read(path).problems[0].text.zh
    assert "buildings" in buildings.blocks(BlocksInput(path=path)).problems[0].text.en
    assert "OpenStreetMap" in read(tmp_path / "blocks.geojson").problems[0].text.en
    assert read(tmp_path / "none.osm").problems
    shifted = BlocksInput(path=path, datum="bd09", buildings=RULE)
    assert buildings.blocks(shifted).problems[0].column == "datum"


@pytest.mark.real
@pytest.mark.skipif(
    not BEIJING.exists(), reason=f"needs {BEIJING.name} of beijing_wudaokou in ../shared/data"
)
def test_beijing_wudaokou():
    found = read(BEIJING)
    assert not found.problems
    names = set(found.frame["name"])
    assert {"荷清苑教师住宅区", "清华大学西北小区", "西王庄小区", "新林院", "蓝旗营"} <= names
    assert not any("紫荆学生公寓" in name for name in names)
    assert found.frame["block_id"].is_unique
    assert found.frame.is_valid.all()
    shapes = found.frame.to_crs("EPSG:4548").geometry.to_numpy()
    assert sum(shapely.area(shapes)) == pytest.approx(shapely.union_all(shapes).area, abs=0.01)
    assert found.frame["pupils"].sum() == pytest.approx(found.frame["dwellings"].sum() * 0.25, abs=1)
