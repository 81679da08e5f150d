"""Pages of posters as they are printed: where words stand on the paper, and which of them touch."""

from collections import defaultdict

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg

from zoning.render.atlas import ink

_INCH_MM = 25.4


def names(figure):
    """Every name on the map of a page: its gid -> the ground it takes, in mm, as the renderer has it."""
    (axes,) = figure.axes
    figure.set_dpi(100)
    renderer = FigureCanvasAgg(figure).get_renderer()
    found = defaultdict(list)
    for text in axes.texts:
        if text.get_zorder() == ink.NAMES:
            found[text.get_gid()].append(_ground(text, renderer, figure))
    return {gid: shapely.unary_union(parts) for gid, parts in found.items()}


def _ground(text, renderer, figure):
    """The turned box of a run of characters: its own width, from below the baseline to the top of Chinese characters."""
    angle, size = np.radians(text.get_rotation()), text.get_fontsize() * _INCH_MM / 72
    width, _, _ = renderer.get_text_width_height_descent(text.get_text(), text.get_fontproperties(), ismath=False)  # fmt: skip
    wide = width / figure.get_dpi() * _INCH_MM
    low, high = -0.09 * size, 0.84 * size  # the ink of Noto Sans CJK within its em
    corners = np.array([(0.03 * size, low), (wide - 0.03 * size, low), (wide - 0.03 * size, high), (0.03 * size, high)])  # fmt: skip
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    return shapely.Polygon(corners @ turn + text.get_position())


def touching(figure):
    """Pairs of names that overlap on the paper."""
    found = names(figure)
    gids, shapes = list(found), list(found.values())
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return [
        (gids[a], gids[b])
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
        if a < b and shapes[a].intersection(shapes[b]).area > 1e-6
    ]


def texts(figure):
    """All words beside the map, in the order in which they are set."""
    (axes,) = figure.axes
    return [text.get_text() for text in axes.texts if text.get_zorder() != ink.NAMES]


def bars(figure):
    """The length in mm of the scale bar on a page, as it is drawn."""
    (axes,) = figure.axes
    parts = [patch for patch in axes.patches if getattr(patch, "get_height", float)() == 1.6]
    return sum(part.get_width() for part in parts)


def bar_says(figure):
    """The metres at the end of the scale bar."""
    said = [text for text in texts(figure) if text.endswith(" m") and text[:-2].replace(",", "").isdigit()]
    return float(said[0][:-2].replace(",", ""))
