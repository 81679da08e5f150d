"""Runs as the terminal tells them: carried out with their progress, their tables printed, what failed named at the end."""

from pathlib import Path

import typer

from zoning import districts, planner, report, report_plans, runs
from zoning.scenario import Scenario
from zoning.terminal import out_console, print_json, progress, say_failure, say_notes
from zoning.words import Lang


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
