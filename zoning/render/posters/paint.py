"""The ground of a poster in ink: blocks, streets as bands of white, water and railways; one zone strong, the rest pale."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.path import Path

from zoning import palette
from zoning.render.atlas import ground as land
from zoning.render.atlas import ink
from zoning.render.atlas.ground import Ground
from zoning.render.posters.town import Town

EDGE = "#a31621"
"""The line around the zone that a poster is about."""
EDGE_PT, CASING_PT = 2.6, 5.4
BANDS = ("#8fd0c1", "#c4e6dd", "#eaf5f1")
"""Fills of a zone: within the first ring, within the second, beyond; told apart by lightness too."""
RIM = "#00594c"
RIMS: tuple[ink.Dash, ...] = ((5, 2.5), (1.2, 1.8))
"""Dashes of the rings, the nearest first."""
OTHERS = "#9aa0a8"
"""Edges and names of other zones."""
WATER, LAND = "#a9d3ea", "#f6f4ee"
_BLOCK_EDGE, _VEIL = "#c9c4b8", 0.5
GREEN, OTHER = "#cfe3bd", "#e4dfd8"
_GREENS = ("公园", "绿地", "park", "green")
CASING = "#8f8a80"
_STREETS = {"path": (0.0, 0.5), "local": (1.9, 1.2), "secondary": (3.0, 2.1), "arterial": (4.4, 3.4)}
"""Width in points of a street's edge and of its band at 1:10,000."""
_SPECK_MM2 = 1.5
_AT_SCALE, _LEAST, _MOST = 10_000.0, 0.45, 1.5


def ground(ax: Axes, found: Ground, town: Town, *, quiet: bool = False) -> None:
    """Ink land, blocks, water, streets and railways; with a basemap below them (`quiet`) none of them."""
    if quiet:
        return
    seen, pixels = found.window.rect, found.dense
    ink.shapes(ax, [found.land], seen, fill=LAND, z=ink.LAND, pixels=pixels)
    _blocks(ax, found, town)
    ink.shapes(ax, found.water, seen, fill=WATER, z=ink.WATER, pixels=pixels)
    ink.shapes(ax, found.rivers, seen, edge=WATER, width=2.4, z=ink.WATER, pixels=pixels)
    streets(ax, found)
    ink.shapes(ax, found.motorways, seen, edge=palette.GROUND["motorway"], width=3.2, z=ink.RAILS)
    ink.shapes(ax, found.rails, seen, edge=palette.GROUND["railway"], width=2.0, z=ink.RAILS)
    ink.shapes(ax, found.rails, seen, edge=ink.PAPER, width=1.2, z=ink.RAILS + 0.1, dash=(5, 5))


def streets(ax: Axes, found: Ground) -> None:
    """Ink streets as white bands with grey edges, the larger over the smaller."""
    wide = street_scale(found)
    for part, colour in ((0, CASING), (1, ink.PAPER)):
        for level, widths in _STREETS.items():
            shade = palette.GROUND["path"] if level == "path" else colour
            if widths[part]:
                ink.shapes(ax, found.streets.get(level, []), found.window.rect, edge=shade, width=widths[part] * wide, z=ink.STREETS + 0.1 * part, pixels=found.dense)  # fmt: skip


def street_scale(found: Ground) -> float:
    """Return how much wider streets are drawn than at 1:10,000."""
    return float(np.clip(np.sqrt(_AT_SCALE / found.window.scale), _LEAST, _MOST))


def greens(blocks: gpd.GeoDataFrame) -> Any:
    """Return which blocks are parks, by what they are called."""
    kind = blocks["kind"].fillna("").astype(str).str.lower()
    return kind.map(lambda said: any(word in said for word in _GREENS)).to_numpy(bool)


def _blocks(ax: Axes, found: Ground, town: Town) -> None:
    """Parks green, land without homes grey; where there are homes the zone shows through."""
    lived, green = town.blocks["lived"].to_numpy(bool), greens(town.blocks)
    for some, fill in ((lived & ~green, "none"), (green, GREEN), (~lived & ~green, OTHER)):
        ink.shapes(ax, [found.blocks[n] for n in np.flatnonzero(some)], found.window.rect, fill=fill, edge=_BLOCK_EDGE, width=0.35, z=ink.BLOCKS, pixels=found.dense, alpha=None if fill == "none" else 0.8)  # fmt: skip


def bands(ax: Axes, found: Ground, zone: Any, rings: Sequence[Any], *, alpha: float = 1.0) -> None:
    """Fill a zone by how far one walks; `zone` and `rings` in mm, the nearest ring first."""
    rest = zone
    for fill, ring in zip(BANDS, [*rings, zone], strict=False):
        ink.shapes(ax, [land.path(shapely.intersection(rest, ring))], found.window.rect, fill=fill, z=ink.LAND + 0.3, alpha=alpha, pixels=found.dense)  # fmt: skip
        rest = shapely.difference(rest, ring)


def rims_of(zone: Any, rings: Sequence[Any]) -> list[Any]:
    """Return the lines where the rings end inside a zone."""
    free, out = shapely.buffer(zone, -0.8), []
    for ring in rings:
        out.append(shapely.intersection(shapely.boundary(ring), free))
        free = shapely.difference(
            free, shapely.buffer(ring, 1.2)
        )  # where there is one street only, two rings end side by side
    return out


def rims(ax: Axes, found: Ground, lines: Sequence[Any]) -> None:
    """Draw the lines where the rings end."""
    for line, dash in zip(lines, RIMS, strict=False):
        ink.shapes(ax, land.strokes(line), found.window.rect, edge=RIM, width=1.1, dash=dash, z=ink.AREAS)


def extents(ax: Axes, found: Ground, boxes: Sequence[Any]) -> None:
    """Draw what enlargements show as fine frames."""
    for box in boxes:
        ink.shapes(
            ax, [land.path(box)], found.window.rect, edge=ink.INK, width=0.7, dash=(6, 3), z=ink.AREAS + 0.1
        )


def veil(ax: Axes, found: Ground, zone: Any) -> None:
    """Lay a white veil over everything that is not the zone."""
    r = found.window.rect.within(-1)
    rest = shapely.difference(shapely.box(r.x, r.y, r.right, r.top), zone)
    ink.shapes(ax, [land.path(rest)], found.window.rect, fill=ink.PAPER, z=ink.OUTSIDE, alpha=_VEIL)


def tidied(shapes: Any) -> Any:
    """Return areas in mm without parts and holes so small that they are slips of the data, not of the plan."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = [(n, shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > _SPECK_MM2])) for n, part in zip(owner.tolist(), parts, strict=True) if part.geom_type == "Polygon" and part.area > _SPECK_MM2]  # fmt: skip
    out = np.full(len(shapes), shapely.MultiPolygon(), object)
    for n in range(len(shapes)):
        mine = [part for at, part in kept if at == n]
        out[n] = mine[0] if len(mine) == 1 else shapely.MultiPolygon(mine)
    return out


def edges(ax: Axes, found: Ground, zone: Any, others: Sequence[Any]) -> None:
    """Draw the edges of other zones pale, and this zone's strong over a white casing; the planning area's below them."""
    seen = found.window.rect
    ink.shapes(ax, [found.land], seen, edge=palette.GROUND["boundary"], width=1.2, dash=(7, 2, 1.5, 2), z=ink.OUTSIDE + 0.1)  # fmt: skip
    lines = shapely.difference(shapely.union_all([shapely.boundary(each) for each in others]), shapely.buffer(zone, 0.3))  # fmt: skip
    ink.shapes(ax, land.strokes(lines), seen, edge=OTHERS, width=1.3, dash=(4, 2), z=ink.OUTSIDE + 0.2)
    path: list[Path] = [land.path(zone)]
    ink.shapes(ax, path, seen, edge=ink.PAPER, width=CASING_PT, z=ink.OUTSIDE + 0.3)
    ink.shapes(ax, path, seen, edge=EDGE, width=EDGE_PT, z=ink.OUTSIDE + 0.4)
