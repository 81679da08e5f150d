"""Tiles under a poster: bent from web mercator into the page's own grid, so that everything lies where it is."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
from PIL import Image

from zoning.errors import ExportError
from zoning.model import Floats
from zoning.render.atlas.paper import Window
from zoning.render.posters.sheetwork import Beneath
from zoning.render.tiles import SIDE, Place, Tiles
from zoning.words import Lang, Text

DPI = 200
"""Of the picture on the page."""
_TILE_DPI = 150
"""Tiles are taken at the zoom nearest to this: finer, their names would be too small to read."""
_MESH_PX = 32
"""The ground is bent exactly at the corners of squares of so many pixels, evenly within them."""
_MOST_TILES = 1500
_EQUATOR_M = 40_075_016.685578488
_MOST_LAT = 85.0
SOURCE = Text("底图", "Basemap")
REVIEW_NO = Text("底图审图号", "Its review no.")


def beneath(tiles: Tiles, crs: str, lang: Lang) -> Beneath:
    """Return what must be said of a basemap, and how it looks through any window on a grid."""
    about, line = tiles.about, "＿" * 10 if lang == "zh" else "_" * 17
    facts = [(SOURCE, about.source.to(lang)), (REVIEW_NO, about.review_no or line)]
    return Beneath(facts, lambda seen: picture(tiles, seen, crs), about.named)


def picture(tiles: Tiles, seen: Window, crs: str) -> npt.NDArray[np.uint8]:
    """Return the basemap as it lies on the sheet, (height, width, 3), at 200 dots per inch; white where it has no tiles.

    Raises `ExportError` where it has none at all here.
    """
    wide, high = (round(side * DPI / 25.4) for side in (seen.rect.w, seen.rect.h))
    columns, rows = _stops(wide), _stops(high)
    x, y = np.meshgrid(seen.rect.x + columns * seen.rect.w / wide, seen.rect.top - rows * seen.rect.h / high)
    there = _mercator(seen.grid(np.column_stack([x.ravel(), y.ravel()])), crs)
    zoom, found, first = _mosaic(tiles, there, seen)
    at = (there * SIDE * 2**zoom - first).reshape(len(rows), len(columns), 2)
    mesh = [
        ((int(columns[c]), int(rows[r]), int(columns[c + 1]), int(rows[r + 1])), tuple(np.concatenate([at[r, c], at[r + 1, c], at[r + 1, c + 1], at[r, c + 1]]).tolist()))
        for r in range(len(rows) - 1) for c in range(len(columns) - 1)
    ]  # fmt: skip
    bent = found.transform((wide, high), Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
    return np.asarray(bent)


def _stops(length: int) -> npt.NDArray[np.int64]:
    """Pixels at which the mesh has a corner, the last included."""
    return np.r_[np.arange(0, length, _MESH_PX), length]


def _mercator(grid: Floats, crs: str) -> Floats:
    """Grid coordinates as shares of the web mercator square, from its north-west corner."""
    system = pyproj.CRS(crs)
    to_degrees = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(grid[:, 0], grid[:, 1])
    turn = np.radians(np.clip(np.asarray(lat), -_MOST_LAT, _MOST_LAT))
    return np.column_stack([np.asarray(lon) / 360 + 0.5, 0.5 - np.arcsinh(np.tan(turn)) / (2 * np.pi)])


def _mosaic(tiles: Tiles, there: Floats, seen: Window) -> tuple[int, Any, Floats]:
    """The zoom, its tiles laid side by side, and the place of their first pixel."""
    zoom = _zoom(tiles, there, seen)
    places = _places(there, zoom)
    while len(places) > _MOST_TILES and zoom > tiles.about.zooms[0]:
        zoom -= 1
        places = _places(there, zoom)
    if len(places) > _MOST_TILES:
        raise ExportError(Text(f"底图最小级别是 {zoom} 级，画这张图要 {len(places)} 块瓦片，太多了；请换含更小级别的底图", f"the basemap begins at zoom {zoom}: this map would take {len(places)} tiles, too many; use one with lower zooms"))  # fmt: skip
    found = tiles.get(places)
    if not found:
        raise ExportError(Text("底图没有覆盖本图范围，请核对底图文件", "the basemap has no tiles here; check the file"))  # fmt: skip
    columns, rows = [x for _, x, _ in places], [y for _, _, y in places]
    whole = Image.new("RGB", ((max(columns) - min(columns) + 1) * SIDE, (max(rows) - min(rows) + 1) * SIDE), (255, 255, 255))  # fmt: skip
    for (_, x, y), tile in found.items():
        whole.paste(tile, ((x - min(columns)) * SIDE, (y - min(rows)) * SIDE))
    return zoom, whole, np.array([min(columns), min(rows)], float) * SIDE


def _zoom(tiles: Tiles, there: Floats, seen: Window) -> int:
    """The zoom whose pixels are nearest to the size wanted on paper, among those there are."""
    lat = math.atan(math.sinh(math.pi * (1 - 2 * float(there[:, 1].mean()))))
    pixel_m = seen.ground_m(25.4 / _TILE_DPI)
    wanted = round(math.log2(_EQUATOR_M * math.cos(lat) / SIDE / pixel_m))
    return min(max(wanted, tiles.about.zooms[0]), tiles.about.zooms[1])


def _places(there: Floats, zoom: int) -> list[Place]:
    """The tiles that are seen, and a rim of a pixel around."""
    edge, last = 2.0 / SIDE, 2**zoom - 1
    low = np.clip(np.floor(there.min(axis=0) * 2**zoom - edge).astype(int), 0, last)
    high = np.clip(np.floor(there.max(axis=0) * 2**zoom + edge).astype(int), 0, last)
    return [(zoom, x, y) for y in range(low[1], high[1] + 1) for x in range(low[0], high[0] + 1)]
