"""The sheet of paper: A3 in millimetres, the window that the map is seen through, and its true scale."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyproj
import shapely

from zoning.model import Floats
from zoning.render.fonts import POINT_MM

WIDTH, HEIGHT = 420.0, 297.0
"""A3, landscape."""
DPI = 300
"""Of what is drawn as pixels within a page, where there would be too many lines."""
_ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_ROOM = 0.96
"""Share of the window that a district may take up."""
_LEAST_M = 100.0


class Rect(NamedTuple):
    """A part of the sheet, in mm from its lower left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.w

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y + self.h

    def within(self, margin: float) -> "Rect":
        """Return what is left of it inside a margin."""
        return Rect(self.x + margin, self.y + margin, self.w - 2 * margin, self.h - 2 * margin)


FRAME = Rect(8, 8, 404, 281)
MAP = Rect(12, 12, 306, 258)
COLUMN = Rect(323, 12, 85, 258)


@dataclass(frozen=True)
class Window:
    """What of the district is seen on which part of the sheet, at which scale."""

    rect: Rect
    centre: tuple[float, float]
    """Grid coordinates in the middle."""
    scale: int
    """1 mm on paper is so many mm on the ground."""
    stretch: float
    """Grid metres per metre on the ground, in the middle: what the projection does to lengths."""
    north: float
    """Degrees by which true north lies to the right (east) of the top of the sheet, which is grid north."""

    @property
    def grid_per_mm(self) -> float:
        """Grid units that 1 mm of paper covers."""
        return self.scale / 1000.0 * self.stretch

    def ground_m(self, mm: float) -> float:
        """Metres on the ground that a length on paper stands for."""
        return mm * self.scale / 1000.0

    def mm(self, xy: Floats) -> Floats:
        """Return grid coordinates (n, 2) as places on the sheet."""
        middle = np.array([self.rect.x + self.rect.w / 2, self.rect.y + self.rect.h / 2])
        return (np.asarray(xy, float).reshape(-1, 2) - self.centre) / self.grid_per_mm + middle

    def grid(self, mm: Floats) -> Floats:
        """Return places on the sheet (n, 2) as grid coordinates."""
        middle = np.array([self.rect.x + self.rect.w / 2, self.rect.y + self.rect.h / 2])
        return (np.asarray(mm, float).reshape(-1, 2) - middle) * self.grid_per_mm + self.centre

    def drawn(self, shapes: Any, *, simplify_mm: float = 0.03) -> Any:
        """Return geometries as they lie on the sheet, cut a little outside the window and without vertices too fine to print."""
        r = self.rect.within(-5)
        there = shapely.transform(np.asarray(shapes, object), self.mm)
        cut = shapely.clip_by_rect(there, r.x, r.y, r.right, r.top)
        fine = shapely.transform(shapely.simplify(cut, simplify_mm) if simplify_mm else cut, _in_hundredths)
        return _mended(fine)


def window(bounds: tuple[float, float, float, float], rect: Rect, crs: str) -> Window:
    """Return the window that shows `bounds` (grid units) on a part of the sheet at the largest round scale."""
    west, south, east, north = bounds
    centre = ((west + east) / 2, (south + north) / 2)
    stretch, turn = distortion(crs, centre)
    wide, high = (max(side / stretch, _LEAST_M) for side in (east - west, north - south))
    return Window(rect, centre, round_scale(1000 * max(wide / rect.w, high / rect.h) / _ROOM), stretch, turn)


def _mended(shapes: Any) -> Any:
    """Areas whose edges cross once they are cut and rounded, made whole again; what shrank to a line is gone."""
    bad = ~shapely.is_valid(shapes) & (shapely.get_dimensions(shapes) == 2)
    if np.any(bad):
        shapes[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    return shapes


def _in_hundredths(mm: Floats) -> Floats:
    """Places in whole hundredths of a point, which a PDF writes in few figures."""
    return np.round(mm / POINT_MM, 2) * POINT_MM


def round_scale(least: float) -> int:
    """Return the smallest round scale number that is not below `least`.

    >>> round_scale(37_700), round_scale(40_000), round_scale(1_040)
    (40000, 40000, 1200)
    """
    power = 10.0 ** math.floor(math.log10(least))
    return int(round(next(step * power for step in (*_ROUND, 10.0) if step * power >= least * (1 - 1e-9))))


def distortion(crs: str, place: tuple[float, float]) -> tuple[float, float]:
    """Return grid metres per metre on the ground at a place, and degrees from grid north to true north, to the right."""
    system = pyproj.CRS(crs)
    to_degrees = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(*place)
    stretch = math.sqrt(pyproj.Proj(system).get_factors(lon, lat).areal_scale)
    x, y = to_degrees.transform(lon, lat + 0.001, direction="INVERSE")
    return stretch, math.degrees(math.atan2(x - place[0], y - place[1]))


def bar_m(window: Window, most_mm: float) -> float:
    """Return the round length on the ground whose bar is as long as can be within `most_mm`.

    >>> bar_m(Window(MAP, (0.0, 0.0), 40_000, 1.0, 0.0), 60)
    2000.0
    """
    most = window.ground_m(most_mm)
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most)


def bar_mm(window: Window, metres: float) -> float:
    """Return how long a bar for so many metres on the ground is on paper."""
    return metres * 1000.0 / window.scale
