"""Basemaps: files and services of tiles, and the token that is told to nobody."""

import io
import logging
import traceback
from threading import Event

import numpy as np
import pytest
from PIL import Image
from tile_files import encoded, flat, mbtiles, placed, server

from zoning.errors import ExportError
from zoning.render import tiles
from zoning.words import Text

PLACE = (14, 13606, 6360)
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    """No proxy between the tests and their own server."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def token(monkeypatch):
    monkeypatch.setenv(tiles.TOKEN, SECRET)


def everything_said(error):
    """All that a log file or a screen could hold of an error."""
    return (
        "".join(traceback.format_exception(error))
        + str(error)
        + error.to("zh")
        + error.to("en")
        + repr(error)
    )


def pixels(image):
    return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_a_file_of_tiles_gives_what_is_at_a_place_rows_counted_from_the_north(tmp_path, format_):
    zoom, x, y = PLACE
    north, south = flat((200, 20, 20)), flat((20, 20, 200))
    file = mbtiles(tmp_path / "底图 一.mbtiles", {(zoom, x, y): encoded(north, format_), (zoom, x, y + 1): encoded(south, format_)}, format=format_.lower(), attribution="<a href='x'>某市</a> 底图")  # fmt: skip
    found = tiles.mbtiles(file)
    assert found.about.zooms == (14, 14)
    assert found.about.source == Text("某市 底图", "某市 底图")
    got = found.get([PLACE, (zoom, x, y + 1), (zoom, x + 9, y)])
    assert set(got) == {PLACE, (zoom, x, y + 1)}
    assert np.abs(pixels(got[PLACE]).astype(int) - north).max() <= 6
    assert np.abs(pixels(got[zoom, x, y + 1]).astype(int) - south).max() <= 6


def test_tiles_of_other_sizes_are_brought_to_size_and_clear_ones_lie_on_white(tmp_path):
    out = io.BytesIO()
    Image.new("RGBA", (512, 512), (0, 0, 0, 0)).save(out, "PNG")
    got = tiles.mbtiles(mbtiles(tmp_path / "a.mbtiles", {PLACE: out.getvalue()})).get([PLACE])[PLACE]
    assert got.size == (256, 256)
    assert (pixels(got) == 255).all()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_that_are_no_basemap_are_refused_in_plain_words(tmp_path, lang):
    text = tmp_path / "notes.mbtiles"
    text.write_text("这不是底图" * 500, encoding="utf-8")
    vector = mbtiles(tmp_path / "vector.mbtiles", {PLACE: b"\x1f\x8b"}, format="pbf")
    empty = mbtiles(tmp_path / "empty.mbtiles", {})
    for file, said in ((tmp_path / "none.mbtiles", "none.mbtiles"), (text, "MBTiles"), (vector, "PNG"), (empty, "empty.mbtiles")):  # fmt: skip
        with pytest.raises(ExportError) as error:
            tiles.basemap(str(file))
        assert said in error.value.to(lang)
    broken = mbtiles(tmp_path / "broken.mbtiles", {PLACE: b"no picture"})
    with pytest.raises(ExportError) as error:
        tiles.mbtiles(broken).get([PLACE])
    assert "broken.mbtiles" in error.value.to(lang)


def test_the_file_is_only_read(tmp_path):
    file = mbtiles(tmp_path / "a.mbtiles", {PLACE: encoded(placed(0, 0))})
    before = file.read_bytes(), sorted(tmp_path.iterdir())
    tiles.mbtiles(file).get([PLACE])
    assert (file.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_the_map_and_its_names_are_laid_over_each_other_with_the_token(token):
    name = flat((0, 0, 0, 0))
    name[100:120, 50:90] = (0, 0, 0, 255)

    def answer(path):
        return 200, encoded(name if path.startswith("/cva") else flat((240, 230, 210, 255)))

    with server(answer) as (address, asked):
        found = tiles.tianditu("GS(2026)0001号", template=address + "/{layer}/{z}/{x}/{y}?s={s}&tk={tk}")
        got = pixels(found.get([PLACE])[PLACE])
        assert (got[110, 60] == 0).all()
        assert (got[10, 10] == (240, 230, 210)).all()
        zoom, x, y = PLACE
        assert sorted(asked) == [
            f"/{layer}/{zoom}/{x}/{y}?s={(x + y) % 8}&tk={SECRET}" for layer in ("cva", "vec")
        ]
        found.get([PLACE])
        assert len(asked) == 2  # kept in memory
    assert found.about.review_no == "GS(2026)0001号"
    assert found.about.named
    assert found.about.datum == "wgs84"
    assert SECRET not in repr(found)


def test_the_addresses_of_the_two_services_are_as_they_are_documented():
    vec, cva = tiles.tianditu().layers
    for layer, said in ((vec, "vec"), (cva, "cva")):
        assert f"/{said}_w/wmts?" in layer
        assert f"LAYER={said}&" in layer
        assert layer.startswith("https://t{s}.tianditu.gov.cn/")
        assert layer.endswith("&tk={tk}")
    (amap,) = tiles.amap().layers
    assert amap.startswith("https://webrd0{s4}.is.autonavi.com/appmaptile?")
    assert tiles.amap().about.datum == "gcj02"
    assert tiles.tianditu().host == "t0.tianditu.gov.cn"


TROUBLES = {
    "refused": (403, b"token invalid"), "busy": (429, b""), "broken": (500, b""), "garbage": (200, b"<html>not a tile</html>"), "nothing": (200, b""),
}  # fmt: skip


@pytest.mark.parametrize("trouble", [*TROUBLES, "silent", "away"])
def test_the_token_is_in_no_message_whatever_goes_wrong(token, trouble, tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    release = Event()

    def answer(path):
        if trouble == "silent":
            release.wait(20)
        return TROUBLES.get(trouble, (200, b""))

    with server(answer) as (address, asked):
        there = "http://127.0.0.1:9" if trouble == "away" else address
        found = tiles.service(there + "/{z}/{x}/{y}.png?tk={tk}", timeout_s=0.3)
        with pytest.raises(ExportError) as error:
            found.get([PLACE])
        release.set()
    assert SECRET not in everything_said(error.value)
    assert SECRET not in caplog.text
    assert "127.0.0.1" in error.value.to("zh")
    assert error.value.__cause__ is None
    assert list(tmp_path.iterdir()) == []
    said = {"refused": tiles.TOKEN, "silent": "超时", "away": "连不上", "broken": "500", "busy": "429"}.get(trouble, "不是图片")  # fmt: skip
    assert said in error.value.to("zh")
    if trouble not in ("garbage", "nothing"):
        assert "--basemap" in error.value.to("en")
    assert len(asked) == {"refused": 1, "busy": 1, "garbage": 1, "nothing": 1, "away": 0}.get(trouble, 2)


def test_a_second_attempt_may_succeed():
    turns = iter([(503, b""), (200, encoded(flat((1, 2, 3))))])
    with server(lambda path: next(turns)) as (address, asked):
        got = tiles.service(address + "/{z}/{x}/{y}").get([PLACE])
    assert (pixels(got[PLACE]) == (1, 2, 3)).all()
    assert len(asked) == 2


def test_one_tile_that_fails_calls_off_the_rest():
    with server(lambda path: (404, b"")) as (address, asked):
        found = tiles.service(address + "/{z}/{x}/{y}")
        with pytest.raises(ExportError, match="404"):
            found.get([(14, x, 0) for x in range(400)])
    assert len(asked) < 60


@pytest.mark.parametrize("bad", ["", "  ", "abc def", "ab\ncd", "钥匙码", "x?y&z"])
def test_a_token_that_is_missing_or_odd_is_asked_for_at_once_and_not_repeated(monkeypatch, bad):
    monkeypatch.setenv(tiles.TOKEN, bad)
    for asked in ("tianditu", "https://maps.example.cn/{z}/{x}/{y}?tk={tk}"):
        with pytest.raises(ExportError) as error:
            tiles.basemap(asked)
        said = everything_said(error.value)
        assert tiles.TOKEN in said
        assert not bad.strip() or bad.strip() not in said


def test_an_address_without_its_places_is_refused_and_is_named_by_its_host_only():
    for address in ("https://maps.example.cn/tiles?key=secret", "ftp://maps.example.cn/{z}/{x}/{y}?key=secret", "https://maps.example.cn:port/{z}/{x}/{y}?key=secret"):  # fmt: skip
        with pytest.raises(ExportError) as error:
            tiles.basemap(address)
        assert "secret" not in everything_said(error.value)
    found = tiles.service("https://user:secret@maps.example.cn:8443/{z}/{x}/{y}?key=secret")
    assert found.about.source.zh == found.host == "maps.example.cn:8443"
    assert "secret" not in repr(found)


def test_memory_holds_so_many_tiles_and_no_more(monkeypatch):
    monkeypatch.setattr(tiles, "_KEPT", 5)
    with server(lambda path: (200, encoded(flat((9, 9, 9))))) as (address, asked):
        found = tiles.service(address + "/{z}/{x}/{y}")
        assert len(found.get([(14, x, 0) for x in range(12)])) == 12
        found.get([(14, 11, 0)])
        assert len(asked) == 12
        found.get([(14, 0, 0)])
        assert len(asked) == 13
