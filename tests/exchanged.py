"""What was handed over, read back as another program would read it."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import invented_town
import numpy as np
import pandas as pd
import pyogrio
import shapely

from zoning import exchange
from zoning.exchange import PlanLayers
from zoning.export.fields import LAYERS

FORMATS = ("gpkg", "shp", "geojson", "fgb", "parquet", "kml")
METRES = {"geojson": 0.02, "kml": 0.02}
"""How far a corner may have moved; GeoJSON and KML round to 1e-7 of a degree. Others: a millimetre."""
NASTY = [
    "𠮷野家小区", "龘", "👨‍👩‍👧 家园", 'say "hi"', "it's", "=1+1", "@SUM(A1)", "<&>", "]]>", "'; DROP TABLE zones; --", "%s {} \\", "007", "1e5", "NULL",
    "学" * 200, "𠮷" * 80, "第一\n第二", "制表\t符", "ẞ é ß", "٣", "‮rtl", "a,b;c|d",
]  # fmt: skip


def plan(blocks: int = 12, schools: int = 3, **options: object) -> PlanLayers:
    """Return the layers of an invented town."""
    return exchange.of_result(invented_town.result(blocks, schools, **options))


def named(plan: PlanLayers, layer: str, field: str, values: list[str]) -> PlanLayers:
    """Return a plan whose rows of a layer have these texts in a field, over and over."""
    frame = plan.frames[layer]
    texts = pd.Series([values[i % len(values)] for i in range(len(frame))], index=frame.index, dtype="str")
    return replace(plan, frames={**plan.frames, layer: frame.assign(**{field: texts})})


def back(folder: Path, form: str, layer: str, suffix: str = "") -> gpd.GeoDataFrame:
    """Read a layer back under its full field names, sorted by its key."""
    if form == "parquet":
        frame = gpd.read_parquet(folder / f"{layer}{suffix}.parquet")
    elif form == "gpkg":
        frame = pyogrio.read_dataframe(folder / f"plan{suffix}.gpkg", layer=layer + suffix)
    elif form == "kml":
        frame = pyogrio.read_dataframe(folder / "plan.kml", layer=LAYERS[layer].title.zh)
    else:
        frame = pyogrio.read_dataframe(folder / f"{layer}{suffix}.{form}")
    if form == "kml":  # what a placemark is called
        frame = frame.drop(columns="name", errors="ignore").rename(columns={"Name": "name"})
    if form == "shp":
        frame = frame.rename(columns={field.short: field.name for field in LAYERS[layer].fields})
    return frame.sort_values(list(LAYERS[layer].key)).reset_index(drop=True)


def assert_same(plan: PlanLayers, folder: Path, form: str, layers: tuple[str, ...] = tuple(LAYERS)) -> None:
    """The same rows, texts, numbers and shapes."""
    for layer in layers:
        there, frame = back(folder, form, layer), plan.frames[layer]
        frame = frame.sort_values(list(LAYERS[layer].key)).reset_index(drop=True)
        assert len(there) == len(frame), layer
        for field in LAYERS[layer].fields:
            called_otherwise = form == "kml" and layer == "service_areas" and field.name == "name"
            if field.name in frame and len(frame) and not called_otherwise:
                _assert_alike(frame[field.name], there.get(field.name), field.kind, f"{form} {layer}.{field.name}")  # fmt: skip
        if len(frame):
            moved = there.to_crs(frame.crs).geometry.to_numpy()
            apart = shapely.hausdorff_distance(moved, frame.geometry.to_numpy())
            assert apart.max() <= METRES.get(form, 0.001), (form, layer, apart.max())


def _assert_alike(given: pd.Series, there: pd.Series | None, kind: str, where: str) -> None:
    if there is None:  # KML leaves out what no row has
        assert given.isna().all(), where
        return
    if kind == "text":
        one, two = (values.astype(object).where(values.notna(), "").tolist() for values in (given, there))
        assert one == two, where
    else:
        one, two = (pd.to_numeric(values).astype(float).to_numpy() for values in (given, there))
        np.testing.assert_allclose(two, one, rtol=1e-9, atol=1e-9, err_msg=where)
