"""The primary school of each block: from the tables of an earlier plan, a table by hand, or zones as polygons."""

import json

import pytest
import toy_files

from zoning import planner, scenario
from zoning.errors import InputError
from zoning.toy import town


def area(folder, rows, *, name="feeders.csv"):
    (folder / name).write_text(rows, encoding="utf-8-sig")
    return read(folder, name)


def read(folder, name):
    base = toy_files.write(folder, town(3, 1, schools=[(0, 0, 60)]), f'[inputs.feeders]\npath = "{name}"\n')
    return planner.study_area(scenario.load(base))


def refused(folder, rows, **options):
    with pytest.raises(InputError) as raised:
        area(folder, rows, **options)
    return raised.value.to("en")


@pytest.mark.parametrize(
    "head",
    [
        "地块编号,名称,学校编号,划片学校,现学校编号,现小学",
        "block_id,name,school_id,school_name,current_school,note",
        "地块编号,备注,小学编号,小学名称,甲,乙",
    ],
)
def test_a_table_of_an_earlier_plan_is_read_in_either_language(tmp_path, head):
    made = area(
        tmp_path,
        f"{head}\nc0r0,园,01,甲小学,9,九\nc1r0,园,01,甲小学,9,九\nc2r0,园,S2+S3,乙小学、丙小学（多校划片）,,\n",
    )
    assert made.blocks["feeder"].tolist() == ["01", "01", "S2+S3"]
    assert made.blocks["feeder_name"].tolist() == ["甲小学", "甲小学", "乙小学、丙小学（多校划片）"]
    assert made.sources["feeders"].rows == 3


def test_a_table_with_names_alone_will_do(tmp_path):
    made = area(tmp_path, "地块编号,小学\nc0r0,甲小学\nc1r0,甲小学\nc2r0,乙小学\n")
    assert (
        made.blocks["feeder"].tolist()
        == made.blocks["feeder_name"].tolist()
        == ["甲小学", "甲小学", "乙小学"]
    )


def test_blocks_in_no_primary_zone_are_named_and_unknown_ones_counted(tmp_path):
    made = area(tmp_path, "block_id,school_id\nc0r0,P1\nc1r0,P1\nx9,P2\n")
    assert made.blocks["feeder"].isna().tolist() == [False, False, True]
    said = {
        note.level: note.text.en
        for note in made.notes
        if note.about == "feeders" and "blocks.csv" not in note.text.en
    }
    assert said["warning"] == "1 blocks (5 pupils) are in no primary zone and go each by itself: c2r0"
    assert any("1 blocks of the feeders are not in this scenario" in note.text.en for note in made.notes)


def test_zones_as_polygons_give_each_block_the_one_it_lies_in(tmp_path):
    blocks = town(3, 1).blocks.to_crs("EPSG:4326")
    west = blocks.geometry.iloc[:2].union_all()
    shapes = [("P1", "甲小学", west), ("P2", "乙小学", blocks.geometry.iloc[2])]
    features = [
        {"type": "Feature", "properties": {"school_id": i, "name": n}, "geometry": s.__geo_interface__} for i, n, s in shapes
    ]  # fmt: skip
    (tmp_path / "zones.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    base = toy_files.write(
        tmp_path,
        town(3, 1, schools=[(0, 0, 60)]),
        '[inputs.feeders]\npath = "zones.geojson"\ndatum = "wgs84"\n',
    )
    made = planner.study_area(scenario.load(base))
    assert made.blocks["feeder"].tolist() == ["P1", "P1", "P2"]
    assert made.blocks["feeder_name"].tolist() == ["甲小学", "甲小学", "乙小学"]


def test_what_is_wrong_with_the_table_is_said(tmp_path):
    assert "holds none of the blocks" in refused(tmp_path, "block_id,school_id\nx1,P1\nx2,P1\n")
    assert "the id appears 2 times" in refused(tmp_path, "block_id,school_id\nc0r0,P1\nc0r0,P2\n")
    assert "primary school's id or name is empty" in refused(tmp_path, "block_id,school_id\nc0r0,P1\nc1r0,\n")
    assert "no column for the primary school's id or name" in refused(tmp_path, "block_id,walk_m\nc0r0,100\n")
    with pytest.raises(InputError) as missing:
        read(tmp_path, "nowhere.csv")
    assert "nowhere.csv" in missing.value.to("en")
