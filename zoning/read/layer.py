"""One input table from its file: columns recognised, values typed and checked, shapes in WGS84 degrees."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.columns import Table, check, recognise
from zoning.errors import InputError
from zoning.model import Source
from zoning.read import postgis, sheet, vector
from zoning.read.axes import axes_of, datum_written, points
from zoning.read.coordinates import Place, to_lonlat
from zoning.read.files import kind_of, refusal
from zoning.read.findings import NOTHING, Findings, Raw
from zoning.read.geometry import moderate, sound, usable
from zoning.read.privacy import masked, personal_columns
from zoning.read.values import typed
from zoning.scenario import TableInput
from zoning.words import Text


@dataclass(frozen=True, eq=False)
class Layer:
    """A table as read: its rows where they could be read at all, and everything found out."""

    frame: gpd.GeoDataFrame | None
    """The table's own columns and geometry in EPSG:4326, missing where a shape or place is unusable; none
    where the file cannot be read at all."""
    found: Findings = NOTHING
    source: Source | None = None


def read(spec: TableInput, table: Table) -> Layer:
    """Return one table of the scenario, with every problem in it, never raising for what a file contains."""
    try:
        raw = _raw(spec, table)
    except InputError as error:
        return Layer(None, Findings(problems=error.problems))
    except OSError as error:  # locked by another program, a share that went away
        wrong = Text(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        return Layer(None, Findings(problems=refusal(table.name, spec.path, wrong).problems))
    return _recognised(raw, spec, table)


def _raw(spec: TableInput, table: Table) -> Raw:
    if spec.database is not None and spec.table is not None:
        return postgis.read(spec.database, spec.table, spec.layer, table)
    kind = kind_of(spec.path, table.name)
    return sheet.read(spec, table, kind) if kind in ("csv", "xlsx") else vector.read(spec, table, kind)


def _recognised(raw: Raw, spec: TableInput, table: Table) -> Layer:
    headers = [str(name) for name in raw.frame.columns]
    columns, problems = recognise(table, headers, spec.columns)
    axes, said_of_axes = (
        axes_of(headers, table, spec) if raw.shapes is None and table.geometry else (None, NOTHING)
    )
    kept = {*columns.values(), *(axes or ())}
    found = raw.found + Findings(problems=tuple(problems)) + personal_columns(raw.frame, kept, table)
    frame = pd.DataFrame({name: raw.frame[header] for name, header in columns.items()}, index=raw.frame.index)
    frame, said = typed(frame, table)
    found += said + Findings(problems=tuple(check(frame, table))) + said_of_axes
    placed, said = _placed(raw, frame, axes, spec, table)
    return Layer(placed, masked(found + said + datum_written(raw.frame, spec, table)), raw.source)


def _placed(
    raw: Raw, frame: pd.DataFrame, axes: tuple[str, str] | None, spec: TableInput, table: Table
) -> tuple[gpd.GeoDataFrame, Findings]:
    """The rows with their shapes in WGS84 degrees; what is wrong with a shape is said and the shape left out."""
    rows, found = row_names(frame, table), NOTHING
    shapes: Any = raw.shapes if raw.shapes is not None else np.full(len(frame), None)
    there = np.full(len(frame), raw.shapes is not None)
    if axes is not None:
        shapes, found = points(raw.frame, axes, table, rows)
        there = np.isfinite(shapely.get_x(shapes))
    result = np.full(len(frame), None)
    if there.any():
        named = rows[there].to_numpy()
        mended, said = sound(shapes[there], table, spec, named)
        lonlat, also = to_lonlat(mended, raw.crs, named, Place(table.name, spec))
        found += said + also
        if lonlat is not None:
            lonlat, said = moderate(lonlat, table, named)
            found += said
            result[there] = np.where(usable(lonlat, table), lonlat, None)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(result, index=frame.index, crs="EPSG:4326")), found


def row_names(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Return what each row is called in messages: its id, else its number in the file."""
    numbers = pd.Series([f"#{i + 1}" for i in frame.index], index=frame.index, dtype="object")
    first = table.columns[0].name
    if first not in frame or not table.columns[0].required:
        return numbers
    return frame[first].astype(object).where(frame[first].notna(), numbers)
