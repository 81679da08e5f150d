"""Maps 09 and 10: the works of the near term, and rooms that schools share."""

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes

from zoning import palette
from zoning.model import Floats
from zoning.programme import NAMES
from zoning.render.atlas import ground as land
from zoning.render.atlas import ink, keys, points
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.legend import Beside, Grid, Key
from zoning.render.atlas.points import Tag
from zoning.render.atlas.sheet import Atlas, Rooms
from zoning.render.said import number, percent
from zoning.words import Lang, Text

_MARK_MM, _SIDE_MM = 4.6, 6.2
"""Width of symbols; works at one place stand so far apart."""
_ROLES = {"other": ("o", 2.0, "#8a8f98"), "have": ("s", 3.6, points.PUBLIC), "new": ("*", 4.6, palette.WORKS["build"])}  # fmt: skip
"""Schools that share rooms: shape, width and fill."""


def works(ax: Axes, atlas: Atlas, ground: Ground, lang: Lang) -> Beside:
    """09: the works of the near term, numbered as in the list beside the map."""
    land.blocks(ax, ground, [land.QUIET] * len(ground.blocks))
    table = atlas.works
    xy = _spread(points.where(table, ground))
    ends = (table["seats_planned"] <= 0).to_numpy()
    for kind, shape in points.WORK_SHAPES.items():
        some, colour = (table["kind"] == kind).to_numpy(), palette.WORKS[kind]
        points.symbols(ax, xy[some & ~ends], shape, _MARK_MM, colour)
        points.symbols(ax, xy[some & ends], shape, _MARK_MM * 0.85, ink.PAPER, edge=colour, width=1.3)
    points.arrows(ax, table.set_index("school_id")["into"], dict(zip(table["school_id"], xy.tolist(), strict=True)))  # fmt: skip
    missing = points.write(ax, ground, _tags(table, xy, lang), points.boxes(xy, _MARK_MM * 1.2))
    if not len(table) and atlas.no_works is not None:
        _nothing(ax, ground, atlas.no_works.to(lang))
    near = Text(f"近期：{atlas.base_year + 1}—{atlas.near_year} 年。", f"Near term: {atlas.base_year + 1} to {atlas.near_year}.").to(lang)  # fmt: skip
    return Beside([*_work_keys(table, lang), *keys.ground(ground, lang)], _list(table, lang), [near, *points.left_out(missing, lang)])  # fmt: skip


def _tags(table: pd.DataFrame, xy: Floats, lang: Lang) -> list[Tag]:
    return [
        Tag(x, y, (f"{row['number']} {row['name']}", f"{keys.stage_name(row['stage']).to(lang)} {NAMES[row['kind']].to(lang)} {row['year']}"), 3.6, float(row["number"]), 7.6, True)
        for (x, y), (_, row) in zip(xy.tolist(), table.iterrows(), strict=True)
    ]  # fmt: skip


def _work_keys(table: pd.DataFrame, lang: Lang) -> list[Key]:
    shown = [points.work_key(kind, lang) for kind in points.WORK_SHAPES if kind in set(table["kind"])]
    if (table["seats_planned"] <= 0).any():
        shown.append(Key(Text("空心：该学段在此停办", "Hollow: seats end here").to(lang), ink.PAPER, ink.INK, marker="o", width=1.2))  # fmt: skip
    return [*shown, *points.arrow_keys(table["into"], lang)]


def _list(table: pd.DataFrame, lang: Lang) -> list[Grid]:
    head = [Text("序号 项目", "Work"), Text("学段", "stage"), Text("方式", "kind"), Text("年", "year"), Text("学位", "seats"), Text("万元", "10k yuan")]  # fmt: skip
    rows = [
        [
            f"{row['number']} {row['name']}", keys.stage_name(row["stage"]).to(lang), NAMES[row["kind"]].to(lang), str(row["year"]),
            f"{number(row['seats_before'])}→{number(row['seats_planned'])}", number(row["cost_wan"]),
        ]
        for _, row in table.iterrows()
    ]  # fmt: skip
    title = Text("近期建设项目", "Works of the near term").to(lang)
    return [Grid(title, [text.to(lang) for text in head], rows)] if rows else []


def _spread(xy: Floats) -> Floats:
    """Works at one place stand side by side."""
    out = xy.copy()
    for at in range(1, len(out)):
        while (np.hypot(*(out[:at] - out[at]).T) < _SIDE_MM - 0.1).any():
            out[at, 0] += _SIDE_MM
    return out


def _nothing(ax: Axes, ground: Ground, said: str) -> None:
    """Say in the middle of the map that there is nothing to show, and why."""
    r = ground.window.rect
    card = {"facecolor": ink.PAPER, "edgecolor": palette.GAP, "boxstyle": "square,pad=0.6"}
    ink.say(ax, r.x + r.w / 2, r.y + r.h / 2, said, 15, bold=True, ha="center", color=palette.GAP, bbox=card)


def rooms(ax: Axes, atlas: Atlas, found: Rooms, ground: Ground, lang: Lang) -> Beside:
    """10: where rooms that schools share stand, and which blocks lie within their radius."""
    within = found.reach.reindex(atlas.blocks.index)
    fills = {True: palette.REACH["radius"], False: palette.REACH["beyond"]}
    land.blocks(ax, ground, [fills.get(near, palette.REACH[""]) for near in within.tolist()])
    xy, role = points.where(found.schools, ground), found.schools["role"].to_numpy(str)
    for what, (shape, size, fill) in _ROLES.items():
        points.symbols(ax, xy[role == what], shape, size, fill)
    radius_mm = found.radius_m * 1000 / ground.window.scale
    circles = shapely.buffer(shapely.points(xy[role != "other"]), radius_mm, quad_segs=32)
    ink.shapes(ax, [land.path(shape) for shape in circles], ground.window.rect, edge=palette.RADIUS, width=0.8, dash=(4, 2))  # fmt: skip
    wide = np.array([_ROLES[what][1] for what in role.tolist()])
    tags = [
        Tag(x, y, (str(name),), half + 0.9, 1.0, 7.0, False, ink.SOFT) if what == "other" else Tag(x, y, (str(name),), half + 0.9, 0.0, 7.8, True)
        for (x, y), name, half, what in zip(xy.tolist(), found.schools["name"], (wide / 2).tolist(), role.tolist(), strict=True)
    ]  # fmt: skip
    missing = points.write(ax, ground, tags, points.boxes(xy, wide))
    share = percent(found.covered_pupils / found.pupils if found.pupils else None)
    rows = [[Text("半径内学生", "Pupils within the radius").to(lang), f"{number(found.covered_pupils)} / {number(found.pupils)}  {share}"]]  # fmt: skip
    shown = [*_room_keys(found, lang), *keys.ground(ground, lang)]
    return Beside(shown, [Grid(found.name, ["", ""], rows)], [found.proved.to(lang), *points.left_out(missing, lang)])  # fmt: skip


def _room_keys(found: Rooms, lang: Lang) -> list[Key]:
    metres, count = number(found.radius_m), found.schools["role"].value_counts()
    said = {
        "have": Text(f"已设{found.name}", f"{found.name}, there already"),
        "new": Text(f"规划增设{found.name}", f"{found.name}, planned"),
        "other": Text("其他学校", "Other schools"),
    }
    schools = [
        Key(Text(f"{text.zh}（{count.get(what, 0)}）", f"{text.en} ({count.get(what, 0)})").to(lang), _ROLES[what][2], ink.PAPER, marker=_ROLES[what][0], size=3.4 if what != "new" else 5.0)
        for what, text in said.items()
    ]  # fmt: skip
    return [
        *schools,
        Key(Text(f"直线 {metres} m 内", f"Within {metres} m").to(lang), palette.REACH["radius"]),
        Key(Text(f"直线 {metres} m 内没有", f"None within {metres} m").to(lang), palette.REACH["beyond"]),
        Key(Text("无人居住的地块", "Nobody lives here").to(lang), palette.REACH[""]),
        Key(Text(f"半径 {metres} m", f"Radius {metres} m").to(lang), line=palette.RADIUS, width=0.8, dash=(4, 2)),
    ]  # fmt: skip
