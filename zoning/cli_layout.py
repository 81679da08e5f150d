"""Commands of the layout plan: pupils of the years to come, and what follows from them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import typer
from rich.table import Table

from zoning import balancer, export, forecaster, report_balance, report_forecast, scenario
from zoning.layout import run as plan_years
from zoning.layout import said
from zoning.layout.write import write
from zoning.options import AsJson, Folder, Language, Quiet, ScenarioFile
from zoning.render import fonts
from zoning.terminal import edge, out_console, print_json, progress, say_notes
from zoning.words import Lang

app = typer.Typer()


class Told(Protocol):
    """What the terminal says of something found: its tables, the closing lines, and the same as JSON."""

    def tables(self, found: Any, lang: Lang, /) -> Sequence[Table]:
        """Return what a planner looks at first."""

    def summary(self, found: Any, files: list[Path], lang: Lang, /) -> str:
        """Return the closing lines."""

    def as_json(self, found: Any, files: list[Path], /) -> dict[str, object]:
        """Return plain values that JSON knows."""


def carried(
    file: Path, out: Path, lang: Lang | None, run: Callable[..., Any], write: Callable[..., list[Path]], told: Told, *, as_json: bool, quiet: bool, ready: Callable[[], object] = lambda: None
) -> None:  # fmt: skip
    """Run a scenario, write its folder, say what came out; everything written speaks one language.

    `ready` raises where this machine lacks what writing needs: that is told before the work, not after it.
    """
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        asked = asked.model_copy(update={"lang": tongue.lang})
        export.require_writable(out, asked)  # before the work, not after it
        ready()
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            found = run(asked, on_step)
            files = write(found, out, tongue.lang, on_step)
        if as_json:
            print_json(told.as_json(found, files))
        elif not quiet:
            say_notes(found.notes, tongue.lang)
            for table in told.tables(found, tongue.lang):
                out_console().print(table)
            out_console().print(told.summary(found, files, tongue.lang), highlight=False, markup=False)


@app.command(epilog="例 · example: `zoning forecast data/demo-layout.toml --out out/forecast`")
def forecast(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """预测：按出生、升级、新建小区推算逐年各学段学生，低、中、高方案，带回测。Forecast pupils by year, stage and block, in variants, back-tested."""
    carried(file, out, lang, forecaster.run, forecaster.write, report_forecast, as_json=as_json, quiet=quiet)


@app.command(epilog="例 · example: `zoning balance data/demo-balance.toml --out out/balance`")
def balance(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """优质均衡：七项指标、差异系数、班额、规模、就近入学逐校对照标准，组建集团，看片区优质学位。Judge schools by the quality-balance standards, form groups, see where good seats are."""
    carried(file, out, lang, balancer.run, balancer.write, report_balance, as_json=as_json, quiet=quiet)


@app.command(epilog="例 · example: `zoning layout data/demo-layout.toml --out out/layout`")
def layout(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """布局规划：预测学生，在预算内选定逐年新建、改扩建、撤并项目并附下界，逐年划片、算学位和覆盖，写出成套文件。The layout plan: works within the budget with a bound, zones, seats and cover of every year, and its documents."""
    carried(file, out, lang, plan_years.run, write, said, as_json=as_json, quiet=quiet, ready=fonts.chinese)
