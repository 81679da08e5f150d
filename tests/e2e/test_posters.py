"""`zoning posters` on the invented district: every page as it is drawn, and what the command says and leaves on disk."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import poster_pages
import pypdf
import pyproj
import pytest
import shapely
from command_line import ROOT, WRONG, zoning
from PIL import Image
from tile_files import encoded, flat, server

from zoning import planner, posters, scenario
from zoning.render import fonts, tiles
from zoning.render.posters import book, poster

DEMO = ROOT / "data" / "demo.toml"


@cache
def town():
    """The district's posters, as they are planned."""
    return posters.of(planner.run(scenario.load(DEMO)))


@cache
def blocks():
    return planner.study_area(scenario.load(DEMO)).blocks


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Path:
    """Today's zones as a plan that is decided."""
    file = tmp_path_factory.mktemp("plan") / "blocks.csv"
    school_of = blocks()["current_school"]
    file.write_text("地块编号,学校编号\n" + "".join(f"{block},{school}\n" for block, school in school_of.items()), encoding="utf-8")  # fmt: skip
    return file


@pytest.mark.slow
def test_every_page_of_the_district_is_whole_and_no_two_names_touch():
    with fonts.typeset():
        pages = book.pages(town(), "zh")
        assert len(pages) >= 1 + len(town().zones) == 17
        zones = {book.file_names([zone.zone_id])[0]: zone for zone in town().zones}
        for number, page in enumerate(pages, start=1):
            figure = page.draw((number, len(pages)))
            assert poster_pages.touching(figure) == [], page.said
            metres = poster_pages.bar_says(figure)
            assert poster_pages.bars(figure) == pytest.approx(metres * 1000 / page.scale, rel=1e-6)
            said = poster_pages.texts(figure)
            if page.file in zones and page.homes:
                zone = zones[page.file]
                assert set(zone.homes["name"]) <= set(said), page.said
                kinds = {gid.split("/")[0] for gid in poster_pages.names(figure)}
                assert {"school", "street", "home", "other zone"} <= kinds
            elif number == 1:
                assert set(town().zones[0].schools["name"]) <= set(said)


@pytest.mark.slow
def test_lengths_on_every_page_are_those_on_the_ground():
    """Between homes at the two ends of each zone: on paper, times the scale, as along the ellipsoid."""
    system = pyproj.CRS(town().crs)
    to_degrees = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    with fonts.typeset():
        for zone in town().zones:
            for page in poster.planned(town(), zone, "zh"):
                at = shapely.get_coordinates(shapely.point_on_surface(zone.homes.geometry.to_numpy()))
                one, two = at[at[:, 0].argmin()], at[at[:, 0].argmax()]
                lon, lat = to_degrees.transform(*np.array([one, two]).T)
                ground_m = system.get_geod().inv(lon[0], lat[0], lon[1], lat[1])[2]
                paper_mm = np.hypot(*np.diff(page.window.mm(np.array([one, two])), axis=0)[0])
                assert paper_mm * page.window.scale / 1000 == pytest.approx(ground_m, rel=5e-4)


def test_two_schools_with_pictures_the_notice_and_a_basemap_whose_token_is_in_no_file(plan, tmp_path):
    token = "c0ffee" * 5
    rows = sorted(f"{block},{school}\n" for block, school in blocks()["current_school"].items())
    notice = {"zones": [{"school_id": "P10", "scope": "东至东湖路，北至滨河铁路。"}], "plan_sha256": hashlib.sha256("".join(rows).encode()).hexdigest()}  # fmt: skip
    (tmp_path / "run.json").write_text(json.dumps(notice), encoding="utf-8")
    out = tmp_path / "挂图"
    with server(lambda path: (200, encoded(flat((230, 240, 250))))) as (address, asked):
        found = zoning(
            "posters", DEMO, "--out", out, "--plan", plan, "--school", "P10", "--school", "文庙小学", "--png", "--notice", tmp_path, "--json",
            "--basemap", address + "/{z}/{x}/{y}?tk={tk}", "--basemap-review-no", "鲁S(2026)009号", **{tiles.TOKEN: token, "no_proxy": "*"},
        )  # fmt: skip
    assert found.exit_code == 0, found.stderr
    assert {file.name for file in out.iterdir()} == {f"poster-{one}.{kind}" for one in ("P03", "P10") for kind in ("pdf", "png")}  # fmt: skip
    told = json.loads(found.stdout)
    assert {Path(file).name for file in told["files"]} == {file.name for file in out.iterdir()}
    assert [page["heading"] for page in told["pages"]] == ["文庙小学招生片区", "东岭小学招生片区"]
    homes = blocks()[blocks()["dwellings"] > 0].groupby("current_school").size()
    assert [page["homes"] for page in told["pages"]] == [homes["P03"], homes["P10"]]
    page = pypdf.PdfReader(out / "poster-P10.pdf").pages[0]
    words = page.extract_text()
    assert "东至东湖路，北至滨河铁路。" in words.replace("\n", "")
    assert re.search(r"底图\s*127\.0\.0\.1", words)
    for said in ("滨河区小学招生片区图", "滨河区教育局（虚构）", "2026-09-01", "内部工作用图", "虚构数据", "鲁S(2026)009号"):  # fmt: skip
        assert said in words
    for one in ("P03", "P10"):
        with Image.open(out / f"poster-{one}.png") as picture:
            assert sorted(picture.size) == [3508, 4961]
            grey = np.asarray(picture.convert("L").resize((496, 350)))
            assert (grey < 90).mean() > 0.005  # there is ink
            assert (grey > 200).mean() > 0.3
    whole = page.get_contents().get_data() + b"".join(file.read_bytes() for file in out.iterdir())
    assert token.encode() not in whole
    assert token not in found.output + found.stderr
    assert len(asked) == len(set(asked)) > 4  # each tile once
    assert all(path.endswith(token) for path in asked)


def test_a_folder_is_left_as_it_was_where_anything_is_wrong(plan, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "poster-P10.pdf").write_bytes(b"as it was")
    token = "f" * 32
    with server(lambda path: (403, b"")) as (address, asked):
        wrong = {
            "底图文件": ["--basemap", tmp_path / "none.mbtiles"],
            "天地图": ["--basemap", "tianditu"],
            "公告": ["--notice", tmp_path],
            "密钥": ["--basemap", address + "/{z}/{x}/{y}?tk={tk}", "--school", "P10"],
        }
        for said, arguments in wrong.items():
            env = {tiles.TOKEN: token if said == "密钥" else "", "no_proxy": "*"}
            found = zoning("posters", DEMO, "--out", out, "--plan", plan, *arguments, **env)
            assert found.exit_code == WRONG, said
            assert said in found.stderr
            assert token not in found.output + found.stderr
        assert asked
        assert all(token in path for path in asked)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == {"poster-P10.pdf": b"as it was"}
    assert list(tmp_path.iterdir()) == [out]
