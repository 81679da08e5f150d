"""Ink on the sheet: words, lines, boxes and symbols, all placed in millimetres."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from zoning.model import Floats
from zoning.render.atlas.paper import HEIGHT, WIDTH, Rect
from zoning.render.fonts import POINT_MM, type_of, width_mm

INK, SOFT, PAPER = "#1f1f1f", "#5f6368", "#ffffff"
SMALLEST = 7.0
"""Points; nothing on a map is set smaller."""
LINE_MM = 1.35
"""Distance of lines of text, as a multiple of their size."""
LAND, BLOCKS, WATER, STREETS, RAILS, OUTSIDE, AREAS, SYMBOLS, NAMES, ABOVE = range(11, 21)
"""What lies over what; above the empty title that matplotlib draws at 3, which would cut the pixels in two pictures."""
_AT_ONCE = 250
"""Shapes in one path: what is drawn as pixels has a limit to it."""
Dash = tuple[float, ...] | None


def sheet(width: float = WIDTH, height: float = HEIGHT) -> tuple[Figure, Axes]:
    """Return an empty sheet, A3 unless its mm are given, and axes over all of it that count in mm."""
    figure = Figure(figsize=(width / 25.4, height / 25.4), facecolor=PAPER)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_autoscale_on(False)
    return figure, axes


def say(ax: Axes, x: float, y: float, said: str, size: float = 7.5, **how: Any) -> None:
    """Write words at a place; `bold`, and all that matplotlib's `text` takes."""
    font = type_of(size, bold=how.pop("bold", False))
    given = {"ha": "left", "va": "baseline", "color": INK, "zorder": ABOVE, **how}
    ax.text(x, y, said, fontproperties=font, parse_math=False, **given)


def line(ax: Axes, xs: Sequence[float], ys: Sequence[float], *, colour: str = INK, width: float = 0.6, dash: Dash = None, z: float = ABOVE, round_: bool = False) -> Line2D:  # fmt: skip
    """Draw a line; its width in points, its dashes in multiples of the width."""
    style: Any = "-" if dash is None else (0, dash)
    ends: Any = "round" if round_ else "butt"
    drawn = Line2D(xs, ys, color=colour, linewidth=width, linestyle=style, zorder=z, solid_capstyle=ends, solid_joinstyle="miter")  # fmt: skip
    ax.add_artist(drawn)
    return drawn


def box(ax: Axes, rect: Rect, *, fill: str = "none", edge: str = "none", width: float = 0.6, hatch: str | None = None, z: float = ABOVE, alpha: float | None = None) -> Rectangle:  # fmt: skip
    """Draw a rectangle."""
    drawn = Rectangle((rect.x, rect.y), rect.w, rect.h, facecolor=fill, edgecolor=edge, linewidth=width, hatch=hatch, zorder=z, alpha=alpha)  # fmt: skip
    ax.add_artist(drawn)
    return drawn


def shapes(ax: Axes, paths: Sequence[Path], within: Rect, *, fill: str = "none", edge: str = "none", width: float = 0.6, dash: Dash = None, hatch: str | None = None, alpha: float | None = None, z: float = AREAS, pixels: bool = False) -> None:  # fmt: skip
    """Draw areas of one look, so many at a time; nothing of them is seen outside a part of the sheet.

    As `pixels` their edges are hard: a few colours make a small picture.
    """
    style: Any = "-" if dash is None else (0, dash)
    for first in range(0, len(paths), _AT_ONCE):
        together = Path.make_compound_path(*paths[first : first + _AT_ONCE])
        drawn = PathPatch(together, facecolor=fill, edgecolor=edge, linewidth=width, linestyle=style, hatch=hatch, alpha=alpha, zorder=z, antialiased=not pixels)  # fmt: skip
        drawn.set_rasterized(pixels)
        ax.add_artist(drawn)  # not add_patch, which measures every curve
        drawn.set_clip_path(Rectangle((within.x, within.y), within.w, within.h, transform=ax.transData))


def mark(ax: Axes, xy: Floats, shape: str, size_mm: Floats | float, *, fill: Any, edge: Any = PAPER, width: float = 0.7, z: float = SYMBOLS, within: Rect | None = None) -> None:  # fmt: skip
    """Draw symbols of one shape; sizes are their widths in mm."""
    if not len(xy):
        return
    points = (np.asarray(size_mm, float) / POINT_MM) ** 2
    drawn = ax.scatter(xy[:, 0], xy[:, 1], s=points, marker=shape, facecolors=fill, edgecolors=edge, linewidths=width, zorder=z)  # fmt: skip
    if within is not None:
        drawn.set_clip_path(Rectangle((within.x, within.y), within.w, within.h, transform=ax.transData))


def halos(ax: Axes, said: Sequence[tuple[float, float, str, float, bool]], *, width: float = 2.2) -> None:  # fmt: skip
    """Draw white outlines for words (x, y of the left end of the baseline, words, size, bold), under them."""
    paths = [
        TextPath((0.0, 0.0), words, prop=type_of(size, bold=bold)).transformed(
            Affine2D().scale(POINT_MM).translate(x, y)
        )
        for x, y, words, size, bold in said
        if words.strip()
    ]
    if not paths:
        return
    drawn = PathPatch(Path.make_compound_path(*paths), facecolor=PAPER, edgecolor=PAPER, linewidth=width, joinstyle="round", zorder=NAMES - 0.1)  # fmt: skip
    ax.add_artist(drawn)


def cards(ax: Axes, said: Sequence[tuple[float, float, str, float, bool]]) -> None:
    """Draw white cards under words, which are lighter to print than outlines where there are many."""
    corners = []
    for x, y, words, size, bold in said:
        high, wide = size * POINT_MM, width_mm(words, size, bold=bold)
        left, low, right, top = x - 0.2, y - 0.22 * high, x + wide + 0.2, y + 0.94 * high
        corners.append(Path([(left, low), (right, low), (right, top), (left, top), (left, low)], closed=True))
    ax.add_artist(PathPatch(Path.make_compound_path(*corners), facecolor=PAPER, linewidth=0, zorder=NAMES - 0.1, alpha=0.75))  # fmt: skip
