"""Map 05: seats against pupils, school by school and by subdistrict, now and at the horizon."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from zoning import palette
from zoning.render.atlas import ground as land
from zoning.render.atlas import ink, keys, labels, points
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.labels import Box, Label
from zoning.render.atlas.legend import Beside, Grid, Key
from zoning.render.atlas.paper import Rect
from zoning.render.atlas.points import Tag
from zoning.render.atlas.sheet import Atlas, Sheet
from zoning.render.fonts import width_mm
from zoning.render.said import number, percent
from zoning.words import Lang, Text

PUPILS, SEATS = "#0072b2", "#f2b134"
ALERT_SHAPES = {"green": "o", "yellow": "D", "red": "^"}
_LAND = "#f0ebdc"
_BAR_MM, _HIGH_MM = 3.2, 10.0
_MOST_YEARS = 6


def seats(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """05: how full each school is, and pupils and seats of every subdistrict now and at the horizon."""
    lived = sheet.reach["now"].reindex(atlas.blocks.index) != ""
    land.blocks(ax, ground, [_LAND if yes else "#efeeea" for yes in lived.tolist()])
    there = sheet.schools.loc[sheet.use.index.intersection(sheet.schools.index)]
    use = sheet.use.loc[there.index]
    xy, size = points.where(there, ground), points.widths(use["seats"].to_numpy(), use["seats"].max())
    for alert, shape in ALERT_SHAPES.items():
        some = (use["alert"] == alert).to_numpy()
        points.symbols(ax, xy[some], shape, size[some], palette.ALERT[alert], edge=ink.INK if alert == "red" else ink.PAPER)  # fmt: skip
    taken = [*points.boxes(xy, size * 1.1)]
    taken += _bars(ax, atlas, sheet, ground, taken, lang)
    tags = [
        Tag(x, y, (str(name), f"{number(row.pupils)}/{number(row.seats)}"), wide / 2 + 0.6, -float(row.seats))
        for (x, y), name, wide, row in zip(xy.tolist(), there["name"], size.tolist(), use.itertuples(), strict=True)
    ]  # fmt: skip
    missing = points.write(ax, ground, tags, taken)
    note = Text(f"学校符号与数字：{sheet.use_year} 学年片区学生/学位。", f"Schools: pupils of the zone/seats in {sheet.use_year}. ").to(lang) + counted(sheet, lang)  # fmt: skip
    grids = [keys.parts_grid(sheet, [atlas.base_year, atlas.horizon], lang), _years(sheet, lang)]
    return Beside([*_alerts(sheet, lang), *_bar_keys(atlas, lang), *keys.ground(ground, lang)], grids, [note, *points.left_out(missing, lang)])  # fmt: skip


def _alerts(sheet: Sheet, lang: Lang) -> list[Key]:
    said = {
        "green": Text("绿：学位充足", "Green: seats enough"),
        "yellow": Text("黄：接近满员", "Yellow: nearly full"),
        "red": Text("红：学位不足", "Red: over its seats"),
    }
    count = sheet.use["alert"].value_counts()
    return [
        Key(Text(f"{text.zh}（{count.get(alert, 0)} 所）", f"{text.en} ({count.get(alert, 0)})").to(lang), palette.ALERT[alert], ink.INK if alert == "red" else ink.PAPER, marker=ALERT_SHAPES[alert], size=3.4)
        for alert, text in said.items()
    ]  # fmt: skip


def _bar_keys(atlas: Atlas, lang: Lang) -> list[Key]:
    years = f"{atlas.base_year} / {atlas.horizon}"
    return [
        Key(Text(f"柱：街道适龄学生，{years}", f"Bars: pupils of the subdistrict, {years}").to(lang), PUPILS),
        Key(Text(f"柱：街道内学校学位，{years}", f"Bars: seats of its schools, {years}").to(lang), SEATS),
    ]


def _bars(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, taken: Sequence[Box], lang: Lang) -> list[Box]:  # fmt: skip
    """Small charts at the subdistricts' names; return the room they take."""
    at = points.where(atlas.places.to_frame("geometry"), ground)
    table = sheet.parts.set_index(["subdistrict", "year"])[["pupils", "seats"]]
    most = float(table.loc[(slice(None), [atlas.base_year, atlas.horizon]), :].to_numpy().max())
    r = ground.window.rect.within(1.5)
    wanted = [Label(x, y, max(4 * _BAR_MM + 4, width_mm(str(name), 7.5, bold=True) + 2), _HIGH_MM + 8.5, 0.0, -1.0) for name, (x, y) in zip(atlas.places.index, at.tolist(), strict=True)]  # fmt: skip
    found = []
    for name, spot in zip(atlas.places.index, labels.placed(wanted, taken, Box(r.x, r.y, r.right, r.top)), strict=True):  # fmt: skip
        if spot is not None:
            _chart(ax, spot.box, str(name), [table.loc[(name, year)].to_numpy(float) for year in (atlas.base_year, atlas.horizon)], most, (atlas.base_year, atlas.horizon))  # fmt: skip
            found.append(spot.box)
    return found


def _chart(ax: Axes, box: Box, name: str, pairs: list[np.ndarray], most: float, years: tuple[int, int]) -> None:  # fmt: skip
    """Two pairs of bars, pupils beside seats, on a white card."""
    ink.box(ax, Rect(box.left, box.bottom, box.right - box.left, box.top - box.bottom), fill=ink.PAPER, edge="#9a958a", width=0.4, z=ink.AREAS, alpha=0.88)  # fmt: skip
    middle = (box.left + box.right) / 2
    ink.say(ax, middle, box.top - 3.2, name, 7.5, bold=True, ha="center", zorder=ink.NAMES)
    for number_, (pair, year) in enumerate(zip(pairs, years, strict=True)):
        left = middle - 2 * _BAR_MM - 0.8 + number_ * (2 * _BAR_MM + 1.6)
        for beside, (value, fill) in enumerate(zip(pair.tolist(), (PUPILS, SEATS), strict=True)):
            high = _HIGH_MM * value / max(most, 1.0)
            ink.box(ax, Rect(left + beside * _BAR_MM, box.bottom + 3.8, _BAR_MM, high), fill=fill, edge=ink.PAPER, width=0.3, z=ink.SYMBOLS)  # fmt: skip
        ink.say(ax, left + _BAR_MM, box.bottom + 0.9, str(year), ink.SMALLEST, ha="center", zorder=ink.NAMES)
    ink.line(ax, (box.left + 1, box.right - 1), (box.bottom + 3.8,) * 2, width=0.4, z=ink.SYMBOLS)


def _years(sheet: Sheet, lang: Lang) -> Grid:
    """Pupils, seats and gap of the district in a few years, the first and the last among them."""
    city = sheet.city
    few = min(len(city), _MOST_YEARS)
    shown = city.iloc[np.unique(np.linspace(0, len(city) - 1, few).round().astype(int))]
    head = [Text("学年", "Year"), Text("学生", "pupils"), Text("学位", "seats"), Text("占用率", "use"), Text("缺口", "short"), Text("维持现状缺口", "unchanged")]  # fmt: skip
    rows = [
        [str(int(row["year"])), number(row["pupils"]), number(row["seats"]), percent(row["utilisation_share"], 0), keys.signed(row["gap"]), keys.signed(row["gap_unchanged"])]
        for _, row in shown.iterrows()
    ]  # fmt: skip
    return Grid(Text("全区逐年学位供需", "Seats by year").to(lang), [text.to(lang) for text in head], rows)  # fmt: skip


def counted(sheet: Sheet, lang: Lang) -> str:
    """Return which seats count as supply."""
    if sheet.stage == "kindergarten":
        return Text("表中学位计全部幼儿园。", "Seats in tables: of all kindergartens.").to(lang)
    return Text(
        "表中学位计公办和购买的民办学位。", "Seats in tables: public, and purchased private ones."
    ).to(lang)
