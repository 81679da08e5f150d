"""Commands of the layout plan: pupils of the years to come, and what follows from them."""

import typer

from zoning import balancer, forecaster, report_balance, report_forecast
from zoning.commands.told import command
from zoning.layout import run as plan_years
from zoning.layout import said
from zoning.layout.write import write
from zoning.options import AsJson, Folder, Language, Quiet, ScenarioFile
from zoning.render import fonts

app = typer.Typer()


@app.command(epilog="例 · example: `zoning forecast data/demo-layout.toml --out out/forecast`")
def forecast(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """预测：按出生、升级、新建小区推算逐年各学段学生，低、中、高方案，带回测。Forecast pupils by year, stage and block, in variants, back-tested."""
    command(file, out, lang, forecaster.run, forecaster.write, report_forecast, as_json=as_json, quiet=quiet)


@app.command(epilog="例 · example: `zoning balance data/demo-balance.toml --out out/balance`")
def balance(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """优质均衡：七项指标、差异系数、班额、规模、就近入学逐校对照标准，组建集团，看片区优质学位。Judge schools by the quality-balance standards, form groups, see where good seats are."""
    command(file, out, lang, balancer.run, balancer.write, report_balance, as_json=as_json, quiet=quiet)


@app.command(epilog="例 · example: `zoning layout data/demo-layout.toml --out out/layout`")
def layout(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """布局规划：预测学生，在预算内选定逐年新建、改扩建、撤并项目并附下界，逐年划片、算学位和覆盖，写出成套文件。The layout plan: works within the budget with a bound, zones, seats and cover of every year, and its documents."""
    command(file, out, lang, plan_years.run, write, said, as_json=as_json, quiet=quiet, ready=fonts.chinese)
