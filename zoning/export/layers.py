"""A plan as the layers GIS staff work with: zones, blocks, schools, gaps, service areas and changes, in the district's metric CRS."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd

from zoning import palette
from zoning.export import run_record, title
from zoning.export.fields import LAYERS, Field
from zoning.result import Result


def layers(result: Result) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers with geometry, ids as columns; every field as `fields.LAYERS` describes it, those that a run has not left out."""
    judged, area = result.assessment, result.area
    blocks = pd.DataFrame(judged.blocks.rename_axis("block_id"))
    ground = zones(result)
    fills = ground.set_index("school_id")["fill"]
    moved = blocks[blocks["moved"].fillna(False).astype(bool)]
    tables: dict[str, tuple[pd.DataFrame, gpd.GeoSeries]] = {
        "blocks": (blocks.assign(fill=blocks["school_id"].map(fills)), area.blocks.geometry),
        "schools": (_sites(result).rename_axis("school_id"), area.schools.geometry),
        "changes": (moved.assign(current_name=moved["current_school"].map(area.schools["name"])), area.blocks.geometry),
        "gaps": (_plain(judged.gaps, "gap_id"), judged.gaps.geometry),
        "service_areas": _service_areas(result),
    }  # fmt: skip
    shapes = {name: shaped(table, geometry, area.crs) for name, (table, geometry) in tables.items()}
    there = {"zones": ground} | shapes
    return {name: typed(there[name], kind.fields) for name, kind in LAYERS.items()}


def zones(result: Result) -> gpd.GeoDataFrame:
    """Return the zones with their colours."""
    judged = result.assessment.zones
    table = _plain(judged, "school_id").assign(fill=judged["colour"].map(palette.zone))
    return typed(shaped(table, judged.geometry, result.area.crs), LAYERS["zones"].fields)


def _plain(frame: gpd.GeoDataFrame, key: str) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns=frame.geometry.name)).rename_axis(key)


def _service_areas(result: Result) -> tuple[pd.DataFrame, gpd.GeoSeries]:
    """A row for each school and way, radius first; schools without an area left out."""
    areas, names = result.measures.service_areas, result.area.schools["name"]
    rows = [
        (str(school), way, shape)
        for way in ("radius", "walk")
        for school, shape in areas[way].items()
        if shape is not None and not shape.is_empty
    ]
    table = pd.DataFrame(
        {"school_id": [row[0] for row in rows], "way": [row[1] for row in rows]}, dtype="str"
    )
    table = table.assign(name=table["school_id"].map(names), radius_m=result.measures.radius_m)
    return table.rename_axis("row"), gpd.GeoSeries([row[2] for row in rows], crs=result.area.crs)


def _sites(result: Result) -> pd.DataFrame:
    """Every school with its numbers; a school that shares a zone has its own seats, the use of the zone, and the zone's id."""
    area, judged = result.area, result.assessment.schools.drop(columns=["name", "status"])
    sites = pd.DataFrame(area.schools[["status", "name"]]).join(judged)
    if not area.pools:
        return sites
    pool = {school: pool for pool, schools in area.pools.items() for school in schools}
    sites = sites.drop(index=list(area.pools), columns="members").assign(
        zone_id=lambda frame: frame.index.map(pool)
    )
    mine = sites["zone_id"].notna()
    for column in ("utilisation_share", "alert"):
        sites.loc[mine, column] = judged[column].reindex(sites["zone_id"][mine]).to_numpy()
    return sites.assign(seats=sites["seats"].where(~mine, area.schools["seats"]))


def meta(result: Result) -> pd.DataFrame:
    """Return what the maps made from the layers must say, and how the plan was found, as `key` and `value`."""
    # not the seconds: the same plan must give the same bytes
    solve = {
        f"solve_{key}": value
        for key, value in run_record.solve(result).items()
        if key not in ("seat_price_m", "seconds")
    }
    rules = {
        "rules": result.rules.title.to(result.scenario.lang),
        "rules_unverified": " ".join(result.rules.unverified()),
    }
    notes = {f"note_{i + 1}": note.text.to(result.scenario.lang) for i, note in enumerate(result.notes)}
    head = {**title.fields(result), "crs": result.area.crs, "lang": result.scenario.lang}
    rows = {**head, **rules, **solve, **notes}
    return pd.DataFrame({"key": list(rows), "value": [str(value) for value in rows.values()]})


def shaped(table: pd.DataFrame, geometry: gpd.GeoSeries, crs: str) -> gpd.GeoDataFrame:
    """Return a table with its index as a column, texts as texts, and the shapes of its rows."""
    plain = table.reset_index()
    texts = plain.select_dtypes(include=["object", "string"]).columns
    plain = plain.assign(**{name: _text(plain[name]) for name in texts})
    return gpd.GeoDataFrame(plain, geometry=geometry.reindex(table.index).to_numpy(), crs=crs)


def typed(frame: gpd.GeoDataFrame, fields: tuple[Field, ...]) -> gpd.GeoDataFrame:
    """Return the described fields that a frame has, in their order and each of its kind; distances without end are missing."""
    there = [field for field in fields if field.name in frame]
    columns = {field.name: _of_kind(frame[field.name], field) for field in there}
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _of_kind(values: pd.Series, field: Field) -> pd.Series:
    if field.kind == "text":
        return _text(values)
    if field.kind == "flag":
        return values.fillna(False).astype(bool)
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers))
    if field.kind == "number":
        return numbers
    return numbers.astype("int64") if numbers.notna().all() else numbers.astype("Int64")


def _text(values: pd.Series) -> pd.Series:
    """Texts with missing ones missing; lists become JSON."""
    said = [
        json.dumps(v, ensure_ascii=False) if isinstance(v, list | tuple) else None if pd.isna(v) else str(v)
        for v in values
    ]
    return pd.Series(said, index=values.index, dtype="str")
