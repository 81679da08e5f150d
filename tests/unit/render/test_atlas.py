import io
import itertools
import math
import os
import subprocess
import sys
from dataclasses import replace

import invented_atlas
import numpy as np
import pypdf
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.ft2font import FT2Font

from zoning.errors import ExportError, ZoningError
from zoning.render import atlas, fonts, titles
from zoning.render.atlas import furniture, ground, ink, labels, paper
from zoning.render.atlas.labels import Box, Label
from zoning.render.atlas.paper import MAP

LANGS = ("zh", "en")
PLACES = {
    "EPSG:4549": (378_000.0, 4_141_000.0),
    "EPSG:4528": (40_378_000.0, 4_141_000.0),
    "EPSG:32650": (632_000.0, 4_148_000.0),
    "+proj=tmerc +lat_0=0 +lon_0=118.5 +k=1 +x_0=500000 +ellps=GRS80 +units=m": (510_000.0, 4_148_000.0),
    "EPSG:3857": (13_195_000.0, 4_510_000.0),
}
"""A place in each grid, near Dongying; lengths in the last are 26 % too long."""


def pages(drawn, lang="zh"):
    """Words of every page, and the file."""
    out = io.BytesIO()
    atlas.write(drawn, out, lang)
    return [page.extract_text() for page in pypdf.PdfReader(out).pages], out.getvalue()


@pytest.fixture(scope="module")
def drawn():
    return invented_atlas.atlas(40, 6, rooms=True)


@pytest.fixture(scope="module")
def made(drawn):
    """The map set in both languages: words by page, and the file."""
    return {lang: pages(drawn, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def figures(drawn):
    """Every page as a figure."""
    kept = []

    class Kept(PdfPages):
        def savefig(self, figure, **how):
            kept.append(figure)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zoning.render.atlas.book.PdfPages", Kept)
        atlas.write(drawn, io.BytesIO(), "zh")
    with fonts.typeset():
        for figure in kept:
            FigureCanvasAgg(figure).draw()
    return kept


def ground_m(crs, ends):
    """Metres along the ellipsoid between two places in a grid."""
    system = pyproj.CRS(crs)
    to_degrees = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    (lon, other), (lat, another) = to_degrees.transform(ends[:, 0], ends[:, 1])
    return system.get_geod().inv(lon, lat, other, another)[2]


@pytest.mark.parametrize("crs", list(PLACES))
@pytest.mark.parametrize("size_m", [900.0, 12_000.0, 60_000.0])
def test_the_scale_and_the_scale_bar_are_true_on_paper(crs, size_m):
    x, y = PLACES[crs]
    seen = paper.window((x, y, x + size_m, y + size_m * 0.8), MAP, crs)
    bar = paper.bar_m(seen, 52.0)
    middle = np.array([MAP.x + MAP.w / 2, MAP.y + MAP.h / 2])
    for across, up in ((1, 0), (0, 1)):
        for mm, said_m in ((100.0, seen.scale * 0.1), (paper.bar_mm(seen, bar), bar)):
            half = np.array([across, up]) * mm / 2
            found = ground_m(crs, seen.grid(np.array([middle - half, middle + half])))
            assert found == pytest.approx(said_m, rel=0.005)


def test_the_bar_that_is_drawn_is_as_long_as_it_says(figures, drawn):
    seen = paper.window(drawn.boundary.bounds, MAP, drawn.crs)
    metres = paper.bar_m(seen, 52.0)
    for figure in figures[1:]:
        (axes,) = figure.axes
        parts = [patch for patch in axes.patches if getattr(patch, "get_height", float)() == 1.6]
        assert sum(part.get_width() for part in parts) == pytest.approx(metres * 1000 / seen.scale, rel=0.005)
        said = {text.get_text() for text in axes.texts}
        assert f"{metres:,.0f} m" in said
        assert f"比例尺 1:{seen.scale:,}（A3）" in said
        assert figure.get_size_inches() * 25.4 == pytest.approx((420, 297))


@given(
    west=st.floats(0, 1e6), south=st.floats(3e6, 5e6), wide=st.floats(1, 3e5), high=st.floats(1, 3e5)
)  # fmt: skip
def test_the_scale_is_round_and_the_district_just_fits(west, south, wide, high):
    seen = paper.window((west, south, west + wide, south + high), MAP, "EPSG:4549")
    corners = seen.mm(np.array([(west, south), (west + wide, south + high)]))
    assert (corners >= (MAP.x, MAP.y)).all()
    assert (corners <= (MAP.right, MAP.top)).all()
    digits = f"{seen.scale}".rstrip("0")
    assert len(digits) <= 2
    assert seen.scale / paper.round_scale(seen.scale * 0.5) <= 2.5  # no step is larger


@given(x=st.floats(20, 300), y=st.floats(20, 250))
def test_the_way_to_paper_and_back_is_the_same(x, y):
    seen = paper.window((378_000, 4_141_000, 390_000, 4_150_000), MAP, "EPSG:4549")
    assert seen.mm(seen.grid(np.array([(x, y)])))[0] == pytest.approx((x, y), abs=1e-6)


@pytest.mark.parametrize(("lon", "east"), [(118.6, True), (121.4, False)])
def test_true_north_lies_where_the_grid_bends_away_from(lon, east):
    """West of the central meridian (120°) true north is to the right of grid north, by about (120 - lon) × sin(lat)."""
    place = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True).transform(lon, 37.4)
    seen = paper.window((place[0], place[1], place[0] + 10, place[1] + 10), MAP, "EPSG:4549")
    assert (seen.north > 0) == east
    assert abs(seen.north) == pytest.approx(abs(120 - lon) * math.sin(math.radians(37.4)), rel=0.01)


def test_the_set_has_a_page_for_every_map_and_stage():
    both = invented_atlas.atlas(20, 4, stages=("primary", "junior"))
    words, _ = pages(both)
    assert len(words) == 1 + 1 + 7 * 2 + 1
    assert [sum(f"{number:02d}  " in page.replace("图号", "") for page in words[1:]) for number in (1, 2, 8, 9, 10)] == [1, 2, 2, 1, 0]  # fmt: skip
    assert "资源教室布点图" in words[0]
    assert "[sites.facility]" in words[0]


def test_the_map_of_shared_rooms_is_there_where_the_scenario_asks_for_it(made):
    words, _ = made["zh"]
    assert len(words) == 1 + 1 + 7 + 1 + 1
    assert "10  资源教室布点图" in words[-1]
    assert "[sites.facility]" not in words[0]


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_says_what_it_is_who_made_it_of_what_and_what_it_is_not(made, drawn, lang):
    words, _ = made[lang]
    seen = paper.window(drawn.boundary.bounds, MAP, drawn.crs)
    for number, page in enumerate(words, start=1):
        for field in (furniture.MADE_BY, furniture.DATA_DATE, furniture.REVIEW_NO):
            assert field.to(lang) in page
        assert drawn.title in page
        assert drawn.info.made_by in page
        assert drawn.info.data_date in page
        assert f"1:{seen.scale:,}" in page
        assert "EPSG:4549" in page
        assert titles.SKETCH.to(lang) in page.replace("\n", " " if lang == "en" else "")
        if number > 1:
            assert f"{number} / {len(words)}" in page


def test_marks_stay_until_there_is_a_review_number_and_real_data(made):
    for page in made["zh"][0]:
        assert "内部工作用图" in page
        assert "虚构数据" in page
        assert "＿＿＿" in page  # a line to fill in
    words, _ = pages(invented_atlas.atlas(20, 4, map_review_no="鲁S(2026)001号", fictitious=False))
    for page in words:
        assert "内部工作用图" not in page
        assert "虚构数据" not in page
        assert "＿＿＿" not in page
        assert "鲁S(2026)001号" in page


def test_a_plan_without_works_says_so():
    words, _ = pages(invented_atlas.atlas(20, 4, works=False))
    (layout,) = (page for page in words[1:] if "06  规划布局图" in page)
    assert "没有选定的项目" in layout
    assert "没有选定的项目" in words[-1]


@pytest.mark.slow
def test_the_same_plan_makes_the_same_bytes(drawn, made, tmp_path):
    assert pages(drawn)[1] == made["zh"][1]
    code = (
        "import invented_atlas; from zoning.render import atlas;"
        f"atlas.write(invented_atlas.atlas(40, 6, rooms=True), {str(tmp_path / 'again.pdf')!r}, 'zh')"
    )
    paths = os.pathsep.join(sys.path)
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "7"})  # fmt: skip
    assert (tmp_path / "again.pdf").read_bytes() == made["zh"][1]
    about = pypdf.PdfReader(io.BytesIO(made["zh"][1])).metadata
    assert "/CreationDate" not in about
    assert about["/Producer"] == "zoning"


def test_fonts_are_embedded_and_the_simplified_face_is_taken(made):
    with fonts.typeset() as face:
        file = font_manager.findfont(face.family)
        assert FT2Font(file.path, face_index=file.face_index).family_name == face.family
    assert not set(face.family.split()) & set(fonts.FOREIGN)
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(made["zh"][1])).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            found.add(str(font.get("/Name", font.get("/BaseFont"))))
            embedded = "/CharProcs" in font or "/FontFile2" in str(font["/DescendantFonts"][0].get_object())
            assert embedded
    assert found
    if face.family == "Noto Sans CJK SC":
        assert all("CJKsc" in name for name in found), found


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_chinese_font_the_remedy_is_named(monkeypatch, drawn, tmp_path, lang):
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [font for font in font_manager.fontManager.ttflist if "DejaVu" in font.name])  # fmt: skip
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    with pytest.raises(ExportError) as error:
        atlas.write(drawn, tmp_path / "maps.pdf", "zh")
    assert isinstance(error.value, ZoningError)
    assert "fonts-noto-cjk" in error.value.to(lang)
    assert "Noto Sans CJK SC" in error.value.to(lang)
    assert not (tmp_path / "maps.pdf").exists()


def test_a_font_that_was_installed_since_is_found(monkeypatch):
    manager = font_manager.fontManager
    there = fonts.chinese()
    file = next(font.fname for font in manager.ttflist if font.name == there.family)
    others = [font for font in manager.ttflist if "DejaVu" in font.name]
    monkeypatch.setattr(manager, "ttflist", others)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [file])
    assert fonts.chinese() == there


def test_nothing_is_set_smaller_than_7_points_or_off_the_sheet(figures):
    for figure in figures:
        (axes,) = figure.axes
        sheet = figure.bbox
        for text in axes.texts:
            assert text.get_fontsize() >= 7
            if text.get_rotation() == 0:
                box = text.get_window_extent()
                assert box.x0 >= sheet.x0
                assert box.x1 <= sheet.x1
                assert box.y0 >= sheet.y0
                assert box.y1 <= sheet.y1


def test_names_on_a_map_do_not_touch_each_other(figures):
    for figure in figures[1:]:
        (axes,) = figure.axes
        names = [text.get_window_extent() for text in axes.texts if text.get_zorder() == ink.NAMES]
        boxes = [(box.x0 + 0.5, box.y0 + 1.0, box.x1 - 0.5, box.y1 - 1.0) for box in names]
        for a, b in itertools.combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 150), st.floats(1, 40), st.floats(1, 8), st.floats(0, 4), st.integers(0, 3)), max_size=40),
       st.lists(st.tuples(st.floats(0, 195), st.floats(0, 145)), max_size=15))  # fmt: skip
def test_placed_names_are_apart_within_the_frame_and_off_the_symbols(given_, symbols):
    wanted = [Label(*values) for values in given_]
    taken = [Box(x, y, x + 4, y + 4) for x, y in symbols]
    frame = Box(0, 0, 200, 150)
    spots = labels.placed(wanted, taken, frame)
    assert spots == labels.placed(wanted, taken, frame)
    boxes = [spot.box for spot in spots if spot is not None]
    for box in boxes:
        assert 0 <= box.left <= box.right <= 200
        assert 0 <= box.bottom <= box.top <= 150
    for a, b in [*itertools.combinations(boxes, 2), *itertools.product(boxes, taken)]:
        assert a.right <= b.left or b.right <= a.left or a.top <= b.bottom or b.top <= a.bottom


@given(st.integers(0, 5), st.floats(30, 170), st.floats(30, 120))
def test_the_most_important_name_is_never_left_out_for_others(rank, x, y):
    crowd = [Label(x, y, 30, 6, 1, rank + 1) for _ in range(30)]
    spots = labels.placed([*crowd, Label(x, y, 30, 6, 1, rank)], [], Box(0, 0, 200, 150))
    assert spots[-1] is not None
    assert None in spots[:-1] or len(spots) == 31


def test_many_blocks_are_drawn_as_pixels_within_the_page(monkeypatch, drawn):
    monkeypatch.setattr(ground, "DENSE", 10)
    out = io.BytesIO()
    atlas.write(drawn, out, "zh")
    for page in pypdf.PdfReader(out).pages[1:]:
        images = [each.get_object() for each in page["/Resources"]["/XObject"].values()]
        sizes = [image["/Width"] / (MAP.w / 25.4) for image in images if image.get("/Subtype") == "/Image"]
        assert max(sizes) == pytest.approx(paper.DPI, rel=0.02)


def test_streets_are_left_out_where_the_scale_is_too_small_for_them(drawn):
    far = paper.window((300_000, 4_100_000, 400_000, 4_180_000), MAP, drawn.crs)
    near = paper.window(drawn.boundary.bounds, MAP, drawn.crs)
    with fonts.typeset():
        assert set(ground.of(drawn, near).streets) >= {"local", "secondary", "arterial"}
        assert set(ground.of(drawn, far).streets) == {"arterial"}
        only = replace(drawn, streets=drawn.streets.assign(level="local"))
        assert set(ground.of(only, far).streets) == {"local"}


@pytest.mark.parametrize("wide", [18, 30, 40, 55])
def test_wrapped_lines_keep_every_word_and_fit(wide):
    said = (
        "示意图，不作为权属及行政区划依据；部分数据（不含边界）© OpenStreetMap 贡献者（ODbL），contains data"
    )
    with fonts.typeset():
        lines = fonts.wrapped(said, wide, 7)
        assert all(fonts.width_mm(line, 7) <= wide + fonts.width_mm("），", 7) for line in lines)
    assert "".join(lines).replace(" ", "") == said.replace(" ", "")
    assert not [line for line in lines if line[0] in "，；）" or line[-1] == "（"]
