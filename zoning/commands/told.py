"""Runs as the terminal tells them: carried out with their progress, their tables printed, what failed named at the end."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import typer
from rich.table import Table

from zoning import districts, export, planner, report, report_plans, runs, scenario
from zoning.scenario import Scenario
from zoning.terminal import edge, out_console, print_json, progress, say_failure, say_notes
from zoning.words import Lang


class Told(Protocol):
    """What the terminal says of something found: its tables, the closing lines, and the same as JSON."""

    def tables(self, found: Any, lang: Lang, /) -> Sequence[Table]:
        """Return what a planner looks at first."""

    def summary(self, found: Any, files: list[Path], lang: Lang, /) -> str:
        """Return the closing lines."""

    def as_json(self, found: Any, files: list[Path], /) -> dict[str, object]:
        """Return plain values that JSON knows."""


def command(
    file: Path, out: Path, lang: Lang | None, run: Callable[..., Any], write: Callable[..., list[Path]], told: Told, *, as_json: bool, quiet: bool, ready: Callable[[], object] = lambda: None, reads: Path | None = None
) -> None:  # fmt: skip
    """Run a scenario, write its folder, say what came out; everything written speaks one language.

    `ready` raises where this machine lacks what writing needs: that is told before the work, not after it. `reads` is what is read besides the scenario's inputs.
    """
    with edge(lang, as_json) as tongue:
        asked = scenario.load(file)
        tongue.take(asked.lang)
        asked = asked.model_copy(update={"lang": tongue.lang})
        export.require_writable(out, asked, reads)  # before the work, not after it
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


def carried(
    asked: Scenario, out: Path, lang: Lang, *, shown: bool, shared: planner.Shared | None = None
) -> dict[str, object]:
    """Run a scenario, write its folder, say what came out where that is to be `shown`; everything written speaks `lang`."""
    asked = asked.model_copy(update={"lang": lang})
    with progress(lang, shown=shown) as on_step:
        result = planner.run(asked, on_step, shared)
        files = planner.write(result, out, lang, on_step)
    if shown:
        say_notes(result.notes, lang)
        for table in (*report.tables(result, lang), report_plans.prices(result, lang)):
            if table is not None:
                out_console().print(table)
        out_console().print(report.summary(result, files, lang), highlight=False, markup=False)
    return report.result(result, files)


def apart(
    asked: list[Scenario], folders: list[Path], out: Path, lang: Lang, *, workers: int, cluster: str | None, as_json: bool, quiet: bool
) -> None:  # fmt: skip
    """Plan scenarios on several processes or hosts; one that fails does not stop the others."""
    held = districts.bundle(asked, folders, lang)
    with progress(lang, shown=not (as_json or quiet)) as steps:
        steps(planner.ASSIGN)
        rows = runs.answered(
            districts.evaluate, held, len(asked), workers=workers or runs.cores(), cluster=cluster, kept=out / districts.KEPT, key=held.key,
            on_count=steps.count,
        )  # fmt: skip
    if as_json:
        print_json(rows)
    elif not quiet:
        out_console().print(report_plans.many(rows, lang))
    failed = [row for row in rows if not row["ok"]]
    for row in failed:
        say_failure(row["file"], row["message"])
    if failed:
        raise typer.Exit(max(row["exit_code"] for row in failed))
