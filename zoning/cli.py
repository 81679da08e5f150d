"""The command line: parse, call one function, print."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from zoning import (
    __version__,
    cli_exchange,
    cli_layout,
    cli_lookup,
    cli_notice,
    cli_posters,
    export,
    planner,
    report,
    report_plans,
    report_rules,
    report_sites,
    rules,
    runs,
    scenario,
    site_planner,
    told,
)
from zoning.app import serve as desk
from zoning.options import AsJson, Cluster, Folder, Language, Quiet, ScenarioFile, ScenarioFiles
from zoning.terminal import edge, out_console, print_json, progress, say_notes
from zoning.words import Text

app = typer.Typer(
    name="zoning",
    help="学校划片招生规划：读数据、算步行距离、划片、评价、出图。School enrolment zoning planner.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
)
for commands in (cli_layout, cli_notice, cli_lookup, cli_posters, cli_exchange):
    app.add_typer(commands.app)

_Objective = Literal[
    "least_walking", "most_covered", "fewest_sites", "shortest_longest_walk", "least_shortage"
]


@app.command(epilog="例 · example: `zoning check data/demo.toml`")
def check(file: ScenarioFile, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """检查情景和数据，一次列出全部问题；不写任何文件。Check a scenario and its data, listing every problem."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        rules.load(asked.rules, asked.file.parent)
        area = planner.study_area(asked)
        if as_json:
            print_json({"ok": True, **report.inputs(area, tongue.lang)})
        elif not quiet:
            say_notes(area.notes, tongue.lang)
            out_console().print(report.checked(area, asked.measure.detour_factor, tongue.lang))


@app.command(epilog="例 · example: `zoning plan data/demo.toml --out out/demo`")
def plan(
    files: ScenarioFiles, out: Folder, *,
    workers: Annotated[int, typer.Option(min=0, help="几个情景分给几个进程，0 为本机核数；1 则共用读取和测距 · processes for several scenarios, 0: as many as cores; 1 shares what they share")] = 1,
    cluster: Cluster = None,
    lang: Language = None, as_json: AsJson = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """划片：读取、测距、划分、评价，写出地图和表格；几个情景各写一个子文件夹。Make the plan and write the map and tables; of several scenarios, each in a folder of its own."""
    with edge(lang, as_json) as tongue:
        asked = [scenario.load(file) for file in files]
        tongue.take(asked[0].lang)
        folders = planner.folders(asked, out)
        for one, folder in zip(asked, folders, strict=True):
            export.require_writable(folder, one)  # before the work, not after it
        if len(asked) > 1 and (cluster or workers != 1):
            told.apart(
                asked,
                folders,
                out,
                tongue.lang,
                workers=workers,
                cluster=cluster,
                as_json=as_json,
                quiet=quiet,
            )
            return
        shared, said = planner.Shared(), []
        for one, folder in zip(asked, folders, strict=True):
            said.append(told.carried(one, folder, tongue.lang, shown=not (as_json or quiet), shared=shared))
        if as_json:
            print_json(said[0] if len(said) == 1 else said)


@app.command(
    epilog="例 · example: `zoning alternatives data/demo.toml --count 3 --within 0.02 --out out/several`"
)
def alternatives(
    file: ScenarioFile,
    out: Folder,
    *,
    count: Annotated[int, typer.Option(min=2, max=20, help="方案数（含最好的）· plans, the best included")] = 3,
    within: Annotated[float, typer.Option(min=0, max=1, help="成本最多比最好的高多少（0.02 即 2%）· cost above the best, at most")] = 0.02,
    differ: Annotated[float, typer.Option(min=0, max=1, help="至少多少学生去别的学校 · share of pupils who go elsewhere, at least")] = 0.05,
    lang: Language = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """几个真正不同、成本相近的方案，各自带下界，供比选。Really different plans near the best, each certified."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        for n in range(1, count + 1):
            export.require_writable(out / str(n), asked)
        asked = asked.model_copy(update={"lang": tongue.lang})
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            found = planner.alternatives(asked, count=count, within=within, differ=differ, on_step=on_step)
            files = planner.write_alternatives(found, out, tongue.lang, on_step)
        if as_json:
            print_json(report_plans.alternatives_json(planner.compared(found), count, files))
        elif not quiet:
            out_console().print(report_plans.alternatives(planner.compared(found), count, tongue.lang))


@app.command(
    epilog="例 · example: `zoning compare data/demo.toml data/demo-new-school.toml --out out/compare`"
)
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="甲方案的情景文件 · scenario of plan A")],
    b: Annotated[Path, typer.Argument(metavar="B", help="乙方案的情景文件 · scenario of plan B")],
    out: Folder,
    *,
    lang: Language = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """对比两个情景：地图（甲、乙、叠加）、全部指标之差、换学校的地块。Compare two scenarios: map, every figure, who changes school."""
    with edge(lang, as_json) as tongue:
        pair = [scenario.load(file) for file in (a, b)]
        tongue.take(pair[0].lang)
        for one in pair:
            export.require_writable(out, one)
        one, two = (asked.model_copy(update={"lang": tongue.lang}) for asked in pair)
        with progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            found = planner.compare(one, two, on_step)
            files = planner.write_comparison(found, out, tongue.lang, on_step)
        if as_json:
            print_json(report_plans.compared_json(found, files))
        elif not quiet:
            out_console().print(report_plans.compared(found, tongue.lang))


@app.command(epilog="例 · example: `zoning sites data/demo.toml --open 1 --out out/sites`")
def sites(
    file: ScenarioFile,
    out: Folder,
    *,
    open_most: Annotated[int | None, typer.Option("--open", min=0, help="最多新开几处（缺省：情景文件的 sites.open_most，或 1）· new sites, at most")] = None,
    objective: Annotated[_Objective | None, typer.Option(help="目标（缺省：情景文件的 sites.objective）· the aim")] = None,
    rank: Annotated[bool, typer.Option("--rank/--no-rank", help="逐个试算每个备选点，每个都重新划片 · try every site, zones solved anew with each")] = True,
    workers: Annotated[int, typer.Option(min=0, help="试算用的进程数，0 为本机核数；不影响结果 · processes, 0: as many as cores; the answer is the same")] = 0,
    cluster: Cluster = None,
    lang: Language = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """选址：从备选点中选新校，附下界；逐个试算、排名，可中断后接着算。Choose sites for new schools, with a bound; try and rank every one."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        given = {
            key: value
            for key, value in (("open_most", open_most), ("objective", objective))
            if value is not None
        }
        asked = asked.model_copy(update={"lang": tongue.lang, "sites": asked.sites.model_copy(update=given)})
        export.require_writable(out, asked)
        with progress(tongue.lang, shown=not (as_json or quiet)) as steps:
            how = site_planner.Trials(workers or runs.cores(), cluster, out / site_planner.KEPT, steps.count)
            found = site_planner.run(asked, steps, how if rank else None)
            files = site_planner.write(found, out, tongue.lang, steps)
        if as_json:
            print_json(report_sites.as_json(found, files))
        elif not quiet:
            say_notes(found.notes, tongue.lang)
            if (table := report_sites.sites(found, tongue.lang)) is not None:
                out_console().print(table)
            out_console().print(
                report_sites.summary(found, files, tongue.lang), highlight=False, markup=False
            )


@app.command(epilog="例 · example: `zoning serve data/demo.toml --out out/desk`")
def serve(
    file: ScenarioFile,
    out: Folder,
    *,
    host: Annotated[str, typer.Option(help="监听地址；缺省只有本机能访问 · address to listen on; as it is, this machine alone")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="端口（缺省 8765，被占用时另选）· port (8765, or any that is free)")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="打开浏览器 · open the browser")] = True,
    lang: Language = None,
) -> None:  # fmt: skip
    """在浏览器里试方案：加校、移校、关校、改学位、手工改划，随改随算，每一步都存盘。The planner's desk in a browser: try schools and zones, solved again as you go."""
    with edge(lang, as_json=False) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        export.require_writable(out, asked)
        held = desk.listening(host, port)
        with progress(tongue.lang, shown=True) as on_step:
            found = desk.desk(asked.model_copy(update={"lang": tongue.lang}), out, on_step)
        desk.run(found, held, host, browser=browser, said=desk.announced(tongue.lang, host))


@app.command(epilog="例 · example: `zoning demo --out out/demo`")
def demo(
    out: Folder = Path("out/demo"), *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """用随附的虚构区试跑。Run the planner on the invented district that ships with it."""
    with edge(lang, as_json) as tongue:
        asked = scenario.load(_demo_data() / "demo.toml")
        tongue.take(asked.lang)
        export.require_writable(out, asked)
        said = told.carried(asked, out, tongue.lang, shown=not (as_json or quiet))
        if as_json:
            print_json(said)


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


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="版本 · version")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _demo_data() -> Path:
    inside = Path(__file__).parent / "demo_data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def main() -> None:
    """Run the command line."""
    app()
