"""The command line: which commands there are. Each is loaded when it is asked for, so that help comes at once."""

from functools import cached_property
from importlib import import_module
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from zoning import __version__

COMMANDS = {
    "划片 · Zones": {
        "check": ("plan", "检查情景和数据 · check a scenario and its data"),
        "plan": ("plan", "划片，写出地图和表格 · make the plan, its map and its tables"),
        "alternatives": ("plan", "几个成本相近的方案供比选 · several plans to choose from"),
        "compare": ("plan", "两个情景并列对比 · two scenarios side by side"),
        "serve": ("desk", "在浏览器里试方案 · try schools and zones in a browser"),
        "demo": ("plan", "用随附的虚构区试跑 · plan the invented district that ships with it"),
    },
    "布局 · Schools": {
        "sites": ("sites", "选址：新校建在哪里 · where to build"),
        "forecast": ("layout", "预测逐年学生 · pupils of the years to come"),
        "layout": ("layout", "布局规划：建什么、何时建 · what to build, grow, merge or close, and when"),
        "balance": ("layout", "优质均衡：逐校对照标准 · schools held against the quality-balance standards"),
    },
    "公布 · Publishing": {
        "notice": ("notice", "划片公告：四至、变更、核对 · zones in words, read back and checked"),
        "read-notice": ("notice", "读懂已公布的划片范围 · what a published notice says"),
        "lookup": ("lookup", "查学区：小区、地址、名册 · which school an address belongs to"),
        "posters": ("posters", "A3 挂图，每校一张 · A3 maps to hang on a wall"),
        "export": ("exchange", "写成其他 GIS 格式 · other GIS formats"),
        "publish": ("exchange", "发布到 PostGIS · publish in PostGIS"),
    },
    "程序 · The program": {
        "rules": ("about", "规范的数值和出处 · norms and their sources"),
        "doctor": ("about", "版本和本机环境 · versions and what this machine has"),
    },
}
"""Panel of the help -> command -> its module in `zoning.commands`, and its line in the list of commands."""

MARKUP: Literal["markdown"] = "markdown"


class Later(TyperCommand):
    """A command that is known by name and loaded when it is used."""

    def __init__(self, name: str, module: str, line: str, panel: str) -> None:
        super().__init__(name, help=line, rich_help_panel=panel)
        self.module = module

    @cached_property
    def loaded(self) -> TyperCommand:
        """The command itself."""
        found = get_group(import_module(f"zoning.commands.{self.module}").app).commands[str(self.name)]
        assert isinstance(found, TyperCommand)
        found.rich_markup_mode = MARKUP
        return found

    def make_context(self, *given: Any, **settings: Any) -> Any:
        """Go on with the command itself."""
        return self.loaded.make_context(*given, **settings)


class Commands(TyperGroup):
    """The commands of the table."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": _later()})


def _later() -> dict[str, Later]:
    return {
        name: Later(name, module, line, panel)
        for panel, own in COMMANDS.items()
        for name, (module, line) in own.items()
    }


def loaded() -> dict[str, TyperCommand]:
    """Return every command, all of them loaded."""
    return {name: later.loaded for name, later in _later().items()}


app = typer.Typer(
    cls=Commands,
    name="zoning",
    help="学校划片招生规划：读数据、算步行距离、划片、评价、出图。School enrolment zoning planner.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="版本 · version")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()
