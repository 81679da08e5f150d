"""Tiles under posters: every pixel lies where it is on the ground, whatever grid the page is in."""

import invented_posters
import numpy as np
import poster_pages
import pyproj
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from tile_files import encoded, flat, mbtiles, placed

from zoning import posters
from zoning.datum import wgs84_to_gcj02
from zoning.errors import ExportError
from zoning.render import fonts, tiles
from zoning.render.atlas.paper import Rect, window
from zoning.render.posters import basemap, beneath, poster, shifted

SEEN = Rect(20, 20, 120, 90)
GRIDS = {
    "EPSG:4549": (378_000.0, 4_141_000.0),
    "EPSG:4528": (40_378_000.0, 4_141_000.0),
    "EPSG:32650": (632_000.0, 4_148_000.0),
    "EPSG:3857": (13_195_000.0, 4_510_000.0),
}


def share(lon, lat):
    """Where a place lies in the web mercator square, from its north-west corner."""
    return np.column_stack(
        [np.asarray(lon) / 360 + 0.5, 0.5 - np.arctanh(np.sin(np.radians(lat))) / 2 / np.pi]
    )


def degrees(crs, xy):
    system = pyproj.CRS(crs)
    return pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True).transform(xy[:, 0], xy[:, 1])  # fmt: skip


def covering(path, crs, corners, zooms, draw, **metadata):
    """A file of all tiles over some ground."""
    lon, lat = degrees(crs, np.asarray(corners, float))
    found = {}
    for zoom in zooms:
        at = share(lon, lat) * 2**zoom
        (west, north), (east, south) = np.floor(at.min(axis=0)).astype(int) - 1, np.floor(at.max(axis=0)).astype(int) + 1  # fmt: skip
        found |= {(zoom, x, y): encoded(draw(x, y)) for x in range(west, east + 1) for y in range(north, south + 1)}  # fmt: skip
    return tiles.mbtiles(mbtiles(path, found, **metadata))


def around(x, y, metres=4000):
    return [(x - metres, y - metres), (x + metres, y + metres), (x - metres, y + metres), (x + metres, y - metres)]  # fmt: skip


@pytest.mark.parametrize(("crs", "zoom"), [*((crs, 15) for crs in GRIDS), ("EPSG:4549", 16)])
def test_every_pixel_of_the_picture_is_of_the_place_where_it_lies(tmp_path, crs, zoom):
    x, y = GRIDS[crs]
    source = covering(tmp_path / "a.mbtiles", crs, around(x, y), [zoom], placed)
    seen = window((x - 600, y - 400, x + 600, y + 400), SEEN, crs)
    picture = basemap.picture(source, seen, crs)
    high, wide, _ = picture.shape
    assert (wide, high) == (round(120 * 200 / 25.4), round(90 * 200 / 25.4))
    row, column = (n.ravel() for n in np.mgrid[5 : high - 5 : 13, 5 : wide - 5 : 11])
    mm = np.column_stack([SEEN.x + (column + 0.5) * SEEN.w / wide, SEEN.top - (row + 0.5) * SEEN.h / high])
    inside = share(*degrees(crs, seen.grid(mm))) * 256 * 2**zoom % 256
    clear = ((inside > 4) & (inside < 252)).all(axis=1)  # colours are mixed where tiles meet
    found = (
        picture[row, column, :2].astype(float)[clear] + 1.0
    )  # the middle of a pixel, and values are cut down
    assert clear.sum() > 500
    assert np.abs(found - inside[clear]).max() < 0.75  # of a tile's pixel
    assert np.abs((found - inside[clear]).mean(axis=0)).max() < 0.1


def test_what_is_drawn_lies_on_the_basemap_where_it_is(tmp_path):
    """A tile's pixels around the school are blue: so is the page around its symbol, and nowhere else."""
    town = posters.of(invented_posters.result(30, 2))
    zone = town.zones[0]
    school = shapely.get_coordinates(zone.schools.geometry.iloc[0])
    at = (share(*degrees(town.crs, school)) * 2**16 * 256)[0]

    def draw(x, y):
        tile = flat((250, 250, 250))
        ys, xs = np.mgrid[0:256, 0:256]
        near = np.hypot(xs + 0.5 + 256 * x - at[0], ys + 0.5 + 256 * y - at[1]) < 40
        tile[near] = (0, 0, 255)
        return tile

    source = covering(tmp_path / "a.mbtiles", town.crs, np.array(town.boundary.bounds).reshape(2, 2), [16], draw)  # fmt: skip
    with fonts.typeset():
        under = beneath(source, town.crs, "zh")
        page = poster.planned(town, zone, "zh", under)[0]
        figure = poster.drawn(town, page, (1, 1), "zh", under)
        figure.set_dpi(100)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        shown = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    blue = (shown[..., 2] > 200) & (shown[..., :2] < 125).all(axis=2)
    rows, columns = np.nonzero(blue)
    west, east, top, foot = (
        columns.min(),
        columns.max() + 1,
        rows.min(),
        rows.max() + 1,
    )  # words stand on some of it
    mm = np.array([(west + east) / 2, shown.shape[0] - (top + foot) / 2]) / 100 * 25.4
    assert mm == pytest.approx(page.window.mm(school)[0], abs=0.4)
    radius_m = 40 * 2 * np.pi * 6378137 * np.cos(np.radians(degrees(town.crs, school)[1][0])) / 256 / 2**16
    across_mm = np.array([east - west, foot - top]) / 100 * 25.4
    assert across_mm == pytest.approx(2 * radius_m * 1000 / page.window.scale, abs=0.6)


def test_the_page_says_where_the_basemap_is_from_and_leaves_a_line_for_its_number(tmp_path):
    town = posters.of(invented_posters.result(12, 2))
    source = covering(tmp_path / "a.mbtiles", town.crs, np.array(town.boundary.bounds).reshape(2, 2), [14], placed, attribution="某市测绘院底图")  # fmt: skip
    with fonts.typeset():
        for number, line in ((None, True), ("鲁S(2026)008号", False)):
            under = beneath(tiles.mbtiles(source.path, number), town.crs, "zh")
            page = poster.planned(town, town.zones[0], "zh", under)[0]
            said = poster_pages.texts(poster.drawn(town, page, (1, 1), "zh", under))
            assert {"底图", "某市测绘院底图", "底图审图号"} <= set(said)
            assert (number in said) is not line
            assert not {"公园、绿地", "河流"} & set(said)  # our own ground is not drawn over it
            assert "偏移" not in said


def test_a_basemap_with_names_of_its_own_takes_ours_off_streets_and_rivers():
    town = posters.of(invented_posters.result(30, 2))
    under = beneath(tiles.amap(), town.crs, "zh")
    with fonts.typeset():
        page = poster.planned(town, town.zones[0], "zh", under)[0]
    kinds = {word.about for word in page.names.words}
    assert {"school", "home"} <= kinds
    assert not kinds & {"street", "far street", "river", "railway"}


def test_where_there_are_no_tiles_it_says_so(tmp_path):
    town = posters.of(invented_posters.result(12, 2))
    elsewhere = tiles.mbtiles(mbtiles(tmp_path / "a.mbtiles", {(14, 3, 3): encoded(placed(3, 3))}))
    seen = window(town.boundary.bounds, SEEN, town.crs)
    with pytest.raises(ExportError) as error:
        basemap.picture(elsewhere, seen, town.crs)
    assert "没有覆盖" in error.value.to("zh")
    only_fine = tiles.MBTiles(elsewhere.path, tiles.About(elsewhere.about.source, "wgs84", False, (21, 21)))
    with pytest.raises(ExportError) as error:
        basemap.picture(only_fine, seen, town.crs)
    assert "21" in error.value.to("en")


def test_for_a_shifted_basemap_everything_is_moved_as_it_is_and_the_page_says_so():
    town = posters.of(invented_posters.result(12, 2))
    moved = shifted(town)
    before = np.concatenate([shapely.get_coordinates(zone.homes.geometry.to_numpy()) for zone in town.zones])
    after = np.concatenate([shapely.get_coordinates(zone.homes.geometry.to_numpy()) for zone in moved.zones])
    lon, lat = wgs84_to_gcj02(*degrees(town.crs, before))
    assert np.column_stack(degrees(town.crs, after)) == pytest.approx(np.column_stack([lon, lat]), abs=1e-8)
    away = np.hypot(*(after - before).T)
    assert (away > 300).all()
    assert (away < 700).all()
    assert np.ptp(away) < 10  # the town keeps its shape
    for name in ("boundary", "streets", "barriers", "crossings", "blocks"):
        assert not shapely.equals_exact(np.atleast_1d(_shapes(getattr(town, name)))[0], np.atleast_1d(_shapes(getattr(moved, name)))[0], 100)  # fmt: skip
    with fonts.typeset():
        page = poster.planned(moved, moved.zones[0], "zh")[0]
        said = poster_pages.texts(poster.drawn(moved, page, (1, 1), "zh"))
    assert "GCJ-02 偏移" in said
    assert "不得量测" in "".join(said)
    assert town.datum is None


def _shapes(part):
    return part.geometry.to_numpy() if hasattr(part, "geometry") and hasattr(part, "columns") else part
