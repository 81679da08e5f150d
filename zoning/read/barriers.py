"""Barriers nobody walks across, and what opens them: their kinds as files write them."""

import geopandas as gpd
import pandas as pd

from zoning.columns import Table
from zoning.read.findings import NOTHING, Findings, assumption, problem
from zoning.read.values import key

BARRIER_KINDS = {
    "railway": ("铁路", "铁道", "轨道", "rail", "railway"),
    "river": (
        "河流",
        "河",
        "河道",
        "水系",
        "水域",
        "水体",
        "运河",
        "湖",
        "湖泊",
        "river",
        "canal",
        "water",
        "waterway",
    ),
    "motorway": ("高速", "高速公路", "快速路", "motorway", "expressway", "freeway"),
}
CROSSING_KINDS = {
    "bridge": ("桥", "桥梁", "天桥", "人行天桥", "过街天桥", "bridge", "footbridge"),
    "level_crossing": ("平交道口", "道口", "平交", "level_crossing", "levelcrossing", "crossing"),
    "underpass": ("地道", "隧道", "涵洞", "地下通道", "过街地道", "underpass", "tunnel", "subway"),
}


def of_kind(
    layer: gpd.GeoDataFrame, kinds: dict[str, tuple[str, ...]], table: Table
) -> tuple[gpd.GeoDataFrame, Findings]:
    """Return `kind`, `name` and geometry with the kinds in our words; an unknown kind is a problem."""
    kind_of = {key(word): kind for kind, words in kinds.items() for word in (kind, *words)}
    if "kind" not in layer:
        if table.column("kind").required:
            return _columns(layer.assign(kind=None)), NOTHING  # its absence is a problem already
        said = assumption(
            table.name, "没有类型一列，全部按桥计", "there is no column of kinds: all were taken for bridges"
        )
        return _columns(layer.assign(kind="bridge")), said
    read = layer["kind"].map(key, na_action="ignore").map(kind_of)
    found = NOTHING
    words_zh = "、".join(words[0] for words in kinds.values())
    words_en = ", ".join(kinds)
    for value, count in layer["kind"][read.isna()].fillna("").value_counts().sort_index().items():
        found += problem(
            table.name,
            f"{count} 行的类型“{value}”看不懂；请写 {words_zh}",
            f"the kind {str(value)!r} of {count} row(s) is not understood; write {words_en}",
            column="kind",
        )
    return _columns(layer.assign(kind=read)), found


def joined(parts: list[gpd.GeoDataFrame], crs: str) -> gpd.GeoDataFrame:
    """Return the rows of all parts, in one metric CRS; empty where there are none."""
    some = [part[["kind", "name", "geometry"]].to_crs(crs) for part in parts if len(part)]
    if not some:
        empty = {"kind": pd.Series(dtype="str"), "name": pd.Series(dtype="str")}
        return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=crs), crs=crs)
    return gpd.GeoDataFrame(pd.concat(some, ignore_index=True), crs=crs)


def _columns(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    named = layer if "name" in layer else layer.assign(name=None)
    return named[["kind", "name", "geometry"]]
