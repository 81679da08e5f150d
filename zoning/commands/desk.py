"""The command of the desk: the district in a browser."""

from typing import Annotated

import typer

from zoning import export, scenario
from zoning.app import serve as desk
from zoning.options import Folder, Language, ScenarioFile
from zoning.terminal import edge, progress

app = typer.Typer()


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
