"""Shapefiles that ArcGIS, SuperMap and QGIS read without a question: short field names, GBK, and a sheet 字段对照 that says what they mean."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import geopandas as gpd
import pandas as pd
import pyogrio

from zoning.exchange.plan import PlanLayers, row_ids
from zoning.export import workbook
from zoning.export.fields import DATUM, LAYERS
from zoning.export.geopackage import stamped
from zoning.export.workbook import Sheet
from zoning.model import Note
from zoning.words import Lang, Text, listed

Encoding = Literal["gbk", "utf-8"]
WIDEST_BYTES = 254
"""What a field of dBASE holds."""
_AS_BYTES = "ISO-8859-1"  # every byte one character: encoded by us, so that nothing is cut in the middle
_LANGUAGE_BYTE, _GBK = 29, 0x4D
"""Where a .dbf says its code page to programs that read no .cpg, and what means GBK."""
_CPG = {"gbk": "GBK", "gb18030": "GB18030", "utf-8": "UTF-8"}
_KINDS = {"text": Text("文字", "text"), "whole": Text("整数", "whole number"), "number": Text("小数", "number"), "flag": Text("1 是 0 否", "1 yes, 0 no")}  # fmt: skip
SHEET = Text("字段对照", "fields")


class Cut(NamedTuple):
    """A value that the width of its field has cut."""

    layer: str
    row: str
    field: str
    value: str


def fill(plan: PlanLayers, folder: Path, encoding: Encoding) -> list[Note]:
    """Write a shapefile for each layer and the sheet of fields; say what could not be kept as it was."""
    codec, found = _codec(plan, encoding)
    cuts: list[Cut] = []
    for name, frame in plan.frames.items():
        written, cut = _encoded(name, frame, codec)
        cuts += cut
        _write(
            folder / f"{name}{plan.suffix}.shp",
            written,
            LAYERS[name].shape == "point",
            codec,
            plan.said.get("data_date"),
        )
    workbook.write(folder / f"{SHEET.to(plan.lang)}.xlsx", _sheets(plan, cuts))
    return [*found, *_said_of(cuts, plan.lang)]


def _codec(plan: PlanLayers, asked: Encoding) -> tuple[str, list[Note]]:
    """GBK where it holds every character, else GB18030, which has them all; UTF-8 where asked for."""
    if asked == "utf-8":
        return "utf-8", []
    signs = set().union(*(text for frame in plan.frames.values() for text in _texts(frame)))
    rare = sorted(sign for sign in signs if not _in_gbk(sign))
    if not rare:
        return "gbk", []
    text = Text(
        f"{listed(rare, 'zh', 10)} 不在 GBK 中，Shapefile 改用 GB18030 写（.cpg 已注明）；只认 GBK 的软件会把这些字显示成问号，可改用 --encoding utf-8 或 GeoPackage",
        f"{listed(rare, 'en', 10)} are not in GBK: the shapefiles are written in GB18030, and their .cpg says so; programs that know GBK alone "
        "show question marks there: use --encoding utf-8, or GeoPackage",
    )  # fmt: skip
    return "gb18030", [Note("exchange", text, "warning")]


def _texts(frame: gpd.GeoDataFrame) -> set[str]:
    columns = [name for name in frame.columns if name != frame.geometry.name and pd.api.types.is_string_dtype(frame[name])]  # fmt: skip
    return {text for name in columns for text in frame[name].dropna().unique()}


def _in_gbk(sign: str) -> bool:
    try:
        return bool(sign.encode("gbk"))
    except UnicodeEncodeError:
        return False


def _encoded(layer: str, frame: gpd.GeoDataFrame, codec: str) -> tuple[gpd.GeoDataFrame, list[Cut]]:
    """A layer under its short names, texts as bytes that fit, and what did not fit."""
    fields = {field.name: field for field in (*LAYERS[layer].fields, DATUM) if field.name in frame}
    rows = row_ids(layer, frame)
    columns, cuts = {}, []
    for name, field in fields.items():
        values = frame[name]
        if field.kind == "text":
            fitting = [None if pd.isna(text) else fitted(text, codec) for text in values]
            cuts += [Cut(layer, row, name, text) for row, text, kept in zip(rows, values, fitting, strict=True) if kept is not None and len(kept) < len(text.encode(codec))]  # fmt: skip
            values = pd.Series([None if kept is None else kept.decode(_AS_BYTES) for kept in fitting], index=frame.index, dtype="object")  # fmt: skip
        elif field.kind == "flag":
            values = values.astype("int32")
        columns[field.short] = values
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=frame.crs), cuts


def fitted(text: str, codec: str) -> bytes:
    """Return a text's bytes, as many whole characters as a field holds.

    >>> len(fitted("学" * 200, "gbk")), fitted("学" * 200, "utf-8").decode("utf-8") == "学" * 84
    (254, True)
    """
    data = text.encode(codec)
    if len(data) <= WIDEST_BYTES:
        return data
    return data[:WIDEST_BYTES].decode(codec, "ignore").encode(codec)  # a character cut in two is left out


def _write(path: Path, frame: gpd.GeoDataFrame, points: bool, codec: str, data_date: str | None) -> None:
    pyogrio.write_dataframe(
        frame, path, driver="ESRI Shapefile", geometry_type="Point" if points else "Polygon", encoding=_AS_BYTES, layer=path.stem,
        layer_options={"DBF_DATE_LAST_UPDATE": stamped(data_date)[:10]},
    )  # fmt: skip
    path.with_suffix(".cpg").write_text(_CPG[codec], encoding="ascii")
    with path.with_suffix(".dbf").open("r+b") as table:
        table.seek(_LANGUAGE_BYTE)
        table.write(bytes([_GBK if codec == "gbk" else 0]))


def _said_of(cuts: list[Cut], lang: Lang) -> list[Note]:
    if not cuts:
        return []
    where = list(dict.fromkeys(f"{cut.layer}.{cut.field}" for cut in cuts))
    text = Text(
        f"{len(cuts)} 个值超过 Shapefile 的 {WIDEST_BYTES} 字节，已在整字处截短（{listed(where, 'zh')}）；全文见 {SHEET.to(lang)}.xlsx",
        f"{len(cuts)} values are longer than the {WIDEST_BYTES} bytes of a shapefile and were cut at a whole character ({listed(where, 'en')}); in full in {SHEET.to(lang)}.xlsx",
    )  # fmt: skip
    return [Note("exchange", text, "warning")]


def _sheets(plan: PlanLayers, cuts: list[Cut]) -> list[Sheet]:
    lang = plan.lang
    heads = [Text("文件", "file"), Text("短字段名", "short name"), Text("字段名", "field"), Text("含义", "meaning"), Text("类型", "kind"), Text("取值", "values")]  # fmt: skip
    rows = [
        (f"{name}{plan.suffix}.shp", field.short, field.name, field.meaning.to(lang), _KINDS[field.kind].to(lang), _codes(field.values, lang))
        for name, frame in plan.frames.items()
        for field in (*LAYERS[name].fields, DATUM)
        if field.name in frame
    ]  # fmt: skip
    about = plan.meta.set_axis([Text("项目", "key").to(lang), Text("内容", "value").to(lang)], axis=1)
    made = [Sheet(SHEET.to(lang), pd.DataFrame(rows, columns=[head.to(lang) for head in heads])), Sheet(Text("说明", "about").to(lang), about)]  # fmt: skip
    if cuts:
        names = [Text("图层", "layer"), Text("编号", "id"), Text("字段名", "field"), Text("全文", "in full")]
        made.append(Sheet(Text("截短的值", "values cut").to(lang), pd.DataFrame(cuts, columns=[n.to(lang) for n in names])))  # fmt: skip
    return made


def _codes(values: Mapping[str, Text] | None, lang: Lang) -> str:
    return "; ".join(f"{code} {text.to(lang)}" for code, text in (values or {}).items())
