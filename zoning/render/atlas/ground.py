"""The ground of every map: the planning area, its blocks, streets, water and railways, ready to be inked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from zoning import palette
from zoning.model import Floats
from zoning.render.atlas import ink
from zoning.render.atlas.paper import Window
from zoning.render.fonts import width_mm

_AT_ONCE = 2000
"""Lines in one path."""
_REACH_MM, _NAME_MM = 60.0, 3.4
"""How far from its point a block is looked at for its name, and the height of one."""
_FINE_MM, _COARSE_MM, _MANY = 0.03, 0.09, 50_000
"""How far lines may be moved to save vertices, and from how many vertices of blocks on as far as a printer's dot."""
DENSE = 150_000
"""Vertices of blocks and streets; with more they are drawn as pixels."""
STREETS = {"path": 0.25, "local": 0.35, "secondary": 0.6, "arterial": 1.0}
"""Width in points of each level of street, the smallest first."""
_LARGEST = {"path": 25_000, "local": 60_000, "secondary": 120_000}
"""Up to which scale a level of street is drawn: beyond, only those larger are, or the largest there are."""
QUIET = "#efece2"
"""Blocks on maps of something else."""
_LAND, _EDGE, _WATER = "#fbfaf6", "#b9b4a8", "#9cc5e0"


class Land(Protocol):
    """A district as far as it lies under maps; see `Atlas`."""

    @property
    def boundary(self) -> BaseGeometry:
        """The planning area."""

    @property
    def blocks(self) -> gpd.GeoDataFrame:
        """`name`, `dwellings`; polygons."""

    @property
    def streets(self) -> gpd.GeoDataFrame:
        """`level`; lines."""

    @property
    def barriers(self) -> gpd.GeoDataFrame:
        """`kind`, `name`; lines or polygons."""

    @property
    def crossings(self) -> gpd.GeoDataFrame:
        """Points or lines."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies under the facts of a map, in mm on the sheet."""

    window: Window
    land: Path
    """The planning area."""
    outside: Path
    """The rest of the window."""
    blocks: list[Path]
    block_at: Floats
    """(n, 2) a point inside each block."""
    streets: Mapping[str, list[Path]]
    dense: bool
    """So many blocks and streets that they are drawn as pixels."""
    water: list[Path]
    rivers: list[Path]
    rails: list[Path]
    motorways: list[Path]
    crossings: Floats
    """(n, 2)"""
    names: list[tuple[str, str, float, float]]
    """Name, kind and place of rivers, railways and motorways."""
    named: list[int]
    """Blocks whose name fits inside them."""


def of(district: Land, window: Window) -> Ground:
    """Return the ground of a map set seen through a window."""
    land = window.drawn([district.boundary], simplify_mm=0.02)[0]
    r = window.rect.within(-1)
    blocks = window.drawn(district.blocks.geometry.to_numpy())
    fine = _FINE_MM if _vertices(blocks) < _MANY else _COARSE_MM
    blocks = (
        blocks if fine == _FINE_MM else window.drawn(district.blocks.geometry.to_numpy(), simplify_mm=fine)
    )
    lines = (
        window.drawn(district.streets.geometry.to_numpy(), simplify_mm=fine)
        if len(district.streets)
        else np.array([], object)
    )
    level = levels(district.streets) if len(lines) else np.array([])
    streets = {
        name: strokes(shapely.line_merge(_bundle(lines[level == name])))
        for name in shown(level, window.scale)
    }
    vertices = sum(len(np.asarray(line.vertices)) for found in streets.values() for line in found)
    barriers = {kind: window.drawn(district.barriers.geometry[district.barriers["kind"] == kind].to_numpy()) for kind in ("river", "railway", "motorway")}  # fmt: skip
    at = window.mm(shapely.get_coordinates(shapely.point_on_surface(district.blocks.geometry.to_numpy())))
    wet = [shape for shape in barriers["river"] if shapely.get_dimensions(shape) == 2]
    return Ground(
        window=window, land=path(land), outside=path(shapely.difference(shapely.box(r.x, r.y, r.right, r.top), land)),
        blocks=[path(shape) for shape in blocks],
        block_at=at,
        streets=streets, dense=_vertices(blocks) + vertices > DENSE,
        water=[path(shape) for shape in wet], rivers=strokes(barriers["river"]), rails=strokes(barriers["railway"]),
        motorways=strokes(barriers["motorway"]), crossings=_points(district, window), names=list(_names(district, window)), named=_named(district, window, at),
    )  # fmt: skip


def levels(streets: gpd.GeoDataFrame) -> Any:
    """Return the level of each street; one not known counts as local."""
    return streets["level"].where(streets["level"].isin(list(STREETS)), "local").to_numpy()


def shown(level: Any, scale: int) -> list[str]:
    """Return the levels drawn at a scale, the smallest first; the largest there are where all are too small for it."""
    found = [name for name in STREETS if scale <= _LARGEST.get(name, scale)]
    return found if np.isin(level, found).any() else [name for name in STREETS if name in set(level)][-1:]


def draw(ax: Axes, ground: Ground) -> None:
    """Ink the land, water, streets and railways, and the line of the planning area."""
    seen = ground.window.rect
    if ground.dense:  # pixels that hide all under them need no mask
        ink.shapes(ax, [path(shapely.box(seen.x, seen.y, seen.right, seen.top))], seen, fill=ink.PAPER, z=ink.LAND, pixels=True)  # fmt: skip
    ink.shapes(ax, [ground.land], seen, fill=_LAND, z=ink.LAND, pixels=ground.dense)
    ink.shapes(ax, ground.water, seen, fill=_WATER, z=ink.WATER, pixels=ground.dense)
    _lines(ax, ground, ground.rivers, _WATER, 1.6, z=ink.WATER, pixels=ground.dense)
    for level, width in STREETS.items():
        _lines(ax, ground, ground.streets.get(level, []), palette.GROUND[level], width, z=ink.STREETS, pixels=ground.dense)  # fmt: skip
    _lines(ax, ground, ground.motorways, palette.GROUND["motorway"], 2.2, z=ink.RAILS)
    _lines(ax, ground, ground.rails, palette.GROUND["railway"], 1.8, z=ink.RAILS)
    _lines(ax, ground, ground.rails, ink.PAPER, 1.0, z=ink.RAILS + 0.1, dash=(4, 4))
    ink.shapes(ax, [ground.outside], seen, fill=ink.PAPER, z=ink.OUTSIDE, alpha=0.7)
    ink.shapes(ax, [ground.land], seen, edge=palette.GROUND["boundary"], width=1.8, dash=(7, 2, 1.5, 2), z=ink.OUTSIDE + 0.1)  # fmt: skip


def blocks(ax: Axes, ground: Ground, fills: Iterable[str], *, hatched: Iterable[bool] = ()) -> None:
    """Ink the blocks, each with its fill; those `hatched` also with strokes, where they are not pixels."""
    colours, seen, pixels = np.array(list(fills), str), ground.window.rect, ground.dense
    for fill in dict.fromkeys(colours.tolist()):
        mine = [ground.blocks[n] for n in np.flatnonzero(colours == fill)]
        ink.shapes(ax, mine, seen, fill=fill, edge=_EDGE, width=0.15 if pixels else 0.25, z=ink.BLOCKS, pixels=pixels)  # fmt: skip
    struck = [] if pixels else [shape for shape, yes in zip(ground.blocks, hatched, strict=False) if yes]
    ink.shapes(ax, struck, seen, edge=palette.GAP, width=0.0, hatch="///", z=ink.BLOCKS + 0.1)


def path(shape: Any) -> Path:
    """Return a polygon, or several, as one path; holes stay holes."""
    rings = shapely.get_rings(shapely.get_parts(shape)) if shape is not None else np.array([], object)
    if not len(rings):
        return Path(np.zeros((1, 2)))
    counts = shapely.get_num_coordinates(rings)
    codes = np.full(int(counts.sum()), Path.LINETO, np.uint8)
    ends = np.cumsum(counts)
    codes[np.r_[0, ends[:-1]]] = Path.MOVETO
    codes[ends - 1] = Path.CLOSEPOLY
    return Path(shapely.get_coordinates(rings), codes)


def strokes(shapes: Any) -> list[Path]:
    """Return every line of these geometries, many in one path; polygons and points are left out."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(shapes, object)))
    parts = shapely.get_parts(parts)
    lines = parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)]
    return [_strokes(lines[first : first + _AT_ONCE]) for first in range(0, len(lines), _AT_ONCE)]


def _strokes(lines: Any) -> Path:
    counts = shapely.get_num_coordinates(lines)
    codes = np.full(int(counts.sum()), Path.LINETO, np.uint8)
    codes[np.r_[0, np.cumsum(counts)[:-1]]] = Path.MOVETO
    return Path(shapely.get_coordinates(lines), codes)


def _lines(ax: Axes, ground: Ground, found: list[Path], colour: str, width: float, *, z: float, dash: ink.Dash = None, pixels: bool = False) -> None:  # fmt: skip
    ink.shapes(ax, found, ground.window.rect, edge=colour, width=width, dash=dash, z=z, pixels=pixels)  # fmt: skip


def _bundle(lines: np.ndarray) -> Any:
    parts = shapely.get_parts(lines)
    return shapely.multilinestrings(parts[shapely.get_type_id(parts) == 1])


def _vertices(shapes: Any) -> int:
    return int(shapely.get_num_coordinates(shapes).sum())


def _points(district: Land, window: Window) -> Floats:
    if district.crossings.empty:
        return np.empty((0, 2))
    at = window.mm(shapely.get_coordinates(shapely.point_on_surface(district.crossings.geometry.to_numpy())))
    r = window.rect.within(1)
    return at[(at[:, 0] > r.x) & (at[:, 0] < r.right) & (at[:, 1] > r.y) & (at[:, 1] < r.top)]


def _named(district: Land, window: Window, at: Floats) -> list[int]:
    names, shapes = district.blocks["name"].fillna("").astype(str).to_numpy(), window.drawn(district.blocks.geometry.to_numpy(), simplify_mm=0.0)  # fmt: skip
    lived = (district.blocks["dwellings"].fillna(0.0).to_numpy(float) > 0) & (names != "")
    across, up = _chords(shapes, at, (_REACH_MM, 0.0)), _chords(shapes, at, (0.0, _REACH_MM))
    roomy = np.flatnonzero(lived & (up > _NAME_MM) & (across > 2 * _NAME_MM))
    return [int(n) for n in roomy if width_mm(names[n], ink.SMALLEST) + 0.6 < across[n]]


def _chords(shapes: Any, at: Floats, half: tuple[float, float]) -> Floats:
    """How far each shape reaches from its point both ways along a line, the nearer way counted twice."""
    lines = shapely.linestrings(np.stack([at - half, at + half], axis=1))
    parts, owner = shapely.get_parts(shapely.intersection(shapes, lines), return_index=True)
    ends, axis = shapely.bounds(parts), 0 if half[0] else 1
    own = at[owner, axis]
    inside = (ends[:, axis] <= own + 1e-6) & (ends[:, axis + 2] >= own - 1e-6)
    out = np.zeros(len(at))
    np.maximum.at(out, owner[inside], 2 * np.minimum(own - ends[:, axis], ends[:, axis + 2] - own)[inside])
    return out


def _names(district: Land, window: Window) -> Iterable[tuple[str, str, float, float]]:
    """Where rivers and railways are named: once each, in the middle of their longest piece inside the area."""
    inside = window.drawn([district.boundary])[0]
    for (kind, name), rows in district.barriers.groupby(["kind", "name"], sort=True):
        if not str(name).strip():
            continue
        seen = shapely.intersection(window.drawn(rows.geometry.to_numpy()), inside)
        parts = shapely.get_parts(seen)
        parts = parts[~shapely.is_empty(parts)]
        if len(parts):
            longest = parts[int(np.argmax(shapely.length(parts)))]
            at = shapely.get_coordinates(shapely.point_on_surface(longest))[0]
            yield str(name), str(kind), float(at[0]), float(at[1])
