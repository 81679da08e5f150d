"""Commands of the plan: inputs checked, zones made, several plans to choose from, two scenarios side by side."""

from pathlib import Path
from typing import Annotated

import typer

from zoning import export, planner, report, report_plans, rules, scenario
from zoning.commands import told
from zoning.options import AsJson, Cluster, Folder, Language, Quiet, ScenarioFile, ScenarioFiles
from zoning.terminal import edge, out_console, print_json, progress, say_notes

app = typer.Typer()


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


def _demo_data() -> Path:
    inside = Path(planner.__file__).parent / "demo_data"
    return inside if inside.is_dir() else Path(planner.__file__).parent.parent / "data"
