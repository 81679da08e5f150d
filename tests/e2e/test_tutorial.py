"""The tutorial, followed step by step: what it shows is what the program says."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from command_line import ended, started
from pages import FENCE, ROOT, text

SCENARIO = re.compile(r"`(\w+\.toml)`")
FRAMES = str.maketrans("┃", "│")
CODES = {0, 3, 4}
"""A tutorial also shows what is wrong with inputs, and that no plan exists."""


def said(command: str, folder: Path) -> str:
    """What a command of the tutorial prints."""
    arguments = [str(folder / part) if part.endswith(".toml") else part for part in shlex.split(command)[1:]]
    arguments = [str(folder / part) if part.startswith("out/") else part for part in arguments]
    code, stdout, stderr = ended(started(*arguments))
    assert code in CODES, stderr.decode("utf-8")
    return (stdout + stderr).decode("utf-8").translate(FRAMES).replace(f"{folder}/", "")


def shown(line: str) -> str:
    """The pattern of a line of the page: … stands for anything, the width of columns is of no account."""
    words = [re.escape(word).replace("…", ".*") for word in line.translate(FRAMES).split()]
    return r"\s*".join(words)


def copied(command: str, folder: Path) -> None:
    """Do as `cp` does, from the data that the project ships."""
    *sources, _ = shlex.split(command)[1:]
    for source in sources:
        shutil.copy(ROOT / source.removeprefix("../"), folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["tutorial.md", "tutorial.zh.md"])
def test_every_step_of_the_tutorial_says_what_the_page_shows(page, tmp_path):
    whole = text(Path("docs") / page)
    scenario, output, before, ran = "", "", 0, 0
    for fence in FENCE.finditer(whole):
        kind, body = fence.groups()
        prose, before = whole[before : fence.start()], fence.end()
        if kind == "toml":
            scenario = next(iter(SCENARIO.findall(prose)), scenario)
            (tmp_path / scenario).write_text(body, encoding="utf-8")
        elif kind == "text" and output and not prose.strip():
            for line in body.splitlines():
                assert re.search(shown(line), output), f"{line}\nis not in\n{output}"
            ran += 1
        output = ""
        for command in body.splitlines() if not kind else []:
            if command.startswith("cp "):
                copied(command, tmp_path)
            elif command.startswith("zoning "):
                output = said(command, tmp_path)
    assert ran >= 6
