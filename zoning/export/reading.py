"""A plan read back from what was written: the way to use an earlier plan, or one edited in QGIS or Excel."""

import json
from pathlib import Path

import pandas as pd
import pyogrio

from zoning.errors import ExportError
from zoning.export.tables import HEADERS
from zoning.words import Lang, Text


def read_plan(path: str | Path) -> pd.Series:
    """Return `block_id` -> `school_id` as text from a zones.geojson, plan.gpkg or blocks.csv.

    Raises `ExportError` when the file holds no plan.
    """
    path = Path(path)
    readers = {".geojson": _from_geojson, ".gpkg": _from_geopackage, ".csv": _from_csv}
    reader = readers.get(path.suffix.lower())
    if reader is None or not path.is_file():
        raise _no_plan(
            path,
            Text(
                "需要 zones.geojson、plan.gpkg 或 blocks.csv",
                "it takes a zones.geojson, plan.gpkg or blocks.csv",
            ),
        )
    try:
        pairs = reader(path)
    except (KeyError, ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise _no_plan(path, Text(str(error), str(error))) from error
    return pd.Series([school for _, school in pairs], index=pd.Index([block for block, _ in pairs], name="block_id", dtype="str"), name="school_id", dtype="str")  # fmt: skip


def _from_geojson(path: Path) -> list[tuple[str, str]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    zones = [(str(feature["id"]), feature["properties"]["block_ids"]) for feature in features]
    return [(block, school) for school, blocks in zones for block in blocks]


def _from_geopackage(path: Path) -> list[tuple[str, str]]:
    frame = pyogrio.read_dataframe(
        path, layer="blocks", columns=["block_id", "school_id"], read_geometry=False
    )
    return list(zip(frame["block_id"], frame["school_id"], strict=True))


def _from_csv(path: Path) -> list[tuple[str, str]]:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    languages: tuple[Lang, Lang] = ("zh", "en")
    block, school = (
        next((name for name in (HEADERS[key].to(lang) for lang in languages) if name in frame), key)
        for key in ("block_id", "school_id")
    )
    return list(zip(frame[block], frame[school], strict=True))


def _no_plan(path: Path, why: Text) -> ExportError:
    return ExportError(Text(f"{path} 里读不到方案：{why.zh}", f"{path} holds no plan: {why.en}"))
