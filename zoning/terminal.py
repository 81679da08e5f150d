"""Where the program meets the terminal: the language it speaks, steps as they go, errors as a message and an exit code."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text as RichText

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


class Steps:
    """Steps as they go: each begins when it is called with its name, and ends with the next; `count` tells how far it is."""

    def __init__(self, bar: Progress, lang: Lang) -> None:
        self.bar, self.lang = bar, lang
        self.task: TaskID | None = None

    def __call__(self, step: Text) -> None:
        """Begin a step."""
        self.end()
        self.task = self.bar.add_task(step.to(self.lang), total=None)

    def count(self, done: int, of: int) -> None:
        """Tell that so many of so many are done."""
        if self.task is not None:
            self.bar.update(self.task, total=of, completed=done)

    def end(self) -> None:
        """End the step."""
        if self.task is not None:
            whole = self.bar.tasks[self.task].total or 1
            self.bar.update(self.task, total=whole, completed=whole)


class _Counted(MofNCompleteColumn):
    """How many of how many, for steps that count more than themselves."""

    def render(self, task: Task) -> RichText:
        return super().render(task) if task.total and task.total > 1 else RichText("")


@contextmanager
def progress(lang: Lang, *, shown: bool) -> Iterator[Steps]:
    """Announce each step with a spinner on the error stream, so that results can be piped."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        _Counted(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as bar:
        steps = Steps(bar, lang)
        yield steps
        steps.end()


def say_notes(notes: Iterable[Note], lang: Lang) -> None:
    """Print notes to the error stream, warnings and assumptions in colour."""
    console = Console(stderr=True, soft_wrap=True)
    for note in notes:
        style = {"warning": "yellow", "assumption": "cyan"}.get(note.level, "dim")
        console.print(f"[{note.about}] {note.text.to(lang)}", style=style, markup=False, highlight=False)


def say_failure(file: str, message: Iterable[str]) -> None:
    """Print to the error stream what kept one scenario of several from being planned."""
    text = "\n".join([f"{file}:", *(f"  {line}" for line in message)])
    Console(stderr=True, soft_wrap=True).print(text, style="red", markup=False, highlight=False)


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
