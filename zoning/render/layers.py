"""What the map draws, as columns: one list per fact instead of one object per block."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from zoning import palette
from zoning.render import shapes
from zoning.result import Result
from zoning.words import Lang

SIMPLIFY_M = 2.0
"""Finer than a pixel at the zoom where one block fills the screen's width."""

Columns = dict[str, Any]


def all_of(result: Result, lang: Lang) -> dict[str, Columns]:
    """Return the columns of every layer that has something to draw, by the layer's name."""
    judged = result.assessment
    found = {
        "zones": zones(result),
        "schools": schools(result),
        "blocks": blocks(result, lang),
        "gaps": gaps(result),
        "radius": service(result, "radius"),
        "walk": service(result, "walk"),
        "today": today(result),
        "moved": {"block": _positions(judged.blocks["moved"].fillna(False).astype(bool))},
    }
    return {
        name: columns for name, columns in found.items() if any(len(values) for values in columns.values())
    }


def zones(result: Result) -> Columns:
    """Return the zones: shape, fill, the place of the label and the numbers of its tooltip."""
    frame = result.assessment.zones
    outlines = shapes.simplified(frame.geometry, SIMPLIFY_M)
    return {
        "shape": shapes.packed(outlines),
        "school": _school_positions(frame.index.to_series(), result),
        "fill": [palette.zone(colour) for colour in frame["colour"]],
        "name": _texts(frame["name"]),
        "pupils": _numbers(frame["pupils"]),
        "seats": _numbers(frame["seats"]),
        "use": _numbers(frame["utilisation_share"], 4),
        "blocks": _numbers(frame["blocks"]),
        **shapes.label_places(frame.geometry),
    }


def schools(result: Result) -> Columns:
    """Return every school of the area, open or not, with its numbers under the plan where it has any.

    `zone` is the row of the multi-school zone it belongs to, whose numbers it has beside its own seats; the zone's own row, which
    is not drawn, points to itself. -1 for the others.
    """
    sites, pools = result.area.schools, result.area.pools
    pool = {school: zone for zone, schools in pools.items() for school in (zone, *schools)}
    judged = result.assessment.schools.reindex([pool.get(str(i), i) for i in sites.index]).set_axis(
        sites.index
    )
    feeders = judged["feeders"] if "feeders" in judged else pd.Series("", index=sites.index)
    numbers = {
        "pupils": 0,
        "over": 0,
        "free": 0,
        "mean_walk_m": 0,
        "longest_walk_m": 0,
        "blocks": 0,
        "change": 0,
    }
    return {
        "id": [str(i) for i in sites.index],
        "name": _texts(sites["name"]),
        "address": _texts(sites["address"]) if "address" in sites else [""] * len(sites),
        "status": _texts(sites["status"]),
        "zone": _school_positions(sites.index.to_series().map(pool), result),
        "feeders": _texts(feeders),
        "seats": _numbers(sites["seats"]),
        "alert": _texts(judged["alert"]),
        "use": _numbers(judged["utilisation_share"], 4),
        **{name: _numbers(judged[name], digits) for name, digits in numbers.items()},
        **shapes.places(sites.geometry),
    }


def blocks(result: Result, lang: Lang) -> Columns:
    """Return the blocks in the order of the study area: shapes and the columns of their tooltips."""
    judged = result.assessment.blocks
    drawn = shapes.simplified(result.area.blocks.geometry.reindex(judged.index), SIMPLIFY_M)
    return {
        "shape": shapes.packed(drawn),
        "id": [str(i) for i in judged.index],
        "name": _texts(judged["name"]),
        "address": _texts(judged["address"]),
        "pupils": _numbers(judged["pupils"], 1),
        "school": _school_positions(judged["school_id"], result),
        "walk_m": _numbers(judged["walk_m"]),
        "farthest_m": _numbers(judged["farthest_walk_m"]) if "farthest_walk_m" in judged else [],
        "radius": _flags(judged["radius_covered"]),
        "walk": _flags(judged["walk_covered"]),
        "nearest": _school_positions(judged["nearest_id"], result),
        "nearest_m": _numbers(judged["nearest_m"]),
        "reason": _texts(judged[f"reason_{lang}"]),
        "current": _school_positions(judged["current_school"], result),
        "feeder": _texts(judged["feeder_name"]) if "feeder_name" in judged else [],
    }


def gaps(result: Result) -> Columns:
    """Return the under-covered areas, worst first."""
    frame, names = result.assessment.gaps, result.area.schools["name"]
    return {
        "shape": shapes.packed(shapes.simplified(frame.geometry, SIMPLIFY_M)),
        "id": [str(i) for i in frame.index],
        "name": _texts(frame["name"]),
        "blocks": _numbers(frame["blocks"]),
        "pupils": _numbers(frame["pupils"], 1),
        "dwellings": _numbers(frame["dwellings"]),
        "nearest": _texts(frame["nearest_school"].map(lambda school: names.get(school, school))),
        "nearest_m": _numbers(frame["nearest_m"]),
    }


def service(result: Result, way: str) -> Columns:
    """Return the service areas by `way` (radius or walk); circles overlap, so they are never simplified together."""
    frame = result.measures.service_areas
    column = gpd.GeoSeries(frame[way], crs=result.area.crs)
    there = column[~(column.isna() | column.is_empty)]
    return {
        "shape": shapes.packed(there.simplify(1.0)),
        "school": _school_positions(there.index.to_series(), result),
    }


def today(result: Result) -> Columns:
    """Return today's zones: the cells of the blocks that go to each school now; nothing where that is unknown."""
    current = result.assessment.blocks["current_school"].dropna()
    cells = result.measures.cells.reindex(current.index)
    merged = cells.groupby(current).agg(lambda own: shapely.union_all(own.to_numpy()))
    outlines = shapes.simplified(gpd.GeoSeries(merged, crs=result.area.crs), SIMPLIFY_M)
    return {"shape": shapes.packed(outlines), "school": _school_positions(outlines.index.to_series(), result)}


def _texts(values: pd.Series) -> list[str]:
    return values.astype("object").where(values.notna(), "").astype(str).tolist()


def _numbers(values: pd.Series, digits: int = 0) -> list[float | None]:
    """Rounded, whole where they can be; missing and infinite become null."""
    plain = pd.to_numeric(values, errors="coerce").astype(float).round(digits)
    finite = plain.abs() < float("inf")
    return [
        None if not ok else int(v) if v == int(v) else v for v, ok in zip(plain.tolist(), finite, strict=True)
    ]


def _flags(values: pd.Series) -> list[int]:
    return values.fillna(False).astype(bool).astype(int).tolist()


def _positions(chosen: pd.Series) -> list[int]:
    return [position for position, yes in enumerate(chosen) if yes]


def _school_positions(ids: pd.Series, result: Result) -> list[int]:
    """Where each school stands in the schools layer; -1 for none."""
    order: Mapping[str, int] = {school: position for position, school in enumerate(result.area.schools.index)}
    return [order.get(school, -1) for school in ids.astype("object").where(ids.notna(), None)]
