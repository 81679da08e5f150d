"""Commands for GIS staff: a plan in the formats and the CRS they ask for, or published in a PostGIS database."""

from pathlib import Path
from typing import Annotated, Any

import typer

from zoning import database, exchange, export, planner, scenario
from zoning.errors import ExportError
from zoning.exchange import PlanLayers
from zoning.exchange.formats import Name
from zoning.exchange.shapefile import Encoding
from zoning.options import AsJson, Folder, Language, Quiet
from zoning.terminal import Steps, Tongue, edge, out_console, print_json, progress, say_notes
from zoning.words import Text

app = typer.Typer()

Source = Annotated[Path, typer.Argument(metavar="PLAN", help="zoning plan 的结果文件夹或其中的 plan.gpkg；或情景文件 .toml，先算方案 · results folder of zoning plan or its plan.gpkg; or a scenario file, planned first")]  # fmt: skip
Crs = Annotated[str | None, typer.Option("--crs", metavar="CRS", help="4490、4326、4513–4554（CGCS2000 3° 带）或 gcj02；不写则用方案自己的 · CRS; as it is, the plan's own")]  # fmt: skip
READ = Text("读取方案", "reading the plan")
PUBLISH = Text("写入数据库", "writing into the database")


@app.command("export", epilog="例 · example: `zoning export out/demo --to shp --to kml --out out/gis`")
def export_(
    source: Source,
    out: Folder,
    *,
    to: Annotated[list[Name], typer.Option("--to", help="格式，可写几个 · formats, one or several")],
    crs: Crs = None,
    encoding: Annotated[Encoding, typer.Option(help="Shapefile 的文字编码 · encoding of texts in shapefiles")] = "gbk",
    lang: Language = None, as_json: AsJson = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """交换：把方案写成 Shapefile、FlatGeobuf、GeoParquet、KML、GeoJSON、GeoPackage（带 QGIS 样式、工程和 SLD）。Write a plan for other GIS programs."""
    with edge(lang, as_json) as tongue:
        _require_apart(source, out)
        exchange.require_fitting(to, crs)  # before the work, not after it
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            plan = exchange.in_crs(_plan(source, out, tongue, on_step), crs)
            on_step(planner.EXPORT)
            files, notes = exchange.write(plan, to, out, crs=crs, encoding=encoding)
        if as_json:
            print_json({"ok": True, "files": [str(file) for file in files], "notes": [note.text.to(tongue.lang) for note in notes]})  # fmt: skip
        elif not quiet:
            say_notes(notes, tongue.lang)
            _say(Text(f"{len(files)} 个文件写入 {out}", f"{len(files)} files written to {out}"), tongue)


@app.command(epilog="例 · example: `zoning publish out/demo --database service=gis --schema primary_2026`")
def publish(
    source: Source,
    *,
    database_: Annotated[str, typer.Option("--database", metavar="DATABASE", help="service=名称、host=… dbname=…，或 env:环境变量；不写密码 · connection without a password")],
    schema: Annotated[str, typer.Option(help="本方案的模式名；再次发布时整体替换 · schema of this run, replaced as a whole")],
    views: Annotated[str, typer.Option(help="视图所在模式，总是显示最近发布的方案；空则不改 · schema of the views that show the last run; empty leaves them")] = "zoning_current",
    reader: Annotated[list[str] | None, typer.Option(help="授予读取权限的角色，可写几个 · roles that may read")] = None,
    crs: Crs = None,
    lang: Language = None, as_json: AsJson = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """发布：把方案写入 PostGIS，一个方案一个模式，一次事务，失败则原样不动；视图供 GIS 软件长期连接。Publish a plan in PostGIS, whole or not at all."""
    with edge(lang, as_json) as tongue:
        database.parameters(database_)  # before the work, not after it
        crs = _known_to_databases(crs)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            plan = exchange.in_crs(_plan(source, None, tongue, on_step), crs)
            on_step(PUBLISH)
            done = _published(plan, database_, schema, views or None, reader or [])
        if as_json:
            print_json({"ok": True, "database": database.label(database_), "schema": done.schema, "views": done.views, "rows": dict(done.rows), "replaced": done.replaced})  # fmt: skip
        elif not quiet:
            say_notes(plan.notes, tongue.lang)
            rows = ", ".join(f"{name} {count}" for name, count in done.rows.items())
            _say(Text(f"已发布到 {database.label(database_)} 的模式 {schema}：{rows}", f"published in {database.label(database_)}, schema {schema}: {rows}"), tongue)  # fmt: skip


def _published(plan: PlanLayers, given: str, schema: str, views: str | None, readers: list[str]) -> Any:
    with database.connected(given) as connection:
        from zoning.exchange.postgis import publish as write

        return write(plan, connection, schema, views=views, readers=readers)


def _plan(source: Path, out: Path | None, tongue: Tongue, on_step: Steps) -> PlanLayers:
    """The plan of a results folder; a scenario is planned first."""
    if source.suffix.lower() != ".toml":
        on_step(READ)
        return exchange.of_folder(source)
    asked = scenario.load(source)
    tongue.take(asked.lang)
    if out is not None:
        export.require_writable(out, asked)
    return exchange.of_result(planner.run(asked.model_copy(update={"lang": tongue.lang}), on_step))


def _require_apart(source: Path, out: Path) -> None:
    """What an export writes must not lie among the files of the run it was made of."""
    home = source if source.is_dir() else source.parent
    if source.suffix.lower() != ".toml" and home.resolve() == out.resolve():
        raise ExportError(Text(f"{out} 就是方案所在的文件夹，会覆盖其中的文件；请另选文件夹", f"{out} is the plan's own folder, whose files would be overwritten: choose another"))  # fmt: skip


def _known_to_databases(crs: str | None) -> str | None:
    if crs is not None and crs.strip().lower().startswith("gcj"):
        raise ExportError(Text("数据库里不写 GCJ-02：没有 SRID，会与别的图层混在一起", "GCJ-02 is not written into databases: it has no SRID and would mix with other layers"))  # fmt: skip
    return crs


def _say(text: Text, tongue: Tongue) -> None:
    out_console().print(text.to(tongue.lang), highlight=False, markup=False)
