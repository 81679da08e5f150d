"""Schools in hand-drawn OpenStreetMap files."""

from pathlib import Path

import pytest

from zoning.read.osm_places import schools

BEIJING = Path(__file__).parents[4] / "shared" / "data" / "beijing_wudaokou" / "streets.osm"


def drawn(tmp_path, *places):
    """An .osm file of schools (name, tags, lon offset in units of 0.001°, side of its grounds or 0 for a point)."""
    text, ways = [], []
    for number, (name, tags, at, side) in enumerate(places, start=1):
        said = {"amenity": "school", **tags, **({"name": name} if name else {})}
        inside = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in said.items())
        lon, lat, size = 118.5 + at / 1000, 37.4, side / 1000
        if not side:
            text.append(f'<node id="{number}" lon="{lon + 0.0005}" lat="{lat + 0.0005}">{inside}</node>')
            continue
        corners = [(lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size)]
        refs = [number * 100 + k for k in range(4)]
        text += [f'<node id="{r}" lon="{x}" lat="{y}"/>' for r, (x, y) in zip(refs, corners, strict=True)]
        ring = "".join(f'<nd ref="{ref}"/>' for ref in [*refs, refs[0]])
        ways.append(f'<way id="{number}">{ring}{inside}</way>')
    path = tmp_path / "town.osm"
    path.write_text(f'<osm version="0.6">{"".join(text + ways)}</osm>', encoding="utf-8")
    return path


def place(name, at=0, side=0, **tags):
    return name, {key.replace("__", ":"): value for key, value in tags.items()}, at, side


@pytest.mark.parametrize(
    ("name", "tags", "stage"),
    [
        ("实验小学", {}, "primary"),
        ("清华附小", {}, "primary"),
        ("第一中学附属小学", {}, "primary"),
        ("实验小学附属幼儿园", {}, "kindergarten"),
        ("洁华幼儿园", {}, "kindergarten"),
        ("小星星", {"amenity": "kindergarten"}, "kindergarten"),
        ("清华大学附属中学", {}, "junior"),
        ("第三初级中学", {}, "junior"),
        ("实验学校", {"isced__level": "1"}, "primary"),
        ("实验学校", {"isced__level": "2;3"}, "junior"),
    ],
)
def test_the_name_or_the_levels_tell_the_stage(tmp_path, name, tags, stage):
    path = drawn(tmp_path, place(name, **tags))
    assert schools(path, stage).frame["name"].tolist() == [name]
    for other in {"kindergarten", "primary", "junior"} - {stage}:
        assert schools(path, other).problems


def test_a_nine_year_school_teaches_two_stages(tmp_path):
    path = drawn(tmp_path, place("明月湖九年一贯制学校"))
    for stage in ("primary", "junior"):
        assert schools(path, stage).frame["stage"].tolist() == ["九年一贯制"]


@pytest.mark.parametrize("name", ["诗雅艺术学校", "东方驾校", "特殊教育学校", "实验学校"])
def test_a_school_of_no_known_stage_is_left_out_and_named(tmp_path, name):
    found = schools(drawn(tmp_path, place("实验小学"), place(name, at=20)), "primary")
    assert found.frame["name"].tolist() == ["实验小学"]
    assert any(name in note.text.zh for note in found.notes)


def test_a_senior_school_is_no_junior_school(tmp_path):
    assert schools(drawn(tmp_path, place("第二高级中学")), "junior").problems


def test_a_school_without_a_name_is_left_out_and_counted(tmp_path):
    found = schools(drawn(tmp_path, place("实验小学"), place("", at=20)), "primary")
    assert len(found.frame) == 1
    assert any("1 处学校没有名称" in note.text.zh for note in found.notes)


def test_a_point_in_its_own_grounds_is_the_same_school(tmp_path):
    found = schools(drawn(tmp_path, place("附中本部中学", side=2), place("四十五中学")), "junior")
    assert found.frame[["school_id", "name"]].to_numpy().tolist() == [["w1", "附中本部中学"]]
    assert any("已合并" in note.text.zh for note in found.notes)


def test_a_kindergarten_in_the_grounds_of_a_school_is_a_school_of_its_own(tmp_path):
    path = drawn(tmp_path, place("实验小学", side=2), place("实验幼儿园"))
    assert schools(path, "primary").frame["name"].tolist() == ["实验小学"]
    assert schools(path, "kindergarten").frame["name"].tolist() == ["实验幼儿园"]


def test_a_short_name_nearby_is_the_same_school_and_far_away_another_site(tmp_path):
    near = schools(drawn(tmp_path, place("清华大学附属中学", side=1), place("清华附中", at=5)), "junior")
    assert near.frame["name"].tolist() == ["清华大学附属中学"]
    far = schools(drawn(tmp_path, place("清华大学附属中学", side=1), place("清华附中", at=50)), "junior")
    assert sorted(far.frame["name"]) == ["清华大学附属中学", "清华附中"]


def test_every_school_is_a_point_inside_its_grounds(tmp_path):
    point = schools(drawn(tmp_path, place("实验小学", side=2)), "primary").frame.geometry.iloc[0]
    assert point.geom_type == "Point"
    assert 118.5 < point.x < 118.502
    assert 37.4 < point.y < 37.402


def test_a_broken_file_is_a_problem_not_a_crash(tmp_path):
    path = tmp_path / "broken.osm"
    path.write_text("<osm><node")
    assert schools(path, "primary").problems[0].table == "schools"
    assert schools(tmp_path / "none.osm", "primary").problems


@pytest.mark.real
@pytest.mark.skipif(
    not BEIJING.exists(), reason=f"needs {BEIJING.name} of beijing_wudaokou in ../shared/data"
)
def test_beijing_wudaokou():
    assert schools(BEIJING, "primary").frame["name"].tolist() == ["清华附小"]
    assert sorted(schools(BEIJING, "junior").frame["name"]) == ["中关村中学分校", "清华大学附属中学"]
