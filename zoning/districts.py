"""Many scenarios, each with its own files, planned apart: a province of counties on the cores of one machine, or on many hosts."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from zoning import planner, report, runs, scenario
from zoning.errors import ZoningError
from zoning.scenario import Scenario
from zoning.words import Lang

KEPT = "plans.part.jsonl"
"""In the results folder while scenarios are planned: those that are done."""


class Bundle(NamedTuple):
    """The scenario files and the folder of each; paths that every host sees alike."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    lang: Lang

    @property
    def key(self) -> str:
        """A name that no other bundle has, nor this one once a file it reads has changed."""
        made = blake2b(digest_size=16)
        for file, folder in zip(self.files, self.folders, strict=True):
            asked = scenario.load(file)
            made.update(f"{folder}\n{asked.model_dump_json()}\n{self.lang}\n".encode())
            for path in asked.reads:
                seen = path.stat() if path.exists() else None
                made.update(
                    f"{path} {seen.st_size if seen else -1} {seen.st_mtime_ns if seen else 0}\n".encode()
                )
        return made.hexdigest()


def bundle(asked: Sequence[Scenario], folders: Sequence[Path], lang: Lang) -> Bundle:
    """Return the bundle of some scenarios and the folder of each."""
    files = tuple(str(one.file.resolve()) for one in asked)
    return Bundle(files, tuple(str(folder.resolve()) for folder in folders), lang)


def evaluate(held: Bundle, number: int) -> runs.Row:
    """Plan one scenario and write its folder; return what `zoning plan --json` says of it.

    A scenario that cannot be planned is no reason to stop the others: its row says why, with `ok` false.
    """
    file, folder = held.files[number], Path(held.folders[number])
    try:
        asked = scenario.load(file).model_copy(update={"lang": held.lang})
        result = planner.run(asked)
        files = planner.write(result, folder, held.lang)
    except ZoningError as error:
        kind, lines = type(error).__name__, error.to(held.lang).split("\n")
        return {
            "number": number,
            "ok": False,
            "file": file,
            "error": kind,
            "exit_code": error.exit_code,
            "message": lines,
        }
    return {"number": number, "file": file, **report.plain(report.result(result, files))}
