"""A plan as layers and what must be said of it: from a run just made, or from the results folder of an earlier one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from zoning.errors import ExportError
from zoning.export import layers as made
from zoning.export import title
from zoning.export.fields import LAYERS
from zoning.export.qml import NOT_XML
from zoning.model import Note
from zoning.result import Result
from zoning.words import Lang, Text, listed

FILE = "plan.gpkg"
_HEAD = ("title", *title.FOOT)
_NEEDED = {"zones": ("name", "fill"), "blocks": ("school_id",), "schools": ("alert",)}
"""Layers that a plan must have, and what must be in them besides their keys."""


@dataclass(frozen=True, eq=False)
class PlanLayers:
    """The layers of a plan by their names, and the table `meta`."""

    frames: Mapping[str, gpd.GeoDataFrame]
    meta: pd.DataFrame
    suffix: str = ""
    """What layers and files are called after their own name."""
    notes: tuple[Note, ...] = ()

    @property
    def said(self) -> dict[str, str]:
        """What every map made of it must say, and more, by its key."""
        return dict(zip(self.meta["key"].astype(str), self.meta["value"].astype(str), strict=True))

    @property
    def head(self) -> dict[str, str]:
        """The title block alone."""
        said = self.said
        return {key: said[key] for key in _HEAD if said.get(key)}

    @property
    def lang(self) -> Lang:
        """The language of its words."""
        return "en" if self.said.get("lang") == "en" else "zh"


def row_ids(layer: str, frame: pd.DataFrame) -> list[str]:
    """Return what each row of a layer is called: its key, several parts of it joined by a slash."""
    return list(map("/".join, frame[list(LAYERS[layer].key)].itertuples(index=False, name=None)))


def of_result(result: Result) -> PlanLayers:
    """Return the layers of a run."""
    return _sound(PlanLayers(made.layers(result), made.meta(result)))


def of_folder(source: Path) -> PlanLayers:
    """Return the layers of a results folder or its plan.gpkg; raise `ExportError` where there is no plan in it."""
    path = source / FILE if source.is_dir() else source
    try:
        there = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {name: pyogrio.read_dataframe(path, layer=name) for name in LAYERS if name in there}
        meta = pyogrio.read_dataframe(path, layer="meta")
        if missing := [name for name in _NEEDED if name not in frames]:
            raise _no_plan(source, f"缺少图层 {listed(missing, 'zh')}", f"no layer {listed(missing, 'en')}")
        typed = {name: made.typed(frame, LAYERS[name].fields) for name, frame in frames.items()}
        whole = PlanLayers(typed, meta[["key", "value"]].astype("str"))
        _require_fields(whole, source)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, KeyError) as error:
        raise _no_plan(source, str(error), str(error)) from error
    return _sound(whole)


def _require_fields(plan: PlanLayers, source: Path) -> None:
    needed = {name: (*LAYERS[name].key, *_NEEDED.get(name, ())) for name in plan.frames}
    missing = [f"{layer}.{name}" for layer, names in needed.items() for name in names if name not in plan.frames[layer]]  # fmt: skip
    if "title" not in plan.said:
        missing.append("meta.title")
    if missing:
        raise _no_plan(source, f"缺少 {listed(missing, 'zh')}", f"{listed(missing, 'en')} is missing")


def _no_plan(source: Path, zh: str, en: str) -> ExportError:
    return ExportError(Text(
        f"{source} 里读不到方案（{zh}）；需要 zoning plan 的结果文件夹或其中的 plan.gpkg，或情景文件 .toml",
        f"{source} holds no plan ({en}): it takes a results folder of zoning plan or its plan.gpkg, or a scenario file .toml",
    ))  # fmt: skip


def _sound(plan: PlanLayers) -> PlanLayers:
    """Leave out what no file can hold of a text, and say where."""
    frames, found = {}, []
    for layer, frame in plan.frames.items():
        frames[layer], fields = _cleaned(frame)
        found += [f"{layer}.{field}" for field in fields]
        key = list(LAYERS[layer].key)
        if frames[layer].duplicated(key).any():
            raise ExportError(Text(f"图层 {layer} 的编号 {'、'.join(key)} 有重复", f"layer {layer} has an id ({', '.join(key)}) twice"))  # fmt: skip
    if not found:
        return plan
    text = Text(f"{listed(found, 'zh')} 中的控制字符已去掉（XML、数据库和表格都存不下）", f"control characters in {listed(found, 'en')} were left out: neither XML nor databases nor sheets can hold them")  # fmt: skip
    return PlanLayers(frames, plan.meta, plan.suffix, (*plan.notes, Note("exchange", text, "warning")))


def _cleaned(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    replaced: dict[str, pd.Series] = {}
    for name in frame.columns:
        if name == frame.geometry.name or not pd.api.types.is_string_dtype(frame[name]):
            continue
        bare = frame[name].map(lambda text: NOT_XML.sub("", text), na_action="ignore")
        if not bare.equals(frame[name]):
            replaced[str(name)] = bare
    return frame.assign(**replaced), list(replaced)
