"""The command line: parse, call one function, print."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from zoning import __version__, export, planner, report, report_plans, rules, scenario
from zoning.errors import ZoningError
from zoning.words import Lang, Text

app = typer.Typer(
    name="zoning",
    help="学校划片招生规划：读数据、算步行距离、划片、评价、出图。School enrolment zoning planner.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
)

_PIPE_COLUMNS = 160
"""A file or pipe has no width of its own; tables in it are not squeezed into 80 columns."""

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="情景文件 .toml · scenario file")]
Language = Annotated[
    Literal["zh", "en"] | None, typer.Option("--lang", help="输出语言 · language of the output")
]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 写到标准输出 · print the result as JSON")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只报错误 · print errors only")]
Folder = Annotated[Path, typer.Option("--out", "-o", help="结果文件夹 · results folder")]


@app.command(epilog="例 · example: `zoning check data/demo.toml`")
def check(file: ScenarioFile, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """检查情景和数据，一次列出全部问题；不写任何文件。Check a scenario and its data, listing every problem."""
    with _edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        rules.load(asked.rules, asked.file.parent)
        area = planner.study_area(asked)
        if as_json:
            _print_json({"ok": True, **report.inputs(area, tongue.lang)})
        elif not quiet:
            _say_notes(area.notes, tongue.lang)
            _out().print(report.checked(area, asked.measure.detour_factor, tongue.lang))


@app.command(epilog="例 · example: `zoning plan data/demo.toml --out out/demo`")
def plan(
    file: ScenarioFile, out: Folder, *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """划片：读取、测距、划分、评价，写出地图和表格。Make the plan and write the map and tables."""
    with _edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        _carry(asked, out, tongue.lang, as_json=as_json, quiet=quiet)


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
    with _edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        for n in range(1, count + 1):
            export.require_writable(out / str(n), asked)
        asked = asked.model_copy(update={"lang": tongue.lang})
        with _progress(tongue.lang, shown=not (as_json or quiet)) as on_step:
            found = planner.alternatives(asked, count=count, within=within, differ=differ, on_step=on_step)
            files = planner.write_alternatives(found, out, tongue.lang, on_step)
        if as_json:
            _print_json(report_plans.alternatives_json(planner.compared(found), count, files))
        elif not quiet:
            _out().print(report_plans.alternatives(planner.compared(found), count, tongue.lang))


@app.command(epilog="例 · example: `zoning demo --out out/demo`")
def demo(
    out: Folder = Path("out/demo"), *, lang: Language = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """用随附的虚构区试跑。Run the planner on the invented district that ships with it."""
    with _edge(lang, as_json) as tongue:
        asked = scenario.load(_demo_data() / "demo.toml")
        tongue.take(asked.lang)
        _carry(asked, out, tongue.lang, as_json=as_json, quiet=quiet)


@app.command("rules", epilog="例 · example: `zoning rules shandong-2018`")
def rules_(
    name: Annotated[str, typer.Argument(help="规范编号或文件 · profile id or file")] = "shandong-2018",
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """列出规范中的数值、单位、出处和是否已核对。Show the norms of a rules profile with their sources."""
    with _edge(lang, as_json) as tongue:
        norms = rules.load(name)
        if as_json:
            _print_json(norms.profile.model_dump())
        else:
            _out().print(report.norms(norms, tongue.lang))


@app.command(epilog="例 · example: `zoning doctor`")
def doctor(lang: Language = None, as_json: AsJson = False) -> None:
    """报告版本和本机环境，求助时一并附上。Show versions and what this machine has, for asking help."""
    with _edge(lang, as_json) as tongue:
        found = report.environment()
        if as_json:
            _print_json(found)
        else:
            _out().print(report.as_table(found, Text("环境", "environment").to(tongue.lang)))


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="版本 · version")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _carry(asked: scenario.Scenario, out: Path, lang: Lang, *, as_json: bool, quiet: bool) -> None:
    """Run a scenario, write its folder, say what came out; everything written speaks `lang`."""
    export.require_writable(out, asked)  # before the work, not after it
    asked = asked.model_copy(update={"lang": lang})
    with _progress(lang, shown=not (as_json or quiet)) as on_step:
        result = planner.run(asked, on_step)
        files = planner.write(result, out, lang, on_step)
    if as_json:
        _print_json(report.result(result, files))
    elif not quiet:
        _say_notes(result.notes, lang)
        for table in (*report.tables(result, lang), report_plans.prices(result, lang)):
            if table is not None:
                _out().print(table)
        _out().print(report.summary(result, files, lang), highlight=False, markup=False)


class _Tongue:
    """The language to speak: the option, else the environment, else the scenario's."""

    def __init__(self, asked: Lang | None) -> None:
        env = os.environ.get("ZONING_LANG", "")
        self.fixed: Lang | None = asked or ("en" if env == "en" else "zh" if env == "zh" else None)
        self.lang: Lang = self.fixed or "zh"

    def take(self, lang: Lang) -> None:
        self.lang = self.fixed or lang


@contextmanager
def _edge(lang: Lang | None, as_json: bool) -> Iterator[_Tongue]:
    """The edge of the program: errors become a message and an exit code here and nowhere else."""
    _utf8()
    tongue = _Tongue(lang)
    try:
        yield tongue
    except ZoningError as error:
        _fail(error.to(tongue.lang), error.exit_code, tongue.lang, as_json=as_json, kind=type(error).__name__)
    except KeyboardInterrupt:
        _fail(Text("已中断，未写出结果", "interrupted; nothing was written").to(tongue.lang), 130, tongue.lang, as_json=as_json, kind="Interrupted")  # fmt: skip
    except MemoryError:
        _fail(
            Text("内存不足", "out of memory").to(tongue.lang),
            1,
            tongue.lang,
            as_json=as_json,
            kind="MemoryError",
        )
    except (typer.Exit, BrokenPipeError):  # a reader such as head(1) that has seen enough is no mistake
        raise
    except Exception as error:  # no traceback ever reaches a planner; it goes to a file for us
        _fail(_unexpected(error).to(tongue.lang), 1, tongue.lang, as_json=as_json, kind="Unexpected")


def _unexpected(error: Exception) -> Text:
    """Keep the details of a mistake of ours in a file, and say where."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="zoning-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(error, file=log)
    what = f"{type(error).__name__}: {error}"
    return Text(
        f"程序出错，请反馈给开发者：{what}。详细记录：{log.name}",
        f"the program failed; please report it: {what}. Details: {log.name}",
    )


def _fail(message: str, code: int, lang: Lang, *, as_json: bool, kind: str) -> None:
    if as_json:
        _print_json({"ok": False, "error": kind, "exit_code": code, "message": message.split("\n")})
    else:
        Console(stderr=True, soft_wrap=True).print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


@contextmanager
def _progress(lang: Lang, *, shown: bool) -> Iterator[Callable[[Text], None]]:
    """Announce each step with a spinner on the error stream, so that results can be piped."""
    console = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, disable=not shown) as bar:  # fmt: skip
        tasks: list[int] = []

        def on_step(step: Text) -> None:
            if tasks:
                bar.update(tasks[-1], total=1, completed=1)  # type: ignore[arg-type]
            tasks.append(bar.add_task(step.to(lang), total=None))

        yield on_step
        if tasks:
            bar.update(tasks[-1], total=1, completed=1)  # type: ignore[arg-type]


def _say_notes(notes: object, lang: Lang) -> None:
    console = Console(stderr=True, soft_wrap=True)
    for note in notes:  # type: ignore[attr-defined]
        style = {"warning": "yellow", "assumption": "cyan"}.get(note.level, "dim")
        console.print(f"[{note.about}] {note.text.to(lang)}", style=style, markup=False, highlight=False)


def _out() -> Console:
    return Console() if sys.stdout.isatty() else Console(soft_wrap=True, width=_PIPE_COLUMNS)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def _utf8() -> None:
    """Windows consoles and pipes may not be UTF-8; 汉字 must never stop a run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if not stream.isatty() else stream.encoding, errors="replace")


def _demo_data() -> Path:
    inside = Path(__file__).parent / "demo_data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def main() -> None:
    """Run the command line."""
    app()
