"""Posters of an invented town: what is on every page, where it stands, and what may not be told."""

import math
import os
import re
import subprocess
import sys
from dataclasses import replace

import invented_posters
import numpy as np
import pandas as pd
import poster_pages
import pypdf
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Polygon
from PIL import Image

from zoning import posters
from zoning.errors import ExportError
from zoning.render import fonts, titles
from zoning.render.atlas import furniture, ink, paper
from zoning.render.posters import book, layout, overview, poster

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def town():
    return posters.of(invented_posters.result(40, 3))


def drawn(town, lang="zh", **how):
    """Every page of a town with its figure."""
    with fonts.typeset():
        found = book.pages(town, lang, **how)
        return [(page, page.draw((n, len(found)))) for n, page in enumerate(found, start=1)]


@pytest.fixture(scope="module")
def pages(town):
    return {"zh": drawn(town), "en": drawn(town, "en", only={"S01"})}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("posters")
    posters.write(invented_posters.result(12, 2), folder, "zh", posters.Asked(png=True))
    return folder


def test_there_is_a_page_for_every_zone_after_the_sheet_of_all(town, pages):
    said = [page.said for page, _ in pages["zh"]]
    assert said == ["招生片区总图", *(f"{zone.called('zh')}招生片区" for zone in town.zones)]
    for page, figure in pages["zh"]:
        assert page.said in poster_pages.texts(figure)


@pytest.mark.parametrize("lang", LANGS)
def test_names_do_not_touch_and_stand_within_the_map(town, pages, lang):
    for page, figure in pages[lang]:
        assert poster_pages.touching(figure) == [], page.said
        found = poster_pages.names(figure)
        assert len(found) > 5
        frame = _map(figure)
        assert all(frame.covers(shape) for shape in found.values())


def _map(figure):
    """The rectangle of a page's map: the largest box but the frame."""
    (axes,) = figure.axes
    boxes = [patch for patch in axes.patches if hasattr(patch, "get_width") and hasattr(patch, "get_x")]
    whole, seen = sorted(boxes, key=lambda b: -b.get_width() * b.get_height())[:2]
    assert whole.get_width() in (404, 281)
    x, y = seen.get_xy()
    return shapely.box(x, y, x + seen.get_width(), y + seen.get_height())


def test_names_keep_off_the_edge_of_the_zone_and_off_the_schools(town):
    with fonts.typeset():
        for zone in town.zones:
            for page in poster.planned(town, zone, "zh"):
                edge = shapely.boundary(page.window.drawn([zone.shape], simplify_mm=0.02)[0])
                schools = shapely.points(
                    page.window.mm(shapely.get_coordinates(zone.schools.geometry.to_numpy()))
                )
                for word in page.names.words:
                    s = word.spot
                    box = shapely.affinity.rotate(
                        shapely.box(
                            s.x - s.width / 2, s.y - s.height / 2, s.x + s.width / 2, s.y + s.height / 2
                        ),
                        s.angle,
                    )
                    assert word.about == "school" or not box.intersects(edge.buffer(0.8))
                    assert shapely.distance(schools, box).min() > 2.0


@pytest.mark.parametrize("lang", LANGS)
def test_scale_bar_north_and_paper_are_true_on_every_page(town, pages, lang):
    for page, figure in pages[lang]:
        size = sorted(figure.get_size_inches() * 25.4)
        assert size == pytest.approx([297, 420])
        metres = poster_pages.bar_says(figure)
        assert poster_pages.bars(figure) == pytest.approx(metres * 1000 / page.scale, rel=1e-6)
        said = f"1:{page.scale:,}"
        assert any(said in text and "A3" in text for text in poster_pages.texts(figure))
        (axes,) = figure.axes
        halves = [patch for patch in axes.patches if isinstance(patch, Polygon)]
        assert len(halves) == 2
        for half in halves:  # the tip, its left or right wing, the notch of the tail
            tip, wing, tail = half.get_xy()[:3]
            assert tip[1] > tail[1] > wing[1]


def test_a_scale_is_what_the_map_itself_shows(town):
    with fonts.typeset():
        (page,) = poster.planned(town, town.zones[0], "zh")
    one, two = town.zones[0].homes.geometry.iloc[[0, -1]].representative_point()
    on_paper = np.hypot(*np.diff(page.window.mm(np.array([one.coords[0], two.coords[0]])), axis=0)[0])
    stretch, _ = paper.distortion(town.crs, page.window.centre)
    assert on_paper * page.window.scale / 1000 == pytest.approx(one.distance(two) / stretch, rel=1e-9)


def test_every_home_of_a_zone_is_in_its_list_with_its_address(town, pages):
    for zone, (_, figure) in zip(town.zones, pages["zh"][1:], strict=True):
        said = poster_pages.texts(figure)
        assert list(zone.homes["number"]) == list(range(1, len(zone.homes) + 1))
        for name, address in zip(zone.homes["name"], zone.homes["address"], strict=True):
            assert name in said
            assert address in said
        shown = {
            gid.split("/", 2)[2] for gid in poster_pages.names(figure) if gid.startswith(("home/", "number/"))
        }
        assert shown  # on the map too, by name or number
        numbers = set(zone.homes["number"].astype(str))
        assert shown <= set(zone.homes["name"]) | numbers


def test_streets_are_named_along_them(town, pages):
    streets = set(town.streets["name"])
    for _, figure in pages["zh"][1:]:
        named = {gid.split("/", 2)[2] for gid in poster_pages.names(figure) if gid.startswith("street/")}
        assert len(named & streets) >= 3
        assert named <= streets
        kinds = {gid.split("/")[0] for gid in poster_pages.names(figure)}
        assert {"school", "ring", "home", "other zone"} <= kinds


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_says_who_made_it_of_what_and_what_it_is_not(town, pages, lang):
    for number, (_, figure) in enumerate(pages[lang], start=1):
        said = poster_pages.texts(figure)
        whole = "".join(said).replace(" ", "")
        for field in (furniture.MADE_BY, furniture.DATA_DATE, furniture.REVIEW_NO):
            assert field.to(lang) in said
        assert town.info.made_by in said
        assert town.info.data_date in said
        assert titles.SKETCH.to(lang).replace(" ", "") in whole
        assert titles.INTERNAL.to(lang) in said  # until there is a review number
        assert titles.FICTITIOUS.to(lang) in said
        assert town.title in said
        assert f"{number} / {len(pages[lang])}" in said


def test_marks_go_with_a_review_number_and_real_data():
    made = posters.of(invented_posters.result(12, 2, map_review_no="鲁S(2026)001号", fictitious=False))
    for _, figure in drawn(made):
        said = poster_pages.texts(figure)
        assert "鲁S(2026)001号" in said
        assert not {"内部工作用图", "虚构数据"} & set(said)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_smaller_than_7_points_or_off_the_paper(pages, lang):
    for _, figure in pages[lang]:
        (axes,) = figure.axes
        sheet = figure.bbox
        for text in axes.texts:
            assert text.get_fontsize() >= 7
            if text.get_rotation() == 0:
                box = text.get_window_extent()
                assert sheet.x0 <= box.x0
                assert box.x1 <= sheet.x1
                assert sheet.y0 <= box.y0
                assert box.y1 <= sheet.y1


def test_words_beside_the_map_stay_in_their_column(pages):
    for _, figure in pages["en"]:
        frame = _map(figure)
        (axes,) = figure.axes
        x, y = frame.bounds[2], frame.bounds[1]
        columns = [n for n in axes.texts if n.get_zorder() != ink.NAMES and n.get_rotation() == 0]
        beside = [text for text in columns if text.get_position()[0] > x or text.get_position()[1] < y]
        boxes = [text.get_window_extent().transformed(axes.transData.inverted()) for text in beside]
        edge = figure.get_size_inches()[0] * 25.4 - 12
        assert all(box.x1 <= edge + 0.6 for box in boxes), [t.get_text() for t, b in zip(beside, boxes, strict=True) if b.x1 > edge + 0.6]  # fmt: skip


def test_the_list_of_the_sheet_names_the_page_of_every_zone(files):
    reader = pypdf.PdfReader(files / "posters.pdf")
    words = [page.extract_text() for page in reader.pages]
    for said in re.findall(r"第(\d+)页", words[0]):
        assert "招生片区" in words[int(said) - 1]
    assert len(re.findall(r"第\d+页", words[0])) == len(words) - 1


def test_files_are_whole_embed_their_font_and_pictures_have_300_dots_per_inch(files):
    stems = {"posters", "poster-overview", "poster-S01", "poster-S02"}
    assert {file.name for file in files.iterdir()} == {*(f"{s}.pdf" for s in stems), *(f"{s}.png" for s in stems - {"posters"})}  # fmt: skip
    for file in files.glob("*.pdf"):
        reader = pypdf.PdfReader(file)
        assert len(reader.pages) == (3 if file.stem == "posters" else 1)
        assert "/CreationDate" not in reader.metadata
        for page in reader.pages:
            assert sorted(float(side) / 72 * 25.4 for side in page.mediabox[2:]) == pytest.approx([297, 420], abs=0.1)  # fmt: skip
            for font in page["/Resources"]["/Font"].values():
                font = font.get_object()
                assert "/CharProcs" in font or "/FontFile2" in str(font["/DescendantFonts"][0].get_object())
    for file in files.glob("*.png"):
        with Image.open(file) as picture:
            assert sorted(picture.size) == [3508, 4961]
            assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@pytest.mark.slow
def test_the_same_plan_makes_the_same_bytes(tmp_path):
    posters.write(invented_posters.result(12, 2), tmp_path / "once", "zh", posters.Asked(schools=("S01",), png=True))  # fmt: skip
    code = (
        "import invented_posters; from zoning import posters; from pathlib import Path;"
        f"posters.write(invented_posters.result(12, 2), Path({str(tmp_path / 'again')!r}), 'zh', posters.Asked(schools=('S01',), png=True))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    once, again = ({file.name: file.read_bytes() for file in (tmp_path / each).iterdir()} for each in ("once", "again"))  # fmt: skip
    assert set(once) == {"poster-S01.pdf", "poster-S01.png"}
    assert once == again


def test_a_list_that_is_too_long_goes_on_on_another_page_and_nothing_is_cut(town):
    zone = town.zones[0]
    many = pd.concat([zone.homes] * 8, ignore_index=True)
    many = many.assign(name=[f"安居{n}号院" for n in range(len(many))], number=range(1, len(many) + 1), address=[f"很长的街道名称之一百二十{n}号院内东侧" for n in range(len(many))])  # fmt: skip
    found = drawn(replace(town, zones=[replace(zone, homes=many), *town.zones[1:]]), only={zone.zone_id})
    assert [page.said for page, _ in found if "续" in page.said]
    maps = [page for page, _ in found if page.scale is not None]
    said = [text for page, figure in found if page.scale is None or page is maps[0] for text in poster_pages.texts(figure)]  # fmt: skip
    assert set(many["name"]) <= set(said)
    assert not [text for text in said if "…" in text]
    sizes = {text.get_fontsize() for _, figure in found for text in figure.axes[0].texts}
    assert min(sizes) == 7.0


def test_what_the_notice_says_is_printed_whole(town):
    told = "东至文七路，南至迎一街，西至文三路，北至清风河；" * 6
    made = replace(town, zones=[replace(town.zones[0], notice=told), *town.zones[1:]])
    ((_, figure),) = drawn(made, only={town.zones[0].zone_id})
    assert told in "".join(poster_pages.texts(figure))
    assert "划片范围" in poster_pages.texts(figure)


def test_schools_that_share_a_zone_are_on_one_page(town):
    one, two, *rest = town.zones
    both = pd.concat([one.schools, two.schools])
    shared = replace(one, zone_id="A+B", shape=one.shape.union(two.shape), schools=both, homes=one.homes)
    found = drawn(replace(town, zones=[shared, *rest]), only={"A+B"})
    page, figure = found[0]
    assert page.file == "poster-A_B"
    assert page.said == "、".join(both["name"]) + "招生片区"
    said = poster_pages.texts(figure)
    assert "学校（多校划片，随机派位）" in said
    for seats in both["seats"]:
        assert any(text.startswith(f"{seats:,.0f}") for text in said)
    assert f"{both['seats'].sum():,.0f}" in said
    named = {gid.split("/", 2)[2] for gid in poster_pages.names(figure) if gid.startswith("school/")}
    assert named == set(both["name"])


def test_a_crowded_part_is_shown_larger_on_a_page_of_its_own(town):
    zone = town.zones[0]
    x, y = zone.shape.representative_point().coords[0]
    step = np.array([(a, b) for a in range(5) for b in range(4)]) * 26.0 + (x - 60, y - 50)
    tiny = zone.homes.iloc[[0] * 20].reset_index(drop=True)
    tiny = tiny.assign(name=[f"密集家园{n}区" for n in range(20)], number=range(1, 21)).set_geometry([shapely.box(*at, *(at + 25)) for at in step], crs=town.crs)  # fmt: skip
    far = replace(zone, homes=tiny, shape=zone.shape.union(shapely.box(x + 200, y, x + 6000, y + 400)))
    with fonts.typeset():
        whole, *parts = poster.planned(replace(town, zones=[far, *town.zones[1:]]), far, "zh")
    assert whole.names.missing or any(word.about == "number" for word in whole.names.words)
    assert len(parts) == 1
    assert parts[0].window.scale * 1.9 <= whole.window.scale
    assert {word.name for word in parts[0].names.words if word.about == "home"} == set(tiny["name"])
    assert whole.enlarged == [parts[0].window]


def test_upright_and_lying_paper_are_taken_by_the_shape_of_the_zone(town):
    def paper_of(wide, high):
        zone = town.zones[0]
        x, y = zone.schools.geometry.iloc[0].coords[0]
        shape = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        with fonts.typeset():
            return poster.planned(town, replace(zone, shape=shape), "zh")[0].layout.paper

    assert paper_of(4000, 2500).width == 420
    assert paper_of(1500, 4000).width == 297
    assert paper_of(9000, 2500).width == 420


@pytest.mark.parametrize(("size", "lang"), [("A2", "zh"), ("A1", "en")])
def test_the_sheet_of_all_zones_may_be_larger(town, size, lang):
    with fonts.typeset():
        small, large = (overview.planned(town, [2, 3, 4], each, lang) for each in ("A3", size))
        figure = overview.drawn(town, large, (1, 4), lang)
    assert large.window.scale < small.window.scale
    width, height = layout.landscape(size)[1:]
    assert sorted(figure.get_size_inches() * 25.4) == pytest.approx(sorted((width, height)))
    assert any(size in text for text in poster_pages.texts(figure))
    assert poster_pages.touching(figure) == []


@pytest.mark.parametrize("block", [40.0, 75.0, 100.0])
def test_parts_of_a_sheet_do_not_overlap(block):
    for made in [*layout.arrangements(block), *layout.arrangements(block, "A1"), layout.listing(layout.portrait(), block)]:  # fmt: skip
        boxes = [b for b in (made.map, *made.columns, made.compass, made.inset, made.block) if b.w > 0]
        shapes = [shapely.box(b.x, b.y, b.right, b.top) for b in boxes]
        frame = made.frame
        for n, shape in enumerate(shapes):
            assert shapely.box(frame.x, frame.y, frame.right, frame.top).covers(shape)
            assert all(shape.intersection(other).area < 1e-6 for other in shapes[n + 1 :])


# what may not be told


def test_numbers_below_ten_are_not_told_in_public_nor_one_that_tells_them():
    whole = invented_posters.result(40, 3)
    school_of = whole.plan.school_of
    few = pd.Series(np.where(school_of == "S01", 0, 30), index=school_of.index)
    few[school_of[school_of == "S01"].index[0]] = 7
    result = invented_posters.with_pupils(whole, few)
    town = posters.of(result)
    assert town.zones[0].pupils is None
    assert sum(zone.pupils is None for zone in town.zones) == 2  # the total less one would tell the other
    assert all(ring.share is None for ring in town.zones[0].rings)
    inside = posters.of(result, public=False)
    assert inside.zones[0].pupils == 7
    for _, figure in drawn(town, only={"S01"}):
        assert "片区学生" not in poster_pages.texts(figure)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12), st.sampled_from([5, 10]))
def test_what_is_told_is_never_small_and_never_leaves_one_small_number_to_be_worked_out(counts, least):
    table = pd.Series(counts, index=[f"S{n}" for n in range(len(counts))])
    told = posters.told(table, least)
    assert all(value is None or value == table[zone] >= least for zone, value in told.items())
    hidden = [zone for zone, value in told.items() if value is None and table[zone] > 0]
    assert not (len(hidden) == 1 and table[hidden[0]] < least and len(counts) > 1 and sum(c >= least for c in counts))  # fmt: skip


def test_shares_within_the_rings_are_those_of_the_blocks_or_none():
    result = invented_posters.result(60, 3)
    walk = result.measures.walks.to(result.plan.school_of)
    for zone in posters.of(result).zones:
        mine = result.plan.school_of == zone.zone_id
        pupils = result.area.blocks["pupils"][mine]
        within = [float(pupils[walk[mine] <= metres].sum()) for metres in (500, 1000)]
        parts = np.diff([0, *within, pupils.sum()])
        told = not any(0 < part < 10 for part in parts)
        assert [ring.metres for ring in zone.rings] == [500, 1000]
        assert [ring.share for ring in zone.rings] == ([pytest.approx(n / pupils.sum()) for n in within] if told else [None, None])  # fmt: skip


def test_rings_follow_the_streets_and_lie_within_the_straight_line():
    result = invented_posters.result(40, 3)
    for zone in posters.of(result).zones:
        (school,) = zone.schools.geometry
        near, far = (ring.shape for ring in zone.rings)
        for ring, metres in ((near, 500), (far, 1000)):
            assert school.buffer(metres + 45, 64).covers(ring)
            assert ring.area > 0
        assert near.difference(far).area < 0.02 * near.area


def test_without_streets_walks_are_estimated_and_the_page_says_so():
    bare = invented_posters.result(40, 3)
    town = posters.of(replace(bare, area=replace(bare.area, streets=None)))
    ring = town.zones[0].rings[0]
    assert ring.shape.area == pytest.approx(math.pi * (500 / 1.3) ** 2, rel=0.01)
    ((_, figure),) = drawn(town, only={"S01"})
    assert any("折算步行 500" in text for text in poster_pages.texts(figure))
    assert any("没有道路资料" in text for text in poster_pages.texts(figure))


def test_homes_are_listed_in_the_order_of_their_sounds_and_ids_are_no_names():
    result = invented_posters.result(12, 2)
    names = ["中心里", "安居苑", "北苑", "柳林村", "东风里", *[f"和园{n}" for n in range(7)]]
    ids = result.area.blocks.index
    names[11] = ids[11]
    area = replace(result.area, blocks=result.area.blocks.assign(name=names, subdistrict="文汇街道"))
    zones = posters.of(replace(result, area=area)).zones
    for zone in zones:
        listed = zone.homes["name"].tolist()
        initials = [name[0] for name in listed]
        assert initials == sorted(initials, key="安北东和柳中".index)
        assert ids[11] not in listed
    assert sum(zone.unnamed for zone in zones) == 1
    assert sum(len(zone.homes) for zone in zones) == 11


def test_a_school_that_is_not_there_is_named_with_those_that_are(tmp_path):
    result = invented_posters.result(12, 2)
    with pytest.raises(ExportError) as error:
        posters.write(result, tmp_path / "out", "zh", posters.Asked(schools=("第九小学",)))
    assert "第九小学" in error.value.to("zh")
    assert "S01 明月湖小学" in error.value.to("zh")
    assert not (tmp_path / "out").exists()
    assert posters.chosen(result, ["S02", "明月湖小学"]) == {"S01", "S02"}


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8, unique=True))
def test_no_two_ids_share_a_file_on_any_system(ids):
    found = book.file_names(ids)
    assert len({name.lower() for name in found}) == len(ids)
    assert all(name.isprintable() and not set(name) & set('/\\:*?"<>|. ') for name in found)
