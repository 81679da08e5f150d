"""Maps 06 to 08: what becomes of the schools, cover at the horizon, and zones."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes

from zoning import palette
from zoning.programme import NAMES
from zoning.render.atlas import ground as land
from zoning.render.atlas import ink, keys, points, present
from zoning.render.atlas.balance import counted
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.legend import Beside, Grid, Key
from zoning.render.atlas.points import Tag
from zoning.render.atlas.sheet import Atlas, Sheet
from zoning.render.said import number, percent
from zoning.words import Lang, Text

_CHANGED_MM, _KEPT_MM = 4.2, 2.3
"""Widths of symbols of schools that change and of those that stay."""
_EDGE = "#4b3a2a"


def layout(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """06: which schools are kept, grown, moved, built, merged, converted and closed by the horizon."""
    land.blocks(ax, ground, [land.QUIET] * len(ground.blocks))
    there = sheet.schools[sheet.schools["kind"].notna()]
    xy, kind = points.where(there, ground), there["kind"].to_numpy(str)
    size = np.where(kind == "keep", _KEPT_MM, _CHANGED_MM)
    for what, shape in points.WORK_SHAPES.items():
        some = kind == what
        points.symbols(ax, xy[some], shape, size[some], palette.WORKS[what], z=ink.SYMBOLS + 0.1 * (what != "keep"))  # fmt: skip
    points.arrows(ax, there["into"], dict(zip(there.index, xy.tolist(), strict=True)))
    tags = [
        Tag(x, y, (str(row["name"]),), wide + 0.6, 1.0, 7.0, False, ink.SOFT) if row["kind"] == "keep" else Tag(x, y, _said(row, lang), wide + 0.6, 0.0, 7.6, True)
        for (x, y), wide, (_, row) in zip(xy.tolist(), (size * 0.62).tolist(), there.iterrows(), strict=True)
    ]  # fmt: skip
    missing = points.write(ax, ground, tags, points.boxes(xy, size * 1.25))
    found = there["kind"].value_counts()
    shown = [points.work_key(what, lang, int(found[what])) for what in points.WORK_SHAPES if what in found]
    unchanged = [atlas.no_works.to(lang)] if atlas.no_works is not None and set(kind.tolist()) <= {"keep"} else []  # fmt: skip
    return Beside(
        [*shown, *points.arrow_keys(there["into"], lang), *keys.ground(ground, lang)],
        [_counts(atlas, sheet, lang), _seats(atlas, sheet, lang)],
        [*unchanged, counted(sheet, lang), *points.left_out(missing, lang)],
    )


def _said(row: pd.Series, lang: Lang) -> tuple[str, str]:
    """A school's name, and what it will be, from which year on."""
    year = "" if pd.isna(row["year"]) else f" {int(row['year'])}"
    if row["kind"] == "close":
        return (str(row["name"]), f"{NAMES['close'].to(lang)}{year}")
    classes, seats = number(row["classes_planned"]), number(row["seats_planned"])
    size = Text(f"{classes} 班 {seats} 座", f"{classes} classes, {seats} seats").to(lang)
    return (str(row["name"]), f"{size}{year}")


def _counts(atlas: Atlas, sheet: Sheet, lang: Lang) -> Grid:
    """Schools of each kind; those that are there at the horizon add up to the total."""
    counts = sheet.counts
    rows = [[_begun(NAMES[kind], lang), number(counts[kind])] for kind in NAMES if kind != "close" and counts[kind]]  # fmt: skip
    rows.append([Text(f"{atlas.horizon} 年学校合计", f"Schools in {atlas.horizon}").to(lang), number(counts["horizon"])])  # fmt: skip
    rows.append([Text("撤并（不计入合计）", "Closed (not in the sum)").to(lang), number(counts["close"])])
    rows.append([Text(f"{atlas.base_year} 年学校", f"Schools in {atlas.base_year}").to(lang), number(counts["today"])])  # fmt: skip
    return Grid(Text("规划方式（所）", "Schools by kind of work").to(lang), ["", ""], rows)


def _begun(said: Text, lang: Lang) -> str:
    """Words as they begin a line."""
    return said.to(lang)[:1].upper() + said.to(lang)[1:]


def _seats(atlas: Atlas, sheet: Sheet, lang: Lang) -> Grid:
    first, last = sheet.city.iloc[0], sheet.city.iloc[-1]
    head = ["", str(atlas.base_year), str(atlas.horizon)]
    said = {
        "pupils": Text("适龄学生", "Pupils"),
        "seats": Text("计入供需的学位", "Seats that count"),
        "private_seats": Text("民办学校学位", "Seats of private schools"),
        "gap": Text("缺口（负为富余）", "Short (below 0: free)"),
    }
    rows = [[text.to(lang), keys.signed(first[name]), keys.signed(last[name])] for name, text in said.items()]
    return Grid(Text("学位供需", "Seats against pupils").to(lang), head, rows)


def cover(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """07: which blocks lie within the service radius of a school at the horizon, and which are so anew."""
    change = sheet.cover.reindex(atlas.blocks.index)
    land.blocks(ax, ground, change.map(palette.COVER), hatched=(change == "beyond").tolist())
    present.circles(ax, sheet, ground, "then")
    there = sheet.schools[sheet.schools["seats_planned"] > 0]
    missing = present.named(ax, ground, there, "seats_planned")
    metres = number(sheet.radius_m)
    said = {
        "stays": Text(f"{atlas.base_year}、{atlas.horizon} 年均覆盖", f"Covered in {atlas.base_year} and {atlas.horizon}"),
        "gained": Text("规划新增覆盖", "Covered by the plan"),
        "lost": Text("规划后不再覆盖", "No longer covered"),
        "beyond": Text(f"未覆盖：直线 {metres} m 内没有学校", f"Not covered: none within {metres} m"),
        "": Text("无人居住的地块", "Nobody lives here"),
    }  # fmt: skip
    found = {*change, "stays", "gained", "beyond"}
    shown = [Key(text.to(lang), palette.COVER[what], hatch="///" if what == "beyond" else None, hatch_edge=palette.GAP) for what, text in said.items() if what in found]  # fmt: skip
    rest = [keys.circle(sheet, lang), *points.ownership_keys(there, lang), *keys.ground(ground, lang)]
    return Beside([*shown, *rest], [keys.cover_grid(sheet, [atlas.base_year, atlas.horizon], lang)], points.left_out(missing, lang))  # fmt: skip


def zones(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """08: the zone of every school in the first year of the plan."""
    frame, seen = sheet.zones, ground.window.rect
    shapes = [land.path(shape) for shape in ground.window.drawn(frame.geometry.to_numpy(), simplify_mm=0.0)]
    for colour in sorted(set(frame["colour"])):
        mine = [shape for shape, own in zip(shapes, frame["colour"], strict=True) if own == colour]
        ink.shapes(ax, mine, seen, fill=palette.zone(colour), z=ink.BLOCKS, alpha=0.62)
    if not ground.dense:
        ink.shapes(ax, ground.blocks, seen, edge=ink.PAPER, width=0.3, z=ink.BLOCKS + 0.1)
    ink.shapes(ax, shapes, seen, edge=ink.PAPER, width=2.4, z=ink.OUTSIDE + 0.02)
    ink.shapes(ax, shapes, seen, edge=_EDGE, width=1.1, z=ink.OUTSIDE + 0.04)
    there = sheet.schools.loc[[school for school in frame.index if school in sheet.schools.index]]
    xy = points.where(there, ground)
    points.symbols(ax, xy, "o", 2.6, ink.INK)
    loose = frame.loc[
        frame.index.difference(there.index)
    ]  # zones of several schools: named amid their ground
    amid = ground.window.mm(shapely.get_coordinates(shapely.point_on_surface(loose.geometry.to_numpy())))
    tags = [*_tags(frame, there.index, xy.tolist(), 1.9), *_tags(frame, loose.index, amid.tolist(), 0.0)]
    missing = points.write(ax, ground, [*tags, *points.block_names(atlas, ground)], points.boxes(xy, 2.6))
    return Beside([*_zone_keys(lang), *keys.ground(ground, lang)], [_zone_grid(sheet, lang)], [_zone_note(lang), *points.left_out(missing, lang)])  # fmt: skip


def _tags(frame: pd.DataFrame, ids: pd.Index, at: Sequence[Sequence[float]], clear: float) -> list[Tag]:
    """Names of zones, with pupils and seats; those of most pupils first."""
    return [
        Tag(x, y, (str(row["name"]), f"{number(row['pupils'])}/{number(row['seats'])}"), clear, -float(row["pupils"]), 7.4, True)
        for (x, y), (_, row) in zip(at, frame.loc[ids].iterrows(), strict=True)
    ]  # fmt: skip


def _zone_keys(lang: Lang) -> list[Key]:
    fills = Text("招生片区；颜色只为区分相邻片区", "Zones; colours only tell neighbours apart").to(lang)
    dot = Text("学校；名下为学生/学位", "School; pupils/seats below its name").to(lang)
    return [Key(fills, palette.zone(0), _EDGE, width=1.1), Key(dot, ink.INK, ink.PAPER, marker="o", size=2.6)]


def _zone_grid(sheet: Sheet, lang: Lang) -> Grid:
    head = [Text("片区", "Zone"), Text("学生", "pupils"), Text("学位", "seats"), Text("占用率", "use")]
    rows = [
        [str(row["name"]), number(row["pupils"]), number(row["seats"]), percent(row["pupils"] / row["seats"] if row["seats"] else None, 0)]
        for _, row in sheet.zones.iterrows()
    ]  # fmt: skip
    title = Text(f"{sheet.zone_year} 学年片区", f"Zones of {sheet.zone_year}").to(lang)
    return Grid(title, [text.to(lang) for text in head], rows)


def _zone_note(lang: Lang) -> str:
    return Text("片区边界随地块及其周边道路，以划片公告文字为准。", "Zones follow blocks and the streets around them; what the notice says holds.").to(lang)  # fmt: skip
