"""What a choice of sites leaves in its folder: map, tables, layers, the scenario that opens them, and the record of the run."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from zoning import palette
from zoning.export import comparison, geopackage, run_record, tables, title, workbook
from zoning.export.layers import shaped
from zoning.export.qml import Labels, Look, categorised
from zoning.export.styles import styles
from zoning.export.workbook import Sheet
from zoning.result import Siting
from zoning.words import Lang, Text

CHOSEN_FILE = "chosen.toml"
"""The scenario that opens the chosen sites."""
COLUMNS: dict[str, tuple[Text, str | None]] = {
    "rank": (Text("排名", "rank"), "0"),
    "chosen": (Text("选中", "chosen"), None),
    "name": (Text("名称", "name"), None),
    "address": (Text("地址", "address"), None),
    "seats": (Text("学位", "seats"), "#,##0"),
    "site_m2": (Text("用地（平方米）", "site_m2"), "#,##0"),
    "cost_wan": (Text("投资（万元）", "cost_wan"), "#,##0"),
    "saves_pupil_km": (Text("节省（人·公里）", "saves_pupil_km"), "#,##0.0"),
    "newly_covered_pupils": (Text("新覆盖学生", "newly_covered_pupils"), "#,##0"),
    "fewer_over": (Text("减少超员", "fewer_over"), "#,##0"),
    "pupils": (Text("本校学生", "pupils"), "#,##0"),
    "mean_walk_m": (Text("全区平均步行（米）", "mean_walk_m"), "#,##0.0"),
    "longest_walk_m": (Text("全区最远步行（米）", "longest_walk_m"), "#,##0"),
    "covered_pupils": (Text("学校在半径内的学生", "covered_pupils"), "#,##0"),
    "moved_pupils": (Text("换学校学生", "moved_pupils"), "#,##0"),
    "over": (Text("超出学位", "over"), "#,##0"),
    "gap_share": (Text("距下界", "gap_share"), "0.00%"),
    "wan_per_covered": (Text("每新覆盖一名学生（万元）", "wan_per_covered"), "#,##0.0"),
    "tried": (Text("参与比选", "tried"), None),
}
"""Columns of the table of candidates, as they are shown."""


def fill(found: Siting, folder: Path, page: str | None, lang: Lang, home: Path) -> None:
    """Write sites.html, sites.csv, sites.xlsx, sites.geojson, sites.gpkg, chosen.toml and run.json into a folder, which becomes `home`."""
    if page is not None:
        (folder / "sites.html").write_text(page, encoding="utf-8", newline="\n")
    rows = table(found)
    shown = rows.rename(columns={name: said.to(lang) for name, (said, _) in COLUMNS.items()})
    tables.write_table(shown.rename_axis("school_id"), folder / "sites.csv", lang)
    workbook.write(folder / "sites.xlsx", sheets(found, lang))
    _geojson(found, rows, folder / "sites.geojson")
    _geopackage(found, rows, folder / "sites.gpkg", lang)
    if found.plan is not None:
        (folder / CHOSEN_FILE).write_text(chosen(found, home), encoding="utf-8", newline="\n")
    run_record.save(record(found), folder / "run.json")


def table(found: Siting) -> pd.DataFrame:
    """Return every candidate, the best first, with the columns of `COLUMNS` that there are."""
    rows = found.sites
    if "saves_pupil_m" in rows:
        cost = pd.to_numeric(rows["cost_wan"], errors="coerce")
        covered = pd.to_numeric(rows["newly_covered_pupils"], errors="coerce")
        rows = rows.assign(
            saves_pupil_km=rows["saves_pupil_m"] / 1000, wan_per_covered=(cost / covered).where(covered > 0)
        )
    there = [
        name
        for name in COLUMNS
        if name in rows and (name in ("rank", "chosen", "name") or rows[name].notna().any())
    ]
    return rows[there]


def sheets(found: Siting, lang: Lang) -> list[Sheet]:
    """Return the sheets of sites.xlsx: the candidates, the choice, and the plans without and with it."""
    rows = table(found)
    yes = {True: Text("是", "yes").to(lang), False: ""}
    frame = pd.DataFrame({Text("编号", "school_id").to(lang): rows.index.astype(str)})
    formats: list[str | None] = [None]
    for name in rows:
        said, form = COLUMNS[str(name)]
        values = rows[name].map(yes) if name in ("chosen", "tried") else rows[name]
        frame[said.to(lang)] = values.to_numpy()
        formats.append(form)
    about = pd.DataFrame(
        [(key, value) for key, value in summary(found, lang).items()],
        columns=[Text("项目", "key").to(lang), Text("内容", "value").to(lang)],
    )
    made = [
        Sheet(Text("备选点", "sites").to(lang), frame, formats),
        Sheet(Text("选择", "choice").to(lang), about),
    ]
    return made if found.comparison is None else [*made, *comparison.sheets(found.comparison, lang)]


def summary(found: Siting, lang: Lang) -> dict[str, str]:
    """Return the question and the answer in words."""
    asked, answer, names = found.asked, found.answer, found.area.schools["name"]
    comma = "、" if lang == "zh" else ", "
    said = {
        "objective": asked.objective,
        "assign": asked.way,
        "open_most": "" if asked.open_most is None else str(asked.open_most),
        "schools_most": "" if asked.schools_most is None else str(asked.schools_most),
        "budget_wan": "" if asked.budget_wan is None else f"{asked.budget_wan:g}",
        "radius_m": f"{asked.radius_m:g}",
        "opened": comma.join(f"{school} {names[school]}" for school in answer.opened),
        "closed": comma.join(answer.closed),
        "grown": comma.join(f"{school} +{more}" for school, more in answer.grown.items()),
        "value": answer.said.to(lang),
        "proved": answer.proved.to(lang),
        "method": answer.method,
        "rules": found.rules.title.to(lang),
        "rules_unverified": " ".join(found.rules.unverified()),
        **({} if found.shown is None else title.fields(found.shown)),
        **{f"note_{n}": note.text.to(lang) for n, note in enumerate(found.notes, 1)},
    }
    return {key: value for key, value in said.items() if value}


def record(found: Siting) -> dict[str, Any]:
    """Return what is needed to answer a year later why these sites, and to ask again."""
    answer = found.answer
    return {
        "question": asdict(found.asked),
        "answer": {
            "opened": list(answer.opened), "closed": list(answer.closed), "grown": answer.grown, "value": answer.value,
            "bound": answer.bound, "gap": answer.gap, "method": answer.method, "unreached": answer.unreached,
        },
        "sites": table(found).reset_index().to_dict("records"),
        "seconds": dict(found.seconds),
        **({} if found.plan is None else {"plan": run_record.record(found.plan)}),
        **({} if found.baseline is None else {"baseline": run_record.record(found.baseline)}),
    }  # fmt: skip


def chosen(found: Siting, folder: Path) -> str:
    """Return a scenario that extends the one asked about and opens, closes and grows what was chosen."""
    answer, schools = found.answer, found.area.schools
    there = _way(found.scenario.file.resolve(), folder.resolve())
    places = schools.geometry.to_crs("EPSG:4326")
    lines = [f"# {answer.said.zh} · {answer.said.en}", f"extends = {json.dumps(there, ensure_ascii=False)}", f"name = {_quoted(found.plan.scenario.name if found.plan else found.scenario.name)}"]  # fmt: skip
    for school in answer.opened:
        lines += ["", "[[open]]", f"id = {_quoted(school)}"]
        if school in found.made:
            at = places[school]
            lines += [f"name = {_quoted(schools.at[school, 'name'])}", f"lon = {at.x:.7f}", f"lat = {at.y:.7f}", 'datum = "wgs84"', f"seats = {schools.at[school, 'seats']:.0f}"]  # fmt: skip
        cost = schools.at[school, "cost_wan"]
        lines += [f"cost_wan = {cost:g}"] if pd.notna(cost) else []
    for school in answer.closed:
        lines += ["", "[[close]]", f"id = {_quoted(school)}"]
    for school, more in answer.grown.items():
        lines += ["", "[[expand]]", f"id = {_quoted(school)}", f"more_seats = {more}"]
    return "\n".join(lines) + "\n"


def _way(file: Path, folder: Path) -> str:
    """Return a file's path as seen from a folder; the whole path where they are on different drives."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        return file.as_posix()


def _quoted(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False)


def _points(found: Siting, rows: pd.DataFrame) -> gpd.GeoDataFrame:
    places = found.area.schools.geometry.reindex(rows.index)
    return shaped(rows.rename_axis("school_id").assign(rank=pd.to_numeric(rows["rank"], errors="coerce") if "rank" in rows else None), places, found.area.crs)  # fmt: skip


def _geojson(found: Siting, rows: pd.DataFrame, path: Path) -> None:
    """Write the candidates as points in degrees, with the fields of the map's title."""
    places = found.area.schools.geometry.reindex(rows.index).to_crs("EPSG:4326")
    features = [
        {"type": "Feature", "id": str(i), "properties": {"school_id": str(i), **run_record.plain(row)}, "geometry": json.loads(shapely.to_geojson(shapely.set_precision(at, 1e-7)))}
        for i, row, at in zip(rows.index, rows.to_dict("records"), places, strict=True)
    ]  # fmt: skip
    head = {} if found.shown is None else title.fields(found.shown)
    collection = {"type": "FeatureCollection", "name": "sites", **head, "features": features}
    path.write_text(
        json.dumps(collection, ensure_ascii=False, allow_nan=False), encoding="utf-8", newline="\n"
    )


def _geopackage(found: Siting, rows: pd.DataFrame, path: Path, lang: Lang) -> None:
    """Write the candidates, and the zones without and with those chosen."""
    frames, looks = {"sites": _points(found, rows)}, {"sites": _style(lang)}
    both = found.comparison
    if both is not None:
        kept = comparison.layers(both)
        frames |= {name: kept[name] for name in ("zones_a", "zones_b", "changes")}
        looks |= {"zones_a": styles(both.a)["zones"], "zones_b": styles(both.b)["zones"]}
    about = pd.DataFrame([*summary(found, lang).items()], columns=["key", "value"])
    stamp = "2000-01-01T00:00:00.000Z" if found.shown is None else geopackage.stamp(found.shown)
    geopackage.write_layers(path, frames, about, looks, stamp)


def _style(lang: Lang) -> str:
    """Ten best, chosen and others, with their rank."""
    looks = [
        Look("chosen", Text("选中", "chosen").to(lang), palette.SUITABLE[-1], palette.CHOSEN, 0.9, 5.0),
        Look("best", Text("前十", "ten best").to(lang), palette.SUITABLE[2], "#222222", 0.3, 4.0),
        Look("", Text("其他备选点", "other sites").to(lang), palette.SUITABLE[0], "#222222", 0.2, 2.4),
    ]
    kind = "CASE WHEN \"chosen\" THEN 'chosen' WHEN \"rank\" <= 10 THEN 'best' ELSE '' END"
    return categorised(kind, "marker", looks, Labels('"rank"', 8.0))
