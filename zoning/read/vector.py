"""GeoJSON, GeoPackage and Shapefile, as they are: headers, values, shapes and the CRS they declare."""

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from zoning.columns import Table, plain
from zoning.read.encoding import decoded, fits_utf8, named, unreadable
from zoning.read.files import FileKind, refusal, sidecar, source_of
from zoning.read.findings import NOTHING, Findings, Raw, info
from zoning.scenario import TableInput
from zoning.words import Text, listed

_DBF_NAME_BYTES = 10
_AS_BYTES = "ISO-8859-1"  # keeps every byte as one character, so that we decode ourselves


def read(spec: TableInput, table: Table, kind: FileKind) -> Raw:
    """Return the features of a file of this kind; raise `InputError` where it cannot be read."""
    path = spec.path
    if kind == "shapefile":
        frame, found = _shapefile(spec, table)
    elif kind == "geopackage":
        layer, found = _layer(spec, table)
        frame = _opened(path, table, layer=layer)
    else:
        frame, found = _geojson(spec, table)
    if frame.empty:
        raise refusal(table.name, path, Text("里面没有任何一行数据", "there is no row of data in it"))
    if not isinstance(frame, gpd.GeoDataFrame):
        raise refusal(
            table.name, path, Text("里面没有图形，只有属性表", "it holds attributes only, no shapes")
        )
    crs = frame.crs.to_string() if frame.crs is not None else None
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return Raw(attributes, frame.geometry.to_numpy(), crs, source_of(path, len(frame)), found)


def _opened(
    source: Path | bytes, table: Table, *, named_as: Path | None = None, **options: Any
) -> gpd.GeoDataFrame:
    """One call to GDAL, whose many kinds of failure become one problem in the planner's words."""
    path = named_as or source
    assert isinstance(path, Path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's own remarks; what matters we check ourselves
            return pyogrio.read_dataframe(source, **options)
    except Exception:
        text = Text(
            "文件已损坏或内容不是图形数据；请在制图软件中打开后重新导出",
            "the file is damaged or holds no shapes: open it in a mapping program and export it again",
        )
        raise refusal(table.name, path, text) from None


def _geojson(spec: TableInput, table: Table) -> tuple[gpd.GeoDataFrame, Findings]:
    data = spec.path.read_bytes()
    text, codec = decoded(data, spec.path, table.name, spec.encoding)
    if codec.startswith("utf-8"):
        return _opened(data, table, named_as=spec.path), NOTHING
    said = info(
        table.name,
        f"{spec.path.name} 不是 UTF-8，按 {codec.upper()} 读取",
        f"{spec.path.name} is not UTF-8 and was read as {codec.upper()}",
    )
    return _opened(text.encode("utf-8"), table, named_as=spec.path), said


def _layer(spec: TableInput, table: Table) -> tuple[str, Findings]:
    """The layer the scenario names, else the only one of the right geometry."""
    layers = _layers(spec.path, table)
    names = list(layers)
    if spec.layer is not None and spec.layer in layers:
        return spec.layer, NOTHING
    if spec.layer is not None:
        raise refusal(
            table.name,
            spec.path,
            Text(
                f"没有图层“{spec.layer}”；有：{listed(names, 'zh', 20)}",
                f"no layer {spec.layer!r}; there are: {listed(names, 'en', 20)}",
            ),
        )
    fitting = [name for name, geometry in layers.items() if _fits(geometry, table)] or names
    if len(fitting) == 1:
        return fitting[0], _chosen(fitting[0], names, table)
    raise refusal(
        table.name,
        spec.path,
        Text(
            f'有 {len(fitting)} 个可用图层：{listed(fitting, "zh", 20)}；请在情景中写 layer = "图层名"',
            f"has {len(fitting)} layers that would do: {listed(fitting, 'en', 20)}; say which with layer = "
            '"…"',
        ),
    )


def _layers(path: Path, table: Table) -> dict[str, str]:
    """Layer name -> geometry type, of the layers that have geometry."""
    try:
        found = pyogrio.list_layers(path)
    except Exception:
        raise refusal(
            table.name,
            path,
            Text("GeoPackage 已损坏，打不开", "the GeoPackage is damaged and cannot be opened"),
        ) from None
    layers = {str(name): str(geometry) for name, geometry in found if geometry is not None}
    if not layers:
        raise refusal(table.name, path, Text("里面没有图形图层", "there is no layer with shapes in it"))
    return layers


def _fits(geometry: str, table: Table) -> bool:
    kind = geometry.removesuffix(" ZM").removesuffix(" Z").removesuffix(" M").removeprefix("2.5D ")
    return kind in ("Unknown", "GeometryCollection") or any(
        kind.removeprefix("Multi") in name for name in table.geometry
    )


def _chosen(layer: str, names: list[str], table: Table) -> Findings:
    if len(names) == 1:
        return NOTHING
    return info(
        table.name,
        f"共有图层 {listed(names, 'zh')}，读取了唯一几何类型相符的“{layer}”",
        f"of the layers {listed(names, 'en')}, {layer!r} was read: the only one of the right geometry",
    )


def _shapefile(spec: TableInput, table: Table) -> tuple[gpd.GeoDataFrame, Findings]:
    _require_whole(spec.path, table)
    as_bytes = _opened(spec.path, table, encoding=_AS_BYTES)
    texts = [name for name in as_bytes if name != "geometry" and pd.api.types.is_string_dtype(as_bytes[name])]
    values = [str(v).encode(_AS_BYTES) for name in texts for v in as_bytes[name].dropna().unique()]
    values += [str(name).encode(_AS_BYTES) for name in as_bytes.columns]
    codec, said = _codec(spec, table, values)
    cut = [v for v in values if "�" in v.decode(codec, errors="replace")]
    for name in texts:
        as_bytes[name] = as_bytes[name].str.encode(_AS_BYTES).str.decode(codec, errors="ignore")
    headers = {
        str(name): str(name).encode(_AS_BYTES).decode(codec, errors="ignore") for name in as_bytes.columns
    }
    frame = as_bytes.rename(columns=headers)
    if len(cut) > 0:
        said = said + info(
            table.name,
            f"{spec.path.name} 有 {len(cut)} 处文字被 Shapefile 的字段宽度截断",
            f"{spec.path.name} has {len(cut)} texts or headers cut short by the width of their field",
        )
    return _full_names(frame, table, said)


def _require_whole(path: Path, table: Table) -> None:
    """Refuse a shapefile shorter than its header says: GDAL would read it as empty shapes."""
    with path.open("rb") as file:
        file.seek(24)
        declared = int.from_bytes(file.read(4), "big") * 2
    size = path.stat().st_size
    if size < declared:
        raise refusal(
            table.name,
            path,
            Text(
                f"Shapefile 不完整：应有 {declared} 字节，只有 {size} 字节；请重新复制",
                f"the shapefile is cut short: {size} of {declared} bytes; copy it again",
            ),
        )


def _codec(spec: TableInput, table: Table, values: list[bytes]) -> tuple[str, Findings]:
    """The scenario's encoding, else the .cpg's, else UTF-8 if it fits strictly, else GB18030."""
    path, why_zh, why_en = spec.path, "情景指定", "the scenario says so"
    cpg = sidecar(path, ".cpg")
    if spec.encoding is not None:
        codec = named(spec.encoding, path, table.name)
    elif cpg is not None and (claimed := cpg.read_bytes()[:40].decode("ascii", errors="ignore").strip()):
        codec, why_zh, why_en = named(claimed, path, table.name), ".cpg 注明", "its .cpg says so"
        if codec == "utf-8" and not fits_utf8(values):
            codec, why_zh, why_en = (
                "gb18030",
                ".cpg 写 UTF-8 但不符",
                "its .cpg says UTF-8, which does not fit",
            )
    elif fits_utf8(values):
        codec, why_zh, why_en = (
            "utf-8",
            "没有 .cpg，文字完全符合 UTF-8",
            "no .cpg, and all text is valid UTF-8",
        )
    else:
        codec, why_zh, why_en = "gb18030", "没有 .cpg，文字不是 UTF-8", "no .cpg, and the text is not UTF-8"
    if codec == "utf-8" and not fits_utf8(values):
        raise unreadable(path, table.name, [codec])
    said = info(
        table.name,
        f"{path.name} 的文字按 {codec.upper()} 读取（{why_zh}）",
        f"the text of {path.name} was read as {codec.upper()} ({why_en})",
    )
    return codec, said


def _full_names(frame: gpd.GeoDataFrame, table: Table, said: Findings) -> tuple[gpd.GeoDataFrame, Findings]:
    """Headers that a shapefile cut to ten bytes, made whole where only one known header begins so."""
    known = [name for column in table.columns for name in (column.name, *column.synonyms)]
    whole: dict[str, str] = {}
    for header in frame.columns:
        short = plain(header)
        if len(short.encode("utf-8")) < _DBF_NAME_BYTES - 2 or any(plain(name) == short for name in known):
            continue
        longer = [[n for n in column.synonyms if plain(n).startswith(short)] for column in table.columns]
        begun = [names for names in longer if names]
        if len(begun) == 1:
            whole[header] = begun[0][0]
    for header, name in whole.items():
        said = said + info(
            table.name,
            f"列名“{header}”被 Shapefile 截断，按“{name}”理解",
            f"the header {header!r} was cut by the shapefile and taken as {name!r}",
        )
    return frame.rename(columns=whole), said
