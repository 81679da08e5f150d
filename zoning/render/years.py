"""The map of a layout plan with its years on a slider: zones, schools and works of every year and stage in one HTML page that opens with no network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning import palette
from zoning.contiguity import colours
from zoning.model import Ints, Note, Stage, StudyArea
from zoning.render import coverage, ground, offline, shapes, titles
from zoning.render.layers import Columns
from zoning.render.legend import STREETS
from zoning.render.years_words import page_words
from zoning.scenario import MapInfo
from zoning.words import Lang, Text

CELL_M, HOME_M = 5.0, 1.0
"""How far thinned edges may lie from where they were."""
ALERTS = ("", "green", "yellow", "red")
KINDS = ("build", "expand", "relocate", "merge", "convert", "close")
TOTALS = (
    "pupils", "seats", "private_seats", "gap", "gap_unchanged", "utilisation_share", "alert", "schools", "radius_share", "walk_share", "moved",
)  # fmt: skip
"""Columns of a stage's totals."""


@dataclass(frozen=True, eq=False)
class StageYears:
    """A stage in every year; the tables are years × schools, or years × blocks in the order of the plan's cells."""

    stage: Stage
    radius_m: float
    schools: gpd.GeoDataFrame
    """Index `school_id` of those that are open in some year: `name`, points."""
    seats: pd.DataFrame
    """0 where not open."""
    pupils: pd.DataFrame
    """Of the school's zone; missing where zones are not known."""
    alerts: pd.DataFrame
    """green, yellow, red, or missing."""
    block_pupils: pd.DataFrame
    zone_of: pd.DataFrame
    """school_id; missing where not known."""
    works: pd.DataFrame
    """`year`, `kind`, `school_id`, `into`, `seats_before`, `seats_planned`, `cost_wan`; `kind` is "close" where the school is left without seats."""
    totals: pd.DataFrame
    """Index: the year; columns as in `TOTALS`."""
    today_known: bool = True
    """Else the zones of the first year are made up too."""


@dataclass(frozen=True, eq=False)
class YearsPlan:
    """Everything that the page shows."""

    info: MapInfo
    name: str
    area: StudyArea
    """Its boundary, streets and barriers are the ground."""
    cells: gpd.GeoSeries
    """Each block with its share of the ground, a block_id each."""
    blocks: gpd.GeoDataFrame
    """The same blocks: `name`, polygons."""
    stages: Sequence[StageYears]
    facts: Sequence[tuple[Text, Text]]
    """What the title block says besides: rules, what is proved, sources."""
    alert_shares: tuple[float, float]
    """Shares of seats in use above which a school is yellow, and red."""
    notes: Sequence[Note] = ()

    @property
    def heading(self) -> str:
        """The title: the map's own, or the scenario's name."""
        return self.info.title or self.name


def page(plan: YearsPlan, lang: Lang) -> str:
    """Return the page; the same plan gives the same bytes.

    Raises `ExportError` if anything in it would be loaded from outside.
    """
    words = page_words(lang)
    head = "".join(_head(plan))
    body = "".join(_body(plan, words, lang))
    tongue = "zh-CN" if lang == "zh" else "en"
    return offline.check(
        f'<!DOCTYPE html>\n<html lang="{tongue}"><head>{head}</head><body>{body}</body></html>\n'
    )


def _head(plan: YearsPlan) -> Iterator[str]:
    yield '<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{offline.POLICY}"/><link rel="icon" href="data:,"/>'
    yield f"<title>{escape(plan.heading)}</title>"
    yield from (
        f"<style>{text}</style>"
        for text in (offline.leaflet_css(), offline.asset("map.css"), offline.asset("years.css"))
    )
    yield from (f"<script>{text}</script>" for text in (offline.leaflet_js(), offline.asset("zoom.js"), offline.asset("years_map.js"), offline.asset("years_panel.js"), offline.asset("years.js")))  # fmt: skip


def _body(plan: YearsPlan, words: Mapping[str, str], lang: Lang) -> Iterator[str]:
    marks = titles.stamps(plan.info, lang)
    yield f'<aside id="side" aria-label="{escape(words["panel"])}">'
    badges = "".join(f'<span class="badge">{escape(mark)}</span>' for mark in marks)
    under = f'<p class="scenario">{escape(plan.name)}</p>' if plan.name != plan.heading else ""
    yield f'<header><h1>{escape(plan.heading)}</h1>{under}<p class="badges">{badges}</p></header>'
    yield '<section id="now" aria-live="polite"></section><section id="chart"></section><section id="works"></section>'
    yield f'<details open><summary>{words["legend"]}</summary><div id="legend"></div></details>'
    yield f'<details><summary>{words["about"]}</summary><dl class="facts">{_facts(plan, lang)}</dl><p class="small">{escape(titles.SKETCH.to(lang))}</p>{_notes(plan, lang)}</details></aside>'
    yield '<main><div id="map" class="folium-map"></div>'
    yield f'<div id="stages" role="group" aria-label="{words["stage"]}"></div>'
    yield f'<div id="bar"><button id="play" type="button" aria-label="{words["play"]}">▶</button><output id="year"></output>'
    yield f'<div id="track"><input id="slider" type="range" aria-label="{words["year"]}"><div id="ticks" aria-hidden="true"></div></div></div>'
    yield f'<div id="stamp"><span>{escape(" · ".join(marks))}</span></div></main>'
    yield f'<button id="fold" type="button" title="{escape(words["panel"])}">☰</button>'
    yield f'<script type="application/json" id="years-data">{offline.embedded(_data(plan, words, lang))}</script>'
    yield '<script>window.yearsPage = zoningYears(JSON.parse(document.getElementById("years-data").textContent));</script>'


def _facts(plan: YearsPlan, lang: Lang) -> str:
    info = plan.info
    own = [(Text("数据日期", "Data of"), info.data_date), (Text("制图单位", "Made by"), info.made_by), (Text("审图号", "Map review no."), info.map_review_no)]  # fmt: skip
    rows = [(said.to(lang), value) for said, value in own if value] + [(said.to(lang), value.to(lang)) for said, value in plan.facts]  # fmt: skip
    return "".join(f"<dt>{escape(said)}</dt><dd>{escape(value)}</dd>" for said, value in rows)


def _notes(plan: YearsPlan, lang: Lang) -> str:
    told = [note for level in ("warning", "assumption") for note in plan.notes if note.level == level]
    items = "".join(f'<li class="{note.level}">{escape(note.text.to(lang))}</li>' for note in told)
    return f"<ul>{items}</ul>" if items else ""


def _data(plan: YearsPlan, words: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """Geometry once, and what changes as arrays by year."""
    cells = coverage.thinned(plan.cells, CELL_M)
    homes, beside = plan.blocks.geometry, _beside(cells)
    tiled = plan.cells.geom_equals(homes.set_crs(plan.cells.crs, allow_override=True), align=False).all()
    return {
        "bounds": shapes.bounds(plan.area.boundary, plan.area.crs), "years": [int(year) for year in plan.stages[0].totals.index],
        "ground": _ground(plan.area), "cells": shapes.packed(cells),
        "homes": None if tiled else shapes.packed(homes.simplify(HOME_M)),
        "names": plan.blocks["name"].fillna("").astype(str).tolist(), "ids": [str(i) for i in plan.blocks.index],
        "stages": [_stage(stage, cells, beside, lang) for stage in plan.stages],
        "alerts": ALERTS, "kinds": KINDS, "alert_shares": plan.alert_shares, "text": words,
        "style": {
            "zones": palette.ZONES, "alert": palette.ALERT, "works": palette.WORKS, "moved": palette.MOVED, "ground": palette.GROUND,
            "streets": {level: [palette.GROUND[level], width, zoom] for level, (_, width, zoom) in STREETS.items()},
        },
    }  # fmt: skip


def _ground(area: StudyArea) -> Mapping[str, Columns]:
    return {name: columns for name, columns in ground.all_of(area).items() if name != "crossings"}


def _beside(cells: gpd.GeoSeries) -> Ints:
    """(2, pairs) positions of cells that meet."""
    one, two = shapely.STRtree(cells.to_numpy()).query(cells.to_numpy(), predicate="dwithin", distance=2.0)
    return np.array([one[one < two], two[one < two]], dtype=np.int64)


def _stage(stage: StageYears, cells: gpd.GeoSeries, beside: Ints, lang: Lang) -> dict[str, Any]:
    ids = list(stage.schools.index)
    zone = _positions(stage.zone_of[cells.index], ids)
    works = stage.works
    return {
        "stage": stage.stage, "name": titles.STAGES[stage.stage].to(lang), "radius_m": stage.radius_m, "today_known": stage.today_known,
        "schools": {
            "id": [str(i) for i in ids], "name": stage.schools["name"].astype(str).tolist(), "fill": _fills(zone, beside, len(ids)), **shapes.places(stage.schools.geometry),
            "seats": _whole(stage.seats[ids]), "pupils": _whole(stage.pupils[ids]),
            "alert": [[ALERTS.index(each) if each in ALERTS else 0 for each in row] for row in stage.alerts[ids].to_numpy().tolist()],
        },
        "zone": zone.tolist(), "pupils": _whole(stage.block_pupils[cells.index]),
        "works": {
            "year": works["year"].astype(int).tolist(), "kind": [KINDS.index(kind) for kind in works["kind"]], "school": [ids.index(i) for i in works["school_id"]],
            "into": [ids.index(i) if i in ids else -1 for i in works["into"]], **{name: _column(works[name]) for name in ("seats_before", "seats_planned", "cost_wan")},
        },
        "totals": {name: stage.totals[name].tolist() if name == "alert" else _column(stage.totals[name], 4) for name in TOTALS},
    }  # fmt: skip


def _fills(zone: Ints, beside: Ints, schools: int) -> list[int]:
    """A colour number per school, the same in every year, that no neighbour has in any."""
    pairs = np.sort(zone[:, beside].transpose(1, 0, 2).reshape(2, -1), axis=0)
    pairs = np.unique(pairs[:, (pairs[0] != pairs[1]) & (pairs[0] >= 0)], axis=1)
    touching = pd.DataFrame({"zone_a": pairs[0], "zone_b": pairs[1]})
    found = colours(touching, pd.Index(range(schools)))
    return [int(colour) % len(palette.ZONES) for colour in found]


def _positions(table: pd.DataFrame, ids: Sequence[object]) -> Ints:
    """Each cell of a table as the position of its school; -1 for none."""
    values = table.to_numpy(dtype=object)
    return pd.Index(list(ids), dtype="object").get_indexer(pd.Index(values.ravel())).reshape(values.shape).astype(np.int64)  # fmt: skip


def _whole(table: pd.DataFrame) -> list[list[int | None]]:
    values = table.to_numpy(float)
    if np.isfinite(values).all():
        return np.round(values).astype(np.int64).tolist()
    return [[None if v != v else round(v) for v in row] for row in values.tolist()]


def _column(values: pd.Series, digits: int = 1) -> list[float | int | None]:
    numbers = pd.to_numeric(values, errors="coerce").astype(float).round(digits).tolist()
    return [None if not np.isfinite(v) else int(v) if v == int(v) else v for v in numbers]
