"""The command of the posters: a plan's zones as maps to hang on a wall."""

from typing import Annotated

import typer

from zoning import decided, export, posters, report_posters, scenario
from zoning.notice.write import words_of
from zoning.options import AsJson, Decided, Folder, Language, Published, Quiet, ScenarioFile
from zoning.render import fonts, tiles
from zoning.render.posters import Size
from zoning.terminal import edge, out_console, print_json, progress, say_notes

app = typer.Typer()


@app.command("posters", epilog="例 · example: `zoning posters data/demo.toml --out out/posters`")
def posters_(
    file: ScenarioFile,
    out: Folder,
    *,
    school: Annotated[list[str] | None, typer.Option(help="只画这些学校的片区（编号或名称，可写几个），不画总图 · only the zones of these schools, by id or name")] = None,
    plan: Decided = None,
    notice: Published = None,
    png: Annotated[bool, typer.Option("--png", help="另出 300 dpi 图片 · pictures of 300 dpi too")] = False,
    size: Annotated[Size, typer.Option(help="总图的纸张 · paper of the sheet of all zones")] = "A3",
    basemap: Annotated[str | None, typer.Option(metavar="BASEMAP", help=f"底图：MBTiles 文件、tianditu（密钥取自环境变量 {tiles.TOKEN}）、amap（高德，GCJ-02 偏移，仅供显示）、或含 {{z}} {{x}} {{y}} 的地址；不写则不用底图 · basemap; none without it")] = None,
    basemap_review_no: Annotated[str | None, typer.Option(metavar="NUMBER", help="底图的审图号 · the basemap's review number")] = None,
    public: Annotated[bool, typer.Option("--public/--internal", help="公开：10 人以下不列；内部：5 人以下不列 · numbers below 10 are not told in public, below 5 within the bureau")] = True,
    lang: Language = None, as_json: AsJson = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """挂图：每校一张 A3 片区图，注街道、列小区、画步行圈，另有总图，出 PDF 和 300 dpi 图片。Posters: an A3 map of every school's zone with its streets, estates and walks, and a sheet of all zones."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        asked = asked.model_copy(update={"lang": tongue.lang})
        export.require_writable(out, asked, plan, notice)  # before the work, not after it
        fonts.chinese()
        under = None if basemap is None else tiles.basemap(basemap, basemap_review_no)
        words = None if notice is None else words_of(notice)
        wanted = posters.Asked(tuple(school or ()), size, png, public, under)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            result = decided.run(asked, plan, on_step)
            texts = {} if words is None else words.of(result)
            made = posters.write(result, out, tongue.lang, wanted, notice=texts, on_step=on_step)
        if as_json:
            print_json(report_posters.as_json(made.pages, made.files))
        elif not quiet:
            say_notes(result.notes, tongue.lang)
            out_console().print(report_posters.table(made.pages, tongue.lang))
            out_console().print(report_posters.summary(made.pages, made.files, tongue.lang), highlight=False, markup=False)  # fmt: skip
