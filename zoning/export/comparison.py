"""Two plans side by side for other programs and offices: the map, a GeoPackage, a workbook, and the record of both runs."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from zoning import palette
from zoning.export import geopackage, run_record, workbook
from zoning.export.layers import meta, shaped, zones
from zoning.export.qml import Look, categorised
from zoning.export.styles import styles
from zoning.export.workbook import Sheet
from zoning.figures import FIGURES, Kind
from zoning.result import Comparison
from zoning.words import Lang, Text

_FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "metres": "#,##0",
    "share": "0.0%",
    "proof": "0.00%",
    "tenths": "#,##0.0",
}
_A, _B, _CHANGE = Text("甲", "A"), Text("乙", "B"), Text("变化", "change")
WHAT = {
    "same": Text("不变", "same"), "moved": Text("换学校", "moved"), "new": Text("新增地块", "new block"), "gone": Text("不再有", "gone"),
}  # fmt: skip
_SCHOOL_COLUMNS: dict[str, tuple[Text, str]] = {
    "seats": (Text("学位", "seats"), "#,##0"),
    "pupils": (Text("学生", "pupils"), "#,##0"),
    "utilisation_share": (Text("占用率", "use"), "0.0%"),
    "over": (Text("超出学位", "over seats"), "#,##0"),
    "mean_walk_m": (Text("平均步行 米", "mean walk m"), "#,##0"),
    "longest_walk_m": (Text("最远步行 米", "longest walk m"), "#,##0"),
    "blocks": (Text("地块数", "blocks"), "#,##0"),
}


def fill(found: Comparison, folder: Path, page: str, lang: Lang) -> None:
    """Write compare.html, compare.gpkg, compare.xlsx and run.json (the records of both runs) into a folder."""
    (folder / "compare.html").write_text(page, encoding="utf-8", newline="\n")
    parts = {"a": meta(found.a), "b": meta(found.b)}
    about = pd.concat([part.assign(key=f"{end}_" + part["key"]) for end, part in parts.items()])
    geopackage.write_layers(
        folder / "compare.gpkg", layers(found), about, _styles(found, lang), geopackage.stamp(found.b)
    )
    workbook.write(folder / "compare.xlsx", sheets(found, lang))
    records = {"a": run_record.record(found.a), "b": run_record.record(found.b)}
    run_record.save(records, folder / "run.json")


def layers(found: Comparison) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of compare.gpkg: the zones of both plans, the blocks that differ, the schools with their changes."""
    a, b = found.a, found.b
    ground = b.area.blocks.geometry.combine_first(a.area.blocks.geometry)
    places = b.area.schools.geometry.combine_first(a.area.schools.geometry)
    return {
        "zones_a": zones(a),
        "zones_b": zones(b),
        "changes": shaped(found.moved, ground, b.area.crs),
        "schools": shaped(found.schools, places, b.area.crs),
    }


def _styles(found: Comparison, lang: Lang) -> dict[str, str]:
    moved = Look("", WHAT["moved"].to(lang), palette.ELSEWHERE, palette.ELSEWHERE, 0.4, fill_opacity=0.3)
    return {
        "zones_a": styles(found.a)["zones"], "zones_b": styles(found.b)["zones"], "changes": categorised("''", "fill", [moved]),
    }  # fmt: skip


def sheets(found: Comparison, lang: Lang) -> list[Sheet]:
    """Return the sheets of compare.xlsx: every figure, every school, every block that differs, and what A and B are."""
    return [_figures(found, lang), _schools(found, lang), _blocks(found, lang), _about(found, lang)]


def _figures(found: Comparison, lang: Lang) -> Sheet:
    names = [FIGURES[name] for name in found.totals.index]
    frame = pd.DataFrame({Text("指标", "figure").to(lang): [figure.name.to(lang) for figure in names]})
    for column, said in (("a", _A), ("b", _B), ("change", _CHANGE)):
        frame[said.to(lang)] = found.totals[column].to_numpy()
    return Sheet(
        Text("指标对比", "figures").to(lang),
        frame,
        row_formats=[_FORMATS[figure.kind] for figure in names],
    )


def _schools(found: Comparison, lang: Lang) -> Sheet:
    frame = pd.DataFrame({Text("学校编号", "school_id").to(lang): found.schools.index.astype(str), Text("学校", "school").to(lang): found.schools["name"].to_numpy()})  # fmt: skip
    formats: list[str | None] = [None, None]
    for column, (said, form) in _SCHOOL_COLUMNS.items():
        for end, which in (("a", _A), ("b", _B), ("change", _CHANGE)):
            frame[f"{said.to(lang)} {which.to(lang)}"] = found.schools[f"{column}_{end}"].to_numpy()
            formats.append(form)
    return Sheet(Text("各校对比", "schools").to(lang), frame, formats)


def _blocks(found: Comparison, lang: Lang) -> Sheet:
    rows = found.moved
    columns = {
        Text("地块编号", "block_id"): rows.index.astype(str), Text("名称", "name"): rows["name"], Text("地址", "address"): rows["address"],
        Text("街道", "subdistrict"): rows["subdistrict"], Text("变化", "change"): rows["what"].map({key: text.to(lang) for key, text in WHAT.items()}),
        Text("学生", "pupils"): rows["pupils_b"].where(rows["what"] != "gone", rows["pupils_a"]),
        Text("甲方案学校", "school in A"): rows["school_name_a"], Text("乙方案学校", "school in B"): rows["school_name_b"],
        Text("甲步行 米", "walk in A, m"): rows["walk_a_m"], Text("乙步行 米", "walk in B, m"): rows["walk_b_m"],
        Text("步行变化 米", "change of walk, m"): rows["walk_change_m"],
    }  # fmt: skip
    frame = pd.DataFrame({said.to(lang): list(values) for said, values in columns.items()})
    return Sheet(Text("变化地块", "blocks that differ").to(lang), frame, [*[None] * 5, *["#,##0"] * 6])


def _about(found: Comparison, lang: Lang) -> Sheet:
    rows = [
        (end.to(lang), key, value)
        for end, one in ((_A, found.a), (_B, found.b))
        for key, value in meta(one).itertuples(index=False)
    ]
    heads = [Text("方案", "plan"), Text("项目", "key"), Text("内容", "value")]
    return Sheet(
        Text("说明", "about").to(lang), pd.DataFrame(rows, columns=[head.to(lang) for head in heads])
    )
