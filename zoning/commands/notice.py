"""Commands of the notice: zones written in words, and notices read."""

from pathlib import Path
from typing import Annotated

import typer

from zoning import decided
from zoning.commands.told import command
from zoning.export.run_record import plain
from zoning.notice import grammar, published, said
from zoning.notice import run as written
from zoning.notice.made import Notice
from zoning.notice.write import write
from zoning.options import AsJson, Decided, Folder, Language, Quiet, ScenarioFile
from zoning.planner import OnStep
from zoning.render import fonts
from zoning.scenario import Scenario
from zoning.terminal import edge, out_console, print_json

app = typer.Typer()


@app.command(epilog="例 · example: `zoning notice data/demo.toml --out out/notice`")
def notice(
    file: ScenarioFile,
    out: Folder,
    *,
    plan: Decided = None,
    public: Annotated[bool, typer.Option("--public/--internal", help="公示用：10 人以下不列；--internal 内部用：5 人以下不列 · for posting counts below 10 are left out, within the office below 5")] = True,
    lang: Language = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """公示：由片区边界写出四至和地址规则，文字回读核对，附变更明细、核对清单，出 Excel、Word、PDF。The notice: every zone in words, read back and checked, with changes and a checklist."""

    def run(asked: Scenario, on_step: OnStep) -> Notice:
        return written.run(decided.run(asked, plan, on_step), public=public, on_step=on_step)

    command(file, out, lang, run, write, said, as_json=as_json, quiet=quiet, ready=fonts.chinese, reads=plan)


@app.command("read-notice", epilog="例 · example: `zoning read-notice 公示.xlsx`")
def read_notice(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="公布的划片范围表，CSV 或 XLSX · the table published, CSV or XLSX")],
    *,
    school: Annotated[str | None, typer.Option(metavar="HEADER", help="学校一列的列名 · header of the schools")] = None,
    scope: Annotated[str | None, typer.Option(metavar="HEADER", help="划片范围一列的列名 · header of the texts")] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """读公告：已公布的划片范围逐条读懂了什么、哪些没有读懂；不写任何文件。Read a notice that was published: what is understood of each text, and what is not."""
    with edge(lang, as_json) as tongue:
        headers = {name: header for name, header in (("school", school), ("scope", scope)) if header}
        report = published.understood(file, headers)
        if as_json:
            rows = report.reset_index().to_dict("records")
            print_json({"ok": True, "summary": grammar.summary(report).to(tongue.lang), "texts": plain(rows)})
            return
        out_console().print(said.understanding(report, tongue.lang))
        out_console().print(grammar.summary(report).to(tongue.lang), highlight=False, markup=False)
