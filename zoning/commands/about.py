"""Commands that tell of the program: the norms it judges by, and what this machine has."""

from typing import Annotated

import typer

from zoning import report, report_rules, rules
from zoning.options import AsJson, Language
from zoning.terminal import edge, out_console, print_json
from zoning.words import Text

app = typer.Typer()


@app.command("rules", epilog="例 · example: `zoning rules shandong-2018`")
def rules_(
    name: Annotated[str, typer.Argument(help="规范编号或文件 · profile id or file")] = "shandong-2018",
    every: Annotated[bool, typer.Option("--list", help="只列出随附的规范 · list the profiles that ship, no more")] = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """列出规范中的数值、单位、出处、是否已核对，自己的规范改了什么、为什么。Show the norms of a rules profile with their sources, and what a profile of your own has otherwise and why."""
    with edge(lang, as_json) as tongue:
        if every:
            print_json(rules.names()) if as_json else out_console().print(report_rules.shipped(tongue.lang))
            return
        norms = rules.load(name)
        if as_json:
            print_json(report_rules.as_json(norms))
        else:
            out_console().print(report_rules.norms(norms, tongue.lang), highlight=False)


@app.command(epilog="例 · example: `zoning doctor`")
def doctor(lang: Language = None, as_json: AsJson = False) -> None:
    """报告版本和本机环境，求助时一并附上。Show versions and what this machine has, for asking help."""
    with edge(lang, as_json) as tongue:
        found = report.environment()
        if as_json:
            print_json(found)
        else:
            out_console().print(report.as_table(found, Text("环境", "environment").to(tongue.lang)))
