"""The folder of a layout plan: report, atlas, page of the years, tables, layers for GIS and the record of the run, whole or not at all."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from zoning import planner
from zoning.export import report_docx, run_record, workbook
from zoning.export.folder import replaced, require_writable
from zoning.export.workbook import Sheet
from zoning.layout import charts, maps, pages, tables
from zoning.layout.made import Layout, Years
from zoning.layout.record import record
from zoning.planner import OnStep
from zoning.words import Lang, Text

DRAW = Text("绘制图集、撰写报告", "drawing the atlas, writing the report")


def write(made: Layout, folder: Path, lang: Lang, on_step: OnStep = planner.ignore) -> list[Path]:
    """Write everything a layout plan consists of; return the files written. Nothing is changed where one of them fails."""
    on_step(DRAW)
    found = record(made)

    def fill(new: Path) -> None:
        workbook.write(new / "layout.xlsx", sheets(made, lang))
        (new / "report.docx").write_bytes(
            report_docx.report(found, charts=charts.all_of(made, lang), lang=lang)
        )
        run_record.save(report_docx.said(found, lang), new / "report.json")
        maps.write(made, new / "atlas.pdf", lang)
        (new / "layout.html").write_text(pages.years_page(made, lang), encoding="utf-8", newline="\n")
        layers(made, new / "layout.gpkg")
        run_record.save(found, new / "run.json")

    require_writable(folder, made.scenario)
    return replaced(folder, fill)


def sheets(made: Layout, lang: Lang) -> list[Sheet]:
    """Return the workbook's sheets: every table; one without rows says why."""
    out = []
    for table in tables.all_of(made):
        shown, formats = table.shown(lang), table.formats
        if table.frame.empty and table.note is not None:
            shown, formats = pd.DataFrame({table.title.to(lang): [table.note.to(lang)]}), [None]
        out.append(Sheet(table.title.to(lang), shown, formats))
    return out


def layers(made: Layout, path: Path) -> None:
    """Write a GeoPackage: for every stage its schools with what becomes of them, and its blocks with pupils and school of every year."""
    for stage, years in made.stages.items():
        _schools(made, years).to_file(path, layer=f"{stage}_schools", engine="pyogrio")
        _blocks(years).to_file(path, layer=f"{stage}_blocks", engine="pyogrio")


def _schools(made: Layout, years: Years) -> gpd.GeoDataFrame:
    kind = made.became[years.stage]
    schools = years.area.schools.reindex(kind.index)
    rows = {"school_id": kind.index, "name": schools["name"].to_numpy(), "work": kind.to_numpy()}
    rows |= {f"seats_{year}": seats.reindex(kind.index).to_numpy() for year, seats in years.seats.iterrows()}
    used = years.by_school.pivot(index="school_id", columns="year", values="pupils").reindex(kind.index)
    rows |= {f"pupils_{year}": used[year].to_numpy() for year in used}
    return gpd.GeoDataFrame(rows, geometry=schools.geometry.to_numpy(), crs=years.area.crs)


def _blocks(years: Years) -> gpd.GeoDataFrame:
    blocks = years.area.blocks.reindex(years.pupils.columns)
    rows = {
        "block_id": blocks.index,
        "name": blocks["name"].to_numpy(),
        "subdistrict": blocks["subdistrict"].to_numpy(),
    }
    rows |= {f"pupils_{year}": pupils.to_numpy() for year, pupils in years.pupils.iterrows()}
    rows |= {f"school_{year}": schools.to_numpy() for year, schools in years.zones.school_of.iterrows()}
    return gpd.GeoDataFrame(rows, geometry=blocks.geometry.to_numpy(), crs=years.area.crs)
