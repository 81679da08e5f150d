"""The pages say what the program does: reference from the code, commands, keys and links that exist, two languages alike."""

import importlib.util
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from pages import FENCE, ROOT, text

from zoning import cli, rules
from zoning.scenario import Scenario

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"])
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
COMMANDS = cli.loaded()
TWO_LANGUAGES = [("README.md", "README.zh.md"), ("docs/tutorial.md", "docs/tutorial.zh.md")]
WORKED = ("docs/tutorial.md", "docs/tutorial.zh.md", "docs/how-to.md")
"""Pages with scenario files."""
INPUTS = {"blocks": {"path": "blocks.geojson"}, "schools": {"path": "schools.csv"}}
MOST_PICTURE_BYTES = 300_000


def fenced(page: Path | str, *kinds: str) -> list[str]:
    """What stands in the code blocks of these kinds ("" for those without one)."""
    return [body for kind, body in FENCE.findall(text(page)) if kind in kinds]


def sections(page: Path | str) -> list[str]:
    return re.findall(r"^(#{2,3} .+)$", FENCE.sub("", text(page)), re.MULTILINE)


@cache
def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as code hosts make them."""
    heads = re.findall(r"^#{1,6} (.+)$", FENCE.sub("", text(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def reference():
    """The script that writes docs/reference.md."""
    path = ROOT / "scripts" / "make_reference.py"
    sys.path.insert(0, str(path.parent))
    try:
        spec = importlib.util.spec_from_file_location("make_reference", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        yield script
    finally:
        sys.path.remove(str(path.parent))


def test_the_reference_page_is_what_the_code_says(reference):
    assert text("docs/reference.md") == reference.page(), "run python scripts/make_reference.py"


def test_a_stale_reference_page_is_told(reference, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reference, "PAGE", tmp_path / "reference.md")
    monkeypatch.setattr(reference, "page", lambda: "as the code says\n")
    assert reference.main(["--check"]) == 1
    assert "make_reference.py" in capsys.readouterr().err
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    reference.PAGE.write_text("edited by hand\n", encoding="utf-8")
    assert reference.main(["--check"]) == 1


def test_every_key_of_a_scenario_has_a_meaning_in_the_reference():
    told = text("docs/reference.md").split("## Scenario file")[1].split("## Input tables")[0]
    rows = [line for line in told.splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert [row for row in rows if row.endswith("|  |")] == []


def test_every_column_of_the_csv_files_has_a_meaning_in_the_reference():
    told = text("docs/reference.md").split("### blocks.csv")[1].split("## Rules profiles")[0]
    own_name = {"name", "address", "kind", "subdistrict", "dwellings", "pupils"}
    rows = [
        re.findall(r"[^|]+", line) for line in told.splitlines() if re.match(r"\| `\w+` \| [^`]+ \|", line)
    ]
    silent = {row[0].strip(" `") for row in rows if len(row) == 3 and not row[2].strip()}
    assert silent - own_name == set()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_pages_and_has_an_example(command):
    assert f"`zoning {command}" in (COMMANDS[command].epilog or "")
    assert f"### zoning {command}\n" in text("docs/reference.md")
    written = " ".join(text(page) for page in PAGES if page.name != "reference.md")
    assert re.search(rf"\bzoning {command}\b", written), f"zoning {command} is in no page but the reference"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_line_shown_is_one_the_program_takes(page):
    for line in "\n".join(fenced(page, "")).splitlines():
        if line.startswith("zoning "):
            command, *rest = line.split()[1:]
            context = COMMANDS[command].make_context(command, rest)  # refuses what it does not know
            assert context.info_name == command
            assert not context.args, f"{name(page)}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page):
    for target in LINK.findall(FENCE.sub("", text(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name(page)} links to {target}"
        if anchor:
            assert anchor in anchors(there), f"{name(page)} links to {target}: no such heading"


@pytest.mark.parametrize(("one", "other"), TWO_LANGUAGES)
def test_both_languages_have_the_same_commands_and_sections(one, other):
    assert fenced(one, "") == fenced(other, "")
    assert len(fenced(one, "")) > 0
    assert [head.count("#") for head in sections(one)] == [head.count("#") for head in sections(other)]
    assert f"({Path(other).name})" in text(one)[:200]
    assert f"({Path(one).name})" in text(other)[:200]


@pytest.mark.parametrize(("one", "other"), TWO_LANGUAGES)
def test_both_languages_show_the_same_scenarios(one, other):
    def asked(page: str) -> list[dict]:
        files = [tomllib.loads(body) for body in fenced(page, "toml")]
        return [{key: value for key, value in file.items() if key not in ("name", "lang")} for file in files]

    assert asked(one) == asked(other)


@pytest.mark.parametrize("page", WORKED)
def test_every_scenario_shown_is_one_the_program_takes(page, tmp_path):
    """A piece of a scenario stands for itself laid over the least that a scenario needs; a rules profile is read as one."""
    files = [tomllib.loads(body) for body in fenced(page, "toml")]
    assert len(files) > 5
    for body, file in zip(fenced(page, "toml"), files, strict=True):
        if "documents" in file:
            (tmp_path / "own.toml").write_text(body, encoding="utf-8")
            assert rules.load("own.toml", tmp_path).overrides()
            continue
        file.pop("extends", None)
        given = file.pop("inputs", {})
        whole = {key: INPUTS.get(key, {}) | given.get(key, {}) for key in {*INPUTS, *given}}
        for table in whole.values():
            if "database" in table:
                table.pop("path", None)
        Scenario.model_validate({"name": "page", **file, "inputs": whole})


def test_pictures_are_small_and_shown():
    pictures = sorted((ROOT / "docs" / "img").iterdir())
    assert pictures
    written = " ".join(text(page) for page in PAGES)
    for picture in pictures:
        assert picture.stat().st_size <= MOST_PICTURE_BYTES, picture.name
        assert f"img/{picture.name})" in written, f"{picture.name} is shown nowhere"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_folder_of_one_machine(page):
    assert re.findall(r"(?<![\w.])/(?:home|root|tmp|work|Users)/\S*", text(page)) == []
