"""Where the program meets the terminal: the language it speaks, steps as they go, errors as a message and an exit code."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from zoning.errors import ZoningError
from zoning.model import Note
from zoning.words import Lang, Text

_PIPE_COLUMNS = 160
"""A file or pipe has no width of its own; tables in it are not squeezed into 80 columns."""


class Tongue:
    """The language to speak: the option, else the environment, else the scenario's."""

    def __init__(self, asked: Lang | None) -> None:
        env = os.environ.get("ZONING_LANG", "")
        self.fixed: Lang | None = asked or ("en" if env == "en" else "zh" if env == "zh" else None)
        self.lang: Lang = self.fixed or "zh"

    def take(self, lang: Lang) -> None:
        """Speak a scenario's language where nothing else is asked for."""
        self.lang = self.fixed or lang


@contextmanager
def edge(lang: Lang | None, as_json: bool) -> Iterator[Tongue]:
    """The edge of the program: errors become a message and an exit code here and nowhere else."""
    _utf8()
    tongue = Tongue(lang)
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
        print_json({"ok": False, "error": kind, "exit_code": code, "message": message.split("\n")})
    else:
        Console(stderr=True, soft_wrap=True).print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


@contextmanager
def progress(lang: Lang, *, shown: bool) -> Iterator[Callable[[Text], None]]:
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


def say_notes(notes: Iterable[Note], lang: Lang) -> None:
    """Print notes to the error stream, warnings and assumptions in colour."""
    console = Console(stderr=True, soft_wrap=True)
    for note in notes:
        style = {"warning": "yellow", "assumption": "cyan"}.get(note.level, "dim")
        console.print(f"[{note.about}] {note.text.to(lang)}", style=style, markup=False, highlight=False)


def out_console() -> Console:
    """Return where results are printed."""
    return Console() if sys.stdout.isatty() else Console(soft_wrap=True, width=_PIPE_COLUMNS)


def print_json(value: object) -> None:
    """Print plain values as JSON, and nothing else."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def _utf8() -> None:
    """Windows consoles and pipes may not be UTF-8; 汉字 must never stop a run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if not stream.isatty() else stream.encoding, errors="replace")
