"""For other programs and offices: one results folder with GeoJSON, GeoPackage, tables and the record of the run."""

from pathlib import Path

import pandas as pd

from zoning.export import balance, comparison, forecast, geojson, geopackage, run_record, siting, tables
from zoning.export import folder as results_folder
from zoning.export.folder import require_writable
from zoning.export.reading import read_plan
from zoning.result import Balancing, Comparison, Forecasting, Result, Siting
from zoning.words import Lang

__all__ = [
    "read_plan",
    "require_writable",
    "write",
    "write_alternatives",
    "write_balance",
    "write_comparison",
    "write_forecast",
    "write_sites",
]


def write(result: Result, folder: Path, page: str) -> list[Path]:
    """Write every file of a result into `folder` and return their paths.

    All or nothing: the files are put in place at the end, see `folder.replaced`. Other files
    in the folder are left alone. Raises `ExportError` when a file cannot be written; what was there
    before is then untouched.

    Parameters
    ----------
    page
        The map, as `zoning.render.map.page` returns it.
    """

    def fill(new: Path) -> None:
        (new / "map.html").write_text(page, encoding="utf-8", newline="\n")
        geojson.write(result, new)
        geopackage.write(result, new / "plan.gpkg")
        tables.write(result, new)
        run_record.write(result, new / "run.json")

    require_writable(folder, result.scenario)
    return results_folder.replaced(folder, fill)


def write_alternatives(compared: pd.DataFrame, folder: Path, lang: Lang) -> list[Path]:
    """Write alternatives.csv, the plans of a folder side by side, and return its path."""
    return results_folder.replaced(
        folder, lambda new: tables.write_table(compared, new / "alternatives.csv", lang)
    )


def write_comparison(found: Comparison, folder: Path, page: str, lang: Lang) -> list[Path]:
    """Write two plans side by side into a folder, whole or not at all: map, GeoPackage, workbook and record; return their paths."""
    return results_folder.replaced(folder, lambda new: comparison.fill(found, new, page, lang))


def write_sites(found: Siting, folder: Path, page: str | None, lang: Lang) -> list[Path]:
    """Write a choice of sites into a folder, whole or not at all; return the files written."""
    return results_folder.replaced(folder, lambda new: siting.fill(found, new, page, lang, folder))


def write_forecast(found: Forecasting, folder: Path, lang: Lang) -> list[Path]:
    """Write a forecast into a folder, whole or not at all; return the files written."""
    require_writable(folder, found.scenario)
    return results_folder.replaced(folder, lambda new: forecast.fill(found, new, lang))


def write_balance(found: Balancing, folder: Path, lang: Lang) -> list[Path]:
    """Write a judgement of balance into a folder, whole or not at all; return the files written."""
    return results_folder.replaced(folder, lambda new: balance.fill(found, new, lang))
