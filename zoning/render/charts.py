"""Charts of a layout plan for a report: cohorts by entry year, seats against pupils by year, cover now and planned."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zoning import palette
from zoning.demand import FIRST, GRADES, LAST, NAMES, NINTH, NURSERY, Taught
from zoning.render.fonts import type_of, typeset
from zoning.words import Lang, Text

DPI = 300
WIDE_MM = 160.0
"""The width of a column of text on A4."""
_TEXT, _TITLE = 8.0, 9.5
_SOFT, _GRID = "#5f6368", "#dadce0"
_NOT_YET = "#b9bfc7"
"""Children who are not at school yet."""
_UNCHANGED, _PLANNED, _PUPILS, _PUPILS_SOFT = "#8a8f98", "#d55e00", "#0072b2", "#b8d8ea"
_SEATS: Mapping[str, Mapping[str, Any]] = {
    "seats_unchanged": {"color": _UNCHANGED, "linestyle": (0, (4, 2))}, "seats": {"color": _PLANNED, "linestyle": "-"},
}  # fmt: skip
_VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "low": {"color": "#8a8f98", "linestyle": (0, (1, 1.2))}, "medium": {"color": _PUPILS, "linestyle": "-"}, "high": {"color": _PLANNED, "linestyle": (0, (4, 1.5))},
}  # fmt: skip
_NAMED_YEARS = 12
"""With more years than this the pupils of each are not written into its bar."""
_PRIMARY_YEARS = 6


@dataclass(frozen=True, eq=False)
class Cohorts:
    """The children of a district by grade, in two years; grades as in `demand.GRADES`."""

    years: tuple[int, int]
    base: Sequence[float]
    horizon: Sequence[float]
    primary_years: int = _PRIMARY_YEARS
    """6 or 5 (六三学制, 五四学制)."""


def pyramid(cohorts: Cohorts, lang: Lang) -> bytes:
    """Return the children of every grade, base year on the left and horizon on the right, with the year each enters grade 1, as a PNG."""
    with typeset():
        figure, (axes,) = _figure(1, 108)
        sides = [np.asarray(values, float) for values in (cohorts.base, cohorts.horizon)]
        at = np.arange(len(GRADES))
        fills = [_colour(int(grade), cohorts.primary_years) for grade in GRADES]
        most = max(float(side.max()) for side in sides) or 1.0
        gap = 0.17 * most  # the names of grades stand in the middle
        for side, values, year in zip((-1, 1), sides, cohorts.years, strict=True):
            axes.barh(at, side * values, left=side * gap, height=0.82, color=fills, linewidth=0)
            for row, (grade, value) in enumerate(zip(GRADES.tolist(), values.tolist(), strict=True)):
                _say(axes, side * (gap + value + 0.02 * most), row, f"{value:,.0f}", ha="left" if side > 0 else "right")  # fmt: skip
                entry = Text(f"{year - grade + 1} 年入学", f"enters {year - grade + 1}").to(lang)
                _say(axes, side * (gap + most * 1.22), row, entry, ha="left" if side > 0 else "right", color=_SOFT, size=7)  # fmt: skip
            _say(axes, side * (gap + most * 0.5), len(at) - 0.1, Text(f"{year} 学年", f"{year}").to(lang), ha="center", size=_TITLE, weight="bold")  # fmt: skip
        for row, grade in enumerate(GRADES.tolist()):
            _say(axes, 0, row, grade_name(grade, cohorts.primary_years, lang), ha="center", size=7)
        axes.set_xlim(-(gap + most * 1.6), gap + most * 1.6)
        axes.set_ylim(-0.7, len(at) + 0.6)
        axes.set_axis_off()
        _stage_legend(figure, lang)
        return png(figure)


def grade_name(grade: int, primary_years: int, lang: Lang) -> str:
    """Return what a grade is called.

    >>> [grade_name(g, 6, "zh") for g in (-5, 0, 1, 7, 12)], grade_name(6, 5, "en")
    (['当年出生', '大班', '小一', '初一', '高三'], 'junior 1')
    """
    numerals = "一二三四五六七八九"
    if grade > NINTH:
        return Text(f"高{numerals[grade - NINTH - 1]}", f"senior {grade - NINTH}").to(lang)
    if grade > primary_years:
        return Text(f"初{numerals[grade - primary_years - 1]}", f"junior {grade - primary_years}").to(lang)
    if grade >= FIRST:
        return Text(f"小{numerals[grade - 1]}", f"primary {grade}").to(lang)
    if grade >= NURSERY:
        return Text("小中大"[grade - NURSERY] + "班", f"nursery {grade - NURSERY + 1}").to(lang)
    age = grade + 5
    return Text("当年出生", "newborn").to(lang) if age == 0 else Text(f"{age} 岁", f"aged {age}").to(lang)


def _colour(grade: int, primary_years: int) -> str:
    if grade < NURSERY:
        return _NOT_YET
    stage = "kindergarten" if grade < FIRST else "primary" if grade <= primary_years else "junior" if grade <= NINTH else "senior"  # fmt: skip
    return palette.STAGES[stage] if grade <= LAST else _NOT_YET


def _stage_legend(figure: Figure, lang: Lang) -> None:
    named = [(palette.STAGES[stage], NAMES[stage].to(lang)) for stage in palette.STAGES]
    shown = [(_NOT_YET, Text("未入园", "not yet at school").to(lang)), *named]
    patches = [Patch(facecolor=colour, label=said) for colour, said in shown]
    figure.legend(handles=patches, loc="lower center", ncols=len(shown), frameon=False, prop=type_of(_TEXT), handlelength=1.2)  # fmt: skip


def pupils(stages: Mapping[Taught, pd.DataFrame], lang: Lang) -> bytes:
    """Return the pupils of every stage forecast, a line for each variant, as a PNG; tables of years × variants, the main variant first."""
    with typeset():
        figure, panels = _figure(-(-len(stages) // 2), 46, across=2)
        for axes, (stage, table) in zip(panels, stages.items(), strict=False):
            years = table.index.to_numpy(float)
            for number, variant in reversed(list(enumerate(table.columns))):
                axes.plot(years, table[variant].to_numpy(float), **_VARIANTS[variant], linewidth=2.0 if number == 0 else 1.3)  # fmt: skip
            axes.set_ylim(0, float(table.to_numpy(float).max()) * 1.15 or 1.0)
            axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
            _dressed(axes, Text(f"{NAMES[stage].zh}（人）", f"{NAMES[stage].en} (pupils)").to(lang))
        for axes in panels[len(stages) :]:
            axes.set_axis_off()
        names = list(next(iter(stages.values())).columns)
        shown = [
            Line2D([], [], **_VARIANTS[name], linewidth=1.8, label=NAMES[name].to(lang)) for name in names
        ]
        figure.legend(handles=shown, loc="lower center", ncols=len(shown), frameon=False, prop=type_of(_TEXT))
        return png(figure)


def balance(stages: Mapping[Taught, pd.DataFrame], lang: Lang) -> bytes:
    """Return pupils against seats of every stage and year, as planned and if nothing were done, as a PNG.

    Parameters
    ----------
    stages
        By stage, a row per year: `year`, `pupils`, `seats` (as planned), `seats_unchanged`.
    """
    with typeset():
        figure, panels = _figure(len(stages), 52 if len(stages) <= 3 else 40)
        for axes, (stage, table) in zip(panels, stages.items(), strict=True):
            _balance(axes, stage, table, lang)
        shown = [
            Patch(facecolor=_PUPILS_SOFT, label=Text("适龄学生", "pupils").to(lang)),
            Patch(facecolor="none", edgecolor=palette.GAP, hatch="////", label=Text("学位不足", "short of seats").to(lang)),
            Line2D([], [], linewidth=1.6, **_SEATS["seats"], label=Text("规划学位", "seats planned").to(lang)),
            Line2D([], [], linewidth=1.6, **_SEATS["seats_unchanged"], label=Text("维持现状的学位", "seats if unchanged").to(lang)),
        ]  # fmt: skip
        figure.legend(handles=shown, loc="lower center", ncols=len(shown), frameon=False, prop=type_of(_TEXT))
        return png(figure)


def _balance(axes: Axes, stage: Taught, table: pd.DataFrame, lang: Lang) -> None:
    years, pupils, seats = (table[name].to_numpy(float) for name in ("year", "pupils", "seats"))
    axes.bar(years, pupils, width=0.72, color=_PUPILS_SOFT, linewidth=0)
    over = pupils > seats
    axes.bar(years[over], (pupils - seats)[over], bottom=seats[over], width=0.72, facecolor="none", edgecolor=palette.GAP, hatch="////", linewidth=0.6)  # fmt: skip
    edges = np.r_[years[0] - 0.5, np.repeat(years[:-1] + 0.5, 2), years[-1] + 0.5]
    for name, look in _SEATS.items():
        axes.plot(edges, np.repeat(table[name].to_numpy(float), 2), linewidth=1.6, **look)
    highest = max(float(table[["pupils", "seats", "seats_unchanged"]].to_numpy(float).max()), 1.0)
    axes.set_ylim(0, highest * 1.18)
    if len(years) <= _NAMED_YEARS:
        for year, value in zip(years.tolist(), pupils.tolist(), strict=True):
            _say(axes, year, highest * 0.04, f"{value:,.0f}", ha="center", va="bottom", size=7)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    _dressed(axes, Text(f"{NAMES[stage].zh}（人）", f"{NAMES[stage].en} (pupils)").to(lang))


def coverage(table: pd.DataFrame, years: tuple[int, int], lang: Lang) -> bytes:
    """Return the share of pupils, dwellings and land within the service radius of every stage, now and as planned, as a PNG.

    Parameters
    ----------
    table
        `stage`, `way` (radius, walk), `base` (area, dwellings, pupils), `now`, `then` (shares).
    years
        Base year and horizon.
    """
    ways = {"radius": Text("直线", "in a straight line"), "walk": Text("步行", "on foot")}
    bases = {"pupils": Text("学生", "pupils"), "dwellings": Text("户数", "dwellings"), "area": Text("居住用地", "homes' land")}  # fmt: skip
    with typeset():
        stages = list(dict.fromkeys(table["stage"]))
        figure, panels = _figure(len(ways), 14 + 20 * len(stages))
        for axes, (way, said) in zip(panels, ways.items(), strict=True):
            mine = table[table["way"] == way].set_index(["stage", "base"])
            rows = [(stage, base) for stage in stages for base in bases if (stage, base) in mine.index]
            at = np.array([-row - 0.7 * stages.index(stage) for row, (stage, _) in enumerate(rows)])
            for shift, when, colour, year in ((0.2, "now", _UNCHANGED, years[0]), (-0.2, "then", _PUPILS, years[1])):  # fmt: skip
                values = mine[when].reindex(pd.MultiIndex.from_tuples(rows)).to_numpy(float)
                axes.barh(at + shift, values, height=0.4, color=colour, linewidth=0, label=str(year))
                for y, value in zip((at + shift).tolist(), values.tolist(), strict=True):
                    _say(axes, value + 0.01, y, f"{value:.1%}" if np.isfinite(value) else "—", size=7)
            axes.set_yticks(at, [f"{NAMES[stage].to(lang)} · {bases[base].to(lang)}" for stage, base in rows])
            axes.set_xlim(0, 1.1)
            axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share:.0%}"))
            _dressed(axes, Text(f"服务半径覆盖率，{said.zh}", f"Within the service radius {said.en}").to(lang), down=True)  # fmt: skip
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncols=2, frameon=False, prop=type_of(_TEXT))
        return png(figure)


def png(figure: Figure) -> bytes:
    """Return a figure as PNG for print; the same figure makes the same bytes."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    return out.getvalue()


def _figure(rows: int, high_mm: float, *, across: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure as wide as a column of text, with rows of panels and room for the legend at the foot."""
    legend_mm = 9.0
    tall = rows * high_mm + legend_mm
    room = (0.0, legend_mm / tall, 1.0, 1 - legend_mm / tall)
    figure = Figure(figsize=(WIDE_MM / 25.4, tall / 25.4), facecolor="white", layout=ConstrainedLayoutEngine(rect=room))  # fmt: skip
    return figure, list(figure.subplots(rows, across, squeeze=False).ravel())


def _say(axes: Axes, x: float, y: float, said: str, *, size: float = _TEXT, **how: Any) -> None:
    font = type_of(size, bold=how.pop("weight", None) == "bold")
    axes.text(x, y, said, fontproperties=font, parse_math=False, **{"va": "center", "ha": "left", **how})


def _dressed(axes: Axes, title: str, *, down: bool = False) -> None:
    """Title, light lines behind the bars, numbers with thousands apart."""
    axes.set_title(title, fontproperties=type_of(_TITLE, bold=True), loc="left")
    axes.set_axisbelow(True)
    axes.grid(axis="x" if down else "y", color=_GRID, linewidth=0.6)
    for side in ("top", "right", "bottom" if down else "left"):
        axes.spines[side].set_visible(False)
    if not down:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.tick_params(length=0)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(type_of(_TEXT))
