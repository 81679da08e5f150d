"""Commands of the layout plan: pupils of the years to come, and what follows from them."""

import typer

from zoning import balancer, export, forecaster, report_balance, report_forecast, scenario
from zoning.layout import run as plan_years
from zoning.layout import said
from zoning.layout.record import record
from zoning.layout.write import write
from zoning.options import AsJson, Folder, Language, Quiet, ScenarioFile
from zoning.terminal import edge, out_console, print_json, progress, say_notes

app = typer.Typer()


@app.command(epilog="例 · example: `zoning forecast data/demo-layout.toml --out out/forecast`")
def forecast(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """预测：按出生、升级、新建小区推算逐年各学段学生，低、中、高方案，带回测。Forecast pupils by year, stage and block, in variants, back-tested."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        asked = asked.model_copy(update={"lang": tongue.lang})
        export.require_writable(out, asked)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            found = forecaster.run(asked, on_step)
            files = forecaster.write(found, out, tongue.lang, on_step)
        if as_json:
            print_json(report_forecast.as_json(found, files))
        elif not quiet:
            say_notes(found.notes, tongue.lang)
            out_console().print(report_forecast.table(found.forecast, tongue.lang))
            out_console().print(
                report_forecast.summary(found, files, tongue.lang), highlight=False, markup=False
            )


@app.command(epilog="例 · example: `zoning balance data/demo-balance.toml --out out/balance`")
def balance(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """优质均衡：七项指标、差异系数、班额、规模、就近入学逐校对照标准，组建集团，看片区优质学位。Judge schools by the quality-balance standards, form groups, see where good seats are."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        asked = asked.model_copy(update={"lang": tongue.lang})
        export.require_writable(out, asked)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            found = balancer.run(asked, on_step)
            files = balancer.write(found, out, tongue.lang, on_step)
        if as_json:
            print_json(report_balance.as_json(found, files))
        elif not quiet:
            say_notes(found.notes, tongue.lang)
            for table in report_balance.tables(found, tongue.lang):
                out_console().print(table)
            out_console().print(
                report_balance.summary(found, files, tongue.lang), highlight=False, markup=False
            )


@app.command(epilog="例 · example: `zoning layout data/demo-layout.toml --out out/layout`")
def layout(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """布局规划：预测学生，在预算内选定逐年新建、改扩建、撤并项目并附下界，逐年划片、算学位和覆盖，写出成套文件。The layout plan: works within the budget with a bound, zones, seats and cover of every year, and its documents."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        asked = asked.model_copy(update={"lang": tongue.lang})
        export.require_writable(out, asked)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            made = plan_years.run(asked, on_step)
            files = write(made, out, tongue.lang, on_step)
        if as_json:
            print_json(said.as_json(record(made), files))
        elif not quiet:
            say_notes(made.notes, tongue.lang)
            for table in said.tables(made, tongue.lang):
                out_console().print(table)
            out_console().print(said.summary(made, files, tongue.lang), highlight=False, markup=False)
