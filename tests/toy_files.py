"""A toy town written to files as a bureau would hand them over, with the scenario that reads them."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import judged
import pandas as pd

from zoning.model import StudyArea
from zoning.toy import town

POLICY = "[policy]\neffort = 0.02\n"
"""Little search: these towns are solved by the first plan or soon after."""


def write(folder: Path, area: StudyArea, more: str = POLICY, *, name: str = "玩具镇划片") -> Path:
    """Write the town's files into `folder` and return the path of its scenario; `more` is TOML below the inputs."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = area.blocks.rename_axis("block_id").reset_index()
    layers = {"blocks": blocks, "barriers": area.barriers, "crossings": area.crossings}
    if area.streets is not None:
        layers["streets"] = area.streets.edges[["name", "level", "geometry"]]
    inputs = [_layer(folder, layer, frame) for layer, frame in layers.items() if not frame.empty]
    for layer, status in (("schools", "open"), ("candidates", "candidate")):
        rows = area.schools[area.schools["status"] == status]
        if len(rows):
            schools(folder / f"{layer}.csv", rows)
            inputs.append(f'[inputs.{layer}]\npath = "{layer}.csv"\ndatum = "wgs84"\n')
    file = folder / "town.toml"
    # keys of the top level first: TOML has no way back to it below a table
    file.write_text(f'name = "{name}"\n' + "\n".join([*inputs, more]), encoding="utf-8")
    return file


def small_district(folder: Path) -> Path:
    """Write 6 × 3 blocks of 5 pupils; S1 and S2 with 60 seats each in two corners, S3 a candidate in a third."""
    area = town(6, 3, schools=[(0, 0, 60), (5, 2, 60), (5, 0, 40)])
    status = ["open", "open", "candidate"]
    today = judged.with_today(area.blocks, ["S1"] * 12 + ["S2"] * 6)
    return write(folder, replace(area, schools=area.schools.assign(status=status), blocks=today))


def variant(base: Path, more: str, *, name: str = "variant.toml") -> Path:
    """Write a scenario beside `base` that extends it and says `more`; return its path."""
    file = base.parent / name
    file.write_text(f'extends = "{base.name}"\n{more}\n', encoding="utf-8")
    return file


def schools(path: Path, rows: gpd.GeoDataFrame) -> None:
    """Write schools as CSV with longitude and latitude."""
    degrees = rows.geometry.to_crs("EPSG:4326")
    table = pd.DataFrame(
        {"学校编号": rows.index, "学校名称": rows["name"].to_numpy(), "学位数": rows["seats"].to_numpy(int)}
    )
    table.assign(经度=degrees.x.to_numpy(), 纬度=degrees.y.to_numpy()).to_csv(
        path, index=False, encoding="utf-8-sig"
    )


def _layer(folder: Path, layer: str, frame: gpd.GeoDataFrame) -> str:
    """Write one GeoJSON file; return the lines of the scenario that name it."""
    collection = json.loads(frame.to_crs("EPSG:4326").to_json(na="null", drop_id=True))
    collection.pop("crs", None)
    (folder / f"{layer}.geojson").write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return f'[inputs.{layer}]\npath = "{layer}.geojson"\ndatum = "wgs84"\n'
