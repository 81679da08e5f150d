"""Maps 01 to 05: the planning area, schools, cover, pupils and seats as they are."""

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zoning import palette
from zoning.model import Floats
from zoning.render.atlas import ground as land
from zoning.render.atlas import ink, keys, points
from zoning.render.atlas.ground import Ground
from zoning.render.atlas.legend import Beside, Grid, Key
from zoning.render.atlas.points import Tag
from zoning.render.atlas.sheet import Atlas, Sheet
from zoning.render.said import number
from zoning.words import Lang, Text

_KINDS = {"公园": "#b9d7a3", "绿地": "#b9d7a3", "工业": "#c9b8d8", "商业": "#eab8b0", "学校": "#9cc3e0", "村": "#e3d3a2", "在建": "#f3c98b", "小区": "#f1e6c8", "居住": "#f1e6c8"}  # fmt: skip
"""Uses of land by a word in what blocks are called; others take colours of zones."""
_MOST_KINDS = 9
_QUIET = {"walk": "#e9e4d6", "": "#eceae4"}
_GAINS = 50
"""Pupils more at the horizon: blocks that grow so much are ringed."""


def scope(ax: Axes, atlas: Atlas, ground: Ground, lang: Lang) -> Beside:
    """01: the planning area, what its blocks are used for, its subdistricts by name."""
    kinds = atlas.blocks["kind"].fillna("").astype(str)
    common = [kind for kind in kinds.value_counts(sort=True).sort_index(kind="stable").sort_values(ascending=False, kind="stable").index if kind]  # fmt: skip
    colours = _kind_colours(common[:_MOST_KINDS])
    land.blocks(ax, ground, kinds.map(colours).fillna("#e6e3db"))
    points.write(ax, ground, [*_places(atlas, ground, size=11), *points.block_names(atlas, ground)], [])
    shown = [Key(kind, colour) for kind, colour in colours.items()]
    rest = [] if len(common) <= _MOST_KINDS else [Key(Text("其他", "other").to(lang), "#e6e3db")]
    km2 = atlas.boundary.area / ground.window.stretch**2 / 1e6
    facts = [(Text("规划范围面积", "Planning area"), f"{km2:.1f} km²"), (Text("地块", "Blocks"), number(len(atlas.blocks))), (Text("户数", "Dwellings"), number(atlas.blocks["dwellings"].sum()))]  # fmt: skip
    stages = [
        [keys.stage_name(stage).to(lang), number(sheet.city["schools"].iloc[0]), number(sheet.city["pupils"].iloc[0]), number(sheet.city["pupils"].iloc[-1])]
        for stage, sheet in atlas.stages.items()
    ]  # fmt: skip
    head = [
        Text("学段", "Stage").to(lang),
        Text("学校", "schools").to(lang),
        *(Text(f"{year} 学生", f"pupils {year}").to(lang) for year in (atlas.base_year, atlas.horizon)),
    ]
    grids = [Grid(Text("概况", "At a glance").to(lang), ["", ""], [[said.to(lang), value] for said, value in facts]), Grid(Text("学校与学龄人口", "Schools and pupils").to(lang), head, stages)]  # fmt: skip
    return Beside([*shown, *rest, *keys.ground(ground, lang)], grids, [Text("只画规划范围，不画各级行政区界线；街道名注于其住户重心。", "Only the planning area is drawn, no administrative boundaries; subdistricts are named amid their homes.").to(lang)])  # fmt: skip


def _kind_colours(kinds: list[str]) -> dict[str, str]:
    free = iter(palette.ZONES * 2)
    return {
        kind: next((c for word, c in _KINDS.items() if word in kind), None) or next(free) for kind in kinds
    }


def _places(atlas: Atlas, ground: Ground, size: float = 9.0) -> list[Tag]:
    at = points.where(atlas.places.to_frame("geometry"), ground)
    return [Tag(x, y, (str(name),), 0.0, -1.0, size, True, ink.SOFT) for name, (x, y) in zip(atlas.places.index, at.tolist(), strict=True)]  # fmt: skip


def schools(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """02: the schools there are, by seats and by who runs them."""
    land.blocks(ax, ground, _lived(atlas, sheet))
    there = _today(sheet)
    xy, size = points.where(there, ground), points.widths(there["seats_before"].to_numpy(), there["seats_before"].max())  # fmt: skip
    points.by_ownership(ax, xy, there["private"].to_numpy(), size)
    tags = [
        Tag(x, y, (str(name), Text(f"{number(seats)} 座", f"{number(seats)} seats").to(lang)), wide / 2 + 0.6, -seats)
        for (x, y), name, seats, wide in zip(xy.tolist(), there["name"], there["seats_before"], size.tolist(), strict=True)
    ]  # fmt: skip
    missing = points.write(ax, ground, tags, points.boxes(xy, size))
    numbers = there.assign(schools=1)[["schools", "classes", "seats_before", "roll"]].apply(pd.to_numeric)
    by = numbers.groupby(there["subdistrict"]).sum(min_count=1)
    head = ["", *(text.to(lang) for text in (Text("学校", "schools"), Text("班", "classes"), Text("学位", "seats"), Text("在校生", "on roll")))]  # fmt: skip
    rows = [[str(place), *map(number, row)] for place, row in zip(by.index, by.to_numpy(float), strict=True)]
    total = [Text("合计", "All").to(lang), *map(number, numbers.sum(min_count=1).to_numpy(float))]
    grid = Grid(Text(f"{atlas.base_year} 年学校", f"Schools in {atlas.base_year}").to(lang), head, [*rows, total])  # fmt: skip
    least, most = there["seats_before"].min(), there["seats_before"].max()
    sizes = Key(Text(f"符号大小：学位 {number(least)} 至 {number(most)}", f"Size: {number(least)} to {number(most)} seats").to(lang), "none", ink.INK, marker="o", size=4.4)  # fmt: skip
    shown = [*points.ownership_keys(there, lang), sizes, *_lived_keys(lang), *keys.ground(ground, lang)]
    return Beside(shown, [grid], points.left_out(missing, lang))


def cover(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """03: which blocks lie within the service radius of a school of today."""
    now = sheet.reach["now"].reindex(atlas.blocks.index)
    land.blocks(ax, ground, now.map(palette.REACH), hatched=(now == "beyond").tolist())
    circles(ax, sheet, ground, "now")
    missing = named(ax, ground, _today(sheet))
    shown = [*keys.reach(sheet, lang), keys.circle(sheet, lang), *points.ownership_keys(_today(sheet), lang), *keys.ground(ground, lang)]  # fmt: skip
    note = Text("以地块内一点到学校的距离判定，整块计入。", "A block counts as a whole, by the distance of a point inside it.").to(lang)  # fmt: skip
    return Beside(shown, [keys.cover_grid(sheet, [atlas.base_year], lang)], [note, *points.left_out(missing, lang)])  # fmt: skip


def circles(ax: Axes, sheet: Sheet, ground: Ground, when: str) -> None:
    """Draw the service radii of the schools that have seats `now` or `then`."""
    shown = ground.window.drawn(sheet.circles.geometry[sheet.circles[when]].to_numpy())
    ink.shapes(ax, [land.path(shape) for shape in shown], ground.window.rect, edge=palette.RADIUS, width=0.8, dash=(4, 2))  # fmt: skip


def named(ax: Axes, ground: Ground, there: pd.DataFrame, seats: str = "seats_before") -> int:
    """Draw schools small with their names; return how many names had no room."""
    xy = points.where(there, ground)
    points.by_ownership(ax, xy, there["private"].to_numpy(), np.full(len(xy), 2.4))
    tags = [Tag(x, y, (str(name),), 1.7, -value) for (x, y), name, value in zip(xy.tolist(), there["name"], there[seats], strict=True)]  # fmt: skip
    return points.write(ax, ground, tags, points.boxes(xy, 2.4))


def pupils(ax: Axes, atlas: Atlas, sheet: Sheet, ground: Ground, lang: Lang) -> Beside:
    """04: where pupils live today, per hectare, and where there will be more."""
    hectares = atlas.blocks.area.to_numpy() / ground.window.stretch**2 / 1e4
    here = sheet.pupils.reindex(atlas.blocks.index)
    density = here["now"].to_numpy(float) / np.maximum(hectares, 1e-6)
    steps = breaks(density[density > 0], len(palette.SUITABLE))
    place = np.searchsorted(steps, density, side="left")
    fills = [palette.SUITABLE[p] if d > 0 else "#f1efe9" for p, d in zip(place.tolist(), density.tolist(), strict=True)]  # fmt: skip
    land.blocks(ax, ground, fills)
    gain = (here["then"] - here["now"]).to_numpy(float)
    grows = gain >= _GAINS
    ink.shapes(
        ax,
        [ground.blocks[n] for n in np.flatnonzero(grows)],
        ground.window.rect,
        edge=palette.ELSEWHERE,
        width=1.5,
    )
    at = ground.block_at[grows]
    gains = [Tag(x, y, (f"+{value:,.0f}",), 0.0, -value, 7.5, True, palette.ELSEWHERE) for (x, y), value in zip(at.tolist(), gain[grows].tolist(), strict=True)]  # fmt: skip
    points.write(ax, ground, [*_places(atlas, ground), *gains], [])
    unit = Text("人/公顷", "pupils/ha").to(lang)
    edges = ["0", *(f"{step:g}" for step in steps)]
    ranges = [f"{low}–{high} {unit}" for low, high in pairwise(edges)] + [f"> {edges[-1]} {unit}"]  # fmt: skip
    shown = [Key(said, palette.SUITABLE[n]) for n, said in enumerate(ranges)]
    rings = Key(Text(f"到 {atlas.horizon} 年增加 {_GAINS} 人及以上", f"At least {_GAINS} more pupils by {atlas.horizon}").to(lang), "none", palette.ELSEWHERE, width=1.5)  # fmt: skip
    none = Key(Text("没有该学段学生", "No pupils of the stage").to(lang), "#f1efe9")
    return Beside([*shown, none, rings, *keys.ground(ground, lang)], [_pupils_grid(atlas, sheet, lang)], [Text(f"底色为 {atlas.base_year} 年；预测取中方案，无中方案取首个方案。", f"Fills: {atlas.base_year}. Forecast: the medium variant, else the first.").to(lang)])  # fmt: skip


def _pupils_grid(atlas: Atlas, sheet: Sheet, lang: Lang) -> Grid:
    """Pupils of every subdistrict in the base year, the stage's peak and at the horizon."""
    peak = int(sheet.city["year"].iloc[int(sheet.city["pupils"].argmax())])
    years = sorted({atlas.base_year, peak, atlas.horizon})
    table = sheet.parts.pivot(index="subdistrict", columns="year", values="pupils")[years]
    rows = [[str(place) or "—", *map(number, row)] for place, row in zip(table.index, table.to_numpy(float), strict=True)]  # fmt: skip
    total = [Text("合计", "All").to(lang), *map(number, table.sum().to_numpy(float))]
    heads = [f"{year}{Text('（高峰）', ' (peak)').to(lang)}" if year == peak else str(year) for year in years]
    return Grid(Text("适龄学生（人）", "Pupils").to(lang), ["", *heads], [*rows, total])


def breaks(values: Floats, classes: int) -> list[float]:
    """Return the upper ends of all classes but the last: quantiles in one or two round digits, rising.

    >>> breaks(np.arange(1.0, 101.0), 5)
    [21.0, 41.0, 60.0, 80.0]
    """
    if not len(values):
        return [1.0]
    asked = np.quantile(values, np.linspace(0, 1, classes + 1)[1:-1])
    return sorted({float(f"{value:.2g}") for value in asked.tolist()})


def _today(sheet: Sheet) -> pd.DataFrame:
    return sheet.schools[sheet.schools["seats_before"] > 0]


def _lived(atlas: Atlas, sheet: Sheet) -> pd.Series:
    return (sheet.reach["now"].reindex(atlas.blocks.index) != "").map(
        {True: _QUIET["walk"], False: _QUIET[""]}
    )


def _lived_keys(lang: Lang) -> list[Key]:
    return [Key(Text("有住户的地块", "Somebody lives here").to(lang), _QUIET["walk"]), Key(Text("其他地块", "Other blocks").to(lang), _QUIET[""])]  # fmt: skip
