"""Schools on the map: symbols that tell by shape as well as colour, and names that do not touch."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from zoning import palette
from zoning.model import Floats
from zoning.programme import NAMES
from zoning.render.atlas import ink, labels
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.labels import Box, Label, Spot
from zoning.render.atlas.legend import Key
from zoning.render.atlas.paper import MAP
from zoning.render.atlas.sheet import Atlas
from zoning.render.fonts import POINT_MM, width_mm
from zoning.words import Lang, Text

PUBLIC, PRIVATE = "#17406d", "#c25a00"
PUBLIC_SHAPE, PRIVATE_SHAPE = "o", "s"
WORK_SHAPES = {"keep": "o", "expand": "P", "relocate": "D", "build": "*", "merge": "s", "convert": "^", "close": "X"}  # fmt: skip
"""Kind of work -> its symbol."""
_LARGER = {"*": 1.75, "P": 1.25, "X": 1.25, "D": 0.95, "^": 1.15, "s": 0.95}
"""Shapes that look smaller than a circle of their width, or larger."""
_SMALL_MM, _LARGE_MM = 1.9, 4.6
_MANY = 160
"""Lines of names on a page; more stand on white cards instead of having white outlines, which are heavy."""
_BARRIER = {"river": "#2f6f9f", "railway": "#3c3c3c", "motorway": "#7a5c2e"}


_BLOCK_NAME = 5e5
"""Rank of blocks' names: after schools, before rivers."""


class Tag(NamedTuple):
    """Words at a point, in lines."""

    x: float
    y: float
    lines: tuple[str, ...]
    clear: float
    rank: float = 0.0
    """The smaller, the more important; from `_BLOCK_NAME` on nobody is told where there is no room."""
    size: float = 7.2
    bold: bool = False
    colour: str = ink.INK


def where(schools: gpd.GeoDataFrame, ground: Ground) -> Floats:
    """Return the place of each school on the sheet (n, 2)."""
    if not len(schools):
        return np.empty((0, 2))
    return ground.window.mm(shapely.get_coordinates(schools.geometry.to_numpy()))


def widths(seats: Floats, most: float) -> Floats:
    """Return the width in mm of a symbol for so many seats: its area grows with them."""
    share = np.clip(np.nan_to_num(np.asarray(seats, float)) / max(most, 1.0), 0.0, 1.0)
    return _SMALL_MM + (_LARGE_MM - _SMALL_MM) * np.sqrt(share)


def symbols(ax: Axes, xy: Floats, shape: str, size_mm: Floats | float, fill: str, *, edge: str = ink.PAPER, width: float = 0.8, z: float = ink.SYMBOLS) -> None:  # fmt: skip
    """Draw schools with one shape and fill."""
    ink.mark(ax, xy, shape, np.asarray(size_mm) * _LARGER.get(shape, 1.0), fill=fill, edge=edge, width=width, z=z, within=MAP)  # fmt: skip


def by_ownership(ax: Axes, xy: Floats, private: Floats, size_mm: Floats) -> None:
    """Draw public schools as circles and private ones as squares."""
    for own, shape, fill in ((False, PUBLIC_SHAPE, PUBLIC), (True, PRIVATE_SHAPE, PRIVATE)):
        some = np.asarray(private, bool) == own
        symbols(ax, xy[some], shape, np.asarray(size_mm)[some], fill)


def ownership_keys(schools: gpd.GeoDataFrame, lang: Lang) -> list[Key]:
    """Return the legend of `by_ownership` for the schools there are."""
    private = schools["private"].astype(bool)
    keys = []
    if not private.all():
        keys.append(Key(Text("公办学校", "Public school").to(lang), PUBLIC, ink.PAPER, marker=PUBLIC_SHAPE))
    if private.any():
        keys.append(
            Key(Text("民办学校", "Private school").to(lang), PRIVATE, ink.PAPER, marker=PRIVATE_SHAPE)
        )
    return keys


def work_key(kind: str, lang: Lang, count: int | None = None) -> Key:
    """Return the legend of a kind of work, with how many schools there are of it."""
    said = NAMES[kind].to(lang)  # type: ignore[index]
    said = said if lang == "zh" else said.capitalize()
    told = said if count is None else f"{said}（{count}）" if lang == "zh" else f"{said} ({count})"
    shape = WORK_SHAPES[kind]
    return Key(told, palette.WORKS[kind], ink.PAPER, marker=shape, size=3.0 * _LARGER.get(shape, 1.0))


def arrows(ax: Axes, into: pd.Series, at: Mapping[object, Sequence[float]]) -> None:
    """Draw arrows from schools to where they move or whom they join (school_id -> school_id)."""
    for school, target in into.dropna().items():
        if target in at:
            start, end = ((float(at[one][0]), float(at[one][1])) for one in (school, target))
            ax.add_artist(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=8, shrinkA=5, shrinkB=6, color=ink.INK, linewidth=1.0, zorder=ink.SYMBOLS - 0.1, connectionstyle="arc3,rad=0.12"))  # fmt: skip


def arrow_keys(into: pd.Series, lang: Lang) -> list[Key]:
    """Return the legend of `arrows`, where there are any."""
    if not into.notna().any():
        return []
    return [Key(Text("迁往、并入", "Moves to, goes into").to(lang), line=ink.INK, width=1.0)]


def boxes(xy: Floats, size_mm: Floats | float) -> list[Box]:
    """Return the squares that symbols take up."""
    half = np.broadcast_to(np.asarray(size_mm, float), len(xy)) / 2
    return [Box(x - h, y - h, x + h, y + h) for (x, y), h in zip(xy.tolist(), half.tolist(), strict=True)]


def write(ax: Axes, ground: Ground, tags: Sequence[Tag], taken: Sequence[Box]) -> int:
    """Write words around their points where there is room, with the names of rivers and railways; return how many had none."""
    r = ground.window.rect.within(0.8)
    seen = [tag for tag in tags if r.x <= tag.x <= r.right and r.y <= tag.y <= r.top]
    all_ = [*seen, *(_barrier(*named) for named in ground.names)]
    spots = labels.placed([_wanted(tag) for tag in all_], taken, Box(r.x, r.y, r.right, r.top))
    said = [(x, y, words, tag) for tag, spot in zip(all_, spots, strict=True) if spot is not None for x, y, words in _lines(tag, spot)]  # fmt: skip
    for tag, spot in zip(all_, spots, strict=True):
        if spot is not None and spot.led:
            ends = labels.lead(spot.box, tag.x, tag.y)
            ink.line(ax, ends[:, 0].tolist(), ends[:, 1].tolist(), colour=tag.colour, width=0.35, z=ink.SYMBOLS - 0.1)  # fmt: skip
    if len(said) > _MANY:
        ink.cards(ax, [(x, y, words, tag.size, tag.bold) for x, y, words, tag in said])
    else:
        ink.halos(ax, [(x, y, words, tag.size, tag.bold) for x, y, words, tag in said])
    for x, y, words, tag in said:
        ink.say(ax, x, y, words, tag.size, bold=tag.bold, color=tag.colour, zorder=ink.NAMES)
    return sum(spot is None and tag.rank < _BLOCK_NAME for tag, spot in zip(all_, spots, strict=True))


def block_names(atlas: Atlas, ground: Ground) -> list[Tag]:
    """Return the names of blocks where somebody lives, those that fit inside their block."""
    names = atlas.blocks["name"].to_numpy()
    return [
        Tag(float(ground.block_at[n, 0]), float(ground.block_at[n, 1]), (str(names[n]),), 0.0, _BLOCK_NAME, ink.SMALLEST, colour=ink.SOFT)
        for n in ground.named
    ]  # fmt: skip


def left_out(missing: int, lang: Lang) -> list[str]:
    """Return the note that so many names had no room; nothing where all are there."""
    if not missing:
        return []
    return [Text(f"图面位置不足，{missing} 所学校未注名称，见规划表格。", f"For want of room {missing} schools are not named; see the plan's tables.").to(lang)]  # fmt: skip


def _wanted(tag: Tag) -> Label:
    wide = max(width_mm(words, tag.size, bold=tag.bold) for words in tag.lines)
    return Label(tag.x, tag.y, wide, _pitch(tag) * len(tag.lines), tag.clear, tag.rank)


def _pitch(tag: Tag) -> float:
    return tag.size * POINT_MM * 1.22


def _lines(tag: Tag, spot: Spot) -> list[tuple[float, float, str]]:
    """Each line's left end and baseline: set towards the point where the words stand beside it."""
    box, pitch = spot.box, _pitch(tag)
    found = []
    for number, words in enumerate(tag.lines):
        free = (box.right - box.left) - width_mm(words, tag.size, bold=tag.bold)
        share = 0.0 if box.left >= tag.x else 1.0 if box.right <= tag.x else 0.5
        found.append((box.left + free * share, box.top - pitch * (number + 1) + 0.26 * pitch, words))
    return found


def _barrier(name: str, kind: str, x: float, y: float) -> Tag:
    return Tag(x, y, (name,), 0.8, 1e6, 7.2, colour=_BARRIER.get(kind, ink.SOFT))
