"""A layer as GeoParquet, for DuckDB, Python and R; what must be said of the map stands in the file's own metadata."""

import json
from pathlib import Path

import geopandas as gpd

from zoning.errors import ExportError
from zoning.exchange.plan import PlanLayers
from zoning.words import Text


def write(layer: str, frame: gpd.GeoDataFrame, plan: PlanLayers, folder: Path) -> None:
    """Write one layer."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise ExportError(Text("GeoParquet 需要 pyarrow：pip install 'zoning[parquet]'", "GeoParquet needs pyarrow: pip install 'zoning[parquet]'")) from None  # fmt: skip
    path = folder / f"{layer}{plan.suffix}.parquet"
    frame.to_parquet(path, index=False, compression="zstd")
    table = parquet.read_table(path)
    about = json.dumps(plan.said, ensure_ascii=False).encode("utf-8")
    parquet.write_table(
        table.replace_schema_metadata({**table.schema.metadata, b"zoning": about}), path, compression="zstd"
    )
